//! The exam itself: one question at a time, where one stands, how much time is left; and the review before handing in.

use std::collections::BTreeMap;

use course::exam::{Item, Navigation, PaperSection};
use leptos::prelude::*;

use super::item::{Held, fields, kind, line};
use crate::Chrome;
use crate::chrome::Frame;
use crate::parts::icon;
use crate::words::{Words, words};

/// What the exam's pages know of the attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Sitting {
    /// The attempt's id.
    pub id: String,
    /// The exam's title.
    pub title: String,
    /// The sections whose questions may be seen now; in one that only goes forward this is a single question.
    pub open: Vec<PaperSection>,
    /// All questions, by number, with what the list beside the question shows.
    pub seats: Vec<Seat>,
    /// Answers by item.
    pub held: BTreeMap<String, Held>,
    /// The clock.
    pub clock: Clock,
}

/// A question in the list of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The item.
    pub item: String,
    /// From 1.
    pub number: u32,
    /// The section's title.
    pub section: String,
    /// Whether there is an answer.
    pub answered: bool,
    /// Whether it is marked for later.
    pub flagged: bool,
    /// Whether it can be gone to.
    pub open: bool,
}

/// How the clock stands, by the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The server's time.
    pub now: i64,
    /// The end.
    pub deadline: i64,
    /// Minutes from start to end, as granted.
    pub minutes: u32,
    /// Whether it stands still.
    pub paused: bool,
}

/// What the script must know, as JSON in an attribute: inline scripts are forbidden.
fn facts(sitting: &Sitting, w: Words) -> String {
    let said = [
        "saved",
        "saving",
        "unsaved",
        "signed_out",
        "refused",
        "refused_size",
        "unsettled",
        "unsettled_hand_in",
        "no_storage",
        "left_minutes",
        "left_clock",
        "warn",
        "warn_last",
        "over",
        "over_unsent",
        "paused",
        "conflict",
        "conflict_mine",
        "conflict_theirs",
        "keep_mine",
        "take_theirs",
        "moved",
        "words",
        "waiting",
        "leave_blocked",
        "marker",
    ];
    let mut words: serde_json::Map<_, _> =
        said.iter().map(|key| ((*key).to_owned(), w.get(&format!("exam.say.{key}")).into())).collect();
    for key in ["count", "question"] {
        words.insert(key.to_owned(), w.get(&format!("exam.{key}")).into());
    }
    for key in ["answered", "flagged"] {
        words.insert(key.to_owned(), w.get(&format!("exam.seat.{key}")).into());
    }
    let editor = ["completions", "diagnostics", "close", "control", "leave"];
    let editor: serde_json::Map<_, _> =
        editor.iter().map(|key| ((*key).to_owned(), w.get(&format!("editor.{key}")).into())).collect();
    serde_json::json!({
        "attempt": sitting.id,
        "now": sitting.clock.now,
        "deadline": sitting.clock.deadline,
        "paused": sitting.clock.paused,
        "words": words,
        "editor": editor,
    })
    .to_string()
}

/// The page of question `number`. Its form posts to `/attempts/ID/items/NUMBER`: the fields of the answer, and `go`: where to.
pub fn exam_sit(chrome: &Chrome, sitting: &Sitting, number: u32) -> String {
    let w = Words(chrome.lang);
    let title = w.with("exam.question", &[("n", &number.to_string())]);
    let frame = Frame {
        title,
        exam: Some(facts(sitting, w)),
        place: Some((String::new(), sitting.title.clone())),
        ..Frame::default()
    };
    chrome.document(frame, || {
        let w = words();
        let items = sitting
            .open
            .iter()
            .flat_map(|section| section.items.iter().map(move |item| (section, item)))
            .map(|(section, item)| article(sitting, section, item, item.number != number))
            .collect_view();
        let paused = sitting.clock.paused;
        view! {
            <main id="main" class="exam">
                {warnings()}
                <p class="note warn paused" hidden=!paused>{icon("again")}<span>{w.get("exam.say.paused")}</span></p>
                <div class="paper" hidden=paused>{unsettled()}{items}</div>
                {side(sitting, Some(number))}
            </main>
        }
    })
}

fn warnings() -> impl IntoView + use<> {
    let w = words();
    view! {
        <p class="sr-only" aria-live="assertive" data-warning></p>
        <noscript><p class="note info">{w.get("exam.no_script")}</p></noscript>
    }
}

/// Where the script names answers that are not the server's.
fn unsettled() -> impl IntoView + use<> {
    view! { <p class="note warn" role="alert" data-unsettled hidden>{icon("again")}<span></span></p> }
}

fn article(sitting: &Sitting, section: &PaperSection, item: &Item, hidden: bool) -> impl IntoView + use<> {
    let w = words();
    let held = sitting.held.get(&item.id).cloned().unwrap_or_default();
    let last = sitting.seats.len() as u32;
    let forward = section.navigation == Navigation::Forward;
    let flagged = sitting.seats.iter().any(|s| s.item == item.id && s.flagged);
    let before = (!forward && item.number > 1 && sitting.seats.iter().any(|s| s.number + 1 == item.number && s.open))
        .then(|| view! { <button class="btn" name="go" value="back">"← " {(item.number - 1).to_string()}</button> });
    let next = if item.number < last {
        view! { <button class="btn primary" name="go" value="next">{(item.number + 1).to_string()} " →"</button> }
            .into_any()
    } else {
        view! { <button class="btn primary" name="go" value="review">{w.get("exam.review")}</button> }.into_any()
    };
    let where_ = w.with(
        "exam.where",
        &[("n", &item.number.to_string()), ("total", &last.to_string()), ("section", &section.title)],
    );
    let action = format!("/attempts/{}/items/{}", sitting.id, item.number);
    let instructions =
        section.items.first().is_some_and(|first| first.id == item.id || forward) && !section.instructions.is_empty();
    view! {
        <article id=format!("item-{}", item.id) hidden=hidden data-number=item.number.to_string()>
            <form method="post" action=action data-item=item.id.clone() data-kind=kind(&item.body)
                data-revision=held.revision.to_string() data-forward=forward.then_some("") autocomplete="off">
                <h1 class="small" id=format!("{}-title", item.id) tabindex="-1">{where_}</h1>
                <p class="small">{line(w, item)}</p>
                {instructions.then(|| view! { <div class="prose instructions" inner_html=section.instructions.clone()></div> })}
                {fields(item, held.value.as_ref(), false)}
                <div class="conflict" data-conflict hidden></div>
                {forward.then(|| view! { <p class="small">{w.get("exam.forward_only")}</p> })}
                <div class="next">
                    {before}
                    <button class="btn quiet" name="go" value="flag" aria-pressed=flagged.to_string()>
                        "⚑ " {w.get("exam.flag")}
                    </button>
                    {next}
                </div>
            </form>
        </article>
    }
}

/// The clock, where one stands and what the server has; `number` is the question that is shown, and `None` in the review.
fn side(sitting: &Sitting, number: Option<u32>) -> impl IntoView + use<> {
    let w = words();
    let clock = sitting.clock;
    let minutes = (clock.deadline - clock.now).max(0).div_euclid(60_000);
    let total = w.with("exam.left_of", &[("time", &w.minutes(clock.minutes))]);
    let answered = sitting.seats.iter().filter(|s| s.answered).count().to_string();
    let flagged = sitting.seats.iter().filter(|s| s.flagged).count().to_string();
    let seats = sitting.seats.iter().map(|seat| seat_link(&sitting.id, seat, number)).collect_view();
    view! {
        <aside class="side" aria-label=w.get("exam.progress")>
            <p class="clock" role="timer" aria-live="off" data-clock>{w.with("exam.say.left_minutes", &[("n", &minutes.to_string())])}</p>
            <p class="small">{total}</p>
            <nav class="grid" aria-label=w.get("exam.questions")>{seats}</nav>
            <p class="small" data-count>{w.with("exam.count", &[("answered", &answered), ("flagged", &flagged)])}</p>
            {number.map(|_| view! { <a class="btn" href=format!("/attempts/{}/review", sitting.id)>{w.get("exam.review")}</a> })}
            <div class="kept"><p class="saved" role="status" data-saved></p></div>
            <p class="small">{w.get("exam.kept")}</p>
        </aside>
    }
}

fn seat_link(attempt: &str, seat: &Seat, here: Option<u32>) -> impl IntoView + use<> {
    let w = words();
    let n = seat.number.to_string();
    let mut label = w.with("exam.question", &[("n", &n)]);
    for (on, key) in [(seat.answered, "exam.seat.answered"), (seat.flagged, "exam.seat.flagged")] {
        if on {
            label = format!("{label}, {}", w.get(key));
        }
    }
    let mut class = String::from("seat");
    for (on, name) in [(seat.answered, " answered"), (seat.flagged, " flagged")] {
        class.push_str(if on { name } else { "" });
    }
    if seat.open {
        let current = (Some(seat.number) == here).then_some("true");
        let href = format!("/attempts/{attempt}/items/{n}");
        view! { <a class=class href=href data-seat=seat.item.clone() aria-label=label aria-current=current>{n}</a> }
            .into_any()
    } else {
        view! { <span class=format!("{class} shut") aria-label=label role="img">{n}</span> }.into_any()
    }
}

/// A question in the review.
pub type ReviewRow = Seat;

/// The page before handing in. Its form posts `confirm` to `/attempts/ID/submit`.
pub fn exam_review(chrome: &Chrome, sitting: &Sitting) -> String {
    let w = Words(chrome.lang);
    let frame = Frame {
        title: w.get("exam.review"),
        exam: Some(facts(sitting, w)),
        place: Some((String::new(), sitting.title.clone())),
        ..Frame::default()
    };
    chrome.document(frame, || {
        let w = words();
        let rows = sitting.seats.iter().map(|seat| row(&sitting.id, seat)).collect_view();
        let open = sitting.seats.iter().filter(|s| !s.answered).count();
        let lede = if open == 0 { w.get("exam.all_answered") } else { w.count("exam.unanswered", open) };
        let back = sitting.seats.iter().find(|s| s.open).map(|s| format!("/attempts/{}/items/{}", sitting.id, s.number));
        view! {
            <main id="main" class="exam review">
                {warnings()}
                <div class="paper">
                    <h1>{w.get("exam.review")}</h1>
                    <p class="lede">{lede}</p>
                    {unsettled()}
                    <ol class="rows">{rows}</ol>
                    <form method="post" action=format!("/attempts/{}/submit", sitting.id) class="stack hand-in" data-hand-in>
                        <label class="check">
                            <input type="checkbox" name="confirm" value="yes" required/>
                            <span>{w.get("exam.confirm")}</span>
                        </label>
                        <div class="next">
                            {back.map(|href| view! { <a class="btn" href=href>{w.get("exam.go_back")}</a> })}
                            <button class="btn primary">{w.get("exam.hand_in")}</button>
                        </div>
                    </form>
                </div>
                {side(sitting, None)}
            </main>
        }
    })
}

fn row(attempt: &str, seat: &Seat) -> impl IntoView + use<> {
    let w = words();
    let text = w.with("exam.question", &[("n", &seat.number.to_string())]);
    let name = if seat.open {
        view! { <a href=format!("/attempts/{attempt}/items/{}", seat.number)>{text}</a> }.into_any()
    } else {
        view! { <span>{text}</span> }.into_any()
    };
    let state = if seat.answered {
        view! { <span class="tag good">{icon("tick")} {w.get("exam.seat.answered")}</span> }.into_any()
    } else {
        view! { <span class="tag warn">{w.get("exam.seat.open")}</span> }.into_any()
    };
    let flag = seat.flagged.then(|| view! { <span class="tag">"⚑ " {w.get("exam.seat.flagged")}</span> });
    view! { <li>{name} " · " <span class="small">{seat.section.clone()}</span> " " {state} " " {flag}</li> }
}
