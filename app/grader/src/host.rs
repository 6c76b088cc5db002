//! The interpreter's world in the sandbox: outputs are kept up to a size, the clock counts work, nobody presses Stop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Instant;

use cells::Output;
use notebook::{Host, memory};

/// Bytes of outputs that are kept of one message: texts, figures and tracebacks together.
const KEPT: usize = 8 << 20;

/// Outputs since the last look.
#[derive(Clone, Default)]
pub struct Shown(Rc<RefCell<(usize, Vec<Output>)>>);

impl Shown {
    /// Takes them.
    pub fn take(&self) -> Vec<Output> {
        self.0.take().1
    }

    fn add(&self, output: Output) {
        let bytes = match &output {
            Output::Stream { text, .. } | Output::Value { text } => text.len(),
            Output::Figure { svg, alt } => svg.len() + alt.len(),
            Output::Error(traceback) => traceback.text.len() + traceback.message.len(),
            Output::Notice { .. } | Output::Clear { .. } => 0,
        };
        let (held, outputs) = &mut *self.0.borrow_mut();
        if *held + bytes <= KEPT {
            *held += bytes;
            outputs.push(output);
        }
    }
}

/// What a job says of its world.
#[derive(Clone, Default)]
pub struct Terms(Rc<Cell<(u64, u64)>>);

impl Terms {
    /// Random numbers come from `seed`, and code may hold so many bytes.
    pub fn set(&self, seed: u64, memory: u64) {
        self.0.set((seed, memory));
    }
}

/// See [`Host`].
pub struct Grader {
    terms: Terms,
    shown: Shown,
    began: Instant,
    /// Milliseconds slept: nobody waits, but programs that look at the clock must see that they did.
    slept: Cell<f64>,
}

impl Grader {
    /// A world on these terms.
    pub fn new(terms: Terms, shown: Shown) -> Grader {
        Grader { terms, shown, began: Instant::now(), slept: Cell::new(0.0) }
    }
}

impl Host for Grader {
    fn emit(&self, output: Output) {
        self.shown.add(output);
    }

    fn interrupted(&self) -> bool {
        false
    }

    fn now_ms(&self) -> f64 {
        self.began.elapsed().as_secs_f64() * 1000.0 + self.slept.get()
    }

    fn sleep(&self, millis: f64) {
        self.slept.set(self.slept.get() + millis);
    }

    fn seed(&self) -> u64 {
        self.terms.0.get().0
    }

    fn memory(&self) -> Option<(u64, u64)> {
        Some((memory::held(), self.terms.0.get().1))
    }
}
