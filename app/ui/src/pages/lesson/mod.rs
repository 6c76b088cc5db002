//! A lesson: the course's outline, the text with its cells, and what is on this page.

mod blocks;

use course::model::{Lang, Lesson, LessonCard, Outline};
use course::progress::Standing;
use leptos::prelude::*;

use super::outline::lesson_href;
use crate::Chrome;
use crate::chrome::Frame;
use crate::islands::{LessonEnd, Neighbour, Parts};
use crate::parts::{icon, lesson_ring};
use crate::words::words;
use blocks::Writer;

/// The page of a lesson.
pub fn lesson(chrome: &Chrome, lesson: &Lesson, course: &Outline, standing: &Standing) -> String {
    let frame = Frame {
        title: lesson.title.clone(),
        description: Some(lesson.summary.clone()),
        place: Some((format!("/courses/{}", course.slug), course.title.clone())),
        notebook: !lesson.cells().is_empty(),
        islands: true,
        ..Frame::default()
    };
    chrome.document(frame, || {
        let writer = Writer::new(lesson, course, standing);
        view! {
            <div class="lesson">
                {outline_sheet(lesson, course, standing)}
                <main id="main" class="text">
                    <article lang=lesson.lang.tag()>
                        {heading(lesson, course)}
                        {notices(chrome.lang, lesson)}
                        {goals(lesson)}
                        {prerequisites(lesson, course)}
                        {on_this_page_inline(lesson)}
                        {writer.bar()}
                        {no_script(lesson)}
                        {writer.blocks(&lesson.blocks)}
                    </article>
                    {end(writer.parts(), course, standing)}
                </main>
                {on_this_page(lesson)}
            </div>
        }
    })
}

fn heading(lesson: &Lesson, course: &Outline) -> impl IntoView + use<> {
    let w = words();
    let place = course.lessons().position(|l| l.slug == lesson.slug);
    let facts = [
        place.map(|n| w.with("lesson.number", &[("n", &(n + 1).to_string())])),
        Some(w.minutes(u32::from(lesson.minutes))),
    ];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let summary = (!lesson.summary.is_empty()).then(|| view! { <p class="lede">{lesson.summary.clone()}</p> });
    view! {
        <p class="small">{facts}</p>
        <h1>{lesson.title.clone()}</h1>
        {summary}
    }
}

/// A missing translation or a broken lesson is said, not hidden.
fn notices(lang: Lang, lesson: &Lesson) -> impl IntoView + use<> {
    let w = words();
    let untranslated = (lang != lesson.lang).then(|| {
        view! { <p class="note info" lang=lang.tag()>{icon("again")}<span>{w.get("lesson.untranslated")}</span></p> }
    });
    let broken = (lesson.errors > 0).then(|| {
        view! { <p class="note warn" lang=lang.tag()>{icon("again")}<span>{w.count("lesson.broken", lesson.errors)}</span></p> }
    });
    view! { {untranslated} {broken} }
}

/// Outside of all islands: with scripts on, a browser reads the inside of `noscript` as text, and waking would not find
/// its elements again.
fn no_script(lesson: &Lesson) -> impl IntoView + use<> {
    let w = words();
    (!lesson.cells().is_empty()).then(|| view! { <noscript><p class="note">{w.get("bar.no_script")}</p></noscript> })
}

fn goals(lesson: &Lesson) -> impl IntoView + use<> {
    let w = words();
    (!lesson.goals.is_empty()).then(|| {
        let goals = lesson.goals.iter().map(|g| view! { <li>{g.clone()}</li> }).collect_view();
        view! {
            <section class="goals" aria-labelledby="goals-title">
                <p id="goals-title" class="kicker">{w.get("lesson.goals")}</p>
                <ul>{goals}</ul>
            </section>
        }
    })
}

/// The lessons that should be known before.
fn prerequisites(lesson: &Lesson, course: &Outline) -> impl IntoView + use<> {
    let w = words();
    let known = lesson.prerequisites.iter().filter_map(|slug| course.lessons().find(|l| l.slug == *slug));
    let links: Vec<_> =
        known.map(|l| view! { <li><a href=lesson_href(course, l)>{l.title.clone()}</a></li> }).collect();
    (!links.is_empty()).then(|| {
        view! {
            <section class="before small" aria-labelledby="before-title">
                <p id="before-title">{w.get("lesson.before")}</p>
                <ul>{links}</ul>
            </section>
        }
    })
}

/// The course at the left; on a phone a sheet that a button opens. `popover` does that without scripts.
fn outline_sheet(lesson: &Lesson, course: &Outline, standing: &Standing) -> impl IntoView + use<> {
    let w = words();
    let tracks = course
        .tracks
        .iter()
        .map(|track| {
            let lessons = track.lessons.iter().map(|l| entry(l, lesson, course, standing)).collect_view();
            view! { <p class="kicker">{track.title.clone()}</p><ol>{lessons}</ol> }
        })
        .collect_view();
    view! {
        <button class="btn sheet-button" popovertarget="outline">{icon("list")} <span class="sr-only">{w.get("lesson.outline")}</span></button>
        <nav id="outline" class="outline" popover="auto" aria-label=w.get("lesson.outline")>
            <button class="btn quiet close" popovertarget="outline" popovertargetaction="hide">{w.get("lesson.close")}</button>
            <p class="course"><a href=format!("/courses/{}", course.slug)>{course.title.clone()}</a></p>
            {tracks}
        </nav>
    }
}

fn entry(card: &LessonCard, here: &Lesson, course: &Outline, standing: &Standing) -> impl IntoView + use<> {
    let current = (card.slug == here.slug).then_some("page");
    view! {
        <li>
            <a href=lesson_href(course, card) aria-current=current>
                {lesson_ring(&course.slug, card, standing)}
                <span>{card.title.clone()}</span>
            </a>
        </li>
    }
}

fn headings(lesson: &Lesson) -> impl IntoView + use<> {
    lesson
        .headings
        .iter()
        .map(|h| {
            let class = if h.level > 2 { "deep" } else { "" };
            view! { <li class=class><a href=format!("#{}", h.id)>{h.text.clone()}</a></li> }
        })
        .collect_view()
}

/// At the right of a wide window.
fn on_this_page(lesson: &Lesson) -> impl IntoView + use<> {
    let w = words();
    (lesson.headings.len() > 1).then(|| {
        view! {
            <aside class="toc">
                <nav aria-label=w.get("lesson.on_this_page")>
                    <p class="kicker">{w.get("lesson.on_this_page")}</p>
                    <ol>{headings(lesson)}</ol>
                </nav>
            </aside>
        }
    })
}

/// The same where there is no room beside the text, folded.
fn on_this_page_inline(lesson: &Lesson) -> impl IntoView + use<> {
    let w = words();
    (lesson.headings.len() > 1).then(|| {
        view! { <details class="toc-inline"><summary>{w.get("lesson.on_this_page")}</summary><ol>{headings(lesson)}</ol></details> }
    })
}

fn end(parts: Parts, course: &Outline, standing: &Standing) -> impl IntoView + use<> {
    let lessons: Vec<&LessonCard> = course.lessons().collect();
    let here = lessons.iter().position(|l| l.slug == parts.slug);
    let neighbour = |card: &LessonCard| Neighbour { href: lesson_href(course, card), title: card.title.clone() };
    let before = here.and_then(|i| i.checked_sub(1)).map(|i| neighbour(lessons[i]));
    let after = here.and_then(|i| lessons.get(i + 1)).map(|l| neighbour(l));
    let last = after.is_none();
    let after =
        after.unwrap_or_else(|| Neighbour { href: format!("/courses/{}", course.slug), title: course.title.clone() });
    let known = standing.lesson(&course.slug, &parts.slug);
    view! { <LessonEnd course=course.slug.clone() parts known before after last/> }
}
