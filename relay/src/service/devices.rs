//! The devices of a workspace: which are paired, and which are here.

use crate::error::Failure;
use crate::store::{PairedDevice, Store};
use crate::workspace::Workspace;
use buzzchat::protocol::OpenStream;

/// A device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// What is kept of it.
    pub paired: PairedDevice,
    /// Where it could speak; nothing while it is away.
    pub streams: Option<Vec<OpenStream>>,
}

/// The devices of a workspace, the one seen last first.
///
/// # Errors
/// When the database fails.
pub async fn list(store: &Store, workspace: &Workspace) -> Result<Vec<Device>, Failure> {
    let mut here = workspace.connected().await?;
    let device = |paired: PairedDevice| Device { streams: here.remove(&paired.origin), paired };
    Ok(store.devices(workspace.name()).await?.into_iter().map(device).collect())
}
