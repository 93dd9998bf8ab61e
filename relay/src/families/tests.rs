//! That each family says in its own shape what the frame around the handlers refuses: panics, bodies, lateness.

use crate::api::Body;
use crate::app::{App, KeyRules, Rules};
use crate::config::Patience;
use crate::error::Failure;
use crate::family::Family;
use crate::guard::{Hosts, guarded};
use crate::store::Store;
use crate::workspace::Hub;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// An address of each family, its shape of an error, and what it calls each status.
const PLACES: [(&str, Family); 4] = [
    ("/api/try", Family::Ava),
    ("/v1/whatsapp/try", Family::Botbiz),
    ("/bot-api/try", Family::Elitbuzz),
    ("/v1/buzz/try", Family::Domo),
];

/// The body that a family has for a status, with what only the server knows taken from what it said.
fn shape(family: Family, path: &str, (status, name, reason): (u16, [&str; 3], &str), said: &Value) -> Value {
    match family {
        Family::Buzzchat => {
            json!({ "success": false, "error": { "code": name[0], "message": said["error"]["message"] } })
        }
        Family::Ava => json!({ "success": false, "error": said["error"], "code": name[1] }),
        Family::Botbiz => {
            json!({ "error": { "code": name[2], "message": said["error"]["message"], "status": status } })
        }
        Family::Elitbuzz => {
            let desc = reason.to_uppercase().replace(' ', "_");
            json!({
                "status": { "code": status, "desc": desc },
                "error_code": status, "error_message": desc, "error_details": said["error_details"],
            })
        }
        Family::Domo => json!({
            "status": status, "statusReason": reason, "message": said["message"], "path": path, "toe": said["toe"],
        }),
    }
}

async fn serve() -> (String, TempDir) {
    crate::tls::install();
    let folder = TempDir::new().unwrap();
    let hub = Hub::new(Store::open(folder.path(), None).await.unwrap(), Patience::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let keys = KeyRules { refusals_per_minute: 1_000, ..KeyRules::default() };
    let app = App::with_rules(hub, Hosts::new(address, &[]), Rules { keys, ..Rules::default() });
    let router = PLACES.iter().fold(Router::new(), |router, (path, _)| {
        let panics = async || -> () { panic!("a handler panics") };
        let late = async || Err::<(), _>(Failure::Unavailable("It took too long".into()));
        let body = async |body: Body<Map<String, Value>>| body.required().map(drop);
        let names = router.route(path, post(body));
        names.route(&format!("{path}/panics"), post(panics)).route(&format!("{path}/late"), post(late))
    });
    let router = guarded(router.layer(DefaultBodyLimit::max(1_000)).with_state(app.clone()), app);
    tokio::spawn(async { axum::serve(listener, router).await });
    (format!("http://{address}"), folder)
}

#[tokio::test]
async fn whatever_goes_wrong_around_a_handler_has_its_family_s_shape() {
    let (url, _folder) = serve().await;
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(2_000));
    let json = "application/json";
    let names = |buzzchat, ava, botbiz| [buzzchat, ava, botbiz];
    let cases = [
        ("", "{", json, (400, names("", "invalid_request", "invalid_request"), "Bad Request")),
        ("", "", json, (400, names("", "invalid_request", "invalid_request"), "Bad Request")),
        (
            "",
            "{}",
            "text/plain",
            (415, names("", "unsupported_media_type", "invalid_request"), "Unsupported Media Type"),
        ),
        ("", &large, json, (413, names("", "payload_too_large", "invalid_request"), "Payload Too Large")),
        ("/panics", "", json, (500, names("", "internal_error", "server_error"), "Internal Server Error")),
        ("/late", "", json, (503, names("", "unavailable", "server_error"), "Service Unavailable")),
    ];
    let client = reqwest::Client::new();
    for (place, family) in PLACES {
        for (more, body, kind, expected) in &cases {
            let path = format!("{place}{more}");
            let request = client.post(format!("{url}{path}")).header("content-type", *kind).body((*body).to_owned());
            let response = request.send().await.unwrap();
            assert_eq!(response.status().as_u16(), expected.0, "{path}");
            assert!(response.headers().contains_key("x-ratelimit-limit"), "{path}");
            let said: Value = response.json().await.unwrap();
            assert_eq!(said, shape(family, &path, *expected, &said), "{path}");
        }
    }
}
