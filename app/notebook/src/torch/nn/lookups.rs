//! Linear layers, embeddings and attention.

use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyResult, VirtualMachine};
use tensor::{Attention, Bag};

use super::super::error::OrRaise;
use super::super::table::List;
use super::super::tensor::give;
use super::call::Call;
use super::layers;

fn linear(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("linear", args, vm);
    let (x, weight, bias) = (call.tensor("input")?, call.tensor("weight")?, call.maybe_tensor("bias")?);
    call.finish()?;
    give(x.linear(&weight, bias.as_ref()), vm)
}

fn bilinear(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("bilinear", args, vm);
    let (a, b) = (call.tensor("input1")?, call.tensor("input2")?);
    let (weight, bias) = (call.tensor("weight")?, call.maybe_tensor("bias")?);
    call.finish()?;
    give(a.bilinear(&b, &weight, bias.as_ref()), vm)
}

/// Refuses what tables of embeddings cannot do here.
fn refuse(call: &mut Call, name: &str) -> PyResult<()> {
    match call.any(name) {
        Some(value) if value.clone().try_to_bool(call.vm)? => Err(call
            .vm
            .new_not_implemented_error(format!("{}: {name} is not part of this page's subset of PyTorch", call.name))),
        _ => Ok(()),
    }
}

fn embedding(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("embedding", args, vm);
    let (index, weight) = (call.tensor("input")?, call.tensor("weight")?);
    let padding = call.args.int("padding_idx")?.map(|p| p as i64);
    refuse(&mut call, "max_norm")?;
    let _ = call.any("norm_type");
    let by_count = call.flag("scale_grad_by_freq", false)?;
    refuse(&mut call, "sparse")?;
    call.finish()?;
    give(weight.embedding(&index, padding, by_count), vm)
}

fn embedding_bag(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("embedding_bag", args, vm);
    let (index, weight, offsets) = (call.tensor("input")?, call.tensor("weight")?, call.maybe_tensor("offsets")?);
    refuse(&mut call, "max_norm")?;
    let _ = call.any("norm_type");
    refuse(&mut call, "scale_grad_by_freq")?;
    let mode = call.word("mode", "mean")?;
    refuse(&mut call, "sparse")?;
    let weights = call.maybe_tensor("per_sample_weights")?;
    let last = call.flag("include_last_offset", false)?;
    let padding = call.args.int("padding_idx")?.map(|p| p as i64);
    call.finish()?;
    let bag = match mode.as_str() {
        "sum" => Bag::Sum,
        "mean" => Bag::Mean,
        "max" => Bag::Max,
        _ => return Err(vm.new_value_error("mode has to be one of sum, mean, max")),
    };
    if weights.is_some() && bag != Bag::Sum {
        let text = "embedding_bag: per_sample_weights was not None; it is only supported for mode='sum'";
        return Err(vm.new_not_implemented_error(text));
    }
    let offsets = match offsets {
        Some(offsets) if last => Some(offsets.slice(0, None, Some(-1), 1).or_raise(vm)?),
        other => other,
    };
    give(weight.embedding_bag(&index, offsets.as_ref(), bag, weights.as_ref(), padding), vm)
}

fn attention(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("scaled_dot_product_attention", args, vm);
    let (query, key, value) = (call.tensor("query")?, call.tensor("key")?, call.tensor("value")?);
    let mask = call.maybe_tensor("attn_mask")?;
    let (dropout, causal) = (call.number("dropout_p", 0.0)?, call.flag("is_causal", false)?);
    let (scale, grouped) = (call.args.number("scale")?, call.flag("enable_gqa", false)?);
    call.finish()?;
    give(query.attention(&key, &value, &Attention { mask, dropout, causal, scale, grouped }), vm)
}

/// All of them.
pub(super) const FUNCTIONS: List = layers![
    "linear" "(input, weight, bias=None)" "x W^T + b along the last dimension; the weight is [out, in]." => linear,
    "bilinear" "(input1, input2, weight, bias=None)" "x1 W x2 + b along the last dimension." => bilinear,
    "embedding" "(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False)"
        "Rows of the table by number; the row padding_idx gets no gradient." => embedding,
    "embedding_bag"
        "(input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None)"
        "Rows of the table by number, each bag of them made one: sum, mean or max." => embedding_bag,
    "scaled_dot_product_attention"
        "(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False)"
        "softmax(query key^T scale + mask) value, in blocks of queries." => attention,
];
