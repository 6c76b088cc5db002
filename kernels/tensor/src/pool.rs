//! Pooling: the largest or the mean of each window, as reductions over a strided view. Gradients are reductions over a view
//! of the outputs (see [`crate::window`]), so nothing is added at indices.

use crate::autograd::{Grads, Rule, no_grad, tracked};
use crate::backend::Reduction;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::layout::{Dims, Layout, count};
use crate::ops::Op;
use crate::tensor::Tensor;
use crate::window::{Axes, Axis, cut_to_taps, overlap, seen_by_taps, tap_places, untangle, windows};
use smallvec::SmallVec;

/// PyTorch's arguments of pooling; one number stands for all dimensions.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Sizes of the windows.
    pub kernel: Vec<usize>,
    /// Steps between windows; the kernel's sizes if empty.
    pub stride: Vec<usize>,
    /// Rows around the input: minus infinity for the largest, 0 for the mean.
    pub padding: Vec<usize>,
    /// Steps between the places of a window.
    pub dilation: Vec<usize>,
    /// Whether windows may hang over the end.
    pub ceil: bool,
}

impl Pool {
    /// Windows of this size, side by side.
    pub fn new(kernel: &[usize]) -> Self {
        Self { kernel: kernel.to_vec(), stride: Vec::new(), padding: vec![0], dilation: vec![1], ceil: false }
    }

    fn axes(&self, op: &'static str, x: &Tensor, rank: usize) -> Result<Axes> {
        let each = |what: &str, given: &[usize]| -> Result<Dims> {
            match given {
                [one] => Ok(Dims::from_elem(*one, rank)),
                many if many.len() == rank => Ok(many.into()),
                many => Err(Error::shape(
                    op,
                    format!("{what} must either be a single int, or a tuple of {rank} ints, not {many:?}"),
                )),
            }
        };
        let kernel = each("kernel_size", &self.kernel)?;
        let stride = if self.stride.is_empty() { kernel.clone() } else { each("stride", &self.stride)? };
        let (padding, dilation) = (each("padding", &self.padding)?, each("dilation", &self.dilation)?);
        let mut axes = Axes::new();
        for d in 0..rank {
            let size = x.shape()[x.rank() - rank + d];
            let (k, s, p, step) = (kernel[d], stride[d], padding[d], dilation[d]);
            if k == 0 || s == 0 || step == 0 {
                let text = "kernel size, stride and dilation should be greater than zero";
                return Err(Error::shape(op, text));
            }
            let reach = step * (k - 1) + 1;
            if 2 * p > reach {
                let text = format!(
                    "pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={step}"
                );
                return Err(Error::shape(op, text));
            }
            let room = (size + 2 * p) as isize - reach as isize;
            let steps = if self.ceil { room + s as isize - 1 } else { room };
            let mut out = if steps < 0 { 0 } else { steps as usize / s + 1 };
            // The last window must start inside the input or its padding in front.
            if self.ceil && out > 0 && (out - 1) * s >= size + p {
                out -= 1;
            }
            if out == 0 {
                let text = format!(
                    "Given input size {:?} and kernel size {kernel:?}: the output would have no element along dimension {}; use a smaller kernel",
                    x.shape(),
                    x.rank() - rank + d
                );
                return Err(Error::shape(op, text));
            }
            axes.push(Axis { size, kernel: k, stride: s, dilation: step, before: p, out });
        }
        Ok(axes)
    }
}

/// The names by number of dimensions.
fn name(kind: Op, rank: usize) -> &'static str {
    match (kind, rank) {
        (Op::MaxPool, 1) => "max_pool1d",
        (Op::MaxPool, 2) => "max_pool2d",
        (Op::MaxPool, _) => "max_pool3d",
        (_, 1) => "avg_pool1d",
        (_, 2) => "avg_pool2d",
        _ => "avg_pool3d",
    }
}

fn check_rank(op: &'static str, x: &Tensor, rank: usize) -> Result<()> {
    if x.dtype() != DType::F32 {
        return Err(Error::dtype(op, x.dtype(), "write x.float() first"));
    }
    if x.rank() == rank + 1 || x.rank() == rank + 2 {
        return Ok(());
    }
    let text = format!(
        "Expected {}D or {}D input (channels, with or without a batch), but got {:?}",
        rank + 1,
        rank + 2,
        x.shape()
    );
    Err(Error::shape(op, text))
}

/// Dimensions `from..from + n`, as reductions take them.
fn last(from: usize, n: usize) -> Dims {
    (from..from + n).collect()
}

/// Positions in the input, counted over its last dimensions, of places in windows.
fn positions(place: &Tensor, axes: &[Axis]) -> Result<Tensor> {
    let lead = place.rank() - axes.len();
    let mut rest = place.clone();
    let mut found: Option<Tensor> = None;
    let mut step = 1i64;
    for (i, a) in axes.iter().enumerate().rev() {
        // Whole numbers are divided by floats, exactly below 2^24.
        let up = rest.floor_divide(a.kernel as i64)?;
        let k = rest.sub(&up.mul(a.kernel as i64)?)?;
        let start: Vec<i64> = (0..a.out).map(|o| (o * a.stride) as i64 - a.before as i64).collect();
        let mut shape = Dims::from_elem(1, place.rank() - lead - i);
        shape[0] = a.out;
        let start = Tensor::from_i64(&start, &shape, place.device())?;
        let here = k.mul(a.dilation as i64)?.add(&start)?.mul(step)?;
        found = Some(if let Some(sum) = found { sum.add(&here)? } else { here });
        step *= a.size as i64;
        rest = up;
    }
    Ok(found.unwrap_or(rest))
}

/// The gradient of max pooling: each output's to the place that it came from.
fn scattered(g: &Tensor, place: &Tensor, axes: &Axes) -> Result<Tensor> {
    let (n, lead) = (axes.len(), g.rank() - axes.len());
    let y = no_grad(|| {
        let (shape, places) = tap_places(axes);
        let own = Tensor::from_i64(&places, &shape, g.device())?;
        let (g, place) = (cut_to_taps(g, axes)?, cut_to_taps(place, axes)?);
        let (g, place) = (seen_by_taps(&g, axes), seen_by_taps(&place, axes));
        // -1 stands on both sides for what is not there: it must not meet itself.
        let hit = place.eq(&own)?;
        let hit = if places.contains(&-1) { hit.logical_and(&own.ge(0i64)?)? } else { hit };
        let over: Vec<isize> = (lead + 2 * n..lead + 3 * n).map(|d| d as isize).collect();
        untangle(&Tensor::where_(&hit, &g, 0.0)?.sum(&over, false)?, axes)
    })?;
    if !tracked(&[g]) {
        return Ok(y);
    }
    let (place, axes) = (place.clone(), axes.clone());
    let rule: Rule = Box::new(move |up, _| Ok(Grads::from_iter([Some(collected(up, &place, &axes)?)])));
    Ok(y.record(Op::MaxPool, &[g], rule))
}

/// The opposite of [`scattered`]: for each output the element that it came from.
fn collected(x: &Tensor, place: &Tensor, axes: &Axes) -> Result<Tensor> {
    let (lead, n) = (x.rank() - axes.len(), axes.len());
    let flat = |t: &Tensor| t.shaped(&[&t.shape()[..lead], &[count(&t.shape()[lead..])]].concat());
    let at = no_grad(|| flat(&positions(place, axes)?))?;
    debug_assert_eq!(place.rank(), lead + n);
    flat(x)?.gather(lead as isize, &at)?.shaped(place.shape())
}

/// The mean of what windows see, `share` of each sum.
fn averaged(x: &Tensor, axes: &Axes, share: &Tensor) -> Result<Tensor> {
    let (lead, n) = (x.rank() - axes.len(), axes.len());
    let y = no_grad(|| {
        let over: Vec<isize> = (lead + n..lead + 2 * n).map(|d| d as isize).collect();
        windows(x, axes, 0.0)?.sum(&over, false)?.mul(share)
    })?;
    if !tracked(&[x]) {
        return Ok(y);
    }
    let (axes, share) = (axes.clone(), share.clone());
    let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(shared_out(g, &axes, &share)?)])));
    Ok(y.record(Op::AvgPool, &[x], rule))
}

/// The gradient of [`averaged`].
fn shared_out(g: &Tensor, axes: &Axes, share: &Tensor) -> Result<Tensor> {
    let (n, lead) = (axes.len(), g.rank() - axes.len());
    let y = no_grad(|| {
        // One share for all is taken at the end, in the same kernel.
        let even = share.count() == 1;
        let g = cut_to_taps(&if even { g.clone() } else { g.mul(share)? }, axes)?;
        let seen = seen_by_taps(&g, axes);
        let (shape, places) = tap_places(axes);
        let over: Vec<isize> = (lead + 2 * n..lead + 3 * n).map(|d| d as isize).collect();
        let seen = if places.contains(&-1) {
            let there: Vec<f32> = places.iter().map(|&p| f32::from(u8::from(p >= 0))).collect();
            seen.mul(&Tensor::from_f32(&there, &shape, g.device())?)?
        } else {
            seen
        };
        let sum = seen.sum(&over, false)?;
        untangle(&if even { sum.mul(share)? } else { sum }, axes)
    })?;
    if !tracked(&[g]) {
        return Ok(y);
    }
    let (axes, share) = (axes.clone(), share.clone());
    let rule: Rule = Box::new(move |up, _| Ok(Grads::from_iter([Some(averaged(up, &axes, &share)?)])));
    Ok(y.record(Op::AvgPool, &[g], rule))
}

/// [`windows`] with its gradient.
fn unfolded(x: &Tensor, axes: &Axes) -> Result<Tensor> {
    let (lead, n) = (x.rank() - axes.len(), axes.len());
    // [lead..., kernel..., out...]
    let order: SmallVec<[isize; 8]> =
        (0..lead).chain(lead + n..lead + 2 * n).chain(lead..lead + n).map(|d| d as isize).collect();
    let y = no_grad(|| windows(x, axes, 0.0)?.permute(&order)?.clone_data())?;
    if !tracked(&[x]) {
        return Ok(y);
    }
    let axes = axes.clone();
    let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(folded(g, &axes)?)])));
    Ok(y.record(Op::Im2Col, &[x], rule))
}

/// [`overlap`] with its gradient.
fn folded(columns: &Tensor, axes: &Axes) -> Result<Tensor> {
    let y = no_grad(|| overlap(columns, axes, false))?;
    if !tracked(&[columns]) {
        return Ok(y);
    }
    let axes = axes.clone();
    let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(unfolded(g, &axes)?)])));
    Ok(y.record(Op::Fold, &[columns], rule))
}

impl Tensor {
    /// The largest of each window along the last `rank` dimensions; the gradient goes to the first of equals.
    ///
    /// # Errors
    /// Windows that do not fit.
    pub fn max_pool(&self, pool: &Pool, rank: usize) -> Result<Tensor> {
        Ok(self.max_pool_with(pool, rank, false)?.0)
    }

    /// [`Tensor::max_pool`], and where each lies: int64 positions counted over the last `rank` dimensions, if asked for.
    ///
    /// # Errors
    /// Windows that do not fit.
    pub fn max_pool_with(&self, pool: &Pool, rank: usize, indices: bool) -> Result<(Tensor, Option<Tensor>)> {
        let op = name(Op::MaxPool, rank);
        if self.dtype().is_half() {
            let (y, found) = self.to_dtype(DType::F32)?.max_pool_with(pool, rank, indices)?;
            return Ok((y.to_dtype(self.dtype())?, found));
        }
        check_rank(op, self, rank)?;
        let axes = pool.axes(op, self, rank)?;
        let lead = self.rank() - rank;
        let (y, place) = no_grad(|| -> Result<_> {
            let seen = windows(self, &axes, f64::NEG_INFINITY)?;
            let over = last(lead + rank, rank);
            let y = seen.reduce(Op::MaxPool, Reduction::Max, &over, false)?;
            let wanted = indices || self.requires_grad();
            let place = if wanted { Some(seen.reduce(Op::Argmax, Reduction::ArgMax, &over, false)?) } else { None };
            Ok((y, place))
        })?;
        let found = match (&place, indices) {
            (Some(place), true) => Some(no_grad(|| positions(place, &axes))?),
            _ => None,
        };
        let Some(place) = place.filter(|_| tracked(&[self])) else { return Ok((y, found)) };
        let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(scattered(g, &place, &axes)?)])));
        let label = match rank {
            1 => "SqueezeBackward1",
            2 => "MaxPool2DWithIndices",
            _ => "MaxPool3DWithIndices",
        };
        Ok((y.record(Op::MaxPool, &[self], rule).named(label), found))
    }

    /// The mean of each window along the last `rank` dimensions. Padding counts if `count_padding`; `divisor` is taken
    /// instead of the number of places.
    ///
    /// # Errors
    /// Windows that do not fit, a divisor of 0.
    pub fn avg_pool(&self, pool: &Pool, rank: usize, count_padding: bool, divisor: Option<isize>) -> Result<Tensor> {
        let op = name(Op::AvgPool, rank);
        if self.dtype().is_half() {
            return self.through_single(|x| x.avg_pool(pool, rank, count_padding, divisor));
        }
        check_rank(op, self, rank)?;
        if divisor == Some(0) {
            return Err(Error::shape(op, "divisor must be not zero"));
        }
        let axes = pool.axes(op, self, rank)?;
        // How many places of each window count, per dimension.
        let counted = |a: &Axis, o: usize| {
            let start = (o * a.stride) as isize - a.before as isize;
            let end = (start + a.kernel as isize).min((a.size + a.before) as isize);
            if count_padding { end - start } else { end.min(a.size as isize) - start.max(0) }
        };
        let outs: Dims = axes.iter().map(|a| a.out).collect();
        let same = axes.iter().all(|a| (0..a.out).all(|o| counted(a, o) == a.kernel as isize));
        let share = if let Some(divisor) = divisor {
            Tensor::full(&[], 1.0 / divisor as f64, DType::F32, self.device())?
        } else if same {
            let places: usize = axes.iter().map(|a| a.kernel).product();
            Tensor::full(&[], 1.0 / places as f64, DType::F32, self.device())?
        } else {
            let layout = Layout::contiguous(&outs);
            let values: Vec<f32> = layout
                .positions()
                .map(|at| {
                    let mut rest = at;
                    let mut n = 1;
                    for a in axes.iter().rev() {
                        n *= counted(a, rest % a.out).max(1);
                        rest /= a.out;
                    }
                    1.0 / n as f32
                })
                .collect();
            Tensor::from_f32(&values, &outs, self.device())?
        };
        Ok(averaged(self, &axes, &share)?.named(match rank {
            1 => "SqueezeBackward1",
            2 => "AvgPool2D",
            _ => "AvgPool3D",
        }))
    }

    /// Windows along the last two dimensions as columns: `[n, c, h, w]` to `[n, c * places, windows]` (im2col).
    ///
    /// # Errors
    /// Windows that do not fit.
    pub fn unfold_windows(&self, pool: &Pool) -> Result<Tensor> {
        check_rank("unfold", self, 2)?;
        let axes = fold_axes("unfold", pool, &self.shape()[self.rank() - 2..])?;
        let y = unfolded(self, &axes)?;
        let (lead, c) = (self.rank() - 3, self.shape()[self.rank() - 3]);
        let places: usize = axes.iter().map(|a| a.kernel).product();
        let slots: usize = axes.iter().map(|a| a.out).product();
        y.shaped(&[&self.shape()[..lead], &[c * places, slots]].concat())
    }

    /// Columns added up where their windows lie in an image of `size`: the opposite of [`Tensor::unfold_windows`].
    ///
    /// # Errors
    /// Columns that do not fit the windows.
    pub fn fold_windows(&self, size: &[usize], pool: &Pool) -> Result<Tensor> {
        const NAME: &str = "fold";
        if self.rank() != 2 && self.rank() != 3 {
            let text =
                format!("Expected 2D or 3D input (columns, with or without a batch), but got {:?}", self.shape());
            return Err(Error::shape(NAME, text));
        }
        if size.len() != 2 {
            return Err(Error::shape(NAME, format!("the output size needs a height and a width, not {size:?}")));
        }
        let axes = fold_axes(NAME, pool, size)?;
        let (lead, rows, slots) = (self.rank() - 2, self.shape()[self.rank() - 2], self.shape()[self.rank() - 1]);
        let places: usize = axes.iter().map(|a| a.kernel).product();
        let wanted: usize = axes.iter().map(|a| a.out).product();
        if !rows.is_multiple_of(places) {
            let text = format!(
                "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)={rows} and {places} places"
            );
            return Err(Error::shape(NAME, text));
        }
        if slots != wanted {
            let text = format!(
                "Given output_size={size:?}, expected the size of input's dimension 2 to match the calculated number of sliding blocks {wanted}, but got input.size(2)={slots}"
            );
            return Err(Error::shape(NAME, text));
        }
        let shape: Vec<usize> = self.shape()[..lead]
            .iter()
            .copied()
            .chain([rows / places])
            .chain(axes.iter().map(|a| a.kernel))
            .chain(axes.iter().map(|a| a.out))
            .collect();
        folded(&self.shaped(&shape)?, &axes)
    }
}

/// Windows of columns: any padding will do, and nothing hangs over.
fn fold_axes(op: &'static str, pool: &Pool, size: &[usize]) -> Result<Axes> {
    let each = |given: &[usize]| -> Result<Dims> {
        match given {
            [one] => Ok(Dims::from_elem(*one, 2)),
            [_, _] => Ok(given.into()),
            many => Err(Error::shape(op, format!("one number or two are needed, not {many:?}"))),
        }
    };
    let (kernel, padding, dilation) = (each(&pool.kernel)?, each(&pool.padding)?, each(&pool.dilation)?);
    let stride = if pool.stride.is_empty() { Dims::from_elem(1, 2) } else { each(&pool.stride)? };
    (0..2)
        .map(|d| {
            let out = crate::window::slots(op, size[d], kernel[d], stride[d], dilation[d], 2 * padding[d])?;
            let (kernel, stride, dilation) = (kernel[d], stride[d], dilation[d]);
            Ok(Axis { size: size[d], kernel, stride, dilation, before: padding[d], out })
        })
        .collect()
}

/// Sizes of an adaptive pool's output; -1 (Python's `None`) keeps the input's.
fn adaptive(op: &'static str, x: &Tensor, out: &[isize]) -> Result<Vec<usize>> {
    check_rank(op, x, out.len())?;
    let lead = x.rank() - out.len();
    out.iter()
        .enumerate()
        .map(|(i, &n)| match n {
            -1 => Ok(x.shape()[lead + i]),
            n if n > 0 => Ok(n as usize),
            n => Err(Error::shape(op, format!("elements of output_size must be greater than 0, not {n}"))),
        })
        .collect()
}

/// Start and end of the window `o` of `out` over `size`.
fn window(o: usize, out: usize, size: usize) -> (usize, usize) {
    (o * size / out, ((o + 1) * size).div_ceil(out))
}

impl Tensor {
    /// The last dimensions averaged to sizes `out`; -1 keeps a size. Where sizes divide it is [`Tensor::avg_pool`], else a
    /// product with the matrix of shares along each dimension.
    ///
    /// # Errors
    /// Sizes that are not positive.
    pub fn adaptive_avg_pool(&self, out: &[isize]) -> Result<Tensor> {
        if self.dtype().is_half() {
            return self.through_single(|x| x.adaptive_avg_pool(out));
        }
        let sizes = adaptive("adaptive_avg_pool", self, out)?;
        let lead = self.rank() - sizes.len();
        let inputs = &self.shape()[lead..];
        if inputs.iter().zip(&sizes).all(|(n, o)| *n > 0 && n.is_multiple_of(*o)) {
            let kernel: Vec<usize> = inputs.iter().zip(&sizes).map(|(n, o)| n / o).collect();
            return self.avg_pool(&Pool::new(&kernel), sizes.len(), true, None);
        }
        let mut y = self.clone();
        for (i, &o) in sizes.iter().enumerate() {
            let n = inputs[i];
            y = y.along_matrix(lead + i, o, |row, values| {
                let (start, end) = window(row, o, n);
                values[start..end].fill(1.0 / (end - start) as f32);
            })?;
        }
        Ok(y)
    }

    /// The last dimensions reduced to sizes `out` by the largest of each part, and where those lie.
    ///
    /// # Errors
    /// Sizes that are not positive.
    pub fn adaptive_max_pool(&self, out: &[isize]) -> Result<(Tensor, Tensor)> {
        if self.dtype().is_half() {
            let (y, at) = self.to_dtype(DType::F32)?.adaptive_max_pool(out)?;
            return Ok((y.to_dtype(self.dtype())?, at));
        }
        let sizes = adaptive("adaptive_max_pool", self, out)?;
        let (lead, n) = (self.rank() - sizes.len(), sizes.len());
        // Every window as long as the longest, its last place repeated; then the largest of each.
        let (mut y, mut at): (Tensor, Option<Tensor>) = (self.clone(), None);
        let mut shape: Vec<usize> = self.shape()[..lead].to_vec();
        for (i, &o) in sizes.iter().enumerate() {
            let size = self.shape()[lead + i];
            let longest = (0..o).map(|w| window(w, o, size)).map(|(a, b)| b - a).max().unwrap_or(1);
            let rows: Vec<i64> = (0..o)
                .flat_map(|w| {
                    let (a, b) = window(w, o, size);
                    (0..longest).map(move |k| (a + k).min(b - 1) as i64)
                })
                .collect();
            let rows = Tensor::from_i64(&rows, &[rows.len()], self.device())?;
            y = y.index_select((lead + i) as isize, &rows)?;
            shape.extend([o, longest]);
            let mut lying = vec![1; 2 * (n - i)];
            (lying[0], lying[1]) = (o, longest);
            let here = rows.shaped(&lying)?;
            at = Some(match at {
                Some(sum) => sum.mul(size as i64)?.add(&here)?,
                None => here,
            });
        }
        let order: Vec<isize> = (0..lead)
            .chain((0..n).map(|i| lead + 2 * i))
            .chain((0..n).map(|i| lead + 2 * i + 1))
            .map(|d| d as isize)
            .collect();
        let places: usize = (0..n).map(|i| shape[lead + 2 * i + 1]).product();
        let merged = [&shape[..lead], &sizes[..], &[places]].concat();
        let (values, place) = y.shaped(&shape)?.permute(&order)?.shaped(&merged)?.max_dim(-1, true)?;
        let at = at.map_or_else(
            || place.squeeze(Some(-1)),
            |at| {
                let at = at.spread_to(&shape)?.permute(&order)?.shaped(&merged)?;
                at.gather(-1, &place)?.squeeze(Some(-1))
            },
        )?;
        Ok((values.squeeze(Some(-1))?, at))
    }

    /// A product along dimension `d` with an `out` by `size` matrix of which `fill` writes each row.
    pub(crate) fn along_matrix(&self, d: usize, out: usize, fill: impl Fn(usize, &mut [f32])) -> Result<Tensor> {
        let size = self.shape()[d];
        let mut values = vec![0.0; out * size];
        values.chunks_mut(size.max(1)).enumerate().for_each(|(row, values)| fill(row, values));
        let matrix = Tensor::from_f32(&values, &[out, size], self.device())?;
        if d + 1 == self.rank() {
            return self.matmul(&matrix.transpose(0, 1)?);
        }
        // As [lead, size, rest]: one product per lead.
        let (lead, rest) = (count(&self.shape()[..d]), count(&self.shape()[d + 1..]));
        let mut shape: Dims = self.shape().into();
        shape[d] = out;
        matrix.matmul(&self.shaped(&[lead, size, rest])?)?.shaped(&shape)
    }
}
