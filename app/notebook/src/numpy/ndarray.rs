//! `numpy.ndarray` and `numpy.dtype` as Python classes: operators, brackets, iteration, printing. Methods that are also
//! functions of the module are written once, in `python/numpy/`, and attached from there.

use rustpython_vm::builtins::{PyBool, PyList, PySlice, PyTuple, PyType};
use rustpython_vm::common::hash::PyHash;
use rustpython_vm::function::{Either, FuncArgs, PyComparisonValue};
use rustpython_vm::protocol::{PyMappingMethods, PyNumberMethods, PySequenceMethods};
use rustpython_vm::types::{
    AsMapping, AsNumber, AsSequence, Comparable, Constructor, Hashable, Iterable, PyComparisonOp, Representable,
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, atomic_func, pyclass,
};

use super::array::{Array, View};
use super::convert::{dtype_of_class, item, native, operand, pair, raise, to_array, to_dtype, unwrap, wrap};
use super::dtype::{DType, Data};
use super::fault::tight;
use super::index::{Index, Selection, select};
use super::{elementwise, linear, print, reduce, scalar};

/// `numpy.ndarray`
#[pyclass(module = "numpy", name = "ndarray", unhashable = true)]
#[derive(Debug, PyPayload)]
pub(crate) struct NdArray {
    /// The array.
    pub array: Array,
}

#[pyclass(with(AsNumber, AsMapping, AsSequence, Comparable, Iterable, Representable))]
impl NdArray {
    #[pygetset]
    fn shape(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.ctx.new_tuple(zelf.array.shape().iter().map(|length| vm.ctx.new_int(*length).into()).collect()).into()
    }

    #[pygetset]
    fn ndim(zelf: &Py<Self>) -> usize {
        zelf.array.ndim()
    }

    #[pygetset]
    fn size(zelf: &Py<Self>) -> usize {
        zelf.array.len()
    }

    #[pygetset]
    fn itemsize(zelf: &Py<Self>) -> usize {
        zelf.array.dtype().size()
    }

    #[pygetset]
    fn nbytes(zelf: &Py<Self>) -> usize {
        zelf.array.len() * zelf.array.dtype().size()
    }

    #[pygetset]
    fn dtype(zelf: &Py<Self>) -> PyDType {
        PyDType { value: zelf.array.dtype() }
    }

    #[pygetset(name = "T")]
    fn transposed(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        wrap(zelf.array.transpose(None).map_err(|fault| raise(fault, vm))?, vm)
    }

    #[pymethod]
    fn tolist(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        nested(&zelf.array.data(), zelf.array.shape(), 0, vm)
    }

    #[pymethod]
    fn __str__(zelf: &Py<Self>) -> String {
        print::text(&zelf.array)
    }

    #[pymethod]
    fn __format__(zelf: &Py<Self>, spec: PyRef<rustpython_vm::builtins::PyStr>, vm: &VirtualMachine) -> PyResult {
        if zelf.array.ndim() == 0 {
            return vm.call_method(&item(&zelf.array.data(), 0, vm), "__format__", (spec,));
        }
        if spec.is_empty() {
            return Ok(vm.ctx.new_str(print::text(&zelf.array)).into());
        }
        Err(vm.new_type_error("unsupported format string passed to numpy.ndarray.__format__"))
    }

    /// The only element, or the one at a place.
    fn only(&self, what: &str, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        if self.array.ndim() > 0 && (what != "bool" || self.array.len() != 1) {
            return Err(vm.new_type_error("only 0-dimensional arrays can be converted to Python scalars"));
        }
        Ok(item(&self.array.data(), 0, vm))
    }
}

fn nested(data: &Data, shape: &[usize], at: usize, vm: &VirtualMachine) -> PyObjectRef {
    let Some((length, rest)) = shape.split_first() else { return item(data, at, vm) };
    let items = (0..*length).map(|i| nested(data, rest, at * length + i, vm)).collect();
    vm.ctx.new_list(items).into()
}

/// `a <name> b` for the operators.
///
/// # Errors
/// What the operation finds wrong.
pub(crate) fn operate(name: &str, a: &PyObject, b: &PyObject, vm: &VirtualMachine) -> PyResult {
    let (Some(a), Some(b)) = (operand(a, vm)?, operand(b, vm)?) else { return Ok(vm.ctx.not_implemented()) };
    let (a, b) = pair(a, b);
    let result = if name == "matmul" { linear::matmul(&a, &b) } else { elementwise::binary(name, &a, &b) };
    unwrap(result.map_err(|fault| raise(fault, vm))?, vm)
}

/// `a <name>= b`: writes into `a`.
fn in_place(name: &str, a: &PyObject, b: &PyObject, vm: &VirtualMachine) -> PyResult {
    let (Some(target), Some(other)) = (a.downcast_ref::<NdArray>(), operand(b, vm)?) else {
        return Ok(vm.ctx.not_implemented());
    };
    let other = other.beside(Some(target.array.dtype()));
    let done = elementwise::binary(name, &target.array, &other).and_then(|result| {
        reduce::same_kind(name, result.dtype(), target.array.dtype())?;
        reduce::same_shape(result.shape(), target.array.shape())?;
        target.array.assign(&result)
    });
    done.map_err(|fault| raise(fault, vm))?;
    Ok(a.to_owned())
}

/// A function of one array by name.
///
/// # Errors
/// What the function finds wrong.
pub(crate) fn apply(name: &str, a: &PyObject, vm: &VirtualMachine) -> PyResult {
    let array = to_array(a, vm)?;
    unwrap(elementwise::unary(name, &array).map_err(|fault| raise(fault, vm))?, vm)
}

impl AsNumber for NdArray {
    fn as_number() -> &'static PyNumberMethods {
        static METHODS: PyNumberMethods = PyNumberMethods {
            inplace_add: Some(|a, b, vm| in_place("add", a, b, vm)),
            inplace_subtract: Some(|a, b, vm| in_place("subtract", a, b, vm)),
            inplace_multiply: Some(|a, b, vm| in_place("multiply", a, b, vm)),
            inplace_true_divide: Some(|a, b, vm| in_place("divide", a, b, vm)),
            inplace_floor_divide: Some(|a, b, vm| in_place("floor_divide", a, b, vm)),
            inplace_remainder: Some(|a, b, vm| in_place("remainder", a, b, vm)),
            inplace_power: Some(|a, b, _, vm| in_place("power", a, b, vm)),
            inplace_and: Some(|a, b, vm| in_place("bitwise_and", a, b, vm)),
            inplace_or: Some(|a, b, vm| in_place("bitwise_or", a, b, vm)),
            inplace_xor: Some(|a, b, vm| in_place("bitwise_xor", a, b, vm)),
            boolean: Some(|a, vm| {
                let array = &NdArray::number_downcast(a).array;
                match array.len() {
                    1 => Ok(array.data().bools()[0]),
                    0 => Err(vm.new_value_error(
                        "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is \
                         not empty.",
                    )),
                    _ => Err(vm.new_value_error(
                        "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
                    )),
                }
            }),
            float: Some(|a, vm| {
                let value = NdArray::number_downcast(a).only("float", vm)?;
                value.try_float(vm).map(|value| vm.ctx.new_float(value.to_f64()).into())
            }),
            int: Some(|a, vm| NdArray::number_downcast(a).only("int", vm)?.try_int(vm).map(Into::into)),
            index: Some(|a, vm| {
                let array = &NdArray::number_downcast(a).array;
                match array.data() {
                    Data::I64(values) if array.ndim() == 0 => Ok(vm.ctx.new_int(values[0]).into()),
                    _ => Err(vm.new_type_error("only integer scalar arrays can be converted to a scalar index")),
                }
            }),
            ..super::scalar::OPERATORS
        };
        &METHODS
    }
}

/// What stands between the brackets.
fn indices(key: &PyObject, vm: &VirtualMachine) -> PyResult<Vec<Index>> {
    match key.downcast_ref::<PyTuple>() {
        Some(items) => items.as_slice().iter().map(|item| index(item, vm)).collect(),
        None => Ok(vec![index(key, vm)?]),
    }
}

fn index(key: &PyObject, vm: &VirtualMachine) -> PyResult<Index> {
    let wrong = || {
        vm.new_index_error(
            "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are \
             valid indices",
        )
    };
    if vm.is_none(key) {
        return Ok(Index::NewAxis);
    }
    if key.is(&vm.ctx.ellipsis) {
        return Ok(Index::Rest);
    }
    if let Some(slice) = key.downcast_ref::<PySlice>() {
        let bound = |value: Option<&PyObjectRef>| match value {
            Some(value) if !vm.is_none(value) => value.try_index(vm)?.try_to_primitive::<i64>(vm).map(Some),
            _ => Ok(None),
        };
        let step = bound(slice.step.as_ref())?.unwrap_or(1);
        return Ok(Index::Slice(bound(slice.start.as_ref())?, bound(Some(&slice.stop))?, step));
    }
    if key.downcast_ref::<PyBool>().is_none()
        && let Some(place) = key.try_index_opt(vm).and_then(Result::ok)
    {
        return Ok(Index::At(place.try_to_primitive(vm)?));
    }
    let many = match to_array(key, vm) {
        Ok(array) if array.len() == 0 && key.downcast_ref::<PyList>().is_some() => array.cast(DType::I64),
        Ok(array) => array,
        Err(_) => return Err(wrong()),
    };
    match many.dtype() {
        dtype if dtype.is_float() && native(key).is_some_and(|array| array.ndim() > 0) => {
            Err(vm.new_index_error("arrays used as indices must be of integer (or boolean) type"))
        }
        dtype if dtype.is_float() => Err(wrong()),
        _ => Ok(Index::Many(many)),
    }
}

impl NdArray {
    fn get(&self, key: &PyObject, vm: &VirtualMachine) -> PyResult {
        let items = indices(key, vm)?;
        match select(&self.array.view, &items).map_err(|fault| raise(fault, vm))? {
            Selection::View(view) if items.iter().any(|item| matches!(item, Index::Rest)) => {
                wrap(self.array.with(view), vm)
            }
            Selection::View(view) => unwrap(self.array.with(view), vm),
            Selection::Places(places, shape) => unwrap(Array::new(self.array.pick(&places), &shape), vm),
        }
    }

    fn set(&self, key: &PyObject, value: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
        let items = indices(key, vm)?;
        let value = to_array(value, vm)?;
        match select(&self.array.view, &items).map_err(|fault| raise(fault, vm))? {
            Selection::View(view) => self.array.with(view).assign(&value).map_err(|fault| raise(fault, vm)),
            Selection::Places(places, shape) => {
                let fitted = value.fit(&shape).map_err(|_| misfit(&items, &value, &shape, vm))?;
                self.array.put(&places, fitted);
                Ok(())
            }
        }
    }

    fn rows(&self) -> impl Iterator<Item = Array> + '_ {
        let view = &self.array.view;
        (0..view.shape.first().copied().unwrap_or(0)).map(|i| {
            self.array.with(View {
                offset: view.offset.wrapping_add_signed(i as isize * view.strides[0]),
                shape: view.shape[1..].to_vec(),
                strides: view.strides[1..].to_vec(),
            })
        })
    }
}

fn misfit(
    items: &[Index],
    value: &Array,
    shape: &[usize],
    vm: &VirtualMachine,
) -> rustpython_vm::builtins::PyBaseExceptionRef {
    vm.new_value_error(match items {
        [Index::Many(mask)] if mask.dtype() == DType::Bool && value.ndim() == 1 => format!(
            "NumPy boolean array indexing assignment cannot assign {} input values to the {} output values where the \
             mask is true",
            value.len(),
            shape.first().copied().unwrap_or(0)
        ),
        _ => format!(
            "shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}",
            tight(value.shape()),
            tight(shape)
        ),
    })
}

impl AsMapping for NdArray {
    fn as_mapping() -> &'static PyMappingMethods {
        static METHODS: PyMappingMethods = PyMappingMethods {
            length: Some(|a, vm| {
                let array = &NdArray::mapping_downcast(a).array;
                array.shape().first().copied().ok_or_else(|| vm.new_type_error("len() of unsized object"))
            }),
            subscript: Some(|a, key, vm| NdArray::mapping_downcast(a).get(key, vm)),
            ass_subscript: Some(|a, key, value, vm| match value {
                Some(value) => NdArray::mapping_downcast(a).set(key, &value, vm),
                None => Err(vm.new_value_error("cannot delete array elements")),
            }),
        };
        &METHODS
    }
}

impl AsSequence for NdArray {
    fn as_sequence() -> &'static PySequenceMethods {
        static METHODS: std::sync::LazyLock<PySequenceMethods> = std::sync::LazyLock::new(|| PySequenceMethods {
            contains: atomic_func!(|seq, needle, vm| {
                let equal = operate("equal", seq.obj, needle, vm)?;
                Ok(native(&equal).is_some_and(|equal| equal.data().bools().contains(&true)))
            }),
            ..PySequenceMethods::NOT_IMPLEMENTED
        });
        &METHODS
    }
}

impl Iterable for NdArray {
    fn iter(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        if zelf.array.ndim() == 0 {
            return Err(vm.new_type_error("iteration over a 0-d array"));
        }
        let rows = zelf.rows().map(|row| unwrap(row, vm)).collect::<PyResult<Vec<_>>>()?;
        let rows: PyObjectRef = vm.ctx.new_list(rows).into();
        Ok(rows.get_iter(vm)?.into())
    }
}

/// `==`, `<` and so on, element by element.
///
/// # Errors
/// Shapes that do not fit together.
pub(crate) fn compare(
    a: &PyObject,
    b: &PyObject,
    op: PyComparisonOp,
    vm: &VirtualMachine,
) -> PyResult<Either<PyObjectRef, PyComparisonValue>> {
    let name = match op {
        PyComparisonOp::Eq => "equal",
        PyComparisonOp::Ne => "not_equal",
        PyComparisonOp::Lt => "less",
        PyComparisonOp::Le => "less_equal",
        PyComparisonOp::Gt => "greater",
        PyComparisonOp::Ge => "greater_equal",
    };
    let result = operate(name, a, b, vm)?;
    Ok(if result.is(&vm.ctx.not_implemented) {
        Either::B(PyComparisonValue::NotImplemented)
    } else {
        Either::A(result)
    })
}

impl Comparable for NdArray {
    fn slot_richcompare(
        zelf: &PyObject,
        other: &PyObject,
        op: PyComparisonOp,
        vm: &VirtualMachine,
    ) -> PyResult<Either<PyObjectRef, PyComparisonValue>> {
        compare(zelf, other, op, vm)
    }

    fn cmp(_: &Py<Self>, _: &PyObject, _: PyComparisonOp, _: &VirtualMachine) -> PyResult<PyComparisonValue> {
        Ok(PyComparisonValue::NotImplemented)
    }
}

impl Representable for NdArray {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(print::repr(&zelf.array))
    }
}

/// `numpy.dtype`
#[pyclass(module = "numpy", name = "dtype")]
#[derive(Debug, PyPayload)]
pub(crate) struct PyDType {
    /// The type.
    pub value: DType,
}

#[pyclass(with(Constructor, Comparable, Hashable, Representable))]
impl PyDType {
    #[pygetset]
    fn name(zelf: &Py<Self>) -> &'static str {
        zelf.value.name()
    }

    #[pygetset]
    fn itemsize(zelf: &Py<Self>) -> usize {
        zelf.value.size()
    }

    #[pygetset]
    fn kind(zelf: &Py<Self>) -> &'static str {
        match zelf.value {
            DType::Bool => "b",
            DType::I64 => "i",
            DType::F32 | DType::F64 => "f",
        }
    }

    #[pygetset(name = "type")]
    fn class_of(zelf: &Py<Self>) -> PyRef<PyType> {
        scalar::class(zelf.value).to_owned()
    }

    #[pymethod]
    fn __str__(zelf: &Py<Self>) -> &'static str {
        zelf.value.name()
    }
}

impl Constructor for PyDType {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let which = args.take_positional_keyword("dtype").unwrap_or_else(|| vm.ctx.none());
        Ok(Self { value: to_dtype(&which, vm)?.unwrap_or(DType::F64) })
    }
}

impl Comparable for PyDType {
    fn cmp(zelf: &Py<Self>, other: &PyObject, op: PyComparisonOp, vm: &VirtualMachine) -> PyResult<PyComparisonValue> {
        op.eq_only(|| {
            let other = match other.downcast_ref::<PyType>() {
                Some(class) => dtype_of_class(class, vm),
                None => to_dtype(other, vm).ok().flatten(),
            };
            Ok(PyComparisonValue::Implemented(other == Some(zelf.value)))
        })
    }
}

impl Hashable for PyDType {
    fn hash(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<PyHash> {
        Ok(zelf.value as PyHash)
    }
}

impl Representable for PyDType {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("dtype('{}')", zelf.value.name()))
    }
}
