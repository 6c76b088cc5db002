//! What is kept of a cell between visits, and what becomes of it when the lesson has changed.

use cells::Output;
use serde::{Deserialize, Serialize};

/// A cell as the browser keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Hash of the lesson's source when it was kept.
    pub version: String,
    /// The starter that the student saw.
    pub starter: String,
    /// The student's code.
    pub code: String,
    /// What it printed.
    #[serde(default)]
    pub outputs: Vec<Output>,
}

/// A starter that changed under a student's edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVersion {
    /// The starter that the student began from.
    pub old: String,
    /// The author's new one.
    pub new: String,
}

/// How a cell opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The code in the editor.
    pub code: String,
    /// What is shown below it.
    pub outputs: Vec<Output>,
    /// The student has a choice to make.
    pub new_version: Option<NewVersion>,
}

/// Joins what was kept with the lesson as it is now. The student's edits always win until the student says otherwise;
/// code that was never edited follows the author.
pub fn open(starter: &str, kept: Option<Kept>) -> Opening {
    let fresh = || Opening { code: starter.to_owned(), outputs: Vec::new(), new_version: None };
    let Some(kept) = kept else { return fresh() };
    let edited = kept.code != kept.starter;
    if kept.starter == starter {
        Opening { code: kept.code, outputs: kept.outputs, new_version: None }
    } else if edited && kept.code != starter {
        let new_version = Some(NewVersion { old: kept.starter, new: starter.to_owned() });
        Opening { code: kept.code, outputs: kept.outputs, new_version }
    } else {
        // Output of code that is no longer there would mislead.
        fresh()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(starter: &str, kept: Option<(&str, &str)>, code: &str, asks: bool) {
        let kept = kept.map(|(starter, code)| Kept {
            version: "v".into(),
            starter: starter.into(),
            code: code.into(),
            outputs: vec![Output::Value { text: "1".into() }],
        });
        let opening = open(starter, kept);
        assert_eq!((opening.code.as_str(), opening.new_version.is_some()), (code, asks));
    }

    #[test]
    fn edits_survive_a_new_version() {
        check("x = 1", None, "x = 1", false);
        check("x = 1", Some(("x = 1", "x = 2")), "x = 2", false);
        check("x = 9", Some(("x = 1", "x = 2")), "x = 2", true);
        check("x = 9", Some(("x = 1", "x = 1")), "x = 9", false);
        check("x = 2", Some(("x = 1", "x = 2")), "x = 2", false);
    }

    #[test]
    fn outputs_of_code_that_is_gone_are_dropped() {
        let kept = |code: &str| {
            Some(Kept {
                version: "v".into(),
                starter: "a".into(),
                code: code.into(),
                outputs: vec![Output::Value { text: "1".into() }],
            })
        };
        assert!(open("b", kept("a")).outputs.is_empty());
        assert_eq!(open("a", kept("a")).outputs.len(), 1);
    }
}
