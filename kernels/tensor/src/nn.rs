//! Softmax and its logarithm.

use crate::autograd::{Grads, Rule, Saved, no_grad, tracked};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::layout::dim;
use crate::ops::Op;
use crate::tensor::Tensor;

impl Tensor {
    /// `e^x` over its sum along a dimension.
    pub fn softmax(&self, d: isize) -> Result<Tensor> {
        if self.dtype().is_half() {
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
        if self.dtype().is_half() {
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
}
