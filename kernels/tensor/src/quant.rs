//! Quantization: real numbers as small whole ones, and products on the whole numbers themselves.
//!
//! A quantized number `q` stands for `(q - zero_point) * scale`. The formulas and their rounding are PyTorch's.

use crate::autograd::{Grads, Rule, Saved, no_grad, tracked};
use crate::backend::Packing;
use crate::dtype::{DType, Scalar};
use crate::error::{Error, Result};
use crate::graph::{Expr, Node};
use crate::layout::{Layout, dim};
use crate::ops::Op;
use crate::tensor::{Arg, Tensor};

/// Signs that a word holds.
const SIGNS: usize = 32;

/// How real numbers map to whole ones.
#[derive(Clone, Copy, Debug)]
pub enum Grid<'a> {
    /// One scale and zero point for all elements.
    Tensor {
        /// Distance of neighbours.
        scale: f64,
        /// The whole number that stands for 0.
        zero_point: i64,
    },
    /// A scale and a zero point for each position along a dimension.
    Channel {
        /// Distances, one per position; `F32`.
        scale: &'a Tensor,
        /// Whole numbers that stand for 0, one per position.
        zero_point: &'a Tensor,
        /// The dimension.
        axis: isize,
    },
}

/// `1 / scale` and the zero point as operands that broadcast, and the scale itself.
struct Steps {
    scale: Option<Tensor>,
    zero: Option<Tensor>,
    number: (f32, f32),
}

impl Steps {
    fn new(op: &'static str, x: &Tensor, grid: Grid) -> Result<Self> {
        match grid {
            Grid::Tensor { scale, zero_point } => {
                Ok(Self { scale: None, zero: None, number: (scale as f32, zero_point as f32) })
            }
            Grid::Channel { scale, zero_point, axis } => {
                let axis = dim(op, axis, x.rank())?;
                x.same_device(op, scale)?;
                x.same_device(op, zero_point)?;
                let size = x.shape().get(axis).copied().unwrap_or(1);
                if scale.shape() != [size] || zero_point.shape() != [size] {
                    let text = format!(
                        "dimensions of scale and zero-point are not consistent with input tensor: {:?} and {:?} for dimension {axis} of {:?}",
                        scale.shape(),
                        zero_point.shape(),
                        x.shape()
                    );
                    return Err(Error::shape(op, text));
                }
                let mut shape = vec![1isize; x.rank()];
                if let Some(n) = shape.get_mut(axis) {
                    *n = size as isize;
                }
                let spread = |t: &Tensor| t.cast_plain(DType::F32)?.reshape(&shape);
                Ok(Self { scale: Some(spread(scale)?), zero: Some(spread(zero_point)?), number: (1.0, 0.0) })
            }
        }
    }

    fn scale(&self) -> Arg<'_> {
        self.scale.as_ref().map_or(self.number.0.into(), Arg::Tensor)
    }

    fn zero(&self) -> Arg<'_> {
        self.zero.as_ref().map_or(self.number.1.into(), Arg::Tensor)
    }

    /// The nearest whole number, not yet held to a range.
    fn apply(&self, x: &Tensor) -> Result<Tensor> {
        let scaled = match &self.scale {
            Some(scale) => x.mul(&scale.reciprocal()?)?,
            None => x.mul(1.0f32 / self.number.0)?,
        };
        scaled.add(self.zero())?.round()
    }
}

impl Tensor {
    /// The nearest whole numbers on a grid, held to what `dtype` (`I8`, `U8` or `I32`) can hold. No gradient.
    pub fn quantize(&self, grid: Grid, dtype: DType) -> Result<Tensor> {
        let range = dtype.range().filter(|_| matches!(dtype, DType::I8 | DType::U8 | DType::I32));
        let Some((low, high)) = range else {
            return Err(Error::dtype("quantize", dtype, "int8, uint8 and int32 hold quantized numbers"));
        };
        no_grad(|| {
            // The scale itself is divided by here, unlike in fake quantization; PyTorch does it so as well.
            let x = self.cast_plain(DType::F32)?;
            let steps = Steps::new("quantize", &x, grid)?;
            let nearest = Tensor::binary(Op::Div, &x, steps.scale())?.round()?.add(steps.zero())?;
            nearest.clamp(Some(low.into()), Some(high.into()))?.cast_plain(dtype)
        })
    }

    /// The real numbers that quantized ones stand for; `F32`.
    pub fn dequantize(&self, grid: Grid) -> Result<Tensor> {
        let x = self.cast_plain(DType::F32)?;
        let steps = Steps::new("dequantize", &x, grid)?;
        x.sub(steps.zero())?.mul(steps.scale())
    }

    /// Quantized and made real again, so that training feels the rounding. The gradient goes straight through where the
    /// number was within the range, and is 0 elsewhere.
    pub fn fake_quantize(&self, grid: Grid, low: i64, high: i64) -> Result<Tensor> {
        const OP: &str = "fake_quantize";
        if low > high {
            return Err(Error::Autograd("`quant_min` should be less than or equal to `quant_max`.".to_string()));
        }
        if let Grid::Tensor { zero_point, .. } = grid
            && !(low..=high).contains(&zero_point)
        {
            return Err(Error::Autograd("`zero_point` must be between `quant_min` and `quant_max`.".to_string()));
        }
        if self.dtype() != DType::F32 {
            return Err(Error::dtype(OP, self.dtype(), "write x.float() first"));
        }
        let (y, inside) = no_grad(|| {
            let steps = Steps::new(OP, self, grid)?;
            let nearest = steps.apply(self)?;
            let held = nearest.clamp(Some(low.into()), Some(high.into()))?;
            let inside = held.eq(&nearest)?;
            Ok((held.sub(steps.zero())?.mul(steps.scale())?, inside))
        })?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let inside = Saved::input(&inside);
        let rule: Rule = Box::new(move |g, f| Ok(Grads::from_iter([Some(Tensor::where_(&inside.get(f)?, g, 0.0)?)])));
        Ok(y.record(Op::FakeQuantize, &[self], rule))
    }

    /// `[m, k] @ [k, n]` of `I8`, in `I32`: `torch._int_mm`. The second operand is read by columns, so `w.T` of weights
    /// `[n, k]` costs nothing.
    pub fn int_matmul(&self, other: &Tensor) -> Result<Tensor> {
        const OP: &str = "_int_mm";
        self.same_device(OP, other)?;
        for t in [self, other] {
            if t.rank() != 2 || t.dtype() != DType::I8 {
                let message = format!("expected two int8 matrices, found {} of shape {:?}", t.dtype(), t.shape());
                return Err(Error::DType { op: OP, message });
            }
        }
        let (k, l) = (self.shape()[1], other.shape()[0]);
        if k != l {
            return Err(Error::MatMul { op: OP, a: self.shape().into(), b: other.shape().into(), k, l });
        }
        let (a, b) = (self.byte_rows()?, other.transpose(0, 1)?.byte_rows()?);
        product(Op::IntMatmul, Packing::Bytes, k, &a, &b)
    }

    /// Rows of bytes that begin with a word and end with zeros. `self` is a matrix of `I8`.
    fn byte_rows(&self) -> Result<(Tensor, Layout)> {
        let (rows, k) = (self.shape()[0], self.shape()[1]);
        let (words, l) = (DType::I8.words(k), self.layout());
        let lanes = DType::I8.lanes();
        let row = if rows > 1 { l.strides[0] } else { 0 };
        let aligned = l.strides[1] == 1 && row.is_multiple_of(lanes) && l.offset.is_multiple_of(lanes);
        let (rows_of, offset, row) = if !k.is_multiple_of(lanes) {
            let rest = Tensor::zeros(&[rows, words * lanes - k], DType::I32, self.device())?;
            (Tensor::cat(&[self.unpacked()?, rest], 1)?.cast_plain(DType::I8)?, 0, words)
        } else if aligned {
            (self.clone(), l.offset / lanes, row / lanes)
        } else {
            (self.clone_data()?, 0, words)
        };
        let mut layout = Layout::contiguous(&[rows, words]);
        layout.offset = offset;
        layout.strides[0] = row;
        Ok((rows_of, layout))
    }

    /// The signs of rows as bits: 1 where an element is not below 0. `[r, k]` becomes `[r, k / 32]` of `I32`, rounded up;
    /// bits behind the last element are 0.
    pub fn pack_signs(&self) -> Result<Tensor> {
        const OP: &str = "pack_signs";
        if self.rank() != 2 {
            return Err(Error::shape(
                OP,
                format!("expected a matrix, its rows are packed; this has shape {:?}", self.shape()),
            ));
        }
        no_grad(|| {
            let (rows, k) = (self.shape()[0], self.shape()[1]);
            let words = k.div_ceil(SIGNS);
            let signs = self.detach().ge(0i64)?.cast_plain(DType::I32)?;
            let signs = if k == words * SIGNS {
                signs
            } else {
                let rest = Tensor::zeros(&[rows, words * SIGNS - k], DType::I32, self.device())?;
                Tensor::cat(&[signs, rest], 1)?
            };
            let places: Vec<u32> = (0..SIGNS).map(|bit| 1 << bit).collect();
            let places = Tensor::from_words(&places, DType::I32, &[SIGNS], self.device())?;
            let split = signs.reshape(&[rows as isize, words as isize, SIGNS as isize])?;
            // Each bit is there at most once, so the sum is their union, whatever its sign.
            split.mul(&places)?.sum(&[2], false)?.cast_plain(DType::I32)
        })
    }

    /// Product of rows of signs as [`Tensor::pack_signs`] packs them: `[m, words]` and `[n, words]` give `[m, n]` of `I32`,
    /// for rows of `depth` signs.
    pub fn bit_matmul(&self, other: &Tensor, depth: usize) -> Result<Tensor> {
        const OP: &str = "_bit_mm";
        self.same_device(OP, other)?;
        for t in [self, other] {
            if t.rank() != 2 || t.dtype() != DType::I32 || t.shape()[1] != depth.div_ceil(SIGNS) {
                let message = format!(
                    "expected two int32 matrices of {} words per row for {depth} signs, found {} of shape {:?}",
                    depth.div_ceil(SIGNS),
                    t.dtype(),
                    t.shape()
                );
                return Err(Error::DType { op: OP, message });
            }
        }
        let rows = |t: &Tensor| -> Result<(Tensor, Layout)> {
            let t = if t.strides()[1] == 1 || t.shape()[1] <= 1 { t.clone() } else { t.clone_data()? };
            let mut layout = t.layout().clone();
            layout.strides[1] = 1;
            Ok((t, layout))
        };
        product(Op::BitMatmul, Packing::Bits, depth, &rows(self)?, &rows(other)?)
    }

    /// A linear layer on int8 weights `[n, k]` with a scale per output: each row of the input is quantized by its own
    /// largest magnitude, the product is one of whole numbers, and scales and bias are applied to it as it is stored.
    pub fn int8_linear(&self, weight: &Tensor, scale: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
        const OP: &str = "int8_linear";
        let n = weight.shape().first().copied().unwrap_or(0);
        let fits = weight.rank() == 2 && weight.dtype() == DType::I8 && scale.shape() == [n];
        if !fits || self.rank() == 0 || bias.is_some_and(|b| b.shape() != [n]) {
            let text = format!(
                "expected int8 weights [n, k], n scales and n biases, found {} {:?}, {:?} and {:?}",
                weight.dtype(),
                weight.shape(),
                scale.shape(),
                bias.map(Tensor::shape)
            );
            return Err(Error::shape(OP, text));
        }
        no_grad(|| {
            let (k, outer) = (self.shape()[self.rank() - 1], &self.shape()[..self.rank() - 1]);
            let count: usize = outer.iter().product();
            let rows = self.detach().cast_plain(DType::F32)?.reshape(&[count as isize, k as isize])?;
            let largest = match k {
                0 => Tensor::zeros(&[count, 1], DType::F32, self.device())?,
                _ => rows.abs()?.amax(&[1], true)?,
            };
            let step = largest.div(127.0)?.clamp(Some(Scalar::from(f32::EPSILON)), None)?;
            let whole = rows.div(&step)?.round()?.cast_plain(DType::I8)?;
            let y = whole.int_matmul(&weight.transpose(0, 1)?)?.mul(&step)?.mul(scale)?;
            let y = if let Some(bias) = bias { y.add(bias)? } else { y };
            let mut shape: Vec<isize> = outer.iter().map(|s| *s as isize).collect();
            shape.push(n as isize);
            y.reshape(&shape)
        })
    }
}

/// Records the kernel.
fn product(op: Op, packing: Packing, depth: usize, a: &(Tensor, Layout), b: &(Tensor, Layout)) -> Result<Tensor> {
    let shape = [a.1.shape[0], b.1.shape[0]];
    let (left, right) = ((a.0.node(), a.1.clone()), (b.0.node(), b.1.clone()));
    let expr = Expr::IntMatMul { packing, depth, a: left, b: right };
    let node = Node::pending(op.info().name, a.0.device(), DType::I32, &shape, expr)?;
    Ok(Tensor::fresh(node, &shape))
}
