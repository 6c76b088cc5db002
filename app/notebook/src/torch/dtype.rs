//! `torch.dtype`: one Python object for each element type.

use std::cell::RefCell;

use rustpython_vm::builtins::PyStr;
use rustpython_vm::types::Representable;
use rustpython_vm::{AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, pyclass};
use tensor::DType;

/// An element type.
#[pyclass(module = "torch", name = "dtype")]
#[derive(Debug, PyPayload)]
pub(super) struct PyDType {
    pub value: DType,
}

#[pyclass(with(Representable))]
impl PyDType {
    #[pygetset]
    fn is_floating_point(zelf: &Py<Self>) -> bool {
        zelf.value.is_float()
    }

    #[pygetset]
    fn itemsize(zelf: &Py<Self>) -> usize {
        zelf.value.size()
    }

    #[pygetset]
    fn is_signed(zelf: &Py<Self>) -> bool {
        !matches!(zelf.value, DType::Bool | DType::U8)
    }

    #[pygetset]
    fn is_complex(_zelf: &Py<Self>) -> bool {
        false
    }
}

impl Representable for PyDType {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(zelf.value.to_string())
    }
}

thread_local! {
    // Programs compare dtypes with `is`, so each exists once.
    static OBJECTS: RefCell<Vec<PyRef<PyDType>>> = const { RefCell::new(Vec::new()) };
}

/// The Python object of an element type.
pub(super) fn object(value: DType, vm: &VirtualMachine) -> PyRef<PyDType> {
    OBJECTS.with_borrow_mut(|objects| {
        if let Some(found) = objects.iter().find(|object| object.value == value) {
            return found.clone();
        }
        let new = PyDType { value }.into_ref(&vm.ctx);
        objects.push(new.clone());
        new
    })
}

/// `torch.float32`, or Python's own `float`, `int` and `bool`.
pub(super) fn to_dtype(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<DType> {
    if let Some(dtype) = value.downcast_ref::<PyDType>() {
        return Ok(dtype.value);
    }
    let types = &vm.ctx.types;
    for (class, dtype) in [(types.float_type, DType::F32), (types.int_type, DType::I64), (types.bool_type, DType::Bool)]
    {
        if value.is(class) {
            return Ok(dtype);
        }
    }
    let hint = if value.downcast_ref::<PyStr>().is_some() { "; write torch.float32, without quotes" } else { "" };
    Err(vm.new_type_error(format!(
        "dtype must be a torch.dtype such as torch.float32, not {}{hint}",
        value.class().name()
    )))
}
