//! Scaled dot product attention (Vaswani et al. 2017), in blocks of queries: the weights of all queries against all keys
//! never lie in memory together, and the backward pass makes each block's weights again (as Dao et al. 2022).

use crate::autograd::{Grads, no_grad};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::formula::{Wants, by_formula, counting};
use crate::layout::{Dims, broadcast};
use crate::ops::Op;
use crate::random::{self, Generator};
use crate::tensor::Tensor;
use crate::window::cut;
use std::rc::Rc;

/// Queries in a block.
const BLOCK: usize = 256;

/// PyTorch's keyword arguments.
#[derive(Clone, Debug, Default)]
pub struct Attention {
    /// Bool: true where a query may look. Float32: added to the scores.
    pub mask: Option<Tensor>,
    /// Share of weights that are dropped.
    pub dropout: f64,
    /// Whether query `i` looks at keys up to `i` only.
    pub causal: bool,
    /// What scores are multiplied by; `1 / sqrt(width)` if not given.
    pub scale: Option<f64>,
    /// Whether several heads of queries share one of keys and values.
    pub grouped: bool,
}

/// One attention over equal leading dimensions.
struct Core {
    mask: Option<Tensor>,
    causal: bool,
    scale: f64,
    dropout: f64,
    /// The random numbers before the first block, where weights are dropped.
    dice: Option<Generator>,
}

/// Queries from, to, and the number of keys that they may look at.
type Block = (usize, usize, usize);

impl Core {
    fn blocks(&self, queries: usize, keys: usize) -> Vec<Block> {
        let size = if queries <= BLOCK { queries.max(1) } else { BLOCK };
        (0..queries.max(1))
            .step_by(size)
            .map(|a| {
                let b = (a + size).min(queries);
                (a, b, if self.causal && self.mask.is_none() { b.min(keys) } else { keys })
            })
            .collect()
    }

    /// The weights of one block, `[..., b - a, keys]`.
    fn weights(&self, q: &Tensor, k: &Tensor, (a, b, keys): Block) -> Result<Tensor> {
        let mut scores = rows(q, a, b)?.matmul(&rows(k, 0, keys)?.transpose(-1, -2)?)?.mul(self.scale)?;
        if self.causal {
            let query = counting(q.shape()[q.rank() - 2], q.device())?.narrow(0, a as i64, (b - a) as i64)?;
            let key = counting(keys, q.device())?;
            // In the scores' own shape, so that it joins the product's kernel.
            let (query, key) = (query.unsqueeze(1)?.spread_to(scores.shape())?, key.spread_to(scores.shape())?);
            scores = Tensor::where_(&query.ge(&key)?, &scores, f64::NEG_INFINITY)?;
        }
        let Some(mask) = &self.mask else { return scores.softmax(-1) };
        let mask = rows(mask, a, b)?;
        if mask.dtype() != DType::Bool {
            return scores.add(&mask)?.softmax(-1);
        }
        let weights = Tensor::where_(&mask, &scores, f64::NEG_INFINITY)?.softmax(-1)?;
        // A query that may look at nothing gets nothing, not NaN.
        Tensor::where_(&mask, &weights, 0.0)
    }

    /// 0 where a weight is dropped, `1 / (1 - dropout)` elsewhere; drawn in the order of the blocks.
    fn kept(&self, weights: &Tensor) -> Result<Option<Tensor>> {
        if self.dice.is_none() {
            return Ok(None);
        }
        let stay = 1.0 - self.dropout;
        let kept = random::bernoulli(weights.shape(), stay, weights.device())?;
        Ok(Some(if stay > 0.0 { kept.div(stay)? } else { kept }))
    }

    fn forward(&self, q: &Tensor, k: &Tensor, v: &Tensor) -> Result<Tensor> {
        let blocks = self.blocks(q.shape()[q.rank() - 2], k.shape()[k.rank() - 2]);
        let mut parts = Vec::new();
        for &block in &blocks {
            let weights = self.weights(q, k, block)?;
            let weights = match self.kept(&weights)? {
                Some(kept) => weights.mul(&kept)?,
                None => weights,
            };
            let part = weights.matmul(&rows(v, 0, block.2)?)?;
            if blocks.len() > 1 {
                // This block's weights are freed before the next block's are made.
                part.realize()?;
            }
            parts.push(part);
        }
        if parts.len() == 1 { Ok(parts.remove(0)) } else { Tensor::cat(&parts, -2) }
    }

    fn backward(&self, [q, k, v]: [&Tensor; 3], y: &Tensor, g: &Tensor) -> Result<Grads> {
        let keys = k.shape()[k.rank() - 2];
        let blocks = self.blocks(q.shape()[q.rank() - 2], keys);
        // The sum of each query's weights times their gradients.
        let total = g.mul(y)?.sum(&[-1], false)?.unsqueeze(-1)?;
        let (mut dq, mut dk, mut dv): (Vec<Tensor>, Option<Tensor>, Option<Tensor>) = (Vec::new(), None, None);
        let whole = |t: Tensor| cut(&t, &[(0, keys as isize), (0, t.shape()[t.rank() - 1] as isize)], 0.0);
        let grow = |sum: &mut Option<Tensor>, part: Tensor| -> Result<()> {
            let part = whole(part)?;
            *sum = Some(if let Some(sum) = &sum { sum.add(&part)? } else { part });
            Ok(())
        };
        for &block in &blocks {
            let (a, b, seen) = block;
            let weights = self.weights(q, k, block)?;
            let (g, q) = (rows(g, a, b)?, rows(q, a, b)?);
            let mut slope = g.matmul(&rows(v, 0, seen)?.transpose(-1, -2)?)?;
            let mut used = weights.clone();
            if let Some(kept) = self.kept(&weights)? {
                slope = slope.mul(&kept)?;
                used = used.mul(&kept)?;
            }
            let slope = slope.sub(&rows(&total, a, b)?)?.mul(&weights)?.mul(self.scale)?;
            dq.push(slope.matmul(&rows(k, 0, seen)?)?);
            grow(&mut dk, slope.transpose(-1, -2)?.matmul(&q)?)?;
            grow(&mut dv, used.transpose(-1, -2)?.matmul(&g)?)?;
            if blocks.len() > 1 {
                let made: Vec<&Tensor> = dq.last().into_iter().chain(&dk).chain(&dv).collect();
                Tensor::realize_all(&made)?;
            }
        }
        let dq = if dq.len() == 1 { dq.remove(0) } else { Tensor::cat(&dq, -2)? };
        Ok(Grads::from_iter([Some(dq), dk, dv]))
    }

    /// `f` with the random numbers that the forward pass saw.
    fn with_dice<T>(&self, f: impl FnOnce() -> T) -> T {
        let Some(dice) = &self.dice else { return f() };
        let now = random::with(|g| std::mem::replace(g, dice.clone()));
        let made = f();
        random::with(|g| *g = now);
        made
    }
}

/// Rows `from..to` of matrices.
fn rows(t: &Tensor, from: usize, to: usize) -> Result<Tensor> {
    if (from, to) == (0, t.shape()[t.rank() - 2]) {
        return Ok(t.clone());
    }
    t.narrow(-2, from as i64, (to - from) as i64)
}

fn misfit(q: &Tensor, k: &Tensor, v: &Tensor, why: &str) -> Error {
    let text = format!(
        "{why}; query {:?}, key {:?}, value {:?}: they are [..., queries, width], [..., keys, width], [..., keys, value width]",
        q.shape(),
        k.shape(),
        v.shape()
    );
    Error::shape("scaled_dot_product_attention", text)
}

impl Tensor {
    /// `softmax(self key^T scale + mask) value` for queries `[..., l, e]`, keys `[..., s, e]` and values `[..., s, v]`.
    ///
    /// # Errors
    /// Sizes that do not fit, a mask together with `causal`, a share of dropout outside 0 to 1.
    pub fn attention(&self, key: &Tensor, value: &Tensor, options: &Attention) -> Result<Tensor> {
        const NAME: &str = "scaled_dot_product_attention";
        let (q, k, v) = (self, key, value);
        for t in [k, v].into_iter().chain(&options.mask) {
            q.same_device(NAME, t)?;
        }
        let half = q.dtype();
        if half.is_half() && k.dtype() == half && v.dtype() == half {
            let mut wide = options.clone();
            wide.mask = match &options.mask {
                Some(mask) if mask.dtype().is_float() => Some(mask.to_dtype(DType::F32)?),
                other => other.clone(),
            };
            let (q, k, v) = (q.to_dtype(DType::F32)?, k.to_dtype(DType::F32)?, v.to_dtype(DType::F32)?);
            return q.attention(&k, &v, &wide)?.to_dtype(half);
        }
        if [q, k, v].iter().any(|t| t.dtype() != DType::F32) {
            return Err(misfit(q, k, v, "query, key and value must be float32; write x.float()"));
        }
        if [q, k, v].iter().any(|t| t.rank() < 2) {
            return Err(misfit(q, k, v, "query, key and value need at least 2 dimensions"));
        }
        let tail = |t: &Tensor| [t.shape()[t.rank() - 2], t.shape()[t.rank() - 1]];
        let ([l, e], [s, width], [values, _]) = (tail(q), tail(k), tail(v));
        if e != width || s != values {
            return Err(misfit(q, k, v, "sizes do not fit"));
        }
        if options.mask.is_some() && options.causal {
            return Err(Error::shape(NAME, "Explicit attn_mask should not be set when is_causal=True"));
        }
        if !(0.0..=1.0).contains(&options.dropout) {
            let text = format!("dropout probability has to be between 0 and 1, but got {}", options.dropout);
            return Err(Error::shape(NAME, text));
        }
        if options.grouped {
            return grouped(q, k, v, options);
        }
        let lead = |t: &Tensor| -> Dims { t.shape()[..t.rank() - 2].into() };
        let batch = broadcast(NAME, &broadcast(NAME, &lead(q), &lead(k))?, &lead(v))?;
        let full = |t: &Tensor| t.spread_to(&batch.iter().copied().chain(tail(t)).collect::<Dims>());
        let (q, k, v) = (full(q)?, full(k)?, full(v)?);
        let scale = options.scale.unwrap_or(1.0 / (e as f64).sqrt());
        let mask = match &options.mask {
            Some(mask) if mask.dtype() == DType::I64 => {
                return Err(Error::dtype(NAME, DType::I64, "the mask must be bool or float32; write mask.bool()"));
            }
            Some(mask) => Some(mask.spread_to(&batch.iter().copied().chain([l, s]).collect::<Dims>())?),
            None => None,
        };
        let learned = mask.as_ref().is_some_and(Tensor::requires_grad);
        let dice = (options.dropout > 0.0).then(|| random::with(|g| g.clone()));
        let mask = mask.map(|m| if learned { m } else { m.frozen() });
        let core = Rc::new(Core { mask, causal: options.causal, scale, dropout: options.dropout, dice });
        if learned {
            // Gradients of the mask need all weights anyway.
            return core.plain(&q, &k, &v);
        }
        let y = no_grad(|| core.forward(&q, &k, &v))?;
        let (found, again) = (y.frozen(), core.clone());
        let formula = move |t: &[Tensor], g: &Tensor, _: Wants| {
            core.with_dice(|| core.backward([&t[0], &t[1], &t[2]], &found, g))
        };
        let composite = move |t: &[Tensor]| again.with_dice(|| again.plain(&t[0], &t[1], &t[2]));
        Ok(by_formula(Op::Attention, y, &[&q, &k, &v], formula, composite))
    }
}

impl Core {
    /// All queries at once, by operations that can be differentiated.
    fn plain(&self, q: &Tensor, k: &Tensor, v: &Tensor) -> Result<Tensor> {
        let keys = k.shape()[k.rank() - 2];
        let weights = self.weights(q, k, (0, q.shape()[q.rank() - 2], keys))?;
        match self.kept(&weights)? {
            Some(kept) => weights.mul(&kept)?.matmul(v),
            None => weights.matmul(v),
        }
    }
}

/// Heads of queries in groups that share keys and values (Ainslie et al. 2023): a dimension for the group, nothing copied.
fn grouped(q: &Tensor, k: &Tensor, v: &Tensor, options: &Attention) -> Result<Tensor> {
    let heads = |t: &Tensor| if t.rank() > 2 { t.shape()[t.rank() - 3] } else { 1 };
    let (many, few) = (heads(q), heads(k));
    if q.rank() < 3 || few == 0 || !many.is_multiple_of(few) || heads(v) != few {
        return Err(misfit(q, k, v, "enable_gqa needs a number of query heads that the key heads divide"));
    }
    let split = |t: &Tensor| {
        let mut shape: Dims = t.shape().into();
        let at = t.rank() - 3;
        shape[at] = few;
        shape.insert(at + 1, many / few);
        t.shaped(&shape)
    };
    let mask = match &options.mask {
        Some(mask) => {
            let mut shape: Dims = q.shape().into();
            let rank = shape.len();
            shape[rank - 1] = k.shape()[k.rank() - 2];
            Some(split(&mask.spread_to(&shape)?)?)
        }
        None => None,
    };
    let options = Attention { mask, grouped: false, ..options.clone() };
    let y = split(q)?.attention(&k.unsqueeze(-3)?, &v.unsqueeze(-3)?, &options)?;
    let mut shape: Dims = q.shape().into();
    let rank = shape.len();
    shape[rank - 1] = v.shape()[v.rank() - 1];
    y.shaped(&shape)
}
