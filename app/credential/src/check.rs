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
    /// Is it about whoever says so?
    Holder,
}

/// The answer's weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Was not asked, and counts neither way.
    Unasked,
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
    IssuerNamed,
    IssuerItself,
    IssuerUnproven,
    IssuerElsewhere,
    IssuerPretends,
    IssuerBorrows,
    SignatureFits,
    SignatureBroken,
    SignatureKeyUnknown,
    SignatureKeyWithdrawn,
    SignatureNone,
    SignatureKind,
    SignatureContext,
    SignatureBeyond,
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
    StatusReplaced,
    StatusMissing,
    HolderNamed,
    HolderOther,
    HolderUnnamed,
    HolderUnasked,
}

impl Answer {
    /// All answers.
    pub const ALL: [Answer; 33] = [
        Answer::IssuerOurs,
        Answer::IssuerNamed,
        Answer::IssuerItself,
        Answer::IssuerUnproven,
        Answer::IssuerElsewhere,
        Answer::IssuerPretends,
        Answer::IssuerBorrows,
        Answer::SignatureFits,
        Answer::SignatureBroken,
        Answer::SignatureKeyUnknown,
        Answer::SignatureKeyWithdrawn,
        Answer::SignatureNone,
        Answer::SignatureKind,
        Answer::SignatureContext,
        Answer::SignatureBeyond,
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
        Answer::StatusReplaced,
        Answer::StatusMissing,
        Answer::HolderNamed,
        Answer::HolderOther,
        Answer::HolderUnnamed,
        Answer::HolderUnasked,
    ];

    /// Names the sentence.
    pub fn word(self) -> &'static str {
        match self {
            Answer::IssuerOurs => "issuer_ours",
            Answer::IssuerNamed => "issuer_named",
            Answer::IssuerItself => "issuer_itself",
            Answer::IssuerUnproven => "issuer_unproven",
            Answer::IssuerElsewhere => "issuer_elsewhere",
            Answer::IssuerPretends => "issuer_pretends",
            Answer::IssuerBorrows => "issuer_borrows",
            Answer::SignatureFits => "signature_fits",
            Answer::SignatureBroken => "signature_broken",
            Answer::SignatureKeyUnknown => "signature_key_unknown",
            Answer::SignatureKeyWithdrawn => "signature_key_withdrawn",
            Answer::SignatureNone => "signature_none",
            Answer::SignatureKind => "signature_kind",
            Answer::SignatureContext => "signature_context",
            Answer::SignatureBeyond => "signature_beyond",
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
            Answer::StatusReplaced => "status_replaced",
            Answer::StatusMissing => "status_missing",
            Answer::HolderNamed => "holder_named",
            Answer::HolderOther => "holder_other",
            Answer::HolderUnnamed => "holder_unnamed",
            Answer::HolderUnasked => "holder_unasked",
        }
    }

    /// What was asked.
    pub fn question(self) -> Question {
        match self.word().split('_').next() {
            Some("issuer") => Question::Issuer,
            Some("signature") => Question::Signature,
            Some("dates") => Question::Dates,
            Some("holder") => Question::Holder,
            _ => Question::Status,
        }
    }

    /// How it weighs.
    pub fn verdict(self) -> Verdict {
        match self {
            Answer::IssuerOurs
            | Answer::SignatureFits
            | Answer::DatesHold
            | Answer::StatusGood
            | Answer::StatusNone
            | Answer::HolderNamed => Verdict::Good,
            Answer::HolderUnasked => Verdict::Unasked,
            Answer::IssuerNamed
            | Answer::IssuerItself
            | Answer::IssuerUnproven
            | Answer::IssuerElsewhere
            | Answer::SignatureKeyUnknown
            | Answer::SignatureKind
            | Answer::SignatureContext
            | Answer::SignatureBeyond
            | Answer::StatusElsewhere
            | Answer::StatusUnknown
            | Answer::HolderUnnamed => Verdict::Open,
            Answer::IssuerPretends
            | Answer::IssuerBorrows
            | Answer::SignatureBroken
            | Answer::SignatureKeyWithdrawn
            | Answer::SignatureNone
            | Answer::SignatureClaims
            | Answer::SignatureWords
            | Answer::DatesEarly
            | Answer::DatesOver
            | Answer::DatesUnread
            | Answer::StatusRevoked
            | Answer::StatusSuspended
            | Answer::StatusReplaced
            | Answer::StatusMissing
            | Answer::HolderOther => Verdict::Bad,
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
    /// Whether we issued it, beyond doubt.
    pub ours: bool,
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
    let ours = issuer == Answer::IssuerOurs && signature == Answer::SignatureFits;
    let signature = match signature {
        _ if is_unsigned(presented) => Answer::SignatureNone,
        // Of others that may be their way of doing it. We sign in one way, so what names us and is signed in another is forged.
        Answer::SignatureKind | Answer::SignatureContext | Answer::SignatureBeyond if names_us(presented, us) => {
            Answer::SignatureBroken
        }
        signature => signature,
    };
    let issuer = match issuer {
        // Anybody can write down the name of our key.
        Answer::IssuerOurs if !ours => Answer::IssuerNamed,
        Answer::IssuerPretends | Answer::IssuerNamed => issuer,
        _ if !ours && borrows(presented, us) => Answer::IssuerBorrows,
        issuer => issuer,
    };
    Report { issuer, signature, dates, ours }
}

/// Whether it is a mere claim: a signature that cannot be checked here may be good elsewhere, none is good nowhere.
fn is_unsigned(presented: &Presented) -> bool {
    match presented {
        Presented::Embedded(document) => match document.get("proof") {
            None | Some(Value::Null) => true,
            Some(proof) => proof.as_array().is_some_and(Vec::is_empty),
        },
        Presented::Compact { parts, .. } => {
            presented.signature().is_empty() || parts.header.get("alg").is_some_and(|algorithm| algorithm == "none")
        }
    }
}

/// Whether it says that we issued it. Host names know no case, and so neither does our name.
fn names_us(presented: &Presented, us: &Issuer) -> bool {
    presented.issuer().eq_ignore_ascii_case(&us.did)
}

/// Whether it says that it, or who issued it, is found at our site.
fn borrows(presented: &Presented, us: &Issuer) -> bool {
    let issuer = presented.get("issuer");
    [presented.get("id"), issuer, &issuer["id"], &issuer["url"]]
        .into_iter()
        .filter_map(Value::as_str)
        .any(|address| us.path(address).is_some())
}

fn signer(presented: &Presented, us: &Issuer) -> Result<Signer, (Answer, Answer)> {
    let claimed = presented.issuer();
    let ours = names_us(presented, us);
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
    if ours && us.keys.is_withdrawn(method.split('#').nth(1).unwrap_or_default()) {
        return Err((Answer::IssuerNamed, Answer::SignatureKeyWithdrawn));
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
            Err(ProofError::Rdf(RdfError::Context(_))) => Answer::SignatureContext,
            Err(ProofError::Rdf(RdfError::Keyword(_) | RdfError::Unexplained(_))) => Answer::SignatureWords,
            Err(ProofError::Rdf(RdfError::Large | RdfError::Blank | RdfError::Order(_))) => Answer::SignatureBeyond,
            Err(ProofError::Signature) => Answer::SignatureBroken,
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

/// The id of the certificate of ours that it says it is.
pub fn certificate<'a>(presented: &'a Presented, us: &Issuer) -> Option<&'a str> {
    presented.get("id").as_str()?.strip_prefix(&document::address(us, ""))
}

/// Whether it is about whom somebody names: credentials of Open Badges carry the salted hash of a name.
pub fn holder(presented: &Presented, name: &str) -> Answer {
    let name = name.trim();
    if name.is_empty() {
        return Answer::HolderUnasked;
    }
    let identities = &presented.get("credentialSubject")["identifier"];
    let identities = identities.as_array().map_or(std::slice::from_ref(identities), Vec::as_slice);
    let hashes: Vec<(&str, &str)> = identities
        .iter()
        .filter(|identity| identity["hashed"] == true && identity["identityType"] == "name")
        .filter_map(|identity| {
            Some((identity["identityHash"].as_str()?, identity["salt"].as_str().unwrap_or_default()))
        })
        .collect();
    if hashes.is_empty() {
        Answer::HolderUnnamed
    } else if hashes.iter().any(|(hash, salt)| *hash == document::name_hash(name, salt)) {
        Answer::HolderNamed
    } else {
        Answer::HolderOther
    }
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
