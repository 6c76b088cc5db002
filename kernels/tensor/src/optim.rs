//! Steps of optimisers: one parameter, its gradient and its running state, changed in place.
//!
//! A step only records elementwise work, so that each parameter's update becomes one kernel that stores the parameter and
//! its state. Settings enter as numbers beside the program, so a schedule of learning rates compiles nothing anew. The
//! order of operations is PyTorch's (`torch/optim`, one tensor at a time), so that long runs stay together.

use crate::autograd::no_grad;
use crate::dtype::Scalar;
use crate::error::{Error, Result};
use crate::tensor::Tensor;

/// Gradient descent, with a running sum of gradients where `momentum` is not 0 (Sutskever et al. 2013).
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs)]
pub struct Sgd {
    pub lr: f64,
    pub momentum: f64,
    pub dampening: f64,
    pub weight_decay: f64,
    pub nesterov: bool,
    pub maximize: bool,
}

/// Adam (Kingma and Ba 2015); AdamW (Loshchilov and Hutter 2019) where the decay is `decoupled`.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs)]
pub struct Adam {
    pub lr: f64,
    pub beta1: f64,
    pub beta2: f64,
    pub eps: f64,
    pub weight_decay: f64,
    /// Decay of the parameters themselves instead of a part of the gradient.
    pub decoupled: bool,
    pub maximize: bool,
}

/// RMSprop (Tieleman and Hinton 2012); `grad_avg` in its state makes it the centred one (Graves 2013).
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs)]
pub struct RmsProp {
    pub lr: f64,
    pub alpha: f64,
    pub eps: f64,
    pub weight_decay: f64,
    pub momentum: f64,
    pub maximize: bool,
}

/// Adagrad (Duchi, Hazan and Singer 2011).
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs)]
pub struct Adagrad {
    pub lr: f64,
    pub lr_decay: f64,
    pub eps: f64,
    pub weight_decay: f64,
    pub maximize: bool,
}

/// What Adam remembers of a parameter, each of the parameter's shape.
#[derive(Clone, Copy)]
pub struct AdamState<'a> {
    /// Running mean of gradients.
    pub exp_avg: &'a Tensor,
    /// Running mean of their squares.
    pub exp_avg_sq: &'a Tensor,
    /// Largest `exp_avg_sq` so far (Reddi, Kale and Kumar 2018), where AMSGrad is wanted.
    pub max_exp_avg_sq: Option<&'a Tensor>,
}

/// What RMSprop remembers of a parameter, each of the parameter's shape.
#[derive(Clone, Copy)]
pub struct RmsPropState<'a> {
    /// Running mean of squared gradients.
    pub square_avg: &'a Tensor,
    /// Running mean of gradients, where it is centred.
    pub grad_avg: Option<&'a Tensor>,
    /// Running sum of steps; needed where `momentum` is not 0.
    pub momentum_buffer: Option<&'a Tensor>,
}

/// Adds one to a step counter (a float32 tensor without dimensions) and says what it is now. Nothing is read where nobody
/// has looked at the counter since.
///
/// # Errors
/// What the device refuses.
pub fn advance(counter: &Tensor) -> Result<f64> {
    let known = counter.node().constant().map(|(word, dtype)| Scalar::from_word(word, dtype));
    let next = known.map_or_else(|| counter.item(), Ok)?.to_f64() + 1.0;
    no_grad(|| counter.fill_(next))?;
    Ok(next)
}

/// What belongs to a parameter must look like it: an update written in place cannot change shape or dtype.
fn check<'a>(param: &Tensor, others: impl IntoIterator<Item = (&'static str, &'a Tensor)>) -> Result<()> {
    for (name, other) in others {
        if (other.shape(), other.dtype()) != (param.shape(), param.dtype()) {
            let of = |t: &Tensor| format!("{} {:?}", t.dtype(), t.shape());
            return Err(Error::shape("step", format!("{name} is {} and the parameter {}", of(other), of(param))));
        }
    }
    if param.dtype().is_float() {
        return Ok(());
    }
    Err(Error::dtype("step", param.dtype(), "parameters are float32"))
}

/// The gradient as the rules see it: turned round for ascent, with the pull of the decay towards 0.
fn effective(param: &Tensor, grad: &Tensor, maximize: bool, weight_decay: f64) -> Result<Tensor> {
    check(param, [("the gradient", grad)])?;
    let grad = if maximize { grad.neg()? } else { grad.clone() };
    if weight_decay == 0.0 { Ok(grad) } else { grad.add(&param.mul(weight_decay)?) }
}

/// `a + weight (b - a)`, by PyTorch's two formulas.
fn lerp(a: &Tensor, b: &Tensor, weight: f64) -> Result<Tensor> {
    let way = b.sub(a)?;
    if weight < 0.5 { a.add(&way.mul(weight)?) } else { b.sub(&way.mul(1.0 - weight)?) }
}

/// `a + value b c`
fn addcmul(a: &Tensor, b: &Tensor, c: &Tensor, value: f64) -> Result<Tensor> {
    a.add(&b.mul(value)?.mul(c)?)
}

/// `a + value b / c`
fn addcdiv(a: &Tensor, b: &Tensor, c: &Tensor, value: f64) -> Result<Tensor> {
    a.add(&b.mul(value)?.div(c)?)
}

impl Sgd {
    /// One step. The first with momentum makes the buffer.
    ///
    /// # Errors
    /// Shapes that differ; what the device refuses.
    pub fn step(&self, param: &Tensor, grad: &Tensor, momentum_buffer: &mut Option<Tensor>) -> Result<()> {
        no_grad(|| {
            let mut grad = effective(param, grad, self.maximize, self.weight_decay)?;
            if self.momentum != 0.0 {
                let sum = match momentum_buffer {
                    None => {
                        // A copy of its own: the gradient may be changed later.
                        let first = grad.clone_data()?;
                        *momentum_buffer = Some(first.clone());
                        first
                    }
                    Some(buffer) => {
                        check(param, [("momentum_buffer", &*buffer)])?;
                        let part = grad.mul(1.0 - self.dampening)?;
                        let sum = buffer.mul(self.momentum)?.add(&part)?;
                        buffer.overwrite(&sum)?;
                        sum
                    }
                };
                grad = if self.nesterov { grad.add(&sum.mul(self.momentum)?)? } else { sum };
            }
            param.overwrite(&param.add(&grad.mul(-self.lr)?)?)
        })
    }
}

impl Adam {
    /// One step; `step` counts from 1.
    ///
    /// # Errors
    /// Shapes that differ; what the device refuses.
    pub fn step(&self, param: &Tensor, grad: &Tensor, state: AdamState, step: f64) -> Result<()> {
        no_grad(|| {
            check(param, [("exp_avg", state.exp_avg), ("exp_avg_sq", state.exp_avg_sq)])?;
            check(param, state.max_exp_avg_sq.map(|largest| ("max_exp_avg_sq", largest)))?;
            let decay = if self.decoupled { 0.0 } else { self.weight_decay };
            let grad = effective(param, grad, self.maximize, decay)?;
            let kept = match self.weight_decay {
                rate if self.decoupled && rate != 0.0 => param.mul(1.0 - self.lr * rate)?,
                _ => param.clone(),
            };
            let mean = lerp(state.exp_avg, &grad, 1.0 - self.beta1)?;
            let square = addcmul(&state.exp_avg_sq.mul(self.beta2)?, &grad, &grad, 1.0 - self.beta2)?;
            let largest = state.max_exp_avg_sq.map(|largest| largest.maximum(&square)).transpose()?;
            let correction = (1.0 - self.beta2.powf(step)).sqrt();
            let spread = largest.as_ref().unwrap_or(&square).sqrt()?.div(correction)?.add(self.eps)?;
            let size = self.lr / (1.0 - self.beta1.powf(step));
            let next = addcdiv(&kept, &mean, &spread, -size)?;
            state.exp_avg.overwrite(&mean)?;
            state.exp_avg_sq.overwrite(&square)?;
            if let (Some(old), Some(new)) = (state.max_exp_avg_sq, &largest) {
                old.overwrite(new)?;
            }
            param.overwrite(&next)
        })
    }
}

impl RmsProp {
    /// One step.
    ///
    /// # Errors
    /// Shapes that differ; momentum without its buffer; what the device refuses.
    pub fn step(&self, param: &Tensor, grad: &Tensor, state: RmsPropState) -> Result<()> {
        no_grad(|| {
            check(param, [("square_avg", state.square_avg)])?;
            check(param, state.grad_avg.map(|mean| ("grad_avg", mean)))?;
            check(param, state.momentum_buffer.map(|buffer| ("momentum_buffer", buffer)))?;
            let grad = effective(param, grad, self.maximize, self.weight_decay)?;
            let square = addcmul(&state.square_avg.mul(self.alpha)?, &grad, &grad, 1.0 - self.alpha)?;
            let mean = state.grad_avg.map(|mean| lerp(mean, &grad, 1.0 - self.alpha)).transpose()?;
            let spread = match &mean {
                Some(mean) => addcmul(&square, mean, mean, -1.0)?.sqrt()?,
                None => square.sqrt()?,
            };
            let spread = spread.add(self.eps)?;
            let next = if self.momentum > 0.0 {
                let Some(buffer) = state.momentum_buffer else {
                    return Err(Error::Value("step: RMSprop with momentum needs a momentum buffer".to_string()));
                };
                let sum = buffer.mul(self.momentum)?.add(&grad.div(&spread)?)?;
                buffer.overwrite(&sum)?;
                param.add(&sum.mul(-self.lr)?)?
            } else {
                addcdiv(param, &grad, &spread, -self.lr)?
            };
            state.square_avg.overwrite(&square)?;
            if let (Some(old), Some(new)) = (state.grad_avg, &mean) {
                old.overwrite(new)?;
            }
            param.overwrite(&next)
        })
    }
}

impl Adagrad {
    /// One step; `sum` adds up squared gradients, `step` counts from 1.
    ///
    /// # Errors
    /// Shapes that differ; what the device refuses.
    pub fn step(&self, param: &Tensor, grad: &Tensor, sum: &Tensor, step: f64) -> Result<()> {
        no_grad(|| {
            check(param, [("sum", sum)])?;
            let grad = effective(param, grad, self.maximize, self.weight_decay)?;
            let rate = self.lr / (1.0 + (step - 1.0) * self.lr_decay);
            let total = sum.add(&grad.mul(&grad)?)?;
            let next = addcdiv(param, &grad, &total.sqrt()?.add(self.eps)?, -rate)?;
            sum.overwrite(&total)?;
            param.overwrite(&next)
        })
    }
}
