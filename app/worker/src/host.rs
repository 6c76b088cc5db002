//! The interpreter's world inside a web worker: the page behind `postMessage`, the shared interrupt flag, the clock.

use std::cell::{Cell, RefCell};

use cells::{FromWorker, Output, RunId};
use js_sys::{Atomics, Int32Array};
use notebook::{Host, memory};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

use crate::post as answer;

/// Bytes beyond which running code gets a `MemoryError`.
const MOST: u64 = 1 << 30;

thread_local! {
    static SCOPE: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    static FLAG: RefCell<Option<Int32Array>> = const { RefCell::new(None) };
    static RUN: Cell<RunId> = const { Cell::new(0) };
}

/// The page's interrupt flag.
pub fn set_flag(flag: Option<Int32Array>) {
    FLAG.set(flag);
}

/// A run begins: outputs belong to it, and a Stop that came too late for the run before does not hit it.
pub fn begin(run: RunId) {
    RUN.set(run);
    lower_flag();
}

/// The run is over.
pub fn end() {
    lower_flag();
}

fn lower_flag() {
    FLAG.with_borrow(|flag| {
        if let Some(flag) = flag {
            let _ = Atomics::store(flag, 0, 0);
        }
    });
}

/// Posts a text to the page.
pub fn post(text: &str) {
    // Fails only when the page is gone, and then nobody is there to be told.
    let _ = SCOPE.with(|scope| scope.post_message(&JsValue::from_str(text)));
}

/// Milliseconds since the worker began.
pub fn now_ms() -> f64 {
    SCOPE.with(|scope| scope.performance().map_or(0.0, |performance| performance.now()))
}

/// See [`Host`].
pub struct Browser;

impl Host for Browser {
    fn emit(&self, output: Output) {
        answer(&FromWorker::Output { run: RUN.get(), output });
    }

    fn interrupted(&self) -> bool {
        FLAG.with_borrow(|flag| flag.as_ref().is_some_and(|flag| Atomics::load(flag, 0).is_ok_and(|value| value != 0)))
    }

    fn now_ms(&self) -> f64 {
        now_ms()
    }

    fn sleep(&self, millis: f64) {
        let waited = FLAG.with_borrow(|flag| {
            flag.as_ref().is_some_and(|flag| Atomics::wait_with_timeout(flag, 0, 0, millis).is_ok())
        });
        if !waited {
            // Without shared memory a worker has no way to wait.
            let end = now_ms() + millis;
            while now_ms() < end {}
        }
    }

    fn seed(&self) -> u64 {
        (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64
    }

    fn memory(&self) -> Option<(u64, u64)> {
        Some((memory::held(), MOST))
    }
}
