//! In-place changes: the storage gets a new node, its version grows, and the gradient graph is mended.

use crate::autograd::{Edge, Grads, Rule, grad_enabled};
use crate::dtype::Scalar;
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::layout::Layout;
use crate::ops::Op;
use crate::tensor::{Arg, Storage, Tensor};
use crate::views::{cut_view, scatter_view};
use smallvec::SmallVec;
use std::rc::Rc;

impl Tensor {
    /// The elements as they are now, with the same gradients: what a backward pass keeps of it is safe from the change to
    /// come.
    pub fn as_it_is(&self) -> Tensor {
        if !grad_enabled() || !self.requires_grad() {
            return self.clone();
        }
        let storage = Storage::new(self.node());
        let held = Tensor::build(storage, self.layout().clone(), (self.dtype(), self.device()), None);
        held.0.requires_grad.set(true);
        *held.0.grad_fn.borrow_mut() = self.grad_fn();
        held
    }

    /// Refuses changes that gradients forbid.
    fn may_change(&self) -> Result<()> {
        if self.layout().overlaps() {
            return Err(Error::Autograd(
                "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.".to_string(),
            ));
        }
        if !grad_enabled() {
            return Ok(());
        }
        if self.requires_grad() && self.is_leaf() {
            return Err(Error::Autograd(
                "a leaf Variable that requires grad is being used in an in-place operation. Put the update under `with torch.no_grad():`".to_string(),
            ));
        }
        if let Some(base) = &self.0.base
            && base.requires_grad()
            && base.is_leaf()
        {
            return Err(Error::Autograd(
                "a view of a leaf Variable that requires grad is being used in an in-place operation. Put the update under `with torch.no_grad():`".to_string(),
            ));
        }
        Ok(())
    }

    /// Gives this tensor the elements of `y` (same shape and dtype) and its place in the gradient graph.
    pub(crate) fn overwrite(&self, y: &Tensor) -> Result<()> {
        self.may_change()?;
        let storage = &self.0.storage;
        let old = self.node();
        let layout = self.layout();
        let whole = layout.offset == 0 && layout.count() == old.elements && layout.is_contiguous();
        let alone = y.layout().offset == 0 && y.count() == y.node().elements && y.is_contiguous();
        let node = if whole && alone {
            y.node()
        } else {
            if old.dtype.is_packed() {
                return self.overwrite_packed(&old, y);
            }
            let (source, from) = y.pair();
            let shape = [old.elements];
            // The old node is moved into the expression: if nobody else holds it, its buffer is changed in place.
            let placeholder = Node::fill("copy_", old.device, old.dtype, 0, &[0])?;
            let base = storage.node.replace(placeholder);
            drop(old);
            let expr = Expr::Write { base: Some(base.clone()), parts: vec![(layout.clone(), source, from)] };
            let dtype = base.dtype;
            let device = base.device;
            let made = Node::pending("copy_", device, dtype, &shape, expr);
            if made.is_err() {
                *storage.node.borrow_mut() = base;
            }
            made?
        };
        *storage.node.borrow_mut() = node;
        storage.version.set(storage.version.get() + 1);
        // What the operation keeps of its result is overwritten with this tensor.
        if grad_enabled() && !y.same_storage(self) {
            y.0.storage.became.replace(Some((storage.clone(), storage.version.get())));
        }
        self.rebase(y)
    }

    /// As [`Tensor::overwrite`], for part of a packed storage: unpacked as a whole, written, packed again.
    fn overwrite_packed(&self, old: &Rc<Node>, y: &Tensor) -> Result<()> {
        let (dtype, shape) = (old.dtype, [old.elements]);
        let whole = Tensor::fresh(old.clone(), &shape).unpacked()?;
        let (source, from) = y.unpacked()?.pair();
        let parts = vec![(self.layout().clone(), source, from)];
        let expr = Expr::Write { base: Some(whole.node()), parts };
        drop(whole);
        let node = Node::pending("copy_", old.device, dtype.compute(), &shape, expr)?;
        let packed = Tensor::fresh(node, &shape).cast_plain(dtype)?.node();
        let storage = &self.0.storage;
        *storage.node.borrow_mut() = packed;
        storage.version.set(storage.version.get() + 1);
        if grad_enabled() && !y.same_storage(self) {
            y.0.storage.became.replace(Some((storage.clone(), storage.version.get())));
        }
        self.rebase(y)
    }

    /// After a change: gradients of this tensor (and of its base) go where those of `y` went.
    fn rebase(&self, y: &Tensor) -> Result<()> {
        self.0.seen_version.set(self.version());
        if !grad_enabled() || !self.dtype().is_float() {
            return Ok(());
        }
        let Some(base) = &self.0.base else {
            if self.requires_grad() && !y.requires_grad() {
                // What was there before has no part in the new elements, but the tensor stays in the graph.
                let shape: crate::layout::Dims = self.shape().into();
                let rule: Rule =
                    Box::new(move |g, _| Ok(Grads::from_iter([Some(Tensor::zeros(&shape, g.dtype(), g.device())?)])));
                self.attach(Op::Full.info().label, SmallVec::from_iter([self.edge()]), rule);
                return Ok(());
            }
            *self.0.grad_fn.borrow_mut() = y.grad_fn();
            self.0.requires_grad.set(y.requires_grad());
            return Ok(());
        };
        if !y.requires_grad() && !base.requires_grad() {
            return Ok(());
        }
        let whole = Layout::contiguous(base.shape());
        if *base.layout() != whole {
            return Err(Error::Autograd(
                "an in-place change of a view of a detached view cannot be differentiated; clone() it first"
                    .to_string(),
            ));
        }
        let (part, full) = (self.layout().clone(), whole);
        let rule: Rule = Box::new(move |g, f| {
            let cut = cut_view(g, &part, &full)?;
            let rest = if f.wants(0) {
                // Ones everywhere but in the part that was replaced.
                let hole = scatter_view(&Tensor::ones(&part.shape, g.dtype(), g.device())?, &part, &full)?;
                Some(Tensor::where_(&hole.eq(0.0)?, g, 0.0)?)
            } else {
                None
            };
            Ok(Grads::from_iter([rest, Some(cut)]))
        });
        let edges: SmallVec<[Edge; 3]> = SmallVec::from_iter([base.edge(), y.edge()]);
        base.attach(Op::CopySlices.info().label, edges, rule);
        // This view's own history is taken anew from the base when somebody asks.
        self.0.seen_version.set(self.version().wrapping_sub(1));
        Ok(())
    }

    /// `self[...] = value`, broadcast and converted.
    pub fn assign<'a>(&self, value: impl Into<Arg<'a>>) -> Result<()> {
        match value.into() {
            Arg::Scalar(s) => self.fill_(s),
            Arg::Tensor(t) => self.copy_(t),
        }
    }

    /// Takes over the elements of `source`, broadcast, converted and moved to this device.
    pub fn copy_(&self, source: &Tensor) -> Result<()> {
        let shape: SmallVec<[isize; 5]> = self.shape().iter().map(|&n| n as isize).collect();
        let fits = crate::layout::broadcast("copy_", self.shape(), source.shape());
        if !fits.is_ok_and(|s| s[..] == *self.shape()) {
            let text = format!(
                "a value of shape {:?} does not fit into shape {:?}; sizes must be equal or 1",
                source.shape(),
                self.shape()
            );
            return Err(Error::shape("copy_", text));
        }
        let y = source.to_device(self.device())?.to_dtype(self.dtype())?;
        let y = if y.shape() == self.shape() { y } else { y.expand(&shape)? };
        // The elements must be the tensor's own from now on, not a second handle on the source's.
        let y = if y.node().is_pending() && !y.same_storage(source) { y } else { y.clone_data()? };
        let y = y.named("CopyBackwards");
        if grad_enabled() && self.requires_grad() && y.requires_grad() {
            // As in PyTorch, what was there before stays in the graph, with a gradient of 0.
            let edges = SmallVec::from_iter([self.edge(), y.edge()]);
            let zero = |g: &Tensor| Tensor::zeros(g.shape(), g.dtype(), g.device());
            y.attach(
                "CopyBackwards",
                edges,
                Box::new(move |g, _| Ok(Grads::from_iter([Some(zero(g)?), Some(g.clone())]))),
            );
        }
        self.overwrite(&y)
    }

    /// One value everywhere, recorded under a name of its own.
    fn fill_as(&self, label: &'static str, value: Scalar) -> Result<()> {
        self.overwrite(&Tensor::full(self.shape(), value, self.dtype(), self.device())?)?;
        if grad_enabled() && self.0.base.is_none() {
            self.clone().named(label);
        }
        Ok(())
    }

    /// One value everywhere.
    pub fn fill_(&self, value: impl Into<Scalar>) -> Result<()> {
        self.fill_as("FillBackward2", value.into())
    }

    /// Zero everywhere.
    pub fn zero_(&self) -> Result<()> {
        self.fill_as("Zero", Scalar::Int(0))
    }

    /// Result of an out-of-place operation on this tensor as its new contents; `op` names it in errors.
    pub fn become_(&self, op: &'static str, y: Tensor) -> Result<()> {
        self.may_change()?;
        if y.shape() != self.shape() {
            let text = format!(
                "output with shape {:?} doesn't match the broadcast shape {:?}; write x = x {op} y instead of changing x in place",
                self.shape(),
                y.shape()
            );
            return Err(Error::shape(op, text));
        }
        if !y.dtype().can_cast(self.dtype()) {
            let message = format!(
                "result type {} can't be cast to the desired output type {}; write x = x.float() first",
                y.dtype().short(),
                self.dtype().short()
            );
            return Err(Error::DType { op, message });
        }
        self.overwrite(&y.to_dtype(self.dtype())?)
    }

    /// Any operation, in place: `f` works out of place on this tensor.
    pub fn update_(&self, op: &'static str, f: impl FnOnce(&Tensor) -> Result<Tensor>) -> Result<()> {
        self.may_change()?;
        self.become_(op, f(&self.as_it_is())?)
    }

    /// A row of the table with one operand, in place.
    pub fn unary_(&self, op: Op) -> Result<()> {
        self.may_change()?;
        self.become_(op.info().name, Tensor::unary(op, &self.as_it_is())?)
    }

    /// A row of the table with two operands, in place.
    pub fn binary_<'a>(&'a self, op: Op, other: impl Into<Arg<'a>>) -> Result<()> {
        self.may_change()?;
        let (now, other) = (self.as_it_is(), other.into());
        self.become_(op.info().name, Tensor::binary(op, &now, other)?)
    }

    /// `self += other`
    pub fn add_<'a>(&'a self, other: impl Into<Arg<'a>>) -> Result<()> {
        self.binary_(Op::Add, other)
    }

    /// `self -= other`
    pub fn sub_<'a>(&'a self, other: impl Into<Arg<'a>>) -> Result<()> {
        self.binary_(Op::Sub, other)
    }

    /// `self *= other`
    pub fn mul_<'a>(&'a self, other: impl Into<Arg<'a>>) -> Result<()> {
        self.binary_(Op::Mul, other)
    }

    /// `self /= other`
    pub fn div_<'a>(&'a self, other: impl Into<Arg<'a>>) -> Result<()> {
        self.binary_(Op::Div, other)
    }

    /// `self **= other`
    pub fn pow_<'a>(&'a self, other: impl Into<Arg<'a>>) -> Result<()> {
        self.binary_(Op::Pow, other)
    }

    /// `self += alpha * other`: the step of gradient descent with `alpha = -rate`.
    pub fn add_scaled_(&self, other: &Tensor, alpha: f64) -> Result<()> {
        self.may_change()?;
        self.become_("add", self.add(&other.mul(alpha)?)?)
    }
}
