//! Whether what was shown is what only the service can know, found out in a time that tells nothing.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

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
