//! What all requests share.

use std::{
    fs,
    sync::{Arc, OnceLock},
};

use arc_swap::ArcSwap;
use credential::{Issuer, fonts::Fonts, keys::KeyError};
use tokio::sync::{Semaphore, watch};
use ui::Assets;

use crate::{
    account::password::Passwords,
    clock::Clock,
    config::Config,
    content::{ContentError, Library},
    credential::Office,
    exam::Desk,
    sandbox::Sandbox,
    standing::Standings,
    store::Store,
    web::{
        cache::PageCache,
        credential::{CHECKS, issuer::Lists},
    },
};

/// Content and assets of one moment, and the pages made from just these.
#[derive(Debug)]
pub struct Snapshot {
    /// The courses.
    pub library: Library,
    /// Where the built files lie.
    pub assets: Arc<Assets>,
    /// Pages that are the same for everybody who is not signed in.
    pub pages: PageCache,
}

/// What all requests share.
#[derive(Debug)]
pub struct State {
    /// The settings.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Hashing.
    pub passwords: Passwords,
    /// Who issues certificates.
    pub office: Office,
    /// Fonts of printed certificates, once somebody wanted one.
    pub fonts: OnceLock<Option<Arc<Fonts>>>,
    /// Status lists that were signed a moment ago.
    pub lists: Lists,
    /// Turns to check a credential.
    pub checks: Arc<Semaphore>,
    /// Runs code that is not ours.
    pub sandbox: Sandbox,
    /// Progress by account.
    pub standings: Standings,
    /// Attempts at exams.
    pub exams: Desk,
    /// Counts exchanges of the snapshot.
    pub changes: watch::Sender<u64>,
    snapshot: ArcSwap<Snapshot>,
}

impl State {
    /// Reads the courses and the manifest of the built site.
    ///
    /// # Errors
    /// If the courses cannot be read. A missing site is a warning: pages are readable without scripts and styles.
    pub fn new(config: Config, store: Store) -> Result<State, ContentError> {
        let snapshot = snapshot(&config)?;
        let (courses, lessons) = snapshot.library.size();
        tracing::info!(courses, lessons, "content read");
        if courses == 0 {
            tracing::warn!("no courses in {}: a course is a folder with a course.toml", config.content.display());
        }
        Ok(State {
            store,
            clock: Clock::default(),
            passwords: Passwords::default(),
            office: Office::default(),
            fonts: OnceLock::new(),
            lists: Lists::default(),
            checks: Arc::new(Semaphore::new(CHECKS)),
            sandbox: Sandbox::new(config.sandbox.clone()),
            standings: Standings::default(),
            exams: Desk::default(),
            changes: watch::Sender::new(0),
            snapshot: ArcSwap::from_pointee(snapshot),
            config,
        })
    }

    /// The content of this moment.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// Who issues certificates; its keys are made when they are first asked for.
    ///
    /// # Errors
    /// If the keys cannot be read, made or kept.
    pub fn issuer(&self) -> Result<Arc<Issuer>, KeyError> {
        self.office.issuer(&self.config, self.clock.now())
    }

    /// Reads everything again and tells the browsers. What cannot be read leaves the old content in place.
    pub fn reload(&self) {
        match snapshot(&self.config) {
            Ok(new) => {
                self.snapshot.store(Arc::new(new));
                self.changes.send_modify(|n| *n += 1);
                tracing::info!("content read again");
            }
            Err(error) => tracing::error!(%error, "the content stays as it was"),
        }
    }
}

fn snapshot(config: &Config) -> Result<Snapshot, ContentError> {
    let library = Library::load(&config.content)?;
    Ok(Snapshot { library, assets: Arc::new(assets(config)), pages: PageCache::default() })
}

fn assets(config: &Config) -> Assets {
    let path = config.site.join("manifest.json");
    let read = fs::read_to_string(&path).map_err(|e| e.to_string());
    read.and_then(|json| Assets::from_json(&json).map_err(|e| e.to_string())).unwrap_or_else(|error| {
        tracing::warn!(
            "no scripts and styles: cannot read {} ({error}). `cargo serve` builds them; --site names their folder",
            path.display()
        );
        Assets::default()
    })
}
