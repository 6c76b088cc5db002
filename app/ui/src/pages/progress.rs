//! My progress: every course with its lessons, and what is left in each.

use course::model::{LessonCard, Outline};
use course::progress::Standing;
use leptos::prelude::*;

use super::outline::lesson_href;
use crate::Chrome;
use crate::chrome::Frame;
use crate::islands::{LessonTally, Parts};
use crate::parts::{course_meter, lesson_ring};
use crate::words::{Words, words};

/// The page "My progress".
pub fn progress_page(chrome: &Chrome, courses: &[Outline], standing: &Standing) -> String {
    let title = Words(chrome.lang).get("progress.title");
    let signed_in = chrome.user.is_some();
    chrome.document(Frame { title, islands: !courses.is_empty(), ..Frame::default() }, || {
        let w = words();
        let lede = w.get(if signed_in { "progress.lede" } else { "progress.lede_local" });
        let invite = (!signed_in).then(|| {
            view! { <p><a class="btn primary" href="/sign-up?next=/progress">{w.get("sign_up.link")}</a></p> }
        });
        let empty = courses.is_empty().then(|| view! { <p class="empty">{w.get("catalogue.empty")}</p> });
        view! {
            <main id="main" class="column">
                <h1>{w.get("progress.title")}</h1>
                <p class="lede">{lede}</p>
                {invite}
                {empty}
                {courses.iter().map(|c| section(c, standing, signed_in)).collect_view()}
            </main>
        }
    })
}

/// Somebody's course. Where nothing was begun a sentence says how to, and the lessons are folded away; what nobody's session
/// has done only the browser knows, so there they stand.
fn section(course: &Outline, standing: &Standing, signed_in: bool) -> impl IntoView + use<> {
    let id = format!("course-{}", course.slug);
    let lessons = course.lessons().map(|l| row(course, l, standing)).collect_view();
    let lessons = view! { <ol class="lessons tight">{lessons}</ol> };
    let begun = standing.0.get(&course.slug).is_some_and(|lessons| !lessons.is_empty());
    let first = course.lessons().next().filter(|_| signed_in && !begun);
    let lessons = match first {
        Some(first) => {
            let w = words();
            view! {
                <p class="empty">{w.get("progress.empty")} " " <a href=lesson_href(course, first)>{w.with("course.begin", &[("lesson", &first.title)])}</a></p>
                <details><summary>{w.get("progress.all_lessons")}</summary>{lessons}</details>
            }
            .into_any()
        }
        None => lessons.into_any(),
    };
    view! {
        <section aria-labelledby=id.clone()>
            <h2 id=id.clone()><a href=format!("/courses/{}", course.slug)>{course.title.clone()}</a></h2>
            <p class="small facts">{course_meter(course, standing)}</p>
            {lessons}
        </section>
    }
}

fn row(course: &Outline, lesson: &LessonCard, standing: &Standing) -> impl IntoView + use<> {
    let known = standing.lesson(&course.slug, &lesson.slug);
    view! {
        <li>
            {lesson_ring(&course.slug, lesson, standing)}
            <div>
                <a href=lesson_href(course, lesson)>{lesson.title.clone()}</a>
                <LessonTally course=course.slug.clone() parts=Parts::of(lesson) known/>
            </div>
        </li>
    }
}
