//! What the compiler reads: names and bytes that someone else fetched.

use std::borrow::Cow;

use crate::model::Lang;

/// A course's folder, read.
#[derive(Clone, Debug, Default)]
pub struct CourseSource {
    /// The folder's name.
    pub slug: String,
    /// Where `course.toml` is or should be, as diagnostics should name it.
    pub toml_path: String,
    /// The bytes of `course.toml`; `None` where there is none.
    pub toml: Option<Vec<u8>>,
    /// Where `glossary.toml` is or would be, as diagnostics should name it.
    pub glossary_path: String,
    /// The bytes of `glossary.toml`; `None` where there is none.
    pub glossary: Option<Vec<u8>>,
    /// Paths of all files in its folder `data` relative to that, with `/`.
    pub data: Vec<String>,
    /// The folders that hold a lesson, in the order of their names.
    pub lessons: Vec<LessonSource>,
    /// The folders of its folder `exams`, in the order of their names.
    pub exams: Vec<ExamSource>,
}

/// An exam's folder, read.
#[derive(Clone, Debug, Default)]
pub struct ExamSource {
    /// The folder's name.
    pub folder: String,
    /// Paths of all files in it relative to it, with `/`: what images may point at.
    pub files: Vec<String>,
    /// Its texts, those of the bank too.
    pub texts: Vec<ExamText>,
}

/// A text of an exam in one language.
#[derive(Clone, Debug)]
pub struct ExamText {
    /// `exam`, or what the bank's file is called without its language: `bank/training`, `questions`.
    pub name: String,
    /// The text.
    pub text: TextSource,
}

/// A lesson's folder, read.
#[derive(Clone, Debug, Default)]
pub struct LessonSource {
    /// The folder's name, `NN-name`.
    pub folder: String,
    /// Paths of all files in it relative to it, with `/`: what links and images may point at.
    pub files: Vec<String>,
    /// The lesson's text, once for every language there is.
    pub texts: Vec<TextSource>,
    /// The bytes of [`VALUES`](super::VALUES); `None` where there is none.
    pub values: Option<Vec<u8>>,
}

/// A lesson's text in one language.
#[derive(Clone, Debug)]
pub struct TextSource {
    /// Its language, by the file's name.
    pub lang: Lang,
    /// Where it is, as diagnostics should name it.
    pub path: String,
    /// The file's bytes.
    pub bytes: Vec<u8>,
}

impl CourseSource {
    /// The text of a file that a diagnostic names; what is not UTF-8 is replaced. Empty if there is no such file.
    pub fn text(&self, file: &str) -> Cow<'_, str> {
        let lessons = self.lessons.iter().flat_map(|l| &l.texts);
        let exams = self.exams.iter().flat_map(|e| &e.texts).map(|t| &t.text);
        let texts = lessons.chain(exams).map(|t| (t.path.as_str(), t.bytes.as_slice()));
        let toml = self.toml.as_deref().map(|bytes| (self.toml_path.as_str(), bytes));
        let glossary = self.glossary.as_deref().map(|bytes| (self.glossary_path.as_str(), bytes));
        let bytes =
            texts.chain(toml).chain(glossary).find(|(path, _)| *path == file).map_or(&[][..], |(_, bytes)| bytes);
        String::from_utf8_lossy(bytes)
    }
}

impl LessonSource {
    /// The folder's name without its number: `01-linear-regression` is `linear-regression`.
    pub fn slug(&self) -> &str {
        slug(&self.folder)
    }
}

/// A lesson folder's name without its number.
pub fn slug(folder: &str) -> &str {
    match folder.split_once('-') {
        Some((number, rest)) if !rest.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => rest,
        _ => folder,
    }
}

/// The language of a lesson's file by its name: `lesson.md`, `lesson.zh.md`; `None` for other files.
pub fn text_lang(file: &str) -> Option<Lang> {
    match file.strip_prefix("lesson")?.strip_suffix("md")? {
        "." => Some(Lang::En),
        tag => Lang::parse(tag.strip_prefix('.')?.strip_suffix('.')?),
    }
}

/// What an exam's file is by its path in the exam's folder, and its language: `exam.md`, `questions.zh.md`,
/// `bank/training.md`; `None` for other files.
pub fn exam_text(file: &str) -> Option<(&str, Lang)> {
    let stem = file.strip_suffix(".md")?;
    let (name, lang) = match stem.rsplit_once('.') {
        Some((name, tag)) => (name, Lang::parse(tag)?),
        None => (stem, Lang::En),
    };
    let bank = name.strip_prefix("bank/").is_some_and(|n| !n.is_empty() && !n.contains('/'));
    (bank || name == "exam" || name == "questions").then_some((name, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_exams_are_told_by_their_names() {
        assert_eq!(exam_text("exam.zh.md"), Some(("exam", Lang::Zh)));
        assert_eq!(exam_text("bank/a.md"), Some(("bank/a", Lang::En)));
        assert_eq!(exam_text("questions.md"), Some(("questions", Lang::En)));
        for other in ["notes.md", "bank/x/a.md", "bank/.md", "exam.fr.md", "exam.txt"] {
            assert_eq!(exam_text(other), None, "{other}");
        }
    }

    #[test]
    fn names_tell_slug_and_language() {
        assert_eq!(
            ["01-linear-regression", "tour", "2024-", "a-b"].map(slug),
            ["linear-regression", "tour", "2024-", "a-b"]
        );
        assert_eq!(["lesson.md", "lesson.zh.md"].map(text_lang), [Some(Lang::En), Some(Lang::Zh)]);
        assert_eq!(["lesson.fr.md", "notes.md", "lesson.txt"].map(text_lang), [None, None, None]);
    }
}
