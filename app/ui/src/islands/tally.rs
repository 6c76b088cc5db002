//! What is done in a lesson and what is left, in words, live.

use course::progress::LessonStanding;
use leptos::prelude::*;

use super::Parts;
use crate::progress::follow_lesson;
use crate::words::words;

/// "4 of 6 cells run · 1 of 2 exercises passed".
#[island]
pub fn LessonTally(
    /// The course's slug.
    course: String,
    /// What counts.
    parts: Parts,
    /// What the server knows.
    known: LessonStanding,
) -> impl IntoView {
    let w = words();
    let standing = follow_lesson(course, parts.slug.clone(), known);
    let text = move || {
        standing.with(|s| {
            if !s.opened {
                return w.get("ring.empty");
            }
            let tally = |key: &str, done: usize, total: usize| {
                (total > 0).then(|| w.with(key, &[("n", &done.to_string()), ("total", &total.to_string())]))
            };
            let cells = parts.cells.iter().filter(|c| s.cells.contains(*c)).count();
            let exercises = parts.exercises.iter().filter(|e| s.exercises.contains(*e)).count();
            let quizzes = parts.quizzes.iter().filter(|q| s.quizzes.get(*q) == Some(&true)).count();
            let said: Vec<String> = [
                tally("tally.cells", cells, parts.cells.len()),
                tally("tally.exercises", exercises, parts.exercises.len()),
                tally("tally.quizzes", quizzes, parts.quizzes.len()),
                s.finished.then(|| w.get("tally.finished")),
            ]
            .into_iter()
            .flatten()
            .collect();
            if said.is_empty() { w.get("ring.half") } else { said.join(" · ") }
        })
    };
    view! { <p class="small">{text}</p> }
}
