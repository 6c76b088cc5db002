//! A question to a QTI 3 item.

use crate::element::escape;
use crate::markdown::BLANK;
use crate::model::{Asked, Question};

const MATCH: &str = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml";
const MAP: &str = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml";

/// The item's file.
pub(crate) fn write(question: &Question, lang: &str) -> String {
    let mut body = xhtml(&question.prompt);
    let template = |url: &str| format!("<qti-response-processing template=\"{url}\"/>");
    let (declared, processing) = match &question.asked {
        Asked::Choice { options, multiple } => {
            let right: Vec<String> =
                options.iter().enumerate().filter(|(_, (_, right))| *right).map(|(i, _)| format!("o{i}")).collect();
            let choices: String =
                options.iter().enumerate().map(|(i, (text, _))| choice(&format!("o{i}"), text)).collect();
            let (cardinality, most) = if *multiple { ("multiple", 0) } else { ("single", 1) };
            body.push_str(&format!(
                "<qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"true\" max-choices=\"{most}\">{choices}</qti-choice-interaction>"
            ));
            (declare("RESPONSE", cardinality, "identifier", &right, ""), template(MATCH))
        }
        Asked::TrueFalse(right) => {
            body.push_str(&format!(
                "<qti-choice-interaction response-identifier=\"RESPONSE\" max-choices=\"1\">{}{}</qti-choice-interaction>",
                choice("true", "True"),
                choice("false", "False")
            ));
            (declare("RESPONSE", "single", "identifier", &[right.to_string()], ""), template(MATCH))
        }
        Asked::Number { value, low, high } => {
            body.push_str("<p><qti-text-entry-interaction response-identifier=\"RESPONSE\"/></p>");
            (declare("RESPONSE", "single", "float", &[value.to_string()], ""), near(value - low, high - value))
        }
        Asked::Short(forms) => {
            body.push_str("<p><qti-text-entry-interaction response-identifier=\"RESPONSE\"/></p>");
            (declare("RESPONSE", "single", "string", &forms[..forms.len().min(1)], &mapping(forms)), template(MAP))
        }
        Asked::Ordering(entries) => {
            let ids: Vec<String> = (0..entries.len()).map(|i| format!("o{i}")).collect();
            let choices: String = entries.iter().zip(&ids).map(|(text, id)| choice(id, text)).collect();
            body.push_str(&format!(
                "<qti-order-interaction response-identifier=\"RESPONSE\" shuffle=\"true\">{choices}</qti-order-interaction>"
            ));
            (declare("RESPONSE", "ordered", "identifier", &ids, ""), template(MATCH))
        }
        Asked::Matching { pairs, spare } => {
            let side = |prefix: &str, texts: Vec<&String>| -> String {
                let one = |(i, text): (usize, &String)| {
                    format!(
                        "<qti-simple-associable-choice identifier=\"{prefix}{i}\" match-max=\"1\">{}</qti-simple-associable-choice>",
                        xhtml(text)
                    )
                };
                format!(
                    "<qti-simple-match-set>{}</qti-simple-match-set>",
                    texts.into_iter().enumerate().map(one).collect::<String>()
                )
            };
            let right: Vec<String> = (0..pairs.len()).map(|i| format!("l{i} r{i}")).collect();
            body.push_str(&format!(
                "<qti-match-interaction response-identifier=\"RESPONSE\" shuffle=\"true\" max-associations=\"{}\">{}{}</qti-match-interaction>",
                pairs.len(),
                side("l", pairs.iter().map(|(l, _)| l).collect()),
                side("r", pairs.iter().map(|(_, r)| r).chain(spare).collect())
            ));
            (declare("RESPONSE", "multiple", "directedPair", &right, ""), template(MATCH))
        }
        Asked::Blanks(blanks) => {
            let (mut declared, mut sum) = (String::new(), String::new());
            for (i, blank) in blanks.iter().enumerate() {
                let name = format!("RESPONSE{}", i + 1);
                let field = if blank.choose {
                    let one = |(k, text): (usize, &String)| {
                        format!("<qti-inline-choice identifier=\"c{k}\">{}</qti-inline-choice>", escape(text))
                    };
                    declared.push_str(&declare(
                        &name,
                        "single",
                        "identifier",
                        &["c0".to_owned()],
                        &mapping(&["c0".to_owned()]),
                    ));
                    let choices: String = blank.forms.iter().enumerate().map(one).collect();
                    format!(
                        "<qti-inline-choice-interaction response-identifier=\"{name}\" shuffle=\"true\">{choices}</qti-inline-choice-interaction>"
                    )
                } else {
                    let first = &blank.forms[..blank.forms.len().min(1)];
                    declared.push_str(&declare(&name, "single", "string", first, &mapping(&blank.forms)));
                    format!("<qti-text-entry-interaction response-identifier=\"{name}\"/>")
                };
                body = body.replacen(BLANK, &field, 1);
                sum.push_str(&format!("<qti-map-response identifier=\"{name}\"/>"));
            }
            let sum =
                format!("<qti-set-outcome-value identifier=\"SCORE\"><qti-sum>{sum}</qti-sum></qti-set-outcome-value>");
            (declared, format!("<qti-response-processing>{sum}</qti-response-processing>"))
        }
        Asked::Essay => {
            body.push_str("<qti-extended-text-interaction response-identifier=\"RESPONSE\"/>");
            (declare("RESPONSE", "single", "string", &[], ""), String::new())
        }
    };
    let explanation = question.explanation.as_ref().map(|html| {
        format!(
            "<qti-modal-feedback outcome-identifier=\"FEEDBACK\" identifier=\"explanation\" show-hide=\"hide\"><qti-content-body>{}</qti-content-body></qti-modal-feedback>",
            xhtml(html)
        )
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<qti-assessment-item xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" \
         identifier=\"{0}\" title=\"{0}\" adaptive=\"false\" time-dependent=\"false\" xml:lang=\"{lang}\">\n{declared}\n\
         <qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\"/>\n\
         <qti-outcome-declaration identifier=\"MAXSCORE\" cardinality=\"single\" base-type=\"float\"><qti-default-value>\
         <qti-value>{1}</qti-value></qti-default-value></qti-outcome-declaration>\n\
         <qti-outcome-declaration identifier=\"FEEDBACK\" cardinality=\"single\" base-type=\"identifier\"/>\n\
         <qti-item-body>{body}</qti-item-body>\n{processing}\n{2}\n</qti-assessment-item>\n",
        escape(&question.id),
        question.points,
        explanation.unwrap_or_default(),
    )
}

fn choice(id: &str, text: &str) -> String {
    format!("<qti-simple-choice identifier=\"{id}\">{}</qti-simple-choice>", xhtml(text))
}

fn declare(name: &str, cardinality: &str, base: &str, right: &[String], mapping: &str) -> String {
    let values: String = right.iter().map(|v| format!("<qti-value>{}</qti-value>", escape(v))).collect();
    let right =
        if values.is_empty() { values } else { format!("<qti-correct-response>{values}</qti-correct-response>") };
    format!(
        "<qti-response-declaration identifier=\"{name}\" cardinality=\"{cardinality}\" base-type=\"{base}\">{right}{mapping}</qti-response-declaration>"
    )
}

fn mapping(forms: &[String]) -> String {
    let one = |form: &String| {
        format!("<qti-map-entry map-key=\"{}\" mapped-value=\"1\" case-sensitive=\"false\"/>", escape(form))
    };
    format!("<qti-mapping default-value=\"0\">{}</qti-mapping>", forms.iter().map(one).collect::<String>())
}

fn near(below: f64, above: f64) -> String {
    format!(
        "<qti-response-processing><qti-response-condition><qti-response-if><qti-equal tolerance-mode=\"absolute\" \
         tolerance=\"{below} {above}\"><qti-variable identifier=\"RESPONSE\"/><qti-correct identifier=\"RESPONSE\"/></qti-equal>\
         <qti-set-outcome-value identifier=\"SCORE\"><qti-base-value base-type=\"float\">1</qti-base-value></qti-set-outcome-value>\
         </qti-response-if></qti-response-condition></qti-response-processing>"
    )
}

/// HTML as XML: elements without content are closed, and the names that HTML alone knows are numbers.
fn xhtml(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let Some(end) = rest[start..].find('>').map(|i| start + i) else { break };
        let tag = &rest[start..end];
        let name = tag[1..].split([' ', '/']).next().unwrap_or_default();
        out.push_str(&rest[..end]);
        if matches!(name, "br" | "img" | "hr" | "wbr" | "source" | "track" | "col") && !tag.ends_with('/') {
            out.push('/');
        }
        out.push('>');
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out.replace("&nbsp;", "&#160;")
}
