//! `academy coverage`: a table of what a course has to cover and which lessons do.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use clap::Args;
use course::compile;

use crate::check::sources;
use server::content::ContentError;

/// What to look at.
#[derive(Args, Debug)]
pub struct Options {
    /// Folder of courses, or of one course
    #[arg(default_value = "content")]
    content: PathBuf,
}

/// Prints a markdown table for each course that lists codes, and returns how many codes lack a lesson, an exercise or, in a
/// course with exams, a question.
///
/// # Errors
/// If the folder cannot be read.
pub fn run(options: &Options) -> Result<usize, ContentError> {
    let mut thin = 0;
    let mut shown = String::new();
    for source in sources(&options.content)? {
        let course = compile::course(&source);
        let rows = compile::coverage(&course);
        if rows.is_empty() {
            continue;
        }
        shown += &format!(
            "# {}\n\n| code | must cover | lessons | exercises | questions |\n|---|---|---|--:|--:|\n",
            source.slug
        );
        for row in &rows {
            let lessons = if row.lessons.is_empty() { "none yet".to_owned() } else { row.lessons.join(", ") };
            shown += &format!("| {} | {} | {lessons} | {} | {} |\n", row.code, row.text, row.exercises, row.questions);
        }
        thin += rows.iter().filter(|row| row.is_thin(!course.exams.is_empty())).count();
    }
    // A reader that went away, such as `head`, is no error.
    let _ = write!(io::stdout(), "{shown}");
    Ok(thin)
}
