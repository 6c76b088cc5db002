//! Losses of counts, of normal distributions and of several labels at once: composites that fuse.

use crate::error::{Error, Result};
use crate::formula::Reduced;
use crate::ops::Op;
use crate::tensor::Tensor;

impl Tensor {
    /// Negative log-likelihood of counts: `e^self - target self`, or `self - target log(self + eps)` if `self` is the rate and
    /// not its logarithm. With `full` Stirling's approximation of `log target!` is added where the target is above 1.
    pub fn poisson_nll_loss(
        &self,
        target: &Tensor,
        logarithm: bool,
        full: bool,
        eps: f64,
        reduced: Reduced,
    ) -> Result<Tensor> {
        let mut loss = if logarithm {
            self.exp()?.sub(&target.mul(self)?)?
        } else {
            self.sub(&target.mul(&self.add(eps)?.log()?)?)?
        };
        if full {
            let stirling = target.mul(&target.log()?)?.sub(target)?;
            let stirling = stirling.add(&target.mul(2.0 * std::f64::consts::PI)?.log()?.mul(0.5)?)?;
            loss = loss.add(&Tensor::where_(&target.gt(1.0)?, &stirling, 0.0)?)?;
        }
        reduced.of(&loss)
    }

    /// Negative log-likelihood of the target under normals of mean `self` and variance `variance` (at least `eps`), which has
    /// the input's shape, or one value per row.
    ///
    /// # Errors
    /// A variance of another shape.
    pub fn gaussian_nll_loss(
        &self,
        target: &Tensor,
        variance: &Tensor,
        full: bool,
        eps: f64,
        reduced: Reduced,
    ) -> Result<Tensor> {
        let rows = &self.shape()[..self.rank().saturating_sub(1)];
        let variance = if variance.shape() == self.shape() || variance.rank() == 0 {
            variance.clone()
        } else if variance.shape() == rows {
            variance.unsqueeze(-1)?
        } else if variance.rank() == self.rank()
            && variance.shape()[..rows.len()] == *rows
            && variance.count() == rows.iter().product::<usize>()
        {
            variance.clone()
        } else {
            let text = format!(
                "var is of incorrect size: {:?} for an input of shape {:?}; one variance per element or per row",
                variance.shape(),
                self.shape()
            );
            return Err(Error::Value(text));
        };
        let variance = variance.clamp(Some(eps.into()), None)?;
        let loss = self.sub(target)?.square()?.div(&variance)?.add(&variance.log()?)?.mul(0.5)?;
        let loss = if full { loss.add(0.5 * (2.0 * std::f64::consts::PI).ln())? } else { loss };
        reduced.of(&loss)
    }

    /// The mean over classes of the cross-entropy of each class's own yes or no.
    pub fn multilabel_soft_margin_loss(
        &self,
        target: &Tensor,
        weight: Option<&Tensor>,
        reduced: Reduced,
    ) -> Result<Tensor> {
        let losses = self.binary_cross_entropy_with_logits(target, weight, None, Reduced::None)?;
        reduced.of(&losses.mean(&[-1], false)?)
    }

    /// The mean over the other classes of `max(0, margin - self[target] + self[class])^p`, for scores `[n, classes]` or
    /// `[classes]`.
    ///
    /// # Errors
    /// A target that does not hold one class per row, a power other than 1 or 2.
    pub fn multi_margin_loss(
        &self,
        target: &Tensor,
        p: f64,
        margin: f64,
        weight: Option<&Tensor>,
        reduced: Reduced,
    ) -> Result<Tensor> {
        const NAME: &str = "multi_margin_loss";
        if p != 1.0 && p != 2.0 {
            return Err(Error::Value("only p == 1 and p == 2 supported".to_string()));
        }
        let rows = &self.shape()[..self.rank().saturating_sub(1)];
        if self.rank() == 0 || self.rank() > 2 || target.shape() != rows {
            let text = format!("inconsistent target size, expected {rows:?} but got {:?}", target.shape());
            return Err(Error::shape(NAME, text));
        }
        let classes = self.shape()[self.rank() - 1];
        let index = target.unsqueeze(-1)?;
        let own = self.gather(-1, &index)?;
        let over = Tensor::binary(Op::Sub, margin, &own)?.add(self)?.relu()?;
        let over = if p == 2.0 { over.square()? } else { over };
        let over = match weight {
            Some(w) => over.mul(&w.index_select(0, &target.reshape(&[-1])?)?.shaped(index.shape())?)?,
            None => over,
        };
        let hit = crate::formula::counting(classes, self.device())?.eq(&index)?;
        reduced.of(&Tensor::where_(&hit, 0.0, &over)?.sum(&[-1], false)?.div(classes as f64)?)
    }
}
