//! Meta's WhatsApp Cloud API: sends by its Graph API, and reads its webhooks. It stores nothing.

mod body;
mod health;
mod refusal;
mod told;

use super::{Attempt, Call, Connector, Doing, Kit, Question, Refusal, Service, Standing, Told, is_same, json, problem};
use crate::messaging::{Line, LineState, Message, Rate};
use crate::outgoing::Delivered;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use health::NumberIn;
use hmac::{Hmac, KeyInit, Mac};
use refusal::{ErrorIn, Meaning};
use serde::Deserialize;
use sha2::Sha256;
use std::fmt::{self, Debug, Formatter};
use std::time::Duration;

/// Where Meta answers, and in which version.
const GRAPH: &str = "https://graph.facebook.com/v23.0";
/// Meta's own limit of a number.
const RATE: Rate = Rate { per_second: 80.0, burst: 80.0, at_once: 32 };
/// So long after a person last wrote anything may be sent to them.
const WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
/// Whether a message was taken is mostly told by a webhook within seconds, even where the answer was lost.
const DOUBT: Duration = Duration::from_secs(30);

/// A number of the Cloud API.
pub(super) struct Cloud {
    service: Service,
    /// What stands before the id of a file, to say where it is.
    base: String,
    number: String,
    token: HeaderValue,
    app_secret: String,
    verify_token: String,
}

/// Nothing secret in a log.
impl Debug for Cloud {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.debug_struct("Cloud").field("number", &self.number).finish_non_exhaustive()
    }
}

/// What Meta answers to a message.
#[derive(Deserialize)]
struct SentIn {
    messages: Vec<SentMessageIn>,
}

#[derive(Deserialize)]
struct SentMessageIn {
    id: String,
}

impl Cloud {
    /// # Errors
    /// Says which setting is missing or wrong.
    pub(super) fn new(kit: &Kit) -> Result<Self, String> {
        let base = kit.optional("url").unwrap_or_else(|| GRAPH.to_owned());
        let number = kit.setting("phone_number_id")?;
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(
                "The setting \"phone_number_id\" must be the id of the number, which has digits only".to_owned()
            );
        }
        let token = HeaderValue::from_str(&format!("Bearer {}", kit.setting("access_token")?));
        let mut token = token.map_err(|_| "The setting \"access_token\" holds what cannot be sent".to_owned())?;
        token.set_sensitive(true);
        Ok(Self {
            service: kit.service(&base)?,
            base,
            number,
            token,
            app_secret: kit.setting("app_secret")?,
            verify_token: kit.setting("verify_token")?,
        })
    }

    fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, self.token.clone())])
    }

    async fn send_now(&self, message: &Message) -> Attempt {
        let Some(body) = body::of(message) else {
            return Attempt::Refused {
                reason: "WhatsApp cannot take a message of this type".to_owned(),
                code: String::new(),
            };
        };
        let path = [self.number.as_str(), "messages"];
        let question = Question { path: &path, headers: self.headers(), body: Some(body), ..Question::default() };
        let answer = self.service.ask(Method::POST, question).await;
        let taken =
            json::<SentIn>(&answer).filter(|_| answer.accepted()).and_then(|sent| sent.messages.into_iter().next());
        match taken {
            Some(SentMessageIn { id }) => Attempt::Taken { service_id: id },
            None => not_taken(&answer),
        }
    }

    async fn standing(&self) -> Standing {
        let question = Question {
            path: &[self.number.as_str()],
            query: &[("fields", "display_phone_number,health_status")],
            headers: self.headers(),
            body: None,
        };
        let answer = self.service.ask(Method::GET, question).await;
        if answer.accepted() {
            let number: NumberIn = json(&answer).unwrap_or_default();
            return number
                .health_status
                .blocked()
                .map_or_else(Standing::connected, |why| Standing::new(LineState::Failed, why));
        }
        match ErrorIn::read(&answer) {
            Some(error) if error.meaning() == Meaning::LineFails => Standing::new(LineState::Failed, error.words()),
            Some(error) => Standing::new(LineState::Disconnected, error.words()),
            None => Standing::new(LineState::Disconnected, problem(&answer)),
        }
    }

    /// Meta asks once whether the address is the right one.
    fn verify(&self, call: &Call) -> Result<Told, Refusal> {
        let asked = |name: &str| call.parameter(name).unwrap_or_default();
        if asked("hub.mode") != "subscribe" || !is_same(&asked("hub.verify_token"), &self.verify_token) {
            return Err(Refusal::Forbidden);
        }
        Ok(Told { answer: asked("hub.challenge"), ..Told::default() })
    }

    fn hear(&self, call: &Call) -> Result<Told, Refusal> {
        if !self.has_signed(call) {
            return Err(Refusal::Unsigned);
        }
        let happenings = told::read(&call.body, &self.number, &self.base).ok_or(Refusal::Malformed)?;
        Ok(Told::happened(happenings))
    }

    fn has_signed(&self, call: &Call) -> bool {
        let shown = call.header("x-hub-signature-256").and_then(|value| value.strip_prefix("sha256="));
        let Some(shown) = shown.and_then(from_hex) else { return false };
        let mut hmac =
            Hmac::<Sha256>::new_from_slice(self.app_secret.as_bytes()).expect("HMAC takes keys of any length");
        hmac.update(&call.body);
        hmac.verify_slice(&shown).is_ok()
    }
}

impl Connector for Cloud {
    fn account(&self) -> String {
        self.number.clone()
    }

    fn send<'a>(&'a self, _: &'a Line, message: &'a Message) -> Doing<'a, Attempt> {
        Box::pin(self.send_now(message))
    }

    fn rate(&self) -> Rate {
        RATE
    }

    fn window(&self) -> Option<Duration> {
        Some(WINDOW)
    }

    fn read<'a>(&'a self, _: &'a Line, call: &'a Call) -> Doing<'a, Result<Told, Refusal>> {
        Box::pin(async { if call.method == Method::GET { self.verify(call) } else { self.hear(call) } })
    }

    /// Meta calls where the seller told it to, in the settings of their app.
    fn tend<'a>(&'a self, _: &'a Line) -> Doing<'a, Standing> {
        Box::pin(self.standing())
    }
}

/// What an answer comes to by which a message was not taken, or perhaps not.
fn not_taken(answer: &Delivered) -> Attempt {
    let later = |reason, after, line_rests| Attempt::Later { reason, after, line_rests };
    let Some(error) = ErrorIn::read(answer) else {
        let is_doubtful = answer.accepted() || answer.reached;
        return later(problem(answer), answer.retry_after.or(is_doubtful.then_some(DOUBT)), false);
    };
    match error.meaning() {
        Meaning::LineFails => Attempt::LineFails { reason: error.words() },
        Meaning::LineRests => later(error.words(), answer.retry_after, true),
        Meaning::PersonRests(pause) => later(error.words(), answer.retry_after.or(Some(pause)), false),
        Meaning::Later => later(error.words(), answer.retry_after, false),
        Meaning::Refused => Attempt::Refused { reason: error.words(), code: error.code() },
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::try_from(digit(pair[0])? * 16 + digit(*pair.get(1)?)?).ok()).collect()
}
