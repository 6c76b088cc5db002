//! The tile interpreter: a fused program runs on a few hundred elements at a time, with its registers in the L1 cache.

use super::Scratch;
use super::elementwise::apply;
use super::isa::Job;
use crate::memory::Memory;
use crate::reference::cast;
use crate::walk;
use tensor::DType;
use tensor::backend::{Fused, MapKernel, View};
use tensor::lane::Lane;
use tensor::program::{Instr, MAX_INSTRS};

/// Elements per tile: 48 registers of 1 KB still fit a cache of 48 KB, and loops are long enough.
pub const TILE: usize = 256;

/// What one input looks like from the interpreter.
struct Source<'a> {
    start: *const u32,
    strides: &'a [usize],
    /// How elements are stored, and the position of the first one where several share a word.
    dtype: DType,
    offset: usize,
    /// Elements lie in the order of the index space.
    flat: bool,
    /// One element for all indices.
    single: bool,
}

/// A program set up for an index space.
pub struct Machine<'a> {
    fused: &'a Fused,
    shape: &'a [usize],
    sources: Vec<Source<'a>>,
    /// `MAX_INSTRS` tiles of scratch memory.
    registers: *mut u32,
    /// Where each register's tile is at the moment.
    at: [*const u32; MAX_INSTRS],
}

/// Whether strides walk `shape` as one run.
fn is_flat(shape: &[usize], strides: &[usize]) -> bool {
    let mut step = 1;
    for (&n, &s) in shape.iter().zip(strides).rev() {
        if n != 1 && s != step {
            return false;
        }
        step *= n;
    }
    true
}

impl<'a> Machine<'a> {
    /// Sets up. `given`: input 0 lies there, in order (an epilogue); the views are then inputs 1 and on.
    pub fn new(
        memory: &Memory,
        fused: &'a Fused,
        shape: &'a [usize],
        given: Option<*const u32>,
        scratch: &mut Scratch,
    ) -> Self {
        let mut sources = Vec::with_capacity(fused.inputs.len() + 1);
        if let Some(start) = given {
            sources.push(Source { start, strides: &[], dtype: DType::F32, offset: 0, flat: true, single: false });
        }
        for v in &fused.inputs {
            sources.push(Self::source(memory, v, shape, fused.program.input_dtype(sources.len())));
        }
        if scratch.registers.len() < MAX_INSTRS * TILE {
            scratch.registers.resize(MAX_INSTRS * TILE, 0);
        }
        let registers = scratch.registers.as_mut_ptr();
        let mut machine = Self { fused, shape, sources, registers, at: [std::ptr::null(); MAX_INSTRS] };
        machine.constants();
        machine
    }

    fn source(memory: &Memory, v: &'a View, shape: &[usize], dtype: DType) -> Source<'a> {
        let single = v.strides.iter().all(|s| *s == 0);
        let (start, offset) = match dtype.is_packed() {
            true => (memory.packed(v, shape, dtype.lanes()), v.offset),
            false => (memory.view(v, shape).cast_const(), 0),
        };
        Source { start, strides: &v.strides, dtype, offset, flat: is_flat(shape, &v.strides), single }
    }

    fn tile(&self, register: usize) -> *mut u32 {
        // Registers are numbered below MAX_INSTRS, for each of which there is a tile.
        self.registers.wrapping_add(register * TILE)
    }

    /// Fills the tiles of registers that are the same for all tiles.
    fn constants(&mut self) {
        let empty = self.shape.contains(&0);
        for (r, instr) in self.fused.program.instrs.iter().enumerate() {
            let word = match *instr {
                Instr::Param { slot, .. } => self.fused.params[slot as usize],
                Instr::Load { input, .. } if self.sources[input as usize].single && !empty => {
                    let s = &self.sources[input as usize];
                    let lanes = s.dtype.lanes();
                    // SAFETY: a view of a space that is not empty has a first element.
                    s.dtype.unpack(unsafe { *s.start.add(s.offset / lanes) }, s.offset % lanes)
                }
                _ => continue,
            };
            let tile = self.tile(r);
            // SAFETY: the tile holds TILE words.
            unsafe { std::slice::from_raw_parts_mut(tile, TILE).fill(word) };
            self.at[r] = tile;
        }
    }

    /// Runs the program on `n` elements from `first` on; results are then at [`Machine::output`]. If `direct` is given, output
    /// 0 may be written there at once (it must hold `n` words, a multiple of the vector's width).
    ///
    /// # Safety
    /// `first + n` is at most the size of the index space, `n` at most `TILE`.
    #[inline(always)]
    pub unsafe fn run<V: Lane>(&mut self, first: usize, n: usize, direct: Option<*mut u32>) {
        let whole = n.is_multiple_of(V::WIDTH);
        let padded = n.next_multiple_of(V::WIDTH);
        let program = &self.fused.program;
        for (r, instr) in program.instrs.iter().enumerate() {
            match *instr {
                Instr::Param { .. } => {}
                Instr::Load { input, .. } => {
                    let source = &self.sources[input as usize];
                    if source.single {
                        continue;
                    }
                    if source.dtype.is_packed() {
                        let tile = self.tile(r);
                        unsafe { unpack(source, self.shape, first, n, tile) };
                        self.at[r] = tile;
                        continue;
                    }
                    if source.flat && whole {
                        self.at[r] = unsafe { source.start.add(first) };
                        continue;
                    }
                    let tile = self.tile(r);
                    if source.flat {
                        unsafe { std::ptr::copy_nonoverlapping(source.start.add(first), tile, n) };
                    } else {
                        unsafe { fetch(source.start, self.shape, source.strides, first, n, tile) };
                    }
                    self.at[r] = tile;
                }
                Instr::Cast { arg, from, to } => {
                    let (from_tile, tile) = (self.at[arg as usize], self.tile(r));
                    if same_words(from, to) {
                        self.at[r] = from_tile;
                        continue;
                    }
                    if to.is_packed() && same_words(from, to.compute()) {
                        if program.instrs[r + 1..].iter().all(|later| !later.reads(r)) {
                            // It is only stored, and packing rounds as well.
                            self.at[r] = from_tile;
                            continue;
                        }
                        unsafe { settle(to, from_tile, n, tile) };
                        self.at[r] = tile;
                        continue;
                    }
                    for i in 0..n {
                        unsafe { *tile.add(i) = cast(*from_tile.add(i), from, to) };
                    }
                    self.at[r] = tile;
                }
                Instr::Apply { map, args, dtype } => {
                    let out = match direct {
                        Some(place) if whole && program.outputs[0] as usize == r => place,
                        _ => self.tile(r),
                    };
                    let operands = [self.at[args[0] as usize], self.at[args[1] as usize], self.at[args[2] as usize]];
                    unsafe { apply::<V>(map, dtype, operands, out, padded) };
                    self.at[r] = out;
                }
            }
        }
    }

    /// Where output `o` of the last tile lies.
    pub fn output(&self, o: usize) -> *const u32 {
        self.at[self.fused.program.outputs[o] as usize]
    }
}

/// One expression for each packed dtype, so that loops in it are compiled for that dtype alone.
macro_rules! each_packed {
    ($dtype:expr, $d:ident => $body:expr) => {
        match $dtype {
            DType::U8 => each_packed!(@ U8 $d $body),
            DType::I8 => each_packed!(@ I8 $d $body),
            DType::I16 => each_packed!(@ I16 $d $body),
            DType::F16 => each_packed!(@ F16 $d $body),
            DType::BF16 => each_packed!(@ BF16 $d $body),
            DType::Bool | DType::I32 | DType::I64 | DType::F32 => {}
        }
    };
    (@ $name:ident $d:ident $body:expr) => {{
        const $d: DType = DType::$name;
        $body
    }};
}

/// Unpacks `n` elements from the `first`-th on of a source whose words hold several.
///
/// # Safety
/// The walk stays inside its buffer up to that element; `out` holds `n` words.
unsafe fn unpack(source: &Source, shape: &[usize], first: usize, n: usize, out: *mut u32) {
    let start = source.start;
    if source.flat {
        let from = source.offset + first;
        each_packed!(source.dtype, D => for i in 0..n {
            let at = from + i;
            unsafe { *out.add(i) = D.unpack(*start.add(at / D.lanes()), at % D.lanes()) };
        });
        return;
    }
    let Some(&inner) = shape.last() else { return };
    let step = source.strides[shape.len() - 1];
    // Runs along the last dimension; the first may begin in its middle.
    let mut done = 0;
    while done < n {
        let column = (first + done) % inner;
        let run = (inner - column).min(n - done);
        let from = source.offset + walk::position(shape, source.strides, first + done);
        each_packed!(source.dtype, D => for i in 0..run {
            let at = from + i * step;
            unsafe { *out.add(done + i) = D.unpack(*start.add(at / D.lanes()), at % D.lanes()) };
        });
        done += run;
    }
}

/// Packs `n` value words from `values` into whole words.
///
/// # Safety
/// `values` holds `n` words, `out` as many as the packed elements take.
unsafe fn pack(dtype: DType, values: *const u32, n: usize, out: *mut u32) {
    each_packed!(dtype, D => {
        let whole = n / D.lanes();
        for at in 0..whole {
            let mut word = 0;
            for lane in 0..D.lanes() {
                word |= D.pack(unsafe { *values.add(at * D.lanes() + lane) }, lane);
            }
            unsafe { *out.add(at) = word };
        }
        let rest = n - whole * D.lanes();
        if rest > 0 {
            let last = (0..rest).fold(0, |w, lane| w | D.pack(unsafe { *values.add(whole * D.lanes() + lane) }, lane));
            unsafe { *out.add(whole) = last };
        }
    });
}

/// Rounds or wraps `n` value words to a packed dtype of the same sort.
///
/// # Safety
/// `values` and `out` hold `n` words.
unsafe fn settle(dtype: DType, values: *const u32, n: usize, out: *mut u32) {
    each_packed!(dtype, D => for i in 0..n {
        unsafe { *out.add(i) = D.settle(*values.add(i)) };
    });
}

/// Whether words of `from` are the same as words of `to`.
fn same_words(from: DType, to: DType) -> bool {
    let whole = |d: DType| matches!(d, DType::I32 | DType::I64);
    from.compute() == to || (whole(from.compute()) && whole(to))
}

/// Copies `n` elements from the `first`-th on of a strided walk.
///
/// # Safety
/// The walk stays inside its buffer up to that element; `out` holds `n` words.
unsafe fn fetch(start: *const u32, shape: &[usize], strides: &[usize], first: usize, n: usize, out: *mut u32) {
    let Some(last) = shape.len().checked_sub(1) else {
        unsafe { *out = *start };
        return;
    };
    let mut index: tensor::Dims = tensor::Dims::from_elem(0, shape.len());
    let (mut rest, mut at) = (first, 0);
    for d in (0..shape.len()).rev() {
        index[d] = rest % shape[d];
        rest /= shape[d];
        at += index[d] * strides[d];
    }
    let (inner, step) = (shape[last], strides[last]);
    let mut done = 0;
    while done < n {
        let run = (inner - index[last]).min(n - done);
        unsafe {
            let (from, to) = (start.add(at), out.add(done));
            match step {
                0 => std::slice::from_raw_parts_mut(to, run).fill(*from),
                1 => std::ptr::copy_nonoverlapping(from, to, run),
                _ => (0..run).for_each(|i| *to.add(i) = *from.add(i * step)),
            }
        }
        done += run;
        index[last] += run;
        at += run * step;
        let mut d = last;
        while index[d] == shape[d] && d > 0 {
            at -= index[d] * strides[d];
            index[d] = 0;
            d -= 1;
            index[d] += 1;
            at += strides[d];
        }
    }
}

/// A fused elementwise kernel.
pub struct MapJob<'a> {
    pub memory: &'a Memory,
    pub k: &'a MapKernel,
    pub scratch: &'a mut Scratch,
}

impl Job for MapJob<'_> {
    #[inline(always)]
    fn run<V: Lane>(self) {
        let outputs: Vec<*mut u32> = self.k.outputs.iter().map(|b| self.memory.pointer(b.id())).collect();
        let count = self.k.shape.iter().product();
        let mut machine = Machine::new(self.memory, &self.k.fused, &self.k.shape, None, self.scratch);
        unsafe { sweep::<V>(&mut machine, &outputs, count) };
    }
}

/// Runs a machine over its whole index space.
///
/// # Safety
/// Every output holds `count` elements, the size of the index space.
#[inline(always)]
unsafe fn sweep<V: Lane>(machine: &mut Machine, outputs: &[*mut u32], count: usize) {
    let dtypes: Vec<DType> = (0..outputs.len()).map(|o| machine.fused.program.output_dtype(o)).collect();
    let mut first = 0;
    while first < count {
        let n = TILE.min(count - first);
        unsafe {
            let direct = if dtypes[0].is_packed() { None } else { Some(outputs[0].add(first)) };
            machine.run::<V>(first, n, direct);
            for (o, out) in outputs.iter().enumerate() {
                let from = machine.output(o);
                if dtypes[o].is_packed() {
                    // A tile is a multiple of all lanes.
                    pack(dtypes[o], from, n, out.add(first / dtypes[o].lanes()));
                    continue;
                }
                let to = out.add(first);
                if !std::ptr::eq(from, to) {
                    std::ptr::copy_nonoverlapping(from, to, n);
                }
            }
        }
        first += n;
    }
}

/// Applies an epilogue in place to `values`, contiguous over `shape`.
///
/// # Safety
/// `values` holds as many words as `shape` has elements, and no view of the epilogue reads them.
#[inline(always)]
pub unsafe fn finish<V: Lane>(
    memory: &Memory,
    fused: &Fused,
    shape: &[usize],
    values: *mut u32,
    scratch: &mut Scratch,
) {
    let count = shape.iter().product();
    let mut machine = Machine::new(memory, fused, shape, Some(values), scratch);
    unsafe { sweep::<V>(&mut machine, &[values], count) };
}
