//! The description is what the handlers say, and the committed file is the description.

use crate::server::Server;
use buzzchat::protocol::{Settings, SettingsPatch};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::Path;

#[test]
fn the_committed_file_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi.yaml");
    let yaml = buzzchat_relay::openapi::yaml();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&file, &yaml).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == yaml, "openapi.yaml is out of date: run this test with UPDATE_OPENAPI=1");
}

async fn description(server: &Server) -> Value {
    server.request(Method::GET, "/openapi.json").send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn it_names_every_address_and_nothing_else() {
    let server = Server::start().await;
    let document = description(&server).await;
    let paths = document["paths"].as_object().unwrap();
    let mut named: Vec<_> = paths
        .iter()
        .flat_map(|(path, item)| item.as_object().unwrap().keys().map(move |m| format!("{m} {path}")))
        .collect();
    named.sort();
    let documented = [
        "delete /api/v1/giveaway/entries",
        "delete /api/v1/keys/{keyId}",
        "delete /api/v1/webhooks/{webhookId}",
        "get /api/v1/accounts",
        "get /api/v1/analytics",
        "get /api/v1/analytics/days",
        "get /api/v1/analytics/faq-triggers",
        "get /api/v1/devices",
        "get /api/v1/events",
        "get /api/v1/giveaway",
        "get /api/v1/giveaway/draws",
        "get /api/v1/giveaway/entries",
        "get /api/v1/giveaway/proof",
        "get /api/v1/keys",
        "get /api/v1/settings",
        "get /api/v1/webhooks",
        "get /api/v1/webhooks/{webhookId}",
        "get /api/v1/webhooks/{webhookId}/deliveries",
        "patch /api/v1/settings",
        "patch /api/v1/webhooks/{webhookId}",
        "post /api/v1/accounts/switch",
        "post /api/v1/giveaway/close",
        "post /api/v1/giveaway/open",
        "post /api/v1/giveaway/pick-winner",
        "post /api/v1/keys",
        "post /api/v1/messages/send",
        "post /api/v1/webhooks",
        "post /api/v1/webhooks/{webhookId}/deliveries/{eventId}/replay",
        "post /api/v1/webhooks/{webhookId}/rotate-secret",
        "post /api/v1/webhooks/{webhookId}/test",
    ];
    assert_eq!(named, documented);
    let schemes = &document["components"]["securitySchemes"];
    assert_eq!((&schemes["bearer"]["scheme"], &schemes["apiKey"]["name"]), (&json!("bearer"), &json!("api_key")));
    let yaml = server.request(Method::GET, "/openapi.yaml").send().await.unwrap().text().await.unwrap();
    assert_eq!(yaml, buzzchat_relay::openapi::yaml());
}

#[tokio::test]
async fn every_operation_describes_success_the_key_errors_and_the_limits() {
    let document = description(&Server::start().await).await;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("200") || responses.contains_key("201"), "{method} {path}");
            for status in ["401", "403", "429", "500"] {
                assert!(responses.contains_key(status), "{method} {path} {status}");
            }
            for (status, response) in responses {
                let headers = response["headers"].as_object().unwrap();
                let named = ["Limit", "Remaining", "Reset"]
                    .iter()
                    .all(|name| headers.contains_key(&format!("X-RateLimit-{name}")));
                assert!(named && headers.contains_key("Retry-After") == (status == "429"), "{method} {path} {status}");
            }
            let described =
                responses.values().all(|response| response["description"].as_str().is_some_and(|d| !d.is_empty()));
            assert!(described, "{method} {path}");
        }
    }
}

/// The settings' body is read by the core and only described here; this keeps the two together.
#[tokio::test]
async fn the_described_settings_are_those_the_core_takes() {
    let document = description(&Server::start().await).await;
    let described = document["components"]["schemas"]["SettingsIn"]["properties"].as_object().unwrap();
    let every = serde_json::to_value(SettingsPatch::from(Settings::default())).unwrap();
    let names =
        |object: &serde_json::Map<String, Value>| object.keys().cloned().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(names(described), names(every.as_object().unwrap()));
}
