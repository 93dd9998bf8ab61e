//! How many lines a second the engine takes, natively: all of `handle`, with welcomes, questions and entries, and what
//! a viewer costs in memory.

mod report;

use buzzchat::engine::{Engine, Stored};
use buzzchat::protocol::{
    Caller, ChatLine, Command, Effect, FaqRule, Input, LengthUnit, Limits, LineState, MatchMode, SettingsPatch, Stream,
    Window,
};
use report::{figure, spent};

const LINES: usize = 200_000;
const BATCH: usize = 200;
const RUNS: usize = 5;
const START: u64 = 1_795_230_000_000;

fn main() {
    for (chat, lines) in [("real chat", recorded()), ("made-up chat", Some(made_up()))] {
        match lines {
            Some(lines) => measure(chat, &lines),
            None => println!("no recorded chat beside the project: skipped"),
        }
    }
    hostile_lines();
}

fn measure(chat: &str, lines: &[Timed]) {
    let rates = [10, 100, 1_000, 10_000].map(|rules| (rules, throughput(lines, rules)));
    for (rules, rate) in rates {
        let budget = (rules == 1_000).then_some("at least 1.5 M");
        figure(&format!("engine, native, {rules} rules, {chat}"), rate, "lines/s", budget);
    }
    figure(
        &format!("engine, native, cost of 10,000 rules over 10, {chat}"),
        rates[0].1 / rates[3].1,
        "x",
        Some("at most 1.5"),
    );
}

/// A line and when it was written, in milliseconds since the chat began.
type Timed = (u64, ChatLine);
/// Lines that arrive together, and when.
type Batch = (u64, Vec<ChatLine>);

/// Lines a second, the best of several runs. The batches are there before the clock starts, as a host hands them over.
fn throughput(lines: &[Timed], rules: usize) -> f64 {
    let batches = batches(lines);
    let mut runs: Vec<_> = (0..RUNS).map(|_| (live_engine(rules, &[]), batches.clone())).collect();
    let seconds = best_of(RUNS, || {
        let (mut engine, batches) = runs.pop().expect("one for each run");
        play(&mut engine, batches);
    });
    LINES as f64 / seconds
}

/// The chat over and over, as fast as it was, in batches.
fn batches(lines: &[Timed]) -> Vec<Batch> {
    let length = lines.last().map_or(0, |(at, _)| at + 1);
    let rounds = (0..).flat_map(|round| lines.iter().map(move |(at, line)| (round * length + at, line.clone())));
    let rows: Vec<_> = rounds.take(LINES).collect();
    let batch = |rows: &[Timed]| (START + rows[rows.len() - 1].0, rows.iter().map(|(_, line)| line.clone()).collect());
    rows.chunks(BATCH).map(batch).collect()
}

fn play(engine: &mut Engine, batches: Vec<Batch>) {
    let mut first = 1;
    for (number, (now, lines)) in batches.into_iter().enumerate() {
        let next = first + lines.len() as u64;
        engine.handle(now, seed(number as u64), Input::Lines { page: "page".into(), first, lines });
        first = next;
        post(engine, now);
    }
}

/// The longest line with fifty patterns of the kind that stalls a backtracking engine.
fn hostile_lines() {
    let patterns =
        (0..50).map(|n| format!(r"(a+)+b{n}|(\s*x?)*y{n}$|([a-z]+)*\d{{{}}}z", n % 9 + 1)).collect::<Vec<_>>();
    for (what, text) in [
        ("letters", "a".repeat(4_000)),
        ("spaces", format!("a{}", " ".repeat(3_999))),
        ("marks", "e\u{301}\u{200b}".repeat(1_333)),
        ("braces", "{username}".repeat(400)),
    ] {
        const LINES: usize = 3_000;
        let (mut engine, mut first) = (live_engine(1_000, &patterns), 0);
        let seconds = best_of(RUNS, || {
            for _ in 0..LINES {
                first += 1;
                let line = ChatLine { author: "eve".into(), text: text.clone(), ..ChatLine::default() };
                engine.handle(START, seed(first), Input::Lines { page: "page".into(), first, lines: vec![line] });
                while engine.poll_effect().is_some() {}
            }
        });
        figure(
            &format!("hostile line, 4,000 characters of {what}, 50 patterns"),
            seconds * 1_000.0 / LINES as f64,
            "ms",
            Some("less than 1"),
        );
    }
}

/// The shortest of several runs, in seconds: what the machine can do when nobody disturbs it.
fn best_of(runs: usize, mut run: impl FnMut()) -> f64 {
    let mut time = || {
        let began = spent();
        run();
        spent() - began
    };
    (0..runs).map(|_| time()).fold(f64::INFINITY, f64::min)
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

fn live_engine(rules: usize, patterns: &[String]) -> Engine {
    let mut engine = Engine::restore(START, seed(0), Stored::default()).expect("nothing is stored");
    let rule = |n: usize| FaqRule {
        triggers: vec![format!("topic{n}"), format!("thing number {n}")],
        reply: format!("The answer to {n}"),
        ..FaqRule::default()
    };
    let pattern = |pattern: &String| FaqRule {
        triggers: vec![pattern.clone()],
        reply: "A pattern".into(),
        mode: MatchMode::Regex,
        ..FaqRule::default()
    };
    let patch = SettingsPatch {
        bot_active: Some(true),
        faq_rules: Some((0..rules).map(rule).chain(patterns.iter().map(pattern)).collect()),
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

/// Real chat beside the project, where it is there.
fn recorded() -> Option<Vec<Timed>> {
    let text = std::fs::read_to_string("../shared/chat/youtube-irl.csv").ok()?;
    let row = |row: &str| {
        let mut fields = row.splitn(3, ',');
        let (at, author, text) = (fields.next()?.parse().ok()?, fields.next()?.to_owned(), fields.next()?.to_owned());
        Some((at, ChatLine { author, text, ..ChatLine::default() }))
    };
    Some(text.lines().skip(1).filter_map(row).collect())
}

/// Thirteen lines a second.
fn made_up() -> Vec<Timed> {
    let texts = [
        "hello everybody",
        "how much is topic7 again?",
        "love this one 😍",
        "is it the same size as last time",
        "enter",
    ];
    let line = |n: usize| {
        let (author, text) = (format!("viewer{}", n % 3_000), texts[n % texts.len()].into());
        (n as u64 * 77, ChatLine { author, text, ..ChatLine::default() })
    };
    (0..20_000).map(line).collect()
}
