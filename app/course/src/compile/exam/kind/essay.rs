//! Essays: a rubric, `- (2) …` for each criterion, whose points add up to the question's.

use super::super::attributes::Attributes;
use super::super::body::Body;
use super::super::parts::{Parts, source, unwrapped};
use super::Made;
use crate::compile::tree::Node;
use crate::exam::Points;
use crate::exam::secret::{Criterion, Key, Wording};

pub(super) fn read(body: &mut Body, attributes: &Attributes, parts: &Parts) -> Made {
    let mut rubric = Vec::new();
    for item in parts.rubric.iter().flatten() {
        let Node::Tree(_, _, children) = item else { continue };
        let line = body.page.first_line(item);
        let written = source(body.page.text, item);
        let points =
            written.strip_prefix('(').and_then(|w| w.split_once(')')).and_then(|(p, _)| Points::parse(p.trim()));
        let Some(points) = points.filter(|p| *p > Points::ZERO) else {
            body.error(line, "this criterion does not say what it is worth", "begin it with points: `- (2) Names …`");
            continue;
        };
        let html = unwrapped(&body.html(children));
        let text = html.split_once(')').map_or("", |(_, rest)| rest).trim().to_owned();
        rubric.push(Criterion { points, text: [text.clone(), text] });
    }
    let words = attributes.get("words").and_then(|w| w.parse().ok());
    if attributes.get("words").is_some() && words.is_none() {
        body.error(body.span.clone(), "`words` is a whole number", "as in `words=150`");
    }
    Made { key: Some(Key::Essay { words, rubric }), text: Wording::default() }
}

/// What is wrong with a rubric as a whole.
pub(in super::super) fn check(rubric: &[Criterion], points: Points) -> Option<(String, String)> {
    if rubric.is_empty() {
        let help = "add `::: {.rubric}` with a line `- (2) …` for each thing that is looked at";
        return Some(("this essay has no rubric, so two reviewers would grade it by two measures".into(), help.into()));
    }
    let sum: Points = rubric.iter().map(|c| c.points).sum();
    let message = format!("the criteria are worth {sum} points together, and the question {points}");
    (sum != points).then(|| (message, format!("write `points={sum}`, or change the criteria")))
}
