//! Follows changes of courses and of the built site.

use std::{
    path::{Path, PathBuf, absolute},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;

use crate::state::State;

/// Editors write in several steps; this long after the last of them the files are whole.
const QUIET: Duration = Duration::from_millis(150);

/// What is followed, until it is dropped.
pub type Following = Arc<Mutex<RecommendedWatcher>>;

/// Starts to follow.
///
/// # Errors
/// If the system does not let us watch.
pub fn start(state: &Arc<State>) -> notify::Result<Following> {
    let whole = |folder: &Path| absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let (content, site) = (whole(&state.config.content), whole(&state.config.site));
    let (send, mut changes) = mpsc::unbounded_channel();
    let ours = [content.clone(), site.clone()];
    let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|e| !e.kind.is_access() && concerns(&e, &ours)) {
            // Nobody listens any more when the server goes down; that is no loss.
            let _ = send.send(());
        }
    })?;
    let following = Arc::new(Mutex::new(watcher));
    follow(&following, &content, &site)?;
    let (state, again) = (Arc::clone(state), Arc::downgrade(&following));
    // Compiling is work for a thread of its own, not for one that answers requests.
    thread::spawn(move || {
        while changes.blocking_recv().is_some() {
            thread::sleep(QUIET);
            while changes.try_recv().is_ok() {}
            // A folder that was put into the place of the old one is another one to the system.
            if let Some(following) = again.upgrade()
                && let Err(error) = follow(&following, &content, &site)
            {
                tracing::debug!(%error, "cannot follow for the moment");
            }
            state.reload();
        }
    });
    Ok(following)
}

/// Watches the courses, the root of the built site, and, for when they are exchanged as a whole, the folder around the courses.
fn follow(following: &Following, content: &Path, site: &Path) -> notify::Result<()> {
    let mut watcher = following.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(around) = content.parent() {
        watcher.watch(around, RecursiveMode::NonRecursive)?;
    }
    watcher.watch(content, RecursiveMode::Recursive)?;
    if site.is_dir() {
        watcher.watch(site, RecursiveMode::NonRecursive)?;
    }
    Ok(())
}

/// Whether an event is about one of these folders. One without a path says that events were lost.
fn concerns(event: &Event, folders: &[PathBuf]) -> bool {
    event.paths.is_empty() || event.paths.iter().any(|p| folders.iter().any(|f| p.starts_with(f)))
}
