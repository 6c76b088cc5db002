//! The account page and its forms.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Form, Json,
    extract::{ConnectInfo, Query, State as Shared},
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use serde_json::json;
use ui::{AccountNews, Notice, Problem};

use crate::{
    account::{
        login::{check_name, check_password},
        session, throttle,
    },
    state::State,
    store::Account,
    web::{
        error::AppError,
        sign::{Connection, refused, throttled},
        visitor::{self, Student, Visitor},
    },
};

/// What has just happened, as the address says it.
#[derive(Debug, Deserialize)]
pub struct News {
    done: Option<Done>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Done {
    Name,
    Password,
    Elsewhere,
}

/// `GET /account`.
pub async fn page(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Option<Student>,
    Query(news): Query<News>,
) -> Result<Response, AppError> {
    let Some(student) = student else { return Ok(Redirect::to("/sign-in?next=/account").into_response()) };
    let news = news.done.map(|done| match done {
        Done::Name => AccountNews::NameSaved,
        Done::Password => AccountNews::PasswordChanged,
        Done::Elsewhere => AccountNews::SignedOutElsewhere,
    });
    Ok(Html(show(&state, &visitor, &student.account, news).await?).into_response())
}

/// The form of `/account/name`.
#[derive(Debug, Deserialize)]
pub struct Name {
    name: String,
}

/// `POST /account/name`.
pub async fn rename(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    Form(form): Form<Name>,
) -> Result<Response, AppError> {
    match check_name(&form.name) {
        Ok(name) => {
            state.store.rename_account(&student.account.id, name).await?;
            Ok(Redirect::to("/account?done=name").into_response())
        }
        Err(problem) => refuse(&state, &visitor, &student.account, problem).await,
    }
}

/// The form of `/account/password`.
#[derive(Debug, Deserialize)]
pub struct Passwords {
    current: String,
    password: String,
}

/// `POST /account/password`: all sessions end, for one of them may be why the password is changed; this browser gets a new
/// one, for its cookie may be what was copied.
pub async fn change_password(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    student: Student,
    connection: Connection,
    headers: HeaderMap,
    jar: CookieJar,
    Form(form): Form<Passwords>,
) -> Result<Response, AppError> {
    let account = &student.account;
    if let Err(problem) = check_password(&form.password, &account.login) {
        return refuse(&state, &visitor, account, problem).await;
    }
    if let Some(problem) = doubt(&state, account, &form.current, &headers, connection.as_deref()).await? {
        return refuse(&state, &visitor, account, problem).await;
    }
    let password = state.passwords.hash(&form.password).await;
    state.store.set_password(&account.id, &password).await?;
    let jar = renew(&state, account, jar).await?;
    Ok((jar, Redirect::to("/account?done=password")).into_response())
}

/// `POST /account/sign-out-everywhere`: all sessions end; this browser gets a new one.
pub async fn sign_out_everywhere(
    Shared(state): Shared<Arc<State>>,
    student: Student,
    jar: CookieJar,
) -> Result<(CookieJar, Redirect), AppError> {
    let jar = renew(&state, &student.account, jar).await?;
    Ok((jar, Redirect::to("/account?done=elsewhere")))
}

/// Ends every session of an account and starts one with the browser that asked.
async fn renew(state: &State, account: &Account, jar: CookieJar) -> Result<CookieJar, AppError> {
    state.store.delete_sessions(&account.id).await?;
    Ok(jar.add(session::start(&state.store, &account.id, state.clock.now()).await?))
}

/// The form of `/account/delete`.
#[derive(Debug, Deserialize)]
pub struct Confirmation {
    confirm: String,
}

/// `POST /account/delete`: account, sessions and events are removed.
pub async fn delete(
    Shared(state): Shared<Arc<State>>,
    mut visitor: Visitor,
    student: Student,
    connection: Connection,
    headers: HeaderMap,
    jar: CookieJar,
    Form(form): Form<Confirmation>,
) -> Result<Response, AppError> {
    let account = &student.account;
    if let Some(problem) = doubt(&state, account, &form.confirm, &headers, connection.as_deref()).await? {
        return refuse(&state, &visitor, account, problem).await;
    }
    state.store.delete_account(&account.id).await?;
    state.standings.forget(&account.id);
    visitor.who = visitor::Who::Stranger;
    let page = ui::notice(&visitor.chrome(&state), Notice::AccountDeleted);
    Ok((jar.add(session::removal()), Html(page)).into_response())
}

/// `GET /account/export`: everything we hold about the student, as JSON.
pub async fn export(Shared(state): Shared<Arc<State>>, student: Option<Student>) -> Result<Response, AppError> {
    let Some(student) = student else { return Ok(Redirect::to("/sign-in?next=/account").into_response()) };
    let account = &student.account;
    let events = state.store.events(&account.id, 0).await?;
    let certificates = state.store.certificates(&account.id).await?;
    let certificates: Vec<_> = certificates
        .iter()
        .map(|one| json!({ "id": one.id, "name": one.name, "award": one.award, "credential": one.signed.compact }))
        .collect();
    let all = json!({
        "account": { "login": account.login, "name": account.name, "created": account.created },
        "sessions": state.store.count_sessions(&account.id, state.clock.now()).await?,
        "certificates": certificates,
        "exams": super::exam::result::export(&state, &account.id).await?,
        "events": events,
    });
    let name = "attachment; filename=\"academy.json\"";
    Ok(([(header::CONTENT_DISPOSITION, name), (header::CACHE_CONTROL, "no-store")], Json(all)).into_response())
}

/// What speaks against a password given for a change. It is guessed as slowly here as at sign-in: a session left open on a
/// shared machine must not become a way to find the password.
async fn doubt(
    state: &State,
    account: &Account,
    password: &str,
    headers: &HeaderMap,
    connection: Option<&ConnectInfo<SocketAddr>>,
) -> Result<Option<Problem>, AppError> {
    let from = visitor::address(state, headers, connection);
    if let Some(wait) = throttle::sign_in(&state.store, &account.login, from, state.clock.now()).await? {
        return Ok(Some(throttled(wait)));
    }
    let stored = state.store.account_by_login(&account.login).await?.map(|(_, stored)| stored);
    if !state.passwords.fits(password, stored.as_deref()).await {
        return Ok(Some(Problem::WrongPassword));
    }
    throttle::signed_in(&state.store, &account.login, from).await?;
    Ok(None)
}

async fn refuse(state: &State, visitor: &Visitor, account: &Account, problem: Problem) -> Result<Response, AppError> {
    Ok(refused(problem, show(state, visitor, account, Some(AccountNews::Refused(problem))).await?))
}

async fn show(
    state: &State,
    visitor: &Visitor,
    account: &Account,
    news: Option<AccountNews>,
) -> Result<String, AppError> {
    let sessions = state.store.count_sessions(&account.id, state.clock.now()).await?;
    let mut chrome = visitor.chrome(state);
    // A change of language comes back to the page, not to the news or to a form's address.
    chrome.path = "/account".into();
    let data = ui::Account {
        login: account.login.clone(),
        name: account.name.clone(),
        sessions: usize::try_from(sessions).unwrap_or_default(),
        staff: !state.store.roles(&account.id).await?.is_empty(),
        news,
    };
    Ok(ui::account(&chrome, &data))
}
