//! Exams: a folder of texts to an exam with its bank.
//!
#![doc = include_str!("README.md")]

mod attributes;
mod bank;
mod body;
mod check;
mod front;
mod join;
mod kind;
mod parts;
mod place;
mod question;
mod sections;
mod template;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::diagnostic::{Diagnostic, Severity};
use super::input::{CourseSource, ExamSource};
use crate::exam::secret::{Archive, Exam, Question, Values};
use crate::exam::{SectionText, Sheet};
use crate::model::Lang;

/// An exam with what is wrong with it.
#[derive(Clone, Debug)]
pub struct CompiledExam {
    /// The exam. With errors in it nobody should sit it.
    pub exam: Exam,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl CompiledExam {
    /// How many diagnostics are errors.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == Severity::Error).count()
    }
}

/// Compiles an exam. Never fails: what is wrong is in the diagnostics.
pub(super) fn compile(source: &CourseSource, exam: &ExamSource, codes: &[String]) -> CompiledExam {
    let root = source.toml_path.trim_end_matches("course.toml");
    let folder = format!("{root}exams/{}", exam.folder);
    let place = place::Place {
        course: source.slug.clone(),
        exam: exam.folder.clone(),
        files: exam.files.clone(),
        codes: codes.to_vec(),
    };
    let mut diagnostics = Vec::new();
    for file in exam.files.iter().filter(|f| f.ends_with(".md") && super::input::exam_text(f).is_none()) {
        let note = Diagnostic::new(Severity::Warning, &format!("{folder}/{file}"), "", 0..0, "nobody reads this file");
        diagnostics.push(note.help("an exam is exam.md, its bank questions.md or bank/*.md; Chinese ends in .zh.md"));
    }
    let texts: BTreeMap<Lang, &super::TextSource> =
        exam.texts.iter().filter(|t| t.name == "exam").map(|t| (t.text.lang, &t.text)).collect();
    if texts.is_empty() {
        let note = Diagnostic::new(Severity::Error, &folder, "", 0..0, "this folder has no exam.md");
        diagnostics.push(note.help("write one, or remove the folder"));
    }
    let questions = bank::read(&place, exam, &mut diagnostics);
    let version = version(exam);
    let heads: BTreeMap<Lang, sections::Head> = texts
        .iter()
        .enumerate()
        .map(|(i, (lang, text))| (*lang, sections::read(&place, text, i == 0, &mut diagnostics)))
        .collect();
    let first = heads.values().next().cloned().unwrap_or_default();
    let mut compiled = Exam {
        course: source.slug.clone(),
        slug: exam.folder.clone(),
        version,
        policy: first.front.policy.clone(),
        sheets: BTreeMap::new(),
        sections: first.sections.iter().map(|s| s.rule.clone()).collect(),
        questions,
    };
    let items = compiled.items();
    for lang in Lang::ALL {
        let (own, head) = heads.get_key_value(&lang).map_or((first.lang, &first), |(l, h)| (*l, h));
        let sheet = sheet(&compiled, own, head, &first, items);
        compiled.sheets.insert(lang, sheet);
    }
    if let Some((lang, text)) = texts.first_key_value() {
        check::check(&compiled, &heads, *lang, text, &mut diagnostics);
    }
    CompiledExam { exam: compiled, diagnostics }
}

/// The texts before the start; sections come from the first language and have their words from this one.
fn sheet(exam: &Exam, lang: Lang, head: &sections::Head, first: &sections::Head, items: usize) -> Sheet {
    let sections = first.sections.iter().map(|section| {
        let own = head.sections.iter().find(|s| s.rule.id == section.rule.id).unwrap_or(section);
        SectionText {
            id: section.rule.id.clone(),
            title: own.title.clone(),
            instructions: own.instructions.clone(),
            navigation: section.rule.navigation,
        }
    });
    let bands = if head.front.bands.len() == exam.policy.bands.len() { &head.front.bands } else { &first.front.bands };
    Sheet {
        course: exam.course.clone(),
        slug: exam.slug.clone(),
        lang,
        title: head.front.title.clone().unwrap_or_else(|| exam.slug.clone()),
        summary: head.front.summary.clone(),
        rules: head.rules.clone(),
        sections: sections.collect(),
        bands: bands.clone(),
        items,
        version: exam.version.clone(),
    }
}

/// A question as it was when `archive` was taken from it.
///
/// # Errors
/// What is wrong with it, if it no longer compiles.
pub fn reopen(archive: &Archive) -> Result<Question, Vec<Diagnostic>> {
    join::question(archive, None)
}

/// A question with the values of its generator put in.
///
/// # Errors
/// What is wrong with this variant.
pub fn variant(question: &Question, values: &Values) -> Result<Question, Vec<Diagnostic>> {
    let mut variant = join::question(&question.archive, Some(values))?;
    variant.generate = None;
    variant.version.clone_from(&question.version);
    Ok(variant)
}

/// The first 12 hexadecimal digits of the SHA-256 of all its texts and their names.
fn version(exam: &ExamSource) -> String {
    let mut texts: Vec<_> = exam.texts.iter().map(|t| (&t.name, t.text.lang, &t.text.bytes)).collect();
    texts.sort();
    let parts =
        texts.iter().flat_map(|(name, lang, bytes)| [name.as_bytes(), lang.code().as_bytes(), bytes.as_slice()]);
    hash(parts)
}

/// The first 12 hexadecimal digits of the SHA-256 of parts, each with its length, so that no two lists are alike.
fn hash<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part);
    }
    sha.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect()
}
