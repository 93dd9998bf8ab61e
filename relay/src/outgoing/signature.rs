//! Signs what is sent, in the documented scheme and in that of Standard Webhooks, with one secret. Sends nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use buzzchat::engine::Entropy;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::{self, Write};

const PREFIX: &str = "whsec_";
const KEY: usize = 32;

/// What a receiver and the relay share. Its text signs in the documented scheme, its bytes in the standard one.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Nothing secret in a log.
impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret")
    }
}

impl Secret {
    /// A new one.
    pub fn generate(entropy: &mut Entropy) -> Self {
        Self(format!("{PREFIX}{}", STANDARD.encode(entropy.bytes::<KEY>())))
    }

    /// One that was stored.
    #[must_use]
    pub fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The text, to store it sealed or to show it once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `X-BuzzChat-Signature`: 64 hexadecimal digits over the body alone.
    #[must_use]
    pub fn documented_signature(&self, body: &[u8]) -> String {
        let digest = digest(self.0.as_bytes(), &[body]);
        digest.iter().fold(String::with_capacity(2 * digest.len()), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("a String takes every text");
            hex
        })
    }

    /// One entry of `webhook-signature`: over the id, the time of the attempt in seconds and the body.
    #[must_use]
    pub fn standard_signature(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let head = format!("{id}.{timestamp}.");
        format!("v1,{}", STANDARD.encode(digest(&self.standard_key(), &[head.as_bytes(), body])))
    }

    /// A text that is no base64 signs as it stands, so that a secret from elsewhere still signs.
    fn standard_key(&self) -> Vec<u8> {
        let encoded = self.0.strip_prefix(PREFIX).unwrap_or(&self.0);
        STANDARD.decode(encoded).unwrap_or_else(|_| encoded.as_bytes().to_vec())
    }
}

fn digest(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut hmac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| hmac.update(part));
    hmac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::{Entropy, Secret};

    const BODY: &[u8] = br#"{"id":"evt_xyz789","type":"giveaway.entry","timestamp":"2025-01-24T10:30:00Z","data":{"username":"viewer123","entryTime":"2025-01-24T10:30:00Z"}}"#;

    /// The same values came out of npm's `standardwebhooks` 1.1.1 and of the documented sample.
    #[test]
    fn others_compute_the_same_signatures() {
        let secret = Secret::from_text("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into());
        let documented = "c6d2ef542ccf5371f5f580a25dab9c85a3f66c6c41744b61a34d424f1c251b6c";
        assert_eq!(secret.documented_signature(BODY), documented);
        let standard = "v1,M0e4M3wW93H2M9jlVIMcBEc4jetFpkpzCYNOSmqah/A=";
        assert_eq!(secret.standard_signature("evt_xyz789", 1_737_714_600, BODY), standard);
        assert_ne!(secret.standard_signature("evt_xyz789", 1_737_714_601, BODY), standard);
        assert_ne!(secret.standard_signature("evt_xyz788", 1_737_714_600, BODY), standard);
    }

    #[test]
    fn a_new_secret_looks_as_documented_and_is_in_no_log() {
        let mut entropy = Entropy::new([7; 32]);
        let secret = Secret::generate(&mut entropy);
        assert!(secret.reveal().starts_with("whsec_") && secret.reveal().len() == 6 + 44);
        assert_eq!(secret.standard_key().len(), 32);
        assert_ne!(secret.reveal(), Secret::generate(&mut entropy).reveal());
        assert_eq!(format!("{secret:?}"), "Secret");
    }

    #[test]
    fn a_secret_that_is_no_base64_still_signs() {
        for text in ["", "whsec_", "whsec_not base64", "plain"] {
            let secret = Secret::from_text(text.into());
            assert_eq!(secret.documented_signature(BODY).len(), 64, "{text}");
            assert_eq!(secret.standard_signature("evt_1", 0, BODY).len(), 3 + 44, "{text}");
        }
    }
}
