//! Invariants under random histories.

use super::stage::{Stage, demo_limits, line};
use buzzchat::journal::Shared;
use buzzchat::protocol::{
    Beacon, BeaconLine, Change, Command, Entry, Event, Fact, Input, Kind, LineState, Part, Stream,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const FIFTY_DAYS: u64 = 50 * 24 * 3_600_000;

fn stream() -> Stream {
    super::stage::demo_stream()
}

fn part(id: u8, kind: Kind) -> Part {
    Part { id: format!("msg_{id}"), kind, rule: None, trigger: None, viewer: Some(format!("viewer{}", id % 5)) }
}

fn fact() -> impl Strategy<Value = Fact> {
    let round = || (0..3_u8).prop_map(|n| format!("round_{n}"));
    prop_oneof![
        Just(Fact::BotStarted),
        Just(Fact::BotStopped),
        any::<bool>()
            .prop_map(|value| Fact::SettingsChanged { changes: vec![Change::set("welcomeEnabled", value.into())] }),
        (0..3_u8, any::<bool>(), 0..4_u32).prop_map(|(id, gone, order)| {
            let id = format!("faq_{id}");
            let rule = (!gone).then(|| buzzchat::protocol::FaqRule { id: id.clone(), ..Default::default() });
            Fact::SettingsChanged { changes: vec![Change::item(&id, order, rule.as_ref())] }
        }),
        (0..4_u64, 1..9_u64).prop_map(|(n, lines)| Fact::ChatCounted { hour: n * FIFTY_DAYS / 3_600_000, lines }),
        (0..9_u8).prop_map(|n| Fact::MessageReceived {
            kind: if n % 3 == 0 { Kind::Command } else { Kind::Faq },
            stream: stream(),
            viewer: format!("viewer{n}"),
            text: "?".into(),
            rule: "faq".into(),
            trigger: format!("trigger{}", n % 2),
        }),
        any::<u8>().prop_map(|id| Fact::MessageSent {
            line: format!("line_{id}"),
            stream: stream(),
            text: "hi".into(),
            kind: Kind::Welcome,
            parts: vec![part(id, Kind::Welcome)],
        }),
        round().prop_map(|round| Fact::GiveawayOpened {
            round,
            keywords: vec!["enter".into()],
            commitment: "c".into()
        }),
        (round(), 0..6_u8, 0..50_u64).prop_map(|(round, viewer, at)| {
            let id = format!("evt_{}", ulid::Ulid::from_parts(at, viewer.into()));
            let entry = Entry { at, id, viewer: format!("viewer{viewer}") };
            Fact::GiveawayEntry { round, entries: vec![entry] }
        }),
        (round(), 0..9_u64, 0..9_u64).prop_map(|(round, a, b)| {
            let cut = BTreeMap::from([("dev_0".into(), a), ("dev_1".into(), b)]);
            Fact::GiveawayClosed { round, cut, root: format!("root{}", a % 2), n: b }
        }),
        (round(), 0..3_u8).prop_map(|(round, n)| Fact::GiveawayBeacon { round, lines: beacon_lines(n) }),
        (round(), 1..3_u32, 0..6_u8).prop_map(|(round, draw, viewer)| Fact::GiveawayWinner {
            round,
            draw,
            winners: vec![format!("viewer{viewer}")],
            seed: "00".into(),
            root: format!("root{}", viewer % 2),
            beacon: if viewer < 3 { Beacon::None } else { Beacon::Lines(beacon_lines(1)) },
        }),
        (round(), 1..3_u32, 0..6_u8, 0..3_u8).prop_map(|(round, draw, viewer, what)| {
            let (viewer, text) = (format!("viewer{viewer}"), "here".into());
            match what {
                0 => Fact::GiveawayClaimed { round, draw, viewer, text },
                1 => Fact::GiveawaySaid { round, draw, viewer, text },
                _ => Fact::GiveawayExpired { round, draw, viewer },
            }
        }),
        round().prop_map(|round| Fact::GiveawayCleared { round }),
        (0..3_u8).prop_map(|n| Fact::KeyCreated {
            key: format!("key_{n}"),
            name: "k".into(),
            hash: "h".into(),
            mask: "m".into()
        }),
        (0..3_u8).prop_map(|n| Fact::KeyRevoked { key: format!("key_{n}") }),
        (0..5_u8).prop_map(|n| Fact::AccountCreated { name: format!("account {n}") }),
        (0..5_u8).prop_map(|n| Fact::AccountRenamed { name: format!("renamed {n}") }),
        Just(Fact::AccountDeleted),
        Just(Fact::AccountSwitched),
    ]
}

fn beacon_lines(n: u8) -> Vec<BeaconLine> {
    (0..n).map(|n| BeaconLine { viewer: format!("viewer{n}"), text: "hi".into() }).collect()
}

/// Events of three origins, each origin's numbered without a gap.
fn history() -> impl Strategy<Value = Vec<Event>> {
    // Most of it happens in the first account.
    let account = prop_oneof![3 => Just(1), 2 => 2..5_u8].prop_map(|n| format!("acc_{n}"));
    // Far enough apart that hours are forgotten.
    let at = (0..100_u64, 0..4_u64).prop_map(|(at, n)| at + n * FIFTY_DAYS);
    prop::collection::vec((0..3_usize, at, account, fact()), 1..60).prop_map(|drafts| {
        let mut seqs = [0_u64; 3];
        let event = |(origin, at, account, fact): (usize, u64, String, Fact)| {
            seqs[origin] += 1;
            let (seq, origin) = (seqs[origin], format!("dev_{origin}"));
            Event { id: format!("evt_{origin}_{seq}"), origin, seq, at, account, fact }
        };
        // A key is made once in its life, so its creation is a fact of one origin.
        let mut events: Vec<_> = drafts.into_iter().map(event).collect();
        for event in &mut events {
            if let Fact::KeyCreated { key, .. } = &mut event.fact {
                *key = format!("{key}_{}_{}", event.origin, event.seq);
            }
        }
        events
    })
}

fn fold(events: &[Event]) -> Shared {
    let mut shared = Shared::default();
    for event in events {
        shared.apply(event);
    }
    shared
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_arrival_order_folds_to_the_same_state(events in history(), order in any::<u64>(), again in any::<u64>()) {
        let wanted = fold(&events);
        let mut shuffled = events.clone();
        shuffled.extend(events.iter().filter(|event| (again >> (event.seq % 64)) & 1 == 1).cloned());
        shuffle(&mut shuffled, order);
        let folded = fold(&shuffled);
        prop_assert_eq!(folded.to_transfer(), wanted.to_transfer());
        prop_assert!(folded.accounts().any(|(id, _)| id == folded.active_id()), "the active account exists");
    }

    #[test]
    fn merging_two_replicas_is_the_same_as_knowing_all_events(events in history(), a in any::<[u8; 3]>(), b in any::<[u8; 3]>()) {
        // Each replica knows a prefix of every origin; together they know the longer one.
        let known = |event: &Event, lengths: &[u8; 3]| event.seq <= u64::from(lengths[origin_of(event)] % 16);
        let pick = |keep: &dyn Fn(&Event) -> bool| events.iter().filter(|event| keep(event)).cloned().collect::<Vec<_>>();
        let mut first = fold(&pick(&|event| known(event, &a)));
        let second = fold(&pick(&|event| known(event, &b)));
        let both = fold(&pick(&|event| known(event, &a) || known(event, &b)));
        first.merge(&Shared::from_transfer(&second.to_transfer()).unwrap());
        prop_assert_eq!(first.to_transfer(), both.to_transfer());
    }

    #[test]
    fn a_snapshot_with_its_entries_is_the_whole_state(events in history()) {
        let wanted = fold(&events);
        let mut restored = Shared::from_snapshot(&wanted.to_snapshot()).unwrap();
        let entries: Vec<_> = wanted.entries().map(|(a, r, e)| (a.to_owned(), r.to_owned(), e)).collect();
        entries.into_iter().for_each(|(account, round, stored)| restored.restore_entry(&account, &round, &stored));
        prop_assert_eq!(restored.to_transfer(), wanted.to_transfer());
    }
}

fn origin_of(event: &Event) -> usize {
    event.origin.trim_start_matches("dev_").parse().unwrap()
}

fn shuffle<T>(items: &mut [T], mut state: u64) {
    for index in (1..items.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(index, (state >> 33) as usize % (index + 1));
    }
}

/// What happens to a show: lines, messages, waits, and a worker that dies at the worst moments.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Line(u8, bool),
    Send,
    Wait(u16),
    Restart,
    /// A batch is stored and the worker dies before anything leaves.
    DieAfterCommit,
    Page(Option<LineState>),
    /// A viewer writes the word that enters.
    Enter(u8),
    Giveaway(Command),
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let behaviour = prop_oneof![
        4 => Just(None),
        1 => Just(Some(LineState::Refused)),
        1 => Just(Some(LineState::Unconfirmed)),
        1 => Just(Some(LineState::Typed)),
    ];
    prop_oneof![
        5 => (0..20_u8, any::<bool>()).prop_map(|(viewer, asks)| Step::Line(viewer, asks)),
        3 => Just(Step::Send),
        4 => (1..4_000_u16).prop_map(Step::Wait),
        1 => Just(Step::Restart),
        1 => Just(Step::DieAfterCommit),
        1 => behaviour.prop_map(Step::Page),
        2 => giveaway_step(),
    ]
}

pub(crate) fn giveaway_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..20_u8).prop_map(Step::Enter),
        2 => Just(Step::Giveaway(Command::OpenGiveaway)),
        1 => Just(Step::Giveaway(Command::CloseGiveaway)),
        2 => (1..3_u32).prop_map(|count| Step::Giveaway(Command::PickWinner { count })),
        1 => Just(Step::Giveaway(Command::ClearEntries)),
    ]
}

pub(crate) fn act(stage: &mut Stage, step: &Step, sent: &mut u32) {
    match step {
        Step::Line(viewer, asks) => {
            stage.says(&format!("viewer{viewer}"), if *asks { "how do I pay?" } else { "hello" });
        }
        Step::Send => {
            *sent += 1;
            stage.send(&format!("message {sent}"));
        }
        Step::Wait(milliseconds) => stage.wait(u64::from(*milliseconds)),
        Step::Restart => {
            stage.restart();
            stage.connect();
        }
        Step::DieAfterCommit => {
            *sent += 1;
            let command = Command::SendMessage { message: format!("message {sent}"), delay: 0 };
            let caller = buzzchat::protocol::Caller::Ui { port: 1 };
            stage.commit(Input::Command { caller, id: format!("dying-{sent}"), command });
            stage.restart();
            stage.connect();
        }
        Step::Page(behaviour) => stage.behaviour = *behaviour,
        Step::Enter(viewer) => stage.says(&format!("viewer{viewer}"), "enter"),
        Step::Giveaway(command) => drop(stage.command(command.clone())),
    }
}

/// A show without mishaps: what viewers write, what the seller sends, and time.
#[derive(Clone, Debug)]
enum Scene {
    Line(u8, u8),
    Send,
    Wait(u16),
}

fn scene() -> impl Strategy<Value = Scene> {
    prop_oneof![
        6 => (0..12_u8, 0..7_u8).prop_map(|(viewer, text)| Scene::Line(viewer, text)),
        1 => Just(Scene::Send),
        4 => (1..20_000_u16).prop_map(Scene::Wait),
    ]
}

/// A stage on which everything is switched on.
fn busy_stage() -> Stage {
    use buzzchat::protocol::{ChatCommand, FaqRule, SettingsPatch, TimerMessage};
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    Stage::with(SettingsPatch {
        welcome_variants: Some(words(&["Hi {username}, you are number {count}"])),
        faq_rules: Some(vec![
            FaqRule { id: "faq_a".into(), triggers: words(&["pay"]), reply: "PayPal".into(), ..FaqRule::default() },
            FaqRule {
                id: "faq_b".into(),
                triggers: words(&["ship"]),
                reply: "3 days".into(),
                variants: words(&["Three days", "In three days, {username}"]),
                cooldown: 5_000,
                ..FaqRule::default()
            },
        ]),
        commands: Some(vec![ChatCommand {
            id: "cmd_a".into(),
            name: "say".into(),
            reply: "{args} ({count})".into(),
            cooldown: 2_000,
            ..ChatCommand::default()
        }]),
        timer_messages: Some(vec![
            TimerMessage {
                id: "timer_a".into(),
                text: "one".into(),
                variants: words(&["two"]),
                interval: 0.3,
                ..TimerMessage::default()
            },
            TimerMessage {
                id: "timer_b".into(),
                text: "other".into(),
                interval: 0.5,
                min_lines: 3,
                ..TimerMessage::default()
            },
        ]),
        moderation_enabled: Some(true),
        blocked_words: Some(words(&["scam"])),
        block_repeats: Some(true),
        ..SettingsPatch::default()
    })
}

fn show(stage: &mut Stage, scene: &Scene, sent: &mut u32) {
    const TEXTS: [&str; 7] =
        ["hello", "how do I pay", "ship?", "pay and ship", "!say hi", "a scam", "do you ship to me"];
    match scene {
        Scene::Line(viewer, text) => stage.says(&format!("viewer{viewer}"), TEXTS[usize::from(*text)]),
        Scene::Wait(milliseconds) => stage.wait(u64::from(*milliseconds)),
        Scene::Send => {
            *sent += 1;
            stage.send(&format!("message {sent}"));
        }
    }
}

/// How often each part ended. A part may be unconfirmed and later sent; both together are one end.
fn ends(stage: &Stage) -> BTreeMap<String, (u32, u32)> {
    let mut ends = BTreeMap::new();
    for fact in stage.facts() {
        let (parts, doubtful) = match fact {
            Fact::MessageSent { parts, .. } | Fact::MessageSkipped { parts, .. } => (parts, false),
            Fact::MessageUnconfirmed { parts, .. } => (parts, true),
            _ => continue,
        };
        for part in parts {
            let end: &mut (u32, u32) = ends.entry(part.id.clone()).or_default();
            if doubtful { end.1 += 1 } else { end.0 += 1 }
        }
    }
    ends
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_dies_every_line_is_typed_at_most_once_and_ends_exactly_once(steps in prop::collection::vec(step(), 1..80)) {
        let mut stage = Stage::live();
        let mut sent = 0;
        steps.iter().for_each(|step| act(&mut stage, step, &mut sent));
        stage.behaviour = None;
        stage.wait(600_000);
        let ends = ends(&stage);
        for id in &stage.items {
            prop_assert!(ends.contains_key(id), "{} was taken in and never ended", id);
        }
        for (id, (ended, doubtful)) in &ends {
            prop_assert!(*ended <= 1 && *doubtful <= 1 && ended + doubtful >= 1, "{} ended {} and {}", id, ended, doubtful);
        }
        let messages = stage.chat.iter().filter(|(_, text)| text.starts_with("message ")).map(|(_, text)| text);
        let mut counts = BTreeMap::new();
        messages.for_each(|text| *counts.entry(text).or_insert(0) += 1);
        prop_assert!(counts.values().all(|count| *count == 1), "{:?}", counts);
        prop_assert_eq!(stage.engine.view().queue.len(), 0);
        let items = stage.events.len();
        stage.restart();
        stage.wait(1_000);
        prop_assert!(stage.events.len() <= items + 1, "nothing is left to do");
    }

    #[test]
    fn rebuilding_from_rows_at_any_point_changes_nothing(
        scenes in prop::collection::vec(scene(), 1..60),
        restarts in prop::collection::btree_set(0..60_usize, 1..4),
    ) {
        let play = |restarts: &std::collections::BTreeSet<usize>| {
            let mut stage = busy_stage();
            let mut sent = 0;
            for (index, scene) in scenes.iter().enumerate() {
                if restarts.contains(&index) {
                    stage.restart();
                    stage.connect();
                }
                show(&mut stage, scene, &mut sent);
            }
            stage.wait(300_000);
            (stage.chat.clone(), serde_json::to_value(stage.engine.view()).unwrap()["totals"].clone())
        };
        prop_assert_eq!(play(&restarts), play(&std::collections::BTreeSet::new()));
    }

    #[test]
    fn pacing_holds_whatever_is_asked_for(steps in prop::collection::vec(step(), 1..80)) {
        let mut stage = Stage::live();
        let mut sent = 0;
        steps.iter().filter(|step| !matches!(step, Step::Page(_))).for_each(|step| act(&mut stage, step, &mut sent));
        stage.wait(600_000);
        let limits = demo_limits();
        let window = limits.window.unwrap();
        let times: Vec<_> = stage.chat.iter().map(|(at, _)| *at).collect();
        prop_assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= limits.min_gap_ms));
        prop_assert!(times.windows(window.messages as usize + 1).all(|run| run[run.len() - 1] - run[0] >= window.ms));
        prop_assert!(stage.chat.iter().all(|(_, text)| text.encode_utf16().count() <= limits.max_chars && !text.starts_with('/')));
    }

    #[test]
    fn no_line_ever_begins_a_command_or_breaks(name in ".{1,40}", reply in "[^/].{0,300}") {
        let mut stage = Stage::live();
        let rule = buzzchat::protocol::FaqRule { triggers: vec!["hi".into()], reply, enabled: true, ..Default::default() };
        let patch = buzzchat::protocol::SettingsPatch { faq_rules: Some(vec![rule]), ..Default::default() };
        stage.command(Command::change(patch));
        stage.rows(vec![line(&name, "hi")]);
        stage.wait(20_000);
        for (_, text) in &stage.chat {
            prop_assert!(!text.starts_with('/') && !text.contains(['\n', '\r']) && text.encode_utf16().count() <= 200, "{:?}", text);
        }
    }
}
