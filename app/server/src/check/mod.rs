//! `academy check`: what authors have to mend, with excerpts.

mod exam;
mod lesson;
mod place;
mod runner;

use std::{
    collections::BTreeMap,
    fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    sync::PoisonError,
};

use clap::Args;
use course::compile::{self, CourseSource, Diagnostic, Severity, VALUES, Values};
use course::model::Lang;

use server::Settings;
use server::content::{ContentError, read};
use server::sandbox::{SandboxConfig, SandboxError};

use self::runner::Runner;

/// What to look at and how to say it.
#[derive(Args, Debug)]
pub struct Options {
    /// Folder of courses, or of one course
    #[arg(default_value = "content")]
    content: PathBuf,

    /// Print JSON, one object per remark in one list, for editors and scripts
    #[arg(long)]
    json: bool,

    /// Also run every cell and every exercise, as a student would: starters must fail their checks, solutions pass them; and
    /// solve every exam question, with many seeds
    #[arg(long)]
    run: bool,

    /// Write down what expressions in the texts of lessons come to, in each lesson's values.json
    #[arg(long, requires = "run", conflicts_with = "lang")]
    write: bool,

    /// Run only the lessons in this language: en or zh [default: the languages there are]
    #[arg(long, requires = "run", value_parser = lang)]
    lang: Option<Lang>,

    /// Folder with the built site, which holds grader.wasm [default: target/site]
    #[arg(long, env = "ACADEMY_SITE", value_name = "FOLDER")]
    site: Option<PathBuf>,

    /// Folder for what is kept from run to run [default: data]
    #[arg(long, env = "ACADEMY_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
}

fn lang(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| "there are en and zh".to_owned())
}

/// Prints the remarks and returns how many of them are errors.
///
/// # Errors
/// If the folder cannot be read, or lessons cannot be run.
pub fn run(options: &Options) -> Result<usize, String> {
    let sources = sources(&options.content).map_err(|e| e.to_string())?;
    let mut remarks = Vec::new();
    let mut shown = String::new();
    let (mut lessons, mut questions) = (Vec::new(), Vec::new());
    let mut texts = BTreeMap::new();
    let color = io::stdout().is_terminal();
    let mut say = |diagnostic: &Diagnostic, text: &str| {
        if !options.json {
            shown += &diagnostic.render(text, color);
            shown += "\n\n";
        }
        remarks.push(diagnostic.clone());
    };
    for source in &sources {
        let course = compile::course(source);
        for diagnostic in course.all_diagnostics() {
            say(diagnostic, &source.text(&diagnostic.file));
        }
        let exams = source.exams.iter().flat_map(|exam| &exam.texts).map(|text| &text.text);
        for text in source.lessons.iter().flat_map(|lesson| &lesson.texts).chain(exams) {
            texts.insert(text.path.clone(), source.text(&text.path).into_owned());
        }
        let folder = Path::new(&source.toml_path).parent().unwrap_or(Path::new("."));
        lessons.extend(lesson::tasks(&course, folder, &texts, options.lang));
        questions.extend(exam::tasks(source, &course));
    }
    if options.run {
        for diagnostic in run_code(options, lessons, questions)? {
            say(&diagnostic, texts.get(&diagnostic.file).map(String::as_str).unwrap_or_default());
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

/// Runs lessons and solves questions on all cores, in the sandbox that serves students too.
fn run_code(
    options: &Options,
    lessons: Vec<lesson::Task>,
    questions: Vec<exam::Task>,
) -> Result<Vec<Diagnostic>, String> {
    let settings = Settings { site: options.site.clone(), data: options.data.clone(), ..Settings::default() };
    let config = settings.finish().map_err(|e| e.to_string())?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let sandbox = SandboxConfig { processes: cores, ..config.sandbox };
    let runner = Runner::new(sandbox, config.data.join("check"));
    let runtime = tokio::runtime::Runtime::new().map_err(|e| format!("cannot start: {e}"))?;
    let written = options.write.then(lesson::Written::default);
    let found = runtime.block_on(async {
        let lessons = lessons.into_iter().map(|task| lesson::run(task, runner.clone(), written.clone()));
        let mut found = runner::all(lessons).await?;
        found.extend(runner::all(questions.into_iter().map(|task| exam::solve(task, runner.clone()))).await?);
        Ok(found)
    });
    if let Some(written) = written {
        let written = written.lock().unwrap_or_else(PoisonError::into_inner);
        written.iter().try_for_each(|(folder, values)| write(&folder.join(VALUES), values))?;
    }
    found.map_err(|e: SandboxError| e.to_string())
}

/// Writes a lesson's values, a line each, so that a change of one is a change of one line.
fn write(path: &Path, values: &Values) -> Result<(), String> {
    let text = serde_json::to_string_pretty(values).expect("texts by texts") + "\n";
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// `1 course`, `2 courses`.
fn number(n: usize, of: &str) -> String {
    format!("{n} {of}{}", if n == 1 { "" } else { "s" })
}
