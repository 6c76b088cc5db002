//! Sorting, and what follows from an order.

use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use tensor::Tensor;

use super::args::{Args, scalar};
use super::convert::named_pair;
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::{give, wrap};
use crate::poll;

/// Values and positions.
type Pair = tensor::Result<(Tensor, Tensor)>;

/// `name(values, indices)`, as PyTorch's return types print.
fn give_pair(name: &str, pair: Pair, vm: &VirtualMachine) -> PyResult {
    poll::look(vm)?;
    let (values, indices) = pair.or_raise(vm)?;
    named_pair(name, wrap(values, vm), wrap(indices, vm), vm)
}

fn flag(args: &mut Args, name: &str, usual: bool, vm: &VirtualMachine) -> PyResult<bool> {
    args.optional(name).map_or(Ok(usual), |value| value.try_to_bool(vm))
}

/// `sort(x, dim=-1, descending=False)`; it is stable anyway.
fn sort(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("sort", args, vm);
    let x = args.tensor("input")?;
    args.keyword("stable");
    let dim = args.int("dim")?.unwrap_or(-1);
    let descending = args.flag("descending")?;
    args.finish()?;
    give_pair("sort", x.sort(dim, descending), vm)
}

fn argsort(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("argsort", args, vm);
    let x = args.tensor("input")?;
    args.keyword("stable");
    let dim = args.int("dim")?.unwrap_or(-1);
    let descending = args.flag("descending")?;
    args.finish()?;
    give(x.argsort(dim, descending), vm)
}

fn msort(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("msort", args, vm);
    let x = args.tensor("input")?;
    args.finish()?;
    give(x.sort(0, false).map(|found| found.0), vm)
}

fn topk(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("topk", args, vm);
    let x = args.tensor("input")?;
    let k = args.required("k")?;
    let k = super::args::int("topk", "k", &k, vm)?;
    let dim = args.int("dim")?.unwrap_or(-1);
    let largest = flag(&mut args, "largest", true, vm)?;
    flag(&mut args, "sorted", true, vm)?;
    args.finish()?;
    let k = usize::try_from(k).map_err(|_| vm.new_runtime_error("selected index k out of range"))?;
    give_pair("topk", x.topk(k, dim, largest), vm)
}

fn kthvalue(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("kthvalue", args, vm);
    let x = args.tensor("input")?;
    let k = args.required("k")?;
    let k = super::args::int("kthvalue", "k", &k, vm)?;
    let dim = args.int("dim")?.unwrap_or(-1);
    let keep = args.flag("keepdim")?;
    args.finish()?;
    give_pair("kthvalue", x.kthvalue(k.max(0) as usize, dim, keep), vm)
}

/// `median(x)` of all, or values and indices along a dimension.
fn median(name: &'static str, ignore_nan: bool, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let dim = args.int("dim")?;
    let keep = args.flag("keepdim")?;
    args.finish()?;
    match dim {
        Some(dim) => give_pair(name, x.median(dim, keep, ignore_nan), vm),
        None if x.count() == 0 => give(Tensor::full(&[], f64::NAN, x.dtype(), x.device()), vm),
        None => give(x.reshape(&[-1]).and_then(|x| x.median(0, false, ignore_nan)).map(|found| found.0), vm),
    }
}

fn mode(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("mode", args, vm);
    let x = args.tensor("input")?;
    let dim = args.int("dim")?.unwrap_or(-1);
    let keep = args.flag("keepdim")?;
    args.finish()?;
    give_pair("mode", x.mode(dim, keep), vm)
}

fn running(name: &'static str, smallest: bool, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let dim = args.required("dim")?;
    let dim = super::args::int(name, "dim", &dim, vm)?;
    args.finish()?;
    give_pair(name, x.cummax(dim, smallest), vm)
}

/// A number as a tensor without dimensions, a tensor as itself.
fn tensor_of(value: &PyObjectRef, like: &Tensor, name: &str, vm: &VirtualMachine) -> PyResult<Tensor> {
    match scalar(value, vm)? {
        Some(number) => Tensor::full(&[], number, number.dtype(), like.device()).or_raise(vm),
        None => super::args::tensor(name, "input", value, vm),
    }
}

fn quantile(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("quantile", args, vm);
    let x = args.tensor("input")?;
    let q = args.required("q")?;
    let q = tensor_of(&q, &x, "quantile", vm)?;
    let dim = args.int("dim")?;
    let keep = args.flag("keepdim")?;
    let how = args.keyword("interpolation").map(|how| how.str(vm)).transpose()?;
    args.finish()?;
    poll::look(vm)?;
    let how = how.map_or_else(|| "linear".to_owned(), |how| how.to_string());
    give(x.quantile(&q, dim, keep, &how), vm)
}

/// The values alone, or with what was asked for besides.
fn unique(name: &'static str, runs: bool, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    if !runs {
        flag(&mut args, "sorted", true, vm)?;
    }
    let inverse = args.flag("return_inverse")?;
    let counts = args.flag("return_counts")?;
    let dim = args.int("dim")?;
    args.finish()?;
    poll::look(vm)?;
    let found = x.unique(dim, runs).or_raise(vm)?;
    let mut parts = vec![wrap(found.values, vm)];
    parts.extend(inverse.then(|| wrap(found.inverse, vm)));
    parts.extend(counts.then(|| wrap(found.counts, vm)));
    Ok(if parts.len() == 1 { parts.remove(0) } else { vm.ctx.new_tuple(parts).into() })
}

fn bincount(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("bincount", args, vm);
    let x = args.tensor("input")?;
    let weights = args.optional("weights").map(|w| super::args::tensor("bincount", "weights", &w, vm)).transpose()?;
    let least = args.int("minlength")?.unwrap_or(0);
    args.finish()?;
    poll::look(vm)?;
    let least = usize::try_from(least).map_err(|_| vm.new_runtime_error("minlength should be >= 0"))?;
    give(x.bincount(weights.as_ref(), least), vm)
}

/// `right=True`, or `side="right"`.
fn side(args: &mut Args, vm: &VirtualMachine) -> PyResult<bool> {
    let right = args.keyword("right").map_or(Ok(false), |value| value.try_to_bool(vm))?;
    args.keyword("out_int32");
    match args.keyword("side") {
        Some(side) => Ok(side.str(vm)?.to_string() == "right"),
        None => Ok(right),
    }
}

fn searchsorted(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("searchsorted", args, vm);
    let sorted = args.tensor("sorted_sequence")?;
    let values = args.required("input")?;
    let values = tensor_of(&values, &sorted, "searchsorted", vm)?;
    let right = side(&mut args, vm)?;
    args.finish()?;
    poll::look(vm)?;
    give(sorted.searchsorted(&values, right), vm)
}

/// The same with the arguments exchanged.
fn bucketize(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("bucketize", args, vm);
    let values = args.required("input")?;
    let bounds = args.tensor("boundaries")?;
    let values = tensor_of(&values, &bounds, "bucketize", vm)?;
    let right = side(&mut args, vm)?;
    args.finish()?;
    if bounds.rank() != 1 {
        return Err(vm.new_runtime_error(format!(
            "bucketize: boundaries tensor must be 1 dimension, but got dim({})",
            bounds.rank()
        )));
    }
    poll::look(vm)?;
    give(bounds.searchsorted(&values, right), vm)
}

/// As functions and as methods.
pub(super) const BOTH: List = list![METHOD:
    "sort" => sort, "argsort" => argsort, "msort" => msort, "topk" => topk, "kthvalue" => kthvalue, "mode" => mode,
    "median" => |args: FuncArgs, vm: &VirtualMachine| median("median", false, args, vm),
    "nanmedian" => |args: FuncArgs, vm: &VirtualMachine| median("nanmedian", true, args, vm),
    "cummax" => |args: FuncArgs, vm: &VirtualMachine| running("cummax", false, args, vm),
    "cummin" => |args: FuncArgs, vm: &VirtualMachine| running("cummin", true, args, vm),
    "quantile" => quantile, "bincount" => bincount,
    "unique" => |args: FuncArgs, vm: &VirtualMachine| unique("unique", false, args, vm),
    "unique_consecutive" => |args: FuncArgs, vm: &VirtualMachine| unique("unique_consecutive", true, args, vm),
];

/// As functions only.
pub(super) const FUNCTIONS: List = list![METHOD: "searchsorted" => searchsorted, "bucketize" => bucketize];
