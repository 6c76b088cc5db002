//! Putting in order: sorting, places in sorted order, distinct values; and joining arrays.

use std::cmp::Ordering;

use super::array::{Array, resolve};
use super::dtype::{DType, Data};
use super::fault::{Fault, Kind};

/// Not-a-number comes last, as in NumPy.
fn compare(a: &f64, b: &f64) -> Ordering {
    a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// Places that would sort each row along `axis` (`None`: all elements); equal elements keep their order.
///
/// # Errors
/// No such axis.
pub(crate) fn argsort(a: &Array, axis: Option<i64>) -> Result<Array, Fault> {
    along(a, axis, |row| Data::I64(places(row)))
}

/// Sorted along `axis`, or all elements.
///
/// # Errors
/// No such axis.
pub(crate) fn sort(a: &Array, axis: Option<i64>) -> Result<Array, Fault> {
    along(a, axis, |row| {
        let order = places(row);
        row.take(order.into_iter().map(|i| i as usize))
    })
}

fn places(row: &Data) -> Vec<i64> {
    let mut order: Vec<i64> = (0..row.len() as i64).collect();
    match row {
        Data::I64(values) => order.sort_by_key(|i| values[*i as usize]),
        other => {
            let values = other.clone().f64s();
            order.sort_by(|a, b| compare(&values[*a as usize], &values[*b as usize]));
        }
    }
    order
}

fn along(a: &Array, axis: Option<i64>, f: impl Fn(&Data) -> Data) -> Result<Array, Fault> {
    let flat = a.reshaped(&[a.len()]);
    let (a, axis) = match axis {
        None => (&flat, 0),
        Some(axis) => (a, resolve(axis, a.ndim())?),
    };
    let order: Vec<usize> = (0..a.ndim()).filter(|other| *other != axis).chain([axis]).collect();
    let turned = a.with(a.view.permute(&order));
    let length = a.shape()[axis];
    let data = turned.data();
    let rows = a.len().checked_div(length).unwrap_or(0);
    let parts: Vec<Data> = (0..rows).map(|row| f(&data.run(row * length, length))).collect();
    let dtype = parts.first().map_or(a.dtype(), Data::dtype);
    let result = Array::new(chain(&parts, dtype), turned.shape());
    let mut back: Vec<usize> = (0..a.ndim() - 1).collect();
    back.insert(axis, a.ndim() - 1);
    Ok(result.with(result.view.permute(&back)).copy())
}

/// All elements in one type, one part after the other.
fn chain(parts: &[Data], dtype: DType) -> Data {
    let parts = parts.iter().cloned().map(|part| part.cast(dtype));
    match dtype {
        DType::Bool => Data::Bool(parts.flat_map(Data::bools).collect()),
        DType::I64 => Data::I64(parts.flat_map(Data::i64s).collect()),
        _ => Data::floats(parts.flat_map(Data::f64s).collect(), dtype),
    }
}

/// Distinct values in order, where each first stood, which of them each element is, and how often each occurs.
pub(crate) fn unique(a: &Array) -> [Array; 4] {
    let data = a.data();
    let values = data.clone().f64s();
    let exact = if let Data::I64(values) = &data { Some(values) } else { None };
    let same = |a: usize, b: usize| match exact {
        Some(values) => values[a] == values[b],
        None => compare(&values[a], &values[b]).is_eq(),
    };
    let order: Vec<usize> = places(&data).into_iter().map(|i| i as usize).collect();
    let (mut first, mut which, mut counts) = (Vec::<usize>::new(), vec![0i64; data.len()], Vec::<i64>::new());
    for (at, i) in order.iter().enumerate() {
        if at == 0 || !same(*i, order[at - 1]) {
            first.push(*i);
            counts.push(0);
        }
        which[*i] = counts.len() as i64 - 1;
        if let Some(count) = counts.last_mut() {
            *count += 1;
        }
    }
    let n = first.len();
    [
        Array::new(data.take(first.iter().copied()), &[n]),
        Array::new(Data::I64(first.into_iter().map(|i| i as i64).collect()), &[n]),
        Array::new(Data::I64(which), a.shape()),
        Array::new(Data::I64(counts), &[n]),
    ]
}

/// Where each of `values` would be put into the sorted `a`; `right` puts it after equal ones.
///
/// # Errors
/// When `a` is not one-dimensional.
pub(crate) fn searchsorted(a: &Array, values: &Array, right: bool) -> Result<Array, Fault> {
    if a.ndim() != 1 {
        return Err(Fault::value("object too deep for desired array"));
    }
    let sorted = a.f64s();
    let place = |value: f64| {
        sorted.partition_point(|v| {
            let order = compare(v, &value);
            order.is_lt() || (right && order.is_eq())
        }) as i64
    };
    Ok(Array::new(Data::I64(values.f64s().into_iter().map(place).collect()), values.shape()))
}

/// Arrays one after the other along an existing axis.
///
/// # Errors
/// Nothing to join, scalars, lengths that differ along other axes.
pub(crate) fn concatenate(arrays: &[Array], axis: i64) -> Result<Array, Fault> {
    let Some(first) = arrays.first() else {
        return Err(Fault::value("need at least one array to concatenate"));
    };
    if arrays.iter().any(|a| a.ndim() == 0) {
        return Err(Fault::value("zero-dimensional arrays cannot be concatenated"));
    }
    let axis = resolve(axis, first.ndim()).map_err(|fault| Fault { kind: Kind::Axis, ..fault })?;
    for (number, a) in arrays.iter().enumerate().skip(1) {
        if a.ndim() != first.ndim() {
            return Err(Fault::value(format!(
                "all the input array dimensions except for the concatenation axis must match exactly, but the array at \
                 index 0 has {} dimension(s) and the array at index {number} has {} dimension(s)",
                first.ndim(),
                a.ndim()
            )));
        }
        if let Some(other) = (0..a.ndim()).find(|other| *other != axis && a.shape()[*other] != first.shape()[*other]) {
            return Err(Fault::value(format!(
                "all the input array dimensions except for the concatenation axis must match exactly, but along \
                 dimension {other}, the array at index 0 has size {} and the array at index {number} has size {}",
                first.shape()[other],
                a.shape()[other]
            )));
        }
    }
    let dtype = arrays.iter().map(Array::dtype).reduce(DType::promote).unwrap_or(DType::F64);
    let mut shape = first.shape().to_vec();
    shape[axis] = arrays.iter().map(|a| a.shape()[axis]).sum();
    let result = Array::zeros(dtype, &shape)?;
    let mut from = 0;
    for a in arrays {
        let mut view = result.view.clone();
        view.offset += from * view.strides[axis] as usize;
        view.shape[axis] = a.shape()[axis];
        result.put(&view.offsets(), a.data());
        from += a.shape()[axis];
    }
    Ok(result)
}
