//! The running server: opens everything, serves, and stops without losing anything.

use std::fs::{File, TryLockError};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use kaimen_app::checkpoint_key;
use kaimen_app::{App, Clock, Ids, Parts, SignInSettings, SystemClock};
use kaimen_dispatch::Policy;
use kaimen_roads::RoadMap;
use kaimen_web::Web;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::connections;

/// What a server needs to know.
pub(crate) struct Settings {
    /// Map file.
    pub(crate) map: PathBuf,
    /// Folder for database and secret.
    pub(crate) data: PathBuf,
    /// Address of the database; an SQLite file in the data folder where none is given.
    pub(crate) database: Option<String>,
    /// Name of the audit log, where its key is still to be made.
    pub(crate) log_name: Option<String>,
    /// Parameters of the dispatch rules.
    pub(crate) policy: Policy,
    /// How people sign in.
    pub(crate) sign_in: SignInSettings,
}

/// Opens map, secret, database and board.
pub(crate) async fn open(settings: Settings) -> anyhow::Result<App> {
    let map = RoadMap::open(&settings.map).with_context(|| format!("map {}", settings.map.display()))?;
    make_folder(&settings.data)?;
    let ids = Ids::from_system().context("the operating system gives no randomness")?;
    let secret = App::secret(&settings.data, &ids).map_err(chain).with_context(|| {
        let file = settings.data.join("secret.key");
        format!("the secret {} cannot be used; restore it from the backup", file.display())
    })?;
    let keys = App::keys(&settings.data, &secret, SystemClock.now()).map_err(chain)?;
    let checkpoint_key = checkpoint_key::load_or_create(&settings.data, settings.log_name.as_deref(), &ids)
        .with_context(|| format!("{} cannot be used", settings.data.join(checkpoint_key::FILE).display()))?;
    let opening = what_database(&settings.data, settings.database.as_deref());
    let database_url = settings.database.unwrap_or_else(|| sqlite_url(&settings.data));
    let parts = Parts {
        database_url,
        map: Arc::new(map),
        secret,
        keys,
        checkpoint_key,
        clock: Arc::new(SystemClock),
        ids,
        policy: settings.policy,
        sign_in: settings.sign_in,
    };
    App::open(parts).await.map_err(chain).context(opening)
}

/// Keeps a second server off a folder for as long as the file is open: two would each show screens that look live and
/// miss what the other does. Commands beside the server are welcome.
pub(crate) fn alone(data: &Path) -> anyhow::Result<File> {
    let (name, shown) = (data.join("server.lock"), data.display());
    let file = File::create(&name).with_context(|| format!("{} cannot be written", name.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("a server is running on {shown} already: stop it, or name another folder with --data")
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("{} cannot be locked", name.display())),
    }
}

/// Makes the data folder where there is none.
pub(crate) fn make_folder(data: &Path) -> anyhow::Result<()> {
    if data.exists() && !data.is_dir() {
        bail!("{} is not a folder: name the data folder with --data", data.display());
    }
    std::fs::create_dir_all(data).with_context(|| {
        format!("the data folder {} cannot be made; name one that may be written with --data", data.display())
    })
}

/// Address of the SQLite file in a folder.
pub(crate) fn sqlite_url(data: &Path) -> String {
    // In an address these characters mean something else than in a path.
    let path = data.join("kaimen.sqlite").display().to_string();
    format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23"))
}

/// What to say where the database cannot be used; never its address, which may hold a password.
pub(crate) fn what_database(data: &Path, database: Option<&str>) -> String {
    match database {
        None => {
            let file = data.join("kaimen.sqlite");
            format!("the database {} cannot be used; check that it is whole and may be written", file.display())
        }
        Some(_) => "the database of --database cannot be used; check its address, and that it runs".to_owned(),
    }
}

/// An error of the application with its causes, which it keeps from residents but not from whoever runs it.
pub(crate) fn chain(error: kaimen_app::Error) -> anyhow::Error {
    match error {
        kaimen_app::Error::Internal(cause) => anyhow::Error::from_boxed(cause),
        other => anyhow::Error::new(other),
    }
}

/// Reads an address to listen on.
pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "write an address in numbers and a port, such as 127.0.0.1:8080".to_owned())
}

/// Takes the address, before anything else is touched: whoever has it is told apart from whoever wants it.
pub(crate) async fn listen(address: SocketAddr, secure: bool) -> anyhow::Result<TcpListener> {
    if !address.ip().is_loopback() && !secure {
        bail!(
            "{address} can be reached from outside, where passwords need HTTPS: put a proxy with a certificate in \
             front and add --behind-https, or listen on 127.0.0.1"
        );
    }
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; choose a free address of this machine with --listen"))
}

/// Serves until the process is told to stop; then finishes what was begun.
pub(crate) async fn serve(
    app: App,
    listener: TcpListener,
    secure: bool,
    ready: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    app.database().claim().await?;
    app.watch_log().await.map_err(chain)?;
    let (interrupt, terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    ready(listener.local_addr()?);
    let jobs = tokio::spawn(app.clone().run_jobs());
    let router = kaimen_web::router(Web { app: app.clone(), secure });
    let (stopping, mut stopped) = tokio::sync::watch::channel(false);
    let serving = connections::serve(listener, router, async move {
        told_to_stop(interrupt, terminate).await;
        let _ = stopping.send(true);
    });
    // Live streams never end by themselves, so open requests get a moment and no more.
    tokio::select! {
        () = serving => {}
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

async fn told_to_stop(mut interrupt: Signal, mut terminate: Signal) {
    tokio::select! {
        _ = interrupt.recv() => {}
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
