//! The candidate's side: does what a check asks. Code of the candidate may run here, and may do what it likes: what
//! leaves is still a copy by [`super::copy`], or an exception by the nearest of Python's own classes.

use cells::grade::wire::{Reach, Reached};
use rustpython_vm::builtins::{PyBaseExceptionRef, PyDictRef};
use rustpython_vm::function::{FuncArgs, KwArgs};
use rustpython_vm::types::PyTypeFlags;
use rustpython_vm::{AsObject, PyObjectRef, PyResult, VirtualMachine};

use super::copy::{Kept, NotCopied, copy, paste};
use super::handles;
use crate::traceback;
use cells::grade::Value;

/// Longest message of an exception, in characters.
const MESSAGE: usize = 300;
/// Longest `repr`, in characters.
const REPR: usize = 2000;
/// Most items of `list(object)`.
const ITEMS: usize = 100_000;

pub(super) fn reach(reach: &Reach, globals: &PyDictRef, vm: &VirtualMachine) -> Reached {
    let reached = match reach {
        Reach::Variable { name } => match globals.get_item_opt(name.as_str(), vm) {
            Ok(Some(value)) => Ok(value),
            _ => return Reached::Missing,
        },
        Reach::Call { handle, args, kwargs } => call(*handle, args, kwargs, vm),
        Reach::Attribute { handle, name } => {
            held(*handle, vm).and_then(|o| o.get_attr(&vm.ctx.new_str(name.as_str()), vm))
        }
        Reach::Item { handle, index } => {
            held(*handle, vm).and_then(|object| object.get_item(&*arrived(index, vm)?, vm))
        }
        Reach::Length { handle } => held(*handle, vm).and_then(|object| Ok(vm.ctx.new_int(object.length(vm)?).into())),
        Reach::Items { handle } => held(*handle, vm).and_then(|object| items(&object, vm)),
        Reach::Repr { handle } => held(*handle, vm).and_then(|object| {
            let text: String = object.repr(vm)?.to_string_lossy().chars().take(REPR).collect();
            Ok(vm.ctx.new_str(text).into())
        }),
        Reach::Is { handle, class } => held(*handle, vm).and_then(|object| {
            let class = held(*class, vm)?;
            Ok(vm.ctx.new_bool(object.class().mro.read().iter().any(|base| base.is(&class))).into())
        }),
    };
    let value = match reached {
        Ok(object) => copy(&object, &Kept, vm),
        Err(exc) => Err(NotCopied::Raised(exc)),
    };
    match value {
        Ok(value) => Reached::Value { value },
        Err(NotCopied::TooBig) => Reached::TooBig,
        Err(NotCopied::Raised(exc)) => raised(&exc, vm),
    }
}

fn call(handle: u32, args: &[Value], kwargs: &[(String, Value)], vm: &VirtualMachine) -> PyResult {
    let args = args.iter().map(|arg| arrived(arg, vm)).collect::<PyResult<Vec<_>>>()?;
    let named = |(name, arg): &(String, Value)| Ok((name.clone(), arrived(arg, vm)?));
    let kwargs = kwargs.iter().map(named).collect::<PyResult<KwArgs>>()?;
    held(handle, vm)?.call_with_args(FuncArgs::new(args, kwargs), vm)
}

fn items(object: &PyObjectRef, vm: &VirtualMachine) -> PyResult {
    let iterator = object.get_iter(vm)?;
    let mut items = Vec::new();
    for item in iterator.iter::<PyObjectRef>(vm)? {
        items.push(item?);
        if items.len() > ITEMS {
            return Err(vm.new_overflow_error(format!("more than {ITEMS} items")));
        }
    }
    Ok(vm.ctx.new_list(items).into())
}

fn held(handle: u32, vm: &VirtualMachine) -> PyResult {
    handles::find(handle).ok_or_else(|| vm.new_runtime_error("there is no such object"))
}

/// What a check handed over; names of our own objects come back as these.
fn arrived(value: &Value, vm: &VirtualMachine) -> PyResult {
    paste(value, &|handle, _, _| held(handle, vm), vm)
}

fn raised(exc: &PyBaseExceptionRef, vm: &VirtualMachine) -> Reached {
    let own = exc
        .class()
        .mro
        .read()
        .iter()
        .find(|c| !c.slots.flags.has_feature(PyTypeFlags::HEAPTYPE))
        .map(|c| c.name().to_string());
    let ordinary = exc.fast_isinstance(vm.ctx.exceptions.exception_type);
    let name = match own {
        Some(name) if ordinary => name,
        // A check must not end because the code calls sys.exit().
        _ => "RuntimeError".to_owned(),
    };
    let text = traceback::message(exc, vm);
    let text = if ordinary { text } else { format!("{}: {text}", exc.class().name()) };
    Reached::Raised { name, message: text.chars().take(MESSAGE).collect() }
}
