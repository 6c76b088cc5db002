//! Losses. Each is one reduction in the forward pass (after softmax, where there is one) and one elementwise kernel in the
//! backward pass: the gradient is written by formula, and class indices are compared with positions instead of being
//! spread to one-hot rows.

use crate::autograd::{Grads, grad_enabled, no_grad};
use crate::device::Device;
use crate::dtype::DType;
use crate::elementwise::result_type;
use crate::error::{Error, Result};
use crate::formula::{Reduced, Wants, by_formula, counting};
use crate::layout::Dims;
use crate::ops::Op;
use crate::tensor::Tensor;

/// How class losses weigh and combine: PyTorch's keyword arguments.
#[derive(Clone, Debug)]
pub struct ClassLoss {
    /// One weight per class.
    pub weight: Option<Tensor>,
    /// A class index that counts for nothing.
    pub ignore_index: i64,
    /// Share of the target that is spread evenly over all classes (Szegedy et al. 2016).
    pub label_smoothing: f64,
    /// What becomes of the losses.
    pub reduced: Reduced,
}

impl Default for ClassLoss {
    fn default() -> Self {
        Self { weight: None, ignore_index: -100, label_smoothing: 0.0, reduced: Reduced::Mean }
    }
}

/// Where the classes of scores `[n, classes, ...]` or `[classes]` lie.
fn class_axis(op: &'static str, x: &Tensor) -> Result<usize> {
    match x.rank() {
        0 => Err(Error::shape(op, "the input has no dimension of classes; its shape should be [n, classes]")),
        rank => Ok(usize::from(rank > 1)),
    }
}

/// The class indices of one loss, checked.
struct Targets {
    axis: usize,
    classes: usize,
    /// As given; one per row.
    index: Tensor,
    /// With 0 in place of what is ignored, where something may be.
    safe: Tensor,
    /// Weight of each row, float32, 0 for what is ignored; `None` where all rows weigh 1.
    rows: Option<Tensor>,
    /// 1 or 0 for rows that count; `None` where all do.
    valid: Option<Tensor>,
}

impl Targets {
    fn new(op: &'static str, x: &Tensor, target: &Tensor, options: &ClassLoss) -> Result<Self> {
        x.same_device(op, target)?;
        let axis = class_axis(op, x)?;
        let classes = x.shape()[axis];
        let rows: Dims = x.shape().iter().enumerate().filter(|(d, _)| *d != axis).map(|(_, &n)| n).collect();
        if target.dtype() != DType::I64 {
            let text = format!(
                "expected scalar type Long but found {}: the target must hold class indices (int64); write y.long()",
                target.dtype().short()
            );
            return Err(Error::shape(op, text));
        }
        if target.shape() != &rows[..] {
            return Err(misfit(op, x, target, &rows));
        }
        let may_ignore = check_classes(target, classes, options.ignore_index)?;
        let valid = if may_ignore { Some(target.ne(options.ignore_index)?) } else { None };
        let safe = match &valid {
            Some(valid) => Tensor::where_(valid, target, 0i64)?,
            None => target.frozen(),
        };
        let valid = valid.map(|v| v.to_dtype(DType::F32)).transpose()?;
        let rows = match &options.weight {
            Some(weight) => {
                check_weight(op, weight, classes)?;
                let picked = weight.frozen().index_select(0, &safe.reshape(&[-1])?)?.shaped(&rows)?;
                Some(match &valid {
                    Some(valid) => picked.mul(valid)?,
                    None => picked,
                })
            }
            None => valid.clone(),
        };
        Ok(Self { axis, classes, index: target.frozen(), safe, rows, valid })
    }

    /// A row tensor with the dimension of classes, of size 1.
    fn raise(&self, rows: &Tensor) -> Result<Tensor> {
        rows.unsqueeze(self.axis as isize)
    }

    /// A tensor over the classes, ready to broadcast with scores.
    fn along(&self, classes: &Tensor) -> Result<Tensor> {
        let mut shape = Dims::from_elem(1, self.index.rank() + 1 - self.axis);
        shape[0] = self.classes;
        classes.shaped(&shape)
    }

    /// Where a score belongs to its row's class.
    fn hits(&self) -> Result<Tensor> {
        self.along(&counting(self.classes, self.index.device())?)?.eq(&self.raise(&self.index)?)
    }

    /// `-weight * x[target]` per row.
    fn losses(&self, x: &Tensor) -> Result<Tensor> {
        let axis = self.axis as isize;
        let picked = if grad_enabled() {
            // Sums can be differentiated as often as one likes.
            Tensor::where_(&self.hits()?, x, 0.0)?.sum(&[axis], false)?.neg()?
        } else {
            x.gather(axis, &self.raise(&self.safe)?)?.squeeze(Some(axis))?.neg()?
        };
        match &self.rows {
            Some(rows) => picked.mul(rows),
            None => Ok(picked),
        }
    }

    /// What the losses' sum is divided by for their mean: a tensor, or the number of rows.
    fn share(&self, g: &Tensor) -> Result<Tensor> {
        match &self.rows {
            Some(rows) => g.div(&rows.sum(&[], false)?),
            None => g.div(self.index.count() as f64),
        }
    }

    /// What becomes of the losses.
    fn combine(&self, losses: &Tensor, reduced: Reduced) -> Result<Tensor> {
        match reduced {
            Reduced::Mean => self.share(&losses.sum(&[], false)?),
            other => other.of(losses),
        }
    }

    /// `slope` times the gradient of each row's loss.
    fn back(&self, slope: &Tensor, g: &Tensor, reduced: Reduced) -> Result<Tensor> {
        match (reduced, &self.rows) {
            (Reduced::None, _) => slope.mul(&self.raise(g)?),
            (Reduced::Mean, Some(_)) => slope.mul(&self.share(g)?),
            _ => reduced.back(slope, g, self.index.count()),
        }
    }
}

fn misfit(op: &'static str, x: &Tensor, target: &Tensor, rows: &[usize]) -> Error {
    let hint = format!("for an input of shape {:?} the target holds class indices of shape {rows:?}", x.shape());
    match (x.rank(), target.shape(), rows) {
        (2, [found], [wanted]) => {
            Error::Value(format!("Expected input batch_size ({wanted}) to match target batch_size ({found}); {hint}"))
        }
        (rank, found, _) if found.len() + 1 == rank => {
            Error::shape(op, format!("Expected target size {rows:?}, got {found:?}; {hint}"))
        }
        (_, found, _) if found == x.shape() => Error::shape(
            op,
            format!("the target of shape {found:?} holds whole numbers; {hint}, or write y.float() for probabilities"),
        ),
        (_, found, _) => Error::shape(op, format!("the target has shape {found:?}; {hint}")),
    }
}

fn check_weight(op: &'static str, weight: &Tensor, classes: usize) -> Result<()> {
    if weight.shape() == [classes] && weight.dtype() == DType::F32 {
        return Ok(());
    }
    let text = format!(
        "weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of shape: {:?}",
        weight.shape()
    );
    Err(Error::shape(op, text))
}

/// Refuses indices beyond the classes where the host can tell without waiting for a GPU; says whether some may be ignored.
fn check_classes(target: &Tensor, classes: usize, ignore: i64) -> Result<bool> {
    let node = target.node();
    if node.range.get().is_none() && target.device() != Device::WebGpu && target.count() == node.elements {
        let words = target.to_words()?;
        let values = || words.iter().map(|w| *w as i32);
        node.range.set(values().min().zip(values().max()));
    }
    let Some((low, high)) = node.range.get().map(|(a, b)| (i64::from(a), i64::from(b))) else {
        return Ok(target.count() > 0);
    };
    let outside = |v: i64| v < 0 || v >= classes as i64;
    let known = |v: i64| !outside(v) || v == ignore;
    if !(known(low) && known(high)) {
        // A view may leave the offending element out: look closer before refusing.
        if let Some(bad) = target.to_i64()?.into_iter().find(|&v| !known(v)) {
            let text = format!(
                "Target {bad} is out of bounds: there are {classes} classes, 0 to {}",
                classes.saturating_sub(1)
            );
            return Err(Error::BadIndex(text));
        }
    }
    Ok((low..=high).contains(&ignore))
}

impl Tensor {
    /// `-weight * self[target]`: `self` holds log-probabilities, shape `[n, classes, ...]` or `[classes]`; `target` class
    /// indices, shape `[n, ...]` or `[]`. The mean is weighted.
    ///
    /// # Errors
    /// Shapes that do not fit, a target that is not int64 or names a class that is not there.
    pub fn nll_loss_with(&self, target: &Tensor, options: &ClassLoss) -> Result<Tensor> {
        if self.dtype().is_half() {
            return Ok(self.through_single(|x| x.nll_loss_with(target, options))?.named("NllLoss"));
        }
        let x = self.to_dtype(DType::F32)?;
        let targets = no_grad(|| Targets::new("nll_loss", &x, target, options))?;
        let reduced = options.reduced;
        let y = no_grad(|| targets.combine(&targets.losses(&x)?, reduced))?;
        let targets = std::rc::Rc::new(targets);
        let again = targets.clone();
        let formula = move |inputs: &[Tensor], g: &Tensor, _: Wants| {
            let mut slope = Tensor::where_(&targets.hits()?, -1.0, &Tensor::zeros(&[], DType::F32, g.device())?)?;
            if let Some(rows) = &targets.rows {
                slope = slope.mul(&targets.raise(rows)?)?;
            }
            Ok(Grads::from_iter([Some(targets.back(&slope, g, reduced)?.spread_to(inputs[0].shape())?)]))
        };
        Ok(by_formula(Op::NllLoss, y, &[&x], formula, move |x| again.combine(&again.losses(&x[0])?, reduced)))
    }

    /// Cross-entropy of class scores (not probabilities), shape `[n, classes, ...]` or `[classes]`, against class indices
    /// (int64, `[n, ...]` or `[]`) or probabilities (float32, the scores' shape).
    ///
    /// # Errors
    /// As [`Tensor::nll_loss_with`].
    pub fn cross_entropy_with(&self, target: &Tensor, options: &ClassLoss) -> Result<Tensor> {
        if self.dtype().is_half() {
            return self.through_single(|x| x.cross_entropy_with(target, options));
        }
        let smooth = options.label_smoothing;
        if !(0.0..=1.0).contains(&smooth) {
            let text = format!("label_smoothing must be between 0.0 and 1.0. Got: {smooth}");
            return Err(Error::shape("cross_entropy", text));
        }
        let x = self.to_dtype(DType::F32)?;
        if target.dtype().is_float() {
            return against_probabilities(&x, target, options);
        }
        let targets = std::rc::Rc::new(no_grad(|| Targets::new("cross_entropy", &x, target, options))?);
        let (axis, reduced, weight) =
            (targets.axis as isize, options.reduced, options.weight.as_ref().map(Tensor::frozen));
        let value = {
            let (targets, weight) = (targets.clone(), weight.clone());
            move |logs: &Tensor| smoothed(&targets, logs, weight.as_ref(), smooth, reduced)
        };
        let logs = no_grad(|| x.log_softmax(axis))?;
        let y = no_grad(|| value(&logs))?;
        let formula = move |_: &[Tensor], g: &Tensor, _: Wants| {
            let (p, hits) = (logs.exp()?, targets.hits()?);
            let rows = targets.rows.as_ref().map(|r| targets.raise(r)).transpose()?;
            if smooth == 0.0 {
                let slope = Tensor::where_(&hits, &p.sub(1.0)?, &p)?;
                let slope = match rows {
                    Some(rows) => slope.mul(&rows)?,
                    None => slope,
                };
                return Ok(Grads::from_iter([Some(targets.back(&slope, g, reduced)?)]));
            }
            let valid = targets.valid.as_ref().map(|v| targets.raise(v)).transpose()?;
            let even = smooth / targets.classes as f64;
            let one = Tensor::full(&[], 1.0, DType::F32, g.device())?;
            let own = rows.as_ref().unwrap_or(&one).mul(1.0 - smooth)?;
            let (all, each) = match &weight {
                Some(w) => (w.sum(&[], false)?.mul(even)?, targets.along(&w.frozen())?.mul(even)?),
                None => (one.mul(smooth)?, one.mul(even)?),
            };
            let (all, each) = match &valid {
                Some(v) => (v.mul(&all)?, v.mul(&each)?),
                None => (all, each),
            };
            let slope = p.mul(&own.add(&all)?)?.sub(&each)?.sub(&Tensor::where_(&hits, &own, 0.0)?)?;
            Ok(Grads::from_iter([Some(targets.back(&slope, g, reduced)?)]))
        };
        Ok(by_formula(Op::CrossEntropy, y, &[&x], formula, move |x| value(&x[0].log_softmax(axis)?)))
    }

    /// Mean of `-self[target]`; see [`Tensor::nll_loss_with`].
    pub fn nll_loss(&self, target: &Tensor) -> Result<Tensor> {
        self.nll_loss_with(target, &ClassLoss::default())
    }

    /// Mean cross-entropy; see [`Tensor::cross_entropy_with`].
    pub fn cross_entropy(&self, target: &Tensor) -> Result<Tensor> {
        self.cross_entropy_with(target, &ClassLoss::default())
    }
}

/// Losses of class indices under log-probabilities, with the even share of label smoothing.
fn smoothed(
    targets: &Targets,
    logs: &Tensor,
    weight: Option<&Tensor>,
    smooth: f64,
    reduced: Reduced,
) -> Result<Tensor> {
    let own = targets.losses(logs)?;
    if smooth == 0.0 {
        return targets.combine(&own, reduced);
    }
    let weighted = match weight {
        Some(w) => logs.mul(&targets.along(&w.frozen())?)?,
        None => logs.clone(),
    };
    let even = weighted.sum(&[targets.axis as isize], false)?.mul(-smooth / targets.classes as f64)?;
    let even = match &targets.valid {
        Some(valid) => even.mul(valid)?,
        None => even,
    };
    targets.combine(&own.mul(1.0 - smooth)?.add(&even)?, reduced)
}

fn against_probabilities(x: &Tensor, target: &Tensor, options: &ClassLoss) -> Result<Tensor> {
    const NAME: &str = "cross_entropy";
    if x.shape() != target.shape() {
        let text = format!(
            "an input of shape {:?} and probabilities of shape {:?} do not fit: float32 targets have the input's shape; write y.long() for class indices",
            x.shape(),
            target.shape()
        );
        return Err(Error::shape(NAME, text));
    }
    x.same_device(NAME, target)?;
    let axis = class_axis(NAME, x)?;
    let (classes, reduced, smooth) = (x.shape()[axis], options.reduced, options.label_smoothing);
    let rows = x.count() / classes.max(1);
    let weight = match &options.weight {
        Some(w) => {
            check_weight(NAME, w, classes)?;
            let mut shape = Dims::from_elem(1, x.rank() - axis);
            shape[0] = classes;
            Some(w.frozen().shaped(&shape)?)
        }
        None => None,
    };
    let (over, even) = ([axis as isize], smooth / classes.max(1) as f64);
    // The target with its even share and the classes' weights.
    let weighted = move |t: &Tensor| -> Result<Tensor> {
        let t = if smooth == 0.0 { t.clone() } else { t.mul(1.0 - smooth)?.add(even)? };
        match &weight {
            Some(w) => t.mul(w),
            None => Ok(t),
        }
    };
    let combine = move |losses: &Tensor| match reduced {
        Reduced::Mean => losses.sum(&[], false)?.div(rows as f64),
        other => other.of(losses),
    };
    let logs = no_grad(|| x.log_softmax(axis as isize))?;
    let weighted = std::rc::Rc::new(weighted);
    let again = weighted.clone();
    let value = move |logs: &Tensor, t: &Tensor| combine(&logs.mul(&again(t)?)?.sum(&over, false)?.neg()?);
    let y = no_grad(|| value(&logs, target))?;
    let formula = move |inputs: &[Tensor], g: &Tensor, wants: Wants| {
        let g = if reduced == Reduced::None { g.unsqueeze(over[0])? } else { g.clone() };
        let mut grads = Grads::from_iter([None, None]);
        let t = weighted(&inputs[1])?;
        if wants(0) {
            let total = t.sum(&over, false)?.unsqueeze(over[0])?;
            grads[0] = Some(reduced.back(&logs.exp()?.mul(&total)?.sub(&t)?, &g, rows)?);
        }
        if wants(1) {
            // The weight of each target is what remains of one without its even share.
            let one = Tensor::ones(&[], DType::F32, g.device())?;
            let slope =
                if smooth == 0.0 { weighted(&one)? } else { weighted(&one)?.sub(&weighted(&one.sub(1.0)?)?)? };
            grads[1] = Some(reduced.back(&logs.mul(&slope)?.neg()?, &g, rows)?);
        }
        Ok(grads)
    };
    let composite = move |x: &[Tensor]| value(&x[0].log_softmax(axis as isize)?, &x[1]);
    Ok(by_formula(Op::CrossEntropy, y, &[x, target], formula, composite))
}

/// Unlike PyTorch, which only warns, shapes must be equal: the silent broadcast of `[n]` with `[n, 1]` to `[n, n]` is the
/// commonest mistake in a first regression.
fn same_shape(op: &'static str, x: &Tensor, target: &Tensor) -> Result<()> {
    if x.shape() == target.shape() {
        return Ok(());
    }
    Err(Error::Value(format!(
        "{op}: the prediction has shape {:?} and the target {:?}; broadcasting would compare every element with every \
         other. Reshape one, for example with .squeeze(1) or .unsqueeze(1)",
        x.shape(),
        target.shape()
    )))
}

/// A loss per element of two tensors of one shape. `value` is the loss, `slope` its derivative with respect to one side.
fn elementwise(
    op: Op,
    [x, target]: [&Tensor; 2],
    reduced: Reduced,
    value: impl Fn(&Tensor, &Tensor) -> Result<Tensor> + 'static,
    slope: impl Fn(&Tensor, &Tensor, usize) -> Result<Tensor> + 'static,
) -> Result<Tensor> {
    let name = op.info().name;
    same_shape(name, x, target)?;
    x.same_device(name, target)?;
    let common = result_type(&[x.into(), target.into()]);
    if common.is_half() {
        let (x, target) = (x.to_dtype(DType::F32)?, target.to_dtype(DType::F32)?);
        return Ok(elementwise(op, [&x, &target], reduced, value, slope)?.to_dtype(common)?.named(op.info().label));
    }
    let (x, target) = (x.to_dtype(DType::F32)?, target.to_dtype(DType::F32)?);
    let y = no_grad(|| reduced.of(&value(&x, &target)?))?;
    let formula = move |inputs: &[Tensor], g: &Tensor, wants: Wants| {
        let part = |side| {
            let slope = slope(&inputs[0], &inputs[1], side)?;
            reduced.back(&slope, g, inputs[0].count())?.spread_to(inputs[0].shape())
        };
        (0..2).map(|side| if wants(side) { part(side).map(Some) } else { Ok(None) }).collect()
    };
    Ok(by_formula(op, y, &[&x, &target], formula, move |x| reduced.of(&value(&x[0], &x[1])?)))
}

/// `log(1 + e^-|x|) + max(-x, 0)`: the loss of a sure and right score `x`, without overflow.
fn softplus_of_minus(x: &Tensor) -> Result<Tensor> {
    x.abs()?.neg()?.exp()?.add(1.0)?.log()?.add(&x.neg()?.relu()?)
}

fn weighted(losses: Tensor, weight: Option<&Tensor>) -> Result<Tensor> {
    match weight {
        Some(w) => losses.mul(w),
        None => Ok(losses),
    }
}

/// A weight must not make the losses larger than the input.
fn fits(op: &'static str, x: &Tensor, weight: Option<&Tensor>) -> Result<Option<Tensor>> {
    let Some(w) = weight else { return Ok(None) };
    let shape = crate::layout::broadcast(op, x.shape(), w.shape())?;
    if shape[..] != *x.shape() {
        let text = format!("a weight of shape {:?} does not fit an input of shape {:?}", w.shape(), x.shape());
        return Err(Error::shape(op, text));
    }
    Ok(Some(w.frozen()))
}

impl Tensor {
    /// Mean squared difference; see [`Tensor::mse_loss_with`].
    pub fn mse_loss(&self, target: &Tensor) -> Result<Tensor> {
        self.mse_loss_with(target, Reduced::Mean)
    }

    /// `(self - target)^2`.
    ///
    /// # Errors
    /// Unequal shapes, here and for the losses below.
    pub fn mse_loss_with(&self, target: &Tensor, reduced: Reduced) -> Result<Tensor> {
        let slope = |x: &Tensor, t: &Tensor, side| x.sub(t)?.mul(if side == 0 { 2.0 } else { -2.0 });
        elementwise(Op::MseLoss, [self, target], reduced, |x, t| x.sub(t)?.square(), slope)
    }

    /// `|self - target|`.
    pub fn l1_loss(&self, target: &Tensor, reduced: Reduced) -> Result<Tensor> {
        let slope = |x: &Tensor, t: &Tensor, side| if side == 0 { x.sub(t)?.sign() } else { t.sub(x)?.sign() };
        elementwise(Op::L1Loss, [self, target], reduced, |x, t| x.sub(t)?.abs(), slope)
    }

    /// Squared (over `2 beta`) below `beta`, absolute (less `beta / 2`) above.
    ///
    /// # Errors
    /// Also a negative `beta`.
    pub fn smooth_l1_loss(&self, target: &Tensor, beta: f64, reduced: Reduced) -> Result<Tensor> {
        if beta < 0.0 {
            return Err(Error::shape("smooth_l1_loss", "smooth_l1_loss does not support negative values for beta."));
        }
        if beta == 0.0 {
            return self.l1_loss(target, reduced);
        }
        let value = move |x: &Tensor, t: &Tensor| {
            let d = x.sub(t)?.abs()?;
            Tensor::where_(&d.lt(beta)?, &d.square()?.mul(0.5 / beta)?, &d.sub(0.5 * beta)?)
        };
        let slope = move |x: &Tensor, t: &Tensor, side| {
            let d = if side == 0 { x.sub(t)? } else { t.sub(x)? };
            d.div(beta)?.clamp(Some((-1.0).into()), Some(1.0.into()))
        };
        elementwise(Op::SmoothL1Loss, [self, target], reduced, value, slope)
    }

    /// Squared (halved) up to `delta`, then a line (Huber 1964).
    ///
    /// # Errors
    /// Also a `delta` that is not positive.
    pub fn huber_loss(&self, target: &Tensor, delta: f64, reduced: Reduced) -> Result<Tensor> {
        if delta <= 0.0 {
            let text = "huber_loss does not support non-positive values for delta.";
            return Err(Error::shape("huber_loss", text));
        }
        let value = move |x: &Tensor, t: &Tensor| {
            let d = x.sub(t)?.abs()?;
            Tensor::where_(&d.le(delta)?, &d.square()?.mul(0.5)?, &d.sub(0.5 * delta)?.mul(delta)?)
        };
        let slope = move |x: &Tensor, t: &Tensor, side| {
            let d = if side == 0 { x.sub(t)? } else { t.sub(x)? };
            d.clamp(Some((-delta).into()), Some(delta.into()))
        };
        elementwise(Op::HuberLoss, [self, target], reduced, value, slope)
    }

    /// `-(t log p + (1 - t) log(1 - p))`. As in PyTorch logarithms are kept above -100, so that `p = 0` and `p = 1` give
    /// finite losses.
    pub fn binary_cross_entropy(&self, target: &Tensor, weight: Option<&Tensor>, reduced: Reduced) -> Result<Tensor> {
        let weight = fits("binary_cross_entropy", self, weight)?;
        let log = |p: &Tensor| p.log()?.clamp(Some((-100.0).into()), None);
        let rest = |x: &Tensor| Tensor::binary(Op::Sub, 1.0, x);
        let again = weight.clone();
        let value = move |p: &Tensor, t: &Tensor| {
            weighted(t.mul(&log(p)?)?.add(&rest(t)?.mul(&log(&rest(p)?)?)?)?.neg()?, weight.as_ref())
        };
        let slope = move |p: &Tensor, t: &Tensor, side| {
            let slope = if side == 0 {
                p.sub(t)?.div(&rest(p)?.mul(p)?.clamp(Some(1e-12.into()), None)?)?
            } else {
                log(&rest(p)?)?.sub(&log(p)?)?
            };
            weighted(slope, again.as_ref())
        };
        elementwise(Op::BinaryCrossEntropy, [self, target], reduced, value, slope)
    }

    /// [`Tensor::binary_cross_entropy`] of `sigmoid(self)`, without overflow; `pos_weight` weighs what the target holds of 1.
    pub fn binary_cross_entropy_with_logits(
        &self,
        target: &Tensor,
        weight: Option<&Tensor>,
        pos_weight: Option<&Tensor>,
        reduced: Reduced,
    ) -> Result<Tensor> {
        const NAME: &str = "binary_cross_entropy_with_logits";
        same_shape(NAME, self, target)?;
        let (weight, positive) = (fits(NAME, self, weight)?, fits(NAME, self, pos_weight)?);
        let (weight2, positive2) = (weight.clone(), positive.clone());
        let rest = |x: &Tensor| Tensor::binary(Op::Sub, 1.0, x);
        let value = move |x: &Tensor, t: &Tensor| {
            let mut cost = softplus_of_minus(x)?;
            if let Some(positive) = &positive {
                cost = cost.mul(&positive.sub(1.0)?.mul(t)?.add(1.0)?)?;
            }
            weighted(rest(t)?.mul(x)?.add(&cost)?, weight.as_ref())
        };
        let slope = move |x: &Tensor, t: &Tensor, side| {
            let slope = match (&positive2, side) {
                (None, 0) => x.sigmoid()?.sub(t)?,
                (None, _) => x.neg()?,
                (Some(w), 0) => rest(t)?.sub(&x.neg()?.sigmoid()?.mul(&w.sub(1.0)?.mul(t)?.add(1.0)?)?)?,
                (Some(w), _) => softplus_of_minus(x)?.mul(&w.sub(1.0)?)?.sub(x)?,
            };
            weighted(slope, weight2.as_ref())
        };
        elementwise(Op::BinaryCrossEntropyWithLogits, [self, target], reduced, value, slope)
    }

    /// Pointwise `t (log t - self)`: `self` holds log-probabilities, the target probabilities, or their logarithms.
    pub fn kl_div(&self, target: &Tensor, log_target: bool, reduced: Reduced) -> Result<Tensor> {
        let shape = crate::layout::broadcast("kl_div", self.shape(), target.shape())?;
        let (x, target) = (self.spread_to(&shape)?, target.spread_to(&shape)?);
        let value = move |x: &Tensor, t: &Tensor| {
            if log_target {
                return t.exp()?.mul(&t.sub(x)?);
            }
            Tensor::where_(&t.eq(0.0)?, 0.0, &t.mul(&t.log()?)?)?.sub(&t.mul(x)?)
        };
        let slope = move |x: &Tensor, t: &Tensor, side| match (log_target, side) {
            (true, 0) => t.exp()?.neg(),
            (true, _) => t.exp()?.mul(&t.sub(x)?.add(1.0)?),
            (false, 0) => t.neg(),
            (false, _) => t.log()?.add(1.0)?.sub(x),
        };
        elementwise(Op::KlDiv, [&x, &target], reduced, value, slope)
    }
}
