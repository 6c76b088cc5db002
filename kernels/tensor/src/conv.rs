//! Convolution and its transpose over any number of dimensions, by matrix products.
//!
//! Windows become columns once (im2col: a strided view, copied), then `weight [o, c k] @ columns [c k, n l]`. The product's
//! shape is the result's but for merged places, so bias and activation join its kernel. Where a channel meets only itself
//! (depthwise) windows are multiplied and summed as a view: one reduction and no columns. The three maps below are
//! each other's gradients, so they can be differentiated any number of times.

use crate::autograd::{Grads, Rule, Saved, no_grad, tracked};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::layout::{Dims, count};
use crate::ops::Op;
use crate::tensor::Tensor;
use crate::window::{
    Axes, Axis, cut_to_taps, overlap, seen_by_taps, slots, stretch, stretch_sizes, tap_places, untangle, windows,
};
use smallvec::SmallVec;

/// Columns of more words than this (64 MB) are made for part of the batch at a time.
const COLUMNS: usize = 16 << 20;
/// Columns of up to so many words (16 MB) are kept for the gradient of the weight; larger ones are made again.
const KEPT: usize = 4 << 20;

/// How to pad.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Padding {
    /// So much on both sides of each dimension.
    Sizes(Vec<usize>),
    /// As much as keeps the size.
    Same,
    /// None.
    Valid,
}

/// PyTorch's keyword arguments of convolutions; one number stands for all dimensions.
#[derive(Clone, Debug)]
pub struct ConvOptions {
    /// Step between windows.
    pub stride: Vec<usize>,
    /// What is put around the input.
    pub padding: Padding,
    /// Step between the places of a window.
    pub dilation: Vec<usize>,
    /// Groups of channels that do not meet.
    pub groups: usize,
    /// For the transpose: rows added at the end, so that every size can be reached.
    pub output_padding: Vec<usize>,
}

impl Default for ConvOptions {
    fn default() -> Self {
        let one = || vec![1];
        Self { stride: one(), padding: Padding::Sizes(vec![0]), dilation: one(), groups: 1, output_padding: vec![0] }
    }
}

/// Sizes of a convolution: input `[n, c, size...]`, weight `[o, c / groups, kernel...]`, output `[n, o, out...]`.
#[derive(Clone, Debug)]
struct Geometry {
    axes: Axes,
    groups: usize,
}

impl Geometry {
    fn outs(&self) -> Dims {
        self.axes.iter().map(|a| a.out).collect()
    }
    fn kernels(&self) -> Dims {
        self.axes.iter().map(|a| a.kernel).collect()
    }
    fn rank(&self) -> usize {
        self.axes.len()
    }
    /// Whether windows are single places.
    fn pointwise(&self) -> bool {
        self.axes.iter().all(|a| a.kernel == 1)
    }
}

/// `lead ++ tail`
fn join(lead: &[usize], tail: &[usize]) -> Dims {
    lead.iter().chain(tail).copied().collect()
}

/// `f` on parts of the batch if all of it would need too many words; parts are joined along the batch.
fn in_parts(x: &Tensor, words: usize, f: &dyn Fn(&Tensor) -> Result<Tensor>) -> Result<Tensor> {
    let n = x.shape()[0];
    if words <= COLUMNS || n <= 1 {
        return f(x);
    }
    let size = n.div_ceil(words.div_ceil(COLUMNS));
    let mut parts = Vec::new();
    for part in x.split(size, 0)? {
        let y = f(&part)?;
        // Its columns are freed before the next ones are made.
        y.realize()?;
        parts.push(y);
    }
    Tensor::cat(&parts, 0)
}

/// Windows as `[groups, c k, n, l]`, which is also how a product for the weight wants them.
fn columns(x: &Tensor, geo: &Geometry) -> Result<Tensor> {
    let (n, c, g) = (x.shape()[0], x.shape()[1], geo.groups);
    let (r, l) = (geo.rank(), count(&geo.outs()));
    let seen = windows(x, &geo.axes, 0.0)?;
    // [n, c, out..., kernel...] to [c, kernel..., n, out...]
    let order: SmallVec<[isize; 8]> = std::iter::once(1)
        .chain(2 + r..2 + 2 * r)
        .chain(std::iter::once(0))
        .chain(2..2 + r)
        .map(|d| d as isize)
        .collect();
    seen.permute(&order)?.shaped(&[g, c / g * count(&geo.kernels()), n, l])
}

fn depthwise(weight: &Tensor, geo: &Geometry) -> bool {
    geo.groups > 1 && weight.shape()[1] == 1
}

/// The convolution itself.
fn forward(x: &Tensor, weight: &Tensor, geo: &Geometry, keep: Option<&mut Option<Tensor>>) -> Result<Tensor> {
    let (n, o, g) = (x.shape()[0], weight.shape()[0], geo.groups);
    let (outs, kernels, r) = (geo.outs(), geo.kernels(), geo.rank());
    let l = count(&outs);
    if depthwise(weight, geo) {
        let words = n * o * l * count(&kernels);
        return in_parts(x, words, &|x| {
            let seen = windows(x, &geo.axes, 0.0)?.unsqueeze(2)?;
            let mut shape = Dims::from_elem(1, 3 + 2 * r);
            (shape[1], shape[2]) = (g, o / g);
            shape[3 + r..].copy_from_slice(&kernels);
            seen.contract(&weight.shaped(&shape)?, r)?.shaped(&join(&[x.shape()[0], o], &outs))
        });
    }
    let k = weight.shape()[1] * count(&kernels);
    let words = if geo.pointwise() { 0 } else { n * g * k * l };
    let matrix = weight.shaped(&[g, o / g, k])?;
    let product = |columns: &Tensor| {
        let columns = columns.permute(&[2, 0, 1, 3])?;
        let n = columns.shape()[0];
        if g == 1 {
            return matrix.select(0, 0)?.matmul(&columns.select(1, 0)?)?.shaped(&join(&[n, o], &outs));
        }
        matrix.matmul(&columns)?.shaped(&join(&[n, o], &outs))
    };
    if geo.pointwise() {
        let seen = windows(x, &geo.axes, 0.0)?.shaped(&[n, g, k, l])?;
        return product(&seen.permute(&[1, 2, 0, 3])?);
    }
    if let Some(keep) = keep
        && words <= KEPT
    {
        let made = columns(x, geo)?;
        *keep = Some(made.clone());
        return product(&made);
    }
    in_parts(x, words, &|x| product(&columns(x, geo)?))
}

/// The gradient of the input, which is the transposed convolution of `g [n, o, out...]`: `[n, c, size...]`.
fn backward(g: &Tensor, weight: &Tensor, geo: &Geometry) -> Result<Tensor> {
    let (n, o, groups) = (g.shape()[0], weight.shape()[0], geo.groups);
    let (r, each) = (geo.rank(), weight.shape()[1]);
    let c = each * groups;
    let taps: SmallVec<[_; 3]> = geo.axes.iter().map(Axis::taps).collect();
    if depthwise(weight, geo) {
        let (shape, places) = tap_places(&geo.axes);
        let none = count(&geo.kernels()) as i64;
        let index: Vec<i64> = places.iter().map(|&p| if p < 0 { none } else { p }).collect();
        let index = Tensor::from_i64(&index, &[index.len()], g.device())?;
        // One column of zeros for taps that stand for no place.
        let flat = weight.shaped(&[o, none as usize])?;
        let flat = if places.contains(&-1) { stretch(&flat, &[(none as usize + 1, 1)])? } else { flat };
        let spread = flat.index_select(1, &index)?.shaped(&join(&[1, groups, o / groups], &shape))?;
        let words = n * o * count(&spread.shape()[3..]) * taps.iter().map(|t| t.count).product::<usize>();
        return in_parts(g, words, &|g| {
            let g = cut_to_taps(g, &geo.axes)?;
            let seen = seen_by_taps(&g, &geo.axes);
            let seen = seen.shaped(&join(&[g.shape()[0], groups, o / groups], &seen.shape()[2..]))?;
            // The channel's copies are summed too: [n, groups, copies, (q, r)..., j...] with the copies last.
            let order: SmallVec<[isize; 12]> =
                [0, 1].into_iter().chain(3..3 + 3 * r).chain(std::iter::once(2)).map(|d| d as isize).collect();
            untangle(&seen.permute(&order)?.contract(&spread.permute(&order)?, r + 1)?, &geo.axes)
        });
    }
    let weight = if geo.axes.iter().any(|a| a.stride > 1) {
        stretch(weight, &stretch_sizes(&geo.axes))?
    } else {
        weight.clone()
    };
    let kernels: Dims = weight.shape()[2..].into();
    let k = each * count(&kernels);
    let matrix = weight.shaped(&[groups, o / groups, k])?.transpose(1, 2)?;
    let spread: Dims = taps.iter().map(|t| t.count + t.step * (t.taps - 1)).collect();
    let l = count(&spread);
    in_parts(g, n * groups * k * l, &|g| {
        let g = cut_to_taps(g, &geo.axes)?;
        let n = g.shape()[0];
        let made = if groups == 1 {
            matrix.select(0, 0)?.matmul(&g.shaped(&[n, o, l])?)?
        } else {
            matrix.matmul(&g.shaped(&[n, groups, o / groups, l])?)?
        };
        if geo.pointwise() && geo.axes.iter().all(|a| a.stride == 1) {
            return untangle(&made.shaped(&join(&[n, c], &interleave(&spread)))?, &geo.axes);
        }
        overlap(&made.shaped(&join(&join(&[n, c], &kernels), &spread))?, &geo.axes, true)
    })
}

/// `[q, 1, q, 1, ...]`
fn interleave(sizes: &[usize]) -> Dims {
    sizes.iter().flat_map(|&n| [n, 1]).collect()
}

/// The gradient of the weight, `[o, c / groups, kernel...]`; `o` is the output's number of channels.
fn of_weight(x: &Tensor, g: &Tensor, geo: &Geometry, kept: Option<&Tensor>) -> Result<Tensor> {
    let (n, c, o, groups) = (x.shape()[0], x.shape()[1], g.shape()[1], geo.groups);
    let (r, outs, kernels) = (geo.rank(), geo.outs(), geo.kernels());
    let l = count(&outs);
    let shape = join(&[o, c / groups], &kernels);
    let k = c / groups * count(&kernels);
    let words = n * groups * k * l;
    let halves = |words: usize| -> Result<Option<Tensor>> {
        if words <= COLUMNS || n <= 1 {
            return Ok(None);
        }
        let size = n.div_ceil(words.div_ceil(COLUMNS));
        let mut sum: Option<Tensor> = None;
        for (x, g) in x.split(size, 0)?.iter().zip(g.split(size, 0)?) {
            let part = of_weight(x, &g, geo, None)?;
            let total = if let Some(sum) = sum { sum.add(&part)? } else { part };
            total.realize()?;
            sum = Some(total);
        }
        Ok(sum)
    };
    if groups > 1 && c == groups {
        if let Some(sum) = halves(n * o * l * count(&kernels))? {
            return Ok(sum);
        }
        // [n, c, 1, out..., kernel...] and [n, c, copies, out..., 1...], with what is summed last.
        let seen = windows(x, &geo.axes, 0.0)?.unsqueeze(2)?;
        let mut places = join(&[n, c, o / c], &outs);
        places.resize(3 + 2 * r, 1);
        let order: SmallVec<[isize; 12]> = [1, 2]
            .into_iter()
            .chain(3 + r..3 + 2 * r)
            .chain(std::iter::once(0))
            .chain(3..3 + r)
            .map(|d| d as isize)
            .collect();
        return seen.permute(&order)?.contract(&g.shaped(&places)?.permute(&order)?, r + 1)?.shaped(&shape);
    }
    if kept.is_none()
        && let Some(sum) = halves(words)?
    {
        return Ok(sum);
    }
    let made = match kept {
        Some(columns) => columns.clone(),
        None => columns(x, geo)?,
    };
    let rows = made.shaped(&[groups, k, n * l])?;
    let sides = g.shaped(&[n, groups, o / groups, l])?.permute(&[1, 2, 0, 3])?.shaped(&[groups, o / groups, n * l])?;
    if groups == 1 {
        return sides.select(0, 0)?.matmul(&rows.select(0, 0)?.transpose(0, 1)?)?.shaped(&shape);
    }
    sides.matmul(&rows.transpose(1, 2)?)?.shaped(&shape)
}

/// [`forward`] with its gradients.
fn correlate(x: &Tensor, weight: &Tensor, geo: &Geometry) -> Result<Tensor> {
    let mut kept = None;
    let keep = tracked(&[weight]).then_some(&mut kept);
    let y = no_grad(|| forward(x, weight, geo, keep))?;
    if !tracked(&[x, weight]) {
        return Ok(y);
    }
    let (geo, sx, sw) = (geo.clone(), Saved::input(x), Saved::input(weight));
    let rule: Rule = Box::new(move |g, f| {
        let mut grads = Grads::from_iter([None, None]);
        let (x, weight) = (sx.get(f)?, sw.get(f)?);
        if f.wants(0) {
            grads[0] = Some(transposed(g, &weight, &geo)?);
        }
        if f.wants(1) {
            grads[1] = Some(against(&x, g, &geo, kept.as_ref())?);
        }
        Ok(grads)
    });
    Ok(y.record(Op::Convolution, &[x, weight], rule))
}

/// [`backward`] with its gradients.
fn transposed(g: &Tensor, weight: &Tensor, geo: &Geometry) -> Result<Tensor> {
    let y = no_grad(|| backward(g, weight, geo))?;
    if !tracked(&[g, weight]) {
        return Ok(y);
    }
    let (geo, sg, sw) = (geo.clone(), Saved::input(g), Saved::input(weight));
    let rule: Rule = Box::new(move |up, f| {
        let mut grads = Grads::from_iter([None, None]);
        if f.wants(0) {
            grads[0] = Some(correlate(up, &sw.get(f)?, &geo)?);
        }
        if f.wants(1) {
            grads[1] = Some(against(up, &sg.get(f)?, &geo, None)?);
        }
        Ok(grads)
    });
    Ok(y.record(Op::ConvTranspose, &[g, weight], rule))
}

/// [`of_weight`] with its gradients.
fn against(x: &Tensor, g: &Tensor, geo: &Geometry, kept: Option<&Tensor>) -> Result<Tensor> {
    let y = no_grad(|| of_weight(x, g, geo, kept))?;
    if !tracked(&[x, g]) {
        return Ok(y);
    }
    let (geo, sx, sg) = (geo.clone(), Saved::input(x), Saved::input(g));
    let rule: Rule = Box::new(move |up, f| {
        let mut grads = Grads::from_iter([None, None]);
        if f.wants(0) {
            grads[0] = Some(transposed(&sg.get(f)?, up, &geo)?);
        }
        if f.wants(1) {
            grads[1] = Some(correlate(&sx.get(f)?, up, &geo)?);
        }
        Ok(grads)
    });
    Ok(y.record(Op::Convolution, &[x, g], rule))
}

/// One number per dimension.
fn per_axis(op: &'static str, what: &str, given: &[usize], rank: usize) -> Result<Dims> {
    match given {
        [one] => Ok(Dims::from_elem(*one, rank)),
        many if many.len() == rank => Ok(many.into()),
        many => Err(Error::shape(
            op,
            format!(
                "expected {what} to be a single integer value or a list of {rank} values to match the convolution dimensions, but got {what}={many:?}"
            ),
        )),
    }
}

/// The names by number of dimensions.
fn name(rank: usize, transposed: bool) -> &'static str {
    match (rank, transposed) {
        (1, false) => "conv1d",
        (2, false) => "conv2d",
        (3, false) => "conv3d",
        (1, true) => "conv_transpose1d",
        (2, true) => "conv_transpose2d",
        (3, true) => "conv_transpose3d",
        _ => "convolution",
    }
}

/// Adds a batch of one where there is none; refuses ranks and dtypes that do not fit.
fn batched(op: &'static str, x: &Tensor, weight: &Tensor, rank: usize) -> Result<Tensor> {
    x.same_device(op, weight)?;
    if x.dtype() != DType::F32 || weight.dtype() != DType::F32 {
        let message = format!(
            "Input type ({}) and weight type ({}) should be float32; write x.float()",
            x.dtype().short(),
            weight.dtype().short()
        );
        return Err(Error::DType { op, message });
    }
    if weight.rank() != rank + 2 {
        let text = format!("the weight has shape {:?}; {} dimensions are needed", weight.shape(), rank + 2);
        return Err(Error::shape(op, text));
    }
    match x.rank().checked_sub(rank) {
        Some(1) => x.unsqueeze(0),
        Some(2) => Ok(x.clone()),
        _ => {
            let text = format!(
                "Expected {}D (unbatched) or {}D (batched) input to {op}, but got input of size: {:?}; a channel dimension is added by .unsqueeze(0) or, in a batch, .unsqueeze(1)",
                rank + 1,
                rank + 2,
                x.shape()
            );
            Err(Error::shape(op, text))
        }
    }
}

fn with_bias(op: &'static str, y: Tensor, bias: Option<&Tensor>, rank: usize, weight: &Tensor) -> Result<Tensor> {
    let Some(bias) = bias else { return Ok(y) };
    y.same_device(op, bias)?;
    let channels = y.shape()[1];
    if bias.shape() != [channels] {
        let text = format!(
            "Given weight of size {:?}, expected bias to be 1-dimensional with {channels} elements, but got bias of size {:?} instead",
            weight.shape(),
            bias.shape()
        );
        return Err(Error::shape(op, text));
    }
    let mut shape = Dims::from_elem(1, rank + 1);
    shape[0] = channels;
    y.add(&bias.shaped(&shape)?)
}

/// The narrow floating-point dtype that all operands share, if they do: then sums are kept in single precision.
fn all_half(x: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Option<DType> {
    let dtype = x.dtype();
    let same = weight.dtype() == dtype && bias.is_none_or(|b| b.dtype() == dtype);
    (dtype.is_half() && same).then_some(dtype)
}

impl Tensor {
    /// Convolution (cross-correlation, as in PyTorch) of `[n, c, ...]` or `[c, ...]` with a weight `[o, c / groups, kernel...]`
    /// whose rank says along how many dimensions.
    ///
    /// # Errors
    /// Channels, groups, bias or sizes that do not fit.
    pub fn conv(&self, weight: &Tensor, bias: Option<&Tensor>, options: &ConvOptions, rank: usize) -> Result<Tensor> {
        let op = name(rank, false);
        if let Some(half) = all_half(self, weight, bias) {
            let (weight, bias) = (weight.to_dtype(DType::F32)?, bias.map(|b| b.to_dtype(DType::F32)).transpose()?);
            let y = self.to_dtype(DType::F32)?.conv(&weight, bias.as_ref(), options, rank)?;
            return Ok(y.to_dtype(half)?.named("Convolution"));
        }
        let x = batched(op, self, weight, rank)?;
        let (c, o, groups) = (x.shape()[1], weight.shape()[0], options.groups);
        if groups == 0 {
            return Err(Error::shape(op, "non-positive groups is not supported"));
        }
        if weight.shape()[1] * groups != c {
            let text = format!(
                "Given groups={groups}, weight of size {:?}, expected input{:?} to have {} channels, but got {c} channels instead",
                weight.shape(),
                x.shape(),
                weight.shape()[1] * groups
            );
            return Err(Error::shape(op, text));
        }
        if o == 0 || !o.is_multiple_of(groups) {
            let text = format!(
                "Given groups={groups}, expected weight to be at least {groups} at dimension 0 and divisible by it, but got weight of size {:?} instead",
                weight.shape()
            );
            return Err(Error::shape(op, text));
        }
        let stride = per_axis(op, "stride", &options.stride, rank)?;
        let dilation = per_axis(op, "dilation", &options.dilation, rank)?;
        if options.padding == Padding::Same && stride.iter().any(|&s| s != 1) {
            return Err(Error::shape(op, "padding='same' is not supported for strided convolutions"));
        }
        let mut axes = Axes::new();
        for d in 0..rank {
            let (size, kernel) = (x.shape()[d + 2], weight.shape()[d + 2]);
            let (before, pads) = match &options.padding {
                Padding::Valid => (0, 0),
                Padding::Sizes(sizes) => {
                    let p = per_axis(op, "padding", sizes, rank)?[d];
                    (p, 2 * p)
                }
                // What cannot be halved goes to the end.
                Padding::Same => {
                    let pads = dilation[d] * kernel.saturating_sub(1);
                    (pads / 2, pads)
                }
            };
            let out = slots(op, size, kernel, stride[d], dilation[d], pads)?;
            axes.push(Axis { size, kernel, stride: stride[d], dilation: dilation[d], before, out });
        }
        let y = correlate(&x, weight, &Geometry { axes, groups })?;
        let y = with_bias(op, y, bias, rank, weight)?.named("Convolution");
        if self.rank() == rank + 1 { y.squeeze(Some(0)) } else { Ok(y) }
    }

    /// The opposite of [`Tensor::conv`] in shapes: its gradient as a layer of its own. The weight is `[c, o / groups,
    /// kernel...]`.
    ///
    /// # Errors
    /// Channels, groups, bias or sizes that do not fit.
    pub fn conv_transpose(
        &self,
        weight: &Tensor,
        bias: Option<&Tensor>,
        options: &ConvOptions,
        rank: usize,
    ) -> Result<Tensor> {
        let op = name(rank, true);
        if let Some(half) = all_half(self, weight, bias) {
            let (weight, bias) = (weight.to_dtype(DType::F32)?, bias.map(|b| b.to_dtype(DType::F32)).transpose()?);
            let y = self.to_dtype(DType::F32)?.conv_transpose(&weight, bias.as_ref(), options, rank)?;
            return Ok(y.to_dtype(half)?.named("Convolution"));
        }
        let x = batched(op, self, weight, rank)?;
        let (c, groups) = (x.shape()[1], options.groups);
        if groups == 0 {
            return Err(Error::shape(op, "non-positive groups is not supported"));
        }
        if weight.shape()[0] != c || !c.is_multiple_of(groups) {
            let text = format!(
                "Given transposed=1, weight of size {:?}, expected input{:?} to have {} channels, but got {c} channels instead",
                weight.shape(),
                x.shape(),
                weight.shape()[0]
            );
            return Err(Error::shape(op, text));
        }
        let stride = per_axis(op, "stride", &options.stride, rank)?;
        let dilation = per_axis(op, "dilation", &options.dilation, rank)?;
        let extra = per_axis(op, "output_padding", &options.output_padding, rank)?;
        let pads = match &options.padding {
            Padding::Sizes(sizes) => per_axis(op, "padding", sizes, rank)?,
            _ => Dims::from_elem(0, rank),
        };
        let mut axes = Axes::new();
        for d in 0..rank {
            let (out, kernel) = (x.shape()[d + 2], weight.shape()[d + 2]);
            if extra[d] >= stride[d].max(dilation[d]) {
                let text = format!(
                    "output padding must be smaller than either stride or dilation, but got output_padding: {}, stride: {}, dilation: {}",
                    extra[d], stride[d], dilation[d]
                );
                return Err(Error::shape(op, text));
            }
            slots(op, kernel, kernel, stride[d], 1, 0)?;
            let whole = (out.max(1) - 1) * stride[d] + dilation[d] * (kernel - 1) + 1 + extra[d];
            let Some(size) = whole.checked_sub(2 * pads[d]).filter(|&n| n > 0) else {
                let text = format!("padding {} takes all of the {whole} rows of the output; use less", pads[d]);
                return Err(Error::shape(op, text));
            };
            axes.push(Axis { size, kernel, stride: stride[d], dilation: dilation[d], before: pads[d], out });
        }
        let y = transposed(&x, weight, &Geometry { axes, groups })?;
        let y = with_bias(op, y, bias, rank, weight)?.named("Convolution");
        if self.rank() == rank + 1 { y.squeeze(Some(0)) } else { Ok(y) }
    }
}
