//! How often somebody may have code judged: a stock of turns that fills up again by itself.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::clock::SECOND;

/// Turns at once: an exercise tried again and again in a quarter of an hour.
const MOST: f64 = 30.0;
/// Milliseconds until one turn comes back.
const BACK: i64 = 5 * SECOND;
/// People that are remembered; whoever has all turns is forgotten first.
const PEOPLE: usize = 10_000;

/// Turns by person.
#[derive(Debug, Default)]
pub struct Quota {
    people: Mutex<HashMap<String, (f64, i64)>>,
}

impl Quota {
    /// Takes a turn; `Err` are the milliseconds until there is one.
    ///
    /// # Errors
    /// If there is none left.
    pub fn take(&self, who: &str, now: i64) -> Result<(), i64> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = |turns: f64, then: i64| (turns + (now - then).max(0) as f64 / BACK as f64).min(MOST);
        if people.len() >= PEOPLE {
            people.retain(|_, (turns, then)| filled(*turns, *then) < MOST);
        }
        let (turns, then) = people.get(who).copied().unwrap_or((MOST, now));
        let turns = filled(turns, then);
        if turns < 1.0 {
            return Err(((1.0 - turns) * BACK as f64).ceil() as i64);
        }
        people.insert(who.to_owned(), (turns - 1.0, now));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_run_out_and_come_back() {
        let quota = Quota::default();
        let used = (0..100).take_while(|_| quota.take("ada", 1000).is_ok()).count();
        assert_eq!(used, MOST as usize);
        assert_eq!(quota.take("ada", 1000), Err(BACK));
        assert_eq!(quota.take("grace", 1000), Ok(()));
        assert_eq!(quota.take("ada", 1000 + BACK), Ok(()));
        assert!(quota.take("ada", 1000 + BACK).is_err());
    }
}
