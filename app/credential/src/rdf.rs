//! A document as canonical RDF: what an embedded proof is made over. JSON-LD 1.1 to a dataset by sophia, then RDFC-1.0.
//!
//! The contexts are the published ones, bundled: nothing is fetched, and a document that names another context is refused,
//! for nobody here could say what its words mean.

use std::collections::HashSet;

use serde_json::Value;
use sha2::{Digest, Sha256};
use sophia_api::{
    quad::Spog,
    term::{SimpleTerm, Term},
};
use sophia_c14n::rdfc10;
use sophia_jsonld::{
    JsonLdOptions, JsonLdParser, JsonLdQuadSource, Policy,
    loader::{ClosureLoader, FutureExt},
};
use thiserror::Error;

/// The context of W3C credentials.
pub const VC: &str = "https://www.w3.org/ns/credentials/v2";
/// The context of Open Badges.
pub const OB: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

/// Address and text of every context that can be read.
const CONTEXTS: [(&str, &str); 4] = [
    (VC, include_str!("contexts/credentials-v2.json")),
    (OB, include_str!("contexts/ob-v3p0-context-3.0.3.json")),
    ("https://w3id.org/security/data-integrity/v2", include_str!("contexts/security-data-integrity-v2.json")),
    ("https://www.w3.org/ns/credentials/examples/v2", include_str!("contexts/credentials-examples-v2.json")),
];

/// The deepest nesting that is looked at.
const DEPTH: usize = 32;

/// Why a document has no canonical form here.
#[derive(Debug, Error)]
pub enum RdfError {
    /// Names a context that is not bundled, or brings one of its own.
    #[error("its words are explained by {0}, which is not among the contexts known here")]
    Context(String),
    /// Uses JSON-LD's own keywords, or addresses for names: with these the same data can be written so that it reads
    /// differently.
    #[error("it uses {0} in place of a plain name")]
    Keyword(String),
    /// Nested past all reason.
    #[error("it is nested too deeply")]
    Deep,
    /// A property that no context explains; it would not be covered by the signature.
    #[error("{0}")]
    Unexplained(String),
    /// Its blank nodes cannot be told apart with reasonable work.
    #[error("it cannot be put in order: {0}")]
    Order(String),
}

/// SHA-256 of the canonical N-Quads of a JSON-LD document.
pub fn hash(document: &Value) -> Result<[u8; 32], RdfError> {
    Ok(Sha256::digest(canonical(document)?).into())
}

/// The canonical N-Quads of a JSON-LD document.
///
/// Every property must be explained by a bundled context: what JSON-LD would drop in silence, a signature would not cover.
pub fn canonical(document: &Value) -> Result<Vec<u8>, RdfError> {
    screen(document, 0)?;
    let options = JsonLdOptions::new().with_expansion_policy(Policy::Strictest).with_document_loader_closure(|| {
        ClosureLoader::new(|url| {
            let found = CONTEXTS.iter().find(|(known, _)| *known == url.as_str());
            async move { found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "unknown context".to_owned()) }.boxed()
        })
    });
    let parser = JsonLdParser::new_with_options(options);
    // No await inside ever waits: the contexts lie in memory.
    let dataset: HashSet<Spog<SimpleTerm<'static>>> =
        match pollster::block_on(parser.async_parse_str(&document.to_string())) {
            JsonLdQuadSource::Quads(quads) => {
                quads.map(|(terms, graph)| (terms.map(Term::into_term), graph.map(Term::into_term))).collect()
            }
            JsonLdQuadSource::Err(error) => {
                return Err(RdfError::Unexplained(error.map_or_else(String::new, |e| e.to_string())));
            }
        };
    let mut lines = Vec::new();
    rdfc10::normalize(&dataset, &mut lines).map_err(|error| RdfError::Order(error.to_string()))?;
    Ok(lines)
}

/// Refuses contexts that are not bundled, and keywords: an alias or a context inside could make one meaning of two texts.
fn screen(value: &Value, depth: usize) -> Result<(), RdfError> {
    if depth > DEPTH {
        return Err(RdfError::Deep);
    }
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| screen(item, depth + 1)),
        Value::Object(members) => members.iter().try_for_each(|(key, value)| match key.as_str() {
            "@context" if depth == 0 => contexts(value),
            "@value" | "@language" | "@direction" => Ok(()),
            // A property under its address instead of its name is the same to the signature, and hidden from every reader.
            key if key.starts_with('@') || key.contains(':') => Err(RdfError::Keyword(key.to_owned())),
            _ => screen(value, depth + 1),
        }),
        _ => Ok(()),
    }
}

fn contexts(value: &Value) -> Result<(), RdfError> {
    let named = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    named.iter().try_for_each(|context| match context.as_str() {
        Some(url) if CONTEXTS.iter().any(|(known, _)| *known == url) => Ok(()),
        Some(url) => Err(RdfError::Context(url.to_owned())),
        None => Err(RdfError::Context("a context of its own".to_owned())),
    })
}
