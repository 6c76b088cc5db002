//! A credential as somebody hands it over: JSON, JWS, a picture or a PDF that carries one. Taken apart, nothing checked.

use std::io::Read;

use flate2::read::ZlibDecoder;
use serde_json::Value;

use super::{
    badge,
    issuer::Form,
    jws::{self, JwsError, Parts},
};

/// The most bytes that are looked at.
pub const LARGEST: usize = 4 << 20;
/// The most bytes of one credential.
const TEXT: usize = 256 << 10;

/// A credential, nothing checked.
#[derive(Debug)]
pub enum Presented {
    /// JSON-LD with the proof inside.
    Embedded(Value),
    /// Compact JWS.
    Compact {
        /// As it came.
        token: String,
        /// Taken apart.
        parts: Parts,
    },
}

/// Why what was handed over is no credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing was given.
    Nothing,
    /// More than is looked at.
    Large,
    /// A picture or PDF that carries none.
    Carrier,
    /// Neither JSON nor JWS.
    Form,
    /// Data of another kind: no credential of the W3C.
    Kind,
}

impl Presented {
    /// Finds the credential in what was handed over.
    ///
    /// # Errors
    /// Why there is none.
    pub fn read(bytes: &[u8]) -> Result<Presented, Unreadable> {
        if bytes.len() > LARGEST {
            return Err(Unreadable::Large);
        }
        if bytes.starts_with(b"\x89PNG") {
            return Presented::parse(&badge::unbake(bytes).ok_or(Unreadable::Carrier)?);
        }
        if bytes.starts_with(b"%PDF") {
            return attached(bytes).ok_or(Unreadable::Carrier);
        }
        Presented::parse(std::str::from_utf8(bytes).map_err(|_| Unreadable::Form)?)
    }

    /// From text: JSON or compact JWS.
    ///
    /// # Errors
    /// Why it is neither.
    pub fn parse(text: &str) -> Result<Presented, Unreadable> {
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Err(Unreadable::Nothing);
        }
        if text.len() > TEXT {
            return Err(Unreadable::Large);
        }
        let presented = if text.starts_with('{') {
            Presented::Embedded(serde_json::from_str(text).map_err(|_| Unreadable::Form)?)
        } else {
            // Mail programs break long lines.
            let token: String = text.split_whitespace().collect();
            let parts = jws::parse(&token).map_err(|error| match error {
                JwsError::Form(_) | JwsError::Claim(_) | JwsError::Signature => Unreadable::Form,
            })?;
            Presented::Compact { token, parts }
        };
        let kinds = presented.get("type");
        let kinds = kinds.as_array().map_or(std::slice::from_ref(kinds), Vec::as_slice);
        if kinds.iter().any(|kind| kind == "VerifiableCredential") { Ok(presented) } else { Err(Unreadable::Kind) }
    }

    /// Which form it came in.
    pub fn form(&self) -> Form {
        match self {
            Presented::Embedded(_) => Form::Embedded,
            Presented::Compact { .. } => Form::Compact,
        }
    }

    /// A property of the credential, as it claims; null where it has none of this name.
    pub fn get(&self, name: &str) -> &Value {
        const NULL: &Value = &Value::Null;
        match self {
            Presented::Embedded(document) => document.get(name),
            Presented::Compact { parts, .. } => parts.claims.get(name),
        }
        .unwrap_or(NULL)
    }

    /// Who it says issued it.
    pub fn issuer(&self) -> &str {
        let issuer = self.get("issuer");
        issuer.as_str().or_else(|| issuer["id"].as_str()).unwrap_or_default()
    }
}

/// The credential attached to a PDF: the first of its streams that is one.
fn attached(pdf: &[u8]) -> Option<Presented> {
    const BEGIN: &[u8] = b"stream";
    let mut from = 0;
    while let Some(found) = find(&pdf[from..], BEGIN) {
        from += found + BEGIN.len();
        let stream = pdf[from..].strip_prefix(b"\r\n").or_else(|| pdf[from..].strip_prefix(b"\n"));
        let Some(stream) = stream else { continue };
        let plain = stream.starts_with(b"{").then(|| &stream[..find(stream, b"endstream").unwrap_or(stream.len())]);
        let mut text = Vec::new();
        match plain {
            Some(plain) => text.extend_from_slice(plain),
            None => drop(ZlibDecoder::new(stream).take(TEXT as u64 + 1).read_to_end(&mut text)),
        }
        if text.first() == Some(&b'{')
            && let Ok(text) = std::str::from_utf8(&text)
            && let Ok(presented) = Presented::parse(text)
        {
            return Some(presented);
        }
    }
    None
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
