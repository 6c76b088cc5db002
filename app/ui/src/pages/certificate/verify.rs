//! Checking any credential: paste it, upload it, or give the address of one of ours.

use leptos::prelude::*;

use super::{Step, Verdict, steps::steps};
use crate::Chrome;
use crate::parts::{icon, problem_box, text_field};
use crate::words::words;

/// What the check shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verification {
    /// What was pasted, to be shown again.
    pub text: String,
    /// Whom it should be about, to be shown again.
    pub name: String,
    /// What came out, where something was handed over.
    pub found: Option<Found>,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// No credential could be read.
    Nothing(Unreadable),
    /// One could, and this is what it claims and what the checks say.
    Claim(Box<Claim>),
}

/// Why nothing could be read; each has a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing was handed over.
    Nothing,
    /// More than is looked at.
    Large,
    /// A picture or PDF without a credential in it.
    Carrier,
    /// Neither JSON nor JWS.
    Form,
    /// Data of another kind.
    Kind,
    /// The address of another site: none is asked.
    Elsewhere,
    /// An address of ours under which there is no certificate.
    Unknown,
    /// The address of one of ours that its holder does not show.
    Hidden,
}

impl Unreadable {
    fn key(self) -> &'static str {
        match self {
            Unreadable::Nothing => "verify.nothing",
            Unreadable::Large => "verify.large",
            Unreadable::Carrier => "verify.carrier",
            Unreadable::Form => "verify.form",
            Unreadable::Kind => "verify.kind",
            Unreadable::Elsewhere => "verify.elsewhere",
            Unreadable::Unknown => "verify.unknown",
            Unreadable::Hidden => "verify.hidden",
        }
    }
}

/// What a credential claims, and what the checks say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// What it is for.
    pub title: String,
    /// Who it says issued it: our name where it was us, else the id that it gives, never a name that anybody can write.
    pub issuer: String,
    /// What was reached, such as the score's band.
    pub results: Vec<String>,
    /// What was shown.
    pub skills: Vec<String>,
    /// Whether it is JSON with the proof inside, else JWS.
    pub embedded: bool,
    /// The checks.
    pub steps: Vec<Step>,
    /// Why it was taken back, where it was.
    pub reason: String,
    /// The page of the certificate, where its holder shows it.
    pub page: Option<String>,
}

/// The page. The form posts `text`, `file` and `name` to `/verify`, as multipart.
pub fn verify(chrome: &Chrome, data: &Verification) -> String {
    chrome.page("verify.title", || {
        let w = words();
        view! {
            <main id="main" class="column">
                <h1>{w.get("verify.title")}</h1>
                <p class="lede">{w.get("verify.lede")}</p>
                {data.found.clone().map(found)}
                <form method="post" action="/verify" enctype="multipart/form-data" class="stack">
                    {text_field("text", w.get("verify.text"), &data.text, w.get("verify.text_hint"))}
                    <div class="field">
                        <label for="file">{w.get("verify.file")}</label>
                        <input id="file" name="file" type="file" accept=".json,.jwt,.png,.pdf,.txt" aria-describedby="file-hint"/>
                        <p class="small" id="file-hint">{w.get("verify.file_hint")}</p>
                    </div>
                    <div class="field">
                        <label for="name">{w.get("verify.name")}</label>
                        <input id="name" name="name" value=data.name.clone() autocomplete="off" spellcheck="false"
                            maxlength="200" aria-describedby="name-hint"/>
                        <p class="small" id="name-hint">{w.get("verify.name_hint")}</p>
                    </div>
                    <button class="btn primary">{w.get("verify.button")}</button>
                </form>
                <section aria-labelledby="how">
                    <h2 id="how">{w.get("verify.how")}</h2>
                    <p>{w.get("verify.how_steps")}</p>
                    <p>{w.get("verify.no_requests")}</p>
                    <p><a href="/issuer">{w.get("issuer.title")}</a></p>
                </section>
            </main>
        }
    })
}

fn found(found: Found) -> impl IntoView {
    let w = words();
    match found {
        Found::Nothing(why) => problem_box(w.get(why.key())).into_any(),
        Found::Claim(claim) => {
            let worst = |verdict| claim.steps.iter().any(|step| step.verdict == verdict);
            let (class, sign, key) = match (worst(Verdict::Bad), worst(Verdict::Open)) {
                (true, _) => ("note bad", "cross", "verify.all_bad"),
                (false, true) => ("note warn", "again", "verify.all_open"),
                (false, false) => ("note good", "tick", "verify.all_good"),
            };
            let results = claim.results.join(w.get("verify.between").as_str());
            let form = w.get(if claim.embedded { "verify.embedded" } else { "verify.compact" });
            view! {
                <section class="found" aria-labelledby="found">
                    <p class=class role="status">{icon(sign)}<span><b id="found">{w.get(key)}</b></span></p>
                    <p class="claim">
                        <b>{claim.title.clone()}</b> {(!results.is_empty()).then(|| format!(" · {results}"))} <br/>
                        <span class="small">{w.with("verify.claims", &[("issuer", &claim.issuer)])} " " {form}</span>
                    </p>
                    {steps(claim.steps.clone())}
                    {(!claim.skills.is_empty()).then(|| view! {
                        <details>
                            <summary>{w.get("certificate.skills")}</summary>
                            <ul>{claim.skills.iter().map(|skill| view! { <li>{skill.clone()}</li> }).collect_view()}</ul>
                        </details>
                    })}
                    {(!claim.reason.is_empty()).then(|| view! { <p>{w.get("certificate.reason")} " " {claim.reason.clone()}</p> })}
                    {claim.page.clone().map(|page| view! { <p><a class="btn" href=page>{w.get("verify.page")}</a></p> })}
                </section>
            }
            .into_any()
        }
    }
}
