//! `academy check`: what authors have to mend, with excerpts.

use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use course::compile::{self, CourseSource, Diagnostic, Severity};

use server::content::{ContentError, read};

/// What to look at and how to say it.
#[derive(Args, Debug)]
pub struct Options {
    /// Folder of courses, or of one course
    #[arg(default_value = "content")]
    content: PathBuf,

    /// Print JSON, one object per remark in one list, for editors and scripts
    #[arg(long)]
    json: bool,
}

/// Prints the remarks and returns how many of them are errors.
///
/// # Errors
/// If the folder cannot be read.
pub fn run(options: &Options) -> Result<usize, ContentError> {
    let sources = sources(&options.content)?;
    let mut remarks = Vec::new();
    let mut shown = String::new();
    let color = io::stdout().is_terminal();
    for source in &sources {
        for diagnostic in compile::course(source).all_diagnostics() {
            if !options.json {
                shown += &diagnostic.render(&source.text(&diagnostic.file), color);
                shown += "\n\n";
            }
            remarks.push(diagnostic.clone());
        }
    }
    let count = |severity| remarks.iter().filter(|d: &&Diagnostic| d.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if options.json {
        shown = serde_json::to_string_pretty(&remarks).expect("remarks are plain data");
    } else {
        let lessons = sources.iter().flat_map(|s| &s.lessons).filter(|l| !l.texts.is_empty()).count();
        let exams = sources.iter().map(|s| s.exams.len()).sum();
        let mut counted = vec![number(sources.len(), "course"), number(lessons, "lesson")];
        if exams > 0 {
            counted.push(number(exams, "exam"));
        }
        let found = [number(errors, "error"), number(warnings, "warning")];
        shown += &format!("{}: {}", counted.join(", "), found.join(", "));
    }
    // A reader that went away, such as `head`, is no error.
    let _ = writeln!(io::stdout(), "{shown}");
    Ok(errors)
}

/// A folder with a `course.toml` is one course; any other holds courses. None at all is a mistake: whoever checks the wrong
/// folder must not be told that all is well.
pub(crate) fn sources(folder: &Path) -> Result<Vec<CourseSource>, ContentError> {
    if folder.join("course.toml").is_file() {
        return Ok(vec![read::course(folder)?]);
    }
    let courses = read::courses(folder)?;
    if courses.is_empty() {
        return Err(ContentError::Empty(folder.to_owned()));
    }
    Ok(courses.into_iter().map(|(_, source)| source).collect())
}

/// `1 course`, `2 courses`.
fn number(n: usize, of: &str) -> String {
    format!("{n} {of}{}", if n == 1 { "" } else { "s" })
}
