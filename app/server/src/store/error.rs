//! What can go wrong with the database, sorted by what the caller does about it.

use sqlx::migrate::MigrateError;
use thiserror::Error;

/// A failure of the database.
#[derive(Debug, Error)]
pub enum StoreError {
    /// It may be read, not written.
    #[error("the database cannot be written to: {0}")]
    ReadOnly(String),
    /// It does not answer.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// The address is malformed, or not one of a database we know.
    #[error(
        "the database address cannot be read: it must start with sqlite:// or postgres://, and what is special in it, such \
         as a space in a password, be percent-encoded"
    )]
    Address,
    /// A row with this key is there already.
    #[error("there is already such a row")]
    Taken,
    /// A newer server has changed the tables, or a migration was altered.
    #[error("the tables of the database do not fit this version of the server: {0}")]
    Migration(MigrateError),
    /// What was stored cannot be read back.
    #[error("stored data cannot be read: {0}")]
    Corrupt(#[from] serde_json::Error),
    /// Anything else; a defect of ours.
    #[error("the database refused a statement: {0}")]
    Other(sqlx::Error),
}

impl StoreError {
    /// Whether waiting or mending the database helps, and the request itself was fine.
    pub fn passing(&self) -> bool {
        matches!(self, StoreError::ReadOnly(_) | StoreError::Unavailable(_))
    }

    pub(super) fn from_migration(error: MigrateError) -> StoreError {
        match error {
            MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => e.into(),
            other => StoreError::Migration(other),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match &error {
            sqlx::Error::Database(e) if e.is_unique_violation() => StoreError::Taken,
            sqlx::Error::Database(e) => match e.code().map(|code| kind(&code)) {
                Some(Kind::ReadOnly) => StoreError::ReadOnly(e.message().to_owned()),
                Some(Kind::Unavailable) => StoreError::Unavailable(e.message().to_owned()),
                _ => StoreError::Other(error),
            },
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                StoreError::Unavailable(error.to_string())
            }
            _ => StoreError::Other(error),
        }
    }
}

#[derive(Debug, PartialEq)]
enum Kind {
    ReadOnly,
    Unavailable,
    Other,
}

/// Sorts the codes of both databases. PostgreSQL's have five characters, SQLite's are numbers whose low byte tells the
/// kind (<https://sqlite.org/rescode.html>, <https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn kind(code: &str) -> Kind {
    match (code.len(), code.parse::<u32>().map(|c| c & 0xff)) {
        (5, _) if code == "25006" || code.starts_with("53") => Kind::ReadOnly,
        (5, _) if code.starts_with("08") || code.starts_with("57P") => Kind::Unavailable,
        // READONLY, FULL, CANTOPEN: the file or its folder may not be written, or the disk is full.
        (1..5, Ok(8 | 13 | 14)) => Kind::ReadOnly,
        // BUSY, LOCKED, IOERR.
        (1..5, Ok(5 | 6 | 10)) => Kind::Unavailable,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, expected: Kind) {
        assert_eq!(kind(code), expected, "{code}");
    }

    #[test]
    fn codes_of_both_databases_are_sorted() {
        check("8", Kind::ReadOnly);
        check("1032", Kind::ReadOnly);
        check("13", Kind::ReadOnly);
        check("25006", Kind::ReadOnly);
        check("53100", Kind::ReadOnly);
        check("5", Kind::Unavailable);
        check("57P01", Kind::Unavailable);
        check("1", Kind::Other);
        check("42P01", Kind::Other);
    }
}
