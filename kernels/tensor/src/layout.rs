//! Shapes, strides and the views they allow without copying.

use crate::error::{Error, Result};
use smallvec::SmallVec;

/// Sizes of the dimensions, outermost first.
pub type Dims = SmallVec<[usize; 5]>;

/// How a view walks over a buffer: element `(i, j, ...)` lies at `offset + i * strides[0] + j * strides[1] + ...`.
/// Strides are counted in elements and never negative; 0 repeats.
#[derive(PartialEq, Eq, Debug, Hash)]
pub struct Layout {
    /// Sizes.
    pub shape: Dims,
    /// Steps, one per size.
    pub strides: Dims,
    /// Where the first element lies.
    pub offset: usize,
}

impl Clone for Layout {
    /// As memory: layouts are copied for every operand of every operation.
    fn clone(&self) -> Self {
        let (shape, strides) = (Dims::from_slice(&self.shape), Dims::from_slice(&self.strides));
        Self { shape, strides, offset: self.offset }
    }
}

/// Number of elements of a shape; 1 for a scalar.
pub fn count(shape: &[usize]) -> usize {
    shape.iter().product()
}

/// Row-major strides of a shape.
pub fn contiguous_strides(shape: &[usize]) -> Dims {
    let mut strides: Dims = SmallVec::from_elem(1, shape.len());
    for i in (1..shape.len()).rev() {
        strides[i - 1] = strides[i] * shape[i].max(1);
    }
    strides
}

/// A dimension as Python counts it (negative from the end) to an index. A scalar allows -1 and 0.
pub fn dim(op: &'static str, d: isize, rank: usize) -> Result<usize> {
    let n = rank.max(1) as isize;
    if d < -n || d >= n {
        return Err(Error::Dim { op, dim: d, rank });
    }
    Ok(if d < 0 { d + n } else { d } as usize)
}

/// Several dimensions, sorted, each once; all of them if none is named.
pub fn dims(op: &'static str, ds: &[isize], rank: usize) -> Result<Dims> {
    if ds.is_empty() {
        return Ok((0..rank).collect());
    }
    let mut out = Dims::new();
    for &d in ds {
        let i = dim(op, d, rank)?;
        if out.contains(&i) {
            return Err(Error::runtime(format!(
                "{op}: dim {i} appears multiple times in the list of dims {ds:?}; name each dimension once"
            )));
        }
        out.push(i);
    }
    out.sort_unstable();
    if rank == 0 {
        out.clear();
    }
    Ok(out)
}

/// The shape that both fit into when sizes of 1 are repeated.
pub fn broadcast(op: &'static str, a: &[usize], b: &[usize]) -> Result<Dims> {
    let rank = a.len().max(b.len());
    let mut out: Dims = SmallVec::from_elem(1, rank);
    for i in 0..rank {
        let x = if i + a.len() >= rank { a[i + a.len() - rank] } else { 1 };
        let y = if i + b.len() >= rank { b[i + b.len() - rank] } else { 1 };
        out[i] = match (x, y) {
            (x, y) if x == y => x,
            (1, y) => y,
            (x, 1) => x,
            _ => return Err(Error::Broadcast { op, a: a.into(), b: b.into(), dim: i, x, y }),
        };
    }
    Ok(out)
}

impl Layout {
    /// Row-major over the whole of a buffer.
    pub fn contiguous(shape: &[usize]) -> Self {
        Self { shape: Dims::from_slice(shape), strides: contiguous_strides(shape), offset: 0 }
    }

    /// Number of dimensions.
    pub fn rank(&self) -> usize {
        self.shape.len()
    }

    /// Number of elements.
    pub fn count(&self) -> usize {
        count(&self.shape)
    }

    /// Whether the elements lie one after the other, in order.
    pub fn is_contiguous(&self) -> bool {
        let mut step = 1;
        for (&n, &s) in self.shape.iter().zip(&self.strides).rev() {
            if n == 0 {
                return true;
            }
            if n != 1 {
                if s != step {
                    return false;
                }
                step *= n;
            }
        }
        true
    }

    /// Repeats sizes of 1 so that the view has `shape`; the caller has checked that it fits.
    pub fn broadcast_to(&self, shape: &[usize]) -> Self {
        let pad = shape.len() - self.rank();
        let mut strides: Dims = SmallVec::from_elem(0, shape.len());
        for i in 0..self.rank() {
            strides[pad + i] = if self.shape[i] == shape[pad + i] { self.strides[i] } else { 0 };
        }
        Self { shape: Dims::from_slice(shape), strides, offset: self.offset }
    }

    /// Dimensions in another order.
    pub fn permute(&self, order: &[usize]) -> Self {
        Self {
            shape: order.iter().map(|&i| self.shape[i]).collect(),
            strides: order.iter().map(|&i| self.strides[i]).collect(),
            offset: self.offset,
        }
    }

    /// `start, start + step, ...`, `length` elements along a dimension.
    pub fn slice(&self, dim: usize, start: usize, length: usize, step: usize) -> Self {
        let mut out = self.clone();
        if length > 0 {
            out.offset += start * self.strides[dim];
        }
        out.shape[dim] = length;
        out.strides[dim] = self.strides[dim] * step;
        out
    }

    /// One element along a dimension, which disappears.
    pub fn select(&self, dim: usize, index: usize) -> Self {
        let mut out = self.slice(dim, index, 1, 1);
        out.shape.remove(dim);
        out.strides.remove(dim);
        out
    }

    /// A new dimension of size 1 before `dim`.
    pub fn unsqueeze(&self, dim: usize) -> Self {
        let mut out = self.clone();
        let stride = self.strides.get(dim).map_or(1, |s| s * self.shape[dim].max(1));
        out.shape.insert(dim, 1);
        out.strides.insert(dim, stride);
        out
    }

    /// Without the named dimensions of size 1.
    pub fn squeeze(&self, dims: &[usize]) -> Self {
        let keep = |i: &usize| !(dims.contains(i) && self.shape[*i] == 1);
        Self {
            shape: (0..self.rank()).filter(keep).map(|i| self.shape[i]).collect(),
            strides: (0..self.rank()).filter(keep).map(|i| self.strides[i]).collect(),
            offset: self.offset,
        }
    }

    /// The same elements in another shape, if strides can say it; counts are equal.
    pub fn reshape(&self, shape: &[usize]) -> Option<Self> {
        if self.is_contiguous() {
            return Some(Self { offset: self.offset, ..Self::contiguous(shape) });
        }
        let (mut old, mut new) = (0, 0);
        let mut strides: Dims = SmallVec::from_elem(1, shape.len());
        let kept: Vec<usize> = (0..self.rank()).filter(|&i| self.shape[i] != 1).collect();
        while old < kept.len() {
            let first = old;
            let (mut have, mut want) = (self.shape[kept[old]], 1);
            let from = new;
            while new < shape.len() && want < have {
                want *= shape[new];
                new += 1;
                while want > have && old + 1 < kept.len() {
                    let (outer, inner) = (kept[old], kept[old + 1]);
                    if self.strides[outer] != self.strides[inner] * self.shape[inner] {
                        return None;
                    }
                    old += 1;
                    have *= self.shape[inner];
                }
            }
            if want != have {
                return None;
            }
            debug_assert!(first <= old);
            let mut step = self.strides[kept[old]];
            for i in (from..new).rev() {
                strides[i] = step;
                step *= shape[i];
            }
            old += 1;
        }
        Some(Self { shape: Dims::from_slice(shape), strides, offset: self.offset })
    }

    /// Every element's position in the buffer, in order.
    pub fn positions(&self) -> Positions<'_> {
        Positions { layout: self, index: SmallVec::from_elem(0, self.rank()), at: self.offset, left: self.count() }
    }

    /// Whether elements may coincide for another reason than a repeated dimension: windows that overlap.
    pub fn meets_itself(&self) -> bool {
        let mut steps: SmallVec<[(usize, usize); 5]> =
            self.strides.iter().copied().zip(self.shape.iter().copied()).filter(|&(s, n)| s > 0 && n > 1).collect();
        steps.sort_unstable();
        let mut reach = 0;
        steps.iter().any(|&(stride, n)| {
            let meets = stride <= reach;
            reach += stride * (n - 1);
            meets
        })
    }

    /// The diagonal that starts `offset` to the right (below 0: down) of two dimensions, as a last dimension.
    pub fn diagonal(&self, offset: isize, a: usize, b: usize) -> Self {
        let (right, down) = (offset.max(0) as usize, (-offset).max(0) as usize);
        let length = self.shape[a].saturating_sub(down).min(self.shape[b].saturating_sub(right));
        let keep = |i: &usize| *i != a && *i != b;
        let mut out = Self {
            shape: (0..self.rank()).filter(keep).map(|i| self.shape[i]).collect(),
            strides: (0..self.rank()).filter(keep).map(|i| self.strides[i]).collect(),
            offset: self.offset,
        };
        if length > 0 {
            out.offset += down * self.strides[a] + right * self.strides[b];
        }
        out.shape.push(length);
        out.strides.push(self.strides[a] + self.strides[b]);
        out
    }

    /// Windows of `size` positions along a dimension, `step` apart; the positions within one become the last dimension.
    pub fn windows(&self, dim: usize, size: usize, step: usize) -> Self {
        let mut out = self.clone();
        let (n, stride) = (self.shape.get(dim).copied().unwrap_or(1), self.strides.get(dim).copied().unwrap_or(1));
        if let Some(count) = out.shape.get_mut(dim) {
            *count = (n - size) / step + 1;
            out.strides[dim] = stride * step;
        }
        out.shape.push(size);
        out.strides.push(stride);
        out
    }

    /// Whether two indices can name the same element (a size above 1 with stride 0).
    pub fn overlaps(&self) -> bool {
        self.shape.iter().zip(&self.strides).any(|(&n, &s)| n > 1 && s == 0)
    }
}

/// Iterator of [`Layout::positions`].
pub struct Positions<'a> {
    layout: &'a Layout,
    index: Dims,
    at: usize,
    left: usize,
}

impl Iterator for Positions<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let at = self.at;
        for d in (0..self.index.len()).rev() {
            self.index[d] += 1;
            self.at += self.layout.strides[d];
            if self.index[d] < self.layout.shape[d] {
                break;
            }
            self.at -= self.layout.strides[d] * self.layout.shape[d];
            self.index[d] = 0;
        }
        Some(at)
    }
}

/// Merges neighbouring dimensions of `shape` wherever every view walks them as one, and drops sizes of 1. `groups` are
/// the ends of runs that must not be merged across (for a reduction: the number of kept dimensions). Returns the new
/// ends.
pub fn collapse(shape: &mut Dims, views: &mut [&mut Dims], ends: &[usize]) -> Dims {
    let mut out = Dims::new();
    let mut steps: SmallVec<[Dims; 8]> = views.iter().map(|_| Dims::new()).collect();
    let mut new_ends = Dims::new();
    let mut begin = 0;
    for &end in ends {
        let first = out.len();
        for d in begin..end {
            if shape[d] == 1 {
                continue;
            }
            let joins = out.len() > first && views.iter().zip(&steps).all(|(v, s)| s[out.len() - 1] == v[d] * shape[d]);
            if joins {
                let last = out.len() - 1;
                out[last] *= shape[d];
                for (v, s) in views.iter().zip(&mut steps) {
                    s[last] = v[d];
                }
            } else {
                out.push(shape[d]);
                for (v, s) in views.iter().zip(&mut steps) {
                    s.push(v[d]);
                }
            }
        }
        new_ends.push(out.len());
        begin = end;
    }
    *shape = out;
    for (v, s) in views.iter_mut().zip(steps) {
        **v = s;
    }
    new_ends
}
