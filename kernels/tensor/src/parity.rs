//! The suite that every backend runs: each row of the operation table on awkward shapes, results and gradients compared
//! with `Device::Reference`, and gradients of the reference compared with finite differences.

use crate::device::Device;
use crate::dtype::{DType, Scalar};
use crate::error::Result;
use crate::map::Takes;
use crate::ops::{Family, Op};
use crate::{Index, Tensor};
use std::rc::Rc;

mod layers;
mod linalg;
mod narrow;
mod order;
mod shapes;
mod special;
mod table;

/// How the tensor that an operation sees lies in memory.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Lie {
    /// In order.
    Plain,
    /// Last two dimensions exchanged.
    Transposed,
    /// Every second position of the first dimension.
    Strided,
    /// Sizes of 1 in front repeated to 3.
    Repeated,
}

/// Which numbers an input holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Fill {
    /// -2 to 2, at least 0.05 from 0.
    Real,
    /// 0.3 to 2.3.
    Positive,
    /// Different values, far enough apart for finite differences not to change their order.
    Distinct,
    /// 0 or 1, bool.
    Truth,
    /// Whole numbers from 0 below this.
    Below(usize),
}

/// One input: a leaf of `shape`, seen through `lie`.
#[derive(Clone, Debug)]
pub struct Input {
    shape: Vec<usize>,
    lie: Lie,
    fill: Fill,
    seed: u32,
}

type Run = Rc<dyn Fn(&[Tensor]) -> Result<Tensor>>;

/// One operation on inputs of certain shapes.
#[derive(Clone)]
pub struct Case {
    /// `add [3, 1] + [4] transposed`
    pub name: String,
    /// The row it tests.
    pub op: Op,
    inputs: Vec<Input>,
    run: Run,
    /// Largest relative difference between backends.
    tolerance: f32,
    /// Whether the slope exists everywhere near the inputs.
    smooth: bool,
}

/// All cases; every row of the table has some.
pub fn cases() -> Vec<Case> {
    table::cases()
}

impl Input {
    fn values(&self, n: usize) -> Vec<f32> {
        let mut state = self.seed.wrapping_mul(2_654_435_761).wrapping_add(12_345);
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1u32 << 24) as f32
        };
        (0..n)
            .map(|i| {
                let u = next();
                match self.fill {
                    Fill::Real => {
                        let x = 4.0 * u - 2.0;
                        x + 0.05f32.copysign(x)
                    }
                    Fill::Positive => 0.3 + 2.0 * u,
                    // A stride without a common factor with n visits every residue once.
                    Fill::Distinct => {
                        let stride = if n.is_multiple_of(7) { 11 } else { 7 };
                        ((i * stride + self.seed as usize * 3) % n.max(1)) as f32 * 0.25 - 1.0
                    }
                    Fill::Truth => f32::from(u8::from(u > 0.4)),
                    Fill::Below(m) => (u * m as f32).floor().min(m as f32 - 1.0),
                }
            })
            .collect()
    }

    fn leaf(&self, device: Device, values: &[f32]) -> Result<Tensor> {
        match self.fill {
            Fill::Truth => {
                Tensor::from_bool(&values.iter().map(|x| *x != 0.0).collect::<Vec<_>>(), &self.shape, device)
            }
            Fill::Below(_) => {
                Tensor::from_i64(&values.iter().map(|x| *x as i64).collect::<Vec<_>>(), &self.shape, device)
            }
            _ => {
                let t = Tensor::from_f32(values, &self.shape, device)?;
                t.set_requires_grad(true)?;
                Ok(t)
            }
        }
    }

    fn seen(&self, leaf: &Tensor) -> Result<Tensor> {
        match self.lie {
            Lie::Plain => Ok(leaf.clone()),
            Lie::Transposed => leaf.transpose(-1, -2),
            Lie::Strided => leaf.slice(0, None, None, 2),
            Lie::Repeated => {
                let shape: Vec<isize> = std::iter::once(3).chain(self.shape[1..].iter().map(|n| *n as isize)).collect();
                leaf.expand(&shape)
            }
        }
    }
}

/// Results and gradients as numbers.
struct Outcome {
    output: Vec<f32>,
    dtype: DType,
    shape: Vec<usize>,
    grads: Vec<Option<Vec<f32>>>,
}

impl Case {
    fn compute(&self, device: Device, values: &[Vec<f32>], with_grads: bool) -> Result<Outcome> {
        let leaves = self.inputs.iter().zip(values).map(|(i, v)| i.leaf(device, v)).collect::<Result<Vec<_>>>()?;
        let seen = self.inputs.iter().zip(&leaves).map(|(i, l)| i.seen(l)).collect::<Result<Vec<_>>>()?;
        let y = (self.run)(&seen)?;
        let mut grads = vec![None; leaves.len()];
        if with_grads && y.requires_grad() {
            let weights = Tensor::from_f32(&weights(y.count()), y.shape(), device)?;
            y.backward(Some(&weights), false, false)?;
            for (g, leaf) in grads.iter_mut().zip(&leaves) {
                *g = leaf.grad().map(|g| g.to_f32()).transpose()?;
            }
        }
        Ok(Outcome { output: y.to_f32()?, dtype: y.dtype(), shape: y.shape().to_vec(), grads })
    }

    fn values(&self) -> Vec<Vec<f32>> {
        self.inputs.iter().map(|i| i.values(i.shape.iter().product())).collect()
    }

    /// Compares `device` with the reference; the error says where they part.
    pub fn run(&self, device: Device) -> Result<(), String> {
        let said = |e: crate::Error| format!("{}: {e}", self.name);
        let values = self.values();
        let expected = self.compute(Device::Reference, &values, true).map_err(said)?;
        let found = self.compute(device, &values, true).map_err(said)?;
        if (expected.dtype, &expected.shape) != (found.dtype, &found.shape) {
            return Err(format!(
                "{}: {:?} {:?} differ from {:?} {:?}",
                self.name, found.dtype, found.shape, expected.dtype, expected.shape
            ));
        }
        close(&format!("{} output", self.name), &found.output, &expected.output, self.tolerance)?;
        for (i, (f, e)) in found.grads.iter().zip(&expected.grads).enumerate() {
            match (f, e) {
                (Some(f), Some(e)) => close(&format!("{} gradient {i}", self.name), f, e, self.tolerance * 4.0)?,
                (None, None) => {}
                _ => return Err(format!("{}: gradient {i} is there on one side only", self.name)),
            }
        }
        Ok(())
    }

    /// Compares the reference's gradients with central differences.
    pub fn check_gradient(&self) -> Result<(), String> {
        if !self.smooth || !self.op.info().differentiable() {
            return Ok(());
        }
        let said = |e: crate::Error| format!("{}: {e}", self.name);
        let values = self.values();
        let outcome = self.compute(Device::Reference, &values, true).map_err(said)?;
        let w = weights(outcome.output.len());
        let loss = |values: &[Vec<f32>]| -> Result<f64> {
            let y = self.compute(Device::Reference, values, false)?.output;
            Ok(y.iter().zip(&w).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum())
        };
        let mut any = false;
        for (i, grad) in outcome.grads.iter().enumerate() {
            let Some(grad) = grad else { continue };
            any = true;
            // A few positions each: enough to catch a wrong formula or a wrong place.
            for at in (0..grad.len()).step_by(1 + grad.len() / 5) {
                let step = 4e-3f32;
                let (mut up, mut down) = (values.clone(), values.clone());
                up[i][at] += step;
                down[i][at] -= step;
                let width = f64::from(up[i][at]) - f64::from(down[i][at]);
                let slope = (loss(&up).map_err(said)? - loss(&down).map_err(said)?) / width;
                let difference = (slope - f64::from(grad[at])).abs();
                if difference > 4e-3 * (1.0 + slope.abs()) {
                    return Err(format!(
                        "{}: gradient {i}[{at}] is {}, finite differences give {slope}",
                        self.name, grad[at]
                    ));
                }
            }
        }
        let none_due = !outcome.dtype.is_float()
            || !self.inputs.iter().any(|i| matches!(i.fill, Fill::Real | Fill::Positive | Fill::Distinct));
        if any || none_due || outcome.output.is_empty() {
            Ok(())
        } else {
            Err(format!("{}: no gradient arrived", self.name))
        }
    }
}

/// Weights of the outputs in the loss: different, so that misplaced gradients show.
fn weights(n: usize) -> Vec<f32> {
    (0..n).map(|i| 0.5 + (i * 5 % 11) as f32 * 0.1).collect()
}

fn close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) -> Result<(), String> {
    if found.len() != expected.len() {
        return Err(format!("{what}: {} values, expected {}", found.len(), expected.len()));
    }
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        let same = f.to_bits() == e.to_bits() || f == e || (f.is_nan() && e.is_nan());
        let difference = (f - e).abs() / (1.0 + e.abs());
        // A difference that is NaN is one.
        if !same && (difference.is_nan() || difference > tolerance) {
            return Err(format!("{what}[{i}]: {f}, expected {e}"));
        }
    }
    Ok(())
}
