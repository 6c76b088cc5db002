//! `x[...]` and `x[...] = v`: what views can say becomes a view; index tensors and masks are joined into one index along
//! one dimension.

use crate::device::Device;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::index::{Span, checked};
use crate::layout::{Dims, broadcast, count};
use crate::ops::Op;
use crate::tensor::{Arg, Tensor};
use smallvec::SmallVec;

/// One part of an index expression.
#[derive(Clone, Debug)]
pub enum Index {
    /// `x[3]`
    At(i64),
    /// `x[a:b:s]`
    #[allow(missing_docs)]
    Range { start: Option<i64>, end: Option<i64>, step: i64 },
    /// `x[...]`
    Ellipsis,
    /// `x[None]`
    NewAxis,
    /// `x[True]`: a new dimension of size 1, or 0.
    Truth(bool),
    /// `x[t]`: positions (int64) or a mask (bool).
    Tensor(Tensor),
}

impl Index {
    /// `:`
    pub const ALL: Index = Index::Range { start: None, end: None, step: 1 };
}

/// Index tensors with the dimensions of the view that they choose from.
type Picks = SmallVec<[(usize, Tensor); 2]>;

fn signed(shape: &[usize]) -> SmallVec<[isize; 5]> {
    shape.iter().map(|&n| n as isize).collect()
}

fn truth(holds: bool, device: Device) -> Result<Tensor> {
    if holds { Tensor::from_i64(&[0], &[1], device) } else { Tensor::from_i64(&[], &[0], device) }
}

impl Tensor {
    /// `x[indices]`.
    pub fn index(&self, indices: &[Index]) -> Result<Tensor> {
        let (view, picks) = self.basic(indices)?;
        if picks.is_empty() { Ok(view) } else { Joined::new(&view, &picks)?.read() }
    }

    /// `x[indices] = value`.
    pub fn set_index<'a>(&self, indices: &[Index], value: impl Into<Arg<'a>>) -> Result<()> {
        self.index_put_(indices, value, false)
    }

    /// `x[indices] = value`, or with `accumulate` the sum of what was there and all values for that place.
    pub fn index_put_<'a>(&self, indices: &[Index], value: impl Into<Arg<'a>>, accumulate: bool) -> Result<()> {
        let value = value.into();
        if let ([Index::Tensor(mask)], false) = (indices, accumulate)
            && self.fill_where(mask, &value)?
        {
            return Ok(());
        }
        let (view, picks) = self.basic(indices)?;
        if picks.is_empty() {
            let value = match value {
                Arg::Tensor(t) => &trimmed(t, view.rank())?,
                Arg::Scalar(s) if !accumulate => return view.fill_(s),
                Arg::Scalar(s) => return view.add_(s),
            };
            return if accumulate { view.add_(value) } else { view.copy_(value) };
        }
        view.update_("index_put", |view| Joined::new(view, &picks)?.write(value, accumulate))
    }

    /// A copy changed by [`Tensor::index_put_`].
    pub fn index_put<'a>(&self, indices: &[Index], value: impl Into<Arg<'a>>, accumulate: bool) -> Result<Tensor> {
        let y = self.clone_data()?;
        y.index_put_(indices, value, accumulate)?;
        Ok(y)
    }

    /// `x[mask] = number` without waiting for the mask. Says whether that was the case at hand.
    fn fill_where(&self, mask: &Tensor, value: &Arg) -> Result<bool> {
        let single = match value {
            Arg::Scalar(_) => true,
            Arg::Tensor(t) => t.rank() == 0,
        };
        if !single || mask.dtype() != DType::Bool || mask.rank() == 0 || mask.rank() > self.rank() {
            return Ok(false);
        }
        let mut shape = signed(mask.shape());
        if self.shape()[..mask.rank()] != *mask.shape() {
            return Ok(false);
        }
        shape.resize(self.rank(), 1);
        let mask = mask.reshape(&shape)?;
        self.update_("index_put", |x| match value {
            Arg::Scalar(s) => Tensor::where_(&mask, *s, x)?.to_dtype(x.dtype()),
            Arg::Tensor(t) => Tensor::where_(&mask, *t, x)?.to_dtype(x.dtype()),
        })?;
        Ok(true)
    }

    /// The part of an index expression that views can say, and the index tensors that are left.
    fn basic(&self, indices: &[Index]) -> Result<(Tensor, Picks)> {
        let takes = |i: &Index| match i {
            Index::At(_) | Index::Range { .. } => 1,
            Index::Tensor(t) if t.dtype() == DType::Bool => t.rank(),
            Index::Tensor(_) => 1,
            Index::Ellipsis | Index::NewAxis | Index::Truth(_) => 0,
        };
        let used: usize = indices.iter().map(takes).sum();
        if used > self.rank() {
            let text = format!(
                "too many indices for tensor of dimension {}: {used} are given, the shape is {:?}",
                self.rank(),
                self.shape()
            );
            return Err(Error::BadIndex(text));
        }
        if indices.iter().filter(|i| matches!(i, Index::Ellipsis)).count() > 1 {
            return Err(Error::BadIndex("an index can only have a single ellipsis ('...')".to_string()));
        }
        let (mut view, mut d, mut picks): (Tensor, usize, Picks) = (self.clone(), 0, Picks::new());
        for index in indices {
            match index {
                Index::At(i) => view = view.select(d as isize, *i)?,
                Index::Range { start: None, end: None, step: 1 } => d += 1,
                Index::Range { start, end, step } => {
                    view = view.slice(d as isize, *start, *end, *step)?;
                    d += 1;
                }
                Index::Ellipsis => d += self.rank() - used,
                Index::NewAxis => {
                    view = view.unsqueeze(d as isize)?;
                    d += 1;
                }
                Index::Truth(holds) => {
                    view = view.unsqueeze(d as isize)?;
                    picks.push((d, truth(*holds, self.device())?));
                    d += 1;
                }
                Index::Tensor(t) => {
                    self.same_device("index", t)?;
                    if t.dtype() == DType::Bool && t.rank() == 0 {
                        view = view.unsqueeze(d as isize)?;
                        picks.push((d, truth(t.to_bool()?[0], self.device())?));
                        d += 1;
                    } else if t.dtype() == DType::Bool {
                        view.covered_by(d, t)?;
                        for column in t.nonzero_tuple()? {
                            picks.push((d, column));
                            d += 1;
                        }
                    } else if t.dtype().is_integer() && t.rank() == 0 {
                        view = view.select(d as isize, t.item()?.to_i64())?;
                    } else {
                        picks.push((d, checked("index", t, d, view.shape()[d], true)?));
                        d += 1;
                    }
                }
            }
        }
        // Indexing with nothing but full ranges still makes a view of its own.
        if view.id() == self.id() && picks.is_empty() {
            view = self.part(Op::Slice, crate::layout::Layout::clone).named("Alias");
        }
        Ok((view, picks))
    }

    /// A mask must have the sizes of the dimensions that it stands for.
    fn covered_by(&self, d: usize, mask: &Tensor) -> Result<()> {
        if self.shape()[d..d + mask.rank()] == *mask.shape() {
            return Ok(());
        }
        let text = format!(
            "The shape of the mask {:?} at index {d} does not match the shape of the indexed tensor {:?}",
            mask.shape(),
            self.shape()
        );
        Err(Error::BadIndex(text))
    }
}

/// Without leading sizes of 1 beyond `rank`, as assignment allows.
fn trimmed(value: &Tensor, rank: usize) -> Result<Tensor> {
    let extra = value.shape().iter().take(value.rank().saturating_sub(rank)).take_while(|&&n| n == 1).count();
    if extra == 0 { Ok(value.clone()) } else { value.reshape(&signed(&value.shape()[extra..])) }
}

/// Several index tensors as one along one dimension of a tensor whose indexed dimensions stand together.
struct Joined {
    /// The view with its dimensions in order; the indexed ones start at `at`.
    turned: Tensor,
    order: SmallVec<[isize; 5]>,
    /// `turned` with the indexed dimensions as one.
    flat: Tensor,
    at: usize,
    index: Tensor,
    /// Shape of the result of reading.
    result: Dims,
}

impl Joined {
    fn new(view: &Tensor, picks: &Picks) -> Result<Self> {
        let mut shape = Dims::new();
        for (_, t) in picks {
            shape = broadcast("index", &shape, t.shape()).map_err(|_| {
                let shapes: Vec<String> = picks.iter().map(|(_, t)| format!("{:?}", t.shape())).collect();
                let text = "shape mismatch: indexing tensors could not be broadcast together with shapes";
                Error::BadIndex(format!("{text} {}", shapes.join(", ")))
            })?;
        }
        let axes: Dims = picks.iter().map(|(d, _)| *d).collect();
        let together = axes.windows(2).all(|pair| pair[1] == pair[0] + 1);
        let at = if together { axes[0] } else { 0 };
        let rest: Dims = (0..view.rank()).filter(|d| !axes.contains(d)).collect();
        let order: SmallVec<[isize; 5]> =
            rest[..at].iter().chain(&axes).chain(&rest[at..]).map(|&d| d as isize).collect();
        let turned = if together { view.clone() } else { view.permute(&order)? };
        let end = at + axes.len();
        let sizes = &turned.shape()[at..end];
        let index = match &picks[..] {
            [(_, only)] => only.reshape(&[-1])?,
            _ => {
                let mut flat = Tensor::full(&[], 0i64, DType::I64, view.device())?;
                for ((_, t), &size) in picks.iter().zip(sizes) {
                    let t = Tensor::where_(&t.lt(0i64)?, &t.add(size as i64)?, t)?;
                    flat = flat.mul(size as i64)?.add(&t)?;
                }
                flat.expand(&signed(&shape))?.reshape(&[-1])?
            }
        };
        let s = turned.shape();
        let flat = if axes.len() == 1 {
            turned.clone()
        } else {
            let mut merged = signed(&s[..at]);
            merged.push(count(sizes) as isize);
            merged.extend(signed(&s[end..]));
            turned.reshape(&merged)?
        };
        let result = s[..at].iter().chain(&shape).chain(&s[end..]).copied().collect();
        Ok(Self { order, flat, at, index, result, turned })
    }

    fn read(&self) -> Result<Tensor> {
        let picked = self.flat.picked(Op::IndexSelect, self.at, &self.index, Span::Row)?.named("Index");
        if picked.shape() == &self.result[..] { Ok(picked) } else { picked.reshape(&signed(&self.result)) }
    }

    /// The view's elements after the assignment, in the view's shape.
    fn write(&self, value: Arg, add: bool) -> Result<Tensor> {
        let view = &self.turned;
        let value = match value {
            Arg::Tensor(t) => t.clone(),
            Arg::Scalar(s) => Tensor::full(&[], s, view.dtype(), view.device())?,
        };
        view.same_device("index_put", &value)?;
        let full = signed(&self.result);
        let spread = trimmed(&value, full.len())?.expand(&full).map_err(|_| {
            let text = "shape mismatch: value tensor of shape";
            let (has, wants) = (value.shape(), &self.result[..]);
            Error::shape(
                "index_put",
                format!("{text} {has:?} cannot be broadcast to indexing result of shape {wants:?}"),
            )
        })?;
        let rows = signed(&crate::index::with_size(self.flat.shape(), self.at, self.index.count()));
        let spread = spread.to_dtype(view.dtype())?.reshape(&rows)?;
        let y = self.flat.placed(Op::IndexPut, self.at, &self.index, Span::Row, &spread, add)?;
        let y = if y.shape() == view.shape() { y } else { y.reshape(&signed(view.shape()))? };
        if self.order.iter().enumerate().all(|(i, &d)| d == i as isize) {
            return Ok(y);
        }
        let mut back: SmallVec<[isize; 5]> = SmallVec::from_elem(0, self.order.len());
        self.order.iter().enumerate().for_each(|(i, &d)| back[d as usize] = i as isize);
        y.permute(&back)
    }
}
