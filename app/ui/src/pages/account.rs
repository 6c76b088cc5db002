//! The account page.

use leptos::prelude::*;

use super::Problem;
use crate::Chrome;
use crate::parts::{field, problem_box};
use crate::words::words;

/// What the account page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// E-mail address or user name.
    pub login: String,
    /// The name shown in the bar; may be the login.
    pub name: String,
    /// How many browsers are signed in, this one included.
    pub sessions: usize,
    /// Whether the account works with exams.
    pub staff: bool,
    /// What has just happened.
    pub news: Option<AccountNews>,
}

/// What has just happened to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountNews {
    /// The name was changed.
    NameSaved,
    /// The password was changed, and other browsers signed out.
    PasswordChanged,
    /// Other browsers were signed out.
    SignedOutElsewhere,
    /// The change was refused.
    Refused(Problem),
}

/// The account page. Forms post to `/account/name` (`name`), `/account/password` (`current`, `password`),
/// `/account/sign-out-everywhere`, `/account/delete` (`confirm`: the password); `/account/export` is a download.
pub fn account(chrome: &Chrome, data: &Account) -> String {
    chrome.page("account.title", || {
        let w = words();
        let news = data.news.map(|news| match news {
            AccountNews::Refused(problem) => problem_box(problem.say()).into_any(),
            AccountNews::NameSaved => good(w.get("account.name_saved")).into_any(),
            AccountNews::PasswordChanged => good(w.get("account.password_changed")).into_any(),
            AccountNews::SignedOutElsewhere => good(w.get("account.signed_out_elsewhere")).into_any(),
        });
        view! {
            <main id="main" class="column narrow">
                <h1>{w.get("account.title")}</h1>
                <p class="lede">{w.with("account.signed_in_as", &[("login", &data.login)])}</p>
                {news}
                <form method="post" action="/sign-out"><button class="btn">{w.get("account.sign_out")}</button></form>
                {data.staff.then(|| view! { <p><a href="/teach">{w.get("teach.link")}</a></p> })}
                <p><a href="/certificates">{w.get("certificates.link")}</a></p>
                <section aria-labelledby="name-title">
                    <h2 id="name-title">{w.get("account.name_title")}</h2>
                    <form method="post" action="/account/name" class="stack">
                        {field("name", w.get("account.name"), "text", "nickname", data.name.clone(), Some(w.get("account.name_hint")))}
                        <button class="btn">{w.get("account.name_button")}</button>
                    </form>
                </section>
                <section aria-labelledby="password-title">
                    <h2 id="password-title">{w.get("account.password_title")}</h2>
                    <form method="post" action="/account/password" class="stack">
                        {field("current", w.get("account.password_current"), "password", "current-password", String::new(), None)}
                        {field("password", w.get("account.password_new"), "password", "new-password", String::new(), Some(w.get("sign_up.password_hint")))}
                        <button class="btn">{w.get("account.password_button")}</button>
                    </form>
                </section>
                <section aria-labelledby="sessions-title">
                    <h2 id="sessions-title">{w.get("account.sessions_title")}</h2>
                    <p>{w.count("account.sessions", data.sessions)}</p>
                    <form method="post" action="/account/sign-out-everywhere">
                        <button class="btn">{w.get("account.sessions_button")}</button>
                    </form>
                </section>
                <section aria-labelledby="data-title">
                    <h2 id="data-title">{w.get("account.data_title")}</h2>
                    <p>{w.get("account.data")}</p>
                    <p><a class="btn" href="/account/export" download="academy.json">{w.get("account.export")}</a></p>
                    <details class="danger">
                        <summary>{w.get("account.delete_title")}</summary>
                        <p>{w.get("account.delete")}</p>
                        <form method="post" action="/account/delete" class="stack">
                            {field("confirm", w.get("account.delete_password"), "password", "current-password", String::new(), None)}
                            <button class="btn bad">{w.get("account.delete_button")}</button>
                        </form>
                    </details>
                </section>
            </main>
        }
    })
}

fn good(text: String) -> impl IntoView {
    view! { <p class="note good" role="status">{text}</p> }
}
