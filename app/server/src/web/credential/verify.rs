//! `/verify`: anybody checks any credential. What is handed over is read, checked and forgotten.

use std::sync::Arc;

use axum::{
    extract::{Multipart, State as Shared, multipart::MultipartError},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use credential::{
    award::say,
    issuer::Form,
    present::{self, Presented},
};
use serde_json::Value;
use ui::certificate::{self as shown, Claim, Found, Unreadable, Verification};

use super::{Examined, examine};
use crate::{
    account::throttle,
    credential::{Issuer, refresh},
    state::State,
    store::Hold,
    web::{
        error::AppError,
        sign::Connection,
        visitor::{self, Visitor},
    },
};

/// Most bytes of one request: a file, and the text beside it.
pub const BODY: usize = present::LARGEST + (512 << 10);
/// The longest text that is looked at as an address.
const ADDRESS: usize = 500;

/// `GET /verify`.
pub async fn page(Shared(state): Shared<Arc<State>>, visitor: Visitor) -> Response {
    Html(shown::verify(&visitor.chrome(&state), &Verification::default())).into_response()
}

/// `POST /verify`: multipart with `text` or `file`, and `name` for whom it should be about.
pub async fn check(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    connection: Connection,
    headers: HeaderMap,
    mut form: Multipart,
) -> Result<Response, AppError> {
    let from = visitor::address(&state, &headers, connection.as_deref());
    match throttle::check(&state.store, from, state.clock.now()).await {
        Ok(Some(wait)) => return Err(AppError::TooMany(wait.unsigned_abs().div_ceil(1000))),
        // A database that takes nothing at the moment is no reason to check nothing.
        Err(error) if !error.passing() => return Err(error.into()),
        _ => {}
    }
    let (mut text, mut name, mut file) = (String::new(), String::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(unsent)? {
        match field.name() {
            Some("text") => text = field.text().await.map_err(unsent)?,
            Some("name") => name = field.text().await.map_err(unsent)?.chars().take(200).collect(),
            Some("file") => file = field.bytes().await.map_err(unsent)?.to_vec(),
            _ => {}
        }
    }
    let found = match handed(&state, &text, file).await? {
        Ok(bytes) => match examine(&state, Some(&name), move || Presented::read(&bytes)).await? {
            Ok(examined) => Found::Claim(Box::new(claim(&state, &visitor, &examined)?)),
            Err(why) => Found::Nothing(unread(why)),
        },
        Err(why) => Found::Nothing(why),
    };
    let status = match found {
        Found::Nothing(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Found::Claim(_) => StatusCode::OK,
    };
    // What is shown again is what a form may hold; a file is not shown.
    let text = if text.len() <= 64 << 10 { text } else { String::new() };
    let page = shown::verify(&visitor.chrome(&state), &Verification { text, name, found: Some(found) });
    Ok((status, Html(page)).into_response())
}

/// Why a form did not arrive whole.
fn unsent(error: MultipartError) -> AppError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { AppError::TooLarge } else { AppError::BadRequest }
}

/// The bytes to look at: those of the file, the text itself, or the credential at the address of ours that the text is.
async fn handed(state: &State, text: &str, file: Vec<u8>) -> Result<Result<Vec<u8>, Unreadable>, AppError> {
    if !file.is_empty() {
        return Ok(Ok(file));
    }
    let text = text.trim();
    let path = match place(&*state.issuer()?, text) {
        Place::None => return Ok(Ok(text.as_bytes().to_vec())),
        Place::Elsewhere => return Ok(Err(Unreadable::Elsewhere)),
        Place::Ours(path) => path,
    };
    let id = path.strip_prefix("/certificates/").and_then(|rest| rest.split(['/', '?', '#']).next());
    let one = match id {
        Some(id) => state.store.certificate(id).await?,
        None => None,
    };
    Ok(match one {
        None => Err(Unreadable::Unknown),
        Some(one) if !one.shown.page => Err(Unreadable::Hidden),
        Some(one) => Ok(refresh(state, one).await?.signed.embedded.into_bytes()),
    })
}

/// What a text is, as an address.
#[derive(Debug, PartialEq, Eq)]
enum Place<'a> {
    /// None.
    None,
    /// One of another site.
    Elsewhere,
    /// One of ours, by its path.
    Ours(&'a str),
}

/// Paper shows addresses without `https://`, and who copies one by hand may leave the host away too.
fn place<'a>(us: &Issuer, text: &'a str) -> Place<'a> {
    if text.len() > ADDRESS || text.starts_with('{') || text.contains(char::is_whitespace) {
        Place::None
    } else if text.starts_with("/certificates/") {
        Place::Ours(text)
    } else if let Some(path) = us.path(text) {
        Place::Ours(path)
    } else if text.contains('/') {
        // Neither JSON nor a JWT has a slash before its first space.
        Place::Elsewhere
    } else {
        Place::None
    }
}

fn unread(why: credential::Unreadable) -> Unreadable {
    match why {
        credential::Unreadable::Nothing => Unreadable::Nothing,
        credential::Unreadable::Large => Unreadable::Large,
        credential::Unreadable::Carrier => Unreadable::Carrier,
        credential::Unreadable::Form => Unreadable::Form,
        credential::Unreadable::Kind => Unreadable::Kind,
    }
}

/// What a credential says, for the page. Of an issuer that is not us its id is shown, never the name that it gives itself.
fn claim(state: &State, visitor: &Visitor, examined: &Examined) -> Result<Claim, AppError> {
    let short = |text: &str| text.chars().take(300).collect::<String>();
    let presented = &examined.presented;
    let subject = presented.get("credentialSubject");
    let achievement = &subject["achievement"];
    let title = achievement["name"].as_str().or_else(|| presented.get("name").as_str()).unwrap_or("–");
    let issuer = if examined.ours { state.issuer()?.name.clone() } else { presented.issuer().to_owned() };
    let record = examined.record.as_ref();
    let skills = match record {
        Some(record) => {
            record.award.exam.skills.iter().map(|skill| say(&skill.name, visitor.lang).to_owned()).collect()
        }
        None => texts(&achievement["alignment"], "targetName"),
    };
    let results = match record {
        Some(record) => vec![record.award.band_title(visitor.lang).to_owned()],
        None => texts(&subject["result"], "value"),
    };
    Ok(Claim {
        title: short(title),
        issuer: short(&issuer),
        embedded: presented.form() == Form::Embedded,
        results: results.iter().map(|result| short(result)).collect(),
        skills: skills.iter().map(|skill| short(skill)).collect(),
        steps: examined.steps.clone(),
        reason: record
            .filter(|record| record.status.hold != Hold::Valid)
            .map(|record| record.status.reason.clone())
            .unwrap_or_default(),
        page: record.filter(|record| record.shown.page).map(|record| format!("/certificates/{}", record.id)),
    })
}

/// A property of one or several things, where it is text; no more of them than a page can show.
fn texts(things: &Value, name: &str) -> Vec<String> {
    let things = things.as_array().map_or(std::slice::from_ref(things), Vec::as_slice);
    things.iter().filter_map(|thing| thing[name].as_str()).take(30).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use credential::Keys;

    use super::*;

    #[test]
    fn addresses_are_known_however_they_were_copied() {
        let keys = Keys { ed25519: Vec::new(), rsa: Vec::new(), withdrawn: Vec::new() };
        let us = Issuer::new("https://academy.example", "Academy", keys);
        let check = |text: &str, expected: Place<'_>| assert_eq!(place(&us, text), expected, "{text}");
        check("https://academy.example/certificates/x", Place::Ours("/certificates/x"));
        check("HTTP://Academy.example/certificates/x", Place::Ours("/certificates/x"));
        check("academy.example/certificates/x", Place::Ours("/certificates/x"));
        check("/certificates/x", Place::Ours("/certificates/x"));
        check("https://other.example/x", Place::Elsewhere);
        check("other.example/x", Place::Elsewhere);
        check("{\"id\":\"https://academy.example/certificates/x\"}", Place::None);
        check("eyJh.eyJh.AAAA", Place::None);
        check("hello", Place::None);
    }
}
