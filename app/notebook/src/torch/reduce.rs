//! Operations over dimensions, and matrix products.

use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyResult, VirtualMachine};
use tensor::Tensor;

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
    let dims = args.dims("dim")?.or(args.dims("axis")?).unwrap_or_default();
    let keep = args.flag("keepdim")?;
    let dtype = args.dtype()?;
    args.finish()?;
    let x = dtype.map_or(Ok(x.clone()), |dtype| x.to_dtype(dtype)).or_raise(vm)?;
    give(f(&x, &dims, keep), vm)
}

fn spread(
    name: &'static str,
    f: fn(&Tensor, &[isize], usize, bool) -> tensor::Result<Tensor>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let dims = args.dims("dim")?.unwrap_or_default();
    let unbiased = args.keyword("unbiased").map_or(Ok(true), |value| value.try_to_bool(vm))?;
    let keep = args.flag("keepdim")?;
    let correction = match args.keyword("correction") {
        Some(value) => super::args::int(name, "correction", &value, vm)?.max(0) as usize,
        None => usize::from(unbiased),
    };
    args.finish()?;
    give(f(&x, &dims, correction, keep), vm)
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
    let Some(second) = args.optional("dim").or_else(|| args.keyword("other")) else {
        args.finish()?;
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

fn norm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("norm", args, vm);
    let x = args.tensor("input")?;
    let p = args.number("p")?.unwrap_or(2.0);
    let dims = args.dims("dim")?.unwrap_or_default();
    let keep = args.flag("keepdim")?;
    args.finish()?;
    let result = if p == 2.0 {
        x.square().and_then(|y| y.sum(&dims, keep)).and_then(|y| y.sqrt())
    } else if p == 1.0 {
        x.abs().and_then(|y| y.sum(&dims, keep))
    } else if p == f64::INFINITY {
        x.abs().and_then(|y| y.amax(&dims, keep))
    } else {
        return Err(
            vm.new_not_implemented_error(format!("norm of order {p} is not part of this page's subset: 1, 2 or inf"))
        );
    };
    give(result, vm)
}

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
    "norm" => norm,
];
