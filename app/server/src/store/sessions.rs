//! Sessions. The browser holds a random token, the database only its hash.
//!
//! A session's token is exchanged for a new one from time to time. The old one stays good until the browser has come
//! with the new one, and a little longer, so that neither parallel requests nor an answer lost on the way sign anybody
//! out. An old token that comes later than that was copied: the session ends.

use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::{Account, Store, StoreError};

/// A session found by the hash of its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Stays the same when the token changes.
    pub id: String,
    /// Whose.
    pub account: Account,
    /// When the token was last exchanged.
    pub rotated: i64,
    /// When it was last noted that the session is in use.
    pub seen: i64,
    /// How the token that was shown stands to the session.
    pub token: Token,
}

/// How a token stands to its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// The present token, and the browser is known to have it.
    Current,
    /// The present token, shown for the first time.
    First,
    /// The one before; the browser has not yet shown the present one.
    PreviousUnconfirmed,
    /// The one before, though the browser has shown the present one at this time.
    PreviousConfirmed(i64),
}

#[derive(FromRow)]
struct Row {
    id: String,
    token: String,
    rotated: i64,
    confirmed: Option<i64>,
    seen: i64,
    account_id: String,
    login: String,
    name: String,
    created: i64,
}

impl Store {
    /// Starts a session and returns its id; sessions that have expired are swept out on the way.
    pub async fn create_session(
        &self,
        account: &str,
        token: &str,
        now: i64,
        expires: i64,
    ) -> Result<String, StoreError> {
        query("DELETE FROM sessions WHERE expires <= $1").bind(now).execute(&self.pool).await?;
        let id = Uuid::new_v4().to_string();
        query(
            "INSERT INTO sessions (id, account_id, token, rotated, confirmed, created, seen, expires) \
             VALUES ($1, $2, $3, $4, NULL, $4, $4, $5)",
        )
        .bind(&id)
        .bind(account)
        .bind(token)
        .bind(now)
        .bind(expires)
        .execute(&self.pool)
        .await?;
        Ok(id)
    }

    /// The session whose present or previous token has this hash, unless it has expired.
    pub async fn session(&self, token: &str, now: i64) -> Result<Option<Session>, StoreError> {
        let row: Option<Row> = query_as(
            "SELECT s.id, s.token, s.rotated, s.confirmed, s.seen, s.account_id, a.login, a.name, a.created \
             FROM sessions s JOIN accounts a ON a.id = s.account_id \
             WHERE (s.token = $1 OR s.previous = $1) AND s.expires > $2",
        )
        .bind(token)
        .bind(now)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| Session {
            token: match (row.token == token, row.confirmed) {
                (true, Some(_)) => Token::Current,
                (true, None) => Token::First,
                (false, None) => Token::PreviousUnconfirmed,
                (false, Some(at)) => Token::PreviousConfirmed(at),
            },
            id: row.id,
            account: Account { id: row.account_id, login: row.login, name: row.name, created: row.created },
            rotated: row.rotated,
            seen: row.seen,
        }))
    }

    /// Notes that the browser has the present token.
    pub async fn confirm_session(&self, id: &str, now: i64) -> Result<(), StoreError> {
        query("UPDATE sessions SET confirmed = $2 WHERE id = $1 AND confirmed IS NULL")
            .bind(id)
            .bind(now)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Notes that the session is in use, and puts off its end.
    pub async fn touch_session(&self, id: &str, now: i64, expires: i64) -> Result<(), StoreError> {
        query("UPDATE sessions SET seen = $2, expires = $3 WHERE id = $1")
            .bind(id)
            .bind(now)
            .bind(expires)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Exchanges the token: `shown`, which the browser has, becomes the previous one and `next` the present one. Of several
    /// requests that try this at once only one succeeds, by the `rotated` time they all have read.
    pub async fn rotate_session(
        &self,
        session: &Session,
        shown: &str,
        next: &str,
        now: i64,
        expires: i64,
    ) -> Result<bool, StoreError> {
        let done = query(
            "UPDATE sessions SET token = $3, previous = $2, rotated = $4, confirmed = NULL, seen = $4, expires = $5 \
             WHERE id = $1 AND rotated = $6",
        )
        .bind(&session.id)
        .bind(shown)
        .bind(next)
        .bind(now)
        .bind(expires)
        .bind(session.rotated)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// How many sessions an account has.
    pub async fn count_sessions(&self, account: &str, now: i64) -> Result<i64, StoreError> {
        Ok(query_scalar("SELECT COUNT(*) FROM sessions WHERE account_id = $1 AND expires > $2")
            .bind(account)
            .bind(now)
            .fetch_one(&self.pool)
            .await?)
    }

    /// Ends one session.
    pub async fn delete_session(&self, id: &str) -> Result<(), StoreError> {
        query("DELETE FROM sessions WHERE id = $1").bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends all sessions of an account; returns how many.
    pub async fn delete_sessions(&self, account: &str) -> Result<u64, StoreError> {
        let done = query("DELETE FROM sessions WHERE account_id = $1").bind(account).execute(&self.pool).await?;
        Ok(done.rows_affected())
    }
}
