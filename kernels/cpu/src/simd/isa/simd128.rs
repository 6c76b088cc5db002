//! Four lanes: WebAssembly's 128-bit vectors, with fused multiply-add where the code may use relaxed SIMD.

use core::arch::wasm32::*;
use tensor::lane::Lane;

/// Four f32 values. `FUSED`: `mul_add` is one instruction of relaxed SIMD, and the code must not be entered where the
/// engine lacks that.
#[derive(Clone, Copy)]
pub struct V<const FUSED: bool>(v128);

impl<const FUSED: bool> Lane for V<FUSED> {
    type Mask = v128;
    const WIDTH: usize = 4;

    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self(f32x4_splat(x))
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self {
        Self(unsafe { v128_load(p.cast()) })
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut f32) {
        unsafe { v128_store(p.cast(), self.0) }
    }
    #[inline(always)]
    unsafe fn load_mask(p: *const u32) -> v128 {
        i32x4_ne(unsafe { v128_load(p.cast()) }, i32x4_splat(0))
    }
    #[inline(always)]
    unsafe fn store_mask(m: v128, p: *mut u32) {
        unsafe { v128_store(p.cast(), u32x4_shr(m, 31)) }
    }
    #[inline(always)]
    fn add(self, b: Self) -> Self {
        Self(f32x4_add(self.0, b.0))
    }
    #[inline(always)]
    fn sub(self, b: Self) -> Self {
        Self(f32x4_sub(self.0, b.0))
    }
    #[inline(always)]
    fn mul(self, b: Self) -> Self {
        Self(f32x4_mul(self.0, b.0))
    }
    #[inline(always)]
    fn div(self, b: Self) -> Self {
        Self(f32x4_div(self.0, b.0))
    }
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        if FUSED {
            return Self(f32x4_relaxed_madd(self.0, b.0, c.0));
        }
        self.mul(b).add(c)
    }
    #[inline(always)]
    fn neg(self) -> Self {
        Self(f32x4_neg(self.0))
    }
    #[inline(always)]
    fn min(self, b: Self) -> Self {
        Self(f32x4_pmin(self.0, b.0))
    }
    #[inline(always)]
    fn max(self, b: Self) -> Self {
        Self(f32x4_pmax(self.0, b.0))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(f32x4_abs(self.0))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(f32x4_sqrt(self.0))
    }
    #[inline(always)]
    fn floor(self) -> Self {
        Self(f32x4_floor(self.0))
    }
    #[inline(always)]
    fn lt(self, b: Self) -> v128 {
        f32x4_lt(self.0, b.0)
    }
    #[inline(always)]
    fn le(self, b: Self) -> v128 {
        f32x4_le(self.0, b.0)
    }
    #[inline(always)]
    fn eq(self, b: Self) -> v128 {
        f32x4_eq(self.0, b.0)
    }
    #[inline(always)]
    fn and(a: v128, b: v128) -> v128 {
        v128_and(a, b)
    }
    #[inline(always)]
    fn or(a: v128, b: v128) -> v128 {
        v128_or(a, b)
    }
    #[inline(always)]
    fn not(a: v128) -> v128 {
        v128_not(a)
    }
    #[inline(always)]
    fn select(m: v128, yes: Self, no: Self) -> Self {
        Self(v128_bitselect(yes.0, no.0, m))
    }
    #[inline(always)]
    fn exp2_int(self) -> Self {
        let n = i32x4_add(i32x4_trunc_sat_f32x4(self.0), i32x4_splat(127));
        Self(i32x4_shl(n, 23))
    }
    #[inline(always)]
    fn split(self) -> (Self, Self) {
        let e = i32x4_sub(u32x4_shr(self.0, 23), i32x4_splat(126));
        let m = v128_or(v128_and(self.0, i32x4_splat(0x007f_ffff)), i32x4_splat(0x3f00_0000));
        (Self(m), Self(f32x4_convert_i32x4(e)))
    }
}
