//! Who may ask for what: each route of exams names one of these, and the route is not reached without it.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};

use crate::{
    exam::{Attempt, desk},
    hash::digest,
    state::State,
    store::{Account, Role},
    web::{error::AppError, visitor::Student},
};

/// Somebody who works with exams: an instructor, a proctor, an administrator.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Their account.
    pub account: Account,
    /// What they may do.
    pub roles: BTreeSet<Role>,
}

/// Somebody who may read answers and decide about them.
#[derive(Clone, Debug)]
pub struct Instructor(pub Staff);

/// Somebody who may give time and pauses.
#[derive(Clone, Debug)]
pub struct Proctor(pub Staff);

impl Staff {
    /// Whether one of these roles is theirs. Administrators may do everything.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role) || self.roles.contains(&Role::Administrator)
    }
}

impl FromRequestParts<Arc<State>> for Staff {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Staff, AppError> {
        let student = <Student as FromRequestParts<Arc<State>>>::from_request_parts(parts, state).await?;
        let roles = state.store.roles(&student.account.id).await?;
        if roles.is_empty() { Err(AppError::Forbidden) } else { Ok(Staff { account: student.account, roles }) }
    }
}

impl FromRequestParts<Arc<State>> for Instructor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Instructor, AppError> {
        let staff = Staff::from_request_parts(parts, state).await?;
        if staff.is(Role::Instructor) { Ok(Instructor(staff)) } else { Err(AppError::Forbidden) }
    }
}

impl FromRequestParts<Arc<State>> for Proctor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Proctor, AppError> {
        let staff = Staff::from_request_parts(parts, state).await?;
        let may = staff.is(Role::Proctor) || staff.is(Role::Instructor);
        if may { Ok(Proctor(staff)) } else { Err(AppError::Forbidden) }
    }
}

/// The candidate's own attempt, as it is at this moment. Somebody else's is as good as not there.
///
/// # Errors
/// If there is none, or the database does not answer.
pub async fn own(state: &State, student: &Student, id: &str) -> Result<Attempt, AppError> {
    let found = state.store.exam_attempt(id).await?;
    if found.is_none_or(|attempt| attempt.account != student.account.id) {
        return Err(AppError::NotFound);
    }
    Ok(desk::fresh(state, id).await?)
}

/// Whether the request comes from Safe Exam Browser with the right configuration: it sends SHA-256 of the address and the
/// configuration's key. Where only scripts have that, it is the address of the page that they run in.
pub fn has_browser(state: &State, headers: &HeaderMap, path: &str, key: &str) -> bool {
    let origin = origin(state, headers);
    let said = headers.get("x-safeexambrowser-configkeyhash").and_then(|h| h.to_str().ok()).unwrap_or_default();
    let is = |address: &str| said.eq_ignore_ascii_case(&super::seb::hash(address, key));
    let page = headers.get("referer").and_then(|h| h.to_str().ok()).filter(|page| page.starts_with(&origin));
    is(&format!("{origin}{path}")) || path.starts_with("/api/") && page.is_some_and(is)
}

/// The site's address as the browser sees it.
pub fn origin(state: &State, headers: &HeaderMap) -> String {
    state.config.origin.clone().unwrap_or_else(|| {
        let host = headers.get("host").and_then(|h| h.to_str().ok()).unwrap_or_default();
        format!("http://{host}")
    })
}

/// Fingerprint of a client's address: whether it changed can be told, where it is cannot.
pub fn address_mark(attempt: &str, address: std::net::IpAddr) -> String {
    digest(&[attempt, &address.to_string()])
}
