//! Writing changes of attempts: all of a batch in one transaction, each only if nobody else was faster.

use sqlx::{AnyConnection, AssertSqlSafe, query};

use super::rows::{places, slices};
use crate::{
    exam::{Draft, Held, log::Entry},
    store::{Store, StoreError},
};

impl Store {
    /// Writes drafts of different attempts. `false`, and nothing written, if one of the attempts has changed since it was
    /// read: read again and decide again.
    pub async fn commit(&self, drafts: &[Draft]) -> Result<bool, StoreError> {
        match self.write(drafts).await {
            // The same journal entry, taken by another server in the same moment.
            Err(StoreError::Taken) => Ok(false),
            result => result,
        }
    }

    async fn write(&self, drafts: &[Draft]) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        for part in slices(drafts) {
            if !move_rows(&mut transaction, part).await? {
                return Ok(false);
            }
        }
        let entries: Vec<(&str, &Entry)> = of(drafts, |d| &d.entries);
        for part in slices(&entries) {
            add_entries(&mut transaction, part).await?;
        }
        let answers: Vec<(&str, &Held)> = of(drafts, |d| &d.answers);
        for part in slices(&answers) {
            put_answers(&mut transaction, part).await?;
        }
        for draft in drafts {
            if !finish(&mut transaction, draft).await? {
                return Ok(false);
            }
        }
        transaction.commit().await?;
        Ok(true)
    }
}

fn of<'a, T>(drafts: &'a [Draft], list: impl Fn(&'a Draft) -> &'a Vec<T>) -> Vec<(&'a str, &'a T)> {
    drafts.iter().flat_map(|d| list(d).iter().map(|t| (d.attempt.id.as_str(), t))).collect()
}

/// The rows themselves. That they still have as many events as when they were read makes sure that nobody was faster.
async fn move_rows(connection: &mut AnyConnection, drafts: &[Draft]) -> Result<bool, StoreError> {
    let sql = format!(
        "WITH v (id, was, state, deadline, due, touched, seq, head, body) AS (VALUES {}) \
         UPDATE exam_attempts SET state = v.state, deadline = v.deadline, due = v.due, seq = v.seq, head = v.head, \
         body = v.body, touched = CASE WHEN v.touched > 0 THEN v.touched ELSE exam_attempts.touched END \
         FROM v WHERE exam_attempts.id = v.id AND exam_attempts.seq = v.was",
        places(drafts.len(), 9)
    );
    let mut statement = query(AssertSqlSafe(sql));
    for draft in drafts {
        let attempt = &draft.attempt;
        statement = statement
            .bind(attempt.id.as_str())
            .bind(draft.was)
            .bind(attempt.state.code())
            .bind(attempt.deadline(draft.now))
            .bind(attempt.due(draft.now))
            .bind(if draft.touches { draft.now } else { 0 })
            .bind(attempt.seq)
            .bind(attempt.head.as_str())
            .bind(serde_json::to_string(&attempt.body)?);
    }
    let moved = statement.execute(connection).await?.rows_affected();
    Ok(moved == drafts.len() as u64)
}

async fn add_entries(connection: &mut AnyConnection, entries: &[(&str, &Entry)]) -> Result<(), StoreError> {
    let sql =
        format!("INSERT INTO exam_log (attempt_id, seq, at, journal, body, hash) VALUES {}", places(entries.len(), 6));
    let mut statement = query(AssertSqlSafe(sql));
    for (attempt, entry) in entries {
        statement = statement
            .bind(*attempt)
            .bind(entry.seq)
            .bind(entry.at)
            .bind(entry.journal.as_deref())
            .bind(entry.body.as_str())
            .bind(entry.hash.as_str());
    }
    statement.execute(connection).await?;
    Ok(())
}

async fn put_answers(connection: &mut AnyConnection, answers: &[(&str, &Held)]) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO exam_answers (attempt_id, item, revision, value, late, tab, at) VALUES {} \
         ON CONFLICT (attempt_id, item) DO UPDATE SET revision = excluded.revision, value = excluded.value, \
         late = excluded.late, tab = excluded.tab, at = excluded.at",
        places(answers.len(), 7)
    );
    let mut statement = query(AssertSqlSafe(sql));
    for (attempt, held) in answers {
        statement = statement
            .bind(*attempt)
            .bind(held.item.as_str())
            .bind(held.revision)
            .bind(held.value.as_ref().map(serde_json::to_string).transpose()?)
            .bind(held.late.as_ref().map(serde_json::to_string).transpose()?)
            .bind(held.tab.as_str())
            .bind(held.at);
    }
    statement.execute(connection).await?;
    Ok(())
}

/// What a change brings about besides: a verdict on record, a job begun, a job done. `false` if the job is no longer ours:
/// somebody else's verdict counts.
async fn finish(connection: &mut AnyConnection, draft: &Draft) -> Result<bool, StoreError> {
    let id = draft.attempt.id.as_str();
    if let Some((job, token)) = &draft.done {
        let gone = query("DELETE FROM exam_jobs WHERE id = $1 AND token = $2").bind(job).bind(token);
        if gone.execute(&mut *connection).await?.rows_affected() != 1 {
            return Ok(false);
        }
    }
    if let Some((number, document)) = &draft.verdict {
        query("INSERT INTO exam_verdicts (attempt_id, number, at, body) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(*number)
            .bind(draft.now)
            .bind(document.as_str())
            .execute(&mut *connection)
            .await?;
    }
    if draft.to_grade {
        query("INSERT INTO exam_jobs (id, attempt_id, created, free, token, tries) VALUES ($1, $2, $3, $3, '', 0)")
            .bind(uuid::Uuid::new_v4().to_string())
            .bind(id)
            .bind(draft.now)
            .execute(&mut *connection)
            .await?;
    }
    Ok(true)
}
