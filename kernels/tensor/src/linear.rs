//! Matrix products.

use crate::autograd::{Grads, Rule, Saved, tracked};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::layout::{Dims, broadcast};
use crate::ops::Op;
use crate::tensor::Tensor;

impl Tensor {
    /// Matrix product as PyTorch's `@`: vectors count as a row (left) or a column (right), leading dimensions broadcast.
    pub fn matmul(&self, other: &Tensor) -> Result<Tensor> {
        self.same_device("matmul", other)?;
        if self.rank() == 0 || other.rank() == 0 {
            let text = format!(
                "both arguments need at least 1 dimension, but they have {} and {}; use * to multiply by a number",
                self.rank(),
                other.rank()
            );
            return Err(Error::shape("matmul", text));
        }
        let dtype = self.dtype();
        if dtype == other.dtype() && dtype.is_half() {
            // Sums are kept in single precision and rounded once.
            let wide = self.to_dtype(DType::F32)?.matmul(&other.to_dtype(DType::F32)?)?;
            return Ok(wide.to_dtype(dtype)?.named(label(self.rank(), other.rank())));
        }
        if dtype == other.dtype() && dtype.is_integer() {
            if dtype != DType::I64 {
                return self.cast_plain(DType::I64)?.whole_product(&other.cast_plain(DType::I64)?)?.cast_plain(dtype);
            }
            return self.whole_product(other);
        }
        if self.dtype() != DType::F32 || other.dtype() != DType::F32 {
            let (a, b) = (self.dtype().short(), other.dtype().short());
            let message = format!("expected float32 on both sides, found {a} and {b}; write x.float()");
            return Err(Error::DType { op: "matmul", message });
        }
        let (k, l) = (self.shape()[self.rank() - 1], other.shape()[other.rank().saturating_sub(2)]);
        if k != l {
            return Err(Error::MatMul { op: "matmul", a: self.shape().into(), b: other.shape().into(), k, l });
        }
        let left = if self.rank() == 1 { self.unsqueeze(0)? } else { self.clone() };
        let right = if other.rank() == 1 { other.unsqueeze(1)? } else { other.clone() };
        let y = if left.rank() > 2 && right.rank() == 2 {
            // Leading dimensions are rows of one product: for layers, and for their weights' gradients.
            let rows: Dims = left.shape()[..left.rank() - 1].into();
            let y = product(&left.flatten(0, -2)?, &right)?;
            y.shaped(&rows.iter().copied().chain([y.shape()[1]]).collect::<Dims>())?
        } else {
            product(&left, &right)?
        };
        let y = if self.rank() == 1 { y.squeeze(Some(-2))? } else { y };
        let y = if other.rank() == 1 { y.squeeze(Some(-1))? } else { y };
        Ok(y.named(label(self.rank(), other.rank())))
    }
}

/// What PyTorch calls the product of tensors of these ranks.
fn label(a: usize, b: usize) -> &'static str {
    match (a, b) {
        (1, 1) => "Dot",
        (2, 1) => "Mv",
        (2, 2) => "Mm",
        (3, 3) => "Bmm",
        (1, _) => "SqueezeBackward4",
        _ => "UnsafeView",
    }
}

impl Tensor {
    /// Matrix product of whole numbers, exact: products element by element, and their sums in one kernel with them.
    fn whole_product(&self, other: &Tensor) -> Result<Tensor> {
        let (k, l) = (self.shape()[self.rank() - 1], other.shape()[other.rank().saturating_sub(2)]);
        if k != l {
            return Err(Error::MatMul { op: "matmul", a: self.shape().into(), b: other.shape().into(), k, l });
        }
        let left = if self.rank() == 1 { self.unsqueeze(0)? } else { self.clone() };
        let right = if other.rank() == 1 { other.unsqueeze(1)? } else { other.clone() };
        let y = left.unsqueeze(-1)?.mul(&right.unsqueeze(-3)?)?.sum(&[-2], false)?;
        let y = if other.rank() == 1 { y.squeeze(Some(-1))? } else { y };
        if self.rank() == 1 { y.squeeze(Some(if other.rank() == 1 { -1 } else { -2 })) } else { Ok(y) }
    }
}

fn product(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    let (ra, rb) = (a.rank(), b.rank());
    let (m, k, n) = (a.shape()[ra - 2], a.shape()[ra - 1], b.shape()[rb - 1]);
    let batch = broadcast("matmul", &a.shape()[..ra - 2], &b.shape()[..rb - 2])?;
    let full = |tail: [usize; 2]| -> Dims { batch.iter().copied().chain(tail).collect() };
    let left = (a.node(), a.layout().broadcast_to(&full([m, k])));
    let right = (b.node(), b.layout().broadcast_to(&full([k, n])));
    let shape = full([m, n]);
    let expr = Expr::MatMul { batch, m, k, n, a: left, b: right };
    let y = Tensor::fresh(Node::pending("matmul", a.device(), DType::F32, &shape, expr)?, &shape);
    if !tracked(&[a, b]) {
        return Ok(y);
    }
    // Only what a wanted gradient needs is kept.
    let keep = |t: &Tensor, other: &Tensor| other.requires_grad().then(|| Saved::input(t));
    let (sa, sb) = (keep(a, b), keep(b, a));
    let (shape_a, shape_b): (Dims, Dims) = (a.shape().into(), b.shape().into());
    let rule: Rule = Box::new(move |g, f| {
        let mut grads = Grads::from_iter([None, None]);
        if let Some(b) = sb.as_ref().filter(|_| f.wants(0)) {
            grads[0] = Some(product(g, &b.get(f)?.transpose(-2, -1)?)?.sum_to(&shape_a)?);
        }
        if let Some(a) = sa.as_ref().filter(|_| f.wants(1)) {
            grads[1] = Some(product(&a.get(f)?.transpose(-2, -1)?, g)?.sum_to(&shape_b)?);
        }
        Ok(grads)
    });
    Ok(y.record(Op::Matmul, &[a, b], rule))
}
