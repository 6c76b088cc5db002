//! TeX to MathML.

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

/// MathML of a formula, or what is wrong with it, in one line. Colours are attributes, since the pages' security policy
/// forbids inline styles.
pub(super) fn mathml(tex: &str, display: bool) -> Result<String, String> {
    // Definitions can expand without end, and a lesson's formulas have no need of them.
    let defines = ["\\def", "\\let", "\\gdef", "\\edef", "\\newcommand", "\\renewcommand", "\\providecommand"];
    if let Some(command) = defines.iter().find(|c| has_command(tex, c)) {
        return Err(format!("`{command}` is not supported"));
    }
    let storage = Storage::new();
    let events: Vec<_> = Parser::new(tex, &storage).collect();
    if let Some(Err(error)) = events.iter().find(|e| e.is_err()) {
        let text = error.to_string();
        let line = text.lines().next().unwrap_or_default().trim_start_matches("parsing error: ");
        return Err(match unknown_command(tex) {
            Some(command) if line.starts_with(UNKNOWN) => format!("`{command}` is not known"),
            _ => line.to_owned(),
        });
    }
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, annotation: Some(tex), ..RenderConfig::default() };
    let mut html = String::new();
    push_mathml(&mut html, events.into_iter(), config).map_err(|e| e.to_string())?;
    Ok(colours(&html))
}

/// What the parser says of a command that it does not know; not which one it is.
const UNKNOWN: &str = "unknown primitive";

/// The first command that is not known even by itself.
fn unknown_command(tex: &str) -> Option<&str> {
    tex.match_indices('\\').find_map(|(at, _)| {
        let letters = tex[at + 1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let command = &tex[at..at + 1 + letters];
        let storage = Storage::new();
        let alone = format!("{command}{{}}{{}}");
        let unknown = Parser::new(&alone, &storage).any(|event| event.is_err_and(|e| e.to_string().contains(UNKNOWN)));
        (letters > 0 && unknown).then_some(command)
    })
}

fn has_command(tex: &str, command: &str) -> bool {
    tex.match_indices(command).any(|(i, _)| !tex[i + command.len()..].starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// `style="color: rgb(r g b)…"` to `mathcolor="#rrggbb"`; other styles go.
fn colours(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(" style=\"") {
        let value = &rest[at + 8..];
        let end = value.find('"').unwrap_or(value.len());
        out.push_str(&rest[..at]);
        for (property, attribute) in [("color: rgb(", "mathcolor"), ("background-color: rgb(", "mathbackground")] {
            let found = value[..end].split("; ").find_map(|p| p.strip_prefix(property));
            if let Some(rgb) = found.map(|p| p.trim_end_matches(')')) {
                let hex: String =
                    rgb.split(' ').filter_map(|n| n.parse().ok()).map(|n: u8| format!("{n:02x}")).collect();
                out.push_str(&format!(" {attribute}=\"#{hex}\""));
            }
        }
        rest = value.get(end + 1..).unwrap_or_default();
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tex: &str, parts: &[&str]) {
        let html = mathml(tex, true).unwrap();
        assert!(!html.contains("style="), "{html}");
        for part in parts {
            assert!(html.contains(part), "no {part:?} in {html}");
        }
    }

    #[test]
    fn formulas_become_mathml() {
        check("x^2", &["<math display=\"block\"", "<msup>", "<mi>x</mi>", "<mn>2</mn>"]);
        check("\\frac{1}{n} \\sum_{i=1}^n (\\hat y_i - y_i)^2", &["<mfrac>", "<munderover>"]);
        check("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}", &["<mtable"]);
        check("\\text{损失} = \\color{red} x", &["损失", "mathcolor=\"#ff0000\""]);
        check("\\begin{aligned} a \\! b \\\\[1em] c \\end{aligned}", &["<mtr"]);
    }

    #[test]
    fn mistakes_are_told_in_one_line() {
        for tex in ["\\frac{1", "\\nosuch", "}", "\\def\\a{\\a}\\a"] {
            let message = mathml(tex, false).unwrap_err();
            assert!(!message.is_empty() && !message.contains('\n'), "{message:?}");
        }
    }
}
