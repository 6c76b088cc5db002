//! The polynomial functions against f64: largest error over their range, and the special values.

use tensor::{Device::Cpu, Op, Result, Tensor};

/// Largest error of `op` over `n` points from `low` to `high`, relative to `1 + |exact|` if `mixed`, else to `|exact|`.
fn check(op: Op, exact: fn(f64) -> f64, low: f32, high: f32, mixed: bool, limit: f64) -> Result<()> {
    cpu::register();
    let n = 100_003;
    let points: Vec<f32> = (0..n).map(|i| low + (high - low) * (i as f32 / (n - 1) as f32)).collect();
    let found = Tensor::unary(op, &Tensor::from_f32(&points, &[n], Cpu)?)?.to_f32()?;
    let (mut worst, mut at) = (0.0, 0.0);
    for (x, y) in points.iter().zip(found) {
        let e = exact(f64::from(*x));
        let scale = if mixed { 1.0 + e.abs() } else { e.abs().max(f64::from(f32::MIN_POSITIVE)) };
        let error = (f64::from(y) - e).abs() / scale;
        if error > worst {
            (worst, at) = (error, *x);
        }
    }
    assert!(worst <= limit, "{}: error {worst:e} at {at}, allowed {limit:e}", op.info().name);
    Ok(())
}

#[test]
fn errors_stay_below_what_is_stated() -> Result<()> {
    check(Op::Exp, f64::exp, -87.0, 88.7, false, 2e-7)?;
    check(Op::Log, f64::ln, 1e-30, 1e-3, false, 2e-7)?;
    check(Op::Log, f64::ln, 1e-3, 1e4, true, 2e-7)?;
    check(Op::Tanh, f64::tanh, -12.0, 12.0, false, 3e-7)?;
    check(Op::Sin, f64::sin, -1000.0, 1000.0, true, 2e-7)?;
    check(Op::Cos, f64::cos, -1000.0, 1000.0, true, 2e-7)
}

#[test]
fn special_values_are_ieee() -> Result<()> {
    cpu::register();
    let (inf, nan) = (f32::INFINITY, f32::NAN);
    let same = |op: Op, x: &[f32], expected: &[f32]| -> Result<()> {
        let found = Tensor::unary(op, &Tensor::from_f32(x, &[x.len()], Cpu)?)?.to_f32()?;
        let equal = found.iter().zip(expected).all(|(f, e)| f == e || (f.is_nan() && e.is_nan()));
        assert!(equal, "{}: {found:?}, expected {expected:?}", op.info().name);
        Ok(())
    };
    same(Op::Exp, &[inf, -inf, nan, 0.0, 100.0, -110.0], &[inf, 0.0, nan, 1.0, inf, 0.0])?;
    same(Op::Log, &[0.0, -0.0, -1.0, inf, nan, 1.0], &[-inf, -inf, nan, inf, nan, 0.0])?;
    same(Op::Tanh, &[inf, -inf, nan, 0.0, 100.0, -100.0], &[1.0, -1.0, nan, 0.0, 1.0, -1.0])?;
    same(Op::Relu, &[nan, -inf, inf, -0.5], &[nan, 0.0, inf, 0.0])?;
    let x = Tensor::from_f32(&[nan, 1.0, 2.0], &[3], Cpu)?;
    assert!(x.amax(&[], false)?.to_f32()?[0].is_nan());
    assert_eq!(x.argmax(None, false)?.to_i64()?, [0]);
    assert!(x.maximum(0.0)?.to_f32()?[0].is_nan());
    Ok(())
}
