//! Products over dimensions, running sums and products, norms, and logarithms of sums: made of sums, views and arithmetic,
//! in as many steps as the length has binary digits.

use crate::autograd::{Grads, Rule, Saved, no_grad, tracked};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::layout::{dim, dims};
use crate::ops::Op;
use crate::tensor::Tensor;

/// Dimensions as the interface takes them; none for a scalar means all, which is none.
pub(crate) fn signed(axes: &[usize]) -> Vec<isize> {
    axes.iter().map(|&d| d as isize).collect()
}

impl Tensor {
    /// Product over one dimension, or over all. Halves are multiplied until one is left, so zeros need no special gradient.
    pub fn prod(&self, over: Option<isize>, keepdim: bool) -> Result<Tensor> {
        let x = if self.dtype().is_float() { self.clone() } else { self.cast_plain(DType::I64)? };
        let rank = x.rank() as isize;
        let at = match over {
            None => None,
            Some(d) => Some(dim("prod", d, x.rank())? as isize),
        };
        let mut line = match at {
            _ if rank == 0 => return x.reshape(&[1])?.prod(Some(0), false),
            None => x.reshape(&[-1])?,
            Some(d) => x.transpose(d, -1)?,
        };
        let mut extra: Option<Tensor> = None;
        loop {
            let n = line.shape()[line.rank() - 1] as i64;
            if n == 0 {
                line = line.sum(&[-1], true)?.add(1i64)?;
                break;
            }
            if n == 1 {
                break;
            }
            if n % 2 == 1 {
                let last = line.narrow(-1, n - 1, 1)?;
                extra = Some(extra.map_or(Ok(last.clone()), |e| e.mul(&last))?);
            }
            line = line.narrow(-1, 0, n / 2)?.mul(&line.narrow(-1, n / 2, n / 2)?)?;
        }
        if let Some(extra) = extra {
            line = line.mul(&extra)?;
        }
        let y = match at {
            None if keepdim => line.reshape(&vec![1; rank as usize])?,
            None => line.squeeze(Some(-1))?,
            Some(d) if keepdim => line.transpose(d, -1)?,
            Some(d) => line.transpose(d, -1)?.squeeze(Some(d))?,
        };
        Ok(if y.same_storage(self) { y.clone_data()? } else { y.named("Prod") })
    }

    /// Each position combined with those before it (or after it), in steps of 1, 2, 4, ... (Hillis and Steele 1986).
    fn scan(&self, axis: usize, backwards: bool, f: impl Fn(&Tensor, &Tensor) -> Result<Tensor>) -> Result<Tensor> {
        let (d, n) = (axis as isize, self.shape()[axis] as i64);
        let (mut y, mut step) = (self.clone(), 1);
        while step < n {
            let (low, high) = (y.narrow(d, 0, n - step)?, y.narrow(d, step, n - step)?);
            let joined = f(&low, &high)?;
            y = if backwards {
                Tensor::cat(&[joined, y.narrow(d, n - step, step)?], d)?
            } else {
                Tensor::cat(&[y.narrow(d, 0, step)?, joined], d)?
            };
            step *= 2;
        }
        Ok(y)
    }

    /// Operand of a running operation (truth values and whole numbers count as int64) and its dimension, `None` for a scalar.
    fn running(&self, op: &'static str, d: isize) -> Result<(Tensor, Option<usize>)> {
        let axis = dim(op, d, self.rank())?;
        let x = if self.dtype().is_float() { self.clone() } else { self.cast_plain(DType::I64)? };
        Ok((x, (self.rank() > 0).then_some(axis)))
    }

    fn running_sum(&self, axis: usize, backwards: bool) -> Result<Tensor> {
        let y = no_grad(|| self.scan(axis, backwards, |a, b| a.add(b))?.clone_data())?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(g.running_sum(axis, !backwards)?)])));
        Ok(y.record(Op::Cumsum, &[self], rule))
    }

    /// Sums of each position and all before it along a dimension.
    pub fn cumsum(&self, d: isize) -> Result<Tensor> {
        match self.running("cumsum", d)? {
            (x, None) => x.clone_data(),
            (x, Some(axis)) => x.running_sum(axis, false),
        }
    }

    /// Products of each position and all before it along a dimension.
    pub fn cumprod(&self, d: isize) -> Result<Tensor> {
        match self.running("cumprod", d)? {
            (x, Some(axis)) if x.shape()[axis] > 1 => Ok(x.scan(axis, false, |a, b| a.mul(b))?.named("Cumprod")),
            (x, _) => x.clone_data(),
        }
    }

    /// `ln(sum(e^x))` over dimensions, without overflow.
    pub fn logsumexp(&self, over: &[isize], keepdim: bool) -> Result<Tensor> {
        if self.dtype().is_half() {
            return Ok(self.through_single(|x| x.logsumexp(over, keepdim))?.named("Logsumexp"));
        }
        let x = self.to_dtype(DType::F32)?;
        let axes = signed(&dims("logsumexp", over, x.rank())?);
        if x.count() == 0 {
            return x.exp()?.sum(&axes, keepdim)?.log();
        }
        let top = no_grad(|| {
            let top = x.amax(&axes, true)?;
            Tensor::where_(&top.isinf()?, 0.0, &top)
        })?;
        let y = x.sub(&top)?.exp()?.sum(&axes, true)?.log()?.add(&top)?;
        let y = if keepdim || x.rank() == 0 { y } else { y.without(&axes)? };
        Ok(y.named("Logsumexp"))
    }

    /// Without the named dimensions, whose sizes are 1; they are in order and not negative.
    pub(crate) fn without(&self, axes: &[isize]) -> Result<Tensor> {
        let kept = (0..self.rank()).filter(|d| !axes.contains(&(*d as isize)));
        let shape: Vec<isize> = kept.map(|d| self.shape()[d] as isize).collect();
        self.reshape(&shape)
    }

    /// Square root whose slope at 0 counts as 0, as PyTorch's deviations and norms have it.
    pub(crate) fn root(&self) -> Result<Tensor> {
        let y = no_grad(|| self.sqrt())?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let saved = Saved::output(&y);
        let rule: Rule = Box::new(move |g, f| {
            let y = saved.get(f)?;
            let zero = y.eq(0.0)?;
            let slope = g.div(&Tensor::where_(&zero, 1.0, &y)?.mul(2.0)?)?;
            Ok(Grads::from_iter([Some(Tensor::where_(&zero, 0.0, &slope)?)]))
        });
        Ok(y.record(Op::Sqrt, &[self], rule))
    }

    /// `(sum |x|^p)^(1/p)` over dimensions, or over all: the largest for infinity, the smallest for -infinity, the number of
    /// elements that are not 0 for 0.
    pub fn vector_norm(&self, p: f64, over: &[isize], keepdim: bool) -> Result<Tensor> {
        if !self.dtype().is_float() {
            let message = format!(
                "Expected a floating point or complex tensor as input. Got {}; write x.float()",
                self.dtype().short()
            );
            return Err(Error::Unsupported { op: "linalg.vector_norm", message });
        }
        if self.dtype().is_half() {
            return self.through_single(|x| x.vector_norm(p, over, keepdim));
        }
        let axes = dims("linalg.vector_norm", over, self.rank())?;
        let list = signed(&axes);
        if self.rank() == 0 && p != 0.0 {
            return self.abs();
        }
        if p == f64::INFINITY {
            return self.abs()?.amax(&list, keepdim);
        }
        if p == f64::NEG_INFINITY {
            return self.abs()?.amin(&list, keepdim);
        }
        if p == 1.0 {
            return self.abs()?.sum(&list, keepdim);
        }
        let y = no_grad(|| match p {
            0.0 => self.ne(0.0)?.to_dtype(DType::F32)?.sum(&list, keepdim),
            2.0 => self.square()?.sum(&list, keepdim)?.sqrt(),
            p => self.abs()?.pow(p)?.sum(&list, keepdim)?.pow(1.0 / p),
        })?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        if p == 0.0 {
            // A number of elements does not depend on their values.
            return Ok(y.record(Op::Norm, &[self], Box::new(|_, _| Ok(Grads::from_iter([None])))));
        }
        let (x, out) = (Saved::input(self), Saved::output(&y));
        let rule: Rule = Box::new(move |g, f| {
            let x = x.get(f)?;
            let (shape, y) = (x.shape().to_vec(), out.get(f)?);
            // sign(x) |x|^(p-1) / y^(p-1), 0 where x or the norm is 0.
            let y = y.unreduce(&shape, &axes)?;
            let flat = y.eq(0.0)?;
            let (below, above) = if p == 2.0 {
                (Tensor::where_(&flat, 1.0, &y)?, x.clone())
            } else {
                let size = Tensor::where_(&x.eq(0.0)?, 1.0, &x.abs()?)?;
                (Tensor::where_(&flat, 1.0, &y)?.pow(p - 1.0)?, size.pow(p - 1.0)?.mul(&x.sign()?)?)
            };
            let slope = above.div(&below)?.mul(&g.unreduce(&shape, &axes)?)?;
            Ok(Grads::from_iter([Some(Tensor::where_(&flat, 0.0, &slope)?)]))
        });
        Ok(y.record(Op::Norm, &[self], rule))
    }

    /// Number of elements that are not 0; int64.
    pub fn count_nonzero(&self, over: &[isize]) -> Result<Tensor> {
        let truth = if self.dtype() == DType::Bool { self.clone() } else { self.ne(0i64)? };
        truth.sum(over, false)
    }
}
