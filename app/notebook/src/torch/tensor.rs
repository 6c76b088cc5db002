//! `torch.Tensor` as a Python class: operators, comparisons, conversion to Python's own types. Its named methods come
//! from the tables in [`super::table`].

use rustpython_vm::builtins::{PyBaseExceptionRef, PyType, PyTypeRef};
use rustpython_vm::common::hash::PyHash;
use rustpython_vm::function::{Either, FuncArgs, PyComparisonValue, PySetterValue};
use rustpython_vm::protocol::{PyMappingMethods, PyNumberMethods};
use rustpython_vm::types::{
    AsMapping, AsNumber, Comparable, Constructor, Hashable, Iterable, PyComparisonOp, Representable,
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, atomic_func, pyclass,
};
use tensor::{Op, Scalar, Tensor};

use super::args::{Args, scalar};
use super::error::OrRaise;
use super::{convert, device, dtype, index};
use crate::poll;

/// A tensor of Python.
#[pyclass(module = "torch", name = "Tensor")]
#[derive(PyPayload)]
pub(crate) struct PyTensor {
    value: Tensor,
}

impl std::fmt::Debug for PyTensor {
    // Printing elements would compute them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tensor{:?}", self.value.shape())
    }
}

impl PyTensor {
    fn length(&self, vm: &VirtualMachine) -> PyResult<usize> {
        self.value.shape().first().copied().ok_or_else(|| vm.new_type_error("len() of a 0-d tensor"))
    }

    /// The engine's handle.
    pub fn value(&self) -> Tensor {
        self.value.clone()
    }
}

/// A tensor as a Python object.
pub(super) fn wrap(value: Tensor, vm: &VirtualMachine) -> PyObjectRef {
    PyTensor { value }.into_pyobject(vm)
}

/// The engine's result as a Python object. Every operation passes here, so Stop is noticed between any two.
pub(super) fn give(result: tensor::Result<Tensor>, vm: &VirtualMachine) -> PyResult {
    poll::turn(vm)?;
    result.or_raise(vm).map(|value| wrap(value, vm))
}

/// A tensor or a number; `None` for anything else.
pub(super) enum Operand {
    Tensor(Tensor),
    Scalar(Scalar),
}

impl Operand {
    pub fn read(value: &PyObject, vm: &VirtualMachine) -> PyResult<Option<Self>> {
        if let Some(tensor) = value.downcast_ref::<PyTensor>() {
            return Ok(Some(Self::Tensor(tensor.value())));
        }
        Ok(scalar(&value.to_owned(), vm)?.map(Self::Scalar))
    }

    pub fn arg(&self) -> tensor::Arg<'_> {
        match self {
            Self::Tensor(tensor) => tensor.into(),
            Self::Scalar(scalar) => (*scalar).into(),
        }
    }
}

/// `a op b` where at least one is a tensor, else `NotImplemented`.
fn operate(op: Op, a: &PyObject, b: &PyObject, vm: &VirtualMachine) -> PyResult {
    match (Operand::read(a, vm)?, Operand::read(b, vm)?) {
        (Some(a), Some(b)) => give(Tensor::binary(op, a.arg(), b.arg()), vm),
        _ => Ok(vm.ctx.not_implemented()),
    }
}

/// `a op= b`: changes `a`, which Python then binds again.
fn operate_in_place(op: Op, a: &PyObject, b: &PyObject, vm: &VirtualMachine) -> PyResult {
    let (Some(tensor), Some(other)) = (a.downcast_ref::<PyTensor>(), Operand::read(b, vm)?) else {
        return Ok(vm.ctx.not_implemented());
    };
    poll::turn(vm)?;
    tensor.value.binary_(op, other.arg()).or_raise(vm)?;
    Ok(a.to_owned())
}

fn one(a: &PyObject, f: impl FnOnce(&Tensor) -> tensor::Result<Tensor>, vm: &VirtualMachine) -> PyResult {
    match a.downcast_ref::<PyTensor>() {
        Some(tensor) => give(f(&tensor.value), vm),
        None => Ok(vm.ctx.not_implemented()),
    }
}

fn only(zelf: &PyObject, vm: &VirtualMachine) -> PyResult<Scalar> {
    let tensor = zelf.downcast_ref::<PyTensor>().ok_or_else(|| vm.new_type_error("expected a Tensor"))?;
    poll::look(vm)?;
    tensor.value.item().or_raise(vm)
}

impl AsNumber for PyTensor {
    fn as_number() -> &'static PyNumberMethods {
        static METHODS: PyNumberMethods =
            PyNumberMethods {
                add: Some(|a, b, vm| operate(Op::Add, a, b, vm)),
                subtract: Some(|a, b, vm| operate(Op::Sub, a, b, vm)),
                multiply: Some(|a, b, vm| operate(Op::Mul, a, b, vm)),
                true_divide: Some(|a, b, vm| operate(Op::Div, a, b, vm)),
                floor_divide: Some(|a, b, vm| operate(Op::FloorDivide, a, b, vm)),
                remainder: Some(|a, b, vm| operate(Op::Remainder, a, b, vm)),
                power: Some(|a, b, _modulus, vm| operate(Op::Pow, a, b, vm)),
                and: Some(|a, b, vm| operate(Op::BitwiseAnd, a, b, vm)),
                or: Some(|a, b, vm| operate(Op::BitwiseOr, a, b, vm)),
                xor: Some(|a, b, vm| operate(Op::BitwiseXor, a, b, vm)),
                lshift: Some(|a, b, vm| operate(Op::ShiftLeft, a, b, vm)),
                rshift: Some(|a, b, vm| operate(Op::ShiftRight, a, b, vm)),
                inplace_and: Some(|a, b, vm| operate_in_place(Op::BitwiseAnd, a, b, vm)),
                inplace_or: Some(|a, b, vm| operate_in_place(Op::BitwiseOr, a, b, vm)),
                inplace_xor: Some(|a, b, vm| operate_in_place(Op::BitwiseXor, a, b, vm)),
                inplace_lshift: Some(|a, b, vm| operate_in_place(Op::ShiftLeft, a, b, vm)),
                inplace_rshift: Some(|a, b, vm| operate_in_place(Op::ShiftRight, a, b, vm)),
                inplace_add: Some(|a, b, vm| operate_in_place(Op::Add, a, b, vm)),
                inplace_subtract: Some(|a, b, vm| operate_in_place(Op::Sub, a, b, vm)),
                inplace_multiply: Some(|a, b, vm| operate_in_place(Op::Mul, a, b, vm)),
                inplace_true_divide: Some(|a, b, vm| operate_in_place(Op::Div, a, b, vm)),
                inplace_floor_divide: Some(|a, b, vm| operate_in_place(Op::FloorDivide, a, b, vm)),
                inplace_remainder: Some(|a, b, vm| operate_in_place(Op::Remainder, a, b, vm)),
                inplace_power: Some(|a, b, _modulus, vm| operate_in_place(Op::Pow, a, b, vm)),
                matrix_multiply: Some(|a, b, vm| match (a.downcast_ref::<PyTensor>(), b.downcast_ref::<PyTensor>()) {
                    (Some(a), Some(b)) => give(a.value.matmul(&b.value), vm),
                    _ => Ok(vm.ctx.not_implemented()),
                }),
                negative: Some(|a, vm| one(a.obj, Tensor::neg, vm)),
                positive: Some(|a, vm| one(a.obj, |tensor| Ok(tensor.clone()), vm)),
                absolute: Some(|a, vm| one(a.obj, Tensor::abs, vm)),
                invert: Some(|a, vm| match a.obj.downcast_ref::<PyTensor>() {
                    Some(tensor) if tensor.value.dtype().is_float() => Err(vm
                        .new_type_error("~ (operator.invert) is only implemented on integer and Boolean-type tensors")),
                    _ => one(a.obj, Tensor::bitwise_not, vm),
                }),
                boolean: Some(|a, vm| match a.obj.downcast_ref::<PyTensor>() {
                    Some(tensor) if tensor.value.count() != 1 => Err(ambiguous(&tensor.value, vm)),
                    _ => only(a.obj, vm).map(|value| value.to_f64() != 0.0),
                }),
                int: Some(|a, vm| only(a.obj, vm).map(|value| vm.ctx.new_int(value.to_i64()).into())),
                float: Some(|a, vm| only(a.obj, vm).map(|value| vm.ctx.new_float(value.to_f64()).into())),
                index: Some(|a, vm| match only(a.obj, vm)? {
                    Scalar::Float(_) => {
                        Err(vm.new_type_error("only integer tensors of a single element can be converted to an index"))
                    }
                    whole => Ok(vm.ctx.new_int(whole.to_i64()).into()),
                }),
                ..PyNumberMethods::NOT_IMPLEMENTED
            };
        &METHODS
    }
}

fn ambiguous(tensor: &Tensor, vm: &VirtualMachine) -> PyBaseExceptionRef {
    vm.new_runtime_error(match tensor.count() {
        0 => "Boolean value of Tensor with no values is ambiguous".to_owned(),
        _ => "Boolean value of Tensor with more than one value is ambiguous; use .any() or .all()".to_owned(),
    })
}

impl Comparable for PyTensor {
    fn slot_richcompare(
        zelf: &PyObject,
        other: &PyObject,
        op: PyComparisonOp,
        vm: &VirtualMachine,
    ) -> PyResult<Either<PyObjectRef, PyComparisonValue>> {
        let op = match op {
            PyComparisonOp::Eq => Op::Eq,
            PyComparisonOp::Ne => Op::Ne,
            PyComparisonOp::Lt => Op::Lt,
            PyComparisonOp::Le => Op::Le,
            PyComparisonOp::Gt => Op::Gt,
            _ => Op::Ge,
        };
        operate(op, zelf, other, vm).map(Either::A)
    }

    fn cmp(_: &Py<Self>, _: &PyObject, _: PyComparisonOp, _: &VirtualMachine) -> PyResult<PyComparisonValue> {
        Ok(PyComparisonValue::NotImplemented)
    }
}

impl Hashable for PyTensor {
    fn hash(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<PyHash> {
        Ok(zelf.value.id() as PyHash)
    }
}

impl Representable for PyTensor {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        poll::look(vm)?;
        tensor::format::tensor(&zelf.value).or_raise(vm)
    }
}

impl AsMapping for PyTensor {
    fn as_mapping() -> &'static PyMappingMethods {
        static METHODS: std::sync::LazyLock<PyMappingMethods> = std::sync::LazyLock::new(|| PyMappingMethods {
            length: atomic_func!(|mapping, vm| PyTensor::mapping_downcast(mapping).length(vm)),
            subscript: atomic_func!(|mapping, key, vm| {
                index::get(&PyTensor::mapping_downcast(mapping).value, key, vm)
            }),
            ass_subscript: atomic_func!(|mapping, key, value, vm| {
                index::set(&PyTensor::mapping_downcast(mapping).value, key, value, vm)
            }),
        });
        &METHODS
    }
}

impl Iterable for PyTensor {
    fn iter(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        if zelf.value.rank() == 0 {
            return Err(vm.new_type_error("iteration over a 0-d tensor"));
        }
        poll::turn(vm)?;
        let rows = zelf.value.unbind(0).or_raise(vm)?.into_iter().map(|row| wrap(row, vm)).collect();
        PyObjectRef::from(vm.ctx.new_list(rows)).get_iter(vm).map(Into::into)
    }
}

impl Constructor for PyTensor {
    type Args = FuncArgs;

    /// `torch.Tensor(data)` as float32, or `torch.Tensor(2, 3)` of zeros.
    fn slot_new(cls: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let sized = args.args.iter().all(|value| value.class().is(vm.ctx.types.int_type));
        let value = if sized {
            let shape = Args::new("Tensor", args, vm).shape()?;
            Tensor::zeros(&shape, tensor::DType::F32, tensor::device::default()).or_raise(vm)?
        } else {
            let mut args = Args::new("Tensor", args, vm);
            let data = args.required("data")?;
            args.finish()?;
            convert::to_tensor(&data, Some(tensor::DType::F32), None, vm)?
        };
        PyTensor { value }.into_ref_with_type(vm, cls).map(Into::into)
    }

    fn py_new(_cls: &Py<PyType>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        Err(vm.new_type_error("torch.Tensor is made by slot_new"))
    }
}

#[pyclass(
    flags(BASETYPE, HAS_DICT, HAS_WEAKREF),
    with(AsNumber, AsMapping, Comparable, Constructor, Hashable, Iterable, Representable)
)]
impl PyTensor {
    #[pygetset]
    fn shape(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        convert::size(zelf.value.shape(), vm)
    }

    #[pygetset]
    fn dtype(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        dtype::object(zelf.value.dtype(), vm).into()
    }

    #[pygetset]
    fn device(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        device::PyDevice { value: zelf.value.device() }.into_pyobject(vm)
    }

    /// Bytes of the elements in PyTorch.
    #[pygetset]
    fn nbytes(zelf: &Py<Self>) -> usize {
        zelf.value.count() * zelf.value.dtype().size()
    }

    #[pygetset]
    fn itemsize(zelf: &Py<Self>) -> usize {
        zelf.value.dtype().size()
    }

    #[pygetset]
    fn ndim(zelf: &Py<Self>) -> usize {
        zelf.value.rank()
    }

    #[pygetset(name = "T")]
    fn transposed(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let order: Vec<isize> = (0..zelf.value.rank() as isize).rev().collect();
        give(zelf.value.permute(&order), vm)
    }

    #[pygetset(name = "mT")]
    fn matrix_transposed(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        if zelf.value.rank() < 2 {
            return Err(vm.new_runtime_error(format!(
                "tensor.mT is only supported on matrices or batches of matrices. Got {}-D tensor.",
                zelf.value.rank()
            )));
        }
        give(zelf.value.transpose(-2, -1), vm)
    }

    /// Without complex numbers the conjugate transpose is the transpose.
    #[pygetset(name = "mH")]
    fn matrix_conjugated(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        Self::matrix_transposed(zelf, vm)
    }

    #[pygetset(name = "H")]
    fn conjugated(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        if !matches!(zelf.value.rank(), 0 | 2) {
            return Err(vm.new_runtime_error(format!(
                "tensor.H is only supported on matrices (2-D tensors). Got {}-D tensor.",
                zelf.value.rank()
            )));
        }
        Self::transposed(zelf, vm)
    }

    #[pygetset]
    fn requires_grad(zelf: &Py<Self>) -> bool {
        zelf.value.requires_grad()
    }

    #[pygetset(setter)]
    fn set_requires_grad(zelf: &Py<Self>, on: bool, vm: &VirtualMachine) -> PyResult<()> {
        zelf.value.set_requires_grad(on).or_raise(vm)
    }

    /// Number of in-place changes so far.
    #[pygetset]
    fn _version(zelf: &Py<Self>) -> u32 {
        zelf.value.version()
    }

    #[pygetset]
    fn retains_grad(zelf: &Py<Self>) -> bool {
        zelf.value.retains_grad()
    }

    #[pygetset]
    fn is_leaf(zelf: &Py<Self>) -> bool {
        zelf.value.is_leaf()
    }

    #[pygetset]
    fn grad(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        zelf.value.grad().map_or_else(|| vm.ctx.none(), |grad| wrap(grad, vm))
    }

    #[pygetset(setter)]
    fn set_grad(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        let grad = match value {
            PySetterValue::Assign(value) if !vm.is_none(&value) => {
                Some(super::args::tensor("grad", "grad", &value, vm)?)
            }
            _ => None,
        };
        zelf.value.set_grad(grad).or_raise(vm)
    }

    #[pygetset]
    fn grad_fn(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        super::autograd::node(zelf.value.history(), vm)
    }

    #[pygetset]
    fn data(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        wrap(zelf.value.detach(), vm)
    }

    /// `x.data = y`: the old way to write into a parameter.
    #[pygetset(setter)]
    fn set_data(zelf: &Py<Self>, value: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let value = super::args::tensor("data", "data", &value, vm)?;
        zelf.value.detach().copy_(&value).or_raise(vm)
    }

    #[pymethod]
    fn __format__(zelf: &Py<Self>, spec: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        if zelf.value.rank() == 0 {
            let value = convert::item(only(zelf.as_object(), vm)?, vm);
            return vm.call_special_method(&value, vm.ctx.intern_str("__format__"), (spec,));
        }
        let text = zelf.as_object().repr(vm)?;
        vm.call_special_method(text.as_object(), vm.ctx.intern_str("__format__"), (spec,))
    }
}

/// Makes `value` an object of `class`, which derives from `Tensor` (parameters).
pub(super) fn wrap_as(value: Tensor, class: PyTypeRef, vm: &VirtualMachine) -> PyResult {
    PyTensor { value }.into_ref_with_type(vm, class).map(Into::into)
}
