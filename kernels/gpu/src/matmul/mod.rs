//! `matmul`: batched matrix products of strided operands, with an epilogue. [`choose`] picks the kernel by shape.

mod choose;

use crate::backend::Gpu;
use crate::fused::{position, split};
use crate::kernel::Key;
use crate::record::grid;
use crate::reduce::{self, Output, Parts};
use crate::shader::{Shader, Source};
use choose::{Plan, Way, choose};
use std::rc::Rc;
use tensor::backend::{BufferId, MatMulKernel, Reduction};
use tensor::layout::count;
use tensor::program::Program;
use tensor::{DType, Dims, Result};

/// What the code depends on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct MatMulKey {
    way: Way,
    /// Number of batch dimensions.
    batch: usize,
    /// Whether neighbours along `k` are neighbours in memory: decides which threads load which elements.
    a_along: bool,
    b_along: bool,
    /// Partial sums go to a buffer of parts, without the epilogue.
    parts: bool,
    epilogue: Option<Rc<Program>>,
}

impl MatMulKey {
    /// The shader.
    pub(crate) fn source(&self) -> Source {
        let mut shader = Shader::default();
        shader.push(include_str!("head.wgsl"));
        shader.read("a", "f32");
        shader.read("b", "f32");
        let sizes = shader.words(self.batch);
        for name in ["a", "b"] {
            let from = shader.words(self.batch + 1);
            let coordinates = split("", "i", 0, self.batch, sizes);
            let at = position("", self.batch, from);
            shader.push(&format!("fn {name}_base(i: u32) -> u32 {{\n{coordinates}    return {at};\n}}"));
        }
        let element = shader.epilogue("epilogue", DType::F32, self.batch + 2, self.epilogue.as_deref());
        shader.write("out", element);
        let slot = if self.parts { "split * u.head.outputs + i" } else { "i" };
        shader.push(&format!("fn finish(i: u32, split: u32, value: f32) {{ out[{slot}] = epilogue(value, i); }}"));
        match self.way {
            Way::Direct => shader.push(include_str!("direct.wgsl")),
            Way::Block => {
                shader.push("const STEP = 1u;");
                shader.push(include_str!("put.wgsl"));
                shader.push(include_str!("block.wgsl"));
            }
            Way::Dot { side } => {
                shader.push(&format!("const SIDE = {side}u;\nconst THREADS = {}u;", side * side));
                shader.push(include_str!("dot.wgsl"));
            }
            Way::Tile { side } => {
                let (a, b) = (self.a_along, self.b_along);
                shader.push(&format!("const SIDE = {side}u;\nconst A_ALONG = {a};\nconst B_ALONG = {b};"));
                shader.push("const STEP = SIDE;");
                shader.push(include_str!("put.wgsl"));
                shader.push(include_str!("tile.wgsl"));
            }
        }
        shader.finish(16)
    }
}

/// Records a product.
pub(crate) fn record(gpu: &mut Gpu, kernel: &MatMulKernel) -> Result<()> {
    let MatMulKernel { m, k, n, .. } = *kernel;
    let (rank, batches) = (kernel.batch.len(), count(&kernel.batch));
    let outputs = batches * m * n;
    if outputs == 0 {
        return Ok(());
    }
    let strides = |view: &tensor::backend::View| (view.strides[rank], view.strides[rank + 1]);
    let ((a_row, a_column), (b_row, b_column)) = (strides(&kernel.a), strides(&kernel.b));
    let wide = b_column <= 1 && n > 1;
    let Plan { way, splits } = choose(batches, [m, k, n], wide, gpu.software());
    let epilogue = kernel.epilogue.as_ref().filter(|_| splits == 1);
    let key = MatMulKey {
        way,
        batch: rank,
        a_along: a_column <= 1,
        b_along: b_row <= 1 && b_column > 1,
        parts: splits > 1,
        epilogue: epilogue.map(|e| Rc::clone(&e.program)),
    };
    let tiles = way.tiles(m, n);
    let jobs = batches * splits * tiles.map_or(m * n, |(rows, columns)| rows * columns);
    let groups = if matches!(way, Way::Direct | Way::Block) { jobs.div_ceil(64) } else { jobs };
    let columns = tiles.map_or(0, |t| t.1);
    let chunk = k.div_ceil(splits).next_multiple_of(choose::DEPTH);
    let head = [0, jobs, m, n, k, columns, splits, chunk, outputs, a_row, a_column, b_row, b_column, batches, 0, 0];
    let mut words: Vec<u32> = head.iter().map(|x| *x as u32).collect();
    words[0] = grid(groups)[0];
    words.extend(kernel.batch.iter().map(|x| *x as u32));
    for view in [&kernel.a, &kernel.b] {
        words.push(view.offset as u32);
        words.extend(view.strides[..rank].iter().map(|x| *x as u32));
    }
    let shape: Dims = kernel.batch.iter().copied().chain([m, n]).collect();
    let mut buffers: Vec<BufferId> = vec![kernel.a.buffer.id(), kernel.b.buffer.id()];
    if splits == 1 {
        if let Some(epilogue) = epilogue {
            crate::fused::push(&mut words, &shape, epilogue);
            buffers.extend(epilogue.inputs.iter().map(|v| v.buffer.id()));
        }
        buffers.push(kernel.output.id());
        return gpu.dispatch(&Key::MatMul(key), &words, &buffers, groups);
    }
    let buffer = gpu.temporary(outputs * splits)?;
    buffers.push(buffer);
    gpu.dispatch(&Key::MatMul(key), &words, &buffers, groups)?;
    let parts = Parts { buffer, results: outputs, splits, row: 1, step: outputs };
    let output = Output { epilogue: kernel.epilogue.as_ref(), shape: &shape, buffer: &kernel.output };
    reduce::combine(gpu, Reduction::Sum, DType::F32, &parts, &output)
}

#[cfg(test)]
mod tests {
    use super::{Key, MatMulKey, Way};
    use crate::validate::check;
    use std::rc::Rc;
    use tensor::DType;
    use tensor::map::Map;
    use tensor::program::{Instr, Program};

    #[test]
    fn every_way() {
        let load = |input| Instr::Load { input, dtype: DType::F32 };
        let add = Instr::Apply { map: Map::Add, args: [0, 1, 0], dtype: DType::F32 };
        let bias = Rc::new(Program { instrs: vec![load(0), load(1), add], outputs: vec![2], inputs: 2 });
        let ways = [8, 16].into_iter().flat_map(|side| [Way::Dot { side }, Way::Tile { side }]);
        for way in ways.chain([Way::Direct, Way::Block]) {
            for (a_along, b_along) in [(false, false), (true, false), (false, true), (true, true)] {
                for batch in 0..3 {
                    for (parts, epilogue) in [(false, None), (true, None), (false, Some(Rc::clone(&bias)))] {
                        check(&Key::MatMul(MatMulKey { way, batch, a_along, b_along, parts, epilogue }));
                    }
                }
            }
        }
    }
}
