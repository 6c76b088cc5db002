//! What the issuer publishes: profile, keys, DID document, status lists. Anybody's software may ask, and needs no cookie.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{Path, State as Shared},
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use credential::{Purpose, Signed};
use serde_json::Value;
use ui::certificate::{self as shown, Issuer, Key};

use super::{day, files::EVERYBODY};
use crate::{
    clock::MINUTE,
    state::State,
    store::Hold,
    web::{error::AppError, visitor::Visitor},
};

/// `GET /issuer`: the page; for programs, the profile.
pub async fn profile(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let issuer = state.issuer()?;
    let accepted = headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()).unwrap_or_default();
    if accepted.contains("json") && !accepted.contains("text/html") {
        return Ok(document("application/ld+json", &issuer.profile_document()));
    }
    let ed25519 = issuer.keys.ed25519.iter().enumerate().map(|(i, key)| (i, &key.id, key.created, "Ed25519"));
    let rsa = issuer.keys.rsa.iter().enumerate().map(|(i, key)| (i, &key.id, key.created, "RSA, RS256"));
    let keys = ed25519.chain(rsa).map(|(i, id, created, kind)| Key {
        id: id.clone(),
        kind,
        made: day(created),
        signs: i == 0,
    });
    let data = Issuer { did: issuer.did.clone(), keys: keys.collect() };
    Ok(Html(shown::issuer(&visitor.chrome(&state), &data)).into_response())
}

/// `GET /.well-known/did.json`: what `did:web` resolves to.
pub async fn did(Shared(state): Shared<Arc<State>>) -> Result<Response, AppError> {
    Ok(document("application/did+json", &state.issuer()?.did_document()))
}

/// `GET /issuer/keys`: the JWK set.
pub async fn keys(Shared(state): Shared<Arc<State>>) -> Result<Response, AppError> {
    Ok(document("application/jwk-set+json", &state.issuer()?.jwks()))
}

/// `GET /issuer/keys/{id}`: one key.
pub async fn key(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Result<Response, AppError> {
    let key = state.issuer()?.key_document(&id).ok_or(AppError::NotFound)?;
    Ok(document("application/json", &key))
}

/// Status lists that were signed a moment ago.
#[derive(Debug, Default)]
pub struct Lists(Mutex<HashMap<(i64, Purpose), Kept>>);

/// The entries that are set, when it was signed, and the list.
type Kept = (Vec<u32>, i64, Arc<Signed>);

/// `GET /issuer/status/{list}/{purpose}`, JSON-LD, and the same with `.jwt`.
pub async fn status(
    Shared(state): Shared<Arc<State>>,
    Path((list, name)): Path<(i64, String)>,
) -> Result<Response, AppError> {
    let compact = name.strip_suffix(".jwt");
    let purpose = Purpose::parse(compact.unwrap_or(&name)).ok_or(AppError::NotFound)?;
    // Lists that were never begun are not there: else a stranger could have us sign any number of them.
    if !(1..=state.store.newest_list().await?.0).contains(&list) {
        return Err(AppError::NotFound);
    }
    let hold = match purpose {
        Purpose::Revocation => Hold::Revoked,
        Purpose::Suspension => Hold::Suspended,
    };
    let set = state.store.places(list, hold).await?;
    let signed = signed(&state, list, purpose, set).await?;
    let (kind, text) = match compact {
        Some(_) => ("application/vc+jwt", &signed.compact),
        None => ("application/vc", &signed.embedded),
    };
    let fresh = HeaderValue::from_static("public, max-age=60");
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CACHE_CONTROL, fresh), EVERYBODY];
    Ok((headers, text.clone()).into_response())
}

/// The signed list; the one of a moment ago where nothing has changed since.
async fn signed(state: &Arc<State>, list: i64, purpose: Purpose, set: Vec<u32>) -> Result<Arc<Signed>, AppError> {
    let now = state.clock.now();
    let lists = || state.lists.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, at, signed)) = lists().get(&(list, purpose))
        && *known == set
        && (0..10 * MINUTE).contains(&(now - at))
    {
        return Ok(Arc::clone(signed));
    }
    let issuer = state.issuer()?;
    let work = move || (Arc::new(issuer.status_list(list, purpose, &set, now)), set);
    let (signed, set) = tokio::task::spawn_blocking(work).await.map_err(|_| AppError::Fault)?;
    lists().insert((list, purpose), (set, now, Arc::clone(&signed)));
    Ok(signed)
}

fn document(kind: &'static str, value: &Value) -> Response {
    let fresh = HeaderValue::from_static("public, max-age=300");
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CACHE_CONTROL, fresh), EVERYBODY];
    (headers, value.to_string()).into_response()
}
