//! Normalisation.

use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyResult, VirtualMachine};
use tensor::{Running, Tensor};

use super::super::table::List;
use super::super::tensor::give;
use super::call::Call;
use super::layers;

fn layer_norm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("layer_norm", args, vm);
    let (x, shape) = (call.tensor("input")?, call.sizes("normalized_shape")?.unwrap_or_default());
    let (weight, bias) = (call.maybe_tensor("weight")?, call.maybe_tensor("bias")?);
    let eps = call.number("eps", 1e-5)?;
    let _ = call.any("cudnn_enable");
    call.finish()?;
    give(x.layer_norm(&shape, weight.as_ref(), bias.as_ref(), eps), vm)
}

fn rms_norm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("rms_norm", args, vm);
    let (x, shape) = (call.tensor("input")?, call.sizes("normalized_shape")?.unwrap_or_default());
    let weight = call.maybe_tensor("weight")?;
    let eps = call.args.number("eps")?;
    call.finish()?;
    give(x.rms_norm(&shape, weight.as_ref(), eps), vm)
}

fn group_norm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("group_norm", args, vm);
    let (x, groups) = (call.tensor("input")?, call.int("num_groups", 0)?);
    let (weight, bias) = (call.maybe_tensor("weight")?, call.maybe_tensor("bias")?);
    let eps = call.number("eps", 1e-5)?;
    call.finish()?;
    give(x.group_norm(groups.max(0) as usize, weight.as_ref(), bias.as_ref(), eps), vm)
}

/// Both running statistics, or neither.
fn running<'a>(mean: &'a Option<Tensor>, variance: &'a Option<Tensor>) -> Option<Running<'a>> {
    match (mean, variance) {
        (Some(mean), Some(variance)) => Some(Running { mean, variance }),
        _ => None,
    }
}

fn batch_norm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("batch_norm", args, vm);
    let x = call.tensor("input")?;
    let (mean, variance) = (call.maybe_tensor("running_mean")?, call.maybe_tensor("running_var")?);
    let (weight, bias) = (call.maybe_tensor("weight")?, call.maybe_tensor("bias")?);
    let training = call.flag("training", false)?;
    let (momentum, eps) = (call.number("momentum", 0.1)?, call.number("eps", 1e-5)?);
    call.finish()?;
    let running = running(&mean, &variance);
    give(x.batch_norm(running, weight.as_ref(), bias.as_ref(), training, momentum, eps), vm)
}

fn instance_norm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("instance_norm", args, vm);
    let x = call.tensor("input")?;
    let (mean, variance) = (call.maybe_tensor("running_mean")?, call.maybe_tensor("running_var")?);
    let (weight, bias) = (call.maybe_tensor("weight")?, call.maybe_tensor("bias")?);
    let own = call.flag("use_input_stats", true)?;
    let (momentum, eps) = (call.number("momentum", 0.1)?, call.number("eps", 1e-5)?);
    call.finish()?;
    let running = running(&mean, &variance);
    give(x.instance_norm(running, weight.as_ref(), bias.as_ref(), own, momentum, eps), vm)
}

/// All of them.
pub(super) const FUNCTIONS: List = layers![
    "layer_norm" "(input, normalized_shape, weight=None, bias=None, eps=1e-05)"
        "Mean 0 and variance 1 over the trailing dimensions, then scaled and shifted." => layer_norm,
    "rms_norm" "(input, normalized_shape, weight=None, eps=None)"
        "Divided by the root mean square over the trailing dimensions, then scaled." => rms_norm,
    "group_norm" "(input, num_groups, weight=None, bias=None, eps=1e-05)"
        "Groups of channels with mean 0 and variance 1 in each sample." => group_norm,
    "batch_norm"
        "(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05)"
        "Channels with mean 0 and variance 1 over the batch; the running statistics change in place." => batch_norm,
    "instance_norm"
        "(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05)"
        "Each channel of each sample with mean 0 and variance 1." => instance_norm,
];
