//! Sign-in attempts, counted before the password is looked at, so that many at once count as many.

use sqlx::{query, query_scalar};

use super::{Store, StoreError};

/// How many attempts are free, and how the wait grows after them: 1 s, 2 s, 4 s … up to `longest`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Attempts without a wait.
    pub free: i64,
    /// The longest wait in milliseconds.
    pub longest: i64,
}

/// An attempt is forgotten after this long.
const WINDOW: i64 = 60 * 60 * 1000;

impl Store {
    /// Counts an attempt under `key`. `Ok(None)` lets it through; otherwise the milliseconds to wait.
    pub async fn attempt(&self, key: &str, limit: Limit, now: i64) -> Result<Option<i64>, StoreError> {
        query("DELETE FROM attempts WHERE last < $1").bind(now - WINDOW).execute(&self.pool).await?;
        // One statement decides and counts. The wait after the nth failure is 1 s shifted by n - free, at most 2^20 s.
        let counted: Option<i64> = query_scalar(
            "INSERT INTO attempts (key, failures, last, until) VALUES ($1, 1, $2, $2) \
             ON CONFLICT (key) DO UPDATE SET failures = attempts.failures + 1, last = $2, until = $2 + \
               CASE WHEN attempts.failures + 1 < $3 THEN 0 \
                    WHEN attempts.failures + 1 - $3 > 20 THEN $4 \
                    WHEN 1000 * (CAST(1 AS BIGINT) << CAST(attempts.failures + 1 - $3 AS INTEGER)) > $4 THEN $4 \
                    ELSE 1000 * (CAST(1 AS BIGINT) << CAST(attempts.failures + 1 - $3 AS INTEGER)) END \
             WHERE attempts.until <= $2 RETURNING failures",
        )
        .bind(key)
        .bind(now)
        .bind(limit.free)
        .bind(limit.longest)
        .fetch_optional(&self.pool)
        .await?;
        if counted.is_some() {
            return Ok(None);
        }
        let until: Option<i64> =
            query_scalar("SELECT until FROM attempts WHERE key = $1").bind(key).fetch_optional(&self.pool).await?;
        Ok(until.map(|until| (until - now).max(1000)))
    }

    /// Takes one attempt under `key` back, and the wait that it set off: it was none of those that are counted.
    pub async fn take_back_attempt(&self, key: &str) -> Result<(), StoreError> {
        query("UPDATE attempts SET failures = failures - 1, until = last WHERE key = $1 AND failures > 0")
            .bind(key)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets the attempts under `key`: the password was right.
    pub async fn forget_attempts(&self, key: &str) -> Result<(), StoreError> {
        query("DELETE FROM attempts WHERE key = $1").bind(key).execute(&self.pool).await?;
        Ok(())
    }
}
