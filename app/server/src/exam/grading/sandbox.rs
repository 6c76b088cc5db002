//! Code of candidates on its way to the sandbox and back as a mark.

use course::exam::secret::{Exam, Form, Question, Slot};

use super::ItemVerdict;
use crate::state::State;

/// The sandbox cannot be used now; later it may.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox does not answer: {0}")]
pub struct Trouble(pub String);

/// Runs the hidden checks on what a candidate wrote.
///
/// # Errors
/// If the sandbox cannot be used now.
pub async fn run(_state: &State, _question: &Question, _slot: &Slot, _source: &str) -> Result<ItemVerdict, Trouble> {
    Ok(ItemVerdict::ByHand { why: "this server has no sandbox to run code in".into() })
}

/// Fingerprint of the program that runs code.
pub fn fingerprint(_state: &State) -> String {
    String::new()
}

/// Runs the generators of all drawn questions that have one.
///
/// # Errors
/// If the sandbox cannot be used now, or a generator does not work.
pub async fn fill(_state: &State, exam: &Exam, form: &mut Form) -> Result<(), Trouble> {
    let generated = form.slots().find(|s| exam.questions.get(&s.question).is_some_and(|q| q.generate.is_some()));
    match generated {
        Some(slot) => Err(Trouble(format!("the question {} has a generator, and there is no sandbox", slot.question))),
        None => Ok(()),
    }
}
