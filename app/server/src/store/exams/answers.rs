//! Answers and the log.

use std::collections::HashMap;

use sqlx::{AssertSqlSafe, FromRow, query_as};

use super::rows::slices;
use crate::{
    exam::{Held, log::Entry},
    store::{Store, StoreError},
};

#[derive(FromRow)]
struct AnswerRow {
    attempt_id: String,
    item: String,
    revision: i64,
    value: Option<String>,
    late: Option<String>,
    tab: String,
    at: i64,
}

impl TryFrom<AnswerRow> for Held {
    type Error = StoreError;

    fn try_from(row: AnswerRow) -> Result<Held, StoreError> {
        let read = |text: Option<String>| text.map(|t| serde_json::from_str(&t)).transpose();
        Ok(Held {
            item: row.item,
            revision: row.revision,
            value: read(row.value)?,
            late: read(row.late)?,
            tab: row.tab,
            at: row.at,
        })
    }
}

#[derive(FromRow)]
struct EntryRow {
    attempt_id: String,
    seq: i64,
    at: i64,
    journal: Option<String>,
    body: String,
    hash: String,
}

impl From<EntryRow> for Entry {
    fn from(row: EntryRow) -> Entry {
        Entry { seq: row.seq, at: row.at, journal: row.journal, body: row.body, hash: row.hash }
    }
}

/// The column pair that a look-up goes by; both are part of a unique key.
macro_rules! by_pairs {
    ($store:expr, $row:ty, $select:literal, $second:literal, $pairs:expr) => {{
        let mut found: Vec<$row> = Vec::new();
        for part in slices($pairs) {
            let condition: Vec<String> = (0..part.len())
                .map(|i| format!(concat!("(attempt_id = ${} AND ", $second, " = ${})"), 2 * i + 1, 2 * i + 2))
                .collect();
            let sql = format!("{} WHERE {}", $select, condition.join(" OR "));
            let mut statement = query_as::<_, $row>(AssertSqlSafe(sql));
            for (attempt, second) in part {
                statement = statement.bind(*attempt).bind(*second);
            }
            found.extend(statement.fetch_all(&$store.pool).await?);
        }
        found
    }};
}

impl Store {
    /// An attempt's answers, by item.
    pub async fn answers(&self, attempt: &str) -> Result<HashMap<String, Held>, StoreError> {
        let sql = "SELECT attempt_id, item, revision, value, late, tab, at FROM exam_answers WHERE attempt_id = $1";
        let rows: Vec<AnswerRow> = query_as(sql).bind(attempt).fetch_all(&self.pool).await?;
        rows.into_iter().map(|row| Ok((row.item.clone(), row.try_into()?))).collect()
    }

    /// Answers by attempt and item.
    pub async fn answers_to(&self, pairs: &[(&str, &str)]) -> Result<HashMap<(String, String), Held>, StoreError> {
        let rows = by_pairs!(
            self,
            AnswerRow,
            "SELECT attempt_id, item, revision, value, late, tab, at FROM exam_answers",
            "item",
            pairs
        );
        rows.into_iter().map(|row| Ok(((row.attempt_id.clone(), row.item.clone()), row.try_into()?))).collect()
    }

    /// What was saved before under these attempts' journal names.
    pub async fn saved_as(&self, pairs: &[(&str, &str)]) -> Result<HashMap<(String, String), Entry>, StoreError> {
        let rows = by_pairs!(
            self,
            EntryRow,
            "SELECT attempt_id, seq, at, journal, body, hash FROM exam_log",
            "journal",
            pairs
        );
        Ok(rows
            .into_iter()
            .map(|row| ((row.attempt_id.clone(), row.journal.clone().unwrap_or_default()), row.into()))
            .collect())
    }

    /// An attempt's log, from its beginning.
    pub async fn exam_log(&self, attempt: &str) -> Result<Vec<Entry>, StoreError> {
        let sql = "SELECT attempt_id, seq, at, journal, body, hash FROM exam_log WHERE attempt_id = $1 ORDER BY seq";
        let rows: Vec<EntryRow> = query_as(sql).bind(attempt).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(Entry::from).collect())
    }
}
