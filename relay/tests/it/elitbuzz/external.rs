//! A template to everybody in a file.

use super::{Elitbuzz, OTHER, PHONE, refused, success};
use crate::server::{Answer, eventually, read};
use buzzchat_relay::messaging::{Channel, Kind, LineState, TEMPLATE};
use buzzchat_relay::scopes::Scopes;
use buzzchat_relay::store::{LineSettings, OwnTerms};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

const FILE: &str = "user.phone_number,user.attribute_0,user.attribute_1\n\
                    + 919565428256,Ann,\"2 of \"\"X\"\", 12\"\n\
                    +14155552671,Bob,3\n";

/// Parts as curl's `-F` sends them.
fn form(parts: &[(&str, &str)]) -> String {
    let part = |(name, text): &(&str, &str)| {
        let file = if *name == "target_audience" { "; filename=\"list.csv\"\r\nContent-Type: text/csv" } else { "" };
        format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n")
    };
    parts.iter().map(part).collect::<String>() + "--limit--\r\n"
}

fn template() -> Value {
    json!({
        "name": "order_update",
        "components": [{
            "type": "body",
            "parameters": [
                { "type": "text", "text": "user.attribute_0" },
                { "type": "text", "text": "order: {{user.attribute_1}}" },
            ],
        }],
        "language": { "code": "en", "policy": "deterministic" },
        "namespace": "eda639f0_956a_448a_8529_7a171538385e",
    })
}

impl Elitbuzz {
    async fn upload_at(&self, address: &str, kind: &str, body: String) -> Answer {
        let request = self.server.request(Method::POST, address).header(CONTENT_TYPE, kind).body(body);
        read(request.header(AUTHORIZATION, format!("Basic {}", self.key))).await
    }

    fn external(&self) -> String {
        format!("/whatsapp-api/v1.0{}/external/broadcast?broadcast_id=Orders", self.bot)
    }

    async fn upload(&self, parts: &[(&str, &str)]) -> Answer {
        self.upload_at(&self.external(), "multipart/form-data; boundary=limit", form(parts)).await
    }
}

#[tokio::test]
async fn everybody_in_the_file_gets_the_template_with_their_own_values() {
    let elitbuzz = Elitbuzz::start().await;
    let bare = template().to_string();
    let wrapped = json!({ "phoneNumber": "user.phone_number", "payload": template() }).to_string();
    for payload in [bare, wrapped] {
        let parts = [("target_audience", FILE), ("template_payload", &payload), ("else", "is not read")];
        let answer = elitbuzz.upload(&parts).await;
        let made = success(&answer);
        assert_eq!((&made["broadcastTitle"], &made["counts"]["total"]), (&json!("Orders"), &json!(2)));
        let id = made["broadcastId"].as_str().unwrap();
        eventually("the sandbox delivers it", async || {
            elitbuzz.get(&format!("/broadcast/{id}")).await.body["counts"]["delivered"] == 2
        })
        .await;
        let store = elitbuzz.server.app.hub().store();
        for (at, phone, first, second) in [(0, PHONE, "Ann", "order: 2 of \"X\", 12"), (1, OTHER, "Bob", "order: 3")] {
            let message = made["recipients"][at]["messageId"].as_str().unwrap();
            let message = store.message("default", message).await.unwrap().unwrap();
            assert_eq!((message.address.as_str(), message.content.kind), (phone, Kind::Template));
            let parameters = [first, second].map(|text| json!({ "type": "text", "text": text }));
            let taken = json!({
                "name": "order_update", "language": { "code": "en" },
                "components": [{ "type": "body", "parameters": parameters }],
            });
            assert_eq!(message.content.extra[TEMPLATE], taken);
        }
    }
}

#[tokio::test]
async fn each_documented_code_is_told_and_nobody_gets_anything() {
    let elitbuzz = Elitbuzz::start().await;
    let good = template().to_string();
    let with = async |file: &str, payload: &str| {
        elitbuzz.upload(&[("target_audience", file), ("template_payload", payload)]).await
    };
    for (payload, why) in [
        ("no JSON", "not valid JSON"),
        ("[]", ""),
        ("{\"name\": \"a\"}", "language"),
        ("{\"name\": \" \", \"language\": {\"code\": \"en\"}}", "name of the template"),
        ("{\"name\": \"a\", \"language\": {\"code\": \"en\"}, \"more\": 1}", "more"),
        (&format!("{{\"name\": \"{}\"}}", "x".repeat(9_000)), "8192 bytes"),
    ] {
        let answer = with(FILE, payload).await;
        assert!(refused(&answer, 400, 2000, "FAILURE").contains(why), "{answer:?}");
    }
    for (file, why) in [
        ("", "no column user.phone_number"),
        ("user.phone_number\n", "names nobody"),
        ("user.phone_number,user.attribute_0\n919565428256,Ann\n", "user.attribute_1"),
        ("user.phone_number,user.attribute_0,user.attribute_1\n919565428256,Ann,\n", "Line 2 has nothing"),
        ("user.phone_number,user.attribute_0,user.attribute_1\n919565428256,Ann,1\nnobody,Bob,2\n", "Line 3"),
        ("%PDF-1.4", "%PDF-1.4"),
        ("user.phone_number,city\n919565428256,Pune\n", "\"city\""),
    ] {
        let answer = with(file, &good).await;
        assert!(refused(&answer, 400, 2005, "INVALID_FILE_FORMAT").contains(why), "{answer:?}");
    }
    let missing = elitbuzz.upload(&[("template_payload", &good)]).await;
    assert!(refused(&missing, 400, 2006, "FILE_UPLOAD_FAILED").contains("target_audience"));
    let missing = elitbuzz.upload(&[("target_audience", FILE)]).await;
    assert!(refused(&missing, 400, 2006, "FILE_UPLOAD_FAILED").contains("template_payload"));
    let twice =
        elitbuzz.upload(&[("target_audience", FILE), ("target_audience", FILE), ("template_payload", &good)]).await;
    refused(&twice, 400, 2006, "FILE_UPLOAD_FAILED");
    let large = format!("{FILE}{}", "+14155552671,Bob,3\n".repeat(120_000));
    refused(&with(&large, &good).await, 413, 2006, "FILE_UPLOAD_FAILED");
    let kind = "multipart/form-data; boundary=limit";
    let torn = form(&[("target_audience", FILE)]).replace("--limit--\r\n", "");
    refused(&elitbuzz.upload_at(&elitbuzz.external(), kind, torn).await, 400, 2006, "FILE_UPLOAD_FAILED");
    let json = elitbuzz.upload_at(&elitbuzz.external(), "application/json", good.clone()).await;
    refused(&json, 415, 2006, "FILE_UPLOAD_FAILED");
    let unknown = elitbuzz.external().replace("/customer/", "/customer/9");
    let parts = form(&[("target_audience", FILE), ("template_payload", &good)]);
    let unknown = elitbuzz.upload_at(&unknown, kind, parts.clone()).await;
    refused(&unknown, 400, 2003, "BOT_NOT_FOUND");
    let nameless = elitbuzz.external().replace("?broadcast_id=Orders", "");
    let nameless = elitbuzz.upload_at(&nameless, kind, parts.clone()).await;
    assert_eq!(refused(&nameless, 400, 2000, "FAILURE"), "Missing required parameter: broadcast_id");
    let stranger = elitbuzz.server.request(Method::POST, &elitbuzz.external().replace("?broadcast_id=Orders", ""));
    refused(&read(stranger).await, 401, 401, "UNAUTHORIZED");
    let blank = elitbuzz.external().replace("=Orders", "=");
    refused(&elitbuzz.upload_at(&blank, kind, parts).await, 400, 2000, "FAILURE");
    let store = elitbuzz.server.app.hub().store();
    assert!(store.person_at("default", Channel::Whatsapp, OTHER).await.unwrap().is_none());
}

/// 2004, which the platform has for an account that was not set up.
#[tokio::test]
async fn an_account_that_cannot_send_has_a_code_of_its_own() {
    let elitbuzz = Elitbuzz::start().await;
    let mut line = elitbuzz.line(Channel::Imessage).await;
    line.id = "wha_new".into();
    (line.channel, line.state) = (Channel::Whatsapp, LineState::Pending);
    elitbuzz.server.app.hub().store().add_line(&line, &LineSettings::new()).await.unwrap();
    let payload = template().to_string();
    let answer = elitbuzz.upload(&[("target_audience", FILE), ("template_payload", &payload)]).await;
    assert!(refused(&answer, 400, 2004, "API_KEY_NOT_FOUND").contains("wha_new"));
}

#[tokio::test]
async fn a_key_that_only_reads_uploads_nothing() {
    let mut elitbuzz = Elitbuzz::start().await;
    let terms = OwnTerms { scopes: Some(Scopes::parse("read").unwrap()), ..OwnTerms::default() };
    let family = buzzchat_relay::family::Family::Elitbuzz;
    (_, elitbuzz.key) = elitbuzz.server.family_key("default", family, terms).await;
    let payload = template().to_string();
    let answer = elitbuzz.upload(&[("target_audience", FILE), ("template_payload", &payload)]).await;
    refused(&answer, 403, 403, "FORBIDDEN");
}
