//! What a candidate may do and see: whether an attempt can begin, which questions are open, what was handed in.

use std::collections::HashMap;

use course::exam::{Item, Navigation, Paper, PaperSection, Policy, secret::Exam};
use sha2::{Digest, Sha256};
use ui::exam::Hindrance;

use super::{
    Attempt, Body, Draft, Held, State, Timing,
    desk::Failure,
    frozen::Frozen,
    log::{Entry, Event, START},
    state::Move,
};
use crate::{
    clock::{MINUTE, SECOND},
    state::State as Shared,
    store::StoreError,
};

/// What an exam allows a candidate at this moment.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Milliseconds from start to end, with extra time.
    pub allowed: i64,
    /// When it closes for everybody.
    pub closes: Option<i64>,
    /// The candidate's attempts so far.
    pub attempts: Vec<Attempt>,
    /// Why none can begin now.
    pub hindrance: Option<Hindrance>,
}

impl Terms {
    /// The terms for an account.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn of(state: &Shared, exam: &Exam, account: &str) -> Result<Terms, StoreError> {
        let (course, slug, now) = (&exam.course, &exam.slug, state.clock.now());
        let closes = state.store.closing(course, slug).await?.or(exam.policy.window.closes);
        let extra = if exam.policy.accommodations { state.store.extra_time(course, slug, account).await? } else { 0 };
        let own = i64::from(exam.policy.seconds) * SECOND;
        let mut attempts = state.store.attempts_of(account, course, slug).await?;
        for attempt in &mut attempts {
            // As they are at this moment, without writing it down.
            *attempt = Draft::new(attempt.clone(), now).attempt;
        }
        let hindrance = hindrance(&exam.policy, closes, &attempts, now);
        Ok(Terms { allowed: own + own * extra / 100, closes, attempts, hindrance })
    }

    /// Minutes allowed.
    pub fn minutes(&self) -> u32 {
        u32::try_from(self.allowed / MINUTE).unwrap_or(u32::MAX)
    }
}

fn hindrance(policy: &Policy, closes: Option<i64>, attempts: &[Attempt], now: i64) -> Option<Hindrance> {
    if let Some(opens) = policy.window.opens.filter(|at| now < *at) {
        return Some(Hindrance::NotYet(opens));
    }
    if closes.is_some_and(|at| now >= at) {
        return Some(Hindrance::Closed);
    }
    if attempts.iter().any(|a| !a.state.is_over()) {
        return Some(Hindrance::UnderWay);
    }
    // One that was set aside does not count.
    let used = attempts.iter().filter(|a| a.state != State::Rejected).count();
    if policy.attempts.is_some_and(|most| used >= most as usize) {
        return Some(Hindrance::UsedUp);
    }
    let ended = attempts.iter().filter_map(|a| a.body.ended).max();
    let next = ended.map(|at| at + i64::from(policy.wait) * SECOND);
    next.filter(|at| now < *at).map(Hindrance::Wait)
}

/// Makes an attempt whose candidate has agreed to the rules.
///
/// # Errors
/// [`StoreError::Taken`] if the candidate has begun one in the same moment.
pub async fn prepare(
    state: &Shared,
    frozen: &Frozen,
    exam: &Exam,
    terms: &Terms,
    account: &str,
    lang: course::model::Lang,
) -> Result<Attempt, StoreError> {
    let text = serde_json::to_string(frozen)?;
    let now = state.clock.now();
    let timing = Timing { allowed: terms.allowed, closes: terms.closes, ..Timing::default() };
    let attempt = Attempt {
        id: uuid::Uuid::new_v4().to_string(),
        account: account.to_owned(),
        course: exam.course.clone(),
        exam: exam.slug.clone(),
        number: terms.attempts.iter().map(|a| a.number).max().unwrap_or(0) + 1,
        state: State::Created,
        seq: 0,
        head: START.to_owned(),
        body: Body { lang, created: now, timing, ..Body::default() },
    };
    let mut draft = Draft::new(attempt, now);
    draft.note(&Event::Made { frozen: hex(&text) });
    // Nothing forbids this move from the first state.
    let _ = draft.shift(Move::Agree, super::attempt::CANDIDATE, "");
    let entries: Vec<Entry> = draft.entries;
    state.store.create_attempt(&draft.attempt, &text, &entries).await?;
    Ok(draft.attempt)
}

/// The sections whose questions may be seen now: free ones as a whole; of one that only goes forward the first question that
/// was not left behind. What comes after such a section is not seen before all of it is left behind.
pub fn open(paper: &Paper, attempt: &Attempt) -> Vec<PaperSection> {
    let mut sections = Vec::new();
    for section in &paper.sections {
        match section.navigation {
            Navigation::Free => sections.push(section.clone()),
            Navigation::Forward => {
                if let Some(item) = section.items.iter().find(|i| !attempt.body.passed.contains(&i.id)) {
                    sections.push(PaperSection { items: vec![item.clone()], ..section.clone() });
                    break;
                }
            }
        }
    }
    sections
}

/// An item, if the candidate may see it now.
pub fn visible(sections: &[PaperSection], number: u32) -> Option<&Item> {
    sections.iter().flat_map(|s| &s.items).find(|i| i.number == number)
}

/// Hash of what was handed in: the answers that count, in the order of the paper.
pub fn receipt(paper: &Paper, answers: &HashMap<String, Held>) -> Result<String, Failure> {
    let counted: Vec<_> =
        paper.items().map(|i| (&i.id, answers.get(&i.id).and_then(|held| held.value.as_ref()))).collect();
    Ok(hex(&serde_json::to_string(&counted).map_err(StoreError::from)?))
}

fn hex(text: &str) -> String {
    Sha256::digest(text).iter().map(|b| format!("{b:02x}")).collect()
}
