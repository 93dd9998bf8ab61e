//! The database: one SQLite file, or a PostgreSQL database. It stores and finds rows; it decides nothing.
//!
//! One SQL text serves both: numbered parameters, BIGINT milliseconds, JSON as text, no NUL in any text.

mod attempts;
mod commands;
mod deliveries;
mod devices;
mod events;
mod history;
mod idempotency;
mod outbox;
mod secrets;
mod snapshots;
mod vault;
mod webhooks;
mod workspaces;

pub use commands::WaitingCommand;
pub use deliveries::{Delivery, Tried};
pub use devices::Device;
pub use idempotency::{Answer, Begun};
pub use outbox::Due;
pub use snapshots::Loaded;
pub use webhooks::{MAX_WEBHOOKS, Webhook, WebhookChange};

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyPool, ConnectOptions, Executor, Transaction};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use vault::Vault;

/// Why the database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database itself.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// Its tables could not be brought up to date.
    #[error("database migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored row does not hold what it should.
    #[error("stored JSON cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A stored state does not hold what it should.
    #[error("{0}")]
    State(#[from] buzzchat::journal::StateError),
    /// The data folder cannot be used.
    #[error("data folder: {0}")]
    Folder(#[from] std::io::Error),
}

/// A handle on the database; cloning shares it.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    dialect: Dialect,
    vault: Arc<Vault>,
    /// Rings when deliveries were queued.
    outbox: Arc<Notify>,
}

/// Which database it is; only what the two do differently asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Sqlite,
    Postgres,
}

impl Store {
    /// Opens the database in a folder, or the PostgreSQL database at an address, and brings its tables up to date. The
    /// folder and the file are made where they are missing.
    ///
    /// # Errors
    /// When the folder cannot be written, the file is no database of ours, or the server does not let us in.
    pub async fn open(data: &Path, database_url: Option<&str>) -> Result<Self, StoreError> {
        install_default_drivers();
        let (pool, dialect) = match database_url {
            Some(url) => (open_postgres(url).await?, Dialect::Postgres),
            None => (open_sqlite(data).await?, Dialect::Sqlite),
        };
        migrate(&pool).await?;
        Ok(Self { pool, dialect, vault: Arc::new(Vault::new(data)), outbox: Arc::default() })
    }

    /// Writes on SQLite begin by taking the write lock: a read that turned into a write could be refused half-way.
    async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(match self.dialect {
            Dialect::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Dialect::Postgres => self.pool.begin().await?,
        })
    }

    /// Waits until deliveries were queued; remembers it where nobody waits.
    pub async fn deliveries_queued(&self) {
        self.outbox.notified().await;
    }

    /// Lets go of the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

async fn open_sqlite(data: &Path) -> Result<AnyPool, StoreError> {
    let file = data.join("relay.db");
    make_private(data, &file)?;
    let options = AnyPoolOptions::new().max_connections(4).after_connect(|connection, _| {
        Box::pin(async move {
            connection.execute(SQLITE_SETTINGS).await?;
            Ok(())
        })
    });
    Ok(options.connect(SqliteConnectOptions::new().filename(&file).to_url_lossy().as_str()).await?)
}

async fn open_postgres(url: &str) -> Result<AnyPool, StoreError> {
    Ok(AnyPoolOptions::new().max_connections(8).connect(url).await?)
}

/// Patience first: the others may have to wait for another process.
const SQLITE_SETTINGS: &str =
    "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON";

/// Two processes may open a new database at the same moment. One of them loses, and then finds the tables made.
async fn migrate(pool: &AnyPool) -> Result<(), StoreError> {
    let migrator = sqlx::migrate!("./migrations");
    for _ in 0..MIGRATION_TRIES - 1 {
        if migrator.run(pool).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(MIGRATION_WAIT).await;
    }
    Ok(migrator.run(pool).await?)
}

/// Only the operator may read the file: it holds hashes of keys and what viewers wrote.
#[cfg(unix)]
fn make_private(data: &Path, file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data)?;
    let opened = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(file)?;
    opened.set_permissions(std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn make_private(data: &Path, file: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(data)?;
    std::fs::OpenOptions::new().create(true).append(true).open(file).map(drop)
}

const MIGRATION_TRIES: usize = 5;
const MIGRATION_WAIT: Duration = Duration::from_millis(100);

/// SQL knows signed numbers only. Ours come from counters and clocks; one past the range is clamped, and compares as
/// what it is: later than everything.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
