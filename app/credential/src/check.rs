//! Checking a credential, step by step, in terms that a page can explain.
//!
//! The network is never asked: an issuer elsewhere is believed only as far as the key that the credential itself carries.
//! Whoever could make us fetch addresses of their choice could make us knock on doors inside our own walls.

use jsonwebtoken::{Algorithm, DecodingKey, jwk::Jwk};
use serde_json::Value;

use super::{
    date, document,
    issuer::{Issuer, did_key},
    jws::{self, JwsError},
    present::Presented,
    proof::{self, ProofError},
    rdf::RdfError,
};

/// A question that is asked of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Who issued it?
    Issuer,
    /// Is it as it was signed?
    Signature,
    /// Does it hold today?
    Dates,
    /// Was it taken back?
    Status,
}

/// The answer's weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Could not be told from here.
    Open,
    /// Not as it should be.
    Bad,
}

/// The answer itself; [`Answer::word`] names the sentence that explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the sentences are in `app/ui/locales`, under these words
pub enum Answer {
    IssuerOurs,
    IssuerItself,
    IssuerUnproven,
    IssuerElsewhere,
    IssuerPretends,
    SignatureFits,
    SignatureBroken,
    SignatureKeyUnknown,
    SignatureKind,
    SignatureClaims,
    SignatureWords,
    DatesHold,
    DatesEarly,
    DatesOver,
    DatesUnread,
    StatusGood,
    StatusRevoked,
    StatusSuspended,
    StatusNone,
    StatusElsewhere,
    StatusUnknown,
}

impl Answer {
    /// All answers.
    pub const ALL: [Answer; 21] = [
        Answer::IssuerOurs,
        Answer::IssuerItself,
        Answer::IssuerUnproven,
        Answer::IssuerElsewhere,
        Answer::IssuerPretends,
        Answer::SignatureFits,
        Answer::SignatureBroken,
        Answer::SignatureKeyUnknown,
        Answer::SignatureKind,
        Answer::SignatureClaims,
        Answer::SignatureWords,
        Answer::DatesHold,
        Answer::DatesEarly,
        Answer::DatesOver,
        Answer::DatesUnread,
        Answer::StatusGood,
        Answer::StatusRevoked,
        Answer::StatusSuspended,
        Answer::StatusNone,
        Answer::StatusElsewhere,
        Answer::StatusUnknown,
    ];

    /// Names the sentence.
    pub fn word(self) -> &'static str {
        match self {
            Answer::IssuerOurs => "issuer_ours",
            Answer::IssuerItself => "issuer_itself",
            Answer::IssuerUnproven => "issuer_unproven",
            Answer::IssuerElsewhere => "issuer_elsewhere",
            Answer::IssuerPretends => "issuer_pretends",
            Answer::SignatureFits => "signature_fits",
            Answer::SignatureBroken => "signature_broken",
            Answer::SignatureKeyUnknown => "signature_key_unknown",
            Answer::SignatureKind => "signature_kind",
            Answer::SignatureClaims => "signature_claims",
            Answer::SignatureWords => "signature_words",
            Answer::DatesHold => "dates_hold",
            Answer::DatesEarly => "dates_early",
            Answer::DatesOver => "dates_over",
            Answer::DatesUnread => "dates_unread",
            Answer::StatusGood => "status_good",
            Answer::StatusRevoked => "status_revoked",
            Answer::StatusSuspended => "status_suspended",
            Answer::StatusNone => "status_none",
            Answer::StatusElsewhere => "status_elsewhere",
            Answer::StatusUnknown => "status_unknown",
        }
    }

    /// What was asked.
    pub fn question(self) -> Question {
        match self.word().split('_').next() {
            Some("issuer") => Question::Issuer,
            Some("signature") => Question::Signature,
            Some("dates") => Question::Dates,
            _ => Question::Status,
        }
    }

    /// How it weighs.
    pub fn verdict(self) -> Verdict {
        match self {
            Answer::IssuerOurs
            | Answer::IssuerItself
            | Answer::SignatureFits
            | Answer::DatesHold
            | Answer::StatusGood
            | Answer::StatusNone => Verdict::Good,
            Answer::IssuerUnproven
            | Answer::IssuerElsewhere
            | Answer::SignatureKeyUnknown
            | Answer::StatusElsewhere
            | Answer::StatusUnknown => Verdict::Open,
            Answer::IssuerPretends
            | Answer::SignatureBroken
            | Answer::SignatureKind
            | Answer::SignatureClaims
            | Answer::SignatureWords
            | Answer::DatesEarly
            | Answer::DatesOver
            | Answer::DatesUnread
            | Answer::StatusRevoked
            | Answer::StatusSuspended => Verdict::Bad,
        }
    }
}

/// What was found out without asking anybody about the status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// About the issuer.
    pub issuer: Answer,
    /// About the signature.
    pub signature: Answer,
    /// About the dates.
    pub dates: Answer,
    /// Where our own record of it is: the certificate's id, its list and its place there.
    pub ours: Option<Place>,
}

/// Where the status of one of our credentials is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The certificate's id.
    pub id: String,
    /// The list.
    pub list: i64,
    /// The place in it.
    pub position: u32,
}

/// A key, and how far it speaks for the issuer that the credential names.
struct Signer {
    key: Key,
    issuer: Answer,
}

enum Key {
    Ed25519(ed25519_dalek::VerifyingKey),
    Jws(Box<DecodingKey>, Algorithm),
}

/// Asks everything that can be answered from the credential and our own keys.
pub fn check(presented: &Presented, us: &Issuer, now: i64) -> Report {
    let dates = dates(presented, now);
    let (issuer, signature) = match signer(presented, us) {
        Ok(Signer { key, issuer }) => (issuer, signature(presented, &key)),
        Err((issuer, signature)) => (issuer, signature),
    };
    let good = issuer == Answer::IssuerOurs && signature == Answer::SignatureFits;
    Report { issuer, signature, dates, ours: if good { place(presented, us) } else { None } }
}

fn signer(presented: &Presented, us: &Issuer) -> Result<Signer, (Answer, Answer)> {
    let claimed = presented.issuer();
    let ours = claimed == us.did;
    let elsewhere = if ours { Answer::IssuerPretends } else { Answer::IssuerElsewhere };
    let method = match presented {
        Presented::Embedded(document) => proof::method(document).map_err(|_| (elsewhere, Answer::SignatureKind))?,
        Presented::Compact { parts, .. } => parts.header.get("kid").and_then(Value::as_str).unwrap_or_default(),
    };
    if let Some(key) = our_key(presented, us, method) {
        // Our key under another's name is no signature of ours.
        return if ours {
            Ok(Signer { key, issuer: Answer::IssuerOurs })
        } else {
            Err((elsewhere, Answer::SignatureBroken))
        };
    }
    if ours {
        return Err((Answer::IssuerPretends, Answer::SignatureKeyUnknown));
    }
    // A did:key is its own proof: the name is the key.
    let name = if method.is_empty() { claimed } else { method };
    if let Some(key) = did_key(name) {
        let same = name.split('#').next() == Some(claimed);
        let issuer = if same { Answer::IssuerItself } else { Answer::IssuerUnproven };
        let key = match presented {
            Presented::Embedded(_) => Key::Ed25519(key),
            Presented::Compact { .. } => Key::Jws(Box::new(DecodingKey::from_ed_der(key.as_bytes())), Algorithm::EdDSA),
        };
        return Ok(Signer { key, issuer });
    }
    match presented {
        Presented::Compact { parts, .. } if parts.header.contains_key("jwk") => {
            let (key, algorithm) = jwk(&parts.header["jwk"]).ok_or((elsewhere, Answer::SignatureKind))?;
            Ok(Signer { key: Key::Jws(Box::new(key), algorithm), issuer: Answer::IssuerUnproven })
        }
        _ => Err((elsewhere, Answer::SignatureKeyUnknown)),
    }
}

fn our_key(presented: &Presented, us: &Issuer, method: &str) -> Option<Key> {
    match presented {
        Presented::Embedded(_) => {
            let key = us.keys.ed25519.iter().find(|key| us.method(&key.id) == method)?;
            Some(Key::Ed25519(key.verifying()?))
        }
        Presented::Compact { .. } => {
            let key = us.keys.rsa.iter().find(|key| us.method(&key.id) == method)?;
            Some(Key::Jws(Box::new(key.verifying()?), Algorithm::RS256))
        }
    }
}

/// A public key that a header carries. A symmetric one is no signature: whoever checks it could have made it.
fn jwk(value: &Value) -> Option<(DecodingKey, Algorithm)> {
    let algorithm = match (value["kty"].as_str()?, value["crv"].as_str()) {
        ("RSA", _) => Algorithm::RS256,
        ("EC", Some("P-256")) => Algorithm::ES256,
        ("OKP", Some("Ed25519")) => Algorithm::EdDSA,
        _ => return None,
    };
    let key: Jwk = serde_json::from_value(value.clone()).ok()?;
    Some((DecodingKey::from_jwk(&key).ok()?, algorithm))
}

fn signature(presented: &Presented, key: &Key) -> Answer {
    match (presented, key) {
        (Presented::Embedded(document), Key::Ed25519(key)) => match proof::verify(document, key) {
            Ok(()) => Answer::SignatureFits,
            Err(ProofError::Form(_)) => Answer::SignatureKind,
            Err(ProofError::Rdf(RdfError::Context(_) | RdfError::Keyword(_) | RdfError::Unexplained(_))) => {
                Answer::SignatureWords
            }
            Err(ProofError::Rdf(_) | ProofError::Signature) => Answer::SignatureBroken,
        },
        (Presented::Compact { token, .. }, Key::Jws(key, algorithm)) => match jws::verify(token, key, *algorithm) {
            Ok(_) => Answer::SignatureFits,
            Err(JwsError::Form(_)) => Answer::SignatureKind,
            Err(JwsError::Claim(_)) => Answer::SignatureClaims,
            Err(JwsError::Signature) => Answer::SignatureBroken,
        },
        _ => Answer::SignatureKind,
    }
}

fn dates(presented: &Presented, now: i64) -> Answer {
    let read = |name: &str| match presented.get(name) {
        Value::Null => Ok(None),
        value => value.as_str().and_then(date::read).map(Some).ok_or(()),
    };
    match (read("validFrom"), read("validUntil")) {
        (Ok(from), _) if from.is_some_and(|from| from > now) => Answer::DatesEarly,
        (_, Ok(until)) if until.is_some_and(|until| until < now) => Answer::DatesOver,
        (Ok(_), Ok(_)) => Answer::DatesHold,
        _ => Answer::DatesUnread,
    }
}

/// Where we keep a credential's status; its signature has been checked.
fn place(presented: &Presented, us: &Issuer) -> Option<Place> {
    let id = presented.get("id").as_str()?.strip_prefix(&document::address(us, ""))?.to_owned();
    let entry = presented.get("credentialStatus").get(0)?;
    let address = entry["statusListCredential"].as_str()?.strip_prefix(&format!("{}/issuer/status/", us.origin))?;
    let list = address.split('/').next()?.parse().ok()?;
    Some(Place { id, list, position: entry["statusListIndex"].as_str()?.parse().ok()? })
}

/// Whether a name that somebody claims is the one that a credential carries the hash of.
pub fn is_named(presented: &Presented, name: &str) -> bool {
    let identity = &presented.get("credentialSubject")["identifier"][0];
    let (hash, salt) = (identity["identityHash"].as_str(), identity["salt"].as_str().unwrap_or_default());
    hash == Some(&document::name_hash(name.trim(), salt))
}

/// The name of the key that signed, for showing it; empty where none is named.
pub fn method(presented: &Presented) -> String {
    match presented {
        Presented::Embedded(document) => proof::method(document).unwrap_or_default().to_owned(),
        Presented::Compact { parts, .. } => {
            parts.header.get("kid").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
    }
}
