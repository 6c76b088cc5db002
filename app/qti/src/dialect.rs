//! Questions in the dialect, and out of it.

use course::exam::fill_blanks;
use course::exam::secret::{self, BlankKey, Key, Pattern, Tolerance};
use course::model::Lang;

use crate::markdown::{BLANK, block, line};
use crate::model::{Asked, BlankForms, Question};

/// A question's div.
pub(crate) fn write(question: &Question) -> String {
    let (kind, more) = match &question.asked {
        Asked::Choice { multiple: false, .. } => ("single", String::new()),
        Asked::Choice { multiple: true, .. } => ("multiple", String::new()),
        Asked::TrueFalse(right) => ("true-false", format!(" answer={right}")),
        Asked::Number { value, low, high } => {
            let off = tidy((value - low).max(high - value));
            ("numeric", format!(" answer={value} tolerance={off}"))
        }
        Asked::Short(_) => ("short", String::new()),
        Asked::Ordering(_) => ("ordering", String::new()),
        Asked::Matching { .. } => ("matching", String::new()),
        Asked::Blanks(_) => ("blanks", String::new()),
        Asked::Essay => ("essay", String::new()),
    };
    let mut out = format!("::: {{.question #{} kind={kind} points={}{more}}}\n", question.id, question.points);
    let mut prompt = block(&question.prompt);
    if let Asked::Blanks(blanks) = &question.asked {
        for blank in blanks {
            prompt = prompt.replacen(BLANK, &written(blank), 1);
        }
    }
    out.push_str(&prompt);
    out.push('\n');
    let list = |out: &mut String, lines: Vec<String>| {
        out.push('\n');
        lines.iter().for_each(|l| out.push_str(&format!("{l}\n")));
    };
    match &question.asked {
        Asked::Choice { options, .. } => {
            let tick = |right: &bool| if *right { 'x' } else { ' ' };
            list(&mut out, options.iter().map(|(text, right)| format!("- [{}] {}", tick(right), line(text))).collect());
        }
        Asked::Short(forms) => {
            list(&mut out, forms.iter().map(|f| format!("- {}", line(&crate::element::escape(f)))).collect())
        }
        Asked::Ordering(entries) => {
            list(&mut out, entries.iter().enumerate().map(|(i, e)| format!("{}. {}", i + 1, line(e))).collect());
        }
        Asked::Matching { pairs, spare } => {
            let mut lines = vec!["| | |".to_owned(), "|---|---|".to_owned()];
            lines.extend(pairs.iter().map(|(l, r)| format!("| {} | {} |", line(l), line(r))));
            lines.extend(spare.iter().map(|r| format!("| | {} |", line(r))));
            list(&mut out, lines);
        }
        Asked::Essay => {
            out.push_str(&format!("\n::: {{.rubric}}\n- ({}) Answers the question.\n:::\n", question.points));
        }
        _ => {}
    }
    if let Some(explanation) = &question.explanation {
        out.push_str(&format!("\n::: {{.explanation}}\n{}\n:::\n", block(explanation)));
    }
    out + ":::\n"
}

fn written(blank: &BlankForms) -> String {
    let forms: Vec<String> =
        blank.forms.iter().map(|f| f.replace(['|', '[', ']', '\n'], " ").trim().to_owned()).collect();
    let start = if blank.choose { "> " } else { "" };
    format!("[[{start}{}]]", forms.join("|"))
}

/// A difference of two decimals without what binary added to it: 0.1 and not 0.10000000000000009.
fn tidy(off: f64) -> f64 {
    format!("{off:.12e}").parse().unwrap_or(off)
}

/// A question of a bank in one language; `None` if other systems have no such kind, or it has variants.
pub(crate) fn read(question: &secret::Question, lang: Lang) -> Option<Question> {
    let (_, text) = question.text(lang);
    let parts =
        |right: &dyn Fn(usize) -> bool| text.parts.iter().enumerate().map(|(i, p)| (p.clone(), right(i))).collect();
    let asked = match &question.key {
        _ if question.generate.is_some() => return None,
        Key::Single { right, .. } => Asked::Choice { options: parts(&|i| i == *right), multiple: false },
        Key::Multiple { right } => Asked::Choice { options: parts(&|i| right[i]), multiple: true },
        Key::TrueFalse { right } => Asked::TrueFalse(*right),
        Key::Numeric { value, tolerance, .. } => {
            let off = match tolerance {
                Tolerance::Absolute(off) => *off,
                Tolerance::Relative(part) => part * value.abs(),
            };
            Asked::Number { value: *value, low: value - off, high: value + off }
        }
        Key::Short { accepted } => Asked::Short(plain(accepted)?),
        Key::Ordering { .. } => Asked::Ordering(text.parts.clone()),
        Key::Matching { left, .. } => {
            let (own, spare) = text.right.split_at_checked(*left)?;
            Asked::Matching {
                pairs: text.parts.iter().cloned().zip(own.iter().cloned()).collect(),
                spare: spare.to_vec(),
            }
        }
        Key::Blanks { blanks } => {
            let blank = |(i, key): (usize, &BlankKey)| match key {
                BlankKey::Typed(accepted) => Some(BlankForms { choose: false, forms: plain(accepted)? }),
                BlankKey::Number(value, _) => Some(BlankForms { choose: false, forms: vec![value.to_string()] }),
                BlankKey::Chosen { choices, right } => {
                    let mut forms = text.choices.get(i).unwrap_or(choices).clone();
                    let last = forms.len().checked_sub(1)?;
                    forms.swap(0, (*right).min(last));
                    Some(BlankForms { choose: true, forms })
                }
            };
            Asked::Blanks(blanks.iter().enumerate().map(blank).collect::<Option<_>>()?)
        }
        Key::Essay { .. } => Asked::Essay,
        Key::HotSpot { .. } | Key::Code(_) => return None,
    };
    Some(Question {
        id: question.id.clone(),
        points: question.points.to_string(),
        prompt: fill_blanks(&text.prompt, |_| BLANK.to_string()),
        explanation: text.explanation.clone(),
        asked,
    })
}

/// Accepted texts; other systems have no patterns.
fn plain(accepted: &[Pattern]) -> Option<Vec<String>> {
    let texts =
        accepted.iter().filter_map(|p| if let Pattern::Text { text, .. } = p { Some(text.clone()) } else { None });
    Some(texts.collect::<Vec<_>>()).filter(|t| !t.is_empty())
}
