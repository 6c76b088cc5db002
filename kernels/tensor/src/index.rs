//! `x[...]`, `x[...] = v`, and picking by index tensors and masks.

use crate::autograd::{Edge, Grads, Rule, Saved, no_grad, tracked};
use crate::device::Device;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::layout::{Dims, Layout, dim};
use crate::ops::Op;
use crate::tensor::{Arg, Tensor};
use smallvec::SmallVec;

/// One part of an index expression.
#[derive(Clone, Debug)]
pub enum Index {
    /// `x[3]`
    At(i64),
    /// `x[a:b:s]`
    #[allow(missing_docs)]
    Range { start: Option<i64>, end: Option<i64>, step: i64 },
    /// `x[...]`
    Ellipsis,
    /// `x[None]`
    NewAxis,
    /// `x[t]`: positions (int64) or a mask (bool).
    Tensor(Tensor),
}

impl Index {
    /// `:`
    pub const ALL: Index = Index::Range { start: None, end: None, step: 1 };
}

/// Positions that `index` names, checked against `size` where the host can tell without waiting for a GPU.
fn checked(op: &'static str, index: &Tensor, dimension: usize, size: usize) -> Result<Tensor> {
    if index.dtype() == DType::I32 {
        // The same words, and a node that knows its range loses nothing.
        let wide = index.cast_plain(DType::I64)?;
        wide.node().range.set(index.node().range.get());
        return checked(op, &wide, dimension, size);
    }
    if index.dtype() != DType::I64 {
        let text = format!(
            "{op}: tensors used as indices must be int64 or bool, this one is {}; write t.long()",
            index.dtype()
        );
        return Err(Error::BadIndex(text));
    }
    let node = index.node();
    let range = match node.range.get() {
        Some(range) => Some(range),
        None if index.device() == Device::WebGpu || index.count() == 0 => None,
        None => {
            let words = index.to_words()?;
            let values = || words.iter().map(|w| *w as i32);
            values().min().zip(values().max())
        }
    };
    if let Some((low, high)) = range {
        let bad = [low, high].into_iter().map(i64::from).find(|&i| i < -(size as i64) || i >= size as i64);
        // A view may leave the offending element out: look closer before refusing.
        if let Some(index_value) = bad {
            let found = index.to_i64()?.into_iter().find(|&i| i < -(size as i64) || i >= size as i64);
            if found.is_some() {
                return Err(Error::Index { index: found.unwrap_or(index_value), dim: dimension, size });
            }
        }
    }
    Ok(index.clone())
}

/// `shape` with size `n` along `axis`.
fn with_size(shape: &[usize], axis: usize, n: usize) -> Dims {
    shape.iter().enumerate().map(|(i, &s)| if i == axis { n } else { s }).collect()
}

/// A one-dimensional index as an operand over `shape`, moving along `axis` only.
fn spread(index: &Tensor, axis: usize, shape: &[usize]) -> Layout {
    let l = index.layout();
    let strides = (0..shape.len()).map(|d| if d == axis { l.strides[0] } else { 0 }).collect();
    Layout { shape: shape.into(), strides, offset: l.offset }
}

impl Tensor {
    /// Rows (or columns, ...) in the order of a one-dimensional index tensor.
    pub fn index_select(&self, d: isize, index: &Tensor) -> Result<Tensor> {
        self.same_device("index_select", index)?;
        let axis = dim("index_select", d, self.rank())?;
        if index.rank() > 1 {
            let text = format!("the index is supposed to be a vector, this one has shape {:?}", index.shape());
            return Err(Error::shape("index_select", text));
        }
        let index = if index.rank() == 0 { index.unsqueeze(0)? } else { index.clone() };
        if self.rank() == 0 {
            return Err(Error::shape("index_select", "a tensor without dimensions has nothing to choose from"));
        }
        let size = self.shape()[axis];
        let index = checked("index_select", &index, axis, size)?;
        let shape = with_size(self.shape(), axis, index.count());
        let y = self.pick(Op::IndexSelect, axis, &shape, (index.node(), spread(&index, axis, &shape)))?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let (saved, base): (_, Dims) = (Saved::input(&index), self.shape().into());
        let rule: Rule = Box::new(move |g, f| {
            let index = saved.get(f)?;
            let zeros = Tensor::zeros(&base, g.dtype(), g.device())?;
            Ok(Grads::from_iter([Some(zeros.placed(axis, &index, spread(&index, axis, g.shape()), g, true)?)]))
        });
        Ok(y.record(Op::IndexSelect, &[self], rule))
    }

    /// `y[i][j] = x[i][index[i][j]]` (along dimension 1; others likewise).
    pub fn gather(&self, d: isize, index: &Tensor) -> Result<Tensor> {
        self.same_device("gather", index)?;
        let axis = dim("gather", d, self.rank())?;
        self.fits("gather", axis, index)?;
        let index = checked("gather", index, axis, self.shape()[axis])?;
        self.gather_checked(d, &index)
    }

    /// Index shape must equal the tensor's but along `axis`, where it may differ, and be no larger elsewhere.
    fn fits(&self, op: &'static str, axis: usize, index: &Tensor) -> Result<()> {
        let ok = index.rank() == self.rank()
            && self.rank() > 0
            && (0..self.rank()).all(|i| i == axis || index.shape()[i] <= self.shape()[i]);
        if ok {
            return Ok(());
        }
        let text = format!(
            "index of shape {:?} does not fit a tensor of shape {:?} along dimension {axis}: it needs as many dimensions, and no larger sizes except there",
            index.shape(),
            self.shape()
        );
        Err(Error::shape(op, text))
    }

    pub(crate) fn gather_checked(&self, d: isize, index: &Tensor) -> Result<Tensor> {
        let axis = dim("gather", d, self.rank())?;
        let shape: Dims = index.shape().into();
        let y = self.pick(Op::Gather, axis, &shape, index.pair())?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let (saved, base): (_, Dims) = (Saved::input(index), self.shape().into());
        let rule: Rule = Box::new(move |g, f| {
            let index = saved.get(f)?;
            let zeros = Tensor::zeros(&base, g.dtype(), g.device())?;
            Ok(Grads::from_iter([Some(zeros.placed(axis, &index, index.layout().clone(), g, true)?)]))
        });
        Ok(y.record(Op::Gather, &[self], rule))
    }

    fn pick(&self, op: Op, axis: usize, shape: &Dims, index: (std::rc::Rc<Node>, Layout)) -> Result<Tensor> {
        let (source, layout) = self.unpacked()?.pair();
        let dtype = source.dtype;
        let source = (source, Layout { shape: shape.clone(), ..layout });
        let expr = Expr::Gather { shape: shape.clone(), axis, size: self.shape()[axis], source, index };
        let node = Node::pending(op.info().name, self.device(), dtype, shape, expr)?;
        Tensor::fresh(node, shape).cast_plain(self.dtype())
    }

    /// A copy with elements of `source` put (or added) where `index` says. No gradient.
    fn placed(&self, axis: usize, index: &Tensor, layout: Layout, source: &Tensor, add: bool) -> Result<Tensor> {
        if self.dtype().is_packed() {
            return self.unpacked()?.placed(axis, index, layout, &source.unpacked()?, add)?.cast_plain(self.dtype());
        }
        let base = self.contiguous()?;
        let base =
            if base.layout().offset == 0 && base.count() == base.node().elements { base } else { base.clone_data()? };
        let target = Layout { shape: source.shape().into(), ..base.layout().clone() };
        let size = self.shape()[axis];
        let (index, source) = ((index.node(), layout), source.pair());
        let expr = Expr::Scatter { base: base.node(), axis, size, target, index, source, add };
        let node = Node::pending("scatter", self.device(), self.dtype(), self.shape(), expr)?;
        Ok(Tensor::fresh(node, self.shape()))
    }

    /// A copy in which `source[i][j]` is added at `[i][index[i][j]]` (along dimension 1; others likewise).
    pub fn scatter_add(&self, d: isize, index: &Tensor, source: &Tensor) -> Result<Tensor> {
        self.same_device("scatter_add", index)?;
        self.same_device("scatter_add", source)?;
        let axis = dim("scatter_add", d, self.rank())?;
        self.fits("scatter_add", axis, index)?;
        if index.shape() != source.shape() || source.dtype() != self.dtype() || self.dtype() == DType::Bool {
            let text = format!(
                "index {:?} and source {:?} must have one shape, and the source the tensor's dtype, float32 or int64",
                index.shape(),
                source.shape()
            );
            return Err(Error::shape("scatter_add", text));
        }
        let index = checked("scatter_add", index, axis, self.shape()[axis])?;
        let y = no_grad(|| self.placed(axis, &index, index.layout().clone(), source, true))?;
        if !tracked(&[self, source]) {
            return Ok(y);
        }
        let saved = Saved::input(&index);
        let rule: Rule = Box::new(move |g, f| {
            let picked = if f.wants(1) { Some(g.gather_checked(axis as isize, &saved.get(f)?)?) } else { None };
            Ok(Grads::from_iter([Some(g.clone()), picked]))
        });
        Ok(y.record(Op::ScatterAdd, &[self, source], rule))
    }

    /// Positions of nonzero elements, one row each; int64. Waits for the elements.
    pub fn nonzero(&self) -> Result<Tensor> {
        let hits: Vec<usize> = self.to_bool()?.iter().enumerate().filter(|(_, x)| **x).map(|(i, _)| i).collect();
        let mut rows = Vec::with_capacity(hits.len() * self.rank());
        for &hit in &hits {
            let (mut rest, mut row) = (hit, Dims::from_elem(0, self.rank()));
            for d in (0..self.rank()).rev() {
                row[d] = rest % self.shape()[d];
                rest /= self.shape()[d];
            }
            rows.extend(row.iter().map(|&i| i as i64));
        }
        Tensor::from_i64(&rows, &[hits.len(), self.rank()], self.device())
    }

    /// Elements where the mask holds, in one dimension.
    pub fn masked_select(&self, mask: &Tensor) -> Result<Tensor> {
        let shape: SmallVec<[isize; 5]> = crate::layout::broadcast("masked_select", self.shape(), mask.shape())?
            .iter()
            .map(|&n| n as isize)
            .collect();
        self.expand(&shape)?.index(&[Index::Tensor(mask.expand(&shape)?)])
    }

    /// `x[indices]`.
    pub fn index(&self, indices: &[Index]) -> Result<Tensor> {
        match self.basic(indices)? {
            (view, None) => Ok(view),
            (view, Some(pick)) => pick.read(&view),
        }
    }

    /// `x[indices] = value`.
    pub fn set_index<'a>(&self, indices: &[Index], value: impl Into<Arg<'a>>) -> Result<()> {
        let value = value.into();
        match self.basic(indices)? {
            (view, None) => view.assign(value),
            (view, Some(pick)) => pick.write(&view, value),
        }
    }

    /// The part of an index expression that views can say, and the index tensor that is left, if there is one.
    fn basic(&self, indices: &[Index]) -> Result<(Tensor, Option<Pick>)> {
        let takes = |i: &Index| match i {
            Index::At(_) | Index::Range { .. } => 1,
            Index::Tensor(t) if t.dtype() == DType::Bool => t.rank(),
            Index::Tensor(_) => 1,
            Index::Ellipsis | Index::NewAxis => 0,
        };
        let used: usize = indices.iter().map(takes).sum();
        if used > self.rank() {
            let text = format!(
                "too many indices for tensor of dimension {}: {used} are given, the shape is {:?}",
                self.rank(),
                self.shape()
            );
            return Err(Error::BadIndex(text));
        }
        if indices.iter().filter(|i| matches!(i, Index::Ellipsis)).count() > 1 {
            return Err(Error::BadIndex("an index can only have a single ellipsis ('...')".to_string()));
        }
        let (mut view, mut d, mut pick): (Tensor, usize, Option<Pick>) = (self.clone(), 0, None);
        for index in indices {
            match index {
                Index::At(i) => {
                    let size = view.shape()[d];
                    view = view.select(d as isize, *i).map_err(|e| match e {
                        Error::Index { index, .. } => Error::Index { index, dim: d, size },
                        other => other,
                    })?;
                }
                Index::Range { start: None, end: None, step: 1 } => d += 1,
                Index::Range { start, end, step } => {
                    view = view.slice(d as isize, *start, *end, *step)?;
                    d += 1;
                }
                Index::Ellipsis => d += self.rank() - used,
                Index::NewAxis => {
                    view = view.unsqueeze(d as isize)?;
                    d += 1;
                }
                Index::Tensor(t) => {
                    self.same_device("index", t)?;
                    if pick.is_some() {
                        return self.pairwise(indices);
                    }
                    let found = Pick::new(&mut view, d, t)?;
                    d += 1;
                    pick = Some(found);
                }
            }
        }
        // Indexing with nothing but full ranges still makes a view of its own.
        if view.id() == self.id() && pick.is_none() {
            view = self
                .view_as(Op::Slice, self.layout().clone(), || Box::new(|g, _| Ok(Grads::from_iter([Some(g.clone())]))));
        }
        Ok((view, pick))
    }

    /// `x[i, j]` with index tensors for the leading dimensions: one flat index over those dimensions.
    fn pairwise(&self, indices: &[Index]) -> Result<(Tensor, Option<Pick>)> {
        let mut flat: Option<Tensor> = None;
        for (d, index) in indices.iter().enumerate() {
            let Index::Tensor(t) = index else {
                let text = "several index tensors must stand together at the front, as in x[i, j]; index in two steps otherwise";
                return Err(Error::BadIndex(text.to_string()));
            };
            let size = self.shape()[d];
            let t = checked("index", t, d, size)?;
            let at = Tensor::where_(&t.lt(0i64)?, &t.add(size as i64)?, &t)?;
            flat = Some(match flat {
                None => at,
                Some(f) => f.mul(size as i64)?.add(&at)?,
            });
        }
        let Some(flat) = flat else { return Ok((self.clone(), None)) };
        let mut shape: SmallVec<[isize; 5]> = SmallVec::from_iter([-1]);
        shape.extend(self.shape()[indices.len()..].iter().map(|&n| n as isize));
        let mut view = self.view(&shape)?;
        let pick = Pick::new(&mut view, 0, &flat)?;
        Ok((view, Some(pick)))
    }
}

/// An index tensor along one dimension of a view.
struct Pick {
    axis: usize,
    /// One-dimensional.
    index: Tensor,
    /// What the dimension becomes.
    shape: Dims,
}

impl Pick {
    fn new(view: &mut Tensor, axis: usize, index: &Tensor) -> Result<Self> {
        if index.dtype() != DType::Bool {
            let shape = index.shape().into();
            return Ok(Self { axis, index: index.reshape(&[-1])?, shape });
        }
        let covered = &view.shape()[axis..axis + index.rank()];
        if covered != index.shape() {
            let text = format!(
                "The shape of the mask {:?} at index {axis} does not match the shape of the indexed tensor {:?}",
                index.shape(),
                view.shape()
            );
            return Err(Error::BadIndex(text));
        }
        // The dimensions that the mask covers become one.
        let mut shape: SmallVec<[isize; 5]> = view.shape()[..axis].iter().map(|&n| n as isize).collect();
        shape.push(index.count() as isize);
        shape.extend(view.shape()[axis + index.rank()..].iter().map(|&n| n as isize));
        let hits: Vec<i64> = index.to_bool()?.iter().enumerate().filter(|(_, x)| **x).map(|(i, _)| i as i64).collect();
        *view = view.reshape(&shape)?;
        let index = Tensor::from_i64(&hits, &[hits.len()], view.device())?;
        Ok(Self { axis, shape: Dims::from_iter([hits.len()]), index })
    }

    fn read(&self, view: &Tensor) -> Result<Tensor> {
        let picked = view.index_select(self.axis as isize, &self.index)?.named("Index");
        let shape = self.full_shape(view);
        if picked.shape() == &shape[..] {
            return Ok(picked);
        }
        picked.reshape(&shape.iter().map(|&n| n as isize).collect::<Vec<_>>())
    }

    /// Shape of the result: the indexed dimension replaced by the index's dimensions.
    fn full_shape(&self, view: &Tensor) -> Dims {
        let s = view.shape();
        s[..self.axis].iter().chain(&self.shape).chain(&s[self.axis + 1..]).copied().collect()
    }

    fn write(&self, view: &Tensor, value: Arg) -> Result<()> {
        let (axis, device) = (self.axis, view.device());
        let index = checked("index", &self.index, axis, view.shape()[axis])?;
        let value = match value {
            Arg::Tensor(t) => t.clone(),
            Arg::Scalar(s) => Tensor::full(&[], s, view.dtype(), device)?,
        };
        view.same_device("index_put", &value)?;
        let full: Vec<isize> = self.full_shape(view).iter().map(|&n| n as isize).collect();
        let flat: Vec<isize> = with_size(view.shape(), axis, index.count()).iter().map(|&n| n as isize).collect();
        let value = value.to_dtype(view.dtype())?.expand(&full)?.reshape(&flat)?;
        let y = no_grad(|| view.placed(axis, &index, spread(&index, axis, value.shape()), &value, false))?;
        if !tracked(&[view, &value]) {
            return view.overwrite(&y);
        }
        let saved = Saved::input(&index);
        let rule: Rule = Box::new(move |g, f| {
            let index = saved.get(f)?;
            let part = g.index_select(axis as isize, &index)?;
            let zeros = Tensor::zeros(part.shape(), g.dtype(), g.device())?;
            let rest = g.placed(axis, &index, spread(&index, axis, part.shape()), &zeros, false)?;
            Ok(Grads::from_iter([Some(rest), Some(part)]))
        });
        y.attach(Op::IndexPut.info().label, SmallVec::from_iter([view.edge(), value_edge(&value)]), rule);
        view.overwrite(&y)
    }
}

fn value_edge(value: &Tensor) -> Edge {
    if value.dtype().is_float() { value.edge() } else { Edge::None }
}
