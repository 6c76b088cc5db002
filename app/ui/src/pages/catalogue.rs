//! The catalogue: a course is a sentence, a time, a ring.

use course::model::Outline;
use course::progress::Standing;
use leptos::prelude::*;

use crate::Chrome;
use crate::chrome::Frame;
use crate::parts::course_meter;
use crate::words::{Words, words};

/// All courses, each with what the student has done in it.
pub fn catalogue(chrome: &Chrome, courses: &[(Outline, Standing)]) -> String {
    let w = Words(chrome.lang);
    let frame = Frame { description: Some(w.get("catalogue.lede")), islands: !courses.is_empty(), ..Frame::default() };
    chrome.document(frame, || {
        let w = words();
        let rows = courses.iter().map(|(course, standing)| row(course, standing)).collect_view();
        let empty = courses.is_empty().then(|| view! { <p class="empty">{w.get("catalogue.empty")}</p> });
        view! {
            <main id="main" class="column">
                <h1>{w.get("catalogue.title")}</h1>
                <p class="lede">{w.get("catalogue.lede")}</p>
                {empty}
                <ul class="courses">{rows}</ul>
            </main>
        }
    })
}

fn row(course: &Outline, standing: &Standing) -> impl IntoView + use<> {
    let w = words();
    let href = format!("/courses/{}", course.slug);
    let facts = format!("{} · {}", w.count("course.lessons", course.lessons().count()), w.minutes(course.minutes()));
    view! {
        <li>
            <h2><a href=href>{course.title.clone()}</a></h2>
            <p>{course.summary.clone()}</p>
            <p class="small facts"><span>{facts}</span> {course_meter(course, standing)}</p>
        </li>
    }
}
