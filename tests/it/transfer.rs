//! Settings as files: what goes out comes back, what another extension wrote is taken as far as it goes, and a hostile file
//! changes nothing.

use super::stage::Stage;
use buzzchat::protocol::{Command, Export, LeftOut, MatchMode, Outcome, QuickReply, Settings, SettingsPatch};
use buzzchat::transfer;
use serde_json::{Value, json};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const ORIGINAL: &str = include_str!("../fixtures/settings/original-export.json");

fn import(stage: &mut Stage, document: &str) -> Option<Outcome> {
    stage.command(Command::ImportSettings { document: document.into() })
}

#[track_caller]
fn imported(stage: &mut Stage, document: &str) -> Vec<LeftOut> {
    match import(stage, document) {
        Some(Outcome::Imported { left_out }) => left_out,
        other => panic!("{other:?}"),
    }
}

fn file(accounts: &Value) -> Value {
    json!({ "format": "buzzchat", "version": 1, "accounts": accounts })
}

fn names(stage: &Stage) -> Vec<String> {
    stage.engine.view().accounts.into_iter().map(|account| account.name).collect()
}

#[test]
fn an_exported_account_comes_back_as_it_was() {
    let mut stage = Stage::live();
    let patch = json!({
        "welcomeMessage": "Hey {username}", "welcomeVariants": ["Hi {username}"], "faqRules": [
            { "triggers": ["size"], "reply": "S to XL", "mode": "phrase", "viewerCooldown": 0, "exclude": ["no"] }
        ],
        "timerMessages": [{ "text": "Follow us", "interval": 2.5, "minLines": 0 }],
        "commands": [{ "name": "size", "aliases": ["sizes"], "reply": "S to XL {args}", "roles": ["moderator"] }],
        "giveawayKeywords": ["win", "me too"], "alertKeywords": ["refund"]
    });
    stage.command(Command::change(SettingsPatch::parse(&patch).unwrap()));
    let text = stage.engine.export(Export::Settings);
    assert_eq!(text, stage.engine.export(Export::Settings), "the same state gives the same text");
    let mut other = Stage::fresh();
    assert_eq!(imported(&mut other, &text), []);
    assert_eq!(other.engine.view().settings, Settings { bot_active: false, ..stage.engine.view().settings });
    let events = other.events.len();
    imported(&mut other, &text);
    assert_eq!(other.events.len(), events, "the same again changes nothing");
}

#[test]
fn a_file_holds_no_keys_no_counts_and_no_switch() {
    let mut stage = Stage::live();
    stage.command(Command::CreateKey { name: "Stream deck".into() });
    stage.says("ann", "shipping?");
    let text = stage.engine.export(Export::Settings);
    for word in ["bz_live", "Stream deck", "ann", "botActive", "tier"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn a_whole_workspace_is_restored_account_by_account() {
    let mut stage = Stage::fresh();
    stage.command(Command::RenameAccount { account: "acc_1".into(), name: "Main Store".into() });
    stage.command(Command::CreateAccount { name: "Summer Sale".into() });
    stage.command(Command::CreateAccount { name: "Winter Sale".into() });
    let text = stage.engine.export(Export::Settings);
    let mut other = Stage::live();
    other.command(Command::CreateAccount { name: "Winter Sale".into() });
    other.command(Command::CreateAccount { name: "Mine".into() });
    imported(&mut other, &text);
    assert_eq!(names(&other), ["Main Store", "Winter Sale", "Mine", "Summer Sale"]);
    assert!(other.engine.view().settings.bot_active, "an import does not switch the bot");
    assert!(other.engine.view().accounts[0].active);
}

#[test]
fn more_accounts_than_there_is_room_for_change_nothing() {
    let mut stage = Stage::fresh();
    for n in 2..=9 {
        stage.command(Command::CreateAccount { name: format!("setup {n}") });
    }
    let accounts: Vec<_> = (0..3).map(|n| json!({ "name": format!("new {n}"), "settings": {} })).collect();
    let events = stage.events.len();
    assert!(matches!(import(&mut stage, &file(&json!(accounts)).to_string()), Some(Outcome::Refused { .. })));
    assert_eq!(stage.events.len(), events);
}

#[test]
fn a_wrong_field_of_our_own_file_is_named_and_nothing_is_taken() {
    let account = |settings: Value| file(&json!([{ "name": "Main", "settings": settings }]));
    let with = |name: &str, value: Value| {
        let mut root = account(json!({}));
        root[name] = value;
        root
    };
    let cases = [
        (json!({ "format": "other" }), "format"),
        (with("version", json!(2)), "version"),
        (with("tier", json!("business")), "tier"),
        (with("keys", json!([])), "keys"),
        (with("accounts", json!([])), "accounts"),
        (with("accounts", json!([{ "name": "Main", "settings": {}, "keys": [] }])), "accounts[0].keys"),
        (with("accounts", json!([{ "settings": {} }])), "accounts[0].name"),
        (with("accounts", json!([{ "name": "Main" }])), "accounts[0].settings"),
        (account(json!({ "tier": "pro" })), "accounts[0].settings.tier"),
        (account(json!({ "botActive": true })), "accounts[0].settings.botActive"),
        (account(json!({ "welcomeDelay": -1 })), "accounts[0].settings.welcomeDelay"),
        (account(json!({ "welcomeDelay": 600_001 })), "accounts[0].settings.welcomeDelay"),
        (account(json!({ "faqRules": [{ "triggers": ["a"] }] })), "accounts[0].settings.faqRules[0]"),
        (account(json!({ "welcomeMessage": "x".repeat(20_000) })), "accounts[0].settings.welcomeMessage"),
        (account(json!({ "blockedWords": vec!["a"; 10_001] })), "accounts[0].settings.blockedWords"),
        (account(json!({ "faqRules": [{ "constructor": {} }] })), "accounts[0].settings.faqRules[0].constructor"),
        (with("__proto__", json!({ "tier": "pro" })), "__proto__"),
    ];
    let mut stage = Stage::live();
    let events = stage.events.len();
    for (document, wanted) in cases {
        match import(&mut stage, &document.to_string()) {
            Some(Outcome::Refused { field, .. }) => assert_eq!(field.as_deref(), Some(wanted), "{document}"),
            other => panic!("{document}: {other:?}"),
        }
    }
    assert_eq!(stage.events.len(), events);
}

#[test]
fn what_is_no_settings_file_is_refused() {
    let mut stage = Stage::live();
    let bomb = format!("{{\"welcome\":{}", "[".repeat(1_000_000));
    let deep = format!("{{\"welcome\":{{\"a\":{}1{}}}}}", "[".repeat(100), "]".repeat(100));
    for document in ["", "{", "[]", "null", "{}", "{\"welcome\":1}", "\u{feff}[]", &bomb, &deep, &" ".repeat(9_000_000)]
    {
        assert!(matches!(import(&mut stage, document), Some(Outcome::Refused { .. })), "{document:.40}");
    }
    let text = format!("\u{feff}{}", stage.engine.export(Export::Settings));
    imported(&mut stage, &text);
}

#[test]
fn the_other_extensions_file_is_taken_as_far_as_it_goes() {
    let mut stage = Stage::fresh();
    let left_out = imported(&mut stage, ORIGINAL);
    let settings = stage.engine.view().settings;
    assert!(!settings.bot_active);
    assert_eq!(
        (settings.welcome_message.as_str(), settings.welcome_delay),
        ("Hey {username}! Good to see you.", 5_000)
    );
    let timers: Vec<_> = settings.timer_messages.iter().map(|timer| (timer.text.as_str(), timer.interval)).collect();
    assert_eq!(timers, [("New drops every Friday!", 5.0), ("Half a minute", 0.5)]);
    let rules: Vec<_> =
        settings.faq_rules.iter().map(|rule| (&rule.triggers[..], rule.mode, rule.case_sensitive)).collect();
    assert_eq!(rules.len(), 2);
    assert_eq!(rules[0], (&["shipping".to_owned(), "ship".into()][..], MatchMode::Word, false));
    assert_eq!(rules[1], (&["DM".to_owned()][..], MatchMode::Word, true));
    let commands: Vec<_> = settings.commands.iter().map(|command| (command.name.as_str(), command.cooldown)).collect();
    assert_eq!(commands, [("size", 30_000), ("sale", 0)]);
    assert_eq!((settings.block_repeats, settings.max_repeats), (true, 4));
    assert_eq!(settings.giveaway_keywords, ["entered", "entry", "enter"]);
    assert_eq!(settings.alert_keywords, ["shipping", "returns"]);
    assert_eq!(texts(&settings.quick_replies), ["SOLD! 🔥", "Thank you!"]);
    let mut fields: Vec<_> = left_out.iter().map(|left| left.field.as_str()).collect();
    fields.sort_unstable();
    let mut wanted = [
        "tier",
        "messagesUsed",
        "messagesLimit",
        "referralBonus",
        "masterEnabled",
        "timer.messages[2]",
        "faq.rules[0].usageCount",
        "faq.rules[1].triggers[1]",
        "faq.rules[1].useAI",
        "faq.rules[2]",
        "faq.rules[3]",
        "giveaway.enabled",
        "giveaway.entries",
        "templates",
        "commands.list[0].usageCount",
        "commands.list[1].usageCount",
        "commands.list[2]",
        "quickReply.minimized",
        "quickReply.position",
        "settings",
        "keywordAlerts.soundEnabled",
        "bidAlerts",
        "inventory",
        "somethingNew",
    ];
    wanted.sort_unstable();
    assert_eq!(fields, wanted);
    let reason = |field: &str| left_out.iter().find(|left| left.field == field).map(|left| left.reason.as_str());
    assert_eq!(reason("timer.messages[2]"), Some("timer.messages[2].text must not be empty"));
    assert!(reason("faq.rules[2]").unwrap().contains("must not begin with \"/\""));
}

#[test]
fn its_nonsense_is_named_and_does_not_stop_the_rest() {
    let document = json!({
        "welcome": { "enabled": "yes", "message": 5, "delay": -1, "color": "red" },
        "timer": { "messages": [7, { "text": "ok", "interval": 10 }] },
        "faq": [],
        "moderation": { "blockedWords": ["ok", 4, " "], "maxRepeatCount": 99 },
        "giveaway": { "keywords": [], "uniqueOnly": false },
        "commands": { "list": "none" }
    });
    let import = transfer::parse(&document.to_string()).unwrap();
    let fields: Vec<_> = import.left_out.iter().map(|left| left.field.as_str()).collect();
    let wanted = [
        "welcome.enabled",
        "welcome.message",
        "welcome.delay",
        "welcome.color",
        "timer.messages[0]",
        "faq",
        "moderation.blockedWords[1]",
        "moderation.blockedWords[2]",
        "moderation.maxRepeatCount",
        "giveaway.keywords",
        "giveaway.uniqueOnly",
        "commands.list",
    ];
    assert_eq!(fields, wanted);
    let settings = &import.accounts[0].settings;
    assert_eq!(settings.timer_messages.as_ref().unwrap().len(), 1);
    assert_eq!(settings.blocked_words.as_deref(), Some(&["ok".to_owned()][..]));
    assert_eq!((settings.welcome_delay, &settings.commands), (None, &None));
}

#[test]
fn its_buttons_and_hotkeys_become_one_list_of_nine() {
    let button = |n: u32| json!({ "text": format!("Button {n}"), "emoji": if n == 1 { "🔥" } else { "" } });
    let document = json!({
        "quickReply": { "enabled": false, "buttons": [button(1), { "text": "", "emoji": "" }, button(2), { "text": "/clear" }] },
        "quickReplies": ["Button 2", "", "a", "b", "c", "d", "e", "f", "g", "h"],
    });
    let import = transfer::parse(&document.to_string()).unwrap();
    let settings = &import.accounts[0].settings;
    assert_eq!(settings.quick_bar_enabled, Some(false));
    let held = settings.quick_replies.as_deref().unwrap();
    assert_eq!(texts(held), ["Button 1 🔥", "Button 2", "a", "b", "c", "d", "e", "f", "g"]);
    let left: Vec<_> = import.left_out.iter().map(|left| left.field.as_str()).collect();
    assert_eq!(left, ["quickReply.buttons[1]", "quickReply.buttons[3]", "quickReplies[1]", "quickReplies"]);
}

fn texts(replies: &[QuickReply]) -> Vec<&str> {
    replies.iter().map(|reply| reply.text.as_str()).collect()
}

#[test]
fn a_flood_of_unknown_fields_is_refused() {
    let mut document = json!({ "welcome": {} });
    for n in 0..1_500 {
        document[format!("field{n}")] = json!(n);
    }
    assert!(transfer::parse(&document.to_string()).is_err());
}
