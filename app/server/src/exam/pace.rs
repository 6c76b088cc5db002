//! How fast an attempt may save: generously for who types, not for who fills the disk.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Saves in a row that nobody waits for.
const BURST: i64 = 50;
/// Milliseconds after which one more is allowed: five a second.
const EVERY: i64 = 200;
/// Attempts that are remembered; those that rest are forgotten first.
const KEPT: usize = 20_000;

/// The pace of all attempts.
#[derive(Debug, Default)]
pub struct Pace {
    /// Of each attempt the moment at which all it has saved is paid off.
    even: Mutex<HashMap<String, i64>>,
}

impl Pace {
    /// Takes note of a save at `now`; whether it is not too many.
    pub fn allows(&self, attempt: &str, now: i64) -> bool {
        let mut even = self.even.lock().unwrap_or_else(PoisonError::into_inner);
        if even.len() >= KEPT {
            even.retain(|_, at| *at > now);
        }
        let at = even.entry(attempt.to_owned()).or_insert(now);
        let next = (*at).max(now) + EVERY;
        let allowed = next - now <= BURST * EVERY;
        if allowed {
            *at = next;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_at_once_and_five_a_second() {
        let pace = Pace::default();
        assert!((0..50).all(|_| pace.allows("a", 1000)));
        assert!(!pace.allows("a", 1000) && pace.allows("b", 1000));
        assert_eq!((0..20).filter(|_| pace.allows("a", 2000)).count(), 5);
        assert_eq!((0..90).filter(|_| pace.allows("a", 1_000_000)).count(), 50);
    }
}
