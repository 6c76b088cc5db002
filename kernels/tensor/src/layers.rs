//! Layers that look up, multiply and add: embedding, linear, bilinear.

use crate::autograd::{Grads, Rule, Saved, no_grad, tracked};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::formula::{Wants, by_formula};
use crate::layout::Dims;
use crate::ops::Op;
use crate::tensor::Tensor;

/// How a bag of embeddings becomes one vector.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bag {
    /// Their sum.
    Sum,
    /// Their mean; 0 for an empty bag.
    Mean,
    /// The largest of each component.
    Max,
}

/// A one-dimensional index, repeated along a second dimension.
fn rows_of(index: &Tensor, width: usize) -> Result<Tensor> {
    index.reshape(&[-1, 1])?.spread_to(&[index.count(), width])
}

/// Rows of a matrix by a one-dimensional index, differentiable as often as one likes.
fn look_up(table: &Tensor, index: &Tensor) -> Result<Tensor> {
    let y = no_grad(|| table.index_select(0, index))?;
    if !tracked(&[table]) {
        return Ok(y);
    }
    let (index, n) = (index.clone(), table.shape()[0]);
    let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(add_up(g, &index, n)?)])));
    Ok(y.record(Op::Embedding, &[table], rule))
}

/// Rows added at the index in a matrix of `n` rows: the gradient of [`look_up`].
fn add_up(rows: &Tensor, index: &Tensor, n: usize) -> Result<Tensor> {
    let y = no_grad(|| {
        let width = rows.shape()[1];
        let zeros = Tensor::zeros(&[n, width], rows.dtype(), rows.device())?;
        zeros.scatter_add(0, &rows_of(index, width)?, rows)
    })?;
    if !tracked(&[rows]) {
        return Ok(y);
    }
    let index = index.clone();
    let rule: Rule = Box::new(move |g, _| Ok(Grads::from_iter([Some(look_up(g, &index)?)])));
    Ok(y.record(Op::Embedding, &[rows], rule))
}

impl Tensor {
    /// Rows of this table by number: an index of shape `[...]` gives `[..., width]`. The row `padding` gets no gradient;
    /// with `by_count` each row's gradient is divided by how often it was looked up.
    ///
    /// # Errors
    /// A table that is no matrix, an index that is not int64 or beyond the table.
    pub fn embedding(&self, index: &Tensor, padding: Option<i64>, by_count: bool) -> Result<Tensor> {
        const NAME: &str = "embedding";
        self.same_device(NAME, index)?;
        if self.rank() != 2 {
            return Err(Error::shape(NAME, format!("'weight' must be 2-D, not {:?}", self.shape())));
        }
        if index.dtype() != DType::I64 {
            let text = format!(
                "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long; but got {} instead; write x.long()",
                index.dtype().short()
            );
            return Err(Error::shape(NAME, text));
        }
        let (n, width) = (self.shape()[0], self.shape()[1]);
        let padding = match padding {
            Some(p) if p >= n as i64 || p < -(n as i64) => {
                return Err(Error::shape(NAME, "padding_idx must be within num_embeddings"));
            }
            Some(p) if p < 0 => Some(p + n as i64),
            other => other,
        };
        let flat = index.reshape(&[-1])?.frozen();
        let shape: Dims = index.shape().iter().copied().chain([width]).collect();
        let pick = move |table: &Tensor, index: &Tensor| look_up(table, index)?.shaped(&shape);
        let y = no_grad(|| pick(self, &flat)).map_err(|e| match e {
            Error::Index { index, .. } => Error::BadIndex(format!(
                "index out of range in self: {index} in a table of {n} rows, 0 to {}",
                n.saturating_sub(1)
            )),
            other => other,
        })?;
        let again = flat.clone();
        let share = move |index: &Tensor| -> Result<Tensor> {
            let zeros = Tensor::zeros(&[n], DType::F32, index.device())?;
            let ones = Tensor::ones(&[index.count()], DType::F32, index.device())?;
            zeros.scatter_add(0, index, &ones)?.index_select(0, index)?.reciprocal()?.unsqueeze(1)
        };
        let formula = move |inputs: &[Tensor], g: &Tensor, _: Wants| {
            let mut g = g.shaped(&[flat.count(), width])?;
            if let Some(p) = padding {
                g = Tensor::where_(&flat.ne(p)?.unsqueeze(1)?, &g, 0.0)?;
            }
            if by_count {
                g = g.mul(&share(&flat)?)?;
            }
            Ok(Grads::from_iter([Some(add_up(&g, &flat, inputs[0].shape()[0])?)]))
        };
        let composite = move |inputs: &[Tensor]| {
            let y = pick(&inputs[0], &again)?;
            let mut slope: Option<Tensor> = None;
            if let Some(p) = padding {
                slope = Some(again.ne(p)?.to_dtype(DType::F32)?.unsqueeze(1)?);
            }
            if by_count {
                let share = share(&again)?;
                slope = Some(if let Some(s) = slope { s.mul(&share)? } else { share });
            }
            // The value stays; only what flows back is weighed.
            match slope {
                Some(s) => {
                    let s = s.spread_to(&[again.count(), width])?.shaped(y.shape())?;
                    y.mul(&s)?.add(&y.detach().mul(&Tensor::binary(Op::Sub, 1.0, &s)?)?)
                }
                None => Ok(y),
            }
        };
        Ok(by_formula(Op::Embedding, y, &[self], formula, composite))
    }

    /// Embeddings of bags of numbers, each made one vector: `index` is `[bags, length]`, or flat with the bags' starts in
    /// `offsets`. `weights` (sums only) weigh each number; `padding` counts for nothing.
    ///
    /// # Errors
    /// Offsets that do not start with 0, weights with a mode other than the sum, a maximum over bags given by offsets.
    pub fn embedding_bag(
        &self,
        index: &Tensor,
        offsets: Option<&Tensor>,
        bag: Bag,
        weights: Option<&Tensor>,
        padding: Option<i64>,
    ) -> Result<Tensor> {
        const NAME: &str = "embedding_bag";
        if weights.is_some() && bag != Bag::Sum {
            let text = "embedding_bag: per_sample_weights was not None; it is only supported for mode='sum'";
            return Err(Error::Value(text.to_string()));
        }
        if self.dtype().is_half() {
            let weights = weights.map(|w| w.to_dtype(DType::F32)).transpose()?;
            return self.through_single(|x| x.embedding_bag(index, offsets, bag, weights.as_ref(), padding));
        }
        let flat = index.reshape(&[-1])?;
        let bags: Vec<i64> = match (index.rank(), offsets) {
            (2, None) => {
                let length = index.shape()[1];
                (0..flat.count()).map(|i| (i / length.max(1)) as i64).collect()
            }
            (1, Some(offsets)) => {
                let starts = offsets.to_i64()?;
                if starts.first().is_some_and(|&s| s != 0) {
                    let text = "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0";
                    return Err(Error::Value(text.to_string()));
                }
                (0..flat.count() as i64).map(|i| starts.iter().filter(|&&s| s <= i).count() as i64 - 1).collect()
            }
            _ => {
                let text = "a flat input needs offsets, and a matrix of bags must come without";
                return Err(Error::Value(text.to_string()));
            }
        };
        let count = offsets.map_or(index.shape()[0], Tensor::count);
        let width = self.shape().get(1).copied().unwrap_or(0);
        let rows = self.embedding(&flat, padding, false)?;
        let counts = padding.map(|p| flat.ne(p)?.to_dtype(DType::F32)?.unsqueeze(1)).transpose()?;
        if bag == Bag::Max {
            if index.rank() != 2 {
                return Err(Error::shape(NAME, "mode='max' takes a matrix of bags here; pad the bags to one length"));
            }
            let rows = match &counts {
                Some(there) => Tensor::where_(&there.ne(0.0)?, &rows, f64::NEG_INFINITY)?,
                None => rows,
            };
            return Ok(rows.shaped(&[index.shape()[0], index.shape()[1], width])?.max_dim(1, false)?.0);
        }
        let mut rows = rows;
        if let Some(there) = &counts {
            rows = rows.mul(there)?;
        }
        if let Some(weights) = weights {
            rows = rows.mul(&weights.reshape(&[-1, 1])?)?;
        }
        let bags = Tensor::from_i64(&bags, &[bags.len()], rows.device())?;
        let total = add_up(&rows, &bags, count)?;
        if bag == Bag::Sum {
            return Ok(total);
        }
        let there = match counts {
            Some(there) => there,
            None => Tensor::ones(&[flat.count(), 1], DType::F32, self.device())?,
        };
        total.div(&no_grad(|| add_up(&there, &bags, count)?.clamp(Some(1.0.into()), None))?)
    }

    /// `self weight^T + bias` along the last dimension; the weight is `[out, in]`.
    ///
    /// # Errors
    /// Sizes that do not fit.
    pub fn linear(&self, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
        const NAME: &str = "linear";
        self.same_device(NAME, weight)?;
        let inner = self.shape().last().copied();
        if weight.rank() == 0 || weight.rank() > 2 || inner.is_none() || inner != weight.shape().last().copied() {
            let flat = |s: &[usize]| match s {
                [lead @ .., last] => format!("{}x{last}", lead.iter().product::<usize>()),
                [] => "a scalar".to_string(),
            };
            let turned: Vec<usize> = weight.shape().iter().rev().copied().collect();
            let text = format!(
                "mat1 and mat2 shapes cannot be multiplied ({} and {}): the input {:?} and the weight {:?} must have the same last size",
                flat(self.shape()),
                flat(&turned),
                self.shape(),
                weight.shape()
            );
            return Err(Error::shape(NAME, text));
        }
        let Some(weight) = (weight.rank() == 2).then_some(weight) else {
            let y = self.matmul(weight)?;
            return if let Some(bias) = bias { y.add(bias) } else { Ok(y) };
        };
        let y = no_grad(|| {
            let y = self.matmul(&weight.transpose(0, 1)?)?;
            if let Some(bias) = bias { y.add(bias) } else { Ok(y) }
        })?;
        let inputs: Vec<&Tensor> = [Some(self), Some(weight), bias].into_iter().flatten().collect();
        if !tracked(&inputs) {
            return Ok(y);
        }
        let saved = [Saved::input(self), Saved::input(weight)];
        let shape: Option<Dims> = bias.map(|b| b.shape().into());
        let rule: Rule = Box::new(move |g, f| {
            let mut grads = Grads::from_elem(None, 2 + usize::from(shape.is_some()));
            if f.wants(0) {
                grads[0] = Some(g.matmul(&saved[1].get(f)?)?);
            }
            if f.wants(1) {
                // As it lies in memory: the transpose of a product with the input would be copied once more.
                let (x, n) = (saved[0].get(f)?, g.shape()[g.rank() - 1]);
                let width = x.shape()[x.rank() - 1];
                let rows = g.count() / n.max(1);
                grads[1] = Some(g.shaped(&[rows, n])?.transpose(0, 1)?.matmul(&x.shaped(&[rows, width])?)?);
            }
            if let Some(shape) = shape.as_ref().filter(|_| f.wants(2)) {
                grads[2] = Some(g.sum_to(shape)?);
            }
            Ok(grads)
        });
        Ok(y.record(Op::LinearLayer, &inputs, rule).named(if self.rank() == 2 && bias.is_some() {
            "Addmm"
        } else if self.rank() == 2 {
            "Mm"
        } else {
            "UnsafeView"
        }))
    }

    /// `self[i] weight[k][i][j] other[j] + bias[k]` along the last dimensions.
    ///
    /// # Errors
    /// Sizes that do not fit.
    pub fn bilinear(&self, other: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
        const NAME: &str = "bilinear";
        let fits = weight.rank() == 3
            && self.rank() > 0
            && self.rank() == other.rank()
            && self.shape()[..self.rank() - 1] == other.shape()[..self.rank() - 1]
            && self.shape().last() == Some(&weight.shape()[1])
            && other.shape().last() == Some(&weight.shape()[2]);
        if !fits {
            let text = format!(
                "inputs of shapes {:?} and {:?} do not fit a weight of shape {:?}, which is [out, in1, in2]",
                self.shape(),
                other.shape(),
                weight.shape()
            );
            return Err(Error::shape(NAME, text));
        }
        let [out, a, b] = [weight.shape()[0], weight.shape()[1], weight.shape()[2]];
        let lead: Dims = self.shape()[..self.rank() - 1].into();
        let rows = crate::layout::count(&lead);
        // [rows, a] by [a, out * b], then the second input takes b away.
        let turned = weight.permute(&[1, 0, 2])?.shaped(&[a, out * b])?;
        let half = self.shaped(&[rows, a])?.matmul(&turned)?.shaped(&[rows, out, b])?;
        let y = half.mul(&other.shaped(&[rows, 1, b])?)?.sum(&[-1], false)?;
        let y = if let Some(bias) = bias { y.add(bias)? } else { y };
        y.shaped(&lead.iter().copied().chain([out]).collect::<Dims>())
    }
}
