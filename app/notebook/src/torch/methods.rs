//! Methods of `Tensor` that are not operations: reading, gradients, copies, dtype and device.

use rustpython_vm::builtins::{PyStr, PyTypeRef};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject, PyResult, VirtualMachine};
use tensor::{DType, Device, Scalar, Tensor};

use super::args::{Args, tensor};
use super::convert;
use super::device::{PyDevice, to_device};
use super::dtype::to_dtype;
use super::elementwise::in_place;
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::{give, wrap, wrap_as};
use crate::poll;

/// Only `self`.
fn alone(name: &'static str, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Tensor> {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("self")?;
    args.finish()?;
    Ok(x)
}

fn item(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let x = alone("item", args, vm)?;
    poll::look(vm)?;
    x.item().or_raise(vm).map(|value| convert::item(value, vm))
}

fn tolist(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    convert::list(&alone("tolist", args, vm)?, vm)
}

fn numpy(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("numpy", args, vm);
    let x = args.tensor("self")?;
    let force = args.keyword("force").map_or(Ok(false), |force| force.try_to_bool(vm))?;
    args.finish()?;
    if x.requires_grad() && !force {
        return Err(vm.new_runtime_error(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
        ));
    }
    // Its Python half holds the arrays' methods.
    vm.import("numpy", 0)?;
    convert::array(&x, vm)
}

fn size(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("size", args, vm);
    let x = args.tensor("self")?;
    let dim = args.int("dim")?;
    args.finish()?;
    match dim {
        None => convert::size(x.shape(), vm),
        Some(dim) => {
            let at = tensor::layout::dim("size", dim, x.rank()).or_raise(vm)?;
            Ok(vm.ctx.new_int(x.shape()[at]).into())
        }
    }
}

fn requires_grad_(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("requires_grad_", args, vm);
    let zelf = args.required("self")?;
    let on = args.optional("requires_grad").map_or(Ok(true), |on| on.try_to_bool(vm))?;
    args.finish()?;
    in_place(zelf, vm, |x| x.set_requires_grad(on))
}

fn retain_grad(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    alone("retain_grad", args, vm)?.retain_grad().or_raise(vm)?;
    Ok(vm.ctx.none())
}

fn detach_(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let x = alone("detach", args, vm)?;
    Ok(wrap(x.detach(), vm))
}

/// `x.to(dtype)`, `x.to(device)`, `x.to(device, dtype)`, `x.to(other)`
fn to(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("to", args, vm);
    let x = args.tensor("self")?;
    let (mut dtype, mut device) = (args.dtype()?, args.device()?);
    for value in [args.optional("target"), args.optional("dtype")].into_iter().flatten() {
        if value.downcast_ref::<PyDevice>().is_some() || value.downcast_ref::<PyStr>().is_some() {
            device = Some(to_device(&value, vm)?);
        } else if let Ok(other) = tensor("to", "other", &value, vm) {
            (dtype, device) = (Some(other.dtype()), Some(other.device()));
        } else {
            dtype = Some(to_dtype(&value, vm)?);
        }
    }
    let copy = args.keyword("copy").is_some();
    args.finish()?;
    move_to(&x, dtype, device, copy, vm)
}

pub(super) fn move_to(
    x: &Tensor,
    dtype: Option<DType>,
    device: Option<Device>,
    copy: bool,
    vm: &VirtualMachine,
) -> PyResult {
    let mut moved = x.clone();
    if let Some(device) = device {
        moved = moved.to_device(device).or_raise(vm)?;
    }
    if let Some(dtype) = dtype {
        moved = moved.to_dtype(dtype).or_raise(vm)?;
    }
    if copy {
        moved = moved.clone_data().or_raise(vm)?;
    }
    give(Ok(moved), vm)
}

fn cast(name: &'static str, to: DType, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let x = alone(name, args, vm)?;
    move_to(&x, Some(to), None, false, vm)
}

fn cpu(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let x = alone("cpu", args, vm)?;
    move_to(&x, None, Some(Device::Cpu), false, vm)
}

fn fill_(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("fill_", args, vm);
    let zelf = args.required("self")?;
    let Some(value) = args.number("value")? else { return Err(vm.new_type_error("fill_() needs a value")) };
    args.finish()?;
    in_place(zelf, vm, |x| x.fill_(Scalar::Float(value)))
}

fn zero_(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    in_place(args.shift(), vm, Tensor::zero_)
}

fn copy_(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("copy_", args, vm);
    let zelf = args.required("self")?;
    let source = args.tensor("src")?;
    args.finish()?;
    in_place(zelf, vm, |x| x.copy_(&source))
}

fn deepcopy(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let zelf = args.shift();
    let x = tensor("deepcopy", "self", &zelf, vm)?;
    if !x.is_leaf() {
        return Err(vm.new_runtime_error(
            "Only Tensors created explicitly by the user support the deepcopy protocol at the moment: use .detach().clone()",
        ));
    }
    let copy = x.detach().clone_data().or_raise(vm)?;
    copy.set_requires_grad(x.requires_grad()).or_raise(vm)?;
    wrap_as(copy, zelf.class().to_owned(), vm)
}

fn kind(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    Ok(super::dtype::object(alone("dtype", args, vm)?.dtype(), vm).into())
}

/// `_parameter(class, data, requires_grad)`: shares the data's elements.
fn parameter(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let class: PyTypeRef = args.shift().try_into_value(vm)?;
    let mut args = Args::new("Parameter", args, vm);
    let data = args.tensor("data")?;
    let on = args.flag("requires_grad")?;
    args.finish()?;
    let leaf = data.detach();
    leaf.set_requires_grad(on).or_raise(vm)?;
    wrap_as(leaf, class, vm)
}

fn is_floating_point(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let float = alone("is_floating_point", args, vm)?.dtype().is_float();
    Ok(vm.ctx.new_bool(float).into())
}

fn is_contiguous(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let contiguous = alone("is_contiguous", args, vm)?.is_contiguous();
    Ok(vm.ctx.new_bool(contiguous).into())
}

fn int(name: &'static str, f: fn(&Tensor) -> usize, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    Ok(vm.ctx.new_int(f(&alone(name, args, vm)?)).into())
}

fn plain(
    name: &'static str,
    f: fn(&Tensor) -> tensor::Result<Tensor>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    give(f(&alone(name, args, vm)?), vm)
}

/// As functions and as methods.
pub(super) const BOTH: List = list![METHOD:
    "clone" => |args: FuncArgs, vm: &VirtualMachine| plain("clone", Tensor::clone_data, args, vm),
    "numel" => |args: FuncArgs, vm: &VirtualMachine| int("numel", Tensor::count, args, vm),
    "is_floating_point" => is_floating_point,
];

/// As methods only.
pub(super) const METHODS: List = list![METHOD:
    "item" => item, "tolist" => tolist, "numpy" => numpy, "size" => size,
    "dim" => |args: FuncArgs, vm: &VirtualMachine| int("dim", Tensor::rank, args, vm),
    "nelement" => |args: FuncArgs, vm: &VirtualMachine| int("nelement", Tensor::count, args, vm),
    "requires_grad_" => requires_grad_, "retain_grad" => retain_grad, "detach" => detach_,
    "contiguous" => |args: FuncArgs, vm: &VirtualMachine| plain("contiguous", Tensor::contiguous, args, vm),
    "is_contiguous" => is_contiguous,
    "to" => to, "cpu" => cpu,
    "float" => |args: FuncArgs, vm: &VirtualMachine| cast("float", DType::F32, args, vm),
    "long" => |args: FuncArgs, vm: &VirtualMachine| cast("long", DType::I64, args, vm),
    "int" => |args: FuncArgs, vm: &VirtualMachine| cast("int", DType::I32, args, vm),
    "short" => |args: FuncArgs, vm: &VirtualMachine| cast("short", DType::I16, args, vm),
    "char" => |args: FuncArgs, vm: &VirtualMachine| cast("char", DType::I8, args, vm),
    "byte" => |args: FuncArgs, vm: &VirtualMachine| cast("byte", DType::U8, args, vm),
    "half" => |args: FuncArgs, vm: &VirtualMachine| cast("half", DType::F16, args, vm),
    "bfloat16" => |args: FuncArgs, vm: &VirtualMachine| cast("bfloat16", DType::BF16, args, vm),
    "bool" => |args: FuncArgs, vm: &VirtualMachine| cast("bool", DType::Bool, args, vm),
    "fill_" => fill_, "zero_" => zero_, "copy_" => copy_,
    "__deepcopy__" => deepcopy, "type" => kind,
];

/// As functions only, for the Python half.
pub(super) const FUNCTIONS: List = list![METHOD: "_parameter" => parameter];
