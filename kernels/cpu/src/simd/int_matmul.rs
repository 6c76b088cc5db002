//! Products of packed whole numbers: dot products of rows, four rows of `b` at a time, by each instruction set's own
//! multiply-and-add (bytes) and by counting bits (signs).

use super::Scratch;
use super::isa::{Isa, Job, dispatch};
use super::tile::finish;
use crate::memory::Memory;
use tensor::backend::{Fused, IntMatMulKernel, Packing};
use tensor::lane::Lane;

/// Rows of `b` that one pass over a row of `a` meets.
const ROWS: usize = 4;

/// Runs the kernel.
pub fn run(isa: Isa, memory: &Memory, k: &IntMatMulKernel, scratch: &mut Scratch) {
    let a = memory.view(&k.a, &[k.m, k.words]).cast_const();
    let b = memory.view(&k.b, &[k.n, k.words]).cast_const();
    let out = memory.pointer(k.output.id());
    let (row_a, row_b) = (k.a.strides[0], k.b.strides[0]);
    for i in 0..k.m {
        let mut j = 0;
        while j < k.n {
            let rows = ROWS.min(k.n - j);
            // The last group repeats its last row, so that every pass has four.
            let at = |r: usize| b.wrapping_add((j + r.min(rows - 1)) * row_b);
            let right = [at(0), at(1), at(2), at(3)];
            let left = a.wrapping_add(i * row_a);
            // SAFETY: `view` checked that all rows lie inside; the instruction set was found by `Isa::best`.
            unsafe {
                let sums = match k.packing {
                    Packing::Bytes => bytes(isa, left, right, k.words),
                    Packing::Bits => bits(left, right, k.words).map(|n| k.depth as i32 - 2 * n),
                };
                for (r, sum) in sums.into_iter().take(rows).enumerate() {
                    *out.add(i * k.n + j + r) = sum as u32;
                }
            }
            j += rows;
        }
    }
    if let Some(epilogue) = &k.epilogue {
        dispatch(isa, FinishJob { memory, epilogue, shape: &[k.m, k.n], values: out, scratch });
    }
}

struct FinishJob<'a> {
    memory: &'a Memory,
    epilogue: &'a Fused,
    shape: &'a [usize],
    values: *mut u32,
    scratch: &'a mut Scratch,
}

impl Job for FinishJob<'_> {
    #[inline(always)]
    fn run<V: Lane>(self) {
        // SAFETY: the output holds a word for every element of the shape.
        unsafe { finish::<V>(self.memory, self.epilogue, self.shape, self.values, self.scratch) };
    }
}

/// Dot products of one row of signed bytes with four.
///
/// # Safety
/// All rows hold `words` words; the machine has the instructions of `isa`.
unsafe fn bytes(isa: Isa, a: *const u32, b: [*const u32; ROWS], words: usize) -> [i32; ROWS] {
    match isa {
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => unsafe { avx2(a, b, words) },
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Isa::Simd128 => unsafe { simd128(a, b, words) },
        Isa::Scalar => unsafe { scalar(a, b, 0, words) },
    }
}

/// # Safety
/// All rows hold `words` words.
unsafe fn scalar(a: *const u32, b: [*const u32; ROWS], from: usize, words: usize) -> [i32; ROWS] {
    let mut sums = [0i32; ROWS];
    for w in from..words {
        let x = unsafe { *a.add(w) }.to_le_bytes();
        for (sum, row) in sums.iter_mut().zip(b) {
            let y = unsafe { *row.add(w) }.to_le_bytes();
            let dot: i32 = x.iter().zip(y).map(|(x, y)| i32::from(*x as i8) * i32::from(y as i8)).sum();
            *sum = sum.wrapping_add(dot);
        }
    }
    sums
}

/// Sixteen bytes at a time, widened to 16 bits: products of two neighbours fit 32 bits.
///
/// # Safety
/// All rows hold `words` words; the machine has AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn avx2(a: *const u32, b: [*const u32; ROWS], words: usize) -> [i32; ROWS] {
    use core::arch::x86_64::*;
    let mut totals = [_mm256_setzero_si256(); ROWS];
    let mut w = 0;
    while w + 4 <= words {
        let x = _mm256_cvtepi8_epi16(unsafe { _mm_loadu_si128(a.add(w).cast()) });
        for (total, row) in totals.iter_mut().zip(b) {
            let y = _mm256_cvtepi8_epi16(unsafe { _mm_loadu_si128(row.add(w).cast()) });
            *total = _mm256_add_epi32(*total, _mm256_madd_epi16(x, y));
        }
        w += 4;
    }
    let mut sums = unsafe { scalar(a, b, w, words) };
    for (sum, total) in sums.iter_mut().zip(totals) {
        let mut lanes = [0i32; 8];
        unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), total) };
        *sum = lanes.iter().fold(*sum, |s, x| s.wrapping_add(*x));
    }
    sums
}

/// As above, with WebAssembly's dot product of 16-bit pairs.
///
/// # Safety
/// All rows hold `words` words.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
unsafe fn simd128(a: *const u32, b: [*const u32; ROWS], words: usize) -> [i32; ROWS] {
    use core::arch::wasm32::*;
    let mut totals = [i32x4_splat(0); ROWS];
    let mut w = 0;
    while w + 4 <= words {
        let x = unsafe { v128_load(a.add(w).cast()) };
        let (low, high) = (i16x8_extend_low_i8x16(x), i16x8_extend_high_i8x16(x));
        for (total, row) in totals.iter_mut().zip(b) {
            let y = unsafe { v128_load(row.add(w).cast()) };
            let first = i32x4_dot_i16x8(low, i16x8_extend_low_i8x16(y));
            let second = i32x4_dot_i16x8(high, i16x8_extend_high_i8x16(y));
            *total = i32x4_add(*total, i32x4_add(first, second));
        }
        w += 4;
    }
    let mut sums = unsafe { scalar(a, b, w, words) };
    for (sum, total) in sums.iter_mut().zip(totals) {
        let lanes = [
            i32x4_extract_lane::<0>(total),
            i32x4_extract_lane::<1>(total),
            i32x4_extract_lane::<2>(total),
            i32x4_extract_lane::<3>(total),
        ];
        *sum = lanes.iter().fold(*sum, |s, x| s.wrapping_add(*x));
    }
    sums
}

/// How many bits of one row differ from those of four. Words are taken in pairs: WebAssembly and most processors count the
/// bits of 64 with one instruction.
///
/// # Safety
/// All rows hold `words` words.
unsafe fn bits(a: *const u32, b: [*const u32; ROWS], words: usize) -> [i32; ROWS] {
    let mut counts = [0i32; ROWS];
    let pair = |p: *const u32, w: usize| unsafe { u64::from(*p.add(w)) | u64::from(*p.add(w + 1)) << 32 };
    let mut w = 0;
    while w + 2 <= words {
        let x = pair(a, w);
        for (count, row) in counts.iter_mut().zip(b) {
            *count += (x ^ pair(row, w)).count_ones() as i32;
        }
        w += 2;
    }
    if w < words {
        for (count, row) in counts.iter_mut().zip(b) {
            *count += unsafe { *a.add(w) ^ *row.add(w) }.count_ones() as i32;
        }
    }
    counts
}
