//! Attention of heads (Vaswani et al. 2017), and the mean of what it gives.

use tensor::{Result, Tensor};

use crate::workload::{Workload, exactly};

struct Attention {
    q: Tensor,
    k: Tensor,
    v: Tensor,
}

/// From queries, keys and values, each `[batch, heads, length, size]`.
pub fn make(inputs: Vec<Tensor>) -> Result<Box<dyn Workload>> {
    let [q, k, v] = exactly("attention", inputs)?;
    Ok(Box::new(Attention { q, k, v }))
}

impl Workload for Attention {
    fn step(&mut self) -> Result<f64> {
        attend(&self.q, &self.k, &self.v, None)?.mean(&[], false)?.item().map(|m| m.to_f64())
    }
}

/// `softmax(q k^T / sqrt(size) + mask) v`.
pub fn attend(q: &Tensor, k: &Tensor, v: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
    let size = q.shape().last().copied().unwrap_or(1);
    let scores = q.matmul(&k.transpose(-2, -1)?)?.mul(1.0 / (size as f64).sqrt())?;
    let scores = mask.map_or(Ok(scores.clone()), |mask| scores.add(mask))?;
    scores.softmax(-1)?.matmul(v)
}
