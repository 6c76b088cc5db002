//! Variants of exam questions: what an author's `generate(rng)` returns for a seed.

use cells::grade::Generated;
use rustpython_vm::builtins::{PyBaseExceptionRef, PyDictRef};
use rustpython_vm::{AsObject, PyObject, PyResult, VirtualMachine};

use super::copy::{NotCopied, Side, copy};
use crate::{execute, traceback};

/// What the code is called in tracebacks.
const PATH: &str = "Question";

/// A variant is kept with the attempt, so everything in it must be a copy.
struct Whole;

impl Side for Whole {
    fn keep(&self, _: &PyObject, _: &VirtualMachine) -> Option<cells::grade::Value> {
        None
    }
}

pub(super) fn generate(code: &str, seed: u64, globals: &PyDictRef, vm: &VirtualMachine) -> Generated {
    traceback::remember(PATH, code);
    let raised = |exc: &PyBaseExceptionRef| {
        let shown = traceback::render(exc, PATH, vm);
        let colon = if shown.message.is_empty() { "" } else { ": " };
        let error = format!("{}{colon}{}", shown.name, shown.message);
        Generated::Raised { line: traceback::line_in(exc, PATH).or(shown.line), error }
    };
    let wrong = |error: String| Generated::Raised { line: None, error };
    let value = match call(code, seed, globals, vm) {
        Ok(value) => value,
        Err(exc) => return raised(&exc),
    };
    match copy(&value, &Whole, vm) {
        Ok(value) => Generated::Value { value },
        Err(NotCopied::TooBig) => wrong("generate(rng) returned more than a question can hold".to_owned()),
        Err(NotCopied::Raised(_)) => wrong(format!(
            "generate(rng) must return plain data: numbers, text, lists, dicts, tensors or arrays; this holds something else \
             (its own type is {})",
            value.class().name()
        )),
    }
}

fn call(code: &str, seed: u64, globals: &PyDictRef, vm: &VirtualMachine) -> PyResult {
    execute::execute(code, PATH, globals, vm)?;
    let generate = globals
        .get_item_opt("generate", vm)?
        .ok_or_else(|| vm.new_name_error("the code defines no generate(rng)", vm.ctx.new_str("generate")))?;
    let rng = vm.import("random", 0)?.get_attr("Random", vm)?.call((seed,), vm)?;
    generate.call((rng,), vm)
}
