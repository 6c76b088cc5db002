//! What the worker process and an instance of the grader say to each other, and what an examining instance asks of the
//! candidate's through the worker.

use serde::{Deserialize, Serialize};

use super::{Check, File, Finding, Generate, Step, Value};
use crate::{Outcome, Output, Verdict};

/// Worker to instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ToGrader {
    /// Starts the interpreter; comes first. Answered by [`FromGrader::Done`].
    Start {
        /// See [`super::Judge::seed`].
        seed: u64,
        /// Files to place.
        files: Vec<File>,
        /// Bytes beyond which running code gets a `MemoryError`.
        memory: u64,
    },
    /// Runs a step of an author. Answered by [`FromGrader::Ran`].
    Step {
        /// The step.
        step: Step,
    },
    /// Runs a candidate's code. Answered by [`FromGrader::Attempted`].
    Attempt {
        /// The author's code that runs before.
        setup: Option<String>,
        /// What the candidate wrote.
        code: String,
    },
    /// Something about what the candidate's code left. Answered by [`FromGrader::Reached`].
    Reach {
        /// What.
        reach: Reach,
    },
    /// Runs checks, which reach the candidate's instance through the worker. Answered by [`FromGrader::Examined`].
    Examine(Examine),
    /// Makes a variant of a question. Answered by [`FromGrader::Generated`].
    Generate(Generate),
}

/// What an examining instance is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Examine {
    /// See [`super::Judge::setup`].
    pub setup: Option<String>,
    /// The candidate's code, as text.
    pub code: String,
    /// The author's solution.
    pub solution: Option<String>,
    /// The checks.
    pub checks: Vec<Check>,
    /// The candidate's variables.
    pub names: Vec<String>,
    /// The value of the candidate's last expression.
    pub result: Value,
}

/// Instance to worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum FromGrader {
    /// Done, and nothing to tell.
    Done,
    /// To [`ToGrader::Step`].
    Ran {
        /// How it ended.
        outcome: Outcome,
        /// The verdict on an exercise.
        verdict: Option<Verdict>,
        /// What it showed.
        outputs: Vec<Output>,
    },
    /// To [`ToGrader::Attempt`].
    Attempted {
        /// How it ended.
        attempt: Attempt,
        /// What it showed.
        outputs: Vec<Output>,
    },
    /// To [`ToGrader::Reach`].
    Reached {
        /// What was there.
        reached: Reached,
    },
    /// To [`ToGrader::Examine`].
    Examined {
        /// One for each check.
        findings: Vec<Finding>,
    },
    /// To [`ToGrader::Generate`].
    Generated(super::Generated),
    /// The message could not be read, or came in the wrong order.
    Defect {
        /// What is wrong.
        detail: String,
    },
}

/// How a candidate's code ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "attempt", rename_all = "kebab-case")]
pub enum Attempt {
    /// It ran to its end.
    Ended {
        /// The variables it left, in order.
        names: Vec<String>,
        /// The value of its last expression.
        result: Value,
    },
    /// It cannot be judged, and this is why.
    Stopped {
        /// Said of every check.
        verdict: Verdict,
    },
}

/// What a check asks of the candidate's instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reach", rename_all = "kebab-case")]
pub enum Reach {
    /// A variable.
    Variable {
        /// Its name.
        name: String,
    },
    /// `object(*args, **kwargs)`.
    Call {
        /// The object's handle.
        handle: u32,
        /// Arguments by place.
        args: Vec<Value>,
        /// Arguments by name.
        kwargs: Vec<(String, Value)>,
    },
    /// `object.name`.
    Attribute {
        /// The object's handle.
        handle: u32,
        /// The attribute.
        name: String,
    },
    /// `object[index]`.
    Item {
        /// The object's handle.
        handle: u32,
        /// The index.
        index: Value,
    },
    /// `len(object)`.
    Length {
        /// The object's handle.
        handle: u32,
    },
    /// `list(object)`.
    Items {
        /// The object's handle.
        handle: u32,
    },
    /// `repr(object)`.
    Repr {
        /// The object's handle.
        handle: u32,
    },
    /// `isinstance(object, class)`, by the classes themselves.
    Is {
        /// The object's handle.
        handle: u32,
        /// The class's handle.
        class: u32,
    },
}

/// What came of a [`Reach`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reached", rename_all = "kebab-case")]
pub enum Reached {
    /// A value.
    Value {
        /// The value.
        value: Value,
    },
    /// There is no such variable.
    Missing,
    /// The candidate's code raised.
    Raised {
        /// The nearest of Python's own exceptions.
        name: String,
        /// Its message, shortened.
        message: String,
    },
    /// The value takes more room than a check takes in.
    TooBig,
    /// The candidate's instance is gone, or the worker cannot reach it.
    Gone,
}
