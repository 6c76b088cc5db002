//! What page, worker, grader and server say to each other about cells: serde types, nothing else.
//!
//! The page posts [`ToWorker`] as JSON text, the worker answers with [`FromWorker`]. The one thing that cannot travel as
//! text is the interrupt flag, a `SharedArrayBuffer` of one i32 that the page posts before anything else: the page
//! stores 1 there, the interpreter reads it at every loop turn and raises `KeyboardInterrupt`.

pub mod grade;

use serde::{Deserialize, Serialize};

/// Numbers a run within one worker; answers carry it back.
pub type RunId = u32;

/// Where tensors live and kernels run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Device {
    /// SIMD on the CPU; in the browser wasm simd128.
    Cpu,
    /// WebGPU.
    WebGpu,
}

/// Which device runs now, and why not another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// The device that new tensors go to.
    pub device: Device,
    /// The adapter's own name, where the browser tells it.
    pub adapter: Option<String>,
    /// Whether WebGPU can be chosen at all here.
    pub webgpu: bool,
    /// Why WebGPU is not used.
    pub why_not: Option<WhyNot>,
}

/// Why the notebook does not run on WebGPU.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNot {
    /// The browser has no WebGPU, or no adapter.
    NoWebGpu,
    /// The browser cannot wait for the GPU inside Python (JavaScript Promise Integration).
    NoJspi,
    /// The device was there and is gone.
    Lost,
    /// The student chose the CPU.
    Chosen,
}

/// Page to worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ToWorker {
    /// Starts the interpreter and looks for a device.
    Start {
        /// Asked for by the student; `None` chooses the best there is.
        device: Option<Device>,
    },
    /// Runs a cell.
    Run {
        /// Comes back with every answer.
        run: RunId,
        /// The cell's id in the lesson; names it in tracebacks.
        cell: String,
        /// The number shown beside the cell, so that a traceback says `Cell 3`.
        number: u32,
        /// The name of the environment (`envir`); cells of one name share variables.
        envir: String,
        /// Python source.
        code: String,
        /// Milliseconds after which the cell is interrupted.
        timelimit: Option<u32>,
    },
    /// Runs an exercise and its checks.
    Check {
        /// Comes back with every answer.
        run: RunId,
        /// What to check.
        exercise: Exercise,
    },
    /// Names that could follow at the cursor.
    Complete {
        /// Comes back with the answer.
        request: u32,
        /// The environment to look into.
        envir: String,
        /// The cell's text.
        code: String,
        /// Offset into `code` in UTF-16 units, as editors count.
        cursor: u32,
    },
    /// New tensors go to this device from now on.
    UseDevice {
        /// The device.
        device: Device,
    },
    /// Forgets all variables.
    Reset,
}

/// An attempt at an exercise, with all that its checks may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exercise {
    /// The cell's id.
    pub cell: String,
    /// The number shown beside the cell.
    pub number: u32,
    /// The environment it runs in.
    pub envir: String,
    /// Code that runs before, unseen.
    pub setup: Option<String>,
    /// What the student wrote.
    pub code: String,
    /// Check cells, in order; each ends in a dict `{"correct", "message", "type"}`, or None for nothing to say.
    pub checks: Vec<String>,
    /// The author's solution, which checks may compare with.
    pub solution: Option<String>,
    /// Milliseconds after which it is interrupted.
    pub timelimit: Option<u32>,
}

/// Worker to page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum FromWorker {
    /// The interpreter is up.
    Ready {
        /// `3.13`-like version of the language.
        python: String,
        /// The device chosen.
        device: DeviceReport,
    },
    /// Something to show under a cell, as soon as it is there.
    Output {
        /// The run it belongs to.
        run: RunId,
        /// What to show.
        output: Output,
    },
    /// A run is over.
    Done {
        /// The run.
        run: RunId,
        /// How it ended.
        outcome: Outcome,
        /// Milliseconds it took.
        millis: f64,
    },
    /// A check is over; comes before [`FromWorker::Done`] of the same run.
    Verdict {
        /// The run.
        run: RunId,
        /// The verdict.
        verdict: Verdict,
    },
    /// Answer to [`ToWorker::Complete`].
    Completions {
        /// The request.
        request: u32,
        /// Offset in UTF-16 units where the completed word begins.
        from: u32,
        /// What could stand there.
        items: Vec<Completion>,
    },
    /// The device changed, by choice or because it was lost.
    DeviceChanged {
        /// The state now.
        device: DeviceReport,
    },
    /// The worker cannot go on.
    Failed {
        /// Why not.
        why: Failure,
    },
}

/// Why a worker cannot go on; the page says it in the student's language. `detail` is the browser's or the
/// interpreter's own sentence, for whoever looks into it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "failure", rename_all = "kebab-case")]
pub enum Failure {
    /// The interpreter did not arrive or did not start.
    NotLoaded {
        /// What the browser says.
        detail: String,
    },
    /// The interpreter trapped, most likely because memory ran out.
    Trapped {
        /// What the browser says.
        detail: String,
    },
    /// The stack ran out: the program or its data were nested too deeply.
    TooDeep,
    /// A defect of the notebook.
    Defect {
        /// What went wrong, and where.
        detail: String,
    },
}

/// One name the editor can offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Completion {
    /// The text to insert.
    pub label: String,
    /// CodeMirror's kind: `function class variable namespace property keyword`.
    pub kind: String,
    /// A short note, such as a type or shape.
    pub detail: Option<String>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It ran to its end.
    Ok,
    /// It raised.
    Error,
    /// It was stopped by the student.
    Interrupted,
    /// It ran into its time limit.
    TimedOut,
}

/// What a cell shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Output {
    /// Printed text; pieces of one stream follow each other and are joined by the page.
    Stream {
        /// `stdout` or `stderr`.
        name: StreamName,
        /// The text.
        text: String,
    },
    /// The value of the last expression.
    Value {
        /// Its `repr`.
        text: String,
    },
    /// A picture drawn by us: an SVG document with title and description.
    Figure {
        /// `<svg …>`; only ever made by our own plotting code, text escaped.
        svg: String,
        /// What a reader who cannot see it should know.
        alt: String,
    },
    /// An exception.
    Error(Traceback),
    /// What the cell has shown so far goes; if `wait`, when the next output is there to take its place.
    Clear {
        /// Whether it stays until then.
        wait: bool,
    },
    /// A word from the notebook itself, not from the program.
    Notice {
        /// What happened.
        notice: Notice,
    },
}

/// Words from the notebook itself; the page says them in the student's language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "kebab-case")]
pub enum Notice {
    /// More was printed than is kept.
    OutputCut {
        /// Bytes left out.
        bytes: u64,
    },
    /// The GPU was lost; the notebook goes on with SIMD.
    DeviceLost,
}

/// Which stream was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StreamName {
    /// `sys.stdout`.
    Stdout,
    /// `sys.stderr`.
    Stderr,
}

/// A Python exception as the student should see it: frames of our own modules left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Traceback {
    /// `ValueError`.
    pub name: String,
    /// The message.
    pub message: String,
    /// The whole traceback as CPython prints it, with the cells' own lines.
    pub text: String,
    /// Line in the cell that was run (from 1) where it failed.
    pub line: Option<u32>,
    /// Column (from 1) where known: syntax errors.
    pub column: Option<u32>,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the exercise is passed.
    pub correct: bool,
    /// What to say.
    pub message: Message,
    /// How to colour it.
    pub tone: Tone,
}

/// What a verdict says; all but the author's words the page says in the student's language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "kebab-case")]
pub enum Message {
    /// The author's words, markdown-free text.
    Author {
        /// The words.
        text: String,
    },
    /// Passed, and the author says no more.
    Correct,
    /// Not passed, and the author says no more.
    NotYet,
    /// Parts are still to be filled in.
    Blanks {
        /// How many.
        count: u32,
    },
    /// The student's code raised; the traceback is among the outputs.
    CodeFailed,
    /// A function of the student's raised when a hidden check called it.
    CallFailed {
        /// The exception's name.
        error: String,
    },
    /// The student stopped it.
    Stopped,
    /// It ran into its time limit.
    TimedOut,
    /// It hit a limit of the grader.
    Limit {
        /// Which.
        limit: grade::Limit,
    },
    /// Code of the author raised.
    AuthorFailed {
        /// Which.
        part: Part,
        /// The line in that part (from 1), where known.
        line: Option<u32>,
        /// The exception's name and message.
        error: String,
    },
}

/// The author's code in an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// What runs before the student's code.
    Setup,
    /// The author's solution.
    Solution,
    /// A check.
    Check,
}

/// The `type` of a check's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Done.
    Success,
    /// A remark.
    Info,
    /// Not yet.
    Warning,
    /// The check itself could not run.
    Error,
}
