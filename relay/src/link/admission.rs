//! Who may join a workspace: a device with its token, or a new one with a pairing code.

use crate::clock;
use crate::metrics::count_database_error;
use crate::pairing::{hash_code, hash_token, new_token};
use crate::store::{Device, StoreError};
use crate::workspace::{Frames, Hub, Joining, Seat, Stopped};
use buzzchat::protocol::{Frame, OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION};

/// The longest origin.
const MAX_ORIGIN: usize = 64;

/// Why a device may not join: a code of the protocol, and words for a person.
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    pub(super) fn frame(message: impl Into<String>) -> Self {
        Self::new("frame", message)
    }

    fn token() -> Self {
        Self::new("token", "This relay does not know the device: pair it again")
    }
}

/// Something failed that is not the device's fault: it is told nothing and comes back.
pub(super) enum Denied {
    Refused(Refusal),
    Failed,
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        count_database_error();
        tracing::error!(%error, "a device could not be admitted");
        Self::Failed
    }
}

impl From<Stopped> for Denied {
    fn from(_: Stopped) -> Self {
        Self::Failed
    }
}

impl From<Denied> for super::End {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Refused(refusal) => Self::Refused(refusal),
            Denied::Failed => Self::Gone,
        }
    }
}

/// Checks the first frame and gives the device its seat.
pub(super) async fn admit(hub: &Hub, web_origin: &str, hello: Frame) -> Result<(Seat, Frames), Denied> {
    let Frame::Hello { version, token, code, origin, acked, compacted, cursor } = hello else {
        return Err(Refusal::frame("The first frame is Hello").into());
    };
    check_version(version)?;
    check_origin(&origin)?;
    let (device, token) = match (code, token) {
        (Some(code), _) => pair(hub, web_origin, &origin, &code).await?,
        (None, Some(token)) => (recognise(hub, web_origin, &origin, &token).await?, None),
        (None, None) => return Err(Refusal::new("pairing", "A new device needs a pairing code").into()),
    };
    let workspace = hub.workspace(&device.workspace).await?;
    tracing::info!(workspace = device.workspace, origin, paired = token.is_some(), "a device joins");
    Ok(workspace.join(Joining { version, origin, token, acked, compacted, cursor }).await?)
}

fn check_version(version: u32) -> Result<(), Refusal> {
    let ours = PROTOCOL_VERSION;
    let message = match version {
        OLDEST_PROTOCOL_VERSION..=PROTOCOL_VERSION => return Ok(()),
        ..OLDEST_PROTOCOL_VERSION => {
            format!("The relay speaks version {ours} of the protocol, the device {version}: update the extension")
        }
        _ => format!("The relay speaks version {ours} of the protocol, the device {version}: update the relay"),
    };
    Err(Refusal::new("version", message))
}

/// The relay's own origins are not for devices.
fn check_origin(origin: &str) -> Result<(), Refusal> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if origin.is_empty() || origin.len() > MAX_ORIGIN || !origin.chars().all(allowed) || origin.starts_with("rel_") {
        return Err(Refusal::frame("The device's origin is not acceptable"));
    }
    Ok(())
}

async fn pair(hub: &Hub, web_origin: &str, origin: &str, code: &str) -> Result<(Device, Option<String>), Denied> {
    let now = clock::now();
    let Some(workspace) = hub.store().take_code(&hash_code(code), now).await? else {
        return Err(Refusal::new("pairing", "The pairing code is wrong, used or older than ten minutes").into());
    };
    let token = new_token(&mut clock::entropy());
    let device = Device {
        workspace,
        origin: origin.to_owned(),
        token_hash: hash_token(&token),
        web_origin: web_origin.to_owned(),
    };
    hub.store().add_device(&device, now).await?;
    Ok((device, Some(token)))
}

/// A device may change the origin of its events, but not take another device's; and it comes from the extension that
/// paired.
async fn recognise(hub: &Hub, web_origin: &str, origin: &str, token: &str) -> Result<Device, Denied> {
    let device = hub.store().device(&hash_token(token)).await?.ok_or_else(Refusal::token)?;
    if device.web_origin != web_origin {
        return Err(Refusal::token().into());
    }
    if !hub.store().device_seen(&device, origin, clock::now()).await? {
        return Err(Refusal::new("fork", "Another device writes under this origin: take a new one").into());
    }
    Ok(device)
}
