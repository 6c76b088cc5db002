//! Reverse-mode gradients: what each operation leaves behind for the backward pass, which is in [`crate::backward`].
//!
//! Backward rules are written with tensor operations, so a gradient can be differentiated again (`create_graph`).

use crate::backward::{accumulate, pass};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::hooks::Hooks;
use crate::layout::Layout;
use crate::ops::Op;
use crate::tensor::{Storage, Tensor, next_id};
use smallvec::SmallVec;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

thread_local! {
    static ENABLED: Cell<bool> = const { Cell::new(true) };
    /// Whether something was kept for a backward pass since the last operation was recorded.
    static KEPT: Cell<bool> = const { Cell::new(false) };
}

/// Whether operations are recorded for gradients.
pub fn grad_enabled() -> bool {
    ENABLED.get()
}

/// Switches recording; returns what it was.
pub fn set_grad_enabled(on: bool) -> bool {
    ENABLED.replace(on)
}

/// Recording switched for as long as this lives.
pub struct GradMode(bool);

impl GradMode {
    /// Switches recording.
    pub fn set(on: bool) -> Self {
        Self(set_grad_enabled(on))
    }
}

impl Drop for GradMode {
    fn drop(&mut self) {
        ENABLED.set(self.0);
    }
}

/// Runs `f` without recording.
pub fn no_grad<T>(f: impl FnOnce() -> T) -> T {
    let _mode = GradMode::set(false);
    f()
}

/// Gradients for the inputs of an operation, in order.
pub(crate) type Grads = SmallVec<[Option<Tensor>; 3]>;
/// A backward rule: output's gradient to inputs' gradients.
pub(crate) type Rule = Box<dyn Fn(&Tensor, &Rc<GradFn>) -> Result<Grads>>;

/// Where a gradient goes.
#[derive(Clone)]
pub(crate) enum Edge {
    None,
    Node(Rc<GradFn>),
    Leaf(Tensor),
}

/// An operation in the gradient graph.
pub(crate) struct GradFn {
    pub seq: u64,
    /// As printed, without `Backward0` unless it ends otherwise.
    label: Cell<&'static str>,
    pub edges: SmallVec<[Edge; 3]>,
    /// Gone after the pass, unless the graph is retained or the rule keeps no elements.
    pub rule: RefCell<Option<Rule>>,
    /// Whether the rule keeps elements.
    pub keeps: bool,
    /// What sees the output's gradient.
    pub hooks: Hooks,
    /// The output, where `retain_grad` was asked for.
    pub retain: RefCell<Option<Weak<crate::tensor::Inner>>>,
}

impl GradFn {
    /// Whether input `i` needs a gradient.
    pub fn wants(&self, i: usize) -> bool {
        !matches!(self.edges[i], Edge::None)
    }

    /// As PyTorch prints it: `AddBackward0`.
    pub fn full_name(&self) -> String {
        match self.label.get() {
            whole if whole.contains("Backward") || whole == "CopySlices" => whole.to_string(),
            short => format!("{short}Backward0"),
        }
    }

    /// The operation's name.
    pub fn name(&self) -> &'static str {
        self.label.get()
    }
}

impl Drop for GradFn {
    /// Without recursion: graphs of unrolled loops are deep.
    fn drop(&mut self) {
        self.rule.take();
        let mut pending: Vec<Edge> = self.edges.drain(..).collect();
        while let Some(edge) = pending.pop() {
            if let Edge::Node(f) = edge
                && let Ok(mut f) = Rc::try_unwrap(f)
            {
                f.rule.take();
                pending.extend(f.edges.drain(..));
            }
        }
    }
}

/// A value kept for the backward pass, with the version it had.
pub(crate) struct Saved {
    storage: Rc<Storage>,
    layout: Layout,
    dtype: DType,
    device: crate::Device,
    version: u32,
    /// `None` for the operation's own output.
    edge: Option<Edge>,
}

impl Saved {
    /// An input.
    pub fn input(t: &Tensor) -> Self {
        Self { edge: Some(t.edge()), ..Self::output(t) }
    }

    /// The output of the operation that keeps it (it must not hold itself alive).
    pub fn output(t: &Tensor) -> Self {
        KEPT.set(true);
        Self {
            storage: t.0.storage.clone(),
            layout: t.layout().clone(),
            dtype: t.dtype(),
            device: t.device(),
            version: t.0.storage.changes(),
            edge: None,
        }
    }

    /// The tensor again, if nobody has changed it.
    pub fn get(&self, by: &Rc<GradFn>) -> Result<Tensor> {
        let found = self.storage.changes();
        if found != self.version {
            let shape = self.layout.shape.clone();
            return Err(Error::Version {
                by: by.label.get(),
                shape: shape.to_vec().into(),
                found,
                saved: self.version,
            });
        }
        let edge = match &self.edge {
            Some(Edge::Leaf(t)) => return Ok(t.clone()),
            Some(Edge::Node(f)) => Some(f.clone()),
            Some(Edge::None) => None,
            None => Some(by.clone()),
        };
        let t = Tensor::build(self.storage.clone(), self.layout.clone(), (self.dtype, self.device), None);
        if let Some(f) = edge {
            t.0.requires_grad.set(true);
            *t.0.grad_fn.borrow_mut() = Some(f);
        }
        Ok(t)
    }
}

/// Whether an operation on these must be recorded.
pub(crate) fn tracked(inputs: &[&Tensor]) -> bool {
    grad_enabled() && inputs.iter().any(|t| t.requires_grad())
}

impl Tensor {
    /// Makes `self` the output of `op` on `inputs`; call only if [`tracked`].
    pub(crate) fn record(self, op: Op, inputs: &[&Tensor], rule: Rule) -> Tensor {
        let edges = inputs.iter().map(|t| if t.dtype().is_float() { t.edge() } else { Edge::None }).collect();
        // Rules may make gradients in single precision; what arrives has the dtype of the input.
        let rule: Rule = if inputs.iter().any(|t| t.dtype().is_half()) {
            let dtypes: SmallVec<[DType; 3]> = inputs.iter().map(|t| t.dtype()).collect();
            Box::new(move |g, f| {
                let fit = |(g, &dtype): (Option<Tensor>, &DType)| match g {
                    Some(g) if dtype.is_float() && g.dtype() != dtype => g.to_dtype(dtype).map(Some),
                    other => Ok(other),
                };
                rule(g, f)?.into_iter().zip(&dtypes).map(fit).collect()
            })
        } else {
            rule
        };
        self.attach(op.info().label, edges, rule);
        self
    }

    pub(crate) fn attach(&self, label: &'static str, edges: SmallVec<[Edge; 3]>, rule: Rule) {
        let (rule, retain) = (RefCell::new(Some(rule)), RefCell::new(None));
        let (keeps, hooks) = (KEPT.replace(false), Hooks::default());
        let f = Rc::new(GradFn { seq: next_id(), label: Cell::new(label), edges, rule, keeps, hooks, retain });
        self.0.requires_grad.set(true);
        self.0.seen_version.set(self.version());
        *self.0.grad_fn.borrow_mut() = Some(f);
    }

    /// A view whose base has come to require gradients since (by an in-place change).
    pub(crate) fn view_of_tracked(&self) -> bool {
        self.0.base.as_ref().is_some_and(|b| b.0.requires_grad.get() && b.0.grad_fn.borrow().is_some())
            && self.0.seen_version.get() != self.version()
            && self.dtype().is_float()
    }

    /// The operation that made this tensor. For a view whose base was changed in place: the view, taken anew.
    pub(crate) fn grad_fn(&self) -> Option<Rc<GradFn>> {
        if self.view_of_tracked()
            && let Some(base) = &self.0.base
        {
            let (layout, shape) = (self.layout().clone(), base.layout().clone());
            let rule: Rule =
                Box::new(move |g, _| Ok(Grads::from_iter([Some(crate::views::scatter_view(g, &layout, &shape)?)])));
            self.attach(Op::AsStrided.info().label, SmallVec::from_iter([base.edge()]), rule);
        }
        self.0.grad_fn.borrow().clone()
    }

    /// Whether gradients are wanted for it.
    pub fn requires_grad(&self) -> bool {
        self.0.requires_grad.get() || self.view_of_tracked()
    }

    /// Whether nobody computed it (or nobody recorded how).
    pub fn is_leaf(&self) -> bool {
        self.grad_fn().is_none()
    }

    /// Name of the operation that made it, as PyTorch prints it: `AddBackward0`.
    pub fn grad_fn_name(&self) -> Option<String> {
        self.grad_fn().map(|f| f.full_name())
    }

    /// Gives the operation that made this tensor the name that PyTorch has for this form of it.
    pub(crate) fn named(self, label: &'static str) -> Tensor {
        if let Some(f) = self.0.grad_fn.borrow().as_ref() {
            f.label.set(label);
        }
        self
    }

    /// Asks for gradients (of a leaf), or stops asking.
    pub fn set_requires_grad(&self, on: bool) -> Result<()> {
        if on && !self.dtype().is_float() {
            return Err(Error::Autograd(
                "only Tensors of floating point dtype can require gradients; write x.float() first".to_string(),
            ));
        }
        if !on && !self.is_leaf() {
            return Err(Error::Autograd(
                "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()".to_string(),
            ));
        }
        self.0.requires_grad.set(on);
        Ok(())
    }

    /// The accumulated gradient of a leaf.
    pub fn grad(&self) -> Option<Tensor> {
        self.0.grad.borrow().clone()
    }

    /// Replaces the gradient; `None` clears it.
    pub fn set_grad(&self, grad: Option<Tensor>) -> Result<()> {
        if let Some(g) = &grad {
            if g.shape() != self.shape() {
                let text =
                    format!("assigned grad has data of a different size: {:?}, not {:?}", g.shape(), self.shape());
                return Err(Error::Autograd(text));
            }
            self.same_device("grad", g)?;
        }
        *self.0.grad.borrow_mut() = grad;
        Ok(())
    }

    /// Keeps the gradient of a computed tensor too.
    pub fn retain_grad(&self) -> Result<()> {
        if !self.requires_grad() {
            return Err(Error::Autograd("can't retain_grad on Tensor that has requires_grad=False".to_string()));
        }
        if let Some(f) = self.grad_fn() {
            *f.retain.borrow_mut() = Some(Rc::downgrade(&self.0));
        }
        Ok(())
    }

    /// Whether it is a computed tensor that keeps its gradient.
    pub fn retains_grad(&self) -> bool {
        self.grad_fn().is_some_and(|f| f.retain.borrow().is_some())
    }

    /// The same storage, outside the gradient graph.
    pub fn detach(&self) -> Tensor {
        Tensor::build(self.0.storage.clone(), self.layout().clone(), (self.dtype(), self.device()), None)
    }

    /// Leaves the gradient graph for good.
    pub fn detach_(&self) -> Result<()> {
        if self.0.base.is_some() {
            return Err(Error::Autograd("Can't detach views in-place. Use detach() instead.".to_string()));
        }
        *self.0.grad_fn.borrow_mut() = None;
        self.0.requires_grad.set(false);
        Ok(())
    }

    /// Adds the gradients of this tensor to the leaves it was computed from. `gradient` may be left out for a single
    /// element.
    pub fn backward(&self, gradient: Option<&Tensor>, retain_graph: bool, create_graph: bool) -> Result<()> {
        let gradients = [gradient.cloned()];
        backward(std::slice::from_ref(self), &gradients, retain_graph, create_graph, None)
    }
}

/// [`Tensor::backward`] of several tensors at once, with a gradient (or none) for each. With `inputs`, only those are
/// given gradients, be they leaves or not.
pub fn backward(
    outputs: &[Tensor],
    gradients: &[Option<Tensor>],
    retain_graph: bool,
    create_graph: bool,
    inputs: Option<&[Tensor]>,
) -> Result<()> {
    let mut seeds = Vec::new();
    for (i, out) in outputs.iter().enumerate() {
        seeds.push((out.clone(), seed(i, out, gradients.get(i).and_then(Option::as_ref))?));
    }
    let found = pass(&seeds, inputs, retain_graph || create_graph, create_graph)?;
    let _mode = GradMode::set(create_graph);
    for (input, gradient) in inputs.unwrap_or_default().iter().zip(found) {
        if let Some(gradient) = gradient {
            accumulate(input, gradient)?;
            input.0.hooks.tell(input)?;
        }
    }
    Ok(())
}

/// Gradients of `outputs` with respect to `inputs`, without touching any `.grad`. An input that has no part in the outputs
/// is an error unless `allow_unused`.
pub fn grad(
    outputs: &[Tensor],
    inputs: &[Tensor],
    gradients: Option<&[Option<Tensor>]>,
    retain_graph: bool,
    create_graph: bool,
    allow_unused: bool,
) -> Result<Vec<Option<Tensor>>> {
    let mut seeds = Vec::new();
    for (i, out) in outputs.iter().enumerate() {
        seeds.push((out.clone(), seed(i, out, gradients.and_then(|g| g.get(i)).and_then(Option::as_ref))?));
    }
    for input in inputs {
        if !input.requires_grad() {
            return Err(Error::Autograd("One of the differentiated Tensors does not require grad".to_string()));
        }
    }
    let found = pass(&seeds, Some(inputs), retain_graph || create_graph, create_graph)?;
    if !allow_unused && found.iter().any(Option::is_none) {
        return Err(Error::Autograd(
            "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.".to_string(),
        ));
    }
    Ok(found)
}

fn seed(i: usize, output: &Tensor, gradient: Option<&Tensor>) -> Result<Tensor> {
    if !output.requires_grad() {
        return Err(Error::Autograd(format!(
            "element {i} of tensors does not require grad and does not have a grad_fn; create the parameters with requires_grad=True"
        )));
    }
    match gradient {
        Some(g) if g.shape() != output.shape() => Err(Error::Autograd(format!(
            "Mismatch in shape: grad_output[{i}] has a shape of {:?} and output[{i}] has a shape of {:?}.",
            g.shape(),
            output.shape()
        ))),
        Some(g) => g.to_dtype(output.dtype()),
        None if output.count() == 1 => Tensor::ones(output.shape(), output.dtype(), output.device()),
        None => Err(Error::Autograd(format!(
            "grad can be implicitly created only for scalar outputs; this one has shape {:?}: reduce it with .mean() or .sum() first",
            output.shape()
        ))),
    }
}
