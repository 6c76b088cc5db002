//! Puts the live rings into a page, each with no more than it needs to know.

use course::model::{LessonCard, Outline};
use course::progress::Standing;
use leptos::prelude::*;

use crate::islands::{CourseMeter, LessonRing, Parts};

/// A lesson's ring.
pub(crate) fn lesson_ring(course: &str, lesson: &LessonCard, standing: &Standing) -> impl IntoView + use<> {
    let known = standing.lesson(course, &lesson.slug);
    view! { <LessonRing course=course.to_owned() parts=Parts::of(lesson) known/> }
}

/// A course's ring and count.
pub(crate) fn course_meter(course: &Outline, standing: &Standing) -> impl IntoView + use<> {
    let known = standing.0.get(&course.slug).cloned().map(|c| (course.slug.clone(), c)).into_iter().collect();
    let lessons = course.lessons().map(Parts::of).collect::<Vec<_>>();
    view! { <CourseMeter course=course.slug.clone() lessons known=Standing(known)/> }
}
