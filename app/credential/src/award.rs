//! What a passed exam hands over: all that a certificate says, before it is signed.

use std::collections::BTreeMap;

use course::model::Lang;
use serde::{Deserialize, Serialize};

/// A text in one or both languages; shown in the reader's where it is there, else in any.
pub type Text = BTreeMap<Lang, String>;

/// Who passed what, and how that is known. Given to [`super::issue`] when an attempt is verified as passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Award {
    /// The account of who passed.
    pub account: String,
    /// The attempt. Issuing for the same one again yields the certificate that is there.
    pub attempt: String,
    /// The exam.
    pub exam: Exam,
    /// What was reached, from 0 to 100.
    pub score: f64,
    /// The band that the score lies in, by its id, such as `merit`.
    pub band: String,
    /// The language it was sat in.
    pub lang: Lang,
    /// When the attempt was handed in, in milliseconds since 1970.
    pub sat: i64,
    /// Fingerprints of what the verdict rests on.
    pub evidence: Evidence,
}

/// The exam as it was on that day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exam {
    /// Its course's slug.
    pub course: String,
    /// Its slug; together with the course it names the achievement.
    pub slug: String,
    /// Its version, such as `2026.2`.
    pub version: String,
    /// Its title.
    pub title: Text,
    /// What one shows by passing it, as one clause.
    pub summary: Text,
    /// Minutes allowed.
    pub minutes: u32,
    /// The least score that passes, from 0 to 100.
    pub pass: f64,
    /// What was shown.
    pub skills: Vec<Skill>,
    /// Its bands, the lowest first. Certificates that were issued before these were kept have none.
    #[serde(default)]
    pub bands: Vec<Band>,
}

/// A band of scores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Names it within the exam.
    pub id: String,
    /// As people read it.
    pub title: Text,
}

/// One thing that was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    /// Names it within the course: lower-case letters, digits and dashes.
    pub code: String,
    /// Its name.
    pub name: Text,
}

/// SHA-256 fingerprints, lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The program that graded.
    pub engine: String,
    /// The exam with its questions and checks.
    pub exam: String,
    /// The answers and the log of the attempt.
    pub answers: String,
}

impl Award {
    /// The band's title; its id where none was kept.
    pub fn band_title(&self, lang: Lang) -> &str {
        let title = self.exam.bands.iter().find(|band| band.id == self.band).map_or("", |band| say(&band.title, lang));
        if title.is_empty() { &self.band } else { title }
    }

    /// How many bands of the exam were reached, this one included.
    pub fn band_place(&self) -> usize {
        self.exam.bands.iter().position(|band| band.id == self.band).map_or(1, |place| place + 1)
    }

    /// What one shows by passing, without the full stop that authors like to write, so that a sentence can go on after it.
    pub fn clause(&self, lang: Lang) -> &str {
        say(&self.exam.summary, lang).trim().trim_end_matches(['.', '。'])
    }
}

/// The text in this language, else in another.
pub fn say(text: &Text, lang: Lang) -> &str {
    text.get(&lang).or_else(|| text.values().next()).map_or("", String::as_str)
}
