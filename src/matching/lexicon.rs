//! The words that triggers are made of, and which of them a viewer's word may stand for.

use super::everyday::Everyday;
use super::table::{Table, spread};
use super::typos::{Spelling, Typos};
use super::words::{Kind, Word, letters};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The word is spelt as in the trigger. Else: the lanes in which a misspelling will do, as bits.
pub(super) const EXACT: u8 = 0x80;
const EVERY_LANE: u8 = 0x0f;

/// A word of the line read as a word of a trigger.
pub(super) type Reading = (u32, u8);

#[derive(Debug)]
struct Entry {
    text: Box<str>,
    /// Lanes in which it is all of a trigger, so that it stands for nothing else.
    whole: u8,
    /// Lanes in which it may be misspelt.
    tolerant: u8,
    /// Other words that it is a form of.
    like: Vec<u32>,
    /// Everyday words that may be meant rather than this one; found when first needed.
    rivals: OnceLock<Box<[Spelling]>>,
}

/// How many words are remembered that turned out to be nothing. A power of two.
const REMEMBERED: usize = 2_048;

/// All words of all triggers.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    table: Table,
    entries: Vec<Entry>,
    typos: Typos,
    /// Words of the chat that are no misspellings: most lines repeat what was said before. This changes what an answer
    /// costs, never the answer, so it may be shared.
    nothing: Vec<AtomicU64>,
}

impl Lexicon {
    /// The number of a word, given to it now if it is new.
    pub(super) fn learn(&mut self, text: &str, hash: u64) -> u32 {
        self.find(text, hash).unwrap_or_else(|| {
            let id = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
            self.table.insert(spread(hash), id);
            let text = text.chars().filter(|c| !matches!(c, '\'' | '-')).collect::<String>().into();
            self.entries.push(Entry { text, whole: 0, tolerant: 0, like: Vec::new(), rivals: OnceLock::new() });
            id
        })
    }

    pub(super) fn text(&self, id: u32) -> &str {
        &self.entries[id as usize].text
    }

    pub(super) fn set_whole(&mut self, id: u32, lane: u8) {
        self.entries[id as usize].whole |= lane;
    }

    pub(super) fn set_tolerant(&mut self, id: u32, lane: u8) {
        self.entries[id as usize].tolerant |= lane;
    }

    /// Files the words that may be misspelt, and their simple forms, once all are known.
    pub(super) fn settle(&mut self) {
        let tolerant = (0_u32..).zip(&self.entries).filter(|(_, entry)| entry.tolerant != 0);
        let words: Vec<_> =
            tolerant.filter_map(|(id, entry)| Some((id, Spelling::new(letters(&entry.text))?))).collect();
        for (id, _) in &words {
            for form in forms(self.text(*id)) {
                let hash = letters(&form).fold(0, super::words::extend);
                let form = self.learn(&form, hash);
                self.entries[form as usize].like.push(*id);
            }
        }
        self.typos = Typos::new(&words);
        self.nothing.resize_with(if words.is_empty() { 0 } else { REMEMBERED }, AtomicU64::default);
    }

    fn find(&self, text: &str, hash: u64) -> Option<u32> {
        self.table.find(spread(hash), |id| letters(text).eq(letters(self.text(id))))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What a word of the line may stand for.
    pub(super) fn read(&self, word: &Word, text: &str, readings: &mut Vec<Reading>) {
        readings.clear();
        let text = &text[word.start..word.end];
        if let Some(id) = self.find(text, word.hash) {
            let entry = &self.entries[id as usize];
            readings.push((id, EXACT));
            readings.extend(entry.like.iter().map(|&like| (like, EVERY_LANE & !entry.whole)));
        } else if word.kind == Kind::Word
            && word.length > 3
            && text.chars().next().is_some_and(|c| self.typos.may_be(c, word.length))
        {
            let hash = spread(word.hash);
            let Some(nothing) = self.nothing.get(hash as usize & (REMEMBERED - 1)) else { return };
            if nothing.load(Ordering::Relaxed) != hash {
                if !Everyday::get().has(word.hash) {
                    self.guess(text, readings);
                }
                if readings.is_empty() {
                    nothing.store(hash, Ordering::Relaxed);
                }
            }
        }
    }

    /// The word of a trigger that two words of the line make when written as one.
    pub(super) fn read_joined(&self, text: &str, hash: u64) -> Option<u32> {
        self.find(text, hash)
    }

    fn guess(&self, text: &str, readings: &mut Vec<Reading>) {
        let Some(spelling) = Spelling::new(letters(text)) else { return };
        let near = self.typos.near(&spelling);
        if near.is_empty() {
            return;
        }
        let weighed: Vec<_> = near.into_iter().filter_map(|id| Some((id, self.weigh(id, &spelling)?))).collect();
        for lane in [1, 2, 4, 8] {
            let counts = |id: u32| self.entries[id as usize].tolerant & lane != 0;
            let best = weighed.iter().filter(|(id, _)| counts(*id)).map(|(_, slips)| *slips).min();
            let nearest = weighed.iter().filter(|(id, slips)| counts(*id) && Some(*slips) == best);
            readings.extend(nearest.map(|(id, _)| (*id, lane)));
        }
    }

    /// How far a spelling is from a word; none where an everyday word is nearer.
    fn weigh(&self, id: u32, spelling: &Spelling) -> Option<usize> {
        let entry = &self.entries[id as usize];
        let known = Spelling::new(letters(&entry.text))?;
        let apart = spelling.apart_from(&known)?;
        if spelling.is_drawn_out() && [1, 2].iter().any(|&kept| self.is_everyday_cut(spelling, kept, &known)) {
            return None;
        }
        let rivals = entry.rivals.get_or_init(|| Everyday::get().rivals(&known));
        rivals.iter().all(|rival| spelling.apart(rival) >= apart).then_some(apart)
    }

    /// "shoppping" is "shopping", whatever it also resembles.
    fn is_everyday_cut(&self, spelling: &Spelling, kept: usize, known: &Spelling) -> bool {
        let cut = spelling.cut(kept);
        cut != known.cut(3) && Everyday::get().has(cut)
    }
}

/// The plain and the plural of a word, as most languages written in Latin letters make it.
fn forms(word: &str) -> Vec<String> {
    let mut forms = Vec::new();
    if word.len() < 4 || !word.is_ascii() {
        if word.chars().count() >= 4 && word.ends_with(|c: char| c.is_ascii_lowercase()) {
            forms.push(format!("{word}s"));
        }
        return forms;
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        forms.push(format!("{stem}y"));
    }
    match word.strip_suffix('s') {
        // Of short words too much would be left to chance: "cores" is no "core".
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) && stem.len() > 4 => forms.push(stem.into()),
        Some(_) => forms.push(format!("{word}es")),
        None if word.ends_with(['x', 'z']) || word.ends_with("ch") || word.ends_with("sh") => {
            forms.push(format!("{word}es"));
        }
        None => forms.push(format!("{word}s")),
    }
    if let Some(stem) = word.strip_suffix('y') {
        forms.push(format!("{stem}ies"));
    }
    forms
}
