//! Triangles and diagonals of matrices.

use crate::autograd::{Grads, Rule, tracked};
use crate::device::Device;
use crate::dtype::Scalar;
use crate::error::{Error, Result};
use crate::layout::{Dims, Layout, dim};
use crate::ops::Op;
use crate::tensor::Tensor;
use crate::views::scatter_view;

impl Tensor {
    /// Where the column is at most `k` to the right of the row, over the last two dimensions.
    fn below(&self, op: &'static str, k: i64) -> Result<Tensor> {
        let &[.., rows, columns] = self.shape() else {
            let text = format!("input tensor must have at least 2 dimensions, this one has shape {:?}", self.shape());
            return Err(Error::shape(op, text));
        };
        let numbers =
            |n: usize| Tensor::arange(Scalar::Int(0), Scalar::Int(n as i64), Scalar::Int(1), None, self.device());
        let limit = numbers(rows)?.add(k)?.unsqueeze(1)?;
        numbers(columns)?.le(&limit)
    }

    /// Elements on and below a diagonal of the last two dimensions, `k` above the main one; 0 elsewhere.
    pub fn tril(&self, k: i64) -> Result<Tensor> {
        let keep = self.below("tril", k)?;
        Ok(Tensor::where_(&keep, self, self.nothing())?.named("Tril"))
    }

    /// Elements on and above a diagonal of the last two dimensions, `k` above the main one; 0 elsewhere.
    pub fn triu(&self, k: i64) -> Result<Tensor> {
        let drop = self.below("triu", k - 1)?;
        Ok(Tensor::where_(&drop, self.nothing(), self)?.named("Triu"))
    }

    /// Zero of this dtype.
    fn nothing(&self) -> Scalar {
        Scalar::from_word(0, self.dtype())
    }

    /// The diagonal of two dimensions as the last dimension: a view.
    pub fn diagonal(&self, offset: isize, a: isize, b: isize) -> Result<Tensor> {
        let (a, b) = (dim("diagonal", a, self.rank())?, dim("diagonal", b, self.rank())?);
        if self.rank() < 2 || a == b {
            let text = format!("diagonal dimensions cannot be identical {a}, {b} (shape {:?})", self.shape());
            return Err(Error::shape("diagonal", text));
        }
        Ok(self.part(Op::Diagonal, |l| l.diagonal(offset, a, b)))
    }

    /// A matrix over two new dimensions for every row of the last one, with that row on its diagonal.
    pub fn diag_embed(&self, offset: isize, a: isize, b: isize) -> Result<Tensor> {
        let rank = self.rank() + 1;
        let (a, b) = (dim("diag_embed", a, rank)?, dim("diag_embed", b, rank)?);
        let Some((&n, outer)) = self.shape().split_last() else {
            return Err(Error::shape("diag_embed", "a tensor without dimensions has no rows"));
        };
        if a == b {
            return Err(Error::shape("diag_embed", format!("diagonal dimensions cannot be identical {a}, {b}")));
        }
        let size = n + offset.unsigned_abs();
        let (mut shape, mut left) = (Dims::from_elem(size, rank), outer.iter());
        for d in (0..rank).filter(|&d| d != a && d != b) {
            shape[d] = left.next().copied().unwrap_or(1);
        }
        let whole = Layout::contiguous(&shape);
        let y = scatter_view(&self.detach(), &whole.diagonal(offset, a, b), &whole)?;
        if !self.dtype().is_float() || !tracked(&[self]) {
            return Ok(y);
        }
        let (a, b) = (a as isize, b as isize);
        let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(g.diagonal(offset, a, b)?)])));
        Ok(y.record(Op::DiagEmbed, &[self], rule))
    }

    /// A vector as a diagonal matrix, or the diagonal of a matrix.
    pub fn diag(&self, offset: isize) -> Result<Tensor> {
        match self.rank() {
            1 => self.diag_embed(offset, 0, 1),
            2 => self.diagonal(offset, 0, 1)?.clone_data(),
            rank => Err(Error::shape("diag", format!("Supports 1D or 2D tensors. Got {rank}D"))),
        }
    }

    /// Sum of a matrix' diagonal.
    pub fn trace(&self) -> Result<Tensor> {
        if self.rank() != 2 {
            return Err(Error::shape("trace", format!("expected a matrix, but got tensor with dim {}", self.rank())));
        }
        Ok(self.diagonal(0, 0, 1)?.sum(&[], false)?.named("Trace"))
    }

    /// Rows and columns of the places on and below (`lower`) or above a diagonal of a `rows` by `columns` matrix.
    pub fn triangle_indices(rows: usize, columns: usize, k: i64, lower: bool, device: Device) -> Result<Tensor> {
        let inside = |i: usize, j: usize| {
            let right = j as i64 - i as i64;
            if lower { right <= k } else { right >= k }
        };
        let places = || (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))).filter(|&(i, j)| inside(i, j));
        let values: Vec<i64> = places().map(|(i, _)| i as i64).chain(places().map(|(_, j)| j as i64)).collect();
        Tensor::from_i64(&values, &[2, values.len() / 2], device)
    }
}
