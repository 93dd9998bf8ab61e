//! Sees to it that one server at a time numbers the events of a database. It touches no workspace.
//!
//! A folder with a SQLite file is locked by a file, as long as the process lives. On PostgreSQL every connection of the
//! server holds a shared advisory lock, and looks whether the server is still the one named in the database. Another
//! server may put its own name there only while nobody holds that lock; so whoever holds a connection may write, also
//! after PostgreSQL was restarted.

use super::{StoreError, make_folder, migrate};
use crate::clock;
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, Connection, Executor};
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The advisory lock's number: `BuzzChat` in ASCII.
const LOCK: i64 = 0x4275_7a7a_4368_6174;
/// PostgreSQL notices a little later that a server ended.
const TRIES: usize = 30;
const WAIT: Duration = Duration::from_millis(100);

/// A server whose computer vanished must not hold the database for hours. Ignored on a local socket.
const KEEPALIVE: &str = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3";

/// What a server holds while it is the only one.
#[derive(Clone, Debug)]
pub(super) enum Alone {
    /// The locked file; it is unlocked at the latest when the process ends, however it ends.
    File { locked: Arc<File> },
    /// Says when another server took the database over.
    Database { lost: watch::Receiver<bool> },
}

impl Alone {
    /// Waits until another server has taken over.
    pub(super) async fn lost(&self) {
        match self {
            Self::File { .. } => std::future::pending().await,
            Self::Database { lost } => {
                // The sender lives in the pool; without a pool nothing is written either.
                let _ = lost.clone().wait_for(|lost| *lost).await;
            }
        }
    }

    /// Lets another server in. The connections to PostgreSQL are closed already.
    pub(super) fn release(&self) {
        if let Self::File { locked } = self
            && let Err(error) = locked.unlock()
        {
            tracing::warn!(%error, "the data folder stays locked until the process ends");
        }
    }
}

/// Locks a data folder.
pub(super) fn lock_folder(folder: &Path) -> Result<Alone, StoreError> {
    make_folder(folder)?;
    let file = File::create(folder.join("serve.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Alone::File { locked: Arc::new(file) }),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(format!("the data in {}", folder.display()))),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Takes a PostgreSQL database over, where no server uses it, and opens it.
pub(super) async fn claim(options: AnyPoolOptions, url: &str) -> Result<(AnyPool, Alone), StoreError> {
    let mut connection = AnyConnection::connect(url).await?;
    wait_for_lock(&mut connection).await?;
    migrate(&mut connection).await?;
    let holder = clock::entropy().id("srv_", clock::now());
    sqlx::query(
        "INSERT INTO servers (slot, holder) VALUES (1, $1) ON CONFLICT (slot) DO UPDATE SET holder = excluded.holder",
    )
    .bind(&holder)
    .execute(&mut connection)
    .await?;
    // The shared lock first: without a gap in which a third server could come.
    call(&mut connection, "SELECT pg_try_advisory_lock_shared($1)").await?;
    call(&mut connection, "SELECT pg_advisory_unlock($1)").await?;
    let (tell, lost) = watch::channel(false);
    let (tell, holder) = (Arc::new(tell), Arc::new(holder));
    let options = options.after_connect(move |connection, _| {
        let (tell, holder) = (Arc::clone(&tell), Arc::clone(&holder));
        Box::pin(async move { enter(connection, &holder, &tell).await })
    });
    let pool = options.connect(url).await?;
    connection.close().await?;
    Ok((pool, Alone::Database { lost }))
}

async fn wait_for_lock(connection: &mut AnyConnection) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        if call(connection, "SELECT pg_try_advisory_lock($1)").await? {
            return Ok(());
        }
        tokio::time::sleep(WAIT).await;
    }
    Err(StoreError::InUse("this database".into()))
}

/// Every new connection of a server passes here before anything is written on it.
async fn enter(connection: &mut AnyConnection, holder: &str, tell: &watch::Sender<bool>) -> Result<(), sqlx::Error> {
    connection.execute(KEEPALIVE).await?;
    if !call(connection, "SELECT pg_try_advisory_lock_shared($1)").await? {
        return Err(refusal("another server is starting on this database"));
    }
    let named: Option<String> =
        sqlx::query_scalar("SELECT holder FROM servers WHERE slot = 1").fetch_optional(connection).await?;
    if named.as_deref() == Some(holder) {
        return Ok(());
    }
    tell.send_replace(true);
    Err(refusal("another server has taken this database over"))
}

fn refusal(why: &'static str) -> sqlx::Error {
    sqlx::Error::Configuration(why.into())
}

async fn call(connection: &mut AnyConnection, lock: &'static str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(lock).bind(LOCK).fetch_one(connection).await
}
