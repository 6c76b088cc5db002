//! One file to one lesson.

use sha2::{Digest, Sha256};

use super::diagnostic::Severity;
use super::input::{TextSource, slug};
use super::output::CompiledLesson;
use super::page::{Doc, Page, Place};
use super::{divs, front, tree};
use crate::model::Lesson;

/// Compiles a lesson's text.
pub(super) fn compile(place: Place, source: &TextSource) -> CompiledLesson {
    let text = String::from_utf8_lossy(&source.bytes);
    let mut page = Page::new(place, source.lang, &source.path, &text);
    if let Err(error) = std::str::from_utf8(&source.bytes) {
        let at = error.valid_up_to();
        page.notes.error(at..at + '\u{fffd}'.len_utf8(), "this byte is not UTF-8").help =
            Some("save the file as UTF-8 in your editor".into());
    }
    let front = front::read(&text, &mut page.notes);
    for (name, at) in &front.prerequisites {
        if !place.lessons.iter().any(|folder| slug(folder) == name || folder == name) {
            let known: Vec<&str> = place.lessons.iter().map(|f| slug(f)).collect();
            page.notes.unknown(at.clone(), format!("this course has no lesson `{name}`"), name, &known);
        }
    }
    for (name, at) in &front.data {
        if !place.data.contains(name) {
            let known: Vec<&str> = place.data.iter().map(String::as_str).collect();
            page.notes.unknown(at.clone(), format!("the course's folder `data` has no file `{name}`"), name, &known);
        }
    }
    for (code, at) in &front.covers {
        if !place.codes.contains(code) {
            let known: Vec<&str> = place.codes.iter().map(String::as_str).collect();
            page.notes.unknown(at.clone(), format!("course.toml lists no code `{code}` in `codes`"), code, &known);
        }
    }
    let (masked, fences) = divs::mask(&text, front.end);
    let nodes = tree::build(&masked, &text, &fences, tree::extensions(), &mut page.notes);
    page.survey(&nodes);
    let doc = Doc { text: &text, within: None };
    let mut blocks = page.blocks(&doc, &nodes);
    blocks.extend(page.endnotes(&doc, &nodes));
    let hidden = std::mem::take(&mut page.book).finish(&mut blocks, &mut page.notes);
    let mut diagnostics = page.notes.list;
    diagnostics.sort_by_key(|d| (d.span.start, d.severity));
    diagnostics.dedup();
    let first_heading = page.headings.first().map(|h| h.text.clone());
    let title = front.title.or(first_heading).unwrap_or_else(|| slug(place.folder).to_owned());
    let mut lesson = Lesson {
        course: place.course.to_owned(),
        slug: slug(place.folder).to_owned(),
        lang: source.lang,
        title,
        summary: front.summary,
        minutes: 0,
        goals: front.goals,
        prerequisites: front.prerequisites.into_iter().map(|(name, _)| slug(&name).to_owned()).collect(),
        data: front.data.into_iter().map(|(name, _)| name).collect(),
        blocks,
        headings: page.headings,
        version: version(&source.bytes),
        errors: diagnostics.iter().filter(|d| d.severity == Severity::Error).count(),
    };
    lesson.minutes = front.minutes.unwrap_or_else(|| minutes(&text[front.end..], &lesson));
    let covers = front.covers.into_iter().map(|(code, _)| code).collect();
    CompiledLesson { lesson, covers, hidden, inlines: page.inlines, diagnostics }
}

/// The first 12 hexadecimal digits of the source's SHA-256.
fn version(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(6).map(|b| format!("{b:02x}")).collect()
}

/// Reading time: 200 words or 400 Chinese characters a minute, one more for a cell and five for an exercise.
fn minutes(text: &str, lesson: &Lesson) -> u16 {
    let chinese = text.chars().filter(|c| ('\u{3400}'..='\u{9fff}').contains(c)).count();
    let words = text.split(|c: char| !c.is_alphanumeric() || c > '\u{2fff}').filter(|w| !w.is_empty()).count();
    let cells = lesson.cells();
    let exercises = cells.iter().filter(|c| c.exercise.is_some()).count();
    let minutes = words / 200 + chinese / 400 + cells.len() + 4 * exercises;
    u16::try_from(minutes).unwrap_or(u16::MAX).max(1)
}
