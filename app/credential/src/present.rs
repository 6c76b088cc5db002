//! A credential as somebody hands it over: JSON, JWS, a picture or a PDF that carries one. Taken apart, nothing checked.

use std::io::Read;

use flate2::read::ZlibDecoder;
use serde_json::Value;

use super::{
    badge,
    issuer::Form,
    jws::{self, JwsError, Parts},
    proof,
};

/// The most bytes that are looked at.
pub const LARGEST: usize = 4 << 20;
/// The most bytes of one credential.
const TEXT: usize = 256 << 10;
/// The most bytes of a PDF's streams that are looked into: whoever writes a file can write any number of streams.
const STREAMS: usize = 8 << 20;
/// What looking into a stream costs at least, in bytes; so that many short ones come to an end too.
const STREAM: usize = 4 << 10;

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

    /// Its signature as it stands there; empty where there is none. The same key signs the same words the same way, so of one
    /// that was checked this tells which credential it is.
    pub fn signature(&self) -> &str {
        match self {
            Presented::Embedded(document) => proof::only(document)
                .and_then(|proof| proof.get("proofValue"))
                .and_then(Value::as_str)
                .unwrap_or_default(),
            Presented::Compact { token, .. } => token.rsplit('.').next().unwrap_or_default(),
        }
    }

    /// Who it says issued it.
    pub fn issuer(&self) -> &str {
        let issuer = self.get("issuer");
        issuer.as_str().or_else(|| issuer["id"].as_str()).unwrap_or_default()
    }
}

/// The credential attached to a PDF: the first of its streams that is one. Each byte is passed once in search of streams, and
/// what is read out of them has one budget for all.
fn attached(pdf: &[u8]) -> Option<Presented> {
    const BEGIN: &[u8] = b"stream";
    let (mut from, mut budget) = (0, STREAMS);
    while let Some(found) = find(&pdf[from..], BEGIN) {
        from += found + BEGIN.len();
        let stream = pdf[from..].strip_prefix(b"\r\n").or_else(|| pdf[from..].strip_prefix(b"\n"));
        let text = match stream {
            Some(stream) if stream.starts_with(b"{") => plain(stream),
            Some(stream) if is_zlib(stream) => unpacked(stream),
            _ => continue,
        };
        budget = budget.checked_sub(text.len().max(STREAM))?;
        if text.first() == Some(&b'{')
            && let Ok(text) = std::str::from_utf8(&text)
            && let Ok(presented) = Presented::parse(text)
        {
            return Some(presented);
        }
    }
    None
}

/// A stream that is not packed, as far as a credential can reach.
fn plain(stream: &[u8]) -> Vec<u8> {
    let stream = &stream[..stream.len().min(TEXT)];
    stream[..find(stream, b"endstream").unwrap_or(stream.len())].to_vec()
}

/// A stream that is packed. What begins otherwise than a credential is not unpacked further.
fn unpacked(stream: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut stream = ZlibDecoder::new(stream).take(TEXT as u64 + 1);
    let mut first = [0];
    if stream.read_exact(&mut first).is_ok() && first == *b"{" {
        text.push(b'{');
        // What cannot be unpacked to its end is no credential, and is found out when it is parsed.
        let _ = stream.read_to_end(&mut text);
    }
    text
}

/// Whether this begins as zlib does (RFC 1950, 2.2).
fn is_zlib(stream: &[u8]) -> bool {
    matches!(stream, [method, flags, ..] if method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        time::{Duration, Instant},
    };

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(text).expect("memory can be written");
        packed.finish().expect("memory can be written")
    }

    #[test]
    fn a_pdf_gives_out_the_credential_among_its_streams() {
        let credential = br#"{"type":["VerifiableCredential"]}"#;
        for inside in [credential.to_vec(), packed(credential)] {
            let parts = [&b"%PDF-1.7\nstream\n{}endstream stream\r\n"[..], &inside, b"\nendstream"];
            let presented = Presented::read(&parts.concat()).expect("a credential");
            assert_eq!(presented.get("type")[0], "VerifiableCredential");
        }
    }

    #[test]
    fn a_pdf_of_nothing_but_streams_is_read_in_no_time() {
        let check = |stream: &[u8]| {
            let mut pdf = b"%PDF-1.7\n".to_vec();
            while pdf.len() + stream.len() <= LARGEST {
                pdf.extend_from_slice(stream);
            }
            let start = Instant::now();
            assert_eq!(Presented::read(&pdf).map(|_| ()), Err(Unreadable::Carrier));
            assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
        };
        check(b"stream\n{");
        check(b"stream\n\x78\x9c");
        let bomb = packed(&[b"{".repeat(TEXT), b"endstream".to_vec()].concat());
        check(&[b"stream\n", &bomb[..]].concat());
    }
}
