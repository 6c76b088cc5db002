//! What a session asks of whoever embeds it, and how native Python modules reach it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cells::Output;

/// The world outside the interpreter.
pub trait Host {
    /// Shows an output at once.
    fn emit(&self, output: Output);

    /// Whether the student pressed Stop for the run in progress. Asked often, so it must be cheap.
    fn interrupted(&self) -> bool;

    /// Milliseconds on a clock that never goes back.
    fn now_ms(&self) -> f64;

    /// Waits about this many milliseconds, less if that is how the host notices an interrupt early.
    fn sleep(&self, millis: f64);

    /// A number that differs from session to session; seeds `random` and `torch`.
    fn seed(&self) -> u64;

    /// Bytes the interpreter holds now and may hold at most, where the host can tell. Beyond the second number running
    /// code gets a `MemoryError`, while there is still room to handle it.
    fn memory(&self) -> Option<(u64, u64)> {
        None
    }
}

thread_local! {
    static HOST: RefCell<Option<Rc<dyn Host>>> = const { RefCell::new(None) };
    static MUTED: Cell<bool> = const { Cell::new(false) };
}

/// Makes `host` the one that native modules on this thread talk to.
pub(crate) fn enter(host: &Rc<dyn Host>) {
    HOST.set(Some(Rc::clone(host)));
}

/// Calls `f` with the current host.
///
/// # Panics
/// Outside a session: native modules only run inside one.
pub(crate) fn with<R>(f: impl FnOnce(&dyn Host) -> R) -> R {
    let host = HOST.with_borrow(|host| host.clone()).expect("native modules run inside a session");
    f(&*host)
}

/// Shows an output, unless a part runs that the student must not see (a check, a solution). What was printed before it
/// comes first.
pub(crate) fn emit(output: Output) {
    if MUTED.get() {
        return;
    }
    crate::streams::flush();
    with(|host| host.emit(output));
}

/// Whether outputs are thrown away at the moment.
pub(crate) fn muted() -> bool {
    MUTED.get()
}

/// Runs `f` with all outputs thrown away.
pub(crate) fn mute<R>(f: impl FnOnce() -> R) -> R {
    crate::streams::flush();
    let before = MUTED.replace(true);
    let result = f();
    MUTED.set(before);
    result
}
