//! Sorting and what follows from an order. The host finds the positions, on whatever device the elements lie; values are
//! then gathered there, so gradients flow.

use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::layout::{count, dim};
use crate::tensor::Tensor;
use std::cmp::Ordering;

/// What [`Tensor::unique`] found.
pub struct Unique {
    /// Different elements (or rows), in order.
    pub values: Tensor,
    /// For each element its place among the values.
    pub inverse: Tensor,
    /// How often each value occurs.
    pub counts: Tensor,
}

/// Order of device words of one dtype as numbers; NaN comes after everything.
fn compare(dtype: DType, a: u32, b: u32) -> Ordering {
    if !dtype.is_float() {
        return (a as i32).cmp(&(b as i32));
    }
    let (x, y) = (f32::from_bits(a), f32::from_bits(b));
    x.partial_cmp(&y).unwrap_or_else(|| x.is_nan().cmp(&y.is_nan()))
}

/// Words of a tensor as lines along one dimension: `word(outer, inner, i)`.
struct Lines {
    words: Vec<u32>,
    outer: usize,
    length: usize,
    inner: usize,
}

impl Lines {
    fn new(x: &Tensor, axis: usize) -> Result<Self> {
        let shape = x.shape();
        let (outer, inner) = (count(&shape[..axis]), count(&shape[axis + 1..]));
        Ok(Self { words: x.to_words()?, outer, length: shape[axis], inner })
    }

    /// For each line `made` gives as many positions as `kept`; they come back in the order of a tensor.
    fn positions(&self, kept: usize, mut made: impl FnMut(&dyn Fn(usize) -> u32, &mut Vec<usize>)) -> Vec<i64> {
        let mut out = vec![0; self.outer * kept * self.inner];
        let mut line = Vec::with_capacity(self.length);
        for o in 0..self.outer {
            for i in 0..self.inner {
                let word = |at: usize| self.words[(o * self.length + at) * self.inner + i];
                line.clear();
                made(&word, &mut line);
                for (k, &at) in line.iter().enumerate().take(kept) {
                    out[(o * kept + k) * self.inner + i] = at as i64;
                }
            }
        }
        out
    }
}

impl Tensor {
    /// The dimension, and this tensor with at least one dimension.
    fn lined(&self, op: &'static str, d: isize) -> Result<(Tensor, usize)> {
        let axis = dim(op, d, self.rank())?;
        Ok((if self.rank() == 0 { self.reshape(&[1])? } else { self.clone() }, axis))
    }

    /// Positions (of `kept` elements per line along `axis`) as a tensor shaped so that it can be gathered at.
    fn at_lines(
        &self,
        axis: usize,
        kept: usize,
        made: impl FnMut(&dyn Fn(usize) -> u32, &mut Vec<usize>),
    ) -> Result<Tensor> {
        let positions = Lines::new(self, axis)?.positions(kept, made);
        let mut shape = self.shape().to_vec();
        shape[axis] = kept;
        Tensor::from_i64(&positions, &shape, self.device())
    }

    /// Positions that sort along a dimension; equal elements keep their order, NaN counts as largest; int64.
    pub fn argsort(&self, d: isize, descending: bool) -> Result<Tensor> {
        let (x, axis) = self.lined("sort", d)?;
        let (dtype, n) = (x.dtype(), x.shape()[axis]);
        let at = x.at_lines(axis, n, |word, line| {
            line.extend(0..n);
            line.sort_by(|&a, &b| {
                let order = compare(dtype, word(a), word(b));
                if descending { order.reverse() } else { order }
            });
        })?;
        if self.rank() == 0 { at.reshape(&[]) } else { Ok(at) }
    }

    /// Elements at positions found by the host, one line's worth each.
    fn taken(&self, d: isize, at: &Tensor) -> Result<Tensor> {
        if self.rank() == 0 {
            self.reshape(&[1])?.gather(0, &at.reshape(&[1])?)?.reshape(&[])
        } else {
            self.gather(d, at)
        }
    }

    /// Sorted along a dimension, with the positions.
    pub fn sort(&self, d: isize, descending: bool) -> Result<(Tensor, Tensor)> {
        let at = self.argsort(d, descending)?;
        Ok((self.taken(d, &at)?.named("Sort"), at))
    }

    /// The `k` largest (or smallest) along a dimension in order, with their positions.
    pub fn topk(&self, k: usize, d: isize, largest: bool) -> Result<(Tensor, Tensor)> {
        let axis = dim("topk", d, self.rank())?;
        if k > self.shape().get(axis).copied().unwrap_or(1) {
            let text = format!("selected index k out of range: k is {k}, the dimension has {:?}", self.shape());
            return Err(Error::shape("topk", text));
        }
        let at = self.argsort(d, largest)?;
        let at = if self.rank() == 0 { at } else { at.narrow(d, 0, k as i64)?.contiguous()? };
        Ok((self.taken(d, &at)?.named("Topk"), at))
    }

    /// The `k`-th smallest (from 1) along a dimension, with its position.
    pub fn kthvalue(&self, k: usize, d: isize, keepdim: bool) -> Result<(Tensor, Tensor)> {
        let axis = dim("kthvalue", d, self.rank())?;
        if k == 0 || k > self.shape().get(axis).copied().unwrap_or(1) {
            let text =
                format!("selected number k out of range for dimension {axis}: k is {k}, the shape {:?}", self.shape());
            return Err(Error::shape("kthvalue", text));
        }
        self.ranked(d, keepdim, |_, _| k - 1)
    }

    /// The element of a certain rank in each line; `rank` is told the line's length and how many of it are NaN.
    fn ranked(&self, d: isize, keepdim: bool, rank: impl Fn(usize, usize) -> usize) -> Result<(Tensor, Tensor)> {
        let (x, axis) = self.lined("median", d)?;
        let (dtype, n) = (x.dtype(), x.shape()[axis]);
        if n == 0 {
            let text =
                format!("median(): Expected reduction dim {axis} to have non-zero size, the shape is {:?}", x.shape());
            return Err(Error::BadIndex(text));
        }
        let at = x.at_lines(axis, 1, |word, line| {
            line.extend(0..n);
            line.sort_by(|&a, &b| compare(dtype, word(a), word(b)));
            let nans = (0..n).filter(|&i| dtype.is_float() && f32::from_bits(word(i)).is_nan()).count();
            let found = line[rank(n, nans)];
            line.clear();
            line.push(found);
        })?;
        let values = x.gather(axis as isize, &at)?;
        if keepdim && self.rank() > 0 {
            return Ok((values, at));
        }
        Ok((values.squeeze(Some(axis as isize))?, at.squeeze(Some(axis as isize))?))
    }

    /// The middle element along a dimension (the lower one of two), with its position. NaN wins, or is passed over.
    pub fn median(&self, d: isize, keepdim: bool, ignore_nan: bool) -> Result<(Tensor, Tensor)> {
        self.ranked(d, keepdim, move |n, nans| match nans {
            0 => (n - 1) / 2,
            nans if ignore_nan && nans < n => (n - nans - 1) / 2,
            _ => n - 1,
        })
    }

    /// The most frequent element along a dimension (the smallest of several), with the position of its last occurrence.
    pub fn mode(&self, d: isize, keepdim: bool) -> Result<(Tensor, Tensor)> {
        let (x, axis) = self.lined("mode", d)?;
        let (dtype, n) = (x.dtype(), x.shape()[axis]);
        if n == 0 {
            let text =
                format!("mode(): Expected reduction dim {axis} to have non-zero size, the shape is {:?}", x.shape());
            return Err(Error::BadIndex(text));
        }
        let at = x.at_lines(axis, 1, |word, line| {
            line.extend(0..n);
            line.sort_by(|&a, &b| compare(dtype, word(a), word(b)));
            let (mut best, mut most, mut start) = (line[0], 0, 0);
            for end in 1..=n {
                if end == n || compare(dtype, word(line[start]), word(line[end])).is_ne() {
                    if end - start > most {
                        (most, best) = (end - start, line[end - 1]);
                    }
                    start = end;
                }
            }
            line.clear();
            line.push(best);
        })?;
        let values = x.gather(axis as isize, &at)?;
        if keepdim && self.rank() > 0 {
            return Ok((values, at));
        }
        Ok((values.squeeze(Some(axis as isize))?, at.squeeze(Some(axis as isize))?))
    }

    /// Running largest (or smallest) along a dimension, with positions; of equal ones the last counts, NaN wins.
    pub fn cummax(&self, d: isize, smallest: bool) -> Result<(Tensor, Tensor)> {
        let (x, axis) = self.lined("cummax", d)?;
        let (dtype, n) = (x.dtype(), x.shape()[axis]);
        let nan = |word: u32| dtype.is_float() && f32::from_bits(word).is_nan();
        let at = x.at_lines(axis, n, |word, line| {
            let mut best = 0;
            for i in 0..n {
                let order = compare(dtype, word(i), word(best));
                let order = if smallest { order.reverse() } else { order };
                if nan(word(i)) || (!nan(word(best)) && order.is_ge()) {
                    best = i;
                }
                line.push(best);
            }
        })?;
        let values = x.gather(axis as isize, &at)?.named(if smallest { "Cummin" } else { "Cummax" });
        if self.rank() == 0 { Ok((values.reshape(&[])?, at.reshape(&[])?)) } else { Ok((values, at)) }
    }

    /// Values below which the parts `q` of the elements along a dimension (or of all) lie. `how` names what happens between
    /// two neighbours: `linear`, `lower`, `higher`, `nearest`, `midpoint`. With `q` a vector its size comes first.
    pub fn quantile(&self, q: &Tensor, over: Option<isize>, keepdim: bool, how: &str) -> Result<Tensor> {
        if !self.dtype().is_float() || !q.dtype().is_float() {
            let text = "quantile() input tensor must be either float or double dtype; write x.float()";
            return Err(Error::runtime(text));
        }
        let parts = q.to_f32()?;
        if q.rank() > 1 || parts.iter().any(|p| !(0.0..=1.0).contains(p)) {
            return Err(Error::runtime("quantile() q must be a scalar or 1D tensor with values between 0 and 1"));
        }
        let (x, d) = match over {
            Some(d) if self.rank() > 0 => (self.clone(), dim("quantile", d, self.rank())? as isize),
            _ => (self.reshape(&[-1])?, 0),
        };
        let n = x.shape()[d as usize];
        if n == 0 {
            return Err(Error::runtime("quantile() input tensor must be non-empty"));
        }
        let (sorted, _) = x.sort(d, false)?;
        // Lines with a NaN, which is last, are NaN.
        let spoilt = sorted.narrow(d, n as i64 - 1, 1)?;
        let mut found = Vec::new();
        for part in parts {
            let place = f64::from(part) * (n - 1) as f64;
            let (low, share) = (place.floor(), place - place.floor());
            let pick = |at: f64| sorted.narrow(d, at as i64, 1);
            let value = match how {
                "lower" => pick(low)?,
                "higher" => pick(place.ceil())?,
                "nearest" => pick(place.round_ties_even())?,
                "linear" if share == 0.0 => pick(low)?,
                "linear" => pick(low)?.lerp(&pick(place.ceil())?, share)?,
                "midpoint" => pick(low)?.lerp(&pick(place.ceil())?, 0.5)?,
                other => {
                    return Err(Error::runtime(format!(
                        "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {other}"
                    )));
                }
            };
            let value = Tensor::where_(&spoilt.isnan()?, &spoilt, &value)?;
            let shape: Vec<isize> = match over {
                None if keepdim => vec![1; self.rank()],
                None => Vec::new(),
                Some(_) if keepdim || self.rank() == 0 => {
                    value.shape().iter().take(self.rank()).map(|&n| n as isize).collect()
                }
                Some(_) => {
                    let kept = (0..value.rank()).filter(|i| *i != d as usize);
                    kept.map(|i| value.shape()[i] as isize).collect()
                }
            };
            found.push(value.reshape(&shape)?);
        }
        if q.rank() == 0 { Ok(found.remove(0)) } else { Tensor::stack(&found, 0) }
    }

    /// Different elements in order, or different slices along a dimension. `runs` joins neighbours only, without sorting.
    pub fn unique(&self, over: Option<isize>, runs: bool) -> Result<Unique> {
        let (x, axis) = match over {
            Some(d) => (self.clone(), dim("unique", d, self.rank())?),
            None => (self.reshape(&[-1])?, 0),
        };
        if x.rank() == 0 {
            return x.reshape(&[1])?.unique(Some(0), runs);
        }
        let rows = x.transpose(0, axis as isize)?;
        let (n, width) = (rows.shape()[0], count(&rows.shape()[1..]));
        let (words, dtype) = (rows.to_words()?, x.dtype());
        let row = |i: usize| &words[i * width..(i + 1) * width];
        let compare_rows = |a: usize, b: usize| {
            let pairs = row(a).iter().zip(row(b));
            pairs.map(|(&a, &b)| compare(dtype, a, b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
        };
        // NaN is not even equal to itself.
        let whole = |i: usize| !dtype.is_float() || !row(i).iter().any(|w| f32::from_bits(*w).is_nan());
        let mut order: Vec<usize> = (0..n).collect();
        if !runs {
            order.sort_by(|&a, &b| compare_rows(a, b));
        }
        let (mut firsts, mut inverse, mut counts) = (Vec::new(), vec![0i64; n], Vec::new());
        for (k, &i) in order.iter().enumerate() {
            if k == 0 || compare_rows(order[k - 1], i).is_ne() || !whole(i) {
                firsts.push(i as i64);
                counts.push(0i64);
            }
            inverse[i] = firsts.len() as i64 - 1;
            *counts.last_mut().expect("the first row opens a group") += 1;
        }
        let device = x.device();
        let index = Tensor::from_i64(&firsts, &[firsts.len()], device)?;
        let values = x.detach().index_select(axis as isize, &index)?;
        let shape = if over.is_some() { vec![n] } else { self.shape().to_vec() };
        let inverse = Tensor::from_i64(&inverse, &shape, device)?;
        Ok(Unique { values, inverse, counts: Tensor::from_i64(&counts, &[counts.len()], device)? })
    }

    /// How often each whole number from 0 on occurs, or the sums of the weights at each.
    pub fn bincount(&self, weights: Option<&Tensor>, at_least: usize) -> Result<Tensor> {
        let values = if self.dtype().is_float() { Vec::new() } else { self.to_i64()? };
        if self.rank() != 1 || self.dtype().is_float() || values.iter().any(|v| *v < 0) {
            return Err(Error::runtime("bincount only supports 1-d non-negative integral inputs."));
        }
        let n = values.iter().max().map_or(0, |m| *m as usize + 1).max(at_least);
        let Some(weights) = weights else {
            let mut counts = vec![0i64; n];
            values.iter().for_each(|v| counts[*v as usize] += 1);
            return Tensor::from_i64(&counts, &[n], self.device());
        };
        if weights.shape() != self.shape() {
            return Err(Error::runtime("weights should be 1-d and have the same length as input"));
        }
        let index = self.to_dtype(DType::I64)?;
        let zeros = Tensor::zeros(&[n], DType::F32, self.device())?;
        zeros.scatter_add(0, &index, &weights.detach().to_dtype(DType::F32)?)
    }

    /// Where each of `values` would go in this sequence, sorted along the last dimension, to keep it sorted: before equal
    /// elements, or behind them (`right`); int64. The sequence has one dimension, or the leading sizes of `values`.
    pub fn searchsorted(&self, values: &Tensor, right: bool) -> Result<Tensor> {
        self.same_device("searchsorted", values)?;
        let n = self.shape().last().copied().unwrap_or(0);
        let lines = values.rank() > 0 && self.rank() == values.rank() && self.rank() > 1;
        let fits =
            self.rank() == 1 || (lines && self.shape()[..self.rank() - 1] == values.shape()[..values.rank() - 1]);
        if !fits {
            let text = format!(
                "boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries tensor {:?} and input value tensor {:?}",
                self.shape(),
                values.shape()
            );
            return Err(Error::runtime(text));
        }
        let dtype = self.dtype().promote(values.dtype());
        let (sorted, wanted) = (self.cast_plain(dtype)?.to_words()?, values.cast_plain(dtype)?.to_words()?);
        let width = if lines { values.shape()[values.rank() - 1].max(1) } else { wanted.len().max(1) };
        let found: Vec<i64> = wanted
            .iter()
            .enumerate()
            .map(|(i, &w)| {
                let line = &sorted[if lines { i / width * n } else { 0 }..][..n];
                let before =
                    |s: &u32| if right { compare(dtype, *s, w).is_le() } else { compare(dtype, *s, w).is_lt() };
                line.partition_point(before) as i64
            })
            .collect();
        Tensor::from_i64(&found, values.shape(), values.device())
    }
}
