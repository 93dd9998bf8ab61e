//! Words in a line: folding, and where a word begins and ends.

/// How much of a line is looked at, in characters.
pub(super) const LOOKED_AT: usize = 500;

/// The part of a line that is looked at.
pub(super) fn head(line: &str) -> &str {
    line.char_indices().nth(LOOKED_AT).map_or(line, |(end, _)| &line[..end])
}

/// The compared form of text: lower case.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// Whether `word` stands in `text` as a whole word: what touches it is no letter, digit or mark. Both must be folded alike.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !is_word_character(c));
    text.match_indices(word).any(|(start, hit)| {
        let (before, after) = (&text[..start], &text[start + hit.len()..]);
        let open = !word.starts_with(is_word_character) || edge(before.chars().next_back());
        let shut = !word.ends_with(is_word_character) || edge(after.chars().next());
        open && shut
    })
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A few words, looked for as whole words: what enters a giveaway.
#[derive(Clone, Debug, Default)]
pub struct Keywords {
    folded: Vec<String>,
}

impl Keywords {
    /// Folds the words once.
    #[must_use]
    pub fn new(words: &[String]) -> Self {
        Self { folded: words.iter().map(|word| fold(word.trim())).filter(|word| !word.is_empty()).collect() }
    }

    /// Whether one of them stands in the line.
    ///
    /// ```
    /// let keywords = buzzchat::matching::Keywords::new(&["enter".to_string()]);
    /// assert!(keywords.found_in("ENTER me!"));
    /// assert!(!keywords.found_in("center piece"));
    /// ```
    #[must_use]
    pub fn found_in(&self, line: &str) -> bool {
        if self.folded.is_empty() {
            return false;
        }
        let line = fold(head(line));
        self.folded.iter().any(|word| has_word(&line, word))
    }
}
