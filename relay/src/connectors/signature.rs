//! Whether what was shown is what only the service can know, found out in a time that tells nothing.

use buzzchat::draw::to_hex;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};

/// Whether a body is signed with a key by HMAC-SHA512, in hexadecimal digits.
pub(super) fn is_signed_by_sha512(body: &[u8], key: &[u8], signature: &str) -> bool {
    let mut hmac = Hmac::<Sha512>::new_from_slice(key).expect("HMAC takes keys of any length");
    hmac.update(body);
    is_same(&signature.to_ascii_lowercase(), &to_hex(&hmac.finalize().into_bytes()))
}

/// Whether two secrets are the same.
pub(crate) fn is_same(shown: &str, known: &str) -> bool {
    let digest = |text: &str| {
        let mut hmac = Hmac::<Sha256>::new_from_slice(b"compare").expect("HMAC takes keys of any length");
        hmac.update(text.as_bytes());
        hmac
    };
    digest(shown).verify(&digest(known).finalize().into_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn only_the_same_is_the_same() {
        assert!(is_same("secret", "secret"));
        for other in ["", "secre", "secrets", "Secret"] {
            assert!(!is_same(other, "secret"), "{other}");
        }
    }
}
