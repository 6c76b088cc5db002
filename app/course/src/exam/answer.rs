//! What a candidate answers, and whether it is an answer to the item at all. It comes from outside: nothing is believed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::paper::{Body, Entry, Item};

/// An answer to one item. Ids are those of the candidate's own paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Answer {
    /// To single and multiple choice and to true or false: ids of options; `true` or `false` for the latter.
    Choice {
        /// In any order.
        chosen: Vec<String>,
    },
    /// To a numeric question, as it was typed.
    Number {
        /// The number.
        value: String,
        /// One of the item's units, where it has any.
        unit: Option<String>,
    },
    /// To a short answer or an essay.
    Text {
        /// As it was typed.
        text: String,
    },
    /// To an ordering: ids of all entries.
    Order {
        /// First to last.
        order: Vec<String>,
    },
    /// To a matching: left id to right id; a left that is not there is unanswered.
    Pairs {
        /// By left.
        pairs: BTreeMap<String, String>,
    },
    /// To blanks: what was typed, or the id of what was chosen, by the blank's id.
    Blanks {
        /// By blank.
        texts: BTreeMap<String, String>,
    },
    /// To a hot spot: x and y of each place.
    Places {
        /// In the image's coordinates.
        places: Vec<(f64, f64)>,
    },
    /// To a code or tensor task.
    Code {
        /// Python.
        source: String,
    },
}

/// Why an answer is not taken. The words are for logs and developers: our own pages never send such an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Of another kind than the item.
    Kind,
    /// Names an option, entry, unit or blank that the item does not have, or one twice.
    Unknown,
    /// Longer or more than can be kept.
    Size,
    /// A place that is not on the image, or no number.
    Place,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(match self {
            Refused::Kind => "the answer is of another kind than the question",
            Refused::Unknown => "the answer names something that the question does not have, or the same thing twice",
            Refused::Size => "the answer is longer than can be kept",
            Refused::Place => "a place of the answer is not on the image",
        })
    }
}

impl std::error::Error for Refused {}

impl Answer {
    /// Most characters of a short text, a blank, a number; counted as browsers count for `maxlength`.
    pub const LINE: usize = 1_000;
    /// Most characters of an essay or of code, counted in the same way.
    pub const TEXT: usize = 100_000;

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        match self {
            Answer::Choice { chosen } => chosen.is_empty(),
            Answer::Number { value, .. } => value.trim().is_empty(),
            Answer::Text { text } => text.trim().is_empty(),
            Answer::Order { order } => order.is_empty(),
            Answer::Pairs { pairs } => pairs.is_empty(),
            Answer::Blanks { texts } => texts.values().all(|t| t.trim().is_empty()),
            Answer::Places { places } => places.is_empty(),
            Answer::Code { source } => source.trim().is_empty(),
        }
    }

    /// Whether this can be an answer to `item`: its kind, its ids, its size. An empty answer of the right kind can.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn fits(&self, item: &Item) -> Result<(), Refused> {
        let most = |text: &str, most: usize| {
            if text.encode_utf16().count() <= most { Ok(()) } else { Err(Refused::Size) }
        };
        match (self, &item.body) {
            (Answer::Choice { chosen }, Body::Single { options }) => {
                if chosen.len() > 1 {
                    Err(Refused::Size)
                } else {
                    known(chosen, options)
                }
            }
            (Answer::Choice { chosen }, Body::Multiple { options }) => known(chosen, options),
            (Answer::Choice { chosen }, Body::TrueFalse) => match chosen.as_slice() {
                [] => Ok(()),
                [one] if one == "true" || one == "false" => Ok(()),
                [_] => Err(Refused::Unknown),
                _ => Err(Refused::Size),
            },
            (Answer::Number { value, unit }, Body::Numeric { units }) => {
                most(value, Answer::LINE)?;
                if unit.as_ref().is_none_or(|u| units.contains(u)) { Ok(()) } else { Err(Refused::Unknown) }
            }
            (Answer::Text { text }, Body::Short {}) => most(text, Answer::LINE),
            (Answer::Text { text }, Body::Essay { .. }) => most(text, Answer::TEXT),
            (Answer::Order { order }, Body::Ordering { entries }) => {
                known(order, entries)?;
                if order.is_empty() || order.len() == entries.len() { Ok(()) } else { Err(Refused::Size) }
            }
            (Answer::Pairs { pairs }, Body::Matching { left, right }) => {
                let has = |entries: &[Entry], id: &String| entries.iter().any(|e| e.id == *id);
                let all = pairs.iter().all(|(l, r)| has(left, l) && has(right, r));
                if all { Ok(()) } else { Err(Refused::Unknown) }
            }
            (Answer::Blanks { texts }, Body::Blanks { blanks }) => {
                for (id, text) in texts {
                    let blank = blanks.iter().find(|b| b.id == *id).ok_or(Refused::Unknown)?;
                    most(text, Answer::LINE)?;
                    let has = |id: &String| blank.choices.iter().any(|c| c.id == *id);
                    if !text.is_empty() && !blank.choices.is_empty() && !has(text) {
                        return Err(Refused::Unknown);
                    }
                }
                Ok(())
            }
            (Answer::Places { places }, Body::HotSpot { image, picks }) => {
                if places.len() > *picks as usize {
                    return Err(Refused::Size);
                }
                let on = |v: f64, end: u32| v.is_finite() && v >= 0.0 && v <= f64::from(end);
                let all = places.iter().all(|(x, y)| on(*x, image.width) && on(*y, image.height));
                if all { Ok(()) } else { Err(Refused::Place) }
            }
            (Answer::Code { source }, Body::Code { .. }) => most(source, Answer::TEXT),
            _ => Err(Refused::Kind),
        }
    }
}

/// Whether `ids` are ids of `entries`, none twice.
fn known(ids: &[String], entries: &[Entry]) -> Result<(), Refused> {
    if ids.len() > entries.len() {
        return Err(Refused::Size);
    }
    let mut seen = BTreeSet::new();
    let all = ids.iter().all(|id| entries.iter().any(|e| e.id == *id) && seen.insert(id));
    if all { Ok(()) } else { Err(Refused::Unknown) }
}
