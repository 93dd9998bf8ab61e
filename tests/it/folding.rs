//! The folding table against the Unicode data, which also makes it: `UPDATE_FOLDING=1 cargo test --test it folding`.

use buzzchat::matching::fold;
use proptest::prelude::*;
use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

const TABLE: &str = "src/matching/folding.bin";

/// What generators of "fancy text" use as letters and Unicode does not call so.
const SMALL_CAPITALS: &str = "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzıi";
const LETTERS: &[(char, &str)] = &[
    ('ß', "ss"),
    ('ς', "σ"),
    ('ø', "o"),
    ('ł', "l"),
    ('đ', "d"),
    ('ħ', "h"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('þ', "th"),
    ('ð', "d"),
    ('ـ', ""),
    ('’', "'"),
    ('‘', "'"),
    ('ʼ', "'"),
    ('´', "'"),
    ('＇', "'"),
    ('‐', "-"),
    ('‑', "-"),
];

/// Characters the table leaves alone: nobody types them, and they would double it.
fn is_left_out(c: char) -> bool {
    matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f00}'..='\u{2fdf}' | '\u{2f800}'..='\u{2fa1f}' | '\u{1100}'..='\u{11ff}')
        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fd50}'..='\u{fdff}' | '\u{fc00}'..='\u{fd3f}')
        || matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{3200}'..='\u{33ff}' | '\u{1d100}'..='\u{1d1ff}' | '\u{a9c0}')
}

/// A mark over, under or through a letter, without which readers still know the word.
fn is_diacritic(c: char) -> bool {
    matches!(canonical_combining_class(c), 1 | 7 | 10..=35 | 200..=240)
        && c.general_category_group() == GeneralCategoryGroup::Mark
        || c.general_category() == GeneralCategory::EnclosingMark
}

fn is_invisible(c: char) -> bool {
    c.general_category() == GeneralCategory::Format
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{34f}' | '\u{180b}'..='\u{180d}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

fn fancy(c: char) -> Option<char> {
    let letter = |first: u32| char::from_u32(u32::from(c) - first + u32::from('a'));
    match c {
        '🅐'..='🅩' => letter(0x1f150),
        '🅰'..='🆉' => letter(0x1f170),
        _ => SMALL_CAPITALS.chars().collect::<Vec<_>>().chunks(2).find(|pair| pair[0] == c).map(|pair| pair[1]),
    }
}

/// What one character becomes.
fn reference(c: char) -> String {
    if is_left_out(c) {
        return c.into();
    }
    if is_invisible(c) {
        return String::new();
    }
    if let Some(letter) = fancy(c) {
        return letter.into();
    }
    let decomposed = |text: &str| text.nfkd().collect::<String>();
    let lower = decomposed(&decomposed(&c.to_string()).to_lowercase());
    let mut out = String::new();
    for c in lower.chars() {
        if let Some(letter) = fancy(c) {
            out.push(letter);
        } else if let Some((_, text)) = LETTERS.iter().find(|(letter, _)| *letter == c) {
            out.push_str(text);
        } else if is_invisible(c) || is_diacritic(c) {
        } else if !c.is_ascii() && is_gap(c) {
            out.push(' ');
        } else {
            out.push(c);
        }
    }
    // A voiced letter is another letter, not a plain one with an accent.
    if out.contains(['\u{3099}', '\u{309a}']) { out.nfc().collect() } else { out }
}

fn is_gap(c: char) -> bool {
    matches!(c.general_category_group(), GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Separator)
        || c.general_category() == GeneralCategory::Control
}

fn all() -> impl Iterator<Item = char> {
    let assigned = |c: &char| c.general_category() != GeneralCategory::Unassigned;
    ('\u{80}'..='\u{effff}').filter(assigned).filter(|&c| !is_left_out(c))
}

#[test]
fn the_table_says_what_unicode_says() {
    if std::env::var_os("UPDATE_FOLDING").is_some() {
        std::fs::write(TABLE, table()).unwrap();
        return;
    }
    let wrong: Vec<_> = all().filter(|&c| fold(&c.to_string()) != reference(c)).take(20).collect();
    assert!(wrong.is_empty(), "{wrong:?}: run with UPDATE_FOLDING=1");
    assert!(std::fs::read(TABLE).unwrap() == table(), "the table is old: run with UPDATE_FOLDING=1");
}

#[test]
fn folding_twice_changes_nothing() {
    let changed: Vec<_> = all()
        .filter(|c| {
            let once = fold(&c.to_string());
            fold(&once) != once
        })
        .collect();
    assert!(changed.is_empty(), "{changed:?}");
}

proptest! {
    #[test]
    fn composed_and_decomposed_text_fold_alike(text in "\\PC{0,30}") {
        prop_assume!(!text.chars().any(is_left_out) || text.chars().all(|c| matches!(c, '\u{ac00}'..='\u{d7a3}')));
        prop_assert_eq!(fold(&text.nfc().collect::<String>()), fold(&text.nfd().collect::<String>()));
    }

    #[test]
    fn korean_and_japanese_are_composed(text in "[가-힣ぁ-んァ-ヴ]{0,30}") {
        prop_assert_eq!(fold(&text.nfd().collect::<String>()), text.as_str());
        prop_assert_eq!(fold(&text.nfkd().collect::<String>()), text);
    }
}

/// The table: how many records, the records, the texts.
fn table() -> Vec<u8> {
    let (mut records, mut pool, mut run) = (Vec::new(), String::new(), None::<Run>);
    for c in all() {
        let target = reference(c);
        if target == c.to_string() {
            continue;
        }
        if !run.as_mut().is_some_and(|run| run.take(c, &target)) {
            if let Some(run) = run.take() {
                records.push(run);
            }
            run = Some(Run { first: c.into(), count: 1, stride: 0, step: 0, target });
        }
    }
    records.extend(run);
    let mut bytes = u16::try_from(records.len()).unwrap().to_le_bytes().to_vec();
    for run in &records {
        run.write(&mut bytes, &mut pool);
    }
    bytes.extend_from_slice(pool.as_bytes());
    bytes
}

/// Characters at equal distances that become characters at equal distances.
struct Run {
    first: u32,
    count: u32,
    stride: u32,
    step: u32,
    target: String,
}

impl Run {
    fn single(&self) -> Option<u32> {
        let mut chars = self.target.chars();
        let c = chars.next()?;
        chars.next().is_none().then_some(c.into())
    }

    fn take(&mut self, c: char, target: &str) -> bool {
        let c = u32::from(c);
        if self.count == 255 {
            return false;
        }
        let Some(own) = self.single() else {
            let fits = self.target == target && c == self.first + self.count;
            self.count += u32::from(fits);
            return fits;
        };
        let mut chars = target.chars();
        let (Some(next), None) = (chars.next().map(u32::from), chars.next()) else { return false };
        if self.count == 1 {
            let (stride, step) = (c - self.first, next.wrapping_sub(own));
            if stride > 2 || step > 2 {
                return false;
            }
            (self.stride, self.step) = (stride, step);
        }
        let fits = c == self.first + self.count * self.stride && next == own + self.count * self.step;
        self.count += u32::from(fits);
        fits
    }

    fn write(&self, bytes: &mut Vec<u8>, pool: &mut String) {
        bytes.extend_from_slice(&self.first.to_le_bytes()[..3]);
        bytes.push(u8::try_from(self.count).unwrap());
        let target = if let Some(target) = self.single() {
            bytes.push(u8::try_from((self.stride.max(1) << 4) | self.step).unwrap());
            target
        } else {
            bytes.push(0xff);
            let start = pool.find(&self.target).unwrap_or_else(|| {
                pool.push_str(&self.target);
                pool.len() - self.target.len()
            });
            u32::try_from(start | self.target.len() << 16).unwrap()
        };
        bytes.extend_from_slice(&target.to_le_bytes()[..3]);
    }
}
