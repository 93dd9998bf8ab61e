//! What the bot did, in numbers and in files.

use super::stage::{START, Stage, check, demo_stream, line};
use buzzchat::journal::{Period, Shared, Totals};
use buzzchat::protocol::{Command, Event, Export, FIRST_ACCOUNT, Fact, Kind, Part, SettingsPatch};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;

fn sent(kind: Kind) -> Fact {
    let part = Part { id: "msg".into(), kind, rule: None, trigger: None, viewer: None };
    Fact::MessageSent { line: "line".into(), stream: demo_stream(), text: "hi".into(), kind, parts: vec![part] }
}

fn read(at: u64, lines: u64) -> (u64, Fact) {
    (at, Fact::ChatCounted { hour: at / HOUR, lines })
}

/// A state in which all this happened in the first account.
fn shared(facts: impl IntoIterator<Item = (u64, Fact)>) -> Shared {
    let mut shared = Shared::default();
    for ((at, fact), seq) in facts.into_iter().zip(1..) {
        let (id, origin) = (format!("evt_{seq}"), "dev_1".into());
        assert!(shared.apply(&Event { id, origin, seq, at, account: FIRST_ACCOUNT.into(), fact }));
    }
    shared
}

#[test]
fn hours_are_forgotten_after_ninety_days_and_still_counted_in_all() {
    let shared = shared((0..200).map(|day| read(START + day * DAY, 1)));
    let now = START + 199 * DAY;
    let totals = |period| shared.active().totals(period, now).lines_read;
    assert_eq!([Period::Day, Period::Week, Period::Month, Period::All].map(totals), [2, 8, 31, 200]);
    assert_eq!(shared.active().days(now).len(), 90);
    let stored = shared.to_snapshot();
    assert!(stored.len() < 20_000, "{}", stored.len());
}

#[test]
fn a_count_from_the_future_or_the_far_past_pushes_nothing_out() {
    let facts = [read(START, 5), (START + 1, Fact::ChatCounted { hour: u64::MAX, lines: 7 }), read(START + 2, 1)];
    let shared = shared(facts.into_iter().chain([(START + 3, Fact::ChatCounted { hour: 0, lines: u64::MAX })]));
    assert_eq!(shared.active().totals(Period::Day, START + HOUR).lines_read, 13);
    assert_eq!(shared.active().totals(Period::All, START).lines_read, u64::MAX);
}

#[test]
fn shares_are_given_to_one_decimal_and_time_is_saved_by_the_line() {
    let totals = Totals { welcome_messages: 450, faq_replies: 320, timer_messages: 480, ..Totals::default() };
    let shares = totals.breakdown();
    assert_eq!((shares.welcome, shares.faq, shares.timer), (36.0, 25.6, 38.4));
    assert_eq!(Totals::default().breakdown().faq, 0.0);
    assert_eq!(totals.seconds_saved(), 1_250 * 5);
}

#[test]
fn the_peak_hour_is_told_by_the_sellers_clock() {
    let noon = START / DAY * DAY + 12 * HOUR;
    let facts = [read(noon - DAY, 5), read(noon, 6), read(noon + 3 * HOUR, 10), (noon + 4 * HOUR, sent(Kind::Timer))];
    let shared = shared(facts);
    let peak = |zone| shared.active().peak_hour(Period::Week, noon + DAY, zone);
    assert_eq!([0, 60, -5 * 60, 12 * 60, 330, -14 * 60].map(peak), [12, 13, 7, 0, 17, 22].map(Some));
    assert_eq!(Shared::default().active().peak_hour(Period::All, noon, 0), None);
}

#[test]
fn a_day_by_day_file_for_spreadsheets() {
    let day = START / DAY * DAY;
    let kinds = [Kind::Welcome, Kind::Faq, Kind::Faq, Kind::Timer, Kind::Command, Kind::Winner, Kind::Api];
    let facts = kinds
        .map(|kind| (day + HOUR, sent(kind)))
        .into_iter()
        .chain([read(day + 2 * HOUR, 40), read(day + 2 * DAY, 3)]);
    let text = shared(facts).active().days_csv(day + 3 * DAY);
    assert_eq!(
        text.split("\r\n").collect::<Vec<_>>(),
        [
            "Date,Messages,Welcomes,FAQs,Timers,Commands,Other,LinesRead",
            "2026-11-21,7,1,2,1,1,2,40",
            "2026-11-22,0,0,0,0,0,0,0",
            "2026-11-23,0,0,0,0,0,0,3",
            "2026-11-24,0,0,0,0,0,0,0",
            "",
        ]
    );
}

#[test]
fn names_and_triggers_are_no_formulas_in_a_file() {
    let mut stage = Stage::with(SettingsPatch { welcome_enabled: Some(false), ..SettingsPatch::default() });
    stage.command(Command::OpenGiveaway);
    let names = ["=cmd|' /C calc'!A0", "+1", "-1", "@sum", "\t=1", "a,b", "say \"hi\"", "plain", "two\nlines", "＝1"];
    stage.rows(names.iter().map(|name| line(name, "enter")).collect());
    let text = stage.engine.export(Export::Entrants);
    let at = "2026-11-21T03:00:00Z";
    for (name, cell) in [
        ("=cmd", format!("'=cmd|' /C calc'!A0,{at}")),
        ("+1", format!("'+1,{at}")),
        ("-1", format!("'-1,{at}")),
        ("@sum", format!("'@sum,{at}")),
        ("a,b", format!("\"a,b\",{at}")),
        ("quotes", format!("\"say \"\"hi\"\"\",{at}")),
        ("plain", format!("\r\nplain,{at}\r\n")),
        ("lines", format!("\"two\nlines\",{at}")),
        ("wide", format!("'＝1,{at}")),
    ] {
        assert!(text.contains(&cell), "{name}: {text}");
    }
    assert!(text.starts_with("Name,Time\r\n"));
}

#[test]
fn what_viewers_asked_for_as_a_file_and_in_the_view() {
    let stage = check(
        Stage::answering(SettingsPatch::default()),
        "
        ann: shipping?
        > @ann Shipping takes 3-5 business days.
        +2000
        bob: how do I pay?
        > @bob We take all major cards and PayPal.
        +60000
        cem: shipping
        > @cem Shipping takes 3-5 business days.
        +6000
    ",
    );
    assert_eq!(stage.engine.export(Export::Triggers), "Trigger,Count\r\nshipping,2\r\npay,1\r\n");
    let view = stage.engine.view();
    assert_eq!(view.analytics.triggers, [("shipping".into(), 2), ("pay".into(), 1)]);
    assert_eq!(
        (view.analytics.day.lines_read, view.analytics.day, view.analytics.month),
        (3, view.totals, view.totals)
    );
    assert!(view.analytics.peak_hour.is_some());
    let chat = view.streams[0].chat;
    assert_eq!((chat.lines_per_minute, chat.peak, chat.chatters), (1, 2, 3));
}
