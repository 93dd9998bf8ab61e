//! A POST with an `Idempotency-Key` is carried out once, however often it is sent: the same answer comes again.
//!
//! The request runs to its end even where its client hangs up. One whose end nobody knows, because the server was cut
//! short, is not run again.

mod description;

pub(crate) use description::describe;

use crate::api::{MAX_BODY, read_body};
use crate::app::App;
use crate::auth::Caller;
use crate::clock;
use crate::error::Failure;
use crate::openapi::{BASE, OTHER_BASE};
use crate::store::{Answer, Begun};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use buzzchat::draw::to_hex;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Mutex as Turnstile, OwnedMutexGuard};
use tracing::Instrument;

/// The request header.
pub(crate) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The response header.
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// So much of a request's digest names its command.
const COMMAND: usize = 32;
/// The longest key.
const MAX_KEY: usize = 255;

type Turnstiles = Mutex<HashMap<String, Arc<Turnstile<()>>>>;

/// The requests that run now: of several with one key, one runs and the others wait.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Arc<Turnstiles>);

impl Attempts {
    async fn turn(&self, place: &str) -> Turn {
        let turnstile = Arc::clone(lock(&self.0).entry(place.to_owned()).or_default());
        let guard = Some(turnstile.lock_owned().await);
        Turn { guard, place: place.to_owned(), turnstiles: Arc::clone(&self.0) }
    }
}

fn lock(turnstiles: &Turnstiles) -> MutexGuard<'_, HashMap<String, Arc<Turnstile<()>>>> {
    turnstiles.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The right to run; the next one's once it is dropped.
struct Turn {
    guard: Option<OwnedMutexGuard<()>>,
    place: String,
    turnstiles: Arc<Turnstiles>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut turnstiles = lock(&self.turnstiles);
        self.guard = None;
        // Whoever waits holds a share, and shares are taken under this lock only.
        if turnstiles.get(&self.place).is_some_and(|turnstile| Arc::strong_count(turnstile) == 1) {
            turnstiles.remove(&self.place);
        }
    }
}

/// Carries a request out, unless it was.
pub(crate) async fn carry_out_once(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(&KEY) {
        return next.run(request).await;
    }
    attempt(app, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn attempt(app: App, request: Request, next: Next) -> Result<Response, Failure> {
    let (mut parts, body) = request.into_parts();
    let mut caller = Caller::from_request_parts(&mut parts, &app).await?;
    let place = place_of(&caller, parts.uri.path(), presented_key(&parts.headers)?);
    // A device that had written the line when its link was lost does not write it again at the second try.
    caller.workspace = caller.workspace.under(&format!("cmd_{}", &place[..COMMAND]));
    // The handler need not look the key up again.
    parts.extensions.insert(caller);
    let body = read_body(Request::from_parts(parts.clone(), body), &app).await?;
    let turn = app.attempts().turn(&place).await;
    match app.hub().store().begin_request(&place, &digest(&[&body]), clock::now()).await? {
        Begun::New => {}
        Begun::Answered(answer) => return Ok(replay(answer)),
        Begun::Other => return Err(Failure::Conflict(OTHER_REQUEST)),
        Begun::Unknown => return Err(Failure::Conflict(UNKNOWN_END)),
    }
    let request = Request::from_parts(parts, Body::from(body));
    let run = async move {
        let response = keep(&app, &place, next.run(request).await).await;
        drop(turn);
        response
    };
    // A client that hangs up must not stop it half-way. A panic leaves an attempt whose end is unknown.
    tokio::spawn(run.in_current_span()).await.map_err(|_| Failure::Internal)
}

/// Exactly one, of characters that show.
fn presented_key(headers: &HeaderMap) -> Result<&[u8], Failure> {
    let mut keys = headers.get_all(KEY).iter().map(HeaderValue::as_bytes);
    match (keys.next(), keys.next()) {
        (Some(key), None) if (1..=MAX_KEY).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic) => Ok(key),
        _ => Err(Failure::validation(WRONG_KEY)),
    }
}

/// Both bases lead to the same address.
fn place_of(caller: &Caller, path: &str, key: &[u8]) -> String {
    let path = path.strip_prefix(BASE).or_else(|| path.strip_prefix(OTHER_BASE)).unwrap_or(path);
    digest(&[caller.workspace.name().as_bytes(), caller.key.as_bytes(), path.as_bytes(), key])
}

/// Each part with its length, so that none runs into the next.
fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    to_hex(&hasher.finalize())
}

/// Keeps what was answered where repeating the request would only say the same.
async fn keep(app: &App, place: &str, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, MAX_ANSWER).await.unwrap_or_default();
    let store = app.hub().store();
    let kept = match Kept::of(parts.status) {
        Kept::Answer => store.end_request(place, &Answer { status: parts.status.as_u16(), body: body.to_vec() }).await,
        Kept::Nothing => store.forget_request(place).await,
        Kept::Question => Ok(()),
    };
    if let Err(error) = kept {
        // The client gets its answer; to ask again is refused, for nobody would know what was done.
        tracing::error!(%error, "an answer could not be kept");
    }
    Response::from_parts(parts, Body::from(body))
}

/// What stays of a request.
enum Kept {
    Answer,
    /// What was in the way goes by itself: a key, a tier, a limit or a device may be another in a moment.
    Nothing,
    /// The server failed, perhaps after the deed: nobody knows, so it is not done again.
    Question,
}

impl Kept {
    fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS => Self::Nothing,
            StatusCode::SERVICE_UNAVAILABLE => Self::Nothing,
            status if status.is_server_error() => Self::Question,
            _ => Self::Answer,
        }
    }
}

fn replay(Answer { status, body }: Answer) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (REPLAYED, HeaderValue::from_static("true")),
    ];
    (status, headers, Bytes::from(body)).into_response()
}

/// No POST answers more.
const MAX_ANSWER: usize = 16 * MAX_BODY;
const WRONG_KEY: &str = "Idempotency-Key must be one header of 1 to 255 visible ASCII characters";
const OTHER_REQUEST: &str = "This Idempotency-Key was used for another body: a new request needs a new key";
const UNKNOWN_END: &str = "The first request with this Idempotency-Key was cut short, and what came of it is not known: \
                           look before you repeat it under a new key";
