//! Random names and fingerprints.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// `N` random bytes as text that fits into a cookie, a header and an attribute.
pub fn random<const N: usize>() -> String {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// SHA-256 of the parts, each closed by a zero byte so that their borders count, as text.
pub fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    BASE64_URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// SHA-256 of bytes, in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_between_parts_count() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_eq!(digest(&["a"]).len(), 43);
    }

    #[test]
    fn random_text_does_not_repeat() {
        assert_ne!(random::<32>(), random::<32>());
        assert_eq!(random::<32>().len(), 43);
    }
}
