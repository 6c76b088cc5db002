//! Between Python objects and arrays.

use rustpython_vm::builtins::{PyBaseExceptionRef, PyBool, PyFloat, PyInt, PyList, PyRange, PyStr, PyTuple, PyType};
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine};

use super::array::Array;
use super::dtype::{DType, Data};
use super::fault::{Fault, Kind, tuple};
use super::ndarray::{NdArray, PyDType};
use super::scalar::{self, Generic};
use crate::poll;

/// Results of at least this many elements ask whether the student pressed Stop and whether memory runs out.
const LARGE: usize = 1 << 14;
/// Lists in lists, at most: NumPy's own limit of axes.
const DEEPEST: usize = 64;

/// A fault as the exception NumPy raises.
pub(crate) fn raise(fault: Fault, vm: &VirtualMachine) -> PyBaseExceptionRef {
    match fault.kind {
        Kind::Value => vm.new_value_error(fault.message),
        Kind::Type => vm.new_type_error(fault.message),
        Kind::Index => vm.new_index_error(fault.message),
        Kind::Memory => vm.new_memory_error(fault.message),
        Kind::Axis => ours("exceptions", "AxisError", &fault.message, vm),
        Kind::Linear => ours("linalg", "LinAlgError", &fault.message, vm),
    }
}

/// An exception whose class is defined in `numpy.<module>`.
fn ours(module: &str, class: &str, message: &str, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let found = vm
        .import(vm.ctx.intern_str(format!("numpy.{module}")), 0)
        .and_then(|numpy| numpy.get_attr(vm.ctx.intern_str(module), vm))
        .and_then(|module| module.get_attr(vm.ctx.intern_str(class), vm));
    match found.map(|class| class.downcast::<PyType>()) {
        Ok(Ok(class)) => vm.new_exception(class, vec![vm.ctx.new_str(message).into()]),
        Ok(Err(_)) => vm.new_value_error(message.to_owned()),
        Err(exception) => exception,
    }
}

/// An array for Python.
///
/// # Errors
/// `KeyboardInterrupt` or `MemoryError` where a large result finds the run stopped or memory used up.
pub(crate) fn wrap(array: Array, vm: &VirtualMachine) -> PyResult {
    if array.len() >= LARGE {
        poll::look(vm)?;
    }
    Ok(NdArray { array }.into_pyobject(vm))
}

/// The same, but a single element without axes becomes a scalar, as operations return it.
///
/// # Errors
/// As [`wrap`].
pub(crate) fn unwrap(array: Array, vm: &VirtualMachine) -> PyResult {
    if array.ndim() == 0 { Ok(scalar::new(array.data(), vm)) } else { wrap(array, vm) }
}

/// The result of a computation in the core.
///
/// # Errors
/// Its fault, as an exception.
pub(crate) fn finish(result: Result<Array, Fault>, vm: &VirtualMachine) -> PyResult {
    unwrap(result.map_err(|fault| raise(fault, vm))?, vm)
}

/// One operand of an operation.
pub(crate) enum Operand {
    /// Has a type of its own.
    Array(Array),
    /// A plain Python number, which takes the other operand's type where it can.
    Number(Data),
}

impl Operand {
    /// The operand as an array beside one of type `other`.
    pub fn beside(self, other: Option<DType>) -> Array {
        match self {
            Self::Array(array) => array,
            Self::Number(number) => {
                let own = number.dtype();
                let dtype = match (own, other) {
                    (DType::I64, Some(other)) if other != DType::Bool => other,
                    (DType::F64, Some(DType::F32)) => DType::F32,
                    _ => own,
                };
                Array::scalar(number.cast(dtype))
            }
        }
    }

    fn own(&self) -> Option<DType> {
        match self {
            Self::Array(array) => Some(array.dtype()),
            Self::Number(_) => None,
        }
    }
}

/// Two operands as arrays, plain numbers in the other's type.
pub(crate) fn pair(a: Operand, b: Operand) -> (Array, Array) {
    let (own_a, own_b) = (a.own(), b.own());
    (a.beside(own_b), b.beside(own_a))
}

/// A Python object as an operand: an array, a NumPy scalar, a number, a list. `None` for anything else, which may know
/// better itself what to do with an array.
///
/// # Errors
/// A list that makes no array.
pub(crate) fn operand(object: &PyObject, vm: &VirtualMachine) -> PyResult<Option<Operand>> {
    if let Some(found) = number(object, vm)? {
        return Ok(Some(Operand::Number(found)));
    }
    if let Some(found) = native(object) {
        return Ok(Some(Operand::Array(found)));
    }
    if object.downcast_ref::<PyList>().is_some() || object.downcast_ref::<PyTuple>().is_some() {
        return to_array(object, vm).map(|array| Some(Operand::Array(array)));
    }
    Ok(None)
}

/// Our own arrays and scalars.
pub(crate) fn native(object: &PyObject) -> Option<Array> {
    if let Some(found) = object.downcast_ref::<NdArray>() {
        return Some(found.array.clone());
    }
    object.downcast_ref::<Generic>().map(|found| Array::scalar(found.value.clone()))
}

/// A plain Python number.
fn number(object: &PyObject, vm: &VirtualMachine) -> PyResult<Option<Data>> {
    if let Some(value) = object.downcast_ref::<PyFloat>() {
        return Ok(Some(Data::F64(vec![value.to_f64()])));
    }
    if object.downcast_ref::<PyBool>().is_some() {
        return Ok(Some(Data::Bool(vec![object.is(&vm.ctx.true_value)])));
    }
    let Some(value) = object.downcast_ref::<PyInt>() else { return Ok(None) };
    let whole = value
        .try_to_primitive::<i64>(vm)
        .map_err(|_| vm.new_overflow_error(format!("Python integer {} is too large for int64", value.as_bigint())))?;
    Ok(Some(Data::I64(vec![whole])))
}

/// A Python object as an array, sharing storage with the array it is: numbers, nested sequences, ranges, tensors.
///
/// # Errors
/// Objects that hold no numbers, sequences of unequal lengths.
pub(crate) fn to_array(object: &PyObject, vm: &VirtualMachine) -> PyResult<Array> {
    if let Some(found) = native(object) {
        return Ok(found);
    }
    let mut builder = Builder::default();
    let mut shape = Vec::new();
    builder.detect(object, &mut shape, vm)?;
    builder.fill(object, &shape, 0, vm)?;
    if builder.floats.len() >= LARGE {
        poll::look(vm)?;
    }
    Ok(Array::new(builder.finish(), &shape))
}

/// Collects elements of which the common type is not known yet.
#[derive(Default)]
struct Builder {
    dtype: Option<DType>,
    floats: Vec<f64>,
    /// The same without the loss of large whole numbers; used when nothing else came.
    ints: Vec<i64>,
}

/// What an object is when it stands where an element could.
enum Part {
    Element(Data),
    Array(Array),
    Items(Vec<PyObjectRef>),
}

fn part(object: &PyObject, vm: &VirtualMachine) -> PyResult<Part> {
    if let Some(value) = number(object, vm)? {
        return Ok(Part::Element(value));
    }
    if let Some(array) = native(object) {
        return Ok(Part::Array(array));
    }
    if let Some(list) = object.downcast_ref::<PyList>() {
        return Ok(Part::Items(list.borrow_vec().to_vec()));
    }
    if let Some(items) = object.downcast_ref::<PyTuple>() {
        return Ok(Part::Items(items.as_slice().to_vec()));
    }
    if object.downcast_ref::<PyRange>().is_some() {
        return vm.extract_elements_with(object, Ok).map(Part::Items);
    }
    // Tensors say themselves how they become arrays, or why not.
    if let Some(method) = vm.get_attribute_opt(object, "numpy")? {
        let array = method.call((), vm)?;
        if let Some(array) = native(&array) {
            return Ok(Part::Array(array));
        }
    }
    if object.downcast_ref::<PyStr>().is_none() && object.class().slots.as_number.float.load().is_some() {
        return Ok(Part::Element(Data::F64(vec![object.try_float(vm)?.to_f64()])));
    }
    Err(vm.new_type_error(format!(
        "an array of '{}' objects is not part of this subset; arrays hold numbers and truth values{}",
        object.class().name(),
        if object.downcast_ref::<PyStr>().is_some() { "" } else { ", and other iterables need list(...) first" }
    )))
}

impl Builder {
    /// The shape, judged by first elements.
    fn detect(&self, object: &PyObject, shape: &mut Vec<usize>, vm: &VirtualMachine) -> PyResult<()> {
        match part(object, vm)? {
            Part::Element(_) => Ok(()),
            Part::Array(array) => {
                shape.extend(array.shape());
                Ok(())
            }
            Part::Items(_) if shape.len() >= DEEPEST => {
                Err(vm.new_value_error(format!("lists are nested more than {DEEPEST} deep")))
            }
            Part::Items(items) => {
                shape.push(items.len());
                items.first().map_or(Ok(()), |first| self.detect(first, shape, vm))
            }
        }
    }

    fn fill(&mut self, object: &PyObject, shape: &[usize], depth: usize, vm: &VirtualMachine) -> PyResult<()> {
        let ragged = |depth: usize| {
            vm.new_value_error(format!(
                "setting an array element with a sequence. The requested array has an inhomogeneous shape after {depth} \
                 dimensions. The detected shape was {} + inhomogeneous part.",
                tuple(&shape[..depth])
            ))
        };
        match part(object, vm)? {
            Part::Element(value) if depth == shape.len() => self.push(value),
            Part::Array(array) if array.shape() == &shape[depth..] => self.push(array.data()),
            Part::Items(items) if depth < shape.len() && items.len() == shape[depth] => {
                for item in &items {
                    self.fill(item, shape, depth + 1, vm)?;
                }
            }
            _ => return Err(ragged(depth)),
        }
        Ok(())
    }

    fn push(&mut self, data: Data) {
        let dtype = data.dtype();
        self.dtype = Some(self.dtype.map_or(dtype, |found| found.promote(dtype)));
        if !dtype.is_float() {
            self.ints.extend(data.clone().i64s());
        }
        self.floats.extend(data.f64s());
    }

    fn finish(self) -> Data {
        match self.dtype.unwrap_or(DType::F64) {
            dtype if dtype.is_float() => Data::floats(self.floats, dtype),
            dtype => Data::I64(self.ints).cast(dtype),
        }
    }
}

/// A `dtype=` argument: a name, a dtype, NumPy's or Python's own type; `None` where it is left out.
///
/// # Errors
/// Types outside the subset.
pub(crate) fn to_dtype(object: &PyObject, vm: &VirtualMachine) -> PyResult<Option<DType>> {
    if vm.is_none(object) {
        return Ok(None);
    }
    if let Some(found) = object.downcast_ref::<PyDType>() {
        return Ok(Some(found.value));
    }
    if let Some(name) = object.downcast_ref::<PyStr>() {
        return DType::parse(&name.to_string_lossy()).map(Some).map_err(|fault| raise(fault, vm));
    }
    if let Some(class) = object.downcast_ref::<PyType>() {
        return dtype_of_class(class, vm).map(Some).ok_or_else(|| {
            vm.new_type_error(format!(
                "data type '{}' is not part of this subset; there are float64, float32, int64 and bool",
                class.name()
            ))
        });
    }
    Err(vm.new_type_error(format!("Cannot interpret '{}' as a data type", object.repr(vm)?.to_string_lossy())))
}

/// The element type that a class stands for.
pub(crate) fn dtype_of_class(class: &Py<PyType>, vm: &VirtualMachine) -> Option<DType> {
    let types = &vm.ctx.types;
    DType::ALL.into_iter().find(|dtype| class.is(scalar::class(*dtype))).or_else(|| {
        [(types.float_type, DType::F64), (types.int_type, DType::I64), (types.bool_type, DType::Bool)]
            .into_iter()
            .find(|(known, _)| class.is(*known))
            .map(|(_, dtype)| dtype)
    })
}

/// A shape argument: one length or a sequence of them.
///
/// # Errors
/// What is no whole number.
pub(crate) fn to_lengths(object: &PyObject, vm: &VirtualMachine) -> PyResult<Vec<i64>> {
    if let Some(one) = object.try_index_opt(vm) {
        return Ok(vec![one?.try_to_primitive(vm)?]);
    }
    vm.extract_elements_with(object, |item| item.try_index(vm)?.try_to_primitive(vm))
}

/// A shape of a new array.
///
/// # Errors
/// Negative lengths.
pub(crate) fn to_shape(object: &PyObject, vm: &VirtualMachine) -> PyResult<Vec<usize>> {
    to_lengths(object, vm)?
        .into_iter()
        .map(|length| usize::try_from(length).map_err(|_| vm.new_value_error("negative dimensions are not allowed")))
        .collect()
}

/// An element for Python: `float`, `int` or `bool`.
pub(crate) fn item(data: &Data, at: usize, vm: &VirtualMachine) -> PyObjectRef {
    match data {
        Data::Bool(values) => vm.ctx.new_bool(values[at]).into(),
        Data::I64(values) => vm.ctx.new_int(values[at]).into(),
        Data::F32(values) => vm.ctx.new_float(f64::from(values[at])).into(),
        Data::F64(values) => vm.ctx.new_float(values[at]).into(),
    }
}
