//! Which Python modules a notebook has: the one place to register native and frozen ones.
//!
//! Native modules are Rust `#[pymodule]`s added to [`natives`]; their public Python face is usually a file under
//! `python/`, frozen by the build script. A new native module is one line here, a new Python file needs none.

use rustpython_vm::builtins::PyModuleDef;
use rustpython_vm::frozen::FrozenLib;
use rustpython_vm::{Context, Interpreter, PyPayload, PyResult, Settings, VirtualMachine};

use crate::builtin::{Poll, Stream};
use crate::instrument::POLL;

/// Bytecode of `python/` and of the chosen standard library.
static FROZEN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/frozen.bin"));

/// Our native modules.
fn natives(ctx: &Context) -> Vec<&'static PyModuleDef> {
    vec![
        crate::builtin::module_def(ctx),
        crate::files::module_def(ctx),
        crate::numpy::module_def(ctx),
        crate::pyplot::module_def(ctx),
        crate::torch::module_def(ctx),
        crate::torch::nn::module_def(ctx),
    ]
}

/// An interpreter with all modules.
pub(crate) fn interpreter() -> Interpreter {
    let mut settings = Settings::default();
    settings.install_signal_handlers = false;
    settings.import_site = false;
    // Sets of strings print in the same order in every run of a lesson.
    settings.hash_seed = Some(0);
    let builder = Interpreter::builder(settings);
    let stdlib = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
    let natives = natives(&builder.ctx);
    builder
        .add_native_modules(&stdlib)
        .add_native_modules(&natives)
        .add_frozen_modules(FrozenLib::from_ref(FROZEN).decode())
        .build()
}

/// Puts streams, poll and our versions of a few builtins in their places.
///
/// # Errors
/// What the set-up code raises, which is a defect of ours.
pub(crate) fn prepare(vm: &VirtualMachine) -> PyResult<()> {
    // Native classes exist once their module has been imported.
    vm.import("_notebook", 0)?;
    vm.import("_torch", 0)?;
    for (names, name) in
        [(["stdout", "__stdout__"], cells::StreamName::Stdout), (["stderr", "__stderr__"], cells::StreamName::Stderr)]
    {
        let stream = Stream { name }.into_pyobject(vm);
        for attribute in names {
            vm.sys_module.set_attr(vm.ctx.intern_str(attribute), stream.clone(), vm)?;
        }
    }
    vm.builtins.set_attr(vm.ctx.intern_str(POLL), Poll.into_pyobject(vm), vm)?;
    vm.import("_notebook_setup", 0)?;
    Ok(())
}
