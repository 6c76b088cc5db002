//! Guessing passwords is slowed three ways: per login and address, per address, and, gently, per login. New accounts and checks of
//! credentials are slowed per address.

use std::net::IpAddr;

use crate::{
    clock::{MINUTE, SECOND},
    hash::digest,
    store::{Limit, Store, StoreError},
};

/// One person who forgot a password.
const PAIR: Limit = Limit { free: 5, longest: 15 * MINUTE };
/// A class room behind one address shares this.
const ADDRESS: Limit = Limit { free: 60, longest: 15 * MINUTE };
/// Many addresses against one login. The wait stays short, or strangers could lock somebody out.
const LOGIN: Limit = Limit { free: 100, longest: 30 * SECOND };
/// Credentials checked for one address. Somebody who checks a pile of them is slowed, and never kept waiting for long.
const CHECK: Limit = Limit { free: 120, longest: 10 * SECOND };
/// New accounts from one address.
const SIGN_UP: Limit = Limit { free: 60, longest: 5 * MINUTE };

/// Counts a sign-in attempt; `Some` are the milliseconds to wait before the next one is looked at.
pub async fn sign_in(store: &Store, login: &str, from: IpAddr, now: i64) -> Result<Option<i64>, StoreError> {
    for (key, limit) in [(pair(login, from), PAIR), (address(from), ADDRESS), (name(login), LOGIN)] {
        if let Some(wait) = store.attempt(&key, limit, now).await? {
            return Ok(Some(wait));
        }
    }
    Ok(None)
}

/// The password was right: what this login did wrong from this address is forgotten, and for the others that share the
/// address or try the login it was no failure. Else a school behind one address would wait because its students sign in.
pub async fn signed_in(store: &Store, login: &str, from: IpAddr) -> Result<(), StoreError> {
    store.forget_attempts(&pair(login, from)).await?;
    for key in [address(from), name(login)] {
        store.take_back_attempt(&key).await?;
    }
    Ok(())
}

/// Counts a sign-up from an address.
pub async fn sign_up(store: &Store, from: IpAddr, now: i64) -> Result<Option<i64>, StoreError> {
    store.attempt(&digest(&["sign-up", &network(from)]), SIGN_UP, now).await
}

/// Counts a credential that is checked for an address.
pub async fn check(store: &Store, from: IpAddr, now: i64) -> Result<Option<i64>, StoreError> {
    store.attempt(&digest(&["check", &network(from)]), CHECK, now).await
}

fn pair(login: &str, from: IpAddr) -> String {
    digest(&["pair", login, &network(from)])
}

fn name(login: &str) -> String {
    digest(&["login", login])
}

fn address(from: IpAddr) -> String {
    digest(&["address", &network(from)])
}

/// One IPv6 customer has 2^64 addresses, so their network counts as one.
fn network(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => v6.segments()[..4].iter().map(|s| format!("{s:x}:")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_count_as_one() {
        let check = |a: &str, expected: &str| assert_eq!(network(a.parse().expect("an address")), expected);
        check("192.0.2.7", "192.0.2.7");
        check("::ffff:192.0.2.7", "192.0.2.7");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:");
    }
}
