//! Elementary functions on lanes, by range reduction and polynomials (coefficients: S. Moshier, Cephes, single
//! precision). Largest relative errors, measured against f64 by the tests of the SIMD backend: exp 2e-7, log 2e-7
//! (absolute near 1), tanh 3e-7, sin and cos 2e-7 absolute up to 1e4 radians, pow 1e-5 while |y log x| < 80.

// The published digits are kept, though f32 does not hold all of them.
#![allow(clippy::excessive_precision)]

use crate::lane::Lane;

#[inline(always)]
fn poly<V: Lane, const N: usize>(x: V, c: [f32; N]) -> V {
    let mut y = V::splat(c[0]);
    for k in c.into_iter().skip(1) {
        y = y.mul_add(x, V::splat(k));
    }
    y
}

/// e^x. Overflows to infinity above 88.7228, underflows through subnormals to 0 below -103.97.
#[inline(always)]
pub fn exp<V: Lane>(x: V) -> V {
    let clamped = x.max(V::splat(-104.0)).min(V::splat(89.0));
    let n = clamped.mul_add(V::splat(std::f32::consts::LOG2_E), V::splat(0.5)).floor();
    let r = n.mul_add(V::splat(-0.693_359_4), clamped);
    let r = n.mul_add(V::splat(2.121_944_4e-4), r);
    let p = poly(r, [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5]);
    let y = p.mul(r.mul(r)).add(r).add(V::splat(1.0));
    // 2^n in two halves: n itself may lie outside the range of one exponent field.
    let half = n.mul(V::splat(0.5)).floor();
    let y = y.mul(half.exp2_int()).mul(n.sub(half).exp2_int());
    V::select(x.is_nan(), x, y)
}

/// `x = (1 + m) 2^e` with `1 + m` between the square roots of 1/2 and 2: (m, e).
#[inline(always)]
fn normal<V: Lane>(x: V) -> (V, V) {
    // Subnormals are scaled into the normal range first.
    let tiny = x.lt(V::splat(f32::MIN_POSITIVE));
    let scaled = V::select(tiny, x.mul(V::splat(8_388_608.0)), x);
    let (m, e) = scaled.split();
    let e = V::select(tiny, e.sub(V::splat(23.0)), e);
    let low = m.lt(V::splat(std::f32::consts::FRAC_1_SQRT_2));
    let e = V::select(low, e.sub(V::splat(1.0)), e);
    (V::select(low, m.add(m), m).sub(V::splat(1.0)), e)
}

/// ln(1 + m) - m + m^2 / 2 for `m` of [`normal`].
#[inline(always)]
fn log_rest<V: Lane>(m: V) -> V {
    let p = poly(
        m,
        [
            7.037_683_6e-2,
            -1.151_461e-1,
            1.167_699_9e-1,
            -1.242_014_1e-1,
            1.424_932_3e-1,
            -1.666_805_7e-1,
            2.000_071_4e-1,
            -2.499_999_4e-1,
            3.333_333_1e-1,
        ],
    );
    p.mul(m).mul(m.mul(m))
}

/// A logarithm `y` of `x`, put right at the ends: -inf at 0, NaN below.
#[inline(always)]
fn log_ends<V: Lane>(x: V, y: V) -> V {
    let y = V::select(x.eq(V::splat(f32::INFINITY)), x, y);
    let y = V::select(x.eq(V::splat(0.0)), V::splat(f32::NEG_INFINITY), y);
    let y = V::select(x.lt(V::splat(0.0)), V::splat(f32::NAN), y);
    V::select(x.is_nan(), x, y)
}

/// ln(x): -inf at 0, NaN below.
#[inline(always)]
pub fn log<V: Lane>(x: V) -> V {
    let (m, e) = normal(x);
    let y = e.mul_add(V::splat(-2.121_944_4e-4), log_rest(m));
    let y = m.mul(m).mul_add(V::splat(-0.5), y);
    log_ends(x, e.mul_add(V::splat(0.693_359_4), m.add(y)))
}

/// Logarithm to base 2, exact at whole powers: -inf at 0, NaN below.
#[inline(always)]
pub fn log2<V: Lane>(x: V) -> V {
    let (m, e) = normal(x);
    let y = m.mul(m).mul_add(V::splat(-0.5), log_rest(m)).add(m);
    log_ends(x, y.mul_add(V::splat(std::f32::consts::LOG2_E), e))
}

/// ln(1 + x): near 0 as 2 artanh(x / (2 + x)), whose series starts with x.
#[inline(always)]
pub fn log1p<V: Lane>(x: V) -> V {
    let s = x.div(x.add(V::splat(2.0)));
    let z = s.mul(s);
    let p = poly(z, [1.0 / 13.0, 1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 0.2, 1.0 / 3.0]);
    let s = s.add(s);
    let small = p.mul(z).mul_add(s, s);
    V::select(x.abs().le(V::splat(0.5)), small, log(x.add(V::splat(1.0))))
}

/// The error function: a polynomial up to 1, 1 - erfc(x) from there on. Largest error 1.5e-7.
#[inline(always)]
pub fn erf<V: Lane>(x: V) -> V {
    let z = x.mul(x);
    let small = poly(
        z,
        [7.853_861e-5, -8.010_194e-4, 5.188_327_7e-3, -2.685_381_2e-2, 0.112_835_85, -0.376_126_26, 1.128_379_2],
    );
    // erf is 1 to the last bit from 4 on.
    let a = x.abs().min(V::splat(4.0));
    let q = V::splat(1.0).div(a.max(V::splat(1.0)));
    let y = q.mul(q);
    let near = poly(
        y,
        [
            2.326_82e-2,
            -0.138_703_94,
            0.368_742_47,
            -0.582_473_3,
            0.621_000_47,
            -0.494_451_53,
            0.340_488,
            -0.274_112_7,
            0.563_825_94,
        ],
    );
    let far = poly(
        y,
        [-10.477_664, 12.977_2, -7.495_518_7, 2.921_019, -1.015_265_3, 0.421_846_34, -0.282_076_74, 0.564_189_5],
    );
    let p = V::select(a.lt(V::splat(2.0)), near, far);
    let big = V::splat(1.0).sub(exp(a.mul(a).neg()).mul(q).mul(p));
    let big = V::select(x.lt(V::splat(0.0)), big.neg(), big);
    V::select(x.is_nan(), x, V::select(a.lt(V::splat(1.0)), x.mul(small), big))
}

/// tanh(x): a polynomial near zero, where `1 - 2 / (e^2x + 1)` would cancel, and the exponential elsewhere.
#[inline(always)]
pub fn tanh<V: Lane>(x: V) -> V {
    let z = x.mul(x);
    let p = poly(z, [-5.704_988_7e-3, 2.063_908_9e-2, -5.373_971_5e-2, 1.333_144_2e-1, -3.333_328_2e-1]);
    let small = p.mul(z).mul_add(x, x);
    let a = x.abs();
    let e = exp(a.add(a));
    let big = V::splat(1.0).sub(V::splat(2.0).div(e.add(V::splat(1.0))));
    let big = V::select(x.lt(V::splat(0.0)), big.neg(), big);
    V::select(x.is_nan(), x, V::select(a.lt(V::splat(0.625)), small, big))
}

/// Quadrant (as a number modulo 4) and remainder of x by pi/2, in three parts of pi/2 (Cody and Waite).
#[inline(always)]
fn quadrant<V: Lane>(x: V) -> (V, V) {
    let n = x.mul_add(V::splat(std::f32::consts::FRAC_2_PI), V::splat(0.5)).floor();
    let r = n.mul_add(V::splat(-1.570_312_5), x);
    let r = n.mul_add(V::splat(-4.837_512_969_970_703e-4), r);
    let r = n.mul_add(V::splat(-7.549_790_126_404_332e-8), r);
    let q = n.sub(n.mul(V::splat(0.25)).floor().mul(V::splat(4.0)));
    (q, r)
}

#[inline(always)]
fn sin_cos<V: Lane>(q: V, r: V) -> V {
    let z = r.mul(r);
    let s = poly(z, [-1.951_529_6e-4, 8.332_161e-3, -1.666_665_5e-1]).mul(z).mul_add(r, r);
    let c = poly(z, [2.443_315_7e-5, -1.388_731_6e-3, 4.166_664_6e-2]).mul(z.mul(z));
    let c = z.mul_add(V::splat(-0.5), c).add(V::splat(1.0));
    let odd = V::or(q.eq(V::splat(1.0)), q.eq(V::splat(3.0)));
    let y = V::select(odd, c, s);
    V::select(q.ge(V::splat(2.0)), y.neg(), y)
}

/// sin(x), x in radians.
#[inline(always)]
pub fn sin<V: Lane>(x: V) -> V {
    let (q, r) = quadrant(x);
    sin_cos(q, r)
}

/// cos(x), x in radians.
#[inline(always)]
pub fn cos<V: Lane>(x: V) -> V {
    let (q, r) = quadrant(x);
    let q = q.add(V::splat(1.0));
    sin_cos(V::select(q.ge(V::splat(4.0)), q.sub(V::splat(4.0)), q), r)
}

/// x^y = e^(y ln |x|), with the sign of a negative base raised to an odd whole number, NaN for other powers of it.
#[inline(always)]
pub fn pow<V: Lane>(x: V, y: V) -> V {
    let one = V::splat(1.0);
    let magnitude = exp(y.mul(log(x.abs())));
    let whole = y.floor().eq(y);
    let half = y.mul(V::splat(0.5));
    let odd = V::and(whole, half.floor().ne(half));
    let signed = V::select(odd, magnitude.neg(), magnitude);
    let negative = V::select(V::or(whole, x.eq(V::splat(f32::NEG_INFINITY))), signed, V::splat(f32::NAN));
    let result = V::select(x.lt(V::splat(0.0)), negative, magnitude);
    V::select(V::or(y.eq(V::splat(0.0)), x.eq(one)), one, result)
}
