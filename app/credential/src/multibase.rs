//! Keys and signatures as text: multibase, and Multikey for Ed25519.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::VerifyingKey;

/// What stands before an Ed25519 public key in a Multikey.
const ED25519: [u8; 2] = [0xed, 0x01];

/// Bytes in base58-btc, marked `z`.
pub fn base58(bytes: &[u8]) -> String {
    format!("z{}", bs58::encode(bytes).into_string())
}

/// Reads base58-btc marked `z`; no more than a key or a signature needs, for the work grows with the square.
pub fn read_base58(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix('z').filter(|t| t.len() <= 128)?;
    bs58::decode(text).into_vec().ok()
}

/// Bytes in base64url without padding, marked `u`.
pub fn base64url(bytes: &[u8]) -> String {
    format!("u{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// An Ed25519 public key as `publicKeyMultibase`.
pub fn write_key(key: &VerifyingKey) -> String {
    base58(&[&ED25519[..], key.as_bytes()].concat())
}

/// Reads a `publicKeyMultibase`; only Ed25519, and no key of small order, under which signatures mean nothing.
pub fn read_key(text: &str) -> Option<VerifyingKey> {
    let bytes = read_base58(text)?;
    let key = bytes.strip_prefix(&ED25519)?.try_into().ok()?;
    VerifyingKey::from_bytes(key).ok().filter(|key| !key.is_weak())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_there_and_back() {
        let text = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
        assert_eq!(write_key(&read_key(text).expect("the key of the published test vector")), text);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let check = |text: &str| assert!(read_key(text).is_none(), "{text}");
        check("");
        check("6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2");
        check("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ");
        check(&format!("z{}", "1".repeat(100_000)));
        // The neutral element: it verifies signatures that nobody made.
        let mut neutral = [0; 34];
        neutral[..3].copy_from_slice(&[0xed, 0x01, 1]);
        check(&base58(&neutral));
    }
}
