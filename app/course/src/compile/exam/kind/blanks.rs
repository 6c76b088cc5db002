//! Blanks: `[[form|other form]]`, `[[3.5 ± 0.1]]`, `[[> right | wrong | wrong]]`.

use super::super::body::Body;
use super::Made;
use super::list::typed;
use super::numeric::tolerance;
use crate::exam::fill_blanks;
use crate::exam::secret::{BlankKey, Key, Wording, read_number};

pub(super) fn read(body: &mut Body) -> Made {
    let mut keys = Vec::new();
    let mut text = Wording::default();
    for (span, inner) in body.blanks.clone() {
        let key = blank(&inner).unwrap_or_else(|message| {
            let help = "write `[[form|other form]]`, `[[3.5 ± 0.1]]`, or `[[> right | wrong | wrong]]`";
            body.error(span.clone(), message, help);
            BlankKey::Typed(Vec::new())
        });
        text.choices.push(if let BlankKey::Chosen { choices, .. } = &key { choices.clone() } else { Vec::new() });
        keys.push(key);
    }
    if keys.is_empty() {
        body.error(
            body.span.clone(),
            "this text has no blank",
            "write `[[answer]]` where something is to be filled in",
        );
        return Made { key: None, text };
    }
    Made { key: Some(Key::Blanks { blanks: keys }), text }
}

/// Says so where a blank is not in the text that is shown: in a link's address, or in a formula.
pub(in super::super) fn check_shown(body: &mut Body, prompt: &str) {
    let mut shown = 0;
    fill_blanks(prompt, |_| {
        shown += 1;
        String::new()
    });
    let written = body.blanks.len();
    if shown != written {
        let help = "blanks stand in text, code and tables; not in formulas, links, cells or the explanation";
        body.error(body.span.clone(), format!("{written} blanks are written, and {shown} shown"), help);
    }
}

fn blank(inner: &str) -> Result<BlankKey, String> {
    if let Some(list) = inner.strip_prefix('>') {
        let choices: Vec<String> = list.split('|').map(|c| c.trim().to_owned()).collect();
        if choices.len() < 2 || choices.iter().any(String::is_empty) {
            return Err("a blank to choose from has at least two choices".into());
        }
        for (i, choice) in choices.iter().enumerate() {
            if choices[..i].contains(choice) {
                return Err(format!("the choice `{choice}` is there twice"));
            }
        }
        return Ok(BlankKey::Chosen { choices, right: 0 });
    }
    if let Some((value, near)) = inner.split_once('±') {
        let number = read_number(value).zip(tolerance(near));
        return number
            .map(|(v, t)| BlankKey::Number(v, t))
            .ok_or_else(|| format!("`{inner}` is no number with a tolerance"));
    }
    let forms: Option<Vec<_>> = inner.split('|').map(typed).collect();
    forms.map(BlankKey::Typed).ok_or_else(|| format!("`{inner}` has a form that cannot be read"))
}

/// Adds the accepted forms of a translation; gives what does not fit.
pub(super) fn join(keys: &mut [BlankKey], own: &[BlankKey]) -> Option<String> {
    if keys.len() != own.len() {
        return Some(format!("there are {} blanks here, and {} in the other language", own.len(), keys.len()));
    }
    for (i, (key, own)) in keys.iter_mut().zip(own).enumerate() {
        let fits = match (key, own) {
            (BlankKey::Typed(forms), BlankKey::Typed(more)) => {
                forms.extend(more.iter().cloned());
                true
            }
            (BlankKey::Number(a, _), BlankKey::Number(b, _)) => a == b,
            (BlankKey::Chosen { choices: a, .. }, BlankKey::Chosen { choices: b, .. }) => a.len() == b.len(),
            _ => false,
        };
        if !fits {
            return Some(format!("blank {} is another one than in the other language", i + 1));
        }
    }
    None
}
