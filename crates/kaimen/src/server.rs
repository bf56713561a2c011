//! The running server: opens everything, serves, and stops without losing anything.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use kaimen_app::{App, Ids, Parts, SystemClock};
use kaimen_dispatch::Policy;
use kaimen_roads::RoadMap;
use kaimen_web::Web;

/// What a server needs to know.
pub(crate) struct Settings {
    /// Map file.
    pub(crate) map: PathBuf,
    /// Folder for database and secret.
    pub(crate) data: PathBuf,
    /// Address of the database; an SQLite file in the data folder where none is given.
    pub(crate) database: Option<String>,
    /// Parameters of the dispatch rules.
    pub(crate) policy: Policy,
}

/// Opens map, secret, database and board.
pub(crate) async fn open(settings: Settings) -> anyhow::Result<App> {
    std::fs::create_dir_all(&settings.data)
        .with_context(|| format!("the data folder {} cannot be made", settings.data.display()))?;
    let map = RoadMap::open(&settings.map).with_context(|| format!("map {}", settings.map.display()))?;
    let ids = Ids::from_system().context("the operating system gives no randomness")?;
    let secret = App::secret(&settings.data, &ids).context("secret.key in the data folder")?;
    let database_url = settings.database.unwrap_or_else(|| sqlite_url(&settings.data));
    let parts =
        Parts { database_url, map: Arc::new(map), secret, clock: Arc::new(SystemClock), ids, policy: settings.policy };
    App::open(parts).await.map_err(chain).context("the database cannot be opened")
}

/// Address of the SQLite file in a folder.
pub(crate) fn sqlite_url(data: &Path) -> String {
    format!("sqlite://{}", data.join("kaimen.sqlite").display())
}

/// An error of the application with its causes, which it keeps from residents but not from whoever runs it.
pub(crate) fn chain(error: kaimen_app::Error) -> anyhow::Error {
    anyhow::Error::new(error)
}

/// Serves until the process is told to stop; then finishes what was begun.
pub(crate) async fn serve(
    app: App,
    listen: SocketAddr,
    secure: bool,
    ready: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    if !listen.ip().is_loopback() && !secure {
        bail!(
            "{listen} can be reached from outside, where passwords need HTTPS: put a proxy with a certificate in front \
             and add --behind-https, or listen on 127.0.0.1"
        );
    }
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}: is another program there? choose one with --listen"))?;
    ready(listener.local_addr()?);
    let jobs = tokio::spawn(app.clone().run_jobs());
    let router = kaimen_web::router(Web { app: app.clone(), secure });
    let (stopping, stopped) = tokio::sync::watch::channel(false);
    let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
        told_to_stop().await;
        let _ = stopping.send(true);
    });
    // Live streams never end by themselves, so open requests get a moment and no more.
    let mut stopped = stopped;
    tokio::select! {
        result = async { serving.await } => result?,
        () = async {
            let _ = stopped.wait_for(|stop| *stop).await;
            tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        } => {}
    }
    jobs.abort();
    app.keep_fixes().await.map_err(chain)?;
    app.drain().await;
    Ok(())
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(_) => {
            let _ = interrupt.await;
            return;
        }
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}

/// Log lines to standard error; `KAIMEN_LOG=debug` says more, `KAIMEN_LOG_FORMAT=json` is for machines.
pub(crate) fn start_logging() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("KAIMEN_LOG").unwrap_or_else(|_| EnvFilter::new("warn,kaimen=info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var("KAIMEN_LOG_FORMAT").is_ok_and(|format| format == "json") {
        lines.json().init();
    } else {
        lines.init();
    }
}
