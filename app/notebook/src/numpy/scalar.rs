//! NumPy's scalars, `numpy.float64` and its kin: what indexing and reductions return. They compute as arrays without
//! axes do, and print as numbers.

use rustpython_vm::builtins::{PyStr, PyTuple, PyType};
use rustpython_vm::class::{PyClassImpl, StaticType};
use rustpython_vm::common::hash::PyHash;
use rustpython_vm::function::{Either, FuncArgs, PyComparisonValue};
use rustpython_vm::protocol::{PyMappingMethods, PyNumberMethods};
use rustpython_vm::types::{AsMapping, AsNumber, Comparable, Constructor, Hashable, PyComparisonOp, Representable};
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, pyclass};

use super::convert::{item, to_array};
use super::dtype::{DType, Data};
use super::ndarray::{PyDType, apply, compare, operate};
use super::print;

/// `numpy.generic`, of which the four types are subclasses.
#[pyclass(module = "numpy", name = "generic")]
#[derive(Debug, PyPayload)]
pub(crate) struct Generic {
    /// One element.
    pub value: Data,
}

/// `numpy.bool`
#[pyclass(module = "numpy", name = "bool", base = Generic)]
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct Bool(Generic);

/// `numpy.int64`
#[pyclass(module = "numpy", name = "int64", base = Generic)]
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct Int64(Generic);

/// `numpy.float32`
#[pyclass(module = "numpy", name = "float32", base = Generic)]
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct Float32(Generic);

/// `numpy.float64`
#[pyclass(module = "numpy", name = "float64", base = Generic)]
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct Float64(Generic);

#[pyclass(with(AsNumber))]
impl Bool {}
#[pyclass(with(AsNumber))]
impl Int64 {}
#[pyclass(with(AsNumber))]
impl Float32 {}
#[pyclass(with(AsNumber))]
impl Float64 {}

/// Operators with a scalar on their right (`1 - x`) are only found on the class itself, not on its base.
macro_rules! operators_of_generic {
    ($($class:ident)*) => {$(
        impl AsNumber for $class {
            fn as_number() -> &'static PyNumberMethods {
                Generic::as_number()
            }
        }
    )*};
}

operators_of_generic!(Bool Int64 Float32 Float64);

/// Makes the classes, once per thread of interpreters.
pub(crate) fn make_classes() {
    let _ = Generic::make_static_type();
    let _ = Bool::make_static_type();
    let _ = Int64::make_static_type();
    let _ = Float32::make_static_type();
    let _ = Float64::make_static_type();
}

/// The class of scalars of a type.
pub(crate) fn class(dtype: DType) -> &'static Py<PyType> {
    match dtype {
        DType::Bool => Bool::static_type(),
        DType::I64 => Int64::static_type(),
        DType::F32 => Float32::static_type(),
        DType::F64 => Float64::static_type(),
    }
}

/// A scalar of the one element in `value`.
pub(crate) fn new(value: Data, vm: &VirtualMachine) -> PyObjectRef {
    let class = class(value.dtype()).to_owned();
    match (Generic { value }).into_ref_with_type(vm, class) {
        Ok(scalar) => scalar.into(),
        Err(exception) => exception.into(),
    }
}

#[pyclass(with(AsMapping, AsNumber, Comparable, Constructor, Hashable, Representable), flags(BASETYPE))]
impl Generic {
    #[pygetset]
    fn dtype(zelf: &Py<Self>) -> PyDType {
        PyDType { value: zelf.value.dtype() }
    }

    #[pygetset]
    fn shape(_zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.ctx.empty_tuple.clone().into()
    }

    #[pygetset]
    fn ndim(_zelf: &Py<Self>) -> usize {
        0
    }

    #[pygetset]
    fn size(_zelf: &Py<Self>) -> usize {
        1
    }

    #[pygetset]
    fn itemsize(zelf: &Py<Self>) -> usize {
        zelf.value.dtype().size()
    }

    #[pygetset(name = "T")]
    fn transposed(zelf: PyRef<Self>) -> PyRef<Self> {
        zelf
    }

    #[pymethod]
    fn item(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        item(&zelf.value, 0, vm)
    }

    #[pymethod]
    fn tolist(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        item(&zelf.value, 0, vm)
    }

    #[pymethod]
    fn is_integer(zelf: &Py<Self>) -> bool {
        zelf.value.clone().f64s()[0].fract() == 0.0
    }

    #[pymethod]
    fn __str__(zelf: &Py<Self>) -> String {
        print::scalar(&zelf.value)
    }

    #[pymethod]
    fn __format__(zelf: &Py<Self>, spec: PyRef<PyStr>, vm: &VirtualMachine) -> PyResult {
        if spec.is_empty() {
            return Ok(vm.ctx.new_str(print::scalar(&zelf.value)).into());
        }
        vm.call_method(&item(&zelf.value, 0, vm), "__format__", (spec,))
    }

    #[pymethod]
    fn __round__(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let digits = args.args.first().filter(|digits| !vm.is_none(digits));
        let Some(digits) = digits else { return vm.call_method(&item(&zelf.value, 0, vm), "__round__", ()) };
        let digits = digits.try_index(vm)?.try_to_primitive(vm)?;
        Ok(new(super::elementwise::round(&super::array::Array::scalar(zelf.value.clone()), digits).data(), vm))
    }
}

impl Constructor for Generic {
    type Args = FuncArgs;

    fn py_new(cls: &Py<PyType>, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let dtype = DType::ALL.into_iter().find(|dtype| cls.fast_issubclass(class(*dtype)));
        let Some(dtype) = dtype else { return Err(vm.new_type_error("cannot create 'numpy.generic' instances")) };
        let value = match args.take_positional() {
            None => Data::zeros(dtype, 1),
            // `np.float64("1.5")`, as Python's own float reads it.
            Some(text) if text.downcast_ref::<PyStr>().is_some() => {
                let builtin = if dtype == DType::I64 { vm.ctx.types.int_type } else { vm.ctx.types.float_type };
                let number = builtin.as_object().call((text,), vm)?;
                to_array(&number, vm)?.data().cast(dtype)
            }
            Some(value) => to_array(&value, vm)?.data().cast(dtype),
        };
        if value.len() != 1 {
            return Err(vm.new_type_error(format!("{}() takes one number; use np.array for more", dtype.name())));
        }
        Ok(Self { value })
    }
}

/// The operators that arrays and scalars share.
pub(crate) const OPERATORS: PyNumberMethods = PyNumberMethods {
    add: Some(|a, b, vm| operate("add", a, b, vm)),
    subtract: Some(|a, b, vm| operate("subtract", a, b, vm)),
    multiply: Some(|a, b, vm| operate("multiply", a, b, vm)),
    true_divide: Some(|a, b, vm| operate("divide", a, b, vm)),
    floor_divide: Some(|a, b, vm| operate("floor_divide", a, b, vm)),
    remainder: Some(|a, b, vm| operate("remainder", a, b, vm)),
    power: Some(|a, b, _, vm| operate("power", a, b, vm)),
    and: Some(|a, b, vm| operate("bitwise_and", a, b, vm)),
    or: Some(|a, b, vm| operate("bitwise_or", a, b, vm)),
    xor: Some(|a, b, vm| operate("bitwise_xor", a, b, vm)),
    matrix_multiply: Some(|a, b, vm| operate("matmul", a, b, vm)),
    divmod: Some(|a, b, vm| {
        let (whole, rest) = (operate("floor_divide", a, b, vm)?, operate("remainder", a, b, vm)?);
        Ok(vm.ctx.new_tuple(vec![whole, rest]).into())
    }),
    negative: Some(|a, vm| apply("negative", a.obj, vm)),
    positive: Some(|a, vm| apply("positive", a.obj, vm)),
    absolute: Some(|a, vm| apply("absolute", a.obj, vm)),
    invert: Some(|a, vm| apply("invert", a.obj, vm)),
    ..PyNumberMethods::NOT_IMPLEMENTED
};

impl AsMapping for Generic {
    fn as_mapping() -> &'static PyMappingMethods {
        // `x[()]` is how programs turn what may be an array without axes into a scalar.
        static METHODS: PyMappingMethods = PyMappingMethods {
            length: None,
            subscript: Some(|a, key, vm| match key.downcast_ref::<PyTuple>() {
                Some(items) if items.is_empty() => Ok(new(Generic::mapping_downcast(a).value.clone(), vm)),
                _ => Err(vm.new_index_error("invalid index to scalar variable.")),
            }),
            ass_subscript: None,
        };
        &METHODS
    }
}

impl AsNumber for Generic {
    fn as_number() -> &'static PyNumberMethods {
        static METHODS: PyNumberMethods = PyNumberMethods {
            boolean: Some(|a, _| Ok(Generic::number_downcast(a).value.clone().bools()[0])),
            float: Some(|a, vm| Ok(vm.ctx.new_float(Generic::number_downcast(a).value.clone().f64s()[0]).into())),
            int: Some(|a, vm| item(&Generic::number_downcast(a).value, 0, vm).try_int(vm).map(Into::into)),
            index: Some(|a, vm| match &Generic::number_downcast(a).value {
                Data::I64(values) => Ok(vm.ctx.new_int(values[0]).into()),
                other => Err(vm.new_type_error(format!(
                    "'numpy.{}' object cannot be interpreted as an integer",
                    other.dtype().name()
                ))),
            }),
            ..OPERATORS
        };
        &METHODS
    }
}

impl Comparable for Generic {
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

impl Hashable for Generic {
    fn hash(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyHash> {
        item(&zelf.value, 0, vm).hash(vm)
    }
}

impl Representable for Generic {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(print::scalar_repr(&zelf.value))
    }
}
