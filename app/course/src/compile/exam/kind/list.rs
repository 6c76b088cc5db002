//! Short answers and orderings: a list of accepted forms, or of entries in their right order.

use pulldown_cmark::{Event, Tag};
use regex::RegexBuilder;

use super::super::body::Body;
use super::super::parts::{Parts, bare, source, unwrapped};
use super::Made;
use crate::compile::figure::plain_text;
use crate::compile::tree::Node;
use crate::exam::secret::{Key, Pattern, Wording};

/// Bytes that a compiled pattern may take, so that one author's slip does not fill the server.
const PATTERN: usize = 1 << 20;

pub(super) fn short(body: &mut Body, parts: &Parts, translation: bool) -> Made {
    let items = parts.list.as_deref().unwrap_or_default();
    let mut accepted: Vec<Pattern> = Vec::new();
    for item in items {
        let line = body.page.first_line(item);
        let written = source(body.page.text, item).to_owned();
        let Some(pattern) = form(&written, item) else {
            body.error(
                line,
                "this form is not a pattern that can be read",
                "patterns are regular expressions between slashes",
            );
            continue;
        };
        match &pattern {
            Pattern::Text { text, .. } if accepted.iter().any(|p| p.accepts(text)) => {
                body.warn(line, "a form above accepts this already", "remove it");
            }
            Pattern::Regex(regex) if regex.is_match("") => {
                body.error(line, "this pattern accepts an empty answer", "ask for at least one character");
            }
            _ => {}
        }
        accepted.push(pattern);
    }
    if accepted.is_empty() && !translation {
        let help = "end the question with a list of accepted forms: `- gradient descent`";
        body.error(body.span.clone(), "this question accepts no answer", help);
        return Made::default();
    }
    if !translation && !accepted.iter().any(|p| matches!(p, Pattern::Text { .. })) {
        let help = "put the form you would write yourself first: it is shown as the right answer";
        body.warn(body.span.clone(), "this question has patterns only", help);
    }
    Made { key: Some(Key::Short { accepted }), text: Wording::default() }
}

/// `/…/` is a pattern, `` `…` `` a text as it stands, anything else a text whose case and spaces do not count.
fn form(written: &str, item: &Node) -> Option<Pattern> {
    if let Some(inner) = written.strip_prefix('/').and_then(|w| w.strip_suffix('/')).filter(|i| !i.is_empty()) {
        return pattern(inner).map(Pattern::Regex);
    }
    let code = match item {
        Node::Tree(_, _, children) => only_code(children),
        _ => None,
    };
    match code {
        Some(text) => Some(Pattern::Text { text, exact: true }),
        None => {
            let text = if let Node::Tree(_, _, children) = item { plain_text(children) } else { String::new() };
            let text = text.trim().to_owned();
            (!text.is_empty()).then_some(Pattern::Text { text, exact: false })
        }
    }
}

/// A pattern that has to match the whole answer.
fn pattern(text: &str) -> Option<regex::Regex> {
    RegexBuilder::new(&format!("^(?:{text})$")).case_insensitive(true).size_limit(PATTERN).build().ok()
}

fn only_code(children: &[Node]) -> Option<String> {
    match children {
        [Node::Leaf(Event::Code(code), _)] => Some(code.to_string()),
        [Node::Tree(Tag::Paragraph, _, inner)] => only_code(inner),
        _ => None,
    }
}

/// A form as it stands in a blank: the same rules but for code.
pub(super) fn typed(written: &str) -> Option<Pattern> {
    let written = written.trim();
    match written.strip_prefix('/').and_then(|w| w.strip_suffix('/')).filter(|i| !i.is_empty()) {
        Some(inner) => pattern(inner).map(Pattern::Regex),
        None => (!written.is_empty()).then(|| Pattern::Text { text: written.to_owned(), exact: false }),
    }
}

pub(super) fn ordering(body: &mut Body, parts: &Parts) -> Made {
    let items = parts.list.as_deref().unwrap_or_default();
    let mut text = Wording::default();
    for item in items {
        let Node::Tree(_, _, children) = item else { continue };
        let entry = unwrapped(&body.html(children));
        if text.parts.iter().any(|p| bare(p) == bare(&entry)) {
            let line = body.page.first_line(item);
            body.error(line, "two entries read alike, so their order cannot be told", "change one of them");
        }
        text.parts.push(entry);
    }
    let span = body.span.clone();
    match items.len() {
        0 | 1 => {
            body.error(span, "an ordering has at least two entries", "end the question with a list in the right order");
            return Made { key: None, text };
        }
        2 => body.warn(span, "an ordering of two is a coin toss", "add entries, or ask for a single choice"),
        3..=26 => {}
        n => body.error(span, format!("an ordering has at most 26 entries, and this one {n}"), "leave some out"),
    }
    Made { key: Some(Key::Ordering { entries: items.len() }), text }
}
