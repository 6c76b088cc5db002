//! Reductions: along rows (reduced elements lie together) or down columns (kept elements do), sums in blocks of one tile
//! in f32 and across tiles in f64.

use super::Scratch;
use super::isa::Job;
use super::softmax::fold_sum;
use super::tile::{Machine, TILE, finish};
use crate::memory::Memory;
use crate::reference;
use tensor::backend::{Fused, Kernel, ReduceKernel, Reduction};
use tensor::lane::Lane;
use tensor::{DType, Dims};

pub struct ReduceJob<'a> {
    pub memory: &'a Memory,
    pub k: &'a ReduceKernel,
    pub scratch: &'a mut Scratch,
}

impl Job for ReduceJob<'_> {
    #[inline(always)]
    fn run<V: Lane>(self) {
        let (memory, k, scratch) = (self.memory, self.k, self.scratch);
        let (kept, reduced) = k.shape.split_at(k.kept);
        let (rows, length): (usize, usize) = (kept.iter().product(), reduced.iter().product());
        if length > 0 && rows > 0 && k.dtype != DType::F32 && k.op == Reduction::Sum {
            let out = memory.pointer(k.output.id());
            unsafe {
                sum_whole::<V>(memory, k, rows, length, out, scratch);
                if let Some(epilogue) = &k.epilogue {
                    finish::<V>(memory, epilogue, kept, out, scratch);
                }
            }
            return;
        }
        if length == 0 || rows == 0 || k.dtype != DType::F32 {
            // Rare and never hot: extremes of whole numbers, and sums of nothing.
            let done = reference::run(memory, &Kernel::Reduce(k.clone()));
            debug_assert!(done.is_ok());
            return;
        }
        let out = memory.pointer(k.output.id());
        unsafe {
            match k.op {
                Reduction::Sum if columns(k) => sum_columns::<V>(memory, k, rows, length, out.cast(), scratch),
                Reduction::Sum => sum_rows::<V>(memory, k, rows, length, out.cast(), scratch),
                _ => search::<V>(memory, k, rows, length, out, scratch),
            }
            if let Some(epilogue) = &k.epilogue {
                finish::<V>(memory, epilogue, kept, out, scratch);
            }
        }
    }
}

/// Whether the kept elements lie together and the reduced ones do not.
fn columns(k: &ReduceKernel) -> bool {
    let (Some(kept), Some(reduced)) = (k.kept.checked_sub(1), k.shape.len().checked_sub(1)) else { return false };
    let moving = k.prologue.inputs.iter().filter(|v| v.strides.iter().any(|s| *s != 0));
    k.shape.len() > k.kept
        && moving.clone().count() > 0
        && moving.clone().all(|v| v.strides[kept] <= 1 && v.strides[reduced] != 1)
}

/// Sum of `n` values, in four interleaved vectors.
#[inline(always)]
unsafe fn sum_run<V: Lane>(p: *const f32, n: usize) -> f64 {
    let zero = V::splat(0.0);
    let (mut a, mut b, mut c, mut d) = (zero, zero, zero, zero);
    let (w, mut i) = (V::WIDTH, 0);
    while i + 4 * w <= n {
        unsafe {
            a = a.add(V::load(p.add(i)));
            b = b.add(V::load(p.add(i + w)));
            c = c.add(V::load(p.add(i + 2 * w)));
            d = d.add(V::load(p.add(i + 3 * w)));
        }
        i += 4 * w;
    }
    while i + w <= n {
        a = a.add(unsafe { V::load(p.add(i)) });
        i += w;
    }
    let mut sum = f64::from(fold_sum(a.add(b).add(c.add(d))));
    while i < n {
        sum += f64::from(unsafe { *p.add(i) });
        i += 1;
    }
    sum
}

/// # Safety
/// `out` holds `rows` values.
#[inline(always)]
unsafe fn sum_rows<V: Lane>(
    memory: &Memory,
    k: &ReduceKernel,
    rows: usize,
    length: usize,
    out: *mut f32,
    scratch: &mut Scratch,
) {
    let mut machine = Machine::new(memory, &k.prologue, &k.shape, None, scratch);
    let (count, mut first) = (rows * length, 0);
    let (mut row, mut left, mut sum) = (0, length, 0.0f64);
    while first < count {
        let n = TILE.min(count - first);
        unsafe { machine.run::<V>(first, n, None) };
        let values: *const f32 = machine.output(0).cast();
        let mut done = 0;
        while done < n {
            let run = left.min(n - done);
            sum += unsafe { sum_run::<V>(values.add(done), run) };
            done += run;
            left -= run;
            if left == 0 {
                unsafe { *out.add(row) = sum as f32 };
                (row, left, sum) = (row + 1, length, 0.0);
            }
        }
        first += n;
    }
}

/// Sums of whole numbers, which wrap: counts, and bits put together.
///
/// # Safety
/// `out` holds `rows` words.
#[inline(always)]
unsafe fn sum_whole<V: Lane>(
    memory: &Memory,
    k: &ReduceKernel,
    rows: usize,
    length: usize,
    out: *mut u32,
    scratch: &mut Scratch,
) {
    let mut machine = Machine::new(memory, &k.prologue, &k.shape, None, scratch);
    let (count, mut first) = (rows * length, 0);
    let (mut row, mut left, mut sum) = (0, length, 0u32);
    while first < count {
        let n = TILE.min(count - first);
        unsafe { machine.run::<V>(first, n, None) };
        let values = machine.output(0);
        let mut done = 0;
        while done < n {
            let run = left.min(n - done);
            let part = unsafe { std::slice::from_raw_parts(values.add(done), run) };
            sum = part.iter().fold(sum, |s, x| s.wrapping_add(*x));
            done += run;
            left -= run;
            if left == 0 {
                unsafe { *out.add(row) = sum };
                (row, left, sum) = (row + 1, length, 0);
            }
        }
        first += n;
    }
}

/// Rows summed in f32 before they go to the f64 totals.
const BLOCK: usize = 32;

/// # Safety
/// `out` holds `rows` values.
#[inline(always)]
unsafe fn sum_columns<V: Lane>(
    memory: &Memory,
    k: &ReduceKernel,
    rows: usize,
    length: usize,
    out: *mut f32,
    scratch: &mut Scratch,
) {
    // The same work with the reduced dimensions outside: tiles then run along the kept ones.
    let turn = |d: &Dims| -> Dims { d[k.kept..].iter().chain(&d[..k.kept]).copied().collect() };
    let shape = turn(&k.shape);
    let mut fused: Fused = k.prologue.clone();
    fused.inputs.iter_mut().for_each(|v| v.strides = turn(&v.strides));
    let mut partial = std::mem::take(&mut scratch.floats);
    partial.clear();
    partial.resize(rows, 0.0);
    let mut totals = vec![0.0f64; if length > BLOCK { rows } else { 0 }];
    let mut machine = Machine::new(memory, &fused, &shape, None, scratch);
    let (count, mut first, mut column, mut summed) = (rows * length, 0, 0, 0);
    while first < count {
        let n = TILE.min(count - first);
        unsafe { machine.run::<V>(first, n, None) };
        let values: *const f32 = machine.output(0).cast();
        let mut done = 0;
        while done < n {
            let run = (rows - column).min(n - done);
            unsafe { add_run::<V>(partial.as_mut_ptr().add(column), values.add(done), run) };
            done += run;
            column += run;
            if column == rows {
                column = 0;
                summed += 1;
                if length > BLOCK && summed % BLOCK == 0 {
                    flush(&mut totals, &mut partial);
                }
            }
        }
        first += n;
    }
    if length > BLOCK {
        flush(&mut totals, &mut partial);
        totals.iter().enumerate().for_each(|(i, t)| unsafe { *out.add(i) = *t as f32 });
    } else {
        unsafe { std::ptr::copy_nonoverlapping(partial.as_ptr(), out, rows) };
    }
    scratch.floats = partial;
}

fn flush(totals: &mut [f64], partial: &mut [f32]) {
    for (t, p) in totals.iter_mut().zip(partial) {
        *t += f64::from(*p);
        *p = 0.0;
    }
}

/// `acc[i] += p[i]`
#[inline(always)]
unsafe fn add_run<V: Lane>(acc: *mut f32, p: *const f32, n: usize) {
    let mut i = 0;
    while i + V::WIDTH <= n {
        unsafe { V::load(acc.add(i)).add(V::load(p.add(i))).store(acc.add(i)) };
        i += V::WIDTH;
    }
    while i < n {
        unsafe { *acc.add(i) += *p.add(i) };
        i += 1;
    }
}

/// Extremes and their positions; one element after the other, as NaN and ties want it.
///
/// # Safety
/// `out` holds `rows` words.
#[inline(always)]
unsafe fn search<V: Lane>(
    memory: &Memory,
    k: &ReduceKernel,
    rows: usize,
    length: usize,
    out: *mut u32,
    scratch: &mut Scratch,
) {
    let mut machine = Machine::new(memory, &k.prologue, &k.shape, None, scratch);
    let positions = matches!(k.op, Reduction::ArgMax | Reduction::ArgMin);
    let sign = if matches!(k.op, Reduction::Max | Reduction::ArgMax) { 1.0f32 } else { -1.0 };
    let (count, mut first, mut row, mut j) = (rows * length, 0, 0, 0);
    let (mut best, mut at) = (0.0f32, 0);
    while first < count {
        let n = TILE.min(count - first);
        unsafe { machine.run::<V>(first, n, None) };
        let values: *const f32 = machine.output(0).cast();
        for i in 0..n {
            let x = unsafe { *values.add(i) };
            if j == 0 || (!best.is_nan() && (x.is_nan() || sign * x > sign * best)) {
                (best, at) = (x, j);
            }
            j += 1;
            if j == length {
                unsafe { *out.add(row) = if positions { at as u32 } else { best.to_bits() } };
                (row, j) = (row + 1, 0);
            }
        }
        first += n;
    }
}
