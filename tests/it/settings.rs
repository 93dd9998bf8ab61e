//! Settings: what is taken, what is refused, and how a list keeps its order.

use super::stage::Stage;
use buzzchat::protocol::{Command, Fact, ItemEdit, Outcome, RefusalCode, Settings, SettingsPatch};
use serde_json::json;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[track_caller]
fn change(stage: &mut Stage, patch: &serde_json::Value) {
    let patch = SettingsPatch::parse(patch).unwrap();
    assert_eq!(stage.command(Command::change(patch)), Some(Outcome::Done));
}

fn settings(stage: &Stage) -> Settings {
    stage.engine.view().settings
}

#[test]
fn a_wrong_field_is_named_and_nothing_is_applied() {
    let cases = [
        (json!({"welcomeMesage": "x"}), "welcomeMesage", "Unknown setting"),
        (json!({"welcomeEnabled": "yes"}), "welcomeEnabled", "expected a boolean"),
        (json!({"welcomeDelay": -1}), "welcomeDelay", "welcomeDelay"),
        (json!({"faqRules": {}}), "faqRules", "must be a list"),
        (json!({"faqRules": [{"triggers": ["a"], "reply": "b"}, {"triggers": ["a"]}]}), "faqRules[1]", "reply"),
        (json!({"timerMessages": [{"text": "x", "interval": 5, "every": 1}]}), "timerMessages[0]", "every"),
        (json!({"faqRules": [["id", ["t"], "reply"]]}), "faqRules[0]", "must be an object"),
        (json!([]), "", "JSON object"),
    ];
    for (body, field, message) in cases {
        let error = SettingsPatch::parse(&body).unwrap_err();
        assert_eq!(error.field, field, "{body}");
        assert!(error.message.contains(message), "{}", error.message);
    }
}

#[test]
fn a_value_out_of_range_is_refused_with_its_field() {
    let cases = [
        (json!({"welcomeMessage": "  "}), "welcomeMessage"),
        (json!({"welcomeMessage": "/announce hi"}), "welcomeMessage"),
        (json!({"welcomeMessage": "x".repeat(501)}), "welcomeMessage"),
        (json!({"welcomeDelay": 600_001}), "welcomeDelay"),
        (json!({"timerMessages": [{"text": "x", "interval": 0}]}), "timerMessages[0].interval"),
        (json!({"timerMessages": [{"text": "x", "interval": 1, "minLines": 10_001}]}), "timerMessages[0].minLines"),
        (json!({"faqRules": [{"triggers": [], "reply": "b"}]}), "faqRules[0].triggers"),
        (json!({"faqRules": [{"triggers": ["(a"], "reply": "b", "mode": "regex"}]}), "faqRules[0].triggers[0]"),
        (
            json!({"faqRules": [{"id": "a", "triggers": ["a"], "reply": "b"}, {"id": "a", "triggers": ["c"], "reply": "d"}]}),
            "faqRules",
        ),
        (json!({"giveawayKeywords": []}), "giveawayKeywords"),
        (json!({"quickReplies": [{"text": "ok"}, {"text": " "}]}), "quickReplies[1].text"),
        (json!({"quickReplies": [{"text": "/ban ann"}]}), "quickReplies[0].text"),
        (json!({"quickReplies": vec![json!({"text": "x"}); 10]}), "quickReplies"),
    ];
    for (body, wanted) in cases {
        let mut stage = Stage::live();
        let (before, events) = (settings(&stage), stage.events.len());
        let patch = SettingsPatch::parse(&body).unwrap();
        match stage.command(Command::change(SettingsPatch { welcome_enabled: Some(false), ..patch })) {
            Some(Outcome::Refused { field, .. }) => assert_eq!(field.as_deref(), Some(wanted), "{body}"),
            other => panic!("{body}: {other:?}"),
        }
        assert_eq!((settings(&stage), stage.events.len()), (before, events), "nothing is half-applied");
    }
}

#[test]
fn writing_what_is_there_is_no_event() {
    let mut stage = Stage::live();
    let before = stage.events.len();
    let held = settings(&stage);
    change(&mut stage, &serde_json::to_value(&held).unwrap());
    assert_eq!(stage.events.len(), before);
}

#[test]
fn lists_keep_order_ids_and_deletions() {
    let mut stage = Stage::live();
    let rule = |id: &str, reply: &str| json!({"id": id, "triggers": ["t"], "reply": reply});
    change(&mut stage, &json!({"faqRules": [rule("b", "1"), rule("a", "2"), {"triggers": ["new"], "reply": "3"}]}));
    let ids: Vec<_> = settings(&stage).faq_rules.iter().map(|rule| rule.id.clone()).collect();
    assert_eq!(ids[..2], ["b", "a"], "the seeded rules are gone");
    assert!(ids[2].starts_with("faq_"), "a rule without an id gets one");
    change(&mut stage, &json!({"faqRules": [rule("a", "2")]}));
    stage.restart();
    let replies: Vec<_> = settings(&stage).faq_rules.into_iter().map(|rule| rule.reply).collect();
    assert_eq!(replies, ["2"]);
}

#[test]
fn only_the_changed_fields_are_recorded() {
    let mut stage = Stage::live();
    change(&mut stage, &json!({"welcomeMessage": "Hey {username}", "welcomeEnabled": true}));
    let Some(Fact::SettingsChanged { changes }) = stage.facts().last() else { panic!() };
    assert_eq!(changes.len(), 1);
}

#[test]
fn keys_are_shown_once_kept_as_hashes_and_limited() {
    let mut stage = Stage::live();
    for n in 0..5 {
        let Some(Outcome::Key { text, mask, .. }) = stage.command(Command::CreateKey { name: format!("key {n}") })
        else {
            panic!()
        };
        assert!(text.len() == 56 && text.starts_with("bz_live_") && text[8..].chars().all(|c| c.is_ascii_hexdigit()));
        assert_eq!(mask, format!("{}…{}", &text[..11], &text[52..]));
        let stored = format!("{:?}", stage.events) + &format!("{:?}", stage.engine.view());
        assert!(!stored.contains(&text[8..]), "the text is nowhere");
    }
    assert!(matches!(stage.command(Command::CreateKey { name: "sixth".into() }), Some(Outcome::Refused { .. })));
    let key = stage.engine.view().keys[0].key.clone();
    assert_eq!(stage.command(Command::RevokeKey { key }), Some(Outcome::Done));
    assert_eq!(stage.engine.view().keys.len(), 4);
    assert!(matches!(stage.command(Command::RevokeKey { key: "key_x".into() }), Some(Outcome::Refused { .. })));
    assert!(matches!(stage.command(Command::CreateKey { name: " ".into() }), Some(Outcome::Refused { .. })));
}

#[test]
fn a_list_without_ids_sent_again_changes_nothing() {
    let mut stage = Stage::live();
    let list = json!({"faqRules": [{"triggers": ["a"], "reply": "1"}, {"triggers": ["b"], "reply": "2"}]});
    change(&mut stage, &list);
    let (held, events) = (settings(&stage), stage.events.len());
    change(&mut stage, &list);
    assert_eq!((settings(&stage), stage.events.len()), (held.clone(), events));
    change(
        &mut stage,
        &json!({"faqRules": [{"triggers": ["a"], "reply": "1"}, {"triggers": ["b"], "reply": "changed"}]}),
    );
    assert_eq!(settings(&stage).faq_rules[1].id, held.faq_rules[1].id, "the item in its place keeps its id");
}

fn edit(stage: &mut Stage, list: &str, item: &str, edit: ItemEdit) -> Option<Outcome> {
    stage.command(Command::EditItem { list: list.into(), item: item.into(), edit })
}

fn fields(value: &serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    value.as_object().cloned().unwrap()
}

#[test]
fn one_item_is_edited_and_the_others_stay() {
    let mut stage = Stage::live();
    let before = settings(&stage);
    let added = ItemEdit::Add(fields(&json!({"triggers": ["size"], "reply": "S to XL", "id": "another"})));
    assert_eq!(edit(&mut stage, "faqRules", "faq_size", added.clone()), Some(Outcome::Done));
    let change = ItemEdit::Change(fields(&json!({"reply": "Tomorrow", "id": "another"})));
    assert_eq!(edit(&mut stage, "faqRules", "faq_shipping", change), Some(Outcome::Done));
    let now = settings(&stage);
    let ids: Vec<_> = now.faq_rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["faq_shipping", "faq_payment", "faq_size"], "the command names the item, its fields do not");
    assert_eq!(
        (now.faq_rules[0].reply.as_str(), &now.faq_rules[0].triggers),
        ("Tomorrow", &before.faq_rules[0].triggers)
    );
    assert_eq!(edit(&mut stage, "faqRules", "faq_payment", ItemEdit::Remove), Some(Outcome::Done));
    assert_eq!(settings(&stage).faq_rules, [now.faq_rules[0].clone(), now.faq_rules[2].clone()]);
    let (events, refusals) = (
        stage.events.len(),
        [
            (edit(&mut stage, "faqRules", "faq_size", added), RefusalCode::ValidationError),
            (edit(&mut stage, "faqRules", "faq_payment", ItemEdit::Remove), RefusalCode::NotFound),
            (edit(&mut stage, "faqRules", "", ItemEdit::Add(fields(&json!({})))), RefusalCode::ValidationError),
            (edit(&mut stage, "welcomeMessage", "x", ItemEdit::Remove), RefusalCode::ValidationError),
            (
                edit(&mut stage, "commands", "cmd_1", ItemEdit::Add(fields(&json!({"name": "x", "reply": " "})))),
                RefusalCode::ValidationError,
            ),
            (
                edit(&mut stage, "timerMessages", "t", ItemEdit::Add(fields(&json!({"text": "x", "every": 1})))),
                RefusalCode::ValidationError,
            ),
        ],
    );
    for (outcome, wanted) in refusals {
        assert!(matches!(&outcome, Some(Outcome::Refused { code, .. }) if *code == wanted), "{outcome:?}");
    }
    assert_eq!(stage.events.len(), events, "what is refused changes nothing");
}
