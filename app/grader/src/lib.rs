//! The notebook as a module for the server's sandbox: messages in, answers out, and one way to ask. It is built for
//! `wasm32-wasip1` and needs of a system only what the interpreter's own library asks for at the start.
//!
//! The sandbox gets [`room`] for a message, writes it there and calls [`handle`]; places in memory travel as one number, the
//! place in the upper half, the length in the lower.
#![cfg(target_arch = "wasm32")]

mod host;

use std::cell::RefCell;

use cells::grade::wire::{FromGrader, Reach, Reached, ToGrader};
use cells::grade::{Generated, Step};
use notebook::memory::Counting;
use notebook::{Cell, Session};

use crate::host::{Grader, Shown, Terms};

// The sandbox holds the memory; this keeps the count that running code is stopped by in time.
#[global_allocator]
static ALLOCATOR: Counting = Counting { last: usize::MAX };

struct Running {
    session: Session,
    terms: Terms,
    shown: Shown,
}

thread_local! {
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
    /// The last answer, until the next one.
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

#[link(wasm_import_module = "academy")]
unsafe extern "C" {
    /// Asks the candidate's instance: the place of a [`Reach`] in, that of a [`Reached`] out.
    fn ask(message: u64) -> u64;
}

/// Starts the interpreter and reads in what most code imports. The sandbox keeps the memory as this leaves it: every instance
/// begins there, so nothing may be in it that two jobs must not share.
#[unsafe(no_mangle)]
pub extern "C" fn warm() {
    let mut running = Running::boot();
    running.session.warm();
    RUNNING.set(Some(running));
}

/// Room for a message of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: u32) -> u32 {
    let room = vec![0u8; length as usize].into_boxed_slice();
    Box::into_raw(room).cast::<u8>() as u32
}

/// Handles the message of so many bytes at `at`, where [`room`] has been made for it. Returns the place of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn handle(at: u32, length: u32) -> u64 {
    let message = take(at, length);
    let answer = match serde_json::from_slice(&message) {
        Ok(message) => act(message),
        Err(error) => FromGrader::Defect { detail: format!("the message cannot be read: {error}") },
    };
    drop(message);
    let answer = serde_json::to_vec(&answer).expect("answers are plain data");
    let place = place(&answer);
    ANSWER.set(answer);
    place
}

/// The bytes that the sandbox has written into some room.
fn take(at: u32, length: u32) -> Box<[u8]> {
    let slice = std::ptr::slice_from_raw_parts_mut(at as usize as *mut u8, length as usize);
    // SAFETY: the sandbox passes what `room` returned, with the same length, and once.
    unsafe { Box::from_raw(slice) }
}

fn place(bytes: &[u8]) -> u64 {
    (bytes.as_ptr() as usize as u64) << 32 | bytes.len() as u64
}

fn act(message: ToGrader) -> FromGrader {
    // Taken out while it works: a message that came meanwhile would be out of order.
    let Some(mut running) = RUNNING.take() else {
        return FromGrader::Defect { detail: "the message came out of order".to_owned() };
    };
    let answer = running.act(message);
    RUNNING.set(Some(running));
    answer
}

impl Running {
    fn boot() -> Running {
        cpu::register();
        let (terms, shown) = (Terms::default(), Shown::default());
        let session = Session::new(Box::new(Grader::new(terms.clone(), shown.clone())));
        Running { session, terms, shown }
    }

    fn act(&mut self, message: ToGrader) -> FromGrader {
        let Running { session, terms, shown } = self;
        match message {
            ToGrader::Start { seed, files, memory } => {
                terms.set(seed, memory);
                session.reset();
                let placed = files.iter().try_for_each(|file| session.place(&file.path, &file.bytes));
                placed.map_or_else(|detail| FromGrader::Defect { detail }, |()| FromGrader::Done)
            }
            ToGrader::Step { step: Step::Cell { number, envir, code } } => {
                let outcome = session.run(&Cell { number, envir: &envir, code: &code, timelimit: None });
                FromGrader::Ran { outcome, verdict: None, outputs: shown.take() }
            }
            ToGrader::Step { step: Step::Exercise(exercise) } => {
                let (outcome, verdict) = session.check(&exercise);
                FromGrader::Ran { outcome, verdict: Some(verdict), outputs: shown.take() }
            }
            ToGrader::Attempt { setup, code } => {
                let attempt = session.attempt(setup.as_deref(), &code);
                FromGrader::Attempted { attempt, outputs: shown.take() }
            }
            ToGrader::Reach { reach } => {
                let reached = session.reach(&reach);
                // What a check's questions make the candidate's code show is nobody's to see.
                shown.take();
                FromGrader::Reached { reached }
            }
            ToGrader::Examine(examine) => {
                FromGrader::Examined { findings: session.examine(&examine, Box::new(over_there)) }
            }
            ToGrader::Generate(job) => {
                let generated: Generated = session.generate(&job.code, job.seed);
                FromGrader::Generated(generated)
            }
        }
    }
}

/// Asks the candidate's instance.
fn over_there(reach: Reach) -> Reached {
    let request = serde_json::to_vec(&reach).expect("requests are plain data");
    // SAFETY: the sandbox reads the bytes at this place, writes its answer into room it has asked us for, and keeps nothing.
    let at = unsafe { ask(place(&request)) };
    let answer = take((at >> 32) as u32, at as u32);
    serde_json::from_slice(&answer).unwrap_or(Reached::Gone)
}
