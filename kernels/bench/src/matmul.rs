//! A product of two matrices and the mean of its elements.

use tensor::{Result, Tensor};

use crate::workload::{Workload, exactly};

struct Product {
    a: Tensor,
    b: Tensor,
}

/// From `[m, k]` and `[k, n]`.
pub fn make(inputs: Vec<Tensor>) -> Result<Box<dyn Workload>> {
    let [a, b] = exactly("matmul", inputs)?;
    Ok(Box::new(Product { a, b }))
}

impl Workload for Product {
    fn step(&mut self) -> Result<f64> {
        self.a.matmul(&self.b)?.mean(&[], false)?.item().map(|m| m.to_f64())
    }
}
