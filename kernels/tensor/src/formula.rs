//! Operations whose gradient is a formula of its own: few kernels in the backward pass, and nothing kept but the inputs.
//! Where gradients of gradients are wanted, the pass differentiates the operation's composite form instead.

use crate::autograd::{Grads, Rule, Saved, grad, grad_enabled, tracked};
use crate::device::{self, Device};
use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::ops::Op;
use crate::tensor::{Storage, Tensor};
use smallvec::SmallVec;
use std::cell::RefCell;

/// Which inputs want a gradient.
pub(crate) type Wants<'a> = &'a dyn Fn(usize) -> bool;

/// Makes `y` the output of `op` on `inputs`. `formula` takes the inputs and the output's gradient and gives the inputs'
/// gradients; `composite` computes the output from the inputs with operations that can be differentiated.
pub(crate) fn by_formula(
    op: Op,
    y: Tensor,
    inputs: &[&Tensor],
    formula: impl Fn(&[Tensor], &Tensor, Wants) -> Result<Grads> + 'static,
    composite: impl Fn(&[Tensor]) -> Result<Tensor> + 'static,
) -> Tensor {
    if !tracked(inputs) {
        return y;
    }
    let saved: SmallVec<[Saved; 4]> = inputs.iter().map(|t| Saved::input(t)).collect();
    let rule: Rule = Box::new(move |g, f| {
        let inputs = saved.iter().map(|s| s.get(f)).collect::<Result<Vec<_>>>()?;
        if !grad_enabled() {
            return formula(&inputs, g, &|i| f.wants(i));
        }
        let doubles: Vec<Tensor> =
            inputs.iter().enumerate().map(|(i, t)| if f.wants(i) { t.alias() } else { t.clone() }).collect();
        let wanted: Vec<Tensor> =
            doubles.iter().enumerate().filter(|(i, _)| f.wants(*i)).map(|(_, t)| t.clone()).collect();
        let mut found = grad(&[composite(&doubles)?], &wanted, Some(&[Some(g.clone())]), true, true, true)?.into_iter();
        Ok((0..doubles.len()).map(|i| if f.wants(i) { found.next().flatten() } else { None }).collect())
    });
    y.record(op, inputs, rule)
}

impl Tensor {
    /// The same elements with a place of their own in the gradient graph: a pass that wants its gradient ends here.
    fn alias(&self) -> Tensor {
        let y = self.relaid(self.layout().clone());
        y.attach("Alias", SmallVec::from_iter([self.edge()]), Box::new(|g, _| Ok(Grads::from_iter([Some(g.clone())]))));
        y
    }

    /// The same storage walked in another way, outside the gradient graph.
    pub(crate) fn relaid(&self, layout: Layout) -> Tensor {
        Tensor::build(self.0.storage.clone(), layout, (self.dtype(), self.device()), None)
    }

    /// The elements as they are now, whatever is done to this tensor in place.
    pub(crate) fn frozen(&self) -> Tensor {
        Tensor::build(Storage::new(self.node()), self.layout().clone(), (self.dtype(), self.device()), None)
    }

    /// [`Tensor::reshape`] by sizes that are known.
    pub(crate) fn shaped(&self, shape: &[usize]) -> Result<Tensor> {
        self.reshape(&shape.iter().map(|&n| n as isize).collect::<SmallVec<[isize; 8]>>())
    }

    /// [`Tensor::expand`] to sizes that are known.
    pub(crate) fn spread_to(&self, shape: &[usize]) -> Result<Tensor> {
        self.expand(&shape.iter().map(|&n| n as isize).collect::<SmallVec<[isize; 8]>>())
    }
}

/// What becomes of a loss per element: PyTorch's `reduction`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reduced {
    /// One loss per element.
    None,
    /// Their mean.
    #[default]
    Mean,
    /// Their sum.
    Sum,
}

impl Reduced {
    /// From `"none"`, `"mean"` or `"sum"`.
    ///
    /// # Errors
    /// A `ValueError` for any other word.
    pub fn parse(word: &str) -> Result<Self> {
        match word {
            "none" => Ok(Self::None),
            "mean" => Ok(Self::Mean),
            "sum" => Ok(Self::Sum),
            other => {
                Err(Error::Value(format!("{other} is not a valid value for reduction; use 'mean', 'sum' or 'none'")))
            }
        }
    }

    /// Applies it.
    pub(crate) fn of(self, losses: &Tensor) -> Result<Tensor> {
        match self {
            Self::None => Ok(losses.clone()),
            Self::Mean => losses.mean(&[], false),
            Self::Sum => losses.sum(&[], false),
        }
    }

    /// `slope` times the gradient of each of `n` losses, given the gradient of what became of them.
    pub(crate) fn back(self, slope: &Tensor, g: &Tensor, n: usize) -> Result<Tensor> {
        match self {
            // Not `g / n` first: that would be a kernel of its own.
            Self::Mean => slope.mul(1.0 / n as f64)?.mul(g),
            Self::None | Self::Sum => slope.mul(g),
        }
    }
}

thread_local! {
    /// `0, 1, ...` by length and device: losses and masks compare positions with it in every step.
    static COUNTING: RefCell<Vec<(Device, u32, Tensor)>> = const { RefCell::new(Vec::new()) };
}

/// How many countings are kept.
const COUNTINGS: usize = 16;

/// `0, 1, ..., n - 1`, int64, uploaded once.
pub(crate) fn counting(n: usize, device: Device) -> Result<Tensor> {
    let epoch = device::epoch(device);
    let known = COUNTING.with_borrow(|kept| {
        kept.iter().find(|(d, e, t)| (*d, *e, t.count()) == (device, epoch, n)).map(|(_, _, t)| t.clone())
    });
    if let Some(t) = known {
        return Ok(t);
    }
    let t = Tensor::from_i64(&(0..n as i64).collect::<Vec<_>>(), &[n], device)?;
    COUNTING.with_borrow_mut(|kept| {
        kept.retain(|(d, e, _)| *d != device || *e == epoch);
        if kept.len() == COUNTINGS {
            kept.remove(0);
        }
        kept.push((device, epoch, t.clone()));
    });
    Ok(t)
}
