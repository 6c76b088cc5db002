//! Other shapes over the same elements.

use crate::autograd::{Grads, Rule, no_grad, tracked};
use crate::custom::together;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::graph::{Expr, Node, Work};
use crate::index::Span;
use crate::layout::{Dims, Layout, count, dim};
use crate::ops::Op;
use crate::tensor::Tensor;
use smallvec::SmallVec;

/// Elements of a view's gradient in their places in a tensor of `base`'s shape, 0 elsewhere; repeated elements add up.
pub(crate) fn scatter_view(g: &Tensor, view: &Layout, base: &Layout) -> Result<Tensor> {
    if g.dtype().is_packed() {
        return scatter_view(&g.unpacked()?, view, base)?.cast_plain(g.dtype());
    }
    let zeros = Tensor::zeros(&base.shape, g.dtype(), g.device())?;
    if view.meets_itself() {
        // Windows that overlap: every element of the gradient has a place of its own in the flattened base.
        let places: Vec<i64> = view.positions().map(|p| p as i64).collect();
        let index = Tensor::from_i64(&places, &[places.len()], g.device())?;
        let flat = zeros.reshape(&[-1])?;
        let sum = flat.placed(Op::IndexAdd, 0, &index, Span::Row, &g.reshape(&[-1])?, true)?;
        return sum.reshape(&signed(&base.shape));
    }
    // Repeated dimensions are summed first, so that what is written does not overlap.
    let repeated: SmallVec<[isize; 5]> =
        (0..view.rank()).filter(|&d| view.strides[d] == 0 && view.shape[d] > 1).map(|d| d as isize).collect();
    let (mut g, mut target) = (g.clone(), view.clone());
    if !repeated.is_empty() {
        g = g.sum(&repeated, true)?;
        repeated.iter().for_each(|&d| target.shape[d as usize] = 1);
    }
    let (source, layout) = g.pair();
    let parts = vec![(target.clone(), source, layout)];
    let expr = Expr::Write { base: Some(zeros.node()), parts };
    let node = Node::pending("slice", g.device(), g.dtype(), &base.shape, expr)?;
    let y = Tensor::fresh(node, &base.shape);
    if !tracked(&[&g]) {
        return Ok(y);
    }
    let base = base.clone();
    let rule: Rule = Box::new(move |gg, _| Ok(Grads::from_iter([Some(cut_view(gg, &target, &base)?)])));
    Ok(y.record(Op::Slice, &[&g], rule))
}

/// The part of `g` (of `base`'s shape) that lies where a view over a contiguous base lies.
pub(crate) fn cut_view(g: &Tensor, view: &Layout, base: &Layout) -> Result<Tensor> {
    let whole = g.contiguous()?;
    let layout = Layout { offset: view.offset + whole.layout().offset, ..view.clone() };
    let (view, base) = (view.clone(), base.clone());
    Ok(whole.view_as(Op::AsStrided, layout, || {
        Box::new(move |g, _| Ok(Grads::from_iter([Some(scatter_view(g, &view, &base)?)])))
    }))
}

pub(crate) fn signed(shape: &[usize]) -> SmallVec<[isize; 5]> {
    shape.iter().map(|&n| n as isize).collect()
}

impl Tensor {
    /// A view of this tensor; `rule` is asked for only if gradients are recorded.
    pub(crate) fn view_as(&self, op: Op, layout: Layout, rule: impl FnOnce() -> Rule) -> Tensor {
        // A view that was made a leaf is a base of its own: its views must not be changed while gradients are recorded.
        let leaf = self.0.requires_grad.get() && self.0.grad_fn.borrow().is_none();
        let base = self.0.base.clone().filter(|_| !leaf).unwrap_or_else(|| self.clone());
        let view = Tensor::build(self.0.storage.clone(), layout, (self.dtype(), self.device()), Some(base));
        if tracked(&[self]) { view.record(op, &[self], rule()) } else { view }
    }

    /// A shape in which one size may be -1: it is worked out.
    fn wanted_shape(&self, op: &'static str, shape: &[isize]) -> Result<Dims> {
        let n = self.count();
        let known: usize = shape.iter().filter(|&&s| s >= 0).map(|&s| s as usize).product();
        let unknown = shape.iter().filter(|&&s| s == -1).count();
        if let Some(bad) = shape.iter().find(|&&s| s < -1) {
            return Err(Error::shape(op, format!("invalid shape dimension {bad}; only -1 stands for an unknown size")));
        }
        if unknown > 1 {
            return Err(Error::shape(op, "only one dimension can be inferred: use -1 once"));
        }
        let fits = if unknown == 1 { known > 0 && n.is_multiple_of(known) } else { known == n };
        if !fits {
            let to: Dims = shape.iter().map(|&s| s.max(0) as usize).collect();
            if unknown == 1 {
                let text = format!("shape '{shape:?}' is invalid for input of size {n}: {known} does not divide it");
                return Err(Error::shape(op, text));
            }
            return Err(Error::Reshape {
                op,
                from: self.shape().into(),
                to: to.to_vec().into(),
                count: n,
                wants: known,
            });
        }
        Ok(shape.iter().map(|&s| if s == -1 { n / known } else { s as usize }).collect())
    }

    /// The same elements in another shape; a copy only where strides cannot say it.
    pub fn reshape(&self, shape: &[isize]) -> Result<Tensor> {
        let wanted = self.wanted_shape("reshape", shape)?;
        match self.layout().reshape(&wanted) {
            Some(layout) => Ok(self.reshaped(layout)),
            None => self.contiguous()?.reshape(shape),
        }
    }

    /// As [`Tensor::reshape`], but never a copy.
    pub fn view(&self, shape: &[isize]) -> Result<Tensor> {
        let wanted = self.wanted_shape("view", shape)?;
        match self.layout().reshape(&wanted) {
            Some(layout) => Ok(self.reshaped(layout)),
            None => Err(Error::shape(
                "view",
                "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
            )),
        }
    }

    fn reshaped(&self, layout: Layout) -> Tensor {
        let shape = signed(self.shape());
        let rule = || -> Rule { Box::new(move |g, _| Ok(Grads::from_iter([Some(g.reshape(&shape)?)]))) };
        self.view_as(Op::Reshape, layout, rule).named("View")
    }

    /// Dimensions in another order.
    pub fn permute(&self, order: &[isize]) -> Result<Tensor> {
        if order.len() != self.rank() {
            let text =
                format!("{} dimensions are named, but the tensor has {}: {:?}", order.len(), self.rank(), self.shape());
            return Err(Error::shape("permute", text));
        }
        let mut back: SmallVec<[isize; 5]> = SmallVec::from_elem(-1, self.rank());
        let mut to = Dims::new();
        for (i, &d) in order.iter().enumerate() {
            let d = dim("permute", d, self.rank())?;
            if back[d] != -1 {
                return Err(Error::shape("permute", format!("duplicate dims are not allowed: {order:?}")));
            }
            back[d] = i as isize;
            to.push(d);
        }
        Ok(self.view_as(Op::Permute, self.layout().permute(&to), || {
            Box::new(move |g, _| Ok(Grads::from_iter([Some(g.permute(&back)?)])))
        }))
    }

    /// Two dimensions exchanged.
    pub fn transpose(&self, a: isize, b: isize) -> Result<Tensor> {
        let (a, b) = (dim("transpose", a, self.rank())?, dim("transpose", b, self.rank())?);
        let mut order: SmallVec<[isize; 5]> = (0..self.rank() as isize).collect();
        if self.rank() > 0 {
            order.swap(a, b);
        }
        Ok(self.permute(&order)?.named("Transpose"))
    }

    /// `.T`: dimensions in reverse order.
    pub fn t_(&self) -> Result<Tensor> {
        let order: SmallVec<[isize; 5]> = (0..self.rank() as isize).rev().collect();
        self.permute(&order)
    }

    /// A matrix, its rows and columns exchanged.
    pub fn t(&self) -> Result<Tensor> {
        Ok(self.transpose(0, 1)?.named("T"))
    }

    /// Without one dimension, if its size is 1, or without all sizes of 1.
    pub fn squeeze(&self, d: Option<isize>) -> Result<Tensor> {
        let over: Dims = match d {
            Some(d) if self.rank() > 0 => Dims::from_iter([dim("squeeze", d, self.rank())?]),
            _ => (0..self.rank()).collect(),
        };
        let shape = signed(self.shape());
        let y = self.view_as(Op::Squeeze, self.layout().squeeze(&over), || {
            Box::new(move |g, _| Ok(Grads::from_iter([Some(g.reshape(&shape)?)])))
        });
        Ok(if d.is_some() { y.named("SqueezeBackward1") } else { y })
    }

    /// With a dimension of size 1 at `d`.
    pub fn unsqueeze(&self, d: isize) -> Result<Tensor> {
        let at = dim("unsqueeze", d, self.rank() + 1)?;
        let shape = signed(self.shape());
        Ok(self.view_as(Op::Unsqueeze, self.layout().unsqueeze(at), || {
            Box::new(move |g, _| Ok(Grads::from_iter([Some(g.reshape(&shape)?)])))
        }))
    }

    /// Sizes of 1 repeated to `shape`; -1 leaves a size.
    pub fn expand(&self, shape: &[isize]) -> Result<Tensor> {
        let pad = shape.len().checked_sub(self.rank()).ok_or_else(|| {
            let text =
                format!("{shape:?} must name at least the tensor's {} dimensions, {:?}", self.rank(), self.shape());
            Error::shape("expand", text)
        })?;
        let mut wanted = Dims::new();
        for (i, &s) in shape.iter().enumerate() {
            let old = if i < pad { None } else { Some(self.shape()[i - pad]) };
            wanted.push(match (s, old) {
                (-1, Some(n)) => n,
                (s, Some(n)) if s >= 0 && (s as usize == n || n == 1) => s as usize,
                (s, None) if s >= 0 => s as usize,
                (s, Some(n)) => {
                    let text = format!("the expanded size of the tensor ({s}) must match the existing size ({n}) at non-singleton dimension {i} (shape {:?} to {shape:?})", self.shape());
                    return Err(Error::shape("expand", text));
                }
                _ => return Err(Error::shape("expand", format!("{s} is not allowed for a new, leading dimension"))),
            });
        }
        let from: Dims = self.shape().into();
        Ok(self.view_as(Op::Expand, self.layout().broadcast_to(&wanted), || {
            Box::new(move |g, _| Ok(Grads::from_iter([Some(g.sum_to(&from)?)])))
        }))
    }

    /// Dimensions `start..=end` as one.
    pub fn flatten(&self, start: isize, end: isize) -> Result<Tensor> {
        if self.rank() == 0 {
            dim("flatten", start, 0)?;
            dim("flatten", end, 0)?;
            return self.reshape(&[1]);
        }
        let (a, b) = (dim("flatten", start, self.rank())?, dim("flatten", end, self.rank())?);
        if a > b {
            return Err(Error::shape("flatten", "flatten() has invalid args: start_dim cannot come after end_dim"));
        }
        let mut shape = signed(&self.shape()[..a]);
        shape.push(count(&self.shape()[a..=b]) as isize);
        shape.extend(signed(&self.shape()[b + 1..]));
        self.reshape(&shape)
    }

    /// Position `index` along a dimension, which disappears.
    pub fn select(&self, d: isize, index: i64) -> Result<Tensor> {
        let d = dim("select", d, self.rank())?;
        if self.rank() == 0 {
            return Err(Error::BadIndex("select() cannot be applied to a 0-dim tensor.".to_string()));
        }
        let size = self.shape()[d];
        let at = if index < 0 { index + size as i64 } else { index };
        if at < 0 || at >= size as i64 {
            return Err(Error::Index { index, dim: d, size });
        }
        Ok(self.part(Op::Select, |l| l.select(d, at as usize)))
    }

    /// A range along a dimension, with Python's rules for missing, negative and excessive ends.
    pub fn slice(&self, d: isize, start: Option<i64>, end: Option<i64>, step: i64) -> Result<Tensor> {
        let d = dim("slice", d, self.rank())?;
        if self.rank() == 0 {
            return Err(Error::shape("slice", "slice() cannot be applied to a 0-dim tensor."));
        }
        if step <= 0 {
            return Err(Error::Value(
                "step must be greater than zero; write torch.flip(x, [0]) to reverse".to_string(),
            ));
        }
        let size = self.shape().get(d).copied().unwrap_or(0) as i64;
        let place = |x: i64| (if x < 0 { x + size } else { x }).clamp(0, size);
        let (start, end) = (place(start.unwrap_or(0)), place(end.unwrap_or(size)));
        let length = ((end - start).max(0) + step - 1) / step;
        Ok(self.part(Op::Slice, |l| l.slice(d, start as usize, length as usize, step as usize)))
    }

    /// `length` positions from `start`.
    pub fn narrow(&self, d: isize, start: i64, length: i64) -> Result<Tensor> {
        let axis = dim("narrow", d, self.rank())?;
        let Some(&size) = self.shape().get(axis) else {
            return Err(Error::shape("narrow", "narrow() cannot be applied to a 0-dim tensor."));
        };
        let size = size as i64;
        let from = if start < 0 { start + size } else { start };
        if start > size || start < -size {
            let text = format!("start out of range (expected to be in range of [{}, {size}], but got {start})", -size);
            return Err(Error::BadIndex(text));
        }
        if length < 0 || from + length > size {
            let text = format!("start ({start}) + length ({length}) exceeds dimension size ({size})");
            return Err(Error::shape("narrow", text));
        }
        self.slice(d, Some(from), Some(from + length), 1)
    }

    /// A view of part of the elements; `cut` says which, for any layout of this shape.
    pub(crate) fn part(&self, op: Op, cut: impl Fn(&Layout) -> Layout) -> Tensor {
        self.view_as(op, cut(self.layout()), || {
            let whole = Layout::contiguous(self.shape());
            let target = cut(&whole);
            Box::new(move |g, _| Ok(Grads::from_iter([Some(scatter_view(g, &target, &whole)?)])))
        })
    }

    /// Every position along a dimension.
    pub fn unbind(&self, d: isize) -> Result<Vec<Tensor>> {
        let at = dim("unbind", d, self.rank())?;
        let Some(&n) = self.shape().get(at) else {
            return Err(Error::BadIndex("Dimension specified as 0 but tensor has no dimensions".to_string()));
        };
        let parts = no_grad(|| (0..n as i64).map(|i| self.select(d, i)).collect::<Result<Vec<_>>>())?;
        let mut one: Dims = self.shape().into();
        one.remove(at);
        let dtype = self.dtype();
        together("Unbind", self, parts, move |gradients| {
            let device = gradients.iter().flatten().next().map_or(crate::Device::Cpu, Tensor::device);
            let zeros = Tensor::zeros(&one, dtype, device)?;
            let rows: Vec<Tensor> = gradients.iter().map(|g| g.clone().unwrap_or_else(|| zeros.clone())).collect();
            Tensor::stack(&rows, at as isize)
        })
    }

    /// Pieces of these lengths along a dimension, which they cover.
    pub(crate) fn pieces(&self, label: &'static str, lengths: &[usize], axis: usize) -> Result<Vec<Tensor>> {
        let mut start = 0;
        let cut = |&length: &usize| {
            start += length;
            self.narrow(axis as isize, (start - length) as i64, length as i64)
        };
        let parts = no_grad(|| lengths.iter().map(cut).collect::<Result<Vec<_>>>())?;
        let (dtype, shapes): (_, Vec<Dims>) = (self.dtype(), parts.iter().map(|p| p.shape().into()).collect());
        together(label, self, parts, move |gradients| {
            let device = gradients.iter().flatten().next().map_or(crate::Device::Cpu, Tensor::device);
            let whole = |(g, shape): (&Option<Tensor>, &Dims)| match g {
                Some(g) => Ok(g.clone()),
                None => Tensor::zeros(shape, dtype, device),
            };
            let rows = gradients.iter().zip(&shapes).map(whole).collect::<Result<Vec<_>>>()?;
            Tensor::cat(&rows, axis as isize)
        })
    }

    /// Pieces of `size` along a dimension; the last may be smaller.
    pub fn split(&self, size: usize, d: isize) -> Result<Vec<Tensor>> {
        let axis = dim("split", d, self.rank())?;
        let Some(&n) = self.shape().get(axis) else {
            return Err(Error::shape("split", "split expects at least a 1-dimensional tensor"));
        };
        if size == 0 && n > 0 {
            return Err(Error::shape("split", "split_size must be positive"));
        }
        let starts = (0..n.max(1)).step_by(size.max(1));
        let lengths: Vec<usize> = starts.map(|start| size.min(n - start)).collect();
        self.pieces("Split", &lengths, axis)
    }

    /// `n` pieces along a dimension, as equal as sizes allow.
    pub fn chunk(&self, n: usize, d: isize) -> Result<Vec<Tensor>> {
        if n == 0 {
            return Err(Error::shape("chunk", "chunk expects `chunks` to be greater than 0"));
        }
        let size = self.shape().get(dim("chunk", d, self.rank())?).copied().unwrap_or(0);
        self.split(size.div_ceil(n).max(1), d)
    }

    /// A copy with elements in order.
    pub fn clone_data(&self) -> Result<Tensor> {
        let args = SmallVec::from_iter([self.operand(self.shape())]);
        let expr = Expr::Map { work: Work::Copy, shape: self.shape().into(), args };
        let node = Node::pending("clone", self.device(), self.dtype(), self.shape(), expr)?;
        let y = Tensor::fresh(node, self.shape());
        if !tracked(&[self]) {
            return Ok(y);
        }
        Ok(y.record(Op::Clone, &[self], Box::new(|g, _| Ok(Grads::from_iter([Some(g.clone())])))))
    }

    /// Itself if elements lie in order, else a copy.
    pub fn contiguous(&self) -> Result<Tensor> {
        if self.is_contiguous() { Ok(self.clone()) } else { self.clone_data() }
    }

    /// The same elements in another dtype.
    pub fn to_dtype(&self, to: DType) -> Result<Tensor> {
        if self.dtype() == to {
            return Ok(self.clone());
        }
        let y = self.cast_plain(to)?;
        if !to.is_float() || !tracked(&[self]) {
            return Ok(y);
        }
        let from = self.dtype();
        Ok(y.record(Op::ToCopy, &[self], Box::new(move |g, _| Ok(Grads::from_iter([Some(g.to_dtype(from)?)])))))
    }

    /// A copy on another device (itself if it is there already). Gradients find their way back.
    pub fn to_device(&self, to: crate::Device) -> Result<Tensor> {
        let from = self.device();
        if from == to {
            return Ok(self.clone());
        }
        let y = Tensor::fresh(Node::upload(to, self.dtype(), &self.to_words()?, self.shape())?, self.shape());
        if !tracked(&[self]) {
            return Ok(y);
        }
        Ok(y.record(Op::ToCopy, &[self], Box::new(move |g, _| Ok(Grads::from_iter([Some(g.to_device(from)?)])))))
    }
}
