//! What an answer is worth, and what all of them together are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::points::Points;
use super::policy::Policy;

/// What an answer is worth. The server keeps it; a candidate sees it where the policy says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Points reached.
    pub points: Points,
    /// Points there were.
    pub of: Points,
    /// Why.
    pub detail: Detail,
}

impl Mark {
    /// Everything right.
    pub fn full(of: Points, detail: Detail) -> Mark {
        Mark { points: of, of, detail }
    }

    /// Nothing right.
    pub fn none(of: Points, detail: Detail) -> Mark {
        Mark { points: Points::ZERO, of, detail }
    }

    /// Whether all points were reached.
    pub fn is_full(&self) -> bool {
        self.points == self.of
    }
}

/// Why a mark is what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Detail {
    /// There was no answer.
    Unanswered,
    /// What was typed is no number, or lacks the unit.
    Unreadable,
    /// One thing, right or wrong.
    Whole {
        /// Which.
        right: bool,
    },
    /// Several parts: options, blanks, pairs, places, checks, criteria by the ids of the paper.
    Parts {
        /// Whether each was right.
        parts: BTreeMap<String, bool>,
    },
    /// A person's judgement, by criterion.
    Rubric {
        /// Points by criterion, in the order of the item.
        criteria: Vec<Points>,
        /// What the reviewer had to say.
        remark: String,
    },
    /// Hidden checks of a code or tensor task.
    Checks {
        /// How many passed.
        passed: u32,
        /// How many there were.
        all: u32,
        /// A remark the author allows the candidate to see.
        remark: Option<String>,
    },
}

/// The result of an attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Points reached.
    pub points: Points,
    /// Points there were.
    pub of: Points,
    /// Per cent, to two decimals, for display; the verdict is made from the points.
    pub percent: f64,
    /// The verdict.
    pub passed: bool,
    /// The highest band reached.
    pub band: Option<String>,
    /// By code of the curriculum, in the order of codes.
    pub skills: Vec<SkillScore>,
}

/// How one skill went. An item that covers several codes counts for each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillScore {
    /// Code of the curriculum.
    pub code: String,
    /// Points reached in items that cover it.
    pub points: Points,
    /// Points there were.
    pub of: Points,
}

impl Score {
    /// The result of all items: each mark with the codes that its question covers.
    pub fn of<'a>(policy: &Policy, marks: impl IntoIterator<Item = (&'a Mark, &'a [String])>) -> Score {
        let (mut points, mut of) = (Points::ZERO, Points::ZERO);
        let mut skills: BTreeMap<&str, (Points, Points)> = BTreeMap::new();
        for (mark, codes) in marks {
            points = points + mark.points;
            of = of + mark.of;
            for code in codes {
                let skill = skills.entry(code).or_default();
                *skill = (skill.0 + mark.points, skill.1 + mark.of);
            }
        }
        let band = policy.bands.iter().filter(|b| of > Points::ZERO && points.reaches(b.from, of));
        let mut skills: Vec<SkillScore> =
            skills.into_iter().map(|(code, (points, of))| SkillScore { code: code.to_owned(), points, of }).collect();
        skills.sort_by_key(|s| code_order(&s.code));
        Score {
            points,
            of,
            percent: points.percent(of),
            passed: of > Points::ZERO && points.reaches(policy.pass, of),
            band: band.max_by_key(|b| b.from).map(|b| b.id.clone()),
            skills,
        }
    }
}

/// `S2` before `S10`.
fn code_order(code: &str) -> (String, u64, String) {
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    (letters.to_owned(), code[letters.len()..].parse().unwrap_or(0), code.to_owned())
}
