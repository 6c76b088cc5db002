//! Other shapes over the same elements.

use crate::autograd::{Grads, Rule, tracked};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::graph::{Expr, Node, Work};
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
    // Repeated dimensions are summed first, so that what is written does not overlap.
    let repeated: SmallVec<[isize; 5]> =
        (0..view.rank()).filter(|&d| view.strides[d] == 0 && view.shape[d] > 1).map(|d| d as isize).collect();
    let (mut g, mut target) = (g.clone(), view.clone());
    if !repeated.is_empty() {
        g = g.sum(&repeated, true)?;
        repeated.iter().for_each(|&d| target.shape[d as usize] = 1);
    }
    let (source, layout) = g.pair();
    let parts = vec![(target, source, layout)];
    let expr = Expr::Write { base: Some(zeros.node()), parts };
    let node = Node::pending("slice", g.device(), g.dtype(), &base.shape, expr)?;
    Ok(Tensor::fresh(node, &base.shape))
}

fn signed(shape: &[usize]) -> SmallVec<[isize; 5]> {
    shape.iter().map(|&n| n as isize).collect()
}

impl Tensor {
    /// A view of this tensor; `rule` is asked for only if gradients are recorded.
    pub(crate) fn view_as(&self, op: Op, layout: Layout, rule: impl FnOnce() -> Rule) -> Tensor {
        let base = self.0.base.clone().unwrap_or_else(|| self.clone());
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

    /// Without one dimension, if its size is 1, or without all sizes of 1.
    pub fn squeeze(&self, d: Option<isize>) -> Result<Tensor> {
        let over: Dims = match d {
            Some(d) if self.rank() > 0 => Dims::from_iter([dim("squeeze", d, self.rank())?]),
            _ => (0..self.rank()).collect(),
        };
        let shape = signed(self.shape());
        Ok(self.view_as(Op::Squeeze, self.layout().squeeze(&over), || {
            Box::new(move |g, _| Ok(Grads::from_iter([Some(g.reshape(&shape)?)])))
        }))
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
        let size = self.shape().get(d).copied().unwrap_or(0);
        let at = if index < 0 { index + size as i64 } else { index };
        if at < 0 || at >= size as i64 {
            return Err(Error::Index { index, dim: d, size });
        }
        Ok(self.part(Op::Select, |l| l.select(d, at as usize)))
    }

    /// A range along a dimension, with Python's rules for missing, negative and excessive ends.
    pub fn slice(&self, d: isize, start: Option<i64>, end: Option<i64>, step: i64) -> Result<Tensor> {
        let d = dim("slice", d, self.rank())?;
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
        let size = self.shape()[dim("narrow", d, self.rank())?] as i64;
        let from = if start < 0 { start + size } else { start };
        if length < 0 || from < 0 || from + length > size {
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
        let n = self.shape().get(at).copied().unwrap_or(0);
        (0..n as i64).map(|i| self.select(d, i)).collect()
    }

    /// Pieces of `size` along a dimension; the last may be smaller.
    pub fn split(&self, size: usize, d: isize) -> Result<Vec<Tensor>> {
        let n = self.shape().get(dim("split", d, self.rank())?).copied().unwrap_or(0);
        if size == 0 && n > 0 {
            return Err(Error::shape("split", "split_size must be positive"));
        }
        let starts = (0..n.max(1)).step_by(size.max(1));
        starts.map(|s| self.slice(d, Some(s as i64), Some((s + size) as i64), 1)).collect()
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
