//! The lines of a workspace as a seller manages them: which there are, connecting one, pairing it, giving it up.

use crate::connectors::hook_address;
use crate::error::Failure;
use crate::messaging::{Line, Messaging, NewLine, QrCode};
use crate::store::Store;

/// The most characters of a line's name, of its number, and of each of its settings.
const MAX_NAME: usize = 100;
const MAX_ADDRESS: usize = 40;
const MAX_SETTING: usize = 4_096;

/// A workspace's lines, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(store: &Store, workspace: &str) -> Result<Vec<Line>, Failure> {
    Ok(store.lines(workspace, None).await?)
}

/// Connects a line. Returns it with the address at which its service is to call; nothing where none does.
///
/// # Errors
/// When something about it is wrong.
pub async fn connect(
    store: &Store,
    messaging: &Messaging,
    workspace: &str,
    new: NewLine,
) -> Result<(Line, Option<String>), Failure> {
    check(&new)?;
    let line = messaging.connect(workspace, new).await?;
    let settings = store.line_settings(&line.id).await?.unwrap_or_default();
    let hook = hook_address(&line.id, &settings);
    Ok((line, hook))
}

/// The code that pairs a line; nothing where it needs none now.
///
/// # Errors
/// When there is no such line, or its service does not answer.
pub async fn qr_code(
    store: &Store,
    messaging: &Messaging,
    workspace: &str,
    id: &str,
) -> Result<Option<QrCode>, Failure> {
    let found = list(store, workspace).await?.into_iter().find(|line| line.id == id);
    let line = found.ok_or_else(|| Failure::NotFound("Line not found".into()))?;
    messaging.qr_code(&line).await
}

fn check(new: &NewLine) -> Result<(), Failure> {
    let wrong = |why: String| Err(Failure::Validation(why));
    if new.name.trim().is_empty() {
        return wrong("name must not be empty".to_owned());
    }
    if new.name.chars().count() > MAX_NAME {
        return wrong(format!("name must be at most {MAX_NAME} characters"));
    }
    if new.address.chars().count() > MAX_ADDRESS {
        return wrong(format!("address must be at most {MAX_ADDRESS} characters"));
    }
    let settings = new.settings.values().filter_map(|value| value.as_str()).chain([new.relay_url.as_str()]);
    if settings.map(str::len).max().is_some_and(|longest| longest > MAX_SETTING) {
        return wrong(format!("Each setting must be at most {MAX_SETTING} characters"));
    }
    Ok(())
}
