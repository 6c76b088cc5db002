//! A verdict: what each item is worth, and what all of them come to. Old ones stay on record.

use std::collections::BTreeMap;

use course::exam::{Mark, Score};
use serde::{Deserialize, Serialize};

use crate::exam::frozen::Frozen;

/// What was found about an attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Who or what made it: `server`, or a login.
    pub by: String,
    /// Version of the exam that it was graded by.
    pub version: String,
    /// Fingerprint of the program that ran code.
    pub grader: String,
    /// By item.
    pub items: BTreeMap<String, ItemVerdict>,
    /// The result, once every item has a mark.
    pub score: Option<Score>,
}

/// What was found about an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum ItemVerdict {
    /// Graded.
    Marked {
        /// What it is worth.
        mark: Mark,
        /// Whether a person said so: a regrade by machine leaves it alone.
        by_hand: bool,
    },
    /// A person has to read it.
    ByHand {
        /// Why, where it was meant for the machine.
        why: String,
    },
}

impl Verdict {
    /// A verdict over these items; with a score if all have a mark.
    pub fn over(
        frozen: &Frozen,
        by: &str,
        version: &str,
        grader: &str,
        items: BTreeMap<String, ItemVerdict>,
    ) -> Verdict {
        const NONE: &[String] = &[];
        let marks: Option<Vec<(&Mark, &[String])>> = items
            .iter()
            .map(|(item, verdict)| match verdict {
                ItemVerdict::Marked { mark, .. } => Some((mark, frozen.covers.get(item).map_or(NONE, Vec::as_slice))),
                ItemVerdict::ByHand { .. } => None,
            })
            .collect();
        let score = marks.map(|marks| Score::of(&frozen.policy, marks));
        Verdict { by: by.to_owned(), version: version.to_owned(), grader: grader.to_owned(), items, score }
    }

    /// Whether a person has to look.
    pub fn needs_a_person(&self) -> bool {
        self.score.is_none()
    }

    /// Items with another mark than in `before`.
    pub fn differs_from(&self, before: &Verdict) -> Vec<&str> {
        let mark = |verdict: Option<&ItemVerdict>| match verdict {
            Some(ItemVerdict::Marked { mark, .. }) => Some(mark.points),
            _ => None,
        };
        let changed = self.items.iter().filter(|(item, verdict)| mark(Some(verdict)) != mark(before.items.get(*item)));
        changed.map(|(item, _)| item.as_str()).collect()
    }
}
