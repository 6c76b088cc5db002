//! Every elementwise kernel, written once. `#[kernel]` makes the WGSL function and the SIMD function from it.
//!
//! Rules that hold here: NaN goes through (`maximum`, `relu`, `clamp` return NaN for NaN, as PyTorch does), and both
//! branches of an `if` are evaluated.
#![allow(missing_docs, unused_variables, clippy::nonminimal_bool, clippy::neg_multiply)]

mod special;
mod whole;

use macros::kernel;
pub use special::*;
pub use whole::*;

/// `a + b`
#[kernel(int)]
fn add(a: f32, b: f32) -> f32 {
    a + b
}
/// `a - b`
#[kernel(int)]
fn sub(a: f32, b: f32) -> f32 {
    a - b
}
/// `a * b`
#[kernel(int)]
fn mul(a: f32, b: f32) -> f32 {
    a * b
}
/// `a / b`
#[kernel]
fn div(a: f32, b: f32) -> f32 {
    a / b
}
/// `a` to the power of `b`.
#[kernel]
fn pow(a: f32, b: f32) -> f32 {
    pow(a, b)
}
/// The quotient rounded down.
#[kernel]
fn floor_divide(a: f32, b: f32) -> f32 {
    floor(a / b)
}
/// What is left of `a` after dividing by `b`; it has the sign of `b`.
#[kernel]
fn remainder(a: f32, b: f32) -> f32 {
    a - floor(a / b) * b
}
/// Larger of the two; NaN wins.
#[kernel(int)]
fn maximum(a: f32, b: f32) -> f32 {
    if a > b || is_nan(a) { a } else { b }
}
/// Smaller of the two; NaN wins.
#[kernel(int)]
fn minimum(a: f32, b: f32) -> f32 {
    if a < b || is_nan(a) { a } else { b }
}

/// `-a`
#[kernel(int)]
fn neg(a: f32) -> f32 {
    -a
}
/// Absolute value.
#[kernel(int)]
fn abs(a: f32) -> f32 {
    abs(a)
}
/// -1, 0 or 1; 0 for NaN.
#[kernel(int)]
fn sign(a: f32) -> f32 {
    if a > 0.0 {
        1.0
    } else if a < 0.0 {
        -1.0
    } else {
        0.0
    }
}
/// `a * a`
#[kernel(int)]
fn square(a: f32) -> f32 {
    a * a
}
/// e to the power of `a`.
#[kernel]
fn exp(a: f32) -> f32 {
    exp(a)
}
/// Natural logarithm.
#[kernel]
fn log(a: f32) -> f32 {
    log(a)
}
/// Square root.
#[kernel]
fn sqrt(a: f32) -> f32 {
    sqrt(a)
}
/// `1 / sqrt(a)`
#[kernel]
fn rsqrt(a: f32) -> f32 {
    1.0 / sqrt(a)
}
/// `1 / a`
#[kernel]
fn reciprocal(a: f32) -> f32 {
    1.0 / a
}
/// Hyperbolic tangent.
#[kernel]
fn tanh(a: f32) -> f32 {
    tanh(a)
}
/// Sine of radians.
#[kernel]
fn sin(a: f32) -> f32 {
    sin(a)
}
/// Cosine of radians.
#[kernel]
fn cos(a: f32) -> f32 {
    cos(a)
}
/// `1 / (1 + e^-a)`
#[kernel]
fn sigmoid(a: f32) -> f32 {
    1.0 / (1.0 + exp(-a))
}
/// `a` where positive, else 0.
#[kernel(int)]
fn relu(a: f32) -> f32 {
    if a <= 0.0 { 0.0 } else { a }
}
/// Largest whole number not above `a`.
#[kernel]
fn floor(a: f32) -> f32 {
    floor(a)
}
/// Smallest whole number not below `a`.
#[kernel]
fn ceil(a: f32) -> f32 {
    -floor(-a)
}
/// Nearest whole number, halves to the even one.
#[kernel]
fn round(a: f32) -> f32 {
    let down = floor(a);
    let rest = a - down;
    let even = floor(down * 0.5) * 2.0;
    if rest < 0.5 {
        down
    } else if rest > 0.5 {
        down + 1.0
    } else if even == down {
        down
    } else {
        down + 1.0
    }
}
/// Whether the value is not a number.
#[kernel]
fn isnan(a: f32) -> bool {
    is_nan(a)
}

/// `a == b`
#[kernel(int)]
fn eq(a: f32, b: f32) -> bool {
    a == b
}
/// `a != b`
#[kernel(int)]
fn ne(a: f32, b: f32) -> bool {
    a != b
}
/// `a < b`
#[kernel(int)]
fn lt(a: f32, b: f32) -> bool {
    a < b
}
/// `a <= b`
#[kernel(int)]
fn le(a: f32, b: f32) -> bool {
    a <= b
}
/// `a > b`
#[kernel(int)]
fn gt(a: f32, b: f32) -> bool {
    a > b
}
/// `a >= b`
#[kernel(int)]
fn ge(a: f32, b: f32) -> bool {
    a >= b
}

/// Both.
#[kernel(int)]
fn logical_and(a: bool, b: bool) -> bool {
    a && b
}
/// Either.
#[kernel(int)]
fn logical_or(a: bool, b: bool) -> bool {
    a || b
}
/// Exactly one.
#[kernel(int)]
fn logical_xor(a: bool, b: bool) -> bool {
    (a || b) && !(a && b)
}
/// The opposite.
#[kernel(int)]
fn logical_not(a: bool) -> bool {
    !a
}

/// `a` where the condition holds, else `b`.
#[kernel(int)]
fn where_(c: bool, a: f32, b: f32) -> f32 {
    if c { a } else { b }
}
/// `a * b + c`; [`crate::program::Program::contract`] makes it from the two.
#[kernel]
fn mul_add(a: f32, b: f32, c: f32) -> f32 {
    a * b + c
}
/// `a` held between `low` and `high`; `high` wins where they cross.
#[kernel(int)]
fn clamp(a: f32, low: f32, high: f32) -> f32 {
    let raised = if a < low { low } else { a };
    if raised > high { high } else { raised }
}

/// Gradient of relu: `g` where the output was positive.
#[kernel]
fn relu_backward(g: f32, y: f32) -> f32 {
    if y > 0.0 { g } else { 0.0 }
}
/// Gradient of tanh: `g (1 - y^2)`.
#[kernel]
fn tanh_backward(g: f32, y: f32) -> f32 {
    g * (1.0 - y * y)
}
/// Gradient of sigmoid: `g y (1 - y)`.
#[kernel]
fn sigmoid_backward(g: f32, y: f32) -> f32 {
    g * y * (1.0 - y)
}
