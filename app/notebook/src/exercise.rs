//! Checks an exercise: runs setup, the student's code and the author's checks, and turns their answers into one verdict.
//!
//! A check sees `user_code`, `solution_code`, `check_code`, `result` and `last_value` (the value of the student's last
//! expression), `solution` (the value of the solution's), and the variables as `envir_prep`, `envir_result` and
//! `envir_solution` (attribute and item access), besides the student's variables themselves.

use cells::{Exercise, Message, Outcome, Output, Part, Tone, Verdict};
use rustpython_vm::builtins::{PyBaseExceptionRef, PyDictRef};
use rustpython_vm::{AsObject, PyObjectRef, PyPayload, PyResult, VirtualMachine};

use crate::execute::execute;
use crate::session::{Failed, cell_path, report};
use crate::{host, traceback};

/// What an author leaves for the student to fill in.
pub(crate) const BLANK: &str = "______";

/// Runs the exercise in `globals`, the student's environment.
pub(crate) fn check(exercise: &Exercise, globals: &PyDictRef, vm: &VirtualMachine) -> (Option<Failed>, Verdict) {
    let blanks = exercise.code.matches(BLANK).count();
    if blanks > 0 {
        let count = u32::try_from(blanks).unwrap_or(u32::MAX);
        return (None, verdict(false, Message::Blanks { count }, Tone::Info));
    }
    let attempt = Attempt { exercise, globals, vm };
    match attempt.run() {
        Ok(verdict) => (None, verdict),
        Err(Stopped { failed, verdict }) => (failed, verdict),
    }
}

/// What to say of an attempt that was stopped, whatever its checks made of that.
pub(crate) fn after_stop(outcome: Outcome) -> Option<Verdict> {
    let message = match outcome {
        Outcome::Interrupted => Message::Stopped,
        Outcome::TimedOut => Message::TimedOut,
        Outcome::Ok | Outcome::Error => return None,
    };
    Some(verdict(false, message, Tone::Info))
}

/// Why an attempt ended before all checks had their say.
struct Stopped {
    failed: Option<Failed>,
    verdict: Verdict,
}

struct Attempt<'a> {
    exercise: &'a Exercise,
    globals: &'a PyDictRef,
    vm: &'a VirtualMachine,
}

impl Attempt<'_> {
    fn run(&self) -> Result<Verdict, Stopped> {
        let Self { exercise, globals, vm } = *self;
        let before = copy(globals, vm);
        self.setup(globals)?;
        let prepared = copy(globals, vm);

        let path = cell_path(exercise.number);
        traceback::remember(&path, &exercise.code);
        let result = execute(&exercise.code, &path, globals, vm).map_err(|exc| Stopped {
            failed: Some(report(&exc, &path, vm)),
            verdict: verdict(false, Message::CodeFailed, Tone::Warning),
        })?;
        if let Some(value) = &result
            && !crate::execute::hushed(&exercise.code)
            && let Ok(text) = value.repr(vm)
        {
            host::emit(Output::Value { text: crate::streams::shorten(text.to_string_lossy().into_owned()) });
        }
        crate::pyplot::flush();
        host::mute(|| self.judge(&before, &prepared, result))
    }

    fn setup(&self, globals: &PyDictRef) -> Result<(), Stopped> {
        let Some(setup) = &self.exercise.setup else { return Ok(()) };
        traceback::remember(path(Part::Setup), setup);
        host::mute(|| execute(setup, path(Part::Setup), globals, self.vm))
            .map(drop)
            .map_err(|exc| stopped(&exc, Part::Setup, self.vm))
    }

    fn judge(&self, before: &PyDictRef, prepared: &PyDictRef, result: Option<PyObjectRef>) -> Result<Verdict, Stopped> {
        let Self { exercise, globals, vm } = *self;
        let none = vm.ctx.none();
        let result = result.unwrap_or_else(|| none.clone());
        let (solution, solved) = self.solve(before)?;
        let mut last = None;
        for code in &exercise.checks {
            let scope = copy(globals, vm);
            let text = |text: &str| PyObjectRef::from(vm.ctx.new_str(text));
            let names: [(&str, PyResult<PyObjectRef>); 9] = [
                ("user_code", Ok(text(&exercise.code))),
                ("solution_code", Ok(exercise.solution.as_deref().map_or_else(|| none.clone(), text))),
                ("check_code", Ok(text(code))),
                ("result", Ok(result.clone())),
                ("last_value", Ok(result.clone())),
                ("solution", Ok(solution.clone())),
                ("envir_prep", envir(prepared, vm)),
                ("envir_result", envir(globals, vm)),
                ("envir_solution", solved.as_ref().map_or_else(|| Ok(none.clone()), |dict| envir(dict, vm))),
            ];
            for (name, value) in names {
                let set = value.and_then(|value| scope.set_item(vm.ctx.intern_str(name), value, vm));
                set.map_err(|exc| stopped(&exc, Part::Check, vm))?;
            }
            let answer = ask(code, &scope, vm).map_err(|exc| stopped(&exc, Part::Check, vm))?;
            match answer {
                Some(answer) if !answer.correct => return Ok(answer),
                Some(answer) => last = Some(answer),
                None => {}
            }
        }
        Ok(last.unwrap_or_else(|| verdict(true, Message::Correct, Tone::Success)))
    }

    /// The value and variables of the author's solution, if a check looks at them. It starts from the variables the
    /// student started from, with setup run anew, so that the student's changes to shared objects do not reach it.
    fn solve(&self, before: &PyDictRef) -> Result<(PyObjectRef, Option<PyDictRef>), Stopped> {
        let vm = self.vm;
        let wanted = self.exercise.checks.iter().any(|check| check.contains("solution"));
        let Some(code) = self.exercise.solution.as_deref().filter(|_| wanted) else { return Ok((vm.ctx.none(), None)) };
        self.setup(before)?;
        traceback::remember(path(Part::Solution), code);
        let value = execute(code, path(Part::Solution), before, vm).map_err(|exc| stopped(&exc, Part::Solution, vm))?;
        Ok((value.unwrap_or_else(|| vm.ctx.none()), Some(before.clone())))
    }
}

/// Runs a check in its scope and reads its answer. A failed assertion is one.
///
/// # Errors
/// What the check raises besides.
pub(crate) fn ask(code: &str, scope: &PyDictRef, vm: &VirtualMachine) -> PyResult<Option<Verdict>> {
    traceback::remember(path(Part::Check), code);
    match execute(code, path(Part::Check), scope, vm) {
        Ok(Some(answer)) => read(&answer, vm),
        Ok(None) => Ok(None),
        Err(exc) if exc.fast_isinstance(vm.ctx.exceptions.assertion_error) => {
            let text = traceback::message(&exc, vm);
            let message = if text.is_empty() { Message::NotYet } else { Message::Author { text } };
            Ok(Some(verdict(false, message, Tone::Warning)))
        }
        Err(exc) => Err(exc),
    }
}

/// A check's answer: a dict `{"correct", "message", "type"}`, a bool, or `None` for nothing to say.
fn read(answer: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Verdict>> {
    if vm.is_none(answer) {
        return Ok(None);
    }
    let Some(dict) = answer.downcast_ref::<rustpython_vm::builtins::PyDict>() else {
        let correct = answer.clone().try_to_bool(vm)?;
        return Ok(Some(match correct {
            true => verdict(true, Message::Correct, Tone::Success),
            false => verdict(false, Message::NotYet, Tone::Warning),
        }));
    };
    let correct = dict.get_item_opt("correct", vm)?.map_or(Ok(false), |value| value.try_to_bool(vm))?;
    let message = match dict.get_item_opt("message", vm)? {
        Some(text) if !vm.is_none(&text) => Message::Author { text: text.str(vm)?.to_string_lossy().into_owned() },
        _ if correct => Message::Correct,
        _ => Message::NotYet,
    };
    let named = match dict.get_item_opt("type", vm)? {
        Some(tone) if !vm.is_none(&tone) => tone.str(vm)?.to_string_lossy().into_owned(),
        _ => String::new(),
    };
    let tone = match named.as_str() {
        "success" => Tone::Success,
        "info" => Tone::Info,
        "warning" => Tone::Warning,
        // Quarto says `danger` for a wrong answer; `error` is kept for a check that could not run.
        "danger" | "error" => Tone::Warning,
        _ if correct => Tone::Success,
        _ => Tone::Warning,
    };
    Ok(Some(verdict(correct, message, tone)))
}

/// The author's code raised: say so, and that it is not the student's fault.
pub(crate) fn author_error(exc: &PyBaseExceptionRef, part: Part, vm: &VirtualMachine) -> Verdict {
    let path = path(part);
    let shown = traceback::render(exc, path, vm);
    let line = traceback::line_in(exc, path).or(shown.line);
    let colon = if shown.message.is_empty() { "" } else { ": " };
    let error = format!("{}{colon}{}", shown.name, shown.message);
    verdict(false, Message::AuthorFailed { part, line, error }, Tone::Error)
}

/// What the author's code is called in tracebacks.
pub(crate) fn path(part: Part) -> &'static str {
    match part {
        Part::Setup => "Setup",
        Part::Solution => "Solution",
        Part::Check => "Check",
    }
}

fn stopped(exc: &PyBaseExceptionRef, part: Part, vm: &VirtualMachine) -> Stopped {
    Stopped { failed: None, verdict: author_error(exc, part, vm) }
}

/// A verdict.
pub(crate) fn verdict(correct: bool, message: Message, tone: Tone) -> Verdict {
    Verdict { correct, message, tone }
}

/// Another dict of the same variables.
pub(crate) fn copy(dict: &PyDictRef, vm: &VirtualMachine) -> PyDictRef {
    dict.copy().into_ref(&vm.ctx)
}

/// The variables as checks see them.
pub(crate) fn envir(dict: &PyDictRef, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    let class = vm.import("_notebook_checks", 0)?.get_attr("Environment", vm)?;
    class.call((dict.clone(),), vm)
}
