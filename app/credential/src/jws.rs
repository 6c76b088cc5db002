//! Credentials as compact JWS: header, claims, signature (Open Badges 3.0, 8.2; RS256).
//!
//! The claims are the credential itself with `iss`, `jti`, `nbf`, `sub` and, where it ends, `exp` beside its own words. The
//! key decides which algorithm is accepted, never the header.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::Error};
use serde_json::{Map, Value};
use thiserror::Error;

use super::date;

/// Why a JWS is not accepted.
#[derive(Debug, Error)]
pub enum JwsError {
    /// It cannot be read, or asks for something that is not understood.
    #[error("{0}")]
    Form(&'static str),
    /// The registered claims say something else than the credential.
    #[error("its claim {0} says something else than the credential inside")]
    Claim(&'static str),
    /// The signature belongs to another text or another key.
    #[error("the signature does not fit")]
    Signature,
}

/// A JWS taken apart, nothing checked.
#[derive(Debug)]
pub struct Parts {
    /// Its header.
    pub header: Map<String, Value>,
    /// Its claims.
    pub claims: Map<String, Value>,
}

/// Signs a credential; `method` names the key's public half.
pub fn sign(credential: &Value, key: &EncodingKey, method: &str) -> Result<String, Error> {
    let mut claims = credential.clone();
    let subject = credential["credentialSubject"]["id"].clone();
    for (claim, value) in [("iss", issuer(credential).into()), ("jti", credential["id"].clone()), ("sub", subject)] {
        claims[claim] = value;
    }
    for (claim, date) in [("nbf", "validFrom"), ("exp", "validUntil")] {
        if let Some(at) = credential[date].as_str().and_then(date::read) {
            claims[claim] = at.div_euclid(1000).into();
        }
    }
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(method.to_owned());
    jsonwebtoken::encode(&header, &claims, key)
}

/// Takes a JWS apart without checking it, to find out whose key to check it with.
pub fn parse(token: &str) -> Result<Parts, JwsError> {
    const MALFORMED: JwsError = JwsError::Form("its parts cannot be read");
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(JwsError::Form("it has not the three parts of a JWS"));
    };
    let object = |part: &str| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice::<Map<String, Value>>(&bytes).ok()
    };
    let header = object(header).ok_or(MALFORMED)?;
    let claims = object(claims).ok_or(MALFORMED)?;
    let kind = header.get("typ").map(|t| t.as_str().unwrap_or_default().to_ascii_lowercase());
    if !matches!(kind.as_deref(), None | Some("jwt" | "vc+jwt" | "vc-ld+jwt")) {
        return Err(JwsError::Form("its header says that it is something else than a credential"));
    }
    if header.contains_key("crit") || header.contains_key("b64") {
        return Err(JwsError::Form("its header asks for an extension that is not understood"));
    }
    Ok(Parts { header, claims })
}

/// Checks signature and claims, and returns the credential without the registered claims.
pub fn verify(token: &str, key: &DecodingKey, accepted: Algorithm) -> Result<Value, JwsError> {
    let parts = parse(token)?;
    let mut rules = Validation::new(accepted);
    // Dates are checked with the credential's own, by the same clock as everything else.
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    jsonwebtoken::decode::<Value>(token, key, &rules).map_err(|_| JwsError::Signature)?;
    agree(parts.claims)
}

/// The credential inside the claims, where the registered claims say what it says.
pub fn agree(mut claims: Map<String, Value>) -> Result<Value, JwsError> {
    let mut registered: Map<String, Value> = Map::new();
    for claim in ["iss", "jti", "sub", "nbf", "exp", "iat", "aud"] {
        if let Some(value) = claims.remove(claim) {
            registered.insert(claim.to_owned(), value);
        }
    }
    let credential = Value::Object(claims);
    let text = |claim: &str| registered.get(claim).and_then(Value::as_str);
    let second = |claim: &str| registered.get(claim).and_then(Value::as_f64).map(|n| n.floor() as i64);
    let dated = |name: &str| credential[name].as_str().and_then(date::read).map(|at| at.div_euclid(1000));
    if text("iss") != Some(issuer(&credential)) {
        return Err(JwsError::Claim("iss"));
    }
    if text("jti").is_some_and(|jti| credential["id"] != jti) {
        return Err(JwsError::Claim("jti"));
    }
    if text("sub").is_some_and(|sub| credential["credentialSubject"]["id"] != sub) {
        return Err(JwsError::Claim("sub"));
    }
    if second("nbf").is_none() || second("nbf") != dated("validFrom") {
        return Err(JwsError::Claim("nbf"));
    }
    if registered.contains_key("exp") && second("exp") != dated("validUntil") {
        return Err(JwsError::Claim("exp"));
    }
    Ok(credential)
}

/// Who a credential says issued it; empty where it says nobody.
pub fn issuer(credential: &Value) -> &str {
    let issuer = &credential["issuer"];
    issuer.as_str().or_else(|| issuer["id"].as_str()).unwrap_or_default()
}
