//! A certificate's files: the credential in both forms, the badge, the PDF.

use std::{fs, sync::Arc};

use axum::{
    extract::{Path, State as Shared},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use credential::{award::say, date, document, fonts::Fonts, issuer::Form, pdf::Sheet, picture::Picture, qr};
use ui::certificate::{News, Paper};

use super::{certificate, is_holder, page};
use crate::{
    state::State,
    store::{Certificate, Hold},
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
        "credential.json" => credential(&state, &visitor, &one, Form::Embedded).await,
        "credential.jwt" => credential(&state, &visitor, &one, Form::Compact).await,
        "badge.png" => badge(&state, &visitor, &one).await,
        "certificate.pdf" => pdf(&state, &visitor, &one).await,
        _ => Err(AppError::NotFound),
    }
}

/// The credential in one of its forms.
pub async fn credential(state: &State, visitor: &Visitor, one: &Certificate, form: Form) -> Result<Response, AppError> {
    may(state, visitor, one).await?;
    Ok(match form {
        Form::Embedded => send("application/vc", &one.signed.embedded),
        Form::Compact => send("application/vc+jwt", &one.signed.compact),
    })
}

/// Text for verifiers everywhere.
pub fn send(kind: &'static str, text: &str) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), EVERYBODY], text.to_owned()).into_response()
}

async fn badge(state: &State, visitor: &Visitor, one: &Certificate) -> Result<Response, AppError> {
    may(state, visitor, one).await?;
    let (text, award, fonts) = (one.signed.embedded.clone(), &one.award, fonts(state));
    // A picture has one language: that of the credential in it.
    let picture = Picture {
        title: say(&award.exam.title, award.lang).to_owned(),
        band: award.band_title(award.lang).to_owned(),
        bands: award.band_place(),
    };
    let made = tokio::task::spawn_blocking(move || picture.bake(fonts.as_deref(), &text)).await;
    let file = made.ok().and_then(Result::ok).ok_or(AppError::Fault)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], file).into_response())
}

/// Whether a certificate can be had on paper. It carries the name, so only where the holder shows that; what does not hold is not
/// printed, for paper cannot be taken back.
pub fn paper(state: &State, one: &Certificate, holder: bool) -> Paper {
    match fonts(state) {
        Some(fonts) if (one.shown.name || holder) && !one.name.is_empty() && one.status.hold == Hold::Valid => {
            let lacking = fonts.lacks(&one.name);
            if lacking.is_empty() { Paper::There } else { Paper::Lacks(lacking) }
        }
        _ => Paper::None,
    }
}

async fn pdf(state: &State, visitor: &Visitor, one: &Certificate) -> Result<Response, AppError> {
    may(state, visitor, one).await?;
    match paper(state, one, is_holder(visitor, one)) {
        Paper::There => {}
        Paper::Lacks(_) => {
            tracing::info!(certificate = one.id, "no font has all letters of the name: there is no PDF");
            let page = page::show(state, visitor, one, Some(News::NoPaper)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        Paper::None => return Err(AppError::NotFound),
    }
    let fonts = fonts(state).ok_or(AppError::NotFound)?;
    let issuer = state.issuer()?;
    let (award, lang) = (&one.award, visitor.lang);
    let address = document::address(&issuer, &one.id);
    let sheet = Sheet {
        lang,
        issuer: issuer.name.clone(),
        did: issuer.did.clone(),
        name: one.name.clone(),
        title: say(&award.exam.title, lang).to_owned(),
        summary: award.clause(lang).to_owned(),
        skills: award.exam.skills.iter().map(|skill| say(&skill.name, lang).to_owned()).collect(),
        minutes: award.exam.minutes,
        version: award.exam.version.clone(),
        band: award.band_title(lang).to_owned(),
        // Paper goes from hand to hand: it says what the holder shows to everybody.
        score: one.shown.score.then_some(award.score.clamp(0.0, 100.0) as u32),
        issued: one.issued,
        code: qr::modules(&address),
        address,
        credential: one.signed.embedded.clone(),
    };
    let file = match tokio::task::spawn_blocking(move || sheet.print(&fonts)).await {
        Ok(Ok(file)) => file,
        Ok(Err(error)) => {
            tracing::error!(?error, certificate = one.id, "a certificate cannot be printed");
            return Err(AppError::Fault);
        }
        Err(_) => return Err(AppError::Fault),
    };
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

/// What the holder does not show is there for the holder, and for instructors, who decide about it.
async fn may(state: &State, visitor: &Visitor, one: &Certificate) -> Result<(), AppError> {
    let may = one.shown.page || is_holder(visitor, one) || page::is_instructor(state, visitor).await?;
    if may { Ok(()) } else { Err(AppError::NotFound) }
}
