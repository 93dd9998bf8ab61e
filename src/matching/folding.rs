//! The compared form of text: NFKC, no case, no diacritics, nothing invisible; fancy letters are letters.
//!
//! It knows characters, not words. Its table is made from the Unicode data by `tests/it/folding.rs`, which also checks it.

/// Records sorted by their first character, then the text that longer replacements point into.
static TABLE: &[u8] = include_bytes!("folding.bin");

/// How many bytes a record has: first character (3), how many (1), steps (1), replacement (3).
const RECORD: usize = 8;
/// In the place of the steps: the replacement is a piece of text.
const IS_TEXT: u8 = 0xff;

/// Text with its compared form, and the way back.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The compared form.
    pub(super) text: String,
    /// For every byte of it, where the character it came from begins in the original; at last, where that ends. Empty
    /// where nobody wants to know.
    origins: Vec<u32>,
    mapped: bool,
}

/// Folds text for comparison: what a viewer may write differently without meaning something else.
///
/// ```
/// assert_eq!(buzzchat::matching::fold("Größe 𝓼𝓱𝓲𝓹 ｓｉｚｅ ①"), "grosse ship size 1");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    Folded::new(text, false).text
}

impl Folded {
    pub(super) fn new(text: &str, mapped: bool) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len() + 8), origins: Vec::new(), mapped };
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            at = if c.is_ascii() { folded.take_ascii(text, at) } else { folded.take(c, at) };
        }
        if mapped {
            folded.origins.resize(folded.text.len() + 1, to_u32(text.len()));
        }
        folded
    }

    /// The range of the original that a range of the folded text came from.
    pub(super) fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        let at = |index: usize| self.origins.get(index).map_or(0, |&origin| origin as usize);
        // What follows the last character and was folded away belongs to it, but not what stands before the first.
        (at(start), at(end))
    }

    /// Takes all the ASCII that follows, and says where it ends.
    fn take_ascii(&mut self, text: &str, from: usize) -> usize {
        let length = text.as_bytes()[from..].iter().take_while(|byte| byte.is_ascii()).count();
        let start = self.text.len();
        self.text.push_str(&text[from..from + length]);
        self.text[start..].make_ascii_lowercase();
        if self.mapped {
            self.origins.extend((from..from + length).map(to_u32));
        }
        from + length
    }

    /// Takes one other character, and says where it ends.
    fn take(&mut self, c: char, origin: usize) -> usize {
        match replacement(c) {
            Replacement::Same => self.push(c, origin),
            Replacement::Char(c) => self.push(c, origin),
            Replacement::Text(text) => text.chars().for_each(|c| self.push(c, origin)),
        }
        origin + c.len_utf8()
    }

    fn push(&mut self, c: char, mut origin: usize) {
        // Only these are ever joined with what stands before them.
        let joins = matches!(c, '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}' | '\u{3099}' | '\u{309a}');
        let before = if joins { self.text.chars().next_back() } else { None };
        if let Some((before, joined)) = before.and_then(|before| Some((before, compose(before, c)?))) {
            self.text.truncate(self.text.len() - before.len_utf8());
            origin = self.origins.get(self.text.len()).map_or(origin, |&origin| origin as usize);
            self.origins.truncate(self.text.len());
            self.text.push(joined);
        } else {
            self.text.push(c);
        }
        if self.mapped {
            self.origins.resize(self.text.len(), to_u32(origin));
        }
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

enum Replacement {
    Same,
    Char(char),
    Text(&'static str),
}

/// Blocks of letters that are their own compared form, asked first because whole languages consist of them.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{1f300}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
}

fn replacement(c: char) -> Replacement {
    if is_plain(c) {
        return Replacement::Same;
    }
    let (records, pool) = parts();
    let wanted = u32::from(c);
    let Some([low, high]) = PAGES.get((wanted >> 8) as usize..).and_then(|pages| pages.first_chunk()) else {
        return Replacement::Same;
    };
    let (mut low, mut high) = (usize::from(*low), usize::from(*high));
    while low < high {
        let middle = usize::midpoint(low, high);
        if number(&records[middle * RECORD..]) <= wanted { low = middle + 1 } else { high = middle }
    }
    let Some(record) = low.checked_sub(1).map(|index| &records[index * RECORD..][..RECORD]) else {
        return Replacement::Same;
    };
    let (count, steps, target) = (u32::from(record[3]), record[4], number(&record[5..]));
    let stride = if steps == IS_TEXT { 1 } else { u32::from(steps >> 4) };
    let distance = wanted - number(record);
    if distance >= count * stride || !distance.is_multiple_of(stride) {
        return Replacement::Same;
    }
    if steps == IS_TEXT {
        let (start, length) = ((target & 0xffff) as usize, (target >> 16) as usize);
        return Replacement::Text(
            pool.get(start..start + length).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default(),
        );
    }
    char::from_u32(target + distance / stride * u32::from(steps & 15)).map_or(Replacement::Same, Replacement::Char)
}

/// For every 256 characters, how many records begin before them.
static PAGES: [u16; 0xe03] = {
    let mut pages = [0; 0xe03];
    let count = u16::from_le_bytes([TABLE[0], TABLE[1]]);
    let (mut record, mut page) = (0, 0);
    while page < pages.len() {
        let at = 2 + record as usize * RECORD;
        if record < count && u32::from_le_bytes([TABLE[at], TABLE[at + 1], TABLE[at + 2], 0]) < (page as u32) << 8 {
            record += 1;
        } else {
            pages[page] = record;
            page += 1;
        }
    }
    pages
};

fn parts() -> (&'static [u8], &'static [u8]) {
    let end = 2 + usize::from(u16::from_le_bytes([TABLE[0], TABLE[1]])) * RECORD;
    (&TABLE[2..end], &TABLE[end..])
}

fn number(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0])
}

/// Two characters that are written as one: Korean syllables from their letters, Japanese letters with their voicing mark.
fn compose(before: char, c: char) -> Option<char> {
    let (b, c) = (u32::from(before), u32::from(c));
    let joined = match c {
        0x1161..=0x1175 if (0x1100..=0x1112).contains(&b) => 0xac00 + ((b - 0x1100) * 21 + (c - 0x1161)) * 28,
        0x11a8..=0x11c2 if (0xac00..=0xd7a3).contains(&b) && (b - 0xac00).is_multiple_of(28) => b + (c - 0x11a7),
        0x3099 | 0x309a => b + voiced(b, c)?,
        _ => return None,
    };
    char::from_u32(joined)
}

/// How far the voiced letter stands from the plain one.
fn voiced(letter: u32, mark: u32) -> Option<u32> {
    let hiragana = if (0x30a1..=0x30fe).contains(&letter) { letter - 0x60 } else { letter };
    match (hiragana, mark) {
        (0x306f..=0x307b, _) if (hiragana - 0x306f).is_multiple_of(3) => Some(mark - 0x3098),
        (0x304b..=0x3061, 0x3099) if hiragana % 2 == 1 => Some(1),
        (0x3064 | 0x3066 | 0x3068 | 0x309d, 0x3099) => Some(1),
        (0x308f..=0x3092, 0x3099) if letter != hiragana => Some(8),
        (0x3046, 0x3099) => Some(0x4e),
        _ => None,
    }
}
