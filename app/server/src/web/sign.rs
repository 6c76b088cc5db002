//! Signing up, in and out.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Form,
    extract::{ConnectInfo, Extension, Query, State as Shared},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use ui::{Problem, SignIn, SignUp};

use crate::{
    account::{
        login::{check_name, check_password, normalise},
        session, throttle,
    },
    state::State,
    store::StoreError,
    web::{
        error::AppError,
        path::local,
        visitor::{self, Student, Visitor, Who},
    },
};

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// The form of both pages.
#[derive(Debug, Deserialize)]
pub struct Entry {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// The connection's other end; not there when a test calls without a socket.
pub type Connection = Option<Extension<ConnectInfo<SocketAddr>>>;

/// `GET /sign-in`.
pub async fn sign_in_page(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Query(Next { next }): Query<Next>,
) -> Response {
    let next = local(&next);
    if visitor.account().is_some() {
        return Redirect::to(next).into_response();
    }
    let form = SignIn { next: next.to_owned(), ..SignIn::default() };
    Html(ui::sign_in(&visitor.chrome(&state), &form)).into_response()
}

/// `GET /sign-up`.
pub async fn sign_up_page(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Query(Next { next }): Query<Next>,
) -> Response {
    let next = local(&next);
    if visitor.account().is_some() {
        return Redirect::to(next).into_response();
    }
    let form = SignUp { next: next.to_owned(), ..SignUp::default() };
    Html(ui::sign_up(&visitor.chrome(&state), &form)).into_response()
}

/// `POST /sign-in`.
pub async fn sign_in(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    connection: Connection,
    headers: HeaderMap,
    jar: CookieJar,
    Form(entry): Form<Entry>,
) -> Result<Response, AppError> {
    let from = visitor::address(&state, &headers, connection.as_deref());
    let account = match authenticate(&state, &entry, from).await? {
        Ok(id) => id,
        Err(problem) => {
            let form = SignIn { login: entry.login, next: local(&entry.next).to_owned(), problem: Some(problem) };
            return Ok(refused(problem, ui::sign_in(&visitor.chrome(&state), &form)));
        }
    };
    enter(&state, &visitor, jar, &account, &entry.next).await
}

/// `POST /sign-up`.
pub async fn sign_up(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    connection: Connection,
    headers: HeaderMap,
    jar: CookieJar,
    Form(entry): Form<Entry>,
) -> Result<Response, AppError> {
    let from = visitor::address(&state, &headers, connection.as_deref());
    let account = match register(&state, &entry, from).await? {
        Ok(id) => id,
        Err(problem) => {
            let form = SignUp { login: entry.login, next: local(&entry.next).to_owned(), problem: Some(problem) };
            return Ok(refused(problem, ui::sign_up(&visitor.chrome(&state), &form)));
        }
    };
    enter(&state, &visitor, jar, &account, &entry.next).await
}

/// `POST /sign-out`.
pub async fn sign_out(
    Shared(state): Shared<Arc<State>>,
    student: Option<Student>,
    jar: CookieJar,
) -> Result<(CookieJar, Redirect), AppError> {
    if let Some(student) = student {
        state.store.delete_session(&student.session).await?;
    }
    Ok((jar.add(session::removal()), Redirect::to("/")))
}

/// The id of the account that login and password belong to.
async fn authenticate(
    state: &State,
    entry: &Entry,
    from: std::net::IpAddr,
) -> Result<Result<String, Problem>, AppError> {
    if entry.login.trim().is_empty() || entry.password.is_empty() {
        return Ok(Err(Problem::Empty));
    }
    // What cannot be a login or a password of ours is simply wrong; the page never says which.
    let Ok(login) = normalise(&entry.login) else { return Ok(Err(Problem::WrongLogin)) };
    let now = state.clock.now();
    if let Some(wait) = throttle::sign_in(&state.store, &login, from, now).await? {
        return Ok(Err(throttled(wait)));
    }
    let found = state.store.account_by_login(&login).await?;
    // A longer one was never accepted, and is not worth hashing.
    let password =
        if entry.password.chars().count() <= crate::account::login::PASSWORD_MAX { &entry.password } else { "" };
    if !state.passwords.fits(password, found.as_ref().map(|(_, stored)| stored.as_str())).await {
        return Ok(Err(Problem::WrongLogin));
    }
    let Some((account, _)) = found else { return Ok(Err(Problem::WrongLogin)) };
    throttle::signed_in(&state.store, &login, from).await?;
    Ok(Ok(account.id))
}

async fn register(state: &State, entry: &Entry, from: std::net::IpAddr) -> Result<Result<String, Problem>, AppError> {
    let login = match normalise(&entry.login).and_then(|l| check_password(&entry.password, &l).map(|()| l)) {
        Ok(login) => login,
        Err(problem) => return Ok(Err(problem)),
    };
    let now = state.clock.now();
    if let Some(wait) = throttle::sign_up(&state.store, from, now).await? {
        return Ok(Err(throttled(wait)));
    }
    let password = state.passwords.hash(&entry.password).await;
    let name = first_name(&login);
    match state.store.create_account(&login, name, &password, now).await {
        Ok(account) => {
            state.store.crown_first(&account.id).await?;
            Ok(Ok(account.id))
        }
        Err(StoreError::Taken) => Ok(Err(Problem::LoginTaken)),
        Err(error) => Err(error.into()),
    }
}

/// What to call somebody until they say: the login as it was meant, without the address.
fn first_name(login: &str) -> &str {
    let name = login.split('@').next().unwrap_or(login);
    let end = name.char_indices().nth(crate::account::login::NAME_MAX).map_or(name.len(), |(i, _)| i);
    check_name(&name[..end]).unwrap_or("Student")
}

/// A new session always has a new id: one that somebody planted before is worth nothing.
async fn enter(
    state: &State,
    visitor: &Visitor,
    jar: CookieJar,
    account: &str,
    next: &str,
) -> Result<Response, AppError> {
    if let Who::Student { session, .. } = &visitor.who {
        state.store.delete_session(session).await?;
    }
    let cookie = session::start(&state.store, account, state.clock.now()).await?;
    Ok((jar.add(cookie), Redirect::to(local(next))).into_response())
}

/// The problem of having to wait.
pub fn throttled(wait: i64) -> Problem {
    Problem::Throttled { seconds: wait.unsigned_abs().div_ceil(1000) }
}

/// A page that shows a form again.
pub fn refused(problem: Problem, page: String) -> Response {
    match problem {
        Problem::Throttled { seconds } => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], Html(page)).into_response()
        }
        _ => (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response(),
    }
}
