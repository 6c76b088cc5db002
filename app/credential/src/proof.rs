//! Proofs that stand inside a document: Data Integrity, cryptosuite `eddsa-rdfc-2022`
//! (<https://www.w3.org/TR/vc-di-eddsa/>).

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde_json::{Map, Value, json};
use thiserror::Error;

use super::{
    date, multibase,
    rdf::{self, RdfError},
};

/// The cryptosuite.
pub const SUITE: &str = "eddsa-rdfc-2022";

/// Why a proof is not accepted.
#[derive(Debug, Error)]
pub enum ProofError {
    /// There is none, or it is not of the kind that is understood.
    #[error("{0}")]
    Form(&'static str),
    /// The document cannot be read as what the proof is made over.
    #[error(transparent)]
    Rdf(#[from] RdfError),
    /// The signature belongs to another text or another key.
    #[error("the signature does not fit")]
    Signature,
}

/// Signs a document that has no proof yet; `method` names the key's public half.
pub fn sign(mut document: Value, key: &SigningKey, method: &str, at: i64) -> Result<Value, RdfError> {
    let mut proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": date::write(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    });
    let signature = key.sign(&digest(&document, &proof)?);
    proof["proofValue"] = multibase::base58(&signature.to_bytes()).into();
    document["proof"] = proof;
    Ok(document)
}

/// The one proof of a document, as it stands there or in an array.
pub fn only(document: &Value) -> Option<&Map<String, Value>> {
    let proof = document.get("proof")?;
    match proof.as_array().map(Vec::as_slice) {
        Some([one]) => one.as_object(),
        Some(_) => None,
        None => proof.as_object(),
    }
}

/// The key that a document's proof names, where the proof is one that can be checked.
pub fn method(document: &Value) -> Result<&str, ProofError> {
    let proof = only(document).ok_or(ProofError::Form("it carries no proof, or several; one is understood"))?;
    let text = |name: &str| proof.get(name).and_then(Value::as_str);
    if text("type") != Some("DataIntegrityProof") || text("cryptosuite") != Some(SUITE) {
        return Err(ProofError::Form("its proof is of another kind than eddsa-rdfc-2022"));
    }
    if text("proofPurpose") != Some("assertionMethod") {
        return Err(ProofError::Form("its proof was made for another purpose"));
    }
    text("verificationMethod").ok_or(ProofError::Form("its proof names no key"))
}

/// Checks the proof inside a document against a key that [`method`] named.
pub fn verify(document: &Value, key: &VerifyingKey) -> Result<(), ProofError> {
    method(document)?;
    let mut proof = only(document).cloned().unwrap_or_default();
    let mut unsigned = document.clone();
    let members = unsigned.as_object_mut().ok_or(ProofError::Form("it is not an object"))?;
    members.remove("proof");
    // The proof's own context, where it has one, is the document's.
    if proof.remove("@context").is_some_and(|own| Some(&own) != members.get("@context")) {
        return Err(ProofError::Form("its proof has a context of its own"));
    }
    let signature = signature(&mut proof).ok_or(ProofError::Form("its proof has no signature that can be read"))?;
    let digest = digest(&unsigned, &Value::Object(proof))?;
    key.verify_strict(&digest, &signature).map_err(|_| ProofError::Signature)
}

fn signature(proof: &mut Map<String, Value>) -> Option<Signature> {
    let value = proof.remove("proofValue")?;
    Signature::from_slice(&multibase::read_base58(value.as_str()?)?).ok()
}

/// What is signed: the hash of the proof's own statements, then the hash of the document's.
fn digest(document: &Value, proof: &Value) -> Result<[u8; 64], RdfError> {
    let mut options = proof.clone();
    options["@context"] = document["@context"].clone();
    let mut digest = [0; 64];
    digest[..32].copy_from_slice(&rdf::hash(&options)?);
    digest[32..].copy_from_slice(&rdf::hash(document)?);
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
    const SECRET: &str = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";

    /// The alumni credential of "Data Integrity EdDSA Cryptosuites", B.1.
    fn published() -> Value {
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
            "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
            "type": ["VerifiableCredential", "AlumniCredential"],
            "name": "Alumni Credential",
            "description": "A minimum viable example of an Alumni Credential.",
            "issuer": "https://vc.example/issuers/5678",
            "validFrom": "2023-01-01T00:00:00Z",
            "credentialSubject": { "id": "did:example:abcdefgh", "alumniOf": "The School of Examples" }
        })
    }

    fn signed() -> Value {
        let secret = multibase::read_base58(SECRET).expect("base58");
        let key = SigningKey::from_bytes(secret[2..].try_into().expect("32 bytes"));
        let at = date::read("2023-02-24T23:36:38Z").expect("a date");
        sign(published(), &key, &format!("did:key:{KEY}#{KEY}"), at).expect("a known context")
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn the_published_test_vector_is_reproduced() {
        let hash = rdf::hash(&published()).expect("a known context");
        assert_eq!(hex(&hash), "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017");
        let signed = signed();
        let expected = "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme";
        assert_eq!(signed["proof"]["proofValue"], expected);
        verify(&signed, &multibase::read_key(KEY).expect("a key")).expect("its own signature");
    }

    #[test]
    fn a_proof_may_stand_in_an_array_by_itself() {
        let key = multibase::read_key(KEY).expect("a key");
        let mut copy = signed();
        copy["proof"] = json!([copy["proof"]]);
        verify(&copy, &key).expect("the same proof");
        copy["proof"] = json!([copy["proof"][0], copy["proof"][0]]);
        assert!(matches!(verify(&copy, &key), Err(ProofError::Form(_))));
    }

    #[test]
    fn whatever_is_changed_is_refused() {
        let key = multibase::read_key(KEY).expect("a key");
        let check = |change: &dyn Fn(&mut Value)| {
            let mut copy = signed();
            change(&mut copy);
            assert_ne!(copy, signed());
            verify(&copy, &key).expect_err(&copy.to_string());
        };
        for (name, value) in signed().as_object().expect("an object") {
            check(&|copy| {
                copy.as_object_mut().expect("an object").remove(name);
            });
            if value.is_string() {
                check(&|copy| copy[name] = "urn:other".into());
            }
        }
        for (name, value) in signed()["proof"].as_object().expect("an object") {
            check(&|copy| {
                copy["proof"].as_object_mut().expect("an object").remove(name);
            });
            check(&|copy| copy["proof"][name] = format!("{}x", value.as_str().expect("text")).into());
        }
        check(&|copy| copy["credentialSubject"]["alumniOf"] = "Another school".into());
        check(&|copy| copy["credentialSubject"]["degree"] = "of their own".into());
        check(&|copy| copy["credentialSubject"]["id"] = "did:example:other".into());
        check(&|copy| copy["type"][1] = "OtherCredential".into());
        check(&|copy| copy["proof"]["expires"] = "2030-01-01T00:00:00Z".into());
        // Ways in which JSON-LD says one thing twice.
        check(&|copy| copy["@id"] = copy["id"].take());
        check(&|copy| copy["@context"][1] = json!({ "@vocab": "https://www.w3.org/ns/credentials/examples#" }));
        check(&|copy| {
            copy["@context"].as_array_mut().expect("an array").push("https://elsewhere.example/context".into());
        });
    }
}
