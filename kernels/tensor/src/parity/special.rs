//! Cases of elementary and special functions, activations, bounds and operations on whole numbers.

use super::table::{PAIRS, SINGLE, Table, input, plain};
use super::{DType, Family, Fill, Input, Lie, Op, Result, Takes, Tensor};

/// Adds the cases of a row, if it is one of this file's.
pub(super) fn cases(t: &mut Table, op: Op) -> bool {
    match op {
        Op::Softplus => softplus(t, op),
        Op::GeluBackward | Op::GeluTanhBackward | Op::SiluBackward => backward(t, op),
        Op::Fmod | Op::Atan2 | Op::Hypot => pairs(t, op),
        _ if crate::special::composite(op).is_some() => single(t, op),
        _ => match op.info().family {
            Family::Map(map) if map.takes() == Takes::Whole => whole(t, op, map.arity()),
            Family::Map(map) if map.arity() == 1 && op as u8 >= Op::Trunc as u8 && map.takes() == Takes::Numbers => {
                single(t, op);
            }
            _ => return false,
        },
    }
    more(t, op);
    true
}

/// Numbers on which the function is defined and not too steep for finite differences.
fn fit(op: Op, x: &Tensor) -> Result<Tensor> {
    match op {
        Op::Asin | Op::Acos | Op::Atanh => x.mul(0.4),
        Op::Tan => x.mul(0.5),
        Op::Acosh => x.add(1.5),
        Op::Log1p => x.mul(0.3),
        _ => Ok(x.clone()),
    }
}

fn single(t: &mut Table, op: Op) {
    let fill = match op {
        Op::Log2 | Op::Log10 | Op::Acosh => Fill::Positive,
        _ => Fill::Real,
    };
    // Steps and kinks lie between the points that finite differences look at.
    let smooth = !matches!(op, Op::Trunc | Op::Frac);
    for &(shape, lie) in SINGLE {
        t.push_with(op, "", vec![input(shape, lie, fill, 1)], smooth, move |x| Tensor::unary(op, &fit(op, &x[0])?));
    }
    t.push_with(op, "beyond", vec![plain(&[9], 1)], false, move |x| Tensor::unary(op, &x[0].mul(60.0)?));
    t.push_with(op, "tiny", vec![plain(&[9], 1)], false, move |x| Tensor::unary(op, &x[0].mul(1e-5)?));
    t.push_with(op, "at the ends", vec![plain(&[9], 1)], false, move |x| {
        let ends = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, 1.0, -1.0, 3.0, -3.0, 6.0];
        Tensor::unary(op, &Tensor::from_f32(&ends, &[9], x[0].device())?)
    });
}

fn softplus(t: &mut Table, op: Op) {
    for &(shape, lie) in SINGLE {
        t.push(op, "", vec![input(shape, lie, Fill::Real, 1)], |x| x[0].softplus(1.0, 20.0));
    }
    t.push_with(op, "beta and threshold", vec![plain(&[40], 1)], false, |x| x[0].mul(5.0)?.softplus(2.0, 3.0));
}

fn backward(t: &mut Table, op: Op) {
    for &(a, la, b, lb) in PAIRS {
        let inputs = vec![input(a, la, Fill::Real, 1), input(b, lb, Fill::Real, 2)];
        t.push(op, "", inputs, move |x| Tensor::binary(op, &x[0], &x[1]));
    }
}

fn pairs(t: &mut Table, op: Op) {
    let fill = if op == Op::Fmod { Fill::Positive } else { Fill::Real };
    let smooth = op != Op::Fmod;
    for &(a, la, b, lb) in PAIRS {
        let inputs = vec![input(a, la, fill, 1), input(b, lb, fill, 2)];
        t.push_with(op, "", inputs, smooth, move |x| Tensor::binary(op, &x[0], &x[1]));
    }
    let one = || vec![input(&[7], Lie::Plain, fill, 1)];
    t.push_with(op, "number on the right", one(), smooth, move |x| Tensor::binary(op, &x[0], 1.7));
    t.push_with(op, "number on the left", one(), smooth, move |x| Tensor::binary(op, 1.7, &x[0]));
    t.push_with(op, "at the ends", one(), false, move |x| {
        let (nan, inf) = (f32::NAN, f32::INFINITY);
        let ends = |v: &[f32]| Tensor::from_f32(v, &[9], x[0].device());
        let a = ends(&[nan, 1.0, inf, -inf, 3.0, -3.0, 0.0, 1e30, 9.0])?;
        let b = ends(&[1.0, nan, 2.0, inf, inf, 2.0, 0.0, 1e30, 3.0])?;
        Tensor::binary(op, &a, &b)
    });
}

fn signed(shape: &[usize], lie: Lie, seed: u32) -> Input {
    input(shape, lie, Fill::Below(19), seed)
}

fn whole(t: &mut Table, op: Op, arity: usize) {
    let truth = |seed| input(&[7], Lie::Plain, Fill::Truth, seed);
    if arity == 1 {
        t.push(op, "", vec![signed(&[3, 4], Lie::Transposed, 1)], move |x| Tensor::unary(op, &x[0].sub(9i64)?));
        t.push(op, "truth", vec![truth(1)], move |x| Tensor::unary(op, &x[0]));
        return;
    }
    for &(a, la, b, lb) in PAIRS {
        t.push(op, "", vec![signed(a, la, 1), signed(b, lb, 2)], move |x| Tensor::binary(op, &x[0].sub(9i64)?, &x[1]));
    }
    t.push(op, "number on the right", vec![signed(&[9], Lie::Plain, 1)], move |x| Tensor::binary(op, &x[0], 3i64));
    if !matches!(op, Op::ShiftLeft | Op::ShiftRight) {
        t.push(op, "truth", vec![truth(1), truth(2)], move |x| Tensor::binary(op, &x[0], &x[1]));
    }
}

/// What belongs to a row but is called by another name.
fn more(t: &mut Table, op: Op) {
    let real = |seed| plain(&[3, 8], seed);
    match op {
        Op::Fmod => {
            let pair = || vec![signed(&[5, 4], Lie::Plain, 1), input(&[4], Lie::Plain, Fill::Below(7), 2)];
            type Binary = fn(&Tensor, &Tensor) -> Result<Tensor>;
            let exact: [(&str, Binary); 5] = [
                ("fmod", |a, b| a.fmod(b)),
                ("remainder", |a, b| a.remainder(b)),
                ("floor_divide", |a, b| a.floor_divide(b)),
                ("div_trunc", |a, b| a.div_trunc(b)),
                ("pow", |a, b| a.pow(b)),
            ];
            for (name, f) in exact {
                t.push(op, &format!("{name} of whole numbers"), pair(), move |x| f(&x[0].sub(9i64)?, &x[1].sub(7i64)?));
            }
        }
        Op::Selu => {
            t.push(op, "elu", vec![real(1)], |x| x[0].elu(0.7, 1.0, 1.0));
            t.push(op, "celu", vec![real(1)], |x| x[0].elu(0.7, 1.0, 1.0 / 0.7));
            t.push(op, "leaky_relu", vec![real(1)], |x| x[0].leaky_relu(0.1));
            t.push_with(op, "far up", vec![real(1)], false, |x| x[0].mul(100.0)?.elu(1.0, 1.0, 1.0));
        }
        Op::Frac => {
            t.push_with(op, "lerp", vec![real(1), real(2)], false, |x| x[0].lerp(&x[1], 0.3));
            t.push_with(op, "lerp by a tensor", vec![real(1), real(2), real(3)], false, |x| x[0].lerp(&x[1], &x[2]));
        }
        Op::IsFinite => {
            t.push_with(op, "nan_to_num", vec![real(1)], false, |x| {
                let ends = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1.0, -2.0, 0.5, 7.0, 8.0];
                x[0].mul(&Tensor::from_f32(&ends, &[8], x[0].device())?)?.nan_to_num(1.0, None, Some(-2.0))
            });
        }
        Op::Relu6 => {
            t.push_with(op, "clamp between tensors", vec![real(1), plain(&[8], 2), plain(&[3, 1], 3)], false, |x| {
                x[0].clamp_to(Some((&x[1]).into()), Some((&x[2]).into()))
            });
            t.push_with(op, "clamp from a tensor up to a number", vec![real(1), plain(&[8], 2)], false, |x| {
                x[0].clamp_to(Some((&x[1]).into()), Some(0.9.into()))
            });
        }
        Op::Trunc => {
            let whole = vec![signed(&[9], Lie::Plain, 1)];
            t.push(op, "of whole numbers", whole, |x| x[0].trunc()?.to_dtype(DType::F32));
        }
        _ => {}
    }
}
