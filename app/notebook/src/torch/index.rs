//! `x[...]` and `x[...] = v`.

use rustpython_vm::builtins::{PyBaseExceptionRef, PyInt, PySlice, PyTuple};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};
use tensor::{DType, Index, Tensor};

use super::convert::to_tensor;
use super::error::OrRaise;
use super::tensor::{Operand, PyTensor, give};
use crate::poll;

/// `x[key]`
pub(super) fn get(x: &Tensor, key: &PyObject, vm: &VirtualMachine) -> PyResult {
    let indices = parse(x, key, vm)?;
    give(x.index(&indices), vm)
}

/// `x[key] = value`
pub(super) fn set(x: &Tensor, key: &PyObject, value: Option<PyObjectRef>, vm: &VirtualMachine) -> PyResult<()> {
    let Some(value) = value else { return Err(vm.new_type_error("Tensor does not support deleting items")) };
    let indices = parse(x, key, vm)?;
    let value = match Operand::read(&value, vm)? {
        Some(value) => value,
        None => Operand::Tensor(to_tensor(&value, Some(x.dtype()), Some(x.device()), vm)?),
    };
    poll::turn(vm)?;
    x.set_index(&indices, value.arg()).or_raise(vm)
}

pub(super) fn parse(x: &Tensor, key: &PyObject, vm: &VirtualMachine) -> PyResult<Vec<Index>> {
    match key.downcast_ref::<PyTuple>() {
        Some(parts) => parts.as_slice().iter().map(|part| one(x, part, vm)).collect(),
        None => Ok(vec![one(x, &key.to_owned(), vm)?]),
    }
}

fn one(x: &Tensor, part: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Index> {
    if vm.is_none(part) {
        return Ok(Index::NewAxis);
    }
    if part.is(&vm.ctx.ellipsis) {
        return Ok(Index::Ellipsis);
    }
    if let Some(slice) = part.downcast_ref::<PySlice>() {
        let end = |value: &Option<PyObjectRef>| -> PyResult<Option<i64>> {
            match value {
                Some(value) if !vm.is_none(value) => value.try_index(vm)?.try_to_primitive(vm).map(Some),
                _ => Ok(None),
            }
        };
        let (start, step) = (end(&slice.start)?, end(&slice.step)?.unwrap_or(1));
        return Ok(Index::Range { start, end: end(&Some(slice.stop.clone()))?, step });
    }
    if let Some(index) = part.downcast_ref::<PyTensor>() {
        return Ok(Index::Tensor(index.value()));
    }
    let class = part.class();
    if class.is(vm.ctx.types.bool_type) {
        return part.clone().try_to_bool(vm).map(Index::Truth);
    }
    if let Some(int) = part.downcast_ref::<PyInt>() {
        return int.try_to_primitive(vm).map(Index::At);
    }
    let types = &vm.ctx.types;
    let listed = [types.list_type, types.tuple_type, types.range_type].iter().any(|listed| class.is(*listed));
    if listed || part.get_attr("tolist", vm).is_ok() {
        let index = to_tensor(part, None, Some(x.device()), vm)?;
        // `x[[]]` names no positions, whatever an empty list's dtype.
        let dtype = if index.count() == 0 { DType::I64 } else { index.dtype() };
        return index.to_dtype(dtype).or_raise(vm).map(Index::Tensor);
    }
    match part.try_index_opt(vm) {
        Some(int) => int?.try_to_primitive(vm).map(Index::At),
        None => Err(unfit(part, vm)),
    }
}

fn unfit(part: &PyObjectRef, vm: &VirtualMachine) -> PyBaseExceptionRef {
    vm.new_type_error(format!(
        "tensors are indexed by integers, slices (:), ellipsis (...), None, and integer or bool tensors, not {}",
        part.class().name()
    ))
}
