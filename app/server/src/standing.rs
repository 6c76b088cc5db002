//! Progress by account, added up from the event log.
//!
//! Adding up does not mind order or repetition, so what was added up once is kept in memory and only newer events are
//! read. Events become visible when their transaction ends, a little after the time they carry, and other servers on the
//! same database add some too: every reading goes back a few seconds further than the last.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use course::progress::Standing;

use crate::{
    clock::SECOND,
    store::{Store, StoreError},
};

/// How many accounts are kept in memory.
const ACCOUNTS: usize = 2000;
/// Longer than any transaction that adds events may take: requests end after 30 s.
const OVERLAP: i64 = 60 * SECOND;

/// What is kept.
#[derive(Debug, Default)]
pub struct Standings {
    accounts: Mutex<HashMap<String, Kept>>,
}

#[derive(Clone, Debug)]
struct Kept {
    standing: Arc<Standing>,
    read: i64,
}

impl Standings {
    /// The standing of an account at this moment.
    pub async fn of(&self, store: &Store, account: &str, now: i64) -> Result<Arc<Standing>, StoreError> {
        let kept = self.lock().get(account).cloned();
        let since = kept.as_ref().map_or(0, |k| k.read - OVERLAP);
        let events = store.events(account, since).await?;
        let mut standing = kept.map(|k| k.standing).unwrap_or_default();
        if !events.is_empty() {
            let sum = Arc::make_mut(&mut standing);
            events.iter().for_each(|e| sum.add(e));
        }
        let mut accounts = self.lock();
        if accounts.len() >= ACCOUNTS
            && !accounts.contains_key(account)
            && let Some(oldest) = accounts.iter().min_by_key(|(_, k)| k.read).map(|(id, _)| id.clone())
        {
            accounts.remove(&oldest);
        }
        accounts.insert(account.to_owned(), Kept { standing: Arc::clone(&standing), read: now });
        Ok(standing)
    }

    /// Forgets an account.
    pub fn forget(&self, account: &str) {
        self.lock().remove(account);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Kept>> {
        // The map is whole between any two statements, so a panic elsewhere is no reason to stop.
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
