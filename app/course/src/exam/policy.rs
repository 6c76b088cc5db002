//! What an exam promises before it starts: times, attempts, pass mark, rules. A candidate may see all of it.

use serde::{Deserialize, Serialize};

/// The rules of an exam, the same in every language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Seconds from the start to the deadline, before anyone's extra time.
    pub seconds: u32,
    /// How many attempts a candidate has; `None` for as many as they like.
    pub attempts: Option<u32>,
    /// Seconds between the end of an attempt and the start of the next.
    pub wait: u32,
    /// Per cent of the points that pass.
    pub pass: u8,
    /// Bands above and below, in rising order of where they begin.
    pub bands: Vec<Band>,
    /// What a candidate is told about single items.
    pub feedback: Feedback,
    /// When a candidate learns the result.
    pub release: Release,
    /// When an attempt can begin.
    pub window: Window,
    /// What is asked of the candidate's browser.
    pub integrity: Integrity,
    /// How a candidate moves about where a section does not say otherwise.
    pub navigation: Navigation,
    /// Whether candidates may be given extra time and pauses.
    pub accommodations: bool,
    /// Codes of the curriculum that a pass certifies.
    pub certifies: Vec<String>,
}

/// A score band, such as "distinction".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Stable name; the title is in [`Sheet::bands`].
    pub id: String,
    /// Per cent from which it counts.
    pub from: u8,
}

/// What a candidate is told once the result is released; each says more than the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feedback {
    /// Nothing but that it was handed in.
    None,
    /// Passed or not, the score, the score per skill.
    #[default]
    Verdict,
    /// The points of each item too.
    Items,
    /// The right answers and explanations too, once the exam's window is closed.
    Answers,
}

/// When a candidate learns the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "when", content = "at")]
pub enum Release {
    /// As soon as everything is graded.
    #[default]
    AtOnce,
    /// Not before this moment, in milliseconds since 1970.
    On(i64),
    /// Once a reviewer has verified it.
    AfterReview,
}

/// When an attempt can begin, in milliseconds since 1970. `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// From this moment.
    pub opens: Option<i64>,
    /// Before this moment; running attempts end then too.
    pub closes: Option<i64>,
}

impl Window {
    /// Whether an attempt can begin at `now`.
    pub fn is_open(&self, now: i64) -> bool {
        self.opens.is_none_or(|at| now >= at) && self.closes.is_none_or(|at| now < at)
    }

    /// Whether no attempt can begin any more at `now`.
    pub fn is_over(&self, now: i64) -> bool {
        self.closes.is_some_and(|at| now >= at)
    }
}

/// What is asked of the candidate's browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integrity {
    /// Only Safe Exam Browser with the exam's configuration key.
    pub safe_exam_browser: bool,
}

/// How a candidate moves about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Navigation {
    /// To any item, at any time.
    #[default]
    Free,
    /// To the next only; what was left cannot be seen again.
    Forward,
}

/// An exam's texts in one language, as they stand before the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// The course's slug.
    pub course: String,
    /// The folder's name; stands in addresses.
    pub slug: String,
    /// The language it is written in; another than the one asked for where a translation is missing.
    pub lang: crate::model::Lang,
    /// Title.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The rules and the introduction, as HTML.
    pub rules: String,
    /// The sections, in order.
    pub sections: Vec<SectionText>,
    /// Titles of [`Policy::bands`], in their order.
    pub bands: Vec<String>,
    /// How many items a candidate gets.
    pub items: usize,
    /// Hash over the exam and its bank, in all languages.
    pub version: String,
}

/// A section as it is announced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionText {
    /// Unique in the exam.
    pub id: String,
    /// Title.
    pub title: String,
    /// HTML.
    pub instructions: String,
    /// How a candidate moves about in it.
    pub navigation: Navigation,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_open_from_its_first_moment_to_before_its_last() {
        let window = Window { opens: Some(10), closes: Some(20) };
        assert_eq!([9, 10, 19, 20].map(|t| window.is_open(t)), [false, true, true, false]);
        assert_eq!([9, 19, 20].map(|t| window.is_over(t)), [false, false, true]);
        assert!(Window::default().is_open(i64::MIN) && !Window::default().is_over(i64::MAX));
    }

    #[test]
    fn each_feedback_says_more_than_the_one_before() {
        assert!(Feedback::None < Feedback::Verdict && Feedback::Items < Feedback::Answers);
    }
}
