//! What stands between brackets: whole numbers, slices, `...`, `newaxis`, arrays of places, masks.
//!
//! Without arrays the result is a view. With arrays it is a list of places, in NumPy's order of axes: where the arrays
//! stand side by side the picked axes take their position, otherwise they come first.

use super::array::{Array, View, together};
use super::dtype::{DType, Data};
use super::fault::{Fault, tight};

/// One item between the brackets.
#[derive(Clone, Debug)]
pub(crate) enum Index {
    /// A place, counted from the end if negative.
    At(i64),
    /// `start:stop:step`
    Slice(Option<i64>, Option<i64>, i64),
    /// `None`
    NewAxis,
    /// `...`
    Rest,
    /// Places (`int64`) or a mask (`bool`).
    Many(Array),
}

/// What an index stands for.
#[derive(Clone, Debug)]
pub(crate) enum Selection {
    /// The same storage seen in another way.
    View(View),
    /// Places in the storage, to be filled into a shape.
    Places(Vec<usize>, Vec<usize>),
}

/// Finds what `items` mean on `view`.
///
/// # Errors
/// Places outside, too many items, masks of another shape, a step of zero.
pub(crate) fn select(view: &View, items: &[Index]) -> Result<Selection, Fault> {
    let items = spread(view, items)?;
    let mut parts = Parts {
        view: View { shape: Vec::new(), strides: Vec::new(), ..view.clone() },
        many: Vec::new(),
        at: None,
        apart: false,
    };
    let mut axis = 0;
    let mut last_many = None;
    for (position, item) in items.iter().enumerate() {
        match item {
            Index::NewAxis => parts.push(1, 0),
            Index::Slice(start, stop, step) => {
                let (first, length) = cut(*start, *stop, *step, view.shape[axis])?;
                if length > 0 {
                    parts.shift(first as isize * view.strides[axis]);
                }
                parts.push(length, view.strides[axis] * *step as isize);
                axis += 1;
            }
            Index::At(place) => {
                let place = within(*place, axis, view.shape[axis])?;
                parts.shift(place as isize * view.strides[axis]);
                axis += 1;
            }
            Index::Many(places) => {
                parts.apart |= last_many.is_some_and(|last| last + 1 != position);
                last_many = Some(position);
                parts.at.get_or_insert(parts.view.shape.len());
                let length = view.shape[axis];
                let checked = places.data().i64s().into_iter().map(|place| within(place, axis, length));
                let steps = checked.map(|place| place.map(|p| p as i64)).collect::<Result<Vec<_>, _>>()?;
                parts.many.push((Array::new(Data::I64(steps), places.shape()), view.strides[axis]));
                axis += 1;
            }
            Index::Rest => unreachable!("`spread` has replaced it"),
        }
    }
    parts.finish()
}

struct Parts {
    view: View,
    /// Places along an axis, and the axis's stride.
    many: Vec<(Array, isize)>,
    /// How many plain axes stand before the first array.
    at: Option<usize>,
    /// Whether something stands between the arrays.
    apart: bool,
}

impl Parts {
    fn push(&mut self, length: usize, stride: isize) {
        self.view.shape.push(length);
        self.view.strides.push(stride);
    }

    fn shift(&mut self, by: isize) {
        self.view.offset = self.view.offset.wrapping_add_signed(by);
    }

    fn finish(self) -> Result<Selection, Fault> {
        let Some(at) = self.at else { return Ok(Selection::View(self.view)) };
        let shapes: Vec<&[usize]> = self.many.iter().map(|(places, _)| places.shape()).collect();
        let picked = together(&shapes).map_err(|_| {
            let shapes: Vec<String> = shapes.iter().map(|shape| tight(shape)).collect();
            Fault::index(format!(
                "shape mismatch: indexing arrays could not be broadcast together with shapes {}",
                shapes.join(" ")
            ))
        })?;
        let mut jumps = vec![0isize; picked.iter().product()];
        for (places, stride) in &self.many {
            for (jump, place) in jumps.iter_mut().zip(places.fit(&picked)?.i64s()) {
                *jump += place as isize * stride;
            }
        }
        let at = if self.apart { 0 } else { at };
        let (before, after) = self.view.shape.split_at(at);
        let shape = [before, picked.as_slice(), after].concat();
        let head = View { shape: before.to_vec(), strides: self.view.strides[..at].to_vec(), offset: self.view.offset };
        let tail = View { shape: after.to_vec(), strides: self.view.strides[at..].to_vec(), offset: 0 };
        let mut places = Vec::with_capacity(shape.iter().product());
        for start in head.offsets() {
            for jump in &jumps {
                let from = View { offset: start.wrapping_add_signed(*jump), ..tail.clone() };
                places.extend(from.offsets());
            }
        }
        Ok(Selection::Places(places, shape))
    }
}

/// Masks as places, `...` as the slices it stands for, missing axes as slices.
fn spread(view: &View, items: &[Index]) -> Result<Vec<Index>, Fault> {
    let width = |item: &Index| match item {
        Index::NewAxis | Index::Rest => 0,
        Index::Many(mask) if mask.dtype() == DType::Bool => mask.ndim(),
        _ => 1,
    };
    let ndim = view.shape.len();
    let used: usize = items.iter().map(width).sum();
    if used > ndim {
        return Err(Fault::index(format!(
            "too many indices for array: array is {ndim}-dimensional, but {used} were indexed"
        )));
    }
    if items.iter().filter(|item| matches!(item, Index::Rest)).count() > 1 {
        return Err(Fault::index("an index can only have a single ellipsis ('...')"));
    }
    let whole = || std::iter::repeat_n(Index::Slice(None, None, 1), ndim - used);
    let mut result = Vec::new();
    let mut axis = 0;
    for item in items {
        match item {
            Index::Rest => {
                result.extend(whole());
                axis += ndim - used;
            }
            Index::Many(mask) if mask.dtype() == DType::Bool => {
                for (i, length) in mask.shape().iter().enumerate() {
                    if *length != view.shape[axis + i] {
                        return Err(Fault::index(format!(
                            "boolean index did not match indexed array along axis {}; size of axis is {} but size of \
                             corresponding boolean axis is {length}",
                            axis + i,
                            view.shape[axis + i]
                        )));
                    }
                }
                axis += mask.ndim();
                result.extend(nonzero(mask).into_iter().map(Index::Many));
            }
            other => {
                axis += width(other);
                result.push(other.clone());
            }
        }
    }
    if !items.iter().any(|item| matches!(item, Index::Rest)) {
        result.extend(whole());
    }
    Ok(result)
}

/// Places of elements that are not zero, one array per axis.
pub(crate) fn nonzero(a: &Array) -> Vec<Array> {
    let flat: Vec<usize> = a.data().bools().iter().enumerate().filter(|(_, set)| **set).map(|(i, _)| i).collect();
    let mut stride = a.len();
    a.shape()
        .iter()
        .map(|length| {
            stride /= (*length).max(1);
            let places = flat.iter().map(|i| (i / stride.max(1) % length) as i64).collect();
            Array::new(Data::I64(places), &[flat.len()])
        })
        .collect()
}

fn within(place: i64, axis: usize, length: usize) -> Result<usize, Fault> {
    let counted = if place < 0 { place + length as i64 } else { place };
    usize::try_from(counted)
        .ok()
        .filter(|place| *place < length)
        .ok_or_else(|| Fault::index(format!("index {place} is out of bounds for axis {axis} with size {length}")))
}

/// First place and number of places of a slice, by Python's rules.
fn cut(start: Option<i64>, stop: Option<i64>, step: i64, length: usize) -> Result<(usize, usize), Fault> {
    if step == 0 {
        return Err(Fault::value("slice step cannot be zero"));
    }
    let length = length as i64;
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let clamp = |place: i64| (if place < 0 { place.saturating_add(length) } else { place }).clamp(low, high);
    let start = start.map_or(if step > 0 { low } else { high }, clamp);
    let stop = stop.map_or(if step > 0 { high } else { low }, clamp);
    let span = if step > 0 { stop - start } else { start - stop };
    let count = if span <= 0 { 0 } else { (span - 1) / step.saturating_abs() + 1 };
    Ok((start.max(0) as usize, count as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(shape: &[usize]) -> Array {
        Array::new(Data::I64((0..shape.iter().product::<usize>() as i64).collect()), shape)
    }

    fn ints(values: &[i64]) -> Index {
        Index::Many(Array::new(Data::I64(values.to_vec()), &[values.len()]))
    }

    fn check(shape: &[usize], items: &[Index], expected: Result<(&[usize], &[i64]), &str>) {
        let a = counting(shape);
        let found = select(&a.view, items).map(|selection| match selection {
            Selection::View(view) => (view.shape.clone(), a.with(view).data().i64s()),
            Selection::Places(places, shape) => (shape, a.pick(&places).i64s()),
        });
        let expected = expected.map(|(shape, values)| (shape.to_vec(), values.to_vec())).map_err(str::to_owned);
        assert_eq!(found.map_err(|fault| fault.message), expected);
    }

    #[test]
    fn plain() {
        let all = || Index::Slice(None, None, 1);
        check(&[2, 3], &[Index::At(-1)], Ok((&[3], &[3, 4, 5])));
        check(&[2, 3], &[all(), Index::At(1)], Ok((&[2], &[1, 4])));
        check(&[5], &[Index::Slice(None, None, -2)], Ok((&[3], &[4, 2, 0])));
        check(&[5], &[Index::Slice(Some(3), Some(1), 1)], Ok((&[0], &[])));
        check(&[2, 2, 2], &[Index::Rest, Index::At(0)], Ok((&[2, 2], &[0, 2, 4, 6])));
        check(&[2], &[Index::NewAxis, all(), Index::NewAxis], Ok((&[1, 2, 1], &[0, 1])));
        check(&[3], &[Index::At(5)], Err("index 5 is out of bounds for axis 0 with size 3"));
        check(&[3], &[all(), all()], Err("too many indices for array: array is 1-dimensional, but 2 were indexed"));
    }

    #[test]
    fn arrays_of_places_and_masks() {
        let all = || Index::Slice(None, None, 1);
        check(&[3, 2], &[ints(&[2, 0])], Ok((&[2, 2], &[4, 5, 0, 1])));
        check(&[2, 3], &[all(), ints(&[2, 0, 0])], Ok((&[2, 3], &[2, 0, 0, 5, 3, 3])));
        check(&[2, 2, 2], &[ints(&[0, 1]), all(), ints(&[1, 0])], Ok((&[2, 2], &[1, 3, 4, 6])));
        check(&[3, 3], &[ints(&[0, 1, 2]), ints(&[2, 1, 0])], Ok((&[3], &[2, 4, 6])));
        let mask = Index::Many(Array::new(Data::Bool(vec![true, false, true]), &[3]));
        check(&[3], std::slice::from_ref(&mask), Ok((&[2], &[0, 2])));
        check(
            &[2],
            &[mask],
            Err("boolean index did not match indexed array along axis 0; size of axis is 2 but size of corresponding \
                 boolean axis is 3"),
        );
    }
}
