//! Text that others chose, as it is stored: PostgreSQL takes no NUL in a text, so it is written another way. Nothing is
//! lost: a draw is over names exactly as they were.

/// Begins what stands for another character. No script and no keyboard has it.
const MARK: char = '\u{10ffff}';

/// The text as it is stored.
pub(super) fn stored(text: &str) -> String {
    text.replace(MARK, "\u{10ffff}1").replace('\0', "\u{10ffff}0")
}

/// The text as it was.
pub(super) fn restored(text: &str) -> String {
    text.replace("\u{10ffff}0", "\0").replace("\u{10ffff}1", "\u{10ffff}")
}

#[cfg(test)]
mod tests {
    use super::{restored, stored};

    #[test]
    fn every_text_comes_back_and_none_is_stored_with_a_nul() {
        for text in ["", "ann", "a\0b", "\0", "\u{10ffff}", "\u{10ffff}0", "\0\u{10ffff}1\0", "\u{10ffff}\0"] {
            assert!(!stored(text).contains('\0'), "{text:?}");
            assert_eq!(restored(&stored(text)), text, "{text:?}");
        }
        assert_ne!(stored("\0"), stored("\u{10ffff}0"));
    }
}
