//! A cell: code, output, and for exercises hints, checks and verdicts.

use cells::Tone;
use course::progress::LessonStanding;
use leptos::html::Div;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::notebook::{CellSignals, CellSpec, CellState, Change, OnServer, changes, live, sentences};
use crate::parts::{Asleep, icon};
use crate::progress::follow_lesson;
use crate::words::{Words, words};

/// The parts of a cell that only the server writes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CellText {
    /// The code, highlighted: shown until the editor stands.
    pub code: Asleep,
    /// The author's title.
    pub caption: Option<String>,
    /// The figure's caption, inline HTML.
    pub fig_cap: Option<Asleep>,
    /// The exercise's number.
    pub exercise: Option<u32>,
    /// Hints, each HTML.
    pub hints: Vec<Asleep>,
    /// The solution, HTML.
    pub solution: Option<Asleep>,
}

/// One cell.
#[island]
pub fn CellIsland(
    /// What the browser must know to run it.
    spec: CellSpec,
    /// What only the server writes.
    text: CellText,
) -> impl IntoView {
    let w = words();
    let signals = CellSignals::new();
    let (editor, output) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    let id = StoredValue::new(spec.id.clone());
    let number = spec.number.to_string();
    let (exercise, shown, starter) = (spec.exercise.is_some(), spec.echo, StoredValue::new(spec.code.clone()));
    let state = signals.state;
    let first = spec.number <= 1;
    // What the server knows came to the page with the rings of the outline.
    let standing = follow_lesson(spec.course.clone(), spec.lesson.clone(), LessonStanding::default());
    let passed = move || exercise && standing.with(|s| id.with_value(|id| s.exercises.contains(id)));
    let passed =
        move || passed().then(|| view! { <span class="tag good">{icon("tick")} {w.get("cell.passed")}</span> });
    let title = match (text.caption, text.exercise) {
        // Tracebacks name the cell by its number.
        (Some(caption), None) => format!("{} · {caption}", w.with("cell.title", &[("n", &number)])),
        (Some(caption), Some(n)) => format!("{} · {caption}", w.with("cell.exercise", &[("n", &n.to_string())])),
        (None, Some(n)) => w.with("cell.exercise", &[("n", &n.to_string())]),
        (None, None) => w.with("cell.title", &[("n", &number)]),
    };
    let label = title.clone();
    let code = text.code.0;
    let fig_cap = text
        .fig_cap
        .map(|caption| view! { <p class="caption" inner_html=caption.0 hidden=move || !signals.drawn.get()></p> });
    let output_label = w.with("cell.output", &[("n", &number)]);
    let body = shown.then(|| {
        view! {
            <div class="code">
                <div node_ref=editor class="editor"></div>
                <pre class="asleep" role="group" hidden=move || signals.awake.get() tabindex="0" aria-label=w.with("cell.code", &[("n", &number)])><code inner_html=code></code></pre>
            </div>
        }
    });
    // A cell that hides its code still needs the place, so that waking finds the same elements.
    let hidden_editor = (!shown).then(|| view! { <div node_ref=editor hidden=true></div> });
    live::attach_cell(spec, signals, editor, output);
    view! {
        <section class=move || class(exercise, state.get()) aria-label=label
            data-cell=id.get_value() data-state=move || state_name(state.get())>
            <header>
                <span class="title">{title}</span>
                {passed}
                <span class="state">{move || state_words(w, state.get())}</span>
                {controls(w, id, signals, exercise, first)}
            </header>
            {version_choice(w, id, signals, starter)}
            {body}
            {hidden_editor}
            <div class="out" node_ref=output role="group" aria-label=output_label tabindex=move || signals.printed.get().then_some("0")
                hidden=move || !signals.printed.get()></div>
            {fig_cap}
            {unrun(w, id, signals)}
            {verdicts(w, signals)}
            {on_server(w, signals)}
            {move || signals.unkept.get().then(|| view! { <p class="note warn">{icon("again")}<span>{w.get("cell.unkept")}</span></p> })}
            {help(w, signals, text.hints, text.solution)}
        </section>
    }
}

/// The cell's class: what it is and what its rail tells.
fn class(exercise: bool, state: CellState) -> String {
    format!("cell{} {}", if exercise { " exercise" } else { "" }, rail(state))
}

fn rail(state: CellState) -> &'static str {
    match state {
        CellState::Idle | CellState::Recalled => "",
        CellState::Queued | CellState::Running => "running",
        CellState::Ran(_) => "ran",
        CellState::Failed(_) => "failed",
        CellState::NotYet(_) | CellState::Stopped | CellState::TimedOut | CellState::Stale => "stale",
    }
}

/// The state for scripts that look at the page from outside.
fn state_name(state: CellState) -> &'static str {
    match state {
        CellState::Idle => "idle",
        CellState::Recalled => "recalled",
        CellState::Queued => "queued",
        CellState::Running => "running",
        CellState::Ran(_) => "ran",
        CellState::NotYet(_) => "not-yet",
        CellState::Failed(_) => "failed",
        CellState::Stopped => "stopped",
        CellState::TimedOut => "timed-out",
        CellState::Stale => "stale",
    }
}

/// What the rail says in words: colour alone is not enough.
fn state_words(w: Words, state: CellState) -> String {
    match state {
        CellState::Idle => String::new(),
        CellState::Recalled => w.get("cell.recalled"),
        CellState::Queued => w.get("cell.queued"),
        CellState::Running => w.get("cell.running"),
        CellState::Ran(millis) | CellState::NotYet(millis) => w.with("cell.ran", &[("time", &w.took(millis))]),
        CellState::Failed(millis) => w.with("cell.failed", &[("time", &w.took(millis))]),
        CellState::Stopped => w.get("cell.stopped"),
        CellState::TimedOut => w.get("cell.timed_out"),
        CellState::Stale => w.get("cell.stale"),
    }
}

fn controls(w: Words, id: StoredValue<String>, signals: CellSignals, exercise: bool, first: bool) -> impl IntoView {
    let (state, edited, undoable) = (signals.state, signals.edited, signals.undoable);
    let run_class = if exercise { "btn" } else { "btn run" };
    view! {
        <span class="end needs-script">
            {(!first).then(|| view! {
                <button class="btn quiet above" hidden=move || state.get().busy()
                    on:click=move |_| id.with_value(|id| live::run_above(id))>{w.get("cell.run_above")}</button>
            })}
            <button class="btn quiet" hidden=move || !undoable.get() on:click=move |_| id.with_value(|id| live::undo_reset(id))>
                {w.get("cell.undo_reset")}
            </button>
            <button class="btn quiet" hidden=move || !edited.get() on:click=move |_| id.with_value(|id| live::reset(id))>
                {w.get("cell.reset")}
            </button>
            <button class="btn" hidden=move || !state.get().busy() on:click=move |_| live::stop()>{icon("stop")} {w.get("cell.stop")}</button>
            <button class=run_class hidden=move || state.get().busy() title=w.get("cell.run_title")
                on:click=move |_| id.with_value(|id| live::run(id))>{icon("run")} {w.get("cell.run")}</button>
            {exercise.then(|| view! {
                <button class="btn primary" disabled=move || state.get().busy()
                    on:click=move |_| id.with_value(|id| live::check(id))>{w.get("cell.check")}</button>
            })}
        </span>
    }
}

fn verdicts(w: Words, signals: CellSignals) -> impl IntoView {
    move || {
        signals
            .verdicts
            .get()
            .into_iter()
            .map(|verdict| {
                let (class, mark, word) = match (verdict.correct, verdict.tone) {
                    (true, _) => ("verdict good", "tick", "verdict.right"),
                    (false, Tone::Info) => ("verdict info", "again", "verdict.remark"),
                    (false, Tone::Error) => ("verdict warn", "again", "verdict.error"),
                    (false, _) => ("verdict warn", "again", "verdict.not_yet"),
                };
                view! { <div class=class>{icon(mark)}<p><b>{w.get(word)}</b> " " {sentences::message(w, &verdict.message)}</p></div> }
            })
            .collect_view()
    }
}

/// Python could not run the cell: why, and once more.
fn unrun(w: Words, id: StoredValue<String>, signals: CellSignals) -> impl IntoView {
    move || {
        signals.unrun.get().map(|why| view! {
            <div class="note warn" role="status">
                {icon("again")}
                <span>{w.get("cell.unrun")} " " {why}</span>
                <button class="btn" on:click=move |_| id.with_value(|id| live::run(id))>{w.get("cell.try_again")}</button>
            </div>
        })
    }
}

/// How far the server's checks are.
fn on_server(w: Words, signals: CellSignals) -> impl IntoView {
    move || {
        let (class, sentence) = match signals.on_server.get() {
            OnServer::Quiet => return None,
            OnServer::Asked => ("note info", w.get("check.on_server")),
            OnServer::Wait(seconds) => ("note warn", w.with("check.wait", &[("n", &seconds.to_string())])),
            OnServer::Later => ("note warn", w.get("check.later")),
        };
        Some(view! { <p class=class role="status">{icon("again")}<span>{sentence}</span></p> })
    }
}

/// Hints open one at a time; the solution shows itself after a try or the last hint. Asleep, all can be opened.
fn help(w: Words, signals: CellSignals, hints: Vec<Asleep>, solution: Option<Asleep>) -> impl IntoView {
    let total = hints.len();
    // How many hints can be seen: all, until the page is awake.
    let seen = RwSignal::new(total + 1);
    Effect::new(move |_| seen.set(1));
    let any = total > 0 || solution.is_some();
    let hints = hints
        .into_iter()
        .enumerate()
        .map(|(i, hint)| {
            let title = w.with("cell.hint", &[("n", &(i + 1).to_string()), ("total", &total.to_string())]);
            view! {
                <details hidden={move || i >= seen.get()} on:toggle=move |_| seen.update(|s| *s = (*s).max(i + 2))>
                    <summary>{title}</summary>
                    <div class="prose" inner_html=hint.0></div>
                </details>
            }
        })
        .collect_view();
    let solution = solution.map(|solution| {
        let hidden = move || signals.attempts.get() == 0 && seen.get() <= total;
        view! {
            <details hidden=hidden>
                <summary>{w.get("cell.solution")}</summary>
                <div class="prose" inner_html=solution.0></div>
            </details>
        }
    });
    any.then(|| view! { <div class="help">{hints}{solution}</div> })
}

/// The author changed the cell under the student's edits: what changed, and a choice.
fn version_choice(
    w: Words,
    id: StoredValue<String>,
    signals: CellSignals,
    starter: StoredValue<String>,
) -> impl IntoView {
    move || {
        signals.new_version.get().map(|version| {
            let lines = starter.with_value(|new| changes(&version.old, new)).into_iter().map(|change| match change {
                Change::Same(line) => view! { <span>"  " {line} "\n"</span> }.into_any(),
                Change::Removed(line) => view! { <del>"− " {line} "\n"</del> }.into_any(),
                Change::Added(line) => view! { <ins>"+ " {line} "\n"</ins> }.into_any(),
            }).collect_view();
            view! {
                <div class="note info version">
                    <p>{w.get("version.changed")}</p>
                    <details><summary>{w.get("version.show")}</summary><pre tabindex="0">{lines}</pre></details>
                    <p class="row">
                        <button class="btn" on:click=move |_| id.with_value(|id| live::keep_mine(id))>{w.get("version.keep")}</button>
                        <button class="btn" on:click=move |_| id.with_value(|id| live::take_new(id))>{w.get("version.take")}</button>
                    </p>
                </div>
            }
        })
    }
}
