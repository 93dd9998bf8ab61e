//! The page that the QR code of an account in the sandbox leads to: whoever confirms there is the phone, and the account is
//! connected. Alone among the pages it has something filled in, so it has no script at all.

use crate::app::App;
use crate::error::Failure;
use crate::messaging::{Line, LineState};
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/pair/{line}/{secret}", get(ask).post(confirm))
}

type Place = Result<Path<(String, String)>, PathRejection>;

/// Opening the address changes nothing: programs look at addresses in messages by themselves.
async fn ask(State(app): State<App>, place: Place) -> Result<Response, Failure> {
    Ok(match find(&app, place).await? {
        Some(line) if line.state == LineState::Pending => question(&line),
        Some(line) => connected(&line),
        None => nothing(),
    })
}

async fn confirm(State(app): State<App>, place: Place) -> Result<Response, Failure> {
    let Some(line) = find(&app, place).await? else { return Ok(nothing()) };
    if line.state == LineState::Pending {
        app.messaging().pair(&line).await?;
    }
    Ok(connected(&line))
}

async fn find(app: &App, place: Place) -> Result<Option<Line>, Failure> {
    let Ok(Path((line, secret))) = place else { return Ok(None) };
    Ok(app.messaging().line_of_code(&line, &secret).await?)
}

fn question(line: &Line) -> Response {
    let words = format!(
        "<p><strong>{}</strong> · {}</p><p class=\"soft\">This account lives in the relay's sandbox: its messages come to the relay's \
         inbox, and to no phone.</p><form method=\"post\"><button class=\"primary\">Connect</button></form>",
        escaped(&line.name),
        escaped(&line.address)
    );
    page(StatusCode::OK, "Connect this account?", &words)
}

fn connected(line: &Line) -> Response {
    let words = format!(
        "<p><strong>{}</strong> · {}</p><p class=\"soft\">You can close this page.</p>",
        escaped(&line.name),
        escaped(&line.address)
    );
    page(StatusCode::OK, "The account is connected", &words)
}

fn nothing() -> Response {
    let words = "<p class=\"soft\">The account was deleted, or the address is not complete: scan the code again.</p>";
    page(StatusCode::NOT_FOUND, "There is nothing to connect here", words)
}

fn page(status: StatusCode, title: &str, words: &str) -> Response {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} · BuzzChat</title>\n\
         <link rel=\"stylesheet\" href=\"/ui/look.css\">\n<link rel=\"stylesheet\" href=\"/app/app.css\">\n\
         <main class=\"sign-in\"><div class=\"card\"><h1>{title}</h1>{words}</div></main>\n</html>\n"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // Without any referrer the form would not say that it comes from here.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    (status, headers, Html(page)).into_response()
}

/// Words as they may stand in a page: names are anybody's to choose.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
