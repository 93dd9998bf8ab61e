//! The form of pairing codes, sign-in codes and device tokens. All are secrets: only their hashes are ever stored.

use buzzchat::draw::to_hex;
use buzzchat::engine::{Entropy, hash_key};
use buzzchat::protocol::Millis;

/// How long a code works.
pub const CODE_LIFETIME: Millis = 10 * 60 * 1_000;

/// 32 letters and digits of which no two look alike (Crockford), so that a byte picks one without bias.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH: usize = 8;
const TOKEN_PREFIX: &str = "bzd_";

/// A new code as people read it: `ABCD-EFGH`.
pub fn new_code(entropy: &mut Entropy) -> String {
    let letters = entropy.bytes::<CODE_LENGTH>().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    let (left, right) = letters.split_at(CODE_LENGTH / 2);
    format!("{}-{}", left.iter().collect::<String>(), right.iter().collect::<String>())
}

/// The hash under which a pairing code is stored. Case, dashes, spaces and the usual misreadings do not matter.
#[must_use]
pub fn hash_code(code: &str) -> String {
    hash_key(&as_written(code))
}

/// The hash under which a code is stored that signs in to the dashboard. No pairing code has it: a space is in none.
#[must_use]
pub fn hash_sign_in_code(code: &str) -> String {
    hash_key(&format!("sign in {}", as_written(code)))
}

fn as_written(code: &str) -> String {
    let read = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    code.chars().filter(char::is_ascii_alphanumeric).map(read).collect()
}

/// A new token of 192 random bits.
pub fn new_token(entropy: &mut Entropy) -> String {
    format!("{TOKEN_PREFIX}{}", to_hex(&entropy.bytes::<24>()))
}

/// The hash under which a token is stored. A device is looked up by it, so how long that takes tells nothing of the
/// token.
#[must_use]
pub fn hash_token(token: &str) -> String {
    hash_key(token)
}

#[cfg(test)]
mod tests {
    use super::{ALPHABET, hash_code, hash_sign_in_code, new_code};
    use buzzchat::engine::Entropy;

    #[test]
    fn codes_are_read_as_people_write_them() {
        for (written, same) in [("ABCD-EF01", true), ("abcdefol", true), (" abcd ef-Oi", true), ("ABCD-EF02", false)] {
            assert_eq!(hash_code(written) == hash_code("ABCD-EF01"), same, "{written}");
            assert_eq!(hash_sign_in_code(written) == hash_sign_in_code("ABCD-EF01"), same, "{written}");
            assert_ne!(hash_sign_in_code(written), hash_code(written), "{written}");
        }
    }

    #[test]
    fn codes_have_two_groups_of_clear_letters() {
        let code = new_code(&mut Entropy::new([3; 32]));
        assert_eq!((code.len(), code.find('-')), (9, Some(4)));
        assert!(code.bytes().all(|byte| byte == b'-' || ALPHABET.contains(&byte)), "{code}");
    }
}
