//! Sums, means, extremes and their positions over dimensions.

use crate::autograd::{Grads, Rule, Saved, tracked};
use crate::backend::Reduction;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::layout::{Dims, dim, dims};
use crate::ops::Op;
use crate::tensor::Tensor;

/// The shape with reduced sizes set to 1.
fn kept_shape(shape: &[usize], axes: &[usize]) -> Dims {
    shape.iter().enumerate().map(|(i, &n)| if axes.contains(&i) { 1 } else { n }).collect()
}

impl Tensor {
    /// Records a reduction over `axes`; the result keeps sizes of 1 if asked. No gradient.
    pub(crate) fn reduce(&self, op: Op, how: Reduction, axes: &Dims, keepdim: bool) -> Result<Tensor> {
        let name = op.info().name;
        let dtype = if self.dtype().is_float() { DType::F32 } else { DType::I64 };
        let source = self.cast_plain(dtype)?;
        let shape = self.shape();
        let empty = axes.iter().any(|&d| shape[d] == 0);
        if empty && how != Reduction::Sum {
            return Err(nothing_to_reduce(name, shape));
        }
        let kept: Dims = (0..shape.len()).filter(|d| !axes.contains(d)).map(|d| shape[d]).collect();
        let result = if matches!(how, Reduction::ArgMax | Reduction::ArgMin) { DType::I64 } else { dtype };
        let expr = Expr::Reduce { op: how, dtype, axes: axes.clone(), arg: source.pair() };
        let node = Node::pending(name, self.device(), result, &kept, expr)?;
        let out_shape = if keepdim { kept_shape(shape, axes) } else { kept };
        Ok(Tensor::fresh(node, &out_shape))
    }

    /// An operation on a narrow floating-point tensor, done in single precision and rounded at the end.
    pub(crate) fn through_single(&self, f: impl FnOnce(&Tensor) -> Result<Tensor>) -> Result<Tensor> {
        f(&self.to_dtype(DType::F32)?)?.to_dtype(self.dtype())
    }

    /// A gradient of the reduced shape, repeated over the reduced dimensions.
    pub(crate) fn unreduce(&self, shape: &[usize], axes: &[usize]) -> Result<Tensor> {
        let kept: Vec<isize> = kept_shape(shape, axes).iter().map(|&n| n as isize).collect();
        let full: Vec<isize> = shape.iter().map(|&n| n as isize).collect();
        self.reshape(&kept)?.expand(&full)
    }

    /// Sum over the named dimensions, or over all. Whole numbers and truth values give int64.
    pub fn sum(&self, over: &[isize], keepdim: bool) -> Result<Tensor> {
        if self.dtype().is_half() {
            let label = if over.is_empty() { "Sum" } else { "SumBackward1" };
            return Ok(self.through_single(|x| x.sum(over, keepdim))?.named(label));
        }
        let axes = dims("sum", over, self.rank())?;
        let y = self.reduce(Op::Sum, Reduction::Sum, &axes, keepdim)?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let shape: Dims = self.shape().into();
        let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(g.unreduce(&shape, &axes)?)])));
        Ok(y.record(Op::Sum, &[self], rule).named(if over.is_empty() { "Sum" } else { "SumBackward1" }))
    }

    /// Mean over the named dimensions, or over all.
    pub fn mean(&self, over: &[isize], keepdim: bool) -> Result<Tensor> {
        if !self.dtype().is_float() {
            return Err(Error::Unsupported {
                op: "mean",
                message: format!(
                    "could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {}; write x.float().mean()",
                    self.dtype().short()
                ),
            });
        }
        if self.dtype().is_packed() {
            let label = if over.is_empty() { "Mean" } else { "MeanBackward1" };
            return Ok(self.through_single(|x| x.mean(over, keepdim))?.named(label));
        }
        let axes = dims("mean", over, self.rank())?;
        let n: usize = axes.iter().map(|&d| self.shape()[d]).product();
        let sum = self.reduce(Op::Mean, Reduction::Sum, &axes, keepdim)?;
        let y = crate::autograd::no_grad(|| sum.div(n as f64))?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let shape: Dims = self.shape().into();
        let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(g.div(n as f64)?.unreduce(&shape, &axes)?)])));
        Ok(y.record(Op::Mean, &[self], rule).named(if over.is_empty() { "Mean" } else { "MeanBackward1" }))
    }

    fn extreme(&self, op: Op, how: Reduction, over: &[isize], keepdim: bool) -> Result<Tensor> {
        if self.dtype().is_half() {
            return Ok(self.through_single(|x| x.extreme(op, how, over, keepdim))?.named(op.info().label));
        }
        let axes = dims(op.info().name, over, self.rank())?;
        if over.is_empty() && self.count() == 0 {
            let text = "expected reduction dim to be specified for an input of size 0: there is no largest or smallest of nothing";
            return Err(Error::shape(op.info().name, text));
        }
        let y = self.reduce(op, how, &axes, keepdim)?.cast_plain(self.dtype())?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let (x, out, shape): (_, _, Dims) = (Saved::input(self), Saved::output(&y), self.shape().into());
        let rule: Rule = Box::new(move |g, f| {
            let (x, out) = (x.get(f)?, out.get(f)?.unreduce(&shape, &axes)?);
            let hits = x.eq(&out)?.to_dtype(DType::F32)?;
            let over: Vec<isize> = axes.iter().map(|&d| d as isize).collect();
            let ties = if axes.is_empty() { hits.clone() } else { hits.sum(&over, true)? };
            Ok(Grads::from_iter([Some(g.unreduce(&shape, &axes)?.mul(&hits.div(&ties)?)?)]))
        });
        Ok(y.record(op, &[self], rule))
    }

    /// Largest over the named dimensions, or over all; equal ones share the gradient.
    pub fn amax(&self, over: &[isize], keepdim: bool) -> Result<Tensor> {
        self.extreme(Op::Amax, Reduction::Max, over, keepdim)
    }

    /// Smallest over the named dimensions, or over all; equal ones share the gradient.
    pub fn amin(&self, over: &[isize], keepdim: bool) -> Result<Tensor> {
        self.extreme(Op::Amin, Reduction::Min, over, keepdim)
    }

    fn position(&self, op: Op, how: Reduction, over: Option<isize>, keepdim: bool) -> Result<Tensor> {
        let axes = match over {
            Some(d) if self.rank() > 0 => Dims::from_iter([dim(op.info().name, d, self.rank())?]),
            Some(d) => {
                dim(op.info().name, d, 0)?;
                Dims::new()
            }
            None => (0..self.rank()).collect(),
        };
        self.reduce(op, how, &axes, keepdim)
    }

    /// Position of the first largest along a dimension, or among all elements; int64.
    pub fn argmax(&self, over: Option<isize>, keepdim: bool) -> Result<Tensor> {
        self.position(Op::Argmax, Reduction::ArgMax, over, keepdim)
    }

    /// Position of the first smallest along a dimension, or among all elements; int64.
    pub fn argmin(&self, over: Option<isize>, keepdim: bool) -> Result<Tensor> {
        self.position(Op::Argmin, Reduction::ArgMin, over, keepdim)
    }

    /// Largest along a dimension, with its position; the gradient goes to that position.
    pub fn max_dim(&self, over: isize, keepdim: bool) -> Result<(Tensor, Tensor)> {
        let at = self.argmax(Some(over), true)?;
        self.at_positions(over, at, keepdim)
    }

    /// Smallest along a dimension, with its position.
    pub fn min_dim(&self, over: isize, keepdim: bool) -> Result<(Tensor, Tensor)> {
        let at = self.argmin(Some(over), true)?;
        self.at_positions(over, at, keepdim)
    }

    fn at_positions(&self, over: isize, at: Tensor, keepdim: bool) -> Result<(Tensor, Tensor)> {
        if self.rank() == 0 {
            return Ok((self.clone_data()?, at));
        }
        let values = self.gather_checked(over, &at)?;
        if keepdim {
            return Ok((values, at));
        }
        Ok((values.squeeze(Some(over))?, at.squeeze(Some(over))?))
    }

    /// Variance over dimensions, divided by the count less `correction` (1 is PyTorch's default).
    pub fn var(&self, over: &[isize], correction: usize, keepdim: bool) -> Result<Tensor> {
        if !self.dtype().is_float() {
            let message = "std and var only support floating point and complex dtypes; write x.float()".to_string();
            return Err(Error::Unsupported { op: "var", message });
        }
        if self.dtype().is_packed() {
            return self.through_single(|x| x.var(over, correction, keepdim));
        }
        let axes = dims("var", over, self.rank())?;
        let n: usize = axes.iter().map(|&d| self.shape()[d]).product();
        let over: Vec<isize> = axes.iter().map(|&d| d as isize).collect();
        let centred = self.sub(&self.mean(&over, true)?)?;
        // An empty list would mean all dimensions, which is right for a scalar as well.
        centred.square()?.sum(&over, keepdim)?.div(n.saturating_sub(correction) as f64).map(|y| y.named("Var"))
    }

    /// Square root of [`Tensor::var`].
    pub fn std(&self, over: &[isize], correction: usize, keepdim: bool) -> Result<Tensor> {
        if self.dtype().is_half() {
            return self.through_single(|x| x.std(over, correction, keepdim));
        }
        Ok(self.var(over, correction, keepdim)?.root()?.named("Std"))
    }

    /// Whether all elements are nonzero.
    pub fn all(&self, over: &[isize], keepdim: bool) -> Result<Tensor> {
        let axes = dims("all", over, self.rank())?;
        let zeros = self.cast_plain(DType::Bool)?.logical_not()?;
        zeros.reduce(Op::Sum, Reduction::Sum, &axes, keepdim)?.eq(0i64)
    }

    /// Whether any element is nonzero.
    pub fn any(&self, over: &[isize], keepdim: bool) -> Result<Tensor> {
        let axes = dims("any", over, self.rank())?;
        self.cast_plain(DType::Bool)?.reduce(Op::Sum, Reduction::Sum, &axes, keepdim)?.ne(0i64)
    }
}

fn nothing_to_reduce(op: &'static str, shape: &[usize]) -> Error {
    Error::BadIndex(format!(
        "{op}: Expected reduction dim to have non-zero size: cannot reduce over a dimension of size 0 (shape {shape:?}); there is no largest or smallest of nothing"
    ))
}
