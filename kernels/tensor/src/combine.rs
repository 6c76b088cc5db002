//! `scatter_reduce`: elements that meet at one place combined by sum, mean, product, largest or smallest.

use crate::autograd::tracked;
use crate::error::{Error, Result};
use crate::layout::{Layout, dim};
use crate::tensor::Tensor;

/// How elements that meet are combined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Combine {
    /// All added.
    Sum,
    /// All multiplied.
    Product,
    /// Their mean.
    Mean,
    /// The largest; NaN wins.
    Largest,
    /// The smallest; NaN wins.
    Smallest,
}

impl Combine {
    fn number(self, a: f64, b: f64) -> f64 {
        let nan = a.is_nan() || b.is_nan();
        match self {
            Self::Sum | Self::Mean => a + b,
            Self::Product => a * b,
            Self::Largest | Self::Smallest if nan => f64::NAN,
            Self::Largest => a.max(b),
            Self::Smallest => a.min(b),
        }
    }
}

impl Tensor {
    /// A copy in which `source[i][j]` is combined with what stands at `[i][index[i][j]]` (along dimension 1; others
    /// likewise), or, without `include_self`, with the other elements that come there only. Sums have gradients. The rest
    /// waits for the elements and has none.
    pub fn scatter_reduce(
        &self,
        d: isize,
        index: &Tensor,
        source: &Tensor,
        how: Combine,
        include_self: bool,
    ) -> Result<Tensor> {
        if how == Combine::Sum {
            let base = if include_self {
                self.clone()
            } else {
                // Zero wherever something arrives.
                let zeros = Tensor::zeros(index.shape(), self.dtype(), self.device())?;
                self.scatter(d, index, &zeros)?
            };
            return base.scatter_add(d, index, source);
        }
        if tracked(&[self, source]) {
            let text =
                "scatter_reduce has gradients for \"sum\" only, in this page; use .detach(), or another way round";
            return Err(Error::Autograd(text.to_string()));
        }
        // Refuses what does not fit.
        self.scatter(d, index, source)?;
        let axis = dim("scatter_reduce", d, self.rank())?;
        let whole = Layout::contiguous(self.shape());
        let step = whole.strides.get(axis).copied().unwrap_or(0);
        let strides = whole.strides.iter().enumerate().map(|(i, &s)| if i == axis { 0 } else { s }).collect();
        let lines = Layout { shape: index.shape().into(), strides, offset: 0 };
        let mut used = source.clone();
        for (i, &n) in index.shape().iter().enumerate() {
            used = used.narrow(i as isize, 0, n as i64)?;
        }
        let numbers = |t: &Tensor| -> Result<Vec<f64>> {
            Ok(match t.dtype() {
                d if d.is_float() => t.to_f32()?.into_iter().map(f64::from).collect(),
                _ => t.to_i64()?.into_iter().map(|x| x as f64).collect(),
            })
        };
        let (mut values, arriving) = (numbers(self)?, numbers(&used)?);
        let mut met = vec![u32::from(include_self); values.len()];
        let at = index.to_i64()?;
        for ((line, i), x) in lines.positions().zip(at).zip(arriving) {
            let place = line + i as usize * step;
            values[place] = if met[place] == 0 { x } else { how.number(values[place], x) };
            met[place] += 1;
        }
        if how == Combine::Mean {
            values.iter_mut().zip(&met).filter(|(_, n)| **n > 1).for_each(|(x, n)| {
                *x /= f64::from(*n);
                if !self.dtype().is_float() {
                    *x = x.floor();
                }
            });
        }
        match self.dtype() {
            dtype if dtype.is_float() => {
                let values: Vec<f32> = values.iter().map(|&x| x as f32).collect();
                Tensor::from_f32(&values, self.shape(), self.device())?.cast_plain(dtype)
            }
            dtype => {
                let values: Vec<i64> = values.iter().map(|&x| x as i64).collect();
                Tensor::from_i64(&values, self.shape(), self.device())?.to_dtype(dtype)
            }
        }
    }
}
