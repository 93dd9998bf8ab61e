//! The pages in the binary.

use crate::server::Server;
use reqwest::Method;
use reqwest::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

#[tokio::test]
async fn the_demo_is_served_with_a_strict_policy() {
    let server = Server::start().await;
    let cases = [
        ("/demo", "text/html; charset=utf-8"),
        ("/demo/any-channel", "text/html; charset=utf-8"),
        ("/demo/assets/demo.js", "text/javascript; charset=utf-8"),
        ("/demo/assets/demo.css", "text/css; charset=utf-8"),
        ("/demo/assets/show.json", "application/json"),
    ];
    for (path, kind) in cases {
        let response = server.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()[CONTENT_TYPE], kind, "{path}");
        assert_eq!(response.headers()[CACHE_CONTROL], "no-cache", "{path}");
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        for part in ["default-src 'self'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'self'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!response.bytes().await.unwrap().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn lab_and_dashboard_stand_beside_what_they_share_with_the_extension() {
    let server = Server::start().await;
    for (path, kind) in [
        ("/lab", "text/html; charset=utf-8"),
        ("/lab/", "text/html; charset=utf-8"),
        ("/app", "text/html; charset=utf-8"),
        ("/app/", "text/html; charset=utf-8"),
        ("/app/app.js", "text/javascript; charset=utf-8"),
        ("/app/app.css", "text/css; charset=utf-8"),
        ("/lab/lab.js", "text/javascript; charset=utf-8"),
        ("/lab/show.csv", "text/csv; charset=utf-8"),
        ("/ui/fields.js", "text/javascript; charset=utf-8"),
        ("/ui/vendor/htm-preact.js", "text/javascript; charset=utf-8"),
        ("/_locales/en/messages.json", "application/json"),
        ("/_locales/es/messages.json", "application/json"),
    ] {
        let response = server.request(Method::GET, path).send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()[CONTENT_TYPE]),
            (200, &kind.parse().unwrap()),
            "{path}"
        );
        assert!(!["/lab", "/app"].contains(&response.url().path()), "the page's relative addresses need the slash");
    }
}

#[tokio::test]
async fn only_files_of_the_pages_are_served() {
    let server = Server::start().await;
    for path in [
        "/demo/assets/none.js",
        "/demo/assets/..%2f..%2fCargo.toml",
        "/demo/assets/%2e%2e",
        "/demo/a/b",
        "/verify/a",
        "/verify/assets/none.js",
        "/lab/none.js",
        "/lab/a/b",
        "/ui/..%2fpopup%2fapp.js",
        "/ui/none/a.js",
    ] {
        let response = server.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn the_verifier_may_run_the_core_and_nothing_else() {
    let server = Server::start().await;
    for (path, kind) in [
        ("/verify", "text/html; charset=utf-8"),
        ("/verify/assets/verify.js", "text/javascript; charset=utf-8"),
        ("/verify/assets/verify.css", "text/css; charset=utf-8"),
    ] {
        let response = server.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()[CONTENT_TYPE], kind, "{path}");
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{path}: {policy}");
    }
}

/// Whether there is one depends on what was built before the relay.
#[tokio::test]
async fn the_core_is_served_or_said_to_be_missing() {
    let server = Server::start().await;
    for (path, kind) in
        [("/pkg/buzzchat.js", "text/javascript; charset=utf-8"), ("/pkg/buzzchat_bg.wasm", "application/wasm")]
    {
        let response = server.request(Method::GET, path).send().await.unwrap();
        match response.status().as_u16() {
            200 => assert_eq!(response.headers()[CONTENT_TYPE], kind),
            status => {
                let text = response.text().await.unwrap();
                assert!(status == 503 && text.contains("./build.sh dist"), "{status} {text}");
            }
        }
    }
    let status = server.request(Method::GET, "/pkg/..%2fCargo.toml").send().await.unwrap().status();
    assert!(matches!(status.as_u16(), 404 | 503), "{status}");
}
