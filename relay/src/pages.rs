//! The pages that travel inside the binary. They are served as they are; nothing is filled in.

use crate::app::App;
use crate::error::Failure;
use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use include_dir::{Dir, include_dir};

static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../www/demo");

/// Everything comes from this server, and nothing is written into the page itself.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; base-uri 'none'; \
                      frame-ancestors 'self'";

/// The demo stream: one page, whatever the channel.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/demo", get(demo_page))
        .route("/demo/{channel}", get(demo_page))
        .route("/demo/assets/{file}", get(demo_file))
}

async fn demo_page() -> Result<Response, Failure> {
    serve(&DEMO, "index.html")
}

async fn demo_file(file: Result<Path<String>, PathRejection>) -> Result<Response, Failure> {
    serve(&DEMO, file.as_deref().map_or("", String::as_str))
}

fn serve(pages: &'static Dir<'_>, name: &str) -> Result<Response, Failure> {
    let file = pages.get_file(name).ok_or_else(|| Failure::NotFound("There is no such page".into()))?;
    let headers = [
        (header::CONTENT_TYPE, content_type(name)),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // A newer relay may bring newer pages under the same names.
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, file.contents()).into_response())
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("csv") => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}
