//! Matrix products: packed panels and a register tile of 4 rows by 3 vectors (12 accumulators, which leaves registers for
//! the operands on machines with 16), matrix times vector without packing.

use super::Scratch;
use super::isa::Job;
use super::softmax::fold_sum;
use super::tile::finish;
use crate::memory::Memory;
use crate::walk;
use tensor::backend::MatMulKernel;
use tensor::lane::Lane;

/// Rows of the register tile.
const MR: usize = 4;
/// Vectors of the register tile.
const NV: usize = 3;
/// Depth of a packed block: a panel of `a` (4 KB) and one of `b` (24 KB with 8 lanes) share the L1 cache.
const KC: usize = 256;
/// Rows of `a` packed at once (64 KB).
const MC: usize = 64;

pub struct MatMulJob<'a> {
    pub memory: &'a Memory,
    pub k: &'a MatMulKernel,
    pub scratch: &'a mut Scratch,
}

/// A strided matrix.
#[derive(Clone, Copy)]
struct Matrix {
    start: *const f32,
    row: usize,
    column: usize,
}

impl Matrix {
    /// # Safety
    /// The element lies in the buffer that the view was checked against.
    #[inline(always)]
    unsafe fn at(self, i: usize, j: usize) -> *const f32 {
        unsafe { self.start.add(i * self.row + j * self.column) }
    }

    fn transposed(self) -> Self {
        Self { row: self.column, column: self.row, ..self }
    }
}

impl Job for MatMulJob<'_> {
    #[inline(always)]
    fn run<V: Lane>(self) {
        let (memory, k, scratch) = (self.memory, self.k, self.scratch);
        let rank = k.batch.len();
        let with = |tail: [usize; 2]| -> Vec<usize> { k.batch.iter().copied().chain(tail).collect() };
        let a: *const f32 = memory.view(&k.a, &with([k.m, k.k])).cast();
        let b: *const f32 = memory.view(&k.b, &with([k.k, k.n])).cast();
        let out: *mut f32 = memory.pointer(k.output.id()).cast();
        let (sa, sb) = (&k.a.strides, &k.b.strides);
        let size = k.m * k.n;
        for batch in 0..k.batch.iter().product() {
            let a = a.wrapping_add(walk::position(&k.batch, &sa[..rank], batch));
            let b = b.wrapping_add(walk::position(&k.batch, &sb[..rank], batch));
            let a = Matrix { start: a, row: sa[rank], column: sa[rank + 1] };
            let b = Matrix { start: b, row: sb[rank], column: sb[rank + 1] };
            unsafe {
                let out = out.add(batch * size);
                std::slice::from_raw_parts_mut(out, size).fill(0.0);
                match (k.m, k.n) {
                    _ if k.k == 0 => {}
                    (_, 1) => vector::<V>(a, b.start, b.row, k.m, k.k, out, scratch),
                    (1, _) => vector::<V>(b.transposed(), a.start, a.column, k.n, k.k, out, scratch),
                    _ => packed::<V>(a, b, k.m, k.k, k.n, out, scratch),
                }
            }
        }
        if let Some(epilogue) = &k.epilogue {
            unsafe { finish::<V>(memory, epilogue, &with([k.m, k.n]), out.cast(), scratch) };
        }
    }
}

/// `out[i] = sum over l of a[i, l] x[l]`; `out` holds zeros.
///
/// # Safety
/// `a` is `m` by `k`, `x` has `k` elements `step` apart, `out` holds `m`.
#[inline(always)]
unsafe fn vector<V: Lane>(
    a: Matrix,
    x: *const f32,
    step: usize,
    m: usize,
    k: usize,
    out: *mut f32,
    scratch: &mut Scratch,
) {
    let w = V::WIDTH;
    if a.row == 1 && m > 1 {
        // Columns lie together: add them up, scaled.
        for l in 0..k {
            unsafe {
                let s = *x.add(l * step);
                let (column, scale) = (a.at(0, l), V::splat(s));
                let mut i = 0;
                while i + w <= m {
                    V::load(column.add(i)).mul_add(scale, V::load(out.add(i))).store(out.add(i));
                    i += w;
                }
                while i < m {
                    *out.add(i) += *column.add(i) * s;
                    i += 1;
                }
            }
        }
        return;
    }
    let packed = &mut scratch.floats;
    packed.clear();
    packed.extend((0..k).map(|l| unsafe { *x.add(l * step) }));
    let x = packed.as_ptr();
    for i in 0..m {
        unsafe {
            let row = a.at(i, 0);
            let (mut sum, mut l) = (0.0f32, 0);
            if a.column == 1 {
                let mut total = V::splat(0.0);
                while l + w <= k {
                    total = V::load(row.add(l)).mul_add(V::load(x.add(l)), total);
                    l += w;
                }
                sum = fold_sum(total);
            }
            while l < k {
                sum += *row.add(l * a.column) * *x.add(l);
                l += 1;
            }
            *out.add(i) = sum;
        }
    }
}

/// `out += a b`, blocked.
///
/// # Safety
/// `a` is `m` by `k`, `b` is `k` by `n`, `out` is contiguous `m` by `n`.
#[inline(always)]
unsafe fn packed<V: Lane>(a: Matrix, b: Matrix, m: usize, k: usize, n: usize, out: *mut f32, scratch: &mut Scratch) {
    let nr = NV * V::WIDTH;
    let (panels, depth) = (n.div_ceil(nr), k.min(KC));
    let (b_size, a_size) = (panels * nr * depth, MC.min(m.next_multiple_of(MR)) * depth);
    if scratch.floats.len() < a_size + b_size {
        scratch.floats.resize(a_size + b_size, 0.0);
    }
    let pb = scratch.floats.as_mut_ptr();
    let pa = unsafe { pb.add(b_size) };
    let mut l0 = 0;
    while l0 < k {
        let kc = KC.min(k - l0);
        unsafe { pack_b(b, l0, kc, n, nr, pb) };
        let mut i0 = 0;
        while i0 < m {
            let mc = MC.min(m - i0);
            unsafe { pack_a(a, i0, mc, l0, kc, pa) };
            for panel in 0..panels {
                let j0 = panel * nr;
                let columns = nr.min(n - j0);
                let mut i = 0;
                while i < mc {
                    unsafe {
                        let (a, b) = (pa.add(i * kc), pb.add(panel * nr * kc));
                        register_tile::<V>(a, b, kc, out.add((i0 + i) * n + j0), n, MR.min(mc - i), columns);
                    }
                    i += MR;
                }
            }
            i0 += mc;
        }
        l0 += kc;
    }
}

/// Panels of `nr` columns, row after row, padded with zeros.
unsafe fn pack_b(b: Matrix, l0: usize, kc: usize, n: usize, nr: usize, out: *mut f32) {
    for panel in 0..n.div_ceil(nr) {
        let (j0, columns) = (panel * nr, nr.min(n - panel * nr));
        for l in 0..kc {
            unsafe {
                let to = out.add(panel * nr * kc + l * nr);
                if b.column == 1 {
                    std::ptr::copy_nonoverlapping(b.at(l0 + l, j0), to, columns);
                } else {
                    (0..columns).for_each(|j| *to.add(j) = *b.at(l0 + l, j0 + j));
                }
                (columns..nr).for_each(|j| *to.add(j) = 0.0);
            }
        }
    }
}

/// Panels of `MR` rows, column after column, padded with zeros.
unsafe fn pack_a(a: Matrix, i0: usize, mc: usize, l0: usize, kc: usize, out: *mut f32) {
    let mut i = 0;
    while i < mc {
        for r in 0..MR {
            for l in 0..kc {
                unsafe { *out.add(i * kc + l * MR + r) = if i + r < mc { *a.at(i0 + i + r, l0 + l) } else { 0.0 } };
            }
        }
        i += MR;
    }
}

/// `out[..rows, ..columns] += a_panel b_panel`.
#[inline(always)]
unsafe fn register_tile<V: Lane>(
    a: *const f32,
    b: *const f32,
    kc: usize,
    out: *mut f32,
    n: usize,
    rows: usize,
    columns: usize,
) {
    let w = V::WIDTH;
    let mut acc = [[V::splat(0.0); NV]; MR];
    let (mut pa, mut pb) = (a, b);
    let mut l = 0;
    while l < kc {
        unsafe {
            let (b0, b1, b2) = (V::load(pb), V::load(pb.add(w)), V::load(pb.add(2 * w)));
            let mut r = 0;
            while r < MR {
                let x = V::splat(*pa.add(r));
                acc[r][0] = x.mul_add(b0, acc[r][0]);
                acc[r][1] = x.mul_add(b1, acc[r][1]);
                acc[r][2] = x.mul_add(b2, acc[r][2]);
                r += 1;
            }
            pa = pa.add(MR);
            pb = pb.add(NV * w);
        }
        l += 1;
    }
    if rows == MR && columns == NV * w {
        let mut r = 0;
        while r < MR {
            let mut v = 0;
            while v < NV {
                unsafe {
                    let at = out.add(r * n + v * w);
                    V::load(at).add(acc[r][v]).store(at);
                }
                v += 1;
            }
            r += 1;
        }
        return;
    }
    // The edge: through a small array.
    let mut row = [0.0f32; NV * 16];
    let mut r = 0;
    while r < rows {
        unsafe {
            acc[r][0].store(row.as_mut_ptr());
            acc[r][1].store(row.as_mut_ptr().add(w));
            acc[r][2].store(row.as_mut_ptr().add(2 * w));
            let mut j = 0;
            while j < columns {
                *out.add(r * n + j) += row[j];
                j += 1;
            }
        }
        r += 1;
    }
}
