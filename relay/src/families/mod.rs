//! The API families beside BuzzChat's own: each in a folder with its wire types, handlers, errors and description. Here is
//! what they share: their routes, and that each says in words of its own what goes wrong at its addresses. Nothing here
//! decides what a message is or becomes.

pub(crate) mod ava;
pub(crate) mod botbiz;
mod description;
pub(crate) mod domo;
pub mod elitbuzz;
pub mod query;

use crate::app::App;
use crate::auth::describe_limits;
use crate::error::Failure;
use crate::family::{Family, TOKEN};
use crate::idempotency;
use crate::openapi;
use crate::store::{News, Notice};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;

/// Every family's routes.
pub(crate) fn routes(app: &App) -> Router<App> {
    Family::OTHERS.into_iter().fold(Router::new(), |router, family| {
        let (routes, _) = documented(family);
        router.merge(if repeats_safely(family) { carried_out_once(routes, app) } else { routes })
    })
}

/// Whether a POST of the family may have an `Idempotency-Key`: not where files are larger than what is read to be compared, nor
/// where a callback carries a token in place of a key.
fn repeats_safely(family: Family) -> bool {
    matches!(family, Family::Ava | Family::Botbiz)
}

/// What is kept of an answer must be what was sent, so the family has said what went wrong by then.
fn carried_out_once(routes: Router<App>, app: &App) -> Router<App> {
    routes.route_layer(from_fn(speak)).route_layer(from_fn_with_state(app.clone(), idempotency::carry_out_once))
}

/// What webhooks are told of news, whosever they are.
pub(crate) fn tell(news: News<'_>) -> Vec<Notice> {
    botbiz::notice(news).into_iter().collect()
}

/// A family's routes and their description.
pub(crate) fn documented(family: Family) -> (Router<App>, Document) {
    let (outline, routes) = match family {
        Family::Buzzchat => return openapi::documented(),
        Family::Ava => (ava::Outline::openapi(), ava::routes()),
        Family::Botbiz => (botbiz::Outline::openapi(), botbiz::routes()),
        Family::Elitbuzz => (elitbuzz::Outline::openapi(), elitbuzz::routes()),
        Family::Domo => (domo::Outline::openapi(), domo::routes()),
    };
    let (router, mut document) = OpenApiRouter::with_openapi(outline).merge(routes).split_for_parts();
    if repeats_safely(family) {
        idempotency::describe(&mut document, |failure| example(family, failure, ""));
    }
    description::describe_errors(&mut document, family);
    describe_limits(&mut document);
    (router, document)
}

/// Lets the family of an address say what went wrong there, whoever refused the request: the guard, the router, a handler.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let asked = Family::of(path).filter(|family| *family != Family::Buzzchat).map(|family| (family, path.to_owned()));
    let mut response = next.run(request).await;
    let Some((family, path)) = asked else { return response };
    let Some(failure) = response.extensions_mut().remove::<Failure>() else { return response };
    match render(family, &failure, &path) {
        Some(rendered) => retold(response, rendered, challenge(family, &path)),
        None => response,
    }
}

fn render(family: Family, failure: &Failure, path: &str) -> Option<Response> {
    match family {
        Family::Buzzchat => None,
        Family::Ava => Some(ava::render(failure)),
        Family::Botbiz => Some(botbiz::render(failure)),
        Family::Elitbuzz => Some(elitbuzz::render(failure)),
        Family::Domo => Some(domo::render(failure, path)),
    }
}

/// The body of what a family says, as an example.
fn example(family: Family, failure: &Failure, path: &str) -> Value {
    let value = match family {
        Family::Buzzchat => serde_json::to_value(failure.body()),
        Family::Ava => serde_json::to_value(ava::ErrorOut::new(failure)),
        Family::Botbiz => serde_json::to_value(botbiz::ErrorOut::new(failure)),
        Family::Elitbuzz => serde_json::to_value(elitbuzz::ErrorOut::of(failure)),
        Family::Domo => serde_json::to_value(domo::ErrorOut::new(failure, path, domo::TOE.to_owned())),
    };
    value.unwrap_or_default()
}

/// The way in to which a client without a key is pointed.
fn challenge(family: Family, path: &str) -> HeaderValue {
    let is_basic = family == Family::Elitbuzz || path == TOKEN;
    HeaderValue::from_static(if is_basic { "Basic realm=\"API\"" } else { "Bearer" })
}

/// Another body for the same answer; its other headers stay.
fn retold(old: Response, new: Response, challenge: HeaderValue) -> Response {
    let (old, (mut parts, body)) = (old.into_parts().0, new.into_parts());
    let mut headers: HeaderMap = old.headers;
    headers.remove(header::CONTENT_LENGTH);
    headers.extend(parts.headers);
    if parts.status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    parts.headers = headers;
    Response::from_parts(parts, body)
}

#[cfg(test)]
mod tests;
