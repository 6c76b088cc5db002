//! Adam, operation by operation as `torch/optim/adam.py` of the notebook records it.

use tensor::{Result, Tensor, no_grad};

const RATE: f64 = 1e-3;
const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPS: f64 = 1e-8;

/// The optimiser with the parameters it changes.
pub struct Adam {
    params: Vec<Tensor>,
    /// Running means of each gradient and of its square, from the first step on.
    means: Vec<Option<(Tensor, Tensor)>>,
    step: i32,
}

impl Adam {
    /// For these parameters, with PyTorch's settings.
    pub fn new(params: Vec<Tensor>) -> Self {
        let means = vec![None; params.len()];
        Self { params, means, step: 0 }
    }

    /// Changes the parameters by their gradients, and forgets those.
    pub fn step(&mut self) -> Result<()> {
        self.step += 1;
        let (left1, left2) = (1.0 - BETA1.powi(self.step), 1.0 - BETA2.powi(self.step));
        no_grad(|| {
            for (param, means) in self.params.iter().zip(&mut self.means) {
                let Some(grad) = param.grad() else { continue };
                let (mean, square) = (grad.mul(1.0 - BETA1)?, grad.mul(1.0 - BETA2)?.mul(&grad)?);
                let (mean, square) = match means.take() {
                    Some((m, s)) => (m.mul(BETA1)?.add(&mean)?, s.mul(BETA2)?.add(&square)?),
                    None => (mean, square),
                };
                let scale = square.div(left2)?.sqrt()?.add(EPS)?;
                param.sub_(&mean.mul(RATE / left1)?.div(&scale)?)?;
                param.set_grad(None)?;
                *means = Some((mean, square));
            }
            Ok(())
        })
    }
}
