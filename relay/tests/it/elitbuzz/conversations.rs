//! What was written with a user.

use super::{Elitbuzz, OTHER, PHONE, refused, refused_as_wrong, success};
use crate::server::{eventually, now};
use buzzchat_relay::messaging::{Channel, Outgoing};
use serde_json::{Value, json};

impl Elitbuzz {
    async fn conversation(&self, user: &str, query: &str) -> Value {
        success(&self.get(&format!("/channel-user/{user}/conversations{query}")).await).clone()
    }

    async fn writes(&self, to: &str, text: &str) {
        let outgoing = Outgoing::text("elitbuzz", to, text);
        self.server.app.messaging().send("default", Channel::Whatsapp, outgoing).await.unwrap();
    }
}

fn texts(conversation: &Value) -> Vec<&str> {
    let lines = conversation["conversations"].as_array().unwrap();
    lines.iter().map(|line| line["response"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_conversation_is_read_as_clients_of_the_platform_read_it() {
    let elitbuzz = Elitbuzz::start().await;
    let ann = elitbuzz.hears(Channel::Whatsapp, PHONE, "Ann", "hello").await;
    elitbuzz.writes(PHONE, "How can we help you?").await;
    eventually("the sandbox delivers it", async || {
        elitbuzz.conversation("919565428256", "").await["conversations"][1]["status"] == "delivered"
    })
    .await;
    let conversation = elitbuzz.conversation("919565428256", "").await;
    let [asked, answered] = &conversation["conversations"].as_array().unwrap()[..] else { panic!("{conversation}") };
    for (line, sender, text, status) in
        [(asked, "user", "hello", "received"), (answered, "bot", "How can we help you?", "delivered")]
    {
        let timestamp = line["timestamp"].as_str().unwrap();
        assert!(timestamp.len() == "2026/01/25 12:00:00.000+0000".len() && timestamp.ends_with("+0000"), "{timestamp}");
        let shape = json!({
            "sender": sender, "response": text, "timestamp": timestamp, "messageType": "text", "channel": "whatsapp",
            "messageId": line["messageId"], "status": status,
        });
        assert_eq!(*line, shape);
    }
    assert_eq!(
        (&conversation["page_number"], &conversation["page_size"], &conversation["total"]),
        (&json!(1), &json!(500), &json!(2))
    );
    for user in ["+919565428256", "%2B919565428256", &ann.id] {
        assert_eq!(elitbuzz.conversation(user, "?start_date=&end_date=&page_number=&page_size=").await, conversation);
    }
}

#[tokio::test]
async fn a_number_on_two_channels_is_two_users() {
    let elitbuzz = Elitbuzz::start().await;
    let imessage = elitbuzz.hears(Channel::Imessage, PHONE, "Ann", "by iMessage").await;
    assert_eq!(texts(&elitbuzz.conversation("919565428256", "").await), ["by iMessage"]);
    let whatsapp = elitbuzz.hears(Channel::Whatsapp, PHONE, "Ann", "by WhatsApp").await;
    assert_eq!(texts(&elitbuzz.conversation("919565428256", "").await), ["by WhatsApp"]);
    assert_eq!(texts(&elitbuzz.conversation(&imessage.id, "").await), ["by iMessage"]);
    assert_eq!(texts(&elitbuzz.conversation(&whatsapp.id, "").await), ["by WhatsApp"]);
}

#[tokio::test]
async fn dates_and_pages_bound_what_is_read() {
    let elitbuzz = Elitbuzz::start().await;
    let started = now();
    for number in 0..7 {
        elitbuzz.hears(Channel::Whatsapp, PHONE, "", &number.to_string()).await;
    }
    let page = elitbuzz.conversation("919565428256", "?page_number=2&page_size=3").await;
    assert_eq!((texts(&page), &page["total"], &page["page_size"]), (vec!["3", "4", "5"], &json!(7), &json!(3)));
    let last = elitbuzz.conversation("919565428256", "?page_number=3&Page_size=3").await;
    assert_eq!((texts(&last), &last["page_number"]), (vec!["6"], &json!(3)));
    let large = elitbuzz.conversation("919565428256", "?page_size=100000").await;
    assert_eq!((texts(&large).len(), &large["page_size"]), (7, &json!(500)), "more is not given, and that is said");
    let far = elitbuzz.conversation("919565428256", "?page_number=9223372036854775807").await;
    assert_eq!((texts(&far).len(), &far["total"]), (0, &json!(7)));
    let dated = async |start: u64, end: u64| {
        let query = format!("?start_date={start}&end_date={end}");
        elitbuzz.conversation("919565428256", &query).await["total"].clone()
    };
    assert_eq!(dated(started, now() + 60_000).await, 7);
    assert_eq!(dated(1, started - 1).await, 0);
    assert_eq!(elitbuzz.conversation("919565428256", &format!("?start_date={started}")).await["total"], 7);
    assert_eq!(elitbuzz.conversation("919565428256", &format!("?end_date={}", started - 1)).await["total"], 0);
}

#[tokio::test]
async fn the_documented_errors_are_told_by_their_codes() {
    let elitbuzz = Elitbuzz::start().await;
    let ann = elitbuzz.hears(Channel::Whatsapp, PHONE, "Ann", "hello").await;
    let viewer = elitbuzz.hears(Channel::Live, "ann", "Ann", "hello").await;
    let ask = async |user: &str, query: &str| elitbuzz.get(&format!("/channel-user/{user}/conversations{query}")).await;
    for user in [OTHER, "nobody", "usr_none", &viewer.id, "%ff", "%00", "1%27"] {
        let details = "The bot id/customer id/user id provided is invalid";
        assert_eq!(refused(&ask(user, "").await, 400, 1002, "INVALID_BOT_OR_CUSTOMER_ID"), details, "{user}");
    }
    for query in [
        "?start_date=2&end_date=1",
        "?start_date=2&end_date=2",
        "?start_date=yesterday",
        "?end_date=-1",
        "?start_date=99999999999999",
        "?end_date=2026-01-25",
    ] {
        let answer = ask(&ann.id, query).await;
        let details = refused(&answer, 400, 1003, "INVALID_INPUT_DATE_VALUE");
        assert!(details.contains("end_date should be greater than start_date"), "{query}");
    }
    for query in ["?page_number=0", "?page_number=-1", "?page_number=first", "?page_number=1.0"] {
        let answer = ask(&ann.id, query).await;
        let details = refused(&answer, 400, 1004, "INVALID_PAGE_NUMBER");
        assert!(details.contains("positive integer value starting with 1"), "{query}");
    }
    for query in ["?page_size=0", "?Page_size=all", "?page_number=1&page_number=2"] {
        refused_as_wrong(&ask(&ann.id, query).await);
    }
}
