//! A host that collects outputs and can press Stop at a given time.

use std::cell::{Cell as Flag, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use cells::{Outcome, Output, StreamName};
use notebook::{Cell, Host, Session};

/// What happened in a run.
#[derive(Debug)]
pub struct Seen {
    pub outcome: Outcome,
    pub outputs: Vec<Output>,
    pub millis: u128,
}

impl Seen {
    pub fn stdout(&self) -> String {
        self.stream(StreamName::Stdout)
    }

    pub fn stderr(&self) -> String {
        self.stream(StreamName::Stderr)
    }

    fn stream(&self, wanted: StreamName) -> String {
        let texts = self.outputs.iter().filter_map(|output| match output {
            Output::Stream { name, text } if *name == wanted => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    pub fn value(&self) -> Option<&str> {
        self.outputs.iter().find_map(|output| match output {
            Output::Value { text } => Some(text.as_str()),
            _ => None,
        })
    }

    pub fn error(&self) -> &cells::Traceback {
        let found = self.outputs.iter().find_map(|output| match output {
            Output::Error(traceback) => Some(traceback),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("no error among {:?}", self.outputs))
    }
}

struct World {
    began: Instant,
    outputs: RefCell<Vec<Output>>,
    stop_at: Flag<Option<Instant>>,
}

struct Collect(Rc<World>);

impl Host for Collect {
    fn emit(&self, output: Output) {
        self.0.outputs.borrow_mut().push(output);
    }

    fn interrupted(&self) -> bool {
        self.0.stop_at.get().is_some_and(|at| Instant::now() >= at)
    }

    fn now_ms(&self) -> f64 {
        self.0.began.elapsed().as_secs_f64() * 1000.0
    }

    fn sleep(&self, millis: f64) {
        std::thread::sleep(Duration::from_secs_f64(millis / 1000.0));
    }

    fn seed(&self) -> u64 {
        7
    }

    fn memory(&self) -> Option<(u64, u64)> {
        Some((12 << 20, 1 << 30))
    }
}

/// A session with a view on what it shows.
pub struct Lesson {
    pub session: Session,
    world: Rc<World>,
}

impl Lesson {
    pub fn new() -> Self {
        cpu::register();
        let world = Rc::new(World { began: Instant::now(), outputs: RefCell::default(), stop_at: Flag::new(None) });
        Self { session: Session::new(Box::new(Collect(Rc::clone(&world)))), world }
    }

    pub fn run(&mut self, code: &str) -> Seen {
        self.run_cell(&Cell { number: 1, envir: "main", code, timelimit: None })
    }

    pub fn run_cell(&mut self, cell: &Cell) -> Seen {
        let began = Instant::now();
        let outcome = self.session.run(cell);
        self.world.stop_at.set(None);
        Seen { outcome, outputs: self.world.outputs.take(), millis: began.elapsed().as_millis() }
    }

    /// Runs with Stop pressed after this many milliseconds.
    pub fn run_stopped(&mut self, after: u64, code: &str) -> Seen {
        self.world.stop_at.set(Some(Instant::now() + Duration::from_millis(after)));
        self.run(code)
    }

    pub fn outputs(&self) -> Vec<Output> {
        self.world.outputs.take()
    }
}
