//! `copy`: part of a buffer overwritten with another's elements (`x[1:3] = v`, `cat`).

use crate::backend::Gpu;
use crate::fused::{position, split};
use crate::kernel::Key;
use crate::record::grid;
use crate::shader::{Shader, Source};
use tensor::Result;
use tensor::backend::{BufferId, WriteKernel};
use tensor::layout::count;

/// What the code depends on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct CopyKey {
    pub(crate) rank: usize,
}

impl CopyKey {
    /// The shader.
    pub(crate) fn source(&self) -> Source {
        let mut shader = Shader::default();
        shader.read("input", "u32");
        shader.write("out", "u32");
        let sizes = shader.words(self.rank);
        let to = position("", self.rank, shader.words(self.rank + 1));
        let from = position("", self.rank, shader.words(self.rank + 1));
        let coordinates = split("", "i", 0, self.rank, sizes);
        let body = format!("{coordinates}    out[{to}] = input[{from}];\n");
        shader.push(&include_str!("../fused/map.wgsl").replace("// body\n", &body));
        shader.finish(4)
    }
}

/// Records a copy.
pub(crate) fn record(gpu: &mut Gpu, kernel: &WriteKernel) -> Result<()> {
    let target = kernel.target.buffer.id();
    let source = apart(gpu, kernel.source.buffer.id(), target)?;
    let views =
        [(kernel.target.offset, &kernel.target.strides[..]), (kernel.source.offset, &kernel.source.strides[..])];
    dispatch(gpu, &kernel.shape, views, source, target)
}

/// A buffer with the contents of `source` that is not `target`: WebGPU lets no dispatch read and write one buffer.
pub(crate) fn apart(gpu: &mut Gpu, source: BufferId, target: BufferId) -> Result<BufferId> {
    if source != target {
        return Ok(source);
    }
    let words = gpu.room(source);
    let twin = gpu.temporary(words)?;
    dispatch(gpu, &[words], [(0, &[1]), (0, &[1])], source, twin)?;
    Ok(twin)
}

/// Records the copy of `shape`; views are offset and strides of target and source.
fn dispatch(
    gpu: &mut Gpu,
    shape: &[usize],
    views: [(usize, &[usize]); 2],
    source: BufferId,
    target: BufferId,
) -> Result<()> {
    let elements = count(shape);
    if elements == 0 {
        return Ok(());
    }
    let groups = elements.div_ceil(64);
    let mut words = vec![grid(groups)[0], elements as u32, 0, 0];
    words.extend(shape.iter().map(|n| *n as u32));
    for (offset, strides) in views {
        words.push(offset as u32);
        words.extend(strides.iter().map(|s| *s as u32));
    }
    gpu.dispatch(&Key::Copy(CopyKey { rank: shape.len() }), &words, &[source, target], groups)
}
