//! Courses: outlines, translations, what `course.toml` can get wrong.

use course::compile::{CompiledCourse, CourseSource, LessonSource, TextSource, course};
use course::model::Lang;

use crate::support::{FRONT, source};

const TOML: &str = r#"
title = { en = "Model", zh = "模型" }
summary = "Same."
[[tracks]]
title = { en = "First", zh = "第一" }
lessons = ["01-a", "02-b"]
"#;

fn make(toml: &str, chinese: Option<&str>) -> (CourseSource, CompiledCourse) {
    let text = format!("{FRONT}```{{python}}\nx\n```\n");
    let mut source = source(Lang::En, text.as_bytes());
    source.toml = Some(toml.into());
    let chinese = chinese.map(|t| TextSource { lang: Lang::Zh, path: "c/01-a/lesson.zh.md".into(), bytes: t.into() });
    source.lessons[0].texts.extend(chinese);
    let compiled = course(&source);
    (source, compiled)
}

fn check(toml: &str, message: &str, help: &str) {
    let (source, compiled) = make(toml, None);
    let d = compiled.diagnostics.iter().find(|d| d.message.contains(message));
    let d = d.unwrap_or_else(|| panic!("no {message:?} in {:#?}", compiled.diagnostics));
    assert!(d.help.as_deref().unwrap_or_default().contains(help), "{d:?}");
    assert!(d.render(&source.text(&d.file), false).contains(&d.file));
    assert!(!compiled.outlines[&Lang::En].tracks.is_empty());
}

#[test]
fn every_language_has_an_outline_and_every_lesson() {
    let (_, compiled) = make(TOML, Some("---\ntitle: 题\nsummary: 要\n---\n```{python}\nx\n```\n"));
    let zh = compiled.outline(Lang::Zh).unwrap();
    assert_eq!((zh.title.as_str(), zh.tracks[0].title.as_str(), zh.summary.as_str()), ("模型", "第一", "Same."));
    let cards: Vec<_> = zh.lessons().map(|l| (l.slug.as_str(), l.title.as_str(), l.cells.len())).collect();
    assert_eq!(cards, [("a", "题", 1), ("b", "T", 0)]);
    assert_eq!(compiled.lesson("a", Lang::Zh).unwrap().lesson.lang, Lang::Zh);
    assert_eq!(compiled.lesson("b", Lang::Zh).unwrap().lesson.lang, Lang::En);
    let notes: Vec<_> = compiled.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(notes, ["there is no translation into `zh`; readers get this text"]);
    assert_eq!(compiled.errors(), 0);
}

#[test]
fn translations_have_the_same_cells() {
    let (_, compiled) = make(TOML, Some("---\ntitle: 题\nsummary: 要\n---\n没有\n"));
    let d = &compiled.lesson("a", Lang::Zh).unwrap().diagnostics[0];
    assert!(d.message.contains("the cells differ from the other language: none here, cell-1 there"), "{d:?}");
    let (_, compiled) = make(TOML, Some("---\ntitle: 题\nsummary: 要\n---\n```{python}\ny  # 不同\n```\n"));
    let d = &compiled.lesson("a", Lang::Zh).unwrap().diagnostics[0];
    assert_eq!((d.message.as_str(), d.line), ("the code of `cell-1` is not that of the other language", 6));
}

#[test]
fn mistakes_in_course_toml() {
    check("titel = \"x\"", "unknown field `titel`", "");
    check("title = 3", "expected a text", "");
    check("title = \"", "", "");
    check(&TOML.replace("02-b", "02-bb"), "no lesson folder `02-bb`", "did you mean `02-b`?");
    check(&TOML.replace("02-b", "01-a"), "listed twice", "keep one");
    check(&TOML.replace(", \"02-b\"", ""), "in no track", "02-b");
}

#[test]
fn a_glossary_is_there_in_every_language() {
    let glossary = |toml: &str| {
        let mut source = source(Lang::En, FRONT.as_bytes());
        (source.glossary_path, source.glossary) = ("c/glossary.toml".into(), Some(toml.into()));
        course(&source)
    };
    let term = |en: &str, zh: &str, more: &str| {
        format!("[[terms]]\nen = \"{en}\"\nzh = \"{zh}\"\nmeans = {{ en = \"E\", zh = \"Z\" }}\n{more}\n")
    };
    let good = glossary(&(term("weight", "权重", "lesson = \"01-a\"") + &term("loss", "损失", "")));
    assert!(good.diagnostics.iter().all(|d| d.file != "c/glossary.toml"), "{:?}", good.diagnostics);
    let zh = &good.glossaries[&Lang::Zh].terms;
    let of = |t: &course::model::Term| (t.id.clone(), t.term.clone(), t.other.clone(), t.lesson.clone());
    assert_eq!(of(&zh[0]), ("loss".into(), "损失".into(), "loss".into(), None));
    assert_eq!(of(&zh[1]), ("weight".into(), "权重".into(), "weight".into(), Some("a".into())));
    assert!(good.outlines[&Lang::En].glossary && !course(&source(Lang::En, b"")).outlines[&Lang::En].glossary);

    let complains = |toml: &str, message: &str| {
        let compiled = glossary(toml);
        let found = compiled.diagnostics.iter().find(|d| d.message.contains(message));
        assert_eq!(found.map(|d| d.file.as_str()), Some("c/glossary.toml"), "{:?}", compiled.diagnostics);
    };
    complains(&(term("loss", "损失", "") + &term("Loss", "损失", "")), "explained twice");
    complains(&term("loss", "损失", "lesson = \"b-b\""), "no lesson `b-b`");
    complains("[[terms]]\nen = \"x\"\n", "missing field `zh`");
}

#[test]
fn files_that_are_nearly_lessons() {
    let check = |folder: &str, file: &str, at: &str, message: &str, help: &str| {
        let mut source = source(Lang::En, FRONT.as_bytes());
        let lesson = match source.lessons.iter().position(|l| l.folder == folder) {
            Some(i) => &mut source.lessons[i],
            None => {
                source.lessons.push(LessonSource { folder: folder.into(), ..LessonSource::default() });
                source.lessons.last_mut().expect("one was just added")
            }
        };
        lesson.files.push(file.into());
        let compiled = course(&source);
        let d = compiled.diagnostics.iter().find(|d| d.message.contains(message));
        let d = d.unwrap_or_else(|| panic!("no {message:?} in {:#?}", compiled.diagnostics));
        assert_eq!(d.file, at);
        assert!(d.help.as_deref().unwrap_or_default().contains(help), "{d:?}");
        assert!(d.render(&source.text(&d.file), false).contains(at));
    };
    check("01-a", "lesson.fr.md", "c/01-a/lesson.fr.md", "nobody reads this file", "lesson.zh.md");
    check("03-c", "plot.svg", "c/03-c", "has no lesson.md", "remove the folder");
    check("03-c", "Lesson.MD", "c/03-c", "has no lesson.md", "rename `Lesson.MD`");
}

#[test]
fn the_version_follows_the_source() {
    let version =
        |text: &str| course(&source(Lang::En, text.as_bytes())).lesson("a", Lang::En).unwrap().lesson.version.clone();
    assert_eq!(version(FRONT), version(FRONT));
    assert_ne!(version(FRONT), version(&format!("{FRONT}a")));
    assert_eq!(version(FRONT).len(), 12);
}
