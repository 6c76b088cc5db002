//! What only the server may know of an exam. Nothing here is `Serialize` except [`Form`] and [`Archive`], which are for the
//! server's own storage and are never part of an answer to anybody.

mod areas;
mod draw;
mod fold;
mod grade;
mod key;
mod number;
mod paper;
mod question;
mod rng;
mod solve;
mod statistics;

use std::collections::BTreeMap;

use super::policy::{Navigation, Policy, Sheet};
use crate::model::Lang;

pub(crate) use grade::EXACT;
pub(crate) use number::read as read_number;
pub(crate) use rng::Rng;

pub use grade::{Graded, grade};
pub use key::{Area, BlankKey, Check, CodeTask, Criterion, Key, Pattern, Tolerance, Unit};
pub use paper::Unmade;
pub use question::{Archive, Difficulty, Question, Values, Wording};
pub use solve::{holds, solve};
pub use statistics::{ItemStatistics, Response, item_statistics};

/// An exam with its bank.
#[derive(Clone, Debug)]
pub struct Exam {
    /// The course's slug.
    pub course: String,
    /// The folder's name.
    pub slug: String,
    /// Hash over the exam and its bank, in all languages.
    pub version: String,
    /// The rules.
    pub policy: Policy,
    /// The texts before the start; every language has them, see [`Sheet::lang`].
    pub sheets: BTreeMap<Lang, Sheet>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The bank, by id.
    pub questions: BTreeMap<String, Question>,
}

/// A section: where its items come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Unique in the exam.
    pub id: String,
    /// How a candidate moves about in it.
    pub navigation: Navigation,
    /// Whether items come in a drawn order; else in that of the draws.
    pub shuffle: bool,
    /// Draws, one after the other; no question is drawn twice in an exam.
    pub draws: Vec<Draw>,
}

/// A draw rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Draw {
    /// These questions, by id.
    Fixed(Vec<String>),
    /// `count` of those that carry all `tags` and, where it says so, cover `code` and are of `difficulty`.
    Pool {
        /// How many.
        count: usize,
        /// All of these.
        tags: Vec<String>,
        /// This one, if any.
        code: Option<String>,
        /// This one, if any.
        difficulty: Option<Difficulty>,
    },
}

/// An exam as it was drawn for one attempt. It does not change afterwards but for `values`, which are filled in once.
///
/// The server keeps it with the attempt. It never leaves the server: it tells which question an item is, and from where
/// in the bank each option came.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Form {
    /// The exam's version.
    pub version: String,
    /// The seed that it was drawn from.
    pub seed: u64,
    /// The sections, in order.
    pub sections: Vec<FormSection>,
}

/// A section as it was drawn.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FormSection {
    /// The section's id.
    pub id: String,
    /// In the order in which they are shown.
    pub slots: Vec<Slot>,
}

/// One item of a form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Slot {
    /// The item's id on the paper.
    pub item: String,
    /// The question's id in the bank.
    pub question: String,
    /// The question's version.
    pub version: String,
    /// The seed for its generator.
    pub seed: u64,
    /// The index in the question of each option in the order in which they are shown. For a matching, of the right side.
    pub order: Vec<u16>,
    /// What the generator made of the seed; `None` where there is no generator or it has not run yet.
    pub values: Option<Values>,
}

impl Form {
    /// All slots, in order.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.sections.iter().flat_map(|s| &s.slots)
    }

    /// All slots, in order, to fill in values.
    pub fn slots_mut(&mut self) -> impl Iterator<Item = &mut Slot> {
        self.sections.iter_mut().flat_map(|s| &mut s.slots)
    }

    /// The slot of an item.
    pub fn slot(&self, item: &str) -> Option<&Slot> {
        self.slots().find(|s| s.item == item)
    }
}
