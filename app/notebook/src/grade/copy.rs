//! Values out of a session and into another. What a value is decides its class alone, compared with Python's own; no method
//! of the object is called, so that nothing it overrides has a say.

use cells::grade::{Kind, Real, Value};
use rustpython_vm::builtins::{
    PyBaseExceptionRef, PyBytes, PyComplex, PyDict, PyDictRef, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyStr,
    PyTuple,
};
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, PyResult, VirtualMachine};

use super::handles;
use crate::{files, numpy, torch};

/// Bytes that one copy may take, about.
const ROOM: usize = 16 << 20;
/// Lists in lists.
const DEPTH: usize = 64;

/// Why there is no copy.
pub(super) enum NotCopied {
    /// It takes too much room.
    TooBig,
    /// A tensor could not be computed.
    Raised(PyBaseExceptionRef),
}

/// What a [`Value`] becomes where it arrives, and what is taken as an object of the other session.
pub(super) trait Side {
    /// An object that stays where it is, by name. `None` if this side hands none over.
    fn keep(&self, object: &PyObject, vm: &VirtualMachine) -> Option<Value>;
}

/// The candidate's side: what cannot be copied is kept under a number.
pub(super) struct Kept;

impl Side for Kept {
    fn keep(&self, object: &PyObject, vm: &VirtualMachine) -> Option<Value> {
        Some(Value::Remote(handles::keep(object, vm)))
    }
}

/// A copy of an object.
pub(super) fn copy(object: &PyObject, side: &dyn Side, vm: &VirtualMachine) -> Result<Value, NotCopied> {
    Copy { room: ROOM, side, vm }.value(object, DEPTH)
}

/// A copy, or the object by name where the copy would take too much room or cannot be made.
pub(super) fn copy_or_keep(object: &PyObject, vm: &VirtualMachine) -> Value {
    copy(object, &Kept, vm).unwrap_or_else(|_| Value::Remote(handles::keep(object, vm)))
}

struct Copy<'a> {
    room: usize,
    side: &'a dyn Side,
    vm: &'a VirtualMachine,
}

impl Copy<'_> {
    fn take(&mut self, bytes: usize) -> Result<(), NotCopied> {
        self.room = self.room.checked_sub(bytes).ok_or(NotCopied::TooBig)?;
        Ok(())
    }

    fn value(&mut self, object: &PyObject, depth: usize) -> Result<Value, NotCopied> {
        let vm = self.vm;
        self.take(16)?;
        let depth = depth.checked_sub(1).ok_or(NotCopied::TooBig)?;
        if vm.is_none(object) {
            return Ok(Value::None);
        }
        if object.is(&vm.ctx.true_value) || object.is(&vm.ctx.false_value) {
            return Ok(Value::Bool(object.is(&vm.ctx.true_value)));
        }
        if let Some(n) = object.downcast_ref_if_exact::<PyInt>(vm) {
            return self.whole(n);
        }
        if let Some(n) = object.downcast_ref_if_exact::<PyFloat>(vm) {
            return Ok(Value::Float(Real(n.to_f64())));
        }
        if let Some(text) = object.downcast_ref_if_exact::<PyStr>(vm) {
            self.take(text.byte_len())?;
            return Ok(Value::Str(text.to_string_lossy().into_owned()));
        }
        if let Some(items) = object.downcast_ref_if_exact::<PyList>(vm) {
            // A copy of the references: nothing may change the list while it is read.
            let items = items.borrow_vec().to_vec();
            return Ok(Value::List(self.values(&items, depth)?));
        }
        if let Some(items) = object.downcast_ref_if_exact::<PyTuple>(vm) {
            return Ok(Value::Tuple(self.values(items.as_slice(), depth)?));
        }
        if let Some(dict) = object.downcast_ref_if_exact::<PyDict>(vm) {
            let mut pairs = Vec::new();
            for (key, value) in dict {
                pairs.push((self.value(&key, depth)?, self.value(&value, depth)?));
            }
            return Ok(Value::Dict(pairs));
        }
        if let Some(set) = object.downcast_ref_if_exact::<PySet>(vm) {
            return Ok(Value::Set(self.values(&set.elements(), depth)?));
        }
        if let Some(set) = object.downcast_ref_if_exact::<PyFrozenSet>(vm) {
            return Ok(Value::Frozenset(self.values(&set.elements(), depth)?));
        }
        if let Some(bytes) = object.downcast_ref_if_exact::<PyBytes>(vm) {
            self.take(bytes.as_bytes().len())?;
            return Ok(Value::Bytes(bytes.as_bytes().to_vec()));
        }
        if let Some(z) = object.downcast_ref_if_exact::<PyComplex>(vm) {
            let z = z.as_complex();
            return Ok(Value::Complex(Real(z.re), Real(z.im)));
        }
        // Subclasses of Tensor are copied as what they hold: parameters are tensors to a check.
        if let Some(bytes) = torch::bytes(object, self.room) {
            let (dtype, shape, data) = bytes.map_err(|error| self.raised(&error))?.ok_or(NotCopied::TooBig)?;
            self.take(data.len())?;
            return Ok(Value::Tensor { dtype: dtype.to_owned(), shape, data });
        }
        if let Some((data, shape, scalar)) = numpy::native_data(object) {
            self.take(data.len() * data.dtype().size())?;
            return Ok(Value::Array { scalar, npy: files::npy_write(&data, &shape) });
        }
        self.side.keep(object, vm).ok_or_else(|| {
            let name = object.class().name().to_string();
            NotCopied::Raised(vm.new_type_error(format!(
                "a check hands plain data, tensors and arrays to the code it looks at, not objects of type {name}"
            )))
        })
    }

    fn values(&mut self, items: &[PyObjectRef], depth: usize) -> Result<Vec<Value>, NotCopied> {
        items.iter().map(|item| self.value(item, depth)).collect()
    }

    fn whole(&mut self, n: &Py<PyInt>) -> Result<Value, NotCopied> {
        if let Ok(n) = n.try_to_primitive::<i64>(self.vm) {
            return Ok(Value::Int(n));
        }
        self.take(n.as_bigint().bits() as usize / 4)?;
        // Decimal digits would take time by the square of their number.
        Ok(Value::Big(n.as_bigint().to_str_radix(16)))
    }

    fn raised(&self, error: &tensor::Error) -> NotCopied {
        NotCopied::Raised(torch::exception(error, self.vm))
    }
}

/// The object that a value stands for. `remote` makes what stands for an object of the other session.
pub(super) fn paste(
    value: &Value,
    remote: &dyn Fn(u32, Kind, &str) -> PyResult,
    vm: &VirtualMachine,
) -> PyResult<PyObjectRef> {
    let all = |items: &[Value]| items.iter().map(|item| paste(item, remote, vm)).collect::<PyResult<Vec<_>>>();
    Ok(match value {
        Value::None => vm.ctx.none(),
        Value::Bool(b) => vm.ctx.new_bool(*b).into(),
        Value::Int(n) => vm.ctx.new_int(*n).into(),
        Value::Big(digits) => vm.ctx.types.int_type.as_object().call((digits.clone(), 16), vm)?,
        Value::Float(n) => vm.ctx.new_float(n.0).into(),
        Value::Complex(re, im) => vm.ctx.types.complex_type.as_object().call((re.0, im.0), vm)?,
        Value::Str(text) => vm.ctx.new_str(text.as_str()).into(),
        Value::Bytes(bytes) => vm.ctx.new_bytes(bytes.clone()).into(),
        Value::List(items) => vm.ctx.new_list(all(items)?).into(),
        Value::Tuple(items) => vm.ctx.new_tuple(all(items)?).into(),
        Value::Set(items) | Value::Frozenset(items) => {
            let items = vm.ctx.new_list(all(items)?);
            let types = &vm.ctx.types;
            let class = if matches!(value, Value::Set(_)) { types.set_type } else { types.frozenset_type };
            class.as_object().call((items,), vm)?
        }
        Value::Dict(pairs) => {
            let dict: PyDictRef = vm.ctx.new_dict();
            for (key, value) in pairs {
                dict.set_item(&*paste(key, remote, vm)?, paste(value, remote, vm)?, vm)?;
            }
            dict.into()
        }
        Value::Tensor { dtype, shape, data } => torch::from_bytes(dtype, shape, data, vm)?,
        Value::Array { scalar, npy } => {
            let (data, shape) = files::npy_read(npy).map_err(|fault| vm.new_value_error(fault))?;
            if *scalar { numpy::scalar_from(data, vm) } else { numpy::from_data(data, &shape, vm)? }
        }
        Value::Remote(there) => remote(there.handle, there.kind, &there.name)?,
    })
}
