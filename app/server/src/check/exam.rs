//! `academy check --run` on exams: makes and solves every question of a bank as candidates get it, with many seeds.

use std::{collections::BTreeSet, ops::Range};

use cells::grade::{Judgement, Limits};
use course::{
    compile::{CompiledCourse, CourseSource, Diagnostic, Severity},
    exam::secret::{CodeTask, Key, Question, Slot, holds},
};
use serde::{Deserialize, Serialize};
use server::{
    exam::grading::sandbox::{Trouble, generate, job},
    sandbox::{Sandbox, SandboxError},
};

use super::{
    lesson::{plain, words},
    runner::Runner,
};

/// Seeds that a question is made and solved with.
const SEEDS: u64 = 20;
/// Of these, the ones that a program is judged with: its checks draw their inputs from the seed.
const JUDGED: u64 = 5;

/// A question of a bank and where it stands.
pub(super) struct Task {
    question: Question,
    file: String,
    text: String,
    span: Range<usize>,
}

/// What is said of a question.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Remark {
    severity: Severity,
    message: String,
    help: Option<String>,
}

impl Remark {
    fn error(message: impl Into<String>) -> Remark {
        Remark { severity: Severity::Error, message: message.into(), help: None }
    }

    fn warning(message: impl Into<String>, help: &str) -> Remark {
        Remark { severity: Severity::Warning, message: message.into(), help: Some(help.to_owned()) }
    }
}

/// The questions of a course's exams. An exam with errors has to be mended first.
pub(super) fn tasks(source: &CourseSource, course: &CompiledCourse) -> Vec<Task> {
    let mut tasks = Vec::new();
    for exam in course.exams.values().filter(|exam| exam.errors() == 0) {
        let texts = source.exams.iter().filter(|e| e.folder == exam.exam.slug).flat_map(|e| &e.texts);
        let texts: Vec<_> = texts.map(|text| (&text.text, String::from_utf8_lossy(&text.text.bytes))).collect();
        for question in exam.exam.questions.values() {
            let Some((lang, own)) = question.archive.texts.first_key_value() else { continue };
            let found = texts.iter().filter(|(file, _)| file.lang == *lang).find_map(|(file, text)| {
                let start = text.find(own.as_str())?;
                Some((file.path.clone(), text, start))
            });
            let Some((file, text, start)) = found else { continue };
            let span = start..start + own.lines().next().map_or(0, str::len);
            tasks.push(Task { question: question.clone(), file, text: text.to_string(), span });
        }
    }
    tasks
}

/// Tries a question and says what is wrong with it.
pub(super) async fn solve(task: Task, runner: Runner) -> Result<Vec<Diagnostic>, SandboxError> {
    let Task { question, file, text, span } = task;
    let about = (SEEDS, JUDGED, &question.id, &question.archive);
    let remarks: Vec<Remark> = runner.once(&about, tried(&question, &runner.sandbox)).await?;
    let told = |remark: Remark| {
        let diagnostic = Diagnostic::new(remark.severity, &file, &text, span.clone(), remark.message);
        match remark.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    };
    Ok(remarks.into_iter().map(told).collect())
}

/// The first seed that goes wrong is enough: the others mostly say the same.
async fn tried(question: &Question, sandbox: &Sandbox) -> Result<Vec<Remark>, SandboxError> {
    let mut made = BTreeSet::new();
    let mut most = 0;
    for seed in 0..SEEDS {
        let mut slot = question.alone(seed);
        slot.values = match generate(sandbox, question, &slot).await {
            Ok(values) => values,
            Err(Trouble::Sandbox(error)) => return Err(error),
            Err(Trouble::Generator { error, .. }) => {
                return Ok(vec![Remark::error(format!("with seed {seed} its generator fails: {error}"))]);
            }
        };
        made.extend(slot.values.clone().map(|values| values.0));
        let variant = match question.of(&slot) {
            Ok(variant) => variant,
            Err(unmade) => return Ok(vec![Remark::error(format!("with seed {seed}: {unmade}"))]),
        };
        if holds(&variant, &slot) == Some(false) {
            let message = format!("with seed {seed} the answer that it asks for does not get all its points");
            return Ok(vec![Remark::error(message)]);
        }
        let Key::Code(code) = &variant.key else { continue };
        if seed < JUDGED {
            let (remark, fuel) = judged(code, &slot, sandbox).await?;
            if let Some(remark) = remark {
                return Ok(vec![Remark { message: format!("with seed {seed} {}", remark.message), ..remark }]);
            }
            most = most.max(fuel);
        }
    }
    let mut remarks = Vec::new();
    if question.generate.is_some() && made.len() == 1 {
        let message = format!("{SEEDS} seeds make the same variant of this question");
        remarks.push(Remark::warning(message, "draw its values from `rng`, or leave the generator out"));
    }
    if let Key::Code(code) = &question.key {
        let limit = job(code, &question.alone(0), "").limits;
        remarks.extend(tight(most, limit));
    }
    Ok(remarks)
}

/// The author's solution and the starter before the hidden checks, and the counted work of the solution.
async fn judged(code: &CodeTask, slot: &Slot, sandbox: &Sandbox) -> Result<(Option<Remark>, u64), SandboxError> {
    let solved = sandbox.judge(job(code, slot, &code.solution)).await?;
    if !solved.passed() {
        let remark = Remark::error(format!("the solution does not pass the hidden checks: {}", why(&solved)));
        return Ok((Some(remark), solved.work.fuel));
    }
    let begun = sandbox.judge(job(code, slot, &code.starter)).await?;
    let remark = begun.passed().then(|| Remark::error("what stands in the editor at first passes the hidden checks"));
    Ok((remark, solved.work.fuel))
}

fn why(judgement: &Judgement) -> String {
    match (judgement.limit, judgement.findings.iter().find(|finding| !finding.verdict.correct)) {
        (Some(limit), _) => format!("it {}", words(limit)),
        (None, Some(finding)) => plain(&finding.verdict.message),
        (None, None) => "there are none".to_owned(),
    }
}

/// A candidate's code is seldom as frugal as its author's.
fn tight(fuel: u64, limits: Limits) -> Option<Remark> {
    (fuel > limits.fuel / 2).then(|| {
        let share = fuel.saturating_mul(100) / limits.fuel.max(1);
        Remark::warning(
            format!("the solution takes {share} % of the work that candidates may use"),
            "give them more `fuel`, or ask for less: others write less frugal code",
        )
    })
}
