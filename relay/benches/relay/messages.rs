//! How many messages a second are taken to be sent, and how many answers a second those get who ask for what came. Each send
//! is stored before it is answered.

use crate::load::Load;
use crate::report::figure;
use crate::runtime;
use crate::server::Server;
use buzzchat_relay::family::Family;
use buzzchat_relay::messaging::{Channel, Content, Happening, Said};
use buzzchat_relay::store::OwnTerms;
use std::time::Duration;

const CONNECTIONS: usize = 8;
const TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 1 } else { 5 });
/// So many came before somebody asks; a page has a hundred.
const INCOMING: u64 = 1_000;
const SEND: &str = r#"{"phone":"+1234567890","message":"Hello from AVA!"}"#;

pub(crate) fn measure() {
    let (servers, clients) = (runtime("servers"), runtime("clients"));
    let relay = servers.block_on(Server::start());
    let terms = OwnTerms { per_minute: Some(u64::MAX >> 1), per_day: Some(u64::MAX >> 1), ..OwnTerms::default() };
    let (_, key) = servers.block_on(relay.family_key("default", Family::Ava, terms));
    let poll = format!("GET /api/messages/poll HTTP/1.1\r\nauthorization: Bearer {key}");
    let send = format!("POST /api/send HTTP/1.1\r\nauthorization: Bearer {key}\r\ncontent-type: application/json");
    servers.block_on(fill(&relay));
    for (what, head, body, unit) in [
        ("relay: polls, a page of 100 messages each", poll, "", "polls/s"),
        ("relay: messages taken to be sent, durable, a sandbox sends meanwhile", send, SEND, "messages/s"),
    ] {
        let answered = clients.block_on(async {
            let mut load = Load::connect(relay.address, CONNECTIONS, &head, body).await;
            load.once().await;
            load.run(TIME).await
        });
        figure(what, f64::from(answered) / TIME.as_secs_f64(), unit, None);
    }
}

async fn fill(relay: &Server) {
    let messaging = relay.app.messaging();
    let line = messaging.line_for("default", Channel::Imessage, None).await.unwrap();
    let all: Vec<_> = (0..INCOMING).map(said).collect();
    messaging.hear(&line, &all).await.unwrap();
}

fn said(number: u64) -> Happening {
    Happening::Said(Said {
        service_id: format!("said {number}"),
        address: "+14155552671".into(),
        name: String::new(),
        content: Content::text("Is the blue one still there?"),
        at: 1_700_000_000_000,
        own: false,
    })
}
