//! One session per page: its cells in reading order, the worker that runs them one after the other, the bar above them.

use std::cell::{Cell as Slot, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use cells::{Device, FromWorker, Outcome, Output, RunId, ToWorker};
use course::progress::EventKind;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use super::cell::LiveCell;
use super::job::{Job, Running, Task, message};
use super::submit::submit;
use super::worker::{Said, Worker};
use super::{BarSignals, CellState, DataFile, Lost, Python, sentences, storage};
use crate::progress;
use crate::words::words;

/// How long a cell may take to heed Stop before Python is ended.
const STOP_WITHIN: u32 = 2_000;

/// The page's notebook.
pub(super) struct Session {
    cells: RefCell<Vec<Rc<LiveCell>>>,
    bar: Slot<Option<BarSignals>>,
    data: RefCell<Vec<DataFile>>,
    worker: RefCell<Option<Worker>>,
    queue: RefCell<VecDeque<Job>>,
    running: RefCell<Option<Running>>,
    /// Numbers runs and requests.
    next: Slot<u32>,
    requests: RefCell<HashMap<u32, js_sys::Function>>,
    stop_timer: RefCell<Option<Timeout>>,
    autoran: Slot<bool>,
}

thread_local! {
    static SESSION: Rc<Session> = Rc::new(Session {
        cells: RefCell::default(),
        bar: Slot::new(None),
        data: RefCell::default(),
        worker: RefCell::default(),
        queue: RefCell::default(),
        running: RefCell::default(),
        next: Slot::new(1),
        requests: RefCell::default(),
        stop_timer: RefCell::default(),
        autoran: Slot::new(false),
    });
}

/// The page's notebook.
pub(super) fn session() -> Rc<Session> {
    SESSION.with(Clone::clone)
}

impl Session {
    /// Hands over the bar, and the files that cells read.
    pub fn set_bar(&self, bar: BarSignals, data: Vec<DataFile>) {
        self.bar.set(Some(bar));
        self.data.replace(data);
    }

    /// Adds a cell; cells are kept in reading order.
    pub fn add(&self, cell: Rc<LiveCell>) {
        let mut cells = self.cells.borrow_mut();
        cells.push(cell);
        cells.sort_by_key(|c| c.spec.number);
    }

    /// The cell of this id.
    pub fn cell(&self, id: &str) -> Option<Rc<LiveCell>> {
        self.cells.borrow().iter().find(|c| c.spec.id == id).cloned()
    }

    /// All cells in reading order.
    pub fn all(&self) -> Vec<Rc<LiveCell>> {
        self.cells.borrow().clone()
    }

    fn with_bar(&self, act: impl FnOnce(BarSignals)) {
        if let Some(bar) = self.bar.get() {
            act(bar);
        }
    }

    fn set_python(&self, python: Python) {
        self.with_bar(|bar| bar.python.set(python));
    }

    fn python(&self) -> Python {
        self.bar.get().map(|bar| bar.python.get_untracked()).unwrap_or_default()
    }

    /// Tells a screen reader.
    pub fn say(&self, text: String) {
        self.with_bar(|bar| bar.said.set(text));
    }

    fn number(&self) -> u32 {
        self.next.replace(self.next.get().wrapping_add(1))
    }

    /// Starts Python, unless it is up or on its way.
    pub fn start(self: &Rc<Self>) {
        if self.worker.borrow().is_some() {
            return;
        }
        self.set_python(Python::Loading(0.0, 0.0));
        let this = self.clone();
        match Worker::start(&self.data.borrow(), move |said| this.hear(said)) {
            Ok(worker) => {
                worker.send(&ToWorker::Start { device: storage::device() });
                *self.worker.borrow_mut() = Some(worker);
            }
            Err(_) => self.broken(words().get("bar.no_worker")),
        }
    }

    fn hear(self: &Rc<Self>, said: Said) {
        match said {
            Said::Loading(loaded, total) => {
                if self.python() != Python::Ready {
                    self.set_python(Python::Loading(loaded, total));
                }
            }
            Said::Broken(message) => self.broken(message),
            Said::Message(message) => self.answer(message),
        }
    }

    fn answer(self: &Rc<Self>, message: FromWorker) {
        match message {
            FromWorker::Ready { python: _, device } => {
                self.with_bar(|bar| {
                    bar.device.set(Some(device));
                    bar.python.set(Python::Ready);
                });
                if !self.autoran.replace(true) {
                    self.all().into_iter().filter(|c| c.spec.autorun).for_each(|c| self.ask(&c, Task::Run));
                }
                self.pump();
            }
            FromWorker::Output { run, output } => {
                if let Some(running) = self.running.borrow().as_ref().filter(|r| r.run == run) {
                    // Of the setup, which the student does not see, only a failure is worth showing.
                    if running.job.task != Task::Setup || matches!(output, Output::Error(_)) {
                        running.job.cell.print(output);
                    }
                }
            }
            FromWorker::Verdict { run, verdict } => {
                if let Some(running) = self.running.borrow_mut().as_mut().filter(|r| r.run == run) {
                    running.verdicts.push(verdict.correct);
                    running.job.cell.signals.verdicts.update(|v| v.push(verdict));
                }
            }
            FromWorker::Done { run, outcome, millis } => self.done(run, outcome, millis),
            FromWorker::Completions { request, from, items } => {
                let answer = serde_json::json!({ "from": from, "items": items }).to_string();
                self.resolve(request, &answer.into());
            }
            FromWorker::DeviceChanged { device } => self.with_bar(|bar| bar.device.set(Some(device))),
            FromWorker::Failed { why } => self.broken(sentences::failure(words(), &why)),
        }
    }

    fn done(self: &Rc<Self>, run: RunId, outcome: Outcome, millis: f64) {
        let Some(Running { job, verdicts, .. }) = self.running.borrow_mut().take_if(|r| r.run == run) else { return };
        *self.stop_timer.borrow_mut() = None;
        if job.task == Task::Setup && outcome == Outcome::Ok {
            return self.pump();
        }
        let w = words();
        let cell = &job.cell;
        let number = cell.spec.number.to_string();
        let wrong = job.task == Task::Check && !verdicts.iter().all(|v| *v);
        let (state, said) = match outcome {
            Outcome::Ok if wrong => (CellState::NotYet(millis), String::new()),
            Outcome::Ok => (CellState::Ran(millis), w.with("said.ran", &[("n", &number), ("time", &w.took(millis))])),
            Outcome::Error => (CellState::Failed(millis), w.with("said.failed", &[("n", &number)])),
            Outcome::Interrupted => (CellState::Stopped, w.with("said.stopped", &[("n", &number)])),
            Outcome::TimedOut => (CellState::TimedOut, w.with("said.timed_out", &[("n", &number)])),
        };
        cell.end(state);
        let spec = &cell.spec;
        match job.task {
            Task::Check => {
                let passed = outcome == Outcome::Ok && !verdicts.is_empty() && verdicts.iter().all(|v| *v);
                cell.signals.attempts.update(|n| *n += 1);
                if passed && spec.exercise.as_ref().is_some_and(|exercise| exercise.hidden) {
                    // The page's own praise would come too early.
                    cell.signals.verdicts.set(Vec::new());
                    self.say(w.get("check.on_server"));
                    let (this, judged) = (self.clone(), cell.clone());
                    submit(cell, move |verdicts| this.judged(&judged, verdicts.iter().all(|v| v.correct), said));
                } else {
                    self.judged(cell, passed, said);
                }
            }
            Task::Run | Task::Setup => {
                self.say(said);
                if outcome == Outcome::Ok && spec.exercise.is_none() {
                    progress::record(&spec.course, &spec.lesson, EventKind::CellRun { cell: spec.id.clone() });
                }
            }
        }
        if outcome != Outcome::Ok {
            // What comes after counted on this cell.
            self.clear_queue();
        }
        self.pump();
    }

    /// All checks of an exercise have had their say.
    fn judged(&self, cell: &LiveCell, passed: bool, said: String) {
        let w = words();
        let message = |v: &cells::Verdict| match sentences::message(w, &v.message) {
            empty if empty.is_empty() && v.correct => w.get("verdict.right"),
            message => message,
        };
        let messages: Vec<String> = cell.signals.verdicts.with_untracked(|v| v.iter().map(message).collect());
        self.say(if messages.is_empty() { said } else { messages.join(" ") });
        if passed {
            let spec = &cell.spec;
            progress::record(&spec.course, &spec.lesson, EventKind::ExercisePassed { cell: spec.id.clone() });
        }
    }

    /// Queues a run.
    pub fn run(self: &Rc<Self>, cell: &Rc<LiveCell>) {
        if cell.spec.exercise.as_ref().is_some_and(|e| e.setup.is_some()) {
            self.ask(cell, Task::Setup);
        }
        self.ask(cell, Task::Run);
        self.wake();
    }

    /// Queues a check.
    pub fn check(self: &Rc<Self>, cell: &Rc<LiveCell>) {
        self.ask(cell, Task::Check);
        self.wake();
    }

    fn ask(&self, cell: &Rc<LiveCell>, task: Task) {
        let waits = self.queue.borrow().iter().any(|j| Rc::ptr_eq(&j.cell, cell) && j.task == task);
        if waits {
            return;
        }
        if cell.signals.state.get_untracked() != CellState::Running {
            cell.signals.state.set(CellState::Queued);
        }
        cell.signals.unrun.set(None);
        self.queue.borrow_mut().push_back(Job { cell: cell.clone(), task });
        self.with_bar(|bar| bar.busy.set(true));
    }

    fn wake(self: &Rc<Self>) {
        self.start();
        self.pump();
    }

    /// Gives the worker the next job, if it waits for one.
    fn pump(self: &Rc<Self>) {
        if self.running.borrow().is_some() || self.python() != Python::Ready {
            return;
        }
        let Some(job) = self.queue.borrow_mut().pop_front() else {
            return self.with_bar(|bar| bar.busy.set(false));
        };
        let run = self.number();
        let cell = job.cell.clone();
        self.with_bar(|bar| bar.lost.set(None));
        cell.begin();
        let message = message(run, &cell, job.task);
        *self.running.borrow_mut() = Some(Running { run, job, verdicts: Vec::new() });
        if let Some(worker) = &*self.worker.borrow() {
            worker.send(&message);
        }
    }

    fn clear_queue(&self) {
        for job in self.queue.borrow_mut().drain(..) {
            if job.cell.signals.state.get_untracked() == CellState::Queued {
                let empty = !job.cell.signals.printed.get_untracked();
                job.cell.signals.state.set(if empty { CellState::Idle } else { CellState::Stale });
            }
        }
    }

    /// Stops what runs and drops what waits. If the cell does not heed it in time, Python is ended.
    pub fn stop(self: &Rc<Self>) {
        self.clear_queue();
        let Some(run) = self.running.borrow().as_ref().map(|r| r.run) else {
            return self.with_bar(|bar| bar.busy.set(false));
        };
        let heard = self.worker.borrow().as_ref().is_some_and(Worker::interrupt);
        if !heard {
            return self.restart(Lost::NoInterrupt);
        }
        let this = self.clone();
        *self.stop_timer.borrow_mut() = Some(Timeout::new(STOP_WITHIN, move || {
            if this.running.borrow().as_ref().is_some_and(|r| r.run == run) {
                this.restart(Lost::Stuck);
            }
        }));
    }

    /// Ends Python and starts it again: variables are gone, code and output stay.
    pub fn restart(self: &Rc<Self>, why: Lost) {
        self.end_worker();
        for cell in self.all() {
            if cell.signals.state.get_untracked().ended() {
                cell.signals.state.set(CellState::Stale);
            }
        }
        self.with_bar(|bar| bar.lost.set(Some(why)));
        self.say(words().get(why.key()));
        self.start();
    }

    fn end_worker(&self) {
        if let Some(worker) = self.worker.borrow_mut().take() {
            worker.end();
        }
        self.clear_queue();
        if let Some(running) = self.running.borrow_mut().take() {
            running.job.cell.end(CellState::Stopped);
        }
        for (_, resolve) in self.requests.borrow_mut().drain() {
            let _ = resolve.call1(&wasm_bindgen::JsValue::NULL, &wasm_bindgen::JsValue::NULL);
        }
        self.with_bar(|bar| bar.busy.set(false));
    }

    /// Python cannot go on. Each cell that waited for it says so: the bar may be far above.
    fn broken(&self, message: String) {
        let waiting: Vec<_> = self.queue.borrow().iter().map(|job| job.cell.clone()).collect();
        let running = self.running.borrow().as_ref().map(|running| running.job.cell.clone());
        self.end_worker();
        for cell in waiting.into_iter().chain(running) {
            cell.signals.unrun.set(Some(message.clone()));
        }
        self.say(message.clone());
        self.set_python(Python::Failed(message));
    }

    /// New tensors go to this device.
    pub fn use_device(&self, device: Device) {
        storage::set_device(device);
        if let Some(worker) = &*self.worker.borrow() {
            worker.send(&ToWorker::UseDevice { device });
        }
    }

    /// Asks for names that could stand at the cursor; `resolve` gets JSON, or null while Python has other things to do.
    pub fn complete(&self, cell: &LiveCell, code: String, cursor: u32, resolve: js_sys::Function) {
        let idle = self.python() == Python::Ready && self.running.borrow().is_none();
        let request = self.number();
        match self.worker.borrow().as_ref().filter(|_| idle) {
            Some(worker) => {
                self.requests.borrow_mut().insert(request, resolve);
                worker.send(&ToWorker::Complete { request, envir: cell.spec.envir.clone(), code, cursor });
            }
            None => {
                let _ = resolve.call1(&wasm_bindgen::JsValue::NULL, &wasm_bindgen::JsValue::NULL);
            }
        }
    }

    fn resolve(&self, request: u32, answer: &wasm_bindgen::JsValue) {
        if let Some(resolve) = self.requests.borrow_mut().remove(&request) {
            let _ = resolve.call1(&wasm_bindgen::JsValue::NULL, answer);
        }
    }
}
