//! Code of candidates and generators of authors on their way to the sandbox and back: as marks, and as values of variants.

use std::collections::BTreeMap;

use cells::{
    Message,
    grade::{Check, Generate, Generated, Judge, Judgement, Limits, Value},
};
use course::exam::{
    Detail, Mark,
    secret::{CodeTask, Exam, Form, Key, Question, Slot, Values},
};

use super::ItemVerdict;
use crate::{
    sandbox::{Sandbox, SandboxError},
    state::State,
};

/// What a program of an exam may use where its question says nothing.
const LIMITS: Limits = Limits { fuel: 20_000_000_000, millis: 20_000, memory: 512 << 20 };
/// What a generator may use: candidates wait for it.
const GENERATOR: Limits = Limits { fuel: 2_000_000_000, millis: 5_000, memory: 256 << 20 };

/// The sandbox cannot be used now; later it may. Nothing was found out about the code.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// It does not answer.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// A generator of the exam does not work: its author has to mend it.
    #[error("the generator of the question {question} does not work: {error}")]
    Generator {
        /// Which question.
        question: String,
        /// What it says.
        error: String,
    },
}

/// Runs the hidden checks on what a candidate wrote.
///
/// # Errors
/// If the sandbox cannot be used now.
pub async fn run(state: &State, question: &Question, slot: &Slot, source: &str) -> Result<ItemVerdict, Trouble> {
    let Key::Code(task) = &question.key else {
        return Ok(ItemVerdict::ByHand { why: "the question asks for no code".into() });
    };
    let judgement = state.sandbox.judge(job(task, slot, source)).await?;
    if judgement.author_failed() {
        // That says nothing about the candidate's code.
        return Ok(ItemVerdict::ByHand { why: "a hidden check of the author failed by itself".into() });
    }
    Ok(ItemVerdict::Marked { mark: mark(question, task, &judgement), by_hand: false })
}

/// What the sandbox is asked about a program.
pub fn job(task: &CodeTask, slot: &Slot, source: &str) -> Judge {
    let text = |code: &str| (!code.trim().is_empty()).then(|| code.to_owned());
    Judge {
        // The attempt's own seed: inputs are drawn anew for each, and a second grading finds the same.
        seed: slot.seed,
        setup: text(&task.setup),
        code: source.to_owned(),
        solution: text(&task.solution),
        checks: task.checks.iter().map(|c| Check { code: c.code.clone(), points: c.weight }).collect(),
        files: Vec::new(),
        limits: Limits { fuel: task.budget.map_or(LIMITS.fuel, |budget| budget.fuel), ..LIMITS },
    }
}

fn mark(question: &Question, task: &CodeTask, judgement: &Judgement) -> Mark {
    let all: u32 = task.checks.iter().map(|c| c.weight).sum();
    let reached = judgement.points().min(all);
    let passed = judgement.findings.iter().filter(|f| f.verdict.correct).count();
    // The author's words about the first failed check, where the author allows them to be told.
    let remark = judgement.findings.iter().find(|f| !f.verdict.correct).and_then(|f| match &f.verdict.message {
        Message::Author { text } if task.counterexample => Some(text.clone()),
        _ => None,
    });
    let detail = Detail::Checks { passed: number(passed), all: number(task.checks.len()), remark };
    Mark { points: question.points.part(reached as usize, all as usize), of: question.points, detail }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Fingerprint of the program that runs code; empty where there is none.
pub fn fingerprint(state: &State) -> String {
    state.sandbox.hash().unwrap_or_default()
}

/// Runs the generators of all drawn questions that have one, and keeps what they made in the form.
///
/// # Errors
/// If the sandbox cannot be used now, or a generator does not work.
pub async fn fill(state: &State, exam: &Exam, form: &mut Form) -> Result<(), Trouble> {
    for slot in form.slots_mut() {
        let Some(question) = exam.questions.get(&slot.question) else { continue };
        slot.values = generate(&state.sandbox, question, slot).await?;
    }
    Ok(())
}

/// What a question's generator makes for a slot; `None` where it has none.
///
/// # Errors
/// If the sandbox cannot be used now, or the generator does not work.
pub async fn generate(sandbox: &Sandbox, question: &Question, slot: &Slot) -> Result<Option<Values>, Trouble> {
    let Some(code) = question.generate.clone() else { return Ok(None) };
    let made = match sandbox.generate(Generate { code, seed: slot.seed, limits: GENERATOR }).await? {
        Generated::Value { value } => values(value).ok_or_else(|| "it gives no dict of texts and numbers".to_owned()),
        Generated::Raised { error, line: Some(line) } => Err(format!("{error}, on its line {line}")),
        Generated::Raised { error, line: None } => Err(error),
        Generated::Limit { limit } => Err(format!("it hits a limit: {limit:?}")),
    };
    made.map(Some).map_err(|error| Trouble::Generator { question: question.id.clone(), error })
}

/// A dict as texts by name, written as Python's `str` writes them.
fn values(value: Value) -> Option<Values> {
    let Value::Dict(pairs) = value else { return None };
    let pairs = pairs.into_iter().map(|(name, value)| match name {
        Value::Str(name) => Some((name, said(value)?)),
        _ => None,
    });
    pairs.collect::<Option<BTreeMap<_, _>>>().map(Values)
}

fn said(value: Value) -> Option<String> {
    Some(match value {
        Value::Str(text) | Value::Big(text) => text,
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Int(n) => n.to_string(),
        Value::Float(x) => format!("{:?}", x.0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_python_writes_them() {
        let name = |text: &str| Value::Str(text.to_owned());
        let dict = Value::Dict(vec![
            (name("a"), Value::Int(-3)),
            (name("b"), Value::Float(cells::grade::Real(2.0))),
            (name("c"), Value::Bool(true)),
            (name("d"), name("text")),
        ]);
        let made = values(dict).expect("a dict of texts and numbers").0;
        let made: Vec<(&str, &str)> = made.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(made, [("a", "-3"), ("b", "2.0"), ("c", "True"), ("d", "text")]);
        assert!(values(Value::Dict(vec![(name("a"), Value::None)])).is_none());
        assert!(values(Value::Int(1)).is_none());
    }
}
