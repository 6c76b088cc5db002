//! A course: its parts, its lessons, and where the student goes on.

use course::model::{LessonCard, Outline};
use course::progress::{Ring, Standing};
use leptos::prelude::*;

use super::exam::ExamCard;
use crate::Chrome;
use crate::chrome::Frame;
use crate::parts::{course_meter, icon, lesson_ring};
use crate::words::words;

/// The page of a course, with its exams.
pub fn outline(chrome: &Chrome, course: &Outline, standing: &Standing, exams: &[ExamCard]) -> String {
    let frame = Frame {
        title: course.title.clone(),
        description: Some(course.summary.clone()),
        islands: true,
        ..Frame::default()
    };
    chrome.document(frame, || {
        let w = words();
        let facts =
            format!("{} · {}", w.count("course.lessons", course.lessons().count()), w.minutes(course.minutes()));
        let tracks = course.tracks.iter().enumerate().map(|(i, track)| {
            let id = format!("track-{}", i + 1);
            let lessons = track.lessons.iter().map(|l| row(course, l, standing)).collect_view();
            view! {
                <section aria-labelledby=id.clone()>
                    <h2 id=id.clone()>{track.title.clone()}</h2>
                    <ol class="lessons">{lessons}</ol>
                </section>
            }
        });
        view! {
            <main id="main" class="column">
                <h1>{course.title.clone()}</h1>
                <p class="lede">{course.summary.clone()}</p>
                <p class="small facts"><span>{facts}</span> {course_meter(course, standing)}</p>
                {go_on(course, standing)}
                {tracks.collect_view()}
                {(!exams.is_empty()).then(|| self::exams(exams))}
                {glossary(course)}
            </main>
        }
    })
}

/// The first lesson that is not done: where one begins or goes on.
pub(super) fn next_lesson<'a>(course: &'a Outline, standing: &Standing) -> Option<&'a LessonCard> {
    course.lessons().find(|l| standing.lesson(&course.slug, &l.slug).ring(l) != Ring::Full)
}

/// The address of a lesson.
pub(super) fn lesson_href(course: &Outline, lesson: &LessonCard) -> String {
    format!("/courses/{}/{}", course.slug, lesson.slug)
}

fn go_on(course: &Outline, standing: &Standing) -> impl IntoView + use<> {
    let w = words();
    next_lesson(course, standing).map(|lesson| {
        let begun = standing.0.get(&course.slug).is_some_and(|c| c.values().any(|l| l.opened));
        let key = if begun { "course.go_on" } else { "course.begin" };
        let text = w.with(key, &[("lesson", &lesson.title)]);
        view! { <p><a class="btn primary" href=lesson_href(course, lesson)>{text} {icon("right")}</a></p> }
    })
}

fn glossary(course: &Outline) -> impl IntoView + use<> {
    let w = words();
    let href = format!("/courses/{}/glossary", course.slug);
    course.glossary.then(|| view! { <p><a href=href>{w.get("glossary.open")}</a></p> })
}

fn row(course: &Outline, lesson: &LessonCard, standing: &Standing) -> impl IntoView + use<> {
    let w = words();
    let exercises = lesson.exercises.len();
    let mut facts = vec![w.minutes(u32::from(lesson.minutes))];
    facts.extend((exercises > 0).then(|| w.count("course.exercises", exercises)));
    facts.extend((!lesson.quizzes.is_empty()).then(|| w.count("course.quizzes", lesson.quizzes.len())));
    view! {
        <li>
            {lesson_ring(&course.slug, lesson, standing)}
            <div>
                <a href=lesson_href(course, lesson)>{lesson.title.clone()}</a>
                <p>{lesson.summary.clone()}</p>
                <p class="small">{facts.join(" · ")}</p>
            </div>
        </li>
    }
}

fn exams(exams: &[ExamCard]) -> impl IntoView + use<> {
    let w = words();
    let rows = exams
        .iter()
        .map(|exam| {
            let facts = format!("{} · {}", w.minutes(exam.minutes), w.count("exam.items", exam.items));
            view! {
                <li>
                    <div>
                        <a href=exam.href.clone()>{exam.title.clone()}</a>
                        <p>{exam.summary.clone()}</p>
                        <p class="small">{facts}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <section aria-labelledby="exams"><h2 id="exams">{w.get("exam.exams")}</h2><ol class="lessons exams">{rows}</ol></section> }
}
