//! Blanks in texts: names between double braces, and what is put in their places.

/// A text with every `{{name}}` replaced. What is put in is not looked through again, and braces without a partner stay.
///
/// # Errors
/// Where there is nothing to put in for a name.
pub(crate) fn filled<E>(text: &str, mut value_of: impl FnMut(&str) -> Result<String, E>) -> Result<String, E> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else { break };
        out.push_str(before);
        out.push_str(&value_of(name.trim())?);
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn names_between_braces_are_replaced_once() {
        let fill =
            |text: &str| filled(text, |name| if name == "bad" { Err(()) } else { Ok(format!("<{name}{{{{x}}}}>")) });
        for (text, expected) in [
            ("", Ok("")),
            ("plain {text}", Ok("plain {text}")),
            ("{{a}}, {{ b c }}!", Ok("<a{{x}}>, <b c{{x}}>!")),
            ("{{a", Ok("{{a")),
            ("a}} {{b}}", Ok("a}} <b{{x}}>")),
            ("{{}}", Ok("<{{x}}>")),
            ("{{a}} {{bad}}", Err(())),
        ] {
            assert_eq!(fill(text), expected.map(str::to_owned), "{text}");
        }
    }
}
