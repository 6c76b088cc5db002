//! Recurrent layers: one direction of one layer over all time steps, recorded without leaving the engine.
//!
//! The inputs of all steps are projected by one product; each step then adds its product with the state. Gates lie in
//! PyTorch's order: reset, update, new for GRU; input, forget, cell, output for LSTM.

use crate::autograd::{Edge, Grads, Rule, no_grad, tracked};
use crate::error::{Error, Result};
use crate::tensor::Tensor;
use std::cell::RefCell;
use std::rc::Rc;

/// Which recurrence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell {
    /// `h' = tanh(W x + b + U h + c)` (Elman 1990).
    Tanh,
    /// The same with relu.
    Relu,
    /// Gated recurrent unit (Cho et al. 2014).
    Gru,
    /// Long short-term memory (Hochreiter and Schmidhuber 1997).
    Lstm,
}

impl Cell {
    /// How many gates lie one after the other in the weights.
    pub fn gates(self) -> usize {
        match self {
            Self::Tanh | Self::Relu => 1,
            Self::Gru => 3,
            Self::Lstm => 4,
        }
    }

    /// The cell of PyTorch's mode: `RNN_TANH`, `RNN_RELU`, `GRU` or `LSTM`.
    pub fn parse(mode: &str) -> Option<Self> {
        Some(match mode {
            "RNN_TANH" => Self::Tanh,
            "RNN_RELU" => Self::Relu,
            "GRU" => Self::Gru,
            "LSTM" => Self::Lstm,
            _ => return None,
        })
    }
}

/// Weights of one direction of one layer.
#[derive(Clone, Copy)]
pub struct Weights<'a> {
    /// `[gates * hidden, input]`
    pub ih: &'a Tensor,
    /// `[gates * hidden, state]`
    pub hh: &'a Tensor,
    /// `[gates * hidden]`
    pub bias_ih: Option<&'a Tensor>,
    /// `[gates * hidden]`
    pub bias_hh: Option<&'a Tensor>,
    /// `[projected, hidden]`: LSTM with a projection of its state.
    pub hr: Option<&'a Tensor>,
}

/// What a step hands to the next: `h`, and for LSTM `c`.
#[derive(Clone)]
pub struct Memory {
    /// `[batch, state]`
    pub h: Tensor,
    /// `[batch, hidden]`, LSTM only.
    pub c: Option<Tensor>,
}

fn project(x: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
    let y = x.matmul(&weight.transpose(0, 1)?)?;
    bias.map_or(Ok(y.clone()), |bias| y.add(bias))
}

/// Equal parts along `dim`. Their gradients come back together, as one tensor: a sum of mostly zeros for each part would
/// cost as much as the parts times the whole.
fn parts(x: &Tensor, dim: usize, count: usize) -> Result<Vec<Tensor>> {
    let size = x.shape()[dim] / count.max(1);
    let dim = dim as isize;
    let cut = |i: usize| no_grad(|| x.narrow(dim, (i * size) as i64, size as i64));
    if !tracked(&[x]) {
        return (0..count).map(cut).collect();
    }
    let collected: Rc<RefCell<Vec<Option<Tensor>>>> = Rc::new(RefCell::new(vec![None; count]));
    let edge: Edge = x.edge();
    (0..count)
        .map(|i| {
            let part = cut(i)?;
            let collected = collected.clone();
            let (shape, dtype, device) = (part.shape().to_vec(), part.dtype(), part.device());
            let rule: Rule = Box::new(move |g, _| {
                collected.borrow_mut()[i] = Some(g.clone());
                if i > 0 {
                    return Ok(Grads::from_iter([None]));
                }
                // The first part is made first, so the backward pass comes to it last.
                let zero = || Tensor::zeros(&shape, dtype, device);
                let all: Vec<Tensor> =
                    collected.borrow_mut().iter_mut().map(|g| g.take().map_or_else(zero, Ok)).collect::<Result<_>>()?;
                Ok(Grads::from_iter([Some(Tensor::cat(&all, dim)?)]))
            });
            part.attach("Split", [edge.clone()].into_iter().collect(), rule);
            Ok(part)
        })
        .collect()
}

/// One step from projected inputs `[batch, gates * hidden]`.
fn advance(cell: Cell, projected: &Tensor, memory: &Memory, weights: &Weights) -> Result<Memory> {
    let state = project(&memory.h, weights.hh, weights.bias_hh)?;
    match cell {
        Cell::Tanh => Ok(Memory { h: projected.add(&state)?.tanh()?, c: None }),
        Cell::Relu => Ok(Memory { h: projected.add(&state)?.relu()?, c: None }),
        Cell::Gru => {
            let (x, u) = (parts(projected, 1, 3)?, parts(&state, 1, 3)?);
            let reset = x[0].add(&u[0])?.sigmoid()?;
            let update = x[1].add(&u[1])?.sigmoid()?;
            let new = x[2].add(&reset.mul(&u[2])?)?.tanh()?;
            let h = memory.h.sub(&new)?.mul(&update)?.add(&new)?;
            Ok(Memory { h, c: None })
        }
        Cell::Lstm => {
            let gates = parts(&projected.add(&state)?, 1, 4)?;
            let Some(c) = &memory.c else { return Err(missing_cell_state()) };
            let kept = gates[1].sigmoid()?.mul(c)?;
            let c = kept.add(&gates[0].sigmoid()?.mul(&gates[2].tanh()?)?)?;
            let h = gates[3].sigmoid()?.mul(&c.tanh()?)?;
            let h = weights.hr.map_or(Ok(h.clone()), |hr| project(&h, hr, None))?;
            Ok(Memory { h, c: Some(c) })
        }
    }
}

fn missing_cell_state() -> Error {
    Error::Value("LSTM: the state is a pair (h, c)".to_string())
}

/// Sizes must fit, or later errors would speak of products that nobody wrote.
fn check(cell: Cell, features: usize, memory: &Memory, weights: &Weights) -> Result<()> {
    let fits = weights.ih.rank() == 2
        && weights.hh.rank() == 2
        && weights.ih.shape()[1] == features
        && memory.h.rank() == 2
        && weights.hh.shape()[1] == memory.h.shape()[1]
        && weights.hh.shape()[0] == weights.ih.shape()[0]
        && weights.ih.shape()[0].is_multiple_of(cell.gates());
    if fits {
        return Ok(());
    }
    let text = format!(
        "inputs of {features} features and states {:?} do not fit weights {:?} and {:?}",
        memory.h.shape(),
        weights.ih.shape(),
        weights.hh.shape()
    );
    Err(Error::shape("rnn", text))
}

/// One step: `x` is `[batch, input]`.
///
/// # Errors
/// Sizes that do not fit; LSTM without `c`.
pub fn step(cell: Cell, x: &Tensor, memory: &Memory, weights: &Weights) -> Result<Memory> {
    check(cell, x.shape().last().copied().unwrap_or(0), memory, weights)?;
    advance(cell, &project(x, weights.ih, weights.bias_ih)?, memory, weights)
}

/// All steps: `x` is `[time, batch, input]`, from the last to the first where `reverse`. Gives the states of all steps
/// `[time, batch, state]`, in the order of `x`, and the memory after the last step.
///
/// # Errors
/// Sizes that do not fit; no time step at all; LSTM without `c`.
pub fn layer(cell: Cell, x: &Tensor, memory: Memory, weights: &Weights, reverse: bool) -> Result<(Tensor, Memory)> {
    if x.rank() != 3 || x.shape()[0] == 0 {
        return Err(Error::shape(
            "rnn",
            format!("expected inputs [time, batch, features] with time > 0, got {:?}", x.shape()),
        ));
    }
    check(cell, x.shape()[2], &memory, weights)?;
    let projected = project(x, weights.ih, weights.bias_ih)?;
    let time = x.shape()[0];
    let steps = parts(&projected, 0, time)?;
    let mut memory = memory;
    let mut states = vec![None; time];
    for i in 0..time {
        let t = if reverse { time - 1 - i } else { i };
        memory = advance(cell, &steps[t].squeeze(Some(0))?, &memory, weights)?;
        states[t] = Some(memory.h.clone());
    }
    let states: Vec<Tensor> = states.into_iter().flatten().collect();
    Ok((Tensor::stack(&states, 0)?, memory))
}
