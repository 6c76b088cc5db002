//! A question's text while it is read: the page that makes its HTML, and the blanks that were taken out of it.

use std::ops::Range;

use super::super::page::{Doc, Page};
use super::super::tree::Node;
use super::template;

/// A question's text.
pub(super) struct Body<'a> {
    pub page: Page<'a>,
    /// As the author wrote it.
    pub original: &'a str,
    pub blanks: Vec<(Range<usize>, String)>,
    /// The opening line.
    pub span: Range<usize>,
}

impl Body<'_> {
    /// HTML of nodes.
    pub fn html(&mut self, nodes: &[Node]) -> String {
        let doc = Doc { text: self.page.text, within: None };
        template::without_fill(&self.page.html(&doc, nodes))
    }

    /// An error at a place, with what to write instead.
    pub fn error(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.page.notes.error(span, message).help = Some(help.into());
    }

    /// A warning at a place, with what to write instead.
    pub fn warn(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.page.notes.warn(span, message).help = Some(help.into());
    }
}
