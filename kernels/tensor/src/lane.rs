//! `Lane`: the few vector operations from which every elementwise kernel is built, and the scalar that defines them.
//!
//! A port to a new instruction set is one implementation of this trait. `exp`, `log` and the like
//! come from [`crate::approx`] unless an implementation knows better, as `f32` does.

use crate::approx;

/// A vector of `WIDTH` f32 values. All operations are per element and follow IEEE 754.
pub trait Lane: Copy {
    /// Result of a comparison.
    type Mask: Copy;
    /// Number of values.
    const WIDTH: usize;

    /// All lanes hold `x`.
    fn splat(x: f32) -> Self;
    /// Reads `WIDTH` values; no alignment needed.
    ///
    /// # Safety
    /// `p` must be readable for `WIDTH` values.
    unsafe fn load(p: *const f32) -> Self;
    /// Writes `WIDTH` values; no alignment needed.
    ///
    /// # Safety
    /// `p` must be writable for `WIDTH` values.
    unsafe fn store(self, p: *mut f32);
    /// Reads `WIDTH` words as truth values (nonzero is true).
    ///
    /// # Safety
    /// `p` must be readable for `WIDTH` words.
    unsafe fn load_mask(p: *const u32) -> Self::Mask;
    /// Writes `WIDTH` words, 1 for true and 0 for false.
    ///
    /// # Safety
    /// `p` must be writable for `WIDTH` words.
    unsafe fn store_mask(m: Self::Mask, p: *mut u32);

    /// `self + b`
    fn add(self, b: Self) -> Self;
    /// `self - b`
    fn sub(self, b: Self) -> Self;
    /// `self * b`
    fn mul(self, b: Self) -> Self;
    /// `self / b`
    fn div(self, b: Self) -> Self;
    /// `self * b + c`, fused where the machine can.
    fn mul_add(self, b: Self, c: Self) -> Self {
        self.mul(b).add(c)
    }
    /// `-self`, also of zero and NaN.
    fn neg(self) -> Self;
    /// Smaller value; unspecified if one is NaN.
    fn min(self, b: Self) -> Self;
    /// Larger value; unspecified if one is NaN.
    fn max(self, b: Self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Largest whole number not above.
    fn floor(self) -> Self;

    /// `self < b`
    fn lt(self, b: Self) -> Self::Mask;
    /// `self <= b`
    fn le(self, b: Self) -> Self::Mask;
    /// `self > b`
    fn gt(self, b: Self) -> Self::Mask {
        b.lt(self)
    }
    /// `self >= b`
    fn ge(self, b: Self) -> Self::Mask {
        b.le(self)
    }
    /// `self == b`
    fn eq(self, b: Self) -> Self::Mask;
    /// `self != b`; true if one is NaN.
    fn ne(self, b: Self) -> Self::Mask {
        Self::not(self.eq(b))
    }
    /// Whether the value is not a number.
    fn is_nan(self) -> Self::Mask {
        self.ne(self)
    }
    /// Whether the value is infinite.
    fn is_inf(self) -> Self::Mask {
        self.abs().eq(Self::splat(f32::INFINITY))
    }
    /// Not a number, whatever the value.
    fn nan(self) -> Self {
        Self::splat(f32::NAN)
    }
    /// Both.
    fn and(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Either.
    fn or(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Neither.
    fn not(a: Self::Mask) -> Self::Mask;
    /// `yes` where the mask is true, else `no`.
    fn select(m: Self::Mask, yes: Self, no: Self) -> Self;

    /// `2^n` for a whole number `n` in -126..=127.
    fn exp2_int(self) -> Self;
    /// Splits a positive normal number `m * 2^e`, `0.5 <= m < 1`, into `(m, e)`.
    fn split(self) -> (Self, Self);

    /// e to the power of the value.
    fn exp(self) -> Self {
        approx::exp(self)
    }
    /// Natural logarithm.
    fn log(self) -> Self {
        approx::log(self)
    }
    /// Logarithm to base 2.
    fn log2(self) -> Self {
        approx::log2(self)
    }
    /// ln(1 + x), exact near 0.
    fn log1p(self) -> Self {
        approx::log1p(self)
    }
    /// The error function; the polynomials of [`approx::erf`] are its definition here.
    fn erf(self) -> Self {
        approx::erf(self)
    }
    /// Hyperbolic tangent.
    fn tanh(self) -> Self {
        approx::tanh(self)
    }
    /// Sine of radians.
    fn sin(self) -> Self {
        approx::sin(self)
    }
    /// Cosine of radians.
    fn cos(self) -> Self {
        approx::cos(self)
    }
    /// `self` to the power of `b`.
    fn pow(self, b: Self) -> Self {
        approx::pow(self, b)
    }
}

/// The definition: one value, the standard library's functions.
impl Lane for f32 {
    type Mask = bool;
    const WIDTH: usize = 1;

    #[inline(always)]
    fn splat(x: f32) -> Self {
        x
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self {
        unsafe { *p }
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut f32) {
        unsafe { *p = self }
    }
    #[inline(always)]
    unsafe fn load_mask(p: *const u32) -> bool {
        unsafe { *p != 0 }
    }
    #[inline(always)]
    unsafe fn store_mask(m: bool, p: *mut u32) {
        unsafe { *p = u32::from(m) }
    }
    #[inline(always)]
    fn add(self, b: Self) -> Self {
        self + b
    }
    #[inline(always)]
    fn sub(self, b: Self) -> Self {
        self - b
    }
    #[inline(always)]
    fn mul(self, b: Self) -> Self {
        self * b
    }
    #[inline(always)]
    fn div(self, b: Self) -> Self {
        self / b
    }
    #[inline(always)]
    fn neg(self) -> Self {
        -self
    }
    #[inline(always)]
    fn min(self, b: Self) -> Self {
        f32::min(self, b)
    }
    #[inline(always)]
    fn max(self, b: Self) -> Self {
        f32::max(self, b)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        f32::abs(self)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f32::sqrt(self)
    }
    #[inline(always)]
    fn floor(self) -> Self {
        f32::floor(self)
    }
    #[inline(always)]
    fn lt(self, b: Self) -> bool {
        self < b
    }
    #[inline(always)]
    fn le(self, b: Self) -> bool {
        self <= b
    }
    #[inline(always)]
    fn eq(self, b: Self) -> bool {
        self == b
    }
    #[inline(always)]
    fn and(a: bool, b: bool) -> bool {
        a & b
    }
    #[inline(always)]
    fn or(a: bool, b: bool) -> bool {
        a | b
    }
    #[inline(always)]
    fn not(a: bool) -> bool {
        !a
    }
    #[inline(always)]
    fn select(m: bool, yes: Self, no: Self) -> Self {
        if m { yes } else { no }
    }
    #[inline(always)]
    fn exp2_int(self) -> Self {
        f32::from_bits(((self as i32 + 127) as u32) << 23)
    }
    #[inline(always)]
    fn split(self) -> (Self, Self) {
        let bits = self.to_bits();
        let e = (bits >> 23) as i32 - 126;
        (f32::from_bits((bits & 0x007f_ffff) | 0x3f00_0000), e as f32)
    }
    #[inline(always)]
    fn exp(self) -> Self {
        f32::exp(self)
    }
    #[inline(always)]
    fn log(self) -> Self {
        f32::ln(self)
    }
    #[inline(always)]
    fn log2(self) -> Self {
        f32::log2(self)
    }
    #[inline(always)]
    fn log1p(self) -> Self {
        f32::ln_1p(self)
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        f32::tanh(self)
    }
    #[inline(always)]
    fn sin(self) -> Self {
        f32::sin(self)
    }
    #[inline(always)]
    fn cos(self) -> Self {
        f32::cos(self)
    }
    #[inline(always)]
    fn pow(self, b: Self) -> Self {
        f32::powf(self, b)
    }
}
