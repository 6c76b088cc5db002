//! Follows changes of courses and of the built site.

use std::{path::Path, sync::Arc, thread, time::Duration};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;

use crate::state::State;

/// Editors write in several steps; this long after the last of them the files are whole.
const QUIET: Duration = Duration::from_millis(150);

/// Starts to follow; ends when the returned watcher is dropped.
///
/// # Errors
/// If the system does not let us watch.
pub fn start(state: &Arc<State>) -> notify::Result<RecommendedWatcher> {
    let (send, mut changes) = mpsc::unbounded_channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|e| !e.kind.is_access()) {
            // Nobody listens any more when the server goes down; that is no loss.
            let _ = send.send(());
        }
    })?;
    watcher.watch(&state.config.content, RecursiveMode::Recursive)?;
    if Path::is_dir(&state.config.site) {
        watcher.watch(&state.config.site, RecursiveMode::NonRecursive)?;
    }
    let state = Arc::clone(state);
    // Compiling is work for a thread of its own, not for one that answers requests.
    thread::spawn(move || {
        while changes.blocking_recv().is_some() {
            thread::sleep(QUIET);
            while changes.try_recv().is_ok() {}
            state.reload();
        }
    });
    Ok(watcher)
}
