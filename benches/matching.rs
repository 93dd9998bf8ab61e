//! What finding triggers costs and how often it is right. Figures are ratios inside one run as much as absolute: the machine
//! is noisy, so every figure is the best of several rounds.

#[path = "../tests/it/labelled.rs"]
mod labelled;
mod report;

use aho_corasick::AhoCorasick;
use buzzchat::matching::{Lane, Matcher, Pattern, fold};
use buzzchat::protocol::MatchMode;
use report::{figure, spent};
use std::hint::black_box;

const ROUNDS: usize = 5;
/// Seconds a round takes at least.
const ROUND: f64 = 0.1;

fn main() {
    quality();
    println!();
    speed("made-up chat", &made_up());
    if let Some(lines) = recorded() {
        speed("recorded chat", &lines);
    }
    hostile();
}

fn quality() {
    let labelled = labelled::lines().len();
    let row = |name: &str, score: labelled::Score| {
        let wanted = (name == "word with typos").then_some(("at least 0.97", "at least 0.95"));
        let (precision, recall) = (score.precision(), score.recall());
        figure(&format!("{labelled} labelled lines, {name}: precision"), precision, "", wanted.map(|wanted| wanted.0));
        figure(&format!("{labelled} labelled lines, {name}: recall"), recall, "", wanted.map(|wanted| wanted.1));
    };
    row("word with typos", labelled::score(labelled::ours(MatchMode::Word, true)));
    row("word", labelled::score(labelled::ours(MatchMode::Word, false)));
    row("contains", labelled::score(labelled::ours(MatchMode::Contains, false)));
    row("includes, lower case", labelled::score(labelled::includes()));
}

fn speed(name: &str, lines: &[String]) {
    let folded: Vec<_> = lines.iter().map(|line| fold(line)).collect();
    let mean = lines.iter().map(String::len).sum::<usize>() / lines.len();
    println!("{name}: {} lines, {mean} bytes on average", lines.len());
    for rules in [10, 100, 1_000, 10_000] {
        let triggers = triggers(rules);
        let words = compiled(&triggers, MatchMode::Word);
        let anywhere = compiled(&triggers, MatchMode::Contains);
        let bare =
            AhoCorasick::new(triggers.iter().flatten().map(|trigger| fold(trigger))).expect("the triggers are short");
        let scan = |matcher: &Matcher| best(lines, |line| matcher.scan(line).of(Lane::Faq).is_some());
        let tell = |what: &str, value: f64| figure(&format!("{what}, {rules} rules, {name}"), value, "ns a line", None);
        tell("matching, mode word", scan(&words).0);
        tell("matching, mode contains", scan(&anywhere).0);
        tell("bare aho-corasick over folded text", best(&folded, |line| bare.is_match(line)).0);
        let (built, _) = best(&[String::new()], |_| {
            black_box(compiled(&triggers, MatchMode::Word)).scan("").of(Lane::Faq).is_some()
        });
        figure(&format!("compiling {rules} rules"), built / 1e6, "ms", None);
    }
}

/// The nanoseconds a line takes in the best round, and how many lines it is true for.
fn best(lines: &[String], mut what: impl FnMut(&str) -> bool) -> (f64, usize) {
    let mut round = || {
        let (began, mut passes, mut hits) = (spent(), 0, 0);
        // Processor time is told in steps of some milliseconds: a round takes many of them.
        while spent() - began < ROUND {
            hits = lines.iter().filter(|line| black_box(what(line))).count();
            passes += 1;
        }
        ((spent() - began) * 1e9 / (lines.len() * passes) as f64, hits)
    };
    (0..ROUNDS).map(|_| round()).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default()
}

fn compiled(triggers: &[Vec<String>], mode: MatchMode) -> Matcher {
    let pattern = |triggers| Pattern { triggers, exclude: &[], mode, case_sensitive: false, typos: true };
    Matcher::new(&[(Lane::Faq, triggers.iter().map(|triggers| pattern(triggers)).collect())])
}

/// Two triggers a rule, as sellers write them: what is asked, about what.
fn triggers(rules: usize) -> Vec<Vec<String>> {
    let asked = ["price of", "how much is", "size of", "restock", "where is", "colour of", "shipping of", "return of"];
    let thing = |n: usize| {
        let part = |n: usize| ["bra", "cal", "dor", "fen", "gri", "hal", "jun", "kel", "lom", "mur"][n % 10];
        let end = ["let", "ton", "ric", "vase", "mine", "sock", "lamp", "ring", "book", "shoe"][n / 100 % 10];
        format!("{}{}{end}{}", part(n), part(n / 10), ["", "er", "y", "ette", "o"][n / 1_000 % 5])
    };
    (0..rules).map(|n| vec![thing(n), format!("{} {}", asked[n % asked.len()], thing(n + 5_000))]).collect()
}

/// A line that makes backtracking engines stand still, against as many patterns as a seller may have.
fn hostile() {
    let patterns: Vec<Vec<String>> = (0..50)
        .map(|n| match n % 5 {
            0 => vec![format!(r"(a+)+{n}$")],
            1 => vec![format!(r"(\w+\s?)+(size|price) {n}")],
            2 => vec![format!(r"^.*(how|what).*(much|price).*{n}")],
            3 => vec![format!(r"\b\d{{1,{n}}}\s*(usd|eur|€)\b.*x")],
            _ => vec![format!(r"(x|xx|[^y]{{1,{n}}})*y{n}")],
        })
        .collect();
    let matcher = compiled(&patterns, MatchMode::Regex);
    for (name, text) in [("letters", "a"), ("words", "what a size "), ("wide", "ä€ß "), ("emoji", "👨‍👩‍👧 ")]
    {
        let line: String = text.chars().cycle().take(4_000).collect();
        let (taken, _) = best(&vec![line; 50], |line| matcher.scan(line).of(Lane::Faq).is_some());
        let what = format!("matching, hostile line of 4,000 characters ({name}), 50 patterns");
        figure(&what, taken / 1e6, "ms", Some("less than 1"));
    }
    let words = compiled(&triggers(10_000), MatchMode::Word);
    for text in ["briclet ", "how much is ", "shippinggg price of bracalring ", "ﷺ", "价钱"] {
        let line: String = text.chars().cycle().take(4_000).collect();
        let (taken, _) = best(&vec![line; 50], |line| words.scan(line).of(Lane::Faq).is_some());
        let what = format!("matching, hostile line of 4,000 characters ({text:?}), 10,000 rules of words");
        figure(&what, taken / 1e6, "ms", Some("less than 1"));
    }
}

/// Real chat beside the project, where it is there.
fn recorded() -> Option<Vec<String>> {
    let text = std::fs::read_to_string("../shared/chat/youtube-irl.csv").ok()?;
    Some(text.lines().skip(1).filter_map(|row| Some(row.splitn(3, ',').nth(2)?.to_owned())).collect())
}

fn made_up() -> Vec<String> {
    let texts = [
        "hello everybody",
        "how much is the brabralet again?",
        "love this one 😍",
        "is it the same size as last time",
        "enter",
        "LETS GOOOO",
        "can you show the back of it pls",
        "what's the price of that jacket with the silver buttons",
        "🔥🔥🔥",
        "hola desde méxico",
    ];
    texts.iter().cycle().take(20_000).map(ToString::to_string).collect()
}
