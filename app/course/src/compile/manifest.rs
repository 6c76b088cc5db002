//! A course's folder to its outlines and lessons.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::diagnostic::{Diagnostic, Notes, Severity};
use super::glossary;
use super::inline::{VALUES, Values};
use super::input::{CourseSource, LessonSource, slug, text_lang};
use super::lesson;
use super::output::{CompiledCourse, CompiledLesson};
use super::page::Place;
use super::twin;
use crate::model::{Lang, Lesson, LessonCard, Outline, Track};

/// `course.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    title: Text,
    #[serde(default)]
    summary: Text,
    #[serde(default)]
    codes: Vec<(String, String)>,
    #[serde(default)]
    tracks: Vec<TrackEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrackEntry {
    title: Text,
    lessons: Vec<Spanned<String>>,
}

/// A text for every language, or one for all.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a text, or one per language: { en = \"…\", zh = \"…\" }")]
enum Text {
    One(String),
    Each(BTreeMap<Lang, String>),
}

impl Default for Text {
    fn default() -> Self {
        Text::One(String::new())
    }
}

impl Text {
    fn get(&self, lang: Lang) -> String {
        match self {
            Text::One(text) => text.clone(),
            Text::Each(texts) => texts.get(&lang).or_else(|| texts.values().next()).cloned().unwrap_or_default(),
        }
    }
}

/// Compiles a course. Never fails: what is wrong is in the diagnostics, and what is left is shown.
pub fn course(source: &CourseSource) -> CompiledCourse {
    let text = source.text(&source.toml_path).into_owned();
    let mut notes = Notes::new(&source.toml_path, &text);
    let manifest = read(source, &text, &mut notes);
    let mut compiled =
        CompiledCourse { slug: source.slug.clone(), codes: manifest.codes.clone(), ..CompiledCourse::default() };
    let codes: Vec<String> = manifest.codes.iter().map(|(code, _)| code.clone()).collect();
    let folders: Vec<String> = source.lessons.iter().map(|l| l.folder.clone()).collect();
    for lesson in &source.lessons {
        if compiled.lesson(lesson.slug(), Lang::En).is_some() {
            notes.error(0..0, format!("two lessons are called `{}`", lesson.slug())).help =
                Some(format!("rename the folder `{}`", lesson.folder));
            continue;
        }
        compile_lesson(source, lesson, &folders, &codes, &mut compiled);
    }
    for exam in &source.exams {
        compiled.exams.insert(exam.folder.clone(), super::exam::compile(source, exam, &codes));
    }
    let tracks = tracks(&manifest, source, &mut notes);
    let glossary_text = source.text(&source.glossary_path).into_owned();
    let mut glossary_notes = Notes::new(&source.glossary_path, &glossary_text);
    compiled.glossaries = glossary::read(source, &mut glossary_notes);
    for lang in Lang::ALL {
        let outline = Outline {
            slug: source.slug.clone(),
            title: manifest.title.get(lang),
            summary: manifest.summary.get(lang),
            glossary: compiled.glossaries.values().any(|g| !g.terms.is_empty()),
            tracks: tracks
                .iter()
                .map(|(title, folders)| Track {
                    title: title.get(lang),
                    lessons: folders
                        .iter()
                        .filter_map(|f| Some(card(&compiled.lesson(slug(f), lang)?.lesson)))
                        .collect(),
                })
                .collect(),
        };
        compiled.outlines.insert(lang, outline);
    }
    let mut all = notes.list;
    all.append(&mut glossary_notes.list);
    all.append(&mut compiled.diagnostics);
    compiled.diagnostics = all;
    compiled
}

fn read(source: &CourseSource, text: &str, notes: &mut Notes) -> Manifest {
    let fallback = || Manifest {
        title: Text::One(source.slug.clone()),
        summary: Text::default(),
        codes: Vec::new(),
        tracks: Vec::new(),
    };
    match &source.toml {
        None => {
            notes.error(0..0, "the course has no course.toml").help =
                Some("write one with `title` and `[[tracks]]`".into());
            return fallback();
        }
        Some(bytes) => {
            if let Err(error) = std::str::from_utf8(bytes) {
                notes.error(error.valid_up_to()..error.valid_up_to() + 3, "this byte is not UTF-8").help =
                    Some("save the file as UTF-8 in your editor".into());
                return fallback();
            }
        }
    }
    toml::from_str(text).unwrap_or_else(|error| {
        notes.error(error.span().unwrap_or(0..0), error.message().trim_end());
        fallback()
    })
}

/// Titles of tracks with the folders of their lessons. Without tracks everything is one, in the order of the folders.
fn tracks(manifest: &Manifest, source: &CourseSource, notes: &mut Notes) -> Vec<(Text, Vec<String>)> {
    let folders: Vec<&str> = source.lessons.iter().map(|l| l.folder.as_str()).collect();
    if manifest.tracks.is_empty() {
        let title = BTreeMap::from([(Lang::En, "Lessons".to_owned()), (Lang::Zh, "课程内容".to_owned())]);
        return vec![(Text::Each(title), folders.iter().map(ToString::to_string).collect())];
    }
    let mut listed: Vec<&str> = Vec::new();
    let mut tracks = Vec::new();
    for track in &manifest.tracks {
        let mut lessons = Vec::new();
        for entry in &track.lessons {
            let name = entry.get_ref().as_str();
            match folders.iter().find(|f| **f == name || slug(f) == name) {
                Some(folder) if listed.contains(folder) => {
                    notes.error(entry.span(), format!("the lesson `{name}` is listed twice")).help =
                        Some("keep one of the two".into());
                }
                Some(folder) => {
                    listed.push(folder);
                    lessons.push(folder.to_string());
                }
                None => notes.unknown(entry.span(), format!("there is no lesson folder `{name}`"), name, &folders),
            }
        }
        let title = Text::Each(Lang::ALL.into_iter().map(|l| (l, track.title.get(l))).collect());
        tracks.push((title, lessons));
    }
    for folder in folders.iter().filter(|f| !listed.contains(f)) {
        notes.warn(0..0, format!("the lesson `{folder}` is in no track, so the outline does not show it")).help =
            Some(format!("add \"{folder}\" to a track's `lessons`"));
    }
    tracks
}

/// All languages of one lesson.
fn compile_lesson(
    source: &CourseSource,
    lesson: &LessonSource,
    folders: &[String],
    codes: &[String],
    compiled: &mut CompiledCourse,
) {
    let names: Vec<&str> = lesson.texts.iter().map(|t| t.path.rsplit('/').next().unwrap_or_default()).collect();
    let path = |file: &str| format!("{}{}/{file}", source.toml_path.trim_end_matches("course.toml"), lesson.folder);
    let values = lesson.values.as_deref().map(|bytes| {
        serde_json::from_slice::<Values>(bytes).unwrap_or_else(|error| {
            let note =
                Diagnostic::new(Severity::Error, &path(VALUES), "", 0..0, format!("this file cannot be read: {error}"));
            compiled.diagnostics.push(note.help("remove it, and run `academy check --run --write`"));
            Values::new()
        })
    });
    let place = Place {
        course: &source.slug,
        folder: &lesson.folder,
        values: values.as_ref(),
        data: &source.data,
        codes,
        lessons: folders,
        files: &lesson.files,
        texts: &names,
    };
    for file in lesson.files.iter().filter(|f| f.starts_with("lesson.") && f.ends_with(".md") && text_lang(f).is_none())
    {
        let note = Diagnostic::new(Severity::Warning, &path(file), "", 0..0, "nobody reads this file");
        compiled.diagnostics.push(note.help("languages are lesson.md and lesson.zh.md; name other texts otherwise"));
    }
    let texts: Vec<CompiledLesson> = lesson.texts.iter().map(|text| lesson::compile(place, text)).collect();
    let Some(first) = Lang::ALL.iter().find_map(|l| texts.iter().position(|t| t.lesson.lang == *l)) else {
        let near = lesson.files.iter().find(|f| f.to_lowercase().starts_with("lesson"));
        let help = match near {
            Some(near) => format!("write one, or rename `{near}`: languages are lesson.md and lesson.zh.md"),
            None => "write one, or remove the folder".into(),
        };
        let note =
            Diagnostic::new(Severity::Error, path("").trim_end_matches('/'), "", 0..0, "this folder has no lesson.md");
        compiled.diagnostics.push(note.help(help));
        return;
    };
    for lang in Lang::ALL {
        let entry = match texts.iter().position(|t| t.lesson.lang == lang) {
            Some(i) => {
                let mut own = texts[i].clone();
                if i != first {
                    own.diagnostics.extend(twin::differs(&texts[first].lesson, &own.lesson, &lesson.texts[i]));
                }
                own
            }
            None => {
                let path = &lesson.texts[first].path;
                let message = format!("there is no translation into `{}`; readers get this text", lang.code());
                let text = source.text(path);
                compiled.diagnostics.push(Diagnostic::new(Severity::Note, path, &text, 0..0, message));
                CompiledLesson { diagnostics: Vec::new(), ..texts[first].clone() }
            }
        };
        compiled.lessons.insert((lesson.slug().to_owned(), lang), entry);
    }
}

/// What the outline shows of a lesson.
fn card(lesson: &Lesson) -> LessonCard {
    let cells = lesson.cells();
    let (exercises, plain): (Vec<_>, Vec<_>) = cells.into_iter().partition(|c| c.exercise.is_some());
    LessonCard {
        slug: lesson.slug.clone(),
        title: lesson.title.clone(),
        summary: lesson.summary.clone(),
        minutes: lesson.minutes,
        // A cell that is not shown cannot be run by the student.
        cells: plain.into_iter().filter(|c| c.include).map(|c| c.id.clone()).collect(),
        exercises: exercises.into_iter().map(|c| c.id.clone()).collect(),
        quizzes: lesson.quizzes().into_iter().map(|q| q.id.clone()).collect(),
    }
}
