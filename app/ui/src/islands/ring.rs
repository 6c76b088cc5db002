//! A lesson's ring, live.

use course::model::LessonCard;
use course::progress::LessonStanding;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::parts::{ring, ring_word};
use crate::progress::follow_lesson;
use crate::words::words;

/// What counts in a lesson, without its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    /// The lesson's slug.
    pub slug: String,
    /// Cells.
    pub cells: Vec<String>,
    /// Exercises.
    pub exercises: Vec<String>,
    /// Quizzes.
    pub quizzes: Vec<String>,
}

impl Parts {
    /// The parts of a lesson.
    pub fn of(card: &LessonCard) -> Parts {
        Parts {
            slug: card.slug.clone(),
            cells: card.cells.clone(),
            exercises: card.exercises.clone(),
            quizzes: card.quizzes.clone(),
        }
    }

    /// Back to the shape that progress is computed from.
    pub fn card(&self) -> LessonCard {
        LessonCard {
            slug: self.slug.clone(),
            title: String::new(),
            summary: String::new(),
            minutes: 0,
            cells: self.cells.clone(),
            exercises: self.exercises.clone(),
            quizzes: self.quizzes.clone(),
        }
    }
}

/// The ring beside a lesson, and the word for it.
#[island]
pub fn LessonRing(
    /// The course's slug.
    course: String,
    /// What counts.
    parts: Parts,
    /// What the server knows.
    known: LessonStanding,
) -> impl IntoView {
    let w = words();
    let card = StoredValue::new(parts.card());
    let standing = follow_lesson(course, parts.slug, known);
    let state = move || standing.with(|s| card.with_value(|c| (s.ring(c), s.share(c))));
    view! {
        <span class="ring-box">{ring(state)}<span class="sr-only">{move || ring_word(w, state().0)}</span></span>
    }
}
