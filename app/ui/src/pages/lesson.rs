//! A lesson.

use course::model::{Lesson, Outline};
use course::progress::Standing;
use leptos::prelude::*;

use crate::Chrome;
use crate::chrome::Frame;

/// The page of a lesson.
pub fn lesson(chrome: &Chrome, lesson: &Lesson, course: &Outline, standing: &Standing) -> String {
    let frame = Frame {
        title: lesson.title.clone(),
        description: Some(lesson.summary.clone()),
        place: Some((format!("/courses/{}", course.slug), course.title.clone())),
        notebook: !lesson.cells().is_empty(),
        islands: true,
    };
    chrome.document(frame, || {
        let _ = standing;
        view! { <main id="main"><h1>{lesson.title.clone()}</h1></main> }
    })
}
