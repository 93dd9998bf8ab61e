//! Commands that viewers write, and the variables of texts.

use super::stage::{Stage, check, line};
use buzzchat::protocol::{
    ChatCommand, ChatLine, Command, Fact, FaqRule, Input, Kind, Role, Settings, SettingsPatch, TimerMessage,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn command(name: &str, reply: &str) -> ChatCommand {
    ChatCommand { name: name.into(), reply: reply.into(), cooldown: 0, ..ChatCommand::default() }
}

fn knowing(commands: Vec<ChatCommand>) -> Stage {
    Stage::answering(SettingsPatch { commands: Some(commands), ..SettingsPatch::default() })
}

#[test]
fn a_command_is_answered_by_any_of_its_names() {
    let size =
        ChatCommand { aliases: vec!["sizes".into(), "größe".into()], ..command("size", "S to XL, {username}") };
    check(
        knowing(vec![size]),
        "
        ann: !size
        > S to XL, @ann
        +1000
        bob: !SIZES please
        > S to XL, @bob
        +1000
        cem: !GRÖSSE
        cem: !Größe
        > S to XL, @cem
        dee: what is !size
        eve: !sizeable
        +5000
    ",
    );
}

#[test]
fn what_stands_behind_the_name_is_repeated_as_data() {
    check(
        knowing(vec![command("say", "{username} says {args} ({count})")]),
        "
        ann: !say hello {username} {date}
        > @ann says hello {username} {date} (1)
        +1000
        bob: !say
        > @bob says  (2)
        +1000
        eve: !say /ban ann
        > @eve says /ban ann (3)
    ",
    );
}

#[test]
fn a_command_never_makes_a_line_a_command_of_the_platform() {
    check(
        knowing(vec![command("echo", "{args}")]),
        "
        eve: !echo /ban ann
        > ban ann
        +6000
        eve: !echo //  / ban bob
        > ban bob
        +6000
        eve: !echo \u{feff}/\u{200b}/ban cem
        > ban cem
    ",
    );
}

#[test]
fn an_answer_that_says_nothing_is_not_said_and_holds_nobody_up() {
    let stage = check(
        knowing(vec![command("echo", "{args}"), command("info", "here")]),
        "
        ann: !info
        > here
        eve: !echo
        bob: !info
        +5000
        > here
    ",
    );
    let skipped: Vec<_> = stage.skipped().into_iter().map(|(part, reason)| (part.viewer.as_deref(), reason)).collect();
    assert_eq!(skipped, [(Some("eve"), "There is nothing to say")]);
}

#[test]
fn it_rests_for_everybody_and_for_the_viewer() {
    let both = ChatCommand { cooldown: 10_000, viewer_cooldown: 30_000, ..command("info", "here: {username}") };
    check(
        knowing(vec![both]),
        "
        ann: !info
        > here: @ann
        bob: !info
        +10000
        ann: !info
        bob: !info
        > here: @bob
        +20000
        ann: !info
        > here: @ann
    ",
    );
}

#[test]
fn a_cooldown_of_zero_is_none() {
    check(
        knowing(vec![command("info", "here: {count}")]),
        "
        ann: !info
        > here: 1
        +1000
        ann: !info
        > here: 2
    ",
    );
}

#[test]
fn cooldowns_survive_a_restart() {
    let rests = ChatCommand { cooldown: 60_000, ..command("info", "here") };
    let mut stage = check(knowing(vec![rests]), "ann: !info\n> here");
    stage.restart();
    stage.connect();
    check(
        stage,
        "
        bob: !info
        +60000
        bob: !info
        > here
    ",
    );
}

#[test]
fn roles_are_asked_for() {
    let mods = ChatCommand { roles: vec![Role::Moderator, Role::Vip], ..command("raid", "off we go") };
    let mut stage = check(knowing(vec![mods]), "ann: !raid\n+2000");
    stage.rows(vec![ChatLine { roles: vec![Role::Vip], ..line("vic", "!raid") }]);
    assert_eq!(stage.texts(), ["off we go"]);
}

#[test]
fn a_command_ends_the_line_and_an_unknown_one_may_be_a_question() {
    let rule = FaqRule { triggers: vec!["shipping".into()], reply: "3 days".into(), ..FaqRule::default() };
    let patch = SettingsPatch {
        faq_rules: Some(vec![rule]),
        commands: Some(vec![command("size", "S to XL")]),
        ..SettingsPatch::default()
    };
    check(
        Stage::answering(patch),
        "
        ann: !size and shipping
        > S to XL
        +1000
        bob: !shipping
        > @bob 3 days
    ",
    );
}

#[test]
fn uses_are_counted_apart_from_questions() {
    let stage = check(
        knowing(vec![ChatCommand { id: "cmd_a".into(), ..command("a", "b {count}") }]),
        "
        ann: !a
        > b 1
        +1000
        bob: !A
        > b 2
    ",
    );
    let used = |fact: &&Fact| matches!(fact, Fact::MessageReceived { kind: Kind::Command, .. });
    assert_eq!(stage.facts().filter(used).count(), 2);
    assert_eq!(stage.engine.view().totals.questions_answered, 0);
    assert_eq!(stage.engine.view().totals.other_messages, 2);
}

#[test]
fn two_commands_cannot_share_a_name() {
    let mut stage = Stage::live();
    let second = ChatCommand { aliases: vec!["SIZE".into()], ..command("b", "c") };
    let patch = SettingsPatch { commands: Some(vec![command("size", "a"), second]), ..SettingsPatch::default() };
    let outcome = stage.command(Command::change(patch));
    assert!(
        matches!(&outcome, Some(buzzchat::protocol::Outcome::Refused { field, message, .. })
        if field.as_deref() == Some("commands[1]") && message.contains("\"size\"")),
        "{outcome:?}"
    );
    assert_eq!(stage.engine.view().settings.commands, Settings::default().commands);
}

#[test]
fn texts_know_time_platform_and_viewers() {
    let text = "{time} {date} {uptime} {platform} {viewers} {username} {unknown} {";
    let timer = TimerMessage { text: text.into(), interval: 65.0, ..TimerMessage::default() };
    let mut stage = Stage::answering(SettingsPatch { timer_messages: Some(vec![timer]), ..SettingsPatch::default() });
    // The tests' time starts at 03:00 UTC on the 21st of November 2026: still the evening before in New York.
    stage.input(Input::Zone { minutes: -5 * 60 });
    check(
        stage,
        "
        ann: hi
        bob: hi
        ann: hello
        +3900000
        > 11:05 PM Nov 20, 2026 1h 5m Demo 2 {username} {unknown} {
    ",
    );
}
