//! Reads a proof's text strictly: only what `json` writes is taken, so no byte can change without being noticed.

use super::{Beacon, BeaconLine, Bytes32, Drawn, MAX_BEACON_LINES, ProofError, from_hex, json};
use std::borrow::Cow;

/// The largest number that every reader of JSON keeps exactly.
const MAX_NUMBER: u64 = (1 << 53) - 1;

type Read<T> = Result<T, ProofError>;

/// A place in the text.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// The header as read.
pub(super) struct Heading {
    pub(super) round: String,
    pub(super) keywords: Vec<String>,
    pub(super) commitment: Bytes32,
    pub(super) count: usize,
    /// Where the header's text ends, but for the brace.
    pub(super) end: usize,
}

/// An entrant as read: like [`crate::protocol::Entry`], and it sorts the same.
#[derive(PartialEq, PartialOrd)]
pub(super) struct Entrant<'a> {
    pub(super) at: u64,
    pub(super) id: Cow<'a, str>,
    pub(super) viewer: Cow<'a, str>,
}

/// What stands between the entrants and the draws.
pub(super) struct Closing {
    pub(super) root: Bytes32,
    pub(super) beacon: Beacon,
    pub(super) seed: Bytes32,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn heading(&mut self) -> Read<Heading> {
        self.expect(r#"{"type":"buzzchat.draw","version":"#).map_err(|_| ProofError::NotAProof)?;
        let version = self.number()?;
        if version != 1 {
            return Err(ProofError::Version(version));
        }
        self.expect(r#","round":"#)?;
        let round = self.text()?.into_owned();
        self.expect(r#","keywords":"#)?;
        let keywords = self.texts()?;
        self.expect(r#","commitment":"#)?;
        let commitment = self.hash()?;
        self.expect(r#","count":"#)?;
        let count = usize::try_from(self.number()?).map_err(|_| ProofError::TooLarge)?;
        let end = self.at;
        self.expect(r#","entrants":["#)?;
        Ok(Heading { round, keywords, commitment, count, end })
    }

    /// The next entrant, and where its name begins.
    pub(super) fn entrant(&mut self) -> Read<(Entrant<'a>, usize)> {
        self.expect("[")?;
        let at = self.number()?;
        self.expect(",")?;
        let id = self.text()?;
        self.expect(",")?;
        let name_at = self.at;
        let viewer = self.text()?;
        self.expect("]")?;
        Ok((Entrant { at, id, viewer }, name_at))
    }

    pub(super) fn closing(&mut self) -> Read<Closing> {
        self.expect(r#"],"root":"#)?;
        let root = self.hash()?;
        self.expect(r#","beacon":"#)?;
        let beacon = if self.expect("null").is_ok() { Beacon::None } else { self.lines()? };
        self.expect(r#","seed":"#)?;
        let seed = self.hash()?;
        self.expect(r#","draws":["#)?;
        Ok(Closing { root, beacon, seed })
    }

    pub(super) fn drawn(&mut self) -> Read<Drawn> {
        self.expect(r#"{"number":"#)?;
        let number = u32::try_from(self.number()?).map_err(|_| self.fault())?;
        self.expect(r#","key":"#)?;
        let key = self.hash()?;
        self.expect(r#","winners":"#)?;
        let winners = self.texts()?;
        self.expect("}")?;
        Ok(Drawn { number, key, winners })
    }

    pub(super) fn end(&mut self) -> Read<()> {
        self.expect("]}")?;
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.fault()) }
    }

    /// Passes a byte over if it is the next.
    pub(super) fn skip(&mut self, byte: u8) -> bool {
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn fault(&self) -> ProofError {
        ProofError::Form { at: self.at }
    }

    fn expect(&mut self, literal: &str) -> Read<()> {
        if !self.bytes[self.at..].starts_with(literal.as_bytes()) {
            return Err(self.fault());
        }
        self.at += literal.len();
        Ok(())
    }

    fn number(&mut self) -> Read<u64> {
        let begin = self.at;
        let mut value = 0;
        while let Some(digit @ b'0'..=b'9') = self.bytes.get(self.at) {
            value = value * 10 + u64::from(digit - b'0');
            self.at += 1;
            if value > MAX_NUMBER {
                return Err(self.fault());
            }
        }
        let digits = &self.bytes[begin..self.at];
        if digits.is_empty() || (digits[0] == b'0' && digits.len() > 1) { Err(self.fault()) } else { Ok(value) }
    }

    fn hash(&mut self) -> Read<Bytes32> {
        self.expect("\"")?;
        let bytes = self.bytes[self.at..].get(..64).and_then(from_hex).ok_or(self.fault())?;
        self.at += 64;
        self.expect("\"")?;
        Ok(bytes)
    }

    pub(super) fn text(&mut self) -> Read<Cow<'a, str>> {
        self.expect("\"")?;
        let mut text = Cow::Borrowed(self.run()?);
        while !self.skip(b'"') {
            let escaped = self.escape()?;
            let run = self.run()?;
            let text = text.to_mut();
            text.push(escaped);
            text.push_str(run);
        }
        Ok(text)
    }

    /// Characters that stand for themselves.
    fn run(&mut self) -> Read<&'a str> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| json::is_escaped(*byte)).ok_or(self.fault())?;
        let run = std::str::from_utf8(&rest[..length]).map_err(|_| self.fault())?;
        self.at += length;
        Ok(run)
    }

    fn escape(&mut self) -> Read<char> {
        self.expect("\\")?;
        if let Some((_, byte)) = json::SHORT.iter().find(|(letter, _)| self.skip(*letter)) {
            return Ok(char::from(*byte));
        }
        self.expect("u00")?;
        let digits = self.bytes[self.at..].get(..2).ok_or(self.fault())?;
        let low = match digits[1] {
            digit @ b'0'..=b'9' => digit - b'0',
            digit @ b'a'..=b'f' => digit - b'a' + 10,
            _ => return Err(self.fault()),
        };
        let byte = if digits[0] == b'1' { 16 + low } else { low };
        // What has a shorter form is written in it.
        if !matches!(digits[0], b'0' | b'1') || json::SHORT.iter().any(|(_, short)| *short == byte) {
            return Err(self.fault());
        }
        self.at += 2;
        Ok(char::from(byte))
    }

    fn texts(&mut self) -> Read<Vec<String>> {
        let mut texts = Vec::new();
        self.expect("[")?;
        while !self.skip(b']') {
            if !texts.is_empty() {
                self.expect(",")?;
            }
            texts.push(self.text()?.into_owned());
        }
        Ok(texts)
    }

    fn lines(&mut self) -> Read<Beacon> {
        let mut lines = Vec::new();
        self.expect("[")?;
        while !self.skip(b']') {
            self.expect(if lines.is_empty() { "[" } else { ",[" })?;
            let viewer = self.text()?.into_owned();
            self.expect(",")?;
            let text = self.text()?.into_owned();
            self.expect("]")?;
            lines.push(BeaconLine { viewer, text });
            if lines.len() > MAX_BEACON_LINES {
                return Err(ProofError::Beacon);
            }
        }
        Ok(Beacon::Lines(lines))
    }
}
