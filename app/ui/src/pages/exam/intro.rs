//! Before the start: what the exam is, what its rules are, which attempts there were. Nothing of its questions.

use course::exam::{Feedback, Policy, Release, Sheet};
use leptos::prelude::*;

use super::moment;
use crate::Chrome;
use crate::chrome::Frame;
use crate::parts::icon;
use crate::words::{Words, words};

/// An exam in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ExamCard {
    /// Its address.
    pub href: String,
    /// Title.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// Minutes allowed.
    pub minutes: u32,
    /// How many questions.
    pub items: usize,
}

/// What the page of an exam shows.
#[derive(Clone, Debug, PartialEq)]
pub struct ExamIntro {
    /// The texts.
    pub sheet: Sheet,
    /// The rules.
    pub policy: Policy,
    /// Minutes allowed, with this candidate's extra time.
    pub minutes: u32,
    /// When it closes.
    pub closes: Option<i64>,
    /// Attempts so far, the first one first.
    pub attempts: Vec<AttemptCard>,
    /// Why no attempt can begin now.
    pub hindrance: Option<Hindrance>,
}

/// An attempt in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct AttemptCard {
    /// Its address.
    pub href: String,
    /// First, second …
    pub number: i64,
    /// The code of its state.
    pub state: &'static str,
    /// When it was made.
    pub created: i64,
}

/// Why no attempt can begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Nobody is signed in.
    SignIn,
    /// Not before this moment.
    NotYet(i64),
    /// It is closed.
    Closed,
    /// All attempts are used.
    UsedUp,
    /// The next one may begin from this moment.
    Wait(i64),
    /// One is under way.
    UnderWay,
    /// Only in Safe Exam Browser.
    Browser,
}

/// The page of an exam. The form posts `agree` to the page's own address.
pub fn exam_intro(chrome: &Chrome, exam: &ExamIntro) -> String {
    let sheet = &exam.sheet;
    let frame = Frame { title: sheet.title.clone(), description: Some(sheet.summary.clone()), ..Frame::default() };
    chrome.document(frame, || {
        let w = words();
        let address = format!("/exams/{}/{}", sheet.course, sheet.slug);
        let attempts = exam.attempts.iter().map(card).collect_view();
        let begin = match exam.hindrance {
            Some(Hindrance::SignIn) => {
                let href = format!("/sign-in?next={address}");
                view! { <p>{w.get("exam.hindrance.sign_in")}</p><p><a class="btn primary" href=href>{w.get("sign_in.link")}</a></p> }
                    .into_any()
            }
            Some(why) => {
                let configuration = (why == Hindrance::Browser).then(|| {
                    view! { <p><a class="btn" href=format!("{address}/exam.seb") download="exam.seb">{w.get("exam.seb")}</a></p> }
                });
                view! { <p class="note info">{hindrance(w, why)}</p> {configuration} }.into_any()
            }
            None => view! {
                <form method="post" action=address.clone() class="stack">
                    <label class="check">
                        <input type="checkbox" name="agree" value="yes" required/>
                        <span>{w.get("exam.agree")}</span>
                    </label>
                    <button class="btn primary">{w.get("exam.prepare")}</button>
                    <p class="small">{w.get("exam.prepare_hint")}</p>
                </form>
            }
            .into_any(),
        };
        view! {
            <main id="main" class="column">
                <p class="small"><a href=format!("/courses/{}", sheet.course)>{w.get("lesson.to_course")}</a></p>
                <h1>{sheet.title.clone()}</h1>
                <p class="lede">{sheet.summary.clone()}</p>
                {facts(exam)}
                <section aria-labelledby="rules">
                    <h2 id="rules">{w.get("exam.rules")}</h2>
                    <div class="prose" inner_html=sheet.rules.clone()></div>
                    {rules(&exam.policy)}
                </section>
                <section aria-labelledby="begin">
                    <h2 id="begin">{w.get("exam.begin")}</h2>
                    {begin}
                </section>
                {(!exam.attempts.is_empty()).then(|| view! {
                    <section aria-labelledby="attempts">
                        <h2 id="attempts">{w.get("exam.attempts")}</h2>
                        <ul class="rows">{attempts}</ul>
                    </section>
                })}
            </main>
        }
    })
}

fn card(card: &AttemptCard) -> impl IntoView + use<> {
    let w = words();
    view! {
        <li>
            <a href=card.href.clone()>{w.with("exam.attempt", &[("n", &card.number.to_string())])}</a>
            " · " {w.get(&format!("exam.state.{}", card.state))} " · " {moment(card.created)}
        </li>
    }
}

fn hindrance(w: Words, why: Hindrance) -> impl IntoView + use<> {
    let (key, at) = match why {
        Hindrance::SignIn => ("sign_in", None),
        Hindrance::NotYet(at) => ("not_yet", Some(at)),
        Hindrance::Closed => ("closed", None),
        Hindrance::UsedUp => ("used_up", None),
        Hindrance::Wait(at) => ("wait", Some(at)),
        Hindrance::UnderWay => ("under_way", None),
        Hindrance::Browser => ("browser", None),
    };
    view! { {icon("again")}<span>{w.get(&format!("exam.hindrance.{key}"))} " " {at.map(moment)}</span> }
}

fn facts(exam: &ExamIntro) -> impl IntoView + use<> {
    let w = words();
    let attempts = match exam.policy.attempts {
        Some(n) => w.count("exam.facts.attempts", n as usize),
        None => w.get("exam.facts.any_attempts"),
    };
    view! {
        <dl class="facts-list">
            <div><dt>{w.get("exam.facts.time")}</dt><dd>{w.minutes(exam.minutes)}</dd></div>
            <div><dt>{w.get("exam.facts.questions")}</dt><dd>{exam.sheet.items.to_string()}</dd></div>
            <div><dt>{w.get("exam.facts.pass")}</dt><dd>{format!("{} %", exam.policy.pass)}</dd></div>
            <div><dt>{w.get("exam.facts.tries")}</dt><dd>{attempts}</dd></div>
            {exam.closes.map(|at| view! { <div><dt>{w.get("exam.facts.closes")}</dt><dd>{moment(at)}</dd></div> })}
        </dl>
    }
}

/// What holds in every exam here, and what this one has chosen: said before anybody starts.
fn rules(policy: &Policy) -> impl IntoView + use<> {
    let w = words();
    let release = match policy.release {
        Release::AtOnce => w.get("exam.rule.release_at_once").into_any(),
        Release::On(at) => view! { {w.get("exam.rule.release_on")} " " {moment(at)} }.into_any(),
        Release::AfterReview => w.get("exam.rule.release_after_review").into_any(),
    };
    let feedback = w.get(match policy.feedback {
        Feedback::None => "exam.rule.feedback_none",
        Feedback::Verdict => "exam.rule.feedback_verdict",
        Feedback::Items => "exam.rule.feedback_items",
        Feedback::Answers => "exam.rule.feedback_answers",
    });
    let seb = policy.integrity.safe_exam_browser.then(|| view! { <li>{w.get("exam.rule.browser")}</li> });
    view! {
        <ul class="rules">
            <li>{w.get("exam.rule.clock")}</li>
            <li>{w.get("exam.rule.saved")}</li>
            <li>{w.get("exam.rule.late")}</li>
            <li>{w.get("exam.rule.noticed")}</li>
            <li>{w.get("exam.rule.not_watched")}</li>
            {seb}
            <li>{release} " " {feedback}</li>
        </ul>
    }
}

/// The last page before the clock runs. The form posts to `/attempts/ID/start`.
pub fn attempt_ready(chrome: &Chrome, title: &str, minutes: u32, href: &str, hindrance: Option<Hindrance>) -> String {
    chrome.document(Frame { title: title.to_owned(), ..Frame::default() }, || {
        let w = words();
        let form = match hindrance {
            Some(why) => view! { <p class="note info">{self::hindrance(w, why)}</p> }.into_any(),
            None => view! {
                <form method="post" action=format!("{href}/start") class="stack">
                    <button class="btn primary">{w.get("exam.start")}</button>
                </form>
            }
            .into_any(),
        };
        view! {
            <main id="main" class="column narrow">
                <h1>{title.to_owned()}</h1>
                <p class="lede">{w.with("exam.ready", &[("time", &w.minutes(minutes))])}</p>
                {form}
                <p class="small">{w.get("exam.ready_hint")}</p>
            </main>
        }
    })
}
