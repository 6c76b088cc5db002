//! A course's glossary: each word in both languages, what it means, and the lesson that introduces it.

use course::model::{Glossary, Lang, Outline, Term};
use leptos::prelude::*;

use super::outline::lesson_href;
use crate::Chrome;
use crate::chrome::Frame;
use crate::words::{Words, words};

/// The page of a glossary.
pub fn glossary(chrome: &Chrome, course: &Outline, glossary: &Glossary) -> String {
    let other = Lang::ALL.into_iter().find(|l| *l != chrome.lang).unwrap_or_default();
    let frame = Frame {
        title: Words(chrome.lang).get("glossary.title"),
        place: Some((format!("/courses/{}", course.slug), course.title.clone())),
        ..Frame::default()
    };
    chrome.document(frame, || {
        let w = words();
        let terms = glossary.terms.iter().map(|t| entry(t, course, other)).collect_view();
        view! {
            <main id="main" class="column">
                <h1>{w.get("glossary.title")}</h1>
                <p class="lede">{w.with("glossary.lede", &[("n", &glossary.terms.len().to_string())])}</p>
                <dl class="glossary">{terms}</dl>
            </main>
        }
    })
}

fn entry(term: &Term, course: &Outline, other: Lang) -> impl IntoView + use<> {
    let lesson = term.lesson.as_ref().and_then(|slug| course.lessons().find(|l| l.slug == *slug));
    let lesson = lesson.map(|l| view! { " " <a class="small" href=lesson_href(course, l)>{l.title.clone()}</a> });
    view! {
        <div id=term.id.clone()>
            <dt><dfn>{term.term.clone()}</dfn> " " <span class="small" lang=other.tag()>{term.other.clone()}</span></dt>
            <dd>{term.means.clone()} {lesson}</dd>
        </div>
    }
}
