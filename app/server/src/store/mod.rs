//! What the server remembers: accounts, sessions, events, sign-in attempts, exams, in SQLite or PostgreSQL.
//!
//! One SQL text serves both databases (`$1` placeholders, BIGINT times, TEXT documents). Every change is a single
//! statement or a transaction that writes first: SQLite refuses to turn a reading transaction into a writing one while
//! somebody else writes.

mod accounts;
mod attempts;
mod certificates;
mod error;
mod events;
mod exams;
mod sessions;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    AnyPool, Executor,
    any::{AnyPoolOptions, install_default_drivers},
    migrate::Migrator,
};

use crate::private;

pub use accounts::Account;
pub use attempts::Limit;
pub use certificates::{Certificate, Hold, Shown, Status};
pub use error::StoreError;
pub use exams::{Job, Role, Sitting};
pub use sessions::{Session, Token};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
}

impl Store {
    /// Opens the database at `url` (`sqlite://…` or `postgres://…`) and brings its tables up to date.
    ///
    /// A database that could not be prepared comes with the reason: it may still answer reads, and the server can show
    /// lessons without it.
    ///
    /// # Errors
    /// [`StoreError::Address`] for an address that is neither SQLite's nor PostgreSQL's.
    pub async fn open(url: &str) -> Result<(Store, Option<StoreError>), StoreError> {
        let sqlite = url.starts_with("sqlite:");
        if !sqlite && !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
            return Err(StoreError::Address);
        }
        install_default_drivers();
        if let Some(file) = sqlite_file(url) {
            // What stands in the way of making it is said by opening it.
            let _ = private::make_file(&file);
            for end in ["-wal", "-shm"] {
                private::tighten(&with_end(&file, end));
            }
        }
        let pool = AnyPoolOptions::new()
            .max_connections(if sqlite { 4 } else { 10 })
            .acquire_timeout(Duration::from_secs(5))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if sqlite {
                        // Readers and one writer at a time, waiting instead of failing; in WAL mode `normal` loses
                        // nothing but the last moment, and that only when the machine itself goes down.
                        let set = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL";
                        connection.execute(set).await?;
                    }
                    Ok(())
                })
            })
            .connect_lazy(url)
            .map_err(|_| StoreError::Address)?;
        let store = Store { pool };
        let trouble = store.prepare(sqlite).await.err();
        Ok((store, trouble))
    }

    /// The address of the SQLite file at `path`, made when it is not there.
    pub fn sqlite_url(path: &Path) -> String {
        let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
        format!("sqlite://{escaped}?mode=rwc")
    }

    /// Lets go of all connections; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn prepare(&self, sqlite: bool) -> Result<(), StoreError> {
        if sqlite {
            // The mode is kept in the file, so that one connection setting it is enough.
            self.pool.execute("PRAGMA journal_mode = WAL").await?;
        }
        let migrator = if sqlite { &SQLITE } else { &POSTGRES };
        migrator.run(&self.pool).await.map_err(StoreError::from_migration)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }
}

/// The file that an address of SQLite's makes where it is not there: as [`Store::sqlite_url`] writes it. SQLite itself would
/// let everybody read it; what it writes beside the file has the file's mode.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    let (path, options) = url.strip_prefix("sqlite://")?.split_once('?')?;
    let made = options.split('&').any(|option| option == "mode=rwc");
    made.then(|| path.replace("%3F", "?").replace("%23", "#").replace("%25", "%").into())
}

/// The path with something behind its last letter.
fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(end);
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_that_may_be_made_is_found() {
        let path = Path::new("/tmp/50% of #1?/academy.db");
        assert_eq!(sqlite_file(&Store::sqlite_url(path)).as_deref(), Some(path));
        assert_eq!(sqlite_file("sqlite:///tmp/academy.db"), None);
        assert_eq!(sqlite_file("sqlite::memory:"), None);
        assert_eq!(sqlite_file("postgres://localhost/academy"), None);
    }
}
