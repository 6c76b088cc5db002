//! The page's own view of progress: one signal that only grows.

use course::progress::{Event, EventKind, LessonStanding, Standing};
use leptos::prelude::*;

use super::{Delivery, merge, send, store};

/// Shared by all islands of the page.
#[derive(Clone)]
pub(super) struct Log {
    /// What the server said, joined with all that happened here.
    pub standing: ArcRwSignal<Standing>,
    /// Where the events are.
    pub delivery: ArcRwSignal<Delivery>,
}

thread_local! {
    static LOG: Log = Log {
        standing: ArcRwSignal::new(Standing::of(&store::waiting())),
        delivery: ArcRwSignal::new(Delivery::Clear),
    };
}

/// The page's log.
pub(super) fn log() -> Log {
    LOG.with(Clone::clone)
}

impl Log {
    /// Takes in what the server knows of a lesson.
    pub fn know(&self, course: &str, lesson: &str, known: &LessonStanding) {
        let before = self.standing.with_untracked(|s| s.lesson(course, lesson));
        let mut after = self.standing.get_untracked();
        merge(&mut after, course, lesson, known);
        if after.lesson(course, lesson) != before {
            self.standing.set(after);
        }
    }

    /// Takes in a whole standing, as `GET /api/standing` answers.
    pub fn know_all(&self, known: &Standing) {
        for (course, lessons) in &known.0 {
            for (lesson, standing) in lessons {
                self.know(course, lesson, standing);
            }
        }
    }

    /// Records that something happened, unless it adds nothing to what is known.
    pub fn record(&self, course: &str, lesson: &str, kind: EventKind) {
        let event = Event {
            id: uuid::Uuid::new_v4().to_string(),
            at: js_sys::Date::now() as i64,
            course: course.to_owned(),
            lesson: lesson.to_owned(),
            kind,
        };
        let before = self.standing.get_untracked();
        let mut after = before.clone();
        after.add(&event);
        if after == before {
            return;
        }
        self.standing.set(after);
        if !store::keep(&event) {
            // Nowhere to keep it: try to deliver it at once, and tell the student.
            self.delivery.set(Delivery::NoStorage);
            send::now_or_never(event);
            return;
        }
        send::soon();
    }

    /// Another tab recorded something.
    pub fn heard(&self, json: &str) {
        if let Ok(event) = serde_json::from_str::<Event>(json) {
            self.standing.update(|s| s.add(&event));
        }
    }
}
