//! One tensor cut into several, several brought to one shape, and the grids and choices made of vectors.

use crate::error::{Error, Result};
use crate::layout::{Dims, broadcast, dim};
use crate::tensor::Tensor;
use crate::views::signed;
use smallvec::SmallVec;

impl Tensor {
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
        let lengths: Vec<usize> = sizes.iter().map(|&s| s as usize).collect();
        self.pieces("SplitWithSizes", &lengths, axis)
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
}

fn no_dimensions(op: &'static str) -> Error {
    Error::shape(op, "expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
}
