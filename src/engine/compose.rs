//! Makes a line out of what waits: one answer for everyone who asked it, several answers in one line where they fit.
//!
//! It knows the platform's length and mention limits, nothing of time budgets. Names and texts are data: no line it makes
//! begins with a command character or holds a line break.

use crate::protocol::{ItemRow, Kind, LengthUnit, Limits, Millis};
use unicode_segmentation::UnicodeSegmentation;

/// A line ready to be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Composed {
    pub(super) text: String,
    pub(super) items: Vec<ItemRow>,
}

/// The most names in one welcome.
const MAX_NAMES: usize = 15;
/// Welcomes due this soon share the line of the one that is due.
const WELCOME_BATCH: Millis = 2_000;
/// What stands between two answers in one line.
const SEPARATOR: &str = " · ";

/// Takes the next line out of a queue: what is due and first in priority, with everything that can share its line.
/// Returns nothing when nothing is due.
pub(super) fn next_line(queue: &mut Vec<ItemRow>, limits: &Limits, now: Millis) -> Option<Composed> {
    queue.sort_unstable_by(|a, b| (a.kind(), a.due, &a.part.id).cmp(&(b.kind(), b.due, &b.part.id)));
    let leader = queue.iter().position(|item| item.due <= now)?;
    let mut items = take_group(queue, leader, "", limits, now);
    let mut text = render(&items);
    while items[0].kind() == Kind::Faq {
        let Some((joined, group)) = next_answer(queue, &text, limits, now) else { break };
        text = joined;
        items.extend(group);
    }
    Some(Composed { text: fit(&guard(&text, limits), limits), items })
}

/// Another answer that still fits behind `text`.
fn next_answer(queue: &mut Vec<ItemRow>, text: &str, limits: &Limits, now: Millis) -> Option<(String, Vec<ItemRow>)> {
    let prefix = format!("{text}{SEPARATOR}");
    for index in 0..queue.len() {
        if queue[index].kind() != Kind::Faq || queue[index].due > now {
            continue;
        }
        let joined = format!("{prefix}{}", render(std::slice::from_ref(&queue[index])));
        if fits(&joined, limits) {
            let group = take_group(queue, index, &prefix, limits, now);
            return Some((format!("{prefix}{}", render(&group)), group));
        }
    }
    None
}

/// Takes the item at `leader` and every other that says the same, as long as the line behind `prefix` fits.
fn take_group(queue: &mut Vec<ItemRow>, leader: usize, prefix: &str, limits: &Limits, now: Millis) -> Vec<ItemRow> {
    let mut group = vec![queue.remove(leader)];
    if !matches!(group[0].kind(), Kind::Faq | Kind::Welcome) {
        return group;
    }
    let mut index = 0;
    while index < queue.len() && group.len() < MAX_NAMES {
        if !shares_line(&group[0], &queue[index], now) {
            index += 1;
            continue;
        }
        group.push(queue.remove(index));
        if !fits(&format!("{prefix}{}", render(&group)), limits) {
            let last = group.pop();
            queue.splice(index..index, last);
            break;
        }
    }
    group
}

fn shares_line(leader: &ItemRow, item: &ItemRow, now: Millis) -> bool {
    let ahead = if leader.kind() == Kind::Welcome { WELCOME_BATCH } else { 0 };
    item.kind() == leader.kind()
        && item.text == leader.text
        && item.part.rule == leader.part.rule
        && item.due <= now + ahead
}

/// The text of items that say the same.
fn render(group: &[ItemRow]) -> String {
    let template = clean(&group[0].text);
    let mut names: Vec<String> = group.iter().filter_map(|item| item.part.viewer.as_deref()).map(clean_name).collect();
    names.dedup();
    match group[0].kind() {
        Kind::Welcome => template.replace("{username}", &listed(&names)),
        Kind::Faq | Kind::Command => {
            let mentions: Vec<_> = names.iter().map(|name| format!("@{name}")).collect();
            let mentions = mentions.join(" ");
            if template.contains("{username}") {
                template.replace("{username}", &mentions)
            } else {
                format!("{mentions} {template}")
            }
        }
        Kind::Seller | Kind::Winner | Kind::Api | Kind::Timer => template,
    }
}

/// "a", "a and b", "a, b and c".
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn fits(text: &str, limits: &Limits) -> bool {
    let mentions = text.split_whitespace().filter(|word| word.starts_with('@')).count();
    length(text, limits.count) <= limits.max_chars && limits.max_mentions.is_none_or(|most| mentions <= most)
}

/// How long the platform takes a text to be.
pub(super) fn length(text: &str, unit: LengthUnit) -> usize {
    match unit {
        LengthUnit::Utf16 => text.encode_utf16().count(),
        LengthUnit::CodePoints => text.chars().count(),
        LengthUnit::Graphemes => text.graphemes(true).count(),
    }
}

/// Cuts between what a reader sees as characters.
fn fit(text: &str, limits: &Limits) -> String {
    if length(text, limits.count) <= limits.max_chars {
        return text.to_owned();
    }
    let mut room = limits.max_chars.saturating_sub(1);
    let kept = text.graphemes(true).take_while(|grapheme| {
        let needs = length(grapheme, limits.count);
        let takes = needs <= room;
        room = room.saturating_sub(needs);
        takes
    });
    format!("{}…", kept.collect::<String>().trim_end())
}

/// No line begins as a command, whoever's name stands first.
fn guard(text: &str, limits: &Limits) -> String {
    let mut text = text.trim();
    while let Some(rest) = strip_command(text, limits) {
        text = rest.trim_start();
    }
    text.to_owned()
}

fn strip_command<'a>(text: &'a str, limits: &Limits) -> Option<&'a str> {
    let forbidden = limits.forbid_prefix.iter().map(String::as_str).filter(|prefix| !prefix.is_empty());
    forbidden.chain(["/"]).find_map(|prefix| text.strip_prefix(prefix))
}

/// One line of visible text: control and direction characters become spaces.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || is_direction_mark(c) { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn clean_name(name: &str) -> String {
    let name: String = clean(name).trim_start_matches('@').graphemes(true).take(50).collect();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
