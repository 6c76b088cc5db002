//! What is asked of the grader and what it answers: code of candidates against checks they must not see, variants of
//! exam questions, and whole lessons for their authors.
//!
//! A [`Job`] goes to a worker process, which runs it in fresh instances of the notebook. How these talk with the worker is in
//! [`wire`]; what passes between instances is a [`Value`].

mod hex;
mod value;
pub mod wire;

use serde::{Deserialize, Serialize};

use crate::{Exercise, Outcome, Output, Verdict};

pub use value::{Kind, Real, Remote, Value};

/// What a worker is asked to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "kebab-case")]
pub enum Job {
    /// See [`Judge`]; answered by [`Answer::Judged`].
    Judge(Judge),
    /// See [`Generate`]; answered by [`Answer::Generated`].
    Generate(Generate),
    /// See [`Run`]; answered by [`Answer::Ran`].
    Run(Run),
}

/// What a worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// To [`Job::Judge`].
    Judged(Judgement),
    /// To [`Job::Generate`].
    Generated(Generated),
    /// To [`Job::Run`].
    Ran(Ran),
    /// The job could not be done through no fault of the code in it.
    Failed {
        /// Why, for the log.
        detail: String,
    },
}

/// A candidate's code and the checks it has to pass. Two instances work on it: one has setup and code, the other checks and
/// solution. The second sees values of the first as copies, and functions through the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judge {
    /// Seeds `random`, `numpy` and `torch` in both instances; one seed gives one verdict.
    pub seed: u64,
    /// The author's code that runs before, in both instances.
    pub setup: Option<String>,
    /// What the candidate wrote.
    pub code: String,
    /// The author's solution.
    pub solution: Option<String>,
    /// The hidden checks.
    pub checks: Vec<Check>,
    /// Files that both instances find.
    pub files: Vec<File>,
    /// How much it may use.
    pub limits: Limits,
}

/// A hidden check: Python that ends in a bool or in a dict `{"correct", "message", "type"}`, as in lessons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Its code.
    pub code: String,
    /// What it is worth.
    pub points: u32,
}

/// A file that code finds under `path`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// `/data/digits.npz`.
    pub path: String,
    /// Its content.
    #[serde(with = "hex")]
    pub bytes: Vec<u8>,
}

/// How much a job may use; each instance has these limits to itself, the time is that of the whole job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Counted work: about one for every machine instruction, the same in every run.
    pub fuel: u64,
    /// Milliseconds by the wall clock.
    pub millis: u32,
    /// Bytes of memory.
    pub memory: u64,
}

impl Default for Limits {
    /// What an exercise of a lesson may use.
    fn default() -> Limits {
        Limits { fuel: 20_000_000_000, millis: 20_000, memory: 512 << 20 }
    }
}

/// A limit that was hit; whoever shows it says it in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Time by the wall clock.
    Time,
    /// Counted work.
    Fuel,
    /// Memory.
    Memory,
    /// More was handed over than a check takes in.
    Size,
    /// The stack: nested too deeply.
    Depth,
    /// The interpreter itself failed.
    Crash,
}

/// Work that was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// See [`Limits::fuel`].
    pub fuel: u64,
    /// Most bytes of memory held.
    pub memory: u64,
}

/// What came of a [`Judge`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// One for each check, in their order.
    pub findings: Vec<Finding>,
    /// The limit that ended it.
    pub limit: Option<Limit>,
    /// What the candidate's code showed, its traceback included; nothing of the author's is in it.
    pub outputs: Vec<Output>,
    /// Work of the candidate's code, calls by checks included.
    pub work: Work,
}

impl Judgement {
    /// Whether every check is passed; there is at least one.
    pub fn passed(&self) -> bool {
        !self.findings.is_empty() && self.findings.iter().all(|finding| finding.verdict.correct)
    }

    /// Points of the checks that are passed.
    pub fn points(&self) -> u32 {
        self.findings.iter().filter(|f| f.verdict.correct).map(|f| f.points).sum()
    }

    /// Whether the author's code failed, so that the verdict says nothing about the candidate's.
    pub fn author_failed(&self) -> bool {
        self.findings.iter().any(|f| matches!(f.verdict.message, crate::Message::AuthorFailed { .. }))
    }
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The verdict. [`crate::Message::AuthorFailed`] may quote the check: it is for the author only.
    pub verdict: Verdict,
    /// What the check is worth.
    pub points: u32,
}

/// An author's `generate(rng)`, which makes a variant of a question: `rng` is a `random.Random` of the seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Generate {
    /// Python that defines `generate`.
    pub code: String,
    /// One seed gives one variant.
    pub seed: u64,
    /// How much it may use.
    pub limits: Limits,
}

/// What came of a [`Generate`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "generated", rename_all = "kebab-case")]
pub enum Generated {
    /// What it returned, whole.
    Value {
        /// The value.
        value: Value,
    },
    /// It raised, or returned something that cannot be copied.
    Raised {
        /// The line in its code, from 1, where known.
        line: Option<u32>,
        /// The exception's name and message.
        error: String,
    },
    /// It hit a limit.
    Limit {
        /// Which.
        limit: Limit,
    },
}

/// Cells and exercises of an author, run one after the other in one session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Seeds `random`, `numpy` and `torch`.
    pub seed: u64,
    /// Files that the cells find.
    pub files: Vec<File>,
    /// What to run.
    pub steps: Vec<Step>,
    /// How much it may use; time and fuel are for each step.
    pub limits: Limits,
}

/// One thing to run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// A cell.
    Cell {
        /// The number shown beside it.
        number: u32,
        /// Its environment.
        envir: String,
        /// Python source.
        code: String,
    },
    /// An attempt at an exercise: its starter, or its solution.
    Exercise(Exercise),
}

/// What came of a [`Run`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ran {
    /// One for each step that began, in their order. The one that hit a limit is the last.
    pub steps: Vec<StepRan>,
}

/// What came of a [`Step`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepRan {
    /// How it ended; `None` if a limit ended it, and the session with it.
    pub outcome: Option<Outcome>,
    /// That limit.
    pub limit: Option<Limit>,
    /// The verdict on an exercise.
    pub verdict: Option<Verdict>,
    /// What it showed.
    pub outputs: Vec<Output>,
    /// Milliseconds it took.
    pub millis: u32,
    /// Counted work.
    pub fuel: u64,
}
