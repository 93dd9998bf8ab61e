//! UUIDs, made by chance or from a hash, so that what has the hash always has the same. It knows nothing of what they name.

use buzzchat::draw::to_hex;
use buzzchat::engine::Entropy;

/// One that nobody can guess: version 4 of RFC 9562.
pub(crate) fn random_uuid(entropy: &mut Entropy) -> String {
    written(entropy.bytes(), 4)
}

/// One of bytes of one's own making: version 8.
pub(crate) fn uuid_of(bytes: [u8; 16]) -> String {
    written(bytes, 8)
}

/// Whether a text is one, in either case.
pub(crate) fn is_uuid(text: &str) -> bool {
    let fits = |(index, byte): (usize, u8)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

fn written(mut bytes: [u8; 16], version: u8) -> String {
    bytes[6] = bytes[6] & 0x0f | version << 4;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = to_hex(&bytes);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::{is_uuid, random_uuid, uuid_of};
    use buzzchat::engine::Entropy;

    #[test]
    fn uuids_have_their_form() {
        let (random, made) = (random_uuid(&mut Entropy::new([7; 32])), uuid_of([0xff; 16]));
        assert!(is_uuid(&random) && &random[14..15] == "4", "{random}");
        assert_eq!(made, "ffffffff-ffff-8fff-bfff-ffffffffffff");
        assert!(is_uuid("4AF927EA-ec3b-4a56-9acc-6a3d3d36a475"));
        for text in ["", "4af927eaec3b4a569acc6a3d3d36a475", "4af927ea-ec3b-4a56-9acc-6a3d3d36a47g", "ä", "../x"] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
