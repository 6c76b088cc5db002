//! A certificate's files: the credential in both forms, the badge, the PDF.

use std::{fs, sync::Arc};

use axum::{
    extract::{Path, State as Shared},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use credential::{
    award::say,
    date, document,
    issuer::Form,
    pdf::{Fonts, Sheet},
    picture, qr,
};

use super::{certificate, is_holder};
use crate::{
    state::State,
    store::Certificate,
    web::{error::AppError, visitor::Visitor},
};

/// Lets scripts of other sites read it: a verifier in a browser has to.
pub const EVERYBODY: (HeaderName, HeaderValue) = (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));

/// `GET /certificates/{id}/{file}`.
pub async fn file(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let one = certificate(&state, &id).await?;
    match name.as_str() {
        "credential.json" => credential(&visitor, &one, Form::Embedded),
        "credential.jwt" => credential(&visitor, &one, Form::Compact),
        "badge.png" => badge(&visitor, &one).await,
        "certificate.pdf" => pdf(&state, &visitor, &one).await,
        _ => Err(AppError::NotFound),
    }
}

/// The credential in one of its forms.
pub fn credential(visitor: &Visitor, one: &Certificate, form: Form) -> Result<Response, AppError> {
    may(visitor, one.shown.page, one)?;
    Ok(match form {
        Form::Embedded => send("application/vc", &one.signed.embedded),
        Form::Compact => send("application/vc+jwt", &one.signed.compact),
    })
}

/// Text for verifiers everywhere.
pub fn send(kind: &'static str, text: &str) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), EVERYBODY], text.to_owned()).into_response()
}

async fn badge(visitor: &Visitor, one: &Certificate) -> Result<Response, AppError> {
    may(visitor, one.shown.page, one)?;
    let (text, band) = (one.signed.embedded.clone(), one.award.band.clone());
    let made = tokio::task::spawn_blocking(move || picture::badge(&band, &text)).await;
    let file = made.ok().and_then(Result::ok).ok_or(AppError::Fault)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], file).into_response())
}

/// The PDF carries the name: only where the holder shows it.
async fn pdf(state: &State, visitor: &Visitor, one: &Certificate) -> Result<Response, AppError> {
    may(visitor, one.shown.page && one.shown.name, one)?;
    let fonts = fonts(state).ok_or(AppError::NotFound)?;
    let (award, lang) = (&one.award, visitor.lang);
    let address = document::address(&*state.issuer()?, &one.id);
    let score = (one.shown.score || is_holder(visitor, one)).then_some(award.score.clamp(0.0, 100.0) as u32);
    let sheet = Sheet {
        lang,
        name: one.name.clone(),
        title: say(&award.exam.title, lang).to_owned(),
        summary: say(&award.exam.summary, lang).to_owned(),
        minutes: award.exam.minutes,
        version: award.exam.version.clone(),
        band: award.band.clone(),
        score,
        issued: one.issued,
        code: qr::modules(&address),
        address,
        credential: one.signed.embedded.clone(),
    };
    let made = tokio::task::spawn_blocking(move || sheet.print(&fonts)).await;
    let file = made.ok().and_then(Result::ok).ok_or(AppError::Fault)?;
    let name =
        format!("inline; filename=\"certificate-{}.pdf\"", date::write(one.issued).get(..10).unwrap_or_default());
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

/// The fonts of the PDF, from the built site; read once.
pub fn fonts(state: &State) -> Option<Arc<Fonts>> {
    state
        .fonts
        .get_or_init(|| {
            let read = |name: &str| fs::read(state.config.site.join("fonts").join(name));
            let files = [
                read("Inter-Regular.ttf"),
                read("Inter-SemiBold.ttf"),
                read("NotoSansSC-Regular.ttf"),
                read("NotoSansSC-SemiBold.ttf"),
            ];
            let [Ok(regular), Ok(bold), Ok(han), Ok(han_bold)] = files else {
                tracing::warn!("no fonts in {}: certificates have no PDF", state.config.site.join("fonts").display());
                return None;
            };
            Fonts::new(regular, bold, han, han_bold).map(Arc::new)
        })
        .clone()
}

/// What the holder does not show is there for the holder alone.
fn may(visitor: &Visitor, shown: bool, one: &Certificate) -> Result<(), AppError> {
    if shown || is_holder(visitor, one) { Ok(()) } else { Err(AppError::NotFound) }
}
