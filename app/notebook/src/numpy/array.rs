//! An array: shared storage, and a view of it by offset, shape and strides. Slices, transposes and most reshapes share
//! storage with the array they come from, as in NumPy: writing to one is seen in the other.

use std::cell::RefCell;
use std::rc::Rc;

use super::dtype::{DType, Data};
use super::fault::{Fault, Kind, tight, tuple};

/// Elements that one array may have: beyond it a page has no memory to hold them, and asking would end the worker.
const MOST: usize = 1 << 26;

/// Which elements of a storage, in which shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    /// Where the first element is.
    pub offset: usize,
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// Elements between neighbours along each axis; 0 repeats, negative runs backwards.
    pub strides: Vec<isize>,
}

impl View {
    /// Row by row from the beginning of a storage.
    pub fn dense(shape: &[usize]) -> Self {
        let mut strides = vec![1isize; shape.len()];
        for axis in (1..shape.len()).rev() {
            strides[axis - 1] = strides[axis] * shape[axis].max(1) as isize;
        }
        Self { offset: 0, shape: shape.to_vec(), strides }
    }

    /// How many elements.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether the elements lie side by side, row by row.
    pub fn is_dense(&self) -> bool {
        let mut expected = 1isize;
        self.shape.iter().zip(&self.strides).rev().all(|(length, stride)| {
            let fits = *length == 1 || *stride == expected;
            expected *= *length as isize;
            fits
        })
    }

    /// Places of the elements, row by row.
    pub fn offsets(&self) -> Vec<usize> {
        let mut places = Vec::with_capacity(self.len());
        if self.len() > 0 {
            self.walk(0, self.offset as isize, &mut places);
        }
        places
    }

    fn walk(&self, axis: usize, at: isize, places: &mut Vec<usize>) {
        if axis == self.shape.len() {
            places.push(at as usize);
            return;
        }
        for i in 0..self.shape[axis] {
            self.walk(axis + 1, at + i as isize * self.strides[axis], places);
        }
    }

    /// This view repeated to fill `shape`; `None` where it does not fit.
    pub fn broadcast(&self, shape: &[usize]) -> Option<Self> {
        let extra = shape.len().checked_sub(self.shape.len())?;
        let mut strides = vec![0isize; shape.len()];
        for (axis, (length, stride)) in self.shape.iter().zip(&self.strides).enumerate() {
            if *length == shape[extra + axis] {
                strides[extra + axis] = *stride;
            } else if *length != 1 {
                return None;
            }
        }
        Some(Self { offset: self.offset, shape: shape.to_vec(), strides })
    }

    /// Axes in another order.
    pub fn permute(&self, order: &[usize]) -> Self {
        Self {
            offset: self.offset,
            shape: order.iter().map(|axis| self.shape[*axis]).collect(),
            strides: order.iter().map(|axis| self.strides[*axis]).collect(),
        }
    }
}

/// An array.
#[derive(Clone, Debug)]
pub(crate) struct Array {
    store: Rc<RefCell<Data>>,
    /// Which elements of the storage, in which shape.
    pub view: View,
}

impl Array {
    /// An array of its own storage. `data` holds as many elements as `shape` says.
    pub fn new(data: Data, shape: &[usize]) -> Self {
        debug_assert_eq!(data.len(), shape.iter().product::<usize>());
        Self { store: Rc::new(RefCell::new(data)), view: View::dense(shape) }
    }

    /// A single element without axes.
    pub fn scalar(data: Data) -> Self {
        Self::new(data, &[])
    }

    /// Zeros.
    ///
    /// # Errors
    /// When there would be more elements than memory.
    pub fn zeros(dtype: DType, shape: &[usize]) -> Result<Self, Fault> {
        Ok(Self::new(Data::zeros(dtype, checked_len(shape)?), shape))
    }

    /// Another view of the same storage.
    pub fn with(&self, view: View) -> Self {
        Self { store: Rc::clone(&self.store), view }
    }

    /// Element type.
    pub fn dtype(&self) -> DType {
        self.store.borrow().dtype()
    }

    /// Length of each axis.
    pub fn shape(&self) -> &[usize] {
        &self.view.shape
    }

    /// How many axes.
    pub fn ndim(&self) -> usize {
        self.view.shape.len()
    }

    /// How many elements.
    pub fn len(&self) -> usize {
        self.view.len()
    }

    /// The elements row by row, copied out.
    pub fn data(&self) -> Data {
        let store = self.store.borrow();
        if self.view.is_dense() {
            store.run(self.view.offset.min(store.len()), self.len())
        } else {
            store.take(self.view.offsets().into_iter())
        }
    }

    /// Elements of the storage at `offsets`.
    pub fn pick(&self, offsets: &[usize]) -> Data {
        self.store.borrow().take(offsets.iter().copied())
    }

    /// Writes to places of the storage: as many values as places, or one for all; in any type.
    pub fn put(&self, offsets: &[usize], values: Data) {
        let values = values.cast(self.dtype());
        self.store.borrow_mut().put(offsets.iter().copied(), &values);
    }

    /// Writes `values`, repeated as needed, over all elements.
    ///
    /// # Errors
    /// When the shapes do not fit.
    pub fn assign(&self, values: &Self) -> Result<(), Fault> {
        let fitted = values.fit(self.shape())?;
        self.put(&self.view.offsets(), fitted);
        Ok(())
    }

    /// The elements repeated to fill `shape`. Leading axes of length 1 that are too many are dropped.
    ///
    /// # Errors
    /// When they cannot fill it.
    pub fn fit(&self, shape: &[usize]) -> Result<Data, Fault> {
        let mut view = self.view.clone();
        while view.shape.len() > shape.len() && view.shape[0] == 1 {
            view.shape.remove(0);
            view.strides.remove(0);
        }
        let view = view.broadcast(shape).ok_or_else(|| {
            Fault::value(format!(
                "could not broadcast input array from shape {} into shape {}",
                tight(self.shape()),
                tight(shape)
            ))
        })?;
        Ok(self.with(view).data())
    }

    /// Repeated to fill `shape`, sharing storage.
    ///
    /// # Errors
    /// When it cannot.
    pub fn broadcast_to(&self, shape: &[usize]) -> Result<Self, Fault> {
        let view = self.view.broadcast(shape).ok_or_else(|| {
            Fault::value(format!(
                "operands could not be broadcast together with remapped shapes [original->remapped]: {} and requested \
                 shape {}",
                tight(self.shape()),
                tight(shape)
            ))
        })?;
        Ok(self.with(view))
    }

    /// As `float64`, row by row.
    pub fn f64s(&self) -> Vec<f64> {
        self.data().f64s()
    }

    /// A copy in its own storage.
    pub fn copy(&self) -> Self {
        Self::new(self.data(), self.shape())
    }

    /// A copy in another type.
    pub fn cast(&self, dtype: DType) -> Self {
        Self::new(self.data().cast(dtype), self.shape())
    }

    /// In another shape, sharing storage where the elements lie row by row. One length may be -1.
    ///
    /// # Errors
    /// When the number of elements differs.
    pub fn reshape(&self, wanted: &[i64]) -> Result<Self, Fault> {
        let wrong = || {
            let shape: Vec<String> = wanted.iter().map(i64::to_string).collect();
            let shape = if shape.len() == 1 { format!("({},)", shape[0]) } else { format!("({})", shape.join(",")) };
            Fault::value(format!("cannot reshape array of size {} into shape {shape}", self.len()))
        };
        if wanted.iter().filter(|length| **length < 0).count() > 1 {
            return Err(Fault::value("can only specify one unknown dimension"));
        }
        let known: usize = wanted.iter().filter(|length| **length >= 0).map(|length| *length as usize).product();
        let rest = self.len().checked_div(known).unwrap_or(0);
        let shape: Vec<usize> = wanted.iter().map(|length| if *length < 0 { rest } else { *length as usize }).collect();
        if shape.iter().product::<usize>() != self.len() || (known == 0 && wanted.iter().any(|length| *length < 0)) {
            return Err(wrong());
        }
        Ok(self.reshaped(&shape))
    }

    /// As [`Self::reshape`] with a shape known to fit.
    pub fn reshaped(&self, shape: &[usize]) -> Self {
        if self.view.is_dense() {
            self.with(View { offset: self.view.offset, ..View::dense(shape) })
        } else {
            Self::new(self.data(), shape)
        }
    }

    /// Axes in another order, or reversed; shares storage.
    ///
    /// # Errors
    /// When `order` is no permutation of the axes.
    pub fn transpose(&self, order: Option<&[i64]>) -> Result<Self, Fault> {
        let order: Vec<usize> = match order {
            None => (0..self.ndim()).rev().collect(),
            Some(order) if order.len() != self.ndim() => return Err(Fault::value("axes don't match array")),
            Some(order) => order.iter().map(|axis| resolve(*axis, self.ndim())).collect::<Result<_, _>>()?,
        };
        if (0..self.ndim()).any(|axis| !order.contains(&axis)) {
            return Err(Fault::value("repeated axis in transpose"));
        }
        Ok(self.with(self.view.permute(&order)))
    }
}

/// An axis counted from the front.
///
/// # Errors
/// When there is none.
pub(crate) fn resolve(axis: i64, ndim: usize) -> Result<usize, Fault> {
    let counted = if axis < 0 { axis + ndim as i64 } else { axis };
    usize::try_from(counted).ok().filter(|axis| *axis < ndim).ok_or_else(|| Fault {
        kind: Kind::Axis,
        message: format!("axis {axis} is out of bounds for array of dimension {ndim}"),
    })
}

/// The shape that all operands fill together.
///
/// # Errors
/// When two lengths differ and neither is 1.
pub(crate) fn together(shapes: &[&[usize]]) -> Result<Vec<usize>, Fault> {
    let ndim = shapes.iter().map(|shape| shape.len()).max().unwrap_or(0);
    let mut result = vec![1; ndim];
    for shape in shapes {
        for (into, length) in result[ndim - shape.len()..].iter_mut().zip(*shape) {
            if *into == 1 {
                *into = *length;
            } else if *length != 1 && *length != *into {
                let shapes: Vec<String> = shapes.iter().map(|shape| tight(shape)).collect();
                let shapes = shapes.join(" ");
                return Err(Fault::value(format!("operands could not be broadcast together with shapes {shapes}")));
            }
        }
    }
    checked_len(&result)?;
    Ok(result)
}

/// The number of elements of a shape.
///
/// # Errors
/// When they could not be held.
pub(crate) fn checked_len(shape: &[usize]) -> Result<usize, Fault> {
    let len = shape.iter().try_fold(1usize, |len, length| len.checked_mul(*length)).filter(|len| *len <= MOST);
    len.ok_or_else(|| Fault {
        kind: Kind::Memory,
        message: format!(
            "Unable to allocate an array with shape {}: the notebook holds at most {MOST} elements",
            tuple(shape)
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(shape: &[usize]) -> Array {
        Array::new(Data::F64((0..shape.iter().product()).map(|i: usize| i as f64).collect()), shape)
    }

    #[test]
    fn transposes_and_reshapes_share_storage() {
        let a = counting(&[2, 3]);
        let t = a.transpose(None).unwrap();
        assert_eq!((t.shape(), t.f64s()), ([3, 2].as_slice(), vec![0.0, 3.0, 1.0, 4.0, 2.0, 5.0]));
        a.reshape(&[-1]).unwrap().put(&[0], Data::F64(vec![9.0]));
        assert_eq!(t.f64s()[0], 9.0);
        // What does not lie row by row is copied.
        assert_eq!(t.reshape(&[6]).unwrap().f64s(), [9.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    }

    #[test]
    fn broadcasting() {
        fn check(shapes: &[&[usize]], expected: Result<&[usize], &str>) {
            assert_eq!(together(shapes).map_err(|fault| fault.message), expected.map(Into::into).map_err(Into::into));
        }
        check(&[&[3], &[2, 1]], Ok(&[2, 3]));
        check(&[&[], &[4]], Ok(&[4]));
        check(&[&[0], &[1]], Ok(&[0]));
        check(&[&[3], &[4]], Err("operands could not be broadcast together with shapes (3,) (4,)"));
        check(&[&[2, 3], &[2]], Err("operands could not be broadcast together with shapes (2,3) (2,)"));
    }

    #[test]
    fn reshape_counts() {
        fn check(shape: &[i64], expected: Result<&[usize], &str>) {
            let result = counting(&[2, 3]).reshape(shape).map(|a| a.shape().to_vec()).map_err(|fault| fault.message);
            assert_eq!(result, expected.map(Into::into).map_err(Into::into));
        }
        check(&[3, -1], Ok(&[3, 2]));
        check(&[4, -1], Err("cannot reshape array of size 6 into shape (4,-1)"));
        check(&[-1, -1], Err("can only specify one unknown dimension"));
        check(&[5], Err("cannot reshape array of size 6 into shape (5,)"));
        check(&[0, -1], Err("cannot reshape array of size 6 into shape (0,-1)"));
    }
}
