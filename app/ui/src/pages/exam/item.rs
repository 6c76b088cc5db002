//! One question with the fields of its kind. Names of fields: `c` choices, `value` and `unit` a number, `text`, `o` an
//! order, `p.LEFT` pairs, `b.BLANK` blanks, `x.N` and `y.N` places, `code`.

use std::collections::BTreeMap;

use course::exam::{Answer, Body, Choice, Entry, Image, Item, fill_blanks};
use leptos::prelude::*;

use super::points;
use crate::parts::in_textarea;
use crate::words::{Words, words};

/// What the server has of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    /// Counts its changes; 0 if there is none.
    pub revision: i64,
    /// The answer that counts.
    pub value: Option<Answer>,
    /// Whether something arrived late.
    pub late: bool,
}

/// The word for a kind, for scripts and styles; and for the line above the question.
pub(super) fn kind(body: &Body) -> &'static str {
    match body {
        Body::Single { .. } => "single",
        Body::Multiple { .. } => "multiple",
        Body::TrueFalse => "true-false",
        Body::Numeric { .. } => "numeric",
        Body::Short {} => "short",
        Body::Ordering { .. } => "ordering",
        Body::Matching { .. } => "matching",
        Body::Blanks { .. } => "blanks",
        Body::HotSpot { .. } => "hot-spot",
        Body::Essay { .. } => "essay",
        Body::Code { budget: None, .. } => "code",
        Body::Code { .. } => "tensor",
    }
}

/// `3 points · one answer`.
pub(super) fn line(w: Words, item: &Item) -> String {
    format!("{} · {}", points(w, item.points), w.get(&format!("exam.kind.{}", kind(&item.body))))
}

/// The fields to answer an item with, filled with what is there. `locked` shows them without letting anybody change them.
pub(super) fn fields(item: &Item, answer: Option<&Answer>, locked: bool) -> AnyView {
    let id = &item.id;
    let label = format!("{id}-title");
    let prompt = |html: String| view! { <div class="prose prompt" id=format!("{id}-prompt") inner_html=html></div> };
    if let Body::Blanks { blanks } = &item.body {
        let w = words();
        let texts = match answer {
            Some(Answer::Blanks { texts }) => texts.clone(),
            _ => BTreeMap::new(),
        };
        let html = fill_blanks(&item.prompt, |index| {
            let Some(blank) = blanks.get(index) else { return String::new() };
            let value = texts.get(&blank.id).map(String::as_str).unwrap_or_default();
            let name = format!("b.{}", blank.id);
            let label = escape(&w.with("exam.blank", &[("n", &(index + 1).to_string())]));
            let off = if locked { " disabled" } else { "" };
            if blank.choices.is_empty() {
                let (value, width, most) = (escape(value), blank.width.clamp(4, 40), Answer::LINE);
                return format!(
                    "<input class=\"blank\" name=\"{name}\" aria-label=\"{label}\" size=\"{width}\" value=\"{value}\" maxlength=\"{most}\" \
                     autocomplete=\"off\" spellcheck=\"false\"{off}>"
                );
            }
            let option = |choice: &Choice| {
                let on = if choice.id == value { " selected" } else { "" };
                format!("<option{on} value=\"{}\">{}</option>", escape(&choice.id), escape(&choice.text))
            };
            let options: String = blank.choices.iter().map(option).collect();
            format!(
                "<select class=\"blank\" name=\"{name}\" aria-label=\"{label}\"{off}><option value=\"\"></option>{options}</select>"
            )
        });
        return prompt(html).into_any();
    }
    view! {
        {prompt(item.prompt.clone())}
        <fieldset class="fields" aria-labelledby=format!("{label} {id}-prompt") disabled=locked>
            {of_kind(item, answer)}
        </fieldset>
    }
    .into_any()
}

fn of_kind(item: &Item, answer: Option<&Answer>) -> AnyView {
    let w = words();
    let chosen = match answer {
        Some(Answer::Choice { chosen }) => chosen.clone(),
        _ => Vec::new(),
    };
    match (&item.body, answer) {
        (Body::Single { options }, _) => choices(&item.id, "radio", options, &chosen).into_any(),
        (Body::Multiple { options }, _) => choices(&item.id, "checkbox", options, &chosen).into_any(),
        (Body::TrueFalse, _) => {
            let options = ["true", "false"].map(|id| Entry { id: id.into(), text: w.get(&format!("exam.{id}")) });
            choices(&item.id, "radio", &options, &chosen).into_any()
        }
        (Body::Numeric { units }, answer) => {
            let (value, unit) = match answer {
                Some(Answer::Number { value, unit }) => (value.clone(), unit.clone()),
                _ => Default::default(),
            };
            number(units, value, unit).into_any()
        }
        (Body::Short {}, answer) => {
            let text = text_of(answer);
            view! {
                <input class="line" name="text" value=text maxlength=Answer::LINE.to_string() aria-label=w.get("exam.answer") autocomplete="off" spellcheck="false"/>
            }
            .into_any()
        }
        (Body::Essay { words: wanted, criteria }, answer) => {
            let criteria = criteria
                .iter()
                .map(|(text, worth)| view! { <li><span inner_html=text.clone()></span> " " <span class="small">{points(w, *worth)}</span></li> })
                .collect_view();
            view! {
                <p class="small" id=format!("{}-criteria", item.id)>{w.get("exam.criteria")}</p>
                <ul class="criteria" aria-labelledby=format!("{}-criteria", item.id)>{criteria}</ul>
                <textarea class="essay" name="text" rows="14" maxlength=Answer::TEXT.to_string() aria-label=w.get("exam.answer")>{format!("\n{}", in_textarea(&text_of(answer)))}</textarea>
                <p class="small">
                    {wanted.map(|n| w.with("exam.words", &[("n", &n.to_string())]))} " " <span data-words></span>
                </p>
            }
            .into_any()
        }
        (Body::Ordering { entries }, answer) => ordering(entries, answer).into_any(),
        (Body::Matching { left, right }, answer) => matching(&item.id, left, right, answer).into_any(),
        (Body::HotSpot { image, picks }, answer) => hot_spot(image, *picks, answer).into_any(),
        (Body::Code { starter, setup, examples, .. }, answer) => {
            let source = match answer {
                Some(Answer::Code { source }) => source.clone(),
                _ => starter.clone(),
            };
            code(source, setup, examples).into_any()
        }
        // Blanks stand in the text.
        (Body::Blanks { .. }, _) => ().into_any(),
    }
}

fn text_of(answer: Option<&Answer>) -> String {
    match answer {
        Some(Answer::Text { text }) => text.clone(),
        _ => String::new(),
    }
}

fn choices(item: &str, kind: &'static str, options: &[Entry], chosen: &[String]) -> impl IntoView + use<> {
    options
        .iter()
        .map(|option| {
            let id = format!("{item}-{}", option.id);
            view! {
                <label class="opt" for=id.clone()>
                    <input type=kind id=id.clone() name="c" value=option.id.clone() checked=chosen.contains(&option.id)/>
                    <span inner_html=option.text.clone()></span>
                </label>
            }
        })
        .collect_view()
}

fn number(units: &[String], value: String, unit: Option<String>) -> impl IntoView + use<> {
    let w = words();
    let options = units
        .iter()
        .map(|u| view! { <option value=u.clone() selected={unit.as_ref() == Some(u)}>{u.clone()}</option> })
        .collect_view();
    let several = units.len() > 1;
    view! {
        <input class="number" name="value" value=value inputmode="decimal" maxlength=Answer::LINE.to_string() aria-label=w.get("exam.number") autocomplete="off"/>
        {several.then(|| view! { <select name="unit" aria-label=w.get("exam.unit")><option value=""></option>{options}</select> })}
        {(units.len() == 1).then(|| view! { <span class="unit">{units[0].clone()}</span> })}
    }
}

/// The entries in the order of the answer; each has buttons that move it, which also submit where scripts are off.
fn ordering(entries: &[Entry], answer: Option<&Answer>) -> impl IntoView + use<> {
    let w = words();
    let order: Vec<&Entry> = match answer {
        Some(Answer::Order { order }) if order.len() == entries.len() => {
            order.iter().filter_map(|id| entries.iter().find(|e| e.id == *id)).collect()
        }
        _ => entries.iter().collect(),
    };
    let rows = order
        .into_iter()
        .enumerate()
        .map(|(place, entry)| {
            let n = (place + 1).to_string();
            let id = format!("entry-{}", entry.id);
            view! {
                <li>
                    <input type="hidden" name="o" value=entry.id.clone()/>
                    <span class="text" id=id.clone() inner_html=entry.text.clone()></span>
                    <button class="btn square" name="move" value=format!("up {}", entry.id) aria-label=w.with("exam.up", &[("n", &n)]) aria-describedby=id.clone()>"↑"</button>
                    <button class="btn square" name="move" value=format!("down {}", entry.id) aria-label=w.with("exam.down", &[("n", &n)]) aria-describedby=id>"↓"</button>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="order">{rows}</ol><p class="sr-only" role="status" data-said></p> }
}

fn matching(item: &str, left: &[Entry], right: &[Entry], answer: Option<&Answer>) -> impl IntoView + use<> {
    let pairs = match answer {
        Some(Answer::Pairs { pairs }) => pairs.clone(),
        _ => BTreeMap::new(),
    };
    let legend = right
        .iter()
        .map(|entry| view! { <li><b>{entry.id.clone()}</b>" "<span inner_html=entry.text.clone()></span></li> })
        .collect_view();
    let rows = left
        .iter()
        .map(|entry| {
            let id = format!("{item}-{}", entry.id);
            let chosen = pairs.get(&entry.id).cloned().unwrap_or_default();
            let options = right
                .iter()
                .map(|r| {
                    let text = format!("{} – {}", r.id, plain(&r.text));
                    view! { <option value=r.id.clone() selected={r.id == chosen}>{text}</option> }
                })
                .collect_view();
            view! {
                <div class="pair">
                    <label for=id.clone() inner_html=entry.text.clone()></label>
                    <select id=id name=format!("p.{}", entry.id)><option value=""></option>{options}</select>
                </div>
            }
        })
        .collect_view();
    view! { <ul class="legend">{legend}</ul>{rows} }
}

/// An image to point at, and beside it the same as numbers: for the keyboard, for screen readers, and without scripts.
fn hot_spot(image: &Image, picks: u32, answer: Option<&Answer>) -> impl IntoView + use<> {
    let w = words();
    let places = match answer {
        Some(Answer::Places { places }) => places.clone(),
        _ => Vec::new(),
    };
    let rows = (0..picks as usize)
        .map(|i| {
            let (x, y) = places.get(i).map(|(x, y)| (x.to_string(), y.to_string())).unwrap_or_default();
            let n = (i + 1).to_string();
            view! {
                <div class="place">
                    <span>{w.with("exam.place", &[("n", &n)])}</span>
                    <label>"x " <input type="number" step="any" min="0" max=image.width.to_string() name=format!("x.{i}") value=x/></label>
                    <label>"y " <input type="number" step="any" min="0" max=image.height.to_string() name=format!("y.{i}") value=y/></label>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="spot" data-width=image.width.to_string() data-height=image.height.to_string()>
            <img src=image.src.clone() alt=image.alt.clone()/>
        </div>
        <p class="small">{w.get("exam.spot_hint")}</p>
        {rows}
    }
}

fn code(source: String, setup: &str, examples: &[String]) -> impl IntoView + use<> {
    let w = words();
    let setup = (!setup.trim().is_empty()).then(|| {
        view! { <details class="setup"><summary>{w.get("exam.setup")}</summary><pre tabindex="0"><code>{setup.to_owned()}</code></pre></details> }
    });
    let examples = (!examples.is_empty()).then(|| {
        let text = examples.join("\n");
        view! { <details class="setup"><summary>{w.get("exam.examples")}</summary><pre tabindex="0"><code>{text}</code></pre></details> }
    });
    // A line break right behind the tag would be swallowed.
    let shown = format!("\n{}", in_textarea(&source));
    view! {
        {setup}
        <div class="code cell"><textarea name="code" rows="12" maxlength=Answer::TEXT.to_string() spellcheck="false" autocapitalize="none" aria-label=w.get("exam.code")>{shown}</textarea></div>
        {examples}
    }
}

/// Text of a short HTML fragment, for places that hold no HTML.
fn plain(html: &str) -> String {
    let mut inside = false;
    let text: String = html
        .chars()
        .filter(|c| {
            match c {
                '<' => inside = true,
                '>' if inside => {
                    inside = false;
                    return false;
                }
                _ => {}
            }
            !inside
        })
        .collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_plain_text() {
        let check = |html: &str, expected: &str| assert_eq!(plain(html), expected);
        check("a <b>b</b> &amp;lt; c", "a b &lt; c");
        check("2 &lt; 3 <code>x</code>", "2 < 3 x");
    }
}
