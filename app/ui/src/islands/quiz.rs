//! A quiz: one question, options, an answer at once.

use course::progress::{EventKind, LessonStanding};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::parts::{Asleep, icon};
use crate::progress::{follow_lesson, record};
use crate::words::words;

/// A question of a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuizSpec {
    /// Course slug.
    pub course: String,
    /// Lesson slug.
    pub lesson: String,
    /// Unique in the lesson.
    pub id: String,
    /// Which of the lesson's quizzes it is, from 1.
    pub number: usize,
    /// HTML.
    pub question: Asleep,
    /// Whether several options are right.
    pub multiple: bool,
    /// The options.
    pub options: Vec<OptionSpec>,
}

/// An option of a quiz.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionSpec {
    /// HTML.
    pub text: Asleep,
    /// Whether it is right.
    pub correct: bool,
    /// Shown once it was chosen.
    pub feedback: Option<Asleep>,
}

/// One quiz.
#[island]
pub fn QuizIsland(
    /// The question.
    spec: QuizSpec,
) -> impl IntoView {
    let w = words();
    let right: Vec<bool> = spec.options.iter().map(|o| o.correct).collect();
    let chosen = RwSignal::new(vec![false; right.len()]);
    // What was answered; `None` while the student thinks.
    let answered = RwSignal::new(None::<Vec<bool>>);
    let kind = if spec.multiple { "checkbox" } else { "radio" };
    let multiple = spec.multiple;
    let right_now = StoredValue::new(right.clone());
    let passed = move || answered.with(|a| a.as_ref().map(|a| right_now.with_value(|r| a == r)));
    let standing = follow_lesson(spec.course.clone(), spec.lesson.clone(), LessonStanding::default());
    let id = StoredValue::new(spec.id.clone());
    let before = move || {
        let right = standing.with(|s| id.with_value(|id| s.quizzes.get(id) == Some(&true)));
        (right && answered.with(Option::is_none))
            .then(|| view! { <span class="tag good">{icon("tick")} {w.get("quiz.right_before")}</span> })
    };
    let name = format!("quiz-{}", spec.id);
    let options = spec
        .options
        .into_iter()
        .enumerate()
        .map(|(i, option)| {
            let correct = option.correct;
            // Only what was chosen is judged: the rest is for the next try.
            let judged = move || answered.with(|a| a.as_ref().is_some_and(|a| a[i])).then_some(correct);
            let pick = move |event: leptos::ev::Event| {
                let on = event_target_checked(&event);
                answered.set(None);
                chosen.update(|c| {
                    if !multiple {
                        c.fill(false);
                    }
                    c[i] = on;
                });
            };
            let id = format!("{name}-{i}");
            let class = move || match judged() {
                Some(true) => "option good",
                Some(false) => "option warn",
                None => "option",
            };
            let mark = move || {
                judged().map(|ok| {
                    let word = if ok { w.get("quiz.option_right") } else { w.get("quiz.option_wrong") };
                    view! { {icon(if ok { "tick" } else { "cross" })}<span class="sr-only">{word}</span> }
                })
            };
            let feedback = option
                .feedback
                .map(|f| view! { <div class="feedback prose" inner_html=f.0 hidden=move || judged().is_none()></div> });
            view! {
                <div class=class>
                    <input type=kind name=name.clone() id=id.clone() on:change=pick/>
                    <label for=id inner_html=option.text.0></label>
                    <span class="mark">{mark}</span>
                    {feedback}
                </div>
            }
        })
        .collect_view();
    let verdict = move || {
        passed().map(|ok| {
            let (class, mark, key) = match (ok, multiple) {
                (true, _) => ("verdict good", "tick", "quiz.right"),
                (false, true) => ("verdict warn", "again", "quiz.not_all"),
                (false, false) => ("verdict warn", "again", "quiz.wrong"),
            };
            view! { <div class=class>{icon(mark)}<p>{w.get(key)}</p></div> }
        })
    };
    let check = move |_| {
        let answer = chosen.get_untracked();
        let correct = answer == right;
        answered.set(Some(answer));
        record(&spec.course, &spec.lesson, EventKind::QuizAnswered { quiz: spec.id.clone(), correct });
    };
    view! {
        <section class="quiz" aria-label=w.with("quiz.title", &[("n", &spec.number.to_string())])>
            <fieldset>
                <legend>
                    <span class="kicker">{w.get(if multiple { "quiz.several" } else { "quiz.one" })}</span>
                    <span class="prose" inner_html=spec.question.0></span>
                </legend>
                {options}
            </fieldset>
            <p class="needs-script">
                <button class="btn" disabled=move || chosen.with(|c| !c.contains(&true)) on:click=check>{w.get("quiz.check")}</button>
                {before}
            </p>
            <div role="status">{verdict}</div>
        </section>
    }
}
