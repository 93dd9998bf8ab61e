//! Messages out: as Meta takes them, and what becomes of them when it does not.

use super::fake::{Reply, error, wamid};
use super::payloads::{became, failed, status};
use super::{Cloud, NUMBER, PHONE, TOKEN, new_line, settings};
use buzzchat_relay::Failure;
use buzzchat_relay::messaging::Watching;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_text_goes_out_and_its_course_comes_back() {
    let cloud = Cloud::start_in_touch().await;
    let id = cloud.send_text("Hello! 日本").await;
    let expected = json!({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": PHONE, "type": "text",
        "text": { "body": "Hello! 日本" }, "biz_opaque_callback_data": id,
    });
    assert_eq!(cloud.meta.wait_for(1).await, [expected]);
    cloud.becomes(&id, "sent").await;
    for (told, becomes) in [("sent", "sent"), ("delivered", "delivered"), ("read", "read")] {
        assert_eq!(cloud.tell(&became(&[status(&wamid(1), told, &id)])).await, 200);
        let message = cloud.becomes(&id, becomes).await;
        let at = match told {
            "delivered" => &message["delivered_at"],
            "read" => &message["read_at"],
            _ => continue,
        };
        assert_eq!(at, "2025-06-18T16:22:53Z");
    }
}

#[tokio::test]
async fn news_may_come_twice_and_the_wrong_way_round() {
    let cloud = Cloud::start_in_touch().await;
    let id = cloud.send_text("hi").await;
    cloud.becomes(&id, "sent").await;
    let mut unnamed = status(&wamid(1), "delivered", "");
    unnamed.as_object_mut().unwrap().remove("biz_opaque_callback_data");
    for told in
        [status(&wamid(1), "read", &id), unnamed, status(&wamid(1), "sent", &id), status(&wamid(1), "read", &id)]
    {
        assert_eq!(cloud.tell(&became(&[told])).await, 200);
    }
    let message = cloud.look_at(&id).await;
    assert_eq!((&message["status"], &message["delivered_at"]), (&json!("read"), &json!("2025-06-18T16:22:53Z")));
    let voice = cloud.send(json!({ "type": "audio", "content": "https://example.com/a.ogg" })).await;
    cloud.becomes(&voice, "sent").await;
    cloud.tell(&became(&[status(&wamid(2), "played", &voice), status(&wamid(2), "warning", &voice)])).await;
    assert_eq!(cloud.look_at(&voice).await["status"], "read");
}

#[tokio::test]
async fn every_type_is_written_as_meta_takes_it() {
    let cloud = Cloud::start_in_touch().await;
    let url = "https://example.com/a.bin";
    let card = json!([{ "name": { "formatted_name": "Ann Smith", "first_name": "Ann" } }]);
    let parts = json!([{ "type": "body", "parameters": [{ "type": "text", "text": "Ann" }] }]);
    let cases = [
        (json!({ "type": "image", "content": url, "caption": "A" }), json!({ "link": url, "caption": "A" })),
        (json!({ "type": "video", "content": url, "caption": "A" }), json!({ "link": url, "caption": "A" })),
        (json!({ "type": "audio", "content": url }), json!({ "link": url })),
        (
            json!({ "type": "document", "content": url, "caption": "A", "filename": "a.pdf" }),
            json!({ "link": url, "caption": "A", "filename": "a.pdf" }),
        ),
        (json!({ "type": "sticker", "content": url }), json!({ "link": url })),
        (json!({ "type": "location", "content": "51.5,-0.25" }), json!({ "latitude": 51.5, "longitude": -0.25 })),
        (json!({ "type": "contacts", "content": "Ann Smith", "contacts": card }), card.clone()),
        (
            json!({ "type": "template", "content": "welcome", "language": "es", "components": parts }),
            json!({ "name": "welcome", "language": { "code": "es" }, "components": parts }),
        ),
    ];
    for (at, (body, part)) in cases.into_iter().enumerate() {
        let kind = body["type"].as_str().unwrap().to_owned();
        let id = cloud.send(body).await;
        let taken = cloud.meta.wait_for(at + 1).await.pop().unwrap();
        assert_eq!(
            (&taken["type"], &taken[&kind], &taken["biz_opaque_callback_data"]),
            (&json!(kind), &part, &json!(id))
        );
        cloud.becomes(&id, "sent").await;
    }
}

#[tokio::test]
async fn a_day_after_the_person_wrote_only_templates_go() {
    let cloud = Cloud::start().await;
    let text = cloud.send_text("hi").await;
    let message = cloud.becomes(&text, "failed").await;
    assert_eq!(message["error"]["code"], "131047");
    let template = cloud.send(json!({ "type": "template", "content": "hello_world" })).await;
    cloud.becomes(&template, "sent").await;
    assert_eq!(cloud.meta.asked(), 1, "the text was not even tried");
}

#[tokio::test]
async fn what_meta_refuses_fails_with_its_words_and_its_code() {
    let cloud = Cloud::start_in_touch().await;
    for (code, message, details) in [
        (131_026, "Message undeliverable", "Message Undeliverable."),
        (131_047, "Re-engagement message", "More than 24 hours have passed since the customer last replied."),
        (131_048, "Spam rate limit hit", "There are restrictions on how many messages can be sent."),
        (131_049, "Ecosystem engagement", "This message was not delivered to maintain healthy ecosystem engagement."),
        (131_051, "Unsupported message type", "Message type is not currently supported."),
        (132_000, "Number of parameters does not match", "body: number of localizable_params (0) does not match"),
        (100, "Invalid parameter", "Parameter value is not valid"),
    ] {
        cloud.meta.next([error(400, code, message, details)]);
        let id = cloud.send_text("hi").await;
        let expected = json!({ "code": code.to_string(), "message": format!("(#{code}) {message}: {details}") });
        assert_eq!(cloud.becomes(&id, "failed").await["error"], expected);
    }
    let id = cloud.send_text("hi").await;
    cloud.becomes(&id, "sent").await;
    let lost = failed(&wamid(1), &id, 131_053, "Media upload error", "Unsupported Image mime type");
    assert_eq!(cloud.tell(&became(&[lost])).await, 200);
    let expected = json!({ "code": "131053", "message": "Media upload error: Unsupported Image mime type" });
    assert_eq!(cloud.look_at(&id).await["error"], expected);
}

#[tokio::test]
async fn a_number_that_sends_too_much_rests_as_long_as_meta_asks() {
    let cloud = Cloud::start_in_touch().await;
    let away = error(500, 131_016, "Service unavailable", "A service is temporarily unavailable.");
    let (code, message, retry_after) = (130_429, "Rate limit hit", Some("0.3"));
    let busy = Reply::Error { status: 400, code, message, details: "Throughput has been reached.", retry_after };
    cloud.meta.next([away, busy]);
    let id = cloud.send_text("hi").await;
    cloud.becomes(&id, "sent").await;
    assert_eq!((cloud.meta.asked(), cloud.meta.taken().len()), (3, 1));
}

#[tokio::test]
async fn a_person_who_gets_too_much_holds_nobody_else_up() {
    let cloud = Cloud::start_in_touch().await;
    cloud.meta.next([error(
        400,
        131_056,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages.",
    )]);
    let waits = cloud.send_text("hi").await;
    crate::server::eventually("it is tried", async || cloud.meta.asked() == 1).await;
    let body = json!({ "to": "+14155552671", "type": "template", "content": "hello_world" });
    let request = cloud.server.request(reqwest::Method::POST, "/v1/whatsapp/messages").bearer_auth(&cloud.key);
    let other = crate::server::read(request.json(&body)).await;
    cloud.becomes(other.body["id"].as_str().unwrap(), "sent").await;
    assert_eq!(cloud.look_at(&waits).await["status"], "queued");
}

#[tokio::test]
async fn a_token_that_ran_out_fails_the_account_and_what_waited_goes_when_it_is_mended() {
    // Only who sends finds it out.
    let lines = Watching { working: Duration::from_secs(3_600), waiting: Duration::from_millis(50) };
    let mut cloud = Cloud::start_watching(lines).await.in_touch().await;
    cloud.meta.ask_for("EAAJB-another-token");
    let id = cloud.send_text("hi").await;
    let why = cloud.stands("failed").await;
    assert!(why.as_str().unwrap().contains("The session has expired"), "{why}");
    assert_eq!(cloud.look_at(&id).await["status"], "queued");
    let refused = cloud.server.request(reqwest::Method::POST, "/v1/whatsapp/messages").bearer_auth(&cloud.key);
    let refused = crate::server::read(refused.json(&json!({ "to": PHONE, "type": "text", "content": "hi" }))).await;
    assert_eq!((refused.status, &refused.body["error"]["code"]), (503, &json!("server_error")));
    cloud.meta.ask_for(TOKEN);
    cloud.server = cloud.server.restart().await;
    cloud.stands("connected").await;
    cloud.becomes(&id, "sent").await;
    assert_eq!(cloud.meta.taken().len(), 1);
}

#[tokio::test]
async fn what_is_written_while_meta_is_away_goes_when_it_is_back() {
    let mut cloud = Cloud::start_in_touch().await;
    cloud.meta.go_away().await;
    cloud.stands("disconnected").await;
    let id = cloud.send_text("hi").await;
    assert_eq!(cloud.look_at(&id).await["status"], "queued");
    cloud.meta.come_back().await;
    cloud.stands("connected").await;
    cloud.becomes(&id, "sent").await;
    assert_eq!(cloud.meta.taken().len(), 1);
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_not_sent_again_when_meta_tells_of_it() {
    let cloud = Cloud::start_in_touch().await;
    cloud.meta.next([Reply::TakenWithoutWords]);
    let id = cloud.send_text("hi").await;
    cloud.meta.wait_for(1).await;
    assert_eq!(cloud.tell(&became(&[status(&wamid(1), "sent", &id)])).await, 200);
    cloud.becomes(&id, "sent").await;
    assert_eq!(cloud.tell(&became(&[status(&wamid(1), "delivered", &id)])).await, 200);
    cloud.becomes(&id, "delivered").await;
    assert_eq!(cloud.meta.asked(), 1);
}

#[tokio::test]
async fn settings_that_lack_something_are_refused_and_lie_nowhere_in_the_open() {
    let cloud = Cloud::start().await;
    let with = |name: &str, value: Value| {
        let mut settings = settings(&cloud.meta);
        settings.insert(name.to_owned(), value);
        settings
    };
    let cases = [
        ("phone_number_id", json!("")),
        ("phone_number_id", json!("../me")),
        ("access_token", json!(null)),
        ("access_token", json!("two\nlines")),
        ("app_secret", json!(5)),
        ("verify_token", json!(" ")),
        ("url", json!("ftp://example.com")),
    ];
    for (name, value) in cases {
        let line = new_line(&cloud.server, with(name, value.clone()));
        let refused = cloud.server.app.messaging().connect("default", line).await;
        assert!(matches!(&refused, Err(Failure::Validation(_))), "{name} {value}: {refused:?}");
    }
    cloud.send(json!({ "type": "template", "content": "hello_world" })).await;
    cloud.meta.wait_for(1).await;
    let files = std::fs::read_dir(cloud.server.data()).unwrap().map(|file| file.unwrap().path());
    let lying: Vec<u8> = files.filter(|file| file.is_file()).flat_map(|file| std::fs::read(file).unwrap()).collect();
    for hidden in [TOKEN, super::APP_SECRET, super::VERIFY_TOKEN, NUMBER] {
        assert!(!lying.windows(hidden.len()).any(|window| window == hidden.as_bytes()), "{hidden}");
    }
}

#[tokio::test]
async fn a_blocked_account_is_failed_until_it_may_send_again() {
    let cloud = Cloud::start_in_touch().await;
    cloud.meta.block(Some("The WhatsApp Business Account has been restricted"));
    let why = cloud.stands("failed").await;
    assert_eq!(why, "The WhatsApp Business Account has been restricted");
    cloud.meta.block(None);
    cloud.stands("connected").await;
}

#[tokio::test]
async fn a_number_that_is_connected_anew_may_still_write_to_who_wrote_today() {
    let mut cloud = Cloud::start_in_touch().await;
    let messaging = cloud.server.app.messaging();
    messaging.disconnect("default", &cloud.line.id).await.unwrap();
    cloud.line = messaging.connect("default", new_line(&cloud.server, settings(&cloud.meta))).await.unwrap();
    cloud.stands("connected").await;
    let id = cloud.send_text("Welcome back").await;
    cloud.becomes(&id, "sent").await;
}
