//! A document as canonical RDF: what an embedded proof is made over. JSON-LD 1.1 to a dataset by sophia, then RDFC-1.0.
//!
//! The contexts are the published ones, bundled: nothing is fetched, and a document that names another context is refused,
//! for nobody here could say what its words mean.
//!
//! Canonical order can be made arbitrarily hard to find ("poison graphs", RDFC-1.0, 7.1), and strangers hand documents over.
//! So size, depth and names are looked at first, and then how many blank nodes look alike: only those make work.

use std::collections::{HashMap, HashSet};

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
/// The most values, and the most objects among them. A certificate with fifty skills has about five hundred values.
const VALUES: usize = 8192;
const OBJECTS: usize = 512;
/// The most blank nodes that look like another one. Those that look like no other are put in order at once; for these every
/// order is tried. Credentials have none.
const ALIKE: usize = 6;

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
    /// Larger or nested more deeply than any credential.
    #[error("it is too large or nested too deeply")]
    Large,
    /// Names blank nodes, with which a document can be knotted; credentials have no use for them.
    #[error("it names blank nodes")]
    Blank,
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
    Screen::default().look(document, 0)?;
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
    if alike(&dataset) > ALIKE {
        return Err(RdfError::Order("too many of its parts look alike".to_owned()));
    }
    let mut lines = Vec::new();
    rdfc10::normalize(&dataset, &mut lines).map_err(|error| RdfError::Order(error.to_string()))?;
    Ok(lines)
}

/// How many blank nodes have the same statements as another one, when all names of blank nodes are left out.
fn alike(dataset: &HashSet<Spog<SimpleTerm<'static>>>) -> usize {
    let mut statements: HashMap<&SimpleTerm<'static>, Vec<String>> = HashMap::new();
    for (terms, graph) in dataset {
        let nodes: HashSet<&SimpleTerm<'static>> = terms.iter().chain(graph).filter(|t| t.is_blank_node()).collect();
        for node in nodes {
            let name = |term: &SimpleTerm<'static>| match term.is_blank_node() {
                true => if term == node { "_:this" } else { "_:other" }.to_owned(),
                false => format!("{term:?}"),
            };
            let line = terms.iter().chain(graph).map(name).collect::<Vec<_>>().join(" ");
            statements.entry(node).or_default().push(line);
        }
    }
    let mut looks: HashMap<Vec<String>, usize> = HashMap::new();
    for mut lines in statements.into_values() {
        lines.sort_unstable();
        *looks.entry(lines).or_default() += 1;
    }
    looks.into_values().filter(|nodes| *nodes > 1).sum()
}

/// Refuses contexts that are not bundled, and keywords: an alias or a context inside could make one meaning of two texts.
/// And whatever is too much.
#[derive(Default)]
struct Screen {
    values: usize,
    objects: usize,
}

impl Screen {
    fn look(&mut self, value: &Value, depth: usize) -> Result<(), RdfError> {
        self.values += 1;
        self.objects += usize::from(value.is_object());
        if depth > DEPTH || self.values > VALUES || self.objects > OBJECTS {
            return Err(RdfError::Large);
        }
        match value {
            Value::String(text) if text.starts_with("_:") => Err(RdfError::Blank),
            Value::Array(items) => items.iter().try_for_each(|item| self.look(item, depth + 1)),
            Value::Object(members) => members.iter().try_for_each(|(key, value)| match key.as_str() {
                "@context" if depth == 0 => contexts(value),
                "@value" | "@language" | "@direction" => Ok(()),
                // A property under its address instead of its name is the same to the signature, and hidden from every reader.
                key if key.starts_with('@') || key.contains(':') => Err(RdfError::Keyword(key.to_owned())),
                _ => self.look(value, depth + 1),
            }),
            _ => Ok(()),
        }
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::*;

    fn credential(subject: Value) -> Value {
        json!({ "@context": [VC, OB], "type": ["VerifiableCredential", "OpenBadgeCredential"], "credentialSubject": subject })
    }

    #[track_caller]
    fn refused(document: &Value) -> RdfError {
        let start = Instant::now();
        let error = canonical(document).expect_err("refused");
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        error
    }

    #[test]
    fn knots_of_blank_nodes_are_refused_before_they_are_undone() {
        let ring: Vec<Value> = (0..300)
            .map(|i| json!({ "id": format!("_:b{i}"), "achievement": [{ "id": format!("_:b{}", (i + 1) % 300) }] }))
            .collect();
        assert!(matches!(refused(&credential(ring.into())), RdfError::Blank));
        // Without names: a tree whose branches cannot be told apart.
        let leaf = json!({ "type": ["Achievement"] });
        let branch = json!({ "type": ["AchievementSubject"], "achievement": vec![leaf; 12] });
        let tree = credential(vec![branch; 12].into());
        assert!(matches!(refused(&tree), RdfError::Order(_)));
    }

    #[test]
    fn what_is_larger_than_any_credential_is_refused() {
        let mut deep = json!({ "type": ["AchievementSubject"] });
        for _ in 0..100 {
            deep = json!({ "type": ["AchievementSubject"], "achievement": deep });
        }
        assert!(matches!(refused(&credential(deep)), RdfError::Large));
        let many: Vec<Value> = (0..2000).map(|i| json!({ "id": format!("urn:x:{i}") })).collect();
        assert!(matches!(refused(&credential(many.into())), RdfError::Large));
        let types: Vec<Value> = (0..9000).map(|i| format!("T{i}").into()).collect();
        assert!(matches!(refused(&credential(json!({ "type": types }))), RdfError::Large));
    }

    #[test]
    fn two_parts_that_look_alike_are_no_harm() {
        let alignment = json!({ "type": ["Alignment"], "targetName": "A", "targetUrl": "https://a.example/" });
        let achievement = json!({ "id": "urn:x:1", "type": ["Achievement"], "alignment": [alignment, alignment] });
        let subject = json!({ "id": "urn:x:2", "type": ["AchievementSubject"], "achievement": achievement });
        canonical(&credential(subject)).expect("put in order");
    }

    #[test]
    fn the_largest_that_is_taken_is_read_in_time() {
        let achievement = |i: usize| json!({ "id": format!("urn:x:{i}"), "type": ["Achievement"], "name": "A" });
        let achievements: Vec<Value> = (0..OBJECTS - 2).map(achievement).collect();
        let subject = json!({ "id": "urn:x:s", "type": ["AchievementSubject"], "achievement": achievements });
        let start = Instant::now();
        canonical(&credential(subject)).expect("put in order");
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
        // As alike as is taken, and knotted as far as trees go.
        let leaf = json!({ "type": ["Achievement"] });
        let branch = json!({ "type": ["AchievementSubject"], "achievement": [leaf, leaf] });
        let start = Instant::now();
        canonical(&credential(json!([branch, branch]))).expect("put in order");
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }
}
