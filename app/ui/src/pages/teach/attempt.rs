//! One attempt under review: the answers with their marks, how each came about, and what can be done.

use course::exam::Points;
use leptos::prelude::*;

use super::book::CertificateLine;
use crate::Chrome;
use crate::chrome::Frame;
use crate::pages::exam::{moment, moment_to_the_second};
use crate::parts::icon;
use crate::words::words;

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct AttemptReview {
    /// Its address; forms post below it.
    pub href: String,
    /// Address and title of the gradebook.
    pub book: (String, String),
    /// The candidate.
    pub login: String,
    /// First, second …
    pub number: i64,
    /// The code of its state.
    pub state: &'static str,
    /// Per cent, and whether that passes.
    pub result: Option<(f64, bool)>,
    /// When it ends or ended.
    pub deadline: Option<i64>,
    /// Whether it has ended.
    pub over: bool,
    /// Question by question.
    pub items: Vec<ItemReview>,
    /// The log.
    pub log: Vec<LogLine>,
    /// Where the log was tampered with.
    pub broken: Option<String>,
    /// Numbers of the questions whose answers are not those that the log has.
    pub changed: Option<String>,
    /// How many verdicts there are.
    pub verdicts: usize,
    /// The certificate that was issued for it.
    pub certificate: Option<CertificateLine>,
    /// What the reader may do now.
    pub actions: Vec<Action>,
    /// Whether the last form was not accepted.
    pub problem: bool,
}

/// What can be done with an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// `HREF/time`: `minutes`.
    Time,
    /// `HREF/pause`: `on` yes.
    Pause,
    /// `HREF/pause`: `on` no.
    Resume,
    /// `HREF/decide`: `verdict` verify.
    Verify,
    /// `HREF/decide`: `verdict` reject, `why`.
    Reject,
    /// `HREF/decide`: `verdict` review, `why`.
    Review,
}

/// A question under review.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemReview {
    /// The item.
    pub item: String,
    /// Its number.
    pub number: u32,
    /// The question, as HTML.
    pub prompt: String,
    /// What there was to choose from, as HTML; empty where the candidate writes.
    pub options: String,
    /// The right answer, as HTML.
    pub key: String,
    /// The answer, as text.
    pub answer: String,
    /// What arrived too late, as text.
    pub late: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// What it is worth.
    pub of: Points,
    /// There if a person may grade it: `HREF/grade` with `item`, `points.N`, `remark`.
    pub rubric: Vec<Criterion>,
    /// How the answer came about: when, and what it was.
    pub history: Vec<(i64, String, bool)>,
}

/// How a question stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Graded.
    Done(Points, String),
    /// A person has to.
    ByHand(String),
    /// Not yet.
    Open,
}

/// A criterion to grade by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// HTML.
    pub text: String,
    /// What it is worth.
    pub of: Points,
    /// What was given.
    pub given: Option<Points>,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// Key of what happened, below `log`.
    pub key: &'static str,
    /// What there is to say besides.
    pub detail: String,
}

/// The page of an attempt.
pub fn attempt_review(chrome: &Chrome, data: &AttemptReview) -> String {
    chrome.document(Frame { title: data.login.clone(), ..Frame::default() }, || {
        let w = words();
        let result = data.result.map(|(percent, passed)| {
            let word = w.get(if passed { "teach.passed" } else { "teach.not_passed" });
            view! { <div><dt>{w.get("exam.result.title")}</dt><dd>{format!("{percent} % · {word}")}</dd></div> }
        });
        let items = data.items.iter().map(|item| self::item(&data.href, item)).collect_view();
        let log = data
            .log
            .iter()
            .map(|l| {
                let what = format!("{} {}", w.get(&format!("log.{}", l.key)), l.detail);
                view! { <tr><td class="num">{l.seq.to_string()}</td><td>{moment_to_the_second(l.at)}</td><td>{what}</td></tr> }
            })
            .collect_view();
        let whole = match &data.broken {
            None => view! { <p class="note good">{icon("tick")}<span>{w.get("teach.log_whole")}</span></p> }.into_any(),
            Some(why) => view! { <p class="note warn" role="alert">{icon("again")}<span>{w.with("teach.log_broken", &[("why", why)])}</span></p> }.into_any(),
        };
        let changed = data.changed.as_ref().map(|n| {
            view! { <p class="note warn" role="alert">{icon("again")}<span>{w.with("teach.answers_changed", &[("n", n)])}</span></p> }
        });
        view! {
            <main id="main" class="column broad">
                <p class="small"><a href=data.book.0.clone()>{data.book.1.clone()}</a></p>
                <h1>{data.login.clone()}</h1>
                {data.problem.then(|| crate::parts::problem_box(w.get("teach.not_accepted")))}
                <dl class="facts-list">
                    <div><dt>{w.get("teach.number")}</dt><dd>{data.number.to_string()}</dd></div>
                    <div><dt>{w.get("teach.state")}</dt><dd>{w.get(&format!("exam.state.{}", data.state))}</dd></div>
                    {data.deadline.map(|at| view! { <div><dt>{w.get(if data.over { "teach.ended" } else { "teach.deadline" })}</dt><dd>{moment(at)}</dd></div> })}
                    {result}
                    <div><dt>{w.get("teach.verdicts")}</dt><dd>{data.verdicts.to_string()}</dd></div>
                    {data.certificate.as_ref().map(|line| view! {
                        <div><dt>{w.get("teach.certificate")}</dt><dd><a href=line.href.clone()>{line.say()}</a></dd></div>
                    })}
                </dl>
                {data.actions.iter().map(|a| action(&data.href, *a)).collect_view()}
                <section aria-labelledby="answers"><h2 id="answers">{w.get("exam.questions")}</h2>{items}</section>
                <section aria-labelledby="log">
                    <h2 id="log">{w.get("teach.log")}</h2>
                    {whole}
                    {changed}
                    <div class="scroll" tabindex="0" role="region" aria-label=w.get("teach.log")><table class="book"><tbody>{log}</tbody></table></div>
                </section>
            </main>
        }
    })
}

fn action(href: &str, action: Action) -> AnyView {
    let w = words();
    let decide = |verdict: &'static str, why: bool, class: &'static str| {
        let id = format!("why-{verdict}");
        let label = w.get(&format!("teach.why_{verdict}"));
        view! {
            <form method="post" action=format!("{href}/decide") class="inline">
                {why.then(|| view! { <label for=id.clone()>{label}</label><input id=id.clone() name="why" required maxlength="500"/> })}
                <button class=class name="verdict" value=verdict>{w.get(&format!("teach.{verdict}"))}</button>
            </form>
        }
        .into_any()
    };
    let pause = |on: &'static str| {
        view! {
            <form method="post" action=format!("{href}/pause") class="inline">
                <button class="btn" name="on" value=on>{w.get(&format!("teach.pause_{on}"))}</button>
            </form>
        }
        .into_any()
    };
    match action {
        Action::Time => view! {
            <form method="post" action=format!("{href}/time") class="inline">
                <label for="minutes">{w.get("teach.more_minutes")}</label>
                <input id="minutes" name="minutes" type="number" min="1" max="600" value="10" required/>
                <button class="btn">{w.get("teach.give")}</button>
            </form>
        }
        .into_any(),
        Action::Pause => pause("yes"),
        Action::Resume => pause("no"),
        Action::Verify => decide("verify", false, "btn primary"),
        Action::Reject => decide("reject", true, "btn bad"),
        Action::Review => decide("review", true, "btn"),
    }
}

fn item(href: &str, item: &ItemReview) -> impl IntoView + use<> {
    let w = words();
    let standing = match &item.standing {
        Standing::Done(points, remark) => {
            let got = w.with("exam.result.points", &[("n", &points.to_string()), ("total", &item.of.to_string())]);
            view! { <span class="tag">{got}</span> " " {remark.clone()} }.into_any()
        }
        Standing::ByHand(why) => {
            view! { <span class="tag warn">{w.get("teach.by_hand")}</span> " " {why.clone()} }.into_any()
        }
        Standing::Open => view! { <span class="tag">{w.get("teach.not_graded")}</span> }.into_any(),
    };
    let late = item.late.clone().map(|text| {
        view! {
            <div class="note warn">{icon("again")}<div>
                <p>{w.get("teach.late")}</p><pre>{text}</pre>
                <form method="post" action=format!("{href}/late")><button class="btn" name="item" value=item.item.clone()>{w.get("teach.count_late")}</button></form>
            </div></div>
        }
    });
    let criteria = item
        .rubric
        .iter()
        .enumerate()
        .map(|(i, c)| {
            let id = format!("{}-points-{i}", item.item);
            view! {
                <div class="field">
                    <label for=id.clone()><span inner_html=c.text.clone()></span> " " {format!("(0–{})", c.of)}</label>
                    <input id=id name=format!("points.{i}") inputmode="decimal" required value=c.given.map(|p| p.to_string()).unwrap_or_default()/>
                </div>
            }
        })
        .collect_view();
    let remark_id = format!("{}-remark", item.item);
    let grade = (!item.rubric.is_empty()).then(|| {
        view! {
            <form method="post" action=format!("{href}/grade") class="stack">
                <input type="hidden" name="item" value=item.item.clone()/>
                {criteria}
                <div class="field"><label for=remark_id.clone()>{w.get("teach.remark")}</label><input id=remark_id name="remark" maxlength="2000"/></div>
                <button class="btn">{w.get("teach.grade")}</button>
            </form>
        }
    });
    let history = item
        .history
        .iter()
        .map(|(at, text, late)| view! { <li>{moment(*at)} {late.then(|| w.get("teach.late_mark"))} <pre>{text.clone()}</pre></li> })
        .collect_view();
    view! {
        <article class="answer" id=format!("item-{}", item.item)>
            <h3>{w.with("exam.question", &[("n", &item.number.to_string())])}</h3>
            <div class="prose" inner_html=item.prompt.clone()></div>
            {(!item.options.is_empty()).then(|| view! { <div class="prose" inner_html=item.options.clone()></div> })}
            <p class="small">{w.get("teach.answer")}</p>
            <pre class="given" tabindex="0">{item.answer.clone()}</pre>
            {(!item.key.is_empty()).then(|| view! { <details><summary>{w.get("exam.result.answer")}</summary><div class="prose" inner_html=item.key.clone()></div></details> })}
            <p>{standing}</p>
            {late}
            {grade}
            {(!item.history.is_empty()).then(|| view! { <details><summary>{w.get("teach.history")}</summary><ol class="history">{history}</ol></details> })}
        </article>
    }
}
