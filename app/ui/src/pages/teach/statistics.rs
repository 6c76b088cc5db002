//! How the questions of an exam did.

use leptos::prelude::*;

use crate::Chrome;
use crate::chrome::Frame;
use crate::words::words;

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    /// Address and title of the gradebook.
    pub book: (String, String),
    /// Attempts that are counted.
    pub attempts: usize,
    /// Mean per cent.
    pub mean: Option<f64>,
    /// Share of those who passed, from 0 to 1.
    pub passed: Option<f64>,
    /// Question by question.
    pub items: Vec<ItemLine>,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemLine {
    /// Its name in the bank.
    pub question: String,
    /// How many had it.
    pub n: usize,
    /// Mean share of the points, from 0 to 1.
    pub difficulty: f64,
    /// Correlation with the rest of the exam.
    pub discrimination: Option<f64>,
    /// How often each option was chosen.
    pub distractors: Vec<Distractor>,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Distractor {
    /// From 1, as the author wrote them.
    pub option: usize,
    /// How many chose it.
    pub chosen: usize,
    /// Whether it is right.
    pub right: bool,
}

/// The page.
pub fn statistics(chrome: &Chrome, data: &Statistics) -> String {
    chrome.document(Frame { title: data.book.1.clone(), ..Frame::default() }, || {
        let w = words();
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        let rows = data
            .items
            .iter()
            .map(|i| {
                let options = i
                    .distractors
                    .iter()
                    .map(|d| format!("{}{}: {}", d.option, if d.right { " ✓" } else { "" }, d.chosen))
                    .collect::<Vec<_>>()
                    .join(" · ");
                let discrimination = i.discrimination.map_or_else(|| "–".into(), |d| format!("{d:.2}"));
                view! {
                    <tr>
                        <th scope="row"><code>{i.question.clone()}</code></th><td class="num">{i.n.to_string()}</td>
                        <td class="num">{percent(i.difficulty)}</td><td class="num">{discrimination}</td><td>{options}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <main id="main" class="column broad">
                <p class="small"><a href=data.book.0.clone()>{data.book.1.clone()}</a></p>
                <h1>{w.get("teach.statistics")}</h1>
                <dl class="facts-list">
                    <div><dt>{w.get("exam.attempts")}</dt><dd>{data.attempts.to_string()}</dd></div>
                    {data.mean.map(|m| view! { <div><dt>{w.get("teach.mean")}</dt><dd>{format!("{m:.1} %")}</dd></div> })}
                    {data.passed.map(|p| view! { <div><dt>{w.get("teach.passed")}</dt><dd>{percent(p)}</dd></div> })}
                </dl>
                <p class="links">
                    <a class="btn" href=format!("{}/statistics.csv", data.book.0) download="statistics.csv">{w.get("teach.export_statistics")}</a>
                </p>
                <div class="scroll" tabindex="0" role="region" aria-label=w.get("teach.statistics")>
                    <table class="book">
                        <thead><tr>
                            <th scope="col">{w.get("teach.question")}</th><th scope="col" class="num">"n"</th>
                            <th scope="col" class="num">{w.get("teach.difficulty")}</th><th scope="col" class="num">{w.get("teach.discrimination")}</th>
                            <th scope="col">{w.get("teach.options")}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <p class="small">{w.get("teach.statistics_hint")}</p>
            </main>
        }
    })
}
