//! The kinds of questions: how each is written, and what is wrong with what was written.

mod blanks;
mod choice;
mod code;
mod essay;
mod hotspot;
mod list;
mod matching;
mod numeric;

use super::attributes::Attributes;
use super::body::Body;
use super::parts::Parts;
use crate::exam::secret::{Criterion, Key, Wording};

/// A kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Single,
    Multiple,
    TrueFalse,
    Numeric,
    Short,
    Ordering,
    Matching,
    Blanks,
    HotSpot,
    Essay,
    Code,
    Tensor,
}

/// All kinds with the words that authors write.
pub(super) const KINDS: [(&str, Kind); 12] = [
    ("single", Kind::Single),
    ("multiple", Kind::Multiple),
    ("true-false", Kind::TrueFalse),
    ("numeric", Kind::Numeric),
    ("short", Kind::Short),
    ("ordering", Kind::Ordering),
    ("matching", Kind::Matching),
    ("blanks", Kind::Blanks),
    ("hot-spot", Kind::HotSpot),
    ("essay", Kind::Essay),
    ("code", Kind::Code),
    ("tensor", Kind::Tensor),
];

impl Kind {
    /// The attributes that only this kind has.
    pub fn attributes(self) -> &'static [&'static str] {
        match self {
            Kind::TrueFalse => &["answer"],
            Kind::Numeric => &["answer", "tolerance", "units"],
            Kind::Essay => &["words"],
            Kind::Code => &["counterexample"],
            Kind::Tensor => &["counterexample", "fuel"],
            _ => &[],
        }
    }

    /// Whether its last list is part of the key.
    pub fn has_list(self) -> bool {
        matches!(self, Kind::Single | Kind::Multiple | Kind::Short | Kind::Ordering | Kind::HotSpot)
    }

    /// Whether its last table is part of the key.
    pub fn has_table(self) -> bool {
        self == Kind::Matching
    }

    /// Whether cells in it are part of the task.
    pub fn has_cells(self) -> bool {
        matches!(self, Kind::Code | Kind::Tensor)
    }
}

pub(super) use blanks::check_shown;
pub(super) use essay::check as rubric;
pub(super) use hotspot::is_image;

/// A question's key and words in one language. In a translation the key may be absent where the language does not matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Made {
    pub key: Option<Key>,
    pub text: Wording,
}

/// Reads what a question of this kind consists of, beyond its prompt. `translation` leaves out what is not language.
pub(super) fn read(body: &mut Body, kind: Kind, attributes: &Attributes, parts: &Parts, translation: bool) -> Made {
    match kind {
        Kind::Single | Kind::Multiple => choice::read(body, kind == Kind::Multiple, parts, translation),
        Kind::TrueFalse => numeric::truth(body, attributes, translation),
        Kind::Numeric => numeric::read(body, attributes, translation),
        Kind::Short => list::short(body, parts, translation),
        Kind::Ordering => list::ordering(body, parts),
        Kind::Matching => matching::read(body, parts),
        Kind::Blanks => blanks::read(body),
        Kind::HotSpot => hotspot::read(body, parts, translation),
        Kind::Essay => essay::read(body, attributes, parts),
        Kind::Code | Kind::Tensor => code::read(body, kind == Kind::Tensor, attributes, parts, translation),
    }
}

/// Puts a translation's words into a key that holds words: accepted forms, and texts of a rubric. Gives what does not fit.
pub(super) fn join(key: &mut Key, own: &Made, lang: usize) -> Option<String> {
    let differ = |what: &str, here: usize, there: usize| {
        (here != there).then(|| format!("there are {here} {what} here, and {there} in the other language"))
    };
    match (key, &own.key) {
        (Key::Single { options, right }, Some(Key::Single { options: n, right: r })) => {
            let other = *r < *n && r != right;
            differ("options", *n, *options)
                .or(other.then(|| "another option is ticked than in the other language".into()))
        }
        (Key::Single { options, .. }, None) => differ("options", own.text.parts.len(), *options),
        (Key::Multiple { right }, Some(Key::Multiple { right: r })) => differ("options", r.len(), right.len())
            .or((r != right).then(|| "other options are ticked than in the other language".into())),
        (Key::Multiple { right }, None) => differ("options", own.text.parts.len(), right.len()),
        (Key::Ordering { entries }, Some(Key::Ordering { entries: n })) => differ("entries", *n, *entries),
        (Key::Matching { left, right }, Some(Key::Matching { left: l, right: r })) => {
            differ("entries on the left", *l, *left).or(differ("entries on the right", *r, *right))
        }
        (Key::Short { accepted }, Some(Key::Short { accepted: more })) => {
            accepted.extend(more.iter().cloned());
            None
        }
        (Key::Blanks { blanks }, Some(Key::Blanks { blanks: own })) => blanks::join(blanks, own),
        (Key::Essay { rubric, .. }, Some(Key::Essay { rubric: own, .. })) => {
            let wrong = differ("criteria", own.len(), rubric.len());
            for (criterion, own) in rubric.iter_mut().zip(own) {
                let Criterion { text, .. } = criterion;
                text[lang].clone_from(&own.text[lang]);
            }
            wrong
        }
        _ => None,
    }
}
