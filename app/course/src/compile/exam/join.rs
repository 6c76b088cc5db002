//! Drafts in several languages to one question.

use std::collections::BTreeMap;

use super::super::diagnostic::{Diagnostic, Severity};
use super::hash;
use super::place::Place;
use super::question::{self, Draft, Original};
use super::template;
use crate::exam::secret::{Archive, Question, Values};
use crate::model::Lang;

/// What is said about a question's text in a language; places are counted from the beginning of its div.
pub(super) type Remarks = BTreeMap<Lang, Vec<Diagnostic>>;

/// Makes a question of its texts. `None` if it has no key.
pub(super) fn compile(place: &Place, archive: &Archive) -> (Option<Question>, Remarks) {
    let mut remarks = Remarks::new();
    let mut texts = archive.texts.iter();
    let Some((first, written)) = texts.next() else { return (None, remarks) };
    let draft = question::read(place, *first, written, None);
    let Draft { attributes, made, generate, notes } = draft;
    remarks.insert(*first, notes);
    let (Some(kind), Some(mut key)) = (attributes.kind, made.key) else { return (None, remarks) };
    let mut wordings = BTreeMap::from([(*first, made.text)]);
    for (lang, written) in texts {
        let original = Original { kind, generated: generate.is_some() };
        let own = question::read(place, *lang, written, Some(original));
        let mut notes = own.notes;
        if let Some(message) = super::kind::join(&mut key, &own.made, *lang as usize) {
            let line = written.lines().next().map_or(0, str::len);
            notes.push(
                Diagnostic::new(Severity::Error, "", written, 0..line, message)
                    .help("a translation has the same parts in the same order"),
            );
        } else {
            wordings.insert(*lang, own.made.text);
        }
        remarks.insert(*lang, notes);
    }
    // A hot spot's image may be named once.
    let alt = wordings.get(first).map(|t| t.alt.clone()).unwrap_or_default();
    for text in wordings.values_mut().filter(|t| t.alt.is_empty()) {
        text.alt.clone_from(&alt);
    }
    let version = hash(archive.texts.iter().flat_map(|(lang, text)| [lang.code().as_bytes(), text.as_bytes()]));
    let question = Question {
        id: attributes.id,
        version,
        points: attributes.points,
        tags: attributes.tags,
        difficulty: attributes.difficulty,
        covers: attributes.covers,
        shuffle: attributes.shuffle,
        generate,
        key,
        texts: wordings,
        archive: archive.clone(),
    };
    (Some(question), remarks)
}

/// A question from its archive, with values put in where there are some.
pub(super) fn question(archive: &Archive, values: Option<&Values>) -> Result<Question, Vec<Diagnostic>> {
    let place = Place {
        course: archive.course.clone(),
        exam: archive.exam.clone(),
        files: archive.files.clone(),
        codes: Vec::new(),
    };
    let mut wrong = Vec::new();
    let mut filled = archive.clone();
    if let Some(values) = values {
        for text in filled.texts.values_mut() {
            let (with_values, missing) = template::with_values(text, values);
            for name in missing {
                let message = format!("the generator gives no value `{name}`");
                wrong.push(Diagnostic::new(Severity::Error, "", text, 0..0, message));
            }
            *text = with_values;
        }
    }
    let (question, remarks) = compile(&place, &filled);
    wrong.extend(remarks.into_values().flatten().filter(|d| d.severity == Severity::Error));
    match question {
        Some(mut question) if wrong.is_empty() => {
            question.archive = archive.clone();
            Ok(question)
        }
        _ => Err(wrong),
    }
}
