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
async fn only_files_of_the_demo_are_served() {
    let server = Server::start().await;
    for path in ["/demo/assets/none.js", "/demo/assets/..%2f..%2fCargo.toml", "/demo/assets/%2e%2e", "/demo/a/b"] {
        let response = server.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
    }
}
