//! Who issues: the profile, the DID document, and the keys as others look them up.

use serde_json::{Value, json};

use super::{
    award::Award,
    document::{self, Entry},
    jws,
    keys::Keys,
    multibase, proof,
    rdf::{OB, VC},
    status::{self, Purpose},
};

/// The issuer: a site's address and its keys.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// The site's address, such as `https://academy.example`.
    pub origin: String,
    /// What it calls itself.
    pub name: String,
    /// Its DID, which resolves at `/.well-known/did.json`.
    pub did: String,
    /// Its keys.
    pub keys: Keys,
}

/// A credential in both signed forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// JSON-LD with the proof inside.
    pub embedded: String,
    /// Compact JWS.
    pub compact: String,
}

impl Issuer {
    /// The issuer of this name at this address.
    pub fn new(origin: &str, name: &str, keys: Keys) -> Issuer {
        // A port's colon would read as the border of a path.
        let did = format!("did:web:{}", host(origin).replace(':', "%3A"));
        Issuer { origin: origin.to_owned(), name: name.to_owned(), did, keys }
    }

    /// The rest of an address behind our site's, where it is one of ours; with or without `https://`, as it is printed.
    pub fn path<'a>(&self, address: &'a str) -> Option<&'a str> {
        let (ours, theirs) = (host(&self.origin), host(address));
        let (site, path) = theirs.split_at_checked(ours.len())?;
        let ends = path.is_empty() || path.starts_with(['/', '?', '#']);
        (site.eq_ignore_ascii_case(ours) && ends).then_some(path)
    }

    /// The DID URL of a key.
    pub fn method(&self, key: &str) -> String {
        format!("{}#{key}", self.did)
    }

    /// The issuer as credentials name it.
    pub fn profile(&self) -> Value {
        json!({ "id": self.did, "type": ["Profile"], "name": self.name, "url": self.origin })
    }

    /// The profile as a document of its own.
    pub fn profile_document(&self) -> Value {
        let mut profile = self.profile();
        profile["@context"] = json!([VC, OB]);
        profile
    }

    /// The DID document. The RSA keys come first: who checks a JWS that names no key takes the first.
    pub fn did_document(&self) -> Value {
        let mut methods: Vec<Value> = self.keys.rsa.iter().map(|key| self.rsa_method(key)).collect();
        methods.extend(self.keys.ed25519.iter().map(|key| self.ed25519_method(key)));
        let names: Vec<&Value> = methods.iter().map(|m| &m["id"]).collect();
        json!({
            "@context": [
                "https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1", "https://w3id.org/security/jwk/v1"
            ],
            "id": self.did,
            "alsoKnownAs": [format!("{}/issuer", self.origin)],
            "assertionMethod": names,
            "verificationMethod": methods,
        })
    }

    /// All public keys as a JWK set.
    pub fn jwks(&self) -> Value {
        let keys: Vec<Value> = self.keys.rsa.iter().map(|key| self.rsa_method(key)["publicKeyJwk"].take()).collect();
        json!({ "keys": keys })
    }

    /// One key as a document of its own: a Multikey, or a JWK.
    pub fn key_document(&self, id: &str) -> Option<Value> {
        if let Some(key) = self.keys.ed25519.iter().find(|key| key.id == id) {
            let mut method = self.ed25519_method(key);
            method["@context"] = json!("https://w3id.org/security/multikey/v1");
            return Some(method);
        }
        self.keys.rsa.iter().find(|key| key.id == id).map(|key| self.rsa_method(key)["publicKeyJwk"].take())
    }

    /// Writes and signs the credential of an award. What is signed anew has a younger signature than certificate.
    pub fn award(&self, award: &Award, entry: &Entry, now: i64) -> Signed {
        self.sign(|form| document::credential(self, award, entry, form), now)
    }

    /// Writes and signs a status list: `set` are the positions that are revoked or suspended.
    pub fn status_list(&self, list: i64, purpose: Purpose, set: &[u32], now: i64) -> Signed {
        self.sign(|form| status::document(self, list, purpose, set, form, now), now)
    }

    fn sign(&self, write: impl Fn(Form) -> Value, at: i64) -> Signed {
        // `Keys::parse` and `Keys::generate` leave no keys without a secret in front, and the documents are our own.
        let (ed25519, rsa) = (&self.keys.ed25519[0], &self.keys.rsa[0]);
        let key = ed25519.signing().expect("the newest key signs");
        let embedded = proof::sign(write(Form::Embedded), &key, &self.method(&ed25519.id), at);
        let key = rsa.signing().expect("the newest key signs");
        let compact = jws::sign(&write(Form::Compact), &key, &self.method(&rsa.id));
        Signed {
            embedded: embedded.expect("our own words are explained").to_string(),
            compact: compact.expect("our own claims can be signed"),
        }
    }

    fn ed25519_method(&self, key: &super::keys::EdKey) -> Value {
        json!({
            "id": self.method(&key.id), "type": "Multikey", "controller": self.did, "publicKeyMultibase": key.public,
        })
    }

    fn rsa_method(&self, key: &super::keys::RsaKey) -> Value {
        let jwk = json!({
            "kty": "RSA", "n": key.n, "e": key.e, "alg": "RS256", "use": "sig", "kid": self.method(&key.id),
        });
        json!({ "id": self.method(&key.id), "type": "JsonWebKey", "controller": self.did, "publicKeyJwk": jwk })
    }
}

/// An address without what says how to get there.
fn host(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, host)| host)
}

/// Which of the two forms is being written; each names the status list in its own form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With the proof inside.
    Embedded,
    /// As JWS.
    Compact,
}

/// A key that stands for itself: `did:key:z6Mk…`, with or without its fragment.
pub fn did_key(method: &str) -> Option<ed25519_dalek::VerifyingKey> {
    let name = method.strip_prefix("did:key:")?;
    let (key, fragment) = name.split_once('#').unwrap_or((name, name));
    if key == fragment { multibase::read_key(key) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_ours_are_told_from_others() {
        let us =
            Issuer::new("https://academy.example", "Academy", Keys { ed25519: vec![], rsa: vec![], withdrawn: vec![] });
        let check = |address: &str, expected: Option<&str>| assert_eq!(us.path(address), expected, "{address}");
        check("https://academy.example/certificates/x", Some("/certificates/x"));
        check("http://Academy.Example", Some(""));
        check("academy.example/certificates/x?y", Some("/certificates/x?y"));
        check("https://academy.example.evil/x", None);
        check("https://academy.example:8443/x", None);
        check("/certificates/x", None);
        check("", None);
        check("学院学院学院学院", None);
    }
}
