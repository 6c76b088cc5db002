//! Softmax and the losses built on it.

use crate::autograd::{Grads, Rule, Saved, no_grad, tracked};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::layout::dim;
use crate::ops::Op;
use crate::tensor::Tensor;
use smallvec::SmallVec;

impl Tensor {
    /// `e^x` over its sum along a dimension.
    pub fn softmax(&self, d: isize) -> Result<Tensor> {
        if self.dtype().is_float() && self.dtype().is_packed() {
            return Ok(self.through_single(|x| x.softmax(d))?.named("Softmax"));
        }
        let y = self.softmax_plain(Op::Softmax, d)?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let (saved, scalar) = (Saved::output(&y), self.rank() == 0);
        let rule: Rule = Box::new(move |g, f| {
            let y = saved.get(f)?;
            let weighted = g.mul(&y)?;
            let total = if scalar { weighted.clone() } else { weighted.sum(&[d], true)? };
            Ok(Grads::from_iter([Some(weighted.sub(&y.mul(&total)?)?)]))
        });
        Ok(y.record(Op::Softmax, &[self], rule))
    }

    /// Logarithm of [`Tensor::softmax`], exact where that would round to 0.
    pub fn log_softmax(&self, d: isize) -> Result<Tensor> {
        if self.dtype().is_float() && self.dtype().is_packed() {
            return Ok(self.through_single(|x| x.log_softmax(d))?.named("LogSoftmax"));
        }
        let y = self.softmax_plain(Op::LogSoftmax, d)?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let (saved, scalar) = (Saved::output(&y), self.rank() == 0);
        let rule: Rule = Box::new(move |g, f| {
            let total = if scalar { g.clone() } else { g.sum(&[d], true)? };
            Ok(Grads::from_iter([Some(g.sub(&saved.get(f)?.exp()?.mul(&total)?)?)]))
        });
        Ok(y.record(Op::LogSoftmax, &[self], rule))
    }

    fn softmax_plain(&self, op: Op, d: isize) -> Result<Tensor> {
        let name = op.info().name;
        let axis = dim(name, d, self.rank())?;
        if self.dtype() != DType::F32 {
            return Err(Error::dtype(name, self.dtype(), "write x.float() first"));
        }
        if self.rank() == 0 {
            return no_grad(|| self.unsqueeze(0)?.softmax_plain(op, 0)?.squeeze(Some(0)));
        }
        // The kernel works on the last dimension: bring the wanted one there and back.
        let rank = self.rank() as isize;
        no_grad(|| {
            let moved = self.transpose(axis as isize, rank - 1)?;
            let expr = Expr::Softmax { log: op == Op::LogSoftmax, arg: moved.pair() };
            let node = Node::pending(name, self.device(), DType::F32, moved.shape(), expr)?;
            let y = Tensor::fresh(node, moved.shape()).transpose(axis as isize, rank - 1)?;
            Ok(Tensor::build(y.0.storage.clone(), y.layout().clone(), (y.dtype(), y.device()), None))
        })
    }

    /// Mean of `-log_probability[target]`. `self` holds log-probabilities, shape `[n, classes]` or `[classes]`; `target` holds
    /// class indices.
    pub fn nll_loss(&self, target: &Tensor) -> Result<Tensor> {
        let classes = self.shape().last().copied().unwrap_or(0);
        let rows = if self.rank() == 1 { &[][..] } else { &self.shape()[..self.rank().saturating_sub(1)] };
        if self.rank() == 0 || self.rank() > 2 || target.shape() != rows {
            let text = format!(
                "input {:?} and target {:?} do not fit: for input [n, classes] the target holds n class indices",
                self.shape(),
                target.shape()
            );
            return Err(Error::shape("cross_entropy", text));
        }
        if target.dtype() != DType::I64 {
            let wants = "the target must hold class indices (int64); write y.long()";
            return Err(Error::dtype("cross_entropy", target.dtype(), wants));
        }
        let picked = self.gather(-1, &target.unsqueeze(-1)?).map_err(|e| match e {
            Error::Index { index, .. } => Error::BadIndex(format!(
                "Target {index} is out of bounds: there are {classes} classes, 0 to {}",
                classes.saturating_sub(1)
            )),
            other => other,
        })?;
        Ok(picked.mean(&[], false)?.neg()?.named("NllLoss"))
    }

    /// Mean cross-entropy of class scores (not probabilities) against class indices, or against rows of probabilities.
    pub fn cross_entropy(&self, target: &Tensor) -> Result<Tensor> {
        if self.dtype().is_float() && self.dtype().is_packed() {
            return self.through_single(|x| x.cross_entropy(target));
        }
        let d = if self.rank() == 1 { 0 } else { 1 };
        if target.dtype().is_float() && target.shape() == self.shape() {
            let rows = if self.rank() == 1 { 1 } else { self.shape()[0] };
            return self.log_softmax(d)?.mul(target)?.sum(&[], false)?.div(-(rows as f64));
        }
        if self.rank() > 2 || self.rank() == 0 {
            let text = format!("input has shape {:?}; use [n, classes]: reshape it first", self.shape());
            return Err(Error::shape("cross_entropy", text));
        }
        self.log_softmax(d)?.nll_loss(target)
    }

    /// Mean squared difference. Unlike PyTorch, which only warns, shapes must be equal: the silent broadcast of `[n]` with
    /// `[n, 1]` to `[n, n]` is the commonest mistake in a first regression.
    pub fn mse_loss(&self, target: &Tensor) -> Result<Tensor> {
        if self.shape() != target.shape() {
            let n: SmallVec<[usize; 2]> = SmallVec::from_iter([self.count(), target.count()]);
            let hint = if n[0] == n[1] { "; .squeeze() or .reshape(...) one of them" } else { "" };
            let text = format!("input {:?} and target {:?} differ in shape{hint}", self.shape(), target.shape());
            return Err(Error::shape("mse_loss", text));
        }
        Ok(self.sub(target)?.pow(2.0)?.mean(&[], false)?.named("MseLoss"))
    }
}
