//! The end of a lesson: mark it as finished, go on. Waking also records that the lesson was opened.

use course::progress::{EventKind, LessonStanding, Ring};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Parts;
use crate::parts::icon;
use crate::progress::{follow_lesson, record};
use crate::words::words;

/// A neighbouring lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// Its address.
    pub href: String,
    /// Its title.
    pub title: String,
}

/// The last thing in a lesson.
#[island]
pub fn LessonEnd(
    /// The course's slug.
    course: String,
    /// What counts in the lesson.
    parts: Parts,
    /// What the server knows.
    known: LessonStanding,
    /// The lesson before.
    before: Option<Neighbour>,
    /// The lesson after; without one, back to the course.
    after: Neighbour,
    /// Whether `after` is the course and not a lesson.
    last: bool,
) -> impl IntoView {
    let w = words();
    let card = parts.card();
    let standing = follow_lesson(course.clone(), card.slug.clone(), known);
    let finished = move || standing.with(|s| s.finished);
    let place = StoredValue::new((course, card.slug.clone()));
    let still_open = move || {
        let open = standing.with(|s| s.finished && s.ring(&card) != Ring::Full);
        open.then(|| view! { <span class="small">{w.get("lesson.still_open")}</span> })
    };
    let tell = move |kind: EventKind| place.with_value(|(course, lesson)| record(course, lesson, kind));
    Effect::new(move |_| tell(EventKind::LessonOpened));
    let before =
        before.map(|b| view! { <a class="btn quiet" href=b.href rel="prev">{icon("left")} <span>{b.title}</span></a> });
    let go_on = if last { w.get("lesson.to_course") } else { after.title };
    view! {
        <div class="next">
            <p class="finish needs-script">
                <button class="btn" hidden=finished on:click=move |_| tell(EventKind::LessonFinished)>{icon("tick")} {w.get("lesson.finish")}</button>
                <span role="status">{move || finished().then(|| view! { <span class="tag good">{icon("tick")} {w.get("lesson.finished")}</span> })} {still_open}</span>
            </p>
            <nav aria-label=w.get("lesson.neighbours")>
                {before}
                <a class="btn primary" href=after.href rel="next" on:click=move |_| tell(EventKind::LessonFinished)>
                    <span>{go_on}</span> {icon("right")}
                </a>
            </nav>
        </div>
    }
}
