//! Connections. What axum's own loop does, and a deadline for whoever connects and says nothing: every open connection is
//! one of the few that the system lets us have.

use std::{io, net::SocketAddr, time::Duration};

use axum::{Router, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::sleep,
};
use tower::Service;

/// A connection that sends no whole header for this long, at its start or between two requests, is closed.
pub const SILENCE: Duration = Duration::from_secs(30);
/// When the system lets us have no more connections, some must end first.
const BREATH: Duration = Duration::from_secs(1);

/// Answers connections until `asked` resolves, then waits for the requests that are under way.
pub async fn serve(listener: TcpListener, router: Router, silence: Duration, asked: impl Future<Output = ()>) {
    let (ending, _) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut asked = std::pin::pin!(asked);
    loop {
        tokio::select! {
            () = &mut asked => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, from)) => {
                    connections.spawn(connection(stream, from, router.clone(), silence, ending.subscribe()));
                }
                // The client went away before we took it.
                Err(error) if is_clients(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "cannot take a connection");
                    sleep(BREATH).await;
                }
            },
        }
    }
    drop(listener);
    ending.send_replace(());
    while connections.join_next().await.is_some() {}
}

/// One connection, to its end.
async fn connection(
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    silence: Duration,
    mut ending: watch::Receiver<()>,
) {
    // Answers are small and whole: waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        // Routers are always ready.
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(silence)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = ending.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

fn is_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use axum::{extract::Extension, routing::get};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        sync::oneshot,
    };

    use super::*;

    const QUICK: Duration = Duration::from_millis(300);

    async fn start() -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let who = |Extension(ConnectInfo(from)): Extension<ConnectInfo<SocketAddr>>| async move {
            sleep(QUICK * 2).await;
            from.ip().to_string()
        };
        let (stop, asked) = oneshot::channel();
        let router = Router::new().route("/", get(who));
        let server = tokio::spawn(serve(listener, router, QUICK, async { asked.await.unwrap_or_default() }));
        (address, stop, server)
    }

    /// Everything that comes back, and after how long the other end closed.
    async fn said(address: SocketAddr, words: &str) -> (String, Duration) {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        stream.write_all(words.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        // A reset is an end too.
        let _ = stream.read_to_string(&mut answer).await;
        (answer, begun.elapsed())
    }

    #[tokio::test]
    async fn silence_ends_a_connection_and_work_does_not() {
        let (address, _stop, _server) = start().await;
        let check = async |words: &str, expected: &str| {
            let (answer, took) = said(address, words).await;
            assert!(
                answer.contains(expected) && !(expected.is_empty() && answer.contains("200")),
                "{words:?}: {answer}"
            );
            assert!(took >= QUICK && took < QUICK * 20, "{words:?}: {took:?}");
        };
        check("", "").await;
        check("GET / HTTP/1.1\r\nhost: x\r\nslow: ", "").await;
        // The handler takes longer than the silence that is allowed; then the idle connection is closed.
        check("GET / HTTP/1.1\r\nhost: x\r\n\r\n", "127.0.0.1").await;
    }

    #[tokio::test]
    async fn requests_under_way_are_answered_before_the_end() {
        let (address, stop, server) = start().await;
        let asking = tokio::spawn(said(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
        sleep(QUICK / 2).await;
        stop.send(()).expect("it serves");
        let (answer, _) = asking.await.expect("no panic");
        assert!(answer.contains("200 OK") && answer.contains("127.0.0.1"), "{answer}");
        server.await.expect("it ends");
        assert!(TcpStream::connect(address).await.is_err());
    }
}
