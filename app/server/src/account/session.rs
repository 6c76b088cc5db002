//! The life of a session: a cookie with 256 random bits, exchanged daily, good for thirty days after its last use.
//!
//! The cookie is `__Host-session`: Secure, HttpOnly, SameSite=Lax, no domain. Chromium and Firefox keep Secure cookies
//! from `http://localhost` and `http://127.0.0.1` too, so development needs no second kind of cookie.

use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::{
    clock::{DAY, HOUR, MINUTE},
    hash::{digest, random},
    store::{Session, Store, StoreError, Token},
};

/// The cookie's name. The prefix makes browsers refuse it from subdomains and over plain connections.
pub const COOKIE: &str = "__Host-session";

/// How long a session lives after its last use.
const LIFE: i64 = 30 * DAY;
/// A token is exchanged when it is this old.
const ROTATE: i64 = DAY;
/// Use is noted no more often than this.
const TOUCH: i64 = HOUR;
/// How long the previous token stays good once the new one was seen, and how long a new one has to arrive before another
/// is made.
const GRACE: i64 = MINUTE;

/// What became of a cookie.
#[derive(Debug)]
pub enum Outcome {
    /// It belongs to a session; `cookie` is there when the browser must take a new token.
    Good {
        /// The session.
        session: Box<Session>,
        /// The new token's cookie.
        cookie: Option<Cookie<'static>>,
    },
    /// It belongs to none: tampered with, expired, signed out.
    Bad,
}

/// Starts a session; the cookie is for the browser.
pub async fn start(store: &Store, account: &str, now: i64) -> Result<Cookie<'static>, StoreError> {
    let token = random::<32>();
    store.create_session(account, &fingerprint(&token), now, now + LIFE).await?;
    Ok(cookie(token))
}

/// Finds the session of a cookie, and keeps it fresh.
pub async fn resume(store: &Store, value: &str, now: i64) -> Result<Outcome, StoreError> {
    if value.len() != 43 {
        return Ok(Outcome::Bad);
    }
    let shown = fingerprint(value);
    let Some(session) = store.session(&shown, now).await? else { return Ok(Outcome::Bad) };
    match keep(store, &session, &shown, now).await {
        Ok(Kept::Good(cookie)) => Ok(Outcome::Good { session: Box::new(session), cookie }),
        Ok(Kept::Stolen) => Ok(Outcome::Bad),
        // A database that cannot be written to still tells who is signed in.
        Err(error) if error.passing() => {
            tracing::debug!(%error, "a session could not be freshened");
            Ok(Outcome::Good { session: Box::new(session), cookie: None })
        }
        Err(error) => Err(error),
    }
}

enum Kept {
    Good(Option<Cookie<'static>>),
    Stolen,
}

async fn keep(store: &Store, session: &Session, shown: &str, now: i64) -> Result<Kept, StoreError> {
    match session.token {
        Token::PreviousConfirmed(at) if now - at > GRACE => {
            tracing::warn!("a session ended because an old token was shown again");
            store.delete_session(&session.id).await?;
            return Ok(Kept::Stolen);
        }
        Token::PreviousConfirmed(_) => return Ok(Kept::Good(None)),
        // The answer that carried the new token was lost: there will be another one.
        Token::PreviousUnconfirmed if now - session.rotated > GRACE => {
            return exchange(store, session, shown, now).await;
        }
        Token::PreviousUnconfirmed => return Ok(Kept::Good(None)),
        Token::First => store.confirm_session(&session.id, now).await?,
        Token::Current => {}
    }
    if now - session.rotated > ROTATE {
        return exchange(store, session, shown, now).await;
    }
    if now - session.seen > TOUCH {
        store.touch_session(&session.id, now, now + LIFE).await?;
    }
    Ok(Kept::Good(None))
}

async fn exchange(store: &Store, session: &Session, shown: &str, now: i64) -> Result<Kept, StoreError> {
    let token = random::<32>();
    let won = store.rotate_session(session, shown, &fingerprint(&token), now, now + LIFE).await?;
    Ok(Kept::Good(won.then(|| cookie(token))))
}

/// The cookie that takes the session's cookie away.
pub fn removal() -> Cookie<'static> {
    let mut gone = cookie(String::new());
    gone.make_removal();
    gone
}

fn fingerprint(token: &str) -> String {
    digest(&["session", token])
}

fn cookie(token: String) -> Cookie<'static> {
    let life = std::time::Duration::from_millis(LIFE.unsigned_abs());
    Cookie::build((COOKIE, token))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(life.try_into().expect("thirty days fit"))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_for_this_host_alone() {
        let text = cookie("t".into()).to_string();
        for part in ["__Host-session=t", "HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=2592000"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!text.contains("Domain"), "{text}");
        assert!(removal().to_string().contains("Max-Age=0"));
    }
}
