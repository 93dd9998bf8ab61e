//! Flows: defined on the command line, run by triggers.

use super::{Elitbuzz, PHONE, refused, refused_as_wrong, success};
use crate::command_line::{run, text};
use crate::server::{Answer, eventually, read};
use buzzchat_relay::messaging::{Channel, Flow, Person};
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

impl Elitbuzz {
    async fn define(&self, key: &str, steps: Value) {
        let flow = json!({ "key": key, "name": "Welcome", "steps": steps }).to_string();
        self.server.app.hub().store().set_flow("default", &Flow::read(&flow).unwrap()).await.unwrap();
    }

    /// Triggers by version 1: everything is in the query.
    async fn trigger(&self, key: &str, query: &str) -> Answer {
        let request = self.server.request(Method::POST, &self.place(&format!("/flow/{key}?{query}")));
        read(request.header(AUTHORIZATION, format!("Basic {}", self.key))).await
    }

    async fn trigger_by_body(&self, version: &str, key: &str, body: &Value) -> Answer {
        self.post(&format!("/bot-api/{version}{}/flow/{key}", self.bot), body).await
    }

    async fn said(&self) -> Vec<String> {
        let conversation = self.get("/channel-user/919565428256/conversations").await;
        let lines = conversation.body["conversations"].as_array().cloned().unwrap_or_default();
        lines.iter().map(|line| line["response"].as_str().unwrap().to_owned()).collect()
    }

    async fn person(&self) -> Option<Person> {
        self.server.app.hub().store().person_at("default", Channel::Whatsapp, PHONE).await.unwrap()
    }

    async fn noted(&self, name: &str) -> Option<String> {
        let person = self.person().await?;
        let noted = self.server.app.hub().store().attributes(&person.id).await.unwrap();
        noted.into_iter().find(|(noted, _)| noted == name).map(|(_, value)| value)
    }
}

#[tokio::test]
async fn every_version_runs_a_flow_for_a_user_it_makes_and_keeps_the_attributes() {
    let elitbuzz = Elitbuzz::start().await;
    elitbuzz
        .define(
            "welcome",
            json!([
                { "type": "text", "text": "Hello {{user.user_name}}, you are {{user_type}}{{nothing}}" },
                { "type": "set", "attribute": "stage", "value": "welcomed {{user_type}}" },
                { "type": "template", "name": "offer", "language": "en" },
            ]),
        )
        .await;
    let query = "user.channel=Whatsapp&user.phone_no=%2B919565428256&user_type=VIP&Channel=Whatsapp";
    let answer = elitbuzz.trigger("welcome", query).await;
    let made = success(&answer);
    let person = elitbuzz.person().await.unwrap();
    let shape = json!({
        "status": made["status"], "flowKey": "welcome", "userId": person.id, "channelUserId": "919565428256",
    });
    assert_eq!(*made, shape);
    assert_eq!(elitbuzz.said().await, ["Hello 919565428256, you are VIP", "offer"], "the number stands for the name");
    assert_eq!(elitbuzz.noted("stage").await.as_deref(), Some("welcomed VIP"));
    assert_eq!(elitbuzz.noted("Channel").await.as_deref(), Some("Whatsapp"));
    let body = json!({
        "user.channel": "whatsapp", "user.phone_no": "919565428256", "user.user_name": "Ann",
        "user_type": true, "total": 1.5,
    });
    for (version, said) in [("v2.0", 4), ("v3.0", 6)] {
        success(&elitbuzz.trigger_by_body(version, "welcome", &body).await);
        assert_eq!(elitbuzz.said().await[said - 2..], ["Hello Ann, you are true", "offer"]);
    }
    assert_eq!(elitbuzz.noted("total").await.as_deref(), Some("1.5"));
    let again = elitbuzz.trigger("welcome", "user.phone_no=+919565428256").await;
    assert_eq!(success(&again)["userId"], person.id);
    assert_eq!(elitbuzz.said().await[6], "Hello Ann, you are true", "what was known stays");
    let found = elitbuzz.get("/users?attribute_name=stage&attribute_value=welcomed%20true").await;
    assert_eq!(success(&found)["users"][0]["userName"], "Ann");
}

#[tokio::test]
async fn a_flow_goes_on_after_its_wait_also_over_a_restart_with_what_is_known_then() {
    let elitbuzz = Elitbuzz::start().await;
    elitbuzz
        .define(
            "wait",
            json!([
                { "type": "text", "text": "first" },
                { "type": "wait", "seconds": 1 },
                { "type": "set", "attribute": "stage", "value": "later" },
                { "type": "text", "text": "then {{mood}}" },
                { "type": "wait", "seconds": 1 },
                { "type": "text", "text": "last {{stage}}" },
            ]),
        )
        .await;
    success(&elitbuzz.trigger("wait", "user.phone_no=919565428256&mood=low").await);
    assert_eq!((elitbuzz.said().await, elitbuzz.noted("stage").await), (vec!["first".to_owned()], None));
    let person = elitbuzz.person().await.unwrap();
    let store = elitbuzz.server.app.hub().store();
    store.set_attributes(&person, &[("mood".to_owned(), "high".to_owned())]).await.unwrap();
    let elitbuzz = Elitbuzz { server: elitbuzz.server.restart().await, ..elitbuzz };
    eventually("it goes on to its end", async || elitbuzz.said().await == ["first", "then high", "last later"]).await;
    assert_eq!(elitbuzz.noted("stage").await.as_deref(), Some("later"));
    let store = elitbuzz.server.app.hub().store();
    assert!(store.due_flows(u64::MAX >> 1, 10).await.unwrap().is_empty(), "nothing is left of it");
}

#[tokio::test]
async fn a_flow_that_is_forgotten_says_no_more_and_one_that_cannot_go_on_ends() {
    let elitbuzz = Elitbuzz::start().await;
    let steps = json!([{ "type": "wait", "minutes": 1 }, { "type": "text", "text": "{{mood}}" }]);
    for key in ["gone", "empty"] {
        elitbuzz.define(key, steps.clone()).await;
        success(&elitbuzz.trigger(key, "user.phone_no=919565428256").await);
    }
    let store = elitbuzz.server.app.hub().store();
    let runs = store.due_flows(u64::MAX >> 1, 10).await.unwrap();
    assert_eq!(runs.iter().map(|run| run.flow.as_str()).collect::<Vec<_>>(), ["gone", "empty"]);
    assert!(store.delete_flow("default", "gone").await.unwrap());
    assert_eq!(store.due_flows(u64::MAX >> 1, 10).await.unwrap().len(), 1);
    refused(&elitbuzz.trigger("gone", "user.phone_no=919565428256").await, 404, 404, "NOT_FOUND");
    let now = elitbuzz.trigger("empty", "user.phone_no=919565428256&mood=fine").await;
    assert_eq!(success(&now)["flowKey"], "empty");
    assert_eq!(elitbuzz.said().await, [""; 0]);
}

#[tokio::test]
async fn what_is_wrong_with_a_trigger_is_said_and_nobody_is_made() {
    let elitbuzz = Elitbuzz::start().await;
    elitbuzz.define("hello", json!([{ "type": "text", "text": "{{words}}" }])).await;
    for query in [
        "",
        "user.phone_no=",
        "user.phone_no=nobody",
        "user.phone_no=9178921978038123",
        "user.phone_no=919565428256&user.channel=rcs",
        "user.phone_no=919565428256&words=a&words=b",
        "user.phone_no=919565428256",
        "user.phone_no=919565428256&=x",
    ] {
        refused_as_wrong(&elitbuzz.trigger("hello", query).await);
    }
    let phone = "user.phone_no";
    for body in [
        json!({}),
        json!({ phone: "919565428256", "words": { "a": 1 } }),
        json!({ phone: "919565428256", "words": null }),
        json!({ phone: "919565428256", "words": "x".repeat(4_097) }),
        json!([phone, "919565428256"]),
    ] {
        refused_as_wrong(&elitbuzz.trigger_by_body("v2.0", "hello", &body).await);
    }
    let details = refused_as_wrong(&elitbuzz.trigger("hello", "words=a").await).to_owned();
    assert_eq!(details, "Missing required parameter: user.phone_no");
    for key in ["none", "HELLO", "%00", "a'b"] {
        let answer = elitbuzz.trigger(key, "user.phone_no=919565428256&words=a").await;
        assert_eq!(refused(&answer, 404, 404, "NOT_FOUND"), "There is no such flow", "{key}");
    }
    assert!(elitbuzz.person().await.is_none());
    success(&elitbuzz.trigger_by_body("v2.0", "hello", &json!({ phone: 919_565_428_256_u64, "words": "hi" })).await);
}

#[tokio::test]
async fn the_same_user_triggered_many_times_at_once_is_one_user() {
    let elitbuzz = Elitbuzz::start().await;
    elitbuzz.define("hello", json!([{ "type": "text", "text": "{{n}}" }])).await;
    let trigger = async |n: u64| {
        let query = format!("user.phone_no=919565428256&n={n}");
        success(&elitbuzz.trigger("hello", &query).await)["userId"].as_str().unwrap().to_owned()
    };
    let (a, b, c, d) = tokio::join!(trigger(1), trigger(2), trigger(3), trigger(4));
    assert!([&b, &c, &d].into_iter().all(|id| *id == a));
    let mut said = elitbuzz.said().await;
    said.sort();
    assert_eq!(said, ["1", "2", "3", "4"]);
}

#[tokio::test]
async fn flows_are_defined_on_the_command_line_while_the_server_runs() {
    let elitbuzz = Elitbuzz::start().await;
    let data = elitbuzz.server.data();
    let file = data.join("flow.json");
    let flow = json!({ "key": "hello", "name": "Hello", "steps": [{ "type": "text", "text": "Hello!" }] });
    std::fs::write(&file, flow.to_string()).unwrap();
    let named = file.to_str().unwrap();
    assert!(text(&run(data, &["flow", "list"]).await).contains("No flow is defined"));
    assert!(text(&run(data, &["flow", "set", named]).await).contains("/flow/hello"));
    success(&elitbuzz.trigger("hello", "user.phone_no=919565428256").await);
    assert!(text(&run(data, &["flow", "list"]).await).contains("hello  1 steps  Hello"));
    let shown = text(&run(data, &["flow", "show", "hello"]).await);
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), flow);
    std::fs::write(&file, flow.to_string().replace("Hello!", " ")).unwrap();
    let bad = run(data, &["flow", "set", named]).await;
    let complaint = String::from_utf8_lossy(&bad.stderr).into_owned();
    assert!(!bad.status.success() && complaint.contains("step 1: text must not be empty"), "{complaint}");
    assert!(text(&run(data, &["flow", "remove", "hello"]).await).contains("forgotten"));
    for words in [["flow", "remove", "hello"], ["flow", "show", "hello"], ["flow", "set", "/nowhere/flow.json"]] {
        assert!(!run(data, &words).await.status.success(), "{words:?}");
    }
    refused(&elitbuzz.trigger("hello", "user.phone_no=919565428256").await, 404, 404, "NOT_FOUND");
}

/// Text that no database makes shorter.
fn long_text(characters: u32) -> String {
    let letter = |number: u32| char::from(b'a' + (number.wrapping_mul(2_654_435_761) >> 24) as u8 % 26);
    (0..characters).map(letter).collect()
}

#[tokio::test]
async fn an_attribute_may_be_long_is_found_by_all_of_it_and_holds_no_flow_up() {
    let elitbuzz = Elitbuzz::start().await;
    let grow = json!([
        { "type": "wait", "seconds": 1 },
        { "type": "set", "attribute": "note", "value": "{{note}}{{note}}" },
        { "type": "text", "text": "Noted" },
    ]);
    elitbuzz.define("grow", grow).await;
    let long = long_text(4_096);
    let body = json!({ "user.channel": "whatsapp", "user.phone_no": PHONE, "note": long });
    success(&elitbuzz.trigger_by_body("v2.0", "grow", &body).await);
    let found = async |value: &str| {
        let answer = elitbuzz.get(&format!("/users?attribute_name=note&attribute_value={value}")).await;
        success(&answer)["total"].as_u64().unwrap()
    };
    assert_eq!((found(&long).await, found(&long[..4_095]).await), (1, 0));
    eventually("the flow goes on", async || elitbuzz.said().await == ["Noted"]).await;
    assert_eq!(elitbuzz.noted("note").await.as_deref(), Some(&*long), "no longer than an attribute can be");
}
