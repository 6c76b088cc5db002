//! A QTI 3 item to a question.

use crate::element::Element;
use crate::markdown::BLANK;
use crate::model::{Asked, BlankForms, Question, id};

/// The question; `None` if it is of a kind that the dialect does not have.
pub(crate) fn read(item: &Element, number: usize) -> Option<Question> {
    let body = item.first("qti-item-body")?;
    let prompt = body.inner(&|element| match element.name.as_str() {
        "qti-text-entry-interaction" | "qti-inline-choice-interaction" => Some(BLANK.to_string()),
        name if name.ends_with("-interaction") => Some(String::new()),
        "qti-prompt" => Some(String::new()),
        _ => None,
    });
    // A prompt may stand in the interaction instead of before it.
    let inside = body.first("qti-prompt").map(|p| p.inner(&|_| None)).unwrap_or_default();
    let (prompt, asked) = asked(item, body, format!("{prompt}{inside}"))?;
    let name = if item.get("identifier").is_empty() { item.get("title") } else { item.get("identifier") };
    let most = item.all("qti-outcome-declaration").into_iter().find(|d| d.get("identifier") == "MAXSCORE");
    let points = most.and_then(|d| d.first("qti-value")).and_then(|v| v.text().trim().parse::<f64>().ok());
    let points = points.filter(|p| *p > 0.0 && *p <= 1000.0).unwrap_or(1.0);
    let explanation =
        item.first("qti-modal-feedback").map(|f| f.first("qti-content-body").unwrap_or(f).inner(&|_| None));
    Some(Question {
        id: id(name, number),
        points: ((points * 100.0).round() / 100.0).to_string(),
        prompt,
        explanation: explanation.filter(|html| !html.trim().is_empty()),
        asked,
    })
}

fn asked(item: &Element, body: &Element, prompt: String) -> Option<(String, Asked)> {
    let declared = |name: &str| item.all("qti-response-declaration").into_iter().find(|d| d.get("identifier") == name);
    let right = |name: &str| -> Vec<String> {
        let values = declared(name).and_then(|d| d.first("qti-correct-response")).map(|c| c.all("qti-value"));
        values.unwrap_or_default().iter().map(|v| v.text().trim().to_owned()).collect()
    };
    let response = |element: &Element| element.get("response-identifier").to_owned();
    if let Some(choice) = body.first("qti-choice-interaction") {
        let right = right(&response(choice));
        let options: Vec<(&str, String)> =
            choice.all("qti-simple-choice").into_iter().map(|c| (c.get("identifier"), c.inner(&|_| None))).collect();
        if options.len() == 2 && options.iter().all(|(id, _)| matches!(*id, "true" | "false")) {
            return Some((prompt, Asked::TrueFalse(right.first()? == "true")));
        }
        let multiple = declared(&response(choice)).is_some_and(|d| d.get("cardinality") == "multiple");
        let options = options.into_iter().map(|(id, text)| (text, right.iter().any(|r| r == id))).collect();
        return Some((prompt, Asked::Choice { options, multiple }));
    }
    if let Some(order) = body.first("qti-order-interaction") {
        let choices = order.all("qti-simple-choice");
        let entry = |id: &String| choices.iter().find(|c| c.get("identifier") == id).map(|c| c.inner(&|_| None));
        return Some((prompt, Asked::Ordering(right(&response(order)).iter().map(entry).collect::<Option<_>>()?)));
    }
    if let Some(matching) = body.first("qti-match-interaction") {
        let choices = matching.all("qti-simple-associable-choice");
        let text = |id: &str| choices.iter().find(|c| c.get("identifier") == id).map(|c| c.inner(&|_| None));
        let right = right(&response(matching));
        let ids: Vec<(&str, &str)> = right.iter().map(|p| p.split_once(' ')).collect::<Option<_>>()?;
        let pairs = ids.iter().map(|(l, r)| Some((text(l)?, text(r)?))).collect::<Option<_>>()?;
        let second = matching.all("qti-simple-match-set").into_iter().nth(1)?;
        let spare = second.elements().filter(|c| ids.iter().all(|(_, r)| *r != c.get("identifier")));
        return Some((prompt, Asked::Matching { pairs, spare: spare.map(|c| c.inner(&|_| None)).collect() }));
    }
    if body.first("qti-extended-text-interaction").is_some() {
        return Some((prompt, Asked::Essay));
    }
    let forms = |name: &str| -> Vec<String> {
        let mapped = declared(name).map(|d| d.all("qti-map-entry")).unwrap_or_default();
        let mapped = mapped.into_iter().filter(|e| e.get("mapped-value").parse::<f64>().is_ok_and(|v| v > 0.0));
        let mut forms = right(name);
        for key in mapped.map(|e| e.get("map-key").to_owned()) {
            if !forms.contains(&key) {
                forms.push(key);
            }
        }
        forms
    };
    let mut fields = Vec::new();
    collect(body, &mut fields);
    if let [field] = fields.as_slice()
        && field.name == "qti-text-entry-interaction"
        && prompt.trim_end().trim_end_matches("</p>").ends_with(BLANK)
    {
        let name = response(field);
        let prompt = prompt.replace(BLANK, "");
        if matches!(declared(&name)?.get("base-type"), "float" | "integer") {
            let value: f64 = right(&name).first()?.parse().ok()?;
            let (below, above) = tolerance(item, value);
            return Some((prompt, Asked::Number { value, low: value - below, high: value + above }));
        }
        return Some((prompt, Asked::Short(Some(forms(&name)).filter(|f| !f.is_empty())?)));
    }
    let blank = |field: &&Element| {
        let name = response(field);
        if field.name == "qti-text-entry-interaction" {
            return Some(BlankForms { choose: false, forms: forms(&name) }).filter(|b| !b.forms.is_empty());
        }
        let right = right(&name);
        let mut choices: Vec<(bool, String)> = field
            .all("qti-inline-choice")
            .into_iter()
            .map(|c| (right.iter().any(|r| r == c.get("identifier")), c.text()))
            .collect();
        choices.sort_by_key(|(right, _)| !right);
        Some(BlankForms { choose: true, forms: choices.into_iter().map(|(_, text)| text).collect() })
    };
    let blanks: Vec<BlankForms> = fields.iter().map(blank).collect::<Option<_>>()?;
    (!blanks.is_empty()).then_some((prompt, Asked::Blanks(blanks)))
}

/// The fields in a text, in order.
fn collect<'e>(element: &'e Element, fields: &mut Vec<&'e Element>) {
    for inner in element.elements() {
        match inner.name.as_str() {
            "qti-text-entry-interaction" | "qti-inline-choice-interaction" => fields.push(inner),
            _ => collect(inner, fields),
        }
    }
}

/// How far below and above a number may be.
fn tolerance(item: &Element, value: f64) -> (f64, f64) {
    let Some(equal) = item.first("qti-equal") else { return (0.0, 0.0) };
    let numbers: Vec<f64> = equal.get("tolerance").split_whitespace().filter_map(|n| n.parse().ok()).collect();
    let (below, above) = match numbers.as_slice() {
        [both] => (*both, *both),
        [below, above] => (*below, *above),
        _ => return (0.0, 0.0),
    };
    match equal.get("tolerance-mode") {
        "absolute" => (below, above),
        "relative" => (below / 100.0 * value.abs(), above / 100.0 * value.abs()),
        _ => (0.0, 0.0),
    }
}
