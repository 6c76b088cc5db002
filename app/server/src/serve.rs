//! `academy serve`: from settings to a listening server, and down again in order.

use std::{
    io::{self, Write},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use thiserror::Error;
use tokio::{net::TcpListener, sync::Notify, time::sleep};

use crate::{
    app,
    config::Config,
    content::{ContentError, watch},
    exam::keeper,
    listen, private,
    state::State,
    store::{Store, StoreError},
};

/// Requests that are under way get this long when the server is asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// The server cannot start, or stopped by itself.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The courses cannot be read.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The database cannot be used at all.
    #[error("{0}")]
    Store(StoreError),
    /// The folder for the database cannot be made.
    #[error("cannot make the data folder {path}: {error}. Name another one with --data")]
    Data {
        /// The folder.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// Somebody else listens there.
    #[error(
        "port {0} is taken: another program, perhaps another Academy, listens on {1}. Choose another with --address"
    )]
    Taken(u16, SocketAddr),
    /// Cannot listen for another reason.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// Changes cannot be followed.
    #[error("cannot follow changes: {0}")]
    Watch(#[from] notify::Error),
    /// Serving failed.
    #[error("the server stopped: {0}")]
    Io(#[from] io::Error),
}

/// Serves until the process is asked to stop.
///
/// # Errors
/// Why it cannot start, in words for whoever started it.
pub async fn run(config: Config) -> Result<(), ServeError> {
    let address = config.address;
    let listener = TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => ServeError::Taken(address.port(), address),
        _ => ServeError::Listen { address, error },
    })?;
    let store = open(&config).await?;
    let state = Arc::new(State::new(config, store)?);
    if let Err(error) = state.issuer() {
        tracing::warn!(%error, "no certificates can be issued");
    }
    // Dropped at the end of this function, which ends the watching.
    let _watcher = if state.config.watch { Some(watch::start(&state)?) } else { None };
    let asked = asked_to_stop()?;
    let keeper = tokio::spawn(keeper::run(Arc::clone(&state)));
    let preparing = Arc::clone(&state);
    let preparing = tokio::spawn(async move { preparing.sandbox.prepare().await });
    announce(&state.config, listener.local_addr()?);

    let stop = Notify::new();
    let asked = async {
        asked.await;
        tracing::info!("stopping");
        stop.notify_one();
    };
    tokio::select! {
        () = listen::serve(listener, app(Arc::clone(&state)), listen::SILENCE, asked) => {}
        // A reload stream never ends by itself, and a slow client may never.
        () = async { stop.notified().await; sleep(if state.config.watch { Duration::ZERO } else { GRACE }).await } => {}
    }
    preparing.abort();
    keeper.abort();
    state.store.close().await;
    Ok(())
}

/// Prints where it is, as one line at once. That nobody reads it any more is no reason to stop.
fn announce(config: &Config, address: SocketAddr) {
    let line = format!("Academy is at http://{address}\n");
    let mut out = io::stdout().lock();
    let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    if !address.ip().is_loopback() && !config.origin.as_deref().is_some_and(|o| o.starts_with("https://")) {
        tracing::warn!(
            "browsers keep the cookie of a sign-in only from https or from this machine itself: put a proxy with TLS \
             before the server, and name its address with --origin"
        );
    }
}

/// Opens the database. One that cannot be written to is a warning: lessons are shown all the same.
async fn open(config: &Config) -> Result<Store, ServeError> {
    if config.own_database
        && let Err(error) = private::make_folder(&config.data)
        && !matches!(error.kind(), io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied)
    {
        return Err(ServeError::Data { path: config.data.display().to_string(), error });
    }
    match Store::open(&config.database_url).await.map_err(ServeError::Store)? {
        (store, None) => Ok(store),
        (store, Some(error @ StoreError::ReadOnly(_))) => {
            tracing::warn!(%error, "lessons are served; signing in and saving progress have to wait");
            Ok(store)
        }
        (_, Some(error)) => Err(ServeError::Store(error)),
    }
}

/// Resolves when the process is asked to stop. Listens from the call on, not only from the first poll: whoever waits for
/// the printed address may ask at once.
#[cfg(unix)]
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Resolves when the process is asked to stop.
#[cfg(not(unix))]
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
