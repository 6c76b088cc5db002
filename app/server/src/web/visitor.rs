//! Who asks: language, theme, session. Found once for each request and handed on with it.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts, Request, State as Shared},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::CookieJar;
use course::model::Lang;
use ui::{Chrome, Theme};

use crate::{
    account::session::{self, Outcome},
    state::State,
    store::Account,
    web::{error::AppError, headers::Nonce},
};

/// Who asks.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The language they read.
    pub lang: Lang,
    /// The theme they chose.
    pub theme: Theme,
    /// Path and query they asked for.
    pub path: String,
    /// The response's nonce.
    pub nonce: String,
    /// What is known of their account.
    pub who: Who,
    /// Whether they have a role beside that of a student.
    pub staff: bool,
}

/// What is known of a visitor's account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Who {
    /// Nobody is signed in.
    #[default]
    Stranger,
    /// Somebody is.
    Student {
        /// Whose session it is.
        account: Account,
        /// Which of their sessions.
        session: String,
    },
    /// Nobody, but a session cookie was shown that is no longer good: it has ended, or was tampered with.
    Ended,
    /// There is a session cookie, but the database does not answer.
    Unknown,
}

impl Visitor {
    /// What the request's own headers tell, without the database.
    pub fn stranger(request: &Request) -> Visitor {
        let jar = CookieJar::from_headers(request.headers());
        let uri = request.uri();
        Visitor {
            lang: jar.get("lang").and_then(|c| Lang::parse(c.value())).unwrap_or_else(|| accepted(request.headers())),
            theme: jar.get("theme").and_then(|c| Theme::parse(c.value())).unwrap_or_default(),
            path: uri.path_and_query().map_or_else(|| uri.path().to_owned(), |p| p.as_str().to_owned()),
            nonce: request.extensions().get::<Nonce>().map(|n| n.0.clone()).unwrap_or_default(),
            who: Who::Stranger,
            staff: false,
        }
    }

    /// The frame of a page for this visitor.
    pub fn chrome(&self, state: &State) -> Chrome {
        Chrome {
            lang: self.lang,
            theme: self.theme,
            user: self.account().map(|a| a.name.clone()),
            staff: self.staff,
            owner: self.account().map(Account::owner).unwrap_or_default(),
            ended: self.who == Who::Ended,
            nonce: self.nonce.clone(),
            path: self.path.clone(),
            watch: state.config.watch,
            assets: Arc::clone(&state.snapshot().assets),
        }
    }

    /// The account, where somebody is signed in.
    pub fn account(&self) -> Option<&Account> {
        match &self.who {
            Who::Student { account, .. } => Some(account),
            Who::Stranger | Who::Ended | Who::Unknown => None,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, AppError> {
        // Every route lies below the layer that puts it there.
        parts.extensions.get::<Visitor>().cloned().ok_or(AppError::Fault)
    }
}

/// Somebody who is signed in. Refuses strangers, and says "later" where the database does not tell.
#[derive(Clone, Debug)]
pub struct Student {
    /// Their account.
    pub account: Account,
    /// The session they came with.
    pub session: String,
}

impl<S: Sync> FromRequestParts<S> for Student {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Student, AppError> {
        match parts.extensions.get::<Visitor>().map(|v| v.who.clone()).unwrap_or_default() {
            Who::Student { account, session } => Ok(Student { account, session }),
            Who::Unknown => Err(AppError::CannotSave),
            Who::Stranger | Who::Ended => Err(AppError::SignedOut),
        }
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Student {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Student>, AppError> {
        match <Student as FromRequestParts<S>>::from_request_parts(parts, state).await {
            Ok(student) => Ok(Some(student)),
            Err(AppError::SignedOut) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Layer: finds the visitor, and keeps or clears the session's cookie.
pub async fn layer(Shared(state): Shared<Arc<State>>, mut request: Request, next: Next) -> Response {
    let mut visitor = Visitor::stranger(&request);
    let shown = shown(request.headers()).map(str::to_owned);
    let mut cookie = None;
    if let Some(shown) = shown {
        match session::resume(&state.store, &shown, state.clock.now()).await {
            Ok(Outcome::Good { session, cookie: fresh }) => {
                // Only pages have a bar to say it in.
                let path = request.uri().path();
                let is_page = !path.starts_with("/api/") && !path.starts_with("/assets/");
                visitor.staff =
                    is_page && state.store.roles(&session.account.id).await.is_ok_and(|roles| !roles.is_empty());
                visitor.who = Who::Student { session: session.id, account: session.account };
                cookie = fresh;
            }
            Ok(Outcome::Bad) => {
                visitor.who = Who::Ended;
                cookie = Some(session::removal());
            }
            Err(error) => {
                tracing::warn!(%error, "a session could not be looked up");
                visitor.who = Who::Unknown;
            }
        }
    }
    let ended = visitor.who == Who::Ended;
    let api = request.uri().path().starts_with("/api/");
    request.extensions_mut().insert(visitor.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(visitor);
    // Nobody reads a redirect or an answer to a script: the cookie stays until a page has said that it is no longer good.
    let unread = ended && (response.status().is_redirection() || api);
    if let Some(cookie) = cookie
        && !unread
        && !sets_session(response.headers())
    {
        let value = HeaderValue::from_str(&cookie.to_string()).expect("our own cookies are plain text");
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// The session's cookie as it stands in the header. A cookie jar would pass over one that is not well formed, and it would
/// never be cleared.
fn shown(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().flat_map(|h| h.to_str().unwrap_or_default().split(';'));
    cookies.filter_map(|c| c.trim().split_once('=')).find(|(name, _)| *name == session::COOKIE).map(|(_, value)| value)
}

/// Whether a handler has already decided about the session's cookie.
fn sets_session(headers: &HeaderMap) -> bool {
    headers.get_all(header::SET_COOKIE).iter().any(|v| v.as_bytes().starts_with(session::COOKIE.as_bytes()))
}

/// The language of ours that `Accept-Language` likes best.
fn accepted(headers: &HeaderMap) -> Lang {
    let Some(text) = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()) else { return Lang::default() };
    let mut best = (Lang::default(), 0.0);
    for range in text.split(',').take(32) {
        let (tag, quality) = range.split_once(";q=").unwrap_or((range, "1"));
        if let (Some(lang), Ok(quality)) = (Lang::parse(tag.trim()), quality.trim().parse::<f32>())
            && quality > best.1
        {
            best = (lang, quality);
        }
    }
    best.0
}

/// The client's address, for slowing down guesses.
pub fn address(state: &State, headers: &HeaderMap, connection: Option<&ConnectInfo<std::net::SocketAddr>>) -> IpAddr {
    let named = state.config.client_address_header.as_deref().and_then(|name| {
        // The last entry is the one that the proxy we trust has added; those before it are anybody's claim.
        headers.get_all(name).iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    });
    named.or_else(|| connection.map(|c| c.0.ip())).unwrap_or(IpAddr::from([0, 0, 0, 0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_favourite_language_wins() {
        let check = |header: &'static str, expected| {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(header))]);
            assert_eq!(accepted(&headers), expected, "{header}");
        };
        check("", Lang::En);
        check("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh);
        check("en;q=0.3, zh-Hans;q=0.7", Lang::Zh);
        check("fr, de;q=0.9", Lang::En);
        check("fr, zh;q=0.1", Lang::Zh);
        check("zh;q=0, en", Lang::En);
        check("zh;q=much", Lang::En);
    }
}
