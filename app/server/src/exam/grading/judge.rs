//! Makes a verdict over an attempt: by its own questions, or by those that the bank has now.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use course::{
    compile::reopen,
    exam::{
        Answer, Points,
        secret::{Exam, Graded, Question, Slot, grade},
    },
};

use super::{
    ItemVerdict, Verdict,
    sandbox::{self, Trouble},
};
use crate::{
    exam::{Held, attempt::SERVER, frozen::Frozen},
    state::State,
};

/// What a verdict is made from.
#[derive(Debug)]
pub struct Case<'a> {
    /// What was drawn.
    pub frozen: &'a Frozen,
    /// What was answered, by item.
    pub answers: &'a HashMap<String, Held>,
    /// The verdict that stands, if there is one: what a person said in it is kept.
    pub before: Option<&'a Verdict>,
    /// The bank to grade by; without, the one that the attempt was drawn from.
    pub bank: Option<&'a Exam>,
    /// Whether code is left to a person: the sandbox was tried often enough.
    pub give_up: bool,
}

impl Case<'_> {
    /// Makes the verdict. Runs code in the sandbox where there is some.
    ///
    /// # Errors
    /// If the sandbox cannot be used now.
    pub async fn judge(&self, state: &State) -> Result<Verdict, Trouble> {
        let mut items = BTreeMap::new();
        for slot in self.frozen.form.slots() {
            items.insert(slot.item.clone(), self.item(state, slot).await?);
        }
        let version = self.bank.map_or(&self.frozen.form.version, |exam| &exam.version);
        Ok(Verdict::over(self.frozen, SERVER, version, &sandbox::fingerprint(state), items))
    }

    async fn item(&self, state: &State, slot: &Slot) -> Result<ItemVerdict, Trouble> {
        let before = self.before.and_then(|v| v.items.get(&slot.item));
        let now = self.bank.and_then(|exam| exam.questions.get(&slot.question));
        let unchanged = now.is_none_or(|q| q.version == slot.version);
        // What a person said stands, and so does what was found about a question that is still the same.
        if let Some(kept @ ItemVerdict::Marked { by_hand, .. }) = before
            && (*by_hand || unchanged)
        {
            return Ok(kept.clone());
        }
        let question = match self.question(now, slot) {
            Ok(question) => question,
            Err(why) => return Ok(ItemVerdict::ByHand { why }),
        };
        let answer = self.answers.get(&slot.item).and_then(|held| held.value.as_ref());
        Ok(match grade(&question, slot, answer) {
            Graded::Done(mark) => ItemVerdict::Marked { mark, by_hand: false },
            Graded::ByHand => ItemVerdict::ByHand { why: String::new() },
            Graded::Sandbox => match answer {
                Some(Answer::Code { source }) if !self.give_up => sandbox::run(state, &question, slot, source).await?,
                _ => ItemVerdict::ByHand { why: "the code could not be run".into() },
            },
        })
    }

    /// The question as it was drawn: from the bank where it is still the same, else from its own source.
    fn question<'b>(&self, now: Option<&'b Question>, slot: &Slot) -> Result<Cow<'b, Question>, String> {
        let failed = |e: &dyn std::fmt::Display| e.to_string();
        if let Some(question) = now {
            return question.of(slot).map_err(|e| failed(&e));
        }
        let archive = self.frozen.archives.get(&slot.question).ok_or("the question's source is not there")?;
        let question = reopen(archive).map_err(|notes| notes.first().map_or(String::new(), |d| d.message.clone()))?;
        question.of(slot).map(|q| Cow::Owned(q.into_owned())).map_err(|e| failed(&e))
    }
}

/// The question's worth, for a mark that a person gives.
pub fn worth(frozen: &Frozen, item: &str) -> Points {
    frozen.papers.values().next().and_then(|paper| paper.item(item)).map(|i| i.points).unwrap_or_default()
}
