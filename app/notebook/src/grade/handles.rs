//! Objects that stay in their session, by number: what another session holds in their place.

use std::cell::RefCell;

use rustpython_vm::builtins::{PyModule, PyStr, PyType};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, VirtualMachine};

use cells::grade::{Kind, Remote};

thread_local! {
    static HELD: RefCell<Vec<PyObjectRef>> = const { RefCell::new(Vec::new()) };
}

/// Forgets all objects.
pub(super) fn reset() {
    HELD.take();
}

/// The object behind a number.
pub(super) fn find(handle: u32) -> Option<PyObjectRef> {
    HELD.with_borrow(|held| held.get(handle as usize).cloned())
}

/// Keeps an object and gives it a number, the same one each time.
pub(super) fn keep(object: &PyObject, vm: &VirtualMachine) -> Remote {
    let handle = HELD.with_borrow_mut(|held| {
        held.iter().position(|other| other.is(object)).unwrap_or_else(|| {
            held.push(object.to_owned());
            held.len() - 1
        })
    });
    Remote { handle: handle as u32, kind: kind(object, vm), name: name(object, vm) }
}

fn kind(object: &PyObject, vm: &VirtualMachine) -> Kind {
    if object.downcast_ref::<PyType>().is_some() {
        Kind::Class
    } else if object.class().is(vm.ctx.types.module_type) {
        Kind::Module
    } else if object.is_callable() {
        Kind::Function
    } else {
        Kind::Object
    }
}

/// A class's own name, the one a module keeps, or that of the object's class: no code runs to find it.
fn name(object: &PyObject, vm: &VirtualMachine) -> String {
    if let Some(class) = object.downcast_ref::<PyType>() {
        return class.name().to_string();
    }
    let named = object.downcast_ref::<PyModule>().and_then(|_| object.dict()?.get_item_opt("__name__", vm).ok()?);
    match named.as_ref().and_then(|named| named.downcast_ref_if_exact::<PyStr>(vm)) {
        Some(name) => name.to_string_lossy().into_owned(),
        None => object.class().name().to_string(),
    }
}
