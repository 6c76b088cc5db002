//! Elementary and special functions, activations and bounds: gradients of their instructions, and those that are made of
//! others.

use crate::autograd::{Grads, Rule, Saved, no_grad, tracked};
use crate::dtype::{DType, Scalar};
use crate::elementwise::apply;
use crate::error::{Error, Result};
use crate::map::Map;
use crate::ops::Op;
use crate::tensor::{Arg, Tensor};
use std::f64::consts::{FRAC_2_SQRT_PI, LN_2, LN_10, PI};

type Unary = fn(&Tensor) -> Result<Tensor>;

/// `1 / sqrt(2 pi)`
const NORMAL: f64 = 0.398_942_280_401_432_7;
/// `sqrt(2 / pi)`, of gelu's approximation (Hendrycks and Gimpel 2016).
const GELU_RATE: f64 = 0.797_884_560_802_865_4;
const GELU_CUBE: f64 = 0.044_715;
/// Scale and slope of selu (Klambauer et al. 2017).
const SELU: (f64, f64) = (1.050_700_987_355_480_5, 1.673_263_242_354_377_2);

/// How an operation of one operand that has no instruction is made of others.
pub(crate) fn composite(op: Op) -> Option<Unary> {
    Some(match op {
        Op::Tan => |a| a.sin()?.div(&a.cos()?),
        Op::Log10 => |a| a.log()?.mul(1.0 / LN_10),
        Op::Exp2 => |a| Tensor::binary(Op::Pow, 2.0, a),
        Op::Frac => |a| a.sub(&a.trunc()?),
        // ln((1 + a) / (1 - a)) / 2
        Op::Atanh => |a| a.mul(2.0)?.div(&Tensor::binary(Op::Sub, 1.0, a)?)?.log1p()?.mul(0.5),
        Op::Erfc => |a| Tensor::binary(Op::Sub, 1.0, &a.erf()?),
        Op::IsPosInf => |a| a.isinf()?.logical_and(&a.gt(0.0)?),
        Op::IsNegInf => |a| a.isinf()?.logical_and(&a.lt(0.0)?),
        Op::SignBit => |a| a.lt(0i64),
        Op::Deg2Rad => |a| a.mul(PI / 180.0),
        Op::Rad2Deg => |a| a.mul(180.0 / PI),
        Op::LogSigmoid => |a| a.neg()?.softplus(1.0, 20.0)?.neg(),
        Op::Mish => |a| a.mul(&a.softplus(1.0, 20.0)?.tanh()?),
        Op::Softsign => |a| a.div(&a.abs()?.add(1.0)?),
        Op::Tanhshrink => |a| a.sub(&a.tanh()?),
        Op::Hardswish => |a| a.mul(&a.add(3.0)?.hardtanh(0.0, 6.0)?)?.div(6.0),
        Op::Hardsigmoid => |a| a.add(3.0)?.hardtanh(0.0, 6.0)?.div(6.0),
        Op::Relu6 => |a| a.hardtanh(0.0, 6.0),
        Op::Selu => |a| a.elu(SELU.1, SELU.0, 1.0),
        _ => return None,
    })
}

/// The rule of what has gradient 0.
pub(crate) fn flat() -> Rule {
    Box::new(|g, _| Ok(Grads::from_iter([Some(Tensor::zeros(g.shape(), DType::F32, g.device())?)])))
}

/// Gradient of an instruction of one operand.
pub(crate) fn unary_rule(op: Op, a: &Tensor, y: &Tensor) -> Rule {
    let one = |f: fn(&Tensor, &Tensor) -> Result<Tensor>, saved: Saved| -> Rule {
        Box::new(move |g, me| Ok(Grads::from_iter([Some(f(g, &saved.get(me)?)?)])))
    };
    // sqrt(1 - a^2)
    fn side(a: &Tensor) -> Result<Tensor> {
        Tensor::binary(Op::Sub, 1.0, &a.square()?)?.sqrt()
    }
    match op {
        Op::Log2 => one(|g, a| g.div(&a.mul(LN_2)?), Saved::input(a)),
        Op::Log1p => one(|g, a| g.div(&a.add(1.0)?), Saved::input(a)),
        Op::Expm1 => one(|g, y| g.mul(&y.add(1.0)?), Saved::output(y)),
        Op::Sinh => one(|g, a| g.mul(&a.cosh()?), Saved::input(a)),
        Op::Cosh => one(|g, a| g.mul(&a.sinh()?), Saved::input(a)),
        Op::Asin => one(|g, a| g.div(&side(a)?), Saved::input(a)),
        Op::Acos => one(|g, a| g.div(&side(a)?)?.neg(), Saved::input(a)),
        Op::Asinh => one(|g, a| g.div(&a.square()?.add(1.0)?.sqrt()?), Saved::input(a)),
        Op::Acosh => one(|g, a| g.div(&a.square()?.sub(1.0)?.sqrt()?), Saved::input(a)),
        Op::Atan => one(|g, a| g.div(&a.square()?.add(1.0)?), Saved::input(a)),
        Op::Erf => one(|g, a| g.mul(&a.square()?.neg()?.exp()?.mul(FRAC_2_SQRT_PI)?), Saved::input(a)),
        Op::Gelu => one(|g, a| Tensor::binary(Op::GeluBackward, g, a), Saved::input(a)),
        Op::GeluTanh => one(|g, a| Tensor::binary(Op::GeluTanhBackward, g, a), Saved::input(a)),
        Op::Silu => one(|g, a| Tensor::binary(Op::SiluBackward, g, a), Saved::input(a)),
        other => unreachable!("{} has no gradient of one operand", other.info().name),
    }
}

/// Gradient of an instruction of two operands with respect to one side.
pub(crate) fn binary_grad(op: Op, side: usize, g: &Tensor, a: Arg, b: Arg, y: &Tensor) -> Result<Tensor> {
    let mul = |x: &Tensor, y: Arg| Tensor::binary(Op::Mul, x, y);
    let square = |x: Arg| Tensor::binary(Op::Mul, x, x);
    match (op, side) {
        (Op::Fmod, 0) => Ok(g.clone()),
        (Op::Fmod, _) => g.mul(&Tensor::binary(Op::Div, a, b)?.trunc()?)?.neg(),
        (Op::Atan2, side) => {
            let share = match (a, b) {
                (Arg::Scalar(s), t) | (t, Arg::Scalar(s)) => square(t)?.add(s.to_f64() * s.to_f64())?,
                (a, b) => square(a)?.add(&square(b)?)?,
            };
            let share = g.div(&share)?;
            if side == 0 { mul(&share, b) } else { mul(&share, a)?.neg() }
        }
        (Op::Hypot, side) => mul(&g.div(y)?, if side == 0 { a } else { b }),
        (Op::GeluBackward | Op::GeluTanhBackward | Op::SiluBackward, 0) => Tensor::binary(op, g, b),
        // b is a tensor: these are made by the rules above only.
        (Op::GeluBackward | Op::GeluTanhBackward | Op::SiluBackward, _) => {
            let x = match b {
                Arg::Tensor(x) => x.clone(),
                Arg::Scalar(s) => Tensor::full(&[], s, DType::F32, g.device())?,
            };
            mul(&g.mul(&bend(op, &x)?)?, a)
        }
        (other, _) => unreachable!("{} has no gradient of two operands", other.info().name),
    }
}

/// Second derivative of the activation whose gradient `op` is.
fn bend(op: Op, x: &Tensor) -> Result<Tensor> {
    let square = x.square()?;
    match op {
        // phi(x) (2 - x^2)
        Op::GeluBackward => square.mul(-0.5)?.exp()?.mul(NORMAL)?.mul(&Tensor::binary(Op::Sub, 2.0, &square)?),
        // With t = tanh(u): (1 - t^2) (u' + x / 2 (u'' - 2 t u'^2))
        Op::GeluTanhBackward => {
            let t = square.mul(GELU_CUBE)?.add(1.0)?.mul(x)?.mul(GELU_RATE)?.tanh()?;
            let slope = square.mul(3.0 * GELU_CUBE)?.add(1.0)?.mul(GELU_RATE)?;
            let turn = x.mul(6.0 * GELU_CUBE * GELU_RATE)?;
            let inner = turn.sub(&t.mul(&slope.square()?)?.mul(2.0)?)?.mul(x)?.mul(0.5)?.add(&slope)?;
            Tensor::binary(Op::Sub, 1.0, &t.square()?)?.mul(&inner)
        }
        // s (1 - s) (2 + x (1 - 2 s))
        _ => {
            let s = x.sigmoid()?;
            let slope = s.mul(&Tensor::binary(Op::Sub, 1.0, &s)?)?;
            slope.mul(&Tensor::binary(Op::Sub, 1.0, &s.mul(2.0)?)?.mul(x)?.add(2.0)?)
        }
    }
}

impl Tensor {
    /// `ln(1 + e^(beta x)) / beta`, and `x` itself where `beta x` is above the threshold, as PyTorch's.
    pub fn softplus(&self, beta: f64, threshold: f64) -> Result<Tensor> {
        self.float_only("softplus")?;
        if self.dtype().is_half() {
            return Ok(self.through_single(|x| x.softplus(beta, threshold))?.named("Softplus"));
        }
        let y = apply(Op::Softplus, Map::Softplus, DType::F32, &[self.into(), beta.into(), threshold.into()])?;
        if !tracked(&[self]) {
            return Ok(y);
        }
        let saved = Saved::input(self);
        let rule: Rule = Box::new(move |g, f| {
            let z = saved.get(f)?.mul(beta)?;
            let bent = g.mul(&z.sigmoid()?)?;
            Ok(Grads::from_iter([Some(Tensor::where_(&z.gt(threshold)?, g, &bent)?)]))
        });
        Ok(y.record(Op::Softplus, &[self], rule))
    }

    /// `scale x` where positive, else `scale alpha (e^(rate x) - 1)` (Clevert et al. 2016; celu and selu are cases of it).
    pub fn elu(&self, alpha: f64, scale: f64, rate: f64) -> Result<Tensor> {
        self.float_only("elu")?;
        if self.dtype().is_half() {
            return Ok(self.through_single(|x| x.elu(alpha, scale, rate))?.named("Elu"));
        }
        // Only what is below 0 goes through e^x, or its overflow would spoil the gradient.
        let below = self.clamp(None, Some(Scalar::Float(0.0)))?.mul(rate)?.expm1()?.mul(alpha * scale)?;
        Ok(Tensor::where_(&self.gt(0.0)?, &self.mul(scale)?, &below)?.named("Elu"))
    }

    /// `x` where positive, else `slope x`.
    pub fn leaky_relu(&self, slope: f64) -> Result<Tensor> {
        self.float_only("leaky_relu")?;
        let y = no_grad(|| Tensor::where_(&self.gt(0.0)?, self, &self.mul(slope)?))?;
        Ok(self.by_slope(y, move |x| x.gt(0.0)?.to_dtype(DType::F32)?.mul(1.0 - slope)?.add(slope)).named("LeakyRelu"))
    }

    /// Held between two numbers. Unlike [`Tensor::clamp`], flat at the bounds themselves.
    pub fn hardtanh(&self, low: f64, high: f64) -> Result<Tensor> {
        let y = no_grad(|| Tensor::where_(&self.le(low)?, low, &Tensor::where_(&self.ge(high)?, high, self)?))?;
        let inside = move |x: &Tensor| x.gt(low)?.logical_and(&x.lt(high)?)?.to_dtype(DType::F32);
        Ok(self.by_slope(y, inside).named("Hardtanh"))
    }

    /// `x` moved towards 0 by `width`, 0 where it would pass it.
    pub fn softshrink(&self, width: f64) -> Result<Tensor> {
        let y = no_grad(|| self.sub(&self.clamp(Some((-width).into()), Some(width.into()))?))?;
        let outside = move |x: &Tensor| x.abs()?.gt(width)?.to_dtype(DType::F32);
        Ok(self.by_slope(y, outside).named("Softshrink"))
    }

    /// `x` where it is further than `width` from 0, else 0.
    pub fn hardshrink(&self, width: f64) -> Result<Tensor> {
        let y = no_grad(|| Tensor::where_(&self.abs()?.le(width)?, 0.0, self))?;
        let outside = move |x: &Tensor| x.abs()?.le(width)?.logical_not()?.to_dtype(DType::F32);
        Ok(self.by_slope(y, outside).named("Hardshrink"))
    }

    /// Records `y`, which is made of straight pieces: the gradient is `g slope(x)`, and the slope itself has gradient 0.
    fn by_slope(&self, y: Tensor, slope: impl Fn(&Tensor) -> Result<Tensor> + 'static) -> Tensor {
        if !tracked(&[self]) || !y.dtype().is_float() {
            return y;
        }
        let saved = Saved::input(self);
        let rule: Rule = Box::new(move |g, f| {
            let x = saved.get(f)?;
            let slope = slope(&x)?;
            let slope = if tracked(&[&x]) { slope.record(Op::Sign, &[&x], flat()) } else { slope };
            Ok(Grads::from_iter([Some(g.mul(&slope)?)]))
        });
        y.record(Op::Clamp, &[self], rule)
    }

    fn float_only(&self, op: &'static str) -> Result<()> {
        if self.dtype().is_float() { Ok(()) } else { Err(Error::dtype(op, self.dtype(), "write x.float() first")) }
    }

    /// Held between two tensors or numbers, broadcast; each may be left out. A bound that acts gets the gradient.
    pub fn clamp_to(&self, low: Option<Arg>, high: Option<Arg>) -> Result<Tensor> {
        let plain = |a: Option<Arg>| match a {
            None => Some(None),
            Some(Arg::Scalar(s)) => Some(Some(s)),
            Some(Arg::Tensor(_)) => None,
        };
        if let (Some(low), Some(high)) = (plain(low), plain(high)) {
            return self.clamp(low, high);
        }
        let y = no_grad(|| {
            let raised = low.map_or(Ok(self.clone()), |low| Tensor::binary(Op::Maximum, self, low))?;
            high.map_or(Ok(raised.clone()), |high| Tensor::binary(Op::Minimum, &raised, high))
        })?;
        let bounds = [low, high].map(|b| if let Some(Arg::Tensor(t)) = b { Some(t.clone()) } else { None });
        let inputs: Vec<&Tensor> = std::iter::once(self).chain(bounds.iter().flatten()).collect();
        if !tracked(&inputs) || !y.dtype().is_float() {
            return Ok(y);
        }
        // A bound given as a number stays one; absent ones are infinite.
        let side = |b: Option<Arg>, end: f64| match b {
            Some(Arg::Tensor(t)) => (Some(Saved::input(t)), end, Some(t.shape().to_vec())),
            Some(Arg::Scalar(s)) => (None, s.to_f64(), None),
            None => (None, end, None),
        };
        let (low, high) = (side(low, f64::NEG_INFINITY), side(high, f64::INFINITY));
        let (saved, shape) = (Saved::input(self), self.shape().to_vec());
        let rule: Rule = Box::new(move |g, f| {
            let x = saved.get(f)?;
            let get = |s: &(Option<Saved>, f64, Option<Vec<usize>>)| -> Result<Tensor> {
                match &s.0 {
                    Some(saved) => saved.get(f),
                    None => Tensor::full(&[], s.1, DType::F32, g.device()),
                }
            };
            let (from, to) = (get(&low)?, get(&high)?);
            let masked = |mask: Tensor, shape: &[usize]| Tensor::where_(&mask, g, 0.0)?.sum_to(shape).map(Some);
            let mut grads = Grads::from_iter([masked(x.ge(&from)?.logical_and(&x.le(&to)?)?, &shape)?]);
            if let Some(shape) = &low.2 {
                grads.push(masked(x.lt(&from)?.logical_and(&from.lt(&to)?)?, shape)?);
            }
            if let Some(shape) = &high.2 {
                grads.push(masked(x.gt(&to)?.logical_or(&to.lt(&from)?)?, shape)?);
            }
            Ok(grads)
        });
        Ok(y.record(Op::Clamp, &inputs, rule))
    }

    /// NaN and infinities replaced; the largest numbers of the dtype stand in for bounds that are left out.
    pub fn nan_to_num(&self, nan: f64, posinf: Option<f64>, neginf: Option<f64>) -> Result<Tensor> {
        if !self.dtype().is_float() {
            return Ok(self.clone());
        }
        let largest = match self.dtype() {
            DType::F16 => 65504.0,
            DType::BF16 => f64::from(f32::from_bits(0x7f7f_0000)),
            _ => f64::from(f32::MAX),
        };
        let (high, low) = (posinf.unwrap_or(largest), neginf.unwrap_or(-largest));
        let high = Tensor::full(&[], high, DType::F32, self.device())?;
        let ends = Tensor::where_(&self.gt(0.0)?, &high, low)?;
        let finite = Tensor::where_(&self.isinf()?, &ends, self)?;
        Ok(Tensor::where_(&self.isnan()?, nan, &finite)?.named("NanToNum"))
    }

    /// `self + weight (end - self)`, from the nearer end as PyTorch does.
    pub fn lerp<'a>(&'a self, end: &'a Tensor, weight: impl Into<Arg<'a>>) -> Result<Tensor> {
        let weight = weight.into();
        let way = end.sub(self)?;
        let from_end = |w: Arg| -> Result<Tensor> {
            let left = match w {
                Arg::Tensor(w) => Tensor::binary(Op::Sub, 1.0, w)?,
                Arg::Scalar(s) => Tensor::full(&[], 1.0 - s.to_f64(), DType::F32, self.device())?,
            };
            end.sub(&way.mul(&left)?)
        };
        let from_start = |w: Arg| self.add(&Tensor::binary(Op::Mul, &way, w)?);
        let y = match weight {
            Arg::Scalar(s) if s.to_f64().abs() < 0.5 => from_start(weight)?,
            Arg::Scalar(_) => from_end(weight)?,
            Arg::Tensor(w) => Tensor::where_(&w.abs()?.lt(0.5)?, &from_start(weight)?, &from_end(weight)?)?,
        };
        Ok(y.named("Lerp"))
    }

    /// `self / other` rounded down, with a gradient of 0: `div(rounding_mode="floor")`.
    pub fn div_floor<'a>(&'a self, other: impl Into<Arg<'a>>) -> Result<Tensor> {
        let other = other.into();
        let y = no_grad(|| Tensor::binary(Op::FloorDivide, self, other))?;
        let others = if let Arg::Tensor(t) = other { Some(t) } else { None };
        let inputs: Vec<&Tensor> = std::iter::once(self).chain(others).collect();
        if !tracked(&inputs) || !y.dtype().is_float() {
            return Ok(y);
        }
        let shapes: Vec<Vec<usize>> = inputs.iter().map(|t| t.shape().to_vec()).collect();
        let rule: Rule = Box::new(move |g, _| {
            shapes.iter().map(|shape| Tensor::zeros(shape, DType::F32, g.device()).map(Some)).collect()
        });
        Ok(y.record(Op::Div, &inputs, rule))
    }

    /// `self / other` cut towards zero: `div(rounding_mode="trunc")`.
    pub fn div_trunc<'a>(&'a self, other: impl Into<Arg<'a>>) -> Result<Tensor> {
        let other = other.into();
        let whole = !self.dtype().is_float()
            && match other {
                Arg::Tensor(t) => !t.dtype().is_float(),
                Arg::Scalar(s) => !s.dtype().is_float(),
            };
        if whole {
            crate::elementwise::no_zero(other)?;
            let dtype = crate::elementwise::result_type(&[self.into(), other]);
            let dtype = if dtype == DType::Bool { DType::I64 } else { dtype };
            return apply(Op::FloorDivide, Map::WholeDivide, dtype, &[self.into(), other]);
        }
        Tensor::binary(Op::Div, self, other)?.trunc()
    }
}
