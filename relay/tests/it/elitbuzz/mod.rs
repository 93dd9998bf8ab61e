//! Elitbuzz's documented calls, typed in with only host, ids and credentials changed, and what its documents leave open.

mod broadcast;
mod conversations;
mod external;
mod flows;
mod template;
mod users;

use crate::families::bot;
use crate::server::{Answer, Server, now, read};
use buzzchat_relay::family::Family;
use buzzchat_relay::messaging::{Channel, Content, Happening, Line, Person, Said};
use buzzchat_relay::store::OwnTerms;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

/// The number in the documents of the platform, and another one.
const PHONE: &str = "+919565428256";
const OTHER: &str = "+14155552671";

struct Elitbuzz {
    server: Server,
    key: String,
    /// `/customer/…/bot/…` of the default workspace.
    bot: String,
}

impl Elitbuzz {
    async fn start() -> Self {
        let server = Server::start_heard().await;
        let terms = OwnTerms { per_minute: Some(1_000_000), per_day: Some(1_000_000), ..OwnTerms::default() };
        let (_, key) = server.family_key("default", Family::Elitbuzz, terms).await;
        let bot = bot(&server, "default").await.strip_prefix("/bot-api/v1.0").unwrap().to_owned();
        Self { server, key, bot }
    }

    /// An address below the bot's.
    fn place(&self, path: &str) -> String {
        format!("/bot-api/v1.0{}{path}", self.bot)
    }

    /// Asks at an address below the bot's.
    async fn get(&self, path: &str) -> Answer {
        self.get_at(&self.place(path)).await
    }

    /// Asks at an address anywhere.
    async fn get_at(&self, address: &str) -> Answer {
        let request = self.server.request(Method::GET, address);
        read(request.header(AUTHORIZATION, format!("Basic {}", self.key))).await
    }

    /// Posts to an address anywhere.
    async fn post(&self, address: &str, body: &Value) -> Answer {
        let request = self.server.request(Method::POST, address);
        read(request.header(AUTHORIZATION, format!("Basic {}", self.key)).json(body)).await
    }

    /// A sandbox, with people at its other end.
    async fn line(&self, channel: Channel) -> Line {
        self.server.app.messaging().line_for("default", channel, None).await.unwrap()
    }

    /// Somebody who wrote something on a channel.
    async fn hears(&self, channel: Channel, from: &str, name: &str, text: &str) -> Person {
        let line = self.line(channel).await;
        let said = Happening::Said(Said {
            service_id: format!("{from} {text}"),
            address: from.into(),
            name: name.into(),
            content: Content::text(text),
            at: now(),
            own: false,
        });
        self.server.app.messaging().hear(&line, &[said]).await.unwrap();
        let store = self.server.app.hub().store();
        store.person_at("default", channel, from).await.unwrap().unwrap()
    }
}

/// Asserts that an answer is a success, and returns its body.
fn success(answer: &Answer) -> &Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.body["status"], json!({ "code": 1000, "desc": "SUCCESS" }), "{answer:?}");
    &answer.body
}

/// Asserts that an answer is an error in exactly the documented shape, and returns its details.
fn refused<'a>(answer: &'a Answer, status: u16, code: u16, name: &str) -> &'a str {
    let details = answer.body["error_details"].as_str().unwrap_or_else(|| panic!("{answer:?}"));
    let shape = json!({
        "status": { "code": code, "desc": name },
        "error_code": code, "error_message": name, "error_details": details,
    });
    assert_eq!((answer.status, &answer.body), (status, &shape));
    assert!(!details.is_empty());
    details
}

/// What a request is refused with that has no code of its own.
fn refused_as_wrong(answer: &Answer) -> &str {
    refused(answer, 400, 400, "BAD_REQUEST")
}
