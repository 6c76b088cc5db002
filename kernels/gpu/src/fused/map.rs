//! `map`: one thread per element runs a fused program and stores its results.

use super::{Site, push};
use crate::backend::Gpu;
use crate::kernel::Key;
use crate::shader::{Shader, Source, store, stored};
use std::rc::Rc;
use tensor::Result;
use tensor::backend::MapKernel;
use tensor::layout::count;
use tensor::program::Program;

/// Threads of a workgroup.
const THREADS: usize = 64;

/// What the code depends on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct MapKey {
    pub(crate) program: Rc<Program>,
    pub(crate) rank: usize,
}

impl MapKey {
    /// The shader.
    pub(crate) fn source(&self) -> Source {
        let mut shader = Shader::default();
        let site = Site { program: &self.program, prefix: "", given: None, indices: &[("i", self.rank)] };
        let emitted = shader.program(&site);
        let mut stores = String::new();
        for (o, register) in emitted.outputs.iter().enumerate() {
            let dtype = self.program.output_dtype(o);
            shader.write(&format!("out{o}"), stored(dtype));
            stores.push_str(&format!("    out{o}[i] = {};\n", store(register, dtype)));
        }
        shader.push(include_str!("map.wgsl").replace("// body\n", &(emitted.lines + &stores)).trim_start());
        shader.finish(4)
    }
}

/// Records a map.
pub(crate) fn record(gpu: &mut Gpu, kernel: &MapKernel) -> Result<()> {
    let elements = count(&kernel.shape);
    if elements == 0 {
        return Ok(());
    }
    let groups = elements.div_ceil(THREADS);
    let mut words = vec![crate::record::grid(groups)[0], elements as u32, 0, 0];
    push(&mut words, &kernel.shape, &kernel.fused);
    let inputs = kernel.fused.inputs.iter().map(|v| v.buffer.id());
    let buffers: Vec<u64> = inputs.chain(kernel.outputs.iter().map(|b| b.id())).collect();
    let key = Key::Map(MapKey { program: Rc::clone(&kernel.fused.program), rank: kernel.shape.len() });
    gpu.dispatch(&key, &words, &buffers, groups)
}
