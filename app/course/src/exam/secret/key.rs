//! Keys: what is right, kind by kind. Options and parts are counted from 0 as the author wrote them.

use super::super::paper::{Budget, Image};
use super::super::points::Points;

/// What is right, and what is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// One option is right.
    Single {
        /// How many there are.
        options: usize,
        /// Which one.
        right: usize,
    },
    /// Some options are right.
    Multiple {
        /// Of each option, whether it is.
        right: Vec<bool>,
    },
    /// The statement is true or not.
    TrueFalse {
        /// Which.
        right: bool,
    },
    /// A number.
    Numeric {
        /// In the first unit.
        value: f64,
        /// How far off it may be.
        tolerance: Tolerance,
        /// The first is the one that `value` is in; with one the candidate is told it, with more they choose.
        units: Vec<Unit>,
    },
    /// A short text.
    Short {
        /// Any of these.
        accepted: Vec<Pattern>,
    },
    /// Entries in the order in which they belong.
    Ordering {
        /// How many.
        entries: usize,
    },
    /// Left number `i` belongs to right number `i`; further rights belong to none.
    Matching {
        /// How many on the left.
        left: usize,
        /// How many on the right.
        right: usize,
    },
    /// Blanks in the text's order.
    Blanks {
        /// One key each.
        blanks: Vec<BlankKey>,
    },
    /// Places on an image.
    HotSpot {
        /// The image.
        image: Image,
        /// One place in each of these.
        areas: Vec<Area>,
    },
    /// A text that a person grades.
    Essay {
        /// About how many words are expected.
        words: Option<u32>,
        /// What is looked at.
        rubric: Vec<Criterion>,
    },
    /// A program; with a budget a tensor task.
    Code(CodeTask),
}

/// How far a number may be from the right one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// By as much as this.
    Absolute(f64),
    /// By as much as this part of the right number.
    Relative(f64),
}

impl Tolerance {
    /// Whether `given` is near enough to `right`. What is not finite never is.
    pub fn admits(self, right: f64, given: f64) -> bool {
        let most = match self {
            Tolerance::Absolute(most) => most,
            Tolerance::Relative(part) => part * right.abs(),
        };
        // A bound written in decimals is meant to be inside; the two numbers are rounded to binary on their way.
        let slack = 4.0 * f64::EPSILON * right.abs().max(given.abs());
        given.is_finite() && (given - right).abs() <= most + slack
    }
}

/// A unit of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// As it is shown.
    pub name: String,
    /// How many of the first unit one of these is.
    pub factor: f64,
}

/// An accepted form of a text.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// This text; `exact` minds case and spaces.
    Text {
        /// The text.
        text: String,
        /// Whether case and spaces count.
        exact: bool,
    },
    /// What the whole of it matches, ignoring case and spaces around it.
    Regex(regex::Regex),
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        match (self, other) {
            (Pattern::Text { text: a, exact: x }, Pattern::Text { text: b, exact: y }) => a == b && x == y,
            (Pattern::Regex(a), Pattern::Regex(b)) => a.as_str() == b.as_str(),
            _ => false,
        }
    }
}

/// The key of one blank.
#[derive(Clone, Debug, PartialEq)]
pub enum BlankKey {
    /// Typed: any of these.
    Typed(Vec<Pattern>),
    /// Typed: a number.
    Number(f64, Tolerance),
    /// Chosen from a list, of which number `right` is.
    Chosen {
        /// The list, as the author wrote it; shown in a drawn order.
        choices: Vec<String>,
        /// Which.
        right: usize,
    },
}

/// An area of an image.
#[derive(Clone, Debug, PartialEq)]
pub enum Area {
    /// From the left upper to the right lower corner.
    Rect {
        /// Left.
        x0: f64,
        /// Upper.
        y0: f64,
        /// Right.
        x1: f64,
        /// Lower.
        y1: f64,
    },
    /// Around a centre.
    Circle {
        /// Centre.
        x: f64,
        /// Centre.
        y: f64,
        /// Radius.
        r: f64,
    },
    /// Inside these corners, by the even-odd rule.
    Poly(Vec<(f64, f64)>),
}

/// A criterion of a rubric.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// What it is worth.
    pub points: Points,
    /// What it asks for, as HTML, in the order of [`Lang::ALL`](crate::model::Lang::ALL); both where one was written only.
    pub text: [String; 2],
}

/// A task whose answer is a program.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeTask {
    /// Runs before the candidate's code, and may be read.
    pub setup: String,
    /// What stands in the editor at first.
    pub starter: String,
    /// The author's own answer, which passes all checks.
    pub solution: String,
    /// Checks that the candidate may run; they do not count.
    pub examples: Vec<String>,
    /// Checks that count, in order.
    pub checks: Vec<Check>,
    /// There if work is counted.
    pub budget: Option<Budget>,
    /// Whether a failed check may be told with its input and what was expected.
    pub counterexample: bool,
}

/// A check of a program: Python that ends in a bool or in a dict `{"correct", "message"}`, as in lessons. It runs in an
/// instance of its own beside the author's solution, and sees what the candidate's code made as copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Python source.
    pub code: String,
    /// Its share of the question's points against the other checks.
    pub weight: u32,
}
