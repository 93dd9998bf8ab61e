//! One attempt to send a message, which sends nothing twice that the service can tell it has. It records nothing.

use super::{Line, Message, Messaging};
use crate::connectors::{Attempt, Connector};

/// Sends a message, unless an earlier attempt turns out to have got there.
pub(super) async fn attempt(
    messaging: &Messaging,
    line: &Line,
    connector: &dyn Connector,
    message: &Message,
    again: bool,
) -> Attempt {
    if again {
        match find_earlier(messaging, line, connector, message).await {
            Ok(Some(service_id)) => return Attempt::Taken { service_id },
            Ok(None) => {}
            Err(reason) => return Attempt::Later { reason, after: None, line_rests: false },
        }
    }
    connector.send(line, message).await
}

/// What the service calls the message, where it took it at an earlier attempt.
async fn find_earlier(
    messaging: &Messaging,
    line: &Line,
    connector: &dyn Connector,
    message: &Message,
) -> Result<Option<String>, String> {
    for service_id in connector.look_for(line, message).await.map_err(|trouble| trouble.to_string())? {
        let other = messaging.store.is_name_taken(&line.id, &service_id).await.map_err(|error| {
            tracing::error!(%error, message = message.id, "what a service has taken cannot be compared");
            "The database failed".to_owned()
        })?;
        if !other {
            return Ok(Some(service_id));
        }
    }
    Ok(None)
}
