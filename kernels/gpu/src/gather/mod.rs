//! `gather`: elements picked by an index along one dimension.

use crate::backend::Gpu;
use crate::fused::{position, split};
use crate::kernel::Key;
use crate::record::grid;
use crate::shader::{Shader, Source};
use tensor::Result;
use tensor::backend::{GatherKernel, View};
use tensor::layout::count;

/// What the code depends on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct GatherKey {
    pub(crate) rank: usize,
}

impl GatherKey {
    /// The shader.
    pub(crate) fn source(&self) -> Source {
        let mut shader = Shader::default();
        shader.read("source", "u32");
        shader.read("index", "i32");
        shader.write("out", "u32");
        indexed(&mut shader, self.rank, &["source", "index"]);
        shader.push(include_str!("gather.wgsl"));
        shader.finish(8)
    }
}

/// Declares `fn place(i: u32) -> Place`: the position in each view of element `i` of the index space.
pub(crate) fn indexed(shader: &mut Shader, rank: usize, views: &[&str]) {
    shader.push(include_str!("index.wgsl"));
    let sizes = shader.words(rank);
    let members: Vec<String> = views.iter().map(|v| format!("{v}: u32")).collect();
    let positions: Vec<String> = views.iter().map(|_| position("", rank, shader.words(rank + 1))).collect();
    shader.push(&format!("struct Place {{ {} }}", members.join(", ")));
    let coordinates = split("", "i", 0, rank, sizes);
    shader.push(&format!("fn place(i: u32) -> Place {{\n{coordinates}    return Place({});\n}}", positions.join(", ")));
}

/// The numbers that go with [`indexed`]: the head, the shape, the views. The first view does not move along `axis`: the
/// index moves it there, by its own stride.
pub(crate) fn numbers(shape: &[usize], axis: usize, size: usize, views: &[&View]) -> (Vec<u32>, usize) {
    let elements = count(shape);
    let groups = elements.div_ceil(64);
    let step = views[0].strides[axis] as u32;
    let mut words = vec![grid(groups)[0], elements as u32, size as u32, step, 0, 0, 0, 0];
    words.extend(shape.iter().map(|n| *n as u32));
    for (number, view) in views.iter().enumerate() {
        words.push(view.offset as u32);
        let still = |d: usize| number == 0 && d == axis;
        words.extend(view.strides.iter().enumerate().map(|(d, s)| if still(d) { 0 } else { *s as u32 }));
    }
    (words, groups)
}

/// Records a gather.
pub(crate) fn record(gpu: &mut Gpu, kernel: &GatherKernel) -> Result<()> {
    if count(&kernel.shape) == 0 {
        return Ok(());
    }
    let (words, groups) = numbers(&kernel.shape, kernel.axis, kernel.size, &[&kernel.source, &kernel.index]);
    let buffers = [kernel.source.buffer.id(), kernel.index.buffer.id(), kernel.output.id()];
    gpu.dispatch(&Key::Gather(GatherKey { rank: kernel.shape.len() }), &words, &buffers, groups)
}
