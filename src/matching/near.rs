//! What nearly fired, and why it did not, in words for a seller. It may take its time: somebody asked.

use super::Lane;
use super::build::{Group, Inner};
use super::everyday::Everyday;
use super::explain::{NearMiss, Why};
use super::folding::fold;
use super::scan::{Scan, allows};
use super::typos::{OTHER_LETTER, SLIP, Spelling};
use super::words::{Kind, Words, letters};
use crate::protocol::MatchMode;

/// A word of the line.
struct Seen<'a> {
    folded: &'a str,
    written: &'a str,
    hash: u64,
}

pub(super) fn miss(inner: &Inner, lane: Lane, scan: &Scan<'_>, text: &str) -> Option<NearMiss> {
    let (group, trigger, why) = kept(inner, lane, scan).or_else(|| resembling(inner, lane, scan, text))?;
    let sentence = sentence(&inner.groups[lane as usize][group], trigger, &why);
    Some(NearMiss { group, trigger, why, sentence })
}

/// A trigger that stands in the line, but something kept it from firing.
fn kept(inner: &Inner, lane: Lane, scan: &Scan<'_>) -> Option<(usize, usize, Why)> {
    let all =
        || scan.reached.iter().flat_map(|reached| inner.trie.ends(reached.state).0.iter().map(move |p| (reached, p)));
    let in_lane =
        |excludes: bool| all().filter(move |(_, posting)| posting.lane == lane && posting.excludes == excludes);
    let found = in_lane(false).filter(|(reached, posting)| allows(reached.reading, posting));
    let (reached, posting) = found.min_by_key(|(_, posting)| (posting.group, posting.trigger))?;
    let excluding = in_lane(true).find(|(_, other)| other.group == posting.group);
    let why = match excluding {
        Some((word, _)) => Why::Excluded(scan.written(word.start, word.end).into()),
        None if posting.exact => Why::OtherCase(scan.written(reached.start, reached.end).into()),
        None => Why::InsideWord(scan.around(reached.start, reached.end).into()),
    };
    Some((posting.group as usize, posting.trigger as usize, why))
}

/// A trigger that the line has something like. What is likest comes first.
fn resembling(inner: &Inner, lane: Lane, scan: &Scan<'_>, text: &str) -> Option<(usize, usize, Why)> {
    let words = Words::new(text).filter(|word| word.kind == Kind::Word);
    let seen: Vec<_> = words
        .map(|word| Seen {
            folded: &text[word.start..word.end],
            written: scan.written(word.start, word.end),
            hash: word.hash,
        })
        .collect();
    let mut best: Option<(usize, (usize, usize, Why))> = None;
    for (index, group) in inner.groups[lane as usize].iter().enumerate() {
        if !matches!(group.mode, MatchMode::Word | MatchMode::Phrase) {
            continue;
        }
        for (number, trigger) in group.triggers.iter().enumerate() {
            let Some((rank, why)) = compare(&fold(trigger), &seen) else { continue };
            if best.as_ref().is_none_or(|(held, _)| rank < *held) {
                best = Some((rank, (index, number, why)));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// How a trigger and a line resemble each other; the less, the likelier it was meant.
fn compare(trigger: &str, seen: &[Seen<'_>]) -> Option<(usize, Why)> {
    let wanted: Vec<_> = Words::new(trigger).map(|word| &trigger[word.start..word.end]).collect();
    if let [wanted] = wanted[..] {
        let known = Spelling::new(letters(wanted));
        return seen.iter().filter_map(|seen| compare_word(wanted, known.as_ref(), seen)).min_by_key(|(rank, _)| *rank);
    }
    let has = |wanted: &&str| seen.iter().any(|seen| letters(seen.folded).eq(letters(wanted)));
    (wanted.len() > 1 && wanted.iter().all(has)).then_some((0, Why::Apart))
}

fn compare_word(wanted: &str, known: Option<&Spelling>, seen: &Seen<'_>) -> Option<(usize, Why)> {
    let written = || seen.written.to_owned();
    if wanted.chars().count() > 2 && seen.folded.contains(wanted) && !seen.folded.eq(wanted) {
        return Some((1, Why::InsideWord(written())));
    }
    let known = known.filter(|known| known.may_be(seen.folded))?;
    let apart = Spelling::new(letters(seen.folded))?.apart(known);
    if apart > SLIP + OTHER_LETTER + 1 || apart * 2 > wanted.chars().count() + 3 {
        return None;
    }
    let why = if Everyday::get().has(seen.hash) { Why::CommonWord(written()) } else { Why::TooDifferent(written()) };
    Some((2 + apart, why))
}

fn sentence(group: &Group, trigger: usize, why: &Why) -> String {
    let trigger = &group.triggers[trigger];
    match why {
        Why::InsideWord(word) => format!("\"{trigger}\" is only a part of \"{word}\", and whole words are looked for."),
        Why::TooDifferent(word) if !group.typos => {
            format!("\"{word}\" is not \"{trigger}\", and this rule takes no misspellings.")
        }
        Why::TooDifferent(word) => format!("\"{word}\" is too far from \"{trigger}\" to be a misspelling of it."),
        Why::CommonWord(word) => format!("\"{word}\" is a word of its own, so it is not read as \"{trigger}\"."),
        Why::Excluded(word) => format!("\"{trigger}\" is there, but \"{word}\" keeps this rule from answering."),
        Why::OtherCase(word) => {
            format!("\"{word}\" is not written as \"{trigger}\", and capitals matter in this rule.")
        }
        Why::Apart => format!("All words of \"{trigger}\" are there, but not one after the other."),
    }
}
