//! What islands ask of progress, in the browser.

use course::progress::{EventKind, LessonStanding, Standing};
use gloo::events::EventListener;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::log::log;
use super::{Delivery, send};
use crate::locker::{self, Kind};

/// A lesson's standing: what the server said when it wrote the page, and from now on what happens here.
pub(crate) fn follow_lesson(course: String, lesson: String, known: LessonStanding) -> RwSignal<LessonStanding> {
    // The first value is the server's, so that waking finds the page as it was written.
    let signal = RwSignal::new(known.clone());
    Effect::new(move |_| {
        let log = log();
        log.know(&course, &lesson, &known);
        let now = log.standing.with(|s| s.lesson(&course, &lesson));
        if signal.with_untracked(|s| *s != now) {
            signal.set(now);
        }
    });
    signal
}

/// The same for all lessons of a course.
pub(crate) fn follow_course(course: String, known: Standing) -> RwSignal<Standing> {
    let signal = RwSignal::new(known.clone());
    Effect::new(move |_| {
        let log = log();
        log.know_all(&known);
        let now = log.standing.with(|s| s.0.get(&course).cloned());
        let now = Standing(now.map(|lessons| (course.clone(), lessons)).into_iter().collect());
        if signal.with_untracked(|s| *s != now) {
            signal.set(now);
        }
    });
    signal
}

/// Records that something happened.
pub(crate) fn record(course: &str, lesson: &str, kind: EventKind) {
    log().record(course, lesson, kind);
}

/// Where the events that happened here are.
pub(crate) fn delivery() -> Signal<Delivery> {
    let shown = RwSignal::new(Delivery::Clear);
    Effect::new(move |_| shown.set(log().delivery.get()));
    shown.into()
}

/// Begins to deliver, and listens for the occasions to do so.
pub(crate) fn start() {
    Effect::new(|_| {
        send::now();
        let window = gloo::utils::window();
        listen(&window, "online", |_| send::now());
        listen(&window, "storage", |event| {
            let Some(event) = event.dyn_ref::<web_sys::StorageEvent>() else { return };
            if event.key().is_some_and(|key| locker::is_mine(Kind::Event, &key))
                && let Some(json) = event.new_value()
            {
                log().heard(&json);
            }
        });
        listen(&window, "pageshow", |event| {
            // `persisted`: the page comes out of the browser's memory as it was left.
            let persisted = js_sys::Reflect::get(event, &"persisted".into()).is_ok_and(|v| v.is_truthy());
            if persisted {
                leptos::task::spawn_local(send::ask());
            }
        });
        listen(&gloo::utils::document(), "visibilitychange", |_| {
            if gloo::utils::document().visibility_state() == web_sys::VisibilityState::Hidden {
                send::farewell();
            }
        });
    });
}

fn listen(target: &web_sys::EventTarget, kind: &'static str, act: impl FnMut(&web_sys::Event) + 'static) {
    // For as long as the page lives.
    EventListener::new(target, kind, act).forget();
}
