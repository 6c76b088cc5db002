//! What page and server say to each other about checks that stay on the server.

use cells::Verdict;
use serde::{Deserialize, Serialize};

/// The body of `POST /api/check`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckRequest {
    /// Course slug.
    pub course: String,
    /// Lesson slug.
    pub lesson: String,
    /// The language the lesson is read in.
    pub lang: String,
    /// The exercise's cell.
    pub cell: String,
    /// What the student wrote.
    pub code: String,
}

/// The server's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "checked", rename_all = "kebab-case")]
pub enum Checked {
    /// What the checks said.
    Verdicts {
        /// One for each thing there is to say.
        verdicts: Vec<Verdict>,
    },
    /// This visitor has asked often: again after so many seconds.
    Wait {
        /// How many.
        seconds: i64,
    },
    /// The server cannot check at the moment. It says nothing about the code.
    Later,
}

/// How far the server's checks of an exercise are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum OnServer {
    /// Nothing was asked.
    #[default]
    Quiet,
    /// Asked; no answer yet.
    Asked,
    /// To be asked again after so many seconds.
    Wait(i64),
    /// No answer to be had now.
    Later,
}
