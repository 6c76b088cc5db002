//! Numbers as people type them.

use super::fold;

/// A number: decimal, with an exponent, a fraction or a power of ten, with thousands set apart, in any width of digits.
/// `None` if it is none or not finite.
pub(crate) fn read(text: &str) -> Option<f64> {
    let text = fold::width(text).replace(['\u{2212}', '\u{2013}'], "-");
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '\'')).collect();
    let value = match text.split_once('/') {
        Some((over, under)) => plain(over)? / plain(under)?,
        None => match text.split_once(['×', '*', 'x', 'X']) {
            Some((factor, power)) => plain(factor)? * ten(power)?,
            None => ten(&text).or_else(|| plain(&text))?,
        },
    };
    value.is_finite().then_some(value)
}

/// `10^3`.
fn ten(text: &str) -> Option<f64> {
    let power = text.strip_prefix("10^")?;
    let power: i32 = power.trim_matches(['(', ')', '{', '}']).parse().ok()?;
    Some(10f64.powi(power))
}

fn plain(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    // `inf`, `nan` and the like are words to us.
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if text.contains(',') { without_thousands(text)?.parse().ok() } else { text.parse().ok() }
}

/// Commas set thousands apart; a comma anywhere else could be a decimal point elsewhere in the world, and is not guessed.
fn without_thousands(text: &str) -> Option<String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3) && !part.contains(',');
    fits.then(|| text.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<f64>) {
        assert_eq!(read(text), expected, "{text}");
    }

    #[test]
    fn what_people_type_is_read() {
        check(" 1.5 ", Some(1.5));
        check("-2", Some(-2.0));
        check("−2", Some(-2.0));
        check("１２．５", Some(12.5));
        check("1,234,567.5", Some(1_234_567.5));
        check("1 234", Some(1234.0));
        check("3/4", Some(0.75));
        check("1e-3", Some(0.001));
        check("2×10^3", Some(2000.0));
        check("10^-2", Some(0.01));
        check(".5", Some(0.5));
    }

    #[test]
    fn what_is_no_number_is_not_guessed() {
        for text in ["", "x", "1,5", "1,23,456", "inf", "nan", "1/0", "--1", "1e999", "10^99999", "1//2", "٣"] {
            check(text, None);
        }
    }
}
