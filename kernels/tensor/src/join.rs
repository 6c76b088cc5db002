//! Several tensors to one.

use crate::autograd::{Grads, Rule, tracked};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::layout::{Dims, Layout, dim};
use crate::ops::Op;
use crate::tensor::Tensor;

impl Tensor {
    /// Joined along an existing dimension. Empty one-dimensional tensors are skipped, as PyTorch does.
    pub fn cat(tensors: &[Tensor], d: isize) -> Result<Tensor> {
        let parts: Vec<Tensor> = tensors.iter().filter(|t| t.shape() != [0]).cloned().collect();
        let Some(first) = parts.first().or(tensors.first()) else {
            return Err(Error::Value("cat: expected a non-empty list of Tensors".to_string()));
        };
        if first.rank() == 0 {
            return Err(Error::shape("cat", "zero-dimensional tensors cannot be concatenated; use torch.stack"));
        }
        let axis = dim("cat", d, first.rank())?;
        let dtype = tensors.iter().map(Tensor::dtype).reduce(DType::promote).unwrap_or(first.dtype());
        if dtype.is_packed() {
            let wide =
                tensors.iter().map(|t| t.to_dtype(dtype)?.to_dtype(dtype.compute())).collect::<Result<Vec<_>>>()?;
            return Ok(Tensor::cat(&wide, d)?.to_dtype(dtype)?.named("Cat"));
        }
        let mut shape: Dims = first.shape().into();
        shape[axis] = 0;
        for (i, t) in parts.iter().enumerate() {
            first.same_device("cat", t)?;
            let same = t.rank() == first.rank() && (0..t.rank()).all(|k| k == axis || t.shape()[k] == first.shape()[k]);
            if !same {
                let text = format!(
                    "sizes of tensors must match except in dimension {axis}: tensor 0 has shape {:?}, tensor {i} has shape {:?}",
                    first.shape(),
                    t.shape()
                );
                return Err(Error::shape("cat", text));
            }
            shape[axis] += t.shape()[axis];
        }
        let parts = parts.iter().map(|t| t.to_dtype(dtype)).collect::<Result<Vec<_>>>()?;
        let whole = Layout::contiguous(&shape);
        let (mut at, mut places, mut cuts) = (0, Vec::new(), Vec::new());
        for t in &parts {
            let n = t.shape()[axis];
            let (node, layout) = t.pair();
            places.push((whole.slice(axis, at, n, 1), node, layout));
            cuts.push((at as i64, n as i64));
            at += n;
        }
        let expr = Expr::Write { base: None, parts: places };
        let y = Tensor::fresh(Node::pending("cat", first.device(), dtype, &shape, expr)?, &shape);
        let inputs: Vec<&Tensor> = parts.iter().collect();
        if !tracked(&inputs) {
            return Ok(y);
        }
        let rule: Rule = Box::new(move |g, f| {
            let mut grads = Grads::new();
            for (i, &(start, n)) in cuts.iter().enumerate() {
                grads.push(if f.wants(i) { Some(g.narrow(axis as isize, start, n)?) } else { None });
            }
            Ok(grads)
        });
        Ok(y.record(Op::Cat, &inputs, rule))
    }

    /// Joined along a new dimension; all shapes are equal.
    pub fn stack(tensors: &[Tensor], d: isize) -> Result<Tensor> {
        let Some(first) = tensors.first() else {
            return Err(Error::shape("stack", "expected a non-empty list of Tensors"));
        };
        if let Some((i, t)) = tensors.iter().enumerate().find(|(_, t)| t.shape() != first.shape()) {
            let text = format!(
                "stack expects each tensor to be equal size, but got {:?} at entry 0 and {:?} at entry {i}",
                first.shape(),
                t.shape()
            );
            return Err(Error::shape("stack", text));
        }
        let at = dim("stack", d, first.rank() + 1)? as isize;
        let raised = tensors.iter().map(|t| t.unsqueeze(at)).collect::<Result<Vec<_>>>()?;
        Ok(Tensor::cat(&raised, at)?.named("Stack"))
    }
}
