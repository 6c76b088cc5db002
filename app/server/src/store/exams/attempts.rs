//! Attempts: made, found, listed.

use sqlx::{AssertSqlSafe, FromRow, query, query_as, query_scalar};

use super::rows::list;
use crate::{
    exam::{Attempt, State, log::Entry},
    store::{Store, StoreError},
};

/// An attempt and who sits it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sitting {
    /// The attempt.
    pub attempt: Attempt,
    /// The candidate's login.
    pub login: String,
    /// The candidate's name.
    pub name: String,
}

#[derive(FromRow)]
struct Row {
    id: String,
    account_id: String,
    course: String,
    exam: String,
    number: i64,
    state: String,
    seq: i64,
    head: String,
    body: String,
}

#[derive(FromRow)]
struct SittingRow {
    #[sqlx(flatten)]
    row: Row,
    login: String,
    name: String,
}

const COLUMNS: &str = "SELECT id, account_id, course, exam, number, state, seq, head, body FROM exam_attempts";
const SITTINGS: &str = "SELECT t.id, t.account_id, t.course, t.exam, t.number, t.state, t.seq, t.head, t.body, a.login, \
                        a.name FROM exam_attempts t JOIN accounts a ON a.id = t.account_id";

impl TryFrom<Row> for Attempt {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Attempt, StoreError> {
        let state = State::parse(&row.state).ok_or_else(|| {
            <serde_json::Error as serde::de::Error>::custom(format!("no state is called {}", row.state))
        })?;
        Ok(Attempt {
            id: row.id,
            account: row.account_id,
            course: row.course,
            exam: row.exam,
            number: row.number,
            state,
            seq: row.seq,
            head: row.head,
            body: serde_json::from_str(&row.body)?,
        })
    }
}

impl TryFrom<SittingRow> for Sitting {
    type Error = StoreError;

    fn try_from(row: SittingRow) -> Result<Sitting, StoreError> {
        Ok(Sitting { attempt: row.row.try_into()?, login: row.login, name: row.name })
    }
}

fn all<R, T: TryFrom<R, Error = StoreError>>(rows: Vec<R>) -> Result<Vec<T>, StoreError> {
    rows.into_iter().map(T::try_from).collect()
}

impl Store {
    /// Makes an attempt; `frozen` is what was drawn for it.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the candidate has an attempt of this number.
    pub async fn create_attempt(&self, attempt: &Attempt, frozen: &str, first: &[Entry]) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        query(
            "INSERT INTO exam_attempts (id, account_id, course, exam, number, state, touched, seq, head, body, frozen) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(&attempt.id)
        .bind(&attempt.account)
        .bind(&attempt.course)
        .bind(&attempt.exam)
        .bind(attempt.number)
        .bind(attempt.state.code())
        .bind(attempt.body.created)
        .bind(attempt.seq)
        .bind(&attempt.head)
        .bind(serde_json::to_string(&attempt.body)?)
        .bind(frozen)
        .execute(&mut *transaction)
        .await?;
        for entry in first {
            query("INSERT INTO exam_log (attempt_id, seq, at, body, hash) VALUES ($1, $2, $3, $4, $5)")
                .bind(&attempt.id)
                .bind(entry.seq)
                .bind(entry.at)
                .bind(&entry.body)
                .bind(&entry.hash)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Some attempts, by id; those that are not there are left out.
    pub async fn attempts_by_id(&self, ids: &[&str]) -> Result<Vec<Attempt>, StoreError> {
        let mut found = Vec::new();
        for part in super::rows::slices(ids) {
            let sql = format!("{COLUMNS} WHERE id IN ({})", list(1, part.len()));
            let mut statement = query_as::<_, Row>(AssertSqlSafe(sql));
            for id in part {
                statement = statement.bind(*id);
            }
            found.extend(all(statement.fetch_all(&self.pool).await?)?);
        }
        Ok(found)
    }

    /// One attempt.
    pub async fn exam_attempt(&self, id: &str) -> Result<Option<Attempt>, StoreError> {
        Ok(self.attempts_by_id(&[id]).await?.pop())
    }

    /// One attempt and who sits it.
    pub async fn sitting(&self, id: &str) -> Result<Option<Sitting>, StoreError> {
        let sql = format!("{SITTINGS} WHERE t.id = $1");
        query_as::<_, SittingRow>(AssertSqlSafe(sql))
            .bind(id)
            .fetch_optional(&self.pool)
            .await?
            .map(Sitting::try_from)
            .transpose()
    }

    /// What was drawn for an attempt.
    pub async fn frozen(&self, id: &str) -> Result<Option<String>, StoreError> {
        Ok(query_scalar("SELECT frozen FROM exam_attempts WHERE id = $1").bind(id).fetch_optional(&self.pool).await?)
    }

    /// A candidate's attempts at an exam, the oldest first.
    pub async fn attempts_of(&self, account: &str, course: &str, exam: &str) -> Result<Vec<Attempt>, StoreError> {
        let sql = format!("{COLUMNS} WHERE account_id = $1 AND course = $2 AND exam = $3 ORDER BY number");
        all(query_as::<_, Row>(AssertSqlSafe(sql)).bind(account).bind(course).bind(exam).fetch_all(&self.pool).await?)
    }

    /// All of an account's attempts, the oldest first.
    pub async fn attempts_by_account(&self, account: &str) -> Result<Vec<Attempt>, StoreError> {
        let sql = format!("{COLUMNS} WHERE account_id = $1 ORDER BY course, exam, number");
        all(query_as::<_, Row>(AssertSqlSafe(sql)).bind(account).fetch_all(&self.pool).await?)
    }

    /// All attempts at an exam, by candidate.
    pub async fn sittings(&self, course: &str, exam: &str) -> Result<Vec<Sitting>, StoreError> {
        let sql = format!("{SITTINGS} WHERE t.course = $1 AND t.exam = $2 ORDER BY a.login, t.number");
        all(query_as::<_, SittingRow>(AssertSqlSafe(sql)).bind(course).bind(exam).fetch_all(&self.pool).await?)
    }

    /// Attempts that the server has to do something about, the longest due first.
    pub async fn attempts_due(&self, now: i64) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT id FROM exam_attempts WHERE due <= $1 ORDER BY due LIMIT 500";
        Ok(query_scalar(sql).bind(now).fetch_all(&self.pool).await?)
    }

    /// Attempts that changed, other than by answers, since `then`.
    pub async fn attempts_touched(&self, then: i64) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(query_as("SELECT id, seq FROM exam_attempts WHERE touched >= $1").bind(then).fetch_all(&self.pool).await?)
    }

    /// An attempt's verdicts as documents, the first one first.
    pub async fn verdicts(&self, id: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT body FROM exam_verdicts WHERE attempt_id = $1 ORDER BY number";
        Ok(query_scalar(sql).bind(id).fetch_all(&self.pool).await?)
    }

    /// All attempts' verdicts that stand, of one exam: attempt and document.
    pub async fn standing_verdicts(&self, course: &str, exam: &str) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT v.attempt_id, v.body FROM exam_verdicts v JOIN exam_attempts t ON t.id = v.attempt_id \
                   WHERE t.course = $1 AND t.exam = $2 AND v.number = (SELECT MAX(number) FROM exam_verdicts \
                   WHERE attempt_id = v.attempt_id)";
        Ok(query_as(sql).bind(course).bind(exam).fetch_all(&self.pool).await?)
    }
}
