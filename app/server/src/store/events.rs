//! The event log. Rows are only ever added, and go when their account goes.

use course::progress::Event;
use sqlx::{Row, query, query_scalar};

use super::{Store, StoreError};

impl Store {
    /// Adds events to an account's log. An id that is there already is left as it is, so that sending again does no harm.
    pub async fn add_events(&self, account: &str, events: &[Event], now: i64) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        for event in events {
            let body = serde_json::to_value(&event.kind)?;
            let kind = body["kind"].as_str().unwrap_or_default().to_owned();
            query(
                "INSERT INTO events (account_id, id, at, received, course, lesson, kind, body) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (account_id, id) DO NOTHING",
            )
            .bind(account)
            .bind(&event.id)
            .bind(event.at)
            .bind(now)
            .bind(&event.course)
            .bind(&event.lesson)
            .bind(kind)
            .bind(body.to_string())
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// An account's events that arrived at `since` (milliseconds since 1970) or later, in the order of their own clocks.
    pub async fn events(&self, account: &str, since: i64) -> Result<Vec<Event>, StoreError> {
        let rows = query(
            "SELECT id, at, course, lesson, body FROM events WHERE account_id = $1 AND received >= $2 ORDER BY at, id",
        )
        .bind(account)
        .bind(since)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Event {
                    id: row.try_get(0)?,
                    at: row.try_get(1)?,
                    course: row.try_get(2)?,
                    lesson: row.try_get(3)?,
                    kind: serde_json::from_str(row.try_get(4)?)?,
                })
            })
            .collect()
    }

    /// How many events an account has.
    pub async fn count_events(&self, account: &str) -> Result<i64, StoreError> {
        Ok(query_scalar("SELECT COUNT(*) FROM events WHERE account_id = $1")
            .bind(account)
            .fetch_one(&self.pool)
            .await?)
    }
}
