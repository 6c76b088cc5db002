//! Matrix products: packed panels and a register tile, matrix times vector without packing.
//!
//! The tile is 4 rows by 2 vectors. With 4 by 3 the 12 accumulators would fill the 16 registers; compilers hoist loads, and
//! browsers keep a register for themselves, so that one spills and runs at half the speed.

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
const NV: usize = 2;
/// Depth of a packed block: a panel of `a` (4 KB) and one of `b` (16 KB with 8 lanes) share the L1 cache.
const KC: usize = 256;
/// Rows of `a` packed at once (64 KB).
const MC: usize = 64;

/// `out += a b` over packed panels: `rows` by `depth` times `depth` by `columns`; rows of `out` are `columns` apart, and
/// `edge` has room for [`EDGE`] values. What [`block`] does, compiled with instructions that this module may not use.
pub type Block = unsafe extern "C" fn(
    a: *const f32,
    b: *const f32,
    depth: usize,
    rows: usize,
    columns: usize,
    out: *mut f32,
    edge: *mut f32,
);

/// Room for one row of the widest register tile.
const EDGE: usize = NV * 16;

pub struct MatMulJob<'a> {
    pub memory: &'a Memory,
    pub k: &'a MatMulKernel,
    pub scratch: &'a mut Scratch,
    /// A faster [`block`], where there is one.
    pub block: Option<Block>,
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
        let (memory, k, scratch, faster) = (self.memory, self.k, self.scratch, self.block);
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
                    _ => packed::<V>(a, b, [k.m, k.k, k.n], out, scratch, faster),
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
/// For `[m, k, n]`: `a` is `m` by `k`, `b` is `k` by `n`, `out` is contiguous `m` by `n`.
#[inline(always)]
unsafe fn packed<V: Lane>(
    a: Matrix,
    b: Matrix,
    [m, k, n]: [usize; 3],
    out: *mut f32,
    scratch: &mut Scratch,
    faster: Option<Block>,
) {
    let nr = NV * V::WIDTH;
    let (panels, depth) = (n.div_ceil(nr), k.min(KC));
    let (b_size, a_size) = (panels * nr * depth, MC.min(m.next_multiple_of(MR)) * depth);
    if scratch.floats.len() < a_size + b_size + EDGE {
        scratch.floats.resize(a_size + b_size + EDGE, 0.0);
    }
    let pb = scratch.floats.as_mut_ptr();
    let (pa, edge) = unsafe { (pb.add(b_size), pb.add(b_size + a_size)) };
    let mut l0 = 0;
    while l0 < k {
        let kc = KC.min(k - l0);
        unsafe { pack_b(b, l0, kc, n, nr, pb) };
        let mut i0 = 0;
        while i0 < m {
            let mc = MC.min(m - i0);
            unsafe {
                pack_a(a, i0, mc, l0, kc, pa);
                let out = out.add(i0 * n);
                match faster {
                    Some(block) => block(pa, pb, kc, mc, n, out, edge),
                    None => block::<V>(pa, pb, kc, mc, n, out, edge),
                }
            }
            i0 += mc;
        }
        l0 += kc;
    }
}

/// See [`Block`]. It touches nothing but its operands and the stack not at all, so that it can be compiled into a module of
/// its own that works in another's memory.
///
/// # Safety
/// Panels are packed as by [`pack_a`] and [`pack_b`]; `out` and `edge` are as [`Block`] says.
#[inline(always)]
unsafe fn block<V: Lane>(
    a: *const f32,
    b: *const f32,
    depth: usize,
    rows: usize,
    columns: usize,
    out: *mut f32,
    edge: *mut f32,
) {
    let nr = NV * V::WIDTH;
    let (mut j, mut panel) = (0, b);
    while j < columns {
        let wide = if columns - j < nr { columns - j } else { nr };
        let (mut i, mut pa) = (0, a);
        while i < rows {
            let high = if rows - i < MR { rows - i } else { MR };
            unsafe {
                register_tile::<V>(pa, panel, depth, out.add(i * columns + j), columns, [high, wide], edge);
                pa = pa.add(MR * depth);
            }
            i += MR;
        }
        panel = unsafe { panel.add(nr * depth) };
        j += nr;
    }
}

/// Panels of `nr` columns, row after row, padded with zeros. The inner loop runs along whichever way the elements lie.
unsafe fn pack_b(b: Matrix, l0: usize, kc: usize, n: usize, nr: usize, out: *mut f32) {
    for panel in 0..n.div_ceil(nr) {
        let (j0, columns) = (panel * nr, nr.min(n - panel * nr));
        let to = unsafe { out.add(panel * nr * kc) };
        if columns < nr {
            unsafe { std::slice::from_raw_parts_mut(to, nr * kc).fill(0.0) };
        }
        if b.column == 1 {
            for l in 0..kc {
                unsafe { std::ptr::copy_nonoverlapping(b.at(l0 + l, j0), to.add(l * nr), columns) };
            }
        } else {
            for j in 0..columns {
                unsafe { spread(b.at(l0, j0 + j), b.row, to.add(j), nr, kc) };
            }
        }
    }
}

/// Panels of `MR` rows, column after column, padded with zeros.
unsafe fn pack_a(a: Matrix, i0: usize, mc: usize, l0: usize, kc: usize, out: *mut f32) {
    let mut i = 0;
    while i < mc {
        let (rows, to) = (MR.min(mc - i), unsafe { out.add(i * kc) });
        if rows < MR {
            unsafe { std::slice::from_raw_parts_mut(to, MR * kc).fill(0.0) };
        }
        if a.row == 1 && rows == MR {
            for l in 0..kc {
                unsafe { std::ptr::copy_nonoverlapping(a.at(i0 + i, l0 + l), to.add(l * MR), MR) };
            }
        } else {
            for r in 0..rows {
                unsafe { spread(a.at(i0 + i + r, l0), a.column, to.add(r), MR, kc) };
            }
        }
        i += MR;
    }
}

/// Copies `n` values that lie `step` apart to places `gap` apart.
#[inline(always)]
unsafe fn spread(mut from: *const f32, step: usize, mut to: *mut f32, gap: usize, n: usize) {
    for _ in 0..n {
        unsafe { *to = *from };
        // The last step may leave the buffer; nothing is read there.
        (from, to) = (from.wrapping_add(step), to.wrapping_add(gap));
    }
}

/// [`block`] with relaxed SIMD's fused multiply-add, for a module of its own.
///
/// # Safety
/// As [`block`]; the engine has relaxed SIMD.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[target_feature(enable = "relaxed-simd")]
pub unsafe fn fused_block(
    a: *const f32,
    b: *const f32,
    depth: usize,
    rows: usize,
    columns: usize,
    out: *mut f32,
    edge: *mut f32,
) {
    unsafe { block::<super::isa::simd128::V<true>>(a, b, depth, rows, columns, out, edge) }
}

/// `out[..rows, ..columns] += a_panel b_panel`, where rows of `out` are `step` apart.
#[inline(always)]
unsafe fn register_tile<V: Lane>(
    a: *const f32,
    b: *const f32,
    depth: usize,
    out: *mut f32,
    step: usize,
    [rows, columns]: [usize; 2],
    edge: *mut f32,
) {
    let w = V::WIDTH;
    let mut acc = [[V::splat(0.0); NV]; MR];
    let (mut pa, mut pb) = (a, b);
    let mut l = 0;
    while l < depth {
        let mut bs = [V::splat(0.0); NV];
        let mut v = 0;
        while v < NV {
            bs[v] = unsafe { V::load(pb.add(v * w)) };
            v += 1;
        }
        let mut r = 0;
        while r < MR {
            let x = V::splat(unsafe { *pa.add(r) });
            let mut v = 0;
            while v < NV {
                acc[r][v] = x.mul_add(bs[v], acc[r][v]);
                v += 1;
            }
            r += 1;
        }
        unsafe {
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
                    let at = out.add(r * step + v * w);
                    V::load(at).add(acc[r][v]).store(at);
                }
                v += 1;
            }
            r += 1;
        }
        return;
    }
    // At the border: row by row through `edge`. The loops run over all rows, so that the accumulators stay in registers.
    let mut r = 0;
    while r < MR {
        if r < rows {
            unsafe {
                let mut v = 0;
                while v < NV {
                    acc[r][v].store(edge.add(v * w));
                    v += 1;
                }
                let mut j = 0;
                while j < columns {
                    *out.add(r * step + j) += *edge.add(j);
                    j += 1;
                }
            }
        }
        r += 1;
    }
}
