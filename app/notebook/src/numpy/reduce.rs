//! Along axes: sums, means, extremes, and running sums.
//!
//! Sums run in the order that NumPy's do, because the last digit shows it: pairwise along the last axis, one by one
//! along the others.

use super::array::{Array, resolve};
use super::dtype::{DType, Data};
use super::fault::{Fault, tight};

/// What to reduce and how the result looks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Along {
    /// The axes, or all.
    pub axes: Option<Vec<i64>>,
    /// Whether the axes stay, with length 1.
    pub keep: bool,
    /// For `std` and `var`: subtracted from the count.
    pub ddof: f64,
}

/// The array as rows, one for each element of the result.
struct Rows {
    data: Data,
    length: usize,
    shape: Vec<usize>,
    /// Whether NumPy would sum these pairwise.
    pairwise: bool,
}

impl Rows {
    fn of(a: &Array, along: &Along) -> Result<Self, Fault> {
        let ndim = a.ndim();
        let axes: Vec<usize> = match &along.axes {
            None => (0..ndim).collect(),
            Some(axes) => axes.iter().map(|axis| resolve(*axis, ndim)).collect::<Result<_, _>>()?,
        };
        if (0..ndim).any(|axis| axes.iter().filter(|a| **a == axis).count() > 1) {
            return Err(Fault::value("duplicate value in 'axis'"));
        }
        let kept: Vec<usize> = (0..ndim).filter(|axis| !axes.contains(axis)).collect();
        let reduced = || (0..ndim).filter(|axis| axes.contains(axis));
        let shape = if along.keep {
            (0..ndim).map(|axis| if axes.contains(&axis) { 1 } else { a.shape()[axis] }).collect()
        } else {
            kept.iter().map(|axis| a.shape()[*axis]).collect()
        };
        let order: Vec<usize> = kept.iter().copied().chain(reduced()).collect();
        Ok(Self {
            data: a.with(a.view.permute(&order)).data(),
            length: reduced().map(|axis| a.shape()[axis]).product(),
            shape,
            pairwise: axes.contains(&ndim.saturating_sub(1)),
        })
    }

    fn count(&self) -> usize {
        self.shape.iter().product()
    }

    fn map<T, R>(&self, values: &[T], f: impl Fn(&[T]) -> R) -> Vec<R> {
        (0..self.count()).map(|row| f(&values[row * self.length..(row + 1) * self.length])).collect()
    }
}

/// Sum of floats as NumPy's loops add them: eight partial sums over blocks of up to 128, halves above.
fn pairwise<T: Copy + std::ops::Add<Output = T> + Default>(values: &[T]) -> T {
    if values.len() < 8 {
        return values.iter().fold(T::default(), |sum, v| sum + *v);
    }
    if values.len() <= 128 {
        let mut r: [T; 8] = std::array::from_fn(|i| values[i]);
        let (blocks, rest) = values[8..].as_chunks::<8>();
        for block in blocks {
            for (sum, value) in r.iter_mut().zip(block) {
                *sum = *sum + *value;
            }
        }
        let sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        return rest.iter().fold(sum, |sum, v| sum + *v);
    }
    let half = values.len() / 2 / 8 * 8;
    pairwise(&values[..half]) + pairwise(&values[half..])
}

fn sequential<T: Copy + std::ops::Add<Output = T> + Default>(values: &[T]) -> T {
    values.iter().fold(T::default(), |sum, v| sum + *v)
}

fn float_sums(rows: &Rows) -> Data {
    match &rows.data {
        Data::F32(values) => Data::F32(rows.map(values, if rows.pairwise { pairwise } else { sequential })),
        other => Data::F64(rows.map(&other.clone().f64s(), if rows.pairwise { pairwise } else { sequential })),
    }
}

/// One of `sum prod mean var std min max argmin argmax any all` along axes.
///
/// # Errors
/// No such axis; the extremes of nothing; an unknown name.
pub(crate) fn reduce(name: &str, a: &Array, along: &Along) -> Result<Array, Fault> {
    let rows = Rows::of(a, along)?;
    let float = a.dtype().is_float();
    let data = match name {
        "sum" if float => float_sums(&rows),
        "sum" => Data::I64(rows.map(&rows.data.clone().i64s(), |row| row.iter().fold(0, |sum, v| v.wrapping_add(sum)))),
        "prod" if float => product(&rows),
        "prod" => {
            Data::I64(rows.map(&rows.data.clone().i64s(), |row| row.iter().fold(1, |sum, v| v.wrapping_mul(sum))))
        }
        "mean" => scaled(float_sums(&rows), rows.length as f64),
        "var" => variance(a, along)?,
        "std" => {
            let variance = variance(a, along)?;
            let dtype = variance.dtype();
            Data::floats(variance.f64s().into_iter().map(f64::sqrt).collect(), dtype)
        }
        "min" | "max" => extreme(name, &rows)?,
        "argmin" | "argmax" => {
            if rows.length == 0 {
                return Err(Fault::value(format!("attempt to get {name} of an empty sequence")));
            }
            Data::I64(rows.map(&rows.data.clone().f64s(), |row| place(row, name == "argmax") as i64))
        }
        "any" => Data::Bool(rows.map(&rows.data.clone().bools(), |row| row.contains(&true))),
        "all" => Data::Bool(rows.map(&rows.data.clone().bools(), |row| !row.contains(&false))),
        other => return Err(Fault::value(format!("there is no reduction {other}"))),
    };
    Ok(Array::new(data, &rows.shape))
}

fn product(rows: &Rows) -> Data {
    match &rows.data {
        Data::F32(values) => Data::F32(rows.map(values, |row| row.iter().product())),
        other => Data::F64(rows.map(&other.clone().f64s(), |row| row.iter().product())),
    }
}

fn scaled(sums: Data, count: f64) -> Data {
    let dtype = sums.dtype();
    Data::floats(sums.f64s().into_iter().map(|sum| sum / count).collect(), dtype)
}

/// Mean of squared distances from the mean, in two passes.
fn variance(a: &Array, along: &Along) -> Result<Data, Fault> {
    let float = a.cast(a.dtype().to_float());
    let mean = reduce("mean", &float, &Along { keep: true, ..along.clone() })?;
    let distance = super::elementwise::binary("subtract", &float, &mean)?;
    let square = super::elementwise::binary("multiply", &distance, &distance)?;
    let rows = Rows::of(&square, along)?;
    Ok(scaled(float_sums(&rows), (rows.length as f64 - along.ddof).max(0.0)))
}

fn extreme(name: &str, rows: &Rows) -> Result<Data, Fault> {
    if rows.length == 0 {
        let name = if name == "max" { "maximum" } else { "minimum" };
        return Err(Fault::value(format!("zero-size array to reduction operation {name} which has no identity")));
    }
    let largest = name == "max";
    Ok(match &rows.data {
        Data::I64(values) => {
            let pick = |row: &[i64]| row.iter().copied().reduce(if largest { i64::max } else { i64::min });
            Data::I64(rows.map(values, |row| pick(row).unwrap_or_default()))
        }
        other => {
            let dtype = other.dtype();
            Data::floats(rows.map(&other.clone().f64s(), |row| row[place(row, largest)]), dtype)
        }
    })
}

/// The first place of the largest (or smallest) value; not-a-number wins over all.
fn place(row: &[f64], largest: bool) -> usize {
    let better = |value: f64, best: f64| {
        if best.is_nan() { false } else { value.is_nan() || if largest { value > best } else { value < best } }
    };
    (1..row.len()).fold(0, |best, i| if better(row[i], row[best]) { i } else { best })
}

/// Running sums or products along an axis, or over all elements.
///
/// # Errors
/// No such axis.
pub(crate) fn cumulative(product: bool, a: &Array, axis: Option<i64>) -> Result<Array, Fault> {
    let flat = a.reshaped(&[a.len()]);
    let (a, axis) = match axis {
        None => (&flat, 0),
        Some(axis) => (a, resolve(axis, a.ndim())?),
    };
    let to_end: Vec<usize> = (0..a.ndim()).filter(|other| *other != axis).chain([axis]).collect();
    let turned = a.with(a.view.permute(&to_end));
    let length = a.shape()[axis].max(1);
    let data = match turned.data() {
        Data::F32(values) => Data::F32(run(values, length, |a, b| if product { a * b } else { a + b })),
        Data::F64(values) => Data::F64(run(values, length, |a, b| if product { a * b } else { a + b })),
        whole => {
            Data::I64(run(whole.i64s(), length, |a, b| if product { a.wrapping_mul(b) } else { a.wrapping_add(b) }))
        }
    };
    let mut back: Vec<usize> = (0..a.ndim() - 1).collect();
    back.insert(axis, a.ndim() - 1);
    let result = Array::new(data, turned.shape());
    Ok(result.with(result.view.permute(&back)).copy())
}

fn run<T: Copy>(mut values: Vec<T>, length: usize, join: impl Fn(T, T) -> T) -> Vec<T> {
    for row in values.chunks_mut(length) {
        for i in 1..row.len() {
            row[i] = join(row[i - 1], row[i]);
        }
    }
    values
}

/// Whether `dtype` can be written into `into` by an operation in place, which may round but not cut off.
///
/// # Errors
/// In NumPy's words, when it cannot.
pub(crate) fn same_kind(name: &str, from: DType, into: DType) -> Result<(), Fault> {
    if from <= into || (from.is_float() && into.is_float()) {
        return Ok(());
    }
    Err(Fault::type_error(format!(
        "Cannot cast ufunc '{name}' output from dtype('{}') to dtype('{}') with casting rule 'same_kind'",
        from.name(),
        into.name()
    )))
}

/// Whether the shape of the result of an operation in place is the shape of its first operand.
///
/// # Errors
/// In NumPy's words, when it is not.
pub(crate) fn same_shape(result: &[usize], into: &[usize]) -> Result<(), Fault> {
    if result == into {
        return Ok(());
    }
    Err(Fault::value(format!(
        "non-broadcastable output operand with shape {} doesn't match the broadcast shape {}",
        tight(into),
        tight(result)
    )))
}
