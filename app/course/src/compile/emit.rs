//! Tree to HTML. What markdown knows is written by the parser's own writer; what lessons add becomes HTML on the way
//! there. Everything is sanitised at the end.

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, Tag, html};

use super::page::{Doc, Page};
use super::tree::Node;
use super::{figure, highlight, inline, math, raw, words};

/// Text for HTML, in text and in attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A tree as it is, with nothing added.
pub(super) fn plain(nodes: &[Node]) -> String {
    let mut events = Vec::new();
    flatten(nodes, &mut events);
    write(events)
}

fn flatten<'n>(nodes: &[Node<'n>], out: &mut Vec<Event<'n>>) {
    for node in nodes {
        match node {
            Node::Leaf(event, _) => out.push(event.clone()),
            Node::Div(_, _, children) => flatten(children, out),
            Node::Tree(tag, _, children) => {
                out.push(Event::Start(tag.clone()));
                flatten(children, out);
                out.push(Event::End(tag.to_end()));
            }
        }
    }
}

fn write(events: Vec<Event>) -> String {
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    out
}

fn raw<'n>(html: impl Into<String>) -> Event<'n> {
    Event::InlineHtml(CowStr::from(html.into()))
}

impl<'a> Page<'a> {
    /// Sanitised HTML of a run of nodes.
    pub fn html(&mut self, doc: &Doc, nodes: &[Node]) -> String {
        let mut events = Vec::new();
        self.emit(doc, nodes, &mut events);
        let html = write(events);
        if raw::too_deep(&html) {
            let (from, to) = (nodes.first().map_or(0, |n| n.span().start), nodes.last().map_or(0, |n| n.span().end));
            self.notes.error(doc.span(from..to), "the HTML here nests too deep, so it is shown as text").help =
                Some("close its elements, as in `<div>…</div>`".into());
            return format!("<pre>{}</pre>", escape(doc.text.get(from..to).unwrap_or_default()));
        }
        self.sanitizer.clean(&html).to_string().trim().to_owned()
    }

    /// Sanitised HTML without a paragraph around it, of a line of markdown such as a caption that stands at `span`.
    pub fn line(&mut self, markdown: &str, span: std::ops::Range<usize>) -> String {
        let nodes =
            super::tree::build(markdown, markdown, &Default::default(), super::tree::extensions(), &mut self.notes);
        let doc = Doc { text: markdown, within: Some(span) };
        let html = self.html(&doc, &nodes);
        unwrap_paragraph(&html).to_owned()
    }

    pub(super) fn emit<'n>(&mut self, doc: &Doc, nodes: &[Node<'n>], out: &mut Vec<Event<'n>>) {
        // Attributes behind an image or equation were read with it.
        let mut read_to = 0;
        let mut i = 0;
        while let Some(node) = nodes.get(i) {
            i += 1;
            let span = node.span();
            if span.end <= read_to {
                continue;
            }
            if matches!(node, Node::Tree(Tag::HtmlBlock, ..) | Node::Leaf(Event::InlineHtml(_), _)) {
                self.remark_on_html(doc, &span);
            }
            match node {
                Node::Leaf(Event::Text(_), _) => {
                    let mut end = i;
                    while matches!(nodes.get(end), Some(Node::Leaf(Event::Text(_), _))) {
                        end += 1;
                    }
                    self.texts(doc, &nodes[i - 1..end], read_to, out);
                    i = end;
                }
                Node::Leaf(Event::InlineMath(tex), _) => out.push(raw(self.formula(doc, tex, false, &span))),
                Node::Leaf(Event::DisplayMath(tex), _) => {
                    let attrs = figure::attrs_behind(doc.text, span.end, true);
                    out.push(raw(self.equation(doc, tex, &span, attrs.as_ref().map(|(a, _)| a), "span")));
                    read_to = attrs.map_or(read_to, |(_, end)| end);
                }
                Node::Leaf(Event::FootnoteReference(name), _) => out.push(raw(self.footnote_reference(name))),
                Node::Leaf(Event::TaskListMarker(done), _) => {
                    let (shape, word) = (if *done { "☑" } else { "☐" }, words::task(*done, self.lang));
                    out.push(raw(format!("<span class=\"task\" role=\"img\" aria-label=\"{word}\">{shape}</span> ")));
                }
                Node::Leaf(Event::Code(code), _) if inline::expression(code).is_some() => {
                    let html = inline::expression(code).map(|expression| self.inline(expression, doc.span(span)));
                    out.push(raw(html.unwrap_or_default()));
                }
                Node::Leaf(Event::SoftBreak, _) if joins(doc.text, &span) => {}
                Node::Leaf(event, _) => out.push(event.clone()),
                Node::Div(attrs, _, children) => self.div_in_text(doc, attrs, &span, children, out),
                Node::Tree(Tag::Paragraph, _, children) => self.paragraph(doc, children, out),
                Node::Tree(Tag::Image { .. }, _, children) => {
                    let attrs = figure::attrs_behind(doc.text, span.end, false);
                    let alt = figure::plain_text(children);
                    let img = self.img(doc, node, attrs.as_ref().map(|(a, _)| a), Some(&alt));
                    out.push(raw(img));
                    read_to = attrs.map_or(read_to, |(_, end)| end);
                }
                Node::Tree(Tag::Link { dest_url, title, .. }, _, children) => {
                    let target = self.link(dest_url, doc.span(span));
                    let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) };
                    let rel = if target.external { " rel=\"external noopener\"" } else { "" };
                    // What cannot be followed is no link.
                    let href = match target.href.as_str() {
                        "" => String::new(),
                        href => format!(" href=\"{}\"", escape(href)),
                    };
                    out.push(raw(format!("<a{href}{title}{rel}>")));
                    let outer = std::mem::replace(&mut self.in_link, true);
                    self.emit(doc, children, out);
                    self.in_link = outer;
                    out.push(raw("</a>"));
                }
                Node::Tree(Tag::CodeBlock(kind), _, children) => self.code_block(doc, kind, &span, children, out),
                Node::Tree(Tag::Table(alignments), _, children) => {
                    let caption = nodes.get(i).and_then(|next| figure::table_caption(doc.text, next));
                    if let Some(caption) = &caption {
                        read_to = caption.end;
                    }
                    self.table(doc, alignments, children, caption, out);
                }
                Node::Tree(Tag::Heading { level, classes, .. }, _, children) => {
                    let id = if doc.within.is_none() { self.labels.headings.get(&span.start).cloned() } else { None };
                    let tag = Tag::Heading {
                        level: (*level).max(pulldown_cmark::HeadingLevel::H2),
                        id: id.map(CowStr::from),
                        classes: classes.clone(),
                        attrs: Vec::new(),
                    };
                    let end = tag.to_end();
                    out.push(Event::Start(tag));
                    self.emit(doc, children, out);
                    out.push(Event::End(end));
                }
                // They stand at the end of the lesson.
                Node::Tree(Tag::FootnoteDefinition(_), ..) => {}
                Node::Tree(tag, _, children) => {
                    out.push(Event::Start(tag.clone()));
                    self.emit(doc, children, out);
                    out.push(Event::End(tag.to_end()));
                }
            }
        }
    }

    fn paragraph<'n>(&mut self, doc: &Doc, children: &[Node<'n>], out: &mut Vec<Event<'n>>) {
        if let Some(html) = self.figure(doc, children).or_else(|| self.equation_alone(doc, children)) {
            out.push(Event::Html(CowStr::from(html + "\n")));
            return;
        }
        out.push(Event::Start(Tag::Paragraph));
        self.emit(doc, children, out);
        out.push(Event::End(Tag::Paragraph.to_end()));
    }

    /// Neighbouring texts; the parser splits them at every character that might have meant something.
    fn texts<'n>(&mut self, doc: &Doc, nodes: &[Node<'n>], read_to: usize, out: &mut Vec<Event<'n>>) {
        let mut merged = String::new();
        let mut starts = Vec::new();
        for node in nodes {
            let Node::Leaf(Event::Text(text), span) = node else { continue };
            if span.end <= read_to {
                continue;
            }
            let verbatim = doc.text.get(span.clone()) == Some(text);
            let cut = if verbatim && span.start < read_to { read_to - span.start } else { 0 };
            starts.push((merged.len(), span.start + cut));
            merged.push_str(text.get(cut..).unwrap_or(text));
        }
        let place = |i: usize| {
            let (from, at) = *starts.iter().rev().find(|(from, _)| *from <= i).unwrap_or(&(0, 0));
            at + (i - from)
        };
        if self.in_link {
            out.push(Event::Text(CowStr::from(merged)));
        } else {
            self.references(doc, &merged, &place, out);
        }
    }

    fn code_block<'n>(
        &mut self,
        doc: &Doc,
        kind: &CodeBlockKind,
        span: &std::ops::Range<usize>,
        children: &[Node<'n>],
        out: &mut Vec<Event<'n>>,
    ) {
        let code = figure::verbatim(children);
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.trim(),
            CodeBlockKind::Indented => "",
        };
        let cell = super::cell::is_cell(info);
        if cell && self.cells.gathered.contains(&span.start) {
            return;
        }
        if cell && doc.within.is_none() && self.cells.misplaced(span.start) {
            self.notes.error(span.clone(), "a cell cannot run inside a list, quotation, quiz or footnote").help =
                Some("move it to the left margin".into());
        }
        let (language, code) = if cell { ("python", super::cell::without_options(&code)) } else { (info, code) };
        out.push(Event::Html(CowStr::from(pre(&code, language))));
    }

    fn table<'n>(
        &mut self,
        doc: &Doc,
        alignments: &[Alignment],
        rows: &[Node<'n>],
        caption: Option<figure::Caption>,
        out: &mut Vec<Event<'n>>,
    ) {
        let (id, title) = match caption {
            Some(caption) => self.table_title(doc, &caption),
            None => (String::new(), String::new()),
        };
        let label = words::table(self.lang);
        out.push(raw(format!(
            "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"{label}\"><table{id}>{title}"
        )));
        for (i, row) in rows.iter().enumerate() {
            let Node::Tree(_, _, cells) = row else { continue };
            let (open, close, cell) = match i {
                0 => ("<thead><tr>", "</tr></thead>", "th scope=\"col\""),
                1 => ("<tbody><tr>", "</tr>", "td"),
                _ => ("<tr>", "</tr>", "td"),
            };
            out.push(raw(open));
            for (j, node) in cells.iter().enumerate() {
                let Node::Tree(_, _, children) = node else { continue };
                let class = match alignments.get(j) {
                    Some(Alignment::Left) => " class=\"left\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    Some(Alignment::Right) => " class=\"right\"",
                    _ => "",
                };
                out.push(raw(format!("<{cell}{class}>")));
                self.emit(doc, children, out);
                out.push(raw(format!("</{}>", &cell[..2])));
            }
            out.push(raw(close));
        }
        let end = if rows.len() > 1 { "</tbody></table></div>\n" } else { "</table></div>\n" };
        out.push(Event::Html(CowStr::from(end)));
    }

    fn footnote_reference(&mut self, name: &str) -> String {
        let number = self.footnotes.iter().position(|n| n == name).map_or(0, |i| i + 1);
        // Only the first reference can be what the way back leads to.
        let id =
            if self.referred.iter().any(|n| n == name) { String::new() } else { format!(" id=\"fnref-{number}\"") };
        self.referred.push(name.to_owned());
        format!("<sup class=\"footnote\"><a href=\"#fn-{number}\"{id} role=\"doc-noteref\">{number}</a></sup>")
    }

    /// MathML, or the source set apart where it cannot be read.
    pub(super) fn formula(&mut self, doc: &Doc, tex: &str, display: bool, span: &std::ops::Range<usize>) -> String {
        math::mathml(tex, display).unwrap_or_else(|message| {
            self.notes.error(doc.span(span.clone()), format!("this formula cannot be read: {message}")).help =
                Some("write it as LaTeX would read it; a plain dollar sign is `\\$`".into());
            format!("<code class=\"broken\">{}</code>", escape(tex))
        })
    }
}

/// Whether a line break stands between characters that are written without spaces: a browser would show one.
fn joins(text: &str, span: &std::ops::Range<usize>) -> bool {
    let wide = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}');
    let before = text.get(..span.start).and_then(|t| t.trim_end().chars().next_back());
    let after = text.get(span.end..).and_then(|t| t.trim_start_matches([' ', '\t', '>', '\r', '\n']).chars().next());
    before.is_some_and(wide) && after.is_some_and(wide)
}

/// Code set apart, coloured if the language is known. Readers without a pointer scroll it by the keyboard.
pub(super) fn pre(code: &str, info: &str) -> String {
    let language = info
        .trim_start_matches("{.")
        .split(|c: char| c.is_whitespace() || "{},".contains(c))
        .next()
        .unwrap_or_default();
    let class = if language.is_empty() { String::new() } else { format!(" class=\"language-{}\"", escape(language)) };
    format!("<pre tabindex=\"0\"><code{class}>{}</code></pre>\n", highlight::highlight(code, language))
}

/// The inside of HTML that is one paragraph; other HTML as it is.
pub(super) fn unwrap_paragraph(html: &str) -> &str {
    match html.strip_prefix("<p>").and_then(|h| h.strip_suffix("</p>")) {
        Some(inner) if !inner.contains("<p>") => inner,
        _ => html,
    }
}
