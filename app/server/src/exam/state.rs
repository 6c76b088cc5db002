//! The states of an attempt and the moves between them. Pure: time and people are the caller's.

use serde::{Deserialize, Serialize};

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The candidate asked for it.
    Created,
    /// The candidate has agreed to the rules; nothing was shown yet.
    Ready,
    /// The paper is open and the time runs.
    Started,
    /// The deadline has passed; what was under way may still arrive.
    Overdue,
    /// The candidate has handed in.
    Submitted,
    /// The server has closed it.
    TimedOut,
    /// A person looks at it.
    UnderReview,
    /// The verdict stands.
    Verified,
    /// A person has set it aside: it counts for nothing.
    Rejected,
}

/// What happens to an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Move {
    /// The candidate agrees to the rules.
    Agree,
    /// The candidate opens the paper.
    Start,
    /// The deadline passes.
    Expire,
    /// More time is given after the deadline has passed.
    Extend,
    /// The candidate hands in.
    Submit,
    /// The server closes what nobody handed in.
    Close,
    /// A person is to look at it.
    Review,
    /// The verdict stands.
    Verify,
    /// A person sets it aside.
    Reject,
}

impl State {
    /// All, in the order of an attempt's life.
    pub const ALL: [State; 9] = [
        State::Created,
        State::Ready,
        State::Started,
        State::Overdue,
        State::Submitted,
        State::TimedOut,
        State::UnderReview,
        State::Verified,
        State::Rejected,
    ];

    /// The state after a move; `None` where the move cannot be made.
    pub fn after(self, made: Move) -> Option<State> {
        Some(match (self, made) {
            (State::Created, Move::Agree) => State::Ready,
            (State::Ready, Move::Start) => State::Started,
            (State::Started, Move::Expire) => State::Overdue,
            (State::Overdue, Move::Extend) => State::Started,
            (State::Started | State::Overdue, Move::Submit) => State::Submitted,
            (State::Overdue, Move::Close) => State::TimedOut,
            (State::Submitted | State::TimedOut | State::Verified | State::Rejected, Move::Review) => {
                State::UnderReview
            }
            (State::Submitted | State::TimedOut | State::UnderReview, Move::Verify) => State::Verified,
            (State::UnderReview | State::Verified, Move::Reject) => State::Rejected,
            _ => return None,
        })
    }

    /// Whether the paper is open: answers count, the time runs.
    pub fn is_open(self) -> bool {
        self == State::Started
    }

    /// Whether it is over: nothing that the candidate does counts any more.
    pub fn is_over(self) -> bool {
        !matches!(self, State::Created | State::Ready | State::Started | State::Overdue)
    }

    /// As the database and addresses have it.
    pub fn code(self) -> &'static str {
        match self {
            State::Created => "created",
            State::Ready => "ready",
            State::Started => "started",
            State::Overdue => "overdue",
            State::Submitted => "submitted",
            State::TimedOut => "timed-out",
            State::UnderReview => "under-review",
            State::Verified => "verified",
            State::Rejected => "rejected",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVES: [Move; 9] = [
        Move::Agree,
        Move::Start,
        Move::Expire,
        Move::Extend,
        Move::Submit,
        Move::Close,
        Move::Review,
        Move::Verify,
        Move::Reject,
    ];

    /// A row per state, a column per move, in the order of [`MOVES`].
    const TABLE: &str = "
        created       ready  -       -        -       -         -         -            -        -
        ready         -      started -        -       -         -         -            -        -
        started       -      -       overdue  -       submitted -         -            -        -
        overdue       -      -       -        started submitted timed-out -            -        -
        submitted     -      -       -        -       -         -         under-review verified -
        timed-out     -      -       -        -       -         -         under-review verified -
        under-review  -      -       -        -       -         -         -            verified rejected
        verified      -      -       -        -       -         -         under-review -        rejected
        rejected      -      -       -        -       -         -         under-review -        -
    ";

    #[test]
    fn every_state_and_move_has_its_answer() {
        let mut seen = 0;
        for row in TABLE.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let mut words = row.split_whitespace();
            let from = State::parse(words.next().expect("a state")).expect("a state's code");
            for (made, word) in MOVES.into_iter().zip(words) {
                let expected = if word == "-" { None } else { Some(State::parse(word).expect("a state's code")) };
                assert_eq!(from.after(made), expected, "{from:?} after {made:?}");
                seen += 1;
            }
        }
        assert_eq!(seen, State::ALL.len() * MOVES.len());
    }

    #[test]
    fn what_is_over_never_opens_again() {
        for state in State::ALL.into_iter().filter(|s| s.is_over()) {
            assert!(MOVES.into_iter().filter_map(|m| state.after(m)).all(State::is_over), "{state:?}");
        }
    }
}
