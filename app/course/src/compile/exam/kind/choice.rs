//! Single and multiple choice: a list of options with ticks, as a lesson's quiz has it.

use super::super::body::Body;
use super::super::parts::{Parts, bare};
use super::Made;
use crate::compile::page::Doc;
use crate::exam::secret::{Key, Wording, read_number};

/// Most options of a question.
const OPTIONS: usize = 26;

pub(super) fn read(body: &mut Body, multiple: bool, parts: &Parts, translation: bool) -> Made {
    let items = parts.list.as_deref().unwrap_or_default();
    let mut text = Wording::default();
    let mut right = Vec::new();
    let mut untold = None;
    let span = body.span.clone();
    for item in items {
        let doc = Doc { text: body.page.text, within: None };
        let (ticked, option, remark) = body.page.answer(&doc, item);
        if ticked.is_none() {
            untold = untold.or(Some(body.page.first_line(item)));
        }
        right.push(ticked == Some(true));
        if let Some(other) = text.parts.iter().position(|p| same(&bare(p), &bare(&option))) {
            let line = body.page.first_line(item);
            let message = match right[other] == ticked.unwrap_or_default() {
                true => "two options read alike",
                false => "a wrong option reads like the right one",
            };
            body.error(line, message, "change or remove one of them");
        }
        text.parts.push(option);
        text.remarks.push(remark);
    }
    if items.len() < 2 {
        body.error(
            span,
            "a choice has at least two options",
            "end the question with a list: `- [x] right`, `- [ ] wrong`",
        );
        return Made { key: None, text };
    }
    if items.len() > OPTIONS {
        let message = format!("a choice has at most {OPTIONS} options, and this one {}", items.len());
        body.error(span.clone(), message, "leave out the least plausible");
    }
    let ticks = right.iter().filter(|r| **r).count();
    if translation && ticks == 0 {
        return Made { key: None, text };
    }
    if let Some(line) = untold {
        body.error(line, "this option does not say whether it is right", "write `- [x] …` if it is, `- [ ] …` if not");
    }
    match (ticks, multiple) {
        (0, _) => body.error(span, "none of the options is right", "tick one: `- [x] …`"),
        (1, _) => {}
        (n, false) => {
            let message = format!("a single choice has one right option, and this one {n}");
            body.error(span, message, "untick the others, or write `kind=multiple`");
        }
        (n, true) if n == items.len() => {
            body.warn(span, "all options are right", "add one that is wrong: `- [ ] …`");
        }
        _ => {}
    }
    let key = match multiple {
        true => Key::Multiple { right },
        false => Key::Single { options: right.len(), right: right.iter().position(|r| *r).unwrap_or(usize::MAX) },
    };
    Made { key: Some(key), text }
}

/// Whether two options say the same: the same words, or the same number written in two ways.
fn same(one: &str, other: &str) -> bool {
    one == other || read_number(one).is_some_and(|number| read_number(other) == Some(number))
}
