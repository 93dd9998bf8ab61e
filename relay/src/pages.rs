//! The pages that travel inside the binary, and the core they run. They are served as they are; nothing is filled in.

use crate::app::App;
use crate::error::Failure;
use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use include_dir::{Dir, include_dir};

/// A folder of `www/`: its `index.html` at `/NAME`, its other files at `/NAME/assets/FILE`.
struct Page {
    /// Where the page is.
    at: &'static str,
    /// Where its files are.
    assets: &'static str,
    /// Addresses below it that are the page too: what follows is for its scripts to read.
    below: Option<&'static str>,
    files: Dir<'static>,
    policy: &'static str,
}

static PAGES: [Page; 4] = [
    Page {
        at: "/demo",
        assets: "/demo/assets/{file}",
        below: Some("/demo/{channel}"),
        files: include_dir!("$CARGO_MANIFEST_DIR/../www/demo"),
        policy: POLICY,
    },
    Page {
        at: "/verify",
        assets: "/verify/assets/{file}",
        below: None,
        files: include_dir!("$CARGO_MANIFEST_DIR/../www/verify"),
        policy: CORE_POLICY,
    },
    // The addresses in it are relative, as in every page that shares files with the extension.
    Page {
        at: "/app/",
        assets: "/app/{file}",
        below: None,
        files: include_dir!("$CARGO_MANIFEST_DIR/../www/app"),
        policy: POLICY,
    },
    // Its addresses are relative, because the extension has the same page.
    Page {
        at: "/lab/",
        assets: "/lab/{file}",
        below: None,
        files: include_dir!("$CARGO_MANIFEST_DIR/../www/lab"),
        policy: CORE_POLICY,
    },
];

/// The core as the browser runs it; empty when it was not built before the relay.
static CORE: Dir<'_> = include_dir!("$OUT_DIR/pkg");

/// What the extension's pages are made of, for pages that are the extension's too.
static UI: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../extension/ui");

/// The words of the extension's pages, by language.
static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../_locales");

/// Everything comes from this server, and nothing is written into the page itself.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; base-uri 'none'; \
                      frame-ancestors 'self'";

/// The same for pages that run the core: without this word the browser compiles no WebAssembly.
const CORE_POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; \
                           script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; frame-ancestors 'self'";

/// Every page, and the core.
pub(crate) fn routes() -> Router<App> {
    let shared = Router::new()
        .route("/pkg/{file}", get(core_file))
        .route("/ui/{*file}", get(async |file: FileName| serve(&UI, name(&file), POLICY)))
        .route("/_locales/{*file}", get(async |file: FileName| serve(&LOCALES, name(&file), POLICY)))
        .route("/app", get(async || Redirect::temporary("/app/")))
        .route("/lab", get(async || Redirect::temporary("/lab/")));
    PAGES.iter().fold(shared, |router, page| {
        let index = get(async || serve(&page.files, "index.html", page.policy));
        let router = match page.below {
            Some(below) => router.route(below, index.clone()),
            None => router,
        };
        let asset = async |file: FileName| serve(&page.files, name(&file), page.policy);
        router.route(page.at, index).route(page.assets, get(asset))
    })
}

type FileName = Result<Path<String>, PathRejection>;

fn name(file: &FileName) -> &str {
    file.as_deref().map_or("", String::as_str)
}

async fn core_file(file: FileName) -> Result<Response, Failure> {
    if CORE.entries().is_empty() {
        return Err(Failure::Unavailable(
            "This relay was built without the browser core: run ./build.sh dist, then build the relay again".into(),
        ));
    }
    serve(&CORE, name(&file), CORE_POLICY)
}

fn serve(files: &'static Dir<'_>, name: &str, policy: &'static str) -> Result<Response, Failure> {
    let file = files.get_file(name).ok_or_else(|| Failure::NotFound("There is no such page".into()))?;
    let headers = [
        (header::CONTENT_TYPE, content_type(name)),
        (header::CONTENT_SECURITY_POLICY, policy),
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
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
