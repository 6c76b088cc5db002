//! What the compiler hands back.

use std::collections::BTreeMap;

use super::author::HiddenCheck;
use super::diagnostic::{Diagnostic, Severity};
use super::exam::CompiledExam;
use super::inline::Inline;
use crate::model::{Glossary, Lang, Lesson, Outline};

/// A course, ready to be served.
#[derive(Clone, Debug, Default)]
pub struct CompiledCourse {
    /// The folder's name.
    pub slug: String,
    /// One outline per language; every language has one.
    pub outlines: BTreeMap<Lang, Outline>,
    /// Every lesson in every language, by slug. Where a translation is missing the lesson is there in another
    /// language, and [`Lesson::lang`] says which.
    pub lessons: BTreeMap<(String, Lang), CompiledLesson>,
    /// The exams with their banks, by slug.
    pub exams: BTreeMap<String, CompiledExam>,
    /// The glossary in every language; without entries where the course has none.
    pub glossaries: BTreeMap<Lang, Glossary>,
    /// What must be covered, by code, in the order of `course.toml`; one line of text each.
    pub codes: Vec<(String, String)>,
    /// What is wrong with `course.toml` and with the course as a whole; a lesson's own are with the lesson.
    pub diagnostics: Vec<Diagnostic>,
}

impl CompiledCourse {
    /// The outline in a language.
    pub fn outline(&self, lang: Lang) -> Option<&Outline> {
        self.outlines.get(&lang)
    }

    /// A lesson in a language, or in the one it was written in.
    pub fn lesson(&self, slug: &str, lang: Lang) -> Option<&CompiledLesson> {
        self.lessons.get(&(slug.to_owned(), lang))
    }

    /// All diagnostics, the course's first, then lesson by lesson and exam by exam in the order of slugs.
    pub fn all_diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        let lessons = self.lessons.values().flat_map(|l| &l.diagnostics);
        self.diagnostics.iter().chain(lessons).chain(self.exams.values().flat_map(|e| &e.diagnostics))
    }

    /// How many diagnostics are errors.
    pub fn errors(&self) -> usize {
        self.all_diagnostics().filter(|d| d.severity == Severity::Error).count()
    }
}

/// A lesson with what only its author may see.
#[derive(Clone, Debug)]
pub struct CompiledLesson {
    /// What the student sees.
    pub lesson: Lesson,
    /// Codes of the curriculum that it teaches, as the course declares them.
    pub covers: Vec<String>,
    /// Checks that never leave the server.
    pub hidden: Vec<HiddenCheck>,
    /// Expressions in the text.
    pub inlines: Vec<Inline>,
    /// What is wrong with it; empty where it stands in for a missing translation.
    pub diagnostics: Vec<Diagnostic>,
}
