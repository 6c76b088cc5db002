//! What single candidates and whole exams are allowed: extra time, other closing times.

use sqlx::{query, query_as, query_scalar};

use crate::store::{Store, StoreError};

impl Store {
    /// Another closing time for an exam than its own.
    pub async fn closing(&self, course: &str, exam: &str) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT closes FROM exam_windows WHERE course = $1 AND exam = $2";
        Ok(query_scalar(sql).bind(course).bind(exam).fetch_optional(&self.pool).await?)
    }

    /// Changes the closing time.
    pub async fn set_closing(&self, course: &str, exam: &str, closes: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO exam_windows (course, exam, closes) VALUES ($1, $2, $3) \
                   ON CONFLICT (course, exam) DO UPDATE SET closes = excluded.closes";
        query(sql).bind(course).bind(exam).bind(closes).execute(&self.pool).await?;
        Ok(())
    }

    /// The exam's own closing time holds again.
    pub async fn clear_closing(&self, course: &str, exam: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM exam_windows WHERE course = $1 AND exam = $2";
        query(sql).bind(course).bind(exam).execute(&self.pool).await?;
        Ok(())
    }

    /// All groups with the logins of those in them, by name.
    pub async fn groups(&self) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT g.name, a.login FROM exam_groups g JOIN accounts a ON a.id = g.account_id ORDER BY 1, 2";
        Ok(query_as(sql).fetch_all(&self.pool).await?)
    }

    /// Takes an account out of a group.
    pub async fn leave_group(&self, name: &str, account: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM exam_groups WHERE name = $1 AND account_id = $2";
        query(sql).bind(name).bind(account).execute(&self.pool).await?;
        Ok(())
    }

    /// Puts an account into a group, which is there once somebody is in it.
    pub async fn join_group(&self, name: &str, account: &str) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO exam_groups (name, account_id) VALUES ($1, $2) ON CONFLICT (name, account_id) DO NOTHING";
        query(sql).bind(name).bind(account).execute(&self.pool).await?;
        Ok(())
    }

    /// Extra time for whoever `who` is: `account:ID` or `group:NAME`, in per cent of the exam's own; with 0 there is none.
    pub async fn accommodate(&self, course: &str, exam: &str, who: &str, percent: i64) -> Result<(), StoreError> {
        if percent == 0 {
            let sql = "DELETE FROM exam_accommodations WHERE course = $1 AND exam = $2 AND who = $3";
            query(sql).bind(course).bind(exam).bind(who).execute(&self.pool).await?;
            return Ok(());
        }
        let sql = "INSERT INTO exam_accommodations (course, exam, who, percent) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (course, exam, who) DO UPDATE SET percent = excluded.percent";
        query(sql).bind(course).bind(exam).bind(who).bind(percent).execute(&self.pool).await?;
        Ok(())
    }

    /// The most extra time that an account or one of its groups has, in per cent.
    pub async fn extra_time(&self, course: &str, exam: &str, account: &str) -> Result<i64, StoreError> {
        let sql = "SELECT COALESCE(MAX(percent), 0) FROM exam_accommodations WHERE course = $1 AND exam = $2 AND \
                   (who = 'account:' || $3 OR who IN (SELECT 'group:' || name FROM exam_groups WHERE account_id = $3))";
        Ok(query_scalar(sql).bind(course).bind(exam).bind(account).fetch_one(&self.pool).await?)
    }

    /// All extra time of an exam: who, with an account's login in place of its id, and per cent.
    pub async fn accommodations(&self, course: &str, exam: &str) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT COALESCE(a.login, x.who), x.percent FROM exam_accommodations x \
                   LEFT JOIN accounts a ON x.who = 'account:' || a.id WHERE x.course = $1 AND x.exam = $2 ORDER BY 1";
        Ok(query_as(sql).bind(course).bind(exam).fetch_all(&self.pool).await?)
    }
}
