//! Makes a line out of what waits: one answer for everyone who asked it, several answers in one line where they fit.
//!
//! It knows the platform's length and mention limits, nothing of time budgets. Names and texts are data: no line it makes
//! begins with a command character or holds a line break.

use super::phrases::render;
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

/// Where words come from that the queue does not hold.
pub(super) struct Words<'a> {
    /// The phrasing of an item whose turn it is.
    pub(super) phrase: &'a dyn Fn(&ItemRow) -> String,
    /// What a variable stands for on this stream.
    pub(super) scene: &'a dyn Fn(&str) -> Option<String>,
}

/// Takes the next line out of a queue: what is due and first in priority, with everything that can share its line.
/// Returns nothing when nothing is due.
pub(super) fn next_line(queue: &mut Vec<ItemRow>, limits: &Limits, now: Millis, words: &Words<'_>) -> Option<Composed> {
    queue.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
    let leader = queue.iter().position(|item| item.due <= now)?;
    let mut table = Table { queue, limits, now, words };
    let mut items = table.take_group(leader, "");
    let mut text = words.say(&items);
    while is_answer(&items[0]) && !text.is_empty() {
        let Some((joined, group)) = table.next_answer(&text) else { break };
        text = joined;
        items.extend(group);
    }
    let text = guard(&within_mentions(&text, limits.max_mentions), limits);
    Some(Composed { text: cut(&text, limits), items })
}

/// What waits, and what a line may hold.
struct Table<'a> {
    queue: &'a mut Vec<ItemRow>,
    limits: &'a Limits,
    now: Millis,
    words: &'a Words<'a>,
}

impl Table<'_> {
    /// Another answer that still fits behind `text`. Of answers that say the same, the first speaks for all.
    fn next_answer(&mut self, text: &str) -> Option<(String, Vec<ItemRow>)> {
        let prefix = format!("{text}{SEPARATOR}");
        let mut tried: Vec<Option<String>> = Vec::new();
        for index in 0..self.queue.len() {
            let item = &self.queue[index];
            if !is_answer(item) || item.due > self.now || tried.contains(&item.part.rule) {
                continue;
            }
            tried.push(item.part.rule.clone());
            let answer = self.words.say(std::slice::from_ref(item));
            if !answer.is_empty() && fits(&format!("{prefix}{answer}"), self.limits) {
                let group = self.take_group(index, &prefix);
                return Some((format!("{prefix}{}", self.words.say(&group)), group));
            }
        }
        None
    }

    /// Takes the item at `leader` and every other that says the same, as many as the line behind `prefix` holds.
    fn take_group(&mut self, leader: usize, prefix: &str) -> Vec<ItemRow> {
        let mut group = vec![self.queue.remove(leader)];
        let most = match group[0].kind() {
            Kind::Faq => MAX_NAMES.min(self.limits.max_mentions.unwrap_or(MAX_NAMES)),
            Kind::Welcome => MAX_NAMES,
            _ => return group,
        };
        let (leader, now) = (group[0].clone(), self.now);
        let others = self.queue.extract_if(.., |item| shares_line(&leader, item, now));
        group.extend(others.take(most.saturating_sub(1)));
        while group.len() > 1 && !fits(&format!("{prefix}{}", self.words.say(&group)), self.limits) {
            if let Some(last) = group.pop() {
                let place = self.queue.partition_point(|item| order(item) < order(&last));
                self.queue.insert(place, last);
            }
        }
        group
    }
}

/// The order in which a queue is worked off.
fn order(item: &ItemRow) -> (Kind, Millis, &str) {
    (item.kind(), item.due, &item.part.id)
}

fn is_answer(item: &ItemRow) -> bool {
    matches!(item.kind(), Kind::Command | Kind::Faq)
}

fn shares_line(leader: &ItemRow, item: &ItemRow, now: Millis) -> bool {
    let ahead = if leader.kind() == Kind::Welcome { WELCOME_BATCH } else { 0 };
    item.kind() == leader.kind()
        && item.text == leader.text
        && item.part.rule == leader.part.rule
        && item.due <= now + ahead
}

impl Words<'_> {
    /// The text of items that say the same.
    fn say(&self, group: &[ItemRow]) -> String {
        let (item, phrase) = (&group[0], (self.phrase)(&group[0]));
        let mut names: Vec<String> =
            group.iter().filter_map(|item| item.part.viewer.as_deref()).map(clean_name).collect();
        names.dedup();
        let mentions = || names.iter().map(|name| format!("@{name}")).collect::<Vec<_>>().join(" ");
        let text = match item.kind() {
            Kind::Welcome => render(&phrase, item, Some(&listed(&names)), self),
            Kind::Command => render(&phrase, item, Some(&mentions()), self),
            Kind::Faq if phrase.contains("{username}") => render(&phrase, item, Some(&mentions()), self),
            Kind::Faq => format!("{} {}", mentions(), render(&phrase, item, None, self)),
            // What a person or a program wrote is said as it stands.
            Kind::Seller | Kind::Api => phrase,
            Kind::Winner | Kind::Timer => render(&phrase, item, None, self),
        };
        clean(&text)
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
    let mentioned = limits.max_mentions.is_none_or(|most| mentions(text) <= most);
    mentioned && length(text, limits.count) <= limits.max_chars
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
fn cut(text: &str, limits: &Limits) -> String {
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

/// Leaves mentions past the limit as plain names.
fn within_mentions(text: &str, most: Option<usize>) -> String {
    let Some(most) = most.filter(|most| mentions(text) > *most) else { return text.to_owned() };
    let mut seen = 0;
    let mut rest = text.chars().peekable();
    let mut kept = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        let mentions = c == '@' && rest.peek().is_some_and(|next| next.is_alphanumeric());
        seen += usize::from(mentions);
        if !mentions || seen <= most {
            kept.push(c);
        }
    }
    kept
}

fn mentions(text: &str) -> usize {
    let named = |(at, _): &(usize, &str)| text[at + 1..].starts_with(char::is_alphanumeric);
    text.match_indices('@').filter(named).count()
}

/// No line begins as a command, whoever's name stands first.
fn guard(text: &str, limits: &Limits) -> String {
    let mut text = seen_start(text).trim_end();
    while let Some(rest) = strip_command(text, limits) {
        text = seen_start(rest);
    }
    text.to_owned()
}

/// A text from its first character that anybody sees: a platform may look through the others.
pub(super) fn seen_start(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || is_unseen(c))
}

fn is_unseen(c: char) -> bool {
    is_direction_mark(c)
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'
                ..='\u{180f}'
        )
        || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(c, '\u{ffa0}' | '\u{1bca0}'..='\u{1bca3}' | '\u{e0000}'..='\u{e0fff}')
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
