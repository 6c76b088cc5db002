//! A backend around another that notes how long each kind of kernel takes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;

use tensor::Result;
use tensor::backend::{Backend, BufferId, Fused, Kernel, View};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

thread_local! {
    /// Times called and milliseconds, by what was done.
    static NOTES: RefCell<HashMap<String, (u32, f64)>> = RefCell::default();
}

/// The notes as lines, which are then forgotten; the longest first.
pub fn take() -> String {
    let mut notes: Vec<_> = NOTES.take().into_iter().collect();
    notes.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
    notes.iter().map(|(what, (count, millis))| format!("{what}\t{count}\t{millis}\n")).collect()
}

fn note<T>(what: String, work: impl FnOnce() -> T) -> T {
    let began = now();
    let result = work();
    let took = now() - began;
    NOTES.with_borrow_mut(|notes| {
        let entry = notes.entry(what).or_default();
        *entry = (entry.0 + 1, entry.1 + took);
    });
    result
}

/// Runs what another backend runs, and notes the times.
pub struct Timed {
    inner: Box<dyn Backend>,
}

impl Timed {
    /// Around `inner`.
    pub fn new(inner: Box<dyn Backend>) -> Self {
        Self { inner }
    }
}

impl Backend for Timed {
    fn describe(&self) -> String {
        self.inner.describe()
    }
    fn limit(&self) -> u64 {
        self.inner.limit()
    }
    fn alloc(&mut self, words: usize) -> Result<BufferId> {
        note("(alloc)".to_owned(), || self.inner.alloc(words))
    }
    fn upload(&mut self, words: &[u32]) -> Result<BufferId> {
        note("(upload)".to_owned(), || self.inner.upload(words))
    }
    fn read(&mut self, buffer: BufferId, offset: usize, out: &mut [u32]) -> Result<()> {
        note("(read)".to_owned(), || self.inner.read(buffer, offset, out))
    }
    fn free(&mut self, buffer: BufferId) {
        note("(free)".to_owned(), || self.inner.free(buffer));
    }
    fn run(&mut self, kernels: &[Kernel]) -> Result<()> {
        kernels.iter().try_for_each(|k| note(what(k), || self.inner.run(std::slice::from_ref(k))))
    }
    fn live(&self) -> usize {
        self.inner.live()
    }
}

/// The kernel's name and what decides its time: sizes, which operands are read across, length of the fused program.
fn what(kernel: &Kernel) -> String {
    let mut text = kernel.name().to_owned();
    let written = match kernel {
        Kernel::Map(k) => {
            let (outputs, instrs) = (k.outputs.len(), k.fused.program.instrs.len());
            write!(text, " {:?} {} in, {outputs} out, {instrs} instrs", &k.shape[..], k.fused.inputs.len())
        }
        Kernel::Reduce(k) => {
            let (kept, reduced) = k.shape.split_at(k.kept);
            let instrs = k.prologue.program.instrs.len();
            write!(text, " {:?} {kept:?} over {reduced:?}, {instrs} instrs{}", k.op, epilogue(k.epilogue.as_ref()))
        }
        Kernel::MatMul(k) => {
            let batch = if k.batch.is_empty() { String::new() } else { format!(" {:?} times", &k.batch[..]) };
            let across = |view: &View| if view.strides.last().is_some_and(|s| *s != 1) { "T" } else { "" };
            let (a, b) = (across(&k.a), across(&k.b));
            write!(text, "{batch} [{}, {}]{a} [{}, {}]{b}{}", k.m, k.k, k.k, k.n, epilogue(k.epilogue.as_ref()))
        }
        Kernel::IntMatMul(k) => {
            write!(text, " [{}, {}] [{}, {}]T{}", k.m, k.depth, k.n, k.depth, epilogue(k.epilogue.as_ref()))
        }
        Kernel::Softmax(k) => write!(text, " {:?}{}", &k.shape[..], if k.log { ", log" } else { "" }),
        Kernel::Gather(k) => write!(text, " {:?}", &k.shape[..]),
        Kernel::Scatter(k) => write!(text, " {:?}{}", &k.shape[..], if k.add.is_some() { ", add" } else { "" }),
        Kernel::Write(k) => write!(text, " {:?}", &k.shape[..]),
    };
    // A String takes everything.
    let _ = written;
    text
}

fn epilogue(fused: Option<&Fused>) -> String {
    fused.map_or(String::new(), |f| format!(", then {} instrs", f.program.instrs.len()))
}
