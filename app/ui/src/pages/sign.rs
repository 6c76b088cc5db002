//! Sign in and sign up.

use leptos::prelude::*;

use crate::Chrome;
use crate::parts::{field, problem_box};
use crate::words::words;

/// What was wrong with a form about an account. The page says it in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Name and password do not belong together; never says which.
    WrongLogin,
    /// The password given for a change is not the account's.
    WrongPassword,
    /// Too many attempts; wait this many seconds.
    Throttled {
        /// Seconds.
        seconds: u64,
    },
    /// The login is neither an e-mail address nor a user name (3 to 64 letters, digits, `.`, `_`, `-`).
    LoginInvalid,
    /// Another account has this login.
    LoginTaken,
    /// The password is shorter than this.
    PasswordShort {
        /// Characters.
        min: usize,
    },
    /// The password is longer than this.
    PasswordLong {
        /// Characters.
        max: usize,
    },
    /// The password is one of those that are guessed first.
    PasswordCommon,
    /// The name to show is empty or too long.
    NameInvalid,
    /// A field was left empty.
    Empty,
}

impl Problem {
    /// The sentence shown above the form.
    pub(crate) fn say(self) -> String {
        let w = words();
        match self {
            Problem::WrongLogin => w.get("problem.wrong_login"),
            Problem::WrongPassword => w.get("problem.wrong_password"),
            Problem::Throttled { seconds } if seconds <= 90 => w.count("problem.wait_seconds", seconds as usize),
            Problem::Throttled { seconds } => w.count("problem.wait_minutes", seconds.div_ceil(60) as usize),
            Problem::LoginInvalid => w.get("problem.login_invalid"),
            Problem::LoginTaken => w.get("problem.login_taken"),
            Problem::PasswordShort { min } => w.count("problem.password_short", min),
            Problem::PasswordLong { max } => w.count("problem.password_long", max),
            Problem::PasswordCommon => w.get("problem.password_common"),
            Problem::NameInvalid => w.get("problem.name_invalid"),
            Problem::Empty => w.get("problem.empty"),
        }
    }
}

/// The sign-in form. Posts `login`, `password`, `next` to `/sign-in`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// What was typed before, to be shown again.
    pub login: String,
    /// Where to go afterwards; a path on this site.
    pub next: String,
    /// Why it did not work.
    pub problem: Option<Problem>,
}

/// The sign-up form. Posts `login`, `password`, `next` to `/sign-up`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignUp {
    /// What was typed before, to be shown again.
    pub login: String,
    /// Where to go afterwards; a path on this site.
    pub next: String,
    /// Why it did not work.
    pub problem: Option<Problem>,
}

/// The sign-in page.
pub fn sign_in(chrome: &Chrome, form: &SignIn) -> String {
    chrome.page("sign_in.title", || {
        let w = words();
        view! {
            <main id="main" class="column narrow">
                <h1>{w.get("sign_in.title")}</h1>
                {form.problem.map(|p| problem_box(p.say()))}
                <form method="post" action="/sign-in" class="stack">
                    <input type="hidden" name="next" value=form.next.clone()/>
                    {field("login", w.get("sign.login"), "text", "username", form.login.clone(), None)}
                    {field("password", w.get("sign.password"), "password", "current-password", String::new(), None)}
                    <button class="btn primary">{w.get("sign_in.button")}</button>
                </form>
                <p class="small">
                    {w.get("sign_in.no_account")} " " <a href=with_next("/sign-up", &form.next)>{w.get("sign_up.link")}</a>
                </p>
            </main>
        }
    })
}

/// The sign-up page.
pub fn sign_up(chrome: &Chrome, form: &SignUp) -> String {
    chrome.page("sign_up.title", || {
        let w = words();
        view! {
            <main id="main" class="column narrow">
                <h1>{w.get("sign_up.title")}</h1>
                <p class="lede">{w.get("sign_up.why")}</p>
                {form.problem.map(|p| problem_box(p.say()))}
                <form method="post" action="/sign-up" class="stack">
                    <input type="hidden" name="next" value=form.next.clone()/>
                    {field("login", w.get("sign.login"), "text", "username", form.login.clone(), Some(w.get("sign_up.login_hint")))}
                    {field("password", w.get("sign.password"), "password", "new-password", String::new(), Some(w.get("sign_up.password_hint")))}
                    <button class="btn primary">{w.get("sign_up.button")}</button>
                </form>
                <p class="small">
                    {w.get("sign_up.have_account")} " " <a href=with_next("/sign-in", &form.next)>{w.get("sign_in.link")}</a>
                </p>
            </main>
        }
    })
}

/// `path?next=…`, where there is somewhere to go.
fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() || next == "/" { path.to_owned() } else { format!("{path}?next={}", encode(next)) }
}

/// Percent-encodes what a query value cannot hold.
pub(crate) fn encode(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, b| {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(b as char),
            _ => out.push_str(&format!("%{b:02X}")),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_is_encoded() {
        let check = |next: &str, expected: &str| assert_eq!(with_next("/sign-up", next), expected);
        check("", "/sign-up");
        check("/courses/maas/x", "/sign-up?next=/courses/maas/x");
        check("/a?b=c&d", "/sign-up?next=/a%3Fb%3Dc%26d");
    }
}
