//! A copy of the SQLite database, taken while a server may be writing to it. It changes nothing in the database.

use super::StoreError;
use crate::clock;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Copies the database in a data folder to a file that does not exist yet. What stands there in the end is the whole
/// copy or nothing.
///
/// # Errors
/// When there is no database, the file exists, or it cannot be written.
pub async fn back_up(data: &Path, to: &Path) -> Result<(), StoreError> {
    let database = data.join("relay.db");
    if !database.exists() {
        return Err(complaint(ErrorKind::NotFound, format!("{} does not exist", database.display())));
    }
    let part = Part::beside(to)?;
    let options = SqliteConnectOptions::new().filename(&database).create_if_missing(false).busy_timeout(PATIENCE);
    let mut connection = options.connect().await?;
    // One read of one moment; the server goes on writing meanwhile.
    sqlx::query("VACUUM INTO $1").bind(part.name()?).execute(&mut connection).await?;
    connection.close().await?;
    File::open(&part.0)?.sync_all()?;
    part.become_file(to)
}

const PATIENCE: Duration = Duration::from_secs(10);

/// The unfinished copy. It goes away unless it becomes the file.
struct Part(PathBuf);

impl Part {
    /// Made empty and private first: SQLite fills it, and would let others read what it makes itself.
    fn beside(to: &Path) -> Result<Self, StoreError> {
        if to.exists() {
            return Err(exists(to));
        }
        let mut name = to.file_name().unwrap_or_default().to_owned();
        name.push(clock::entropy().id(".part-", clock::now()));
        let part = to.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&part)?;
        Ok(Self(part))
    }

    fn name(&self) -> Result<&str, StoreError> {
        let odd = || complaint(ErrorKind::InvalidInput, format!("{} is no name SQLite takes", self.0.display()));
        self.0.to_str().ok_or_else(odd)
    }

    /// A link to a taken name fails, a renaming would replace what is there.
    fn become_file(self, to: &Path) -> Result<(), StoreError> {
        match std::fs::hard_link(&self.0, to) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists || to.exists() => return Err(exists(to)),
            // Not every file system has links.
            Err(_) => std::fs::rename(&self.0, to)?,
        }
        sync_folder(to)?;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already where it was renamed.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn exists(file: &Path) -> StoreError {
    complaint(ErrorKind::AlreadyExists, format!("{} exists already, and a backup replaces nothing", file.display()))
}

fn complaint(kind: ErrorKind, message: String) -> StoreError {
    StoreError::Folder(io::Error::new(kind, message))
}

/// The file's name has to survive a power cut too.
#[cfg(unix)]
fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
