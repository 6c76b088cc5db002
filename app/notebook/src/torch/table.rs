//! Named functions and methods: lists of (name, function), built into `_torch` and into the class `Tensor`.
//!
//! A function of a list takes its tensor as the first argument `input`, so `torch.exp(x)` and `x.exp()` are one.

use rustpython_vm::builtins::{PyModule, PyType};
use rustpython_vm::function::PyMethodDef;
use rustpython_vm::{Py, PyResult, VirtualMachine};

/// A list of functions and methods.
pub(super) type List = &'static [PyMethodDef];

/// Writes a [`List`]: `list![METHOD: "exp" => exp, ...]`.
macro_rules! list {
    ($flag:ident: $($name:literal => $function:expr),* $(,)?) => {
        &[$(rustpython_vm::function::PyMethodDef::new_const(
            $name,
            $function,
            rustpython_vm::function::PyMethodFlags::$flag,
            rustpython_vm::function::ItemDoc::NONE,
        )),*]
    };
}
pub(super) use list;

/// Adds functions to the module.
pub(super) fn functions(module: &Py<PyModule>, list: List, vm: &VirtualMachine) -> PyResult<()> {
    for def in list {
        module.set_attr(vm.ctx.intern_str(def.name), def.build_function(&vm.ctx), vm)?;
    }
    Ok(())
}

/// Adds methods to a class.
pub(super) fn methods(class: &'static Py<PyType>, list: List, vm: &VirtualMachine) {
    for def in list {
        class.set_attr(vm.ctx.intern_str(def.name), def.build_method(&vm.ctx, class).into());
    }
}
