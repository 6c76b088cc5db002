//! `torch.device`.

use rustpython_vm::builtins::{PyStr, PyType};
use rustpython_vm::function::{FuncArgs, PyComparisonValue};
use rustpython_vm::types::{Comparable, Constructor, Hashable, PyComparisonOp, Representable};
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine, pyclass};
use tensor::Device;

use super::error::OrRaise;

/// Where tensors lie.
#[pyclass(module = "torch", name = "device")]
#[derive(Debug, PyPayload)]
pub(super) struct PyDevice {
    pub value: Device,
}

#[pyclass(with(Constructor, Representable, Comparable, Hashable))]
impl PyDevice {
    #[pygetset(name = "type")]
    fn kind(zelf: &Py<Self>) -> &'static str {
        zelf.value.name()
    }

    #[pygetset]
    fn index(zelf: &Py<Self>) -> Option<u32> {
        (zelf.value == Device::WebGpu).then_some(0)
    }

    #[pymethod]
    fn __str__(zelf: &Py<Self>) -> String {
        zelf.value.to_string()
    }
}

impl Constructor for PyDevice {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let Some(which) = args.take_positional_keyword("type") else {
            return Err(
                vm.new_type_error("torch.device() needs a name: torch.device(\"cpu\") or torch.device(\"webgpu\")")
            );
        };
        Ok(Self { value: to_device(&which, vm)? })
    }
}

impl Representable for PyDevice {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(match zelf.value {
            Device::WebGpu => "device(type='webgpu', index=0)".to_owned(),
            other => format!("device(type='{}')", other.name()),
        })
    }
}

impl Comparable for PyDevice {
    fn cmp(zelf: &Py<Self>, other: &PyObject, op: PyComparisonOp, _vm: &VirtualMachine) -> PyResult<PyComparisonValue> {
        op.eq_only(|| {
            Ok(PyComparisonValue::Implemented(
                other.downcast_ref::<Self>().is_some_and(|other| other.value == zelf.value),
            ))
        })
    }
}

impl Hashable for PyDevice {
    fn hash(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<rustpython_vm::common::hash::PyHash> {
        Ok(zelf.value as rustpython_vm::common::hash::PyHash)
    }
}

/// A `torch.device`, or its name.
pub(super) fn to_device(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Device> {
    if let Some(device) = value.downcast_ref::<PyDevice>() {
        return Ok(device.value);
    }
    match value.downcast_ref::<PyStr>() {
        // Programs written for other machines ask for their accelerators; here that is WebGPU or nothing.
        Some(name) if name.to_string_lossy().starts_with("cuda") || name.to_string_lossy() == "mps" => Err(vm
            .new_runtime_error(format!(
                "device \"{}\" is not available in a page: use \"webgpu\" or \"cpu\"",
                name.to_string_lossy()
            ))),
        Some(name) => Device::parse(&name.to_string_lossy()).or_raise(vm),
        None => {
            Err(vm.new_type_error(format!("device must be a torch.device or its name, not {}", value.class().name())))
        }
    }
}
