//! A question of the bank.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::points::Points;
use super::key::Key;
use crate::model::Lang;

/// A question with its key.
#[derive(Clone, Debug)]
pub struct Question {
    /// Unique in the exam's bank.
    pub id: String,
    /// Hash over its text in all languages.
    pub version: String,
    /// What it is worth.
    pub points: Points,
    /// Words that draws go by.
    pub tags: Vec<String>,
    /// How hard its author thinks it is.
    pub difficulty: Difficulty,
    /// Codes of the curriculum that it examines.
    pub covers: Vec<String>,
    /// Whether its options come in a drawn order.
    pub shuffle: bool,
    /// Python that defines `generate(rng)`, which gives a dict of values for `{{name}}`.
    pub generate: Option<String>,
    /// What is right.
    pub key: Key,
    /// Its texts; every language that it was written in, at least one.
    pub texts: BTreeMap<Lang, Wording>,
    /// What it was made of.
    pub archive: Archive,
}

impl Question {
    /// The texts in a language, or in the first one that there is.
    pub fn text(&self, lang: Lang) -> (Lang, &Wording) {
        let found = self.texts.get_key_value(&lang).or_else(|| self.texts.first_key_value());
        found.map(|(lang, text)| (*lang, text)).expect("a question has a text in at least one language")
    }
}

/// A question's texts in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wording {
    /// The question, as HTML; with the blanks' places.
    pub prompt: String,
    /// Options, entries, or the left side of a matching, as HTML, in the author's order.
    pub parts: Vec<String>,
    /// The right side of a matching.
    pub right: Vec<String>,
    /// Choices of the blanks that have them, by blank.
    pub choices: Vec<Vec<String>>,
    /// Shown beside each option with the right answers, as HTML, by option.
    pub remarks: Vec<Option<String>>,
    /// Shown with the right answers, as HTML.
    pub explanation: Option<String>,
    /// Alternative text of a hot spot's image.
    pub alt: String,
}

/// How hard a question is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difficulty {
    /// Most candidates have it.
    Easy,
    /// Neither.
    #[default]
    Medium,
    /// Few candidates have it.
    Hard,
}

impl Difficulty {
    /// All, in rising order.
    pub const ALL: [Difficulty; 3] = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard];

    /// The word that authors write.
    pub fn word(self) -> &'static str {
        match self {
            Difficulty::Easy => "easy",
            Difficulty::Medium => "medium",
            Difficulty::Hard => "hard",
        }
    }
}

/// What a generator made: texts by name, as Python's `str` writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(pub BTreeMap<String, String>);

/// The source of a question, from which it can be made again: for an attempt that began before the author changed it, and
/// for each variant of a question with a generator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// The course's slug.
    pub course: String,
    /// The exam's slug.
    pub exam: String,
    /// Names of the files of the exam's folder, which images point at.
    pub files: Vec<String>,
    /// The question's div as the author wrote it.
    pub texts: BTreeMap<Lang, String>,
}
