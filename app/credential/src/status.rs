//! Taking credentials back: Bitstring Status Lists (<https://www.w3.org/TR/vc-bitstring-status-list/>).
//!
//! A list has a bit per credential, at a random place, and more places than credentials: who fetches it does not tell us
//! whose certificate they look at. One list says what is revoked for good, another what is suspended for now.

use std::io::{Read, Write};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde_json::{Value, json};

use super::{
    date,
    issuer::{Form, Issuer},
    multibase,
    rdf::VC,
};

/// Places in a list: as many as the specification asks for at least.
pub const SIZE: u32 = 131_072;
/// How long a list that was fetched may be gone by.
const LIFE: i64 = 24 * 60 * 60 * 1000;
/// The largest list of others that is unpacked.
const LARGEST: u64 = 4 << 20;

/// What a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Taken back for good.
    Revocation,
    /// Not valid for the time being.
    Suspension,
}

impl Purpose {
    /// Both.
    pub const ALL: [Purpose; 2] = [Purpose::Revocation, Purpose::Suspension];

    /// As credentials and addresses write it.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Revocation => "revocation",
            Purpose::Suspension => "suspension",
        }
    }

    /// From its word.
    pub fn parse(word: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|p| p.word() == word)
    }
}

/// The address of a list.
pub fn address(issuer: &Issuer, list: i64, purpose: Purpose, form: Form) -> String {
    let end = if form == Form::Compact { ".jwt" } else { "" };
    format!("{}/issuer/status/{list}/{}{end}", issuer.origin, purpose.word())
}

/// What a credential says about where its status is found.
pub fn entry(issuer: &Issuer, list: i64, purpose: Purpose, position: u32, form: Form) -> Value {
    let address = address(issuer, list, purpose, form);
    json!({
        "id": format!("{address}#{position}"),
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose.word(),
        "statusListIndex": position.to_string(),
        "statusListCredential": address,
    })
}

/// The unsigned list.
pub fn document(issuer: &Issuer, list: i64, purpose: Purpose, set: &[u32], form: Form, now: i64) -> Value {
    let address = address(issuer, list, purpose, form);
    json!({
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": date::write(now),
        "validUntil": date::write(now + LIFE),
        "credentialSubject": {
            "id": format!("{address}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": purpose.word(),
            "encodedList": encode(set),
        },
    })
}

/// The bits at `set`, packed: GZIP, then multibase base64url.
pub fn encode(set: &[u32]) -> String {
    let mut bits = vec![0u8; SIZE as usize / 8];
    for position in set.iter().filter(|p| **p < SIZE) {
        bits[*position as usize / 8] |= 0x80 >> (position % 8);
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&bits).expect("memory can be written");
    multibase::base64url(&packed.finish().expect("memory can be written"))
}

/// The bit at a place of a packed list; `None` where the list cannot be read or has no such place.
pub fn bit(encoded: &str, position: u32) -> Option<bool> {
    let packed = BASE64_URL_SAFE_NO_PAD.decode(encoded.strip_prefix('u')?).ok()?;
    let mut bits = Vec::new();
    GzDecoder::new(packed.as_slice()).take(LARGEST).read_to_end(&mut bits).ok()?;
    Some(bits.get(position as usize / 8)? & (0x80 >> (position % 8)) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_that_are_set_are_those_that_are_read() {
        let set = [0, 7, 8, 4711, SIZE - 1];
        let encoded = encode(&set);
        for position in (0..64).chain(4700..4720).chain(SIZE - 16..SIZE) {
            assert_eq!(bit(&encoded, position), Some(set.contains(&position)), "{position}");
        }
        assert_eq!(bit(&encoded, SIZE), None);
        assert!(encoded.len() < 300, "an empty list is small: {}", encoded.len());
    }

    #[test]
    fn the_first_place_is_the_first_bit_of_the_first_byte() {
        let packed = BASE64_URL_SAFE_NO_PAD.decode(encode(&[0]).trim_start_matches('u')).expect("base64url");
        let mut bits = Vec::new();
        GzDecoder::new(packed.as_slice()).read_to_end(&mut bits).expect("gzip");
        assert_eq!((bits.len(), bits[0]), (16384, 0x80));
    }

    #[test]
    fn what_is_no_list_has_no_bits() {
        let check = |text: &str| assert_eq!(bit(text, 0), None, "{text}");
        check("");
        check("H4sI");
        check("uH4sI");
        check("u!");
    }
}
