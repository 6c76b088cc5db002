//! What is frozen in an attempt when it is made: questions, seeds, orders, the papers, the rules. Never sent to anybody; only
//! the papers are shown, once there is a deadline.

use std::collections::BTreeMap;

use course::{
    exam::{
        Paper, Policy,
        secret::{Archive, Exam, Form, Unmade},
    },
    model::Lang,
};
use serde::{Deserialize, Serialize};

/// What was drawn for an attempt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Frozen {
    /// Which questions, with which seeds and orders.
    pub form: Form,
    /// The rules at that time.
    pub policy: Policy,
    /// What the candidate sees, by language.
    pub papers: BTreeMap<Lang, Paper>,
    /// The questions' sources, by id: what was asked can be graded when the bank is another one.
    pub archives: BTreeMap<String, Archive>,
    /// Codes that each item examines.
    pub covers: BTreeMap<String, Vec<String>>,
    /// Fingerprint of the program that runs code.
    pub grader: String,
}

impl Frozen {
    /// Freezes a form of an exam. Values of generators must be in it.
    ///
    /// # Errors
    /// If an item cannot be made.
    pub fn of(exam: &Exam, form: Form, grader: String) -> Result<Frozen, Unmade> {
        let papers = Lang::ALL
            .into_iter()
            .map(|lang| Ok((lang, exam.paper(&form, lang)?)))
            .collect::<Result<BTreeMap<_, _>, Unmade>>()?;
        let questions = |slot: &course::exam::secret::Slot| exam.questions.get(&slot.question);
        let archives = form.slots().filter_map(|s| Some((s.question.clone(), questions(s)?.archive.clone()))).collect();
        let covers = form.slots().filter_map(|s| Some((s.item.clone(), questions(s)?.covers.clone()))).collect();
        Ok(Frozen { form, policy: exam.policy.clone(), papers, archives, covers, grader })
    }

    /// The paper in a language, or in the one there is.
    pub fn paper(&self, lang: Lang) -> &Paper {
        self.papers.get(&lang).or_else(|| self.papers.values().next()).expect("a paper in every language")
    }

    /// Whether an answer to it may have to run.
    pub fn runs_code(&self) -> bool {
        self.papers.values().any(|paper| paper.items().any(|i| matches!(i.body, course::exam::Body::Code { .. })))
    }
}
