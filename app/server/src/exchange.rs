//! `academy import` and `academy export`: exams from and to other systems, as QTI packages.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use course::{
    compile::{self, CompiledExam},
    model::Lang,
};
use qti::{Format, QtiError};
use server::content::{ContentError, read};
use thiserror::Error;

/// What to take over, and where to.
#[derive(Args, Debug)]
pub struct Import {
    /// A QTI 1.2 package as Canvas writes it, a package of QTI 3 items, or a single file of either
    file: PathBuf,

    /// The exam's folder, which must not be there yet, such as content/maas/exams/quiz
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
}

/// What to hand over, and how.
#[derive(Args, Debug)]
pub struct Export {
    /// The exam's folder, such as content/maas/exams/foundations
    exam: PathBuf,

    /// Where the package is written
    #[arg(long, value_name = "FILE")]
    to: PathBuf,

    /// What the package is for
    #[arg(long, value_enum, default_value_t = Target::Canvas)]
    format: Target,

    /// Language of the questions: en or zh
    #[arg(long, default_value = "en", value_parser = lang)]
    lang: Lang,
}

/// A format of packages.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Target {
    /// QTI 1.2 for Canvas
    Canvas,
    /// QTI 3
    Qti3,
}

/// Nothing was taken over or handed over.
#[derive(Debug, Error)]
pub enum ExchangeError {
    /// There is something at that place.
    #[error("{0} is there already; name a new folder")]
    Exists(PathBuf),
    /// A folder that cannot hold an exam.
    #[error("{0} is no place for an exam: name a folder COURSE/exams/NAME, where COURSE holds a course.toml")]
    Place(PathBuf),
    /// There is no such exam.
    #[error("{0} is no exam: name a folder COURSE/exams/NAME that holds an exam.md")]
    NoExam(PathBuf),
    /// The package does not work.
    #[error(transparent)]
    Qti(#[from] QtiError),
    /// The course cannot be read.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The system refuses.
    #[error("cannot read or write {path}: {error}")]
    File {
        /// What.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

fn lang(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| "there are en and zh".into())
}

/// Writes the exam's folder and says what comes next.
///
/// # Errors
/// If the file cannot be read or the folder not be written.
pub fn import(options: &Import) -> Result<(), ExchangeError> {
    let file = |path: &Path, error| ExchangeError::File { path: path.to_owned(), error };
    course_of(&options.into).ok_or_else(|| ExchangeError::Place(options.into.clone()))?;
    if options.into.exists() {
        return Err(ExchangeError::Exists(options.into.clone()));
    }
    let bytes = fs::read(&options.file).map_err(|e| file(&options.file, e))?;
    let imported = qti::import(&bytes)?;
    fs::create_dir_all(&options.into).map_err(|e| file(&options.into, e))?;
    for (name, content) in &imported.files {
        let path = options.into.join(name);
        fs::write(&path, content).map_err(|e| file(&path, e))?;
    }
    for what in &imported.left_out {
        println!("left out: {what}");
    }
    println!("{} questions in {}; see `academy check`", imported.questions, options.into.display());
    Ok(())
}

/// Writes the package and says what it lacks.
///
/// # Errors
/// If the exam cannot be read or the file not be written.
pub fn export(options: &Export) -> Result<(), ExchangeError> {
    let none = || ExchangeError::NoExam(options.exam.clone());
    let course = course_of(&options.exam).ok_or_else(none)?;
    let name = options.exam.file_name().and_then(|n| n.to_str()).ok_or_else(none)?;
    let mut compiled = compile::course(&read::course(&course)?);
    let CompiledExam { exam, .. } =
        compiled.exams.remove(name).filter(|e| !e.exam.questions.is_empty()).ok_or_else(none)?;
    let format = match options.format {
        Target::Canvas => Format::Canvas,
        Target::Qti3 => Format::Three,
    };
    let exported = qti::export(&exam, options.lang, format, &pictures(&options.exam)?)?;
    fs::write(&options.to, &exported.package)
        .map_err(|error| ExchangeError::File { path: options.to.clone(), error })?;
    for id in &exported.left_out {
        println!("left out, since the format has no such kind: {id}");
    }
    for id in &exported.variants {
        println!("left out, since its numbers are drawn for each candidate and a package holds one set: {id}");
    }
    for id in &exported.without_rubric {
        println!("exported without its rubric, which the format has no place for: {id}");
    }
    let count = exam.questions.len() - exported.left_out.len() - exported.variants.len();
    println!("{count} of {} questions in {}", exam.questions.len(), options.to.display());
    Ok(())
}

/// The course that an exam's folder belongs to.
fn course_of(exam: &Path) -> Option<PathBuf> {
    let exams = exam.parent().filter(|p| p.file_name().is_some_and(|n| n == "exams"))?;
    exams.parent().filter(|course| course.join("course.toml").is_file()).map(Path::to_owned)
}

/// The files of an exam's folder that are no texts, by name.
fn pictures(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, ExchangeError> {
    let file = |path: &Path, error| ExchangeError::File { path: path.to_owned(), error };
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(|e| file(folder, e))? {
        let path = entry.map_err(|e| file(folder, e))?.path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()).filter(|n| !n.ends_with(".md")) else { continue };
        if path.is_file() {
            found.insert(name.to_owned(), fs::read(&path).map_err(|e| file(&path, e))?);
        }
    }
    Ok(found)
}
