//! Certificates and their status.
//!
//! Status belongs to a place in a list, and a place to one signed credential. What is signed anew with another name gets a new
//! place, and what was at the old one is revoked: of two names on copies of one certificate only the last counts.

use credential::{Award, Signed};
use sqlx::{Any, FromRow, Transaction, query, query_as, query_scalar};
use uuid::Uuid;

use super::{Store, StoreError};

/// Whether a certificate still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// It does.
    Valid,
    /// Not for the time being.
    Suspended,
    /// Not any more.
    Revoked,
}

impl Hold {
    /// As the database, forms and sentences write it.
    pub fn word(self) -> &'static str {
        match self {
            Hold::Valid => "valid",
            Hold::Suspended => "suspended",
            Hold::Revoked => "revoked",
        }
    }

    /// From its word.
    pub fn parse(word: &str) -> Option<Hold> {
        [Hold::Valid, Hold::Suspended, Hold::Revoked].into_iter().find(|h| h.word() == word)
    }
}

/// The status of one place in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Whether what was issued there still holds.
    pub hold: Hold,
    /// Why not; empty while it does.
    pub reason: String,
    /// When that was last decided, in milliseconds since 1970.
    pub changed: i64,
}

/// What the holder has decided to show to whoever has the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The page at all.
    pub page: bool,
    /// Their name.
    pub name: bool,
    /// The score, beside the band.
    pub score: bool,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// In its address.
    pub id: String,
    /// Whose; nobody's once the account is gone.
    pub account: Option<String>,
    /// The status list.
    pub list: i64,
    /// The place in it.
    pub place: u32,
    /// The holder's name; empty once the account is gone.
    pub name: String,
    /// Of the name's hash.
    pub salt: String,
    /// Whether the name was corrected before.
    pub renamed: bool,
    /// When it was issued, in milliseconds since 1970.
    pub issued: i64,
    /// For what.
    pub award: Award,
    /// The credential.
    pub signed: Signed,
    /// What the holder shows.
    pub shown: Shown,
    /// Whether it holds.
    pub status: Status,
}

#[derive(FromRow)]
struct Row {
    id: String,
    account_id: Option<String>,
    list: i64,
    place: i64,
    name: String,
    salt: String,
    renamed: i64,
    issued: i64,
    award: String,
    embedded: String,
    compact: String,
    public: i64,
    shows_name: i64,
    shows_score: i64,
    state: String,
    reason: String,
    changed: i64,
}

const SELECT: &str = "SELECT c.id, c.account_id, c.list, c.place, c.name, c.salt, c.renamed, c.issued, c.award, \
                      c.embedded, c.compact, c.public, c.shows_name, c.shows_score, s.state, s.reason, s.changed \
                      FROM certificates c JOIN credential_status s ON s.list = c.list AND s.place = c.place";

impl TryFrom<Row> for Certificate {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Certificate, StoreError> {
        Ok(Certificate {
            id: row.id,
            account: row.account_id,
            list: row.list,
            place: place(row.place),
            name: row.name,
            salt: row.salt,
            renamed: row.renamed != 0,
            issued: row.issued,
            award: serde_json::from_str(&row.award)?,
            signed: Signed { embedded: row.embedded, compact: row.compact },
            shown: Shown { page: row.public != 0, name: row.shows_name != 0, score: row.shows_score != 0 },
            status: status(&row.state, row.reason, row.changed),
        })
    }
}

impl Store {
    /// Keeps a new certificate.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if its attempt has one, or its place in the list is taken.
    pub async fn add_certificate(&self, new: &Certificate) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        take_place(&mut transaction, new.list, new.place, &new.status).await?;
        query(
            "INSERT INTO certificates (id, account_id, attempt, list, place, name, salt, renamed, issued, award, \
             embedded, compact, public, shows_name, shows_score, course, exam) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        )
        .bind(&new.id)
        .bind(&new.account)
        .bind(&new.award.attempt)
        .bind(new.list)
        .bind(i64::from(new.place))
        .bind(&new.name)
        .bind(&new.salt)
        .bind(i64::from(new.renamed))
        .bind(new.issued)
        .bind(serde_json::to_string(&new.award)?)
        .bind(&new.signed.embedded)
        .bind(&new.signed.compact)
        .bind(i64::from(new.shown.page))
        .bind(i64::from(new.shown.name))
        .bind(i64::from(new.shown.score))
        .bind(&new.award.exam.course)
        .bind(&new.award.exam.slug)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The certificate of this id.
    pub async fn certificate(&self, id: &str) -> Result<Option<Certificate>, StoreError> {
        self.one_certificate("c.id", id).await
    }

    /// The certificate that was issued for this attempt.
    pub async fn certificate_of_attempt(&self, attempt: &str) -> Result<Option<Certificate>, StoreError> {
        self.one_certificate("c.attempt", attempt).await
    }

    async fn one_certificate(&self, column: &'static str, value: &str) -> Result<Option<Certificate>, StoreError> {
        let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE {column} = $1"));
        let row: Option<Row> = query_as(text).bind(value).fetch_optional(&self.pool).await?;
        row.map(Certificate::try_from).transpose()
    }

    /// An account's certificates, newest first.
    pub async fn certificates(&self, account: &str) -> Result<Vec<Certificate>, StoreError> {
        let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.account_id = $1 ORDER BY c.issued DESC, c.id"));
        let rows: Vec<Row> = query_as(text).bind(account).fetch_all(&self.pool).await?;
        rows.into_iter().map(Certificate::try_from).collect()
    }

    /// All certificates of an exam, newest first.
    pub async fn certificates_of_exam(&self, course: &str, exam: &str) -> Result<Vec<Certificate>, StoreError> {
        let text =
            sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.course = $1 AND c.exam = $2 ORDER BY c.issued DESC, c.id"));
        let rows: Vec<Row> = query_as(text).bind(course).bind(exam).fetch_all(&self.pool).await?;
        rows.into_iter().map(Certificate::try_from).collect()
    }

    /// Changes what the holder shows.
    pub async fn show_certificate(&self, id: &str, shown: Shown) -> Result<(), StoreError> {
        query("UPDATE certificates SET public = $2, shows_name = $3, shows_score = $4 WHERE id = $1")
            .bind(id)
            .bind(i64::from(shown.page))
            .bind(i64::from(shown.name))
            .bind(i64::from(shown.score))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Corrects the holder's name, for the first and only time; tells whether it was. `new` is the certificate with the other
    /// name at another place; what was issued at the `old` place is revoked. Only what holds is renamed.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the new place is taken.
    pub async fn rename_certificate(
        &self,
        old: &Certificate,
        new: &Certificate,
        revoked: &Status,
        by: &str,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        take_place(&mut transaction, new.list, new.place, &new.status).await?;
        let done = query(
            "UPDATE certificates SET name = $2, salt = $3, embedded = $4, compact = $5, list = $6, place = $7, renamed = 1 \
             WHERE id = $1 AND renamed = 0",
        )
        .bind(&new.id)
        .bind(&new.name)
        .bind(&new.salt)
        .bind(&new.signed.embedded)
        .bind(&new.signed.compact)
        .bind(new.list)
        .bind(i64::from(new.place))
        .execute(&mut *transaction)
        .await?;
        let renamed = done.rows_affected() == 1
            && set_status(&mut transaction, old.list, old.place, revoked, "state = 'valid'", by).await?;
        if renamed {
            transaction.commit().await?;
        }
        Ok(renamed)
    }

    /// Keeps a certificate's signatures by other keys, in place of those that are known.
    pub async fn resign_certificate(&self, known: &Certificate, signed: &Signed) -> Result<(), StoreError> {
        query("UPDATE certificates SET embedded = $2, compact = $3 WHERE id = $1 AND embedded = $4")
            .bind(&known.id)
            .bind(&signed.embedded)
            .bind(&signed.compact)
            .bind(&known.signed.embedded)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Decides whether what was issued at a place still holds, and notes who did. What is revoked stays so: `false`.
    pub async fn decide_status(&self, list: i64, place: u32, status: &Status, by: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = set_status(&mut transaction, list, place, status, "state <> 'revoked'", by).await?;
        if done {
            transaction.commit().await?;
        }
        Ok(done)
    }

    /// The status of a place; `None` where nothing was issued.
    pub async fn status(&self, list: i64, at: u32) -> Result<Option<Status>, StoreError> {
        let row: Option<(String, String, i64)> =
            query_as("SELECT state, reason, changed FROM credential_status WHERE list = $1 AND place = $2")
                .bind(list)
                .bind(i64::from(at))
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|(state, reason, changed)| status(&state, reason, changed)))
    }

    /// The places of a list that are in this state.
    pub async fn places(&self, list: i64, hold: Hold) -> Result<Vec<u32>, StoreError> {
        let places: Vec<i64> =
            query_scalar("SELECT place FROM credential_status WHERE list = $1 AND state = $2 ORDER BY place")
                .bind(list)
                .bind(hold.word())
                .fetch_all(&self.pool)
                .await?;
        Ok(places.into_iter().map(place).collect())
    }

    /// The newest list and how many places of it are taken; the first one where there is none yet.
    pub async fn newest_list(&self) -> Result<(i64, i64), StoreError> {
        let row: Option<(i64, i64)> =
            query_as("SELECT list, COUNT(*) FROM credential_status GROUP BY list ORDER BY list DESC LIMIT 1")
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.unwrap_or((1, 0)))
    }

    /// What an account is called; `None` where it is gone.
    pub async fn account_name(&self, id: &str) -> Result<Option<String>, StoreError> {
        Ok(query_scalar("SELECT name FROM accounts WHERE id = $1").bind(id).fetch_optional(&self.pool).await?)
    }
}

/// Takes a place for what is about to be issued.
async fn take_place(
    transaction: &mut Transaction<'_, Any>,
    list: i64,
    place: u32,
    status: &Status,
) -> Result<(), StoreError> {
    query("INSERT INTO credential_status (list, place, state, reason, changed) VALUES ($1, $2, $3, $4, $5)")
        .bind(list)
        .bind(i64::from(place))
        .bind(status.hold.word())
        .bind(&status.reason)
        .bind(status.changed)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Changes the status of a place where `only` is true of it, and notes who did.
async fn set_status(
    transaction: &mut Transaction<'_, Any>,
    list: i64,
    place: u32,
    status: &Status,
    only: &'static str,
    by: &str,
) -> Result<bool, StoreError> {
    let text = sqlx::AssertSqlSafe(format!(
        "UPDATE credential_status SET state = $3, reason = $4, changed = $5 WHERE list = $1 AND place = $2 AND {only}"
    ));
    let done = query(text)
        .bind(list)
        .bind(i64::from(place))
        .bind(status.hold.word())
        .bind(&status.reason)
        .bind(status.changed)
        .execute(&mut **transaction)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    query(
        "INSERT INTO credential_changes (id, list, place, state, reason, at, by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(Uuid::new_v4().to_string())
    .bind(list)
    .bind(i64::from(place))
    .bind(status.hold.word())
    .bind(&status.reason)
    .bind(status.changed)
    .bind(by)
    .execute(&mut **transaction)
    .await?;
    Ok(true)
}

/// Places are drawn below the size of a list.
fn place(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(u32::MAX)
}

/// What cannot be understood does not hold.
fn status(state: &str, reason: String, changed: i64) -> Status {
    Status { hold: Hold::parse(state).unwrap_or(Hold::Revoked), reason, changed }
}
