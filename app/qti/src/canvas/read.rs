//! A Canvas assessment to questions.

use std::collections::BTreeMap;

use crate::element::Element;
use crate::markdown::{BLANK, plain};
use crate::model::{Asked, BlankForms, Question, id};

/// Title and questions, and what cannot be taken over.
pub(crate) fn read(root: &Element) -> (String, Vec<Question>, Vec<String>) {
    let title = root.first("assessment").map(|a| a.get("title").to_owned()).unwrap_or_default();
    let (mut questions, mut left_out) = (Vec::new(), Vec::new());
    for (number, item) in root.all("item").into_iter().enumerate() {
        let fields: BTreeMap<String, String> = item
            .all("qtimetadatafield")
            .into_iter()
            .filter_map(|f| Some((f.first("fieldlabel")?.text(), f.first("fieldentry")?.text())))
            .collect();
        let kind = fields.get("question_type").map_or("", String::as_str);
        let name = if item.get("title").is_empty() { item.get("ident") } else { item.get("title") };
        match asked(item, kind) {
            Some((prompt, asked)) => questions.push(Question {
                id: id(name, number + 1),
                points: points(fields.get("points_possible")),
                prompt,
                explanation: feedback(item),
                asked,
            }),
            // A text between questions is none.
            None if kind == "text_only_question" => {}
            None => left_out.push(format!("`{name}` of kind `{kind}`")),
        }
    }
    (title, questions, left_out)
}

fn points(text: Option<&String>) -> String {
    let points = text.and_then(|t| t.parse::<f64>().ok()).filter(|p| *p > 0.0 && *p <= 1000.0).unwrap_or(1.0);
    ((points * 100.0).round() / 100.0).to_string()
}

/// HTML of a material.
fn material(element: Option<&Element>) -> String {
    let Some(text) = element.and_then(|e| e.first("mattext")) else { return String::new() };
    let content = text.text();
    if text.get("texttype").contains("html") { content } else { crate::element::escape(&content) }
}

fn feedback(item: &Element) -> Option<String> {
    let general = item.all("itemfeedback").into_iter().find(|f| f.get("ident") == "general_fb")?;
    Some(material(Some(general))).filter(|html| !plain(html).is_empty())
}

fn asked(item: &Element, kind: &str) -> Option<(String, Asked)> {
    let presentation = item.first("presentation")?;
    let mut prompt = material(presentation.elements().find(|e| e.name == "material" || e.name == "flow"));
    let responses: Vec<&Element> = presentation.all("response_lid");
    let options = |response: &Element| -> Vec<(String, String)> {
        let labels = response.all("response_label").into_iter();
        labels.map(|l| (l.get("ident").to_owned(), material(Some(l)))).collect()
    };
    let asked = match kind {
        "multiple_choice_question" | "multiple_answers_question" => {
            let right = right(item);
            let options: Vec<(String, bool)> = options(responses.first()?)
                .into_iter()
                .map(|(id, text)| (text, right.iter().any(|(_, r)| *r == id)))
                .collect();
            Asked::Choice { options, multiple: kind == "multiple_answers_question" }
        }
        "true_false_question" => {
            let right = right(item);
            let options = options(responses.first()?);
            let (_, text) = options.iter().find(|(id, _)| right.iter().any(|(_, r)| r == id))?;
            Asked::TrueFalse(plain(text).to_lowercase().starts_with('t'))
        }
        "short_answer_question" => {
            let mut forms: Vec<String> = right(item).into_iter().map(|(_, text)| text).collect();
            forms.dedup();
            Asked::Short(Some(forms).filter(|f| !f.is_empty())?)
        }
        "numerical_question" => number(item)?,
        "essay_question" => Asked::Essay,
        "matching_question" => {
            let right = right(item);
            let mut used = Vec::new();
            let mut pairs = Vec::new();
            let all = options(responses.first()?);
            for response in &responses {
                let (_, id) = right.iter().find(|(r, _)| r == response.get("ident"))?;
                let (_, text) = options(response).into_iter().find(|(own, _)| own == id)?;
                used.push(id.clone());
                pairs.push((material(response.first("material")), text));
            }
            let spare = all.into_iter().filter(|(id, _)| !used.contains(id)).map(|(_, text)| text).collect();
            Asked::Matching { pairs, spare }
        }
        "fill_in_multiple_blanks_question" | "multiple_dropdowns_question" => {
            let choose = kind == "multiple_dropdowns_question";
            let (text, blanks) = blanks(&prompt, item, &responses, choose, options)?;
            prompt = text;
            Asked::Blanks(blanks)
        }
        _ => return None,
    };
    Some((prompt, asked))
}

/// The respondent and value of each condition that gives points.
fn right(item: &Element) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for condition in item.all("respcondition") {
        let scores = condition.all("setvar").iter().any(|s| s.text().trim().parse::<f64>().is_ok_and(|p| p > 0.0));
        let Some(vars) = condition.first("conditionvar").filter(|_| scores) else { continue };
        positive(vars, &mut found);
    }
    found
}

/// Conditions that are not negated.
fn positive(element: &Element, found: &mut Vec<(String, String)>) {
    for inner in element.elements() {
        match inner.name.as_str() {
            "varequal" => found.push((inner.get("respident").to_owned(), inner.text().trim().to_owned())),
            "not" => {}
            _ => positive(inner, found),
        }
    }
}

fn number(item: &Element) -> Option<Asked> {
    let value = |name: &str| item.all(name).first().and_then(|e| e.text().trim().parse::<f64>().ok());
    let (low, high) = (value("vargte").or_else(|| value("vargt")), value("varlte").or_else(|| value("varlt")));
    let exact = value("varequal").or_else(|| Some((low? + high?) / 2.0))?;
    Some(Asked::Number { value: exact, low: low.unwrap_or(exact), high: high.unwrap_or(exact) })
}

/// The prompt with blanks for its `[name]`, in their order.
fn blanks(
    prompt: &str,
    item: &Element,
    responses: &[&Element],
    choose: bool,
    options: impl Fn(&Element) -> Vec<(String, String)>,
) -> Option<(String, Vec<BlankForms>)> {
    let right = right(item);
    let mut found = Vec::new();
    for response in responses {
        let name = response.get("ident").strip_prefix("response_")?;
        let at = prompt.find(&format!("[{name}]"))?;
        let (mut forms, mut others) = (Vec::new(), Vec::new());
        for (id, text) in options(response) {
            let is_right = right.iter().any(|(r, v)| r == response.get("ident") && *v == id);
            if is_right { forms.push(plain(&text)) } else { others.push(plain(&text)) }
        }
        if choose {
            forms.truncate(1);
            forms.append(&mut others);
        }
        found.push((at, name.len() + 2, BlankForms { choose, forms }));
    }
    found.sort_by_key(|(at, ..)| *at);
    let (mut text, mut from) = (String::new(), 0);
    for (at, length, _) in &found {
        text.push_str(prompt.get(from..*at)?);
        text.push(BLANK);
        from = at + length;
    }
    text.push_str(prompt.get(from..)?);
    Some((text, found.into_iter().map(|(_, _, blank)| blank).collect()))
}
