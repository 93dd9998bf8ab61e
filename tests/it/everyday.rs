//! The list of everyday words, packed as the core ships it: `UPDATE_EVERYDAY=1 cargo test --test it everyday`.

use buzzchat::matching::fold;
use std::collections::BTreeSet;

const LIST: &str = "tests/fixtures/everyday.txt";
const PACKED: &str = "src/matching/everyday.txt";

#[test]
fn the_packed_list_holds_the_words() {
    let text = std::fs::read_to_string(LIST).unwrap();
    let words: BTreeSet<_> = text.lines().filter(|line| !line.starts_with('#')).map(fold).collect();
    if std::env::var_os("UPDATE_EVERYDAY").is_some() {
        std::fs::write(PACKED, pack(&words) + "\n").unwrap();
        return;
    }
    assert_eq!(std::fs::read_to_string(PACKED).unwrap().trim_end(), pack(&words), "run with UPDATE_EVERYDAY=1");
}

/// A capital for the number of letters shared with the word before, then the others.
fn pack(words: &BTreeSet<String>) -> String {
    let (mut out, mut before) = (String::new(), "");
    for word in words {
        let shared = word.chars().zip(before.chars()).take_while(|(a, b)| a == b).count().min(25);
        out.push(char::from(b'A' + u8::try_from(shared).unwrap()));
        out.extend(word.chars().skip(shared));
        before = word;
    }
    out
}
