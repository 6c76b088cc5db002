//! Stopping a cell. Nothing can break into the interpreter's loop from outside, so `instrument` makes Python code ask:
//! every loop turn, function and lambda body and comprehension step tests the truth of one hidden object, which lands
//! in [`turn`]. Asking the host costs a call into JavaScript, so only every n-th turn does, with n chosen such that
//! about [`LOOK_EVERY_MS`] pass in between.
//!
//! Once a run is stopped every further poll raises again until the run ends, so `except: pass` cannot outlive Stop.

use std::cell::Cell;

use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::{PyResult, VirtualMachine};

use crate::{host, streams};

/// Aim for the time between two looks at the host.
const LOOK_EVERY_MS: f64 = 5.0;
/// At most this many turns between two looks: a cheap loop may at any moment become a dear one.
const MOST_TURNS: u32 = 64;

/// Why a run was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The student pressed Stop.
    Interrupted,
    /// The time limit, in milliseconds.
    TimedOut(u32),
}

struct Poll {
    left: Cell<u32>,
    every: Cell<u32>,
    looked: Cell<f64>,
    deadline: Cell<Option<(f64, u32)>>,
    stop: Cell<Option<Stop>>,
}

thread_local! {
    static POLL: Poll = const {
        Poll {
            left: Cell::new(0),
            every: Cell::new(1),
            looked: Cell::new(0.0),
            deadline: Cell::new(None),
            stop: Cell::new(None),
        }
    };
}

/// Starts a run: forgets the last stop, sets the time limit (milliseconds from now).
pub(crate) fn begin(timelimit: Option<u32>) {
    let now = host::with(|host| host.now_ms());
    POLL.with(|poll| {
        poll.left.set(0);
        poll.every.set(1);
        poll.looked.set(now);
        poll.deadline.set(timelimit.map(|limit| (now + f64::from(limit), limit)));
        poll.stop.set(None);
    });
}

/// Ends a run and says whether it was stopped.
pub(crate) fn end() -> Option<Stop> {
    POLL.with(|poll| {
        poll.deadline.set(None);
        poll.stop.take()
    })
}

/// One turn of a loop.
///
/// # Errors
/// `KeyboardInterrupt` or `TimeoutError` when the run must stop, `MemoryError` when the host's memory runs out.
#[inline]
pub(crate) fn turn(vm: &VirtualMachine) -> PyResult<()> {
    let due = POLL.with(|poll| match poll.left.get().checked_sub(1) {
        Some(left) => {
            poll.left.set(left);
            false
        }
        None => true,
    });
    if due { look(vm) } else { Ok(()) }
}

/// Asks the host now: for native code that takes long between turns (tensor operations, sleeping, reading back).
///
/// # Errors
/// As [`turn`].
#[cold]
pub(crate) fn look(vm: &VirtualMachine) -> PyResult<()> {
    let (now, interrupted, memory) = host::with(|host| (host.now_ms(), host.interrupted(), host.memory()));
    streams::flush_if_old(now);
    let stop = POLL.with(|poll| {
        let elapsed = (now - poll.looked.replace(now)).max(0.01);
        let every = f64::from(poll.every.get()) * LOOK_EVERY_MS / elapsed;
        poll.every.set(every.clamp(1.0, f64::from(MOST_TURNS)) as u32);
        poll.left.set(poll.every.get());
        if poll.stop.get().is_none() {
            poll.stop.set(match poll.deadline.get() {
                _ if interrupted => Some(Stop::Interrupted),
                Some((deadline, limit)) if now > deadline => Some(Stop::TimedOut(limit)),
                _ => None,
            });
        }
        if poll.stop.get().is_some() {
            poll.left.set(0);
        }
        poll.stop.get()
    });
    if let Some(stop) = stop {
        return Err(exception(stop, vm));
    }
    match memory {
        Some((held, most)) if held > most => Err(vm.new_memory_error(format!(
            "this page may hold {} MB, and {} MB are in use; delete large variables with del",
            most >> 20,
            held >> 20
        ))),
        _ => Ok(()),
    }
}

fn exception(stop: Stop, vm: &VirtualMachine) -> PyBaseExceptionRef {
    match stop {
        Stop::Interrupted => vm.new_exception_empty(vm.ctx.exceptions.keyboard_interrupt.to_owned()),
        Stop::TimedOut(limit) => vm.new_exception_msg(
            vm.ctx.exceptions.timeout_error.to_owned(),
            format!("the cell was stopped after its time limit of {} s", f64::from(limit) / 1000.0).into(),
        ),
    }
}
