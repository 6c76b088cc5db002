//! From the bank to the paper: the one way from secret types to what a candidate sees.

use std::borrow::Cow;
use std::fmt;

use super::super::paper::{Blank, Body, Choice, Entry, Item, Paper, PaperSection, Revealed};
use super::areas::outlined;
use super::key::{BlankKey, Key, Pattern, Tolerance};
use super::question::Question;
use super::{Exam, Form, Slot};
use crate::compile::{Diagnostic, escape, variant};
use crate::model::Lang;

/// Why an item cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmade {
    /// The bank has no such question any more.
    Gone(String),
    /// The question has a generator, and the slot no values yet.
    NoValues(String),
    /// The variant has errors.
    Broken(String, Vec<Diagnostic>),
}

impl fmt::Display for Unmade {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Unmade::Gone(id) => write!(f, "the bank has no question `{id}`"),
            Unmade::NoValues(id) => write!(f, "the generator of the question `{id}` has not run"),
            Unmade::Broken(id, notes) => {
                let first = notes.first().map_or("", |d| d.message.as_str());
                write!(f, "this variant of the question `{id}` does not work: {first}")
            }
        }
    }
}

impl std::error::Error for Unmade {}

impl Exam {
    /// The question of a slot, with its values put in.
    ///
    /// # Errors
    /// If it is gone, or its values are missing or do not fit.
    pub fn question(&self, slot: &Slot) -> Result<Cow<'_, Question>, Unmade> {
        let question = self.questions.get(&slot.question).ok_or_else(|| Unmade::Gone(slot.question.clone()))?;
        question.of(slot)
    }

    /// The paper of a form in one language, or item by item in the one there is. The values of all slots whose questions
    /// have generators must be there.
    ///
    /// # Errors
    /// If an item cannot be made.
    pub fn paper(&self, form: &Form, lang: Lang) -> Result<Paper, Unmade> {
        let sheet = &self.sheets[&lang];
        let mut number = 0;
        let mut sections = Vec::with_capacity(form.sections.len());
        for section in &form.sections {
            let text = sheet.sections.iter().find(|s| s.id == section.id);
            let mut items = Vec::with_capacity(section.slots.len());
            for slot in &section.slots {
                number += 1;
                items.push(self.question(slot)?.item(slot, number, lang));
            }
            sections.push(PaperSection {
                id: section.id.clone(),
                title: text.map(|t| t.title.clone()).unwrap_or_default(),
                instructions: text.map(|t| t.instructions.clone()).unwrap_or_default(),
                navigation: text.map_or(self.policy.navigation, |t| t.navigation),
                items,
            });
        }
        Ok(Paper {
            course: self.course.clone(),
            exam: self.slug.clone(),
            version: self.version.clone(),
            lang: sheet.lang,
            title: sheet.title.clone(),
            sections,
        })
    }
}

impl Question {
    /// This question with the values of a slot put in.
    ///
    /// # Errors
    /// If the values are missing or do not fit.
    pub fn of(&self, slot: &Slot) -> Result<Cow<'_, Question>, Unmade> {
        if self.generate.is_none() {
            return Ok(Cow::Borrowed(self));
        }
        let values = slot.values.as_ref().ok_or_else(|| Unmade::NoValues(self.id.clone()))?;
        variant(self, values).map(Cow::Owned).map_err(|notes| Unmade::Broken(self.id.clone(), notes))
    }

    /// The item that a candidate sees.
    pub fn item(&self, slot: &Slot, number: u32, lang: Lang) -> Item {
        let (_, text) = self.text(lang);
        let entries = |texts: &[String]| shown(slot, texts.len(), letter).map(|(id, i)| entry(id, texts, i)).collect();
        let body = match &self.key {
            Key::Single { .. } => Body::Single { options: entries(&text.parts) },
            Key::Multiple { .. } => Body::Multiple { options: entries(&text.parts) },
            Key::TrueFalse { .. } => Body::TrueFalse,
            Key::Numeric { units, .. } => Body::Numeric { units: units.iter().map(|u| u.name.clone()).collect() },
            Key::Short { .. } => Body::Short {},
            Key::Ordering { .. } => Body::Ordering { entries: entries(&text.parts) },
            Key::Matching { left, .. } => Body::Matching {
                left: (0..*left).map(|i| entry(letter(i), &text.parts, i)).collect(),
                right: shown(slot, text.right.len(), digit).map(|(id, i)| entry(id, &text.right, i)).collect(),
            },
            Key::Blanks { blanks } => Body::Blanks {
                blanks: (0..blanks.len()).map(|i| blank(slot, blanks, i, text.choices.get(i))).collect(),
            },
            Key::HotSpot { image, areas } => {
                let mut image = image.clone();
                image.alt.clone_from(&text.alt);
                Body::HotSpot { image, picks: u32::try_from(areas.len()).unwrap_or(u32::MAX) }
            }
            Key::Essay { words, rubric } => Body::Essay {
                words: *words,
                criteria: rubric.iter().map(|c| (c.text[lang as usize].clone(), c.points)).collect(),
            },
            Key::Code(task) => Body::Code {
                starter: task.starter.clone(),
                setup: task.setup.clone(),
                examples: task.examples.clone(),
                budget: task.budget,
            },
        };
        Item { id: slot.item.clone(), number, points: self.points, prompt: text.prompt.clone(), body }
    }

    /// The right answer and why, for where the feedback policy shows them.
    pub fn reveal(&self, slot: &Slot, lang: Lang) -> Revealed {
        let (_, text) = self.text(lang);
        let part = |i: usize| text.parts.get(i).cloned().unwrap_or_default();
        let answer = match &self.key {
            Key::Single { right, .. } => list("ul", [with_remark(text, *right)]),
            Key::Multiple { right } => list("ul", (0..right.len()).filter(|i| right[*i]).map(|i| with_remark(text, i))),
            Key::TrueFalse { right } => escape(word(*right, lang)),
            Key::Numeric { value, tolerance, units } => {
                let off = match tolerance {
                    Tolerance::Absolute(most) => format!("± {most}"),
                    Tolerance::Relative(part) => format!("± {} %", part * 100.0),
                };
                let unit = units.first().map(|u| format!(" {}", u.name)).unwrap_or_default();
                escape(&format!("{value}{unit} ({off})"))
            }
            Key::Short { accepted } => typed(accepted),
            Key::Ordering { entries } => list("ol", (0..*entries).map(part)),
            Key::Matching { left, .. } => {
                let right = |i: usize| text.right.get(i).cloned().unwrap_or_default();
                list("ul", (0..*left).map(|i| format!("{} → {}", part(i), right(i))))
            }
            Key::Blanks { blanks } => list(
                "ol",
                blanks.iter().enumerate().map(|(i, key)| match key {
                    BlankKey::Typed(accepted) => typed(accepted),
                    BlankKey::Number(value, _) => value.to_string(),
                    BlankKey::Chosen { choices, right } => {
                        let choices = text.choices.get(i).unwrap_or(choices);
                        escape(choices.get(*right).map_or("", String::as_str))
                    }
                }),
            ),
            Key::HotSpot { image, areas } => outlined(image, &text.alt, areas),
            Key::Essay { rubric, .. } => {
                list("ul", rubric.iter().map(|c| format!("{} ({})", c.text[lang as usize], c.points)))
            }
            Key::Code(task) => format!("<pre tabindex=\"0\"><code>{}</code></pre>", escape(&task.solution)),
        };
        Revealed { item: slot.item.clone(), answer, explanation: text.explanation.clone() }
    }
}

/// The shown id of each option with its index in the question, in the order in which they are shown.
pub(super) fn shown(slot: &Slot, count: usize, id: fn(usize) -> String) -> impl Iterator<Item = (String, usize)> {
    let order = slot.order.iter().map(|i| usize::from(*i)).filter(move |i| *i < count);
    order.enumerate().map(move |(place, index)| (id(place), index))
}

/// `a`, `b`, …, `z`, `aa`, …
pub(super) fn letter(index: usize) -> String {
    let last = char::from(b'a' + (index % 26) as u8);
    if index < 26 { last.to_string() } else { letter(index / 26 - 1) + &last.to_string() }
}

/// `1`, `2`, …
pub(super) fn digit(index: usize) -> String {
    (index + 1).to_string()
}

/// The id of blank number `index`.
pub(super) fn blank_id(index: usize) -> String {
    format!("b{}", index + 1)
}

fn entry(id: String, texts: &[String], index: usize) -> Entry {
    Entry { id, text: texts.get(index).cloned().unwrap_or_default() }
}

/// How many choices a blank has; none where the candidate types.
pub(super) fn choice_count(key: &BlankKey) -> usize {
    if let BlankKey::Chosen { choices, .. } = key { choices.len() } else { 0 }
}

/// The shown id of each choice of blank number `index` with its index as the author wrote it, in the order in which they are
/// shown. A slot holds the orders of its blanks one behind the other.
pub(super) fn shown_choices(slot: &Slot, blanks: &[BlankKey], index: usize) -> Vec<(String, usize)> {
    let before: usize = blanks.iter().take(index).map(choice_count).sum();
    let count = blanks.get(index).map_or(0, choice_count);
    let order: Vec<usize> = match (slot.order.get(before..before + count), blanks.get(index)) {
        (Some(order), _) => order.iter().map(|i| usize::from(*i)).collect(),
        // Drawn before choices had an order. The author's own would tell: the right one comes first.
        (None, Some(BlankKey::Chosen { choices, .. })) => {
            let mut sorted: Vec<usize> = (0..count).collect();
            sorted.sort_by_key(|i| &choices[*i]);
            sorted
        }
        (None, _) => Vec::new(),
    };
    order.into_iter().enumerate().map(|(place, choice)| (letter(place), choice)).collect()
}

fn blank(slot: &Slot, blanks: &[BlankKey], index: usize, texts: Option<&Vec<String>>) -> Blank {
    // The widths of all typed blanks are alike: one made to measure would tell the answer's length.
    let (width, choices) = match &blanks[index] {
        BlankKey::Number(..) => (8, Vec::new()),
        BlankKey::Typed(_) => (16, Vec::new()),
        BlankKey::Chosen { choices: own, .. } => {
            let text = |i: usize| texts.unwrap_or(own).get(i).cloned().unwrap_or_default();
            let shown = shown_choices(slot, blanks, index).into_iter();
            (0, shown.map(|(id, i)| Choice { id, text: text(i) }).collect())
        }
    };
    Blank { id: blank_id(index), width, choices }
}

fn list(tag: &str, items: impl IntoIterator<Item = String>) -> String {
    let items: String = items.into_iter().map(|i| format!("<li>{i}</li>")).collect();
    format!("<{tag}>{items}</{tag}>")
}

fn with_remark(text: &super::Wording, index: usize) -> String {
    let option = text.parts.get(index).cloned().unwrap_or_default();
    match text.remarks.get(index).and_then(Option::as_ref) {
        Some(remark) => format!("{option}<div class=\"remark\">{remark}</div>"),
        None => option,
    }
}

fn typed(accepted: &[Pattern]) -> String {
    let first =
        accepted.iter().find_map(|p| if let Pattern::Text { text, .. } = p { Some(text.as_str()) } else { None });
    format!("<code>{}</code>", escape(first.unwrap_or_default()))
}

fn word(right: bool, lang: Lang) -> &'static str {
    match (right, lang) {
        (true, Lang::En) => "True",
        (false, Lang::En) => "False",
        (true, Lang::Zh) => "正确",
        (false, Lang::Zh) => "错误",
    }
}
