//! The backward pass from Python: `backward`, `grad`, hooks, and operations with a backward pass written in Python.

use std::cell::RefCell;
use std::rc::Rc;

use rustpython_vm::builtins::{PyBaseExceptionRef, PyTypeRef};
use rustpython_vm::class::PyClassImpl;
use rustpython_vm::common::hash::PyHash;
use rustpython_vm::function::{FuncArgs, PyComparisonValue};
use rustpython_vm::types::{Comparable, Hashable, PyComparisonOp, Representable};
use rustpython_vm::vm::thread::with_current_vm;
use rustpython_vm::{Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine, pyclass};
use tensor::{Error, History, HookHandle, Tensor};

use super::args::{Args, sequence, tensor};
use super::elementwise::in_place;
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::wrap;
use crate::poll;

thread_local! {
    /// The exception of a callback, on its way through the engine.
    static RAISED: RefCell<Option<PyBaseExceptionRef>> = const { RefCell::new(None) };
}

/// What a callback raised, if the engine's error is that it did.
pub(super) fn raised(error: &Error) -> Option<PyBaseExceptionRef> {
    if matches!(error, Error::Callback) { RAISED.take() } else { None }
}

/// Runs Python within the engine.
fn call<T>(f: impl FnOnce(&VirtualMachine) -> PyResult<T>) -> tensor::Result<T> {
    with_current_vm(f).map_err(|exception| {
        RAISED.set(Some(exception));
        Error::Callback
    })
}

/// Takes a hook away again; also at the end of a `with`.
#[pyclass(module = "torch.utils.hooks", name = "RemovableHandle")]
#[derive(PyPayload)]
pub(crate) struct PyHandle {
    handle: HookHandle,
}

impl std::fmt::Debug for PyHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RemovableHandle")
    }
}

#[pyclass]
impl PyHandle {
    #[pymethod]
    fn remove(zelf: &Py<Self>) {
        zelf.handle.remove();
    }

    #[pymethod]
    fn __enter__(zelf: rustpython_vm::PyRef<Self>) -> rustpython_vm::PyRef<Self> {
        zelf
    }

    #[pymethod]
    fn __exit__(zelf: &Py<Self>, _args: FuncArgs) {
        zelf.handle.remove();
    }
}

/// The class of handles, made once.
pub(super) fn handle_class() -> PyTypeRef {
    PyHandle::make_static_type()
}

/// An operation of the gradient graph, `x.grad_fn`.
#[pyclass(module = "torch.autograd.graph", name = "Node")]
#[derive(PyPayload)]
pub(crate) struct PyNode {
    history: History,
}

impl std::fmt::Debug for PyNode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.history.name())
    }
}

impl Representable for PyNode {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("<{} object at {:#x}>", zelf.history.name(), zelf.history.id()))
    }
}

impl Comparable for PyNode {
    fn cmp(zelf: &Py<Self>, other: &PyObject, op: PyComparisonOp, _vm: &VirtualMachine) -> PyResult<PyComparisonValue> {
        let id = zelf.history.id();
        op.eq_only(|| {
            let same = other.downcast_ref::<Self>().is_some_and(|other| other.history.id() == id);
            Ok(PyComparisonValue::Implemented(same))
        })
    }
}

impl Hashable for PyNode {
    fn hash(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<PyHash> {
        Ok(zelf.history.id() as PyHash)
    }
}

#[pyclass(with(Representable, Comparable, Hashable))]
impl PyNode {
    #[pymethod]
    fn name(zelf: &Py<Self>) -> String {
        match zelf.history.name() {
            name if name.ends_with("Grad") || name.starts_with("Copy") => format!("torch::autograd::{name}"),
            name => name,
        }
    }

    /// `((node or None, 0), ...)`, one pair for each input.
    #[pygetset]
    fn next_functions(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let pair = |next| vm.ctx.new_tuple(vec![node(next, vm), vm.ctx.new_int(0).into()]).into();
        vm.ctx.new_tuple(zelf.history.next().into_iter().map(pair).collect()).into()
    }

    /// The leaf whose gradient is accumulated.
    #[pygetset]
    fn variable(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.history.leaf().map(|leaf| wrap(leaf, vm)).ok_or_else(|| {
            vm.new_attribute_error(format!("'{}' object has no attribute 'variable'", zelf.history.name()))
        })
    }
}

/// A place in the gradient graph as an object.
pub(super) fn node(history: Option<History>, vm: &VirtualMachine) -> PyObjectRef {
    history.map_or_else(|| vm.ctx.none(), |history| PyNode { history }.into_pyobject(vm))
}

/// The class of `x.grad_fn`, made once.
pub(super) fn node_class() -> PyTypeRef {
    PyNode::make_static_type()
}

/// `torch.autograd.set_detect_anomaly`; gives what it was.
fn set_detect_anomaly(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("set_detect_anomaly", args, vm);
    let on = args.flag("mode")?;
    args.finish()?;
    Ok(vm.ctx.new_bool(tensor::set_detect_anomaly(on)).into())
}

/// `x.register_hook(hook)`
fn register_hook(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("register_hook", args, vm);
    let x = args.tensor("self")?;
    let hook = args.required("hook")?;
    args.finish()?;
    let run = move |g: &Tensor| {
        call(|vm| {
            let answer = hook.call((wrap(g.clone(), vm),), vm)?;
            if vm.is_none(&answer) {
                return Ok(None);
            }
            tensor("hook", "result", &answer, vm).map(Some)
        })
    };
    let handle = x.register_hook(Rc::new(run)).or_raise(vm)?;
    Ok(PyHandle { handle }.into_pyobject(vm))
}

/// `x.register_post_accumulate_grad_hook(hook)`: the hook is called with `x` itself.
fn register_post_accumulate_grad_hook(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("register_post_accumulate_grad_hook", args, vm);
    let zelf = args.required("self")?;
    let hook = args.required("hook")?;
    args.finish()?;
    let x = tensor("register_post_accumulate_grad_hook", "self", &zelf, vm)?;
    // Weakly: the tensor holds its hooks.
    let object = zelf.downgrade(None, vm)?;
    let run = move |leaf: &Tensor| {
        call(|vm| {
            let same = object.upgrade().unwrap_or_else(|| wrap(leaf.clone(), vm));
            hook.call((same,), vm).map(|_| ())
        })
    };
    let handle = x.register_post_accumulate_grad_hook(Rc::new(run)).or_raise(vm)?;
    Ok(PyHandle { handle }.into_pyobject(vm))
}

fn tensors(name: &str, value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Vec<Tensor>> {
    match sequence(value) {
        Some(items) => items.iter().map(|item| tensor("grad", name, item, vm)).collect(),
        None => Ok(vec![tensor("grad", name, value, vm)?]),
    }
}

/// Gradients of outputs: tensors or `None`.
fn maybe_tensors(name: &str, value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Vec<Option<Tensor>>> {
    let read = |item: &PyObjectRef| {
        if vm.is_none(item) { Ok(None) } else { tensor("grad", name, item, vm).map(Some) }
    };
    match sequence(value) {
        Some(items) => items.iter().map(read).collect(),
        None => Ok(vec![read(value)?]),
    }
}

fn objects(found: Vec<Option<Tensor>>, vm: &VirtualMachine) -> Vec<PyObjectRef> {
    found.into_iter().map(|grad| grad.map_or_else(|| vm.ctx.none(), |grad| wrap(grad, vm))).collect()
}

/// `x.backward(gradient, retain_graph, create_graph, inputs)`
fn backward(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("backward", args, vm);
    let x = args.tensor("self")?;
    let gradient = args.optional("gradient").map(|value| tensor("backward", "gradient", &value, vm)).transpose()?;
    let retain = args.optional("retain_graph").map(|value| value.try_to_bool(vm)).transpose()?;
    let create = args.flag("create_graph")?;
    let inputs = args.optional("inputs").map(|value| tensors("inputs", &value, vm)).transpose()?;
    args.finish()?;
    if inputs.as_ref().is_some_and(Vec::is_empty) {
        return Err(vm.new_runtime_error("'inputs' argument to backward() cannot be empty."));
    }
    poll::turn(vm)?;
    let retain = retain.unwrap_or(create);
    tensor::backward(&[x], &[gradient], retain, create, inputs.as_deref()).or_raise(vm)?;
    Ok(vm.ctx.none())
}

/// `_backward(tensors, gradients, retain_graph, create_graph, inputs)` for `torch.autograd.backward`.
fn backward_all(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("backward", args, vm);
    let outputs = tensors("tensors", &args.required("tensors")?, vm)?;
    let gradients = maybe_tensors("grad_tensors", &args.required("grad_tensors")?, vm)?;
    let (retain, create) = (args.flag("retain_graph")?, args.flag("create_graph")?);
    let inputs = args.optional("inputs").map(|value| tensors("inputs", &value, vm)).transpose()?;
    args.finish()?;
    poll::turn(vm)?;
    tensor::backward(&outputs, &gradients, retain, create, inputs.as_deref()).or_raise(vm)?;
    Ok(vm.ctx.none())
}

/// `_grad(outputs, inputs, gradients, retain_graph, create_graph)` for `torch.autograd.grad`.
fn grad(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("grad", args, vm);
    let outputs = tensors("outputs", &args.required("outputs")?, vm)?;
    let inputs = tensors("inputs", &args.required("inputs")?, vm)?;
    let gradients = maybe_tensors("grad_outputs", &args.required("grad_outputs")?, vm)?;
    let (retain, create) = (args.flag("retain_graph")?, args.flag("create_graph")?);
    args.finish()?;
    poll::turn(vm)?;
    let found = tensor::grad(&outputs, &inputs, Some(&gradients), retain, create, true).or_raise(vm)?;
    Ok(vm.ctx.new_list(objects(found, vm)).into())
}

/// `_custom(name, inputs, outputs, live, saved, dirty, backward)` for `torch.autograd.Function`: `backward` is called with a
/// list of the outputs' gradients and a tuple of the saved tensors.
fn custom(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("apply", args, vm);
    let name = args.required("name")?.str(vm)?;
    let inputs = tensors("inputs", &args.required("inputs")?, vm)?;
    let outputs = tensors("outputs", &args.required("outputs")?, vm)?;
    let live = sequence(&args.required("live")?).unwrap_or_default();
    let saved = tensors("saved", &args.required("saved")?, vm)?;
    let dirty = tensors("dirty", &args.required("dirty")?, vm)?;
    let function = args.required("backward")?;
    args.finish()?;
    let mut pairs = Vec::new();
    for (output, live) in outputs.into_iter().zip(live) {
        pairs.push((output, live.try_to_bool(vm)?));
    }
    let run = move |gradients: &[Option<Tensor>], saved: &[Tensor]| {
        call(|vm| {
            let gradients = vm.ctx.new_list(objects(gradients.to_vec(), vm));
            let saved = vm.ctx.new_tuple(saved.iter().map(|t| wrap(t.clone(), vm)).collect());
            maybe_tensors("backward", &function.call((gradients, saved), vm)?, vm)
        })
    };
    let made = tensor::custom(&name.to_string_lossy(), &inputs, &pairs, &saved, &dirty, Box::new(run)).or_raise(vm)?;
    Ok(vm.ctx.new_list(made.into_iter().map(|y| wrap(y, vm)).collect()).into())
}

/// `x.detach_()`
fn detach_(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let zelf = args.shift();
    Args::new("detach_", args, vm).finish()?;
    in_place(zelf, vm, Tensor::detach_)
}

/// As methods only.
pub(super) const METHODS: List = list![METHOD:
    "backward" => backward, "register_hook" => register_hook, "detach_" => detach_,
    "register_post_accumulate_grad_hook" => register_post_accumulate_grad_hook,
];

/// As functions only, for the Python half.
pub(super) const FUNCTIONS: List = list![METHOD:
    "_grad" => grad, "_backward" => backward_all, "_custom" => custom,
    "_set_detect_anomaly" => set_detect_anomaly,
];
