//! `_torch`: tensors for Python, over the tensor engine.

use rustpython_vm::PyObjectRef;

/// Starts a session's random numbers anew.
pub(crate) fn reset(_seed: u64) {}

/// `Tensor (100, 10)`, if the object is one.
pub(crate) fn describe(_value: &PyObjectRef) -> Option<String> {
    None
}

pub(crate) use _torch::module_def;

#[rustpython_vm::pymodule]
mod _torch {}
