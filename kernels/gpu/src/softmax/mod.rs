//! `softmax` and its logarithm over the last dimension: a thread per short row, a workgroup per long one.

use crate::backend::Gpu;
use crate::fused::{position, split};
use crate::kernel::Key;
use crate::record::grid;
use crate::shader::{Shader, Source};
use tensor::Result;
use tensor::backend::SoftmaxKernel;
use tensor::layout::count;

/// Longest row that one thread takes; where a processor plays the GPU barriers cost more than idle threads.
const SHORT: usize = 32;
const SHORT_IN_SOFTWARE: usize = 2048;

/// What the code depends on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct SoftmaxKey {
    pub(crate) log: bool,
    /// Dimensions before the last one.
    pub(crate) rank: usize,
    /// Square root of the number of threads per row; 1 for a thread per row.
    pub(crate) side: usize,
}

impl SoftmaxKey {
    /// The shader.
    pub(crate) fn source(&self) -> Source {
        let mut shader = Shader::default();
        shader.push("struct Head { width: u32, rows: u32, length: u32, step: u32 }");
        shader.read("input", "f32");
        shader.write("out", "f32");
        let sizes = shader.words(self.rank);
        let from = shader.words(self.rank + 1);
        let coordinates = split("", "row", 0, self.rank, sizes);
        let at = position("", self.rank, from);
        shader.push(&format!("fn base(row: u32) -> u32 {{\n{coordinates}    return {at};\n}}"));
        shader.push(include_str!("row.wgsl"));
        shader.push(if self.log {
            "fn result(x: f32, top: f32, sum: f32) -> f32 { return x - top - log_(sum); }"
        } else {
            "fn result(x: f32, top: f32, sum: f32) -> f32 { return exp_(x - top) / sum; }"
        });
        if self.side == 1 {
            shader.push(include_str!("thread.wgsl"));
        } else {
            shader.push(&format!("const SIDE = {}u;\nconst THREADS = {}u;", self.side, self.side * self.side));
            shader.push(include_str!("group.wgsl"));
        }
        shader.finish(4)
    }
}

/// Records a softmax.
pub(crate) fn record(gpu: &mut Gpu, kernel: &SoftmaxKernel) -> Result<()> {
    let Some((length, outer)) = kernel.shape.split_last() else { return Ok(()) };
    let rows = count(outer);
    if rows * length == 0 {
        return Ok(());
    }
    let short = if gpu.software() { SHORT_IN_SOFTWARE } else { SHORT };
    let side = match *length {
        n if n <= short => 1,
        n if n < 1024 => 8,
        _ => 16,
    };
    let groups = if side == 1 { rows.div_ceil(64) } else { rows };
    let rank = outer.len();
    let mut words = vec![grid(groups)[0], rows as u32, *length as u32, kernel.input.strides[rank] as u32];
    words.extend(outer.iter().map(|n| *n as u32));
    words.push(kernel.input.offset as u32);
    words.extend(kernel.input.strides[..rank].iter().map(|s| *s as u32));
    let key = Key::Softmax(SoftmaxKey { log: kernel.log, rank, side });
    gpu.dispatch(&key, &words, &[kernel.input.buffer.id(), kernel.output.id()], groups)
}
