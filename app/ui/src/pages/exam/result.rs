//! After the end: the receipt for what was handed in, and the result once it is released.

use course::exam::{Points, Revealed, Score};
use leptos::prelude::*;

use super::{moment, points};
use crate::Chrome;
use crate::chrome::Frame;
use crate::parts::icon;
use crate::words::words;

/// What was handed in, and that it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The attempt's id.
    pub attempt: String,
    /// The exam's title.
    pub title: String,
    /// When.
    pub ended: i64,
    /// Whether the server closed it.
    pub timed_out: bool,
    /// How many questions were answered.
    pub answered: usize,
    /// How many there were.
    pub items: usize,
    /// How many answers arrived too late; they are kept.
    pub late: usize,
    /// Hash of what was handed in.
    pub hash: String,
}

/// The receipt.
pub fn receipt(chrome: &Chrome, data: &Receipt) -> String {
    chrome.document(Frame { title: data.title.clone(), exam_over: Some(data.attempt.clone()), ..Frame::default() }, || {
        let w = words();
        let n = [("n", data.answered.to_string()), ("total", data.items.to_string())];
        let n: Vec<(&str, &str)> = n.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let lede = w.get(if data.timed_out { "exam.receipt.timed_out" } else { "exam.receipt.handed_in" });
        view! {
            <main id="main" class="column narrow">
                <h1>{w.get("exam.receipt.title")}</h1>
                <p class="lede">{lede}</p>
                <dl class="facts-list">
                    <div><dt>{w.get("exam.receipt.exam")}</dt><dd>{data.title.clone()}</dd></div>
                    <div><dt>{w.get("exam.receipt.when")}</dt><dd>{moment(data.ended)}</dd></div>
                    <div><dt>{w.get("exam.receipt.answers")}</dt><dd>{w.with("exam.receipt.of", &n)}</dd></div>
                    <div><dt>{w.get("exam.receipt.hash")}</dt><dd><code class="hash">{data.hash.clone()}</code></dd></div>
                </dl>
                {(data.late > 0).then(|| view! { <p class="note info">{icon("again")}<span>{w.count("exam.receipt.late", data.late)}</span></p> })}
                <p class="small">{w.get("exam.receipt.hint")}</p>
                <p><a class="btn primary" href=format!("/attempts/{}/result", data.attempt)>{w.get("exam.result.link")}</a></p>
            </main>
        }
    })
}

/// What a candidate learns.
#[derive(Clone, Debug, PartialEq)]
pub struct Result {
    /// The attempt's id.
    pub attempt: String,
    /// The exam's title.
    pub title: String,
    /// The code of the attempt's state.
    pub state: &'static str,
    /// The result; `None` while it is not released.
    pub score: Option<Score>,
    /// Per cent that pass.
    pub pass: u8,
    /// The title of the band.
    pub band: Option<String>,
    /// Skill by skill.
    pub skills: Vec<SkillResult>,
    /// Question by question, where the exam tells.
    pub items: Vec<ItemResult>,
    /// The certificate's address.
    pub certificate: Option<String>,
}

/// How one skill went, and where to read about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillResult {
    /// Code and, where there is one, name.
    pub name: String,
    /// Points reached.
    pub points: Points,
    /// Points there were.
    pub of: Points,
    /// Lessons that cover it: address and title.
    pub lessons: Vec<(String, String)>,
}

/// How one question went.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemResult {
    /// Its number.
    pub number: u32,
    /// The title of its section.
    pub section: String,
    /// Points reached.
    pub points: Points,
    /// Points there were.
    pub of: Points,
    /// What a reviewer or a check had to say.
    pub remark: String,
    /// The right answer, where the exam shows it.
    pub revealed: Option<Revealed>,
}

/// The result.
pub fn result(chrome: &Chrome, data: &Result) -> String {
    chrome.document(Frame { title: data.title.clone(), ..Frame::default() }, || {
        let w = words();
        let body = match &data.score {
            None => view! { <p class="lede">{w.get(&format!("exam.result.wait.{}", data.state))}</p> }.into_any(),
            Some(score) => scored(data, score).into_any(),
        };
        view! {
            <main id="main" class="column">
                <p class="small">{data.title.clone()}</p>
                <h1>{w.get("exam.result.title")}</h1>
                {body}
                <p class="small"><a href=format!("/attempts/{}/receipt", data.attempt)>{w.get("exam.receipt.title")}</a></p>
            </main>
        }
    })
}

fn scored(data: &Result, score: &Score) -> impl IntoView + use<> {
    let w = words();
    let percent = format!("{} %", score.percent);
    let (class, word) =
        if score.passed { ("note good", "exam.result.passed") } else { ("note warn", "exam.result.not_passed") };
    let values = [("percent", percent.as_str()), ("pass", &data.pass.to_string())].map(|(k, v)| (k, v.to_owned()));
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let (weak, strong): (Vec<&SkillResult>, Vec<&SkillResult>) =
        data.skills.iter().partition(|s| !s.points.reaches(data.pass, s.of));
    let shown = strong.into_iter().map(skill).collect_view();
    let again = weak.into_iter().map(skill).collect_view();
    let (any_shown, any_again) = (
        data.skills.iter().any(|s| s.points.reaches(data.pass, s.of)),
        data.skills.iter().any(|s| !s.points.reaches(data.pass, s.of)),
    );
    let items = data.items.iter().map(item).collect_view();
    view! {
        <p class=class>{icon(if score.passed { "tick" } else { "again" })}<span>{w.with(word, &values)}</span></p>
        {data.band.clone().map(|band| view! { <p>{w.with("exam.result.band", &[("band", &band)])}</p> })}
        {data.certificate.clone().map(|href| view! { <p><a class="btn primary" href=href>{w.get("exam.result.certificate")}</a></p> })}
        {any_shown.then(|| view! { <section aria-labelledby="shown"><h2 id="shown">{w.get("exam.result.shown")}</h2><ul class="skills">{shown}</ul></section> })}
        {any_again.then(|| view! { <section aria-labelledby="again"><h2 id="again">{w.get("exam.result.again")}</h2><ul class="skills">{again}</ul></section> })}
        {(!data.items.is_empty()).then(|| view! { <section aria-labelledby="items"><h2 id="items">{w.get("exam.questions")}</h2><ul class="rows">{items}</ul></section> })}
    }
}

fn skill(skill: &SkillResult) -> impl IntoView + use<> {
    let w = words();
    let got = w.with("exam.result.points", &[("n", &skill.points.to_string()), ("total", &skill.of.to_string())]);
    let lessons = skill
        .lessons
        .iter()
        .map(|(href, title)| view! { <li><a href=href.clone()>{title.clone()}</a></li> })
        .collect_view();
    view! {
        <li>
            <span class="name">{skill.name.clone()}</span> " " <span class="small">{got}</span>
            <ul class="small">{lessons}</ul>
        </li>
    }
}

fn item(item: &ItemResult) -> impl IntoView + use<> {
    let w = words();
    let revealed = item.revealed.clone().map(|r| {
        view! {
            <details>
                <summary>{w.get("exam.result.answer")}</summary>
                <div class="prose" inner_html=r.answer></div>
                {r.explanation.map(|e| view! { <div class="prose" inner_html=e></div> })}
            </details>
        }
    });
    let got = w.with("exam.result.points", &[("n", &item.points.to_string()), ("total", &points(w, item.of))]);
    view! {
        <li>
            <span>{w.with("exam.question", &[("n", &item.number.to_string())])}</span> " · " {item.section.clone()} " · " <span class="small">{got}</span>
            {(!item.remark.is_empty()).then(|| view! { <p>{item.remark.clone()}</p> })}
            {revealed}
        </li>
    }
}
