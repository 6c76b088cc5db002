//! Numbers with tolerance and units, and true or false: the key stands in the opening line.

use super::super::attributes::Attributes;
use super::super::body::Body;
use super::Made;
use crate::exam::secret::{EXACT, Key, Tolerance, Unit, Wording, read_number};

pub(super) fn truth(body: &mut Body, attributes: &Attributes, translation: bool) -> Made {
    let right = match attributes.get("answer") {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ if translation => None,
        _ => {
            body.error(
                body.span.clone(),
                "this question does not say whether it is true",
                "write `answer=true` or `answer=false`",
            );
            None
        }
    };
    Made { key: right.map(|right| Key::TrueFalse { right }), text: Wording::default() }
}

pub(super) fn read(body: &mut Body, attributes: &Attributes, translation: bool) -> Made {
    if translation {
        return Made::default();
    }
    let span = body.span.clone();
    let Some(value) = attributes.get("answer").and_then(read_number) else {
        body.error(span, "this question has no number for an answer", "write `answer=3.5`");
        return Made::default();
    };
    let tolerance = match attributes.get("tolerance") {
        Some(text) => tolerance(text).unwrap_or_else(|| {
            let help = "write `tolerance=0.01`, or `tolerance=2%` of the right number";
            body.error(span.clone(), format!("`{text}` is no tolerance"), help);
            EXACT
        }),
        None => {
            if value.fract() != 0.0 {
                let help = "write `tolerance=0.01`, or `tolerance=2%`; `tolerance=0` if it has to be exact";
                body.warn(
                    span.clone(),
                    "this number is not whole, and nothing says how near an answer has to be",
                    help,
                );
            }
            EXACT
        }
    };
    let units = units(body, attributes.get("units").unwrap_or_default());
    Made { key: Some(Key::Numeric { value, tolerance, units }), text: Wording::default() }
}

/// `0.01` or `2%`.
pub(super) fn tolerance(text: &str) -> Option<Tolerance> {
    let tolerance = match text.trim().strip_suffix('%') {
        Some(part) => Tolerance::Relative(read_number(part)? / 100.0),
        None => Tolerance::Absolute(read_number(text)?),
    };
    let (Tolerance::Absolute(most) | Tolerance::Relative(most)) = tolerance;
    (most >= 0.0).then_some(tolerance)
}

/// `s, ms=0.001`: the first is the one of the answer.
fn units(body: &mut Body, text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (name, factor) = match part.split_once('=') {
            Some((name, factor)) => (name.trim(), read_number(factor).filter(|f| *f > 0.0)),
            None => (part, units.is_empty().then_some(1.0)),
        };
        let span = body.span.clone();
        match factor {
            Some(_) if units.iter().any(|u| u.name == name) => {
                body.error(span, format!("the unit `{name}` is there twice"), "remove one of them");
            }
            Some(factor) => units.push(Unit { name: name.to_owned(), factor }),
            None => body.error(
                span,
                format!("`{part}` does not say how many of the first unit it is"),
                "the first unit stands alone, others with a factor: `units=\"s, ms=0.001\"`",
            ),
        }
    }
    units
}
