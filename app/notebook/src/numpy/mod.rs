//! `numpy`, the part that lessons need: arrays of float64, float32, int64 and bool, with NumPy's numbers, NumPy's
//! printing and NumPy's words for what goes wrong. The files from `array` to `reduce` know no Python; `ndarray`,
//! `scalar`, `convert` and `python` are the native half of the module, and `python/numpy/` its Python half, where
//! functions made of other functions live.

mod array;
mod convert;
mod decompose;
mod draws;
mod dtype;
mod elementwise;
mod fault;
mod index;
mod linear;
mod ndarray;
mod order;
mod pcg;
mod print;
mod python;
mod random;
mod reduce;
mod scalar;

use rustpython_vm::{PyObject, PyResult, VirtualMachine};

pub(crate) use dtype::Data;
pub(crate) use python::module_def;

/// Forgets what a session has set: a new one begins with NumPy's own print options.
pub(crate) fn reset() {
    print::reset_options();
}

/// An `ndarray` of its own storage. `data` holds as many elements as `shape` says, row by row.
///
/// # Errors
/// `KeyboardInterrupt` or `MemoryError` where a large array finds the run stopped or memory used up.
pub(crate) fn from_data(data: Data, shape: &[usize], vm: &VirtualMachine) -> PyResult {
    convert::wrap(array::Array::new(data, shape), vm)
}

/// Numbers of anything that makes an array: nested lists, ranges, tensors; with the shape.
///
/// # Errors
/// Objects that hold no numbers, lists of unequal lengths.
pub(crate) fn numbers(object: &PyObject, vm: &VirtualMachine) -> PyResult<(Vec<f64>, Vec<usize>)> {
    let array = convert::to_array(object, vm)?;
    Ok((array.f64s(), array.shape().to_vec()))
}

/// What an array holds, row by row, with the shape; `None` for other objects.
pub(crate) fn data(object: &PyObject) -> Option<(Data, Vec<usize>)> {
    let array = object.downcast_ref::<ndarray::NdArray>()?;
    Some((array.array.data(), array.array.shape().to_vec()))
}

/// `ndarray (100, 10)`, if the object is an array: a note for completions.
pub(crate) fn describe(object: &PyObject) -> Option<String> {
    let array = object.downcast_ref::<ndarray::NdArray>()?;
    Some(format!("ndarray {}", fault::tuple(array.array.shape())))
}

/// What an array or a scalar holds, row by row, with the shape and whether it is a scalar; `None` for other objects.
pub(crate) fn native_data(object: &PyObject) -> Option<(Data, Vec<usize>, bool)> {
    let scalar = object.downcast_ref::<ndarray::NdArray>().is_none();
    let array = convert::native(object)?;
    Some((array.data(), array.shape().to_vec(), scalar))
}

/// NumPy's scalar of the one element in `value`.
pub(crate) fn scalar_from(value: Data, vm: &VirtualMachine) -> rustpython_vm::PyObjectRef {
    scalar::new(value, vm)
}
