//! Texts as they are compared: case, spaces and width do not count.

use super::key::Pattern;

/// Full-width letters, digits and signs as the ASCII ones they stand for, the ideographic space as a space.
pub(super) fn width(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    text.chars().map(half).collect()
}

/// Without what does not count.
fn fold(text: &str) -> String {
    width(text).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Pattern {
    /// Whether a typed text is of this form.
    pub fn accepts(&self, given: &str) -> bool {
        match self {
            Pattern::Text { text, exact: true } => text == given,
            Pattern::Text { text, exact: false } => fold(text) == fold(given),
            Pattern::Regex(regex) => regex.is_match(&fold(given)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spaces_and_width_do_not_count() {
        let text = |exact| Pattern::Text { text: "Gradient descent".into(), exact };
        for given in ["gradient descent", " Gradient  Descent ", "ＧＲＡＤＩＥＮＴ　ＤＥＳＣＥＮＴ"] {
            assert!(text(false).accepts(given), "{given}");
            assert!(!text(true).accepts(given), "{given}");
        }
        assert!(text(true).accepts("Gradient descent"));
        assert!(!text(false).accepts("gradientdescent"));
    }
}
