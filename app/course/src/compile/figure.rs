//! Things with a label: figures, equations, captioned tables, and the references to them.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag};

use super::attrs::Attrs;
use super::diagnostic::nearest;
use super::emit::escape;
use super::page::{Doc, Page};
use super::tree::Node;
use super::words::{self, Kind};

/// The attributes that stand behind something that ends at `end`, and where they end. `spaced` allows blanks between.
pub(super) fn attrs_behind(text: &str, end: usize, spaced: bool) -> Option<(Attrs, usize)> {
    let rest = text.get(end..)?;
    let start = if spaced { rest.len() - rest.trim_start_matches(' ').len() } else { 0 };
    let (attrs, length) = Attrs::read(&rest[start..])?;
    Some((attrs, end + start + length))
}

/// A table's caption: a paragraph right behind it that begins with a colon.
pub(super) struct Caption {
    pub text: String,
    pub attrs: Attrs,
    pub span: Range<usize>,
    pub end: usize,
}

/// The caption in `node`, if it is one.
pub(super) fn table_caption(text: &str, node: &Node) -> Option<Caption> {
    let Node::Tree(Tag::Paragraph, span, _) = node else { return None };
    let body = text.get(span.clone())?.trim_end().strip_prefix(": ")?;
    let split = body.rfind('{').and_then(|at| Some((at, Attrs::read(&body[at..])?)));
    let (caption, attrs) = match split {
        Some((at, (attrs, length))) if at + length == body.len() => (&body[..at], attrs),
        _ => (body, Attrs::default()),
    };
    Some(Caption { text: caption.trim().to_owned(), attrs, span: span.clone(), end: span.end })
}

/// Text without markup.
pub(super) fn plain_text(nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match node {
            Node::Leaf(Event::Text(t) | Event::Code(t) | Event::InlineMath(t) | Event::DisplayMath(t), _) => {
                out.push_str(t)
            }
            Node::Leaf(Event::SoftBreak | Event::HardBreak, _) => out.push(' '),
            Node::Leaf(..) => {}
            Node::Tree(_, _, children) | Node::Div(_, _, children) => out.push_str(&plain_text(children)),
        }
    }
    out
}

/// The text of a code block.
pub(super) fn verbatim(children: &[Node]) -> String {
    children.iter().filter_map(|n| if let Node::Leaf(Event::Text(t), _) = n { Some(&**t) } else { None }).collect()
}

/// Whether nothing but blanks and what was read up to `read_to` is in `nodes`.
fn nothing_else(doc: &Doc, nodes: &[Node], read_to: usize) -> bool {
    nodes.iter().all(|n| {
        let span = n.span();
        let from = span.start.max(read_to);
        span.end <= read_to || doc.text.get(from..span.end).is_some_and(|t| t.trim().is_empty())
    })
}

impl Page<'_> {
    /// A paragraph that is one image with a caption is a figure.
    pub(super) fn figure(&mut self, doc: &Doc, children: &[Node]) -> Option<String> {
        let (image, rest) = children.split_first()?;
        let Node::Tree(Tag::Image { .. }, span, caption) = image else { return None };
        let attrs = attrs_behind(doc.text, span.end, false);
        if caption.is_empty() || !nothing_else(doc, rest, attrs.as_ref().map_or(span.end, |(_, end)| *end)) {
            return None;
        }
        let attrs = attrs.map(|(a, _)| a);
        let img = self.img(doc, image, attrs.as_ref(), None);
        let text = self.html(doc, caption);
        let (id, text) = self.titled(attrs.as_ref(), &text);
        Some(format!("<figure{id}>{img}<figcaption>{text}</figcaption></figure>"))
    }

    /// A paragraph that is one display formula.
    pub(super) fn equation_alone(&mut self, doc: &Doc, children: &[Node]) -> Option<String> {
        let (first, rest) = children.split_first()?;
        let Node::Leaf(Event::DisplayMath(tex), span) = first else { return None };
        let attrs = attrs_behind(doc.text, span.end, true);
        if !nothing_else(doc, rest, attrs.as_ref().map_or(span.end, |(_, end)| *end)) {
            return None;
        }
        Some(self.equation(doc, tex, span, attrs.as_ref().map(|(a, _)| a), "div"))
    }

    /// A display formula with its number if it has a label.
    pub(super) fn equation(
        &mut self,
        doc: &Doc,
        tex: &str,
        span: &Range<usize>,
        attrs: Option<&Attrs>,
        tag: &str,
    ) -> String {
        let math = self.formula(doc, tex, true, span);
        let id = attrs.and_then(|a| a.id.as_deref());
        let number = id.and_then(|id| self.labels.get(id)).map(|l| format!("<span>({})</span>", l.number));
        let id = id.map(|id| format!(" id=\"{}\"", escape(id))).unwrap_or_default();
        format!("<{tag} class=\"eq\"{id}>{math}{}</{tag}>", number.unwrap_or_default())
    }

    /// An `<img>`; `caption` is the text between the brackets where it is not shown as a caption.
    pub(super) fn img(&mut self, doc: &Doc, image: &Node, attrs: Option<&Attrs>, caption: Option<&str>) -> String {
        let Node::Tree(Tag::Image { dest_url, title, .. }, span, children) = image else { return String::new() };
        let src = self.image(dest_url, doc.span(span.clone()));
        let written = attrs.and_then(|a| a.get("fig-alt"));
        let alt = match (written, caption) {
            (Some(alt), _) => alt.to_owned(),
            (None, Some(text)) if !text.trim().is_empty() => text.to_owned(),
            (None, _) => {
                self.notes.warn(doc.span(span.clone()), "this image has no alternative text").help = Some(
                    "say what it shows: `![caption](file){fig-alt=\"…\"}`, or `fig-alt=\"\"` if it is decoration"
                        .into(),
                );
                plain_text(children)
            }
        };
        let mut html = format!("<img src=\"{}\" alt=\"{}\" loading=\"lazy\"", escape(&src), escape(&alt));
        for key in ["width", "height"] {
            if let Some(value) = attrs.and_then(|a| a.get(key)) {
                html.push_str(&format!(" {key}=\"{}\"", escape(value.trim_end_matches("px"))));
            }
        }
        if !title.is_empty() {
            html.push_str(&format!(" title=\"{}\"", escape(title)));
        }
        if let Some(attrs) = attrs.filter(|a| !a.classes.is_empty()) {
            html.push_str(&format!(" class=\"{}\"", escape(&attrs.classes.join(" "))));
        }
        html + ">"
    }

    /// The ` id="…"` and the caption with its number, as the attributes have it.
    fn titled(&mut self, attrs: Option<&Attrs>, text: &str) -> (String, String) {
        let Some(id) = attrs.and_then(|a| a.id.as_deref()) else { return (String::new(), text.to_owned()) };
        let text = match self.labels.get(id) {
            Some(label) => words::caption(&label.kind.numbered(label.number, self.lang), text, self.lang),
            None => text.to_owned(),
        };
        (format!(" id=\"{}\"", escape(id)), text)
    }

    pub(super) fn table_title(&mut self, doc: &Doc, caption: &Caption) -> (String, String) {
        let text = self.line(&caption.text, doc.span(caption.span.clone()));
        let (id, text) = self.titled(Some(&caption.attrs), &text);
        (id, format!("<caption>{text}</caption>"))
    }

    /// Text with its `@fig-x` as links; `place` gives a byte's offset in the document.
    pub(super) fn references(&mut self, doc: &Doc, text: &str, place: &dyn Fn(usize) -> usize, out: &mut Vec<Event>) {
        let mut done = 0;
        for (at, _) in text.match_indices('@') {
            let name = &text[at + 1..];
            let length =
                name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(name.len());
            let name = name[..length].trim_end_matches(['-', '_']);
            let before = text[..at].chars().next_back();
            let escaped = doc.text.get(..place(at)).is_some_and(|t| t.ends_with('\\'));
            let Some(kind) = Kind::of(name) else { continue };
            if at < done || escaped || before.is_some_and(|c| c.is_ascii_alphanumeric()) {
                continue;
            }
            let span = doc.span(place(at)..place(at) + 1 + name.len());
            let end = at + 1 + name.len();
            // `[@fig-x]` is the same reference as pandoc writes it.
            let bracketed = text[..at].ends_with('[') && text[end..].starts_with(']') && done < at;
            let (from, to) = if bracketed { (at - 1, end + 1) } else { (at, end) };
            out.push(Event::Text(CowStr::from(text[done..from].to_owned())));
            out.push(self.reference(name, kind, span));
            done = to;
        }
        let rest = &text[done..];
        let verbatim = |(at, _): &(usize, &str)| doc.text.get(place(done + at)..).is_some_and(|t| t.starts_with("$$"));
        if let Some((at, _)) = rest.match_indices("$$").find(verbatim) {
            let start = place(done + at);
            self.notes.error(doc.span(start..start + 2), "this `$$` belongs to no formula").help =
                Some("close the formula with `$$` and every brace in it; a plain dollar sign is `\\$`".into());
        }
        let written = |at: usize| {
            let (before, from) = doc.text.split_at_checked(place(done + at)).unwrap_or_default();
            from.starts_with('$') && !before.ends_with('\\')
        };
        if let Some((at, end)) = broken_formula(rest).filter(|(at, _)| written(*at)) {
            let span = doc.span(place(done + at)..place(done + end));
            self.notes.error(span, "this is no formula: its braces do not match").help =
                Some("close every brace in it; a plain dollar sign is `\\$`".into());
        }
        if let Some((at, name)) = undefined_footnote(rest) {
            let start = place(done + at);
            self.notes
                .error(doc.span(start..start + name.len() + 3), format!("the footnote `{name}` is not defined"))
                .help = Some(format!("add a line `[^{name}]: …`"));
        }
        out.push(Event::Text(CowStr::from(rest.to_owned())));
    }

    fn reference<'n>(&mut self, name: &str, kind: Kind, span: Range<usize>) -> Event<'n> {
        let html = match self.labels.get(name) {
            Some(label) if kind == Kind::Section => {
                format!("<a class=\"ref\" href=\"#{name}\">{}</a>", escape(&label.title))
            }
            Some(label) => {
                format!("<a class=\"ref\" href=\"#{name}\">{}</a>", label.kind.numbered(label.number, self.lang))
            }
            None => {
                let names = self.labels.names();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let help = match nearest(name, &names) {
                    Some(near) => format!("did you mean `@{near}`?"),
                    None => format!("give what you mean the label, as in `{{#{name}}}`"),
                };
                self.notes.error(span, format!("nothing in this lesson has the label `{name}`")).help = Some(help);
                format!("<span class=\"broken\">@{name}</span>")
            }
        };
        Event::InlineHtml(CowStr::from(html))
    }
}

/// The first `$…$` left in a text that means a formula, by a command or a brace in it: the parser leaves it there if its
/// braces do not match.
fn broken_formula(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(at) = text[from..].find('$').map(|at| from + at) {
        let inner = &text[at + 1..];
        let length = inner.find('$')?;
        let inner = &inner[..length];
        let command =
            inner.match_indices('\\').any(|(i, _)| inner[i + 1..].starts_with(|c: char| c.is_ascii_alphabetic()));
        let begins = inner.starts_with(|c: char| !c.is_whitespace() && !c.is_ascii_digit());
        if begins && (command || inner.matches('{').count() != inner.matches('}').count()) {
            return Some((at, at + length + 2));
        }
        from = at + 1;
    }
    None
}

/// The first `[^name]` left in a text: the parser leaves it there if nothing defines it.
fn undefined_footnote(text: &str) -> Option<(usize, &str)> {
    let at = text.find("[^")?;
    let name = &text[at + 2..];
    let end = name.find(']')?;
    (end > 0 && !name[..end].contains(char::is_whitespace)).then(|| (at, &name[..end]))
}
