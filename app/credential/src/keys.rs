//! The issuer's keys: one Ed25519 for proofs inside credentials, one RSA for JWS, and the public halves of those before.
//!
//! They are made at the first start and lie in the data folder, readable by nobody else, or come from the environment where
//! several servers share them. Rotation makes new ones and forgets the secrets of the old, whose public halves stay: what
//! they signed remains good. A key that leaked is withdrawn: its public half is published no more, and what it signed counts no
//! more, whenever that was; for who has the secret can write any date.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
    signature::KeyPair as _,
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use ed25519_dalek::{SigningKey, VerifyingKey};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use super::multibase;

/// The file's name in the data folder.
pub const FILE: &str = "issuer-keys.json";

/// Why there are no keys.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("cannot read or write the issuer's keys in {path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// What was read are no keys.
    #[error(
        "the issuer's keys cannot be understood: {0}. Put the file back as it was, or move it away to have new ones"
    )]
    Malformed(String),
}

/// All keys of the issuer, newest first; the first of each kind signs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Keys {
    /// For proofs inside credentials.
    pub ed25519: Vec<EdKey>,
    /// For JWS.
    pub rsa: Vec<RsaKey>,
    /// The ids of keys that leaked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<String>,
}

/// An Ed25519 key.
#[derive(Clone, Serialize, Deserialize)]
pub struct EdKey {
    /// Names it in addresses and DID URLs.
    pub id: String,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// `publicKeyMultibase`.
    pub public: String,
    /// The seed in base64url; gone once another key has taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// An RSA key.
#[derive(Clone, Serialize, Deserialize)]
pub struct RsaKey {
    /// Names it in addresses and DID URLs.
    pub id: String,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// The modulus, in base64url.
    pub n: String,
    /// The exponent, in base64url.
    pub e: String,
    /// PKCS #8 as PEM; gone once another key has taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl Keys {
    /// New keys.
    pub fn generate(now: i64) -> Keys {
        Keys { ed25519: vec![EdKey::generate(now)], rsa: vec![RsaKey::generate(now)], withdrawn: Vec::new() }
    }

    /// From the file's text.
    ///
    /// # Errors
    /// If a key cannot be used.
    pub fn parse(text: &str) -> Result<Keys, KeyError> {
        let keys: Keys = serde_json::from_str(text).map_err(|e| KeyError::Malformed(e.to_string()))?;
        let usable = keys.ed25519.iter().all(|k| k.verifying().is_some())
            && keys.rsa.iter().all(|k| k.verifying().is_some())
            && keys.ed25519.first().is_some_and(|k| k.signing().is_some())
            && keys.rsa.first().is_some_and(|k| k.signing().is_some());
        if usable { Ok(keys) } else { Err(KeyError::Malformed("a key is missing or damaged".into())) }
    }

    /// The keys in the data folder, made where there are none.
    ///
    /// # Errors
    /// If the file cannot be read, written or understood.
    pub fn open(data: &Path, now: i64) -> Result<Keys, KeyError> {
        let path = data.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Keys::parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let keys = Keys::generate(now);
                match keys.save(data, false) {
                    // Another server of the same folder was faster; its keys are ours.
                    Err(KeyError::File { error, .. }) if error.kind() == io::ErrorKind::AlreadyExists => {
                        let text = fs::read_to_string(&path).map_err(|error| KeyError::File { path, error })?;
                        Keys::parse(&text)
                    }
                    done => done.map(|()| keys),
                }
            }
            Err(error) => Err(KeyError::File { path, error }),
        }
    }

    /// Writes the keys to the data folder at once, readable by us alone. Without `replace` a file that is there stays.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, data: &Path, replace: bool) -> Result<(), KeyError> {
        let path = data.join(FILE);
        let text = serde_json::to_string_pretty(self).expect("keys are plain text");
        let beside = data.join(format!("{FILE}.{}", Uuid::new_v4()));
        let write = || {
            write_private(&beside, text.as_bytes())?;
            if replace { fs::rename(&beside, &path) } else { fs::hard_link(&beside, &path) }
        };
        let done = write();
        let _ = fs::remove_file(&beside);
        done.map_err(|error| KeyError::File { path: path.clone(), error })
    }

    /// Kind, id and time of every key, newest first of each kind.
    pub fn list(&self) -> impl Iterator<Item = (&'static str, &str, i64)> {
        let ed25519 = self.ed25519.iter().map(|key| ("Ed25519", key.id.as_str(), key.created));
        ed25519.chain(self.rsa.iter().map(|key| ("RSA", key.id.as_str(), key.created)))
    }

    /// New keys in front; of the others only the public halves.
    pub fn rotate(&self, now: i64) -> Keys {
        let mut keys = Keys::generate(now);
        keys.ed25519.extend(self.ed25519.iter().cloned().map(|key| EdKey { secret: None, ..key }));
        keys.rsa.extend(self.rsa.iter().cloned().map(|key| RsaKey { secret: None, ..key }));
        keys.withdrawn.clone_from(&self.withdrawn);
        keys
    }

    /// Without the key of this id, and new keys in front if it was one that signs; `None` where there is no such key.
    pub fn withdraw(&self, id: &str, now: i64) -> Option<Keys> {
        self.list().find(|(_, known, _)| *known == id)?;
        let signs =
            self.ed25519.first().is_some_and(|key| key.id == id) || self.rsa.first().is_some_and(|key| key.id == id);
        let mut keys = if signs { self.rotate(now) } else { self.clone() };
        keys.ed25519.retain(|key| key.id != id);
        keys.rsa.retain(|key| key.id != id);
        keys.withdrawn.push(id.to_owned());
        Some(keys)
    }

    /// Whether a key of this id leaked.
    pub fn is_withdrawn(&self, id: &str) -> bool {
        self.withdrawn.iter().any(|known| known == id)
    }
}

impl EdKey {
    fn generate(now: i64) -> EdKey {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("the system has randomness");
        let public = multibase::write_key(&SigningKey::from_bytes(&seed).verifying_key());
        EdKey { id: name("ed", &public), created: now, public, secret: Some(BASE64_URL_SAFE_NO_PAD.encode(seed)) }
    }

    /// What signs, while it is the newest.
    pub fn signing(&self) -> Option<SigningKey> {
        let seed = BASE64_URL_SAFE_NO_PAD.decode(self.secret.as_ref()?).ok()?;
        Some(SigningKey::from_bytes(seed.as_slice().try_into().ok()?))
    }

    /// What checks.
    pub fn verifying(&self) -> Option<VerifyingKey> {
        multibase::read_key(&self.public)
    }
}

impl RsaKey {
    fn generate(now: i64) -> RsaKey {
        let pair = KeyPair::generate(KeySize::Rsa3072).expect("the system has randomness and memory");
        let der: Pkcs8V1Der<'_> = pair.as_der().expect("a key that was just made can be written");
        let n = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().modulus().big_endian_without_leading_zero());
        let e = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().exponent().big_endian_without_leading_zero());
        RsaKey { id: name("rsa", &n), created: now, n, e, secret: Some(pem(der.as_ref())) }
    }

    /// What signs, while it is the newest.
    pub fn signing(&self) -> Option<EncodingKey> {
        EncodingKey::from_rsa_pem(self.secret.as_ref()?.as_bytes()).ok()
    }

    /// What checks.
    pub fn verifying(&self) -> Option<DecodingKey> {
        DecodingKey::from_rsa_components(&self.n, &self.e).ok()
    }
}

// A secret must not end up in a log.
impl std::fmt::Debug for EdKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EdKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for RsaKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RsaKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A key's name: its kind, and the beginning of its fingerprint.
fn name(kind: &str, public: &str) -> String {
    let fingerprint = Sha256::digest(public);
    let letters: String = fingerprint[..6].iter().map(|b| format!("{b:02x}")).collect();
    format!("{kind}-{letters}")
}

fn pem(der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|l| std::str::from_utf8(l).expect("base64")).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
