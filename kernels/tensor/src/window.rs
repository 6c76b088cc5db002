//! Sliding windows: the arithmetic of convolution and pooling along one dimension, and windows as strided views.
//!
//! Gradients go the other way without adding at indices: position `h` of the input lies in the windows `o` with
//! `h + before = stride * o + dilation * k`. With `h + before = stride * q + r` and `k = stride * j + r` that is `o = q - j`:
//! for every phase `r` a window again, now over the outputs, so one reduction over a strided view does it ([`Axis::taps`]).

use crate::autograd::no_grad;
use crate::dtype::{DType, Scalar};
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::layout::{Dims, Layout};
use crate::tensor::Tensor;
use smallvec::SmallVec;

/// A sliding window along one dimension.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Axis {
    /// Size of the input.
    pub size: usize,
    /// Places that a window looks at.
    pub kernel: usize,
    /// Step between windows.
    pub stride: usize,
    /// Step between a window's places.
    pub dilation: usize,
    /// Padding in front of the input.
    pub before: usize,
    /// Number of windows.
    pub out: usize,
}

/// One per dimension that windows slide along: the last dimensions of a tensor.
pub(crate) type Axes = SmallVec<[Axis; 3]>;

/// How positions of the input see the windows: see the module's text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taps {
    /// Number of `j`.
    pub taps: usize,
    /// Number of `r`.
    pub phases: usize,
    /// Outputs between neighbouring `j`.
    pub step: usize,
    /// First `q`, and how many.
    pub first: usize,
    /// Number of `q`.
    pub count: usize,
    /// Position of the input's start among the `count * phases` results.
    pub skip: usize,
}

impl Axis {
    /// Places from a window's first to its last.
    pub fn reach(&self) -> usize {
        self.dilation * (self.kernel - 1) + 1
    }

    /// Rows of the padded input that windows see: from, to.
    fn seen(&self) -> (isize, isize) {
        let needed = (self.out.max(1) - 1) * self.stride + self.reach();
        let from = -(self.before as isize);
        (from, from + if self.out == 0 { 0 } else { needed as isize })
    }

    /// The other way round.
    pub fn taps(&self) -> Taps {
        let (taps, phases, step) = if self.stride == 1 {
            (self.kernel, 1, self.dilation)
        } else {
            (self.reach().div_ceil(self.stride), self.stride, 1)
        };
        let first = self.before / phases;
        let count = (self.size + self.before).div_ceil(phases) - first;
        Taps { taps, phases, step, first, count, skip: self.before - first * phases }
    }

    /// The place in the window that tap `j` of phase `r` stands for, if there is one.
    pub fn place(&self, j: usize, r: usize) -> Option<usize> {
        if self.stride == 1 {
            return (j < self.kernel).then_some(j);
        }
        let offset = self.stride * j + r;
        (offset.is_multiple_of(self.dilation) && offset / self.dilation < self.kernel).then_some(offset / self.dilation)
    }
}

impl Taps {
    /// Outputs that the taps see: from, to.
    pub fn seen(&self) -> (isize, isize) {
        let back = (self.step * (self.taps - 1)) as isize;
        (self.first as isize - back, (self.first + self.count) as isize)
    }
}

/// Rows `from..to` along the last dimensions (one pair each), `fill` outside. A view where nothing is outside.
pub(crate) fn cut(x: &Tensor, ranges: &[(isize, isize)], fill: impl Into<Scalar>) -> Result<Tensor> {
    let lead = x.rank() - ranges.len();
    let (mut source, mut shape): (Layout, Dims) = (x.layout().clone(), x.shape().into());
    let mut places: SmallVec<[(usize, usize); 3]> = SmallVec::new();
    for (i, &(from, to)) in ranges.iter().enumerate() {
        let (d, size) = (lead + i, x.shape()[lead + i] as isize);
        let (start, end) = (from.clamp(0, size), to.clamp(0, size));
        let length = (end - start).max(0) as usize;
        source = source.slice(d, start as usize, length, 1);
        shape[d] = (to - from).max(0) as usize;
        places.push(((start - from) as usize, length));
    }
    if source.shape == shape {
        return Ok(x.relaid(source));
    }
    let mut target = Layout::contiguous(&shape);
    for (i, &(start, length)) in places.iter().enumerate() {
        target = target.slice(lead + i, start, length, 1);
    }
    write_into(x, source, target, &shape, fill.into())
}

/// Zeros of `shape` with the elements of `x` (walked by `source`) at `target`.
fn write_into(x: &Tensor, source: Layout, target: Layout, shape: &[usize], fill: Scalar) -> Result<Tensor> {
    let base = Tensor::full(shape, fill, x.dtype(), x.device())?;
    let expr = Expr::Write { base: Some(base.node()), parts: vec![(target, x.node(), source)] };
    drop(base);
    Ok(Tensor::fresh(Node::pending("pad", x.device(), x.dtype(), shape, expr)?, shape))
}

/// The last dimensions (one size and step each) made longer: element `i` goes to `i * step`, zeros elsewhere.
pub(crate) fn stretch(x: &Tensor, sizes: &[(usize, usize)]) -> Result<Tensor> {
    let lead = x.rank() - sizes.len();
    let mut shape: Dims = x.shape().into();
    sizes.iter().enumerate().for_each(|(i, &(size, _))| shape[lead + i] = size);
    if shape[..] == *x.shape() {
        return Ok(x.clone());
    }
    let mut target = Layout::contiguous(&shape);
    for (i, &(_, step)) in sizes.iter().enumerate() {
        target = target.slice(lead + i, 0, x.shape()[lead + i], step);
    }
    write_into(x, x.layout().clone(), target, &shape, 0.0.into())
}

/// `[lead..., out..., kernel...]`: the windows of `x`, padded with `fill`, as a view (of a padded copy, if padding shows).
pub(crate) fn windows(x: &Tensor, axes: &[Axis], fill: f64) -> Result<Tensor> {
    let ranges: SmallVec<[_; 3]> = axes.iter().map(Axis::seen).collect();
    let x = cut(x, &ranges, fill)?;
    let lead = x.rank() - axes.len();
    let l = x.layout();
    let mut out = Layout { shape: l.shape[..lead].into(), strides: l.strides[..lead].into(), offset: l.offset };
    for (i, a) in axes.iter().enumerate() {
        out.shape.push(a.out);
        out.strides.push(l.strides[lead + i] * a.stride);
    }
    for (i, a) in axes.iter().enumerate() {
        out.shape.push(a.kernel);
        out.strides.push(l.strides[lead + i] * a.dilation);
    }
    Ok(x.relaid(out))
}

/// `g` of `[lead..., out...]`, cut to what taps see.
pub(crate) fn cut_to_taps(g: &Tensor, axes: &[Axis]) -> Result<Tensor> {
    let ranges: SmallVec<[_; 3]> = axes.iter().map(|a| a.taps().seen()).collect();
    cut(g, &ranges, if g.dtype() == DType::I64 { Scalar::Int(-1) } else { Scalar::Float(0.0) })
}

/// `[lead..., (q, r)..., j...]`: what the taps of each position see, as a view of `g` from [`cut_to_taps`]; tap `j` runs
/// from the last to the first.
pub(crate) fn seen_by_taps(g: &Tensor, axes: &[Axis]) -> Tensor {
    let lead = g.rank() - axes.len();
    let l = g.layout();
    let mut out = Layout { shape: l.shape[..lead].into(), strides: l.strides[..lead].into(), offset: l.offset };
    for (i, a) in axes.iter().enumerate() {
        let t = a.taps();
        out.shape.extend([t.count, t.phases]);
        out.strides.extend([l.strides[lead + i], 0]);
    }
    for (i, a) in axes.iter().enumerate() {
        let t = a.taps();
        out.shape.push(t.taps);
        out.strides.push(l.strides[lead + i] * t.step);
    }
    g.relaid(out)
}

/// For each phase and each tap (as [`seen_by_taps`] orders them) the place in the window, counted over all dimensions, or
/// -1: `[(1, r)..., j...]`, to broadcast with that view's last dimensions.
pub(crate) fn tap_places(axes: &[Axis]) -> (Dims, Vec<i64>) {
    let mut shape = Dims::new();
    axes.iter().for_each(|a| shape.extend([1, a.taps().phases]));
    axes.iter().for_each(|a| shape.push(a.taps().taps));
    let places = Layout::contiguous(&shape);
    let mut values = Vec::with_capacity(places.count());
    let mut index = Dims::from_elem(0, shape.len());
    for _ in 0..places.count() {
        let mut place = Some(0);
        for (i, a) in axes.iter().enumerate() {
            let (r, j) = (index[2 * i + 1], a.taps().taps - 1 - index[2 * axes.len() + i]);
            place = place.and_then(|p| a.place(j, r).map(|k| p * a.kernel + k));
        }
        values.push(place.map_or(-1, |p| p as i64));
        for d in (0..shape.len()).rev() {
            index[d] += 1;
            if index[d] < shape[d] {
                break;
            }
            index[d] = 0;
        }
    }
    (shape, values)
}

/// From `[lead..., (q, r)...]` to the input's own positions, `[lead..., size...]`.
pub(crate) fn untangle(y: &Tensor, axes: &[Axis]) -> Result<Tensor> {
    let lead = y.rank() - 2 * axes.len();
    let mut shape: Dims = y.shape()[..lead].into();
    axes.iter().for_each(|a| shape.push(a.taps().count * a.taps().phases));
    let y = y.shaped(&shape)?;
    let mut layout = y.layout().clone();
    for (i, a) in axes.iter().enumerate() {
        layout = layout.slice(lead + i, a.taps().skip, a.size, 1);
    }
    // Not a view in the eyes of gradients: whoever receives it may keep it without a copy.
    Ok(y.relaid(layout))
}

/// Sums of `columns` (`[lead..., kernel..., out...]`) where their windows lie in the input: `[lead..., size...]`. The
/// opposite of [`windows`]. With `cut_already` the outputs are those of [`cut_to_taps`].
pub(crate) fn overlap(columns: &Tensor, axes: &[Axis], cut_already: bool) -> Result<Tensor> {
    let n = axes.len();
    let lead = columns.rank() - 2 * n;
    let mut columns = if cut_already { columns.clone() } else { cut_to_taps(columns, axes)? };
    if axes.iter().any(|a| a.stride > 1) {
        let swap = (0..lead).chain(lead + n..lead + 2 * n).chain(lead..lead + n);
        let swap: SmallVec<[isize; 8]> = swap.map(|d| d as isize).collect();
        columns = stretch(&columns.permute(&swap)?, &stretch_sizes(axes))?.permute(&swap)?;
    }
    let columns = columns.contiguous()?;
    let l = columns.layout();
    let mut out = Layout { shape: l.shape[..lead].into(), strides: l.strides[..lead].into(), offset: l.offset };
    for (i, a) in axes.iter().enumerate() {
        let t = a.taps();
        let (kernel, outs) = (l.strides[lead + i], l.strides[lead + n + i]);
        out.shape.extend([t.count, t.phases]);
        out.strides.extend([outs, kernel]);
        out.offset += t.step * (t.taps - 1) * outs;
    }
    for (i, a) in axes.iter().enumerate() {
        let t = a.taps();
        let (kernel, outs) = (l.strides[lead + i], l.strides[lead + n + i]);
        out.shape.push(t.taps);
        // A tap further is a place further in the window and an output back.
        out.strides.push(if t.taps == 1 { 0 } else { (t.phases * kernel).saturating_sub(t.step * outs) });
    }
    let over: Vec<isize> = (lead + 2 * n..lead + 3 * n).map(|d| d as isize).collect();
    untangle(&columns.relaid(out).sum(&over, false)?, axes)
}

/// Sizes and steps of a window's places with room for all phases of all taps.
pub(crate) fn stretch_sizes(axes: &[Axis]) -> SmallVec<[(usize, usize); 3]> {
    axes.iter().map(|a| if a.stride == 1 { (a.kernel, 1) } else { (a.taps().taps * a.stride, a.dilation) }).collect()
}

/// Number of windows along one dimension.
///
/// # Errors
/// A stride, kernel or dilation of 0; windows larger than the padded input.
pub(crate) fn slots(
    op: &'static str,
    size: usize,
    kernel: usize,
    stride: usize,
    dilation: usize,
    pads: usize,
) -> Result<usize> {
    if stride == 0 || dilation == 0 || kernel == 0 {
        let what = if stride == 0 {
            "stride"
        } else if dilation == 0 {
            "dilation"
        } else {
            "kernel size"
        };
        return Err(Error::shape(op, format!("{what} should be greater than zero")));
    }
    let reach = dilation * (kernel - 1) + 1;
    match (size + pads).checked_sub(reach) {
        Some(room) => Ok(room / stride + 1),
        None => {
            let text = format!(
                "Calculated padded input size: {}. Kernel size: {reach}. Kernel size can't be greater than actual input size; use a smaller kernel or more padding",
                size + pads
            );
            Err(Error::shape(op, text))
        }
    }
}

impl Tensor {
    /// Sum of a product without storing it: `sum over the last `n` dimensions of self * other`, both views of one shape.
    pub(crate) fn contract(&self, other: &Tensor, n: usize) -> Result<Tensor> {
        let rank = self.rank().max(other.rank()) as isize;
        let over: Vec<isize> = (rank - n as isize..rank).collect();
        no_grad(|| {
            let product = self.mul(other)?;
            if n == 0 { Ok(product) } else { product.sum(&over, false) }
        })
    }
}
