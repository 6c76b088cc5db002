//! `scatter`: elements placed, or added, by an index along one dimension. Elements that meet are added one after the
//! other in any order, so sums may differ in the last bits from run to run.

use crate::backend::Gpu;
use crate::copy::apart;
use crate::gather::{indexed, numbers};
use crate::kernel::Key;
use crate::shader::{Shader, Source};
use tensor::backend::ScatterKernel;
use tensor::layout::count;
use tensor::{DType, Result};

/// What the code depends on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ScatterKey {
    pub(crate) rank: usize,
    pub(crate) add: Option<DType>,
}

impl ScatterKey {
    /// The shader.
    pub(crate) fn source(&self) -> Source {
        let mut shader = Shader::default();
        shader.read("index", "i32");
        shader.read("source", "u32");
        shader.write("cells", "atomic<u32>");
        indexed(&mut shader, self.rank, &["cell", "index", "source"]);
        shader.push(match self.add {
            None => include_str!("set.wgsl"),
            Some(DType::F32) => include_str!("add.wgsl"),
            Some(_) => include_str!("add_int.wgsl"),
        });
        shader.push(include_str!("scatter.wgsl"));
        shader.finish(8)
    }
}

/// Records a scatter.
pub(crate) fn record(gpu: &mut Gpu, kernel: &ScatterKernel) -> Result<()> {
    if count(&kernel.shape) == 0 {
        return Ok(());
    }
    let cells = kernel.target.buffer.id();
    let (words, groups) =
        numbers(&kernel.shape, kernel.axis, kernel.size, &[&kernel.target, &kernel.index, &kernel.source]);
    let index = apart(gpu, kernel.index.buffer.id(), cells)?;
    let source = apart(gpu, kernel.source.buffer.id(), cells)?;
    let key = Key::Scatter(ScatterKey { rank: kernel.shape.len(), add: kernel.add });
    gpu.dispatch(&key, &words, &[index, source, cells], groups)
}
