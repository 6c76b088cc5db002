//! Picking and placing elements by index tensors, along one dimension. `x[...]` stands in [`crate::advanced`].

use crate::autograd::{Grads, Rule, Saved, no_grad, tracked};
use crate::device::Device;
use crate::dtype::{DType, Scalar};
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::layout::{Dims, Layout, dim};
use crate::ops::Op;
use crate::tensor::Tensor;
use smallvec::SmallVec;

pub use crate::advanced::Index;

/// What the elements of an index tensor stand for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Span {
    /// Every element for one place, as in `gather`.
    Element,
    /// Every element of a one-dimensional index for a whole row, as in `index_select`.
    Row,
}

impl Span {
    /// The index as an operand over `shape`.
    fn layout(self, index: &Tensor, axis: usize, shape: &[usize]) -> Layout {
        let l = index.layout();
        match self {
            Self::Element => l.clone(),
            Self::Row => {
                let strides = (0..shape.len()).map(|d| if d == axis { l.strides[0] } else { 0 }).collect();
                Layout { shape: shape.into(), strides, offset: l.offset }
            }
        }
    }
}

/// Positions that `index` names, checked against `size` where the host can tell without waiting for a GPU. Only `x[...]`
/// counts negative ones from the end.
pub(crate) fn checked(
    op: &'static str,
    index: &Tensor,
    dimension: usize,
    size: usize,
    negative: bool,
) -> Result<Tensor> {
    if index.dtype() == DType::I32 {
        // The same words, and a node that knows its range loses nothing.
        let wide = index.cast_plain(DType::I64)?;
        wide.node().range.set(index.node().range.get());
        return checked(op, &wide, dimension, size, negative);
    }
    if index.dtype() != DType::I64 {
        let text = format!(
            "{op}: tensors used as indices must be int64 or bool, this one is {}; write t.long()",
            index.dtype()
        );
        return Err(Error::BadIndex(text));
    }
    let node = index.node();
    let range = match node.range.get() {
        Some(range) => Some(range),
        None if index.device() == Device::WebGpu || index.count() == 0 => None,
        None => {
            let words = index.to_words()?;
            let values = || words.iter().map(|w| *w as i32);
            values().min().zip(values().max())
        }
    };
    let least = if negative { -(size as i64) } else { 0 };
    let outside = |i: &i64| *i < least || *i >= size as i64;
    // A view may leave the offending element out: look closer before refusing.
    if let Some((low, high)) = range
        && [low, high].into_iter().map(i64::from).any(|i| outside(&i))
        && let Some(bad) = index.to_i64()?.into_iter().find(outside)
    {
        return Err(Error::Index { index: bad, dim: dimension, size });
    }
    Ok(index.clone())
}

/// `shape` with size `n` along `axis`.
pub(crate) fn with_size(shape: &[usize], axis: usize, n: usize) -> Dims {
    shape.iter().enumerate().map(|(i, &s)| if i == axis { n } else { s }).collect()
}

fn signed(shape: &[usize]) -> SmallVec<[isize; 5]> {
    shape.iter().map(|&n| n as isize).collect()
}

impl Tensor {
    /// A tensor without dimensions as one of one element; others as they are.
    fn raised(&self) -> Result<Tensor> {
        if self.rank() == 0 { self.reshape(&[1]) } else { Ok(self.clone()) }
    }

    /// A one-dimensional index for an operation along one dimension.
    fn row_index(&self, op: &'static str, axis: usize, index: &Tensor) -> Result<Tensor> {
        self.same_device(op, index)?;
        if index.rank() > 1 {
            let text = format!("the index is supposed to be a vector, this one has shape {:?}", index.shape());
            return Err(Error::BadIndex(format!("{op}: {text}")));
        }
        checked(op, &index.raised()?, axis, self.shape().get(axis).copied().unwrap_or(1), false)
    }

    /// Rows (or columns, ...) in the order of a one-dimensional index tensor.
    pub fn index_select(&self, d: isize, index: &Tensor) -> Result<Tensor> {
        let axis = dim("index_select", d, self.rank())?;
        let index = self.row_index("index_select", axis, index)?;
        if self.rank() == 0 {
            return self.raised()?.picked(Op::IndexSelect, 0, &index, Span::Row)?.reshape(&[]);
        }
        self.picked(Op::IndexSelect, axis, &index, Span::Row)
    }

    /// `y[i][j] = x[i][index[i][j]]` (along dimension 1; others likewise).
    pub fn gather(&self, d: isize, index: &Tensor) -> Result<Tensor> {
        self.same_device("gather", index)?;
        let axis = dim("gather", d, self.rank())?;
        if self.rank() == 0 && index.rank() <= 1 {
            let shape = signed(index.shape());
            return self.raised()?.gather(0, &index.raised()?)?.reshape(&shape);
        }
        self.fits("gather", axis, index)?;
        let index = checked("gather", index, axis, self.shape()[axis], false)?;
        self.gather_checked(d, &index)
    }

    /// Index shape must be no larger than the tensor's, but along `axis`, where it may differ.
    fn fits(&self, op: &'static str, axis: usize, index: &Tensor) -> Result<()> {
        let ok = index.rank() == self.rank()
            && self.rank() > 0
            && (0..self.rank()).all(|i| i == axis || index.shape()[i] <= self.shape()[i]);
        // An empty index asks for nothing.
        if ok || (index.count() == 0 && index.rank() == self.rank()) {
            return Ok(());
        }
        let text = format!(
            "index of shape {:?} does not fit a tensor of shape {:?} along dimension {axis}: it needs as many dimensions, and no larger sizes except there",
            index.shape(),
            self.shape()
        );
        Err(Error::shape(op, text))
    }

    pub(crate) fn gather_checked(&self, d: isize, index: &Tensor) -> Result<Tensor> {
        self.picked(Op::Gather, dim("gather", d, self.rank())?, index, Span::Element)
    }

    /// Elements where a checked index says.
    pub(crate) fn picked(&self, op: Op, axis: usize, index: &Tensor, span: Span) -> Result<Tensor> {
        let shape = match span {
            Span::Element => index.shape().into(),
            Span::Row => with_size(self.shape(), axis, index.count()),
        };
        let (source, layout) = self.unpacked()?.pair();
        let dtype = source.dtype;
        let source = (source, Layout { shape: shape.clone(), ..layout });
        let places = (index.node(), span.layout(index, axis, &shape));
        let expr = Expr::Gather { shape: shape.clone(), axis, size: self.shape()[axis], source, index: places };
        let node = Node::pending(op.info().name, self.device(), dtype, &shape, expr)?;
        let y = Tensor::fresh(node, &shape).cast_plain(self.dtype())?;
        if !self.dtype().is_float() || !tracked(&[self]) {
            return Ok(y);
        }
        let (saved, base): (_, Dims) = (Saved::input(index), self.shape().into());
        let rule: Rule = Box::new(move |g, f| {
            let zeros = Tensor::zeros(&base, g.dtype(), g.device())?;
            let op = if span == Span::Row { Op::IndexAdd } else { Op::ScatterAdd };
            Ok(Grads::from_iter([Some(zeros.placed(op, axis, &saved.get(f)?, span, g, true)?)]))
        });
        Ok(y.record(op, &[self], rule))
    }

    /// A copy with elements of `source` put (or added) where a checked index says.
    pub(crate) fn placed(
        &self,
        op: Op,
        axis: usize,
        index: &Tensor,
        span: Span,
        source: &Tensor,
        add: bool,
    ) -> Result<Tensor> {
        let base = no_grad(|| {
            let base = self.unpacked()?.contiguous()?;
            if base.layout().offset == 0 && base.count() == base.node().elements { Ok(base) } else { base.clone_data() }
        })?;
        let target = Layout { shape: source.shape().into(), ..base.layout().clone() };
        let size = self.shape()[axis];
        let places = (index.node(), span.layout(index, axis, source.shape()));
        let expr = Expr::Scatter {
            base: base.node(),
            axis,
            size,
            target,
            index: places,
            source: source.unpacked()?.pair(),
            add,
        };
        let node = Node::pending(op.info().name, self.device(), self.dtype().compute(), self.shape(), expr)?;
        let y = Tensor::fresh(node, self.shape()).cast_plain(self.dtype())?;
        if !self.dtype().is_float() || !tracked(&[self, source]) {
            return Ok(y);
        }
        let saved = Saved::input(index);
        let rule: Rule = Box::new(move |g, f| {
            let index = saved.get(f)?;
            let read = if span == Span::Row { Op::IndexSelect } else { Op::Gather };
            let part = if f.wants(1) { Some(g.picked(read, axis, &index, span)?) } else { None };
            let rest = match (f.wants(0), add) {
                (false, _) => None,
                (true, true) => Some(g.clone()),
                (true, false) => {
                    let shape = match span {
                        Span::Element => index.shape().into(),
                        Span::Row => with_size(g.shape(), axis, index.count()),
                    };
                    let zeros = Tensor::zeros(&shape, g.dtype(), g.device())?;
                    Some(g.placed(op, axis, &index, span, &zeros, false)?)
                }
            };
            Ok(Grads::from_iter([rest, part]))
        });
        Ok(y.record(op, &[self, source], rule))
    }

    /// `scatter` and `scatter_add`: what they have in common. A source larger than the index is used as far as that goes.
    fn scattered(&self, op: Op, d: isize, index: &Tensor, source: &Tensor, add: bool) -> Result<Tensor> {
        let name = op.info().name;
        self.same_device(name, index)?;
        self.same_device(name, source)?;
        let axis = dim(name, d, self.rank())?;
        if self.rank() == 0 {
            return self.raised()?.scattered(op, 0, &index.raised()?, &source.raised()?, add)?.reshape(&[]);
        }
        if source.dtype() != self.dtype() {
            let message = format!(
                "expected self.dtype to be equal to src.dtype, here are {} and {}; write src.to(x.dtype)",
                self.dtype().short(),
                source.dtype().short()
            );
            return Err(Error::DType { op: name, message });
        }
        if add && self.dtype() == DType::Bool {
            return Err(Error::dtype(name, DType::Bool, "use a float32 or int64 tensor"));
        }
        self.fits(name, axis, index)?;
        let room = source.rank() == index.rank() && index.shape().iter().zip(source.shape()).all(|(i, s)| i <= s);
        if !room && index.count() > 0 {
            let text = format!(
                "index {:?} must be no larger than the source {:?} in any dimension",
                index.shape(),
                source.shape()
            );
            return Err(Error::shape(name, text));
        }
        if index.count() == 0 {
            return self.clone_data();
        }
        let mut used = source.clone();
        for (i, &n) in index.shape().iter().enumerate() {
            if used.shape()[i] != n {
                used = used.narrow(i as isize, 0, n as i64)?;
            }
        }
        let index = checked(name, index, axis, self.shape()[axis], false)?;
        self.placed(op, axis, &index, Span::Element, &used, add)
    }

    /// A copy in which `source[i][j]` is added at `[i][index[i][j]]` (along dimension 1; others likewise).
    pub fn scatter_add(&self, d: isize, index: &Tensor, source: &Tensor) -> Result<Tensor> {
        self.scattered(Op::ScatterAdd, d, index, source, true)
    }

    /// A copy in which `source[i][j]` stands at `[i][index[i][j]]` (along dimension 1; others likewise). Where several
    /// elements meet, one of them stays.
    pub fn scatter(&self, d: isize, index: &Tensor, source: &Tensor) -> Result<Tensor> {
        self.scattered(Op::Scatter, d, index, source, false)
    }

    /// [`Tensor::scatter`] of one number.
    pub fn scatter_number(&self, d: isize, index: &Tensor, value: Scalar) -> Result<Tensor> {
        let source = Tensor::full(index.shape(), value, self.dtype(), self.device())?;
        Ok(self.scatter(d, index, &source)?.named("ScatterBackward1"))
    }

    /// `index_add`, `index_copy`, `index_fill`: `source` has this tensor's shape with the index's length along `d`.
    fn indexed(&self, op: Op, d: isize, index: &Tensor, source: &Tensor, add: bool) -> Result<Tensor> {
        let name = op.info().name;
        self.same_device(name, source)?;
        let axis = dim(name, d, self.rank())?;
        let index = self.row_index(name, axis, index)?;
        if self.rank() == 0 {
            return self.raised()?.indexed(op, 0, &index, &source.raised()?, add)?.reshape(&[]);
        }
        if source.dtype() != self.dtype() {
            let message = format!(
                "self and source are expected to have the same dtype, but got {} and {}",
                self.dtype().short(),
                source.dtype().short()
            );
            return Err(Error::DType { op: name, message });
        }
        let wanted = with_size(self.shape(), axis, index.count());
        if wanted[..] != *source.shape() {
            let text = format!(
                "the source has shape {:?}; for a tensor of shape {:?} and {} indices along dimension {axis} it must be {:?}",
                source.shape(),
                self.shape(),
                index.count(),
                &wanted[..]
            );
            return Err(if add { Error::shape(name, text) } else { Error::BadIndex(format!("{name}: {text}")) });
        }
        self.placed(op, axis, &index, Span::Row, source, add)
    }

    /// A copy in which rows of `source` times `alpha` are added to the rows that `index` names.
    pub fn index_add(&self, d: isize, index: &Tensor, source: &Tensor, alpha: f64) -> Result<Tensor> {
        let source = if alpha == 1.0 { source.clone() } else { source.mul(alpha)?.to_dtype(source.dtype())? };
        self.indexed(Op::IndexAdd, d, index, &source, true)
    }

    /// A copy in which rows of `source` stand in the rows that `index` names.
    pub fn index_copy(&self, d: isize, index: &Tensor, source: &Tensor) -> Result<Tensor> {
        self.indexed(Op::IndexCopy, d, index, source, false)
    }

    /// A copy with one value (a tensor without dimensions) in all rows that `index` names.
    pub fn index_fill(&self, d: isize, index: &Tensor, value: &Tensor) -> Result<Tensor> {
        if value.rank() != 0 {
            let text = format!("the value must have no dimensions, this one has shape {:?}", value.shape());
            return Err(Error::shape("index_fill", text));
        }
        let axis = dim("index_fill", d, self.rank())?;
        let shape = with_size(self.shape(), axis, index.count());
        let source = value.to_dtype(self.dtype())?.expand(&signed(&shape))?;
        self.indexed(Op::IndexFill, d, index, &source, false)
    }

    /// Elements by their positions in the flattened tensor, in the index's shape.
    pub fn take(&self, index: &Tensor) -> Result<Tensor> {
        self.same_device("take", index)?;
        let flat = checked("take", &index.reshape(&[-1])?, 0, self.count(), true)?;
        let picked = self.reshape(&[-1])?.picked(Op::Take, 0, &flat, Span::Row)?;
        Ok(picked.reshape(&signed(index.shape()))?.named("Take"))
    }

    /// [`Tensor::gather`] with index and tensor broadcast in the other dimensions; without a dimension, of the flattened
    /// tensor.
    pub fn take_along_dim(&self, index: &Tensor, d: Option<isize>) -> Result<Tensor> {
        let Some(d) = d else {
            return self.reshape(&[-1])?.gather(0, &index.reshape(&[-1])?);
        };
        let axis = dim("take_along_dim", d, self.rank())?;
        if self.rank() != index.rank() {
            let text = format!(
                "input and indices should have the same number of dimensions, but got {} and {}",
                self.rank(),
                index.rank()
            );
            return Err(Error::shape("take_along_dim", text));
        }
        if self.rank() == 0 {
            return self.gather(0, index);
        }
        let (one, other) = (with_size(self.shape(), axis, 1), with_size(index.shape(), axis, 1));
        let common = crate::layout::broadcast("take_along_dim", &one, &other)?;
        let wide = self.expand(&signed(&with_size(&common, axis, self.shape()[axis])))?;
        wide.gather(d, &index.expand(&signed(&with_size(&common, axis, index.shape()[axis])))?)
    }

    /// Positions of nonzero elements, one row each; int64. Waits for the elements.
    pub fn nonzero(&self) -> Result<Tensor> {
        let columns = self.nonzero_columns()?;
        let n = if self.rank() == 0 { usize::from(self.to_bool()?[0]) } else { columns[0].len() };
        let rows: Vec<i64> = (0..n).flat_map(|i| columns.iter().map(move |c| c[i])).collect();
        Tensor::from_i64(&rows, &[n, self.rank()], self.device())
    }

    /// Positions of nonzero elements, one list for each dimension.
    pub(crate) fn nonzero_columns(&self) -> Result<Vec<Vec<i64>>> {
        let mut columns = vec![Vec::new(); self.rank()];
        let hits = self.to_bool()?;
        for hit in hits.iter().enumerate().filter(|(_, x)| **x).map(|(i, _)| i) {
            let mut rest = hit;
            for d in (0..self.rank()).rev() {
                columns[d].push((rest % self.shape()[d]) as i64);
                rest /= self.shape()[d];
            }
        }
        Ok(columns)
    }

    /// Positions of nonzero elements, one tensor for each dimension: `x[mask.nonzero_tuple()]` is `x[mask]`.
    pub fn nonzero_tuple(&self) -> Result<Vec<Tensor>> {
        let whole = self.raised()?;
        let columns = whole.nonzero_columns()?;
        columns.iter().map(|c| Tensor::from_i64(c, &[c.len()], self.device())).collect()
    }

    /// Elements where the mask holds, in one dimension.
    pub fn masked_select(&self, mask: &Tensor) -> Result<Tensor> {
        need_mask("masked_select", mask)?;
        let shape = signed(&crate::layout::broadcast("masked_select", self.shape(), mask.shape())?);
        let (x, mask) = (self.expand(&shape)?.raised()?, mask.expand(&shape)?.raised()?);
        Ok(x.index(&[Index::Tensor(mask)])?.named("MaskedSelect"))
    }

    /// A copy with elements of `source`, one after the other, where the mask holds.
    pub fn masked_scatter(&self, mask: &Tensor, source: &Tensor) -> Result<Tensor> {
        need_mask("masked_scatter", mask)?;
        self.same_device("masked_scatter", source)?;
        if source.dtype() != self.dtype() {
            let message = format!(
                "expected self and source to have same dtypes but got {} and {}",
                self.dtype().short(),
                source.dtype().short()
            );
            return Err(Error::DType { op: "masked_scatter", message });
        }
        let shape = signed(&crate::layout::broadcast("masked_scatter", self.shape(), mask.shape())?);
        let hits: Vec<i64> =
            mask.expand(&shape)?.to_bool()?.iter().enumerate().filter(|(_, x)| **x).map(|(i, _)| i as i64).collect();
        if hits.len() > source.count() {
            let text = format!(
                "expected source to hold at least as many elements as the mask is true for: {} and {}",
                source.count(),
                hits.len()
            );
            return Err(Error::shape("masked_scatter", text));
        }
        let index = Tensor::from_i64(&hits, &[hits.len()], self.device())?;
        let used = source.reshape(&[-1])?.narrow(0, 0, hits.len() as i64)?;
        let flat = self.expand(&shape)?.reshape(&[-1])?;
        let placed = flat.placed(Op::MaskedScatter, 0, &index, Span::Row, &used, false)?;
        Ok(placed.reshape(&shape)?.named("MaskedScatter"))
    }
}

/// Refuses masks that are not bool.
fn need_mask(op: &'static str, mask: &Tensor) -> Result<()> {
    match mask.dtype() {
        DType::Bool => Ok(()),
        other => {
            let message = format!("expected a bool tensor as mask, such as x > 0, not {}", other.short());
            Err(Error::DType { op, message })
        }
    }
}
