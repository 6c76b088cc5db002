//! When an attempt ends. Pure: a function of what was granted and of the moment it is asked for.

use serde::{Deserialize, Serialize};

use crate::clock::MINUTE;

/// How long the server waits after the deadline for what was under way, before it closes the attempt.
pub const GRACE: i64 = 2 * MINUTE;

/// What was granted to an attempt. Times in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// When the paper was opened.
    pub started: Option<i64>,
    /// What the exam allows, with the candidate's own extra time.
    pub allowed: i64,
    /// When the exam closes for everybody.
    pub closes: Option<i64>,
    /// Granted by a person while it ran; goes past the closing time too.
    pub granted: i64,
    /// All pauses that are over.
    pub paused: i64,
    /// Since when it is paused.
    pub paused_since: Option<i64>,
}

impl Timing {
    /// The moment after which nothing counts; none before the start. While paused it moves along with the clock.
    pub fn deadline(&self, now: i64) -> Option<i64> {
        let own = self.started? + self.allowed;
        let end = self.closes.map_or(own, |closes| own.min(closes));
        Some(end + self.granted + self.paused + self.paused_since.map_or(0, |since| (now - since).max(0)))
    }

    /// Whether the deadline has passed: what arrives in its very millisecond is in time.
    pub fn is_past(&self, now: i64) -> bool {
        self.deadline(now).is_some_and(|deadline| now > deadline)
    }

    /// Whether nothing more is waited for.
    pub fn is_closed(&self, now: i64) -> bool {
        self.deadline(now).is_some_and(|deadline| now > deadline + GRACE)
    }

    /// Begins a pause; one that has begun goes on.
    pub fn pause(&mut self, now: i64) {
        self.paused_since.get_or_insert(now);
    }

    /// Ends a pause; its length is added to the deadline.
    pub fn resume(&mut self, now: i64) {
        if let Some(since) = self.paused_since.take() {
            self.paused += (now - since).max(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{HOUR, SECOND};

    fn timing(change: impl FnOnce(&mut Timing)) -> Timing {
        let mut timing = Timing { started: Some(0), allowed: HOUR, ..Timing::default() };
        change(&mut timing);
        timing
    }

    #[track_caller]
    fn check(timing: &Timing, deadline: i64) {
        for (now, past) in
            [(deadline - SECOND, false), (deadline, false), (deadline + 1, true), (deadline + SECOND, true)]
        {
            assert_eq!(timing.is_past(now), past, "{now} and {timing:?}");
        }
        for (now, closed) in
            [(deadline + GRACE - SECOND, false), (deadline + GRACE, false), (deadline + GRACE + SECOND, true)]
        {
            assert_eq!(timing.is_closed(now), closed, "{now} and {timing:?}");
        }
    }

    #[test]
    fn a_second_before_counts_and_a_second_after_does_not() {
        check(&timing(|_| {}), HOUR);
        check(&timing(|t| t.allowed += HOUR / 4), HOUR + HOUR / 4);
        check(&timing(|t| t.granted = 10 * MINUTE), HOUR + 10 * MINUTE);
        check(&timing(|t| t.closes = Some(HOUR / 2)), HOUR / 2);
        check(&timing(|t| t.closes = Some(2 * HOUR)), HOUR);
        check(&timing(|t| (t.closes, t.granted) = (Some(HOUR / 2), 5 * MINUTE)), HOUR / 2 + 5 * MINUTE);
    }

    #[test]
    fn whatever_was_granted_a_second_decides() {
        for allowed in [MINUTE, HOUR, 3 * HOUR + 7] {
            for closes in [None, Some(30 * SECOND), Some(2 * HOUR), Some(HOUR)] {
                for granted in [0, MINUTE, HOUR] {
                    for (begin, end) in [(0, 0), (10 * SECOND, 11 * SECOND), (29 * SECOND, 5 * HOUR)] {
                        let mut timing = timing(|t| (t.allowed, t.closes, t.granted) = (allowed, closes, granted));
                        timing.pause(begin);
                        assert!(!timing.is_past(end) && !timing.is_closed(end), "{timing:?}");
                        timing.resume(end);
                        let own = closes.map_or(allowed, |closes| allowed.min(closes));
                        check(&timing, own + granted + (end - begin));
                    }
                }
            }
        }
    }

    #[test]
    fn a_pause_moves_the_deadline_by_its_length() {
        let mut timing = timing(|_| {});
        timing.pause(10 * MINUTE);
        timing.pause(12 * MINUTE);
        assert_eq!(timing.deadline(15 * MINUTE), Some(HOUR + 5 * MINUTE));
        assert!(!timing.is_past(5 * HOUR));
        timing.resume(20 * MINUTE);
        timing.resume(30 * MINUTE);
        check(&timing, HOUR + 10 * MINUTE);
    }

    #[test]
    fn before_the_start_there_is_no_deadline() {
        let timing = Timing { allowed: HOUR, closes: Some(1), ..Timing::default() };
        assert_eq!(timing.deadline(5 * HOUR), None);
        assert!(!timing.is_past(5 * HOUR) && !timing.is_closed(5 * HOUR));
    }
}
