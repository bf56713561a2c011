//! Connections, below all requests. Whoever dribbles a request, or does not take the answer, is hung up on; open idle
//! connections cost nothing but their number, and that has a limit.
//!
//! HTTP/1.1 only: the proxy in front speaks whatever browsers speak.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// Longest wait for the head of the next request, idle connections included.
const HEAD: Duration = Duration::from_secs(10);
/// Longest wait for a reader to take some more of an answer.
const TAKEN: Duration = Duration::from_secs(30);
/// Bytes of the head of a request at most, and of what is read ahead.
const BUFFER: usize = 32 * 1024;
/// Header lines of a request at most.
const LINES: usize = 64;
/// Connections at the same time at most.
const MOST: u64 = 16_000;
/// Files kept free for the database, the map and the log.
const FILES: u64 = 256;
/// Pause where the system has no more files to give.
const PAUSE: Duration = Duration::from_millis(500);

/// Serves until `stop`, then lets open requests end.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_headers(LINES).max_buf_size(BUFFER);
    let (graceful, places, mut stop) = (GracefulShutdown::new(), Arc::new(Semaphore::new(places())), pin!(stop));
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (accept(&listener).await, place)
        };
        let ((stream, peer), place) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request.map(Body::new))
        });
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(TAKEN));
        let connection = graceful.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), service));
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection was broken off: {error}");
            }
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Events of the live stream are small and must not wait for each other.
                let _ = stream.set_nodelay(true);
                return (stream, peer);
            }
            Err(error) if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// As many connections as the system lets the process have, within reason.
fn places() -> usize {
    let files = rlimit::increase_nofile_limit(MOST + FILES).unwrap_or(1024);
    usize::try_from(files.saturating_sub(FILES).clamp(64, MOST)).unwrap_or(64)
}
