//! One training step of a perceptron with one hidden layer, whose loss is read every time.

use tensor::{Result, Tensor};

use crate::adam::Adam;
use crate::workload::{Workload, exactly, linear, parameter, weight};

struct Mlp {
    x: Tensor,
    classes: Tensor,
    w1: Tensor,
    b1: Tensor,
    w2: Tensor,
    b2: Tensor,
    adam: Adam,
}

/// From rows `[n, in]`, their classes `[n]`, and weight `[in, out]` and bias `[out]` of both layers.
pub fn make(inputs: Vec<Tensor>) -> Result<Box<dyn Workload>> {
    let [x, classes, w1, b1, w2, b2] = exactly("mlp", inputs)?;
    let (w1, b1, w2, b2) = (weight(&w1)?, parameter(&b1)?, weight(&w2)?, parameter(&b2)?);
    let adam = Adam::new(vec![w1.clone(), b1.clone(), w2.clone(), b2.clone()]);
    Ok(Box::new(Mlp { x, classes, w1, b1, w2, b2, adam }))
}

impl Workload for Mlp {
    fn step(&mut self) -> Result<f64> {
        let hidden = linear(&self.x, &self.w1)?.add(&self.b1)?.relu()?;
        let loss = linear(&hidden, &self.w2)?.add(&self.b2)?.cross_entropy(&self.classes)?;
        loss.backward(None, false, false)?;
        self.adam.step()?;
        loss.item().map(|l| l.to_f64())
    }
}
