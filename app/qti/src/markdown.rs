//! HTML of other systems to the dialect's markdown.

/// Marks a place for a blank in HTML; markdown has `[[…]]` there.
pub(crate) const BLANK: char = '\u{E000}';

/// A block of markdown. Paragraphs and breaks become blank lines, emphasis and code their signs; other elements stay as they
/// are, since the dialect takes HTML too. Signs that markdown would read are escaped.
pub(crate) fn block(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&text(&rest[..start]));
        let Some(end) = rest[start..].find('>').map(|i| start + i + 1) else {
            rest = &rest[start + 1..];
            out.push_str("&lt;");
            continue;
        };
        let tag = &rest[start..end];
        let name =
            tag.trim_start_matches(['<', '/']).split([' ', '>', '/', '\n']).next().unwrap_or_default().to_lowercase();
        match name.as_str() {
            "p" | "div" | "br" => out.push_str("\n\n"),
            "strong" | "b" => out.push_str("**"),
            "em" | "i" => out.push('*'),
            "span" | "section" | "tbody" => {}
            // Code holds its text as it is, and pictures are written as markdown has them.
            "code" if !tag.starts_with("</") => match rest[end..].find("</code>") {
                Some(close) if !rest[end..end + close].contains(['<', '\n', '`']) => {
                    out.push_str(&format!("`{}`", decoded(&rest[end..end + close])));
                    rest = &rest[end + close + "</code>".len()..];
                    continue;
                }
                _ => out.push_str(tag),
            },
            "img" if tag.starts_with("</") => {}
            "img" => out.push_str(&image(tag)),
            _ => out.push_str(tag),
        }
        rest = &rest[end..];
    }
    out.push_str(&text(rest));
    let mut lines: Vec<&str> = Vec::new();
    for line in out.lines().map(str::trim) {
        if !line.is_empty() || lines.last().is_some_and(|l| !l.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

/// The same on one line, for options and cells of tables.
pub(crate) fn line(html: &str) -> String {
    block(html).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Plain text for markdown.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let line_start = |out: &str| out.is_empty() || out.ends_with('\n');
    for c in text.chars() {
        match c {
            '*' | '_' | '[' | ']' | '`' | '$' | '\\' | '~' | '|' => out.extend(['\\', c]),
            '#' | '+' | '-' | '>' | ':' | '=' if line_start(&out) => out.extend(['\\', c]),
            '{' | '}' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// Text with XML's own references and the usual of HTML as the characters they stand for.
pub(crate) fn decoded(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (name, c)| text.replace(name, c))
}

/// An HTML text without its elements, decoded.
pub(crate) fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut tag = false;
    for c in html.chars() {
        match c {
            '<' => tag = true,
            '>' if tag => tag = false,
            c if !tag => out.push(c),
            _ => {}
        }
    }
    decoded(out.trim())
}

/// `![alt](name)`: pictures lie in the exam's own folder.
fn image(tag: &str) -> String {
    let value = |key: &str| {
        let at = tag.find(&format!("{key}=\""))? + key.len() + 2;
        tag[at..].split('"').next()
    };
    let src = value("src").unwrap_or_default();
    let alt = decoded(value("alt").unwrap_or_default()).replace(['[', ']', '"', '\\'], "");
    format!("![]({}){{fig-alt=\"{alt}\"}}", file_name(src))
}

/// The last part of an address, without what a browser would add.
pub(crate) fn file_name(src: &str) -> String {
    let path = src.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default().replace("%20", "-");
    name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' }).collect()
}

/// Addresses of the pictures of an HTML text.
pub(crate) fn images(html: &str) -> Vec<&str> {
    let tags = html.match_indices("<img").map(|(at, _)| html[at..].split('>').next().unwrap_or_default());
    tags.filter_map(|tag| tag.split("src=\"").nth(1)?.split('"').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_markdown() {
        assert_eq!(block("<p>A <strong>b</strong></p><p>c<br/>d</p>"), "A **b**\n\nc\n\nd");
        assert_eq!(block("2*3 [x] $5 &lt;b&gt;"), "2\\*3 \\[x\\] \\$5 &lt;b&gt;");
        assert_eq!(line("<p>use <code>a*b</code></p>\n"), "use `a*b`");
        assert_eq!(block("- no list\n# no heading"), "\\- no list\n\\# no heading");
        assert_eq!(block("<img src=\"$IMS$/a/b c.png\" alt=\"x\">"), "![](b-c.png){fig-alt=\"x\"}");
        assert_eq!(plain("<p>a &amp; b</p>"), "a & b");
    }
}
