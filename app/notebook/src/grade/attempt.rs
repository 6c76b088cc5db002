//! The candidate's side: runs setup and the candidate's code.

use cells::grade::wire::Attempt;
use cells::{Message, Output, Part, Tone, Verdict};
use rustpython_vm::VirtualMachine;
use rustpython_vm::builtins::{PyDictRef, PyStr};

use super::{copy, handles};
use crate::exercise::{BLANK, author_error, path, verdict};
use crate::session::cell_path;
use crate::{execute, host, pyplot, streams, traceback};

/// More variables than this no check looks at.
const MOST_NAMES: usize = 10_000;

pub(super) fn attempt(setup: Option<&str>, code: &str, globals: &PyDictRef, vm: &VirtualMachine) -> Attempt {
    handles::reset();
    let blanks = code.matches(BLANK).count();
    if blanks > 0 {
        let count = u32::try_from(blanks).unwrap_or(u32::MAX);
        return stopped(verdict(false, Message::Blanks { count }, Tone::Info));
    }
    if let Some(setup) = setup {
        traceback::remember(path(Part::Setup), setup);
        if let Err(exc) = host::mute(|| execute::execute(setup, path(Part::Setup), globals, vm)) {
            return stopped(author_error(&exc, Part::Setup, vm));
        }
    }
    let cell = cell_path(1);
    traceback::remember(&cell, code);
    let result = match execute::execute(code, &cell, globals, vm) {
        Ok(result) => result.unwrap_or_else(|| vm.ctx.none()),
        Err(exc) => {
            // A program that leaves by sys.exit() leaves nothing to judge, however it calls that.
            host::emit(Output::Error(traceback::render(&exc, &cell, vm)));
            return stopped(verdict(false, Message::CodeFailed, Tone::Warning));
        }
    };
    if !vm.is_none(&result)
        && !execute::hushed(code)
        && let Ok(text) = result.repr(vm)
    {
        host::emit(Output::Value { text: streams::shorten(text.to_string_lossy().into_owned()) });
    }
    pyplot::flush();
    let names = globals.into_iter().filter_map(|(key, _)| {
        let name = key.downcast_ref_if_exact::<PyStr>(vm)?.to_string_lossy().into_owned();
        (!name.starts_with("__")).then_some(name)
    });
    Attempt::Ended { names: names.take(MOST_NAMES).collect(), result: copy::copy_or_keep(&result, vm) }
}

fn stopped(verdict: Verdict) -> Attempt {
    Attempt::Stopped { verdict }
}
