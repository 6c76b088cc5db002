//! Losses, distances and similarities.

use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyResult, VirtualMachine};
use tensor::{ClassLoss, Reduced, Tensor};

use super::super::error::OrRaise;
use super::super::table::List;
use super::super::tensor::give;
use super::call::Call;
use super::layers;

fn cross_entropy(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("cross_entropy", args, vm);
    let (x, target) = (call.tensor("input")?, call.tensor("target")?);
    let options = class_options(&mut call, true)?;
    call.finish()?;
    give(x.cross_entropy_with(&target, &options), vm)
}

fn nll_loss(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("nll_loss", args, vm);
    let (x, target) = (call.tensor("input")?, call.tensor("target")?);
    let options = class_options(&mut call, false)?;
    call.finish()?;
    give(x.nll_loss_with(&target, &options), vm)
}

fn class_options(call: &mut Call, smoothing: bool) -> PyResult<ClassLoss> {
    let weight = call.maybe_tensor("weight")?;
    let average = call.any("size_average");
    let ignore_index = call.int("ignore_index", -100)? as i64;
    let before = [average, call.any("reduce")];
    let reduced = call.reduction(&before)?;
    let label_smoothing = if smoothing { call.number("label_smoothing", 0.0)? } else { 0.0 };
    Ok(ClassLoss { weight, ignore_index, label_smoothing, reduced })
}

/// What is still to come after two tensors: `size_average=None, reduce=None, reduction='mean'`.
fn reduction(call: &mut Call) -> PyResult<Reduced> {
    let before = [call.any("size_average"), call.any("reduce")];
    call.reduction(&before)
}

type Pair = fn(&Tensor, &Tensor, Reduced) -> tensor::Result<Tensor>;

/// `f(input, target, size_average=None, reduce=None, reduction='mean', weight=None)`
fn pair(name: &'static str, f: Pair, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new(name, args, vm);
    let (x, target) = (call.tensor("input")?, call.tensor("target")?);
    let reduced = reduction(&mut call)?;
    let weight = call.maybe_tensor("weight")?;
    call.finish()?;
    let Some(weight) = weight else { return give(f(&x, &target, reduced), vm) };
    let sizes: Vec<isize> = x.shape().iter().map(|&n| n as isize).collect();
    let weighted = f(&x, &target, Reduced::None).and_then(|losses| losses.mul(&weight)).or_raise(vm)?;
    give(
        match reduced {
            Reduced::None => Ok(weighted),
            Reduced::Sum => weighted.sum(&[], false),
            Reduced::Mean => weight
                .expand(&sizes)
                .and_then(|weight| weight.sum(&[], false))
                .and_then(|total| weighted.sum(&[], false)?.div(&total)),
        },
        vm,
    )
}

fn soft_margin_loss(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("soft_margin_loss", args, vm);
    let (x, target) = (call.tensor("input")?, call.tensor("target")?);
    let reduced = reduction(&mut call)?;
    call.finish()?;
    give(x.soft_margin_loss(&target, reduced), vm)
}

type Bent = fn(&Tensor, &Tensor, f64, Reduced) -> tensor::Result<Tensor>;

fn smooth_l1_loss(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("smooth_l1_loss", args, vm);
    let (x, target) = (call.tensor("input")?, call.tensor("target")?);
    let reduced = reduction(&mut call)?;
    let beta = call.number("beta", 1.0)?;
    call.finish()?;
    give(x.smooth_l1_loss(&target, beta, reduced), vm)
}

fn huber_loss(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("huber_loss", args, vm);
    let (x, target) = (call.tensor("input")?, call.tensor("target")?);
    let reduced = call.reduction(&[None, None])?;
    let delta = call.number("delta", 1.0)?;
    call.finish()?;
    give(x.huber_loss(&target, delta, reduced), vm)
}

fn binary_cross_entropy(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("binary_cross_entropy", args, vm);
    let (x, target, weight) = (call.tensor("input")?, call.tensor("target")?, call.maybe_tensor("weight")?);
    let reduced = reduction(&mut call)?;
    call.finish()?;
    give(x.binary_cross_entropy(&target, weight.as_ref(), reduced), vm)
}

fn binary_cross_entropy_with_logits(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("binary_cross_entropy_with_logits", args, vm);
    let (x, target, weight) = (call.tensor("input")?, call.tensor("target")?, call.maybe_tensor("weight")?);
    let reduced = reduction(&mut call)?;
    let positive = call.maybe_tensor("pos_weight")?;
    call.finish()?;
    give(x.binary_cross_entropy_with_logits(&target, weight.as_ref(), positive.as_ref(), reduced), vm)
}

fn kl_div(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("kl_div", args, vm);
    let (x, target) = (call.tensor("input")?, call.tensor("target")?);
    let before = [call.any("size_average"), call.any("reduce")];
    let batches = call.word("reduction", "mean")?;
    let reduced = if batches == "batchmean" {
        Reduced::Sum
    } else if before.iter().all(Option::is_none) {
        Reduced::parse(&batches).or_raise(vm)?
    } else {
        call.reduction(&before)?
    };
    let log_target = call.flag("log_target", false)?;
    call.finish()?;
    let loss = x.kl_div(&target, log_target, reduced);
    if batches != "batchmean" {
        return give(loss, vm);
    }
    let rows = x.shape().first().copied().unwrap_or(1);
    give(loss.and_then(|loss| loss.div(rows as f64)), vm)
}

/// `f(input, target, size_average=None, reduce=None, reduction='mean')` of `bend`, which comes first after the target.
fn bent(names: [&'static str; 2], default: f64, f: Bent, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new(names[0], args, vm);
    let (x, target) = (call.tensor("input")?, call.tensor("target")?);
    let bend = call.number(names[1], default)?;
    let reduced = reduction(&mut call)?;
    call.finish()?;
    give(f(&x, &target, bend, reduced), vm)
}

type Three = fn(&Tensor, &Tensor, &Tensor, f64, Reduced) -> tensor::Result<Tensor>;

/// `f(input1, input2, target, margin=0, size_average=None, reduce=None, reduction='mean')`
fn three(name: &'static str, f: Three, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new(name, args, vm);
    let (a, b, target) = (call.tensor("input1")?, call.tensor("input2")?, call.tensor("target")?);
    let margin = call.number("margin", 0.0)?;
    let reduced = reduction(&mut call)?;
    call.finish()?;
    give(f(&a, &b, &target, margin, reduced), vm)
}

fn triplet_margin_loss(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("triplet_margin_loss", args, vm);
    let (anchor, near, far) = (call.tensor("anchor")?, call.tensor("positive")?, call.tensor("negative")?);
    let numbers = [call.number("margin", 1.0)?, call.number("p", 2.0)?, call.number("eps", 1e-6)?];
    let swap = call.flag("swap", false)?;
    let reduced = reduction(&mut call)?;
    call.finish()?;
    give(anchor.triplet_margin_loss([&near, &far], numbers, swap, reduced), vm)
}

fn cosine_similarity(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("cosine_similarity", args, vm);
    let (a, b) = (call.tensor("x1")?, call.tensor("x2")?);
    let (dim, eps) = (call.int("dim", 1)?, call.number("eps", 1e-8)?);
    call.finish()?;
    give(a.cosine_similarity(&b, dim, eps), vm)
}

fn pairwise_distance(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("pairwise_distance", args, vm);
    let (a, b) = (call.tensor("x1")?, call.tensor("x2")?);
    let (p, eps, keep) = (call.number("p", 2.0)?, call.number("eps", 1e-6)?, call.flag("keepdim", false)?);
    call.finish()?;
    give(a.pairwise_distance(&b, p, eps, keep), vm)
}

fn normalize(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("normalize", args, vm);
    let x = call.tensor("input")?;
    let (p, dim, eps) = (call.number("p", 2.0)?, call.int("dim", 1)?, call.number("eps", 1e-12)?);
    call.finish()?;
    give(x.normalize(p, dim, eps), vm)
}

fn cdist(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("cdist", args, vm);
    let (a, b, p) = (call.tensor("x1")?, call.tensor("x2")?, call.number("p", 2.0)?);
    let _ = call.any("compute_mode");
    call.finish()?;
    give(a.cdist(&b, p), vm)
}

fn poisson_nll_loss(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("poisson_nll_loss", args, vm);
    let (x, target) = (call.tensor("input")?, call.tensor("target")?);
    let (logarithm, full) = (call.flag("log_input", true)?, call.flag("full", false)?);
    let average = call.any("size_average");
    let eps = call.number("eps", 1e-8)?;
    let before = [average, call.any("reduce")];
    let reduced = call.reduction(&before)?;
    call.finish()?;
    give(x.poisson_nll_loss(&target, logarithm, full, eps, reduced), vm)
}

fn gaussian_nll_loss(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("gaussian_nll_loss", args, vm);
    let (x, target, variance) = (call.tensor("input")?, call.tensor("target")?, call.tensor("var")?);
    let (full, eps) = (call.flag("full", false)?, call.number("eps", 1e-6)?);
    let reduced = call.reduction(&[None, None])?;
    call.finish()?;
    give(x.gaussian_nll_loss(&target, &variance, full, eps, reduced), vm)
}

fn multilabel_soft_margin_loss(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("multilabel_soft_margin_loss", args, vm);
    let (x, target, weight) = (call.tensor("input")?, call.tensor("target")?, call.maybe_tensor("weight")?);
    let reduced = reduction(&mut call)?;
    call.finish()?;
    give(x.multilabel_soft_margin_loss(&target, weight.as_ref(), reduced), vm)
}

fn multi_margin_loss(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("multi_margin_loss", args, vm);
    let (x, target) = (call.tensor("input")?, call.tensor("target")?);
    let (p, margin) = (call.number("p", 1.0)?, call.number("margin", 1.0)?);
    let weight = call.maybe_tensor("weight")?;
    let reduced = reduction(&mut call)?;
    call.finish()?;
    give(x.multi_margin_loss(&target, p, margin, weight.as_ref(), reduced), vm)
}

/// All of them.
pub(super) const FUNCTIONS: List = layers![
    "cross_entropy" "(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0)"
        "Softmax and negative log-likelihood in one; the target holds class numbers or probabilities." => cross_entropy,
    "nll_loss" "(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean')"
        "-log p of the right class; the input holds log-probabilities, the target class numbers." => nll_loss,
    "mse_loss" "(input, target, size_average=None, reduce=None, reduction='mean', weight=None)"
        "(input - target)^2." =>
        |args: FuncArgs, vm: &VirtualMachine| pair("mse_loss", Tensor::mse_loss_with, args, vm),
    "l1_loss" "(input, target, size_average=None, reduce=None, reduction='mean', weight=None)"
        "|input - target|." => |args: FuncArgs, vm: &VirtualMachine| pair("l1_loss", Tensor::l1_loss, args, vm),
    "smooth_l1_loss" "(input, target, size_average=None, reduce=None, reduction='mean', beta=1.0)"
        "Squared below beta, absolute above." => smooth_l1_loss,
    "huber_loss" "(input, target, reduction='mean', delta=1.0)"
        "Half the square up to delta, then a line." => huber_loss,
    "binary_cross_entropy" "(input, target, weight=None, size_average=None, reduce=None, reduction='mean')"
        "-(y log p + (1 - y) log(1 - p)); the input holds probabilities." => binary_cross_entropy,
    "binary_cross_entropy_with_logits"
        "(input, target, weight=None, size_average=None, reduce=None, reduction='mean', pos_weight=None)"
        "binary_cross_entropy of sigmoid(input), without overflow." => binary_cross_entropy_with_logits,
    "kl_div" "(input, target, size_average=None, reduce=None, reduction='mean', log_target=False)"
        "target (log target - input); the input holds log-probabilities. 'batchmean' is the divergence." => kl_div,
    "margin_ranking_loss" "(input1, input2, target, margin=0, size_average=None, reduce=None, reduction='mean')"
        "max(0, -target (input1 - input2) + margin)." =>
        |args: FuncArgs, vm: &VirtualMachine| three("margin_ranking_loss", Tensor::margin_ranking_loss, args, vm),
    "cosine_embedding_loss" "(input1, input2, target, margin=0, size_average=None, reduce=None, reduction='mean')"
        "1 - cos where the target is 1, max(0, cos - margin) where it is -1." =>
        |args: FuncArgs, vm: &VirtualMachine| three("cosine_embedding_loss", Tensor::cosine_embedding_loss, args, vm),
    "hinge_embedding_loss" "(input, target, margin=1.0, size_average=None, reduce=None, reduction='mean')"
        "The input where the target is 1, max(0, margin - input) where it is -1." =>
        |args: FuncArgs, vm: &VirtualMachine| {
            bent(["hinge_embedding_loss", "margin"], 1.0, Tensor::hinge_embedding_loss, args, vm)
        },
    "soft_margin_loss" "(input, target, size_average=None, reduce=None, reduction='mean')"
        "log(1 + exp(-target input)); the target holds 1 and -1." => soft_margin_loss,
    "triplet_margin_loss"
        "(anchor, positive, negative, margin=1.0, p=2, eps=1e-06, swap=False, size_average=None, reduce=None, reduction='mean')"
        "max(0, |anchor - positive| - |anchor - negative| + margin)." => triplet_margin_loss,
    "poisson_nll_loss"
        "(input, target, log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean')"
        "exp(input) - target input: counts; the input holds logarithms of rates." => poisson_nll_loss,
    "gaussian_nll_loss" "(input, target, var, full=False, eps=1e-06, reduction='mean')"
        "Half of log var + (input - target)^2 / var." => gaussian_nll_loss,
    "multilabel_soft_margin_loss" "(input, target, weight=None, size_average=None, reduce=None, reduction='mean')"
        "Cross-entropy of each class's own yes or no, averaged over classes." => multilabel_soft_margin_loss,
    "multi_margin_loss"
        "(input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction='mean')"
        "Mean of max(0, margin - right score + other score)^p over the other classes." => multi_margin_loss,
    "cosine_similarity" "(x1, x2, dim=1, eps=1e-08)"
        "Cosine of the angle between vectors along a dimension." => cosine_similarity,
    "pairwise_distance" "(x1, x2, p=2.0, eps=1e-06, keepdim=False)"
        "The p-norm of x1 - x2 + eps along the last dimension." => pairwise_distance,
    "normalize" "(input, p=2.0, dim=1, eps=1e-12)"
        "Divided by its p-norm along a dimension." => normalize,
    "cdist" "(x1, x2, p=2.0)" "Distances between all rows of x1 and all rows of x2." => cdist,
];
