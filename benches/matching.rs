//! What finding triggers costs and how often it is right. Figures are ratios inside one run as much as absolute: the machine
//! is noisy, so every figure is the best of several rounds.

#[path = "../tests/it/labelled.rs"]
mod labelled;

use aho_corasick::AhoCorasick;
use buzzchat::matching::{Lane, Matcher, Pattern, check_pattern, fold};
use buzzchat::protocol::MatchMode;
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 7;

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
    println!("{} labelled lines            precision  recall", labelled::lines().len());
    let row =
        |name: &str, score: labelled::Score| println!("{name:26} {:10.4} {:7.4}", score.precision(), score.recall());
    row("word with typos", labelled::score(labelled::ours(MatchMode::Word, true)));
    row("word", labelled::score(labelled::ours(MatchMode::Word, false)));
    row("contains", labelled::score(labelled::ours(MatchMode::Contains, false)));
    row("includes, lower case", labelled::score(labelled::includes()));
}

fn speed(name: &str, lines: &[String]) {
    let folded: Vec<_> = lines.iter().map(|line| fold(line)).collect();
    let mean = lines.iter().map(String::len).sum::<usize>() / lines.len();
    println!("{name}: {} lines, {mean} bytes on average; ns per line", lines.len());
    println!(
        "{:>7} {:>9} {:>9} {:>9} {:>8} {:>10} {:>9}",
        "rules", "word", "contains", "aho-cor.", "hits", "build µs", "only fold"
    );
    for rules in [10, 100, 1_000, 10_000] {
        let triggers = triggers(rules);
        let began = clock();
        let words = compiled(&triggers, MatchMode::Word);
        let built = began.elapsed().as_micros();
        let anywhere = compiled(&triggers, MatchMode::Contains);
        let bare =
            AhoCorasick::new(triggers.iter().flatten().map(|trigger| fold(trigger))).expect("the triggers are short");
        let scan = |matcher: &Matcher| best(lines, |line| matcher.scan(line).of(Lane::Faq).is_some());
        let (word, hits) = scan(&words);
        let (contains, _) = scan(&anywhere);
        let (yardstick, _) = best(&folded, |line| bare.is_match(line));
        let (folding, _) = best(lines, |line| fold(line).is_empty());
        println!("{rules:7} {word:9.0} {contains:9.0} {yardstick:9.0} {hits:8} {built:10} {folding:9.0}");
    }
}

/// The nanoseconds a line takes in the best round, and how many lines it is true for.
fn best(lines: &[String], mut what: impl FnMut(&str) -> bool) -> (f64, usize) {
    let mut round = || {
        let began = clock();
        let hits = lines.iter().filter(|line| black_box(what(line))).count();
        (began.elapsed().as_nanos() as f64 / lines.len() as f64, hits)
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

/// Patterns that make backtracking engines stand still, as many as a seller may have.
fn patterns() -> Vec<Vec<String>> {
    let pattern = |n: usize| match n % 5 {
        0 => format!(r"(a+)+{n}$"),
        1 => format!(r"(\w+\s?)+(size|price) {n}"),
        2 => format!(r"^.*(how|what).*(much|price).*{n}"),
        3 => format!(r"\b\d{{1,{}}}\s*(usd|eur|€)\b.*x{n}", n % 10 + 1),
        _ => format!(r"(x|xx|[^y]{{1,{}}})*y{n}", n % 10 + 1),
    };
    let patterns: Vec<_> = (0..50).map(|n| vec![pattern(n)]).collect();
    assert!(patterns.iter().flatten().all(|pattern| check_pattern(pattern).is_ok()), "a seller could not have these");
    patterns
}

fn hostile() {
    let matcher = compiled(&patterns(), MatchMode::Regex);
    println!("hostile lines of 4,000 characters, 50 users' patterns; µs");
    for (name, text) in [("letters", "a"), ("words", "what a size "), ("wide", "ä€ß "), ("emoji", "👨‍👩‍👧 ")]
    {
        let line: String = text.chars().cycle().take(4_000).collect();
        let (taken, _) = best(&vec![line; 50], |line| matcher.scan(line).of(Lane::Faq).is_some());
        println!("{name:10} {:8.1}", taken / 1_000.0);
    }
    if let Some(lines) = recorded() {
        let (taken, _) = best(&lines[..lines.len().min(5_000)], |line| matcher.scan(line).of(Lane::Faq).is_some());
        println!("{:10} {:8.1}", "real chat", taken / 1_000.0);
    }
    let words = compiled(&triggers(10_000), MatchMode::Word);
    for text in ["briclet ", "how much is ", "shippinggg price of bracalring ", "ﷺ", "价钱"] {
        let line: String = text.chars().cycle().take(4_000).collect();
        let (taken, _) = best(&vec![line; 50], |line| words.scan(line).of(Lane::Faq).is_some());
        println!("{text:?} against 10,000 rules of words: {:8.1}", taken / 1_000.0);
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is a host")]
fn clock() -> Instant {
    Instant::now()
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
