//! Renders exceptions as CPython prints them, with the cells' own lines and without frames of our own modules.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;

use rustpython_vm::builtins::{PyBaseException, PyBaseExceptionRef};
use rustpython_vm::{AsObject, Py, VirtualMachine};

use self::caret::underline;
use crate::host;

mod caret;

/// How often one frame may repeat before the rest is summed up, as in CPython.
const REPEATS: usize = 3;

thread_local! {
    static SOURCES: RefCell<HashMap<String, String>> = RefCell::default();
}

/// Keeps the source that `path` stands for in tracebacks.
pub(crate) fn remember(path: &str, source: &str) {
    SOURCES.with_borrow_mut(|sources| sources.insert(path.to_owned(), source.to_owned()));
}

/// Forgets all sources.
pub(crate) fn forget() {
    SOURCES.with_borrow_mut(HashMap::clear);
}

/// The exception as the page shows it; `path` is the cell that was run.
pub(crate) fn render(exc: &PyBaseExceptionRef, path: &str, vm: &VirtualMachine) -> cells::Traceback {
    let mut text = String::new();
    chain(&mut text, exc, &mut Vec::new(), vm);
    let syntax = exc.fast_isinstance(vm.ctx.exceptions.syntax_error);
    let number = |name: &str| {
        let value = exc.as_object().get_attr(vm.ctx.intern_str(name), vm).ok()?;
        value.try_to_value::<u32>(vm).ok()
    };
    let at = if syntax { number("lineno") } else { None };
    cells::Traceback {
        name: exc.class().name().to_string(),
        message: message(exc, vm),
        line: at.or_else(|| frames(exc).iter().rev().find(|frame| frame.path == path).map(|frame| frame.line)),
        column: if syntax { number("offset").filter(|&column| column > 0) } else { None },
        text: text.trim_end().to_owned(),
    }
}

/// The line of `path` in which the exception arose, if it passed through there.
pub(crate) fn line_in(exc: &PyBaseExceptionRef, path: &str) -> Option<u32> {
    frames(exc).iter().rev().find(|frame| frame.path == path).map(|frame| frame.line)
}

/// `str(exc)`; where Python raises without a word because memory ran out, or a size is beyond what a page can address,
/// what the page may hold.
pub(crate) fn message(exc: &Py<PyBaseException>, vm: &VirtualMachine) -> String {
    let text = exc
        .as_object()
        .str(vm)
        .map_or_else(|_| "<exception str() failed>".to_owned(), |text| text.to_string_lossy().into_owned());
    let errors = &vm.ctx.exceptions;
    let wordless = text.is_empty() && exc.fast_isinstance(errors.memory_error);
    let sizes = ["Python int too large to convert to Rust usize", "Python int too large to convert to Rust isize"];
    let too_large = exc.fast_isinstance(errors.overflow_error)
        && (sizes.contains(&text.as_str()) || text == "cannot fit 'int' into an index-sized integer");
    match host::with(|host| host.memory()) {
        Some((held, most)) if wordless || too_large => format!(
            "{text}{}this needs more memory than the page may hold ({} MB, of which {} MB are in use); delete large \
             variables with del, or work in smaller pieces",
            if too_large { ": " } else { "" },
            most >> 20,
            held >> 20
        ),
        _ => text,
    }
}

struct Frame {
    path: String,
    line: u32,
    function: String,
    /// Line and column range of the instruction.
    range: Option<caret::Range>,
}

/// The traceback's frames, outermost first, without those of frozen modules.
fn frames(exc: &Py<PyBaseException>) -> Vec<Frame> {
    let Some(traceback) = exc.__traceback__() else { return Vec::new() };
    traceback
        .iter()
        .filter_map(|entry| {
            let code = entry.frame.f_code();
            let path = code.source_path().to_string();
            if path.starts_with("<frozen ") {
                return None;
            }
            let index = usize::try_from(entry.lasti / 2).ok()?;
            let range = code.code.locations.get(index).map(|(start, end)| caret::Range {
                line: start.line.get(),
                column: start.character_offset.get(),
                end_line: end.line.get(),
                end_column: end.character_offset.get(),
            });
            Some(Frame { path, line: entry.lineno.get() as u32, function: code.code.obj_name.to_string(), range })
        })
        .collect()
}

fn chain(out: &mut String, exc: &PyBaseExceptionRef, seen: &mut Vec<usize>, vm: &VirtualMachine) {
    seen.push(exc.get_id());
    let cause = exc.__cause__();
    let suppressed =
        exc.as_object().get_attr("__suppress_context__", vm).and_then(|flag| flag.try_to_bool(vm)).unwrap_or(false);
    let before = match cause {
        Some(cause) => Some((cause, "The above exception was the direct cause of the following exception:")),
        None if suppressed => None,
        None => exc
            .__context__()
            .map(|context| (context, "During handling of the above exception, another exception occurred:")),
    };
    if let Some((earlier, words)) = before
        && !seen.contains(&earlier.get_id())
    {
        chain(out, &earlier, seen, vm);
        let _ = write!(out, "\n{words}\n\n");
    }
    single(out, exc, vm);
}

fn single(out: &mut String, exc: &PyBaseExceptionRef, vm: &VirtualMachine) {
    if exc.fast_isinstance(vm.ctx.exceptions.syntax_error) {
        // Where the text stands is part of the message; the interpreter already words it as CPython does.
        let frames = frames(exc);
        if !frames.is_empty() {
            out.push_str("Traceback (most recent call last):\n");
            write_frames(out, &frames);
        }
        let traceback = exc.__traceback__();
        exc.set_traceback(None);
        let _ = vm.write_exception_inner(out, exc);
        exc.set_traceback(traceback);
        return;
    }
    let frames = frames(exc);
    if !frames.is_empty() {
        out.push_str("Traceback (most recent call last):\n");
        write_frames(out, &frames);
    }
    let name = qualified_name(exc, vm);
    let text = message(exc, vm);
    out.push_str(&name);
    if !text.is_empty() {
        let _ = write!(out, ": {text}");
    }
    if let Some(better) = rustpython_vm::suggestion::offer_suggestions(exc, vm) {
        let _ = write!(out, ". Did you mean: '{better}'?");
    }
    out.push('\n');
    if let Ok(notes) = exc.as_object().get_attr("__notes__", vm)
        && let Ok(notes) = notes.try_to_value::<Vec<rustpython_vm::PyObjectRef>>(vm)
    {
        for note in notes {
            if let Ok(note) = note.str(vm) {
                let _ = writeln!(out, "{note}");
            }
        }
    }
}

/// `ValueError`, or `json.decoder.JSONDecodeError` where the class lives in a module.
fn qualified_name(exc: &Py<PyBaseException>, vm: &VirtualMachine) -> String {
    let class = exc.class();
    let module = class
        .as_object()
        .get_attr("__module__", vm)
        .ok()
        .and_then(|module| module.str(vm).ok())
        .map(|module| module.to_string_lossy().into_owned());
    let name = class
        .as_object()
        .get_attr("__qualname__", vm)
        .ok()
        .and_then(|name| name.str(vm).ok())
        .map_or_else(|| class.name().to_string(), |name| name.to_string_lossy().into_owned());
    match module.as_deref() {
        None | Some("builtins" | "__main__") => name,
        Some(module) => format!("{module}.{name}"),
    }
}

fn write_frames(out: &mut String, frames: &[Frame]) {
    let mut repeats = 0;
    for (i, frame) in frames.iter().enumerate() {
        let again = i > 0
            && frames[i - 1].path == frame.path
            && frames[i - 1].line == frame.line
            && frames[i - 1].function == frame.function;
        repeats = if again { repeats + 1 } else { 0 };
        if repeats < REPEATS {
            write_frame(out, frame);
        }
        let last_of_run = frames
            .get(i + 1)
            .is_none_or(|next| next.path != frame.path || next.line != frame.line || next.function != frame.function);
        if last_of_run && repeats >= REPEATS {
            let more = repeats + 1 - REPEATS;
            let times = if more == 1 { "time" } else { "times" };
            let _ = writeln!(out, "  [Previous line repeated {more} more {times}]");
        }
    }
}

fn write_frame(out: &mut String, frame: &Frame) {
    let _ = writeln!(out, "  File \"{}\", line {}, in {}", frame.path, frame.line, frame.function);
    SOURCES.with_borrow(|sources| {
        let Some(line) =
            sources.get(&frame.path).and_then(|source| source.lines().nth(frame.line.saturating_sub(1) as usize))
        else {
            return;
        };
        let shown = line.trim();
        if shown.is_empty() {
            return;
        }
        let _ = writeln!(out, "    {shown}");
        if let Some(marks) = frame.range.as_ref().and_then(|range| underline(line, frame.line as usize, range)) {
            let _ = writeln!(out, "    {marks}");
        }
    });
}
