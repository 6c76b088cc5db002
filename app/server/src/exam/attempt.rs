//! An attempt, and the change of one as a draft: the new row and the events that led to it, written together or not at all.

use std::collections::BTreeSet;

use course::{
    exam::{Answer, Score},
    model::Lang,
};
use serde::{Deserialize, Serialize};

use super::{
    log::{Entry, Event},
    state::{Move, State},
    timing::{GRACE, Timing},
};

/// An attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Random; no credential all the same.
    pub id: String,
    /// Whose.
    pub account: String,
    /// The course's slug.
    pub course: String,
    /// The exam's slug.
    pub exam: String,
    /// The candidate's first, second …
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// Events in its log.
    pub seq: i64,
    /// Hash of the last one.
    pub head: String,
    /// Everything else.
    pub body: Body,
}

/// What is kept of an attempt as one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The language it was begun in.
    pub lang: Lang,
    /// When it was made.
    pub created: i64,
    /// What was granted.
    pub timing: Timing,
    /// When it was handed in or closed.
    pub ended: Option<i64>,
    /// Hash of what was handed in.
    pub receipt: Option<String>,
    /// Items that the candidate marked for later.
    pub flags: BTreeSet<String>,
    /// Items that were left behind in sections that only go forward.
    pub passed: BTreeSet<String>,
    /// Number of the verdict that stands.
    pub verdict: Option<i64>,
    /// Its result, where all items have one.
    pub score: Option<Score>,
    /// Fingerprint of the address the last requests came from.
    pub address: Option<String>,
    /// What the browser called itself.
    pub agent: Option<String>,
    /// Characters of all answers in the log.
    #[serde(default)]
    pub kept: i64,
}

impl Attempt {
    /// The moment after which nothing counts.
    pub fn deadline(&self, now: i64) -> Option<i64> {
        self.body.timing.deadline(now)
    }

    /// Whether the clock stands still.
    pub fn is_paused(&self) -> bool {
        self.body.timing.paused_since.is_some()
    }

    /// When the server has to do something by itself, if ever.
    pub fn due(&self, now: i64) -> Option<i64> {
        let deadline = self.deadline(now).filter(|_| !self.is_paused())?;
        match self.state {
            State::Started => Some(deadline + 1),
            State::Overdue => Some(deadline + GRACE + 1),
            _ => None,
        }
    }
}

/// An answer as the server has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// To which item.
    pub item: String,
    /// Counts its changes.
    pub revision: i64,
    /// What counts.
    pub value: Option<Answer>,
    /// What arrived when nothing counted any more.
    pub late: Option<Answer>,
    /// The page it came from.
    pub tab: String,
    /// When it arrived.
    pub at: i64,
}

/// Why a change is not made.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// Not in this state.
    State(State),
    /// Another page has saved a newer version.
    Conflict(Box<Held>),
    /// There is no such item, or it is not the candidate's to see.
    Item,
    /// A person's entry makes no sense, such as more points than there are.
    Entry,
    /// The log holds as many versions of answers as it takes.
    Full,
}

/// A change that is being made.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The attempt as it will be.
    pub attempt: Attempt,
    /// The time of the change.
    pub now: i64,
    /// Events before the change.
    pub was: i64,
    /// What is added to the log.
    pub entries: Vec<Entry>,
    /// Answers as they will be.
    pub answers: Vec<Held>,
    /// Whether the attempt is to be graded.
    pub to_grade: bool,
    /// A verdict to be put on record: its number and document.
    pub verdict: Option<(i64, String)>,
    /// The job that this change finishes: its id and the token of who claimed it.
    pub done: Option<(String, String)>,
    /// Whether anything but answers changes: what open pages must learn.
    pub touches: bool,
}

impl Draft {
    /// Begins a change at `now`: what time alone has done since the last one comes first.
    pub fn new(attempt: Attempt, now: i64) -> Draft {
        let was = attempt.seq;
        let mut draft = Draft {
            attempt,
            now,
            was,
            entries: Vec::new(),
            answers: Vec::new(),
            to_grade: false,
            verdict: None,
            done: None,
            touches: false,
        };
        let timing = draft.attempt.body.timing.clone();
        if draft.attempt.state == State::Started && timing.is_past(now) {
            draft.force(Move::Expire);
        }
        if draft.attempt.state == State::Overdue && timing.is_closed(now) {
            draft.end(timing.deadline(now).unwrap_or(now));
            draft.force(Move::Close);
        }
        draft
    }

    /// Whether there is anything to write.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds an event.
    pub fn note(&mut self, event: &Event) {
        self.note_as(event, None);
    }

    /// Adds an event under the browser's own name for it.
    pub fn note_as(&mut self, event: &Event, journal: Option<String>) {
        let entry = Entry::after(self.attempt.seq, &self.attempt.head, self.now, journal, event);
        self.attempt.seq = entry.seq;
        self.attempt.head.clone_from(&entry.hash);
        self.touches |= !matches!(event, Event::Answered { .. } | Event::Noticed { .. });
        self.entries.push(entry);
    }

    /// Makes a move.
    ///
    /// # Errors
    /// [`Refusal::State`] where it cannot be made.
    pub fn shift(&mut self, made: Move, by: &str, why: &str) -> Result<(), Refusal> {
        let from = self.attempt.state;
        let to = from.after(made).ok_or(Refusal::State(from))?;
        self.attempt.state = to;
        self.to_grade |= matches!(to, State::Submitted | State::TimedOut);
        self.note(&Event::Moved { from, to, by: by.to_owned(), why: why.to_owned() });
        Ok(())
    }

    /// Opens the paper: from here on there is a deadline.
    ///
    /// # Errors
    /// If it is not ready.
    pub fn start(&mut self) -> Result<(), Refusal> {
        self.shift(Move::Start, CANDIDATE, "")?;
        self.attempt.body.timing.started = Some(self.now);
        Ok(())
    }

    /// Hands in, with the hash of what is handed in.
    ///
    /// # Errors
    /// If nothing is open.
    pub fn submit(&mut self) -> Result<(), Refusal> {
        self.shift(Move::Submit, CANDIDATE, "")?;
        // Handed in after the deadline: what counts is what was there at the deadline.
        let end = self.attempt.deadline(self.now).map_or(self.now, |deadline| deadline.min(self.now));
        self.end(end);
        Ok(())
    }

    /// Takes an answer. `held` is what the server has; `seen` says whether the item is the candidate's to answer.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] if another page has saved a newer one; [`Refusal::State`] before the start.
    pub fn answer(&mut self, held: Option<&Held>, save: Save) -> Result<Held, Refusal> {
        let state = self.attempt.state;
        if matches!(state, State::Created | State::Ready) {
            return Err(Refusal::State(state));
        }
        // One that arrived in time counts, though the clock has moved the attempt on while it waited to be written.
        let in_time = state.is_open() || state == State::Overdue && !self.attempt.body.timing.is_past(self.now);
        // While the clock stands still nothing counts, or a pause would be time for free.
        let stands = self.attempt.body.timing.paused_since.is_some_and(|since| self.now >= since);
        let late = !in_time || stands || self.attempt.body.passed.contains(&save.item);
        if let Some(held) = held
            && !late
            && held.revision > save.base
            && held.tab != save.tab
        {
            return Err(Refusal::Conflict(Box::new(held.clone())));
        }
        let size = serde_json::to_string(&save.value).map_or(0, |text| text.len()) as i64;
        if self.attempt.body.kept + size > MOST_KEPT {
            return Err(Refusal::Full);
        }
        self.attempt.body.kept += size;
        let mut new = Held {
            item: save.item.clone(),
            revision: held.map_or(0, |h| h.revision) + 1,
            value: held.and_then(|h| h.value.clone()),
            late: held.and_then(|h| h.late.clone()),
            tab: save.tab.clone(),
            at: self.now,
        };
        if late {
            new.late = Some(save.value.clone());
        } else {
            // The clock runs again, or longer: what came too late before it has been replaced.
            (new.value, new.late) = (Some(save.value.clone()), None);
        }
        let event = Event::Answered {
            item: save.item,
            revision: new.revision,
            value: save.value,
            late,
            typed: save.typed,
            tab: save.tab,
        };
        self.note_as(&event, Some(save.journal));
        self.answers.retain(|a| a.item != new.item);
        self.answers.push(new.clone());
        Ok(new)
    }

    /// Gives more time; an attempt whose deadline has passed meanwhile is open again.
    ///
    /// # Errors
    /// If it does not run.
    pub fn grant(&mut self, time: i64, by: &str) -> Result<(), Refusal> {
        self.running()?;
        self.attempt.body.timing.granted += time;
        self.note(&Event::Granted { time, by: by.to_owned() });
        self.reopen(by)
    }

    /// Stops the clock or lets it run again.
    ///
    /// # Errors
    /// If it does not run.
    pub fn pause(&mut self, on: bool, by: &str) -> Result<(), Refusal> {
        if !self.attempt.state.is_open() || self.attempt.is_paused() == on {
            return Err(Refusal::State(self.attempt.state));
        }
        let now = self.now;
        let timing = &mut self.attempt.body.timing;
        if on {
            timing.pause(now)
        } else {
            timing.resume(now)
        }
        self.note(&Event::Paused { on, by: by.to_owned() });
        Ok(())
    }

    /// The exam closes at another time, or never.
    ///
    /// # Errors
    /// If it is over.
    pub fn reschedule(&mut self, closes: Option<i64>, by: &str) -> Result<(), Refusal> {
        if self.attempt.state.is_over() {
            return Err(Refusal::State(self.attempt.state));
        }
        self.attempt.body.timing.closes = closes;
        self.note(&Event::Rescheduled { closes, by: by.to_owned() });
        self.reopen(by)
    }

    /// Puts a verdict on record; the one before stays there.
    pub fn judge(&mut self, document: String, score: Option<Score>, by: &str) {
        let number = self.attempt.body.verdict.unwrap_or(0) + 1;
        self.attempt.body.verdict = Some(number);
        self.attempt.body.score = score;
        self.verdict = Some((number, document));
        self.note(&Event::Graded { number, by: by.to_owned() });
    }

    fn running(&self) -> Result<(), Refusal> {
        let state = self.attempt.state;
        if matches!(state, State::Started | State::Overdue) { Ok(()) } else { Err(Refusal::State(state)) }
    }

    /// After a change of the deadline: open again, or over already.
    fn reopen(&mut self, by: &str) -> Result<(), Refusal> {
        let past = self.attempt.body.timing.is_past(self.now);
        match self.attempt.state {
            State::Overdue if !past => self.shift(Move::Extend, by, ""),
            State::Started if past => self.shift(Move::Expire, by, ""),
            _ => Ok(()),
        }
    }

    fn end(&mut self, at: i64) {
        self.attempt.body.ended = Some(at);
        self.attempt.body.timing.resume(self.now);
    }

    /// A move that time makes; the caller has looked that it can be made.
    fn force(&mut self, made: Move) {
        if self.shift(made, SERVER, "").is_err() {
            tracing::error!(attempt = self.attempt.id, ?made, "a move of the clock was refused");
        }
    }
}

/// Most characters of all versions of all answers of an attempt: hours of typing in a long essay are a tenth of it.
const MOST_KEPT: i64 = 256 << 20;

/// How the log calls the candidate.
pub const CANDIDATE: &str = "candidate";
/// How the log calls the server.
pub const SERVER: &str = "server";

/// An answer on its way in.
#[derive(Clone, Debug, PartialEq)]
pub struct Save {
    /// To which item.
    pub item: String,
    /// The revision that the page had seen.
    pub base: i64,
    /// The answer.
    pub value: Answer,
    /// The browser's name for this very save.
    pub journal: String,
    /// The page.
    pub tab: String,
    /// When it was typed, by the browser's clock.
    pub typed: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{MINUTE, SECOND};

    fn attempt() -> Attempt {
        let timing = Timing { allowed: 10 * MINUTE, ..Timing::default() };
        let mut draft = Draft::new(
            Attempt {
                id: "a".into(),
                account: "ada".into(),
                course: "demo".into(),
                exam: "first".into(),
                number: 1,
                state: State::Ready,
                seq: 0,
                head: String::new(),
                body: Body { timing, ..Body::default() },
            },
            0,
        );
        draft.start().expect("it is ready");
        draft.attempt
    }

    fn save(base: i64, tab: &str, text: &str) -> Save {
        let value = Answer::Text { text: text.into() };
        Save { item: "q1".into(), base, value, journal: format!("{tab}-{base}-{text}"), tab: tab.into(), typed: 0 }
    }

    #[test]
    fn an_answer_counts_to_the_last_millisecond() {
        let check = |now: i64, state: State, late: bool| {
            let mut draft = Draft::new(attempt(), now);
            let held = draft.answer(None, save(0, "t", "x")).expect("it is kept");
            assert_eq!((draft.attempt.state, held.value.is_none()), (state, late), "{now}");
        };
        check(10 * MINUTE - SECOND, State::Started, false);
        check(10 * MINUTE, State::Started, false);
        check(10 * MINUTE + 1, State::Overdue, true);
        check(10 * MINUTE + GRACE, State::Overdue, true);
        check(10 * MINUTE + GRACE + SECOND, State::TimedOut, true);
    }

    #[test]
    fn an_answer_that_waited_while_the_clock_ran_out_counts() {
        let overdue = Draft::new(attempt(), 10 * MINUTE + 1).attempt;
        assert_eq!(overdue.state, State::Overdue);
        let held = Draft::new(overdue, 10 * MINUTE).answer(None, save(0, "t", "x")).expect("it is kept");
        assert!(held.value.is_some());
    }

    #[test]
    fn a_late_answer_does_not_replace_what_counts() {
        let mut draft = Draft::new(attempt(), MINUTE);
        let held = draft.answer(None, save(0, "t", "in time")).expect("it is kept");
        let mut draft = Draft::new(draft.attempt, 11 * MINUTE);
        let held = draft.answer(Some(&held), save(1, "t", "late")).expect("it is kept");
        assert_eq!(held.value, Some(Answer::Text { text: "in time".into() }));
        assert_eq!(held.late, Some(Answer::Text { text: "late".into() }));
        assert_eq!(held.revision, 2);
    }

    #[test]
    fn only_another_page_is_in_conflict() {
        let mut draft = Draft::new(attempt(), MINUTE);
        let held = draft.answer(None, save(0, "one", "a")).expect("it is kept");
        let held = draft.answer(Some(&held), save(0, "one", "ab")).expect("its own answer was lost on the way");
        let refused = draft.answer(Some(&held), save(0, "two", "x"));
        assert_eq!(refused, Err(Refusal::Conflict(Box::new(held.clone()))));
        draft.answer(Some(&held), save(2, "two", "x")).expect("it has seen the newest");
    }

    #[test]
    fn more_time_opens_what_was_overdue() {
        let mut draft = Draft::new(attempt(), 11 * MINUTE);
        draft.grant(5 * MINUTE, "eve").expect("it is overdue");
        assert_eq!((draft.attempt.state, draft.attempt.due(11 * MINUTE)), (State::Started, Some(15 * MINUTE + 1)));
        let mut draft = Draft::new(attempt(), 30 * MINUTE);
        assert_eq!(draft.grant(60 * MINUTE, "eve"), Err(Refusal::State(State::TimedOut)));
        assert_eq!(draft.attempt.body.ended, Some(10 * MINUTE));
        assert!(draft.to_grade);
    }

    #[test]
    fn a_pause_keeps_the_server_from_closing() {
        let mut draft = Draft::new(attempt(), 9 * MINUTE);
        draft.pause(true, "eve").expect("it runs");
        assert_eq!(draft.attempt.due(9 * MINUTE), None);
        let mut draft = Draft::new(draft.attempt, 60 * MINUTE);
        assert!(draft.is_empty());
        draft.pause(false, "eve").expect("it is paused");
        assert_eq!(draft.attempt.deadline(60 * MINUTE), Some(61 * MINUTE));
    }

    #[test]
    fn what_arrives_while_the_clock_stands_still_does_not_count() {
        let mut draft = Draft::new(attempt(), MINUTE);
        let held = draft.answer(None, save(0, "t", "before")).expect("it is kept");
        draft.pause(true, "eve").expect("it runs");
        let mut draft = Draft::new(draft.attempt, 2 * MINUTE);
        let held = draft.answer(Some(&held), save(1, "t", "in the pause")).expect("it is kept");
        assert_eq!(held.value, Some(Answer::Text { text: "before".into() }));
        assert_eq!(held.late, Some(Answer::Text { text: "in the pause".into() }));
        draft.pause(false, "eve").expect("it is paused");
        let held = draft.answer(Some(&held), save(2, "t", "after")).expect("it is kept");
        assert_eq!((held.value, held.late), (Some(Answer::Text { text: "after".into() }), None));
    }

    #[test]
    fn an_attempt_keeps_only_so_much() {
        let mut draft = Draft::new(attempt(), MINUTE);
        draft.attempt.body.kept = MOST_KEPT;
        assert_eq!(draft.answer(None, save(0, "t", "x")), Err(Refusal::Full));
    }

    #[test]
    fn an_earlier_closing_time_ends_it() {
        let mut draft = Draft::new(attempt(), 5 * MINUTE);
        draft.reschedule(Some(4 * MINUTE), "eve").expect("it runs");
        assert_eq!(draft.attempt.state, State::Overdue);
    }
}
