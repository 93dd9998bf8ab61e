//! A broadcast over a real account: who wrote within a day gets it, and who did not stands in the result.

use super::{Cloud, PHONE};
use crate::families::bot;
use crate::server::{eventually, read};
use buzzchat_relay::family::Family;
use buzzchat_relay::store::OwnTerms;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

#[tokio::test]
async fn only_templates_reach_who_last_wrote_more_than_a_day_ago() {
    let cloud = Cloud::start_in_touch().await;
    let (_, key) = cloud.server.family_key("default", Family::Elitbuzz, OwnTerms::default()).await;
    let bot = bot(&cloud.server, "default").await;
    let ask = async |method: Method, path: &str, body: Option<&Value>| {
        let request = cloud.server.request(method, path).header(AUTHORIZATION, format!("Basic {key}"));
        read(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
        .body
    };
    let digits = PHONE.trim_start_matches('+');
    let broadcast = json!({
        "broadcastTitle": "Opening hours",
        "audience": { "rule": { "channels": ["whatsapp"], "channelUserIds": [digits, "14155552671"] } },
        "payload": { "type": "direct", "content": [{ "type": "text", "data": { "message": "We are open today." } }] },
    });
    let made = ask(Method::POST, &format!("{bot}/broadcast"), Some(&broadcast)).await;
    let place = format!("{bot}/broadcast/{}", made["broadcastId"].as_str().unwrap());
    eventually("each has a result", async || {
        let counts = &ask(Method::GET, &place, None).await["counts"];
        (&counts["sent"], &counts["failed"]) == (&json!(1), &json!(1))
    })
    .await;
    let state = ask(Method::GET, &place, None).await;
    let [sent, failed] = &state["recipients"].as_array().unwrap()[..] else { panic!("{state}") };
    assert_eq!((&sent["channelUserId"], &sent["status"]), (&json!(digits), &json!("sent")));
    assert_eq!((&failed["channelUserId"], &failed["errorCode"]), (&json!("14155552671"), &json!("131047")));
    let template = json!({
        "phoneNumber": "14155552671",
        "payload": { "name": "hello_world", "components": [], "language": { "code": "en", "policy": "deterministic" } },
    });
    let place = format!("{}/template", bot.replace("/bot-api/", "/whatsapp-api/"));
    assert_eq!(ask(Method::POST, &place, Some(&template)).await["status"]["code"], 1000);
    eventually("the template is sent", async || {
        let place = format!("{bot}/channel-user/14155552671/conversations");
        ask(Method::GET, &place, None).await["conversations"][1]["status"] == "sent"
    })
    .await;
}
