//! Reverse-mode gradients: what each operation leaves behind for the backward pass, and the pass itself.
//!
//! Backward rules are written with tensor operations, so a gradient can be differentiated again (`create_graph`).

use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::ops::Op;
use crate::tensor::{Storage, Tensor, next_id};
use smallvec::SmallVec;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

thread_local! {
    static ENABLED: Cell<bool> = const { Cell::new(true) };
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
    seq: u64,
    /// As printed, without `Backward0` unless it ends otherwise.
    label: Cell<&'static str>,
    edges: SmallVec<[Edge; 3]>,
    /// Gone after the pass, unless the graph is retained.
    rule: RefCell<Option<Rule>>,
    /// The output, where `retain_grad` was asked for.
    retain: RefCell<Option<Weak<crate::tensor::Inner>>>,
}

impl GradFn {
    /// Whether input `i` needs a gradient.
    pub fn wants(&self, i: usize) -> bool {
        !matches!(self.edges[i], Edge::None)
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
        Self {
            storage: t.0.storage.clone(),
            layout: t.layout().clone(),
            dtype: t.dtype(),
            device: t.device(),
            version: t.version(),
            edge: None,
        }
    }

    /// The tensor again, if nobody has changed it.
    pub fn get(&self, by: &Rc<GradFn>) -> Result<Tensor> {
        let found = self.storage.version.get();
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
        self.attach(op.info().label, edges, rule);
        self
    }

    pub(crate) fn attach(&self, label: &'static str, edges: SmallVec<[Edge; 3]>, rule: Rule) {
        let (rule, retain) = (RefCell::new(Some(rule)), RefCell::new(None));
        let f = Rc::new(GradFn { seq: next_id(), label: Cell::new(label), edges, rule, retain });
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
        self.grad_fn().map(|f| match f.label.get() {
            whole if whole.contains("Backward") || whole == "CopySlices" => whole.to_string(),
            short => format!("{short}Backward0"),
        })
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

    /// The same storage, outside the gradient graph.
    pub fn detach(&self) -> Tensor {
        Tensor::build(self.0.storage.clone(), self.layout().clone(), (self.dtype(), self.device()), None)
    }

    /// Adds the gradients of this tensor to the leaves it was computed from. `gradient` may be left out for a single
    /// element.
    pub fn backward(&self, gradient: Option<&Tensor>, retain_graph: bool, create_graph: bool) -> Result<()> {
        let seed = seed(self, gradient)?;
        pass(&[(self.clone(), seed)], None, retain_graph || create_graph, create_graph).map(|_| ())
    }
}

/// Gradients of `outputs` with respect to `inputs`, without touching any `.grad`. An input that has no part in the outputs
/// is an error unless `allow_unused`.
pub fn grad(
    outputs: &[Tensor],
    inputs: &[Tensor],
    gradients: Option<&[Tensor]>,
    retain_graph: bool,
    create_graph: bool,
    allow_unused: bool,
) -> Result<Vec<Option<Tensor>>> {
    let mut seeds = Vec::new();
    for (i, out) in outputs.iter().enumerate() {
        seeds.push((out.clone(), seed(out, gradients.and_then(|g| g.get(i)))?));
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

fn seed(output: &Tensor, gradient: Option<&Tensor>) -> Result<Tensor> {
    if !output.requires_grad() {
        return Err(Error::Autograd(
            "element 0 of tensors does not require grad and does not have a grad_fn; create the parameters with requires_grad=True".to_string(),
        ));
    }
    match gradient {
        Some(g) if g.shape() != output.shape() => Err(Error::Autograd(format!(
            "Mismatch in shape: grad_output[0] has a shape of {:?} and output[0] has a shape of {:?}.",
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

const SECOND_TIME: &str = "Trying to backward through the graph a second time (or directly access saved tensors after \
    they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or \
    autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time.";

/// The pass: operations in the reverse order of their making, each with its complete gradient.
fn pass(
    seeds: &[(Tensor, Tensor)],
    wanted: Option<&[Tensor]>,
    retain: bool,
    create_graph: bool,
) -> Result<Vec<Option<Tensor>>> {
    let _mode = GradMode::set(create_graph);
    let mut found: Vec<Option<Tensor>> = vec![None; wanted.map_or(0, <[Tensor]>::len)];
    let keys: Vec<Option<u64>> = wanted.unwrap_or_default().iter().map(|t| t.grad_fn().map(|f| f.seq)).collect();
    let mut ready: BTreeMap<u64, (Rc<GradFn>, Tensor)> = BTreeMap::new();
    for (output, gradient) in seeds {
        deliver(&output.edge(), gradient.clone(), &mut ready, wanted, &mut found)?;
    }
    while let Some((seq, (f, gradient))) = ready.pop_last() {
        for (slot, key) in found.iter_mut().zip(&keys) {
            if *key == Some(seq) {
                *slot = Some(gradient.clone());
            }
        }
        if wanted.is_none()
            && let Some(t) = f.retain.borrow().as_ref().and_then(Weak::upgrade)
        {
            accumulate(&Tensor(t), gradient.clone())?;
        }
        // The rule leaves the graph as it runs, unless the graph is kept for another pass.
        let Some(rule) = f.rule.take() else {
            return Err(Error::Autograd(SECOND_TIME.to_string()));
        };
        let grads = rule(&gradient, &f);
        if retain {
            *f.rule.borrow_mut() = Some(rule);
        }
        for (edge, g) in f.edges.iter().zip(grads?) {
            if let Some(g) = g {
                deliver(edge, g, &mut ready, wanted, &mut found)?;
            }
        }
    }
    Ok(found)
}

fn deliver(
    edge: &Edge,
    gradient: Tensor,
    ready: &mut BTreeMap<u64, (Rc<GradFn>, Tensor)>,
    wanted: Option<&[Tensor]>,
    found: &mut [Option<Tensor>],
) -> Result<()> {
    match edge {
        Edge::None => {}
        Edge::Node(f) => match ready.get_mut(&f.seq) {
            Some((_, sum)) => *sum = sum.add(&gradient)?,
            None => {
                ready.insert(f.seq, (f.clone(), gradient));
            }
        },
        Edge::Leaf(t) => match wanted {
            None => accumulate(t, gradient)?,
            Some(inputs) => {
                for (slot, _) in found.iter_mut().zip(inputs).filter(|(_, i)| Rc::ptr_eq(&i.0, &t.0)) {
                    *slot = Some(match slot.take() {
                        Some(sum) => sum.add(&gradient)?,
                        None => gradient.clone(),
                    });
                }
            }
        },
    }
    Ok(())
}

/// `t.grad += gradient`, in place where a gradient is there already: whoever holds it sees the sum.
fn accumulate(t: &Tensor, gradient: Tensor) -> Result<()> {
    let old = t.grad();
    match old {
        Some(old) if !grad_enabled() => old.add_(&gradient),
        Some(old) => t.set_grad(Some(old.add(&gradient)?)),
        // A gradient that shares its storage with others (as for x + y) is copied, so that changing one spares the rest.
        None => {
            let own = if Rc::strong_count(&gradient.0) > 1
                || Rc::strong_count(&gradient.0.storage) > 1
                || !gradient.is_contiguous()
            {
                gradient.clone_data()?
            } else {
                gradient
            };
            *t.0.grad.borrow_mut() = Some(own);
            Ok(())
        }
    }
}
