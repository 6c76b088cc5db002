//! One training step of a transformer over characters, as nanoGPT has it: layer norm first, no biases in products, GELU.

use tensor::{Error, Result, Tensor};

use crate::adam::Adam;
use crate::attention::attend;
use crate::workload::{Workload, linear, parameter, weight};

const HEADS: isize = 4;
/// Inputs of one layer, in this order: gain and bias, Wq, Wk, Wv, Wo, gain and bias, W1, W2.
const LAYER: usize = 10;

struct Norm {
    gain: Tensor,
    bias: Tensor,
}

struct Layer {
    before: Norm,
    q: Tensor,
    k: Tensor,
    v: Tensor,
    out: Tensor,
    between: Norm,
    up: Tensor,
    down: Tensor,
}

struct Transformer {
    tokens: Tensor,
    targets: Tensor,
    mask: Tensor,
    embedding: Tensor,
    positions: Tensor,
    layers: Vec<Layer>,
    last: Norm,
    head: Tensor,
    adam: Adam,
}

/// From tokens and targets `[batch * length]`, the mask `[length, length]` (0 or a large negative number), embeddings of
/// tokens `[vocabulary, d]` and of positions `[length, d]`, ten inputs for each layer, the last gain and bias `[d]`, and
/// the head `[d, vocabulary]`. Matrices are `[in, out]`.
pub fn make(inputs: Vec<Tensor>) -> Result<Box<dyn Workload>> {
    let count = inputs.len();
    let wrong = || Error::Value(format!("transformer takes 8 inputs and {LAYER} for each layer, not {count}"));
    if count < 8 || !(count - 8).is_multiple_of(LAYER) {
        return Err(wrong());
    }
    let mut inputs = inputs.into_iter();
    let mut params = Vec::new();
    let mut next = || inputs.next().ok_or_else(wrong);
    let (tokens, targets, mask) = (next()?, next()?, next()?);
    let mut train = |make: fn(&Tensor) -> Result<Tensor>| -> Result<Tensor> {
        let leaf = make(&next()?)?;
        params.push(leaf.clone());
        Ok(leaf)
    };
    let (embedding, positions) = (train(parameter)?, train(parameter)?);
    let layers = (0..(count - 8) / LAYER).map(|_| {
        Ok(Layer {
            before: Norm { gain: train(parameter)?, bias: train(parameter)? },
            q: train(weight)?,
            k: train(weight)?,
            v: train(weight)?,
            out: train(weight)?,
            between: Norm { gain: train(parameter)?, bias: train(parameter)? },
            up: train(weight)?,
            down: train(weight)?,
        })
    });
    let layers = layers.collect::<Result<_>>()?;
    let last = Norm { gain: train(parameter)?, bias: train(parameter)? };
    let head = train(weight)?;
    let adam = Adam::new(params);
    Ok(Box::new(Transformer { tokens, targets, mask, embedding, positions, layers, last, head, adam }))
}

impl Workload for Transformer {
    fn step(&mut self) -> Result<f64> {
        let (length, d) = (self.positions.shape()[0] as isize, self.positions.shape()[1] as isize);
        let embedded = self.embedding.index_select(0, &self.tokens)?.reshape(&[-1, length, d])?;
        let mut x = embedded.add(&self.positions)?.reshape(&[-1, d])?;
        for layer in &self.layers {
            let h = layer.before.apply(&x)?;
            let heads = |w: &Tensor| linear(&h, w)?.reshape(&[-1, length, HEADS, d / HEADS])?.transpose(1, 2);
            let seen = attend(&heads(&layer.q)?, &heads(&layer.k)?, &heads(&layer.v)?, Some(&self.mask))?;
            x = x.add(&linear(&seen.transpose(1, 2)?.reshape(&[-1, d])?, &layer.out)?)?;
            let h = gelu(&linear(&layer.between.apply(&x)?, &layer.up)?)?;
            x = x.add(&linear(&h, &layer.down)?)?;
        }
        let loss = linear(&self.last.apply(&x)?, &self.head)?.cross_entropy(&self.targets)?;
        loss.backward(None, false, false)?;
        self.adam.step()?;
        loss.item().map(|l| l.to_f64())
    }
}

impl Norm {
    /// Layer norm (Ba et al. 2016) over the last dimension.
    fn apply(&self, x: &Tensor) -> Result<Tensor> {
        let centred = x.sub(&x.mean(&[-1], true)?)?;
        let deviation = centred.mul(&centred)?.mean(&[-1], true)?.add(1e-5)?.sqrt()?;
        centred.div(&deviation)?.mul(&self.gain)?.add(&self.bias)
    }
}

/// `x * Phi(x)` by its tanh approximation (Hendrycks and Gimpel 2016).
fn gelu(x: &Tensor) -> Result<Tensor> {
    let inner = x.mul(x)?.mul(x)?.mul(0.044715)?.add(x)?.mul(0.797_884_560_802_865_4)?;
    x.mul(0.5)?.mul(&inner.tanh()?.add(1.0)?)
}
