//! The description is what the handlers say, and the committed file is the description.

use crate::server::Server;
use buzzchat::protocol::{Settings, SettingsPatch};
use buzzchat_relay::family::Family;
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

#[test]
fn the_committed_files_of_the_families_are_current() {
    for family in Family::OTHERS {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../openapi/{}.yaml", family.name()));
        let yaml = buzzchat_relay::openapi::yaml_of(family);
        if std::env::var_os("UPDATE_OPENAPI").is_some() {
            std::fs::write(&file, &yaml).unwrap();
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(committed == yaml, "{} is out of date: run this test with UPDATE_OPENAPI=1", file.display());
    }
}

async fn description(server: &Server) -> Value {
    described(server, "/openapi.json").await
}

async fn described(server: &Server, place: &str) -> Value {
    server.request(Method::GET, place).send().await.unwrap().json().await.unwrap()
}

/// What every operation says of itself, by name.
fn operations(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

#[tokio::test]
async fn every_family_describes_its_own_addresses_and_what_may_go_wrong_there() {
    let server = Server::start().await;
    for family in Family::OTHERS {
        let place = format!("/openapi/{}", family.name());
        let document = described(&server, &format!("{place}.json")).await;
        let yaml = server.request(Method::GET, &format!("{place}.yaml")).send().await.unwrap().text().await.unwrap();
        assert_eq!(yaml, buzzchat_relay::openapi::yaml_of(family));
        for (name, operation) in operations(&document) {
            let (_, path) = name.split_once(' ').unwrap();
            assert_eq!(Family::of(path), Some(family), "{name}");
            let body = operation.get("requestBody").is_some();
            let needed =
                ["401", "403", "429", "500"].into_iter().chain(["400", "413", "415"].into_iter().filter(|_| body));
            for status in needed {
                let response = &operation["responses"][status];
                let content = &response["content"]["application/json"];
                assert_eq!(content["schema"]["$ref"], "#/components/schemas/ErrorOut", "{name} {status}");
                let shown = content["example"].is_object() || content["examples"].is_object();
                assert!(status == "400" || shown, "{name} {status}: {response}");
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                let headers = response["headers"].as_object().unwrap_or_else(|| panic!("{name} {status}"));
                assert!(headers.contains_key("X-RateLimit-Limit"), "{name} {status}");
            }
        }
    }
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
        "delete /api/v1/generator",
        "delete /api/v1/giveaway/entries",
        "delete /api/v1/keys/{keyId}",
        "delete /api/v1/lines/{lineId}",
        "delete /api/v1/webhooks/{webhookId}",
        "get /api/v1/accounts",
        "get /api/v1/analytics",
        "get /api/v1/analytics/days",
        "get /api/v1/analytics/faq-triggers",
        "get /api/v1/conversations",
        "get /api/v1/conversations/{conversationId}",
        "get /api/v1/conversations/{conversationId}/messages",
        "get /api/v1/devices",
        "get /api/v1/events",
        "get /api/v1/generator",
        "get /api/v1/giveaway",
        "get /api/v1/giveaway/draws",
        "get /api/v1/giveaway/entries",
        "get /api/v1/giveaway/proof",
        "get /api/v1/keys",
        "get /api/v1/lines",
        "get /api/v1/lines/{lineId}/qr",
        "get /api/v1/settings",
        "get /api/v1/webhooks",
        "get /api/v1/webhooks/{webhookId}",
        "get /api/v1/webhooks/{webhookId}/deliveries",
        "patch /api/v1/settings",
        "patch /api/v1/webhooks/{webhookId}",
        "post /api/v1/accounts/switch",
        "post /api/v1/conversations/{conversationId}/messages",
        "post /api/v1/direct-messages",
        "post /api/v1/giveaway/close",
        "post /api/v1/giveaway/open",
        "post /api/v1/giveaway/pick-winner",
        "post /api/v1/keys",
        "post /api/v1/lines",
        "post /api/v1/messages/send",
        "post /api/v1/sandbox/messages",
        "post /api/v1/sandbox/read",
        "post /api/v1/webhooks",
        "post /api/v1/webhooks/{webhookId}/deliveries/{eventId}/replay",
        "post /api/v1/webhooks/{webhookId}/rotate-secret",
        "post /api/v1/webhooks/{webhookId}/test",
        "put /api/v1/generator",
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
