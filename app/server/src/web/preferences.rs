//! `POST /preferences`: language and theme, kept in cookies that say nothing about who somebody is.

use axum::{Form, response::Redirect};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use course::model::Lang;
use serde::Deserialize;
use ui::Theme;

use crate::web::path::local;

/// The form; what is not said stays.
#[derive(Debug, Deserialize)]
pub struct Preferences {
    lang: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    back: String,
}

/// Keeps the choice and goes back to where it was made.
pub async fn save(jar: CookieJar, Form(form): Form<Preferences>) -> (CookieJar, Redirect) {
    let lang = form.lang.as_deref().and_then(Lang::parse).map(|l| ("lang", l.code()));
    let theme = form.theme.as_deref().and_then(Theme::parse).map(|t| ("theme", t.code()));
    let jar = lang.into_iter().chain(theme).fold(jar, |jar, (name, value)| jar.add(cookie(name, value)));
    (jar, Redirect::to(local(&form.back)))
}

fn cookie(name: &'static str, value: &'static str) -> Cookie<'static> {
    let year = std::time::Duration::from_secs(365 * 24 * 60 * 60);
    Cookie::build((name, value))
        .path("/")
        .same_site(SameSite::Lax)
        .http_only(true)
        .max_age(year.try_into().expect("a year fits"))
        .build()
}
