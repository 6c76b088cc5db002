//! The short spelling of a line's look, as in `plot(x, y, "r--o")`.

use super::colour::{self, Paint};
use super::figure::{Dash, Marker};

/// What a format string says; parts it does not name stay `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Style {
    /// Colour, one letter or `C0` to `C9`.
    pub paint: Option<Paint>,
    /// Line.
    pub dash: Option<Dash>,
    /// Marker.
    pub marker: Option<Marker>,
}

/// Reads a format string: colour, marker and line in any order, each at most once.
///
/// # Errors
/// A message in matplotlib's words that names what is not understood.
pub(crate) fn parse(format: &str) -> Result<Style, String> {
    let mut style = Style::default();
    // A whole colour name alone is allowed too.
    if format.len() > 2
        && let Some(paint) = colour::parse(format)
    {
        return Ok(Style { paint: Some(paint), ..style });
    }
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let two = rest.get(..2).unwrap_or("");
        let (taken, fresh) = if let Some(dash) = (two == "--" || two == "-.").then(|| dash(two)).flatten() {
            (2, style.dash.replace(dash).is_none())
        } else if first == 'C' && two.len() == 2 && two.as_bytes()[1].is_ascii_digit() {
            (2, style.paint.replace(cycle(two)).is_none())
        } else if let Some(dash) = dash(&rest[..first.len_utf8()]) {
            (1, style.dash.replace(dash).is_none())
        } else if let Some(marker) = marker(&rest[..first.len_utf8()]) {
            (1, style.marker.replace(marker).is_none())
        } else if "bgrcmykw".contains(first) {
            (1, style.paint.replace(cycle(&rest[..1])).is_none())
        } else {
            return Err(format!("'{format}' is not a valid format string (unrecognized character '{first}')"));
        };
        if !fresh {
            return Err(format!("'{format}' is not a valid format string (two colors, markers or line styles)"));
        }
        rest = &rest[taken..];
    }
    Ok(style)
}

/// `parse` only asks for names that exist.
fn cycle(name: &str) -> Paint {
    colour::parse(name).unwrap_or(Paint::Borrowed(colour::INK))
}

/// A line style by matplotlib's symbol or word.
pub(crate) fn dash(name: &str) -> Option<Dash> {
    Some(match name {
        "-" | "solid" => Dash::Solid,
        "--" | "dashed" => Dash::Dashed,
        ":" | "dotted" => Dash::Dotted,
        "-." | "dashdot" => Dash::Mixed,
        "" | " " | "none" | "None" => Dash::None,
        _ => return None,
    })
}

/// A marker by matplotlib's symbol.
pub(crate) fn marker(name: &str) -> Option<Marker> {
    Some(match name {
        "o" => Marker::Circle,
        "." | "," => Marker::Dot,
        "s" => Marker::Square,
        "^" => Marker::Up,
        "v" => Marker::Down,
        "D" | "d" => Marker::Diamond,
        "x" | "X" => Marker::Cross,
        "+" | "P" => Marker::Plus,
        "*" => Marker::Star,
        "_" => Marker::Level,
        "|" => Marker::Upright,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_strings() {
        fn check(format: &str, paint: Option<&str>, dash: Option<Dash>, marker: Option<Marker>) {
            let expected = Style { paint: paint.and_then(colour::parse), dash, marker };
            assert_eq!(parse(format), Ok(expected), "{format}");
        }
        check("r--o", Some("r"), Some(Dash::Dashed), Some(Marker::Circle));
        check("o", None, None, Some(Marker::Circle));
        check("k-.", Some("k"), Some(Dash::Mixed), None);
        check(".-", None, Some(Dash::Solid), Some(Marker::Dot));
        check("C3:", Some("C3"), Some(Dash::Dotted), None);
        check("green", Some("green"), None, None);
        check("", None, None, None);
    }

    #[test]
    fn wrong_format_strings_say_why() {
        fn check(format: &str, expected: &str) {
            assert_eq!(parse(format), Err(expected.to_owned()));
        }
        check("q", "'q' is not a valid format string (unrecognized character 'q')");
        check("rb", "'rb' is not a valid format string (two colors, markers or line styles)");
        check("é", "'é' is not a valid format string (unrecognized character 'é')");
    }
}
