//! Reads course folders from disk into what the compiler takes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use course::compile::{CourseSource, ExamSource, ExamText, LessonSource, TextSource, VALUES, exam_text, text_lang};
use thiserror::Error;

/// A lesson's own folders are looked into this deep.
const DEPTH: usize = 6;

/// The courses cannot be read.
#[derive(Debug, Error)]
pub enum ContentError {
    /// There is no such folder.
    #[error("there are no courses at {0}: no such folder. Name the folder that holds the courses")]
    Missing(PathBuf),
    /// There is a file.
    #[error("{0} is a file, and courses are folders. Name the folder that holds the courses, or one course's folder")]
    File(PathBuf),
    /// There is nothing in the folder.
    #[error(
        "there are no courses in {0}: a course is a folder with a course.toml. Name a course, or the folder that holds the courses"
    )]
    Empty(PathBuf),
    /// The system refuses.
    #[error("cannot read {path}: {error}")]
    Unreadable {
        /// What.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// Every course under `root` with its folder: a folder with a `course.toml`, or one that holds lessons.
pub fn courses(root: &Path) -> Result<Vec<(PathBuf, CourseSource)>, ContentError> {
    if root.is_file() {
        return Err(ContentError::File(root.to_owned()));
    }
    if !root.is_dir() {
        return Err(ContentError::Missing(root.to_owned()));
    }
    let mut found = Vec::new();
    for folder in folders(root)? {
        let source = course(&folder)?;
        if source.toml.is_some() || source.lessons.iter().any(|l| !l.texts.is_empty()) {
            found.push((folder, source));
        }
    }
    Ok(found)
}

/// One course's folder.
pub fn course(folder: &Path) -> Result<CourseSource, ContentError> {
    let toml = folder.join("course.toml");
    let glossary = folder.join("glossary.toml");
    let mut source = CourseSource {
        slug: name(folder),
        toml_path: toml.display().to_string(),
        toml: if toml.is_file() { Some(read(&toml)?) } else { None },
        glossary_path: glossary.display().to_string(),
        glossary: if glossary.is_file() { Some(read(&glossary)?) } else { None },
        data: Vec::new(),
        lessons: Vec::new(),
        exams: Vec::new(),
    };
    let exams = folder.join("exams");
    if exams.is_dir() {
        source.exams = folders(&exams)?.iter().map(|folder| exam(folder)).collect::<Result<_, _>>()?;
    }
    let data = folder.join("data");
    if data.is_dir() {
        files(&data, "", DEPTH, &mut source.data)?;
    }
    for folder in folders(folder)? {
        let lesson = lesson(&folder)?;
        // One with a number is meant to be a lesson: the compiler says that its text is missing. Others hold pictures and notes.
        if !lesson.texts.is_empty() || lesson.slug() != lesson.folder {
            source.lessons.push(lesson);
        }
    }
    Ok(source)
}

fn lesson(folder: &Path) -> Result<LessonSource, ContentError> {
    let mut lesson = LessonSource { folder: name(folder), ..LessonSource::default() };
    files(folder, "", DEPTH, &mut lesson.files)?;
    for file in &lesson.files {
        if let Some(lang) = text_lang(file) {
            let path = folder.join(file);
            lesson.texts.push(TextSource { lang, path: path.display().to_string(), bytes: read(&path)? });
        }
    }
    let values = folder.join(VALUES);
    lesson.values = if values.is_file() { Some(read(&values)?) } else { None };
    Ok(lesson)
}

fn exam(folder: &Path) -> Result<ExamSource, ContentError> {
    let mut exam = ExamSource { folder: name(folder), ..ExamSource::default() };
    files(folder, "", DEPTH, &mut exam.files)?;
    for file in &exam.files {
        if let Some((name, lang)) = exam_text(file) {
            let path = folder.join(file);
            let text = TextSource { lang, path: path.display().to_string(), bytes: read(&path)? };
            exam.texts.push(ExamText { name: name.to_owned(), text });
        }
    }
    Ok(exam)
}

/// Paths below `folder`, with `/`, in order; hidden files left out. What is neither file nor folder, such as a link that
/// leads nowhere, is as good as not there: the compiler says so where a lesson wants it.
fn files(folder: &Path, prefix: &str, depth: usize, into: &mut Vec<String>) -> Result<(), ContentError> {
    for path in entries(folder)? {
        let below = format!("{prefix}{}", name(&path));
        if path.is_file() {
            into.push(below);
        } else if depth > 0 && path.is_dir() {
            files(&path, &format!("{below}/"), depth - 1, into)?;
        }
    }
    Ok(())
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, ContentError> {
    Ok(entries(folder)?.into_iter().filter(|p| p.is_dir()).collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, ContentError> {
    let unreadable = |error| ContentError::Unreadable { path: folder.to_owned(), error };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        // Names that are not text cannot stand in an address; hidden ones are editors' and version control's.
        if path.file_name().and_then(|n| n.to_str()).is_some_and(|n| !n.starts_with('.')) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<Vec<u8>, ContentError> {
    fs::read(path).map_err(|error| ContentError::Unreadable { path: path.to_owned(), error })
}

/// The last part of a path; `.` and the like are looked up first.
fn name(path: &Path) -> String {
    let of = |p: &Path| p.file_name().map(|n| n.to_string_lossy().into_owned());
    of(path).or_else(|| of(&path.canonicalize().ok()?)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_becomes_the_compilers_input() {
        let root = tempfile::tempdir().expect("a folder");
        let lesson = root.path().join("maas/01-first");
        fs::create_dir_all(lesson.join("img")).expect("folders");
        fs::create_dir_all(root.path().join("notes")).expect("a folder");
        for (path, text) in [("maas/course.toml", ""), ("maas/01-first/lesson.md", "# A"), ("maas/01-first/.x", "")] {
            fs::write(root.path().join(path), text).expect("a file");
        }
        fs::write(lesson.join("lesson.zh.md"), b"\xff").expect("a file");
        fs::write(lesson.join("img/a.png"), "").expect("a file");
        #[cfg(unix)]
        for name in ["maas/01-first/gone.csv", "maas/01-first/img/gone.csv", "maas/gone", "gone"] {
            std::os::unix::fs::symlink("/no/such/file", root.path().join(name)).expect("a link that leads nowhere");
        }

        let found = courses(root.path()).expect("readable");
        assert_eq!(found.len(), 1);
        let source = &found[0].1;
        assert_eq!((source.slug.as_str(), source.toml.as_deref()), ("maas", Some(&b""[..])));
        assert_eq!(source.lessons[0].files, ["img/a.png", "lesson.md", "lesson.zh.md"]);
        assert_eq!(source.lessons[0].texts.len(), 2);
        assert_eq!(source.lessons[0].texts[1].bytes, b"\xff");
    }

    #[test]
    fn a_missing_folder_is_said_so() {
        let error = courses(Path::new("/no/such/folder")).expect_err("nothing there");
        assert!(error.to_string().contains("/no/such/folder"), "{error}");
    }
}
