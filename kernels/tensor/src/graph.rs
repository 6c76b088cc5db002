//! The lazy graph: nodes that hold a value or say how to compute it.

use crate::backend::{Buffer, Packing, Reduction};
use crate::device::{self, Device};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::layout::{Dims, Layout, count};
use crate::map::Map;
use crate::plan;
use smallvec::SmallVec;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A chain of pending nodes longer than this is realised, so that a loop that never reads cannot grow without end.
const DEPTH_LIMIT: u32 = 96;
/// Pending nodes over more words than this (256 MB) are realised: their intermediates live until the run ends.
const MASS_LIMIT: u64 = 64 << 20;
/// Tensors below this many words need no check against the device's limit.
const SMALL: usize = 1 << 20;

/// What a node's elements are made from.
#[derive(Clone)]
pub(crate) enum Operand {
    /// Elements of another node.
    View(Rc<Node>, Layout),
    /// One value word, repeated.
    Scalar(u32, DType),
}

/// Elementwise work of one node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Work {
    /// An instruction on operands of this dtype.
    Apply(Map, DType),
    /// Conversion from this dtype.
    Cast(DType),
    /// The elements themselves.
    Copy,
}

/// How a node is computed. Shapes are the node's own unless said otherwise; the result is contiguous.
pub(crate) enum Expr {
    Map {
        work: Work,
        shape: Dims,
        args: SmallVec<[Operand; 3]>,
    },
    Reduce {
        op: Reduction,
        dtype: DType,
        axes: Dims,
        arg: (Rc<Node>, Layout),
    },
    MatMul {
        batch: Dims,
        m: usize,
        k: usize,
        n: usize,
        a: (Rc<Node>, Layout),
        b: (Rc<Node>, Layout),
    },
    /// Rows of packed whole numbers; layouts are over words, `[m, words]` and `[n, words]`.
    IntMatMul {
        packing: Packing,
        depth: usize,
        a: (Rc<Node>, Layout),
        b: (Rc<Node>, Layout),
    },
    Softmax {
        log: bool,
        arg: (Rc<Node>, Layout),
    },
    Gather {
        shape: Dims,
        axis: usize,
        size: usize,
        source: (Rc<Node>, Layout),
        index: (Rc<Node>, Layout),
    },
    /// `base` with elements replaced or added; `target` is a layout over it, of the index space's shape.
    Scatter {
        base: Rc<Node>,
        axis: usize,
        size: usize,
        target: Layout,
        index: (Rc<Node>, Layout),
        source: (Rc<Node>, Layout),
        add: bool,
    },
    /// `base` (or nothing yet) with parts replaced.
    Write {
        base: Option<Rc<Node>>,
        parts: Vec<(Layout, Rc<Node>, Layout)>,
    },
}

impl Expr {
    /// Calls `f` with every node it reads.
    pub(crate) fn each(&self, mut f: impl FnMut(&Rc<Node>)) {
        match self {
            Self::Map { args, .. } => {
                for a in args {
                    if let Operand::View(n, _) = a {
                        f(n);
                    }
                }
            }
            Self::Reduce { arg, .. } | Self::Softmax { arg, .. } => f(&arg.0),
            Self::MatMul { a, b, .. } | Self::IntMatMul { a, b, .. } => {
                f(&a.0);
                f(&b.0);
            }
            Self::Gather { source, index, .. } => {
                f(&source.0);
                f(&index.0);
            }
            Self::Scatter { base, index, source, .. } => {
                f(base);
                f(&index.0);
                f(&source.0);
            }
            Self::Write { base, parts } => {
                base.iter().for_each(&mut f);
                parts.iter().for_each(|p| f(&p.1));
            }
        }
    }
}

/// A node's value, or how to get it.
pub(crate) enum State {
    Ready(Rc<Buffer>),
    Pending(Box<Expr>),
}

/// A contiguous run of elements, computed or not.
pub(crate) struct Node {
    pub device: Device,
    pub dtype: DType,
    pub elements: usize,
    /// Words of its buffer: fewer than elements if the dtype is packed.
    pub words: usize,
    pub state: RefCell<State>,
    /// Length of the longest chain of pending nodes up to here, when it was last measured: at most that since.
    depth: Cell<u32>,
    /// Words of the pending nodes up to here, shared ones counted again.
    mass: Cell<u64>,
    /// Least and greatest value where the host knows them (uploaded indices): lets indexing be checked without a read.
    pub range: Cell<Option<(i32, i32)>>,
    /// Number of the plan that saw this node last, and its position there.
    pub seen: Cell<(u32, u32)>,
}

impl Node {
    /// A node with value words from the host, one per element.
    pub fn upload(device: Device, dtype: DType, words: &[u32], shape: &[usize]) -> Result<Rc<Self>> {
        check_elements("tensor", device, dtype, shape)?;
        let buffer = match dtype.is_packed() {
            true => device::upload(device, &dtype.pack_all(words))?,
            false => device::upload(device, words)?,
        };
        let node = Self::ready(dtype, words.len(), buffer);
        if dtype.is_integer() {
            let values = || words.iter().map(|w| *w as i32);
            node.range.set(values().min().zip(values().max()));
        }
        Ok(node)
    }

    /// A node whose buffer is filled, packed as the dtype demands.
    pub fn ready(dtype: DType, elements: usize, buffer: Rc<Buffer>) -> Rc<Self> {
        Rc::new(Self {
            device: buffer.device(),
            dtype,
            elements,
            words: buffer.words(),
            state: RefCell::new(State::Ready(buffer)),
            depth: Cell::new(0),
            mass: Cell::new(0),
            range: Cell::new(None),
            seen: Cell::new((0, 0)),
        })
    }

    /// A node to be computed, of `shape`; refuses what the device cannot hold.
    pub fn pending(op: &'static str, device: Device, dtype: DType, shape: &[usize], expr: Expr) -> Result<Rc<Self>> {
        let elements = check_elements(op, device, dtype, shape)?;
        let words = dtype.words(elements);
        let (mut depth, mut mass) = (0, words as u64);
        expr.each(|n| {
            if n.is_pending() {
                depth = depth.max(n.depth.get());
                mass += n.mass.get();
            }
        });
        let state = RefCell::new(State::Pending(Box::new(expr)));
        let (range, seen) = (Cell::new(None), Cell::new((0, 0)));
        let node = Rc::new(Self {
            device,
            dtype,
            elements,
            words,
            state,
            depth: Cell::new(depth + 1),
            mass: Cell::new(mass),
            range,
            seen,
        });
        // What it is made from may have been computed since it was measured: a training loop that reads its loss must not
        // be cut into pieces for the steps that are done.
        if node.is_long() {
            node.measure(plan::next_number());
            if node.is_long() {
                plan::realize(&[&node])?;
            }
        }
        Ok(node)
    }

    fn is_long(&self) -> bool {
        self.depth.get() > DEPTH_LIMIT || self.mass.get() > MASS_LIMIT
    }

    /// Measures the pending nodes up to here anew; `number` marks those that are done.
    fn measure(&self, number: u32) {
        let (mut depth, mut mass) = (0, self.words as u64);
        if let State::Pending(expr) = &*self.state.borrow() {
            expr.each(|n| {
                if n.is_pending() {
                    if n.seen.get().0 != number {
                        n.measure(number);
                    }
                    depth = depth.max(n.depth.get());
                    mass = mass.saturating_add(n.mass.get());
                }
            });
        }
        self.depth.set(depth + 1);
        self.mass.set(mass);
        self.seen.set((number, 0));
    }

    /// Every element is this value word.
    pub fn fill(op: &'static str, device: Device, dtype: DType, word: u32, shape: &[usize]) -> Result<Rc<Self>> {
        if !device::available(device) {
            return Err(Error::NoDevice(device));
        }
        let args = SmallVec::from_iter([Operand::Scalar(word, dtype)]);
        Self::pending(op, device, dtype, shape, Expr::Map { work: Work::Copy, shape: shape.into(), args })
    }

    pub fn is_pending(&self) -> bool {
        matches!(&*self.state.borrow(), State::Pending(_))
    }

    /// The word, if every element is known to be the same.
    pub fn constant(&self) -> Option<(u32, DType)> {
        let state = self.state.borrow();
        let State::Pending(expr) = &*state else { return None };
        match &**expr {
            Expr::Map { work: Work::Copy, args, .. } => match args[..] {
                [Operand::Scalar(word, dtype)] => Some((word, dtype)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The buffer, computed if need be.
    pub fn buffer(self: &Rc<Self>) -> Result<Rc<Buffer>> {
        if self.is_pending() {
            plan::realize(&[self])?;
        }
        match &*self.state.borrow() {
            State::Ready(buffer) => Ok(buffer.clone()),
            State::Pending(_) => unreachable!("a realised node holds its buffer"),
        }
    }
}

/// Number of elements of `shape`, or why the device cannot hold them, a word each.
pub(crate) fn check_size(op: &'static str, device: Device, shape: &[usize]) -> Result<usize> {
    check_elements(op, device, DType::F32, shape)
}

/// As [`check_size`], for elements of a dtype that may be packed.
pub(crate) fn check_elements(op: &'static str, device: Device, dtype: DType, shape: &[usize]) -> Result<usize> {
    let elements = shape.iter().try_fold(1usize, |n, s| n.checked_mul(*s));
    match elements {
        Some(n) if n < SMALL => Ok(n),
        _ => {
            let bytes = 4 / dtype.lanes() as u64;
            let need = shape.iter().fold(bytes, |n, s| n.saturating_mul(*s as u64));
            let limit = device::limit(device)?;
            if need > limit {
                return Err(Error::Memory { op, shape: shape.into(), need, limit });
            }
            Ok(count(shape))
        }
    }
}
