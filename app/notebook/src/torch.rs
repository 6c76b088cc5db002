//! `_torch`: tensors for Python, over the tensor engine. The public module `torch` is Python, under `python/torch`.
//!
//! `tensor` is the class, `table` builds its named methods and the module's functions from the lists in `elementwise`,
//! `reduce`, `shape`, `create` and `methods`; `args` reads calls, `convert` Python's values, `error` maps errors.

mod args;
mod arrange;
mod autograd;
mod bytes;
mod convert;
mod create;
mod device;
mod dtype;
mod dtypes;
mod elementwise;
mod error;
mod generator;
mod index;
mod methods;
pub(crate) mod nn;
mod optim;
mod order;
mod place;
mod products;
mod quantize;
mod reduce;
mod rnn;
mod shape;
mod special;
mod table;
mod tensor;

use rustpython_vm::{PyObject, PyObjectRef, PyResult, VirtualMachine};

pub(crate) use _torch::module_def;
pub(crate) use error::exception;
pub(crate) use tensor::PyTensor;

/// Starts a session's random numbers and modes anew.
pub(crate) fn reset(seed: u64) {
    ::tensor::random::manual_seed(seed);
    ::tensor::set_grad_enabled(true);
    ::tensor::set_detect_anomaly(false);
}

/// `Tensor (100, 10)`, if the object is one.
pub(crate) fn describe(value: &PyObjectRef) -> Option<String> {
    let tensor = value.downcast_ref::<PyTensor>()?;
    let sizes: Vec<String> = tensor.value().shape().iter().map(usize::to_string).collect();
    let comma = if sizes.len() == 1 { "," } else { "" };
    Some(format!("Tensor ({}{comma})", sizes.join(", ")))
}

/// The type of its elements, the shape and the elements of a tensor of at most `room` bytes, see [`bytes`]; `None` for other objects.
pub(crate) fn bytes(value: &PyObject, room: usize) -> Option<::tensor::Result<Option<bytes::Plain>>> {
    let tensor = value.downcast_ref::<PyTensor>()?.value();
    let fits = tensor.count() * tensor.dtype().size() <= room;
    Some(if fits { bytes::plain(&tensor).map(Some) } else { Ok(None) })
}

/// The tensor that [`bytes`] took apart.
///
/// # Errors
/// `RuntimeError` where bytes and shape do not go together.
pub(crate) fn from_bytes(dtype: &str, shape: &[usize], bytes: &[u8], vm: &VirtualMachine) -> PyResult {
    use error::OrRaise;
    let device = ::tensor::device::default();
    bytes::tensor_of(bytes, dtype, shape, device).or_raise(vm).map(|value| tensor::wrap(value, vm))
}

#[rustpython_vm::pymodule]
mod _torch {
    use rustpython_vm::builtins::{PyModule, PyTypeRef};
    use rustpython_vm::class::{PyClassImpl, StaticType};
    use rustpython_vm::{Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine};

    use super::device::{PyDevice, to_device};
    use super::dtype::{self, PyDType};
    use super::error::OrRaise;
    use super::tensor::PyTensor;
    use super::{
        arrange, autograd, bytes, create, dtypes, elementwise, generator, methods, optim, order, place, products,
        quantize, reduce, rnn, shape, special, table,
    };

    #[pyattr(name = "Tensor")]
    fn tensor_class(vm: &VirtualMachine) -> PyTypeRef {
        let class = PyTensor::make_static_type();
        for list in [
            elementwise::BOTH,
            elementwise::METHODS,
            special::BOTH,
            special::METHODS,
            reduce::BOTH,
            order::BOTH,
            products::BOTH,
            shape::BOTH,
            shape::METHODS,
            arrange::BOTH,
            arrange::METHODS,
            place::BOTH,
            place::METHODS,
            create::METHODS,
            generator::BOTH,
            generator::METHODS,
            autograd::METHODS,
            methods::BOTH,
            methods::METHODS,
            dtypes::METHODS,
        ] {
            table::methods(PyTensor::static_type(), list, vm);
        }
        class
    }

    #[pyattr(name = "dtype")]
    fn dtype_class(_vm: &VirtualMachine) -> PyTypeRef {
        PyDType::make_static_type()
    }

    #[pyattr(name = "Generator")]
    fn generator_class(_vm: &VirtualMachine) -> PyTypeRef {
        generator::PyGenerator::make_static_type()
    }

    #[pyattr(name = "_Node")]
    fn node_class(_vm: &VirtualMachine) -> PyTypeRef {
        autograd::node_class()
    }

    #[pyattr(name = "RemovableHandle")]
    fn handle_class(_vm: &VirtualMachine) -> PyTypeRef {
        autograd::handle_class()
    }

    #[pyattr(name = "device")]
    fn device_class(_vm: &VirtualMachine) -> PyTypeRef {
        PyDevice::make_static_type()
    }

    #[pyfunction]
    fn is_tensor(value: PyObjectRef) -> bool {
        value.downcast_ref::<PyTensor>().is_some()
    }

    #[pyfunction]
    fn is_grad_enabled() -> bool {
        tensor::grad_enabled()
    }

    #[pyfunction]
    fn _set_grad_enabled(on: bool) {
        tensor::set_grad_enabled(on);
    }

    #[pyfunction]
    fn get_default_device(vm: &VirtualMachine) -> PyObjectRef {
        PyDevice { value: tensor::device::default() }.into_pyobject(vm)
    }

    #[pyfunction]
    fn set_default_device(device: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let device = to_device(&device, vm)?;
        tensor::device::set_default(device).or_raise(vm)
    }

    /// Whether shapes and all elements are equal.
    #[pyfunction]
    fn equal(a: PyRef<PyTensor>, b: PyRef<PyTensor>, vm: &VirtualMachine) -> PyResult<bool> {
        let (a, b) = (a.value(), b.value());
        if a.shape() != b.shape() {
            return Ok(false);
        }
        let same = a.eq(&b).and_then(|equal| equal.to_bool()).or_raise(vm)?;
        Ok(same.into_iter().all(|equal| equal))
    }

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        for value in tensor::DType::ALL {
            module.set_attr(vm.ctx.intern_str(value.name()), dtype::object(value, vm), vm)?;
        }
        for list in [
            elementwise::BOTH,
            elementwise::FUNCTIONS,
            special::BOTH,
            special::FUNCTIONS,
            reduce::BOTH,
            reduce::FUNCTIONS,
            order::BOTH,
            order::FUNCTIONS,
            products::BOTH,
            products::FUNCTIONS,
            shape::BOTH,
            shape::FUNCTIONS,
            arrange::BOTH,
            arrange::FUNCTIONS,
            place::BOTH,
            place::FUNCTIONS,
            create::FUNCTIONS,
            generator::BOTH,
            generator::FUNCTIONS,
            autograd::FUNCTIONS,
            methods::BOTH,
            methods::FUNCTIONS,
            dtypes::FUNCTIONS,
            bytes::FUNCTIONS,
            quantize::FUNCTIONS,
            optim::FUNCTIONS,
            rnn::FUNCTIONS,
        ] {
            table::functions(module, list, vm)?;
        }
        Ok(())
    }
}
