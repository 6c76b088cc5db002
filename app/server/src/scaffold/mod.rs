//! `academy new`: a first course, lesson or exam, which pass the check and show an author where to write.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use course::compile::slug;
use thiserror::Error;

/// What to begin.
#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A course with one lesson
    Course {
        /// The course's folder, such as content/rust
        folder: PathBuf,
    },
    /// A lesson in both languages
    Lesson {
        /// The lesson's folder, such as content/rust/02-ownership
        folder: PathBuf,
    },
    /// An exam in both languages, with a bank of three questions
    Exam {
        /// The exam's folder, such as content/rust/exams/foundations
        folder: PathBuf,
    },
}

/// Nothing was begun.
#[derive(Debug, Error)]
pub enum ScaffoldError {
    /// There is something at that place.
    #[error("{0} is there already; name a new folder")]
    Exists(PathBuf),
    /// A name that cannot stand in an address.
    #[error("`{0}` cannot stand in an address: use small letters, digits and dashes, such as 02-ownership")]
    Name(String),
    /// Something outside of a course.
    #[error("{0} has no course.toml; begin the course first with `academy new course {0}`")]
    NoCourse(PathBuf),
    /// An exam that no course would find.
    #[error("{0} is not the folder `exams` of a course; name one such as content/rust/exams/foundations")]
    NoExams(PathBuf),
    /// The system refuses.
    #[error("cannot write {path}: {error}")]
    Unwritable {
        /// What.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

const COURSE: &str = include_str!("course.toml");
const LESSON: [(&str, &str); 2] =
    [("lesson.md", include_str!("lesson/lesson.md")), ("lesson.zh.md", include_str!("lesson/lesson.zh.md"))];
const EXAM: [(&str, &str); 4] = [
    ("exam.md", include_str!("exam/exam.md")),
    ("exam.zh.md", include_str!("exam/exam.zh.md")),
    ("questions.md", include_str!("exam/questions.md")),
    ("questions.zh.md", include_str!("exam/questions.zh.md")),
];

/// Writes the files and says what comes next.
///
/// # Errors
/// If there is something at the place, or it cannot be written. Nothing that exists is changed.
pub fn run(options: &Options) -> Result<(), ScaffoldError> {
    match &options.what {
        What::Course { folder } => {
            let name = fresh(folder)?;
            write(&folder.join("course.toml"), &COURSE.replace("TITLE", &titled(&name)))?;
            all(&LESSON, &folder.join("01-first-lesson"), "first-lesson")?;
            println!(
                "Write in {0}, then look at it with `academy serve --watch` and check it with `academy check {0}`.",
                folder.display()
            );
        }
        What::Lesson { folder } => {
            let name = fresh(folder)?;
            let course = above(folder);
            in_course(course)?;
            all(&LESSON, folder, slug(&name))?;
            println!("Add \"{name}\" to a track's `lessons` in {}.", course.join("course.toml").display());
        }
        What::Exam { folder } => {
            let name = fresh(folder)?;
            let exams = above(folder);
            if exams.file_name().is_none_or(|name| name != "exams") {
                return Err(ScaffoldError::NoExams(exams.to_owned()));
            }
            let course = above(exams);
            in_course(course)?;
            all(&EXAM, folder, &name)?;
            println!("Write its questions, and solve them with `academy check --run {}`.", course.display());
        }
    }
    Ok(())
}

/// The folder's name, if there is nothing yet and the name may stand in an address.
fn fresh(folder: &Path) -> Result<String, ScaffoldError> {
    let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(plain) || slug(&name).starts_with('-') {
        return Err(ScaffoldError::Name(name));
    }
    if folder.exists() {
        return Err(ScaffoldError::Exists(folder.to_owned()));
    }
    Ok(name)
}

/// The folder around it.
fn above(folder: &Path) -> &Path {
    folder.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn in_course(folder: &Path) -> Result<(), ScaffoldError> {
    folder.join("course.toml").is_file().then_some(()).ok_or_else(|| ScaffoldError::NoCourse(folder.to_owned()))
}

/// Writes all files of a lesson or an exam.
fn all(files: &[(&str, &str)], folder: &Path, name: &str) -> Result<(), ScaffoldError> {
    files.iter().try_for_each(|(file, text)| write(&folder.join(file), &text.replace("TITLE", &titled(name))))
}

/// `first-lesson` is `First lesson`.
fn titled(name: &str) -> String {
    let text = name.replace('-', " ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn write(path: &Path, text: &str) -> Result<(), ScaffoldError> {
    let unwritable = |error| ScaffoldError::Unwritable { path: path.to_owned(), error };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(unwritable)?;
    }
    fs::write(path, text).map_err(unwritable)
}
