//! Messages over lines: what is queued, sent, heard and read, on a real server with a sandbox line.

mod course;
mod poll;

use crate::server::{Server, now};
use buzzchat_relay::messaging::{
    Carrier, Channel, Content, Happening, Line, LineState, Message, Outgoing, Receipt, Said, Status, Which,
};
use buzzchat_relay::store::LineSettings;

/// Where everybody in these tests is reached.
const PHONE: &str = "+14155552671";

async fn send(server: &Server, to: &str, text: &str) -> Message {
    let messaging = server.app.messaging();
    messaging.send("default", Channel::Imessage, Outgoing::text("ava", to, text)).await.unwrap()
}

/// The message as it stands now.
async fn look_at(server: &Server, id: &str) -> Message {
    server.app.hub().store().message("default", id).await.unwrap().unwrap()
}

/// A line that is away: what is sent over it waits.
async fn silent_line(server: &Server) -> Line {
    let line = Line {
        id: "lin_silent".into(),
        workspace: "default".into(),
        channel: Channel::Imessage,
        carrier: Carrier::Sandbox,
        name: "Mac".into(),
        address: String::new(),
        state: LineState::Disconnected,
        detail: String::new(),
        created: now(),
    };
    server.app.hub().store().add_line(&line, &LineSettings::new()).await.unwrap();
    line
}

fn said(service_id: &str, text: &str) -> Happening {
    Happening::Said(Said {
        service_id: service_id.into(),
        address: PHONE.into(),
        name: "Ann".into(),
        content: Content::text(text),
        at: 1_700_000_000_000,
        own: false,
    })
}

fn receipt(which: Which, status: Status) -> Happening {
    Happening::Receipt(Receipt { which, status, at: now(), reason: String::new(), code: String::new() })
}
