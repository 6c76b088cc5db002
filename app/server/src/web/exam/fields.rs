//! The fields of a question's form as an answer, for pages without scripts. `ui`'s page of a question names the fields.

use std::collections::BTreeMap;

use course::exam::{Answer, Body, Item};

/// A form's fields in their order.
pub type Fields = Vec<(String, String)>;

/// The value of the first field of this name.
pub fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// What the form answers to this item.
pub fn answer(item: &Item, fields: &Fields) -> Answer {
    let all = |name: &str| fields.iter().filter(|(own, _)| own == name).map(|(_, value)| value.clone()).collect();
    let text = |name: &str| field(fields, name).unwrap_or_default().replace("\r\n", "\n");
    let below = |prefix: &str| -> BTreeMap<String, String> {
        let named =
            fields.iter().filter_map(|(own, value)| Some((own.strip_prefix(prefix)?.to_owned(), value.clone())));
        named.filter(|(_, value)| !value.is_empty()).collect()
    };
    match &item.body {
        Body::Single { .. } | Body::Multiple { .. } | Body::TrueFalse => Answer::Choice { chosen: all("c") },
        Body::Numeric { .. } => {
            let unit = field(fields, "unit").filter(|u| !u.is_empty()).map(str::to_owned);
            Answer::Number { value: text("value"), unit }
        }
        Body::Short {} | Body::Essay { .. } => Answer::Text { text: text("text") },
        Body::Ordering { .. } => Answer::Order { order: moved(all("o"), field(fields, "move")) },
        Body::Matching { .. } => Answer::Pairs { pairs: below("p.") },
        Body::Blanks { .. } => Answer::Blanks { texts: below("b.") },
        Body::HotSpot { picks, .. } => {
            let number = |name: String| field(fields, &name).and_then(|v| v.trim().parse::<f64>().ok());
            let place = |i: u32| Some((number(format!("x.{i}"))?, number(format!("y.{i}"))?));
            Answer::Places { places: (0..*picks).filter_map(place).collect() }
        }
        Body::Code { .. } => Answer::Code { source: text("code") },
    }
}

/// An order after a press on one of its buttons: `up ID` or `down ID`.
fn moved(mut order: Vec<String>, press: Option<&str>) -> Vec<String> {
    let Some((way, id)) = press.and_then(|p| p.split_once(' ')) else { return order };
    if let Some(at) = order.iter().position(|o| o == id) {
        match way {
            "up" if at > 0 => order.swap(at, at - 1),
            "down" if at + 1 < order.len() => order.swap(at, at + 1),
            _ => {}
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use course::exam::{Blank, Entry, Points};

    fn check(body: Body, fields: &[(&str, &str)], expected: Answer) {
        let item = Item { id: "q1".into(), number: 1, points: Points::whole(1), prompt: String::new(), body };
        let fields: Fields = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let found = answer(&item, &fields);
        assert_eq!(found, expected);
        assert_eq!(found.fits(&item), Ok(()));
    }

    fn entries() -> Vec<Entry> {
        ["a", "b", "c"].map(|id| Entry { id: id.into(), text: id.into() }).into()
    }

    #[test]
    fn forms_are_answers() {
        let texts = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let strings = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect();
        check(
            Body::Multiple { options: entries() },
            &[("c", "a"), ("c", "c")],
            Answer::Choice { chosen: strings(&["a", "c"]) },
        );
        check(Body::TrueFalse, &[("c", "true")], Answer::Choice { chosen: strings(&["true"]) });
        check(
            Body::Numeric { units: strings(&["ms", "s"]) },
            &[("value", "3,5"), ("unit", "s")],
            Answer::Number { value: "3,5".into(), unit: Some("s".into()) },
        );
        check(
            Body::Ordering { entries: entries() },
            &[("o", "a"), ("o", "b"), ("o", "c"), ("move", "up c")],
            Answer::Order { order: strings(&["a", "c", "b"]) },
        );
        check(
            Body::Ordering { entries: entries() },
            &[("o", "a"), ("o", "b"), ("o", "c"), ("move", "up a")],
            Answer::Order { order: strings(&["a", "b", "c"]) },
        );
        let blanks = vec![Blank { id: "b1".into(), width: 8, choices: Vec::new() }];
        check(Body::Blanks { blanks }, &[("b.b1", "x")], Answer::Blanks { texts: texts(&[("b1", "x")]) });
        check(
            Body::Matching { left: entries(), right: entries() },
            &[("p.a", "b"), ("p.b", "")],
            Answer::Pairs { pairs: texts(&[("a", "b")]) },
        );
    }
}
