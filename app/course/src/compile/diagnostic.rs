//! What the compiler has to say to an author: where, how bad, and what to write instead.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::{Deserialize, Serialize};

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The lesson does not do what its author meant; students get a notice.
    Error,
    /// It works, but some reader is worse off.
    Warning,
    /// Good to know.
    Note,
}

/// A remark on a place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The file, as the compiler's input named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Bytes of the file that it is about.
    pub span: Range<usize>,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to write instead, where the message alone does not say it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A remark on a span of `text`; the span is put right where it does not fit the text.
    pub fn new(
        severity: Severity,
        file: &str,
        text: &str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        let start = floor(text, span.start);
        let end = floor(text, span.end.max(start)).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        Diagnostic {
            file: file.to_owned(),
            line: text[..line_start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            span: start..end,
            severity,
            message: message.into(),
            help: None,
        }
    }

    /// With a word on what to write instead.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// As rustc draws it, with an excerpt of `text`, the file's content; `color` adds ANSI colours.
    pub fn render(&self, text: &str, color: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        // The caller may hold a newer text than the one that was compiled.
        let start = floor(text, self.span.start);
        let end = floor(text, self.span.end.max(start)).max(start);
        let snippet = Snippet::source(text).path(&self.file).annotation(AnnotationKind::Primary.span(start..end));
        let mut group = level.primary_title(&self.message).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.decor_style(DecorStyle::Ascii).render(&[group])
    }
}

/// The last character boundary at or before `index`.
fn floor(text: &str, index: usize) -> usize {
    text.floor_char_boundary(index.min(text.len()))
}

/// Gathers what is said about one file.
#[derive(Debug)]
pub(super) struct Notes<'a> {
    file: &'a str,
    text: &'a str,
    /// So far.
    pub list: Vec<Diagnostic>,
    /// Takes what is said beyond [`MOST`], which nobody reads.
    beyond: Diagnostic,
}

/// Remarks on one file: whoever has more mends these first.
const MOST: usize = 1000;

impl<'a> Notes<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        let message = format!("there is more to say about this file than these {MOST} remarks");
        let beyond = Diagnostic::new(Severity::Error, file, text, text.len()..text.len(), message);
        Notes { file, text, list: Vec::new(), beyond: beyond.help("mend these first") }
    }

    pub fn add(&mut self, severity: Severity, span: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        if self.list.len() > MOST {
            return &mut self.beyond;
        }
        if self.list.len() == MOST {
            self.list.push(self.beyond.clone());
            return &mut self.beyond;
        }
        self.list.push(Diagnostic::new(severity, self.file, self.text, span, message));
        self.list.last_mut().expect("one was just pushed")
    }

    pub fn error(&mut self, span: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        self.add(Severity::Error, span, message)
    }

    pub fn warn(&mut self, span: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        self.add(Severity::Warning, span, message)
    }

    /// `name` is not one of `known`: an error that names the nearest, or all of them.
    pub fn unknown(&mut self, span: Range<usize>, message: String, name: &str, known: &[&str]) {
        let help = match nearest(name, known) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if known.is_empty() => None,
            None => Some(format!("there are: {}", known.join(", "))),
        };
        self.error(span, message).help = help;
    }
}

/// The known word that `name` was probably meant to be.
pub(super) fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    // The distance takes time by the product of both lengths, and no word meant is that long.
    if name.len() > 100 {
        return None;
    }
    let allowed = (name.chars().count() / 3).clamp(1, 3);
    let distance = |k: &&str| strsim::damerau_levenshtein(&name.to_lowercase(), &k.to_lowercase());
    known.iter().copied().filter(|k| k.len() <= 100 && distance(k) <= allowed).min_by_key(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, span: Range<usize>, line: usize, column: usize, excerpt: &str) {
        let d = Diagnostic::new(Severity::Error, "a.md", text, span, "Wrong").help("write it so");
        assert_eq!((d.line, d.column), (line, column));
        let shown = d.render(text, false);
        for part in ["error: Wrong", &format!("a.md:{line}:{column}"), excerpt, "help: write it so"] {
            assert!(shown.contains(part), "no {part:?} in\n{shown}");
        }
    }

    #[test]
    fn places_are_counted_in_characters() {
        check("one\ntwo\n", 4..7, 2, 1, "^^^");
        check("学习\n模型好", 10..13, 2, 2, "模型好");
    }

    #[test]
    fn spans_outside_the_text_are_put_right() {
        check("ab", 9..12, 1, 3, "ab");
        check("模型", 1..2, 1, 1, "模型");
        check("", 0..0, 1, 1, "a.md");
    }

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let known = ["exercise", "setup", "check", "fig-cap"];
        assert_eq!(nearest("excercise", &known), Some("exercise"));
        assert_eq!(nearest("fig-cpa", &known), Some("fig-cap"));
        assert_eq!(nearest("colour", &known), None);
    }

    #[test]
    fn the_json_form_has_stable_names() {
        let d = Diagnostic::new(Severity::Warning, "a.md", "x", 0..1, "m");
        let json = serde_json::to_value(&d).unwrap();
        assert_eq!(json["severity"], "warning");
        assert_eq!(json["span"]["end"], 1);
        assert_eq!(serde_json::from_value::<Diagnostic>(json).unwrap(), d);
    }
}
