//! Questions to a Canvas assessment.

use crate::element::escape;
use crate::markdown::BLANK;
use crate::model::{Asked, BlankForms, Question};

/// The assessment's file, and the questions that Canvas has no kind for.
pub(crate) fn write(title: &str, questions: &[Question]) -> (String, Vec<String>) {
    let (mut items, mut left_out) = (String::new(), Vec::new());
    for question in questions {
        match item(question) {
            Some(item) => items.push_str(&item),
            None => left_out.push(question.id.clone()),
        }
    }
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<questestinterop xmlns=\"http://www.imsglobal.org/xsd/ims_qtiasiv1p2\">\n\
         <assessment ident=\"academy\" title=\"{}\">\n<section ident=\"root_section\">\n{items}</section>\n</assessment>\n\
         </questestinterop>\n",
        escape(title)
    );
    (xml, left_out)
}

fn item(question: &Question) -> Option<String> {
    let mut prompt = question.prompt.clone();
    let (kind, responses, conditions) = match &question.asked {
        Asked::Choice { options, multiple } => {
            let labels = labels(options.iter().map(|(text, _)| text.as_str()), "o");
            let response = lid("response1", if *multiple { "Multiple" } else { "Single" }, None, &labels);
            let test = |(i, (_, right)): (usize, &(String, bool))| match right {
                true => equal("response1", &format!("o{i}")),
                false => format!("<not>{}</not>", equal("response1", &format!("o{i}"))),
            };
            if *multiple {
                let all: String = options.iter().enumerate().map(test).collect();
                ("multiple_answers_question", response, condition(&format!("<and>{all}</and>"), "Set", 100.0))
            } else {
                let right = options.iter().position(|(_, right)| *right)?;
                (
                    "multiple_choice_question",
                    response,
                    condition(&equal("response1", &format!("o{right}")), "Set", 100.0),
                )
            }
        }
        Asked::TrueFalse(right) => {
            let response = lid("response1", "Single", None, &labels(["True", "False"].into_iter(), "o"));
            let right = format!("o{}", usize::from(!right));
            ("true_false_question", response, condition(&equal("response1", &right), "Set", 100.0))
        }
        Asked::Number { value, low, high } => {
            let near = format!(
                "<or>{}<and><vargte respident=\"response1\">{low}</vargte><varlte respident=\"response1\">{high}</varlte></and></or>",
                equal("response1", &value.to_string())
            );
            ("numerical_question", typed(true), condition(&near, "Set", 100.0))
        }
        Asked::Short(forms) => {
            let any: String = forms.iter().map(|f| equal("response1", f)).collect();
            ("short_answer_question", typed(false), condition(&any, "Set", 100.0))
        }
        Asked::Essay => ("essay_question", typed(false), String::new()),
        Asked::Matching { pairs, spare } => {
            let rights = pairs.iter().map(|(_, r)| r.as_str()).chain(spare.iter().map(String::as_str));
            let labels = labels(rights, "m");
            let (mut responses, mut conditions) = (String::new(), String::new());
            for (i, (left, _)) in pairs.iter().enumerate() {
                let name = format!("response_{i}");
                responses.push_str(&lid(&name, "Single", Some(left), &labels));
                conditions.push_str(&condition(&equal(&name, &format!("m{i}")), "Add", 100.0 / pairs.len() as f64));
            }
            ("matching_question", responses, conditions)
        }
        Asked::Blanks(blanks) => {
            let choose = blanks.first()?.choose;
            // Canvas has either kind in a question, not both.
            if blanks.iter().any(|b| b.choose != choose) {
                return None;
            }
            let (mut responses, mut conditions) = (String::new(), String::new());
            for (i, BlankForms { forms, .. }) in blanks.iter().enumerate() {
                prompt = prompt.replacen(BLANK, &format!("[b{}]", i + 1), 1);
                let name = format!("response_b{}", i + 1);
                let escaped: Vec<String> = forms.iter().map(|f| escape(f)).collect();
                let prefix = format!("b{i}o");
                responses.push_str(&lid(&name, "Single", None, &labels(escaped.iter().map(String::as_str), &prefix)));
                for form in 0..if choose { 1 } else { forms.len() } {
                    let share = 100.0 / blanks.len() as f64;
                    conditions.push_str(&condition(&equal(&name, &format!("{prefix}{form}")), "Add", share));
                }
            }
            (
                if choose { "multiple_dropdowns_question" } else { "fill_in_multiple_blanks_question" },
                responses,
                conditions,
            )
        }
        Asked::Ordering(_) => return None,
    };
    let field = |label: &str, entry: &str| {
        format!("<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>")
    };
    let feedback = question.explanation.as_ref().map(|html| {
        format!("<itemfeedback ident=\"general_fb\"><flow_mat>{}</flow_mat></itemfeedback>", material(html))
    });
    Some(format!(
        "<item ident=\"{0}\" title=\"{0}\">\n<itemmetadata><qtimetadata>{1}{2}</qtimetadata></itemmetadata>\n\
         <presentation>{3}{responses}</presentation>\n<resprocessing><outcomes><decvar maxvalue=\"100\" minvalue=\"0\" \
         varname=\"SCORE\" vartype=\"Decimal\"/></outcomes>{conditions}</resprocessing>\n{4}</item>\n",
        escape(&question.id),
        field("question_type", kind),
        field("points_possible", &question.points),
        material(&prompt),
        feedback.unwrap_or_default(),
    ))
}

fn material(html: &str) -> String {
    format!("<material><mattext texttype=\"text/html\">{}</mattext></material>", escape(html))
}

fn labels<'t>(texts: impl Iterator<Item = &'t str>, prefix: &str) -> String {
    let label = |(i, text)| format!("<response_label ident=\"{prefix}{i}\">{}</response_label>", material(text));
    texts.enumerate().map(label).collect()
}

fn lid(name: &str, cardinality: &str, left: Option<&str>, labels: &str) -> String {
    format!(
        "<response_lid ident=\"{name}\" rcardinality=\"{cardinality}\">{}<render_choice>{labels}</render_choice></response_lid>",
        left.map(material).unwrap_or_default()
    )
}

fn typed(number: bool) -> String {
    let kind = if number { " fibtype=\"Decimal\"" } else { "" };
    format!(
        "<response_str ident=\"response1\" rcardinality=\"Single\"><render_fib{kind}><response_label ident=\"answer1\"/></render_fib></response_str>"
    )
}

fn equal(name: &str, value: &str) -> String {
    format!("<varequal respident=\"{name}\">{}</varequal>", escape(value))
}

fn condition(vars: &str, action: &str, score: f64) -> String {
    format!(
        "<respcondition continue=\"No\"><conditionvar>{vars}</conditionvar><setvar action=\"{action}\" varname=\"SCORE\">{score:.2}</setvar></respcondition>"
    )
}
