//! The Model Context Protocol at `/mcp`: who is let in, what every tool does, and what hostile messages come to.

use crate::device::{Device, Joined, fresh_id};
use crate::server::{Answer, Server, now, read};
use buzzchat::protocol::{Command, Entry, Fact, Frame, Outcome};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HOST, ORIGIN, WWW_AUTHENTICATE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::sync::Arc;

/// Every tool, and whether it only looks.
const TOOLS: [(&str, bool); 32] = [
    ("buzzchat_send_message", false),
    ("buzzchat_toggle_bot", false),
    ("buzzchat_send_direct_message", false),
    ("buzzchat_list_conversations", true),
    ("buzzchat_read_messages", true),
    ("buzzchat_get_status", true),
    ("buzzchat_get_analytics", true),
    ("buzzchat_get_faq_triggers", true),
    ("buzzchat_pick_winner", false),
    ("buzzchat_get_giveaway", true),
    ("buzzchat_list_giveaway_entries", true),
    ("buzzchat_open_giveaway", false),
    ("buzzchat_close_giveaway", false),
    ("buzzchat_clear_giveaway_entries", false),
    ("buzzchat_get_giveaway_proof", true),
    ("buzzchat_list_faq_rules", true),
    ("buzzchat_add_faq_rule", false),
    ("buzzchat_update_faq_rule", false),
    ("buzzchat_remove_faq_rule", false),
    ("buzzchat_list_timers", true),
    ("buzzchat_add_timer", false),
    ("buzzchat_update_timer", false),
    ("buzzchat_remove_timer", false),
    ("buzzchat_list_commands", true),
    ("buzzchat_add_command", false),
    ("buzzchat_update_command", false),
    ("buzzchat_remove_command", false),
    ("buzzchat_test_line", true),
    ("buzzchat_get_settings", true),
    ("buzzchat_update_settings", false),
    ("buzzchat_list_accounts", true),
    ("buzzchat_switch_account", false),
];

fn message(server: &Server, body: &Value) -> RequestBuilder {
    server.request(Method::POST, "/mcp").bearer_auth(&server.key).json(body)
}

async fn rpc(server: &Server, method: &str, params: Value) -> Answer {
    read(message(server, &json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params }))).await
}

/// A tool's result, checked for its shape.
async fn call(server: &Server, tool: &str, arguments: Value) -> Value {
    let answer = rpc(server, "tools/call", json!({ "name": tool, "arguments": arguments })).await;
    assert_eq!((answer.status, &answer.body["id"]), (200, &json!(7)), "{tool}: {answer:?}");
    answer.body["result"].clone()
}

/// What a tool gives.
async fn given(server: &Server, tool: &str, arguments: Value) -> Value {
    let result = call(server, tool, arguments).await;
    assert_eq!(result["isError"], false, "{tool}: {result}");
    let text = result["content"][0]["text"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), result["structuredContent"], "{tool}");
    result["structuredContent"].clone()
}

/// Asserts that a tool refuses with a code of the API, and returns the message.
async fn refused(server: &Server, tool: &str, arguments: Value, code: &str) -> String {
    let result = call(server, tool, arguments.clone()).await;
    assert_eq!(result["isError"], true, "{tool} {arguments}: {result}");
    assert!(result.get("structuredContent").is_none(), "a result that is no result would fail its schema");
    let envelope: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!((&envelope["success"], &envelope["error"]["code"]), (&json!(false), &json!(code)), "{tool} {arguments}");
    envelope["error"]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn nobody_without_a_key_in_the_header_gets_in() {
    let server = Server::start().await;
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    for method in [Method::POST, Method::GET, Method::DELETE] {
        for (key, query) in [(None, ""), (Some("bz_live_wrong"), ""), (None, &server.key[..])] {
            let mut request = server.request(method.clone(), "/mcp").query(&[("api_key", query)]).json(&list);
            if let Some(key) = key {
                request = request.bearer_auth(key);
            }
            let response = request.send().await.unwrap();
            assert_eq!(
                (response.status().as_u16(), &response.headers()[WWW_AUTHENTICATE]),
                (401, &"Bearer".parse().unwrap())
            );
            let body: Value = response.json().await.unwrap();
            assert_eq!(body["error"]["code"], "INVALID_API_KEY");
        }
    }
    assert_eq!(rpc(&server, "tools/list", json!({})).await.status, 200);
}

#[tokio::test]
async fn other_methods_and_other_bodies_are_refused_in_the_envelope() {
    let server = Server::start().await;
    for method in [Method::GET, Method::DELETE, Method::PUT] {
        let response = server.request(method, "/mcp").bearer_auth(&server.key).send().await.unwrap();
        assert_eq!((response.status().as_u16(), &response.headers()["allow"]), (405, &"POST".parse().unwrap()));
        assert_eq!(response.json::<Value>().await.unwrap()["error"]["code"], "METHOD_NOT_ALLOWED");
    }
    let post = || server.request(Method::POST, "/mcp").bearer_auth(&server.key);
    read(post().header(CONTENT_TYPE, "text/plain").body("{}")).await.error(415, "UNSUPPORTED_MEDIA_TYPE");
    let large = format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{}\"}}", "x".repeat(300_000));
    read(post().header(CONTENT_TYPE, "application/json").body(large)).await.error(413, "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn pages_of_others_do_not_get_in() {
    let server = Server::start().await;
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let port = server.address.port();
    for host in ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example"] {
        read(message(&server, &list).header(HOST, host)).await.error(403, "FORBIDDEN");
    }
    for origin in ["https://evil.example", "null", "http://localhost.evil.example", "file://", "chrome-extension://abc"]
    {
        read(message(&server, &list).header(ORIGIN, origin)).await.error(403, "FORBIDDEN");
    }
    for origin in [format!("http://127.0.0.1:{port}"), "https://relay.example".to_owned()] {
        assert_eq!(read(message(&server, &list).header(ORIGIN, origin)).await.status, 200);
    }
}

#[tokio::test]
async fn a_client_of_any_known_version_shakes_hands() {
    let server = Server::start().await;
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let params =
            json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } });
        let answer = rpc(&server, "initialize", params).await;
        assert_eq!(answer.body["result"]["protocolVersion"], version, "{answer:?}");
        assert_eq!(answer.body["result"]["serverInfo"]["name"], "buzzchat");
        let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        assert_eq!(read(message(&server, &initialized)).await.status, 202);
        assert_eq!(rpc(&server, "ping", json!({})).await.body["result"], json!({}));
    }
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "t", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let discover = json!({ "jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": { "_meta": meta } });
    let request = message(&server, &discover).header("mcp-protocol-version", "2026-07-28");
    let answer = read(request.header("mcp-method", "server/discover")).await;
    assert_eq!((answer.status, answer.body["error"].is_null()), (200, true), "{answer:?}");
}

#[tokio::test]
async fn every_tool_is_listed_with_schemas_and_hints() {
    let server = Server::start().await;
    let answer = read(
        message(&server, &json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" }))
            .header(ACCEPT, "application/json"),
    );
    let tools = answer.await.body["result"]["tools"].clone();
    let mut listed: Vec<_> = tools.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    let mut wanted: Vec<_> = TOOLS.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(listed, wanted);
    for tool in tools.as_array().unwrap() {
        let (_, reads) = TOOLS.iter().find(|(name, _)| tool["name"] == *name).unwrap();
        assert_eq!(tool["annotations"]["readOnlyHint"], *reads, "{}", tool["name"]);
        for hint in ["destructiveHint", "idempotentHint", "openWorldHint"] {
            assert!(tool["annotations"][hint].is_boolean(), "{} has no {hint}", tool["name"]);
        }
        assert!(tool["title"].is_string() && tool["description"].is_string());
        assert!(!tool["inputSchema"].to_string().contains("$ref"));
    }
}

#[tokio::test]
async fn broken_messages_are_answered_as_json_rpc() {
    let server = Server::start().await;
    let send = |body: &str| {
        let request = server.request(Method::POST, "/mcp").bearer_auth(&server.key);
        read(request.header(CONTENT_TYPE, "application/json").body(body.to_owned()))
    };
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let cases = [
        ("", -32700),
        ("{", -32700),
        (&deep[..], -32700),
        ("[]", -32600),
        ("\"text\"", -32600),
        ("{}", -32600),
        ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", -32600),
        ("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", -32600),
    ];
    for (body, code) in cases {
        let answer = send(body).await;
        let body = body.get(..40).unwrap_or(body);
        assert_eq!((answer.status, &answer.body["error"]["code"]), (400, &json!(code)), "{body}: {answer:?}");
        assert_eq!(answer.body["jsonrpc"], "2.0");
    }
    assert_eq!(rpc(&server, "no/such", json!({})).await.body["error"]["code"], -32601);
    let unknown = rpc(&server, "tools/call", json!({ "name": "rm -rf", "arguments": {} })).await;
    assert_eq!(unknown.body["error"]["code"], -32602);
}

#[tokio::test]
async fn wrong_arguments_are_named() {
    let server = Server::start().await;
    let cases = [
        ("buzzchat_send_message", json!({}), "message is required"),
        ("buzzchat_send_message", json!({ "message": 5 }), "message must be a text"),
        ("buzzchat_send_message", json!({ "message": "x".repeat(501) }), "message must have at most 500 characters"),
        ("buzzchat_send_message", json!({ "message": "x", "delay": -1 }), "delay must be at least 0"),
        ("buzzchat_send_message", json!({ "message": "x", "to": "y" }), "to is unknown: there is delay, message"),
        ("buzzchat_send_message", json!({ "message": "/ban ann" }), "message must not begin with \"/\""),
        ("buzzchat_pick_winner", json!({ "count": 11 }), "count must be at most 10"),
        ("buzzchat_get_analytics", json!({ "period": "year" }), "period must be one of day, week, month, all"),
        ("buzzchat_toggle_bot", json!({ "active": "yes" }), "active must be true or false"),
        ("buzzchat_add_faq_rule", json!({ "triggers": ["a"] }), "reply is required"),
        ("buzzchat_add_faq_rule", json!({ "triggers": [1], "reply": "x" }), "triggers[0] must be a text"),
        ("buzzchat_add_faq_rule", json!({ "triggers": ["a"], "reply": " " }), "reply must not be empty"),
        ("buzzchat_add_faq_rule", json!({ "triggers": ["(a"], "reply": "x", "mode": "regex" }), "triggers[0]: "),
        ("buzzchat_add_timer", json!({ "text": "x", "interval": 0 }), "interval must be at least 0.1"),
        ("buzzchat_update_settings", json!({}), "Name at least one setting"),
        ("buzzchat_update_settings", json!({ "welcome": true }), "welcome is unknown"),
        ("buzzchat_update_settings", json!({ "faqRules": [] }), "faqRules is unknown"),
        ("buzzchat_list_faq_rules", json!({ "limit": 501 }), "limit must be at most 500"),
        (
            "buzzchat_send_direct_message",
            json!({ "channel": "sms", "to": "+14155552671", "text": "x" }),
            "channel must be one of imessage, whatsapp",
        ),
        (
            "buzzchat_send_direct_message",
            json!({ "channel": "whatsapp", "to": "Ann", "text": "x" }),
            "The phone number must be in E.164",
        ),
        (
            "buzzchat_send_direct_message",
            json!({ "channel": "whatsapp", "to": "+14155552671", "text": " " }),
            "The message must not be empty",
        ),
        ("buzzchat_list_conversations", json!({ "limit": 101 }), "limit must be at most 100"),
        ("buzzchat_read_messages", json!({}), "Name conversationId, or channel and phone"),
        ("buzzchat_read_messages", json!({ "channel": "whatsapp" }), "Name conversationId, or channel and phone"),
    ];
    for (tool, arguments, message) in cases {
        let told = refused(&server, tool, arguments, "VALIDATION_ERROR").await;
        assert!(told.starts_with(message), "{told}");
    }
}

#[tokio::test]
async fn settings_and_switch_are_changed() {
    let server = Server::start().await;
    assert_eq!(given(&server, "buzzchat_toggle_bot", json!({ "active": true })).await, json!({ "botActive": true }));
    assert_eq!(given(&server, "buzzchat_toggle_bot", json!({})).await, json!({ "botActive": false }));
    given(&server, "buzzchat_update_settings", json!({ "welcomeDelay": 1234, "botActive": true })).await;
    let settings = given(&server, "buzzchat_get_settings", json!({})).await;
    assert_eq!((&settings["welcomeDelay"], &settings["botActive"]), (&json!(1234), &json!(true)));
    assert_eq!(server.get("/v1/settings").await.data()["welcomeDelay"], 1234);
    let status = given(&server, "buzzchat_get_status", json!({})).await;
    let wanted = json!({
        "botActive": true, "accountId": "acc_1", "accountName": status["accountName"], "devicesConnected": 0,
        "features": { "welcome": true, "faq": true, "timers": true, "commands": true, "moderation": false },
        "giveawayOpen": false, "giveawayEntries": 0,
    });
    assert_eq!(status, wanted);
}

#[tokio::test]
async fn items_of_every_list_are_added_changed_and_removed() {
    let server = Server::start().await;
    let lists = [
        ("faq_rule", "faq_rules", json!({ "triggers": ["size"], "reply": "S to XL" }), "reply"),
        ("timer", "timers", json!({ "text": "Follow!", "interval": 5 }), "text"),
        ("command", "commands", json!({ "name": "size", "reply": "S to XL" }), "reply"),
    ];
    for (item, list, fields, field) in lists {
        let tool = |verb: &str| format!("buzzchat_{verb}_{item}");
        let list = format!("buzzchat_list_{list}");
        let before = given(&server, &list, json!({})).await["total"].as_u64().unwrap();
        let added = given(&server, &tool("add"), fields.clone()).await;
        let id = added["id"].as_str().unwrap();
        for (name, value) in fields.as_object().unwrap() {
            assert_eq!(&added[name], value, "{item}");
        }
        let changed = given(&server, &tool("update"), json!({ "id": id, field: "Soon" })).await;
        let mut wanted = added.clone();
        wanted[field] = "Soon".into();
        assert_eq!(changed, wanted, "nothing else of the {item} changes");
        let listed = given(&server, &list, json!({ "offset": before, "limit": 1 })).await;
        assert_eq!(listed, json!({ "items": [wanted], "total": before + 1 }));
        given(&server, &tool("remove"), json!({ "id": id })).await;
        assert_eq!(given(&server, &list, json!({})).await["total"], before, "{item}");
        refused(&server, &tool("remove"), json!({ "id": id }), "NOT_FOUND").await;
        refused(&server, &tool("update"), json!({ "id": id, field: "x" }), "NOT_FOUND").await;
        refused(&server, &tool("update"), json!({ "id": id }), "VALIDATION_ERROR").await;
    }
    assert_eq!(server.get("/v1/settings").await.data()["faqRules"].as_array().unwrap().len(), 2, "the defaults stay");
}

#[tokio::test]
async fn a_line_is_tried_against_the_rules() {
    let server = Server::start().await;
    let tried = given(&server, "buzzchat_test_line", json!({ "text": "how mutch is shiping?" })).await;
    assert_eq!(
        (&tried["fires"], &tried["ruleId"], &tried["trigger"]),
        (&json!(true), &json!("faq_shipping"), &json!("shipping"))
    );
    assert_eq!(tried["reply"], "Shipping takes 3-5 business days.");
    let tried = given(&server, "buzzchat_test_line", json!({ "text": "hello" })).await;
    assert_eq!(tried, json!({ "fires": false, "explanation": "No rule fires." }));
    given(&server, "buzzchat_update_settings", json!({ "faqEnabled": false })).await;
    let tried = given(&server, "buzzchat_test_line", json!({ "text": "shipping" })).await;
    assert_eq!(tried["fires"], false, "{tried}");
}

#[tokio::test]
async fn numbers_and_accounts_are_those_of_the_rest_api() {
    let server = Server::start().await;
    let numbers = given(&server, "buzzchat_get_analytics", json!({ "period": "day", "account": "acc_1" })).await;
    assert_eq!(&numbers, server.get("/v1/analytics?period=day").await.data());
    assert_eq!(given(&server, "buzzchat_get_faq_triggers", json!({})).await, json!({ "triggers": [], "total": 0 }));
    refused(&server, "buzzchat_get_analytics", json!({ "account": "acc_9" }), "NOT_FOUND").await;
    let Outcome::Account { account } = server.decide(Command::CreateAccount { name: "Sale".into() }).await else {
        panic!("no account");
    };
    given(&server, "buzzchat_switch_account", json!({ "accountId": account })).await;
    let accounts = given(&server, "buzzchat_list_accounts", json!({})).await;
    assert_eq!(&accounts, server.get("/v1/accounts").await.data());
    assert_eq!(accounts["accounts"][1]["isActive"], true);
    refused(&server, "buzzchat_switch_account", json!({ "accountId": "acc_9" }), "NOT_FOUND").await;
}

async fn enter(joined: &mut Joined, viewers: &[&str]) {
    let round = joined.device.shared.active().round().unwrap().0.to_owned();
    let from = now();
    let entry = |(at, viewer): (u64, &&str)| Entry { at, id: fresh_id("evt_"), viewer: (*viewer).to_owned() };
    let entries = (from..).zip(viewers).map(entry).collect();
    joined.report(vec![Fact::GiveawayEntry { round, entries }]).await;
}

#[tokio::test]
async fn a_giveaway_is_run_from_beginning_to_end() {
    let server = Server::start().await;
    assert_eq!(given(&server, "buzzchat_get_giveaway", json!({})).await["state"], "none");
    refused(&server, "buzzchat_close_giveaway", json!({}), "VALIDATION_ERROR").await;
    refused(&server, "buzzchat_get_giveaway_proof", json!({}), "NOT_FOUND").await;
    let opened = given(&server, "buzzchat_open_giveaway", json!({})).await;
    assert_eq!((&opened["state"], &opened["keywords"]), (&json!("open"), &json!(["enter"])));
    let mut joined = Device::new("dev_1").pair(&server).await;
    enter(&mut joined, &["ann", "bob", "cem"]).await;
    joined.close().await;
    let entries = given(&server, "buzzchat_list_giveaway_entries", json!({ "limit": 2, "offset": 1 })).await;
    assert_eq!((&entries["total"], &entries["entries"][0]["username"]), (&json!(3), &json!("bob")));
    assert_eq!(entries["entries"].as_array().unwrap().len(), 2);
    assert_eq!(given(&server, "buzzchat_close_giveaway", json!({})).await["state"], "closed");
    let picked = given(&server, "buzzchat_pick_winner", json!({ "count": 2 })).await;
    let giveaway = given(&server, "buzzchat_get_giveaway", json!({})).await;
    assert_eq!(giveaway["winners"], picked["winners"]);
    assert_eq!((picked["winners"].as_array().unwrap().len(), &giveaway["entries"]), (2, &json!(3)));
    let proof = given(&server, "buzzchat_get_giveaway_proof", json!({})).await;
    assert!(proof["proof"].as_str().unwrap().contains("\"draws\""), "{proof}");
    refused(&server, "buzzchat_pick_winner", json!({ "count": 2 }), "VALIDATION_ERROR").await;
    given(&server, "buzzchat_clear_giveaway_entries", json!({})).await;
    assert_eq!(given(&server, "buzzchat_list_giveaway_entries", json!({})).await["total"], 0);
}

#[tokio::test]
async fn a_line_is_sent_by_the_device_and_not_without_one() {
    let server = Arc::new(Server::start().await);
    let told = refused(&server, "buzzchat_send_message", json!({ "message": "hi" }), "BOT_INACTIVE").await;
    assert_eq!(told, "No live stream page is open");
    let mut joined = Device::new("dev_1").pair(&server).await;
    assert_eq!(given(&server, "buzzchat_get_status", json!({})).await["devicesConnected"], 1);
    let sent = tokio::spawn({
        let server = Arc::clone(&server);
        async move { given(&server, "buzzchat_send_message", json!({ "message": "hi", "delay": 5 })).await }
    });
    let (id, command) = joined.command().await;
    assert_eq!(command, Command::SendMessage { message: "hi".into(), delay: 5 });
    let outcome = Outcome::Message { message: "msg_1".into(), at: 1_737_714_600_000 };
    joined.socket.say(&Frame::Reply { id, outcome }).await;
    assert_eq!(sent.await.unwrap(), json!({ "messageId": "msg_1", "sentAt": "2025-01-24T10:30:00Z" }));
}

#[tokio::test]
async fn messages_to_people_are_sent_listed_and_read() {
    let server = Server::start().await;
    let to = json!({ "channel": "whatsapp", "phone": "+1 415 555 2671" });
    refused(&server, "buzzchat_read_messages", to.clone(), "NOT_FOUND").await;
    let message = json!({ "channel": "whatsapp", "to": "+14155552671", "text": "Your order is on its way!" });
    let sent = given(&server, "buzzchat_send_direct_message", message).await;
    let answer = json!({ "channel": "whatsapp", "from": "+14155552671", "text": "Thanks!" });
    let heard = server.post("/v1/sandbox/messages", answer).await.data_of(201).clone();
    let listed = given(&server, "buzzchat_list_conversations", json!({})).await;
    assert_eq!(&listed, server.get("/v1/conversations").await.data());
    assert_eq!((&listed["conversations"][0]["lastMessage"], &listed["nextCursor"]), (&heard, &Value::Null));
    let by_id = json!({ "conversationId": sent["conversationId"] });
    for which in [to, by_id] {
        let read = given(&server, "buzzchat_read_messages", which).await;
        assert_eq!((&read["messages"][0], &read["messages"][1]["id"]), (&heard, &sent["id"]), "{read}");
    }
    let both = json!({ "conversationId": sent["conversationId"], "phone": "+14155552671" });
    refused(&server, "buzzchat_read_messages", both, "VALIDATION_ERROR").await;
    refused(&server, "buzzchat_read_messages", json!({ "conversationId": "cnv_none" }), "NOT_FOUND").await;
}
