//! What every request passes before it reaches a handler, and every response on its way out.

use crate::app::App;
use crate::auth;
use crate::error::Failure;
use crate::families::speak;
use crate::family::Family;
use crate::observe::observe;
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::timeout;
use tower_http::catch_panic::CatchPanicLayer;

/// Longer than a device is waited for, with its coming back.
const REQUEST_TIME: Duration = Duration::from_secs(30);
/// The extension's way in; it checks for itself who comes.
const LINK: &str = "/link";
/// The names of this computer.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// What a proxy says of whom it speaks for.
const FORWARDED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// The host names under which this server answers. A page that points its own name at a loopback address (DNS
/// rebinding) does not get past this.
#[derive(Clone, Debug)]
pub struct Hosts(BTreeSet<String>);

impl Hosts {
    /// The loopback names, the address listened on, and what the operator adds.
    #[must_use]
    pub fn new(listen: SocketAddr, allowed: &[String]) -> Self {
        let mut hosts: BTreeSet<_> = LOOPBACK.map(String::from).into();
        if !listen.ip().is_unspecified() {
            hosts.insert(host_of(&listen.to_string()).to_owned());
        }
        hosts.extend(allowed.iter().map(|host| host_of(host).to_ascii_lowercase()));
        Self(hosts)
    }

    /// Every name.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Every web origin whose pages are ours: these names, whatever the port.
    pub(crate) fn origins(&self) -> impl Iterator<Item = String> {
        self.names().flat_map(|name| ["http", "https"].map(|scheme| format!("{scheme}://{name}:*")))
    }

    /// Whether the request is from no page, or from one of ours.
    fn allow_origin(&self, headers: &HeaderMap) -> bool {
        let mut named = headers.get_all(header::ORIGIN).iter();
        let Some(origin) = named.next() else { return true };
        let authority = origin
            .to_str()
            .ok()
            .and_then(|origin| origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")));
        named.next().is_none()
            && authority.is_some_and(|authority| self.0.contains(&host_of(authority).to_ascii_lowercase()))
    }

    fn contain(&self, headers: &HeaderMap) -> bool {
        let mut named = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (named.next(), named.next()) else { return false };
        host.to_str().is_ok_and(|host| self.0.contains(&host_of(host).to_ascii_lowercase()))
    }
}

/// Where a request came to: the scheme and the host by which its client knows this server. The relay itself speaks http, on
/// a port that nobody leaves out; whoever came otherwise came through a proxy that encrypts.
pub(crate) fn called_address(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("host").unwrap_or_default();
    let told = text("x-forwarded-proto").filter(|scheme| ["http", "https"].contains(scheme));
    let scheme = told.unwrap_or(if host_of(host) == host { "https" } else { "http" });
    format!("{scheme}://{host}")
}

/// A host without its port; the brackets of an IPv6 address stay.
fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !is_bare_v6(host) => host,
        _ => authority,
    }
}

fn is_bare_v6(host: &str) -> bool {
    host.contains(':') && !host.ends_with(']')
}

/// Puts the guard around a router: whatever happens inside, the answer has the shape of
/// the address's API, and the headers.
pub(crate) fn guarded(router: Router, app: App) -> Router {
    router
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn(async |request, next| within(REQUEST_TIME, request, next).await))
        .layer(from_fn_with_state(app.clone(), auth::meter))
        .layer(from_fn_with_state(app.clone(), check_host))
        .layer(from_fn(speak))
        .layer(from_fn_with_state(app, add_headers))
        .layer(from_fn(observe))
}

async fn check_host(State(app): State<App>, request: Request, next: Next) -> Response {
    let (hosts, headers) = (app.hosts(), request.headers());
    if !hosts.contain(headers) {
        Failure::Forbidden("This server does not answer under this host name").into_response()
    } else if request.uri().path() != LINK && !hosts.allow_origin(headers) {
        Failure::Forbidden("This server does not answer to pages of other sites").into_response()
    } else {
        next.run(request).await
    }
}

/// A request that takes longer than anything we wait for has lost its way.
async fn within(time: Duration, request: Request, next: Next) -> Response {
    let answer = timeout(time, next.run(request)).await;
    answer.unwrap_or_else(|_| Failure::Unavailable("The request took too long and was given up".into()).into_response())
}

/// Whether a request comes from this computer itself, and through no proxy.
pub(crate) fn is_local(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).map(host_of);
    peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback())
        && host.is_some_and(|host| LOOPBACK.iter().any(|name| host.eq_ignore_ascii_case(name)))
        && FORWARDED.iter().all(|name| !request.headers().contains_key(*name))
}

/// Where the caller reached this server, without a slash at the end. A proxy in front of it says so where that was by TLS.
pub(crate) fn own_address(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let is_secure = text("x-forwarded-proto").is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
    // Nobody gets this far under a name that is not the server's.
    let host = text(header::HOST.as_str()).unwrap_or(LOOPBACK[0]);
    format!("{}://{host}", if is_secure { "https" } else { "http" })
}

/// The panic's own message has gone to standard error, where the operator looks.
fn answer_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    Failure::Internal.into_response()
}

async fn add_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let api_client = Family::of(request.uri().path()).map(|_| auth::client(&request));
    let mut response = next.run(request).await;
    if let Some(client) = api_client {
        response = auth::describe_refusals(&app, client, response);
    }
    let unless_set = |headers: &mut HeaderMap, name: HeaderName, value| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    let headers = response.headers_mut();
    unless_set(headers, header::CACHE_CONTROL, "no-store");
    // A key may stand in the address.
    unless_set(headers, header::REFERRER_POLICY, "no-referrer");
    unless_set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

#[cfg(test)]
mod tests {
    use super::{Hosts, called_address, guarded, host_of, within};
    use crate::app::App;
    use crate::config::Patience;
    use crate::store::Store;
    use crate::workspace::Hub;
    use axum::Router;
    use axum::http::HeaderMap;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use serde_json::{Value, json};
    use std::time::Duration;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn a_panic_is_answered_in_the_envelope_and_the_next_request_is_served() {
        crate::tls::install();
        let folder = tempfile::TempDir::new().unwrap();
        let hub = Hub::new(Store::open(folder.path(), None).await.unwrap(), Patience::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().route("/panics", get(async || -> () { panic!("a handler panics") }));
        let router = guarded(routes, App::new(hub, Hosts::new(address, &[])));
        tokio::spawn(async { axum::serve(listener, router).await });
        for _ in 0..2 {
            let response = reqwest::get(format!("http://{address}/panics")).await.unwrap();
            assert_eq!(
                (response.status().as_u16(), &response.headers()["cache-control"]),
                (500, &"no-store".parse().unwrap())
            );
            let error = json!({ "code": "INTERNAL_ERROR", "message": "Something went wrong on the server" });
            assert_eq!(response.json::<Value>().await.unwrap(), json!({ "success": false, "error": error }));
        }
    }

    #[tokio::test]
    async fn a_request_that_takes_too_long_is_given_up_in_the_envelope() {
        crate::tls::install();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limit = from_fn(async |request, next| within(Duration::from_millis(20), request, next).await);
        let router = Router::new().route("/waits", get(std::future::pending::<()>)).layer(limit);
        tokio::spawn(async { axum::serve(listener, router).await });
        let response = reqwest::get(format!("http://{address}/waits")).await.unwrap();
        assert_eq!(response.status(), 503);
        assert_eq!(response.json::<Value>().await.unwrap()["error"]["code"], "SERVICE_UNAVAILABLE");
    }

    #[test]
    fn an_address_is_the_one_its_client_called() {
        let called = |named: &[(&str, &str)]| {
            let header = |(name, value): &(&str, &str)| (name.parse().unwrap(), value.parse().unwrap());
            called_address(&named.iter().map(header).collect::<HeaderMap>())
        };
        assert_eq!(called(&[("host", "127.0.0.1:4117")]), "http://127.0.0.1:4117");
        assert_eq!(called(&[("host", "relay.example")]), "https://relay.example");
        assert_eq!(called(&[("host", "[::1]")]), "https://[::1]");
        let proxied = |scheme| called(&[("host", "relay.example:8443"), ("x-forwarded-proto", scheme)]);
        assert_eq!(
            (proxied("https"), proxied("x")),
            ("https://relay.example:8443".into(), "http://relay.example:8443".into())
        );
    }

    #[test]
    fn a_host_loses_its_port_and_nothing_else() {
        let cases = [
            ("localhost", "localhost"),
            ("localhost:4117", "localhost"),
            ("[::1]:80", "[::1]"),
            ("[::1]", "[::1]"),
            ("::1", "::1"),
            ("evil.example:x", "evil.example:x"),
        ];
        for (authority, host) in cases {
            assert_eq!(host_of(authority), host);
        }
    }
}
