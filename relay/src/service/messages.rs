//! Lines that a tool wants in the chat.

use super::{run, unexpected};
use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::protocol::{Command, Millis, Outcome, Stream};

/// The most characters of a message.
pub const MAX_CHARACTERS: usize = 500;
/// A day.
pub const MAX_DELAY: u64 = 86_400_000;

/// Has a line written. Returns its id, and when it was seen or is planned.
///
/// # Errors
/// When the line cannot be taken or nobody is there to write it.
pub async fn send(workspace: &Workspace, message: String, delay: u64) -> Result<(String, Millis), Failure> {
    check(&message, delay)?;
    write(workspace, Command::SendMessage { message, delay }).await
}

/// Has a line written on one stream, and on no other.
///
/// # Errors
/// When the line cannot be taken or nobody is there to write it.
pub async fn send_to(workspace: &Workspace, stream: Stream, message: String) -> Result<(String, Millis), Failure> {
    check(&message, 0)?;
    write(workspace, Command::SendTo { stream, message }).await
}

async fn write(workspace: &Workspace, command: Command) -> Result<(String, Millis), Failure> {
    match run(workspace, command).await? {
        Outcome::Message { message, at } => Ok((message, at)),
        other => Err(unexpected(&other)),
    }
}

fn check(message: &str, delay: u64) -> Result<(), Failure> {
    let wrong = |why: String| Err(Failure::Validation(why));
    if message.trim().is_empty() {
        return wrong("Message cannot be empty".into());
    }
    if message.chars().count() > MAX_CHARACTERS {
        return wrong(format!("message must be at most {MAX_CHARACTERS} characters"));
    }
    if message.trim_start().starts_with('/') {
        return wrong("message must not begin with \"/\": the platform would take it as a command".into());
    }
    if delay > MAX_DELAY {
        return wrong(format!("delay must be at most {MAX_DELAY} milliseconds"));
    }
    Ok(())
}
