//! An author's own HTML: what the sanitiser will take out of it, and what else is wrong with it, told to the author.

use std::collections::HashSet;
use std::ops::Range;

use super::page::{Doc, Page};

impl Page<'_> {
    /// Remarks on the elements and attributes at `span` that no reader will see.
    pub(super) fn remark_on_html(&mut self, doc: &Doc, span: &Range<usize>) {
        let html = doc.text.get(span.clone()).unwrap_or_default();
        let found = look(html, &self.sanitizer.clone_tags());
        for (at, id) in found.ids {
            let at = doc.span(span.start + at.start..span.start + at.end);
            let taken = self.labels.has(id) || OF_THE_PAGE.contains(&id);
            let other = *self.raw_ids.entry(id.to_owned()).or_insert(at.start) != at.start;
            if taken || other {
                self.notes.error(at, format!("the id `{id}` is used twice")).help = Some("give it another id".into());
            }
        }
        for (at, what) in found.gone {
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

/// Ids that every lesson's page has.
const OF_THE_PAGE: [&str; 4] = ["main", "outline", "goals-title", "before-title"];
/// How deep elements nest at most: the sanitiser looks through all that are open for each that opens.
const DEEP: usize = 1000;
/// Elements without an end.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Whether elements nest too deep, counting those that are never closed.
pub(super) fn too_deep(html: &str) -> bool {
    let mut depth = 0_usize;
    html.match_indices('<').any(|(at, _)| {
        let rest = &html[at + 1..];
        let name = |rest: &str| rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        match rest.strip_prefix('/') {
            Some(end) if name(end) > 0 => depth = depth.saturating_sub(1),
            None if name(rest) > 0 && !VOID.contains(&&*rest[..name(rest)].to_ascii_lowercase()) => depth += 1,
            _ => {}
        }
        depth > DEEP
    })
}

/// What there is to say about a piece of HTML, each with its place.
#[derive(Default)]
struct Found<'h> {
    /// Elements that are not kept, and attributes that hold scripts and styles.
    gone: Vec<(Range<usize>, String)>,
    /// Ids of elements that are kept.
    ids: Vec<(Range<usize>, &'h str)>,
}

fn look<'h>(html: &'h str, kept: &HashSet<&str>) -> Found<'h> {
    let mut found = Found::default();
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
            for Attribute { at, name, value } in attributes {
                match name.as_str() {
                    "id" => found.ids.push((at, value)),
                    name if ours(name) => found.gone.push((at, name.to_owned())),
                    _ => {}
                }
            }
            continue;
        }
        found.gone.push((start..start + 1 + length, format!("<{name}>")));
        if matches!(name.as_str(), "script" | "style") {
            // What is in it is no HTML.
            i = html[end..].find("</").map_or(html.len(), |close| end + close);
        }
    }
    found
}

/// An attribute of a tag; `at` is the place of its name.
struct Attribute<'h> {
    at: Range<usize>,
    name: String,
    value: &'h str,
}

/// A tag's attributes, and where the tag ends.
fn attributes(html: &str, from: usize) -> (Vec<Attribute<'_>>, usize) {
    let bytes = html.as_bytes();
    let until = |mut i: usize, stop: &dyn Fn(u8) -> bool| {
        while bytes.get(i).is_some_and(|b| !stop(*b)) {
            i += 1;
        }
        i
    };
    let mut found: Vec<Attribute> = Vec::new();
    let mut i = from;
    loop {
        i = until(i, &|b| !b.is_ascii_whitespace() && b != b'/');
        if bytes.get(i).is_none_or(|b| *b == b'>') {
            return (found, (i + 1).min(html.len()));
        }
        let end = until(i + 1, &|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/'));
        let name = html.get(i..end).unwrap_or_default().to_ascii_lowercase();
        found.push(Attribute { at: i..end, name, value: "" });
        i = until(end, &|b| !b.is_ascii_whitespace());
        if bytes.get(i) != Some(&b'=') {
            continue;
        }
        i = until(i + 1, &|b| !b.is_ascii_whitespace());
        let value;
        (value, i) = match bytes.get(i) {
            Some(quote @ (b'"' | b'\'')) => {
                let end = until(i + 1, &|b| b == *quote);
                (i + 1..end, (end + 1).min(html.len()))
            }
            _ => {
                let end = until(i, &|b| b.is_ascii_whitespace() || b == b'>');
                (i..end, end)
            }
        };
        if let Some(last) = found.last_mut() {
            last.value = html.get(value).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[&str]) {
        let kept = HashSet::from(["p", "a", "details", "kbd"]);
        let found = look(html, &kept).gone;
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
    fn ids_are_read() {
        let kept = HashSet::from(["p", "a"]);
        let found = look("<p id=\"a b\" class=x><a ID='c'>x</a><a id=d><b id=e>", &kept);
        assert_eq!(found.ids.iter().map(|(_, id)| *id).collect::<Vec<_>>(), ["a b", "c", "d"]);
    }

    #[test]
    fn depth_counts_what_is_open() {
        assert!(!too_deep(&"<p>a</p><br>".repeat(5000)));
        assert!(!too_deep(&"a < b ".repeat(5000)));
        assert!(too_deep(&"<div>".repeat(5000)));
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
