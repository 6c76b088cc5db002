//! The bank: every question's div in every file, by id and language.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::Tag;

use super::super::diagnostic::{Diagnostic, Notes, Severity};
use super::super::divs::{self, Fence};
use super::super::input::{ExamSource, ExamText};
use super::super::tree::{self, Node};
use super::join::{self, Remarks};
use super::place::Place;
use crate::exam::secret::{self, Archive, Question};
use crate::model::Lang;

/// Where a question stands.
#[derive(Clone, Debug)]
struct Found<'s> {
    file: &'s ExamText,
    span: Range<usize>,
}

/// Compiles all questions of an exam's bank.
pub(super) fn read(place: &Place, exam: &ExamSource, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Question> {
    let mut found: BTreeMap<String, BTreeMap<Lang, Found>> = BTreeMap::new();
    for file in exam.texts.iter().filter(|t| t.name != "exam") {
        let text = String::from_utf8_lossy(&file.text.bytes);
        let mut notes = Notes::new(&file.text.path, &text);
        if let Err(error) = std::str::from_utf8(&file.text.bytes) {
            let at = error.valid_up_to();
            notes.error(at..at + '\u{fffd}'.len_utf8(), "this byte is not UTF-8").help =
                Some("save the file as UTF-8 in your editor".into());
        }
        for (id, span) in divs_of(&text, &mut notes) {
            let line = span.start..span.start + text[span.clone()].lines().next().map_or(0, str::len);
            let own = found.entry(id.clone()).or_default();
            if own.contains_key(&file.text.lang) {
                notes.error(line, format!("there are two questions `{id}`")).help =
                    Some("give one of them another id".into());
                continue;
            }
            own.insert(file.text.lang, Found { file, span });
        }
        diagnostics.append(&mut notes.list);
    }
    let langs: BTreeSet<Lang> = exam.texts.iter().map(|t| t.text.lang).collect();
    let mut questions = BTreeMap::new();
    let mut places: Vec<(String, BTreeMap<Lang, Found>)> = found.into_iter().collect();
    // Remarks come in the order of the files.
    places.sort_by_key(|(_, f)| f.values().next().map(|f| (f.file.text.path.clone(), f.span.start)));
    for (id, found) in places {
        let texts = found.iter().map(|(lang, f)| {
            let text = String::from_utf8_lossy(&f.file.text.bytes);
            (*lang, text.get(f.span.clone()).unwrap_or_default().to_owned())
        });
        let archive = Archive {
            course: place.course.clone(),
            exam: place.exam.clone(),
            files: pictures(place),
            texts: texts.collect(),
        };
        let (question, mut remarks) = join::compile(place, &archive);
        for lang in langs.iter().filter(|l| !found.contains_key(l)) {
            if let Some((first, place)) = found.iter().next() {
                let message =
                    format!("the question `{id}` is not there in `{}`; candidates get this text", lang.code());
                let line = archive.texts[first].lines().next().map_or(0, str::len);
                let help = format!("write it into `{}`", translation(&place.file.name, *lang));
                let note = Diagnostic::new(Severity::Warning, "", &archive.texts[first], 0..line, message).help(help);
                remarks.entry(*first).or_default().push(note);
            }
        }
        if let Some(question) = &question {
            solved(question, &mut remarks);
        }
        for (lang, notes) in remarks {
            let Some(f) = found.get(&lang) else { continue };
            let text = String::from_utf8_lossy(&f.file.text.bytes);
            diagnostics.extend(notes.into_iter().map(|d| moved(d, &f.file.text.path, &text, f.span.start)));
        }
        if let Some(question) = question {
            questions.insert(id, question);
        }
    }
    questions
}

/// Hands in the answer that a question asks for. One with values to come is tried where generators run, and one that has errors
/// says so already.
fn solved(question: &Question, remarks: &mut Remarks) {
    let broken = remarks.values().flatten().any(|remark| remark.severity == Severity::Error);
    if broken || question.generate.is_some() || secret::holds(question, &question.alone(0)) != Some(false) {
        return;
    }
    let Some((lang, text)) = question.archive.texts.first_key_value() else { return };
    let line = text.lines().next().map_or(0, str::len);
    let message = "the answer that this question asks for does not get all its points";
    let note = Diagnostic::new(Severity::Error, "", text, 0..line, message);
    remarks.entry(*lang).or_default().push(note.help("look at its areas, accepted forms and tolerance"));
}

/// A remark on a div as one on its file.
fn moved(note: Diagnostic, file: &str, text: &str, by: usize) -> Diagnostic {
    let Diagnostic { span, severity, message, help, .. } = note;
    Diagnostic { help, ..Diagnostic::new(severity, file, text, span.start + by..span.end + by, message) }
}

fn translation(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{name}.md"),
        other => format!("{name}.{}.md", other.code()),
    }
}

/// Files that a question can point at: all but texts.
fn pictures(place: &Place) -> Vec<String> {
    place.files.iter().filter(|f| !f.ends_with(".md")).cloned().collect()
}

/// Ids and places of the questions of a file.
fn divs_of(text: &str, notes: &mut Notes) -> Vec<(String, Range<usize>)> {
    // A name in double braces would close the attributes it stands in.
    let text = &super::template::with_samples(text);
    let (masked, fences) = divs::mask(text, 0);
    // What is wrong inside of a question is said when that is read.
    let mut inner = Notes::new("", text);
    let nodes = tree::build(&masked, text, &fences, tree::extensions(), &mut inner);
    let mut found = Vec::new();
    for node in &nodes {
        match node {
            Node::Div(attrs, span, _) if attrs.classes.iter().any(|c| c == "question") => {
                let end = end(node, &fences).unwrap_or(text.len());
                match attrs.id.as_deref().filter(|id| is_id(id)) {
                    Some(id) => found.push((id.to_owned(), span.start..end)),
                    None => {
                        notes.error(span.clone(), "this question has no id of letters, digits and hyphens").help =
                            Some("write `::: {.question #name kind=single}`".into());
                    }
                }
            }
            Node::Div(attrs, span, _) => {
                let class = attrs.classes.first().map_or("", String::as_str);
                let message = format!("a bank has no div `{class}`");
                notes.unknown(span.clone(), message, class, &["question"]);
            }
            // Headings order the bank for its authors.
            Node::Tree(Tag::Heading { .. }, ..) => {}
            other => {
                let span = other.span();
                let line = text.get(span.clone()).map_or(0, |t| t.lines().next().unwrap_or_default().len());
                notes
                    .warn(span.start..span.start + line, "this stands outside of a question, and nobody sees it")
                    .help = Some("move it into a question, or make it a heading".into());
            }
        }
    }
    found
}

/// An id of a question stands in addresses, files and databases.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 64 && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Where a div ends: behind the line that closes it.
fn end(node: &Node, fences: &BTreeMap<usize, Fence>) -> Option<usize> {
    let Node::Div(_, span, children) = node else { return None };
    let mut at = span.end;
    for child in children {
        at = match child {
            Node::Div(..) => end(child, fences)?,
            other => other.span().end,
        }
        .max(at);
    }
    fences.range(at..).find(|(_, f)| f.opens.is_none()).map(|(_, f)| f.span.end)
}
