//! An exam's own text: its rules, and its sections with their draws.

use std::ops::Range;

use pulldown_cmark::Tag;

use super::super::attrs::Attrs;
use super::super::diagnostic::Diagnostic;
use super::super::input::TextSource;
use super::super::page::{Doc, Page};
use super::super::tree::{self, Node};
use super::super::{divs, figure};
use super::attributes::words;
use super::front::{self, Front};
use super::place::Place;
use crate::exam::secret::{Difficulty, Draw, Section};
use crate::model::Lang;

/// An exam's text in one language.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub lang: Lang,
    pub front: Front,
    /// HTML.
    pub rules: String,
    pub sections: Vec<Part>,
}

/// A section in one language.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub title: String,
    /// HTML.
    pub instructions: String,
    /// Without draws in a translation.
    pub rule: Section,
    /// Its opening line.
    pub span: Range<usize>,
    /// Of each draw.
    pub draws: Vec<Range<usize>>,
}

/// Reads `exam.md`; `first` is false for a translation.
pub(super) fn read(place: &Place, source: &TextSource, first: bool, diagnostics: &mut Vec<Diagnostic>) -> Head {
    let text = String::from_utf8_lossy(&source.bytes);
    let folder = place.folder();
    let mut page = Page::new(place.page(&folder), source.lang, &source.path, &text);
    if let Err(error) = std::str::from_utf8(&source.bytes) {
        let at = error.valid_up_to();
        page.notes.error(at..at + '\u{fffd}'.len_utf8(), "this byte is not UTF-8").help =
            Some("save the file as UTF-8 in your editor".into());
    }
    let front = front::read(&text, &place.codes, first, &mut page.notes);
    let (masked, fences) = divs::mask(&text, front.end);
    let nodes = tree::build(&masked, &text, &fences, tree::extensions(), &mut page.notes);
    let (mut rules, mut sections) = (Vec::new(), Vec::<Part>::new());
    for node in nodes {
        match node {
            Node::Div(attrs, span, children) if attrs.classes.iter().any(|c| c == "section") => {
                let part = section(&mut page, &front, &attrs, &span, children, first);
                if sections.iter().any(|s| s.rule.id == part.rule.id) {
                    page.notes.error(span, format!("there are two sections `{}`", part.rule.id)).help =
                        Some("give one of them another id".into());
                }
                sections.push(part);
            }
            other => rules.push(other),
        }
    }
    let doc = Doc { text: &text, within: None };
    let rules = page.html(&doc, &rules);
    if sections.is_empty() {
        let help = "write `:::: {.section #name}` with a heading and `::: {.draw n=5 tags=\"…\"}` in it";
        page.notes.error(0..0, "the exam has no section").help = Some(help.into());
    }
    diagnostics.append(&mut page.notes.list);
    Head { lang: source.lang, front, rules, sections }
}

fn section(
    page: &mut Page,
    front: &Front,
    attrs: &Attrs,
    span: &Range<usize>,
    children: Vec<Node>,
    first: bool,
) -> Part {
    let id = attrs.id.clone().unwrap_or_default();
    if id.is_empty() {
        page.notes.error(span.clone(), "this section has no id").help = Some("write `:::: {.section #name}`".into());
    }
    for (key, value) in &attrs.pairs {
        match key.as_str() {
            "navigation" if front::navigation(value).is_none() => {
                page.notes.error(span.clone(), format!("`navigation` is free or forward, not `{value}`"));
            }
            "shuffle" if !matches!(value.as_str(), "true" | "false") => {
                page.notes.error(span.clone(), format!("`shuffle` is true or false, not `{value}`"));
            }
            "navigation" | "shuffle" => {}
            other => {
                let message = format!("a section has no `{other}`");
                page.notes.unknown(span.clone(), message, other, &["navigation", "shuffle"]);
            }
        }
    }
    let mut title = String::new();
    let (mut text, mut draws, mut spans) = (Vec::new(), Vec::new(), Vec::new());
    for node in children {
        match node {
            Node::Tree(Tag::Heading { .. }, _, inner) if title.is_empty() => {
                title = figure::plain_text(&inner).trim().to_owned();
            }
            Node::Div(attrs, span, _) if attrs.classes.iter().any(|c| c == "draw") => {
                if !first {
                    page.notes.warn(span, "draws count in the other language's file only").help =
                        Some("leave it out here".into());
                } else if let Some(draw) = draw(page, &attrs, &span) {
                    draws.push(draw);
                    spans.push(span);
                }
            }
            other => text.push(other),
        }
    }
    if title.is_empty() {
        page.notes.error(span.clone(), "this section has no heading").help =
            Some("write `## …` below its opening line".into());
    }
    if first && draws.is_empty() {
        page.notes.error(span.clone(), "this section draws no question").help =
            Some("write `::: {.draw n=5 tags=\"…\"}` and `:::` in it".into());
    }
    let doc = Doc { text: page.text, within: None };
    let instructions = page.html(&doc, &text);
    let navigation = attrs.get("navigation").and_then(front::navigation).unwrap_or(front.policy.navigation);
    let shuffle = attrs.get("shuffle") != Some("false");
    Part { title, instructions, rule: Section { id, navigation, shuffle, draws }, span: span.clone(), draws: spans }
}

/// `n=5 tags="…" covers=S1 difficulty=easy`, or `questions="a b"`.
fn draw(page: &mut Page, attrs: &Attrs, span: &Range<usize>) -> Option<Draw> {
    for (key, _) in &attrs.pairs {
        let known = ["n", "tags", "covers", "difficulty", "questions"];
        if !known.contains(&key.as_str()) {
            page.notes.unknown(span.clone(), format!("a draw has no `{key}`"), key, &known);
        }
    }
    if let Some(ids) = attrs.get("questions") {
        if attrs.pairs.len() > 1 {
            page.notes.error(span.clone(), "a draw names its questions, or says how many of which").help =
                Some("write two draws".into());
        }
        return Some(Draw::Fixed(words(ids)));
    }
    let count = attrs.get("n").and_then(|n| n.parse().ok()).filter(|n| (1..=500).contains(n));
    if count.is_none() {
        page.notes.error(span.clone(), "this draw does not say how many questions").help =
            Some("write `n=5`, or name them: `questions=\"a b\"`".into());
    }
    let difficulty = match attrs.get("difficulty") {
        None => None,
        Some(word) => {
            let found = Difficulty::ALL.into_iter().find(|d| d.word() == word);
            if found.is_none() {
                let words = Difficulty::ALL.map(Difficulty::word);
                page.notes.unknown(span.clone(), format!("there is no difficulty `{word}`"), word, &words);
            }
            Some(found?)
        }
    };
    Some(Draw::Pool {
        count: count?,
        tags: words(attrs.get("tags").unwrap_or_default()),
        code: attrs.get("covers").map(str::to_owned),
        difficulty,
    })
}
