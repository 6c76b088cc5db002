//! The queue of grading. A job is claimed with a lease: whoever dies with it loses it to the next. It ends in the same
//! transaction that writes its verdict, and only by the token of its last claim, so it counts once.

use sqlx::{FromRow, query, query_as, query_scalar};

use crate::store::{Store, StoreError};

/// A job that was claimed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Job {
    /// The job.
    pub id: String,
    /// What is to be graded.
    pub attempt_id: String,
    /// Whose claim this is.
    pub token: String,
    /// How often it was claimed, this time included.
    pub tries: i64,
}

impl Store {
    /// Claims the oldest job that is free until `until`; with `attempt` only one of that attempt.
    pub async fn claim_job(&self, attempt: Option<&str>, now: i64, until: i64) -> Result<Option<Job>, StoreError> {
        let token = uuid::Uuid::new_v4().to_string();
        // Two servers may choose the same one; the condition outside is looked at again once the first has it.
        let sql = "UPDATE exam_jobs SET free = $2, token = $3, tries = tries + 1 WHERE free <= $1 AND id = \
                   (SELECT id FROM exam_jobs WHERE free <= $1 AND (attempt_id = $4 OR $4 = '') ORDER BY created LIMIT 1) \
                   RETURNING id, attempt_id, token, tries";
        Ok(query_as(sql)
            .bind(now)
            .bind(until)
            .bind(&token)
            .bind(attempt.unwrap_or_default())
            .fetch_optional(&self.pool)
            .await?)
    }

    /// Keeps a job for longer, or lets go of it until then. `false` if it is somebody else's meanwhile.
    pub async fn keep_job(&self, job: &Job, until: i64) -> Result<bool, StoreError> {
        let kept = query("UPDATE exam_jobs SET free = $3 WHERE id = $1 AND token = $2");
        Ok(kept.bind(&job.id).bind(&job.token).bind(until).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// How many jobs wait or are under way.
    pub async fn count_jobs(&self) -> Result<i64, StoreError> {
        Ok(query_scalar("SELECT COUNT(*) FROM exam_jobs").fetch_one(&self.pool).await?)
    }
}
