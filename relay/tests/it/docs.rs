//! The reference at `/docs`: it comes out of the binary whole, and knows no other place.

use crate::server::Server;
use reqwest::Method;
use reqwest::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};

#[tokio::test]
async fn the_reference_is_served_whole_under_a_strict_policy() {
    let server = Server::start().await;
    let cases = [
        ("/docs", "text/html; charset=utf-8"),
        ("/docs/docs.css", "text/css; charset=utf-8"),
        ("/docs/swagger-ui.css", "text/css"),
        ("/docs/swagger-ui-bundle.js", "text/javascript"),
        ("/docs/swagger-ui-standalone-preset.js", "text/javascript"),
        ("/docs/swagger-initializer.js", "text/javascript"),
        ("/docs/favicon-32x32.png", "image/png"),
    ];
    for (path, kind) in cases {
        let response = server.request(Method::GET, path).send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()[CONTENT_TYPE]),
            (200, &kind.parse().unwrap()),
            "{path}"
        );
        assert_eq!(response.headers()[CACHE_CONTROL], "no-cache", "{path}");
        assert_ne!(response.url().path(), "/docs", "the page's relative addresses need the slash");
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        for part in ["default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn it_lists_our_descriptions_and_asks_nobody_else() {
    let server = Server::start().await;
    let settings = server.request(Method::GET, "/docs/swagger-initializer.js").send().await.unwrap();
    let settings = settings.text().await.unwrap();
    assert!(settings.contains("\"/openapi.json\"") && settings.contains("\"BuzzChat API\""), "{settings}");
    for family in ["ava", "botbiz", "elitbuzz", "domo"] {
        assert!(settings.contains(&format!("\"/openapi/{family}.json\"")), "{settings}");
    }
    assert!(settings.contains("\"validatorUrl\": \"none\""), "{settings}");
    assert!(!settings.contains("http"), "no other place is named: {settings}");
    for path in ["/docs/index.html", "/docs/none.js", "/docs/..%2fopenapi.json", "/docs/a/b"] {
        server.get(path).await.error(404, "NOT_FOUND");
    }
    let rebound = server.request(Method::GET, "/docs/").header(HOST, "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), 403);
}
