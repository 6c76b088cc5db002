//! Helpers: a course of one lesson, compiled.

use course::compile::{CompiledLesson, CourseSource, LessonSource, TextSource, course};
use course::model::{Block, Lang};

/// The front matter that tests put above their lesson.
pub const FRONT: &str = "---\ntitle: T\nsummary: S\n---\n";

/// A course `c` with lesson `01-a` of this text and an empty lesson `02-b`; files are `x.svg` and `data/points.csv`.
pub fn source(lang: Lang, bytes: &[u8]) -> CourseSource {
    let text = |path: &str, lang, bytes: &[u8]| TextSource { lang, path: path.into(), bytes: bytes.into() };
    let other = format!("{FRONT}Other.\n");
    CourseSource {
        slug: "c".into(),
        toml_path: "c/course.toml".into(),
        toml: Some(b"title = \"C\"\n[[tracks]]\ntitle = \"A\"\nlessons = [\"01-a\", \"02-b\"]\n".to_vec()),
        lessons: vec![
            LessonSource {
                folder: "01-a".into(),
                files: vec!["lesson.md".into(), "x.svg".into(), "data/points.csv".into()],
                texts: vec![text("c/01-a/lesson.md", lang, bytes)],
                values: Some(br#"{"cell-1": {"x": "2 < 3"}}"#.to_vec()),
            },
            LessonSource {
                folder: "02-b".into(),
                files: vec!["lesson.md".into()],
                texts: vec![text("c/02-b/lesson.md", Lang::En, other.as_bytes())],
                values: None,
            },
        ],
        ..CourseSource::default()
    }
}

/// The lesson made of bytes as they are.
pub fn compile_bytes(lang: Lang, bytes: &[u8]) -> CompiledLesson {
    course(&source(lang, bytes)).lesson("a", lang).expect("every lesson there is comes out").clone()
}

/// The lesson made of a text under [`FRONT`].
pub fn compile(lang: Lang, text: &str) -> CompiledLesson {
    compile_bytes(lang, format!("{FRONT}{text}").as_bytes())
}

/// A lesson without diagnostics.
pub fn clean(lang: Lang, text: &str) -> CompiledLesson {
    let compiled = compile(lang, text);
    assert_eq!(compiled.diagnostics, [], "in\n{text}");
    compiled
}

/// All HTML blocks of a lesson, joined.
pub fn html(compiled: &CompiledLesson) -> String {
    let html =
        compiled.lesson.blocks.iter().filter_map(|b| if let Block::Html(h) = b { Some(h.as_str()) } else { None });
    html.collect::<Vec<_>>().join("\n")
}
