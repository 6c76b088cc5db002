//! What the engine cannot do becomes the exception that PyTorch raises.

use cells::{Notice, Output};
use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::{PyResult, VirtualMachine};
use tensor::{Error, Kind, Result};

use crate::host;

/// Turns an engine's result into Python's.
pub(super) trait OrRaise<T> {
    /// # Errors
    /// The exception for the engine's error.
    fn or_raise(self, vm: &VirtualMachine) -> PyResult<T>;
}

impl<T> OrRaise<T> for Result<T> {
    fn or_raise(self, vm: &VirtualMachine) -> PyResult<T> {
        self.map_err(|error| exception(&error, vm))
    }
}

/// The exception for an engine's error. A lost device also moves new tensors to the CPU and tells the page.
pub(crate) fn exception(error: &Error, vm: &VirtualMachine) -> PyBaseExceptionRef {
    if let Some(exception) = super::autograd::raised(error) {
        return exception;
    }
    let message = error.to_string();
    match error.kind() {
        Kind::Runtime => vm.new_runtime_error(message),
        Kind::Index => vm.new_index_error(message),
        Kind::Value => vm.new_value_error(message),
        Kind::Type => vm.new_type_error(message),
        Kind::Memory => vm.new_memory_error(message),
        Kind::NotImplemented => vm.new_not_implemented_error(message),
        Kind::LinAlg => {
            let class = vm.import("_torch_types", 0).and_then(|types| types.get_attr("_LinAlgError", vm));
            match class.and_then(|class| class.call((message.clone(),), vm)).map(|made| made.downcast()) {
                Ok(Ok(made)) => made,
                _ => vm.new_runtime_error(message),
            }
        }
        Kind::Overflow => vm.new_overflow_error(message),
        Kind::DeviceLost => {
            if let Error::DeviceLost { device, .. } = error
                && tensor::device::available(*device)
            {
                tensor::device::unregister(*device);
                host::emit(Output::Notice { notice: Notice::DeviceLost });
            }
            vm.new_runtime_error(message)
        }
    }
}
