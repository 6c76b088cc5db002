//! Other orders and shapes than strides can say: turned, rolled, repeated, padded; triangles and diagonals; windows.

use crate::autograd::{Grads, Rule, no_grad, tracked};
use crate::device::Device;
use crate::dtype::{DType, Scalar};
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::index::Span;
use crate::layout::{Dims, Layout, broadcast, count, dim};
use crate::ops::Op;
use crate::tensor::Tensor;
use crate::views::{scatter_view, signed};
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
        if times.dtype() != DType::I64 || times.rank() > 1 {
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

    /// Where the column is at most `k` to the right of the row, over the last two dimensions.
    fn below(&self, op: &'static str, k: i64) -> Result<Tensor> {
        let &[.., rows, columns] = self.shape() else {
            let text = format!("input tensor must have at least 2 dimensions, this one has shape {:?}", self.shape());
            return Err(Error::shape(op, text));
        };
        let numbers =
            |n: usize| Tensor::arange(Scalar::Int(0), Scalar::Int(n as i64), Scalar::Int(1), None, self.device());
        let limit = numbers(rows)?.add(k)?.unsqueeze(1)?;
        numbers(columns)?.le(&limit)
    }

    /// Elements on and below a diagonal of the last two dimensions, `k` above the main one; 0 elsewhere.
    pub fn tril(&self, k: i64) -> Result<Tensor> {
        let keep = self.below("tril", k)?;
        Ok(Tensor::where_(&keep, self, self.nothing())?.named("Tril"))
    }

    /// Elements on and above a diagonal of the last two dimensions, `k` above the main one; 0 elsewhere.
    pub fn triu(&self, k: i64) -> Result<Tensor> {
        let drop = self.below("triu", k - 1)?;
        Ok(Tensor::where_(&drop, self.nothing(), self)?.named("Triu"))
    }

    /// Zero of this dtype.
    fn nothing(&self) -> Scalar {
        Scalar::from_word(0, self.dtype())
    }

    /// The diagonal of two dimensions as the last dimension: a view.
    pub fn diagonal(&self, offset: isize, a: isize, b: isize) -> Result<Tensor> {
        let (a, b) = (dim("diagonal", a, self.rank())?, dim("diagonal", b, self.rank())?);
        if self.rank() < 2 || a == b {
            let text = format!("diagonal dimensions cannot be identical {a}, {b} (shape {:?})", self.shape());
            return Err(Error::shape("diagonal", text));
        }
        Ok(self.part(Op::Diagonal, |l| l.diagonal(offset, a, b)))
    }

    /// A matrix over two new dimensions for every row of the last one, with that row on its diagonal.
    pub fn diag_embed(&self, offset: isize, a: isize, b: isize) -> Result<Tensor> {
        let rank = self.rank() + 1;
        let (a, b) = (dim("diag_embed", a, rank)?, dim("diag_embed", b, rank)?);
        let Some((&n, outer)) = self.shape().split_last() else {
            return Err(Error::shape("diag_embed", "a tensor without dimensions has no rows"));
        };
        if a == b {
            return Err(Error::shape("diag_embed", format!("diagonal dimensions cannot be identical {a}, {b}")));
        }
        let size = n + offset.unsigned_abs();
        let (mut shape, mut left) = (Dims::from_elem(size, rank), outer.iter());
        for d in (0..rank).filter(|&d| d != a && d != b) {
            shape[d] = left.next().copied().unwrap_or(1);
        }
        let whole = Layout::contiguous(&shape);
        let y = scatter_view(&self.detach(), &whole.diagonal(offset, a, b), &whole)?;
        if !self.dtype().is_float() || !tracked(&[self]) {
            return Ok(y);
        }
        let (a, b) = (a as isize, b as isize);
        let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(g.diagonal(offset, a, b)?)])));
        Ok(y.record(Op::DiagEmbed, &[self], rule))
    }

    /// A vector as a diagonal matrix, or the diagonal of a matrix.
    pub fn diag(&self, offset: isize) -> Result<Tensor> {
        match self.rank() {
            1 => self.diag_embed(offset, 0, 1),
            2 => self.diagonal(offset, 0, 1)?.clone_data(),
            rank => Err(Error::shape("diag", format!("Supports 1D or 2D tensors. Got {rank}D"))),
        }
    }

    /// Sum of a matrix' diagonal.
    pub fn trace(&self) -> Result<Tensor> {
        if self.rank() != 2 {
            return Err(Error::shape("trace", format!("expected a matrix, but got tensor with dim {}", self.rank())));
        }
        Ok(self.diagonal(0, 0, 1)?.sum(&[], false)?.named("Trace"))
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

    /// Pieces of the named sizes along a dimension; together they must cover it.
    pub fn split_sizes(&self, sizes: &[i64], d: isize) -> Result<Vec<Tensor>> {
        let axis = dim("split_with_sizes", d, self.rank())?;
        let n = self.shape().get(axis).copied().unwrap_or(0) as i64;
        if sizes.iter().any(|&s| s < 0) || sizes.iter().sum::<i64>() != n {
            let text = format!(
                "split_with_sizes expects split_sizes to sum exactly to {n} (input tensor's size at dimension {axis}), but got split_sizes={sizes:?}"
            );
            return Err(Error::shape("split", text));
        }
        let mut start = 0;
        let piece = |&length: &i64| {
            start += length;
            self.narrow(d, start - length, length)
        };
        sizes.iter().map(piece).collect()
    }

    /// `sections` pieces along a dimension, the first ones larger by 1 where it does not divide.
    pub fn tensor_split(&self, sections: i64, d: isize) -> Result<Vec<Tensor>> {
        let axis = dim("tensor_split", d, self.rank())?;
        let Some(&n) = self.shape().get(axis) else { return Err(no_dimensions("tensor_split")) };
        if sections <= 0 {
            let text = format!("number of sections must be larger than 0, got {sections}");
            return Err(Error::shape("tensor_split", text));
        }
        let (size, more) = (n as i64 / sections, n as i64 % sections);
        let sizes: Vec<i64> = (0..sections).map(|i| size + i64::from(i < more)).collect();
        self.split_sizes(&sizes, d)
    }

    /// Pieces that end at the named positions along a dimension, and the rest.
    pub fn tensor_split_at(&self, ends: &[i64], d: isize) -> Result<Vec<Tensor>> {
        if self.rank() == 0 {
            return Err(no_dimensions("tensor_split"));
        }
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let ends = ends.iter().map(|&e| Some(e)).chain([None]);
        starts.zip(ends).map(|(start, end)| self.slice(d, Some(start), end, 1)).collect()
    }

    /// All tensors expanded to the shape that they have in common.
    pub fn broadcast_tensors(tensors: &[Tensor]) -> Result<Vec<Tensor>> {
        let mut shape = Dims::new();
        for t in tensors {
            shape = broadcast("broadcast_tensors", &shape, t.shape())?;
        }
        tensors.iter().map(|t| t.expand(&signed(&shape))).collect()
    }

    /// Coordinates of a grid: each vector along a dimension of its own, repeated along the others. With `xy` the first two
    /// dimensions are exchanged.
    pub fn meshgrid(tensors: &[Tensor], xy: bool) -> Result<Vec<Tensor>> {
        if tensors.is_empty() {
            return Err(Error::shape("meshgrid", "expects a non-empty list of tensors"));
        }
        if let Some(bad) = tensors.iter().find(|t| t.rank() > 1) {
            let text = format!("Expected 0D or 1D tensors, but got one of shape {:?}", bad.shape());
            return Err(Error::shape("meshgrid", text));
        }
        if tensors.iter().any(|t| t.dtype() != tensors[0].dtype()) {
            return Err(Error::shape("meshgrid", "expects all tensors to have the same dtype"));
        }
        let swap = xy && tensors.len() > 1;
        let order = |i: usize| if swap && i < 2 { 1 - i } else { i };
        let shape: SmallVec<[isize; 5]> = (0..tensors.len()).map(|i| tensors[order(i)].count() as isize).collect();
        let grid = |(i, t): (usize, &Tensor)| {
            let mut own: SmallVec<[isize; 5]> = SmallVec::from_elem(1, tensors.len());
            own[order(i)] = -1;
            if t.count() == 0 {
                own[order(i)] = 0;
            }
            t.reshape(&own)?.expand(&shape)
        };
        tensors.iter().enumerate().map(grid).collect()
    }

    /// Every choice of one element from each vector, one row each.
    pub fn cartesian_prod(tensors: &[Tensor]) -> Result<Tensor> {
        if let Some(bad) = tensors.iter().find(|t| t.rank() != 1) {
            return Err(Error::shape("cartesian_prod", format!("Expect a 1D vector, but got shape {:?}", bad.shape())));
        }
        if let [only] = tensors {
            return Ok(only.clone());
        }
        let columns = Tensor::meshgrid(tensors, false)?;
        let columns = columns.iter().map(|c| c.reshape(&[-1])).collect::<Result<Vec<_>>>()?;
        Tensor::stack(&columns, 1)
    }

    /// Every choice of `r` elements of a vector in order, one row each; with `again` an element may be chosen repeatedly.
    pub fn combinations(&self, r: usize, again: bool) -> Result<Tensor> {
        if self.rank() != 1 {
            let text = format!("Expect a 1D vector, but got shape {:?}", self.shape());
            return Err(Error::shape("combinations", text));
        }
        if r == 0 {
            return Tensor::zeros(&[0], self.dtype(), self.device());
        }
        let n = self.count();
        let (mut rows, mut row) = (Vec::new(), Vec::<usize>::new());
        // Depth first, in lexicographic order.
        let mut next = 0;
        loop {
            if row.len() == r {
                rows.extend(row.iter().map(|&i| i as i64));
            }
            if row.len() < r && next < n {
                row.push(next);
                next += usize::from(!again);
                continue;
            }
            let Some(last) = row.pop() else { break };
            next = last + 1;
        }
        let index = Tensor::from_i64(&rows, &[rows.len()], self.device())?;
        self.index_select(0, &index)?.reshape(&[(rows.len() / r) as isize, r as isize])
    }

    /// Rows and columns of the places on and below (`lower`) or above a diagonal of a `rows` by `columns` matrix.
    pub fn triangle_indices(rows: usize, columns: usize, k: i64, lower: bool, device: Device) -> Result<Tensor> {
        let inside = |i: usize, j: usize| {
            let right = j as i64 - i as i64;
            if lower { right <= k } else { right >= k }
        };
        let places = || (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))).filter(|&(i, j)| inside(i, j));
        let values: Vec<i64> = places().map(|(i, _)| i as i64).chain(places().map(|(_, j)| j as i64)).collect();
        Tensor::from_i64(&values, &[2, values.len() / 2], device)
    }

    /// A row of zeros with a one at each index; without `classes` as many as the largest index asks for. Waits for the
    /// indices.
    pub fn one_hot(&self, classes: Option<usize>) -> Result<Tensor> {
        if self.dtype() != DType::I64 {
            return Err(Error::dtype("one_hot", self.dtype(), "it is only applicable to index tensor of type int64"));
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

fn no_dimensions(op: &'static str) -> Error {
    Error::shape(op, "expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
}
