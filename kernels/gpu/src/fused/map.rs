//! `map`: one thread per element runs a fused program and stores its results. Where results are packed, one thread per
//! word of the narrowest runs it for all elements of that word.

use super::{Emitted, Site, push};
use crate::backend::Gpu;
use crate::kernel::Key;
use crate::shader::{Shader, Source, bits, store, stored};
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
        let lanes = lanes(&self.program);
        if lanes > 1 {
            return self.packed(shader, &emitted, lanes);
        }
        let mut stores = String::new();
        for (o, register) in emitted.outputs.iter().enumerate() {
            let dtype = self.program.output_dtype(o);
            shader.write(&format!("out{o}"), stored(dtype));
            stores.push_str(&format!("    out{o}[i] = {};\n", store(register, dtype)));
        }
        shader.push(include_str!("map.wgsl").replace("// body\n", &(emitted.lines + &stores)).trim_start());
        shader.finish(4)
    }

    /// The shader of a program of which some output is packed: a loop over `lanes` elements, whose bits are gathered.
    fn packed(&self, mut shader: Shader, emitted: &Emitted, lanes: usize) -> Source {
        let (mut before, mut stores, mut after) = (String::new(), String::new(), String::new());
        for (o, register) in emitted.outputs.iter().enumerate() {
            let dtype = self.program.output_dtype(o);
            shader.write(&format!("out{o}"), stored(dtype));
            let own = dtype.lanes();
            if own == 1 {
                stores.push_str(&format!("    out{o}[i] = {};\n", store(register, dtype)));
                continue;
            }
            let (words, width) = (lanes / own, 32 / own);
            for w in 0..words {
                before.push_str(&format!("    var word{o}_{w} = 0u;\n"));
                let guard = if words > 1 { format!("if (k / {own}u == {w}u) ") } else { String::new() };
                let lane = format!("((k % {own}u) * {width}u)");
                stores.push_str(&format!("    {guard}{{ word{o}_{w} |= {} << {lane}; }}\n", bits(register, dtype)));
                let first = format!("first + {}u", w * own);
                after.push_str(&format!(
                    "    if ({first} < u.head.count) {{ out{o}[({first}) / {own}u] = word{o}_{w}; }}\n"
                ));
            }
        }
        let body = format!("{}{stores}", emitted.lines);
        let text = include_str!("packed.wgsl").replace("LANES", &format!("{lanes}u"));
        let text = text.replace("// before\n", &before).replace("// body\n", &body).replace("// after\n", &after);
        shader.push(text.trim_start());
        shader.finish(4)
    }
}

/// Elements that one thread takes: as many as the most tightly packed output has in a word.
fn lanes(program: &Program) -> usize {
    (0..program.outputs.len()).map(|o| program.output_dtype(o).lanes()).max().unwrap_or(1)
}

/// Records a map.
pub(crate) fn record(gpu: &mut Gpu, kernel: &MapKernel) -> Result<()> {
    let elements = count(&kernel.shape);
    if elements == 0 {
        return Ok(());
    }
    let groups = elements.div_ceil(lanes(&kernel.fused.program)).div_ceil(THREADS);
    let mut words = vec![crate::record::grid(groups)[0], elements as u32, 0, 0];
    push(&mut words, &kernel.shape, &kernel.fused);
    let inputs = kernel.fused.inputs.iter().map(|v| v.buffer.id());
    let buffers: Vec<u64> = inputs.chain(kernel.outputs.iter().map(|b| b.id())).collect();
    let key = Key::Map(MapKey { program: Rc::clone(&kernel.fused.program), rank: kernel.shape.len() });
    gpu.dispatch(&key, &words, &buffers, groups)
}
