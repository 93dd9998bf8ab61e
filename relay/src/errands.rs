//! Commands that the command line left in the database: picked up while the server runs, and when it starts.

use crate::clock;
use crate::store::{StoreError, WaitingCommand};
use crate::workspace::{Hub, Place};
use buzzchat::protocol::{Outcome, RefusalCode};
use std::time::Duration;

const EVERY: Duration = Duration::from_millis(200);
/// While the database is away; every look is a line in the log.
const WHEN_AWAY: Duration = Duration::from_secs(2);

/// Executes what waits, again and again.
pub(crate) async fn keep_running(hub: &Hub) {
    loop {
        let looked = run_waiting(hub).await;
        tokio::time::sleep(if looked { EVERY } else { WHEN_AWAY }).await;
    }
}

/// Executes what waits. What fails for the server's own reasons stays, and is tried again. Returns whether it could look.
pub(crate) async fn run_waiting(hub: &Hub) -> bool {
    let waiting = match hub.store().waiting_commands().await {
        Ok(waiting) => waiting,
        Err(error) => {
            tracing::error!(%error, "waiting commands cannot be read");
            return false;
        }
    };
    for command in waiting {
        let id = command.id.clone();
        if let Err(error) = run_one(hub, command).await {
            tracing::error!(id, %error, "a waiting command failed");
        }
    }
    true
}

/// Commands about keys need no device: the relay decides them itself, so that a revoked key is refused at once even
/// while a device hangs. Running one twice changes nothing.
async fn run_one(hub: &Hub, WaitingCommand { id, workspace, command }: WaitingCommand) -> Result<(), StoreError> {
    let outcome = match command {
        Ok(command) => match hub.workspace(&workspace).await?.execute(command, Place::Here).await {
            Ok(outcome) => outcome,
            // The workspace is loaded anew, and the command tried again.
            Err(_) => return Ok(()),
        },
        Err(error) => Outcome::refused(RefusalCode::ValidationError, format!("This server cannot read it: {error}")),
    };
    hub.store().finish_command(&id, &outcome, clock::now()).await
}
