//! The scalar backend: plain loops, one element at a time. It is the definition that the others are compared with, so
//! clarity comes before speed everywhere here.

use crate::memory::Memory;
use crate::walk;
use tensor::backend::{
    Backend, BufferId, Fused, GatherKernel, IntMatMulKernel, Kernel, MapKernel, MatMulKernel, Packing, ReduceKernel,
    Reduction, ScatterKernel, SoftmaxKernel, View, WriteKernel,
};
use tensor::map::Map;
use tensor::program::{Instr, Program};
use tensor::{DType, Device, Error, Result, Scalar};

/// The definition of every kernel.
pub struct Reference {
    memory: Memory,
}

impl Reference {
    /// A backend without buffers; one buffer may take 2 GiB.
    pub fn new() -> Self {
        Self { memory: Memory::new(Device::Reference, 2 << 30) }
    }
}

impl Default for Reference {
    fn default() -> Self {
        Self::new()
    }
}

impl Backend for Reference {
    fn describe(&self) -> String {
        "CPU (scalar reference)".to_string()
    }
    fn limit(&self) -> u64 {
        self.memory.limit()
    }
    fn alloc(&mut self, words: usize) -> Result<BufferId> {
        self.memory.alloc(words)
    }
    fn upload(&mut self, words: &[u32]) -> Result<BufferId> {
        self.memory.upload(words)
    }
    fn read(&mut self, buffer: BufferId, offset: usize, out: &mut [u32]) -> Result<()> {
        self.memory.read(buffer, offset, out)
    }
    fn free(&mut self, buffer: BufferId) {
        self.memory.free(buffer);
    }
    fn live(&self) -> usize {
        self.memory.live()
    }
    fn run(&mut self, kernels: &[Kernel]) -> Result<()> {
        kernels.iter().try_for_each(|k| run(&self.memory, k))
    }
}

/// Runs one kernel by its definition.
pub fn run(memory: &Memory, kernel: &Kernel) -> Result<()> {
    match kernel {
        Kernel::Map(k) => map(memory, k),
        Kernel::Reduce(k) => reduce(memory, k),
        Kernel::MatMul(k) => matmul(memory, k),
        Kernel::IntMatMul(k) => int_matmul(memory, k),
        Kernel::Softmax(k) => softmax(memory, k),
        Kernel::Gather(k) => return gather(memory, k),
        Kernel::Scatter(k) => return scatter(memory, k),
        Kernel::Write(k) => write(memory, k),
    }
    Ok(())
}

/// A view that has been checked: words by index.
struct Words<'a> {
    start: *mut u32,
    strides: &'a [usize],
}

impl<'a> Words<'a> {
    fn new(memory: &Memory, view: &'a View, shape: &[usize]) -> Self {
        Self { start: memory.view(view, shape), strides: &view.strides }
    }
    /// Word at a position below the view's last.
    fn get(&self, at: usize) -> u32 {
        // SAFETY: `new` checked the walk, and positions come from it.
        unsafe { *self.start.add(at) }
    }
    fn put(&self, at: usize, word: u32) {
        // SAFETY: as above.
        unsafe { *self.start.add(at) = word }
    }
}

/// A program's input that has been checked: value words by index, whatever the dtype.
struct Elements<'a> {
    start: *const u32,
    dtype: DType,
    view: &'a View,
}

impl Elements<'_> {
    /// Value word at a position below the view's last.
    fn get(&self, at: usize) -> u32 {
        let (at, lanes) = (self.view.offset + at, self.dtype.lanes());
        // SAFETY: `elements` checked the walk, and positions come from it.
        self.dtype.unpack(unsafe { *self.start.add(at / lanes) }, at % lanes)
    }
}

/// The inputs of a program that runs over `shape`; `given` of them before the views are values at hand.
fn inputs_after<'a>(memory: &Memory, fused: &'a Fused, shape: &[usize], given: usize) -> Vec<Elements<'a>> {
    let one = |(i, view): (usize, &'a View)| {
        let dtype = fused.program.input_dtype(i + given);
        Elements { start: memory.packed(view, shape, dtype.lanes()), dtype, view }
    };
    fused.inputs.iter().enumerate().map(one).collect()
}

fn elements<'a>(memory: &Memory, fused: &'a Fused, shape: &[usize]) -> Vec<Elements<'a>> {
    inputs_after(memory, fused, shape, 0)
}

/// Output of a kernel, contiguous.
#[allow(clippy::mut_from_ref)] // Buffers are memory of their own behind pointers; one kernel fills one.
fn output(memory: &Memory, id: BufferId) -> &mut [u32] {
    // SAFETY: the planner gives every output a buffer of its own, which no input of the same kernel shares.
    unsafe { std::slice::from_raw_parts_mut(memory.pointer(id), memory.words(id)) }
}

fn float(word: u32) -> f32 {
    f32::from_bits(word)
}

/// Evaluates a program for one element. `load` gives the value words of the inputs.
pub fn evaluate(program: &Program, params: &[u32], load: impl Fn(usize) -> u32, registers: &mut Vec<u32>) {
    registers.clear();
    for instr in &program.instrs {
        let word = match *instr {
            Instr::Load { input, .. } => load(input as usize),
            Instr::Param { slot, .. } => params[slot as usize],
            Instr::Cast { arg, from, to } => cast(registers[arg as usize], from, to),
            Instr::Apply { map, args, dtype } => {
                apply(map, dtype, args.map(|a| registers.get(a as usize).copied().unwrap_or(0)))
            }
        };
        registers.push(word);
    }
}

/// Conversion of one word.
pub fn cast(word: u32, from: DType, to: DType) -> u32 {
    match (from.compute(), to.compute()) {
        (DType::F32, DType::F32) => to.settle(word),
        (DType::F32, DType::I32 | DType::I64) => to.settle(float(word) as i32 as u32),
        (DType::I32 | DType::I64, DType::I32 | DType::I64) => to.settle(word),
        _ => Scalar::from_word(word, from).word(to),
    }
}

/// An instruction on words.
pub fn apply(map: Map, dtype: DType, w: [u32; 3]) -> u32 {
    if dtype == DType::F32 { on_floats(map, w) } else { on_integers(map, w) }
}

macro_rules! define_floats {
    ({} $(($variant:ident $module:ident $arity:tt $takes:ident $result:ident $int:ident))*) => {
        fn on_floats(map: Map, w: [u32; 3]) -> u32 {
            match map { $(Map::$variant => floats!($arity $takes $result $module w)),* }
        }
        fn on_integers(map: Map, w: [u32; 3]) -> u32 {
            match map { $(Map::$variant => integers!($arity $takes $result $int $module w)),* }
        }
    };
}
macro_rules! floats {
    (1 Numbers same $m:ident $w:ident) => {
        tensor::kernels::$m::lane::<f32>(float($w[0])).to_bits()
    };
    (2 Numbers same $m:ident $w:ident) => {
        tensor::kernels::$m::lane::<f32>(float($w[0]), float($w[1])).to_bits()
    };
    (3 Numbers same $m:ident $w:ident) => {
        tensor::kernels::$m::lane::<f32>(float($w[0]), float($w[1]), float($w[2])).to_bits()
    };
    (1 Numbers bool $m:ident $w:ident) => {
        u32::from(tensor::kernels::$m::lane::<f32>(float($w[0])))
    };
    (2 Numbers bool $m:ident $w:ident) => {
        u32::from(tensor::kernels::$m::lane::<f32>(float($w[0]), float($w[1])))
    };
    (1 Bools bool $m:ident $w:ident) => {
        u32::from(tensor::kernels::$m::lane::<f32>($w[0] != 0))
    };
    (2 Bools bool $m:ident $w:ident) => {
        u32::from(tensor::kernels::$m::lane::<f32>($w[0] != 0, $w[1] != 0))
    };
    ($arity:tt Whole same $m:ident $w:ident) => {
        unreachable!("{} runs on integers only ({} operands)", stringify!($m), $w.len())
    };
    (3 Choice same $m:ident $w:ident) => {
        tensor::kernels::$m::lane::<f32>($w[0] != 0, float($w[1]), float($w[2])).to_bits()
    };
}
macro_rules! integers {
    (1 Whole same int $m:ident $w:ident) => {
        tensor::kernels::$m::int($w[0] as i32) as u32
    };
    (2 Whole same int $m:ident $w:ident) => {
        tensor::kernels::$m::int($w[0] as i32, $w[1] as i32) as u32
    };
    (1 Numbers same int $m:ident $w:ident) => {
        tensor::kernels::$m::int($w[0] as i32) as u32
    };
    (2 Numbers same int $m:ident $w:ident) => {
        tensor::kernels::$m::int($w[0] as i32, $w[1] as i32) as u32
    };
    (3 Numbers same int $m:ident $w:ident) => {
        tensor::kernels::$m::int($w[0] as i32, $w[1] as i32, $w[2] as i32) as u32
    };
    (2 Numbers bool int $m:ident $w:ident) => {
        u32::from(tensor::kernels::$m::int($w[0] as i32, $w[1] as i32))
    };
    (1 Bools bool int $m:ident $w:ident) => {
        u32::from(tensor::kernels::$m::int($w[0] != 0))
    };
    (2 Bools bool int $m:ident $w:ident) => {
        u32::from(tensor::kernels::$m::int($w[0] != 0, $w[1] != 0))
    };
    (3 Choice same int $m:ident $w:ident) => {
        tensor::kernels::$m::int($w[0] != 0, $w[1] as i32, $w[2] as i32) as u32
    };
    ($arity:tt $takes:ident $result:ident float $m:ident $w:ident) => {
        unreachable!("{} does not run on integers; the planner casts first ({} operands)", stringify!($m), $w.len())
    };
}
tensor::for_each_map!(define_floats);

fn map(memory: &Memory, k: &MapKernel) {
    let inputs = elements(memory, &k.fused, &k.shape);
    let mut registers = Vec::new();
    for n in 0..k.shape.iter().product() {
        let load = |i: usize| inputs[i].get(walk::position(&k.shape, &inputs[i].view.strides, n));
        evaluate(&k.fused.program, &k.fused.params, load, &mut registers);
        for (o, buffer) in k.outputs.iter().enumerate() {
            let (dtype, value) = (k.fused.program.output_dtype(o), registers[k.fused.program.outputs[o] as usize]);
            let (at, lane) = (n / dtype.lanes(), n % dtype.lanes());
            let word = &mut output(memory, buffer.id())[at];
            *word = if lane == 0 { dtype.pack(value, 0) } else { *word | dtype.pack(value, lane) };
        }
    }
}

/// Applies an epilogue to a result: `value` is input 0, the other inputs are read at the `n`-th index of `shape`.
pub fn finish(memory: &Memory, epilogue: Option<&Fused>, shape: &[usize], n: usize, value: u32) -> u32 {
    let Some(fused) = epilogue else { return value };
    let inputs = inputs_after(memory, fused, shape, 1);
    let load = |i: usize| match i {
        0 => value,
        _ => inputs[i - 1].get(walk::position(shape, &inputs[i - 1].view.strides, n)),
    };
    let mut registers = Vec::new();
    evaluate(&fused.program, &fused.params, load, &mut registers);
    registers[fused.program.outputs[0] as usize]
}

/// Whether `new` takes the place of `best` in a search for the largest (`sign` 1) or smallest (`sign` -1): NaN wins.
fn beats(op: Reduction, dtype: DType, new: u32, best: u32) -> bool {
    let largest = matches!(op, Reduction::Max | Reduction::ArgMax);
    if dtype == DType::F32 {
        let (n, b) = (float(new), float(best));
        return !b.is_nan() && (n.is_nan() || if largest { n > b } else { n < b });
    }
    let (n, b) = (new as i32, best as i32);
    if largest { n > b } else { n < b }
}

fn reduce(memory: &Memory, k: &ReduceKernel) {
    let (kept, reduced) = k.shape.split_at(k.kept);
    let inputs = elements(memory, &k.prologue, &k.shape);
    let result = output(memory, k.output.id());
    let length: usize = reduced.iter().product();
    let mut registers = Vec::new();
    for (n, out) in result.iter_mut().enumerate() {
        let (mut sum, mut whole_sum, mut best) = (0.0f64, 0i32, None::<(u32, usize)>);
        for j in 0..length {
            let load = |i: usize| inputs[i].get(walk::position(&k.shape, &inputs[i].view.strides, n * length + j));
            evaluate(&k.prologue.program, &k.prologue.params, load, &mut registers);
            let word = registers[k.prologue.program.outputs[0] as usize];
            match k.op {
                Reduction::Sum if k.dtype == DType::F32 => sum += f64::from(float(word)),
                Reduction::Sum => whole_sum = whole_sum.wrapping_add(word as i32),
                _ => {
                    if best.is_none_or(|(b, _)| beats(k.op, k.dtype, word, b)) {
                        best = Some((word, j));
                    }
                }
            }
        }
        let value = match (k.op, best) {
            (Reduction::Sum, _) if k.dtype == DType::F32 => (sum as f32).to_bits(),
            (Reduction::Sum, _) => whole_sum as u32,
            (Reduction::ArgMax | Reduction::ArgMin, Some((_, j))) => j as u32,
            (_, Some((word, _))) => word,
            (_, None) => 0,
        };
        *out = finish(memory, k.epilogue.as_ref(), kept, n, value);
    }
}

fn matmul(memory: &Memory, k: &MatMulKernel) {
    let with = |tail: [usize; 2]| -> Vec<usize> { k.batch.iter().copied().chain(tail).collect() };
    let (sa, sb, so) = (with([k.m, k.k]), with([k.k, k.n]), with([k.m, k.n]));
    let (a, b) = (Words::new(memory, &k.a, &sa), Words::new(memory, &k.b, &sb));
    for (n, out) in output(memory, k.output.id()).iter_mut().enumerate() {
        let (batch, i, j) = (n / (k.m * k.n), n / k.n % k.m, n % k.n);
        let mut sum = 0.0f64;
        for l in 0..k.k {
            let x = a.get(walk::position(&sa, a.strides, (batch * k.m + i) * k.k + l));
            let y = b.get(walk::position(&sb, b.strides, (batch * k.k + l) * k.n + j));
            sum += f64::from(float(x)) * f64::from(float(y));
        }
        *out = finish(memory, k.epilogue.as_ref(), &so, n, (sum as f32).to_bits());
    }
}

fn int_matmul(memory: &Memory, k: &IntMatMulKernel) {
    let (sa, sb, so) = ([k.m, k.words], [k.n, k.words], [k.m, k.n]);
    let (a, b) = (Words::new(memory, &k.a, &sa), Words::new(memory, &k.b, &sb));
    for (at, out) in output(memory, k.output.id()).iter_mut().enumerate() {
        let (i, j) = (at / k.n, at % k.n);
        let mut sum = if k.packing == Packing::Bits { k.depth as i32 } else { 0 };
        for w in 0..k.words {
            let x = a.get(walk::position(&sa, a.strides, i * k.words + w));
            let y = b.get(walk::position(&sb, b.strides, j * k.words + w));
            match k.packing {
                Packing::Bytes => {
                    for (x, y) in x.to_le_bytes().into_iter().zip(y.to_le_bytes()) {
                        sum = sum.wrapping_add(i32::from(x as i8) * i32::from(y as i8));
                    }
                }
                // Where signs differ, the product is -1 instead of 1.
                Packing::Bits => sum -= 2 * (x ^ y).count_ones() as i32,
            }
        }
        *out = finish(memory, k.epilogue.as_ref(), &so, at, sum as u32);
    }
}

fn softmax(memory: &Memory, k: &SoftmaxKernel) {
    let input = Words::new(memory, &k.input, &k.shape);
    let length = k.shape[k.shape.len() - 1];
    for (row, out) in output(memory, k.output.id()).chunks_mut(length).enumerate() {
        let at = |j: usize| f64::from(float(input.get(walk::position(&k.shape, input.strides, row * length + j))));
        // f64::max ignores NaN, which then comes back through the sum.
        let largest = (0..length).map(at).fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = (0..length).map(|j| (at(j) - largest).exp()).sum();
        for (j, o) in out.iter_mut().enumerate() {
            let shifted = at(j) - largest;
            *o = (if k.log { shifted - sum.ln() } else { shifted.exp() / sum } as f32).to_bits();
        }
    }
}

/// The position that an index names.
pub fn resolve(word: u32, axis: usize, size: usize) -> Result<usize> {
    let index = i64::from(word as i32);
    let at = if index < 0 { index + size as i64 } else { index };
    usize::try_from(at).ok().filter(|a| *a < size).ok_or(Error::Index { index, dim: axis, size })
}

/// Shape of the indexed side: `shape` with `size` along `axis`.
fn indexed_shape(shape: &[usize], axis: usize, size: usize) -> Vec<usize> {
    shape.iter().enumerate().map(|(d, &n)| if d == axis { size } else { n }).collect()
}

/// Runs a gather; both backends share it.
pub fn gather(memory: &Memory, k: &GatherKernel) -> Result<()> {
    let source = Words::new(memory, &k.source, &indexed_shape(&k.shape, k.axis, k.size));
    let index = Words::new(memory, &k.index, &k.shape);
    let mut strides: Vec<usize> = source.strides.to_vec();
    let step = std::mem::take(&mut strides[k.axis]);
    let (mut n, mut failure) = (0, None);
    let out = output(memory, k.output.id());
    walk::each(&k.shape, [&strides, index.strides], |[s, i]| {
        match resolve(index.get(i), k.axis, k.size) {
            Ok(at) => out[n] = source.get(s + at * step),
            Err(e) => failure = Some(e),
        }
        n += 1;
    });
    failure.map_or(Ok(()), Err)
}

/// Runs a scatter; both backends share it.
pub fn scatter(memory: &Memory, k: &ScatterKernel) -> Result<()> {
    let target = Words::new(memory, &k.target, &indexed_shape(&k.shape, k.axis, k.size));
    let index = Words::new(memory, &k.index, &k.shape);
    let source = Words::new(memory, &k.source, &k.shape);
    let mut strides: Vec<usize> = target.strides.to_vec();
    let step = std::mem::take(&mut strides[k.axis]);
    let mut failure = None;
    walk::each(&k.shape, [&strides, index.strides, source.strides], |[t, i, s]| {
        match resolve(index.get(i), k.axis, k.size) {
            Ok(at) => {
                let (place, word) = (t + at * step, source.get(s));
                target.put(
                    place,
                    match k.add {
                        None => word,
                        Some(DType::F32) => (float(target.get(place)) + float(word)).to_bits(),
                        Some(_) => target.get(place).wrapping_add(word),
                    },
                );
            }
            Err(e) => failure = Some(e),
        }
    });
    failure.map_or(Ok(()), Err)
}

/// Runs a write; both backends share it.
pub fn write(memory: &Memory, k: &WriteKernel) {
    let (target, source) = (Words::new(memory, &k.target, &k.shape), Words::new(memory, &k.source, &k.shape));
    walk::each(&k.shape, [target.strides, source.strides], |[t, s]| target.put(t, source.get(s)));
}
