//! Settings of every kind go out into a file and come back as they were.

use super::stage::Stage;
use buzzchat::protocol::{
    ChatCommand, Command, Export, FaqRule, MatchMode, Outcome, QuickReply, Settings, TimerMessage,
};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z{}\"\\\\,=é🎉 ]{0,30}", ".{0,60}"].prop_map(|text| format!("x{text}"))
}

fn texts(most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 0..most)
}

fn rules() -> impl Strategy<Value = Vec<FaqRule>> {
    let flags = any::<[bool; 3]>();
    let mode = prop::sample::select(vec![MatchMode::Word, MatchMode::Phrase, MatchMode::Contains]);
    let rule = (prop::collection::vec(text(), 1..4), texts(3), text(), texts(3), mode, flags, 0..86_400_000_u64);
    prop::collection::vec(rule, 0..6).prop_map(|rules| {
        let mut made = Vec::new();
        for (n, (triggers, exclude, reply, variants, mode, [case_sensitive, typos, enabled], cooldown)) in
            rules.into_iter().enumerate()
        {
            let (id, viewer_cooldown) = (format!("faq_{n}"), cooldown / 2);
            made.push(FaqRule {
                id,
                triggers,
                exclude,
                reply,
                variants,
                mode,
                case_sensitive,
                typos,
                cooldown,
                viewer_cooldown,
                enabled,
            });
        }
        made
    })
}

/// Settings that the checks let pass.
fn settings() -> impl Strategy<Value = Settings> {
    let timers = prop::collection::vec((text(), texts(3), 1..14_400_u32, 0..9_u64, any::<bool>()), 0..4);
    let commands = prop::collection::vec((text(), 0..86_400_000_u64, any::<bool>()), 0..4);
    let times = (0..600_000_u64, 0..604_800_000_u64, 0..3_600_000_u64, 2..11_u32);
    (any::<[bool; 9]>(), text(), texts(4), timers, rules(), commands, texts(5), times).prop_map(
        |(flags, welcome_message, welcome_variants, timers, faq_rules, commands, words, times)| {
            let timer = |(n, (text, variants, tenths, min_lines, enabled)): (usize, (String, _, u32, u64, bool))| {
                let interval = f64::from(tenths) / 10.0;
                TimerMessage { id: format!("timer_{n}"), text, variants, interval, min_lines, enabled }
            };
            let command = |(n, (reply, cooldown, enabled)): (usize, (String, u64, bool))| {
                let (id, name) = (format!("cmd_{n}"), format!("name{n}"));
                ChatCommand { id, name, reply, cooldown, enabled, ..ChatCommand::default() }
            };
            let quick = |(n, text): (usize, &String)| QuickReply { id: format!("quick_{n}"), text: text.clone() };
            Settings {
                quick_replies: welcome_variants.iter().enumerate().map(quick).collect(),
                quick_bar_enabled: flags[8],
                welcome_enabled: flags[0],
                timer_enabled: flags[1],
                faq_enabled: flags[2],
                commands_enabled: flags[3],
                moderation_enabled: flags[4],
                block_repeats: flags[5],
                giveaway_exclude_winners: flags[6],
                alerts_enabled: flags[7],
                welcome_message,
                welcome_variants,
                timer_messages: timers.into_iter().enumerate().map(timer).collect(),
                faq_rules,
                commands: commands.into_iter().enumerate().map(command).collect(),
                welcome_delay: times.0,
                welcome_window: times.1,
                timer_gap: times.2,
                max_repeats: times.3,
                blocked_words: words.clone(),
                alert_keywords: words,
                ..Settings::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_exported_is_imported_as_it_was(wanted in settings(), held in settings()) {
        let mut stage = Stage::with(wanted.clone().into());
        prop_assert_eq!(stage.engine.view().settings, Settings { bot_active: true, ..wanted.clone() });
        stage.restart();
        let document = stage.engine.export(Export::Settings);
        let mut other = Stage::with(held.into());
        let outcome = other.command(Command::ImportSettings { document });
        prop_assert_eq!(outcome, Some(Outcome::Imported { left_out: Vec::new() }));
        other.restart();
        prop_assert_eq!(other.engine.view().settings, Settings { bot_active: true, ..wanted });
    }
}
