//! What a device must do: hold buffers of 32-bit words and run kernels on them.
//!
//! One realisation of the lazy graph becomes one call of [`Backend::run`] with kernels in order; a GPU records them in
//! one pass and submits once. Kernels see only canonical forms: dimensions are merged where every view allows it, sizes
//! of 1 are gone, reduced dimensions come last, outputs are contiguous and whole (except in [`Write`] and [`Scatter`],
//! which change part of a buffer). `cpu::reference` is the definition of each.

use crate::device::{self, Device};
use crate::dtype::DType;
use crate::error::Result;
use crate::layout::Dims;
use crate::program::Program;
use std::rc::Rc;

/// A backend's name for a buffer.
pub type BufferId = u64;

/// A buffer on a device. It is freed when the last handle goes.
#[derive(Debug)]
pub struct Buffer {
    device: Device,
    /// Which of the device's successive backends made it; a later one must not be asked for it.
    epoch: u32,
    id: BufferId,
    words: usize,
}

impl Buffer {
    /// Takes charge of a buffer that the backend of `device` has just made.
    pub(crate) fn adopt(device: Device, epoch: u32, id: BufferId, words: usize) -> Rc<Self> {
        Rc::new(Self { device, epoch, id, words })
    }

    /// Where it lies.
    pub fn device(&self) -> Device {
        self.device
    }

    /// Which of the device's successive backends made it.
    pub(crate) fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The backend's name for it.
    pub fn id(&self) -> BufferId {
        self.id
    }

    /// Number of 32-bit words: the number of elements unless the dtype is packed.
    pub fn words(&self) -> usize {
        self.words
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        device::free(self.device, self.epoch, self.id);
    }
}

/// A strided read of a buffer. Which shape the strides belong to is said by the kernel; 0 repeats an element. Programs
/// read packed buffers (`Load` of a packed dtype unpacks); all other operands hold one element per word.
#[derive(Clone, Debug)]
pub struct View {
    /// The buffer.
    pub buffer: Rc<Buffer>,
    /// Steps in elements, one per dimension of the kernel's shape.
    pub strides: Dims,
    /// Position of the first element.
    pub offset: usize,
}

/// A program with what it reads.
#[derive(Clone, Debug)]
pub struct Fused {
    /// The code.
    pub program: Rc<Program>,
    /// One per `Load` slot.
    pub inputs: Vec<View>,
    /// One word per `Param` slot.
    pub params: Vec<u32>,
}

/// `outputs[o][i] = program(inputs at i)` for every index `i` of `shape`.
#[derive(Clone, Debug)]
pub struct MapKernel {
    /// Index space, possibly empty of dimensions (one element) or of elements.
    pub shape: Dims,
    /// What is computed.
    pub fused: Fused,
    /// Contiguous over `shape`, one per program output. An output of a packed dtype holds [`DType::lanes`] elements per
    /// word, first ones in the low bits, and zeros in the lanes behind the last.
    pub outputs: Vec<Rc<Buffer>>,
}

/// How values are combined.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reduction {
    /// Sum; 0 if there is nothing. Over `I64` the sum wraps at 32 bits.
    Sum,
    /// Largest; NaN wins.
    Max,
    /// Smallest; NaN wins.
    Min,
    /// Position (in order over the reduced dimensions) of the first largest; `I64` result. NaN wins.
    ArgMax,
    /// Position of the first smallest; `I64` result. NaN wins.
    ArgMin,
}

/// `output[i] = epilogue(reduce over j of prologue(inputs at (i, j)))`.
#[derive(Clone, Debug)]
pub struct ReduceKernel {
    /// How.
    pub op: Reduction,
    /// Dtype of the prologue's result: `F32` or `I64`.
    pub dtype: DType,
    /// Kept dimensions, then reduced dimensions.
    pub shape: Dims,
    /// How many dimensions are kept.
    pub kept: usize,
    /// What is reduced (one output); strides over all of `shape`.
    pub prologue: Fused,
    /// What happens to the result: input 0 of this program is the reduced value (no view is given for it: `inputs[0]` of
    /// the list is the program's input 1, with strides over the kept dimensions). One output.
    pub epilogue: Option<Fused>,
    /// Contiguous over the kept dimensions.
    pub output: Rc<Buffer>,
}

/// `output[b, i, j] = epilogue(sum over l of a[b, i, l] * b[b, l, j])`, all `F32`.
#[derive(Clone, Debug)]
pub struct MatMulKernel {
    /// Batch dimensions.
    pub batch: Dims,
    /// Rows of `a`.
    pub m: usize,
    /// Columns of `a`, rows of `b`. May be 0: the product is then 0.
    pub k: usize,
    /// Columns of `b`.
    pub n: usize,
    /// Strides over `batch ++ [m, k]`.
    pub a: View,
    /// Strides over `batch ++ [k, n]`.
    pub b: View,
    /// Input 0 of this program is the product; `inputs[0]` of the list is its input 1, strides over `batch ++ [m, n]`.
    pub epilogue: Option<Fused>,
    /// Contiguous over `batch ++ [m, n]`.
    pub output: Rc<Buffer>,
}

/// How whole numbers lie in the words of an [`IntMatMulKernel`]'s operands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Packing {
    /// Four signed bytes per word, first ones in the low bits. Bytes behind a row's last element are 0.
    Bytes,
    /// 32 signs per word: 1 stands for +1, 0 for -1. Bits behind a row's last element are 0 on both sides.
    Bits,
}

/// `output[i, j] = epilogue(sum over l of a[i, l] * b[j, l])` on packed whole numbers; the sum is `I32` and wraps. Both
/// operands are rows: `b` is transposed already, as the weights of a linear layer are.
#[derive(Clone, Debug)]
pub struct IntMatMulKernel {
    /// What a word holds.
    pub packing: Packing,
    /// Rows of `a`.
    pub m: usize,
    /// Rows of `b`.
    pub n: usize,
    /// Elements of a row.
    pub depth: usize,
    /// Words of a row.
    pub words: usize,
    /// Strides and offset in words, over `[m, words]`; words of a row lie together.
    pub a: View,
    /// Strides and offset in words, over `[n, words]`; words of a row lie together.
    pub b: View,
    /// Input 0 of this program is the sum; `inputs[0]` of the list is its input 1, strides over `[m, n]`.
    pub epilogue: Option<Fused>,
    /// Contiguous over `[m, n]`.
    pub output: Rc<Buffer>,
}

/// Softmax over the last dimension of `shape`: `e^(x - max) / sum`, or its logarithm.
#[derive(Clone, Debug)]
pub struct SoftmaxKernel {
    /// Logarithm of the result.
    pub log: bool,
    /// Never without dimensions; the last one is normalised.
    pub shape: Dims,
    /// Strides over `shape`; `F32`.
    pub input: View,
    /// Contiguous over `shape`.
    pub output: Rc<Buffer>,
}

/// `output[i] = source[i with i[axis] replaced by index[i]]`. A negative index counts from the end; one outside
/// `-size..size` is an error where the backend can tell, and is clamped where it cannot.
#[derive(Clone, Debug)]
pub struct GatherKernel {
    /// Index space (of the output). Not merged.
    pub shape: Dims,
    /// Which dimension the index replaces.
    pub axis: usize,
    /// Size of that dimension in the source.
    pub size: usize,
    /// Strides over `shape`; along `axis` the step in the source.
    pub source: View,
    /// `I64`, strides over `shape` (0 except along `axis` for `index_select`).
    pub index: View,
    /// Contiguous over `shape`; elements are copied as words whatever their dtype.
    pub output: Rc<Buffer>,
}

/// `target[i with i[axis] replaced by index[i]] = source[i]`, or `+=`. The target holds its old values already.
#[derive(Clone, Debug)]
pub struct ScatterKernel {
    /// Index space (of the source). Not merged.
    pub shape: Dims,
    /// Which dimension the index replaces.
    pub axis: usize,
    /// Size of that dimension in the target.
    pub size: usize,
    /// Strides over `shape`; along `axis` the step in the target. Changed in place.
    pub target: View,
    /// `I64`, strides over `shape`.
    pub index: View,
    /// Strides over `shape`.
    pub source: View,
    /// `Some(dtype)` adds (`F32` or `I64`), `None` overwrites (the last one wins on the CPU; any on a GPU).
    pub add: Option<DType>,
}

/// `target[i] = source[i]` over part of a buffer: how `x[1:3] = v` and `cat` are done.
#[derive(Clone, Debug)]
pub struct WriteKernel {
    /// Index space.
    pub shape: Dims,
    /// Strides over `shape`, not overlapping. Changed in place; the rest of the buffer stays.
    pub target: View,
    /// Strides over `shape`.
    pub source: View,
}

/// One piece of work. Kernels of one [`Backend::run`] see the results of those before them.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Kernel {
    Map(MapKernel),
    Reduce(ReduceKernel),
    MatMul(MatMulKernel),
    IntMatMul(IntMatMulKernel),
    Softmax(SoftmaxKernel),
    Gather(GatherKernel),
    Scatter(ScatterKernel),
    Write(WriteKernel),
}

impl Kernel {
    /// Name for messages and profiles.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Map(_) => "map",
            Self::Reduce(_) => "reduce",
            Self::MatMul(_) => "matmul",
            Self::IntMatMul(_) => "int_matmul",
            Self::Softmax(_) => "softmax",
            Self::Gather(_) => "gather",
            Self::Scatter(_) => "scatter",
            Self::Write(_) => "write",
        }
    }
}

/// A device. Methods take `&mut self`; the registry in [`crate::device`] hands out one at a time. A buffer of 0 words is
/// legal. Any method may fail with [`crate::Error::DeviceLost`].
pub trait Backend {
    /// What it is, for people: `"CPU (AVX2)"`, `"WebGPU (Apple M2)"`.
    fn describe(&self) -> String;

    /// Largest buffer in bytes; larger tensors are refused with an error that says so.
    fn limit(&self) -> u64;

    /// Makes a buffer with unspecified contents.
    fn alloc(&mut self, words: usize) -> Result<BufferId>;

    /// Makes a buffer with these contents.
    fn upload(&mut self, words: &[u32]) -> Result<BufferId>;

    /// Reads `out.len()` words from `offset`, after all work submitted before. Blocks.
    fn read(&mut self, buffer: BufferId, offset: usize, out: &mut [u32]) -> Result<()>;

    /// Gives a buffer back. Work submitted before still sees it.
    fn free(&mut self, buffer: BufferId);

    /// Runs the kernels in order. Ids come from `kernel.output.id()` and so on.
    fn run(&mut self, kernels: &[Kernel]) -> Result<()>;

    /// Number of buffers alive, for leak tests.
    fn live(&self) -> usize;
}
