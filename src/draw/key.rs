//! The commitment to a seed, and the key of each draw.

use super::{Beacon, Bytes32, json};
use sha2::{Digest, Sha256};

/// Parts this key from every other use of HMAC-SHA256.
const PURPOSE: &[u8] = b"buzzchat.draw.v1";
/// What SHA-256 takes in at a time, which is also what HMAC fills its key up to.
const BLOCK: usize = 64;

/// What is published when a round opens: SHA-256 of the seed.
#[must_use]
pub fn commitment(seed: &Bytes32) -> Bytes32 {
    Sha256::digest(seed).into()
}

/// The key from which the winners of a draw follow: HMAC-SHA256 under the seed over the purpose, the round (its length
/// first), the root, the SHA-256 of the beacon and the number of the draw in its round.
#[must_use]
pub fn key(seed: &Bytes32, round: &str, root: &Bytes32, beacon: &Beacon, number: u32) -> Bytes32 {
    let length = (round.len() as u32).to_be_bytes();
    let beacon = Sha256::digest(json::beacon(beacon));
    hmac(seed, &[PURPOSE, &length, round.as_bytes(), root, &beacon, &number.to_be_bytes()])
}

/// HMAC-SHA256 (RFC 2104) for a key shorter than a block.
fn hmac(key: &Bytes32, parts: &[&[u8]]) -> Bytes32 {
    let keyed = |pad: u8| {
        let mut block = [pad; BLOCK];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        Sha256::new_with_prefix(block)
    };
    let mut inner = keyed(0x36);
    parts.iter().for_each(|part| inner.update(part));
    keyed(0x5c).chain_update(inner.finalize()).finalize().into()
}

/// Lower-case hexadecimal.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Reads 64 lower-case digits; nothing else.
#[must_use]
pub fn from_hex(text: &[u8]) -> Option<Bytes32> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = value(digits[0])? << 4 | value(digits[1])?;
    }
    Some(bytes)
}
