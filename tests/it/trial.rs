//! Trying a line: what the bot would make of it, and that nothing comes of asking.

use super::stage::Stage;
use buzzchat::engine::try_line;
use buzzchat::protocol::{ChatCommand, Command, FaqRule, Manner, Role, Settings, SettingsPatch, Trial};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn shop() -> Stage {
    let rule = FaqRule {
        id: "faq_size".into(),
        triggers: vec!["size".into()],
        reply: "On {platform} we sell S to XL, {username}!".into(),
        ..FaqRule::default()
    };
    let command = |id: &str, name: &str, roles: Vec<Role>| ChatCommand {
        id: id.into(),
        name: name.into(),
        reply: "{username} asked for {args}, number {count}".into(),
        roles,
        ..ChatCommand::default()
    };
    Stage::answering(SettingsPatch {
        faq_rules: Some(Settings::default().faq_rules.into_iter().chain([rule]).collect()),
        commands: Some(vec![command("cmd_1", "size", Vec::new()), command("cmd_2", "vault", vec![Role::Vip])]),
        alerts_enabled: Some(true),
        alert_keywords: Some(vec!["refund".into()]),
        moderation_enabled: Some(true),
        blocked_words: Some(vec!["scam".into()]),
        ..SettingsPatch::default()
    })
}

fn tried(stage: &Stage, line: &str) -> Trial {
    stage.engine.try_line(line)
}

#[test]
fn the_reply_is_what_would_stand_in_the_chat() {
    let mut stage = shop();
    for line in ["how long does shipping take?", "which size?", "!size XL please"] {
        let trial = tried(&stage, line);
        let reply = trial.rule.map(|rule| rule.reply).or(trial.command.map(|command| command.reply)).unwrap();
        stage.says("viewer", line);
        stage.wait(5_000);
        assert_eq!(stage.texts().last(), Some(&reply.as_str()), "{line}");
    }
}

#[test]
fn it_says_how_the_line_has_the_trigger_or_why_nothing_fires() {
    let stage = shop();
    let rule = tried(&stage, "how mutch is shiping?").rule.unwrap();
    assert_eq!(
        (rule.id.as_str(), rule.trigger.as_str(), rule.how, rule.found.as_str()),
        ("faq_shipping", "shipping", Manner::Typo, "shiping")
    );
    let near = tried(&stage, "what a relationship").near.unwrap();
    assert_eq!((near.id.as_str(), near.trigger.as_str()), ("faq_shipping", "ship"));
    assert!(near.sentence.contains("relationship"), "{}", near.sentence);
    assert_eq!(tried(&stage, "hello"), Trial::default());
    assert_eq!(tried(&stage, ""), Trial::default());
}

#[test]
fn commands_come_before_questions_and_blocked_words_before_everything() {
    let stage = shop();
    let trial = tried(&stage, "!vault size refund");
    assert_eq!(trial.alert.as_deref(), Some("refund"));
    let command = trial.command.unwrap();
    assert_eq!((command.name.as_str(), command.roles), ("!vault", vec![Role::Vip]));
    assert_eq!(trial.rule, None);
    assert_eq!(tried(&stage, "!nothing about shipping").rule.map(|rule| rule.id).as_deref(), Some("faq_shipping"));
    let blocked = tried(&stage, "shipping is a scam, refund!");
    assert_eq!(blocked, Trial { blocked: Some("scam".into()), ..Trial::default() });
}

#[test]
fn a_giveaway_is_entered_while_it_is_open() {
    let mut stage = shop();
    let enters = |stage: &Stage| tried(stage, "enter").enters;
    assert!(!enters(&stage));
    stage.command(Command::OpenGiveaway);
    assert!(enters(&stage));
    assert!(!tried(&stage, "hello").enters);
    stage.command(Command::CloseGiveaway);
    assert!(!enters(&stage));
}

#[test]
fn answers_that_are_switched_off_are_told_so() {
    let mut stage = shop();
    stage.command(Command::change(SettingsPatch { faq_enabled: Some(false), ..SettingsPatch::default() }));
    assert!(tried(&stage, "shipping?").rule.unwrap().off);
    stage.says("ann", "shipping?");
    assert!(stage.texts().is_empty());
}

#[test]
fn nothing_comes_of_asking() {
    let mut stage = shop();
    let (events, rows) = (stage.events.len(), stage.disk.rows_of(""));
    tried(&stage, "shipping? !size enter refund");
    stage.wait(60_000);
    assert_eq!((stage.events.len(), stage.disk.rows_of(""), stage.texts().len()), (events, rows, 0));
    assert_eq!(stage.engine.feed_end(), 0);
}

#[test]
fn settings_are_tried_without_an_engine_and_viewers_may_be_ignored() {
    let settings = Settings { ignored_viewers: vec!["Troll".into()], ..Settings::default() };
    let of = |viewer: &str| try_line(settings.clone(), viewer, "shipping?");
    assert_eq!(of("ann").rule.map(|rule| rule.reply).as_deref(), Some("Shipping takes 3-5 business days."));
    assert_eq!(of("@troll"), Trial { ignored: true, ..Trial::default() });
    assert!(of("nightbot").ignored);
}
