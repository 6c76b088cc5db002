//! Lengths, distances and similarities of vectors, and the losses that compare them.

use crate::autograd::no_grad;
use crate::error::{Error, Result};
use crate::formula::{Reduced, Wants, by_formula};
use crate::layout::{broadcast, dim};
use crate::ops::Op;
use crate::tensor::Tensor;

/// Where a length is 0 its gradient is, as in PyTorch.
fn or_zero(length: &Tensor, quotient: &Tensor) -> Result<Tensor> {
    Tensor::where_(&length.eq(0.0)?, 0.0, quotient)
}

impl Tensor {
    /// Divided by its `p`-norm along a dimension, which counts as at least `eps`.
    pub fn normalize(&self, p: f64, d: isize, eps: f64) -> Result<Tensor> {
        self.div(&self.vector_norm(p, &[d], true)?.clamp(Some(eps.into()), None)?)
    }

    /// Cosine of the angle between vectors along a dimension; lengths count as at least `eps`.
    pub fn cosine_similarity(&self, other: &Tensor, d: isize, eps: f64) -> Result<Tensor> {
        let shape = broadcast("cosine_similarity", self.shape(), other.shape())?;
        let at = dim("cosine_similarity", d, shape.len())? as isize;
        let (a, b) = (self.spread_to(&shape)?, other.spread_to(&shape)?);
        let length = |t: &Tensor| t.vector_norm(2.0, &[at], false)?.clamp(Some(eps.into()), None);
        a.mul(&b)?.sum(&[at], false)?.div(&length(&a)?.mul(&length(&b)?)?)
    }

    /// The `p`-norm of `self - other + eps` along the last dimension.
    pub fn pairwise_distance(&self, other: &Tensor, p: f64, eps: f64, keepdim: bool) -> Result<Tensor> {
        self.sub(other)?.add(eps)?.vector_norm(p, &[-1], keepdim)
    }

    /// Distances between all rows of `[..., n, k]` and all rows of `[..., m, k]`: `[..., n, m]`. For `p = 2` and more than 25
    /// rows by a matrix product, as PyTorch does.
    ///
    /// # Errors
    /// Fewer than two dimensions, or rows of unequal length.
    pub fn cdist(&self, other: &Tensor, p: f64) -> Result<Tensor> {
        const NAME: &str = "cdist";
        if self.rank() < 2 || other.rank() < 2 {
            return Err(Error::shape(NAME, "cdist only supports at least 2D tensors; .unsqueeze(0) makes a row"));
        }
        let (k, l) = (self.shape()[self.rank() - 1], other.shape()[other.rank() - 1]);
        if k != l {
            let text = format!("X1 and X2 must have the same number of columns. X1: {k} X2: {l}");
            return Err(Error::shape(NAME, text));
        }
        if p < 0.0 {
            return Err(Error::shape(NAME, "cdist only supports non-negative p values"));
        }
        if p != 2.0 {
            return self.unsqueeze(-2)?.sub(&other.unsqueeze(-3)?)?.vector_norm(p, &[-1], false);
        }
        let product = self.shape()[self.rank() - 2] > 25 || other.shape()[other.rank() - 2] > 25;
        let direct = |a: &Tensor, b: &Tensor| a.unsqueeze(-2)?.sub(&b.unsqueeze(-3)?)?.vector_norm(2.0, &[-1], false);
        let y = no_grad(|| {
            if !product {
                return direct(self, other);
            }
            let squares = |t: &Tensor| t.square()?.sum(&[-1], false);
            let both = squares(self)?.unsqueeze(-1)?.add(&squares(other)?.unsqueeze(-2)?)?;
            let crossed = self.matmul(&other.transpose(-1, -2)?)?;
            both.sub(&crossed.mul(2.0)?)?.clamp(Some(0.0.into()), None)?.sqrt()
        })?;
        let found = y.frozen();
        let formula = move |inputs: &[Tensor], g: &Tensor, wants: Wants| {
            // d|a - b| = (a - b) / |a - b|: a row's own part, and products for the others.
            let scale = or_zero(&found, &g.div(&found)?)?;
            let part = |side: usize| -> Result<Tensor> {
                let scale = if side == 0 { scale.clone() } else { scale.transpose(-1, -2)? };
                let (own, rest) = (&inputs[side], &inputs[1 - side]);
                own.mul(&scale.sum(&[-1], false)?.unsqueeze(-1)?)?.sub(&scale.matmul(rest)?)?.sum_to(own.shape())
            };
            (0..2).map(|side| if wants(side) { part(side).map(Some) } else { Ok(None) }).collect()
        };
        Ok(by_formula(Op::Cdist, y, &[self, other], formula, move |x| direct(&x[0], &x[1])))
    }

    /// `max(0, -target (self - other) + margin)`.
    pub fn margin_ranking_loss(
        &self,
        other: &Tensor,
        target: &Tensor,
        margin: f64,
        reduced: Reduced,
    ) -> Result<Tensor> {
        if self.rank() != other.rank() || self.rank() != target.rank() {
            let text = format!(
                "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: {:?}, input2: {:?}, target: {:?} ",
                self.shape(),
                other.shape(),
                target.shape()
            );
            return Err(Error::shape("margin_ranking_loss", text));
        }
        reduced.of(&target.neg()?.mul(&self.sub(other)?)?.add(margin)?.relu()?)
    }

    /// `self` where the target is 1, `max(0, margin - self)` where it is -1.
    pub fn hinge_embedding_loss(&self, target: &Tensor, margin: f64, reduced: Reduced) -> Result<Tensor> {
        let apart = Tensor::binary(Op::Sub, margin, self)?.relu()?;
        let near = Tensor::where_(&target.eq(1.0)?, self, 0.0)?;
        reduced.of(&Tensor::where_(&target.eq(-1.0)?, &apart, 0.0)?.add(&near)?)
    }

    /// `1 - cos` where the target is 1, `max(0, cos - margin)` where it is -1.
    ///
    /// # Errors
    /// A target that does not hold one number per row.
    pub fn cosine_embedding_loss(
        &self,
        other: &Tensor,
        target: &Tensor,
        margin: f64,
        reduced: Reduced,
    ) -> Result<Tensor> {
        if self.shape() != other.shape() || self.rank() != target.rank() + 1 || self.rank() == 0 || self.rank() > 2 {
            let text = format!(
                "inputs of shapes {:?} and {:?} and a target of shape {:?} do not fit: two inputs [n, k] and a target [n]",
                self.shape(),
                other.shape(),
                target.shape()
            );
            return Err(Error::shape("cosine_embedding_loss", text));
        }
        // As PyTorch: the small number is added to the squares here.
        let squares = |t: &Tensor| t.square()?.sum(&[-1], false)?.add(1e-12);
        let cosine = self.mul(other)?.sum(&[-1], false)?.div(&squares(self)?.mul(&squares(other)?)?.sqrt()?)?;
        let near = Tensor::where_(&target.eq(1.0)?, &Tensor::binary(Op::Sub, 1.0, &cosine)?, 0.0)?;
        reduced.of(&Tensor::where_(&target.eq(-1.0)?, &cosine.sub(margin)?.relu()?, 0.0)?.add(&near)?)
    }

    /// `max(0, |a - p| - |a - n| + margin)` for an anchor (`self`), something near and something far; with `swap` the
    /// distance to the far is the smaller of the anchor's and the near one's (Balntas et al. 2016).
    pub fn triplet_margin_loss(
        &self,
        [positive, negative]: [&Tensor; 2],
        [margin, p, eps]: [f64; 3],
        swap: bool,
        reduced: Reduced,
    ) -> Result<Tensor> {
        let near = self.pairwise_distance(positive, p, eps, false)?;
        let mut far = self.pairwise_distance(negative, p, eps, false)?;
        if swap {
            far = far.minimum(&positive.pairwise_distance(negative, p, eps, false)?)?;
        }
        reduced.of(&near.sub(&far)?.add(margin)?.relu()?)
    }

    /// `log(1 + e^(-target self))`.
    pub fn soft_margin_loss(&self, target: &Tensor, reduced: Reduced) -> Result<Tensor> {
        let x = self.mul(target)?;
        reduced.of(&x.abs()?.neg()?.exp()?.add(1.0)?.log()?.add(&x.neg()?.relu()?)?)
    }
}
