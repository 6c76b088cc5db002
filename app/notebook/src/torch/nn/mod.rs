//! `_torch_nn`: the functions of `torch.nn.functional` that the engine has as one operation each.

mod call;
mod convs;
mod lookups;
mod losses;
mod norms;

pub(crate) use _torch_nn::module_def;

/// Writes a list of functions with their signatures and what they do: `layers!["mse_loss" "(input, target)" "..." => f]`.
macro_rules! layers {
    ($($name:literal $signature:literal $doc:literal => $function:expr),* $(,)?) => {
        &[$(rustpython_vm::function::PyMethodDef::new_const(
            $name,
            $function,
            rustpython_vm::function::PyMethodFlags::METHOD,
            rustpython_vm::function::ItemDoc::static_text(concat!($name, $signature, "\n--\n\n", $doc)),
        )),*]
    };
}
use layers;

#[rustpython_vm::pymodule]
mod _torch_nn {
    use rustpython_vm::builtins::PyModule;
    use rustpython_vm::{Py, PyResult, VirtualMachine};

    use super::super::table;
    use super::{convs, lookups, losses, norms};

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        for list in [losses::FUNCTIONS, norms::FUNCTIONS, convs::BY_RANK, convs::FUNCTIONS, lookups::FUNCTIONS] {
            table::functions(module, list, vm)?;
        }
        Ok(())
    }
}
