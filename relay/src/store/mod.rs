//! The database: one SQLite file. It stores and finds rows; it decides nothing.
//!
//! The SQL is written so that PostgreSQL takes it too: numbered parameters, BIGINT milliseconds, JSON as text.

mod commands;
mod devices;
mod events;
mod secrets;
mod snapshots;
mod vault;
mod workspaces;

pub use commands::WaitingCommand;
pub use devices::Device;
pub use snapshots::Loaded;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, Transaction};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
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
    pool: SqlitePool,
    vault: Arc<Vault>,
}

impl Store {
    /// Opens the database in a folder, making both where they are missing.
    ///
    /// # Errors
    /// When the folder cannot be written or the file is no database of ours.
    pub async fn open(data: &Path) -> Result<Self, StoreError> {
        let file = data.join("relay.db");
        make_private(data, &file)?;
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        migrate(&pool).await?;
        Ok(Self { pool, vault: Arc::new(Vault::new(data)) })
    }

    /// Writes begin by taking the write lock: a read that turned into a write could be refused half-way.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Lets go of the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Two processes may open a new database at the same moment. One of them loses, and then finds the tables made.
async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    let migrator = sqlx::migrate!("migrations/sqlite");
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
