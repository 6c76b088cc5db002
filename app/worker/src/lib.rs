//! The notebook's web worker: messages in, outputs out. `worker.js` loads this module, calls [`start`] once and then
//! [`handle`] for every message of the page, one at a time.
#![cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#![allow(deprecated, reason = "wasm-bindgen marks its JSPI support as experimental in this way")]

mod backend;
mod host;

use std::cell::RefCell;

use cells::{Failure, FromWorker, Notice, Outcome, Output, RunId, ToWorker};
use js_sys::{Function, Int32Array};
use notebook::memory::Counting;
use notebook::{Cell, Session};
use wasm_bindgen::prelude::*;

use crate::backend::Backend;
use crate::host::Browser;

#[global_allocator]
static ALLOCATOR: Counting = Counting { last: 3 << 29 };

struct Worker {
    session: Session,
    backend: Backend,
}

/// A file of the lesson: the path that cells open, and its bytes or why they did not arrive.
type LessonFile = (String, Result<Vec<u8>, String>);

thread_local! {
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
    static FILES: RefCell<Vec<LessonFile>> = const { RefCell::new(Vec::new()) };
}

/// Gets the worker ready for messages. `interrupt` is the page's flag (one i32 in shared memory) where the page is
/// cross-origin isolated; `jspi` says whether Python can wait for a promise here; `block` is the export of
/// `kernels/relaxed`, where the browser has relaxed SIMD.
#[wasm_bindgen]
pub async fn start(interrupt: Option<Int32Array>, jspi: bool, block: Option<Function>) {
    std::panic::set_hook(Box::new(|info| {
        defect(info.to_string());
    }));
    host::set_flag(interrupt);
    backend::link(block);
    backend::open(jspi).await;
}

/// Keeps a file of the lesson for the session that is to start: its contents, or why they did not arrive.
#[wasm_bindgen]
pub fn place(path: String, contents: Option<Vec<u8>>, why: String) {
    FILES.with_borrow_mut(|files| files.push((path, contents.ok_or(why))));
}

/// Handles one message of the page: JSON of [`ToWorker`]. Answers go out as they come, by `postMessage`.
#[wasm_bindgen(jspi)]
pub fn handle(message: String) {
    match serde_json::from_str(&message) {
        Ok(message) => act(message),
        Err(error) => defect(format!("the page sent what the worker cannot read: {error}")),
    }
}

/// Makes use of an idle moment before the first cell.
#[wasm_bindgen]
pub fn warm() {
    with(|worker| worker.session.warm());
}

fn act(message: ToWorker) {
    match message {
        ToWorker::Start { device } => {
            let backend = Backend::choose(device);
            let mut session = Session::new(Box::new(Browser));
            for (path, contents) in FILES.take() {
                let missing = contents.and_then(|bytes| session.place(&path, &bytes)).err();
                missing.iter().for_each(|why| session.miss(&path, why));
            }
            post(&FromWorker::Ready { python: session.python_version(), device: backend.report() });
            WORKER.set(Some(Worker { session, backend }));
        }
        ToWorker::Run { run, cell: _, number, envir, code, timelimit } => {
            with_run(run, |worker| worker.session.run(&Cell { number, envir: &envir, code: &code, timelimit }))
        }
        ToWorker::Check { run, exercise } => with_run(run, |worker| {
            let (outcome, verdict) = worker.session.check(&exercise);
            post(&FromWorker::Verdict { run, verdict });
            outcome
        }),
        ToWorker::Complete { request, envir, code, cursor } => with(|worker| {
            let (from, items) = worker.session.complete(&envir, &code, cursor);
            post(&FromWorker::Completions { request, from, items });
        }),
        ToWorker::UseDevice { device } => with(|worker| {
            worker.backend.switch(device);
            post(&FromWorker::DeviceChanged { device: worker.backend.report() });
        }),
        ToWorker::Reset => with(|worker| worker.session.reset()),
    }
}

fn with(f: impl FnOnce(&mut Worker)) {
    // Taken out while it works: a message handled meanwhile (there is none, `worker.js` queues) must not find it
    // half-way.
    match WORKER.take() {
        Some(mut worker) => {
            f(&mut worker);
            WORKER.set(Some(worker));
        }
        None => defect("the page sent work before it sent Start".to_owned()),
    }
}

fn with_run(run: RunId, f: impl FnOnce(&mut Worker) -> Outcome) {
    with(|worker| {
        host::begin(run);
        if worker.backend.find_lost() {
            post(&FromWorker::Output { run, output: Output::Notice { notice: Notice::DeviceLost } });
            tell_device(worker);
        }
        let began = host::now_ms();
        let outcome = f(worker);
        let millis = host::now_ms() - began;
        host::end();
        tell_device(worker);
        post(&FromWorker::Done { run, outcome, millis });
    });
}

/// Tells the page of a device that has changed.
fn tell_device(worker: &mut Worker) {
    if worker.backend.look() {
        post(&FromWorker::DeviceChanged { device: worker.backend.report() });
    }
}

/// Tells the page of something that must not happen.
fn defect(detail: String) {
    post(&FromWorker::Failed { why: Failure::Defect { detail } });
}

/// Sends an answer to the page.
fn post(answer: &FromWorker) {
    host::post(&serde_json::to_string(answer).expect("answers are plain data"));
}
