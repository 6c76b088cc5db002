//! Certificates on this server: issued once per passed attempt, renamed once, taken back with a reason.
//!
//! A name can be corrected once, and then the copy with the old name is revoked and a new one issued in its place under the same
//! address: there is never more than one name that a certificate holds for. Whoever checks an old copy is told that it was
//! replaced. When the account goes the certificate stays, without its name, so that it can still be taken back.

use std::sync::{Arc, Mutex, PoisonError};

pub use credential::{Award, Band, Evidence, Exam, Issuer, Skill, Text};
use credential::{
    Entry, Keys, Presented, Signed, check,
    keys::{self, KeyError},
    status,
};
use thiserror::Error;

use crate::{
    config::Config,
    hash::random,
    private,
    state::State,
    store::{Certificate, Hold, Shown, Status, StoreError},
};

/// Why no certificate was issued.
#[derive(Debug, Error)]
pub enum IssueError {
    /// The account is gone.
    #[error("there is no such account")]
    Nobody,
    /// The issuer has no keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The issuer, opened when it is first needed and then kept.
#[derive(Debug, Default)]
pub struct Office(Mutex<Option<Arc<Issuer>>>);

impl Office {
    /// The issuer; makes its keys where there are none.
    ///
    /// # Errors
    /// If the keys cannot be read, made or kept.
    pub fn issuer(&self, config: &Config, now: i64) -> Result<Arc<Issuer>, KeyError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(issuer) = &*known {
            return Ok(Arc::clone(issuer));
        }
        let keys = match &config.issuer_keys {
            Some(text) => Keys::parse(text)?,
            None => {
                private::tighten(&config.data.join(keys::FILE));
                Keys::open(&config.data, now)?
            }
        };
        let issuer = Arc::new(Issuer::new(&config.public_origin(), &config.issuer_name, keys));
        *known = Some(Arc::clone(&issuer));
        Ok(issuer)
    }
}

/// Issues the certificate of an attempt that was verified as passed. For an attempt that has one, that one is returned.
///
/// # Errors
/// If the account is gone, or keys or database do not answer.
pub async fn issue(state: &State, award: &Award) -> Result<Certificate, IssueError> {
    let issuer = state.issuer()?;
    loop {
        if let Some(known) = state.store.certificate_of_attempt(&award.attempt).await? {
            return Ok(known);
        }
        let name = state.store.account_name(&award.account).await?.ok_or(IssueError::Nobody)?;
        let entry = Entry {
            id: address_id(),
            name,
            salt: random::<16>(),
            issued: state.clock.now(),
            list: list(state.store.newest_list().await?),
            position: place(),
        };
        let signed = sign(&issuer, award, &entry, entry.issued).await;
        let new = Certificate {
            id: entry.id,
            account: Some(award.account.clone()),
            list: entry.list,
            place: entry.position,
            name: entry.name,
            salt: entry.salt,
            renamed: false,
            issued: entry.issued,
            award: award.clone(),
            signed,
            shown: Shown { page: true, name: true, score: false },
            status: Status { hold: Hold::Valid, reason: String::new(), changed: entry.issued },
        };
        match state.store.add_certificate(&new).await {
            Ok(()) => return Ok(new),
            // The place is taken, or another server has just issued the same: once more tells.
            Err(StoreError::Taken) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Corrects the name on a certificate: a new credential takes the place of the old one, which is revoked. `false` where that
/// was done before, or where the certificate does not hold.
///
/// # Errors
/// If keys or database do not answer.
pub async fn rename(state: &State, old: &Certificate, name: &str, by: &str) -> Result<bool, IssueError> {
    let issuer = state.issuer()?;
    let now = state.clock.now();
    let revoked = Status { hold: Hold::Revoked, reason: REPLACED.to_owned(), changed: now };
    loop {
        let mut new = old.clone();
        name.clone_into(&mut new.name);
        new.salt = random::<16>();
        new.list = list(state.store.newest_list().await?);
        new.place = place();
        new.status = Status { hold: Hold::Valid, reason: String::new(), changed: now };
        new.signed = sign(&issuer, &old.award, &entry(&new), now).await;
        match state.store.rename_certificate(old, &new, &revoked, by).await {
            // The place is taken: draw again.
            Err(StoreError::Taken) => {}
            done => return Ok(done?),
        }
    }
}

/// Why the copy with the old name is revoked, as its status says.
const REPLACED: &str = "replaced by a copy with the corrected name";

/// Signs a certificate anew if a key that signed it was withdrawn, so that what we hold stays good. Without its name, which
/// goes with the account, it cannot be: its hash would be another one.
///
/// # Errors
/// If keys or database do not answer.
pub async fn refresh(state: &State, mut one: Certificate) -> Result<Certificate, IssueError> {
    let issuer = state.issuer()?;
    let leaked = |text: &str| {
        let method = Presented::parse(text).map(|presented| check::method(&presented)).unwrap_or_default();
        issuer.keys.is_withdrawn(method.split('#').nth(1).unwrap_or_default())
    };
    if issuer.keys.withdrawn.is_empty() || one.name.is_empty() {
        return Ok(one);
    }
    let (embedded, compact) = (leaked(&one.signed.embedded), leaked(&one.signed.compact));
    if embedded || compact {
        let fresh = sign(&issuer, &one.award, &entry(&one), state.clock.now()).await;
        // What another key signed is out there, and stays the one that counts.
        let signed = Signed {
            embedded: if embedded { fresh.embedded } else { one.signed.embedded.clone() },
            compact: if compact { fresh.compact } else { one.signed.compact.clone() },
        };
        state.store.resign_certificate(&one, &signed).await?;
        one.signed = signed;
    }
    Ok(one)
}

/// What a certificate has beyond its award.
fn entry(one: &Certificate) -> Entry {
    Entry {
        id: one.id.clone(),
        name: one.name.clone(),
        salt: one.salt.clone(),
        issued: one.issued,
        list: one.list,
        position: one.place,
    }
}

/// Signing takes some milliseconds of arithmetic: not on a thread that answers requests.
async fn sign(issuer: &Arc<Issuer>, award: &Award, entry: &Entry, now: i64) -> Signed {
    let (issuer, award, entry) = (Arc::clone(issuer), award.clone(), entry.clone());
    tokio::task::spawn_blocking(move || issuer.award(&award, &entry, now)).await.expect("signing does not panic")
}

/// The list to issue into: a new one when half of the places are taken, so that drawing stays quick.
fn list((newest, taken): (i64, i64)) -> i64 {
    if taken < i64::from(status::SIZE / 2) { newest } else { newest + 1 }
}

/// A place in a list, drawn by lot.
fn place() -> u32 {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    // The size is a power of two: every place is as likely as every other.
    u32::from_le_bytes(bytes) % status::SIZE
}

/// A new id: a hundred random bits in letters that are not taken for one another, in four groups.
fn address_id() -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    let letters: Vec<char> = bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_long_and_do_not_repeat() {
        let (one, other) = (address_id(), address_id());
        assert_ne!(one, other);
        assert_eq!((one.len(), one.matches('-').count()), (23, 3));
    }

    #[test]
    fn a_list_that_is_half_full_is_followed_by_another() {
        let check = |newest: (i64, i64), expected: i64| assert_eq!(list(newest), expected);
        check((1, 0), 1);
        check((1, 65_535), 1);
        check((1, 65_536), 2);
        check((3, 10), 3);
    }
}
