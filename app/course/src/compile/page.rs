//! One lesson while it is compiled: what is known about it, and what the passes over its tree share.

use std::collections::BTreeMap;
use std::ops::Range;

use super::cell::Cells;
use super::diagnostic::Notes;
use super::exercise::Workbook;
use super::inline::{Inline, Values};
use super::labels::Labels;
use crate::model::{Heading, Lang};

/// Where a lesson stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place<'a> {
    /// The course's slug.
    pub course: &'a str,
    /// The lesson's folder.
    pub folder: &'a str,
    /// Files of the course's folder `data`.
    pub data: &'a [String],
    /// Codes of the curriculum.
    pub codes: &'a [String],
    /// Folders of all lessons of the course.
    pub lessons: &'a [String],
    /// What expressions in the lesson's text come to.
    pub values: Option<&'a Values>,
    /// Files in the lesson's folder.
    pub files: &'a [String],
    /// Names of the lesson's text files.
    pub texts: &'a [&'a str],
}

impl Place<'_> {
    /// Where the lesson's files are served.
    pub fn files_base(&self) -> String {
        format!("/courses/{}/{}/files/", self.course, super::input::slug(self.folder))
    }
}

/// A lesson in one language.
pub(super) struct Page<'a> {
    pub place: Place<'a>,
    pub lang: Lang,
    pub text: &'a str,
    pub notes: Notes<'a>,
    pub labels: Labels,
    /// Footnotes in the order in which they are first referred to.
    pub footnotes: Vec<String>,
    pub headings: Vec<Heading>,
    pub cells: Cells,
    pub book: Workbook,
    pub sanitizer: ammonia::Builder<'static>,
    /// Ids in the author's own HTML, with the place of each.
    pub raw_ids: BTreeMap<String, usize>,
    /// How many quizzes and tabsets without an id there were so far.
    pub quizzes: u32,
    pub tabsets: u32,
    /// Inside a link no other link can stand.
    pub in_link: bool,
    /// Expressions in the text.
    pub inlines: Vec<Inline>,
    /// Footnotes that have been referred to while writing, for ids of their own.
    pub referred: Vec<String>,
}

/// The text a tree was made of: the lesson's, or a piece of it such as a caption.
#[derive(Clone, Debug)]
pub(super) struct Doc<'t> {
    pub text: &'t str,
    /// For a piece: where in the file it is.
    pub within: Option<Range<usize>>,
}

impl Doc<'_> {
    /// The place in the file of a place in this text.
    pub fn span(&self, span: Range<usize>) -> Range<usize> {
        self.within.clone().unwrap_or(span)
    }
}

impl<'a> Page<'a> {
    pub fn new(place: Place<'a>, lang: Lang, file: &'a str, text: &'a str) -> Self {
        Page {
            place,
            lang,
            text,
            notes: Notes::new(file, text),
            labels: Labels::default(),
            footnotes: Vec::new(),
            headings: Vec::new(),
            cells: Cells::default(),
            book: Workbook::default(),
            sanitizer: super::sanitize::sanitizer(place.files_base()),
            raw_ids: BTreeMap::new(),
            quizzes: 0,
            tabsets: 0,
            in_link: false,
            inlines: Vec::new(),
            referred: Vec::new(),
        }
    }
}
