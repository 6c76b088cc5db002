//! What the sanitiser will take out of an author's own HTML, told to the author.

use std::collections::HashSet;
use std::ops::Range;

use super::page::{Doc, Page};

impl Page<'_> {
    /// Remarks on the elements and attributes at `span` that no reader will see.
    pub(super) fn remark_on_html(&mut self, doc: &Doc, span: &Range<usize>) {
        let html = doc.text.get(span.clone()).unwrap_or_default();
        for (at, what) in taken_out(html, &self.sanitizer.clone_tags()) {
            let at = doc.span(span.start + at.start..span.start + at.end);
            let help = match what.as_str() {
                "<iframe>" | "<embed>" | "<object>" => "link to the page, or put the file into the lesson's folder",
                "<script>" => "lessons run Python in cells, and no scripts",
                "<style>" | "style" => "lessons all look the same; callouts and tabs set things apart",
                _ => "write markdown, or elements that stay, such as `details`, `figure`, `video`, `kbd`",
            };
            self.notes.warn(at, format!("`{what}` is taken out of the page")).help = Some(help.into());
        }
    }
}

/// Elements that are not `kept`, and attributes that hold scripts and styles, each with its place.
fn taken_out(html: &str, kept: &HashSet<&str>) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut i = 0;
    while let Some(start) = html[i..].find('<').map(|at| i + at) {
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            i = rest.find("-->").map_or(html.len(), |end| start + end + 3);
            continue;
        }
        let length = rest[1..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
        let name = rest[1..=length].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            i = start + 1;
            continue;
        }
        let (attributes, end) = attributes(html, start + 1 + length);
        i = end;
        if kept.contains(name.as_str()) {
            let ours = |name: &str| name == "style" || (name.starts_with("on") && name.len() > 2);
            found.extend(attributes.into_iter().filter(|(_, name)| ours(name)));
            continue;
        }
        found.push((start..start + 1 + length, format!("<{name}>")));
        if matches!(name.as_str(), "script" | "style") {
            // What is in it is no HTML.
            i = html[end..].find("</").map_or(html.len(), |close| end + close);
        }
    }
    found
}

/// The names of a tag's attributes with their places, and where the tag ends.
fn attributes(html: &str, from: usize) -> (Vec<(Range<usize>, String)>, usize) {
    let bytes = html.as_bytes();
    let until = |mut i: usize, stop: &dyn Fn(u8) -> bool| {
        while bytes.get(i).is_some_and(|b| !stop(*b)) {
            i += 1;
        }
        i
    };
    let mut names = Vec::new();
    let mut i = from;
    loop {
        i = until(i, &|b| !b.is_ascii_whitespace() && b != b'/');
        if bytes.get(i).is_none_or(|b| *b == b'>') {
            return (names, (i + 1).min(html.len()));
        }
        let end = until(i + 1, &|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/'));
        names.push((i..end, html.get(i..end).unwrap_or_default().to_ascii_lowercase()));
        i = until(end, &|b| !b.is_ascii_whitespace());
        if bytes.get(i) != Some(&b'=') {
            continue;
        }
        i = until(i + 1, &|b| !b.is_ascii_whitespace());
        i = match bytes.get(i) {
            Some(quote @ (b'"' | b'\'')) => (until(i + 1, &|b| b == *quote) + 1).min(html.len()),
            _ => until(i, &|b| b.is_ascii_whitespace() || b == b'>'),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[&str]) {
        let kept = HashSet::from(["p", "a", "details", "kbd"]);
        let found = taken_out(html, &kept);
        assert_eq!(found.iter().map(|(_, what)| what.as_str()).collect::<Vec<_>>(), expected, "{html}");
        for (at, what) in found {
            assert!(html[at].to_ascii_lowercase().starts_with(what.trim_end_matches('>')), "{what}");
        }
    }

    #[test]
    fn elements_and_attributes_that_go_are_named() {
        check("<p class=\"x\">a</p> <kbd>B</kbd>", &[]);
        check("<IFRAME src='a>b'></IFRAME><script>if (a<b) {}</script>", &["<iframe>", "<script>"]);
        check("<p onclick=\"x('<form>')\" STYLE=a>b</p><a one href='on=1' on>c</a>", &["onclick", "style", "one"]);
        check("<!-- <script> --> 1 < 2 </script>", &[]);
        check("<style>a{}</style><form/><input", &["<style>", "<form>", "<input>"]);
    }

    #[test]
    fn anything_ends() {
        for html in [
            "<",
            "<p",
            "<p a",
            "<p a=",
            "<p a='",
            "<p 模=\"型",
            "<p =\"",
            "<!--",
            "<script>",
            "<p / / >",
            "<a\u{a0}b=c>",
        ] {
            check(html, if html == "<script>" { &["<script>"] } else { &[] });
        }
    }
}
