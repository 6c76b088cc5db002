//! Answers and log entries in words, for reviewers.

use course::exam::{Answer, Body, Entry, Item};

use crate::exam::log::{Event, Sign};

/// An answer as text.
pub(super) fn answer(item: &Item, answer: &Answer) -> String {
    let named =
        |entries: &[Entry], id: &String| entries.iter().find(|e| e.id == *id).map_or(id.clone(), |e| plain(&e.text));
    match (answer, &item.body) {
        (Answer::Choice { chosen }, Body::Single { options } | Body::Multiple { options }) => {
            chosen.iter().map(|id| named(options, id)).collect::<Vec<_>>().join("\n")
        }
        (Answer::Choice { chosen }, _) => chosen.join(", "),
        (Answer::Number { value, unit }, _) => {
            format!("{value} {}", unit.as_deref().unwrap_or_default()).trim().to_owned()
        }
        (Answer::Text { text }, _) => text.clone(),
        (Answer::Order { order }, Body::Ordering { entries }) => {
            order.iter().zip(1..).map(|(id, n)| format!("{n}. {}", named(entries, id))).collect::<Vec<_>>().join("\n")
        }
        (Answer::Order { order }, _) => order.join(", "),
        (Answer::Pairs { pairs }, Body::Matching { left, right }) => pairs
            .iter()
            .map(|(l, r)| format!("{} → {}", named(left, l), named(right, r)))
            .collect::<Vec<_>>()
            .join("\n"),
        (Answer::Pairs { pairs }, _) => pairs.iter().map(|(l, r)| format!("{l} → {r}")).collect::<Vec<_>>().join("\n"),
        (Answer::Blanks { texts }, Body::Blanks { blanks }) => {
            let said = |(id, text): (&String, &String)| {
                let choices = blanks.iter().find(|b| b.id == *id).map_or(&[][..], |b| &b.choices);
                let chosen = choices.iter().find(|c| c.id == *text).map_or(text, |c| &c.text);
                format!("{id}: {chosen}")
            };
            texts.iter().map(said).collect::<Vec<_>>().join("\n")
        }
        (Answer::Blanks { texts }, _) => texts.iter().map(|(b, t)| format!("{b}: {t}")).collect::<Vec<_>>().join("\n"),
        (Answer::Places { places }, _) => {
            places.iter().map(|(x, y)| format!("({x}, {y})")).collect::<Vec<_>>().join(" ")
        }
        (Answer::Code { source }, _) => source.clone(),
    }
}

/// What there was to choose from, as HTML; empty where the candidate writes.
pub(super) fn options(body: &Body) -> String {
    let list = |entries: &[Entry]| {
        let lines: String = entries.iter().map(|e| format!("<li>{}</li>", e.text)).collect();
        format!("<ul>{lines}</ul>")
    };
    match body {
        Body::Single { options } | Body::Multiple { options } => list(options),
        Body::Ordering { entries } => list(entries),
        Body::Matching { left, right } => list(left) + &list(right),
        _ => String::new(),
    }
}

/// HTML without its tags; the page escapes it again.
fn plain(html: &str) -> String {
    let mut inside = false;
    let mut text = String::new();
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// What an event is called below `log` in the words, and what there is to say besides.
pub(super) fn event(event: &Event) -> (&'static str, String) {
    match event {
        Event::Made { .. } => ("made", String::new()),
        Event::Moved { from, to, by, why } => {
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            ("moved", format!("{} → {} · {by}{why}", from.code(), to.code()))
        }
        Event::Answered { item, revision, late, .. } => {
            (if *late { "answered_late" } else { "answered" }, format!("{item} · {revision}"))
        }
        Event::Counted { item, by } => ("counted", format!("{item} · {by}")),
        Event::Flagged { item, .. } => ("flagged", item.clone()),
        Event::Passed { item } => ("passed", item.clone()),
        Event::Noticed { sign, tab } => {
            let (key, detail) = sign_of(sign);
            (key, format!("{detail} {}", tab.chars().take(8).collect::<String>()).trim().to_owned())
        }
        Event::Granted { time, by } => ("granted", format!("{} min · {by}", time / 60_000)),
        Event::Paused { on: true, by } => ("paused", by.clone()),
        Event::Paused { on: false, by } => ("resumed", by.clone()),
        Event::Rescheduled { by, .. } => ("rescheduled", by.clone()),
        Event::Graded { number, by } => ("graded", format!("{number} · {by}")),
    }
}

fn sign_of(sign: &Sign) -> (&'static str, String) {
    match sign {
        Sign::Opened => ("opened", String::new()),
        Sign::Left => ("left", String::new()),
        Sign::Back { after } => ("back", format!("{} s", after / 1000)),
        Sign::Pasted { item, size } => ("pasted", format!("{item} · {size}")),
        Sign::Moved { .. } => ("address", String::new()),
        Sign::Browser { agent } => ("browser", agent.clone()),
    }
}
