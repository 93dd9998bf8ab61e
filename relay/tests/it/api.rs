//! Every documented address: what it answers, under both bases, with and without a device.

use crate::device::{Device, Joined, fresh_id};
use crate::server::{OK, Server, now};
use buzzchat::protocol::{Command, Entry, Fact, Kind, Outcome, Part, Stream};
use reqwest::Method;
use serde_json::{Value, json};

const BASES: [&str; 2] = ["/api/v1", "/v1"];

fn stream() -> Stream {
    Stream { site: "demo".into(), channel: "main".into() }
}

fn sent(kind: Kind, parts: usize) -> Fact {
    let part = || Part { id: fresh_id("msg_"), kind, rule: None, trigger: None, viewer: None };
    let parts = (0..parts).map(|_| part()).collect();
    Fact::MessageSent { line: fresh_id("line_"), stream: stream(), text: "Hi".into(), kind, parts }
}

fn asked(trigger: &str) -> Fact {
    let (viewer, text) = ("ann".into(), "?".into());
    Fact::MessageReceived {
        kind: Kind::Faq,
        stream: stream(),
        viewer,
        text,
        rule: "faq".into(),
        trigger: trigger.into(),
    }
}

async fn entered(joined: &mut Joined, entries: &[(&str, u64)]) {
    let entry = |(viewer, at): &(&str, u64)| Entry { at: *at, id: fresh_id("evt_"), viewer: (*viewer).to_owned() };
    let entries = entries.iter().map(entry).collect();
    assert_eq!(joined.act(&Command::OpenGiveaway).await, Outcome::Done);
    let round = joined.device.shared.active().round().unwrap().0.to_owned();
    joined.report(vec![Fact::GiveawayEntry { round, entries }]).await;
}

#[tokio::test]
async fn analytics_counts_as_documented() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let mut facts = vec![Fact::ChatCounted { hour: now() / 3_600_000, lines: 40 }];
    for (kind, lines, parts) in [(Kind::Welcome, 45, 2), (Kind::Faq, 32, 1), (Kind::Timer, 48, 1), (Kind::Api, 3, 1)] {
        facts.extend((0..lines).map(|_| sent(kind, parts)));
    }
    joined.report(facts).await;
    for base in BASES {
        let answer = server.get(&format!("{base}/analytics")).await;
        let documented = json!({
            "totalMessages": 125, "welcomeMessages": 45, "faqReplies": 32, "timerMessages": 48, "period": "week",
            "breakdown": { "welcome": 36, "faq": 25.6, "timer": 38.4 },
            "otherMessages": 3, "commandReplies": 0, "allLines": 128, "questionsAnswered": 32, "viewersWelcomed": 90, "linesRead": 40
        });
        assert_eq!(answer.data(), &documented, "{base}");
    }
    for period in ["day", "week", "month", "all"] {
        let answer = server.get(&format!("/v1/analytics?period={period}&account=acc_1&other=ignored")).await;
        assert_eq!((&answer.data()["period"], &answer.data()["totalMessages"]), (&json!(period), &json!(125)));
    }
}

#[tokio::test]
async fn analytics_of_nothing_is_zero() {
    let server = Server::start().await;
    let answer = server.get("/api/v1/analytics").await;
    assert_eq!(answer.data()["breakdown"], json!({ "welcome": 0, "faq": 0, "timer": 0 }));
    assert_eq!(answer.data()["totalMessages"], 0);
}

#[tokio::test]
async fn analytics_refuses_what_it_does_not_know() {
    let server = Server::start().await;
    let cases = [
        ("period=year", 400, "VALIDATION_ERROR"),
        ("period=", 400, "VALIDATION_ERROR"),
        ("period=Week", 400, "VALIDATION_ERROR"),
        ("period=day&period=week", 400, "VALIDATION_ERROR"),
        ("account=acc_2", 404, "NOT_FOUND"),
        ("account=", 404, "NOT_FOUND"),
        ("period=year&account=acc_2", 400, "VALIDATION_ERROR"),
    ];
    for base in BASES {
        for (query, status, code) in cases {
            server.get(&format!("{base}/analytics?{query}")).await.error(status, code);
        }
    }
}

#[tokio::test]
async fn triggers_come_with_the_most_frequent_first() {
    let server = Server::start().await;
    assert_eq!(server.get("/v1/analytics/faq-triggers").await.data(), &json!({ "triggers": [] }));
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.report(["size", "shipping", "payment", "shipping", "payment", "shipping"].map(asked).to_vec()).await;
    let expected = json!([
        { "keyword": "shipping", "count": 3 },
        { "keyword": "payment", "count": 2 },
        { "keyword": "size", "count": 1 }
    ]);
    for base in BASES {
        let answer = server.get(&format!("{base}/analytics/faq-triggers")).await;
        assert_eq!(answer.data(), &json!({ "triggers": expected }));
    }
}

#[tokio::test]
async fn messages_that_are_refused_never_reach_a_device() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let cases = [
        (json!({}), "missing field `message`"),
        (json!(["hi", 0]), "must be a JSON object"),
        (json!({ "message": "" }), "Message cannot be empty"),
        (json!({ "message": " \n " }), "Message cannot be empty"),
        (json!({ "message": "x".repeat(501) }), "message must be at most 500 characters"),
        (json!({ "message": "/ban ann" }), "must not begin with \"/\""),
        (json!({ "message": "  /ban ann" }), "must not begin with \"/\""),
        (json!({ "message": 5 }), "message: invalid type"),
        (json!({ "message": null }), "message: invalid type"),
        (json!({ "message": "hi", "delay": -1 }), "delay: invalid value"),
        (json!({ "message": "hi", "delay": 1.5 }), "delay: invalid type"),
        (json!({ "message": "hi", "delay": "1" }), "delay: invalid type"),
        (json!({ "message": "hi", "delay": 86_400_001 }), "delay must be at most 86400000"),
        (json!({ "message": "hi", "text": "x" }), "unknown field `text`"),
    ];
    for base in BASES {
        for (body, message) in &cases {
            let answer = server.post(&format!("{base}/messages/send"), body.clone()).await;
            let given = answer.error(400, "VALIDATION_ERROR");
            assert!(given.contains(message), "{body}: {given}");
            assert!(!given.contains(" line "), "{given}");
        }
    }
    joined.socket.silent().await;
}

#[tokio::test]
async fn a_message_is_sent_by_the_device() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    for (base, body, delay) in [
        ("/api/v1", json!({ "message": "x".repeat(500), "delay": 0 }), 0),
        ("/v1", json!({ "message": "Thanks for watching!" }), 0),
        ("/v1", json!({ "message": "ä".repeat(500), "delay": 86_400_000 }), 86_400_000),
    ] {
        let path = format!("{base}/messages/send");
        let device = async {
            let (id, command) = joined.command().await;
            assert_eq!(command, Command::SendMessage { message: body["message"].as_str().unwrap().into(), delay });
            let outcome = Outcome::Message { message: "msg_abc123".into(), at: 1_737_714_600_000 };
            joined.socket.say(&buzzchat::protocol::Frame::Reply { id, outcome }).await;
        };
        let (answer, ()) = tokio::join!(server.post(&path, body.clone()), device);
        assert_eq!(answer.data(), &json!({ "messageId": "msg_abc123", "sentAt": "2025-01-24T10:30:00Z" }));
    }
}

#[tokio::test]
async fn without_a_device_nobody_can_write() {
    let server = Server::start().await;
    for base in BASES {
        let answer = server.post(&format!("{base}/messages/send"), json!({ "message": "hi" })).await;
        assert_eq!(answer.error(400, "BOT_INACTIVE"), "No live stream page is open");
    }
}

#[tokio::test]
async fn entries_are_listed_drawn_and_cleared() {
    let server = Server::start().await;
    let empty = json!({ "entries": [], "count": 0 });
    assert_eq!(server.get("/v1/giveaway/entries").await.data(), &empty);
    let mut joined = Device::new("dev_1").pair(&server).await;
    entered(&mut joined, &[("shopper456", 1_737_714_390_000), ("viewer123", 1_737_714_300_000)]).await;
    joined.close().await;
    let listed = json!({ "count": 2, "entries": [
        { "username": "viewer123", "timestamp": "2025-01-24T10:25:00Z" },
        { "username": "shopper456", "timestamp": "2025-01-24T10:26:30Z" }
    ] });
    for base in BASES {
        assert_eq!(server.get(&format!("{base}/giveaway/entries")).await.data(), &listed);
    }
    let answer = server.post("/api/v1/giveaway/pick-winner", json!({ "count": 1 })).await;
    let first = answer.data()["winners"][0].as_str().unwrap().to_owned();
    assert!(["viewer123", "shopper456"].contains(&first.as_str()));
    let time = answer.data()["timestamp"].as_str().unwrap();
    assert!(time.len() == 20 && time.ends_with('Z'), "{time}");
    let second = server.send(Method::POST, "/v1/giveaway/pick-winner", Value::Null).await;
    assert_ne!(second.data()["winners"][0], json!(first), "nobody wins twice");
    server.post("/v1/giveaway/pick-winner", json!({})).await.error(400, "VALIDATION_ERROR");
    for base in BASES {
        let cleared = server.delete(&format!("{base}/giveaway/entries")).await;
        assert_eq!((cleared.status, cleared.body), (OK, json!({ "success": true, "message": "All entries cleared" })));
        assert_eq!(server.get(&format!("{base}/giveaway/entries")).await.data(), &empty);
    }
}

#[tokio::test]
async fn a_draw_needs_no_body() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    entered(&mut joined, &[("ann", 5)]).await;
    joined.close().await;
    let request = server.request(Method::POST, "/v1/giveaway/pick-winner").bearer_auth(&server.key);
    assert_eq!(crate::server::read(request).await.data()["winners"], json!(["ann"]));
}

#[tokio::test]
async fn draws_that_are_refused() {
    let server = Server::start().await;
    server.post("/v1/giveaway/pick-winner", json!({})).await.error(400, "VALIDATION_ERROR");
    let mut joined = Device::new("dev_1").pair(&server).await;
    entered(&mut joined, &[("ann", 1), ("bob", 2)]).await;
    joined.close().await;
    let cases = [
        json!({ "count": 0 }),
        json!({ "count": 3 }),
        json!({ "count": 11 }),
        json!({ "count": -1 }),
        json!({ "count": 1.5 }),
        json!({ "count": "1" }),
        json!({ "count": null }),
        json!({ "count": 5_000_000_000_u64 }),
        json!({ "number": 1 }),
        json!([1]),
        json!("1"),
    ];
    for base in BASES {
        for body in &cases {
            server.post(&format!("{base}/giveaway/pick-winner"), body.clone()).await.error(400, "VALIDATION_ERROR");
        }
    }
    let drawn = server.post("/v1/giveaway/pick-winner", json!({ "count": 2 })).await;
    assert_eq!(drawn.data()["winners"].as_array().map(Vec::len), Some(2), "what was refused drew nobody");
}

#[tokio::test]
async fn settings_have_the_documented_fields() {
    let server = Server::start().await;
    let rule = |id, triggers: [&str; 2], reply| {
        json!({
            "id": id, "triggers": triggers, "exclude": [], "reply": reply, "variants": [], "mode": "word",
            "caseSensitive": false, "typos": true, "cooldown": 0, "viewerCooldown": 30_000, "enabled": true
        })
    };
    let defaults = json!({
        "botActive": false, "welcomeEnabled": true, "welcomeMessage": "Welcome to the stream, {username}!",
        "welcomeVariants": [], "welcomeDelay": 3000, "welcomeWindow": 21_600_000, "ignoredViewers": [],
        "timerEnabled": true, "timerMessages": [], "timerGap": 30_000, "faqEnabled": true,
        "faqRules": [
            rule("faq_shipping", ["shipping", "ship"], "Shipping takes 3-5 business days."),
            rule("faq_payment", ["payment", "pay"], "We take all major cards and PayPal.")
        ],
        "commandsEnabled": true, "commands": [],
        "moderationEnabled": false, "blockedWords": [], "blockRepeats": false, "maxRepeats": 3,
        "giveawayKeywords": ["enter"], "giveawayRoles": [], "giveawayMinLines": 0, "giveawayExcluded": [],
        "giveawayExcludeWinners": false, "giveawayDuration": 0, "giveawayClaim": 0, "giveawayReminder": 0,
        "giveawayOpenMessage": "", "giveawayReminderMessage": "Type {keyword} to enter the giveaway!",
        "giveawayWinnerMessage": "🎉 Giveaway winner: {winners}. Congratulations!",
        "alertsEnabled": false, "alertKeywords": [],
        "quickBarEnabled": true, "quickReplies": [
            { "id": "quick_sold", "text": "SOLD! 🔥" }, { "id": "quick_next", "text": "Next item! ➡️" },
            { "id": "quick_break", "text": "5 min break ⏰" }, { "id": "quick_thanks", "text": "Thanks for watching! 🙏" }
        ]
    });
    for base in BASES {
        assert_eq!(server.get(&format!("{base}/settings")).await.data(), &defaults);
    }
}

#[tokio::test]
async fn settings_change_field_by_field() {
    let server = Server::start().await;
    let documented = json!({ "welcomeEnabled": true, "welcomeMessage": "Hey {username}, glad you're here!" });
    let answer = server.send(Method::PATCH, "/v1/settings", documented).await;
    assert_eq!((answer.status, answer.body), (OK, json!({ "success": true, "message": "Settings updated" })));
    let off = json!({ "id": "t2", "text": "Sale", "interval": 0.5, "enabled": false });
    let timers = json!([{ "text": "Follow us", "interval": 10 }, off]);
    let rules =
        json!([{ "triggers": ["size"], "reply": "We have S to XL", "mode": "contains", "caseSensitive": true }]);
    let every = json!({
        "botActive": true, "welcomeDelay": 0, "timerEnabled": false, "timerMessages": timers, "faqEnabled": false,
        "faqRules": rules, "giveawayKeywords": ["win", "me"],
        "commands": [{ "name": "size", "reply": "S to XL", "roles": ["moderator"] }]
    });
    assert_eq!(server.patch(every).await.status, OK);
    let answer = server.get("/v1/settings").await;
    let settings = answer.data();
    assert_eq!(settings["welcomeMessage"], "Hey {username}, glad you're here!");
    assert_eq!((&settings["botActive"], &settings["welcomeDelay"]), (&json!(true), &json!(0)));
    assert_eq!(settings["giveawayKeywords"], json!(["win", "me"]));
    let timers = settings["timerMessages"].as_array().unwrap();
    assert!(timers[0]["id"].as_str().unwrap().starts_with("timer_"));
    assert_eq!(timers[0]["interval"].to_string(), "10", "a whole number is written as one");
    let off = json!({ "id": "t2", "text": "Sale", "variants": [], "interval": 0.5, "minLines": 1, "enabled": false });
    assert_eq!(timers[1], off);
    let command = &settings["commands"][0];
    assert_eq!(
        (&command["roles"], &command["cooldown"], &command["usageCount"]),
        (&json!(["moderator"]), &json!(30_000), &json!(0))
    );
    let rules = settings["faqRules"].as_array().unwrap();
    assert_eq!((rules.len(), &rules[0]["mode"], &rules[0]["caseSensitive"]), (1, &json!("contains"), &json!(true)));
    assert_eq!(server.patch(settings.clone()).await.status, OK, "what was read can be written back");
    assert_eq!(server.get("/api/v1/settings").await.data(), settings);
}

#[tokio::test]
async fn settings_that_are_refused_are_named_and_change_nothing() {
    let server = Server::start().await;
    let before = server.get("/v1/settings").await.body;
    let cases = [
        (json!({ "welcome": true }), "Unknown setting \"welcome\""),
        (json!({ "welcomeEnabled": "yes" }), "welcomeEnabled"),
        (json!({ "welcomeEnabled": null }), "welcomeEnabled"),
        (json!({ "welcomeDelay": -1 }), "welcomeDelay"),
        (json!({ "welcomeDelay": 600_001 }), "welcomeDelay"),
        (json!({ "welcomeMessage": " " }), "welcomeMessage"),
        (json!({ "welcomeMessage": "/me" }), "welcomeMessage"),
        (json!({ "welcomeDelay": 1, "timerMessages": [{ "text": "x" }] }), "timerMessages[0]"),
        (json!({ "timerMessages": [{ "text": "x", "interval": 0 }] }), "timerMessages[0].interval"),
        (json!({ "faqRules": [{ "triggers": ["("], "reply": "x", "mode": "regex" }] }), "faqRules[0].triggers[0]"),
        (json!({ "faqRules": "x" }), "faqRules"),
        (json!({ "giveawayKeywords": [] }), "giveawayKeywords"),
        (json!([]), "object"),
        (json!("x"), "object"),
    ];
    for (body, named) in cases {
        let answer = server.patch(body.clone()).await;
        let message = answer.error(400, "VALIDATION_ERROR");
        assert!(message.contains(named), "{body}: {message}");
    }
    assert_eq!(server.get("/v1/settings").await.body, before);
}
