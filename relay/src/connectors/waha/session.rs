//! The session of a WAHA server that is a line: it is made, kept running, told where to call, paired and given up.

use super::server::{Server, done};
use super::wire::{Complaint, SessionInfo, SessionStatus};
use crate::connectors::service::{json, problem};
use crate::connectors::{Qr, Standing, Trouble};
use crate::messaging::{Line, LineState};
use crate::outgoing::Delivered;
use axum::http::Method;
use serde_json::{Value, json};

/// What it is to tell.
const EVENTS: [&str; 3] = ["message.any", "message.ack", "session.status"];

/// Sees to it that there is a running session which calls us, and says how it stands.
pub(super) async fn tend(server: &Server, hook_key: &str, line: &Line) -> Standing {
    let answer = server.ask(Method::GET, &["sessions", server.session()], None).await;
    let info = match (answer.status, json::<SessionInfo>(&answer)) {
        (Some(404), _) => return create(server, hook_key, line).await,
        (Some(200), Some(info)) => info,
        (Some(200), None) => {
            return Standing::new(LineState::Disconnected, "What answers there is no WAHA server");
        }
        _ => return trouble(&answer),
    };
    if !calls(&info.config, &server.hook) && server.may_tell() {
        let config = with_webhook(info.config, &line.id, webhook(server, hook_key));
        let answer = server.ask(Method::PUT, &["sessions", server.session()], Some(json!({ "config": config }))).await;
        // It starts anew.
        return if answer.accepted() { standing(line, SessionStatus::Starting) } else { trouble(&answer) };
    }
    if info.status == SessionStatus::Stopped {
        let answer = server.ask(Method::POST, &["sessions", server.session(), "start"], None).await;
        return if answer.accepted() { standing(line, SessionStatus::Starting) } else { trouble(&answer) };
    }
    standing(line, info.status)
}

async fn create(server: &Server, hook_key: &str, line: &Line) -> Standing {
    let config = json!({ "webhooks": [webhook(server, hook_key)] });
    let body = json!({ "name": server.session(), "start": true, "config": config });
    let answer = server.ask(Method::POST, &["sessions"], Some(body)).await;
    if answer.accepted() { standing(line, SessionStatus::Starting) } else { trouble(&answer) }
}

/// How the line stands by what the server tells of its session; nothing where that will be known soon.
pub(super) fn told(status: &SessionStatus) -> Option<Standing> {
    match status {
        SessionStatus::Working => Some(Standing::connected()),
        SessionStatus::ScanQrCode => Some(Standing::new(LineState::Pending, "The QR code is to be scanned")),
        SessionStatus::Stopped => Some(Standing::new(LineState::Disconnected, "The session is stopped")),
        SessionStatus::Failed => Some(Standing::new(
            LineState::Failed,
            "The session failed: nobody scanned the QR code in time, or the phone unlinked it",
        )),
        SessionStatus::Starting | SessionStatus::Unknown => None,
    }
}

fn standing(line: &Line, status: SessionStatus) -> Standing {
    told(&status).unwrap_or_else(|| match line.state {
        // One that worked is only away until it has started.
        LineState::Connected | LineState::Disconnected => {
            Standing::new(LineState::Disconnected, "The session is starting")
        }
        LineState::Pending | LineState::Failed => Standing::new(LineState::Pending, "The session is starting"),
    })
}

fn trouble(answer: &Delivered) -> Standing {
    match answer.status {
        Some(401 | 403) => Standing::new(LineState::Failed, "The server does not take the key"),
        // It is understood and not done: another name, another edition of the server.
        Some(400 | 422) => {
            let complaint: Complaint = json(answer).unwrap_or_default();
            Standing::new(LineState::Failed, complaint.words())
        }
        _ => Standing::new(LineState::Disconnected, problem(answer)),
    }
}

/// The code that the phone is to scan now. A session that gave up waiting is started anew: its code comes soon.
pub(super) async fn qr(server: &Server) -> Result<Option<Qr>, Trouble> {
    let answer = server.ask(Method::GET, &["sessions", server.session()], None).await;
    let info: SessionInfo = json(&answer).ok_or_else(|| Trouble(problem(&answer)))?;
    match info.status {
        SessionStatus::ScanQrCode => {}
        SessionStatus::Failed => {
            done(&server.ask(Method::POST, &["sessions", server.session(), "restart"], None).await)?;
            return Ok(None);
        }
        _ => return Ok(None),
    }
    let value = server.qr("raw", "application/json").await;
    let picture = server.qr("image", "image/png").await;
    // It was scanned between the questions.
    if value.status == Some(422) || picture.status == Some(422) {
        return Ok(None);
    }
    done(&value)?;
    done(&picture)?;
    let value = json::<Value>(&value).and_then(|body| body["value"].as_str().map(str::to_owned));
    let value = value.ok_or_else(|| Trouble("The server gave no QR code".to_owned()))?;
    Ok(Some(Qr { value, png: picture.body }))
}

/// A session that was made for the line goes with it; another one only stops calling us.
pub(super) async fn leave(server: &Server, line: &Line) -> Result<(), Trouble> {
    let path = ["sessions", server.session()];
    if server.session() == line.id {
        return done_or_gone(&server.ask(Method::DELETE, &path, None).await);
    }
    let answer = server.ask(Method::GET, &path, None).await;
    if answer.status == Some(404) {
        return Ok(());
    }
    done(&answer)?;
    let info: SessionInfo = json(&answer).ok_or_else(|| Trouble(problem(&answer)))?;
    if !others(&info.config, &line.id).1 {
        return Ok(());
    }
    let mut config = info.config;
    config["webhooks"] = Value::Array(others(&config, &line.id).0);
    done_or_gone(&server.ask(Method::PUT, &path, Some(json!({ "config": config }))).await)
}

fn done_or_gone(answer: &Delivered) -> Result<(), Trouble> {
    if answer.status == Some(404) { Ok(()) } else { done(answer) }
}

/// Our webhook. It is told again for about half an hour, and afterwards found by catching up.
fn webhook(server: &Server, hook_key: &str) -> Value {
    json!({
        "url": server.hook, "events": EVENTS, "hmac": { "key": hook_key },
        "retries": { "policy": "exponential", "delaySeconds": 2, "attempts": 10 },
    })
}

/// Whether a session calls us of all that is of interest.
fn calls(config: &Value, hook: &str) -> bool {
    let all = |webhook: &Value| {
        let events = webhook["events"].as_array().map_or(&[][..], Vec::as_slice);
        EVENTS.iter().all(|event| events.iter().any(|one| one == event))
    };
    let webhooks = config["webhooks"].as_array().map_or(&[][..], Vec::as_slice);
    webhooks.iter().any(|webhook| webhook["url"] == hook && all(webhook))
}

fn with_webhook(mut config: Value, line: &str, ours: Value) -> Value {
    let (mut webhooks, _) = others(&config, line);
    webhooks.push(ours);
    if !config.is_object() {
        config = json!({});
    }
    config["webhooks"] = Value::Array(webhooks);
    config
}

/// The webhooks that are not the line's, and whether there is one that is.
fn others(config: &Value, line: &str) -> (Vec<Value>, bool) {
    let place = format!("/hooks/{line}/");
    let is_ours = |webhook: &Value| webhook["url"].as_str().is_some_and(|url| url.contains(&place));
    let all = config["webhooks"].as_array().cloned().unwrap_or_default();
    let (ours, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_ours);
    (others, !ours.is_empty())
}
