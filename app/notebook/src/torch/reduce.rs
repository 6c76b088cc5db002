//! Operations over dimensions, and matrix products.

use rustpython_vm::builtins::PyStr;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject, PyObjectRef, PyResult, VirtualMachine};
use tensor::Tensor;
use tensor::linalg::Norm;

use super::args::Args;
use super::convert::named_pair;
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::{PyTensor, give, wrap};

type OverDims = fn(&Tensor, &[isize], bool) -> tensor::Result<Tensor>;

/// `f(x, dim=None, keepdim=False)`
fn over(name: &'static str, f: OverDims, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let dims = args.optional("dim").or_else(|| args.keyword("axis"));
    let dims = dims.map_or(Ok(Vec::new()), |dim| super::args::dims(name, "dim", &dim, vm))?;
    let keep = args.flag("keepdim")?;
    let dtype = args.dtype()?;
    args.finish()?;
    let x = dtype.map_or(Ok(x.clone()), |dtype| x.to_dtype(dtype)).or_raise(vm)?;
    give(f(&x, &dims, keep), vm)
}

type Spread = fn(&Tensor, &[isize], usize, bool) -> tensor::Result<Tensor>;

/// What `var` and its kin take: the tensor, `dim`, `correction` and `keepdim`, also in the old form with `unbiased`.
fn spread_args(name: &'static str, args: FuncArgs, vm: &VirtualMachine) -> PyResult<(Tensor, Vec<isize>, usize, bool)> {
    let is_bool = |value: &PyObjectRef| value.class().is(vm.ctx.types.bool_type);
    let old = args.args.len() > 2 || args.args.get(1).is_some_and(is_bool);
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let first = args.optional("dim").or_else(|| args.keyword("axis"));
    let (dims, unbiased) = match first {
        Some(flag) if is_bool(&flag) => (Vec::new(), Some(flag)),
        Some(dim) => (super::args::dims(name, "dim", &dim, vm)?, args.keyword("unbiased")),
        None => (Vec::new(), args.keyword("unbiased")),
    };
    let unbiased = unbiased.or_else(|| if old { args.optional("unbiased") } else { None });
    let unbiased = unbiased.map_or(Ok(true), |value| value.try_to_bool(vm))?;
    let keep = args.flag("keepdim")?;
    let correction = match args.keyword("correction") {
        Some(value) => super::args::int(name, "correction", &value, vm)?.max(0) as usize,
        None => usize::from(unbiased),
    };
    args.finish()?;
    Ok((x, dims, correction, keep))
}

fn spread(name: &'static str, f: Spread, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let (x, dims, correction, keep) = spread_args(name, args, vm)?;
    give(f(&x, &dims, correction, keep), vm)
}

fn spread_and_mean(name: &'static str, f: Spread, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let (x, dims, correction, keep) = spread_args(name, args, vm)?;
    let spread = give(f(&x, &dims, correction, keep), vm)?;
    Ok(vm.ctx.new_tuple(vec![spread, give(x.mean(&dims, keep), vm)?]).into())
}

/// `max` and `min`: of all, along a dimension (values and indices), or of two tensors.
struct Extreme {
    name: &'static str,
    all: OverDims,
    along: fn(&Tensor, isize, bool) -> tensor::Result<(Tensor, Tensor)>,
    of_two: fn(&Tensor, &Tensor) -> tensor::Result<Tensor>,
}

const MAX: Extreme = Extreme { name: "max", all: Tensor::amax, along: Tensor::max_dim, of_two: |a, b| a.maximum(b) };
const MIN: Extreme = Extreme { name: "min", all: Tensor::amin, along: Tensor::min_dim, of_two: |a, b| a.minimum(b) };

fn extreme(which: &Extreme, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(which.name, args, vm);
    let x = args.tensor("input")?;
    let Some(second) = args.optional("dim").or_else(|| args.keyword("other")).or_else(|| args.keyword("axis")) else {
        args.finish()?;
        if x.count() == 0 {
            let name = which.name;
            return Err(vm.new_runtime_error(format!(
                "{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
            )));
        }
        return give((which.all)(&x, &[], false), vm);
    };
    if let Some(other) = second.downcast_ref::<PyTensor>() {
        args.finish()?;
        return give((which.of_two)(&x, &other.value()), vm);
    }
    let dim = super::args::int(which.name, "dim", &second, vm)?;
    let keep = args.flag("keepdim")?;
    args.finish()?;
    let (values, indices) = (which.along)(&x, dim, keep).or_raise(vm)?;
    named_pair(which.name, wrap(values, vm), wrap(indices, vm), vm)
}

fn position(
    name: &'static str,
    f: fn(&Tensor, Option<isize>, bool) -> tensor::Result<Tensor>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let dim = args.int("dim")?;
    let keep = args.flag("keepdim")?;
    args.finish()?;
    give(f(&x, dim, keep), vm)
}

fn along(
    name: &'static str,
    f: fn(&Tensor, isize) -> tensor::Result<Tensor>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let Some(dim) = args.int("dim")? else {
        return Err(vm.new_type_error(format!("{name}() needs the dimension: {name}(x, dim=1) for rows of classes")));
    };
    let dtype = args.dtype()?;
    args.finish()?;
    let x = dtype.map_or(Ok(x.clone()), |dtype| x.to_dtype(dtype)).or_raise(vm)?;
    give(f(&x, dim), vm)
}

fn product(name: &'static str, ranks: Option<usize>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let a = args.tensor("input")?;
    let b = args.tensor("other")?;
    args.finish()?;
    let text = |tensor: &Tensor| format!("{:?}", tensor.shape());
    if let Some(rank) = ranks
        && (a.rank() != rank || b.rank() != rank)
    {
        return Err(vm.new_runtime_error(format!(
            "{name}: both tensors must have {rank} dimension{}, here are {} and {}; @ takes any",
            if rank == 1 { "" } else { "s" },
            text(&a),
            text(&b)
        )));
    }
    give(a.matmul(&b), vm)
}

/// `norm(x, p="fro", dim=None, keepdim=False)`
fn norm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("norm", args, vm);
    let x = args.tensor("input")?;
    let p = args.optional("p");
    let dims = args.dims("dim")?;
    let keep = args.flag("keepdim")?;
    let dtype = args.dtype()?;
    args.finish()?;
    let x = dtype.map_or(Ok(x.clone()), |dtype| x.to_dtype(dtype)).or_raise(vm)?;
    let p = match p {
        None => 2.0,
        Some(p) => match p.downcast_ref::<PyStr>().map(|text| text.to_string()).as_deref() {
            Some("fro") => 2.0,
            Some("nuc") => {
                let dims = dims.unwrap_or_else(|| vec![-2, -1]);
                return give(x.matrix_norm(Norm::Nuclear, &dims, keep), vm);
            }
            _ => super::args::real("norm", "p", &p, vm)?,
        },
    };
    give(x.vector_norm(p, &dims.unwrap_or_default(), keep), vm)
}

/// `prod(x, dim=None, keepdim=False, dtype=None)`
fn prod(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("prod", args, vm);
    let x = args.tensor("input")?;
    let dim = args.int("dim")?;
    let keep = args.flag("keepdim")?;
    let dtype = args.dtype()?;
    args.finish()?;
    let x = dtype.map_or(Ok(x.clone()), |dtype| x.to_dtype(dtype)).or_raise(vm)?;
    give(x.prod(dim, keep), vm)
}

fn needed(name: &'static str, f: OverDims, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let dim = args.required("dim")?;
    let dims = super::args::dims(name, "dim", &dim, vm)?;
    let keep = args.flag("keepdim")?;
    args.finish()?;
    give(f(&x, &dims, keep), vm)
}

fn count_nonzero(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("count_nonzero", args, vm);
    let x = args.tensor("input")?;
    let dims = args.dims("dim")?.unwrap_or_default();
    args.finish()?;
    give(x.count_nonzero(&dims), vm)
}

fn nansum(x: &Tensor, dims: &[isize], keep: bool) -> tensor::Result<Tensor> {
    Tensor::where_(&x.isnan()?, 0.0, x)?.sum(dims, keep)
}

fn nanmean(x: &Tensor, dims: &[isize], keep: bool) -> tensor::Result<Tensor> {
    nansum(x, dims, keep)?.div(&x.isnan()?.logical_not()?.sum(dims, keep)?)
}

fn aminmax(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("aminmax", args, vm);
    let x = args.tensor("input")?;
    let dims = args.keyword("dim").map_or(Ok(Vec::new()), |dim| super::args::dims("aminmax", "dim", &dim, vm))?;
    let keep = args.keyword("keepdim").map_or(Ok(false), |keep| keep.try_to_bool(vm))?;
    args.finish()?;
    let (low, high) = (give(x.amin(&dims, keep), vm)?, give(x.amax(&dims, keep), vm)?);
    named_pair("aminmax", low, high, vm)
}

/// As functions only.
pub(super) const FUNCTIONS: List = list![METHOD:
    "var_mean" => |args: FuncArgs, vm: &VirtualMachine| spread_and_mean("var_mean", Tensor::var, args, vm),
    "std_mean" => |args: FuncArgs, vm: &VirtualMachine| spread_and_mean("std_mean", Tensor::std, args, vm),
];

/// As functions and as methods.
pub(super) const BOTH: List = list![METHOD:
    "sum" => |args: FuncArgs, vm: &VirtualMachine| over("sum", Tensor::sum, args, vm),
    "mean" => |args: FuncArgs, vm: &VirtualMachine| over("mean", Tensor::mean, args, vm),
    "amax" => |args: FuncArgs, vm: &VirtualMachine| over("amax", Tensor::amax, args, vm),
    "amin" => |args: FuncArgs, vm: &VirtualMachine| over("amin", Tensor::amin, args, vm),
    "all" => |args: FuncArgs, vm: &VirtualMachine| over("all", Tensor::all, args, vm),
    "any" => |args: FuncArgs, vm: &VirtualMachine| over("any", Tensor::any, args, vm),
    "var" => |args: FuncArgs, vm: &VirtualMachine| spread("var", Tensor::var, args, vm),
    "std" => |args: FuncArgs, vm: &VirtualMachine| spread("std", Tensor::std, args, vm),
    "max" => |args: FuncArgs, vm: &VirtualMachine| extreme(&MAX, args, vm),
    "min" => |args: FuncArgs, vm: &VirtualMachine| extreme(&MIN, args, vm),
    "argmax" => |args: FuncArgs, vm: &VirtualMachine| position("argmax", Tensor::argmax, args, vm),
    "argmin" => |args: FuncArgs, vm: &VirtualMachine| position("argmin", Tensor::argmin, args, vm),
    "softmax" => |args: FuncArgs, vm: &VirtualMachine| along("softmax", Tensor::softmax, args, vm),
    "log_softmax" => |args: FuncArgs, vm: &VirtualMachine| along("log_softmax", Tensor::log_softmax, args, vm),
    "matmul" => |args: FuncArgs, vm: &VirtualMachine| product("matmul", None, args, vm),
    "mm" => |args: FuncArgs, vm: &VirtualMachine| product("mm", Some(2), args, vm),
    "bmm" => |args: FuncArgs, vm: &VirtualMachine| product("bmm", Some(3), args, vm),
    "dot" => |args: FuncArgs, vm: &VirtualMachine| product("dot", Some(1), args, vm),
    "norm" => norm, "prod" => prod, "count_nonzero" => count_nonzero, "aminmax" => aminmax,
    "nansum" => |args: FuncArgs, vm: &VirtualMachine| over("nansum", nansum, args, vm),
    "nanmean" => |args: FuncArgs, vm: &VirtualMachine| over("nanmean", nanmean, args, vm),
    "logsumexp" => |args: FuncArgs, vm: &VirtualMachine| needed("logsumexp", Tensor::logsumexp, args, vm),
    "cumsum" => |args: FuncArgs, vm: &VirtualMachine| along("cumsum", Tensor::cumsum, args, vm),
    "cumprod" => |args: FuncArgs, vm: &VirtualMachine| along("cumprod", Tensor::cumprod, args, vm),
];
