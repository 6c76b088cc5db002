//! What a workload is, and the list of them.

use tensor::{Error, Result, Tensor};

use crate::{attention, matmul, mlp, transformer};

/// Work that is repeated.
pub trait Workload {
    /// Does it once and reads one number, the loss where there is one: only what is read is computed.
    fn step(&mut self) -> Result<f64>;
}

type Make = fn(Vec<Tensor>) -> Result<Box<dyn Workload>>;

/// By the names that the page's script uses. What it asks for and is not here, the engine cannot do yet.
const WORKLOADS: &[(&str, Make)] =
    &[("mlp", mlp::make), ("matmul", matmul::make), ("attention", attention::make), ("transformer", transformer::make)];

/// The workload of that name over these inputs, or nothing where the engine has none.
pub fn make(name: &str, inputs: Vec<Tensor>) -> Result<Option<Box<dyn Workload>>> {
    let found = WORKLOADS.iter().find(|(known, _)| *known == name);
    found.map(|(_, make)| make(inputs)).transpose()
}

/// The inputs as an array, or an error that names the workload.
pub fn exactly<const N: usize>(name: &str, inputs: Vec<Tensor>) -> Result<[Tensor; N]> {
    inputs.try_into().map_err(|got: Vec<Tensor>| Error::Value(format!("{name} takes {N} inputs, not {}", got.len())))
}

/// A matrix `[in, out]` as `nn.Linear` keeps it: `[out, in]`, to be trained.
pub fn weight(matrix: &Tensor) -> Result<Tensor> {
    parameter(&matrix.transpose(0, 1)?.contiguous()?)
}

/// A leaf to be trained.
pub fn parameter(values: &Tensor) -> Result<Tensor> {
    let leaf = values.detach();
    leaf.realize()?;
    leaf.set_requires_grad(true)?;
    Ok(leaf)
}

/// `x W^T`, as `nn.Linear` writes it.
pub fn linear(x: &Tensor, weight: &Tensor) -> Result<Tensor> {
    x.matmul(&weight.transpose(0, 1)?)
}
