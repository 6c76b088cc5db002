//! Tensors from host data and from nothing.

use crate::device::Device;
use crate::dtype::{DType, Scalar};
use crate::elementwise::whole;
use crate::error::{Error, Result};
use crate::graph::{Node, check_size};
use crate::layout::count;
use crate::tensor::Tensor;

/// Refuses a number that the dtype cannot hold. As in PyTorch a negative number may wrap once into an unsigned type.
fn fits(s: Scalar, dtype: DType) -> Result<()> {
    match dtype.range() {
        Some(_) if matches!(dtype, DType::Bool) => Ok(()),
        Some(_) if matches!(dtype, DType::I32 | DType::I64) => whole(s),
        Some((low, high)) => {
            let low = if low == 0 { -high } else { low };
            if (low..=high).contains(&s.to_i64()) {
                return Ok(());
            }
            let text = format!("value cannot be converted to type {}_t without overflow: {}", dtype.name(), s.to_i64());
            Err(Error::Autograd(text))
        }
        None => Ok(()),
    }
}

fn from_words(words: &[u32], dtype: DType, shape: &[usize], device: Device) -> Result<Tensor> {
    if words.len() != count(shape) {
        let text = format!("{} values do not fill shape {shape:?}, which holds {}", words.len(), count(shape));
        return Err(Error::Value(text));
    }
    Ok(Tensor::fresh(Node::upload(device, dtype, words, shape)?, shape))
}

impl Tensor {
    /// From f32 values in row-major order.
    pub fn from_f32(values: &[f32], shape: &[usize], device: Device) -> Result<Tensor> {
        let words: Vec<u32> = values.iter().map(|x| x.to_bits()).collect();
        from_words(&words, DType::F32, shape, device)
    }

    /// From whole numbers; each must fit 32 bits.
    pub fn from_i64(values: &[i64], shape: &[usize], device: Device) -> Result<Tensor> {
        let word = |x: &i64| i32::try_from(*x).map(|v| v as u32).map_err(|_| Error::Overflow { value: *x });
        let words = values.iter().map(word).collect::<Result<Vec<u32>>>()?;
        from_words(&words, DType::I64, shape, device)
    }

    /// From numbers of any sort, converted to `dtype`.
    ///
    /// # Errors
    /// A whole number that the dtype cannot hold.
    pub fn from_scalars(values: &[Scalar], dtype: DType, shape: &[usize], device: Device) -> Result<Tensor> {
        let word = |s: &Scalar| fits(*s, dtype).map(|()| s.word(dtype));
        let words = values.iter().map(word).collect::<Result<Vec<u32>>>()?;
        from_words(&words, dtype, shape, device)
    }

    /// From value words (see [`DType`]), one per element.
    pub fn from_words(words: &[u32], dtype: DType, shape: &[usize], device: Device) -> Result<Tensor> {
        from_words(words, dtype, shape, device)
    }

    /// From truth values.
    pub fn from_bool(values: &[bool], shape: &[usize], device: Device) -> Result<Tensor> {
        let words: Vec<u32> = values.iter().map(|x| u32::from(*x)).collect();
        from_words(&words, DType::Bool, shape, device)
    }

    /// A tensor without dimensions.
    pub fn scalar(value: impl Into<Scalar>, device: Device) -> Result<Tensor> {
        let value = value.into();
        Tensor::full(&[], value, value.dtype(), device)
    }

    /// One value everywhere.
    pub fn full(shape: &[usize], value: impl Into<Scalar>, dtype: DType, device: Device) -> Result<Tensor> {
        let value = value.into();
        fits(value, dtype)?;
        Ok(Tensor::fresh(Node::fill("full", device, dtype, value.word(dtype), shape)?, shape))
    }

    /// Zero everywhere.
    pub fn zeros(shape: &[usize], dtype: DType, device: Device) -> Result<Tensor> {
        Tensor::full(shape, 0i64, dtype, device)
    }

    /// One everywhere.
    pub fn ones(shape: &[usize], dtype: DType, device: Device) -> Result<Tensor> {
        Tensor::full(shape, 1i64, dtype, device)
    }

    /// Ones on the diagonal of an `n` by `m` matrix.
    pub fn eye(n: usize, m: usize, device: Device) -> Result<Tensor> {
        check_size("eye", device, &[n, m])?;
        let mut values = vec![0.0; n * m];
        for i in 0..n.min(m) {
            values[i * m + i] = 1.0;
        }
        Tensor::from_f32(&values, &[n, m], device)
    }

    /// `start, start + step, ...` up to but without `end`. Whole numbers give int64 unless a dtype is named.
    pub fn arange(start: Scalar, end: Scalar, step: Scalar, dtype: Option<DType>, device: Device) -> Result<Tensor> {
        let (a, b, s) = (start.to_f64(), end.to_f64(), step.to_f64());
        if s == 0.0 || s.is_nan() {
            return Err(Error::Autograd("step must be nonzero".to_string()));
        }
        if (b - a) / s < 0.0 {
            let text = format!("upper bound and lower bound inconsistent with step sign: arange({a}, {b}, {s})");
            return Err(Error::Autograd(text));
        }
        let dtype = dtype.unwrap_or_else(|| start.dtype().max(end.dtype()).max(step.dtype()).max(DType::I64));
        let length = ((b - a) / s).ceil();
        if !length.is_finite() {
            return Err(Error::Value(format!("arange({a}, {b}, {s}) has no end")));
        }
        let n = length as usize;
        check_size("arange", device, &[n])?;
        match dtype {
            d if d.is_float() => {
                let values: Vec<f32> = (0..n).map(|i| (a + s * i as f64) as f32).collect();
                Tensor::from_f32(&values, &[n], device)?.cast_plain(d)
            }
            _ => {
                let values: Vec<i64> = (0..n).map(|i| (a + s * i as f64) as i64).collect();
                Tensor::from_i64(&values, &[n], device)?.cast_plain(dtype)
            }
        }
    }

    /// `n` values from `start` to `end`, both included, counted from both ends as PyTorch does.
    pub fn linspace(start: f64, end: f64, n: usize, device: Device) -> Result<Tensor> {
        check_size("linspace", device, &[n])?;
        let (a, b) = (start as f32, end as f32);
        let step = if n > 1 { (b - a) / (n - 1) as f32 } else { 0.0 };
        let value = |i: usize| {
            if i < n / 2 || n == 1 { step.mul_add(i as f32, a) } else { (-step).mul_add((n - 1 - i) as f32, b) }
        };
        let values: Vec<f32> = (0..n).map(value).collect();
        Tensor::from_f32(&values, &[n], device)
    }
}
