//! The author's side: runs solution and checks. The candidate's variables come from the other session when a check looks
//! them up; nothing of the author's goes there but the arguments of calls.

use std::cell::{Cell, RefCell};

use cells::grade::wire::{Examine, Reach, Reached};
use cells::grade::{Check, Finding, Kind, Limit, Remote, Value};
use cells::{Message, Part, Tone, Verdict};
use rustpython_vm::builtins::{PyBaseExceptionRef, PyDict, PyDictRef, PyModule, PyStr, PyStrRef, PyTuple, PyType};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use super::copy::{NotCopied, Side, copy, paste};
use super::{Line, names::names};
use crate::exercise::{self, ask, author_error, path, verdict};
use crate::{execute, numpy, torch, traceback};

/// Names by which lessons import modules. A check that uses one gets the module, whatever the candidate has put there.
const USUAL: [(&str, &str); 7] = [
    ("np", "numpy"),
    ("torch", "torch"),
    ("nn", "torch.nn"),
    ("F", "torch.nn.functional"),
    ("plt", "matplotlib.pyplot"),
    ("math", "math"),
    ("random", "random"),
];

thread_local! {
    static LINE: RefCell<Option<Line>> = const { RefCell::new(None) };
    /// The exception that the candidate's code raised last, as it came out of a call here.
    static RAISED: RefCell<Option<PyBaseExceptionRef>> = const { RefCell::new(None) };
    /// Whether the candidate's session was found gone.
    static GONE: Cell<bool> = const { Cell::new(false) };
}

pub(super) fn examine(examine: &Examine, line: Line, seed: u64, vm: &VirtualMachine) -> Vec<Finding> {
    LINE.set(Some(line));
    GONE.set(false);
    let findings = match Author::prepare(examine, seed, vm) {
        Ok(author) => examine.checks.iter().map(|check| finding(check, author.check(check))).collect(),
        Err(verdict) => examine.checks.iter().map(|check| finding(check, verdict.clone())).collect(),
    };
    LINE.take();
    RAISED.take();
    findings
}

fn finding(check: &Check, verdict: Verdict) -> Finding {
    Finding { verdict, points: check.points }
}

/// What the author's own code has made.
struct Author<'a> {
    examine: &'a Examine,
    /// The variables after setup.
    prepared: PyDictRef,
    /// The solution's value and variables, if a check looks at them.
    solution: Option<(PyObjectRef, PyDictRef)>,
    /// What random numbers begin with.
    seed: u64,
    vm: &'a VirtualMachine,
}

impl<'a> Author<'a> {
    fn prepare(examine: &'a Examine, seed: u64, vm: &'a VirtualMachine) -> Result<Author<'a>, Verdict> {
        let wanted = examine.checks.iter().any(|check| check.code.contains("solution"));
        let solution = match examine.solution.as_deref().filter(|_| wanted) {
            Some(code) => Some(solve(examine, code, seed, vm)?),
            None => None,
        };
        Ok(Author { examine, prepared: setup(examine, vm)?, solution, seed, vm })
    }

    fn check(&self, check: &Check) -> Verdict {
        let answer = self.scope(&check.code).and_then(|scope| ask(&check.code, &scope, self.vm));
        if GONE.get() {
            // Whatever the check made of that. Which limit it was the worker knows.
            return verdict(false, Message::Limit { limit: Limit::Crash }, Tone::Warning);
        }
        match answer {
            Ok(answer) => answer.unwrap_or_else(|| verdict(true, Message::Correct, Tone::Success)),
            Err(exc) => match RAISED.take() {
                Some(raised) if raised.is(&exc) => {
                    let error = exc.class().name().to_string();
                    verdict(false, Message::CallFailed { error }, Tone::Warning)
                }
                // A name that is missing, a number where a function should be, a value of another kind: the check runs on
                // what the author's solution left, so what it raised is about the candidate's values.
                _ if self.solution_passes(check) => {
                    let error = exc.class().name().to_string();
                    verdict(false, Message::CallFailed { error }, Tone::Warning)
                }
                _ => author_error(&exc, Part::Check, self.vm),
            },
        }
    }

    /// Whether the check passes what the author's solution leaves.
    fn solution_passes(&self, check: &Check) -> bool {
        let vm = self.vm;
        let Some(code) = self.examine.solution.as_deref() else { return false };
        let passes = || -> PyResult<bool> {
            let Ok((value, solved)) = solve(self.examine, code, self.seed, vm) else { return Ok(false) };
            let scope = exercise::copy(&solved, vm);
            // The same modules as for the candidate, by the same names.
            for name in names(&check.code) {
                if !solved.contains_key(name.as_str(), vm)
                    && let Some((_, module)) = USUAL.iter().find(|(usual, _)| *usual == name)
                {
                    scope.set_item(vm.ctx.intern_str(name), import(module, vm)?, vm)?;
                }
            }
            let text = |text: &str| PyObjectRef::from(vm.ctx.new_str(text));
            for (name, value) in [
                ("user_code", text(code)),
                ("solution_code", text(code)),
                ("check_code", text(&check.code)),
                ("result", value.clone()),
                ("last_value", value.clone()),
                ("solution", value),
                ("envir_prep", exercise::envir(&self.prepared, vm)?),
                ("envir_result", exercise::envir(&solved, vm)?),
                ("envir_solution", exercise::envir(&solved, vm)?),
            ] {
                scope.set_item(vm.ctx.intern_str(name), value, vm)?;
            }
            Ok(ask(&check.code, &scope, vm)?.is_none_or(|answer| answer.correct))
        };
        passes().unwrap_or(false)
    }

    /// The variables a check sees.
    fn scope(&self, code: &str) -> PyResult<PyDictRef> {
        let Self { examine, vm, .. } = *self;
        let scope = exercise::copy(&self.prepared, vm);
        for name in names(code) {
            if let Some(value) = self.variable(&name)? {
                scope.set_item(vm.ctx.intern_str(name), value, vm)?;
            }
        }
        let text = |text: &str| PyObjectRef::from(vm.ctx.new_str(text));
        let maybe = |code: Option<&str>| code.map_or_else(|| vm.ctx.none(), text);
        let (solution, solved) = match &self.solution {
            Some((value, scope)) => (value.clone(), exercise::envir(scope, vm)?),
            None => (vm.ctx.none(), vm.ctx.none()),
        };
        let result = here(&examine.result, vm)?;
        for (name, value) in [
            ("user_code", text(&examine.code)),
            ("solution_code", maybe(examine.solution.as_deref())),
            ("check_code", text(code)),
            ("result", result.clone()),
            ("last_value", result),
            ("solution", solution),
            ("envir_prep", exercise::envir(&self.prepared, vm)?),
            ("envir_result", self.variables()?),
            ("envir_solution", solved),
        ] {
            scope.set_item(vm.ctx.intern_str(name), value, vm)?;
        }
        Ok(scope)
    }

    /// What a name in a check means. Python's own functions, modules and what setup has defined are the author's; data
    /// and all else that the candidate has a variable for are the candidate's.
    fn variable(&self, name: &str) -> PyResult<Option<PyObjectRef>> {
        let vm = self.vm;
        let own = self.prepared.get_item_opt(name, vm)?;
        if own.as_ref().is_some_and(|own| own.is_callable() || own.downcast_ref::<PyModule>().is_some()) {
            return Ok(None);
        }
        if vm.builtins.dict().contains_key(name, vm) {
            return Ok(None);
        }
        if let Some((_, module)) = USUAL.iter().find(|(usual, _)| *usual == name) {
            return import(module, vm).map(Some);
        }
        if !self.examine.names.iter().any(|theirs| theirs == name) {
            return Ok(None);
        }
        match request(Reach::Variable { name: name.to_owned() }) {
            Reached::Value { value: Value::Remote(Remote { kind: Kind::Module, name: module, .. }) } => {
                Ok(import(&module, vm).ok())
            }
            Reached::Value { value } => here(&value, vm).map(Some),
            Reached::Missing => Ok(None),
            other => Err(refused(other, vm)),
        }
    }

    fn variables(&self) -> PyResult {
        let vm = self.vm;
        let names = self.examine.names.iter().map(|name| vm.ctx.new_str(name.as_str()).into()).collect();
        let class = vm.import("_notebook_remote", 0)?.get_attr("Variables", vm)?;
        class.call((vm.ctx.new_list(names), vm.new_function("ask", over_the_line)), vm)
    }
}

/// Runs the author's solution; its value and its variables.
fn solve(examine: &Examine, code: &str, seed: u64, vm: &VirtualMachine) -> Result<(PyObjectRef, PyDictRef), Verdict> {
    // From the same start as the candidate's code, so that random numbers agree.
    let scope = setup(examine, vm)?;
    traceback::remember(path(Part::Solution), code);
    let value = execute::execute(code, path(Part::Solution), &scope, vm)
        .map_err(|exc| author_error(&exc, Part::Solution, vm))?;
    torch::reset(seed);
    numpy::reset();
    Ok((value.unwrap_or_else(|| vm.ctx.none()), scope))
}

fn setup(examine: &Examine, vm: &VirtualMachine) -> Result<PyDictRef, Verdict> {
    let scope = vm.ctx.new_dict();
    if let Some(setup) = &examine.setup {
        traceback::remember(path(Part::Setup), setup);
        execute::execute(setup, path(Part::Setup), &scope, vm).map_err(|exc| author_error(&exc, Part::Setup, vm))?;
    }
    Ok(scope)
}

/// A module by its full name.
fn import(name: &str, vm: &VirtualMachine) -> PyResult {
    vm.import(&vm.ctx.new_str(name), 0)?;
    let modules = vm.sys_module.get_attr("modules", vm)?;
    modules.get_item(name, vm)
}

/// The author's own objects never leave; what was the candidate's goes back under its number.
struct Own;

impl Side for Own {
    fn keep(&self, object: &PyObject, vm: &VirtualMachine) -> Option<Value> {
        let remote = vm.import("_notebook_remote", 0).ok()?.get_attr("Remote", vm).ok()?;
        let remote = remote.downcast::<PyType>().ok()?;
        if !object.class().fast_issubclass(&remote) {
            return None;
        }
        let handle = object.get_attr("_handle", vm).ok()?.try_to_value::<u32>(vm).ok()?;
        Some(Value::Remote(Remote { handle, kind: Kind::Object, name: String::new() }))
    }
}

/// What a value of the candidate's stands for here.
fn here(value: &Value, vm: &VirtualMachine) -> PyResult {
    let remote = |handle, kind, name: &str| {
        let module = vm.import("_notebook_remote", 0)?;
        let class = if matches!(kind, Kind::Function | Kind::Class) { "RemoteFunction" } else { "Remote" };
        let kind = match kind {
            Kind::Function => "function",
            Kind::Class => "class",
            Kind::Module => "module",
            Kind::Object => "object",
        };
        module.get_attr(class, vm)?.call((handle, kind, name.to_owned(), vm.new_function("ask", over_the_line)), vm)
    };
    paste(value, &remote, vm)
}

/// `ask(what, …)`, by which the classes in `_notebook_remote` reach the candidate's session.
fn over_the_line(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let args = args.args;
    let wrong = || vm.new_type_error("ask() was called by somebody else");
    let what: PyStrRef = args.first().cloned().ok_or_else(wrong)?.downcast().map_err(|_| wrong())?;
    let text = |at: usize| -> PyResult<String> {
        let text = args.get(at).and_then(|arg| arg.downcast_ref::<PyStr>()).ok_or_else(wrong)?;
        Ok(text.to_string_lossy().into_owned())
    };
    let number = |at: usize| args.get(at).ok_or_else(wrong)?.try_to_value::<u32>(vm);
    let reach = match &*what.to_string_lossy() {
        "variable" => Reach::Variable { name: text(1)? },
        "attribute" => Reach::Attribute { handle: number(1)?, name: text(2)? },
        "item" => Reach::Item { handle: number(1)?, index: out(args.get(2).ok_or_else(wrong)?, vm)? },
        "length" => Reach::Length { handle: number(1)? },
        "items" => Reach::Items { handle: number(1)? },
        "repr" => Reach::Repr { handle: number(1)? },
        "is" => Reach::Is { handle: number(1)?, class: number(2)? },
        "call" => {
            let places = args.get(2).and_then(|args| args.downcast_ref::<PyTuple>()).ok_or_else(wrong)?;
            let named = args.get(3).and_then(|args| args.downcast_ref::<PyDict>()).ok_or_else(wrong)?;
            let pair = |(key, value): (PyObjectRef, PyObjectRef)| {
                let key = key.downcast_ref::<PyStr>().ok_or_else(wrong)?.to_string_lossy().into_owned();
                Ok((key, out(&value, vm)?))
            };
            Reach::Call {
                handle: number(1)?,
                args: places.iter().map(|arg| out(arg, vm)).collect::<PyResult<_>>()?,
                kwargs: named.into_iter().map(pair).collect::<PyResult<_>>()?,
            }
        }
        _ => return Err(wrong()),
    };
    match request(reach) {
        Reached::Value { value } => here(&value, vm),
        other => {
            // What is too large or nested without end is the candidate's doing as much as what it raises.
            let theirs = matches!(other, Reached::Raised { .. } | Reached::TooBig);
            let exc = refused(other, vm);
            if theirs {
                RAISED.set(Some(exc.clone()));
            }
            Err(exc)
        }
    }
}

fn out(object: &PyObject, vm: &VirtualMachine) -> PyResult<Value> {
    copy(object, &Own, vm).map_err(|why| match why {
        NotCopied::TooBig => vm.new_value_error("this takes more room than a check may hand over"),
        NotCopied::Raised(exc) => exc,
    })
}

fn request(reach: Reach) -> Reached {
    let reached = LINE.with_borrow(|line| line.as_ref().map_or(Reached::Gone, |line| line(reach)));
    if reached == Reached::Gone {
        GONE.set(true);
    }
    reached
}

/// The exception for what did not come.
fn refused(reached: Reached, vm: &VirtualMachine) -> PyBaseExceptionRef {
    match reached {
        Reached::Raised { name, message } => {
            let class = vm.builtins.get_attr(&vm.ctx.new_str(name), vm).ok().and_then(|c| c.downcast::<PyType>().ok());
            let class = class.filter(|class| class.fast_issubclass(vm.ctx.exceptions.exception_type));
            let class = class.unwrap_or_else(|| vm.ctx.exceptions.runtime_error.to_owned());
            let made = class.as_object().call((message.clone(),), vm).ok().and_then(|made| made.downcast().ok());
            made.unwrap_or_else(|| vm.new_runtime_error(message))
        }
        Reached::TooBig => vm.new_value_error("the candidate's value takes more room than a check takes in"),
        Reached::Missing => vm.new_name_error("there is no such variable", vm.ctx.new_str("")),
        Reached::Gone | Reached::Value { .. } => vm.new_runtime_error("the candidate's session is gone"),
    }
}
