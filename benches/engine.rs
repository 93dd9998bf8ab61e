//! How many lines a second the engine takes, natively: all of `handle`, with welcomes, questions and entries. Figures are
//! ratios inside one run as much as absolute: the machine is noisy.

use buzzchat::engine::{Engine, Stored};
use buzzchat::protocol::{
    Caller, ChatLine, Command, Effect, FaqRule, Input, LengthUnit, Limits, LineState, SettingsPatch, Stream, Window,
};
use std::time::Instant;

const LINES: usize = 200_000;
const BATCH: usize = 200;
const START: u64 = 1_795_230_000_000;

fn main() {
    let lines = recorded().unwrap_or_else(made_up);
    println!("{} distinct lines, {LINES} read in batches of {BATCH}", lines.len());
    let few = throughput(&lines, 10);
    let many = throughput(&lines, 1_000);
    println!("10 rules: {few:.0} lines/s; 1,000 rules: {many:.0} lines/s; ratio {:.2}", few / many);
}

fn throughput(lines: &[ChatLine], rules: usize) -> f64 {
    let mut engine = live_engine(rules);
    let mut now = START;
    let began = clock();
    for (number, batch) in (0..LINES / BATCH).zip(lines.chunks(BATCH).cycle()) {
        now += 100;
        let first = (number * BATCH) as u64 + 1;
        engine.handle(now, seed(number as u64), Input::Lines { page: "page".into(), first, lines: batch.to_vec() });
        post(&mut engine, now);
    }
    LINES as f64 / began.elapsed().as_secs_f64()
}

/// The page posts every line at once.
fn post(engine: &mut Engine, now: u64) {
    let mut outcomes = Vec::new();
    while let Some(effect) = engine.poll_effect() {
        if let Effect::Say { page, id, .. } = effect {
            outcomes.push(Input::LineOutcome { page, id, state: LineState::Seen, reason: None });
        }
    }
    for outcome in outcomes {
        engine.handle(now, seed(now), outcome);
        while engine.poll_effect().is_some() {}
    }
}

fn live_engine(rules: usize) -> Engine {
    let mut engine = Engine::restore(START, seed(0), Stored::default()).expect("nothing is stored");
    let rule = |n: usize| FaqRule {
        triggers: vec![format!("topic{n}"), format!("thing number {n}")],
        reply: format!("The answer to {n}"),
        enabled: true,
        ..FaqRule::default()
    };
    let patch = SettingsPatch {
        bot_active: Some(true),
        faq_rules: Some((0..rules).map(rule).collect()),
        ..SettingsPatch::default()
    };
    let command = Command::change(patch);
    engine.handle(START, seed(1), Input::Command { caller: Caller::Ui { port: 1 }, id: "1".into(), command });
    engine.handle(START, seed(2), Input::PageConnected { page: "page".into(), typed: Vec::new() });
    let stream = Stream { site: "demo".into(), channel: "main".into() };
    let limits = Limits {
        max_chars: 200,
        count: LengthUnit::Utf16,
        min_gap_ms: 1_000,
        window: Some(Window { messages: 20, ms: 30_000 }),
        duplicate_ms: 5_000,
        max_mentions: Some(5),
        forbid_prefix: vec!["/".into()],
    };
    engine.handle(
        START,
        seed(3),
        Input::PageAttached { page: "page".into(), stream, limits, can_write: true, reason: None },
    );
    post(&mut engine, START);
    engine
}

fn seed(number: u64) -> [u8; 32] {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    seed
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is a host")]
fn clock() -> Instant {
    Instant::now()
}

/// Real chat beside the project, where it is there.
fn recorded() -> Option<Vec<ChatLine>> {
    let text = std::fs::read_to_string("../shared/chat/youtube-irl.csv").ok()?;
    let row = |row: &str| {
        let mut fields = row.splitn(3, ',');
        let (author, text) = (fields.nth(1)?.to_owned(), fields.next()?.to_owned());
        Some(ChatLine { author, text, ..ChatLine::default() })
    };
    Some(text.lines().skip(1).filter_map(row).collect())
}

fn made_up() -> Vec<ChatLine> {
    let texts = [
        "hello everybody",
        "how much is topic7 again?",
        "love this one 😍",
        "is it the same size as last time",
        "enter",
    ];
    let line = |n: usize| ChatLine {
        author: format!("viewer{}", n % 3_000),
        text: texts[n % texts.len()].into(),
        ..ChatLine::default()
    };
    (0..20_000).map(line).collect()
}
