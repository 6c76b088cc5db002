//! Products of packed whole numbers. Bytes are widened to 16 bits once, then two rows of `a` meet four of `b` at a time in
//! each instruction set's multiply-and-add of pairs; signs are compared and their differences counted.

use super::Scratch;
use super::isa::{Isa, Job, dispatch};
use super::tile::finish;
use crate::memory::Memory;
use tensor::backend::{Fused, IntMatMulKernel, Packing};
use tensor::lane::Lane;

/// Rows of `a` and of `b` that meet at once: eight sums, and registers left for the operands.
const LEFT: usize = 2;
const RIGHT: usize = 4;
/// Widened rows are filled with zeros up to a multiple of this, so that loops have no rest.
const STEP: usize = 16;

/// Sums of one meeting.
type Sums = [[i32; RIGHT]; LEFT];

/// Runs the kernel.
pub fn run(isa: Isa, memory: &Memory, k: &IntMatMulKernel, scratch: &mut Scratch) {
    let a = memory.view(&k.a, &[k.m, k.words]).cast_const();
    let b = memory.view(&k.b, &[k.n, k.words]).cast_const();
    let out = memory.pointer(k.output.id());
    // SAFETY: `view` checked that all rows lie inside, the output holds m by n words, `Isa::best` found the instructions.
    unsafe {
        match k.packing {
            Packing::Bytes => bytes(isa, k, a, b, out, &mut scratch.halves),
            Packing::Bits => bits(isa, k, a, b, out),
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

/// # Safety
/// `a` and `b` are the kernel's rows, `out` its output; the machine has the instructions of `isa`.
unsafe fn bytes(isa: Isa, k: &IntMatMulKernel, a: *const u32, b: *const u32, out: *mut u32, halves: &mut Vec<i16>) {
    let width = (4 * k.words).next_multiple_of(STEP);
    halves.clear();
    halves.resize((k.m + RIGHT) * width, 0);
    let (wide_a, wide_b) = halves.split_at_mut(k.m * width);
    for (i, row) in wide_a.chunks_exact_mut(width.max(1)).enumerate() {
        unsafe { widen(a.add(i * k.a.strides[0]), k.words, row) };
    }
    let mut j = 0;
    while j < k.n {
        let columns = RIGHT.min(k.n - j);
        // Rows beyond the last are left over from before: their sums are not stored.
        for (r, row) in wide_b.chunks_exact_mut(width.max(1)).take(columns).enumerate() {
            unsafe { widen(b.add((j + r) * k.b.strides[0]), k.words, row) };
        }
        let right: [*const i16; RIGHT] = std::array::from_fn(|r| wide_b.as_ptr().wrapping_add(r * width));
        let mut i = 0;
        while i < k.m {
            let rows = LEFT.min(k.m - i);
            let left: [*const i16; LEFT] =
                std::array::from_fn(|r| wide_a.as_ptr().wrapping_add((i + r.min(rows - 1)) * width));
            let sums = unsafe { meet(isa, left, right, width) };
            for (r, row) in sums.iter().take(rows).enumerate() {
                for (c, sum) in row.iter().take(columns).enumerate() {
                    unsafe { *out.add((i + r) * k.n + j + c) = *sum as u32 };
                }
            }
            i += LEFT;
        }
        j += RIGHT;
    }
}

/// The signed bytes of `words` words as 16 bits each, at the beginning of `out`.
///
/// # Safety
/// The row holds `words` words, `out` four times as many numbers.
unsafe fn widen(row: *const u32, words: usize, out: &mut [i16]) {
    // Bytes lie as they are written: both targets are little-endian.
    let bytes = unsafe { std::slice::from_raw_parts(row.cast::<i8>(), 4 * words) };
    for (o, b) in out.iter_mut().zip(bytes) {
        *o = i16::from(*b);
    }
}

/// # Safety
/// All rows hold `width` numbers, a multiple of `STEP`; the machine has the instructions of `isa`.
unsafe fn meet(isa: Isa, a: [*const i16; LEFT], b: [*const i16; RIGHT], width: usize) -> Sums {
    match isa {
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => unsafe { avx2(a, b, width) },
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Isa::Simd128 => unsafe { simd128(a, b, width) },
        Isa::Scalar => unsafe { scalar(a, b, width) },
    }
}

/// # Safety
/// As [`meet`].
unsafe fn scalar(a: [*const i16; LEFT], b: [*const i16; RIGHT], width: usize) -> Sums {
    a.map(|a| {
        b.map(|b| {
            let one = |l: usize| unsafe { i32::from(*a.add(l)) * i32::from(*b.add(l)) };
            (0..width).fold(0i32, |sum, l| sum.wrapping_add(one(l)))
        })
    })
}

/// Sixteen numbers at a time: products of two neighbours are added in 32 bits.
///
/// # Safety
/// As [`meet`], on a machine with AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn avx2(a: [*const i16; LEFT], b: [*const i16; RIGHT], width: usize) -> Sums {
    use core::arch::x86_64::*;
    let mut totals = [[_mm256_setzero_si256(); RIGHT]; LEFT];
    let mut l = 0;
    while l < width {
        let x = unsafe { [_mm256_loadu_si256(a[0].add(l).cast()), _mm256_loadu_si256(a[1].add(l).cast())] };
        let mut c = 0;
        while c < RIGHT {
            let y = unsafe { _mm256_loadu_si256(b[c].add(l).cast()) };
            totals[0][c] = _mm256_add_epi32(totals[0][c], _mm256_madd_epi16(x[0], y));
            totals[1][c] = _mm256_add_epi32(totals[1][c], _mm256_madd_epi16(x[1], y));
            c += 1;
        }
        l += STEP;
    }
    let mut sums = [[0; RIGHT]; LEFT];
    for (sums, totals) in sums.iter_mut().zip(totals) {
        for (sum, total) in sums.iter_mut().zip(totals) {
            let mut lanes = [0i32; 8];
            unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), total) };
            *sum = lanes.iter().fold(0, |s: i32, x| s.wrapping_add(*x));
        }
    }
    sums
}

/// Eight numbers at a time, with WebAssembly's dot product of pairs.
///
/// # Safety
/// As [`meet`].
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
unsafe fn simd128(a: [*const i16; LEFT], b: [*const i16; RIGHT], width: usize) -> Sums {
    use core::arch::wasm32::*;
    let mut totals = [[i32x4_splat(0); RIGHT]; LEFT];
    let mut l = 0;
    while l < width {
        let x = unsafe { [v128_load(a[0].add(l).cast()), v128_load(a[1].add(l).cast())] };
        let mut c = 0;
        while c < RIGHT {
            let y = unsafe { v128_load(b[c].add(l).cast()) };
            totals[0][c] = i32x4_add(totals[0][c], i32x4_dot_i16x8(x[0], y));
            totals[1][c] = i32x4_add(totals[1][c], i32x4_dot_i16x8(x[1], y));
            c += 1;
        }
        l += 8;
    }
    totals.map(|row| {
        row.map(|total| {
            let mut lanes = [0i32; 4];
            unsafe { v128_store(lanes.as_mut_ptr().cast(), total) };
            lanes.iter().fold(0, |s: i32, x| s.wrapping_add(*x))
        })
    })
}

/// # Safety
/// `a` and `b` are the kernel's rows, `out` its output; the machine has the instructions of `isa`.
unsafe fn bits(isa: Isa, k: &IntMatMulKernel, a: *const u32, b: *const u32, out: *mut u32) {
    for i in 0..k.m {
        let left = unsafe { a.add(i * k.a.strides[0]) };
        for j in 0..k.n {
            let right = unsafe { b.add(j * k.b.strides[0]) };
            let different = match isa {
                #[cfg(target_arch = "x86_64")]
                Isa::Avx2 => unsafe { differences_popcnt(left, right, k.words) },
                _ => unsafe { differences(left, right, k.words) },
            };
            unsafe { *out.add(i * k.n + j) = (k.depth as i32 - 2 * different) as u32 };
        }
    }
}

/// How many bits of two rows differ. Words are taken in pairs: WebAssembly and most processors count the bits of 64 with
/// one instruction.
///
/// # Safety
/// Both rows hold `words` words.
#[inline(always)]
unsafe fn differences(a: *const u32, b: *const u32, words: usize) -> i32 {
    let (mut count, mut w) = (0, 0);
    while w + 2 <= words {
        let pair = |p: *const u32| unsafe { p.add(w).cast::<u64>().read_unaligned() };
        count += (pair(a) ^ pair(b)).count_ones();
        w += 2;
    }
    if w < words {
        count += unsafe { *a.add(w) ^ *b.add(w) }.count_ones();
    }
    count as i32
}

/// # Safety
/// As [`differences`], on a machine with POPCNT.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
unsafe fn differences_popcnt(a: *const u32, b: *const u32, words: usize) -> i32 {
    unsafe { differences(a, b, words) }
}
