//! Views and joining. `arrange` has the rarer ones, `place` what picks by index.

use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use tensor::Tensor;

use super::args::{Args, sequence, tensor};
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::{give, wrap};

/// `f(x, *sizes)`
fn sized(
    name: &'static str,
    f: fn(&Tensor, &[isize]) -> tensor::Result<Tensor>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let sizes = args.sizes(if matches!(name, "permute") { "dims" } else { "shape" })?;
    args.finish()?;
    give(f(&x, &sizes), vm)
}

fn t(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("t", args, vm);
    let x = args.tensor("input")?;
    args.finish()?;
    match x.rank() {
        0 | 1 => Ok(wrap(x, vm)),
        2 => give(x.t(), vm),
        rank => Err(vm.new_runtime_error(format!("t() expects a tensor with <= 2 dimensions, but self is {rank}D"))),
    }
}

fn flatten(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("flatten", args, vm);
    let x = args.tensor("input")?;
    let start = args.int("start_dim")?.unwrap_or(0);
    let end = args.int("end_dim")?.unwrap_or(-1);
    args.finish()?;
    give(x.flatten(start, end), vm)
}

/// `x.reshape(...)` for functions that take the shape as one sequence, and `view_as`, `reshape_as`, `expand_as`.
fn like(
    name: &'static str,
    f: fn(&Tensor, &[isize]) -> tensor::Result<Tensor>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let other = args.tensor("other")?;
    args.finish()?;
    let shape: Vec<isize> = other.shape().iter().map(|&size| size as isize).collect();
    give(f(&x, &shape), vm)
}

fn tensors(name: &'static str, value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Vec<Tensor>> {
    let Some(items) = sequence(value) else {
        return Err(vm.new_type_error(format!("{name}(): argument 'tensors' must be a list or tuple of Tensors")));
    };
    items.iter().map(|item| tensor(name, "tensors", item, vm)).collect()
}

fn join(
    name: &'static str,
    f: fn(&[Tensor], isize) -> tensor::Result<Tensor>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let parts = args.required("tensors")?;
    let parts = tensors(name, &parts, vm)?;
    let dim = args.int("dim")?.unwrap_or(0);
    args.finish()?;
    give(f(&parts, dim), vm)
}

pub(super) fn tuple(parts: tensor::Result<Vec<Tensor>>, vm: &VirtualMachine) -> PyResult {
    let parts = parts.or_raise(vm)?.into_iter().map(|part| wrap(part, vm)).collect();
    Ok(vm.ctx.new_tuple(parts).into())
}

fn unbind(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("unbind", args, vm);
    let x = args.tensor("input")?;
    let dim = args.int("dim")?.unwrap_or(0);
    args.finish()?;
    tuple(x.unbind(dim), vm)
}

/// As functions and as methods.
pub(super) const BOTH: List = list![METHOD:
    "reshape" => |args: FuncArgs, vm: &VirtualMachine| sized("reshape", Tensor::reshape, args, vm),
    "permute" => |args: FuncArgs, vm: &VirtualMachine| sized("permute", Tensor::permute, args, vm),
    "t" => t,
    "flatten" => flatten, "ravel" => flatten,
    "unbind" => unbind,
];

/// As methods only.
pub(super) const METHODS: List = list![METHOD:
    "view" => |args: FuncArgs, vm: &VirtualMachine| sized("view", Tensor::view, args, vm),
    "expand" => |args: FuncArgs, vm: &VirtualMachine| sized("expand", Tensor::expand, args, vm),
    "view_as" => |args: FuncArgs, vm: &VirtualMachine| like("view_as", Tensor::view, args, vm),
    "reshape_as" => |args: FuncArgs, vm: &VirtualMachine| like("reshape_as", Tensor::reshape, args, vm),
    "expand_as" => |args: FuncArgs, vm: &VirtualMachine| like("expand_as", Tensor::expand, args, vm),
];

/// As functions only.
pub(super) const FUNCTIONS: List = list![METHOD:
    "cat" => |args: FuncArgs, vm: &VirtualMachine| join("cat", Tensor::cat, args, vm),
    "concat" => |args: FuncArgs, vm: &VirtualMachine| join("concat", Tensor::cat, args, vm),
    "stack" => |args: FuncArgs, vm: &VirtualMachine| join("stack", Tensor::stack, args, vm),
];
