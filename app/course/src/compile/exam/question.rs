//! One question's div to a draft in one language.

use super::super::diagnostic::Diagnostic;
use super::super::page::Page;
use super::super::tree::Node;
use super::super::{divs, tree};
use super::attributes::{self, Attributes};
use super::body::Body;
use super::kind::{self, Kind, Made};
use super::parts;
use super::place::Place;
use super::template;
use crate::exam::{blank_mark, secret};
use crate::model::Lang;

/// A question in one language.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub attributes: Attributes,
    pub made: Made,
    pub generate: Option<String>,
    /// Places are counted from the beginning of the div.
    pub notes: Vec<Diagnostic>,
}

/// What a translation is a translation of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Original {
    pub kind: Kind,
    /// Whether there are values to come.
    pub generated: bool,
}

/// Reads a question's div. `written` is its text, with values put in or not; `original` is there for a translation.
pub(super) fn read(place: &Place, lang: Lang, written: &str, original: Option<Original>) -> Draft {
    let generated = original.map_or_else(|| template::generator(written).is_some(), |o| o.generated);
    let sampled = if generated { template::with_samples(written) } else { written.to_owned() };
    let header = header(&sampled);
    let kind = original.map(|o| o.kind).or_else(|| {
        let word = header.as_ref()?.get("kind")?.trim().to_owned();
        kind::KINDS.iter().find(|(w, _)| *w == word).map(|(_, k)| *k)
    });
    let (masked, blanks) = match kind {
        Some(Kind::Blanks) => template::blanks(&sampled, blank_mark),
        _ => (sampled.clone(), Vec::new()),
    };
    let folder = place.folder();
    let mut page = Page::new(place.page(&folder), lang, "", &masked);
    if let Some(at) = template::reserved(written) {
        page.notes.error(at, "this character is one that only this program writes").help = Some("remove it".into());
    }
    let (text, fences) = divs::mask(&masked, 0);
    let mut nodes = tree::build(&text, &masked, &fences, tree::extensions(), &mut page.notes);
    let Some(Node::Div(attrs, span, children)) = (!nodes.is_empty()).then(|| nodes.swap_remove(0)) else {
        return Draft {
            attributes: attributes::read(&Default::default(), &(0..0), &[], &mut page.notes),
            made: Made::default(),
            generate: None,
            notes: page.notes.list,
        };
    };
    let attributes = match original {
        None => attributes::read(&attrs, &span, &place.codes, &mut page.notes),
        Some(_) => translated(&attrs, &span, &mut page),
    };
    let mut body = Body { page, original: written, blanks, span };
    let mut draft = Draft { attributes, made: Made::default(), generate: None, notes: Vec::new() };
    if let Some(kind) = kind {
        let mut parts = parts::take(children, kind, &mut body.page.notes);
        draft.made = kind::read(&mut body, kind, &draft.attributes, &parts, original.is_some());
        if kind == Kind::HotSpot {
            parts.prompt.retain(|n| !kind::is_image(n));
        }
        let text = &mut draft.made.text;
        text.prompt = body.html(&parts.prompt);
        text.explanation = parts.explanation.as_deref().map(|nodes| body.html(nodes)).filter(|h| !h.is_empty());
        if kind == Kind::Blanks {
            kind::check_shown(&mut body, &text.prompt);
        }
        if text.prompt.is_empty() {
            body.error(body.span.clone(), "this question asks nothing", "write the question below its opening line");
        }
        if let Some((at, code)) = parts.generate {
            if original.is_some() {
                body.warn(at, "nobody reads this cell", "remove it: the generator is the same in every language");
            } else if !code.contains("def generate(") {
                body.error(
                    at,
                    "this cell does not define `generate`",
                    "write `def generate(rng):` that returns a dict",
                );
            }
            draft.generate = Some(code);
        }
        if let Some(secret::Key::Essay { rubric, .. }) = &draft.made.key
            && original.is_none()
            && let Some((message, help)) = kind::rubric(rubric, draft.attributes.points)
        {
            body.error(body.span.clone(), message, help);
        }
        holes(&mut body, generated);
    }
    draft.notes = body.page.notes.list;
    draft
}

/// The attributes of the first div of a text.
fn header(text: &str) -> Option<super::super::attrs::Attrs> {
    let (_, fences) = divs::mask(text.lines().next()?, 0);
    fences.into_values().next()?.opens
}

/// A translation has its id, and takes all else from the original.
fn translated(attrs: &super::super::attrs::Attrs, span: &std::ops::Range<usize>, page: &mut Page) -> Attributes {
    if let Some((key, _)) = attrs.pairs.first() {
        page.notes.warn(span.clone(), format!("`{key}` counts in the other language's file only")).help =
            Some("leave it out here: a translation needs its id, `::: {.question #name}`".into());
    }
    let bare = super::super::attrs::Attrs {
        id: attrs.id.clone(),
        pairs: vec![("kind".into(), "single".into())],
        ..Default::default()
    };
    attributes::read(&bare, span, &[], &mut page.notes)
}

/// `{{name}}` in a question that makes no values.
fn holes(body: &mut Body, generated: bool) {
    if generated {
        return;
    }
    let text = body.original;
    // In Python such braces have a meaning of their own.
    let mut code = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        code ^= line.trim_start().starts_with("```");
        if !code && let Some(found) = template::holes(line, &(0..0)).first() {
            let span = at + found.0.start..at + found.0.end;
            let message = format!("`{{{{{}}}}}` has no value", found.1);
            body.error(span, message, "add a cell with `#| generate: true` and `def generate(rng):`");
        }
        at += line.len();
    }
}
