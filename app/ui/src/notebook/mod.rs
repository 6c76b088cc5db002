//! The notebook of a lesson, as the page sees it: cells with their editors, one worker that runs them in order, what
//! they print, and what is kept between visits.
//!
//! The cells' islands know only [`CellSignals`], [`BarSignals`] and the functions of `live`. In the browser those drive
//! a session; on the server they stand still.

mod checked;
mod diff;
#[cfg(any(feature = "hydrate", test))]
mod excerpt;
mod kept;
pub(crate) mod sentences;
#[cfg(any(feature = "hydrate", test))]
mod terminal;

#[cfg(feature = "hydrate")]
mod cell;
#[cfg(feature = "hydrate")]
mod editor;
#[cfg(feature = "hydrate")]
mod job;
#[cfg(feature = "hydrate")]
mod printer;
#[cfg(feature = "hydrate")]
mod session;
#[cfg(feature = "hydrate")]
mod storage;
#[cfg(feature = "hydrate")]
mod stream;
#[cfg(feature = "hydrate")]
mod submit;
#[cfg(feature = "hydrate")]
mod svg;
#[cfg(feature = "hydrate")]
mod worker;

#[cfg(feature = "hydrate")]
#[path = "in_browser.rs"]
pub(crate) mod live;
#[cfg(not(feature = "hydrate"))]
#[path = "on_server.rs"]
pub(crate) mod live;

pub use checked::{CheckRequest, Checked, OnServer};
pub use diff::{Change, changes};
pub use kept::{Kept, NewVersion, Opening, Starters, open};

use cells::{DeviceReport, Verdict};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the browser must know of a cell to run it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellSpec {
    /// Course slug.
    pub course: String,
    /// Lesson slug.
    pub lesson: String,
    /// The language of the lesson's text.
    pub lang: String,
    /// The cell's id.
    pub id: String,
    /// The number shown beside it.
    pub number: u32,
    /// The code it starts with.
    pub code: String,
    /// Runs when the notebook is ready.
    pub autorun: bool,
    /// Whether the code is shown; a cell that hides its code gets no editor.
    pub echo: bool,
    /// Whether the code can be changed.
    pub edit: bool,
    /// Whether output is shown.
    pub output: bool,
    /// Whether edits are kept.
    pub persist: bool,
    /// The environment it runs in.
    pub envir: String,
    /// Seconds after which it is interrupted.
    pub timelimit: Option<u32>,
    /// Lines the editor shows at least.
    pub min_lines: u32,
    /// Lines after which the editor scrolls; 0 for never.
    pub max_lines: u32,
    /// What the figure it draws shows, in the author's words.
    pub fig_alt: Option<String>,
    /// There if the cell is an exercise.
    pub exercise: Option<ExerciseSpec>,
}

/// A file that the lesson brings for its cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataFile {
    /// The path that cells open, such as `/data/digits.npz`.
    pub path: String,
    /// Where it lies on this site.
    pub address: String,
}

impl DataFile {
    /// The file of this name in a course's folder `data`.
    pub fn of(course: &str, name: &str) -> DataFile {
        DataFile { path: format!("/data/{name}"), address: format!("/courses/{course}/data/{name}") }
    }
}

/// What the browser must know of an exercise to check it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExerciseSpec {
    /// Runs before the student's code, unseen.
    pub setup: Option<String>,
    /// Check cells in order.
    pub checks: Vec<String>,
    /// The author's solution, which checks may compare with.
    pub solution: Option<String>,
    /// Whether the server has checks of its own.
    pub hidden: bool,
}

/// What the rail of a cell tells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum CellState {
    /// Has not run.
    #[default]
    Idle,
    /// Shows what it printed on an earlier visit.
    Recalled,
    /// Waits for its turn, or for Python.
    Queued,
    /// Runs.
    Running,
    /// Ran to its end, in so many milliseconds.
    Ran(f64),
    /// Was checked, and is not right yet.
    NotYet(f64),
    /// Raised.
    Failed(f64),
    /// Was stopped.
    Stopped,
    /// Ran into its time limit.
    TimedOut,
    /// Ran, and was edited or lost its variables since.
    Stale,
}

impl CellState {
    /// Whether it ran to an end, so that what it shows belongs to its code and variables.
    pub fn ended(self) -> bool {
        matches!(self, CellState::Ran(_) | CellState::NotYet(_) | CellState::Failed(_))
    }

    /// Whether Stop has something to stop.
    pub fn busy(self) -> bool {
        matches!(self, CellState::Queued | CellState::Running)
    }
}

/// How far Python is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Python {
    /// Not asked for yet.
    #[default]
    Asleep,
    /// On its way: bytes that have arrived, and of how many (0: not known).
    Loading(f64, f64),
    /// Up.
    Ready,
    /// Cannot go on; the worker's words.
    Failed(String),
}

/// What a cell's island shows. Set by the session.
#[derive(Clone, Copy)]
pub struct CellSignals {
    /// The rail.
    pub state: RwSignal<CellState>,
    /// Whether there is output.
    pub printed: RwSignal<bool>,
    /// Whether there is a figure among it.
    pub drawn: RwSignal<bool>,
    /// What the checks said.
    pub verdicts: RwSignal<Vec<Verdict>>,
    /// Whether the code differs from the starter.
    pub edited: RwSignal<bool>,
    /// Whether the editor stands.
    pub awake: RwSignal<bool>,
    /// Whether Reset can be undone.
    pub undoable: RwSignal<bool>,
    /// The author changed the starter under the student's edits.
    pub new_version: RwSignal<Option<NewVersion>>,
    /// How often Check was pressed.
    pub attempts: RwSignal<u32>,
    /// Edits cannot be kept: the browser's storage is full or off.
    pub unkept: RwSignal<bool>,
    /// How far the server's checks are.
    pub on_server: RwSignal<OnServer>,
    /// Why the cell did not run: Python could not, in its own words.
    pub unrun: RwSignal<Option<String>>,
}

impl CellSignals {
    /// All at rest.
    pub fn new() -> CellSignals {
        CellSignals {
            state: RwSignal::new(CellState::Idle),
            printed: RwSignal::new(false),
            drawn: RwSignal::new(false),
            verdicts: RwSignal::new(Vec::new()),
            edited: RwSignal::new(false),
            awake: RwSignal::new(false),
            undoable: RwSignal::new(false),
            new_version: RwSignal::new(None),
            attempts: RwSignal::new(0),
            unkept: RwSignal::new(false),
            on_server: RwSignal::new(OnServer::Quiet),
            unrun: RwSignal::new(None),
        }
    }
}

impl Default for CellSignals {
    fn default() -> Self {
        Self::new()
    }
}

/// What the notebook's bar shows. Set by the session.
#[derive(Clone, Copy)]
pub struct BarSignals {
    /// How far Python is.
    pub python: RwSignal<Python>,
    /// The device, once known.
    pub device: RwSignal<Option<DeviceReport>>,
    /// Whether something runs or waits.
    pub busy: RwSignal<bool>,
    /// What a screen reader is told.
    pub said: RwSignal<String>,
    /// A word that stays until the next run: variables are gone.
    pub lost: RwSignal<Option<Lost>>,
}

/// Why variables are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The cell could not be interrupted in time.
    Stuck,
    /// This page cannot interrupt a cell, only end Python.
    NoInterrupt,
    /// The student asked for it.
    Restarted,
}

impl BarSignals {
    /// All at rest.
    pub fn new() -> BarSignals {
        BarSignals {
            python: RwSignal::new(Python::Asleep),
            device: RwSignal::new(None),
            busy: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            lost: RwSignal::new(None),
        }
    }
}

impl Default for BarSignals {
    fn default() -> Self {
        Self::new()
    }
}

impl Lost {
    /// The key of its sentence.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Lost::Stuck => "lost.stuck",
            Lost::NoInterrupt => "lost.no_interrupt",
            Lost::Restarted => "lost.restarted",
        }
    }
}
