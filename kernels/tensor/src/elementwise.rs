//! Elementwise arithmetic with broadcasting and dtype promotion, and its gradients.

use crate::autograd::{Grads, Rule, Saved, tracked};
use crate::device::Device;
use crate::dtype::{DType, Scalar};
use crate::error::{Error, Result};
use crate::graph::{Expr, Node, Operand, Work};
use crate::layout::{Dims, broadcast};
use crate::map::{Map, Takes};
use crate::ops::{Family, Op};
use crate::tensor::{Arg, Tensor};
use smallvec::SmallVec;

impl Arg<'_> {
    fn tensor(&self) -> Option<&Tensor> {
        match self {
            Self::Tensor(t) => Some(t),
            Self::Scalar(_) => None,
        }
    }
    fn shape(&self) -> &[usize] {
        self.tensor().map_or(&[], Tensor::shape)
    }
}

/// The dtype that operands have in common: PyTorch's `result_type`. Tensors without dimensions, and then numbers, change
/// it only if they are of a higher sort.
pub fn result_type(args: &[Arg]) -> DType {
    let mut ranks: [Option<DType>; 3] = [None; 3];
    for a in args {
        let (rank, dtype) = match a {
            Arg::Tensor(t) if t.rank() > 0 => (0, t.dtype()),
            Arg::Tensor(t) => (1, t.dtype()),
            Arg::Scalar(s) => (2, s.dtype()),
        };
        ranks[rank] = Some(ranks[rank].map_or(dtype, |d| d.promote(dtype)));
    }
    ranks.into_iter().flatten().reduce(join).unwrap_or(DType::F32)
}

/// What a dtype becomes beside one of a lower rank.
fn join(higher: DType, lower: DType) -> DType {
    if higher.is_float() || (higher.is_integer() && !lower.is_float()) { higher } else { higher.promote(lower) }
}

/// Whether an operand is a tensor of a narrow floating-point dtype: it must be widened with its gradient first.
fn narrow_floats(args: &[Arg]) -> bool {
    args.iter().filter_map(Arg::tensor).any(|t| t.dtype().is_half())
}

/// An operand in single precision, if it is a tensor.
fn widened(arg: Arg) -> Result<Option<Tensor>> {
    arg.tensor().map(|t| t.to_dtype(DType::F32)).transpose()
}

/// Checks devices; the first tensor's device.
fn device_of(op: &'static str, args: &[Arg]) -> Result<Device> {
    let mut tensors = args.iter().filter_map(Arg::tensor);
    let Some(first) = tensors.next() else {
        return Err(Error::Type(format!("{op}: at least one operand must be a tensor")));
    };
    for other in tensors {
        // A single number on the CPU may join a tensor elsewhere, as in PyTorch, but only by being copied first.
        first.same_device(op, other)?;
    }
    Ok(first.device())
}

/// One argument as an operand of this dtype.
fn operand(arg: Arg, dtype: DType, shape: &[usize]) -> Result<Operand> {
    match arg {
        Arg::Scalar(s) => {
            if dtype.is_integer() {
                whole(s)?;
            }
            Ok(Operand::Scalar(s.word(dtype), dtype))
        }
        Arg::Tensor(t) => Ok(t.cast_plain(dtype)?.operand(shape)),
    }
}

/// A number that fits the device's integers.
pub(crate) fn whole(s: Scalar) -> Result<()> {
    let value = s.to_i64();
    if i32::try_from(value).is_err() { Err(Error::Overflow { value }) } else { Ok(()) }
}

/// Records one instruction; no gradient. On narrow whole numbers it is done in 32 bits and wrapped.
pub(crate) fn apply(op: Op, map: Map, dtype: DType, args: &[Arg]) -> Result<Tensor> {
    let name = op.info().name;
    if dtype.is_packed() {
        // Comparisons and bounds see a number as it is; arithmetic sees it wrapped.
        let plain = map.returns_bool() || op == Op::Clamp;
        let mut settled: SmallVec<[Arg; 3]> = SmallVec::from_slice(args);
        for a in &mut settled {
            if let Arg::Scalar(s) = *a
                && !plain
            {
                *a = Scalar::from_word(s.word(dtype), dtype).into();
            }
        }
        let y = apply(op, map, dtype.compute(), &settled)?;
        return if map.returns_bool() { Ok(y) } else { y.cast_plain(dtype) };
    }
    let device = device_of(name, args)?;
    let mut shape = Dims::from_slice(args[0].shape());
    for a in &args[1..] {
        if shape[..] != *a.shape() {
            shape = broadcast(name, &shape, a.shape())?;
        }
    }
    let mut operands: SmallVec<[Operand; 3]> = SmallVec::new();
    for (i, a) in args.iter().enumerate() {
        let wanted = match map.takes() {
            Takes::Numbers | Takes::Whole => dtype,
            Takes::Bools => DType::Bool,
            Takes::Choice => {
                if i == 0 {
                    DType::Bool
                } else {
                    dtype
                }
            }
        };
        operands.push(operand(*a, wanted, &shape)?);
    }
    let result = map.result(dtype);
    let expr = Expr::Map { work: Work::Apply(map, dtype), shape: Dims::from_slice(&shape), args: operands };
    Ok(Tensor::fresh(Node::pending(name, device, result, &shape, expr)?, &shape))
}

fn map_of(op: Op) -> Result<Map> {
    match op.info().family {
        Family::Map(map) => Ok(map),
        _ => Err(Error::Type(format!("{} is not an elementwise operation", op.info().name))),
    }
}

/// The instruction on whole numbers that stands for an operation whose plain one is over f32.
fn on_whole_numbers(op: Op) -> Option<Map> {
    match op {
        Op::FloorDivide => Some(Map::WholeFloorDivide),
        Op::Remainder => Some(Map::WholeRemainder),
        Op::Fmod => Some(Map::WholeFmod),
        Op::Pow => Some(Map::WholePow),
        _ => None,
    }
}

/// What a bit operation means for truth values.
fn on_truth_values(map: Map) -> Option<Map> {
    match map {
        Map::BitAnd => Some(Map::And),
        Map::BitOr => Some(Map::Or),
        Map::BitXor => Some(Map::Xor),
        Map::BitNot => Some(Map::Not),
        _ => None,
    }
}

/// A bit operation: on truth values what logic says, on whole numbers bit by bit.
fn bits(op: Op, map: Map, dtype: DType, args: &[Arg]) -> Result<Tensor> {
    match (dtype, on_truth_values(map)) {
        (d, _) if d.is_integer() => apply(op, map, d, args),
        (DType::Bool, Some(logic)) => apply(op, logic, DType::Bool, args),
        _ => Err(Error::dtype(op.info().name, dtype, "bit operations take whole numbers; write x.long()")),
    }
}

/// A division by zero, where the host can tell without waiting for a GPU.
pub(crate) fn no_zero(divisor: Arg) -> Result<()> {
    let zero = match divisor {
        Arg::Scalar(s) => s.to_i64() == 0,
        Arg::Tensor(t) if t.device() == Device::WebGpu => false,
        Arg::Tensor(t) => t.to_words()?.contains(&0),
    };
    if zero { Err(Error::runtime("ZeroDivisionError")) } else { Ok(()) }
}

impl Tensor {
    /// A row of the table with one operand.
    pub fn unary(op: Op, a: &Tensor) -> Result<Tensor> {
        if a.dtype().is_half() && op != Op::LogicalNot && op != Op::BitwiseNot {
            let y = Tensor::unary(op, &a.to_dtype(DType::F32)?)?;
            return if y.dtype().is_float() { Ok(y.to_dtype(a.dtype())?.named(op.info().label)) } else { Ok(y) };
        }
        if let Some(made_of_others) = crate::special::composite(op) {
            let y = made_of_others(a)?;
            return Ok(if y.id() == a.id() { y } else { y.named(op.info().label) });
        }
        let map = map_of(op)?;
        if map.takes() == Takes::Bools {
            return apply(op, map, DType::Bool, &[a.into()]);
        }
        if map.takes() == Takes::Whole {
            return bits(op, map, a.dtype(), &[a.into()]);
        }
        if map.arity() != 1 {
            return Err(Error::Type(format!("{} takes {} operands, here is 1", op.info().name, map.arity())));
        }
        let whole_already = matches!(op, Op::Floor | Op::Ceil | Op::Round | Op::Trunc);
        let dtype = match a.dtype() {
            DType::F32 => DType::F32,
            _ if whole_already => return Ok(a.clone()),
            DType::Bool if op == Op::Neg => {
                return Err(Error::dtype("neg", DType::Bool, "to invert a bool tensor, use ~ or logical_not()"));
            }
            d if d.is_integer() && map.on_integers() => d,
            DType::Bool if map.on_integers() => DType::I64,
            _ => DType::F32,
        };
        let y = apply(op, map, dtype, &[a.into()])?;
        if !tracked(&[a]) || !op.info().differentiable() {
            return Ok(y);
        }
        let rule = unary_rule(op, a, &y);
        Ok(y.record(op, &[a], rule))
    }

    /// A row of the table with two operands, of which one may be a number.
    pub fn binary<'a>(op: Op, a: impl Into<Arg<'a>>, b: impl Into<Arg<'a>>) -> Result<Tensor> {
        let (a, b) = (a.into(), b.into());
        let map = map_of(op)?;
        if map.arity() != 2 {
            return Err(Error::Type(format!("{} takes {} operand(s), here are 2", op.info().name, map.arity())));
        }
        let common = result_type(&[a, b]);
        if common == DType::Bool && op == Op::Sub {
            let wants = "subtraction of two bool tensors is not supported; use ^ or logical_xor()";
            return Err(Error::dtype("sub", DType::Bool, wants));
        }
        if map.takes() == Takes::Bools {
            return apply(op, map, DType::Bool, &[a, b]);
        }
        if map.takes() == Takes::Whole {
            return bits(op, map, common, &[a, b]);
        }
        if narrow_floats(&[a, b]) && common.is_float() {
            let (wide_a, wide_b) = (widened(a)?, widened(b)?);
            let y = Tensor::binary(op, or(&wide_a, a), or(&wide_b, b))?;
            return if map.returns_bool() { Ok(y) } else { Ok(y.to_dtype(common)?.named(op.info().label)) };
        }
        let dtype = match common {
            _ if op == Op::Div => DType::F32,
            DType::Bool if !matches!(op, Op::Add | Op::Mul | Op::Maximum | Op::Minimum) && !map.returns_bool() => {
                DType::I64
            }
            d => d,
        };
        if let (true, Some(exact)) = (dtype.is_integer(), on_whole_numbers(op)) {
            return whole_number_result(op, exact, a, b, dtype);
        }
        let dtype = if map.on_integers() { dtype } else { DType::F32 };
        if dtype == DType::Bool && !map.returns_bool() {
            // or, and: what sum and product of truth values mean.
            let map = if matches!(op, Op::Add | Op::Maximum) { Map::Or } else { Map::And };
            return apply(op, map, DType::Bool, &[a, b]);
        }
        if op == Op::Pow
            && let (Arg::Tensor(t), Arg::Scalar(s)) = (a, b)
            && let Some(y) = t.pow_number(s.to_f64())?
        {
            return Ok(y);
        }
        let y = apply(op, map, dtype, &[a, b])?;
        let inputs: SmallVec<[&Tensor; 2]> = [&a, &b].into_iter().filter_map(|x| x.tensor()).collect();
        if !tracked(&inputs) || !op.info().differentiable() {
            return Ok(y);
        }
        let rule = binary_rule(op, a, b, &y);
        let y = y.record(op, &inputs, rule);
        Ok(if op == Op::Sub && matches!(a, Arg::Scalar(_)) { y.named("RsubBackward1") } else { y })
    }

    /// Powers that are cheaper and more exact than the general one.
    fn pow_number(&self, exponent: f64) -> Result<Option<Tensor>> {
        if self.dtype() != DType::F32 {
            return Ok(None);
        }
        let y = match exponent {
            2.0 => apply(Op::Pow, Map::Square, DType::F32, &[self.into()])?,
            0.5 => apply(Op::Pow, Map::Sqrt, DType::F32, &[self.into()])?,
            -1.0 => apply(Op::Pow, Map::Reciprocal, DType::F32, &[self.into()])?,
            -0.5 => apply(Op::Pow, Map::Rsqrt, DType::F32, &[self.into()])?,
            _ => return Ok(None),
        };
        if !tracked(&[self]) {
            return Ok(Some(y));
        }
        let rule = binary_rule(Op::Pow, self.into(), exponent.into(), &y);
        Ok(Some(y.record(Op::Pow, &[self], rule)))
    }

    /// `a` where `condition` holds, else `b`.
    pub fn where_<'a>(condition: &Tensor, a: impl Into<Arg<'a>>, b: impl Into<Arg<'a>>) -> Result<Tensor> {
        let (a, b) = (a.into(), b.into());
        if condition.dtype() != DType::Bool {
            let message =
                format!("expected a bool tensor as condition, such as x > 0, not {}", condition.dtype().short());
            return Err(Error::DType { op: "where", message });
        }
        let common = result_type(&[a, b]);
        if narrow_floats(&[a, b]) && common.is_float() {
            let (wide_a, wide_b) = (widened(a)?, widened(b)?);
            let y = Tensor::where_(condition, or(&wide_a, a), or(&wide_b, b))?;
            return Ok(y.to_dtype(common)?.named("Where"));
        }
        // The instruction chooses between words, so truth values pass through it as whole numbers.
        let dtype = if common == DType::Bool { DType::I64 } else { common };
        let y = apply(Op::Where, Map::Where, dtype, &[condition.into(), a, b])?;
        if common == DType::Bool {
            return y.cast_plain(DType::Bool);
        }
        let inputs: SmallVec<[&Tensor; 3]> = [&a, &b].into_iter().filter_map(|x| x.tensor()).collect();
        if !tracked(&inputs) {
            return Ok(y);
        }
        let (mask, shapes) = (Saved::input(condition), shapes_of(&[a, b]));
        let rule: Rule = Box::new(move |g, f| {
            let mask = mask.get(f)?;
            let mut grads = Grads::new();
            for (side, shape) in shapes.iter().enumerate() {
                if let Some(shape) = shape {
                    let part = if side == 0 { Tensor::where_(&mask, g, 0.0)? } else { Tensor::where_(&mask, 0.0, g)? };
                    grads.push(Some(part.sum_to(shape)?));
                }
            }
            Ok(grads)
        });
        Ok(y.record(Op::Where, &inputs, rule))
    }

    /// Held between two numbers, each of which may be left out.
    pub fn clamp(&self, low: Option<Scalar>, high: Option<Scalar>) -> Result<Tensor> {
        if low.is_none() && high.is_none() {
            return Err(Error::runtime("clamp: at least one of min or max must not be None"));
        }
        let numbers: SmallVec<[Arg; 3]> =
            std::iter::once(Arg::Tensor(self)).chain(low.into_iter().chain(high).map(Arg::Scalar)).collect();
        let dtype = match result_type(&numbers) {
            DType::Bool => DType::I64,
            d if d.is_half() => {
                return Ok(self.to_dtype(DType::F32)?.clamp(low, high)?.to_dtype(d)?.named("Clamp"));
            }
            d => d,
        };
        let ends = if dtype.is_integer() {
            (Scalar::Int(i32::MIN.into()), Scalar::Int(i32::MAX.into()))
        } else {
            (Scalar::Float(f64::NEG_INFINITY), Scalar::Float(f64::INFINITY))
        };
        let (low, high) = (low.unwrap_or(ends.0), high.unwrap_or(ends.1));
        let y = apply(Op::Clamp, Map::Clamp, dtype, &[self.into(), low.into(), high.into()])?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let x = Saved::input(self);
        let rule: Rule = Box::new(move |g, f| {
            let x = x.get(f)?;
            let inside = x.ge(low)?.logical_and(&x.le(high)?)?;
            Ok(Grads::from_iter([Some(Tensor::where_(&inside, g, 0.0)?)]))
        });
        Ok(y.record(Op::Clamp, &[self], rule))
    }

    /// `value` where the mask holds, else the element.
    pub fn masked_fill<'a>(&'a self, mask: &'a Tensor, value: impl Into<Arg<'a>>) -> Result<Tensor> {
        Ok(Tensor::where_(mask, value, self)?.named("MaskedFill"))
    }

    /// Sums a gradient over the dimensions in which `shape` was repeated.
    pub(crate) fn sum_to(&self, shape: &[usize]) -> Result<Tensor> {
        if self.shape() == shape {
            return Ok(self.clone());
        }
        let pad = self.rank() - shape.len();
        let over: SmallVec<[isize; 5]> = (0..self.rank())
            .filter(|&d| d < pad || (shape[d - pad] == 1 && self.shape()[d] != 1))
            .map(|d| d as isize)
            .collect();
        let summed = if over.is_empty() { self.clone() } else { self.sum(&over, false)? };
        let wanted: SmallVec<[isize; 5]> = shape.iter().map(|&n| n as isize).collect();
        if summed.shape() == shape { Ok(summed) } else { summed.reshape(&wanted) }
    }
}

fn whole_number_result(op: Op, map: Map, a: Arg, b: Arg, dtype: DType) -> Result<Tensor> {
    if op == Op::Pow
        && let Arg::Scalar(s) = b
        && s.to_i64() < 0
    {
        return Err(Error::runtime("Integers to negative integer powers are not allowed; write x.float() ** n"));
    }
    if op != Op::Pow {
        no_zero(b)?;
    }
    apply(op, map, dtype, &[a, b])
}

/// The tensor if there is one, else the number that stands for itself.
fn or<'a>(tensor: &'a Option<Tensor>, arg: Arg<'a>) -> Arg<'a> {
    tensor.as_ref().map_or(arg, Arg::Tensor)
}

fn shapes_of(args: &[Arg]) -> SmallVec<[Option<Dims>; 2]> {
    args.iter().map(|a| a.tensor().map(|t| t.shape().into())).collect()
}

fn unary_rule(op: Op, a: &Tensor, y: &Tensor) -> Rule {
    let one = |f: fn(&Tensor, &Tensor) -> Result<Tensor>, saved: Saved| -> Rule {
        Box::new(move |g, me| Ok(Grads::from_iter([Some(f(g, &saved.get(me)?)?)])))
    };
    match op {
        Op::Neg => Box::new(|g, _| Ok(Grads::from_iter([Some(g.neg()?)]))),
        Op::Abs => one(|g, a| g.mul(&a.sign()?), Saved::input(a)),
        Op::Square => one(|g, a| g.mul(&a.mul(2.0)?), Saved::input(a)),
        Op::Exp => one(|g, y| g.mul(y), Saved::output(y)),
        Op::Log => one(|g, a| g.div(a), Saved::input(a)),
        Op::Sqrt => one(|g, y| g.div(&y.mul(2.0)?), Saved::output(y)),
        Op::Rsqrt => one(|g, y| g.mul(&y.square()?.mul(y)?)?.mul(-0.5), Saved::output(y)),
        Op::Reciprocal => one(|g, y| g.mul(&y.square()?)?.neg(), Saved::output(y)),
        Op::Tanh => one(|g, y| Tensor::binary(Op::TanhBackward, g, y), Saved::output(y)),
        Op::Sigmoid => one(|g, y| Tensor::binary(Op::SigmoidBackward, g, y), Saved::output(y)),
        Op::Relu => one(|g, y| Tensor::binary(Op::ReluBackward, g, y), Saved::output(y)),
        Op::Sin => one(|g, a| g.mul(&a.cos()?), Saved::input(a)),
        Op::Cos => one(|g, a| g.mul(&a.sin()?)?.neg(), Saved::input(a)),
        Op::Sign | Op::Floor | Op::Ceil | Op::Round | Op::Trunc => crate::special::flat(),
        other => crate::special::unary_rule(other, a, y),
    }
}

/// A saved operand: a tensor with its shape, or a number.
enum Side {
    Tensor(Saved, Dims),
    Number(Scalar),
}

impl Side {
    fn of(arg: Arg) -> Self {
        match arg {
            Arg::Tensor(t) => Self::Tensor(Saved::input(t), t.shape().into()),
            Arg::Scalar(s) => Self::Number(s),
        }
    }
}

/// Gradient of a two-operand instruction with respect to one side: `(op, side, g, a, b, y)`.
fn binary_grad(op: Op, side: usize, g: &Tensor, a: Arg, b: Arg, y: &Tensor) -> Result<Tensor> {
    let mul = |x: &Tensor, y: Arg| Tensor::binary(Op::Mul, x, y);
    match (op, side) {
        (Op::Add, _) | (Op::Sub, 0) => Ok(g.clone()),
        (Op::Sub, _) => g.neg(),
        (Op::Mul, 0) => mul(g, b),
        (Op::Mul, _) => mul(g, a),
        (Op::Div, 0) => Tensor::binary(Op::Div, g, b),
        (Op::Div, _) => Tensor::binary(Op::Div, &g.mul(y)?, b)?.neg(),
        (Op::Pow, 0) => match b {
            Arg::Scalar(s) if s.to_f64() == 2.0 => mul(&mul(g, a)?, 2.0.into()),
            _ => {
                let power = Tensor::binary(Op::Pow, a, &less_one(b, g)?)?;
                let slope = mul(&mul(g, b)?, (&power).into())?;
                // 0^-1 is infinite, but a^0 is flat everywhere.
                match b {
                    Arg::Scalar(s) if s.to_f64() == 0.0 => g.mul(0.0),
                    Arg::Scalar(_) => Ok(slope),
                    Arg::Tensor(b) => Tensor::where_(&b.eq(0.0)?, 0.0, &slope),
                }
            }
        },
        (Op::Pow, _) => {
            let log = match a {
                Arg::Tensor(a) => a.log()?,
                Arg::Scalar(s) => Tensor::full(&[], s.to_f64().ln(), DType::F32, g.device())?,
            };
            let slope = g.mul(y)?.mul(&log)?;
            // log 0 is infinite, but 0^b is flat for b >= 0.
            let flat = y.eq(0.0)?;
            Tensor::where_(&flat, 0.0, &slope)
        }
        (Op::Remainder, 0) => Ok(g.clone()),
        (Op::Remainder, _) => g.mul(&Tensor::binary(Op::FloorDivide, a, b)?)?.neg(),
        (Op::Maximum | Op::Minimum, side) => {
            let wins = match (op, side) {
                (Op::Maximum, 0) | (Op::Minimum, 1) => Op::Gt,
                _ => Op::Lt,
            };
            let share = Tensor::where_(&Tensor::binary(Op::Eq, a, b)?, &g.mul(0.5)?, 0.0)?;
            Tensor::where_(&Tensor::binary(wins, a, b)?, g, &share)
        }
        (Op::ReluBackward, 0) => Tensor::binary(op, g, b),
        (Op::ReluBackward, _) => g.mul(0.0),
        (Op::TanhBackward, 0) | (Op::SigmoidBackward, 0) => Tensor::binary(op, g, b),
        (Op::TanhBackward, _) => mul(&mul(&mul(g, a)?, b)?, (-2.0).into()),
        (Op::SigmoidBackward, _) => {
            let slope = Tensor::binary(Op::Sub, 1.0, &Tensor::binary(Op::Mul, b, 2.0)?)?;
            mul(&mul(g, a)?, (&slope).into())
        }
        _ => crate::special::binary_grad(op, side, g, a, b, y),
    }
}

fn less_one(b: Arg, like: &Tensor) -> Result<Tensor> {
    match b {
        Arg::Tensor(b) => b.sub(1.0),
        Arg::Scalar(s) => Tensor::full(&[], s.to_f64() - 1.0, DType::F32, like.device()),
    }
}

fn binary_rule(op: Op, a: Arg, b: Arg, y: &Tensor) -> Rule {
    if matches!(op, Op::Add | Op::Sub) {
        // Nothing is kept: operands may be changed in place before the pass.
        let shapes = shapes_of(&[a, b]);
        return Box::new(move |g, f| {
            let mut grads = Grads::new();
            for (side, shape) in shapes.iter().enumerate() {
                let Some(shape) = shape else { continue };
                let wanted = f.wants(grads.len());
                let part = || if op == Op::Sub && side == 1 { g.neg() } else { Ok(g.clone()) };
                grads.push(if wanted { Some(part()?.sum_to(shape)?) } else { None });
            }
            Ok(grads)
        });
    }
    let sides = [Side::of(a), Side::of(b)];
    let y = matches!(op, Op::Div | Op::Pow | Op::Hypot).then(|| Saved::output(y));
    Box::new(move |g, f| {
        // An operand is looked at only where a wanted gradient needs it, so that unrelated in-place changes are allowed.
        let number = |s: &Side| if let Side::Number(s) = s { Some(*s) } else { None };
        let mut tensors: [Option<Tensor>; 2] = [None, None];
        let mut wants = [false; 2];
        let mut slot = 0;
        for (i, s) in sides.iter().enumerate() {
            if let Side::Tensor(..) = s {
                wants[i] = f.wants(slot);
                slot += 1;
            }
        }
        for (i, s) in sides.iter().enumerate() {
            let needed = match op {
                Op::Mul => wants[1 - i],
                Op::Div => i == 1,
                _ => true,
            };
            if let (Side::Tensor(saved, _), true) = (s, needed) {
                tensors[i] = Some(saved.get(f)?);
            }
        }
        let out = match &y {
            Some(y) if wants[1] || op == Op::Hypot => y.get(f)?,
            _ => g.clone(),
        };
        let arg = |i: usize| match (&tensors[i], number(&sides[i])) {
            (Some(t), _) => Arg::Tensor(t),
            (None, Some(s)) => Arg::Scalar(s),
            (None, None) => Arg::Scalar(Scalar::Float(0.0)),
        };
        let mut grads = Grads::new();
        for (i, s) in sides.iter().enumerate() {
            if let Side::Tensor(_, shape) = s {
                let part =
                    if wants[i] { Some(binary_grad(op, i, g, arg(0), arg(1), &out)?.sum_to(shape)?) } else { None };
                grads.push(part);
            }
        }
        Ok(grads)
    })
}

macro_rules! unary_methods {
    ($($name:ident $op:ident)*) => {
        impl Tensor { $(
            #[doc = concat!("`", stringify!($name), "` of each element; see [`Op::", stringify!($op), "`] in the table.")]
            pub fn $name(&self) -> Result<Tensor> {
                Tensor::unary(Op::$op, self)
            }
        )* }
    };
}
unary_methods! {
    neg Neg abs Abs sign Sign square Square exp Exp log Log sqrt Sqrt rsqrt Rsqrt reciprocal Reciprocal tanh Tanh sin Sin
    cos Cos sigmoid Sigmoid relu Relu floor Floor ceil Ceil round Round isnan IsNan
    trunc Trunc isinf IsInf isfinite IsFinite log2 Log2 log1p Log1p expm1 Expm1 sinh Sinh cosh Cosh asin Asin acos Acos
    atan Atan erf Erf gelu Gelu gelu_tanh GeluTanh silu Silu bitwise_not BitwiseNot
}

macro_rules! binary_methods {
    ($($name:ident $op:ident)*) => {
        impl Tensor { $(
            #[doc = concat!("`", stringify!($name), "` with a tensor or a number, broadcast; see [`Op::", stringify!($op), "`] in the table.")]
            pub fn $name<'a>(&'a self, other: impl Into<Arg<'a>>) -> Result<Tensor> {
                Tensor::binary(Op::$op, self, other)
            }
        )* }
    };
}
binary_methods! {
    add Add sub Sub mul Mul div Div pow Pow floor_divide FloorDivide remainder Remainder maximum Maximum minimum Minimum
    fmod Fmod atan2 Atan2 hypot Hypot bitwise_and BitwiseAnd bitwise_or BitwiseOr bitwise_xor BitwiseXor
    shift_left ShiftLeft shift_right ShiftRight
    eq Eq ne Ne lt Lt le Le gt Gt ge Ge logical_and LogicalAnd logical_or LogicalOr logical_xor LogicalXor
}

impl Tensor {
    /// True where the element is zero.
    pub fn logical_not(&self) -> Result<Tensor> {
        apply(Op::LogicalNot, Map::Not, DType::Bool, &[self.into()])
    }
}
