//! `glossary.toml`: what the course's words mean, in every language.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::diagnostic::Notes;
use super::input::{CourseSource, slug};
use crate::model::{Glossary, Lang, Term};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    terms: Vec<Spanned<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    en: String,
    zh: String,
    means: Means,
    /// The slug of the lesson that introduces it.
    lesson: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Means {
    en: String,
    zh: String,
}

/// The glossary in every language, in the order of the English terms; empty where the course has none.
pub(super) fn read(source: &CourseSource, notes: &mut Notes) -> BTreeMap<Lang, Glossary> {
    let text = source.glossary.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    let mut file: File = toml::from_str(&text).unwrap_or_else(|error| {
        notes.error(error.span().unwrap_or(0..0), error.message().trim_end());
        File::default()
    });
    file.terms.sort_by_key(|entry| entry.get_ref().en.to_lowercase());
    for pair in file.terms.windows(2).filter(|p| p[0].get_ref().en.to_lowercase() == p[1].get_ref().en.to_lowercase()) {
        let message = format!("the term `{}` is explained twice", pair[1].get_ref().en);
        notes.error(pair[1].span(), message).help = Some("keep one of the two".into());
    }
    let lessons: Vec<&str> = source.lessons.iter().map(|l| l.slug()).collect();
    for lesson in file.terms.iter().filter_map(|entry| entry.get_ref().lesson.as_ref()) {
        let name = lesson.get_ref().as_str();
        if !lessons.contains(&slug(name)) {
            notes.unknown(lesson.span(), format!("this course has no lesson `{name}`"), name, &lessons);
        }
    }
    let entries: Vec<Entry> = file.terms.into_iter().map(Spanned::into_inner).collect();
    Lang::ALL
        .into_iter()
        .map(|lang| (lang, Glossary { terms: entries.iter().map(|e| term(e, lang)).collect() }))
        .collect()
}

fn term(entry: &Entry, lang: Lang) -> Term {
    let (term, other, means) = match lang {
        Lang::En => (&entry.en, &entry.zh, &entry.means.en),
        Lang::Zh => (&entry.zh, &entry.en, &entry.means.zh),
    };
    Term {
        id: entry.en.to_lowercase().split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>().join("-"),
        term: term.clone(),
        other: other.clone(),
        means: means.clone(),
        lesson: entry.lesson.as_ref().map(|l| slug(l.get_ref()).to_owned()),
    }
}
