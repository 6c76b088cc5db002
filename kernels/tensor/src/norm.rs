//! Normalisation: layer, RMS, group, instance and batch norm. Forward: one reduction for the mean, one for the variance, one
//! elementwise kernel. Backward by formula: two reductions, one elementwise kernel, and one reduction per parameter.

use crate::autograd::{Grads, no_grad};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::formula::{Wants, by_formula};
use crate::layout::{Dims, count};
use crate::ops::Op;
use crate::tensor::Tensor;

/// How one normalisation goes.
#[derive(Clone)]
struct Plan {
    /// Dimensions that share a mean and a variance.
    over: Vec<isize>,
    /// Whether the mean is taken away (not in RMS norm).
    centred: bool,
    eps: f64,
    /// Whether somebody asks for the variance.
    tell: bool,
}

/// Mean (0 if not centred) and `1 / sqrt(variance + eps)` over `over`, with sizes of 1 there.
struct Moments {
    mean: Option<Tensor>,
    variance: Option<Tensor>,
    scale: Tensor,
}

impl Plan {
    fn moments(&self, x: &Tensor) -> Result<Moments> {
        let mut kept: Dims = x.shape().into();
        let mut n = 1;
        for &d in &self.over {
            n *= std::mem::replace(&mut kept[d as usize], 1);
        }
        let average = |t: &Tensor| t.sum(&self.over, false)?.div(n as f64);
        let mean = if self.centred { Some(average(x)?.shaped(&kept)?) } else { None };
        let centred = match &mean {
            Some(mean) => x.sub(mean)?,
            None => x.clone(),
        };
        let variance = average(&centred.square()?)?;
        let scale = variance.add(self.eps)?.rsqrt()?.shaped(&kept)?;
        Ok(Moments { mean, variance: self.tell.then_some(variance), scale })
    }

    fn value(x: &Tensor, moments: &Moments, weight: Option<&Tensor>, bias: Option<&Tensor>) -> Result<Tensor> {
        let y = hat(x, moments)?;
        let y = if let Some(w) = weight { y.mul(w)? } else { y };
        if let Some(b) = bias { y.add(b) } else { Ok(y) }
    }
}

/// What batch norm remembers.
struct Told {
    mean: Option<Tensor>,
    variance: Option<Tensor>,
}

/// `x` with mean 0 and variance 1.
fn hat(x: &Tensor, moments: &Moments) -> Result<Tensor> {
    match &moments.mean {
        Some(mean) => x.sub(mean)?.mul(&moments.scale),
        None => x.mul(&moments.scale),
    }
}

/// `x` normalised, then scaled by `weight` and shifted by `bias`, which broadcast with `x`. Also the mean and variance.
fn normalise(op: Op, x: &Tensor, weight: Option<&Tensor>, bias: Option<&Tensor>, plan: Plan) -> Result<(Tensor, Told)> {
    let name = op.info().name;
    if x.dtype().is_half() {
        // As in PyTorch weight and bias may be single precision.
        let wide = |t: Option<&Tensor>| t.map(|t| t.to_dtype(DType::F32)).transpose();
        let (weight, bias) = (wide(weight)?, wide(bias)?);
        let (y, told) = normalise(op, &x.to_dtype(DType::F32)?, weight.as_ref(), bias.as_ref(), plan)?;
        return Ok((y.to_dtype(x.dtype())?, told));
    }
    for t in [weight, bias].into_iter().flatten() {
        x.same_device(name, t)?;
    }
    if x.dtype() != DType::F32 {
        return Err(Error::dtype(name, x.dtype(), "write x.float() first"));
    }
    let (has_weight, has_bias) = (weight.is_some(), bias.is_some());
    let moments = no_grad(|| plan.moments(x))?;
    let y = no_grad(|| Plan::value(x, &moments, weight, bias))?;
    let told = Told { mean: moments.mean.clone(), variance: moments.variance.clone() };
    let n = plan.over.iter().map(|&d| x.shape()[d as usize]).product::<usize>() as f64;
    let again = plan.clone();
    let inputs: Vec<&Tensor> = [Some(x), weight, bias].into_iter().flatten().collect();
    let formula = move |t: &[Tensor], g: &Tensor, wants: Wants| {
        let (x, weight) = (&t[0], has_weight.then(|| &t[1]));
        let mut grads = Grads::from_elem(None, t.len());
        if wants(0) {
            let mut kept: Dims = x.shape().into();
            plan.over.iter().for_each(|&d| kept[d as usize] = 1);
            let average = |t: Tensor| t.sum(&plan.over, false)?.div(n)?.shaped(&kept);
            // Written out for every reader: what several kernels read would be a kernel of its own.
            let through = || if let Some(w) = weight { g.mul(w) } else { Ok(g.clone()) };
            let along = average(through()?.mul(&hat(x, &moments)?)?)?;
            let slope = through()?.sub(&hat(x, &moments)?.mul(&along)?)?;
            let slope = if plan.centred { slope.sub(&average(through()?)?)? } else { slope };
            grads[0] = Some(slope.mul(&moments.scale)?);
        }
        if has_weight && wants(1) {
            grads[1] = Some(g.mul(&hat(x, &moments)?)?.sum_to(t[1].shape())?);
        }
        let last = t.len() - 1;
        if has_bias && wants(last) {
            grads[last] = Some(g.sum_to(t[last].shape())?);
        }
        Ok(grads)
    };
    let composite = move |t: &[Tensor]| {
        let moments = again.moments(&t[0])?;
        Plan::value(&t[0], &moments, has_weight.then(|| &t[1]), has_bias.then(|| &t[t.len() - 1]))
    };
    Ok((by_formula(op, y, &inputs, formula, composite), told))
}

/// The trailing dimensions that `normalized` names.
fn trailing(op: &'static str, x: &Tensor, normalized: &[usize]) -> Result<Vec<isize>> {
    if normalized.is_empty() {
        let text = "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element";
        return Err(Error::shape(op, text));
    }
    if x.rank() < normalized.len() || x.shape()[x.rank() - normalized.len()..] != *normalized {
        let text = format!(
            "Given normalized_shape={normalized:?}, expected input with shape [*{}], but got input of size{:?}",
            normalized.iter().map(|n| format!(", {n}")).collect::<String>(),
            x.shape()
        );
        return Err(Error::shape(op, text));
    }
    Ok((x.rank() - normalized.len()..x.rank()).map(|d| d as isize).collect())
}

fn of_shape(op: &'static str, what: &str, t: Option<&Tensor>, shape: &[usize]) -> Result<()> {
    match t {
        Some(t) if t.shape() != shape => {
            let text = format!("Expected {what} to be of shape {shape:?}, but got {what} of shape {:?}", t.shape());
            Err(Error::shape(op, text))
        }
        _ => Ok(()),
    }
}

/// A parameter per channel, ready to broadcast with `[n, channels, ...]` of `rank` dimensions.
fn per_channel(t: Option<&Tensor>, rank: usize) -> Result<Option<Tensor>> {
    t.map(|t| {
        let mut shape = Dims::from_elem(1, rank - 1);
        shape[0] = t.count();
        t.shaped(&shape)
    })
    .transpose()
}

/// Running mean and variance of batch norm, changed in place while training.
pub struct Running<'a> {
    /// One mean per channel.
    pub mean: &'a Tensor,
    /// One variance per channel.
    pub variance: &'a Tensor,
}

impl Tensor {
    /// Mean 0 and variance 1 over the trailing dimensions of sizes `normalized`, then scaled and shifted (Ba et al. 2016).
    ///
    /// # Errors
    /// Trailing sizes, weight or bias of another shape.
    pub fn layer_norm(
        &self,
        normalized: &[usize],
        weight: Option<&Tensor>,
        bias: Option<&Tensor>,
        eps: f64,
    ) -> Result<Tensor> {
        let over = trailing("layer_norm", self, normalized)?;
        of_shape("layer_norm", "weight", weight, normalized)?;
        of_shape("layer_norm", "bias", bias, normalized)?;
        let plan = Plan { over, centred: true, eps, tell: false };
        Ok(normalise(Op::LayerNorm, self, weight, bias, plan)?.0.named("NativeLayerNorm"))
    }

    /// Divided by the root of the mean square over the trailing dimensions, then scaled (Zhang and Sennrich 2019). Without
    /// `eps` the smallest step of float32 at 1.
    ///
    /// # Errors
    /// Trailing sizes or a weight of another shape.
    pub fn rms_norm(&self, normalized: &[usize], weight: Option<&Tensor>, eps: Option<f64>) -> Result<Tensor> {
        let over = trailing("rms_norm", self, normalized)?;
        of_shape("rms_norm", "weight", weight, normalized)?;
        let plan = Plan { over, centred: false, eps: eps.unwrap_or(f64::from(f32::EPSILON)), tell: false };
        Ok(normalise(Op::RmsNorm, self, weight, None, plan)?.0)
    }

    /// Channels of `[n, channels, ...]` in groups, each normalised on its own (Wu and He 2018).
    ///
    /// # Errors
    /// Channels that do not divide into the groups, weight or bias not one per channel.
    pub fn group_norm(
        &self,
        groups: usize,
        weight: Option<&Tensor>,
        bias: Option<&Tensor>,
        eps: f64,
    ) -> Result<Tensor> {
        const NAME: &str = "group_norm";
        if self.rank() < 2 {
            let text = format!("Expected at least 2 dimensions for input tensor but received {}", self.rank());
            return Err(Error::shape(NAME, text));
        }
        let (n, channels) = (self.shape()[0], self.shape()[1]);
        if groups == 0 || !channels.is_multiple_of(groups) {
            let text = format!(
                "Expected number of channels in input to be divisible by num_groups, but got input of shape {:?} and num_groups={groups}",
                self.shape()
            );
            return Err(Error::shape(NAME, text));
        }
        of_shape(NAME, "weight", weight, &[channels])?;
        of_shape(NAME, "bias", bias, &[channels])?;
        let rest = count(&self.shape()[2..]);
        let split = |t: &Tensor| t.shaped(&[groups, channels / groups, 1]);
        let (weight, bias) = (weight.map(split).transpose()?, bias.map(split).transpose()?);
        let x = self.shaped(&[n, groups, channels / groups, rest])?;
        let plan = Plan { over: vec![2, 3], centred: true, eps, tell: false };
        let y = normalise(Op::GroupNorm, &x, weight.as_ref(), bias.as_ref(), plan)?.0;
        Ok(y.shaped(self.shape())?.named("NativeGroupNorm"))
    }

    /// Batch norm of `[n, channels, ...]` (Ioffe and Szegedy 2015). With `training` by the batch's own mean and variance,
    /// which move the running ones by `momentum`; else by the running ones.
    ///
    /// # Errors
    /// Parameters not one per channel, a batch of one value per channel in training, no running statistics to evaluate with.
    pub fn batch_norm(
        &self,
        running: Option<Running>,
        weight: Option<&Tensor>,
        bias: Option<&Tensor>,
        training: bool,
        momentum: f64,
        eps: f64,
    ) -> Result<Tensor> {
        const NAME: &str = "batch_norm";
        if self.rank() < 2 {
            let text = format!("expected an input of shape [n, channels, ...], got {:?}", self.shape());
            return Err(Error::shape(NAME, text));
        }
        let channels = self.shape()[1];
        let n = self.count() / channels.max(1);
        let statistics = running.as_ref().map(|r| [("running_mean", r.mean), ("running_var", r.variance)]);
        let parameters = [weight.map(|w| ("weight", w)), bias.map(|b| ("bias", b))];
        for (what, t) in statistics.into_iter().flatten().chain(parameters.into_iter().flatten()) {
            self.same_device(NAME, t)?;
            if t.count() != channels {
                let text = format!("{what} should contain {channels} elements not {}", t.count());
                return Err(Error::shape(NAME, text));
            }
        }
        let rank = self.rank();
        let (weight, bias) = (per_channel(weight, rank)?, per_channel(bias, rank)?);
        if !training {
            let Some(running) = running else {
                let text = "Expected running_mean and running_var to be defined when training=False";
                return Err(Error::shape(NAME, text));
            };
            let (mean, variance) = (per_channel(Some(running.mean), rank)?, per_channel(Some(running.variance), rank)?);
            let (Some(mean), Some(variance)) = (mean, variance) else { return Ok(self.clone()) };
            let scale = variance.add(eps)?.rsqrt()?;
            let scale = if let Some(w) = &weight { scale.mul(w)? } else { scale };
            let y = self.sub(&mean)?.mul(&scale)?;
            return Ok(if let Some(b) = &bias { y.add(b)? } else { y }.named("NativeBatchNorm"));
        }
        if n == 1 {
            let text =
                format!("Expected more than 1 value per channel when training, got input size {:?}", self.shape());
            return Err(Error::Value(text));
        }
        let over = (0..rank as isize).filter(|d| *d != 1).collect();
        let plan = Plan { over, centred: true, eps, tell: running.is_some() };
        let (y, moments) = normalise(Op::BatchNorm, self, weight.as_ref(), bias.as_ref(), plan)?;
        if let (Some(running), Some(mean), Some(variance)) = (running, moments.mean, moments.variance) {
            // The running variance is of the population: divided by n - 1.
            let unbiased = n as f64 / (n as f64 - 1.0);
            no_grad(|| {
                let moved = |old: &Tensor, new: &Tensor| old.mul(1.0 - momentum)?.add(&new.mul(momentum)?);
                let mean = moved(running.mean, &mean.shaped(&[channels])?)?;
                let variance = moved(running.variance, &variance.mul(unbiased)?)?;
                running.mean.overwrite(&mean.to_dtype(running.mean.dtype())?)?;
                running.variance.overwrite(&variance.to_dtype(running.variance.dtype())?)
            })?;
        }
        Ok(y.named("NativeBatchNorm"))
    }

    /// Each channel of each sample normalised over its places (Ulyanov et al. 2016); without `use_input` by the running
    /// statistics.
    ///
    /// # Errors
    /// As [`Tensor::batch_norm`].
    pub fn instance_norm(
        &self,
        running: Option<Running>,
        weight: Option<&Tensor>,
        bias: Option<&Tensor>,
        use_input: bool,
        momentum: f64,
        eps: f64,
    ) -> Result<Tensor> {
        const NAME: &str = "instance_norm";
        if !use_input {
            return self.batch_norm(running, weight, bias, false, momentum, eps);
        }
        if self.rank() < 2 {
            let text = format!("expected an input of shape [n, channels, ...], got {:?}", self.shape());
            return Err(Error::shape(NAME, text));
        }
        let (channels, rank, places) = (self.shape()[1], self.rank(), count(&self.shape()[2..]));
        if places == 1 {
            let text = format!("Expected more than 1 spatial element when training, got input size {:?}", self.shape());
            return Err(Error::Value(text));
        }
        of_shape(NAME, "weight", weight, &[channels])?;
        of_shape(NAME, "bias", bias, &[channels])?;
        let (weight, bias) = (per_channel(weight, rank)?, per_channel(bias, rank)?);
        let plan = Plan { over: (2..rank as isize).collect(), centred: true, eps, tell: running.is_some() };
        let (y, moments) = normalise(Op::InstanceNorm, self, weight.as_ref(), bias.as_ref(), plan)?;
        if let (Some(running), Some(mean), Some(variance)) = (running, moments.mean, moments.variance) {
            let unbiased = places as f64 / (places as f64 - 1.0);
            let batch = [self.shape()[0], channels];
            no_grad(|| {
                let moved = |old: &Tensor, new: &Tensor| {
                    old.mul(1.0 - momentum)?.add(&new.shaped(&batch)?.mean(&[0], false)?.mul(momentum)?)
                };
                let (mean, variance) =
                    (moved(running.mean, &mean)?, moved(running.variance, &variance.mul(unbiased)?)?);
                running.mean.overwrite(&mean.to_dtype(running.mean.dtype())?)?;
                running.variance.overwrite(&variance.to_dtype(running.variance.dtype())?)
            })?;
        }
        Ok(y)
    }
}
