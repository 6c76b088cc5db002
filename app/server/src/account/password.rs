//! Passwords at rest: argon2id, on threads of its own, a few at a time.

use std::{num::NonZero, sync::Arc, thread::available_parallelism};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Hashes and compares passwords. Every hash takes about 20 MiB and a core, so no more run at once than there are cores.
#[derive(Clone, Debug)]
pub struct Passwords {
    slots: Arc<Semaphore>,
    /// Compared with where there is no account, so that an unknown login takes as long as a wrong password.
    nobody: Arc<str>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = available_parallelism().map_or(2, NonZero::get);
        // A well-formed hash of nothing in particular with the parameters in use; no password is known to fit it.
        let nobody = hash("nobody's password, compared with for the sake of the time it takes");
        Passwords { slots: Arc::new(Semaphore::new(cores)), nobody: nobody.into() }
    }
}

impl Passwords {
    /// A PHC string for a new password.
    pub async fn hash(&self, password: &str) -> String {
        let password = password.to_owned();
        self.work(move || hash(&password)).await
    }

    /// Whether the password fits the PHC string; with `None` it never does, after the same time.
    pub async fn fits(&self, password: &str, stored: Option<&str>) -> bool {
        let (password, known) = (password.to_owned(), stored.is_some());
        let stored = stored.unwrap_or(&self.nobody).to_owned();
        self.work(move || {
            let fits = PasswordHash::new(&stored)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            fits && known
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> T {
        let slot = Arc::clone(&self.slots).acquire_owned().await.expect("the semaphore is never closed");
        let job = move || {
            // Held by the thread: a request that is given up does not make room for one more before the work is done.
            let _slot = slot;
            job()
        };
        spawn_blocking(job).await.expect("hashing does not panic")
    }
}

fn hash(password: &str) -> String {
    // The defaults are argon2id, 19 MiB, 2 passes, 1 lane: OWASP's first recommendation.
    Argon2::default().hash_password(password.as_bytes()).expect("any password can be hashed").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let passwords = Passwords::default();
        let stored = passwords.hash("correct horse").await;
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(passwords.fits("correct horse", Some(&stored)).await);
        assert!(!passwords.fits("correct horsf", Some(&stored)).await);
        assert!(!passwords.fits("correct horse", Some("not a hash")).await);
        assert!(!passwords.fits("nobody's password, compared with for the sake of the time it takes", None).await);
    }
}
