//! A student's interpreter: environments with their variables, and running cells in them.

use std::collections::HashMap;
use std::rc::Rc;

use cells::{Completion, Exercise, Outcome, Output, Verdict};
use rustpython_vm::builtins::{PyBaseExceptionRef, PyDictRef, PyModule};
use rustpython_vm::{AsObject, Interpreter, PyObjectRef, PyRef, VirtualMachine};

use crate::host::{self, Host};
use crate::poll::{self, Stop};
use crate::{complete, execute, exercise, files, modules, numpy, pyplot, streams, torch, traceback};

/// Python frames on top of each other. The worker's stack is 4 MB; see the recursion tests.
const RECURSION_LIMIT: usize = 1000;

/// A cell to run.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// The number shown beside it; tracebacks say `Cell 3`.
    pub number: u32,
    /// The name of its environment; cells of one name share variables.
    pub envir: &'a str,
    /// Python source.
    pub code: &'a str,
    /// Milliseconds after which it is stopped.
    pub timelimit: Option<u32>,
}

/// One interpreter with the variables of a lesson.
pub struct Session {
    pub(crate) host: Rc<dyn Host>,
    environments: HashMap<String, PyRef<PyModule>>,
    pub(crate) interpreter: Interpreter,
}

impl Session {
    /// Starts an interpreter that talks to `host`.
    ///
    /// # Panics
    /// When our own set-up code fails, which a test would have found.
    pub fn new(host: Box<dyn Host>) -> Self {
        let host: Rc<dyn Host> = Rc::from(host);
        host::enter(&host);
        streams::begin();
        poll::begin(None);
        files::clear();
        numpy::reset();
        pyplot::reset();
        torch::reset(host.seed());
        let interpreter = modules::interpreter();
        interpreter.enter(|vm| {
            vm.recursion_limit.set(RECURSION_LIMIT);
            if let Err(exc) = modules::prepare(vm) {
                panic!("the notebook's set-up failed: {}", traceback::render(&exc, "", vm).text);
            }
        });
        Self { host, environments: HashMap::new(), interpreter }
    }

    /// The version of the Python language, such as `3.13`.
    pub fn python_version(&self) -> String {
        use rustpython_vm::version::{MAJOR, MINOR};
        format!("{MAJOR}.{MINOR}")
    }

    /// Runs a cell, showing what it prints, the value of its last expression or its exception as they come.
    pub fn run(&mut self, cell: &Cell) -> Outcome {
        host::enter(&self.host);
        streams::begin();
        poll::begin(cell.timelimit);
        let path = cell_path(cell.number);
        traceback::remember(&path, cell.code);
        let globals = self.environment(cell.envir);
        let result = self.interpreter.enter(|vm| {
            let shown = execute::execute(cell.code, &path, &globals, vm).and_then(|value| match value {
                Some(value) if !execute::hushed(cell.code) => show(&value, vm),
                _ => Ok(()),
            });
            shown.map_err(|exc| report(&exc, &path, vm))
        });
        self.finish(result.err())
    }

    /// Runs an exercise: its setup, the student's code, its checks. See [`Exercise`].
    pub fn check(&mut self, exercise: &Exercise) -> (Outcome, Verdict) {
        host::enter(&self.host);
        streams::begin();
        poll::begin(exercise.timelimit);
        let globals = self.environment(&exercise.envir);
        let (failed, verdict) = self.interpreter.enter(|vm| exercise::check(exercise, &globals, vm));
        let outcome = self.finish(failed);
        (outcome, exercise::after_stop(outcome).unwrap_or(verdict))
    }

    /// Puts a file where cells find it, such as the data of a lesson under `/data`. It stays when variables are forgotten.
    ///
    /// # Errors
    /// When the session's files would take more memory than they may.
    pub fn place(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        files::give(path, Ok(bytes))
    }

    /// Says why a file of the lesson is not there: the error of a cell that opens it.
    pub fn miss(&mut self, path: &str, why: &str) {
        // Only contents can be too large.
        let _ = files::give(path, Err(why.to_owned()));
    }

    /// Names that could stand at `cursor` (UTF-16 units into `code`): where the completed word begins, and the names.
    pub fn complete(&mut self, envir: &str, code: &str, cursor: u32) -> (u32, Vec<Completion>) {
        host::enter(&self.host);
        let globals = self.environment(envir);
        self.interpreter.enter(|vm| complete::complete(&globals, code, cursor, vm))
    }

    /// Reads in the modules that most lessons import, for moments when there is nothing else to do. No variable changes.
    pub fn warm(&mut self) {
        host::enter(&self.host);
        poll::begin(None);
        self.interpreter.enter(|vm| {
            for module in ["torch", "numpy"] {
                // What fails here fails again, with a traceback, where a student imports it.
                let _ = vm.import(module, 0);
            }
        });
        poll::end();
    }

    /// Forgets all variables and the files that the program wrote.
    pub fn reset(&mut self) {
        host::enter(&self.host);
        let environments = std::mem::take(&mut self.environments);
        self.interpreter.enter(|_| drop(environments));
        traceback::forget();
        files::reset();
        numpy::reset();
        pyplot::reset();
        torch::reset(self.host.seed());
    }

    /// The variables of an environment, which is made on first use, and the one that is `__main__` from now on.
    pub(crate) fn environment(&mut self, name: &str) -> PyDictRef {
        let environments = &mut self.environments;
        self.interpreter.enter(|vm| {
            let module = environments
                .entry(name.to_owned())
                .or_insert_with(|| vm.new_module("__main__", vm.ctx.new_dict(), None))
                .clone();
            let dict = module.dict();
            // Classes find their module here: dataclasses and typing look into it.
            let _ = vm
                .sys_module
                .get_attr("modules", vm)
                .and_then(|modules| modules.set_item("__main__", PyObjectRef::from(module), vm));
            dict
        })
    }

    /// Ends a run and says how it ended.
    pub(crate) fn finish(&self, failed: Option<Failed>) -> Outcome {
        pyplot::flush();
        let stop = poll::end();
        streams::end();
        match (stop, failed) {
            (Some(Stop::Interrupted), _) => Outcome::Interrupted,
            (Some(Stop::TimedOut(_)), _) => Outcome::TimedOut,
            (None, Some(Failed::Raised)) => Outcome::Error,
            (None, Some(Failed::Left) | None) => Outcome::Ok,
        }
    }
}

/// How a run ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    /// An exception came out.
    Raised,
    /// `sys.exit()` without an error.
    Left,
}

/// What a cell is called in tracebacks.
pub(crate) fn cell_path(number: u32) -> String {
    format!("Cell {number}")
}

/// Shows an exception, except a plain `sys.exit()`.
pub(crate) fn report(exc: &PyBaseExceptionRef, path: &str, vm: &VirtualMachine) -> Failed {
    if exc.fast_isinstance(vm.ctx.exceptions.system_exit) {
        let code = exc.as_object().get_attr("code", vm).ok();
        let clean = code.is_none_or(|code| vm.is_none(&code) || code.try_to_value::<i64>(vm).is_ok_and(|n| n == 0));
        if clean {
            return Failed::Left;
        }
    }
    host::emit(Output::Error(traceback::render(exc, path, vm)));
    Failed::Raised
}

fn show(value: &PyObjectRef, vm: &VirtualMachine) -> rustpython_vm::PyResult<()> {
    let text = value.repr(vm)?.to_string_lossy().into_owned();
    host::emit(Output::Value { text: streams::shorten(text) });
    Ok(())
}
