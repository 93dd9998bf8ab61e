//! Telephone numbers as E.164. It looks nobody up.

use phonenumber::Mode;

/// The number in its one spelling, "+" and digits; nothing where it is none.
///
/// Numbers of plans that nobody knows are taken as they are: examples in documents are such.
#[must_use]
pub fn normal_number(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = text.strip_prefix('+').filter(|rest| !rest.starts_with('+'))?;
    // Otherwise what stands behind a number, or letters in it, would be left out or translated.
    if !plain.chars().all(|c| c.is_ascii_digit() || " -.()/\u{a0}".contains(c)) {
        return None;
    }
    let known = phonenumber::parse(None, text).ok().filter(phonenumber::is_valid);
    if let Some(number) = known {
        return Some(number.format().mode(Mode::E164).to_string());
    }
    let digits = (7..=15).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !plain.starts_with('0')).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::normal_number;

    #[test]
    fn one_number_has_one_spelling() {
        for spelling in ["+14155552671", "+1 (415) 555-2671", " +1-415-555-2671 "] {
            assert_eq!(normal_number(spelling).as_deref(), Some("+14155552671"), "{spelling}");
        }
        assert_eq!(normal_number("+1234567890").as_deref(), Some("+1234567890"), "the documents' own number");
        assert_eq!(normal_number("+919178921978").as_deref(), Some("+919178921978"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "+",
            "1234567890",
            "14155552671",
            "+0123456789",
            "+12345",
            "+1234567890123456",
            "+12a4567890",
            "+14155552671!!!",
            "+14155552671x12",
            "+14155552671;junk",
            "+1 800 FLOWERS",
            "++14155552671",
            "mailto:a@b",
        ] {
            assert_eq!(normal_number(text), None, "{text}");
        }
    }
}
