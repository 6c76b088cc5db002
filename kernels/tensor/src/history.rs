//! The gradient graph seen from outside: which operation made a tensor, and which ones made what that took.

use crate::autograd::{Edge, GradFn};
use crate::tensor::Tensor;
use std::rc::Rc;

/// A place in the gradient graph.
#[derive(Clone)]
pub struct History(At);

#[derive(Clone)]
enum At {
    Operation(Rc<GradFn>),
    Leaf(Tensor),
}

impl History {
    fn of(edge: Edge) -> Option<Self> {
        match edge {
            Edge::None => None,
            Edge::Node(f) => Some(Self(At::Operation(f))),
            Edge::Leaf(t) => Some(Self(At::Leaf(t))),
        }
    }

    /// `AddBackward0`, or `AccumulateGrad` for a leaf.
    pub fn name(&self) -> String {
        match &self.0 {
            At::Operation(f) => f.full_name(),
            At::Leaf(_) => "AccumulateGrad".to_string(),
        }
    }

    /// Where the gradients of its inputs go; `None` for inputs without.
    pub fn next(&self) -> Vec<Option<History>> {
        match &self.0 {
            At::Operation(f) => f.edges.iter().cloned().map(Self::of).collect(),
            At::Leaf(_) => Vec::new(),
        }
    }

    /// The leaf, if it is one.
    pub fn leaf(&self) -> Option<Tensor> {
        match &self.0 {
            At::Operation(_) => None,
            At::Leaf(t) => Some(t.clone()),
        }
    }

    /// A number of its own.
    pub fn id(&self) -> u64 {
        match &self.0 {
            At::Operation(f) => f.seq,
            At::Leaf(t) => t.id(),
        }
    }
}

impl Tensor {
    /// The operation that made this tensor; `None` for leaves.
    pub fn history(&self) -> Option<History> {
        self.grad_fn().map(|f| History(At::Operation(f)))
    }
}
