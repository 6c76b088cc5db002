//! What stands in the opening line of a question.

use std::ops::Range;

use super::super::attrs::Attrs;
use super::super::diagnostic::{Notes, nearest};
use super::kind::{KINDS, Kind};
use crate::exam::Points;
use crate::exam::secret::Difficulty;

/// Attributes that every kind has.
const COMMON: [&str; 6] = ["kind", "points", "tags", "difficulty", "covers", "shuffle"];

/// The attributes of a question, read.
#[derive(Clone, Debug)]
pub(super) struct Attributes {
    pub id: String,
    pub kind: Option<Kind>,
    pub points: Points,
    pub tags: Vec<String>,
    pub difficulty: Difficulty,
    pub covers: Vec<String>,
    pub shuffle: bool,
    /// As they were written, for those of a kind.
    pub written: Attrs,
}

impl Attributes {
    /// One of a kind's own attributes.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.written.get(key).filter(|v| !v.is_empty())
    }
}

/// Reads the attributes of a question.
pub(super) fn read(attrs: &Attrs, span: &Range<usize>, codes: &[String], notes: &mut Notes) -> Attributes {
    let text = |key: &str| attrs.get(key).map(str::trim).filter(|v| !v.is_empty());
    let mut error = |message: String, help: String| notes.error(span.clone(), message).help = Some(help);
    let kind = match text("kind") {
        None => {
            let words: Vec<&str> = KINDS.iter().map(|(w, _)| *w).collect();
            error(
                "this question does not say of which kind it is".into(),
                format!("write `kind=` and one of {}", words.join(", ")),
            );
            None
        }
        Some(word) => {
            let found = KINDS.iter().find(|(w, _)| *w == word).map(|(_, k)| *k);
            if found.is_none() {
                let words: Vec<&str> = KINDS.iter().map(|(w, _)| *w).collect();
                let help = nearest(word, &words).map(|n| format!("did you mean `{n}`?"));
                error(
                    format!("there is no kind of question `{word}`"),
                    help.unwrap_or_else(|| format!("there are: {}", words.join(", "))),
                );
            }
            found
        }
    };
    let points = text("points").map_or(Some(Points::whole(1)), |p| Points::parse(p).filter(|p| *p > Points::ZERO));
    if points.is_none() {
        error(
            "`points` is a number above 0 with at most two decimals".into(),
            "as in `points=2` or `points=1.5`".into(),
        );
    }
    let difficulty = match text("difficulty") {
        None => Some(Difficulty::default()),
        Some(word) => Difficulty::ALL.into_iter().find(|d| d.word() == word),
    };
    if difficulty.is_none() {
        error("`difficulty` is easy, medium or hard".into(), "as in `difficulty=easy`".into());
    }
    let shuffle = match text("shuffle") {
        None | Some("true" | "yes") => true,
        Some("false" | "no") => false,
        Some(other) => {
            error(format!("`shuffle` is true or false, not `{other}`"), "as in `shuffle=false`".into());
            true
        }
    };
    let covers = words(text("covers").unwrap_or_default());
    for code in covers.iter().filter(|c| !codes.is_empty() && !codes.contains(c)) {
        let known: Vec<&str> = codes.iter().map(String::as_str).collect();
        notes.unknown(span.clone(), format!("course.toml lists no code `{code}` in `codes`"), code, &known);
    }
    let own = kind.map_or(&[][..], Kind::attributes);
    for (key, _) in &attrs.pairs {
        if kind.is_some() && !COMMON.contains(&key.as_str()) && !own.contains(&key.as_str()) {
            let known: Vec<&str> = COMMON.iter().chain(own).copied().collect();
            let word = text("kind").unwrap_or_default();
            notes.unknown(span.clone(), format!("a question of kind {word} has no `{key}`"), key, &known);
        }
    }
    Attributes {
        id: attrs.id.clone().unwrap_or_default(),
        kind,
        points: points.unwrap_or(Points::whole(1)),
        tags: words(text("tags").unwrap_or_default()),
        difficulty: difficulty.unwrap_or_default(),
        covers,
        shuffle,
        written: attrs.clone(),
    }
}

/// Words with spaces or commas between them.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty());
    words.map(str::to_owned).collect()
}
