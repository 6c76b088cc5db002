//! Questions about element types: promotion, sizes in bytes, names of tensor types.

use rustpython_vm::builtins::{PyStr, PyStrRef};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject, PyObjectRef, PyResult, VirtualMachine};
use tensor::DType;

use super::args::Args;
use super::dtype::{self, to_dtype};
use super::methods::move_to;
use super::table::{List, list};
use super::tensor::Operand;

fn two(name: &'static str, names: [&str; 2], args: FuncArgs, vm: &VirtualMachine) -> PyResult<[DType; 2]> {
    let mut args = Args::new(name, args, vm);
    let (a, b) = (args.required(names[0])?, args.required(names[1])?);
    args.finish()?;
    Ok([to_dtype(&a, vm)?, to_dtype(&b, vm)?])
}

fn promote_types(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let [a, b] = two("promote_types", ["type1", "type2"], args, vm)?;
    Ok(dtype::object(a.promote(b), vm).into())
}

fn can_cast(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let [from, to] = two("can_cast", ["from_", "to"], args, vm)?;
    Ok(vm.ctx.new_bool(from.can_cast(to)).into())
}

fn result_type(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("result_type", args, vm);
    let mut read = |name| -> PyResult<Operand> {
        let value = args.required(name)?;
        Operand::read(&value, vm)?.ok_or_else(|| {
            vm.new_type_error(format!("result_type() takes tensors and numbers, not {}", value.class().name()))
        })
    };
    let (a, b) = (read("tensor1")?, read("tensor2")?);
    args.finish()?;
    Ok(dtype::object(tensor::result_type(&[a.arg(), b.arg()]), vm).into())
}

fn element_size(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("element_size", args, vm);
    let x = args.tensor("self")?;
    args.finish()?;
    Ok(vm.ctx.new_int(x.dtype().size()).into())
}

/// The type by an old name, such as `torch.HalfTensor`.
fn named(name: &PyStrRef, vm: &VirtualMachine) -> PyResult<DType> {
    let text = name.to_string_lossy();
    let short = text.strip_prefix("torch.").and_then(|rest| rest.strip_suffix("Tensor"));
    DType::ALL
        .into_iter()
        .find(|dtype| Some(dtype.short()) == short)
        .ok_or_else(|| vm.new_value_error(format!("invalid type: '{text}'; write x.to(torch.float32) or x.half()")))
}

/// `x.type()` is `'torch.FloatTensor'`; `x.type(dtype)` converts.
fn kind(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("type", args, vm);
    let x = args.tensor("self")?;
    let wanted: Option<PyObjectRef> = args.optional("dtype");
    args.finish()?;
    match wanted {
        None => Ok(vm.ctx.new_str(format!("torch.{}Tensor", x.dtype().short())).into()),
        Some(value) => {
            let dtype = match value.downcast_ref::<PyStr>() {
                Some(name) => named(&name.to_owned(), vm)?,
                None => to_dtype(&value, vm)?,
            };
            move_to(&x, Some(dtype), None, false, vm)
        }
    }
}

/// As methods only.
pub(super) const METHODS: List = list![METHOD: "element_size" => element_size, "type" => kind];

/// As functions only.
pub(super) const FUNCTIONS: List = list![METHOD:
    "promote_types" => promote_types, "can_cast" => can_cast, "result_type" => result_type,
];
