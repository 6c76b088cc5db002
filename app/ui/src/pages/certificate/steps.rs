//! What was asked of a credential and what came out, each step in plain words.

use leptos::prelude::*;

use crate::parts::icon;
use crate::words::words;

/// How an answer weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Was not asked, and counts neither way.
    Unasked,
    /// Could not be told from here.
    Open,
    /// Not as it should be.
    Bad,
}

/// A question that was asked, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Names the question: `issuer`, `signature`, `dates`, `status`, `holder`.
    pub question: &'static str,
    /// Names the sentence that answers it.
    pub answer: &'static str,
    /// How it weighs.
    pub verdict: Verdict,
    /// What the answer rests on: a name, a key, a date.
    pub detail: String,
}

/// The steps as a list.
pub(super) fn steps(steps: Vec<Step>) -> impl IntoView {
    let w = words();
    let items = steps.into_iter().map(|step| {
        let (class, sign, word) = match step.verdict {
            Verdict::Good => ("good", "tick", "verify.good"),
            Verdict::Unasked => ("unasked", "person", "verify.unasked"),
            Verdict::Open => ("open", "again", "verify.open"),
            Verdict::Bad => ("bad", "cross", "verify.bad"),
        };
        let answer = format!("verify.answer.{}", step.answer);
        view! {
            <li class=class>
                {icon(sign)}
                <div>
                    <b>{w.get(&format!("verify.question.{}", step.question))}</b>
                    <p><span class="weight">{w.get(word)}</span> " " {w.get(&answer)}</p>
                    {(!step.detail.is_empty()).then(|| view! { <p class="small detail">{step.detail}</p> })}
                </div>
            </li>
        }
    });
    view! { <ol class="steps">{items.collect_view()}</ol> }
}
