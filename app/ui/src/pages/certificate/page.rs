//! The page of one certificate: what was shown, whether it holds, and, for its holder, what others see of it.

use leptos::prelude::*;

use super::{Day, Step, steps::steps};
use crate::Chrome;
use crate::chrome::Frame;
use crate::pages::{Problem, encode};
use crate::parts::{field, icon, problem_box};
use crate::words::{Words, words};

/// A certificate as its page shows it. What the holder hides is not in here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Certificate {
    /// In its address.
    pub id: String,
    /// Its whole address.
    pub address: String,
    /// What the issuer calls itself.
    pub issuer: String,
    /// The exam's title.
    pub title: String,
    /// What one shows by passing it, as one clause without a full stop.
    pub summary: String,
    /// The holder's name, where it is shown.
    pub name: Option<String>,
    /// The score out of 100, where it is shown.
    pub score: Option<u32>,
    /// The score's band.
    pub band: String,
    /// The exam's version.
    pub version: String,
    /// Minutes that were allowed.
    pub minutes: u32,
    /// When it was issued.
    pub day: Day,
    /// What was shown.
    pub skills: Vec<String>,
    /// The checks, made just now.
    pub steps: Vec<Step>,
    /// Fingerprints of what it rests on.
    pub fingerprints: Vec<Fingerprint>,
    /// Whether it holds.
    pub held: Held,
    /// The address as a QR code: the number of modules on a side, and an SVG path of the dark ones.
    pub qr: (usize, String),
    /// Whether it can be had as PDF.
    pub pdf: Paper,
    /// Whether others see the page.
    pub is_public: bool,
    /// For its holder.
    pub holder: Option<Holder>,
    /// Whether the reader may take it back.
    pub instructor: bool,
    /// What has just happened.
    pub news: Option<News>,
}

/// The fingerprint of something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Names it: `exam`, `engine`, `answers`.
    pub of: &'static str,
    /// SHA-256, hexadecimal.
    pub hash: String,
}

/// Whether a certificate holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Held {
    /// It does.
    #[default]
    Valid,
    /// Not for the time being.
    Suspended {
        /// Why, as an instructor wrote it.
        reason: String,
        /// Since when.
        since: Day,
    },
    /// Not any more.
    Revoked {
        /// Why, as an instructor wrote it.
        reason: String,
        /// Since when.
        since: Day,
    },
}

/// Whether a certificate can be printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// Not at all: it does not hold, its name is not shown, or the server has no fonts.
    #[default]
    None,
    /// No font has these characters of the name.
    Lacks(String),
    /// Yes.
    There,
}

/// What only the holder sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// Whether others see the page.
    pub page: bool,
    /// Whether they see the name.
    pub shows_name: bool,
    /// Whether they see the score.
    pub shows_score: bool,
    /// The name on it.
    pub name: String,
    /// Whether it can still be corrected.
    pub renameable: bool,
}

/// What has just happened to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// What others see was changed.
    Shown,
    /// The name was corrected.
    Renamed,
    /// An instructor's decision was taken down.
    Decided,
    /// The change was refused.
    Refused(Problem),
    /// A decision needs a reason.
    NoReason,
    /// Revoking is for good, and has to be confirmed.
    Unsure,
    /// There is no PDF with this name.
    NoPaper,
}

/// The page. Forms post to `settings` (`page`, `name`, `score`), `name` (`name`) and `status` (`state`, `reason`, `sure`) below
/// it.
pub fn page(chrome: &Chrome, data: &Certificate) -> String {
    let frame = Frame {
        title: data.title.clone(),
        description: Some(data.summary.clone()),
        unlisted: true,
        // Who is sent the address sees what it is about; a page that is not shown has no preview either.
        preview: data.is_public.then(|| data.address.clone()),
        ..Frame::default()
    };
    chrome.document(frame, || {
        let w = words();
        let heading = data.name.clone().unwrap_or_else(|| w.get("certificate.somebody"));
        let band = match data.score {
            Some(score) => w.with("certificate.band_score", &[("band", &data.band), ("score", &score.to_string())]),
            None => w.with("certificate.band", &[("band", &data.band)]),
        };
        let after = if data.summary.is_empty() { "certificate.passed_plain" } else { "certificate.passed_after" };
        let mark = match data.held {
            Held::Valid => None,
            Held::Suspended { .. } => Some(("mark suspended", "certificate.mark_suspended")),
            Held::Revoked { .. } => Some(("mark revoked", "certificate.mark_revoked")),
        };
        let exam = w.with("certificate.exam", &[("version", &data.version)]);
        view! {
            <main id="main" class="column certificate-page">
                {held(&data.held)}
                {data.news.map(news)}
                <article class="certificate" aria-labelledby="holder">
                    <p class="issuer">{data.issuer.clone()}</p>
                    {mark.map(|(class, key)| view! { <p class=class>{w.get(key)}</p> })}
                    <div class="says">
                        <p>{w.get("certificate.says")}</p>
                        <h1 id="holder">{heading}</h1>
                        <p class="passed">
                            {w.get("certificate.passed_before")}<b>{data.title.clone()}</b>
                            {w.with(after, &[("summary", &data.summary), ("n", &data.minutes.to_string())])}
                        </p>
                    </div>
                    <div class="below">
                        <p>
                            <b>{data.day.say()}</b> " · " {band} <br/>
                            <span class="fine">{exam}</span> <br/>
                            <span class="address">{data.address.split_once("://").map_or(&*data.address, |(_, a)| a).to_owned()}</span>
                        </p>
                        {qr(&data.qr)}
                    </div>
                </article>
                {downloads(data)}
                {lacks(data)}
                {data.holder.clone().map(|holder| settings(data, holder))}
                <section aria-labelledby="checked">
                    <h2 id="checked">{w.get("certificate.checked")}</h2>
                    {steps(data.steps.clone())}
                    <p class="small">{w.get("certificate.check_yourself")} " " <a href="/verify">{w.get("verify.title")}</a></p>
                </section>
                {(!data.skills.is_empty()).then(|| view! {
                    <section aria-labelledby="skills">
                        <h2 id="skills">{w.get("certificate.skills")}</h2>
                        <ul>{data.skills.iter().map(|s| view! { <li>{s.clone()}</li> }).collect_view()}</ul>
                    </section>
                })}
                <section aria-labelledby="evidence">
                    <h2 id="evidence">{w.get("certificate.evidence")}</h2>
                    <p>{w.get("certificate.evidence_why")}</p>
                    <dl class="fingerprints">
                        {data.fingerprints.iter().map(|f| view! {
                            <dt>{w.get(&format!("certificate.fingerprint.{}", f.of))}</dt>
                            <dd><code>{f.hash.clone()}</code></dd>
                        }).collect_view()}
                    </dl>
                </section>
                {data.instructor.then(|| decide(data))}
            </main>
        }
    })
}

/// The page in place of one that its holder does not show, or whose holder is `gone`.
pub fn down(chrome: &Chrome, gone: bool) -> String {
    let title = Words(chrome.lang).get("certificate.down_title");
    chrome.document(Frame { title, unlisted: true, ..Frame::default() }, || {
        let w = words();
        view! {
            <main id="main" class="column narrow">
                <h1>{w.get("certificate.down_title")}</h1>
                <p class="lede">{w.get(if gone { "certificate.gone" } else { "certificate.down" })}</p>
                <p><a class="btn primary" href="/verify">{w.get("verify.title")}</a></p>
            </main>
        }
    })
}

fn held(held: &Held) -> impl IntoView + use<> {
    let w = words();
    let (key, class, sign, reason, since) = match held {
        Held::Valid => return None,
        Held::Suspended { reason, since } => ("certificate.suspended", "note warn", "again", reason, since),
        Held::Revoked { reason, since } => ("certificate.revoked", "note bad", "cross", reason, since),
    };
    let said = w.with(key, &[("day", &since.say())]);
    Some(view! {
        <p class=class role="status">
            {icon(sign)}
            <span><b>{said}</b> " " {w.get("certificate.reason")} " " {reason.clone()}</span>
        </p>
    })
}

fn news(news: News) -> impl IntoView {
    let w = words();
    let good = |key: &str| view! { <p class="note good" role="status">{w.get(key)}</p> }.into_any();
    match news {
        News::Shown => good("certificate.shown_saved"),
        News::Renamed => good("certificate.renamed"),
        News::Decided => good("certificate.decided"),
        News::Refused(problem) => problem_box(problem.say()).into_any(),
        News::NoReason => problem_box(w.get("certificate.no_reason")).into_any(),
        News::Unsure => problem_box(w.get("certificate.unsure")).into_any(),
        News::NoPaper => problem_box(w.get("certificate.no_paper")).into_any(),
    }
}

fn qr((size, path): &(usize, String)) -> impl IntoView + use<> {
    let view_box = format!("0 0 {size} {size}");
    let path = path.clone();
    view! {
        <svg class="qr" viewBox=view_box role="img" aria-label=words().get("certificate.qr")><path d=path/></svg>
    }
}

/// Why there is no PDF, for who could change that.
fn lacks(data: &Certificate) -> Option<impl IntoView + use<>> {
    let Paper::Lacks(letters) = &data.pdf else { return None };
    let holder = data.holder.as_ref()?;
    let key = if holder.renameable { "certificate.lacks" } else { "certificate.lacks_for_good" };
    Some(view! { <p class="small">{words().with(key, &[("letters", letters)])}</p> })
}

fn downloads(data: &Certificate) -> impl IntoView + use<> {
    let w = words();
    let file = |name: &str| format!("/certificates/{}/{name}", data.id);
    let linked = format!(
        "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name={}&organizationName={}&issueYear={}&issueMonth={}&certUrl={}&certId={}",
        encode(&data.title),
        encode(&data.issuer),
        data.day.year,
        data.day.month,
        encode(&data.address),
        encode(&data.id)
    );
    let mail = format!("mailto:?subject={}&body={}", encode(&data.title), encode(&data.address));
    view! {
        <nav class="actions" aria-label=w.get("certificate.downloads")>
            {(data.pdf == Paper::There).then(|| view! { <a class="btn primary" href=file("certificate.pdf") download="certificate.pdf">{w.get("certificate.pdf")}</a> })}
            <a class="btn" href=file("badge.png") download="badge.png">{w.get("certificate.badge")}</a>
            <a class="btn" href=file("credential.json") download="credential.json">{w.get("certificate.json")}</a>
            <a class="btn" href=file("credential.jwt") download="credential.jwt">{w.get("certificate.jwt")}</a>
            {data.holder.is_some().then(|| view! {
                <a class="btn quiet" href=linked rel="noopener noreferrer">{w.get("certificate.linkedin")}</a>
                <a class="btn quiet" href=mail>{w.get("certificate.mail")}</a>
            })}
        </nav>
    }
}

fn settings(data: &Certificate, holder: Holder) -> impl IntoView + use<> {
    let w = words();
    let below = |name: &str| format!("/certificates/{}/{name}", data.id);
    let box_ = |name: &'static str, on: bool, key: &str| {
        view! {
            <label class="check"><input type="checkbox" name=name value="on" checked=on/> <span>{w.get(key)}</span></label>
        }
    };
    view! {
        <section class="panel" aria-labelledby="yours">
            <h2 id="yours">{w.get("certificate.yours")}</h2>
            <p>{w.get(if holder.page { "certificate.yours_public" } else { "certificate.yours_down" })}</p>
            {holder.page.then(|| view! {
                <div class="field">
                    <label for="address">{w.get("certificate.share")}</label>
                    <input id="address" value=data.address.clone() readonly/>
                </div>
            })}
            <form method="post" action=below("settings") class="stack">
                {box_("page", holder.page, "certificate.show_page")}
                {box_("name", holder.shows_name, "certificate.show_name")}
                {box_("score", holder.shows_score, "certificate.show_score")}
                <button class="btn">{w.get("certificate.show_button")}</button>
            </form>
            {holder.renameable.then(|| view! {
                <details>
                    <summary>{w.get("certificate.rename_title")}</summary>
                    <p>{w.get("certificate.rename_why")}</p>
                    <form method="post" action=below("name") class="stack">
                        {field("name", w.get("certificate.rename_label"), "text", "name", holder.name.clone(), Some(w.get("certificate.rename_hint")))}
                        <button class="btn">{w.get("certificate.rename_button")}</button>
                    </form>
                </details>
            })}
        </section>
    }
}

fn decide(data: &Certificate) -> impl IntoView + use<> {
    let w = words();
    let action = format!("/certificates/{}/status", data.id);
    let choices: &[&str] = match data.held {
        Held::Valid => &["suspended", "revoked"],
        Held::Suspended { .. } => &["valid", "revoked"],
        Held::Revoked { .. } => &[],
    };
    let final_ = choices.is_empty();
    view! {
        <section class="panel" aria-labelledby="decide">
            <h2 id="decide">{w.get("certificate.decide")}</h2>
            {final_.then(|| view! { <p>{w.get("certificate.decide_final")}</p> })}
            {(!final_).then(|| view! {
                <p>{w.get("certificate.decide_why")}</p>
                <form method="post" action=action class="stack">
                    {field("reason", w.get("certificate.decide_reason"), "text", "off", String::new(), Some(w.get("certificate.decide_hint")))}
                    <label class="check">
                        <input type="checkbox" name="sure" value="on"/> <span>{w.get("certificate.decide_sure")}</span>
                    </label>
                    <div class="actions">
                        {choices.iter().map(|choice| {
                            let class = if *choice == "revoked" { "btn bad" } else { "btn" };
                            view! { <button class=class name="state" value=*choice>{w.get(&format!("certificate.decide_{choice}"))}</button> }
                        }).collect_view()}
                    </div>
                </form>
            })}
        </section>
    }
}
