//! `academy check --run` on lessons: runs their cells and exercises in the sandbox, as a student would from top to bottom,
//! and remarks on what goes wrong.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use cells::grade::{Check, File, Judge, Judgement, Limit, Limits, Ran, Run, Step, StepRan};
use cells::{Exercise, Message, Outcome, Output, Tone};
use course::compile::{CompiledCourse, CompiledLesson, Diagnostic, Inline, Severity, Values};
use course::model::{Cell, Lang};
use serde::{Deserialize, Serialize};
use server::sandbox::SandboxError;

use super::{
    place::{Places, line},
    runner::Runner,
};

/// Counted work of a second, about: a verdict by the clock would depend on what else the machine does.
const SECOND: u64 = 10_000_000_000;
/// What a step may use: far more than a student waits for. The clock is only for what waits without working.
const LIMITS: Limits = Limits { fuel: 60 * SECOND, millis: 600_000, memory: 1 << 30 };
/// Seconds of work after which it is worth a word that students wait.
const LONG: u64 = 20;
/// All lessons run with the same random numbers.
const SEED: u64 = 7;

/// What expressions in the texts of lessons come to, by the lessons' folders.
pub(super) type Written = Arc<Mutex<BTreeMap<PathBuf, Values>>>;

/// A lesson and where it comes from.
pub(super) struct Task {
    pub folder: PathBuf,
    pub file: String,
    pub text: String,
    pub lesson: CompiledLesson,
    pub files: Vec<File>,
}

/// What came of a lesson.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Found {
    remarks: Vec<Remark>,
    /// What the expressions in its text come to, in their order; `None` where they fail.
    values: Vec<Option<String>>,
}

/// What is said of a cell, before it has its place in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Remark {
    /// The cell, counted from 0.
    cell: usize,
    /// The line in it.
    line: Option<u32>,
    severity: Severity,
    message: String,
    help: Option<String>,
}

/// The lessons of a course in the languages asked for.
pub(super) fn tasks(
    course: &CompiledCourse,
    folder: &Path,
    texts: &BTreeMap<String, String>,
    lang: Option<Lang>,
) -> Vec<Task> {
    let mut tasks = Vec::new();
    for ((_, asked), lesson) in &course.lessons {
        // One that stands in for a missing translation runs under its own language.
        if lesson.lesson.lang != *asked || lang.is_some_and(|lang| lang != *asked) {
            continue;
        }
        let Some((file, text)) = texts.iter().find(|(file, _)| belongs(file, &lesson.lesson.slug, *asked)) else {
            continue;
        };
        let read = |name: &String| {
            let bytes = fs::read(folder.join("data").join(name)).ok()?;
            Some(File { path: format!("/data/{name}"), bytes })
        };
        tasks.push(Task {
            folder: Path::new(file).parent().unwrap_or(Path::new(".")).to_owned(),
            file: file.clone(),
            text: text.clone(),
            files: lesson.lesson.data.iter().filter_map(read).collect(),
            lesson: lesson.clone(),
        });
    }
    tasks
}

fn belongs(file: &str, slug: &str, lang: Lang) -> bool {
    let path = Path::new(file);
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
    course::compile::slug(folder) == slug && course::compile::text_lang(name) == Some(lang)
}

/// Runs a lesson and says what there is to say. With `written`, what expressions in its text come to is put there instead of
/// being held against what was written down before.
pub(super) async fn run(task: Task, runner: Runner, written: Option<Written>) -> Result<Vec<Diagnostic>, SandboxError> {
    let cells = task.lesson.lesson.cells();
    let (job, owners) = job(&task, &cells);
    let judges = judges(&task, &cells);
    let found = async {
        let mut found = Found::default();
        if !job.steps.is_empty() {
            found = said(&runner.sandbox.run(job.clone()).await?, &owners);
        }
        for (cell, solved, judge) in &judges {
            found.remarks.extend(verdict(*cell, *solved, &runner.sandbox.judge(judge.clone()).await?));
        }
        Ok(found)
    };
    let found: Found = runner.once(&(&job, &judges), found).await?;
    let mut places = Places::new(&task.text);
    let places: Vec<_> = cells.iter().map(|cell| places.next(&cell.code)).collect();
    let mut said: Vec<_> = found.remarks.into_iter().map(|remark| remark.at(&task, &places)).collect();
    for (inline, value) in task.lesson.inlines.iter().zip(found.values) {
        match (value, &written) {
            (Some(value), Some(written)) => {
                let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
                let values = written.entry(task.folder.clone()).or_default();
                values.entry(inline.cell.clone()).or_default().insert(inline.expression.clone(), value);
            }
            (value, _) => said.extend(differs(&task, inline, value)),
        }
    }
    Ok(said)
}

/// Whether the text says something else than the cells.
fn differs(task: &Task, inline: &Inline, value: Option<String>) -> Option<Diagnostic> {
    let error = |message| Diagnostic::new(Severity::Error, &task.file, &task.text, inline.span.clone(), message);
    match (value, &inline.value) {
        (None, _) => Some(error("this cannot be computed behind the cell above".to_owned())),
        (Some(now), Some(before)) if now != *before => {
            let message = format!("readers see {before:?}, and the cells come to {now:?}");
            Some(error(message).help("`academy check --run --write` writes down what the cells come to"))
        }
        // That nothing is written down yet was said without running anything.
        _ => None,
    }
}

/// Whose a step is: a cell's own code, an exercise's starter or its solution, or an expression's in the text below a cell.
#[derive(Clone, Copy, PartialEq)]
enum Owner {
    Cell(usize),
    Starter(usize),
    Solution(usize),
    Inline(usize),
}

fn job(task: &Task, cells: &[&Cell]) -> (Run, Vec<Owner>) {
    let (mut steps, mut owners) = (Vec::new(), Vec::new());
    for (at, cell) in cells.iter().enumerate() {
        for (step, owner) in of_cell(at, cell) {
            steps.push(step);
            owners.push(owner);
        }
        for (number, inline) in task.lesson.inlines.iter().enumerate().filter(|(_, inline)| inline.cell == cell.id) {
            let code = format!("print({})", inline.expression);
            steps.push(Step::Cell { number: cell.number, envir: cell.envir.clone(), code });
            owners.push(Owner::Inline(number));
        }
    }
    (Run { seed: SEED, files: task.files.clone(), steps, limits: LIMITS }, owners)
}

fn of_cell(at: usize, cell: &Cell) -> Vec<(Step, Owner)> {
    let Some(exercise) = &cell.exercise else {
        let step = Step::Cell { number: cell.number, envir: cell.envir.clone(), code: cell.code.clone() };
        return vec![(step, Owner::Cell(at))];
    };
    let attempt = |code: &str| {
        Step::Exercise(Exercise {
            cell: cell.id.clone(),
            number: cell.number,
            envir: cell.envir.clone(),
            setup: exercise.setup.clone(),
            code: code.to_owned(),
            checks: exercise.checks.clone(),
            solution: exercise.solution.as_ref().map(|solution| solution.code.clone()),
            timelimit: None,
        })
    };
    let mut steps = Vec::new();
    if !exercise.checks.is_empty() {
        steps.push((attempt(&cell.code), Owner::Starter(at)));
    }
    // What comes after counts on an exercise that is solved.
    if let Some(solution) = &exercise.solution {
        steps.push((attempt(&solution.code), Owner::Solution(at)));
    }
    steps
}

/// Hidden checks, of the starter and of the solution.
fn judges(task: &Task, cells: &[&Cell]) -> Vec<(usize, bool, Judge)> {
    let mut found = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        let hidden = task.lesson.hidden.iter().filter(|check| check.cell == cell.id);
        let checks: Vec<_> = hidden.map(|check| Check { code: check.code.clone(), points: 1 }).collect();
        let (Some(exercise), false) = (&cell.exercise, checks.is_empty()) else { continue };
        let solution = exercise.solution.as_ref().map(|solution| solution.code.clone());
        let judge = |code: &str| Judge {
            seed: SEED,
            setup: exercise.setup.clone(),
            code: code.to_owned(),
            solution: solution.clone(),
            checks: checks.clone(),
            files: task.files.clone(),
            limits: Limits::default(),
        };
        if exercise.checks.is_empty() {
            found.push((at, false, judge(&cell.code)));
        }
        if let Some(solution) = &solution {
            found.push((at, true, judge(solution)));
        }
    }
    found
}

fn said(ran: &Ran, owners: &[Owner]) -> Found {
    let mut remarks = Vec::new();
    let mut values = vec![None; owners.iter().filter(|owner| matches!(owner, Owner::Inline(_))).count()];
    for (step, owner) in ran.steps.iter().zip(owners) {
        let cell = match owner {
            Owner::Cell(at) | Owner::Starter(at) | Owner::Solution(at) => *at,
            Owner::Inline(number) => {
                values[*number] = printed(step);
                continue;
            }
        };
        let mut say = |severity, line, message: String, help: Option<&str>| {
            remarks.push(Remark { cell, line, severity, message, help: help.map(str::to_owned) });
        };
        if let Some(limit) = step.limit {
            say(Severity::Error, None, format!("this {}", words(limit)), Some("the cells after it were not run"));
            continue;
        }
        match (owner, &step.verdict) {
            (Owner::Cell(_), _) => {
                if let Some(error) = error(step) {
                    let help = "students see this error; if they are meant to, catch it with try and print it";
                    say(Severity::Error, error.1, format!("this cell ends with {}", error.0), Some(help));
                }
            }
            (Owner::Starter(_), Some(verdict)) if verdict.correct => {
                let help = "a check must fail until the student has done something";
                say(Severity::Error, None, "the starter of this exercise passes its checks".into(), Some(help));
            }
            (Owner::Starter(_), Some(verdict)) if verdict.tone == Tone::Error => {
                let why = sentence(&verdict.message, step);
                say(
                    Severity::Error,
                    None,
                    format!("with the starter a check of this exercise cannot run: {why}"),
                    None,
                );
            }
            (Owner::Solution(_), Some(verdict)) if !verdict.correct => {
                let why = sentence(&verdict.message, step);
                say(Severity::Error, None, format!("the solution of this exercise does not pass: {why}"), None);
            }
            _ => {}
        }
        if step.fuel > LONG * SECOND && !matches!(owner, Owner::Starter(_)) {
            let message = format!("this takes about {} s: students wait that long", step.fuel / SECOND);
            say(Severity::Warning, None, message, None);
        }
    }
    Found { remarks, values }
}

/// What a step printed, if it came to its end.
fn printed(step: &StepRan) -> Option<String> {
    let texts = step.outputs.iter().filter_map(|output| match output {
        Output::Stream { text, .. } => Some(text.as_str()),
        _ => None,
    });
    (step.outcome == Some(Outcome::Ok)).then(|| texts.collect::<String>().trim_end().to_owned())
}

fn verdict(cell: usize, solved: bool, judgement: &Judgement) -> Option<Remark> {
    let message = match (solved, judgement.passed()) {
        (true, true) | (false, false) => return None,
        (false, true) => "the starter of this exercise passes its checks on the server".to_owned(),
        (true, false) => {
            let wrong = judgement.findings.iter().find(|finding| !finding.verdict.correct);
            let why = wrong.map(|finding| plain(&finding.verdict.message)).unwrap_or_default();
            format!("the solution of this exercise does not pass its checks on the server: {why}")
        }
    };
    let help = "checks on the server see what setup and the student's code have made, not what cells before have";
    Some(Remark { cell, line: None, severity: Severity::Error, message, help: Some(help.to_owned()) })
}

/// The exception that ended a step, and the line.
fn error(step: &StepRan) -> Option<(String, Option<u32>)> {
    step.outputs.iter().find_map(|output| match output {
        Output::Error(traceback) if traceback.message.is_empty() => Some((traceback.name.clone(), traceback.line)),
        Output::Error(traceback) => Some((format!("{}: {}", traceback.name, traceback.message), traceback.line)),
        _ => None,
    })
}

fn sentence(message: &Message, step: &StepRan) -> String {
    match (message, error(step)) {
        (Message::CodeFailed, Some((error, _))) => error,
        (message, _) => plain(message),
    }
}

/// A verdict's message for the author, in English like all diagnostics.
pub(super) fn plain(message: &Message) -> String {
    match message {
        Message::Author { text } => format!("it says {text:?}"),
        Message::Correct => "correct".to_owned(),
        Message::NotYet => "a check says no".to_owned(),
        Message::Blanks { count } => format!("{count} blanks are left in it"),
        Message::CodeFailed => "the code raises".to_owned(),
        Message::CallFailed { error } => format!("{error} when a check calls it"),
        Message::Stopped | Message::TimedOut => "it takes too long".to_owned(),
        Message::Limit { limit } => format!("it {}", words(*limit)),
        Message::AuthorFailed { error, line, .. } => match line {
            Some(line) => format!("{error}, on line {line} of the author's own code"),
            None => format!("{error}, in the author's own code"),
        },
    }
}

pub(super) fn words(limit: Limit) -> &'static str {
    match limit {
        Limit::Time | Limit::Fuel => "does not come to an end in time",
        Limit::Memory => "needs more memory than a page has",
        Limit::Size => "hands over more than a check takes in",
        Limit::Depth => "nests too deeply",
        Limit::Crash => "makes the interpreter fail; please report this",
    }
}

impl Remark {
    fn at(self, task: &Task, places: &[std::ops::Range<usize>]) -> Diagnostic {
        let whole = places.get(self.cell).cloned().unwrap_or(0..0);
        let span = line(&task.text, whole, self.line);
        let diagnostic = Diagnostic::new(self.severity, &task.file, &task.text, span, self.message);
        match self.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}
