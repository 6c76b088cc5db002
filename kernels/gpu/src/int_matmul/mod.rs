//! `int_matmul`: products of rows of packed whole numbers, four bytes or 32 signs per word, with an epilogue. Bytes are
//! multiplied by WGSL's `dot4I8Packed` where the browser knows it, else one by one.

use crate::backend::Gpu;
use crate::kernel::Key;
use crate::record::grid;
use crate::shader::{Shader, Source};
use std::rc::Rc;
use tensor::backend::{BufferId, IntMatMulKernel, Packing};
use tensor::program::Program;
use tensor::{DType, Result};

/// Rows and columns of a tile, and its depth in words.
const SIDE: usize = 16;

/// What the code depends on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct IntMatMulKey {
    packing: Packing,
    /// Whether `dot4I8Packed` is there.
    dot: bool,
    /// A workgroup per tile, its words shared; else a thread per element.
    tile: bool,
    epilogue: Option<Rc<Program>>,
}

impl IntMatMulKey {
    /// The shader.
    pub(crate) fn source(&self) -> Source {
        let mut shader = Shader::default();
        shader.push(include_str!("head.wgsl"));
        shader.read("a", "u32");
        shader.read("b", "u32");
        let element = shader.epilogue("epilogue", DType::I32, 2, self.epilogue.as_deref());
        shader.write("out", element);
        shader.push(match (self.packing, self.dot) {
            (Packing::Bits, _) => include_str!("bits.wgsl"),
            (Packing::Bytes, true) => include_str!("packed.wgsl"),
            (Packing::Bytes, false) => include_str!("bytes.wgsl"),
        });
        shader.push(if self.tile { include_str!("tile.wgsl") } else { include_str!("direct.wgsl") });
        shader.finish(12)
    }
}

/// Records a product.
pub(crate) fn record(gpu: &mut Gpu, kernel: &IntMatMulKernel) -> Result<()> {
    let IntMatMulKernel { packing, m, n, depth, words, .. } = *kernel;
    if m * n == 0 {
        return Ok(());
    }
    let tile = !gpu.software() && m >= SIDE && n >= SIDE && words >= SIDE;
    let epilogue = kernel.epilogue.as_ref();
    let key = IntMatMulKey { packing, dot: gpu.packed_dot(), tile, epilogue: epilogue.map(|e| Rc::clone(&e.program)) };
    let columns = n.div_ceil(SIDE);
    let groups = if tile { m.div_ceil(SIDE) * columns } else { (m * n).div_ceil(64) };
    let (a, b) = (&kernel.a, &kernel.b);
    let head = [0, m, n, words, depth, columns, a.offset, a.strides[0], b.offset, b.strides[0], 0, 0];
    let mut numbers: Vec<u32> = head.iter().map(|x| *x as u32).collect();
    numbers[0] = grid(groups)[0];
    let mut buffers: Vec<BufferId> = vec![a.buffer.id(), b.buffer.id()];
    if let Some(epilogue) = epilogue {
        crate::fused::push(&mut numbers, &[m, n], epilogue);
        buffers.extend(epilogue.inputs.iter().map(|v| v.buffer.id()));
    }
    buffers.push(kernel.output.id());
    gpu.dispatch(&Key::IntMatMul(key), &numbers, &buffers, groups)
}

#[cfg(test)]
mod tests {
    use super::{IntMatMulKey, Key, Packing};
    use crate::validate::check;
    use std::rc::Rc;
    use tensor::DType;
    use tensor::map::Map;
    use tensor::program::{Instr, Program};

    #[test]
    fn every_way() {
        let scale = Rc::new(Program {
            instrs: vec![
                Instr::Load { input: 0, dtype: DType::I32 },
                Instr::Cast { arg: 0, from: DType::I32, to: DType::F32 },
                Instr::Load { input: 1, dtype: DType::F16 },
                Instr::Apply { map: Map::Mul, args: [1, 2, 0], dtype: DType::F32 },
            ],
            outputs: vec![3],
            inputs: 2,
        });
        for packing in [Packing::Bytes, Packing::Bits] {
            for dot in [false, true] {
                for tile in [false, true] {
                    for epilogue in [None, Some(Rc::clone(&scale))] {
                        check(&Key::IntMatMul(IntMatMulKey { packing, dot, tile, epilogue }));
                    }
                }
            }
        }
    }
}
