//! What is kept of a cell between visits, and what becomes of it when the lesson has changed or is read in another language.

use std::collections::BTreeMap;

use cells::Output;
use serde::{Deserialize, Serialize};

/// A cell as the browser keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Milliseconds since 1970 when it was kept: the oldest outputs give way first. Earlier versions of Academy kept neither
    /// this nor starters; the code that they kept counts as edited.
    #[serde(default)]
    pub at: i64,
    /// The starters that the student saw, by language. Edits began from one of them, and that another language says it in
    /// other words is no change by the author.
    #[serde(default)]
    pub starters: Starters,
    /// The student's code.
    pub code: String,
    /// What it printed.
    #[serde(default)]
    pub outputs: Vec<Output>,
}

/// Starters by language.
pub type Starters = BTreeMap<String, String>;

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
    /// The starters seen, this one included unless the student has a choice to make.
    pub starters: Starters,
    /// The code in the editor.
    pub code: String,
    /// What is shown below it.
    pub outputs: Vec<Output>,
    /// The student has a choice to make.
    pub new_version: Option<NewVersion>,
}

/// Joins what was kept with the lesson as it is now, in one language. The student's edits always win until the student says
/// otherwise; code that was never edited follows the author and the language.
pub fn open(lang: &str, starter: &str, kept: Option<Kept>) -> Opening {
    let here = || (lang.to_owned(), starter.to_owned());
    let fresh =
        || Opening { starters: [here()].into(), code: starter.to_owned(), outputs: Vec::new(), new_version: None };
    let Some(kept) = kept else { return fresh() };
    let edited = kept.code != starter && !kept.starters.values().any(|s| *s == kept.code);
    let old = kept.starters.get(lang).filter(|seen| *seen != starter).cloned();
    match old {
        Some(old) if edited => {
            let new_version = Some(NewVersion { old, new: starter.to_owned() });
            Opening { starters: kept.starters, code: kept.code, outputs: kept.outputs, new_version }
        }
        // Output of code that is no longer there would mislead.
        Some(_) if kept.code != starter => fresh(),
        _ => {
            let code = if edited { kept.code } else { starter.to_owned() };
            let mut starters = kept.starters;
            starters.extend([here()]);
            Opening { starters, code, outputs: kept.outputs, new_version: None }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(starters: &[(&str, &str)], code: &str) -> Kept {
        let starters = starters.iter().map(|(lang, text)| ((*lang).to_owned(), (*text).to_owned())).collect();
        Kept { at: 0, starters, code: code.into(), outputs: vec![Output::Value { text: "1".into() }] }
    }

    /// What an English page whose starter is `starter` shows: the code, whether it asks, how many outputs.
    fn check(starter: &str, kept: Option<Kept>, code: &str, asks: bool, outputs: usize) {
        let opening = open("en", starter, kept);
        let found = (opening.code.as_str(), opening.new_version.is_some(), opening.outputs.len());
        assert_eq!(found, (code, asks, outputs));
        assert_eq!(opening.starters["en"] == starter, !asks);
    }

    #[test]
    fn edits_survive_a_new_version() {
        let english = |starter, code| Some(kept(&[("en", starter)], code));
        check("x = 1", None, "x = 1", false, 0);
        check("x = 1", english("x = 1", "x = 2"), "x = 2", false, 1);
        check("x = 9", english("x = 1", "x = 2"), "x = 2", true, 1);
        check("x = 2", english("x = 1", "x = 2"), "x = 2", false, 1);
    }

    #[test]
    fn outputs_of_code_that_is_gone_are_dropped() {
        check("b", Some(kept(&[("en", "a")], "a")), "b", false, 0);
        check("a", Some(kept(&[("en", "a")], "a")), "a", false, 1);
    }

    #[test]
    fn edits_of_an_earlier_version_are_read() {
        let old = serde_json::json!({ "version": "v", "starter": "a", "code": "b", "outputs": [] });
        check("a", serde_json::from_value(old).ok(), "b", false, 0);
    }

    #[test]
    fn another_language_is_no_new_version() {
        // Never edited: the code follows the language and the outputs stay.
        check("x # one", Some(kept(&[("zh", "x # 一")], "x # 一")), "x # one", false, 1);
        // Edited there, and back again.
        check("x # one", Some(kept(&[("zh", "x # 一")], "y")), "y", false, 1);
        check("x # one", Some(kept(&[("en", "x # one"), ("zh", "x # 一")], "y")), "y", false, 1);
        // The author's change shows in the language in which the student saw what was before.
        check("x # 1", Some(kept(&[("en", "x # one"), ("zh", "x # 一")], "y")), "y", true, 1);
        check("x # 1", Some(kept(&[("en", "x # one"), ("zh", "x # 一")], "x # 一")), "x # 1", false, 0);
    }
}
