//! The log of an attempt: what happened, in order, each entry sealed with a hash over the one before.

use std::collections::BTreeMap;

use course::exam::Answer;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::state::State;

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// The attempt was made.
    Made {
        /// Hash of what was drawn.
        frozen: String,
    },
    /// It went from one state to another.
    Moved {
        /// Before.
        from: State,
        /// After.
        to: State,
        /// Whose doing; `server` for its own.
        by: String,
        /// Why, in a person's words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        why: String,
    },
    /// An answer arrived.
    Answered {
        /// To which item.
        item: String,
        /// Counts the changes of this answer.
        revision: i64,
        /// The answer.
        value: Answer,
        /// Whether it arrived when nothing counted any more.
        late: bool,
        /// When it was typed, by the browser's clock: a claim.
        typed: i64,
        /// The page it was typed in.
        tab: String,
    },
    /// An answer that arrived late is counted, or no longer.
    Counted {
        /// Of which item.
        item: String,
        /// Who decided.
        by: String,
    },
    /// The candidate marked an item for later, or took the mark away.
    Flagged {
        /// Which item.
        item: String,
        /// Whether it is marked now.
        on: bool,
    },
    /// The candidate left an item behind for good.
    Passed {
        /// Which item.
        item: String,
    },
    /// Something that the page noticed. No picture, no sound, no key stroke.
    Noticed {
        /// What.
        sign: Sign,
        /// The page.
        tab: String,
    },
    /// A person gave more time.
    Granted {
        /// Milliseconds.
        time: i64,
        /// Who.
        by: String,
    },
    /// A person stopped the clock, or let it run again.
    Paused {
        /// Whether it is stopped now.
        on: bool,
        /// Who.
        by: String,
    },
    /// The exam closes at another time.
    Rescheduled {
        /// When; never, if nothing is said.
        closes: Option<i64>,
        /// Who.
        by: String,
    },
    /// A verdict was reached.
    Graded {
        /// Its number.
        number: i64,
        /// Who or what made it.
        by: String,
    },
}

/// What the page noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sign", rename_all = "kebab-case")]
pub enum Sign {
    /// A page was opened.
    Opened,
    /// The page lost the focus.
    Left,
    /// It has it again, after so many milliseconds.
    Back {
        /// Milliseconds.
        after: i64,
    },
    /// Something was pasted: its size, not its text.
    Pasted {
        /// Into which item.
        item: String,
        /// Characters.
        size: i64,
    },
    /// Requests come from another address, known by a fingerprint.
    Moved {
        /// Fingerprint.
        from: String,
    },
    /// Another browser took over.
    Browser {
        /// What it calls itself.
        agent: String,
    },
}

/// An entry as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub seq: i64,
    /// When the server wrote it.
    pub at: i64,
    /// The browser's name for it, where it sent it.
    pub journal: Option<String>,
    /// The event as JSON: hashed as it is written here.
    pub body: String,
    /// Over the hash before and all of the above.
    pub hash: String,
}

/// The hash before the first entry.
pub const START: &str = "";

impl Entry {
    /// The next entry after one with this number and hash.
    pub fn after(seq: i64, head: &str, at: i64, journal: Option<String>, event: &Event) -> Entry {
        let body = serde_json::to_string(event).expect("events are plain data");
        let seq = seq + 1;
        Entry { hash: seal(head, seq, at, journal.as_deref(), &body), seq, at, journal, body }
    }

    /// The event.
    ///
    /// # Errors
    /// If another version of the server wrote something that this one does not know.
    pub fn event(&self) -> Result<Event, serde_json::Error> {
        serde_json::from_str(&self.body)
    }
}

/// The answers as the log has them, by item: what counts, and what came too late. The table of answers must say the same.
pub fn answers(entries: &[Entry]) -> BTreeMap<String, (Option<Answer>, Option<Answer>)> {
    let mut found: BTreeMap<String, (Option<Answer>, Option<Answer>)> = BTreeMap::new();
    for entry in entries {
        match entry.event() {
            Ok(Event::Answered { item, value, late: true, .. }) => found.entry(item).or_default().1 = Some(value),
            Ok(Event::Answered { item, value, .. }) => {
                found.insert(item, (Some(value), None));
            }
            Ok(Event::Counted { item, .. }) => {
                let pair = found.entry(item).or_default();
                pair.0 = pair.1.take();
            }
            _ => {}
        }
    }
    found
}

fn seal(head: &str, seq: i64, at: i64, journal: Option<&str>, body: &str) -> String {
    let mut hash = Sha256::new();
    // None of the parts before the body can hold a line break, so their borders count.
    hash.update(format!("{head}\n{seq}\n{at}\n{}\n{body}", journal.unwrap_or("-")));
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// Why a log is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An entry is missing or out of order.
    #[error("entry {0} is missing")]
    Missing(i64),
    /// An entry was changed.
    #[error("entry {0} was changed")]
    Changed(i64),
    /// The end was cut off or replaced.
    #[error("the last entries are not the ones that the attempt knows")]
    End,
}

/// Whether a log is whole: from its first entry to the number and hash that the attempt itself knows.
///
/// # Errors
/// Where it is not.
pub fn verify(entries: &[Entry], seq: i64, head: &str) -> Result<(), Broken> {
    let mut before = START;
    for (entry, number) in entries.iter().zip(1..) {
        if entry.seq != number {
            return Err(Broken::Missing(number));
        }
        if entry.hash != seal(before, entry.seq, entry.at, entry.journal.as_deref(), &entry.body) {
            return Err(Broken::Changed(number));
        }
        before = &entry.hash;
    }
    if before == head && i64::try_from(entries.len()) == Ok(seq) { Ok(()) } else { Err(Broken::End) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Vec<Entry> {
        let events = [
            Event::Made { frozen: "f".into() },
            Event::Flagged { item: "q1".into(), on: true },
            Event::Passed { item: "q1".into() },
            Event::Noticed { sign: Sign::Left, tab: "t".into() },
        ];
        let mut entries: Vec<Entry> = Vec::new();
        for (event, at) in events.iter().zip(10..) {
            let head = entries.last().map_or(START, |e| e.hash.as_str());
            let journal = (at == 11).then(|| "j".to_owned());
            entries.push(Entry::after(entries.len() as i64, head, at, journal, event));
        }
        entries
    }

    fn check(change: impl FnOnce(&mut Vec<Entry>), expected: Result<(), Broken>) {
        let mut entries = log();
        let (seq, head) = (entries.len() as i64, entries[3].hash.clone());
        change(&mut entries);
        assert_eq!(verify(&entries, seq, &head), expected);
    }

    #[test]
    fn every_change_to_a_log_shows() {
        check(|_| {}, Ok(()));
        check(|e| e[1].body = e[1].body.replace("true", "false"), Err(Broken::Changed(2)));
        check(|e| e[1].at += 1, Err(Broken::Changed(2)));
        check(|e| e[1].journal = None, Err(Broken::Changed(2)));
        check(|e| drop(e.remove(1)), Err(Broken::Missing(2)));
        check(|e| e.swap(1, 2), Err(Broken::Missing(2)));
        check(|e| drop(e.pop()), Err(Broken::End));
        check(
            |e| {
                let last = e.pop().expect("an entry");
                let other = Event::Flagged { item: "q2".into(), on: false };
                e.push(Entry::after(3, &e[2].hash.clone(), last.at, None, &other));
            },
            Err(Broken::End),
        );
    }
}
