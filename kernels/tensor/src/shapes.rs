//! Other orders and shapes than strides can say: turned, rolled, repeated, padded; windows.

use crate::autograd::{Grads, Rule, no_grad, tracked};
use crate::device::Device;
use crate::dtype::{DType, Scalar};
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::index::Span;
use crate::layout::{Dims, Layout, count, dim};
use crate::ops::Op;
use crate::tensor::Tensor;
use crate::views::signed;
use smallvec::SmallVec;

/// What stands outside the borders of a padded tensor.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum PadMode {
    /// One value.
    Constant(Scalar),
    /// The inner elements, mirrored at the border, which is not repeated.
    Reflect,
    /// The border's element.
    Replicate,
    /// The other end.
    Circular,
}

/// Several dimensions, in the order given, none twice.
fn distinct(op: &'static str, ds: &[isize], rank: usize) -> Result<Dims> {
    let mut out = Dims::new();
    for &d in ds {
        let at = dim(op, d, rank)?;
        if out.contains(&at) {
            return Err(Error::shape(op, format!("dim {at} appears multiple times in the list of dims {ds:?}")));
        }
        out.push(at);
    }
    Ok(out)
}

impl Tensor {
    /// Elements in reverse order along the named dimensions.
    pub fn flip(&self, over: &[isize]) -> Result<Tensor> {
        let axes = distinct("flip", over, self.rank())?;
        let y = no_grad(|| {
            let mut y = self.clone();
            for &axis in axes.iter().filter(|&&a| a < self.rank()) {
                let n = self.shape()[axis] as i64;
                let index = Tensor::from_i64(&(0..n).rev().collect::<Vec<_>>(), &[n as usize], self.device())?;
                y = y.picked(Op::Flip, axis, &index, Span::Row)?;
            }
            if y.same_storage(self) { y.clone_data() } else { Ok(y) }
        })?;
        if !self.dtype().is_float() || !tracked(&[self]) {
            return Ok(y);
        }
        let over: SmallVec<[isize; 5]> = over.into();
        Ok(y.record(Op::Flip, &[self], Box::new(move |g, _| Ok(Grads::from_iter([Some(g.flip(&over)?)])))))
    }

    /// Elements moved along dimensions; what leaves at one end comes back at the other. Without dimensions, of the
    /// flattened tensor.
    pub fn roll(&self, shifts: &[i64], over: &[isize]) -> Result<Tensor> {
        if over.is_empty() && shifts.len() == 1 {
            return self.reshape(&[-1])?.roll(shifts, &[0])?.reshape(&signed(self.shape()));
        }
        if shifts.len() != over.len() || shifts.is_empty() {
            let text = format!("shifts and dimensions must align. shifts: {}, dims: {}", shifts.len(), over.len());
            return Err(Error::shape("roll", text));
        }
        let mut y = self.clone();
        for (&shift, &d) in shifts.iter().zip(over) {
            let axis = dim("roll", d, self.rank())?;
            let n = self.shape().get(axis).copied().unwrap_or(0) as i64;
            let shift = if n > 0 { shift.rem_euclid(n) } else { 0 };
            if shift > 0 {
                y = Tensor::cat(&[y.narrow(d, n - shift, shift)?, y.narrow(d, 0, n - shift)?], d)?.named("Roll");
            }
        }
        if y.same_storage(self) { y.clone_data() } else { Ok(y) }
    }

    /// Turned by `k` quarters from the first of two dimensions to the second.
    pub fn rot90(&self, k: i64, a: isize, b: isize) -> Result<Tensor> {
        if self.rank() < 2 {
            let text = format!("expected total dims >= 2, but got total dims = {}", self.rank());
            return Err(Error::shape("rot90", text));
        }
        if dim("rot90", a, self.rank())? == dim("rot90", b, self.rank())? {
            return Err(Error::shape("rot90", format!("expected rotation dims to be different, but got {a} and {b}")));
        }
        match k.rem_euclid(4) {
            1 => self.flip(&[b])?.transpose(a, b),
            2 => self.flip(&[a, b]),
            3 => self.flip(&[a])?.transpose(a, b),
            _ => self.clone_data(),
        }
    }

    /// The tensor laid side by side with itself, `times` along each dimension; more numbers than dimensions make new ones
    /// in front.
    pub fn repeat(&self, times: &[isize]) -> Result<Tensor> {
        if times.len() < self.rank() {
            let text = "number of dimensions of repeat dims can not be smaller than number of dimensions of tensor";
            return Err(Error::shape("repeat", text));
        }
        if let Some(bad) = times.iter().find(|&&n| n < 0) {
            return Err(Error::shape("repeat", format!("Trying to create tensor with negative dimension {bad}")));
        }
        let pad = times.len() - self.rank();
        let (mut split, mut wide, mut joined) =
            (SmallVec::<[isize; 8]>::new(), SmallVec::<[isize; 8]>::new(), signed(&[]));
        for (i, &n) in times.iter().enumerate() {
            let size = if i < pad { 1 } else { self.shape()[i - pad] as isize };
            split.extend([1, size]);
            wide.extend([n, size]);
            joined.push(n * size);
        }
        let y = self.reshape(&split)?.expand(&wide)?.reshape(&joined)?;
        let y = if y.same_storage(self) { y.clone_data()? } else { y };
        Ok(y.named("Repeat"))
    }

    /// As [`Tensor::repeat`], where too few numbers mean the last dimensions.
    pub fn tile(&self, times: &[isize]) -> Result<Tensor> {
        let missing = self.rank().saturating_sub(times.len());
        let all: SmallVec<[isize; 5]> = std::iter::repeat_n(1, missing).chain(times.iter().copied()).collect();
        self.repeat(&all)
    }

    /// Every position along a dimension as often as `times` says: one number, or one for each position. Without a
    /// dimension, of the flattened tensor. Waits for `times`.
    pub fn repeat_interleave(&self, times: &Tensor, over: Option<isize>) -> Result<Tensor> {
        let Some(d) = over else {
            return self.reshape(&[-1])?.repeat_interleave(times, Some(0));
        };
        let axis = dim("repeat_interleave", d, self.rank())?;
        let n = self.shape().get(axis).copied().unwrap_or(1);
        if !matches!(times.dtype(), DType::I32 | DType::I64) || times.rank() > 1 {
            return Err(Error::shape("repeat_interleave", "repeats must be 0-dim or 1-dim tensor of int64"));
        }
        let times = times.to_i64()?;
        if times.len() != 1 && times.len() != n {
            let text = format!("repeats must have the same size as input along dim, here are {} and {n}", times.len());
            return Err(Error::shape("repeat_interleave", text));
        }
        if times.iter().any(|&k| k < 0) {
            return Err(Error::shape("repeat_interleave", "repeats can not be negative"));
        }
        let each = |i: usize| if times.len() == 1 { times[0] } else { times[i] };
        let places: Vec<i64> = (0..n).flat_map(|i| std::iter::repeat_n(i as i64, each(i) as usize)).collect();
        Ok(self.index_select(d, &Tensor::from_i64(&places, &[places.len()], self.device())?)?.named("RepeatInterleave"))
    }

    /// More (or, below 0, fewer) positions before and after the last dimensions: `[left, right, top, bottom, ...]`, the
    /// last dimension first, as `torch.nn.functional.pad` counts.
    pub fn pad(&self, widths: &[isize], how: PadMode) -> Result<Tensor> {
        if !widths.len().is_multiple_of(2) {
            return Err(Error::shape("pad", "Padding length must be divisible by 2"));
        }
        if widths.len() / 2 > self.rank() {
            let text = format!(
                "Padding length should be less than or equal to two times the input dimension but got padding length {} and input of dimension {}",
                widths.len(),
                self.rank()
            );
            return Err(Error::shape("pad", text));
        }
        let ends = |i: usize| (self.rank() - 1 - i, widths[2 * i], widths[2 * i + 1]);
        if let PadMode::Constant(value) = how {
            let mut y = self.clone();
            let (mut shape, mut at) = (Dims::from_slice(self.shape()), Dims::from_elem(0, self.rank()));
            for (axis, before, after) in (0..widths.len() / 2).map(ends) {
                let n = self.shape()[axis] as isize;
                if n + before + after < 0 {
                    let text = format!(
                        "The input size {n}, plus negative padding {before} and {after} resulted in a negative output size, which is invalid. Check dimension {axis} of your input."
                    );
                    return Err(Error::shape("pad", text));
                }
                let (start, end) = ((-before).max(0) as i64, (n + after.min(0)) as i64);
                y = y.slice(axis as isize, Some(start), Some(end.max(start)), 1)?;
                (shape[axis], at[axis]) = ((n + before + after) as usize, before.max(0) as usize);
            }
            return y.padded(&shape, &at, value);
        }
        let mut y = self.clone();
        for (axis, before, after) in (0..widths.len() / 2).map(ends) {
            let n = self.shape()[axis] as isize;
            let most = match how {
                PadMode::Reflect => n - 1,
                PadMode::Circular => n,
                _ => isize::MAX,
            };
            if before > most || after > most {
                let text = format!(
                    "padding size ({before}, {after}) should be {} the corresponding input dimension, {n}, of shape {:?}",
                    if how == PadMode::Reflect { "less than" } else { "no more than" },
                    self.shape()
                );
                return Err(Error::shape("pad", text));
            }
            if n == 0 || n + before + after < 0 {
                let text = format!("shape {:?} leaves nothing to fill the padding with", self.shape());
                return Err(Error::shape("pad", text));
            }
            let place = |i: isize| match how {
                PadMode::Reflect if i < 0 => -i,
                PadMode::Reflect if i >= n => 2 * (n - 1) - i,
                PadMode::Circular => i.rem_euclid(n),
                _ => i.clamp(0, n - 1),
            };
            let places: Vec<i64> = (-before..n + after).map(|i| place(i) as i64).collect();
            let index = Tensor::from_i64(&places, &[places.len()], self.device())?;
            y = y.picked(Op::IndexSelect, axis, &index, Span::Row)?;
        }
        if y.same_storage(self) { y.clone_data() } else { Ok(y) }
    }

    /// These elements from `at` on in a tensor of `shape`, `value` around them.
    fn padded(&self, shape: &Dims, at: &Dims, value: Scalar) -> Result<Tensor> {
        let base = Tensor::full(shape, value, self.dtype(), self.device())?;
        let mut place = Layout::contiguous(shape);
        for d in 0..self.rank() {
            place = place.slice(d, at[d].min(shape[d]), self.shape()[d], 1);
        }
        let (source, layout) = self.pair();
        let expr = Expr::Write { base: Some(base.node()), parts: vec![(place, source, layout)] };
        let y = Tensor::fresh(Node::pending("pad", self.device(), self.dtype(), shape, expr)?, shape);
        if !self.dtype().is_float() || !tracked(&[self]) {
            return Ok(y);
        }
        let (at, from): (_, Dims) = (at.clone(), self.shape().into());
        let rule: Rule = Box::new(move |g, _| {
            let mut part = g.clone();
            for d in 0..from.len() {
                part = part.narrow(d as isize, at[d] as i64, from[d] as i64)?;
            }
            Ok(Grads::from_iter([Some(part)]))
        });
        Ok(y.record(Op::Pad, &[self], rule).named("ConstantPadNd"))
    }

    /// Windows of `size` positions along a dimension, `step` apart, as a last dimension: a view in which they may overlap.
    pub fn unfold(&self, d: isize, size: usize, step: usize) -> Result<Tensor> {
        let axis = dim("unfold", d, self.rank())?;
        let n = self.shape().get(axis).copied().unwrap_or(1);
        if step == 0 {
            return Err(Error::shape("unfold", "step is 0 but must be > 0"));
        }
        if size > n {
            let text = format!("maximum size for tensor at dimension {axis} is {n} but size is {size}");
            return Err(Error::shape("unfold", text));
        }
        Ok(self.part(Op::Unfold, |l| l.windows(axis, size, step)))
    }

    /// A view with these sizes and steps over the elements, which must lie in order.
    pub fn as_strided(&self, shape: &[usize], strides: &[usize], offset: usize) -> Result<Tensor> {
        if shape.len() != strides.len() {
            return Err(Error::shape("as_strided", "mismatch in length of strides and shape"));
        }
        if !self.is_contiguous() {
            return Err(Error::shape("as_strided", "the elements must lie in order here; write x.contiguous() first"));
        }
        let last: usize = shape.iter().zip(strides).map(|(n, s)| n.saturating_sub(1) * s).sum();
        if count(shape) > 0 && offset + last >= self.count() {
            let text = format!(
                "setStorage: sizes {shape:?}, strides {strides:?}, storage offset {offset} are out of bounds for storage of {} elements",
                self.count()
            );
            return Err(Error::shape("as_strided", text));
        }
        Ok(self.part(Op::AsStrided, |l| Layout {
            shape: shape.into(),
            strides: strides.into(),
            offset: offset + l.offset,
        }))
    }

    /// One dimension as several; one size may be -1.
    pub fn unflatten(&self, d: isize, sizes: &[isize]) -> Result<Tensor> {
        let axis = dim("unflatten", d, self.rank())?;
        let Some(&n) = self.shape().get(axis) else {
            return Err(Error::shape("unflatten", "a tensor without dimensions has none to take apart"));
        };
        if sizes.is_empty() {
            return Err(Error::shape("unflatten", "sizes must be non-empty"));
        }
        let known: isize = sizes.iter().filter(|&&s| s != -1).product();
        let open = sizes.iter().filter(|&&s| s == -1).count();
        let fits = match open {
            0 => known == n as isize,
            _ => open == 1 && known > 0 && (n as isize) % known == 0,
        };
        if !fits {
            let text = format!("provided sizes {sizes:?} don't multiply up to the size of dim {axis} ({n})");
            return Err(Error::shape("unflatten", text));
        }
        let mut shape = signed(&self.shape()[..axis]);
        shape.extend(sizes.iter().map(|&s| if s == -1 { n as isize / known } else { s }));
        shape.extend(signed(&self.shape()[axis + 1..]));
        self.view(&shape).or_else(|_| self.reshape(&shape))
    }

    /// Without those of the named dimensions that have size 1.
    pub fn squeeze_dims(&self, over: &[isize]) -> Result<Tensor> {
        let axes = distinct("squeeze", over, self.rank())?;
        let shape: SmallVec<[isize; 5]> = signed(self.shape())
            .iter()
            .enumerate()
            .filter(|(d, n)| !(axes.contains(d) && **n == 1))
            .map(|(_, n)| *n)
            .collect();
        Ok(self.view(&shape)?.named("SqueezeBackward2"))
    }

    /// Dimensions moved from some places to others; the rest keep their order.
    pub fn movedim(&self, from: &[isize], to: &[isize]) -> Result<Tensor> {
        if from.len() != to.len() {
            let text = format!(
                "Invalid source or destination dims: source ({from:?} dims) should contain the same number of dims as destination ({to:?} dims)"
            );
            return Err(Error::shape("movedim", text));
        }
        let (from, to) = (distinct("movedim", from, self.rank())?, distinct("movedim", to, self.rank())?);
        if self.rank() == 0 {
            return self.permute(&[]);
        }
        let mut order: SmallVec<[isize; 5]> = SmallVec::from_elem(-1, self.rank());
        from.iter().zip(&to).for_each(|(&f, &t)| order[t] = f as isize);
        let mut rest = (0..self.rank()).filter(|d| !from.contains(d));
        for place in order.iter_mut().filter(|p| **p == -1) {
            *place = rest.next().unwrap_or(0) as isize;
        }
        self.permute(&order)
    }

    /// A row of zeros with a one at each index; without `classes` as many as the largest index asks for. Waits for the
    /// indices.
    pub fn one_hot(&self, classes: Option<usize>) -> Result<Tensor> {
        if self.dtype() != DType::I64 {
            let message =
                format!("is only applicable to index tensors (int64), not {}; write x.long()", self.dtype().short());
            return Err(Error::DType { op: "one_hot", message });
        }
        let largest = match (self.count(), classes) {
            (0, None) => {
                let text = "Can not infer total number of classes from empty tensor.";
                return Err(Error::shape("one_hot", text));
            }
            (0, Some(_)) => -1,
            _ => {
                let values = self.to_i64()?;
                if values.iter().any(|&i| i < 0) {
                    return Err(Error::shape("one_hot", "Class values must be non-negative."));
                }
                values.into_iter().max().unwrap_or(-1)
            }
        };
        let classes = classes.unwrap_or((largest + 1) as usize);
        if largest >= classes as i64 {
            let text = format!("Class values must be smaller than num_classes; {largest} is not below {classes}");
            return Err(Error::shape("one_hot", text));
        }
        let numbers = Tensor::arange(Scalar::Int(0), Scalar::Int(classes as i64), Scalar::Int(1), None, self.device())?;
        self.unsqueeze(-1)?.eq(&numbers)?.to_dtype(DType::I64)
    }

    /// `n` powers of `base`, with exponents evenly spaced from `start` to `end`.
    pub fn logspace(start: f64, end: f64, n: usize, base: f64, device: Device) -> Result<Tensor> {
        let exponents = Tensor::linspace(start, end, n, device)?.to_f32()?;
        let values: Vec<f32> = exponents.iter().map(|&x| base.powf(f64::from(x)) as f32).collect();
        Tensor::from_f32(&values, &[n], device)
    }
}
