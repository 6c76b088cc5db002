//! Elementary and special functions and the activations built on them. Polynomials: S. Moshier, Cephes, single precision.
#![allow(clippy::excessive_precision)]

use macros::kernel;

/// Whether the value is infinite.
#[kernel]
fn isinf(a: f32) -> bool {
    is_inf(a)
}
/// Whether the value is a number and not infinite.
#[kernel]
fn isfinite(a: f32) -> bool {
    !(is_nan(a) || is_inf(a))
}
/// Cut towards zero.
#[kernel]
fn trunc(a: f32) -> f32 {
    if a < 0.0 { -floor(-a) } else { floor(a) }
}
/// What is left of `a` after dividing by `b`; it has the sign of `a`.
#[kernel]
fn fmod(a: f32, b: f32) -> f32 {
    let n = abs(a);
    let d = abs(b);
    // The quotient may be rounded to the next whole number.
    let r = n - floor(n / d) * d;
    let r = if r < 0.0 { r + d } else { r };
    let r = if r >= d { r - d } else { r };
    let r = if is_inf(b) && !is_inf(a) { n } else { r };
    if a < 0.0 { -r } else { r }
}
/// Logarithm to base 2.
#[kernel]
fn log2(a: f32) -> f32 {
    log2(a)
}
/// `ln(1 + a)`, exact near 0.
#[kernel]
fn log1p(a: f32) -> f32 {
    log1p(a)
}
/// `e^a - 1`, exact near 0.
#[kernel]
fn expm1(a: f32) -> f32 {
    let p = 1.0 / 362880.0 * a + 1.0 / 40320.0;
    let p = p * a + 1.0 / 5040.0;
    let p = p * a + 1.0 / 720.0;
    let p = p * a + 1.0 / 120.0;
    let p = p * a + 1.0 / 24.0;
    let p = p * a + 1.0 / 6.0;
    let p = p * a + 0.5;
    if abs(a) < 0.5 { p * a * a + a } else { exp(a) - 1.0 }
}
/// Hyperbolic sine.
#[kernel]
fn sinh(a: f32) -> f32 {
    let z = a * a;
    let p = 1.0 / 362880.0 * z + 1.0 / 5040.0;
    let p = p * z + 1.0 / 120.0;
    let p = p * z + 1.0 / 6.0;
    let n = abs(a);
    // Half of e^n in two factors: e^n itself may be too large where its half is not.
    let h = exp(0.5 * n);
    let big = 0.5 * h * h - 0.5 / h / h;
    let signed = if a < 0.0 { -big } else { big };
    if is_nan(a) {
        a
    } else if n < 1.0 {
        p * z * a + a
    } else {
        signed
    }
}
/// Hyperbolic cosine.
#[kernel]
fn cosh(a: f32) -> f32 {
    let h = exp(0.5 * abs(a));
    0.5 * h * h + 0.5 / h / h
}
/// Arc sine; not a number outside -1 to 1.
#[kernel]
fn asin(a: f32) -> f32 {
    let n = abs(a);
    let half = n > 0.5;
    let z = if half { 0.5 * (1.0 - n) } else { n * n };
    let x = if half { sqrt(max(z, 0.0)) } else { n };
    let p = 4.2163199048e-2 * z + 2.4181311049e-2;
    let p = p * z + 4.5470025998e-2;
    let p = p * z + 7.4953002686e-2;
    let p = p * z + 1.6666752422e-1;
    let y = p * z * x + x;
    let y = if half { 1.5707963267948966 - 2.0 * y } else { y };
    let y = if a < 0.0 { -y } else { y };
    if n <= 1.0 { y } else { nan(a) }
}
/// Arc cosine; not a number outside -1 to 1.
#[kernel]
fn acos(a: f32) -> f32 {
    let n = abs(a);
    let half = n > 0.5;
    let z = if half { 0.5 * (1.0 - n) } else { n * n };
    let x = if half { sqrt(max(z, 0.0)) } else { a };
    let p = 4.2163199048e-2 * z + 2.4181311049e-2;
    let p = p * z + 4.5470025998e-2;
    let p = p * z + 7.4953002686e-2;
    let p = p * z + 1.6666752422e-1;
    let y = p * z * x + x;
    let outer = if a < 0.0 { 3.1415926535897932 - 2.0 * y } else { 2.0 * y };
    let y = if half { outer } else { 1.5707963267948966 - y };
    if n <= 1.0 { y } else { nan(a) }
}
/// Arc tangent.
#[kernel]
fn atan(a: f32) -> f32 {
    let n = abs(a);
    let large = n > 2.414213562373095;
    let middle = n > 0.4142135623730951;
    let start = if large {
        1.5707963267948966
    } else if middle {
        0.7853981633974483
    } else {
        0.0
    };
    let x = if large {
        -1.0 / n
    } else if middle {
        (n - 1.0) / (n + 1.0)
    } else {
        n
    };
    let z = x * x;
    let p = 8.05374449538e-2 * z - 1.38776856032e-1;
    let p = p * z + 1.99777106478e-1;
    let p = p * z - 3.33329491539e-1;
    let y = start + (p * z * x + x);
    if a < 0.0 { -y } else { y }
}
/// Inverse of the hyperbolic sine.
#[kernel]
fn asinh(a: f32) -> f32 {
    let n = abs(a);
    let z = n * n;
    let y = log1p(n + z / (1.0 + sqrt(1.0 + z)));
    let y = if n > 10000.0 { log(n) + 0.6931471805599453 } else { y };
    if a < 0.0 { -y } else { y }
}
/// Inverse of the hyperbolic cosine; not a number below 1.
#[kernel]
fn acosh(a: f32) -> f32 {
    let t = a - 1.0;
    let y = log1p(t + sqrt(max(t * (t + 2.0), 0.0)));
    let y = if a > 10000.0 { log(a) + 0.6931471805599453 } else { y };
    if a >= 1.0 { y } else { nan(a) }
}
/// Angle of the point (`b`, `a`), between -pi and pi. The sign of zero does not count.
#[kernel]
fn atan2(a: f32, b: f32) -> f32 {
    let n = abs(a);
    let m = abs(b);
    let steep = n > m;
    let top = if steep { m } else { n };
    let bottom = if steep { n } else { m };
    let both = is_inf(a) && is_inf(b);
    let t = if both {
        1.0
    } else if bottom == 0.0 {
        0.0
    } else {
        top / bottom
    };
    let middle = t > 0.4142135623730951;
    let x = if middle { (t - 1.0) / (t + 1.0) } else { t };
    let z = x * x;
    let p = 8.05374449538e-2 * z - 1.38776856032e-1;
    let p = p * z + 1.99777106478e-1;
    let p = p * z - 3.33329491539e-1;
    let y = p * z * x + x;
    let y = if middle { y + 0.7853981633974483 } else { y };
    let y = if steep { 1.5707963267948966 - y } else { y };
    let y = if b < 0.0 { 3.1415926535897932 - y } else { y };
    let y = if a < 0.0 { -y } else { y };
    if is_nan(a) || is_nan(b) { nan(a) } else { y }
}
/// `sqrt(a^2 + b^2)` without overflow.
#[kernel]
fn hypot(a: f32, b: f32) -> f32 {
    let n = abs(a);
    let m = abs(b);
    let big = if n > m { n } else { m };
    let r = if n > m { m / n } else { n / m };
    let y = if big > 0.0 { big * sqrt(1.0 + r * r) } else { big };
    if is_inf(a) {
        n
    } else if is_inf(b) {
        m
    } else if is_nan(a) || is_nan(b) {
        nan(a)
    } else {
        y
    }
}
/// Error function.
#[kernel]
fn erf(a: f32) -> f32 {
    erf(a)
}
/// `a` times the normal distribution function at `a`.
#[kernel]
fn gelu(a: f32) -> f32 {
    0.5 * a * (1.0 + erf(a * 0.7071067811865476))
}
/// Gradient of gelu: `g (Phi(a) + a phi(a))`.
#[kernel]
fn gelu_backward(g: f32, a: f32) -> f32 {
    let phi = 0.3989422804014327 * exp(-0.5 * a * a);
    g * (0.5 * (1.0 + erf(a * 0.7071067811865476)) + a * phi)
}
/// gelu by its approximation with tanh.
#[kernel]
fn gelu_tanh(a: f32) -> f32 {
    0.5 * a * (1.0 + tanh(0.7978845608028654 * (a + 0.044715 * a * a * a)))
}
/// Gradient of gelu by tanh.
#[kernel]
fn gelu_tanh_backward(g: f32, a: f32) -> f32 {
    let t = tanh(0.7978845608028654 * (a + 0.044715 * a * a * a));
    let slope = 0.7978845608028654 * (1.0 + 0.134145 * a * a);
    g * (0.5 * (1.0 + t) + 0.5 * a * (1.0 - t * t) * slope)
}
/// `a` times its sigmoid.
#[kernel]
fn silu(a: f32) -> f32 {
    a / (1.0 + exp(-a))
}
/// Gradient of silu: `g s (1 + a (1 - s))` with the sigmoid `s`.
#[kernel]
fn silu_backward(g: f32, a: f32) -> f32 {
    let s = 1.0 / (1.0 + exp(-a));
    g * s * (1.0 + a * (1.0 - s))
}
/// `ln(1 + e^(beta a)) / beta`; `a` itself where `beta a` is above the threshold.
#[kernel]
fn softplus(a: f32, beta: f32, threshold: f32) -> f32 {
    let z = a * beta;
    if z > threshold { a } else { log1p(exp(z)) / beta }
}
