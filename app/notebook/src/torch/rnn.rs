//! Recurrent layers for `torch.nn`: all time steps of one direction in one call.

use rustpython_vm::builtins::PyStr;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use tensor::Tensor;
use tensor::rnn::{self, Cell, Memory, Weights};

use super::args::{Args, sequence, tensor};
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::wrap;
use crate::poll;

/// The arguments of both functions: mode, input, h, c or None, `[w_ih, w_hh, b_ih, b_hh, w_hr]` with None for what is not
/// there.
struct Call {
    cell: Cell,
    input: Tensor,
    memory: Memory,
    weights: Vec<Option<Tensor>>,
}

impl Call {
    fn read(name: &'static str, args: &mut Args, vm: &VirtualMachine) -> PyResult<Self> {
        let mode = args.required("mode")?;
        let mode = mode.downcast_ref::<PyStr>().map(|mode| mode.to_string()).unwrap_or_default();
        let cell = Cell::parse(&mode).ok_or_else(|| vm.new_value_error(format!("Unrecognized RNN mode: {mode}")))?;
        let input = args.tensor("input")?;
        let h = args.tensor("h")?;
        let optional = |value: Option<PyObjectRef>| value.map(|value| tensor(name, "weights", &value, vm)).transpose();
        let c = optional(args.optional("c"))?;
        let weights = sequence(&args.required("weights")?).unwrap_or_default();
        let weights = weights.into_iter().map(|value| optional(Some(value).filter(|value| !vm.is_none(value))));
        let mut weights: Vec<Option<Tensor>> = weights.collect::<PyResult<_>>()?;
        weights.resize(5, None);
        Ok(Self { cell, input, memory: Memory { h, c }, weights })
    }

    fn weights(&self, vm: &VirtualMachine) -> PyResult<Weights<'_>> {
        let [Some(ih), Some(hh), bias_ih, bias_hh, hr] = &self.weights[..] else {
            return Err(vm.new_type_error("a recurrent layer needs weight_ih and weight_hh"));
        };
        Ok(Weights { ih, hh, bias_ih: bias_ih.as_ref(), bias_hh: bias_hh.as_ref(), hr: hr.as_ref() })
    }
}

fn state(memory: Memory, vm: &VirtualMachine) -> [PyObjectRef; 2] {
    [wrap(memory.h, vm), memory.c.map_or_else(|| vm.ctx.none(), |c| wrap(c, vm))]
}

/// `_rnn_layer(mode, input, h, c, weights, reverse)`: states of all steps, the last `h` and `c`.
fn layer(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("rnn", args, vm);
    let call = Call::read("rnn", &mut args, vm)?;
    let reverse = args.flag("reverse")?;
    args.finish()?;
    poll::turn(vm)?;
    let weights = call.weights(vm)?;
    let (states, memory) = rnn::layer(call.cell, &call.input, call.memory.clone(), &weights, reverse).or_raise(vm)?;
    let [h, c] = state(memory, vm);
    Ok(vm.ctx.new_tuple(vec![wrap(states, vm), h, c]).into())
}

/// `_rnn_step(mode, input, h, c, weights)`: the next `h` and `c`.
fn step(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("rnn", args, vm);
    let call = Call::read("rnn", &mut args, vm)?;
    args.finish()?;
    poll::turn(vm)?;
    let memory = rnn::step(call.cell, &call.input, &call.memory, &call.weights(vm)?).or_raise(vm)?;
    Ok(vm.ctx.new_tuple(state(memory, vm).to_vec()).into())
}

/// For `torch.nn`.
pub(super) const FUNCTIONS: List = list![METHOD: "_rnn_layer" => layer, "_rnn_step" => step];
