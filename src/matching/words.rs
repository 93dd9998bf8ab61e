//! A line cut into words: letters, names, signs. It works on folded text, or on ASCII as it stands, which it folds itself.

/// What a word is, which decides how it may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters and digits between boundaries.
    Word,
    /// One letter of a script that is written without spaces (or with few, like Korean).
    Letter,
    /// An emoji, a currency, a plus: what may stand between words without parting them.
    Sign,
    /// `@somebody` or `:emote:`: no word of the language.
    Name,
}

/// A word and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) hash: u64,
    pub(super) kind: Kind,
    /// How many characters were hashed.
    pub(super) length: u32,
    /// Only an apostrophe or a hyphen stands between this word and the next.
    pub(super) soft: bool,
}

/// The words of a text, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Words<'a> {
    text: &'a str,
    at: usize,
}

/// Hashes are polynomials, so that those of joined and of shortened words can be had without reading them again.
pub(super) const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline]
pub(super) fn extend(hash: u64, c: u32) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(u64::from(c))
}

/// The hash of a word with another behind it.
pub(super) fn join(first: u64, second: u64, length: u32) -> u64 {
    first.wrapping_mul(BASE.wrapping_pow(length)).wrapping_add(second)
}

const SIGN: u8 = 1;
const SPECIAL: u8 = 2;
const WIDE: u8 = 3;
const FIRST_OF_WORD: u8 = b'0';

/// For every byte: its folded form where it is an ASCII letter, or else what it is.
const BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        let c = b as u8;
        table[b] = match c {
            b'0'..=b'9' | b'a'..=b'z' | b'_' => c,
            b'A'..=b'Z' => c + 32,
            b'$' | b'%' | b'&' | b'+' | b'<' | b'=' | b'>' | b'#' | b'^' => SIGN,
            b'@' | b':' | b'!' => SPECIAL,
            128.. => WIDE,
            _ => 0,
        };
        b += 1;
    }
    table
};

#[inline]
fn kind(byte: u8) -> u8 {
    BYTES[usize::from(byte)]
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    /// Katakana: written without spaces, but a run of it is a word.
    Kana,
    Letter,
    Sign,
    Gap,
}

/// The class of a character beyond ASCII, folded.
fn class(c: char) -> Class {
    match c {
        '\u{e3f}' | '\u{9f3}' | '\u{1f000}'..='\u{1faff}' => Class::Sign,
        '\u{430}'..='\u{44f}' => Class::Word,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}' => {
            Class::Letter
        }
        '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30fe}' => Class::Kana,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => {
            Class::Letter
        }
        '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Class::Letter,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' => Class::Gap,
        // Beyond letters these blocks hold the vowel signs of letters.
        '\u{300}'..='\u{1fff}' | '\u{a000}'..='\u{abff}' => Class::Word,
        _ if c.is_alphanumeric() => Class::Word,
        _ if c.is_whitespace() || c.is_control() => Class::Gap,
        _ => Class::Sign,
    }
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn char(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    fn is_word(&self, at: usize) -> bool {
        match kind(self.byte(at)) {
            WIDE => self.char(at).is_some_and(|c| class(c) == Class::Word),
            kind => kind >= FIRST_OF_WORD,
        }
    }

    /// Whether a sign here is the first of a word: nothing before, a word behind.
    fn opens(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or(0, |at| self.byte(at));
        kind(before) < WIDE && kind(self.byte(at + 1)) >= WIDE
    }

    /// Reads letters on and on.
    fn letters(&self, mut at: usize) -> (usize, u64, u32) {
        let bytes = self.text.as_bytes();
        let (mut hash, mut length) = (0, 0);
        loop {
            let mut stop = 0;
            for &byte in &bytes[at..] {
                let c = kind(byte);
                if c < FIRST_OF_WORD {
                    stop = byte;
                    break;
                }
                hash = extend(hash, u32::from(c));
                length += 1;
                at += 1;
            }
            let wide = if kind(stop) == WIDE { self.char(at).filter(|&c| class(c) == Class::Word) } else { None };
            if let Some(c) = wide {
                hash = extend(hash, u32::from(c));
                length += 1;
                at += c.len_utf8();
            } else if stop == b'\'' && self.is_negation(at) {
                at += 1;
            } else {
                return (at, hash, length);
            }
        }
    }

    /// Reads katakana on and on. How long its last vowel is held does not count.
    fn kana(&mut self, start: usize) -> Word {
        let is_kana = |c: &char| class(*c) == Class::Kana;
        let size = self.text[start..].chars().take_while(is_kana).map(char::len_utf8).sum::<usize>();
        self.at = start + size;
        let run = &self.text[start..self.at];
        let word = Some(run.trim_end_matches('ー')).filter(|word| !word.is_empty()).unwrap_or(run);
        let (hash, length) = word.chars().fold((0, 0), |(hash, length), c| (extend(hash, u32::from(c)), length + 1));
        Word { start, end: start + word.len(), hash, kind: Kind::Word, length, soft: false }
    }

    /// The apostrophe of "can't" and "won't", which are other words than "can" and "won".
    fn is_negation(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or(0, |at| self.byte(at));
        kind(before) == b'n' && kind(self.byte(at + 1)) == b't' && !self.is_word(at + 2)
    }

    fn word(&mut self, start: usize) -> Word {
        let (end, hash, length) = self.letters(start);
        let soft = matches!(self.byte(end), b'\'' | b'-') && self.is_word(end + 1);
        self.at = end;
        Word { start, end, hash, kind: Kind::Word, length, soft }
    }

    fn name_to(&mut self, start: usize, end: usize) -> Word {
        self.at = end;
        let hash = self.text[start..end].chars().fold(0, |hash, c| extend(hash, u32::from(c.to_ascii_lowercase())));
        Word { start, end, hash, kind: Kind::Name, length: 1, soft: false }
    }

    fn single(&mut self, kind: Kind, c: char) -> Word {
        let (start, end) = (self.at, self.at + c.len_utf8());
        self.at = end;
        Word { start, end, hash: extend(0, u32::from(c)), kind, length: 1, soft: false }
    }

    /// `@some.body-else`, to its end.
    fn name(&mut self, start: usize) -> Word {
        let mut end = self.letters(start + 1).0;
        while matches!(self.byte(end), b'.' | b'-') && self.is_word(end + 1) {
            end = self.letters(end + 1).0;
        }
        self.name_to(start, end)
    }

    /// The end of `:an-emote:` that begins here.
    fn emote(&self, start: usize) -> Option<usize> {
        let inner = |b: &u8| kind(*b) >= FIRST_OF_WORD || *b == b'-';
        let rest = self.text.as_bytes().get(start + 1..)?;
        let length = rest.iter().take(50).take_while(|b| inner(b)).count();
        let before = start.checked_sub(1).map_or(0, |at| self.byte(at));
        (length > 1 && rest.get(length) == Some(&b':') && kind(before) < FIRST_OF_WORD).then_some(start + length + 2)
    }

    fn special(&mut self, byte: u8) -> Option<Word> {
        let at = self.at;
        match byte {
            b'@' if self.opens(at) => Some(self.name(at)),
            b'!' if self.opens(at) => Some(self.single(Kind::Sign, '!')),
            b':' => self.emote(at).map(|end| self.name_to(at, end)),
            _ => None,
        }
    }

    fn wide(&mut self, c: char) -> Option<Word> {
        let at = self.at;
        match class(c) {
            Class::Word => Some(self.word(at)),
            Class::Kana => Some(self.kana(at)),
            Class::Letter => Some(self.single(Kind::Letter, c)),
            Class::Sign => Some(self.single(Kind::Sign, c)),
            Class::Gap => None,
        }
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    #[inline]
    fn next(&mut self) -> Option<Word> {
        loop {
            let &byte = self.text.as_bytes().get(self.at)?;
            let (found, size) = match kind(byte) {
                0 => (None, 1),
                FIRST_OF_WORD.. => return Some(self.word(self.at)),
                WIDE => {
                    let c = self.char(self.at)?;
                    (self.wide(c), c.len_utf8())
                }
                SIGN => return Some(self.single(Kind::Sign, char::from(byte))),
                _ => (self.special(byte), 1),
            };
            match found {
                Some(word) => return Some(word),
                None => self.at += size,
            }
        }
    }
}

/// The characters of a word that count, folded: without the apostrophes and hyphens inside.
pub(super) fn letters(text: &str) -> impl Iterator<Item = u32> {
    text.chars().filter(|c| !matches!(c, '\'' | '-')).map(|c| u32::from(c.to_ascii_lowercase()))
}

/// Whether a range of Japanese text cuts a word: Chinese characters on both sides, in a text that parts its words by kana.
pub(super) fn cuts_word(text: &str, start: usize, end: usize) -> bool {
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}');
    let (before, within, after) = (&text[..start], &text[start..end], &text[end..]);
    within.chars().all(is_han)
        && before.chars().next_back().is_some_and(is_han)
        && after.chars().next().is_some_and(is_han)
        && text.chars().any(|c| matches!(c, '\u{3041}'..='\u{30fa}'))
}
