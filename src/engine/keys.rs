//! API keys: their form, and what of them is kept.

use super::entropy::Entropy;
use crate::draw::to_hex;
use crate::protocol::{KeyHash, Millis};
use sha2::{Digest, Sha256};

/// What every key begins with.
pub const KEY_PREFIX: &str = "bz_live_";

/// A key that was just made; its text exists nowhere else.
pub struct NewKey {
    /// `bz_live_` and 48 lower-case hex digits.
    pub text: String,
    /// What is kept.
    pub hash: KeyHash,
}

/// Makes a key of 192 random bits.
pub fn make_key(entropy: &mut Entropy, now: Millis) -> NewKey {
    let text = format!("{KEY_PREFIX}{}", to_hex(&entropy.bytes::<24>()));
    let hash = KeyHash { key: entropy.id("key_", now), hash: hash_key(&text), mask: mask_key(&text) };
    NewKey { text, hash }
}

/// SHA-256 of the whole key, hex. A slow hash protects weak secrets; 192 random bits are none.
#[must_use]
pub fn hash_key(text: &str) -> String {
    to_hex(&Sha256::digest(text.as_bytes()))
}

/// The first 11 and the last 4 characters.
fn mask_key(text: &str) -> String {
    format!("{}…{}", &text[..11], &text[text.len() - 4..])
}
