//! The one way in which each part of a proof is written: JSON as `JSON.stringify` writes it, without spaces. What is
//! hashed is always a piece of that text, so nothing can be read in two ways.

use super::{Beacon, Header, to_hex};
use crate::protocol::Entry;
use std::fmt::Write;

/// A text in quotes. Escaped are the quote, the backslash and the control characters, each in its shortest form.
pub(super) fn text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_escaped) {
        out.push_str(&rest[..at]);
        let byte = rest.as_bytes()[at];
        match SHORT.iter().find(|(_, escaped)| *escaped == byte) {
            Some((letter, _)) => out.extend(['\\', char::from(*letter)]),
            // Writing into a string cannot fail.
            None => drop(write!(out, "\\u{byte:04x}")),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// The escapes of one letter.
pub(super) const SHORT: [(u8, u8); 7] =
    [(b'"', b'"'), (b'\\', b'\\'), (b'b', 8), (b't', 9), (b'n', 10), (b'f', 12), (b'r', 13)];

pub(super) fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

pub(super) fn number(out: &mut String, number: u64) {
    // Writing into a string cannot fail.
    let _ = write!(out, "{number}");
}

/// Everything known when a round closes, but for the closing brace.
pub(super) fn header(out: &mut String, header: &Header) {
    out.push_str(r#"{"type":"buzzchat.draw","version":1,"round":"#);
    text(out, header.round);
    out.push_str(r#","keywords":"#);
    texts(out, header.keywords);
    out.push_str(r#","commitment":""#);
    out.push_str(&to_hex(&header.commitment));
    out.push_str(r#"","count":"#);
    number(out, header.count as u64);
}

pub(super) fn entry(out: &mut String, entry: &Entry) {
    out.push('[');
    number(out, entry.at);
    out.push(',');
    text(out, &entry.id);
    out.push(',');
    text(out, &entry.viewer);
    out.push(']');
}

pub(super) fn beacon(beacon: &Beacon) -> String {
    let Beacon::Lines(lines) = beacon else { return "null".into() };
    let mut out = String::from("[");
    for (index, line) in lines.iter().enumerate() {
        out.push_str(if index == 0 { "[" } else { ",[" });
        text(&mut out, &line.viewer);
        out.push(',');
        text(&mut out, &line.text);
        out.push(']');
    }
    out.push(']');
    out
}

pub(super) fn texts(out: &mut String, items: &[String]) {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        text(out, item);
    }
    out.push(']');
}
