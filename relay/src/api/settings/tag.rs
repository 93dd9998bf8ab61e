//! Entity tags of the settings: written, and read from conditions. Whether a change may happen is not decided here.
//!
//! A tag is `"<version>-<uses>"`: what somebody set, and the counters shown beside it. A reader wants to know of both;
//! a writer is stopped by a change of the first only, for the counters move by themselves.

use crate::error::Failure;
use crate::service::settings::Uses;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use buzzchat::draw::to_hex;
use sha2::{Digest, Sha256};

/// Between the two parts.
const SEAM: char = '-';

/// The tag of settings at a version, with what is counted beside them.
pub(super) fn tag_of(version: &str, uses: &Uses) -> String {
    let mut hasher = Sha256::new();
    for (command, count) in uses {
        hasher.update((command.len() as u64).to_be_bytes());
        hasher.update(command);
        hasher.update(count.to_be_bytes());
    }
    format!("\"{version}{SEAM}{}\"", to_hex(&hasher.finalize()[..4]))
}

/// Whether the reader has what carries this tag.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let same = |known: &str| known.strip_prefix("W/").unwrap_or(known) == tag;
    match read(headers, &header::IF_NONE_MATCH) {
        Some(Condition::Any) => true,
        Some(Condition::Of(tags)) => tags.iter().any(|known| same(known)),
        Some(Condition::Unreadable) | None => false,
    }
}

/// The versions at which the writer wants the settings to be; nothing named: at any.
///
/// # Errors
/// When the condition cannot be read: to pass over it would be to overwrite.
pub(super) fn wanted_versions(headers: &HeaderMap) -> Result<Vec<String>, Failure> {
    match read(headers, &header::IF_MATCH) {
        None | Some(Condition::Any) => Ok(Vec::new()),
        Some(Condition::Of(tags)) => Ok(tags.iter().map(|tag| version_in(tag)).collect()),
        Some(Condition::Unreadable) => Err(Failure::validation("If-Match must be an ETag as it was given out, or *")),
    }
}

/// A weak tag names no version: it stays as it is, and matches none.
fn version_in(tag: &str) -> String {
    let inner = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.and_then(|inner| inner.split_once(SEAM)).map_or(tag, |(version, _)| version).to_owned()
}

enum Condition {
    Any,
    Of(Vec<String>),
    Unreadable,
}

fn read(headers: &HeaderMap, name: &HeaderName) -> Option<Condition> {
    let lines: Result<Vec<_>, _> = headers.get_all(name).iter().map(HeaderValue::to_str).collect();
    let text = match lines {
        Ok(lines) if lines.is_empty() => return None,
        Ok(lines) => lines.join(","),
        Err(_) => return Some(Condition::Unreadable),
    };
    if text.trim() == "*" {
        return Some(Condition::Any);
    }
    let tags: Vec<_> = text.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
    let readable = !tags.is_empty() && tags.iter().all(|tag| is_tag(tag));
    Some(if readable { Condition::Of(tags) } else { Condition::Unreadable })
}

/// Commas inside a tag are legal, but not in one of ours.
fn is_tag(tag: &str) -> bool {
    let strong = tag.strip_prefix("W/").unwrap_or(tag);
    let inner = strong.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.is_some_and(|inner| inner.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"'))
}

#[cfg(test)]
mod tests {
    use super::{is_known, tag_of, wanted_versions};
    use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

    fn headers(name: HeaderName, lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (name.clone(), HeaderValue::from_str(line).unwrap())).collect()
    }

    #[test]
    fn what_the_reader_has() {
        let tag = tag_of("abc", &[("cmd".to_owned(), 1)].into());
        assert_ne!(tag, tag_of("abc", &[("cmd".to_owned(), 2)].into()), "a counter moved");
        assert_ne!(tag, tag_of("abd", &[("cmd".to_owned(), 1)].into()));
        let known = |lines: &[&str]| is_known(&headers(header::IF_NONE_MATCH, lines), &tag);
        let weak = format!("W/{tag}");
        assert!(known(&[&tag]) && known(&["*"]) && known(&[&weak]) && known(&["\"x\"", &tag]));
        assert!(known(&[&format!("\"x\", {tag}")]));
        assert!(!known(&[]) && !known(&["\"abc\""]) && !known(&["abc"]) && !known(&[""]));
    }

    #[test]
    fn what_the_writer_wants() {
        let wanted = |lines: &[&str]| wanted_versions(&headers(header::IF_MATCH, lines)).ok();
        let some = |versions: &[&str]| Some(versions.iter().map(|&version| version.to_owned()).collect::<Vec<_>>());
        assert_eq!(wanted(&[]), some(&[]));
        assert_eq!(wanted(&["*"]), some(&[]));
        assert_eq!(wanted(&["\"abc-12\", \"def-3\"", "\"x\""]), some(&["abc", "def", "\"x\""]));
        assert_eq!(wanted(&["W/\"abc-12\""]), some(&["W/\"abc-12\""]), "weak tags match nothing");
        for unreadable in ["", ",", "abc", "\"abc", "\"a\"b\"", "*, \"abc-1\"", "\"a b\""] {
            assert_eq!(wanted(&[unreadable]), None, "{unreadable}");
        }
    }
}
