//! A question between two formats: what the dialect, QTI 1.2 and QTI 3 can all say.

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Question {
    /// Letters, digits and hyphens.
    pub id: String,
    /// Points as they are written.
    pub points: String,
    /// HTML; with [`BLANK`](crate::markdown::BLANK) for each blank.
    pub prompt: String,
    /// HTML.
    pub explanation: Option<String>,
    pub asked: Asked,
}

/// What is asked for. Texts of options and entries are HTML.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Asked {
    /// One or several right; which of the two is what `multiple` says.
    Choice {
        options: Vec<(String, bool)>,
        multiple: bool,
    },
    TrueFalse(bool),
    /// Value, and lowest and highest that are right.
    Number {
        value: f64,
        low: f64,
        high: f64,
    },
    /// Accepted texts, plain.
    Short(Vec<String>),
    Ordering(Vec<String>),
    /// Pairs, and what belongs to none.
    Matching {
        pairs: Vec<(String, String)>,
        spare: Vec<String>,
    },
    /// For each blank what is accepted, plain; for one to choose from the right choice first.
    Blanks(Vec<BlankForms>),
    Essay,
}

/// One blank.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BlankForms {
    pub choose: bool,
    pub forms: Vec<String>,
}

/// A word that can be an id, made of any text.
pub(crate) fn id(text: &str, number: usize) -> String {
    let mut id: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    while id.contains("--") {
        id = id.replace("--", "-");
    }
    id.truncate(40);
    match id.trim_matches('-') {
        "" => format!("question-{number}"),
        id => id.to_owned(),
    }
}
