//! Takes the arguments of a call apart as PyTorch's own signatures allow: by position or by name, sizes one by one or as
//! a sequence.

use rustpython_vm::builtins::{PyFloat, PyInt, PyList, PyTuple};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject, PyObjectRef, PyResult, VirtualMachine};
use tensor::{DType, Device, Scalar, Tensor};

use super::device::to_device;
use super::dtype::to_dtype;
use super::tensor::PyTensor;

/// The arguments of one call.
pub(super) struct Args<'a> {
    function: &'static str,
    args: FuncArgs,
    vm: &'a VirtualMachine,
}

impl<'a> Args<'a> {
    pub fn new(function: &'static str, args: FuncArgs, vm: &'a VirtualMachine) -> Self {
        Self { function, args, vm }
    }

    /// The next argument, by position, by name, or by the name that NumPy has for it.
    fn take(&mut self, name: &str) -> Option<PyObjectRef> {
        let others: &[&str] = match name {
            "dim" => &["axis"],
            "keepdim" => &["keepdims"],
            "input" => &["x", "a", "x1"],
            "other" => &["x2"],
            _ => &[],
        };
        let found = self.args.take_positional_keyword(name);
        found.or_else(|| others.iter().find_map(|other| self.args.take_keyword(other)))
    }

    /// The next argument, by position or name; `None` where it is missing or Python's `None`.
    pub fn optional(&mut self, name: &str) -> Option<PyObjectRef> {
        self.take(name).filter(|value| !self.vm.is_none(value))
    }

    /// An argument given by name only.
    pub fn keyword(&mut self, name: &str) -> Option<PyObjectRef> {
        self.args.take_keyword(name).filter(|value| !self.vm.is_none(value))
    }

    /// The next argument, which must be there.
    pub fn required(&mut self, name: &str) -> PyResult<PyObjectRef> {
        self.take(name).ok_or_else(|| {
            self.vm.new_type_error(format!("{}() missing 1 required positional argument: '{name}'", self.function))
        })
    }

    /// The next argument as a tensor.
    pub fn tensor(&mut self, name: &str) -> PyResult<Tensor> {
        let value = self.required(name)?;
        tensor(self.function, name, &value, self.vm)
    }

    /// The next argument as a whole number.
    pub fn int(&mut self, name: &str) -> PyResult<Option<isize>> {
        self.optional(name).map(|value| int(self.function, name, &value, self.vm)).transpose()
    }

    /// The next argument as a truth value.
    pub fn flag(&mut self, name: &str) -> PyResult<bool> {
        self.optional(name).map_or(Ok(false), |value| value.try_to_bool(self.vm))
    }

    /// The next argument as a number.
    pub fn number(&mut self, name: &str) -> PyResult<Option<f64>> {
        self.optional(name)
            .map(|value| match scalar(&value, self.vm)? {
                Some(number) => Ok(number.to_f64()),
                None => Err(self.wrong(name, "a number", &value)),
            })
            .transpose()
    }

    /// The next argument as dimensions: one whole number or a sequence of them.
    pub fn dims(&mut self, name: &str) -> PyResult<Option<Vec<isize>>> {
        self.optional(name).map(|value| dims(self.function, name, &value, self.vm)).transpose()
    }

    /// All remaining positional arguments as whole numbers, or one sequence of them.
    pub fn sizes(&mut self, name: &str) -> PyResult<Vec<isize>> {
        let mut values = Vec::new();
        if self.args.args.is_empty()
            && let Some(value) = self.keyword(name)
        {
            values.push(value);
        }
        values.append(&mut self.args.args);
        if let [only] = &values[..]
            && let Some(items) = sequence(only)
        {
            values = items;
        }
        values.iter().map(|item| int(self.function, name, item, self.vm)).collect()
    }

    /// The next argument as a whole number, which must be there.
    pub fn required_int(&mut self, name: &str) -> PyResult<isize> {
        let value = self.required(name)?;
        int(self.function, name, &value, self.vm)
    }

    /// All remaining positional arguments, or the items of the only one, as tensors.
    pub fn tensors(&mut self, name: &str) -> PyResult<Vec<Tensor>> {
        let mut values: Vec<PyObjectRef> = self.keyword(name).into_iter().collect();
        values.append(&mut self.args.args);
        if let [only] = &values[..]
            && let Some(items) = sequence(only)
        {
            values = items;
        }
        values.iter().map(|item| tensor(self.function, name, item, self.vm)).collect()
    }

    /// As [`Args::sizes`], for a new tensor's shape.
    pub fn shape(&mut self) -> PyResult<Vec<usize>> {
        self.sizes("size")?
            .into_iter()
            .map(|size| {
                usize::try_from(size).map_err(|_| {
                    self.vm.new_runtime_error(format!(
                        "Trying to create tensor with negative dimension {size}: {}",
                        self.function
                    ))
                })
            })
            .collect()
    }

    /// `dtype=`
    pub fn dtype(&mut self) -> PyResult<Option<DType>> {
        self.keyword("dtype").map(|value| to_dtype(&value, self.vm)).transpose()
    }

    /// `device=`
    pub fn device(&mut self) -> PyResult<Option<Device>> {
        self.keyword("device").map(|value| to_device(&value, self.vm)).transpose()
    }

    /// `requires_grad=`
    pub fn requires_grad(&mut self) -> PyResult<bool> {
        self.keyword("requires_grad").map_or(Ok(false), |value| value.try_to_bool(self.vm))
    }

    /// Whether an argument is given by this name.
    pub fn has(&self, name: &str) -> bool {
        self.args.kwargs.contains_key(name)
    }

    /// The next argument by position, left where it is.
    pub fn peek(&self) -> Option<&PyObjectRef> {
        self.args.args.first()
    }

    /// Whether no argument is left.
    pub fn is_done(&self) -> bool {
        self.args.args.is_empty() && self.args.kwargs.is_empty()
    }

    /// Nothing may be left.
    pub fn finish(mut self) -> PyResult<()> {
        // Where results go and how they lie in memory is ours to choose.
        for ignored in ["layout", "pin_memory", "memory_format", "non_blocking", "out"] {
            if let Some(value) = self.keyword(ignored)
                && ignored == "out"
            {
                return Err(self.wrong("out", "left out in this page's subset of PyTorch, not", &value));
            }
        }
        if !self.args.args.is_empty() {
            return Err(self.vm.new_type_error(format!("{}() got too many positional arguments", self.function)));
        }
        let left = self.args.remaining_keywords().next();
        match left {
            Some((name, _)) => {
                Err(self.vm.new_type_error(format!("{}() got an unexpected keyword argument '{name}'", self.function)))
            }
            None => Ok(()),
        }
    }

    fn wrong(&self, name: &str, wanted: &str, value: &PyObjectRef) -> rustpython_vm::builtins::PyBaseExceptionRef {
        wrong(self.function, name, wanted, value, self.vm)
    }
}

fn wrong(
    function: &str,
    name: &str,
    wanted: &str,
    value: &PyObjectRef,
    vm: &VirtualMachine,
) -> rustpython_vm::builtins::PyBaseExceptionRef {
    vm.new_type_error(format!("{function}(): argument '{name}' must be {wanted}, not {}", value.class().name()))
}

/// The value as a tensor.
pub(super) fn tensor(function: &str, name: &str, value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Tensor> {
    match value.downcast_ref::<PyTensor>() {
        Some(tensor) => Ok(tensor.value()),
        None => Err(wrong(function, name, "Tensor", value, vm)),
    }
}

/// The value as a whole number; a tensor of one whole number will do.
pub(super) fn int(function: &str, name: &str, value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<isize> {
    if let Some(int) = value.downcast_ref::<PyInt>() {
        return int.try_to_primitive(vm);
    }
    match value.try_index_opt(vm) {
        Some(int) => int?.try_to_primitive(vm),
        None => Err(wrong(function, name, "int", value, vm)),
    }
}

/// The value as dimensions: one whole number or a sequence of them.
pub(super) fn dims(function: &str, name: &str, value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Vec<isize>> {
    match sequence(value) {
        Some(items) => items.iter().map(|item| int(function, name, item, vm)).collect(),
        None => Ok(vec![int(function, name, value, vm)?]),
    }
}

/// The value as a real number.
pub(super) fn real(function: &str, name: &str, value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<f64> {
    match scalar(value, vm)? {
        Some(number) => Ok(number.to_f64()),
        None => Err(wrong(function, name, "a number", value, vm)),
    }
}

/// The items of a list or tuple (a `torch.Size` is one).
pub(super) fn sequence(value: &PyObjectRef) -> Option<Vec<PyObjectRef>> {
    if let Some(list) = value.downcast_ref::<PyList>() {
        return Some(list.borrow_vec().to_vec());
    }
    value.downcast_ref::<PyTuple>().map(|tuple| tuple.as_slice().to_vec())
}

/// The value as a plain number, if it is one. NumPy's scalars are, by `__float__` and `__index__`.
pub(super) fn scalar(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Scalar>> {
    if value.class().is(vm.ctx.types.bool_type) {
        return Ok(Some(Scalar::Bool(value.clone().try_to_bool(vm)?)));
    }
    if let Some(int) = value.downcast_ref::<PyInt>() {
        return Ok(Some(match int.try_to_primitive(vm) {
            Ok(int) => Scalar::Int(int),
            Err(_) => Scalar::Float(value.try_float(vm)?.to_f64()),
        }));
    }
    if let Some(float) = value.downcast_ref::<PyFloat>() {
        return Ok(Some(Scalar::Float(float.to_f64())));
    }
    if value.downcast_ref::<PyTensor>().is_some() {
        return Ok(None);
    }
    if let Some(int) = value.try_index_opt(vm) {
        return int?.try_to_primitive(vm).map(|int| Some(Scalar::Int(int)));
    }
    if value.class().slots.as_number.float.load().is_some() {
        return Ok(Some(Scalar::Float(value.try_float(vm)?.to_f64())));
    }
    Ok(None)
}
