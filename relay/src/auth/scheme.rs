//! What stands in an `Authorization` header, by the ways in which the families' documents write it. It knows no key.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use buzzchat::engine::KEY_PREFIX;

/// What follows the scheme `Bearer`.
pub(super) fn bearer(value: &HeaderValue) -> Option<String> {
    after("bearer", value).map(str::to_owned)
}

/// A key after the scheme `Basic`: as it is, or as RFC 7617 writes it, as the name or as the password.
pub(super) fn key_after_basic(value: &HeaderValue) -> Option<String> {
    let text = after("basic", value)?;
    if text.starts_with(KEY_PREFIX) {
        return Some(text.to_owned());
    }
    let (name, password) = pair(text)?;
    Some(if password.is_empty() { name } else { password })
}

/// Name and password after the scheme `Basic`, as RFC 7617 writes them.
pub(crate) fn name_and_password(headers: &HeaderMap) -> Option<(String, String)> {
    pair(after("basic", headers.get(header::AUTHORIZATION)?)?)
}

fn after<'a>(scheme: &str, value: &'a HeaderValue) -> Option<&'a str> {
    let (named, rest) = value.to_str().ok()?.split_once(' ')?;
    named.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}

fn pair(text: &str) -> Option<(String, String)> {
    let text = String::from_utf8(BASE64_STANDARD.decode(text).ok()?).ok()?;
    text.split_once(':').map(|(name, password)| (name.to_owned(), password.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{bearer, key_after_basic};
    use axum::http::HeaderValue;
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    #[test]
    fn a_key_after_basic_is_raw_or_one_half_of_a_pair() {
        let read = |text: String| key_after_basic(&HeaderValue::try_from(text).unwrap());
        let pair = |text: &str| format!("Basic {}", BASE64_STANDARD.encode(text));
        for text in ["Basic bz_live_1", "basic  bz_live_1 "] {
            assert_eq!(read(text.into()).as_deref(), Some("bz_live_1"), "{text}");
        }
        for text in ["bz_live_1:", ":bz_live_1", "1234567890:bz_live_1"] {
            assert_eq!(read(pair(text)).as_deref(), Some("bz_live_1"), "{text}");
        }
        for text in ["Bearer bz_live_1", "Basic", "Basic ", "Basic !!!", &pair("no colon")] {
            assert_eq!(read(text.into()), None, "{text}");
        }
    }

    #[test]
    fn a_bearer_s_key_stands_as_it_is() {
        let read = |text| bearer(&HeaderValue::from_static(text));
        assert_eq!(read("bearer  k ").as_deref(), Some("k"));
        assert_eq!(read("Basic k"), None);
    }
}
