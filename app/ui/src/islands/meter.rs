//! How much of a course is done, live.

use course::progress::{Ring, Standing};
use leptos::prelude::*;

use super::Parts;
use crate::parts::ring;
use crate::progress::follow_course;
use crate::words::words;

/// A course's ring, and "3 of 12 lessons" beside it.
#[island]
pub fn CourseMeter(
    /// The course's slug.
    course: String,
    /// Its lessons.
    lessons: Vec<Parts>,
    /// What the server knows of this course.
    known: Standing,
) -> impl IntoView {
    let w = words();
    let total = lessons.len();
    let cards = StoredValue::new(lessons.iter().map(Parts::card).collect::<Vec<_>>());
    let standing = follow_course(course.clone(), known);
    let counts = {
        let course = course.clone();
        move || {
            standing.with(|s| {
                cards.with_value(|cards| {
                    let rings =
                        cards.iter().map(|c| (s.lesson(&course, &c.slug), c)).map(|(l, c)| (l.ring(c), l.share(c)));
                    rings.fold((0, 0, 0.0), |(full, begun, share), (ring, part)| match ring {
                        Ring::Full => (full + 1, begun + 1, share + 1.0),
                        Ring::Half => (full, begun + 1, share + part),
                        Ring::Empty => (full, begun, share),
                    })
                })
            })
        }
    };
    let state = {
        let counts = counts.clone();
        move || match counts() {
            (full, ..) if full == total && total > 0 => (Ring::Full, 1.0),
            (_, 0, _) => (Ring::Empty, 0.0),
            (_, _, share) => (Ring::Half, share / total.max(1) as f64),
        }
    };
    let text = move || {
        let (full, begun, _) = counts();
        match (full, begun) {
            (_, 0) => w.get("course.not_begun"),
            (full, _) if full == total => w.get("course.all_done"),
            (full, _) => w.with("course.done_of", &[("n", &full.to_string()), ("total", &total.to_string())]),
        }
    };
    view! { <span class="ring-box meter-box">{ring(state)}<span class="small">{text}</span></span> }
}
