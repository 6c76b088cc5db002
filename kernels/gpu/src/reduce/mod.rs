//! `reduce`: sum, max, min, argmax and argmin of a fused program's values, with an epilogue.
//!
//! Three ways: a thread per result, a workgroup per result, and for few results of many elements two stages: workgroups
//! leave partial results in a buffer, and a second dispatch combines those.

mod code;

use crate::backend::Gpu;
use crate::fused::push;
use crate::kernel::Key;
use crate::record::grid;
use std::rc::Rc;
use tensor::backend::{Buffer, BufferId, Fused, ReduceKernel, Reduction};
use tensor::layout::count;
use tensor::program::Program;
use tensor::{DType, Result};

/// How the work is spread.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Way {
    /// One thread per result.
    Thread,
    /// One workgroup of `side * side` threads per result (or per part of one).
    Group {
        /// Square root of the number of threads.
        side: usize,
    },
}

/// Where values come from.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum From {
    /// A program over the kernel's views; `kept` and `reduced` are numbers of dimensions.
    #[allow(missing_docs)]
    Views { program: Rc<Program>, kept: usize, reduced: usize },
    /// Partial results.
    Parts,
}

/// Where results go.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum To {
    /// Through an epilogue, over so many dimensions, to the output.
    #[allow(missing_docs)]
    Output { epilogue: Option<Rc<Program>>, rank: usize },
    /// To partial results.
    Parts,
}

/// What the code depends on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ReduceKey {
    pub(crate) op: Reduction,
    pub(crate) dtype: DType,
    pub(crate) way: Way,
    pub(crate) from: From,
    pub(crate) to: To,
}

/// Number of elements, results and parts, and the way to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Plan {
    way: Way,
    /// Parts per result; more than 1 means two stages.
    splits: usize,
}

/// The static table. `along` says that neighbours in the reduced dimensions are neighbours in memory; `software` that a
/// processor plays the GPU, where barriers cost more than idle threads.
fn plan(results: usize, elements: usize, along: bool, software: bool) -> Plan {
    /// Elements that a part should have at least.
    const PART: usize = 4096;
    let group = |elements: usize| Way::Group { side: if elements < 1024 { 8 } else { 16 } };
    let short = if software { 2048 } else { 32 };
    if elements <= short || (!along && results >= 2048) {
        Plan { way: Way::Thread, splits: 1 }
    } else if results < 64 && elements >= 4 * PART {
        let splits = (elements / PART).min(1024 / results.max(1)).max(2);
        Plan { way: group(elements / splits), splits }
    } else {
        Plan { way: group(elements), splits: 1 }
    }
}

/// Words of a partial result: an argmax has a value and a position.
fn part_words(op: Reduction) -> usize {
    if matches!(op, Reduction::ArgMax | Reduction::ArgMin) { 2 } else { 1 }
}

/// The word that loses against every other.
fn identity(op: Reduction, dtype: DType) -> u32 {
    let low = matches!(op, Reduction::Max | Reduction::ArgMax);
    match (op, dtype) {
        (Reduction::Sum, _) => 0,
        (_, DType::F32) if low => f32::NEG_INFINITY.to_bits(),
        (_, DType::F32) => f32::INFINITY.to_bits(),
        _ if low => i32::MIN as u32,
        _ => i32::MAX as u32,
    }
}

/// Numbers of one dispatch, as `Head` in `code.rs` reads them.
struct Numbers {
    results: usize,
    elements: usize,
    splits: usize,
    /// Steps between results and between parts in a buffer of parts.
    row: usize,
    step: usize,
}

impl Numbers {
    /// The head's words, and the number of workgroups.
    fn head(&self, key: &ReduceKey) -> (Vec<u32>, usize) {
        let jobs = self.results * self.splits;
        let groups = if key.way == Way::Thread { jobs.div_ceil(64) } else { jobs };
        let chunk = self.elements.div_ceil(self.splits);
        let numbers = [groups, jobs, self.elements, self.splits, chunk, self.row, self.step];
        let mut words: Vec<u32> = numbers.iter().map(|n| *n as u32).collect();
        words[0] = grid(groups)[0];
        words.push(identity(key.op, key.dtype));
        (words, groups)
    }
}

/// Where the results of a second stage go.
pub(crate) struct Output<'a> {
    /// What happens to each result.
    pub(crate) epilogue: Option<&'a Fused>,
    /// Dimensions of the results.
    pub(crate) shape: &'a [usize],
    /// Contiguous over them.
    pub(crate) buffer: &'a Buffer,
}

impl Output<'_> {
    fn to(&self) -> To {
        let epilogue = self.epilogue.map(|e| Rc::clone(&e.program));
        let rank = if epilogue.is_some() { self.shape.len() } else { 0 };
        To::Output { epilogue, rank }
    }

    fn bind(&self, words: &mut Vec<u32>, buffers: &mut Vec<BufferId>) {
        if let Some(epilogue) = self.epilogue {
            push(words, self.shape, epilogue);
            buffers.extend(epilogue.inputs.iter().map(|v| v.buffer.id()));
        }
        buffers.push(self.buffer.id());
    }
}

/// Records a reduction.
pub(crate) fn record(gpu: &mut Gpu, kernel: &ReduceKernel) -> Result<()> {
    let (kept, reduced) = kernel.shape.split_at(kernel.kept);
    let (results, elements) = (count(kept), count(reduced));
    if results == 0 {
        return Ok(());
    }
    let along = kernel.prologue.inputs.iter().all(|v| v.strides.last().is_none_or(|s| *s <= 1));
    let Plan { way, splits } = plan(results, elements, along, gpu.software());
    let program = Rc::clone(&kernel.prologue.program);
    let from = From::Views { program, kept: kept.len(), reduced: reduced.len() };
    let output = Output { epilogue: kernel.epilogue.as_ref(), shape: kept, buffer: &kernel.output };
    let to = if splits == 1 { output.to() } else { To::Parts };
    let key = ReduceKey { op: kernel.op, dtype: kernel.dtype, way, from, to };
    let (mut words, groups) = Numbers { results, elements, splits, row: 0, step: 0 }.head(&key);
    push(&mut words, &kernel.shape, &kernel.prologue);
    let mut buffers: Vec<BufferId> = kernel.prologue.inputs.iter().map(|v| v.buffer.id()).collect();
    if splits == 1 {
        output.bind(&mut words, &mut buffers);
        return gpu.dispatch(&Key::Reduce(key), &words, &buffers, groups);
    }
    let parts = gpu.temporary(results * splits * part_words(kernel.op))?;
    buffers.push(parts);
    gpu.dispatch(&Key::Reduce(key), &words, &buffers, groups)?;
    combine(gpu, kernel.op, kernel.dtype, &Parts { buffer: parts, results, splits, row: splits, step: 1 }, &output)
}

/// A buffer of partial results: part `s` of result `i` is number `i * row + s * step`.
pub(crate) struct Parts {
    pub(crate) buffer: BufferId,
    pub(crate) results: usize,
    pub(crate) splits: usize,
    pub(crate) row: usize,
    pub(crate) step: usize,
}

/// Records the second stage: every result from its parts.
pub(crate) fn combine(gpu: &mut Gpu, op: Reduction, dtype: DType, parts: &Parts, output: &Output<'_>) -> Result<()> {
    let way = plan(parts.results, parts.splits, parts.step == 1, gpu.software()).way;
    let key = ReduceKey { op, dtype, way, from: From::Parts, to: output.to() };
    let Parts { results, splits: elements, row, step, .. } = *parts;
    let (mut words, groups) = Numbers { results, elements, splits: 1, row, step }.head(&key);
    let mut buffers = vec![parts.buffer];
    output.bind(&mut words, &mut buffers);
    gpu.dispatch(&Key::Reduce(key), &words, &buffers, groups)
}

#[cfg(test)]
mod tests {
    use super::{Plan, Way, plan};

    #[track_caller]
    fn check(results: usize, elements: usize, along: bool, way: Way, splits: usize) {
        assert_eq!(plan(results, elements, along, false), Plan { way, splits });
    }

    #[test]
    fn a_processor_sums_short_rows_without_barriers() {
        assert_eq!(plan(10, 2000, true, true), Plan { way: Way::Thread, splits: 1 });
        assert_eq!(plan(100, 3000, true, true), Plan { way: Way::Group { side: 16 }, splits: 1 });
    }

    #[test]
    fn the_table_splits_long_rows_and_leaves_short_ones_to_threads() {
        check(100, 10, true, Way::Thread, 1);
        check(4096, 512, false, Way::Thread, 1);
        check(4096, 512, true, Way::Group { side: 8 }, 1);
        check(10, 100, false, Way::Group { side: 8 }, 1);
        check(1, 1 << 20, true, Way::Group { side: 16 }, 256);
        check(32, 1 << 20, true, Way::Group { side: 16 }, 32);
    }
}
