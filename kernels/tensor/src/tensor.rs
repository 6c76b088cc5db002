//! The tensor handle: a view of a storage, with its place in the gradient graph.

use crate::autograd::{Edge, GradFn};
use crate::device::{self, Device};
use crate::dtype::{DType, Scalar};
use crate::error::{Error, Result};
use crate::graph::{Node, Operand, Work};
use crate::hooks::LeafHooks;
use crate::layout::{Layout, count};
use crate::plan;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Elements shared by views. Writing replaces the node; readers recorded before keep the old one.
pub(crate) struct Storage {
    pub node: RefCell<Rc<Node>>,
    /// Number of in-place changes so far.
    pub version: Cell<u32>,
    /// For the result of an in-place operation: whose elements it has become, and the version of that then.
    pub became: RefCell<Option<(Rc<Storage>, u32)>>,
}

impl Storage {
    pub fn new(node: Rc<Node>) -> Rc<Self> {
        Rc::new(Self { node: RefCell::new(node), version: Cell::new(0), became: RefCell::new(None) })
    }

    /// Number of in-place changes so far, of what it has become too.
    pub fn changes(&self) -> u32 {
        let later = self.became.borrow().as_ref().map_or(0, |(other, then)| other.version.get().wrapping_sub(*then));
        self.version.get() + later
    }
}

/// What [`Tensor`] points to.
pub(crate) struct Inner {
    pub id: u64,
    pub storage: Rc<Storage>,
    pub layout: Layout,
    pub dtype: DType,
    pub device: Device,
    pub requires_grad: Cell<bool>,
    pub grad: RefCell<Option<Tensor>>,
    pub grad_fn: RefCell<Option<Rc<GradFn>>>,
    pub hooks: LeafHooks,
    /// For views: the tensor that owns the storage.
    pub base: Option<Tensor>,
    /// Version of the storage that `grad_fn` belongs to (for views).
    pub seen_version: Cell<u32>,
}

/// A tensor: a cheap handle, shared by cloning. Operations record work; reads do it.
#[derive(Clone)]
pub struct Tensor(pub(crate) Rc<Inner>);

/// A tensor or a number, as the right-hand side of arithmetic.
#[derive(Clone, Copy)]
pub enum Arg<'a> {
    /// A tensor.
    Tensor(&'a Tensor),
    /// A number; it adapts to the tensor's dtype as in PyTorch.
    Scalar(Scalar),
}

impl<'a> From<&'a Tensor> for Arg<'a> {
    fn from(t: &'a Tensor) -> Self {
        Self::Tensor(t)
    }
}
impl<T: Into<Scalar>> From<T> for Arg<'_> {
    fn from(x: T) -> Self {
        Self::Scalar(x.into())
    }
}

thread_local! {
    static IDS: Cell<u64> = const { Cell::new(1) };
}

/// A number that grows with every call, for tensors and gradient functions.
pub(crate) fn next_id() -> u64 {
    let id = IDS.get();
    IDS.set(id + 1);
    id
}

impl Tensor {
    pub(crate) fn build(storage: Rc<Storage>, layout: Layout, node: (DType, Device), base: Option<Tensor>) -> Self {
        let seen_version = Cell::new(storage.version.get());
        Self(Rc::new(Inner {
            id: next_id(),
            storage,
            layout,
            dtype: node.0,
            device: node.1,
            requires_grad: Cell::new(false),
            grad: RefCell::new(None),
            grad_fn: RefCell::new(None),
            hooks: LeafHooks::default(),
            base,
            seen_version,
        }))
    }

    /// A tensor over the whole of a node.
    pub(crate) fn fresh(node: Rc<Node>, shape: &[usize]) -> Self {
        debug_assert_eq!(node.elements, count(shape));
        let kind = (node.dtype, node.device);
        let storage = Storage::new(node);
        Self::build(storage, Layout::contiguous(shape), kind, None)
    }

    /// The node that holds the elements now.
    pub(crate) fn node(&self) -> Rc<Node> {
        self.0.storage.node.borrow().clone()
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.0.layout
    }

    /// The elements as an operand of another node, repeated to `shape`.
    pub(crate) fn operand(&self, shape: &[usize]) -> Operand {
        let l = self.layout();
        let layout = if l.shape[..] == *shape { l.clone() } else { l.broadcast_to(shape) };
        Operand::View(self.node(), layout)
    }

    /// Node and layout.
    pub(crate) fn pair(&self) -> (Rc<Node>, Layout) {
        (self.node(), self.layout().clone())
    }

    /// Sizes of the dimensions.
    pub fn shape(&self) -> &[usize] {
        &self.0.layout.shape
    }

    /// Steps in elements between neighbours along each dimension.
    pub fn strides(&self) -> &[usize] {
        &self.0.layout.strides
    }

    /// Where the first element lies in the storage.
    pub fn storage_offset(&self) -> usize {
        self.0.layout.offset
    }

    /// Number of dimensions.
    pub fn rank(&self) -> usize {
        self.0.layout.rank()
    }

    /// Number of elements.
    pub fn count(&self) -> usize {
        self.0.layout.count()
    }

    /// Element type.
    pub fn dtype(&self) -> DType {
        self.0.dtype
    }

    /// Where it lies.
    pub fn device(&self) -> Device {
        self.0.device
    }

    /// A number of its own.
    pub fn id(&self) -> u64 {
        self.0.id
    }

    /// Number of in-place changes of its storage so far.
    pub fn version(&self) -> u32 {
        self.0.storage.version.get()
    }

    /// Whether elements lie one after the other.
    pub fn is_contiguous(&self) -> bool {
        self.0.layout.is_contiguous()
    }

    /// Whether both are views of one storage.
    pub fn same_storage(&self, other: &Tensor) -> bool {
        Rc::ptr_eq(&self.0.storage, &other.0.storage)
    }

    /// Which storage it looks at, as a number that no other living storage has, and the position of its first element there.
    pub fn place(&self) -> (usize, usize) {
        (Rc::as_ptr(&self.0.storage) as usize, self.0.layout.offset)
    }

    /// Computes the elements now.
    pub fn realize(&self) -> Result<()> {
        self.node().buffer().map(|_| ())
    }

    /// Computes several tensors in one run, so that they share kernels.
    pub fn realize_all(tensors: &[&Tensor]) -> Result<()> {
        let nodes: Vec<_> = tensors.iter().map(|t| t.node()).collect();
        plan::realize(&nodes.iter().collect::<Vec<_>>())
    }

    /// The value words of the elements, in order. Blocks until they are computed.
    pub fn to_words(&self) -> Result<Vec<u32>> {
        let buffer = self.node().buffer()?;
        let layout = self.layout();
        if layout.count() == 0 {
            return Ok(Vec::new());
        }
        // Only the part of the buffer that the view touches travels.
        let last: usize = layout.shape.iter().zip(&layout.strides).map(|(n, s)| (n - 1) * s).sum();
        let (dtype, lanes) = (self.dtype(), self.dtype().lanes());
        let first = layout.offset / lanes;
        let mut span = vec![0; (layout.offset + last) / lanes + 1 - first];
        device::read(&buffer, first, &mut span)?;
        if lanes == 1 && layout.is_contiguous() {
            return Ok(span);
        }
        Ok(layout.positions().map(|p| dtype.unpack(span[p / lanes - first], p % lanes)).collect())
    }

    /// The elements as f32, converted if need be.
    pub fn to_f32(&self) -> Result<Vec<f32>> {
        let words = self.to_words()?;
        Ok(match self.dtype().is_float() {
            true => words.into_iter().map(f32::from_bits).collect(),
            false => words.into_iter().map(|w| w as i32 as f32).collect(),
        })
    }

    /// The elements as whole numbers, cut towards zero if need be.
    pub fn to_i64(&self) -> Result<Vec<i64>> {
        let dtype = self.dtype();
        Ok(self.to_words()?.into_iter().map(|w| Scalar::from_word(w, dtype).to_i64()).collect())
    }

    /// The elements as truth values (nonzero is true).
    pub fn to_bool(&self) -> Result<Vec<bool>> {
        let dtype = self.dtype();
        Ok(self.to_words()?.into_iter().map(|w| Scalar::from_word(w, dtype).to_f64() != 0.0).collect())
    }

    /// The only element.
    pub fn item(&self) -> Result<Scalar> {
        if self.count() != 1 {
            return Err(Error::shape(
                "item",
                format!(
                    "a Tensor with {} elements cannot be converted to Scalar; pick one, as in x[0], or reduce with .sum() or .mean()",
                    self.count()
                ),
            ));
        }
        let (mut word, dtype, at) = ([0], self.dtype(), self.layout().offset);
        device::read(&*self.node().buffer()?, at / dtype.lanes(), &mut word)?;
        Ok(Scalar::from_word(dtype.unpack(word[0], at % dtype.lanes()), dtype))
    }

    /// Fails if two tensors lie on different devices.
    pub(crate) fn same_device(&self, op: &'static str, other: &Tensor) -> Result<()> {
        let (a, b) = (self.device(), other.device());
        if a == b { Ok(()) } else { Err(Error::Devices { op, a, b }) }
    }

    /// The same elements in the dtype that kernels compute in, without a gradient: what every kernel but the elementwise
    /// ones is given.
    pub(crate) fn unpacked(&self) -> Result<Tensor> {
        self.cast_plain(self.dtype().compute())
    }

    /// The same elements in another dtype, without a gradient.
    pub(crate) fn cast_plain(&self, to: DType) -> Result<Tensor> {
        if self.dtype() == to {
            return Ok(self.clone());
        }
        let expr = crate::graph::Expr::Map {
            work: Work::Cast(self.dtype()),
            shape: self.shape().into(),
            args: smallvec::SmallVec::from_iter([self.operand(self.shape())]),
        };
        Ok(Tensor::fresh(Node::pending("to", self.device(), to, self.shape(), expr)?, self.shape()))
    }

    /// Where gradients of this tensor go.
    pub(crate) fn edge(&self) -> Edge {
        if !self.0.requires_grad.get() && !self.view_of_tracked() {
            return Edge::None;
        }
        match self.grad_fn() {
            Some(f) => Edge::Node(f),
            None if self.0.requires_grad.get() => Edge::Leaf(self.clone()),
            None => Edge::None,
        }
    }
}

impl std::fmt::Debug for Tensor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::format::tensor(self).unwrap_or_else(|e| format!("tensor(<{e}>)")))
    }
}
