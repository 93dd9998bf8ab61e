//! The database: one SQLite file, or a PostgreSQL database. It stores and finds rows; it decides nothing.
//!
//! One SQL text serves both: numbered parameters, BIGINT milliseconds, JSON as text, no NUL in any text.

mod addressees;
mod alone;
mod attempts;
mod backup;
mod commands;
mod deliveries;
mod devices;
mod events;
mod generators;
mod history;
mod idempotency;
mod integrations;
mod limits;
mod messaging;
mod notices;
mod outbox;
mod secrets;
mod sign_ins;
mod snapshots;
mod text;
mod tokens;
mod vault;
mod webhooks;
mod workspaces;

pub use addressees::Addressee;
pub use backup::back_up;
pub use commands::WaitingCommand;
pub use deliveries::{Delivery, Tried};
pub use devices::{Device, PairedDevice};
pub use idempotency::{Answer, Begun};
pub use integrations::{AnswerToken, Subscribed};
pub use limits::OwnTerms;
pub use messaging::{Attributes, DueMessage, FlowRun, LineSettings, News, Outcome, Stretch, Tell, Trait};
pub use notices::Notice;
pub use outbox::Due;
pub use sign_ins::SignIn;
pub use snapshots::Loaded;
pub use webhooks::{Webhook, WebhookChange};
pub use workspaces::Founding;

use alone::Alone;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions, Executor, Transaction};
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
    /// A file or folder cannot be used.
    #[error("{0}")]
    Folder(#[from] std::io::Error),
    /// Events have one server that numbers them.
    #[error("another server already uses {0}")]
    InUse(String),
    /// The database's address is not one.
    #[error("a database's address begins with postgres://")]
    Address,
}

/// A handle on the database; cloning shares it.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    dialect: Dialect,
    vault: Arc<Vault>,
    /// Rings when deliveries were queued.
    outbox: Arc<Notify>,
    alone: Option<Alone>,
}

/// Which database it is; only what the two do differently asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Sqlite,
    Postgres,
}

impl Store {
    /// Opens the database in a folder, or the PostgreSQL database at an address, and brings its tables up to date. The
    /// folder and the file are made where they are missing. For everybody but the server: events are not written so.
    ///
    /// # Errors
    /// When the folder cannot be written, the file is no database of ours, or the server does not let us in.
    pub async fn open(data: &Path, database_url: Option<&str>) -> Result<Self, StoreError> {
        install_default_drivers();
        let (pool, dialect) = match database_url {
            Some(url) => (postgres_options().connect(checked(url)?).await?, Dialect::Postgres),
            None => (open_sqlite(data).await?, Dialect::Sqlite),
        };
        let mut connection = pool.acquire().await?;
        migrate(&mut connection).await?;
        drop(connection);
        Ok(Self { pool, dialect, vault: Arc::new(Vault::new(data)), outbox: Arc::default(), alone: None })
    }

    /// Opens it as [`Store::open`] does, for the one server that writes events.
    ///
    /// # Errors
    /// As there, and when another server uses the database.
    pub async fn open_alone(data: &Path, database_url: Option<&str>) -> Result<Self, StoreError> {
        let Some(url) = database_url else {
            let alone = Some(alone::lock_folder(data)?);
            return Ok(Self { alone, ..Self::open(data, None).await? });
        };
        install_default_drivers();
        let (pool, alone) = alone::claim(postgres_options(), checked(url)?).await?;
        let vault = Arc::new(Vault::new(data));
        Ok(Self { pool, dialect: Dialect::Postgres, vault, outbox: Arc::default(), alone: Some(alone) })
    }

    /// Waits until another server has taken the database over: this one can write nothing any more. It can happen when
    /// PostgreSQL was restarted and the other server came first.
    pub async fn lost(&self) {
        match &self.alone {
            Some(alone) => alone.lost().await,
            None => std::future::pending().await,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1 FROM workspaces LIMIT 1").fetch_optional(&self.pool).await?;
        Ok(())
    }

    /// Writes on SQLite begin by taking the write lock: a read that turned into a write could be refused half-way.
    async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(match self.dialect {
            Dialect::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Dialect::Postgres => self.pool.begin().await?,
        })
    }

    /// Rings for those who send: deliveries were queued, and their transaction is committed.
    pub(crate) fn ring(&self) {
        self.outbox.notify_one();
    }

    /// Waits until deliveries were queued; remembers it where nobody waits.
    pub async fn deliveries_queued(&self) {
        self.outbox.notified().await;
    }

    /// Lets go of the database: another server may have it now, though handles on this one are left.
    pub async fn close(&self) {
        self.pool.close().await;
        if let Some(alone) = &self.alone {
            alone.release();
        }
    }
}

async fn open_sqlite(data: &Path) -> Result<AnyPool, StoreError> {
    let file = data.join("relay.db");
    make_private(data, &file)?;
    let options = AnyPoolOptions::new().max_connections(4).acquire_timeout(ACQUIRE).after_connect(|connection, _| {
        Box::pin(async move {
            connection.execute(SQLITE_SETTINGS).await?;
            Ok(())
        })
    });
    Ok(options.connect(SqliteConnectOptions::new().filename(&file).to_url_lossy().as_str()).await?)
}

fn postgres_options() -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(8).acquire_timeout(ACQUIRE)
}

/// What an address holds may be secret, so no complaint quotes it.
fn checked(url: &str) -> Result<&str, StoreError> {
    let known = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
    if known { Ok(url) } else { Err(StoreError::Address) }
}

/// Patience first: the others may have to wait for another process.
const SQLITE_SETTINGS: &str =
    "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON";

/// Two processes may open a new database at the same moment. One of them loses, and then finds the tables made.
async fn migrate(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let migrator = sqlx::migrate!("./migrations");
    for _ in 0..MIGRATION_TRIES - 1 {
        if migrator.run(&mut *connection).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(MIGRATION_WAIT).await;
    }
    Ok(migrator.run(connection).await?)
}

/// Makes a folder that nobody but the operator may look into, where it is missing.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Only the operator may read the file: it holds hashes of keys and what viewers wrote.
fn make_private(data: &Path, file: &Path) -> std::io::Result<()> {
    make_folder(data)?;
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(file)?;
    #[cfg(unix)]
    opened.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(opened);
    Ok(())
}

/// Who waits longer for a connection is told that there is none.
const ACQUIRE: Duration = Duration::from_secs(5);
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
