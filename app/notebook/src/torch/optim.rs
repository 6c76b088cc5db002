//! One step of an optimiser over a whole parameter group: `torch.optim` calls in once per group, not once per operation.
//!
//! Settings are read from the group's dict and what is remembered of a parameter from the optimiser's `state`, both under
//! PyTorch's names, so `state_dict()` is plain Python.

use rustpython_vm::builtins::{PyBaseExceptionRef, PyDictRef, PyTuple};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject, PyObjectRef, PyResult, VirtualMachine};
use tensor::optim::{Adagrad, Adam, AdamState, RmsProp, RmsPropState, Sgd, advance};
use tensor::{DType, Device, Scalar, Tensor};

use super::args::{Args, scalar, sequence};
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::{PyTensor, wrap};
use crate::poll;

/// A parameter group with its settings.
struct Group<'a> {
    settings: PyDictRef,
    vm: &'a VirtualMachine,
}

impl Group<'_> {
    fn missing(&self, name: &str) -> PyBaseExceptionRef {
        self.vm.new_key_error(self.vm.ctx.new_str(name).into())
    }

    fn get(&self, name: &str) -> PyResult {
        self.settings.get_item_opt(name, self.vm)?.ok_or_else(|| self.missing(name))
    }

    fn number(&self, name: &str) -> PyResult<f64> {
        number(name, &self.get(name)?, self.vm)
    }

    fn flag(&self, name: &str) -> PyResult<bool> {
        self.get(name)?.try_to_bool(self.vm)
    }
}

/// A number, or a tensor of one.
fn number(name: &str, value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<f64> {
    if let Some(tensor) = value.downcast_ref::<PyTensor>() {
        return tensor.value().item().map(Scalar::to_f64).or_raise(vm);
    }
    let found = scalar(value, vm)?;
    found
        .map(Scalar::to_f64)
        .ok_or_else(|| vm.new_type_error(format!("{name} must be a number, not {}", value.class().name())))
}

/// What is remembered of one parameter.
struct State<'a> {
    entries: PyDictRef,
    param: &'a Tensor,
    vm: &'a VirtualMachine,
}

impl State<'_> {
    fn find(&self, name: &str) -> PyResult<Option<Tensor>> {
        match self.entries.get_item_opt(name, self.vm)? {
            Some(value) if !self.vm.is_none(&value) => super::args::tensor("step", name, &value, self.vm).map(Some),
            _ => Ok(None),
        }
    }

    fn keep(&self, name: &str, value: &Tensor) -> PyResult<()> {
        self.entries.set_item(name, wrap(value.clone(), self.vm), self.vm)
    }

    /// A tensor like the parameter; the first time, of `first` everywhere.
    fn tensor(&self, name: &str, first: f64) -> PyResult<Tensor> {
        if let Some(found) = self.find(name)? {
            return Ok(found);
        }
        let (shape, dtype, device) = (self.param.shape(), self.param.dtype(), self.param.device());
        let new = Tensor::full(shape, first, dtype, device).or_raise(self.vm)?;
        self.keep(name, &new)?;
        Ok(new)
    }

    /// Counts a step and says its number.
    fn step(&self) -> PyResult<f64> {
        let counter = match self.entries.get_item_opt("step", self.vm)? {
            Some(value) if value.downcast_ref::<PyTensor>().is_some() => {
                super::args::tensor("step", "step", &value, self.vm)?
            }
            other => {
                let before = other.map_or(Ok(0.0), |value| number("step", &value, self.vm))?;
                let new = Tensor::full(&[], before, DType::F32, Device::Cpu).or_raise(self.vm)?;
                self.keep("step", &new)?;
                new
            }
        };
        advance(&counter).or_raise(self.vm)
    }
}

/// Calls `rule(group, param, grad, state)` for every parameter of the group that has a gradient.
fn each(
    name: &'static str,
    args: FuncArgs,
    vm: &VirtualMachine,
    prepare: impl FnOnce(&Group) -> PyResult<Box<dyn Fn(&Tensor, &Tensor, &State) -> PyResult<()>>>,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let settings: PyDictRef = args.required("group")?.try_into_value(vm)?;
    let states: PyDictRef = args.required("state")?.try_into_value(vm)?;
    args.finish()?;
    let group = Group { settings, vm };
    let rule = prepare(&group)?;
    for object in sequence(&group.get("params")?).unwrap_or_default() {
        poll::turn(vm)?;
        let param = super::args::tensor(name, "params", &object, vm)?;
        let Some(grad) = param.grad() else { continue };
        // By `get`, which asks no `defaultdict` for a new entry.
        let known = vm.call_method(states.as_object(), "get", (object.clone(),))?;
        let new = vm.is_none(&known);
        let entries: PyDictRef = if new { vm.ctx.new_dict() } else { known.try_into_value(vm)? };
        rule(&param, &grad, &State { entries: entries.clone(), param: &param, vm })?;
        // Plain descent remembers nothing, and then there is no entry.
        if new && entries.__len__() > 0 {
            states.set_item(&*object, entries.into(), vm)?;
        }
    }
    Ok(vm.ctx.none())
}

fn sgd(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    each("sgd", args, vm, |group| {
        let rule = Sgd {
            lr: group.number("lr")?,
            momentum: group.number("momentum")?,
            dampening: group.number("dampening")?,
            weight_decay: group.number("weight_decay")?,
            nesterov: group.flag("nesterov")?,
            maximize: group.flag("maximize")?,
        };
        Ok(Box::new(move |param, grad, state| {
            if rule.momentum == 0.0 {
                return rule.step(param, grad, &mut None).or_raise(state.vm);
            }
            let found = state.find("momentum_buffer")?;
            let mut buffer = found.clone();
            rule.step(param, grad, &mut buffer).or_raise(state.vm)?;
            match (found, buffer) {
                (None, Some(new)) => state.keep("momentum_buffer", &new),
                _ => Ok(()),
            }
        }))
    })
}

fn adam(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    each("adam", args, vm, |group| {
        let betas = group.get("betas")?;
        let betas = match betas.downcast_ref::<PyTuple>().map(|betas| betas.as_slice().to_vec()).or(sequence(&betas)) {
            Some(betas) if betas.len() == 2 => betas,
            _ => return Err(group.vm.new_value_error("betas must be two numbers, as in (0.9, 0.999)")),
        };
        let rule = Adam {
            lr: group.number("lr")?,
            beta1: number("betas", &betas[0], group.vm)?,
            beta2: number("betas", &betas[1], group.vm)?,
            eps: group.number("eps")?,
            weight_decay: group.number("weight_decay")?,
            decoupled: group.flag("decoupled_weight_decay")?,
            maximize: group.flag("maximize")?,
        };
        let amsgrad = group.flag("amsgrad")?;
        Ok(Box::new(move |param, grad, state| {
            let step = state.step()?;
            let (mean, square) = (state.tensor("exp_avg", 0.0)?, state.tensor("exp_avg_sq", 0.0)?);
            let largest = if amsgrad { Some(state.tensor("max_exp_avg_sq", 0.0)?) } else { None };
            let parts = AdamState { exp_avg: &mean, exp_avg_sq: &square, max_exp_avg_sq: largest.as_ref() };
            rule.step(param, grad, parts, step).or_raise(state.vm)
        }))
    })
}

fn rmsprop(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    each("rmsprop", args, vm, |group| {
        let rule = RmsProp {
            lr: group.number("lr")?,
            alpha: group.number("alpha")?,
            eps: group.number("eps")?,
            weight_decay: group.number("weight_decay")?,
            momentum: group.number("momentum")?,
            maximize: group.flag("maximize")?,
        };
        let centered = group.flag("centered")?;
        Ok(Box::new(move |param, grad, state| {
            state.step()?;
            let square = state.tensor("square_avg", 0.0)?;
            let buffer = if rule.momentum > 0.0 { Some(state.tensor("momentum_buffer", 0.0)?) } else { None };
            let mean = if centered { Some(state.tensor("grad_avg", 0.0)?) } else { None };
            let parts = RmsPropState { square_avg: &square, grad_avg: mean.as_ref(), momentum_buffer: buffer.as_ref() };
            rule.step(param, grad, parts).or_raise(state.vm)
        }))
    })
}

fn adagrad(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    each("adagrad", args, vm, |group| {
        let rule = Adagrad {
            lr: group.number("lr")?,
            lr_decay: group.number("lr_decay")?,
            eps: group.number("eps")?,
            weight_decay: group.number("weight_decay")?,
            maximize: group.flag("maximize")?,
        };
        let first = group.number("initial_accumulator_value")?;
        Ok(Box::new(move |param, grad, state| {
            let step = state.step()?;
            let sum = state.tensor("sum", first)?;
            rule.step(param, grad, &sum, step).or_raise(state.vm)
        }))
    })
}

/// `_zero_grad(params, set_to_none)`
fn zero_grad(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("zero_grad", args, vm);
    let params = args.required("params")?;
    let forget = args.flag("set_to_none")?;
    args.finish()?;
    for object in sequence(&params).unwrap_or_default() {
        let param = super::args::tensor("zero_grad", "params", &object, vm)?;
        match param.grad() {
            Some(_) if forget => param.set_grad(None).or_raise(vm)?,
            // Zeros that remember nothing of how the old gradient was made.
            Some(grad) => tensor::no_grad(|| grad.detach().zero_()).or_raise(vm)?,
            None => {}
        }
    }
    Ok(vm.ctx.none())
}

/// For `torch.optim`: a step takes a parameter group and the optimiser's state.
pub(super) const FUNCTIONS: List = list![METHOD: "_sgd" => sgd, "_adam" => adam, "_rmsprop" => rmsprop, "_adagrad" => adagrad, "_zero_grad" => zero_grad];
