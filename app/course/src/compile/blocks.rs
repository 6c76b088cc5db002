//! The second pass: the tree as blocks of a lesson.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

use super::attrs::Attrs;
use super::emit::escape;
use super::exercise::Part;
use super::page::{Doc, Page};
use super::survey::tab_level;
use super::tree::Node;
use super::{cell, figure, words};
use crate::model::{Block, CalloutKind, Cell, Solution, Tab};

/// The classes a div can have.
const DIVS: [&str; 9] = [
    "callout-note",
    "callout-tip",
    "callout-important",
    "callout-caution",
    "callout-warning",
    "panel-tabset",
    "hint",
    "solution",
    "quiz",
];

/// What a div is.
enum Div {
    Callout(CalloutKind),
    Tabset,
    Hint,
    Solution,
    Quiz,
}

impl<'a> Page<'a> {
    /// Blocks of a run of nodes at the left margin, or in callouts and tabs.
    pub(super) fn blocks(&mut self, doc: &Doc, nodes: &[Node]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut from = 0;
        for (i, node) in nodes.iter().enumerate() {
            let start = node.span().start;
            let own = match node {
                Node::Div(..) => true,
                Node::Tree(Tag::CodeBlock(CodeBlockKind::Fenced(_)), ..) => {
                    self.cells.shown.contains_key(&start) || self.cells.gathered.contains(&start)
                }
                _ => false,
            };
            if !own {
                continue;
            }
            self.text_block(doc, &nodes[from..i], &mut blocks);
            self.open_html(&nodes[from..i]);
            from = i + 1;
            match node {
                Node::Div(attrs, span, children) => self.div(doc, attrs, span, children, &mut blocks),
                _ => blocks.extend(self.take_cell(start).map(Block::Cell)),
            }
        }
        self.text_block(doc, &nodes[from..], &mut blocks);
        blocks
    }

    fn text_block(&mut self, doc: &Doc, nodes: &[Node], blocks: &mut Vec<Block>) {
        if nodes.is_empty() {
            return;
        }
        let html = self.html(doc, nodes);
        if !html.is_empty() {
            blocks.push(Block::Html(html));
        }
    }

    /// Raw HTML that is open where a cell or div follows is closed there, which its author will not have meant.
    fn open_html(&mut self, nodes: &[Node]) {
        let mut open: Vec<(&str, Range<usize>)> = Vec::new();
        for node in nodes {
            let Node::Tree(Tag::HtmlBlock, span, _) = node else { continue };
            let html = self.text.get(span.clone()).unwrap_or_default();
            for tag in ["details", "div", "figure", "section"] {
                let opened = html.matches(&format!("<{tag}")).count();
                let closed = html.matches(&format!("</{tag}>")).count();
                open.extend((closed..opened).map(|_| (tag, span.clone())));
                for _ in opened..closed {
                    if let Some(at) = open.iter().rposition(|(t, _)| *t == tag) {
                        open.remove(at);
                    }
                }
            }
        }
        for (tag, span) in open {
            self.notes.error(span, format!("`<{tag}>` cannot hold a cell or a div")).help =
                Some("use `::: {.callout-note collapse=\"true\"}` around them".into());
        }
    }

    fn take_cell(&mut self, start: usize) -> Option<Cell> {
        let written = self.cells.shown.remove(&start)?;
        let mut cell = written.cell;
        if let Some((caption, at)) = written.fig_cap {
            let text = self.line(&caption, at);
            cell.fig_cap = Some(match self.labels.get(&cell.id) {
                Some(label) if label.kind == words::Kind::Figure => {
                    words::caption(&label.kind.numbered(label.number, self.lang), &text, self.lang)
                }
                _ => text,
            });
        }
        Some(cell)
    }

    fn div(&mut self, doc: &Doc, attrs: &Attrs, span: &Range<usize>, children: &[Node], blocks: &mut Vec<Block>) {
        match self.kind(attrs, span) {
            Some(Div::Callout(kind)) => {
                let title = attrs.get("title").filter(|t| !t.is_empty()).map(|t| self.line(t, span.clone()));
                // Quarto takes a heading at the top for the title too.
                let (title, children) = match (title, children.split_first()) {
                    (None, Some((Node::Tree(Tag::Heading { .. }, _, heading), rest))) => {
                        let html = self.html(doc, heading);
                        (Some(html), rest)
                    }
                    (title, _) => (title, children),
                };
                let collapsed = attrs.get("collapse").is_some_and(|c| c != "false");
                let inner = self.blocks(doc, children);
                blocks.push(Block::Callout { kind, title, collapsed, blocks: inner });
            }
            Some(Div::Tabset) => blocks.extend(self.tabset(doc, attrs, span, children)),
            Some(Div::Quiz) => blocks.extend(self.quiz(doc, attrs, span, children).map(Block::Quiz)),
            Some(Div::Hint) => self.hint(doc, attrs, span, children),
            Some(Div::Solution) => self.solution(doc, attrs, span, children),
            None => {
                let inner = self.blocks(doc, children);
                blocks.extend(inner);
            }
        }
    }

    /// A div where only text can stand: a list item, quotation, hint.
    pub(super) fn div_in_text<'n>(
        &mut self,
        doc: &Doc,
        attrs: &Attrs,
        span: &Range<usize>,
        children: &[Node<'n>],
        out: &mut Vec<Event<'n>>,
    ) {
        match self.kind(attrs, span) {
            Some(Div::Hint) => self.hint(doc, attrs, span, children),
            Some(Div::Solution) => self.solution(doc, attrs, span, children),
            Some(Div::Callout(kind)) => {
                let title = attrs.get("title").map(|t| format!("<b>{}</b>", self.line(t, span.clone())));
                let class = format!("{kind:?}").to_lowercase();
                let open = format!("<div class=\"callout callout-{class}\">{}\n", title.unwrap_or_default());
                out.push(Event::Html(CowStr::from(open)));
                self.emit(doc, children, out);
                out.push(Event::Html(CowStr::from("</div>\n")));
            }
            Some(Div::Quiz | Div::Tabset) => {
                self.notes
                    .error(span.clone(), "a quiz or tabset cannot stand inside a list, quotation, hint or solution")
                    .help = Some("move it to the left margin".into());
                self.emit(doc, children, out);
            }
            None => self.emit(doc, children, out),
        }
    }

    fn kind(&mut self, attrs: &Attrs, span: &Range<usize>) -> Option<Div> {
        let known = attrs.classes.iter().find_map(|class| match class.as_str() {
            "panel-tabset" => Some(Div::Tabset),
            "hint" => Some(Div::Hint),
            "solution" => Some(Div::Solution),
            "quiz" => Some(Div::Quiz),
            "callout-note" => Some(Div::Callout(CalloutKind::Note)),
            "callout-tip" => Some(Div::Callout(CalloutKind::Tip)),
            "callout-important" => Some(Div::Callout(CalloutKind::Important)),
            "callout-caution" => Some(Div::Callout(CalloutKind::Caution)),
            "callout-warning" => Some(Div::Callout(CalloutKind::Warning)),
            _ => None,
        });
        if known.is_none() {
            match attrs.classes.first() {
                Some(class) if class.starts_with("callout") => {
                    let kind = class.trim_start_matches("callout").trim_start_matches('-');
                    self.notes.unknown(span.clone(), format!("there is no callout `{kind}`"), class, &DIVS[..5]);
                }
                Some(class) => self.notes.unknown(span.clone(), format!("there is no div `{class}`"), class, &DIVS),
                None => {
                    self.notes.error(span.clone(), "this div has no class").help =
                        Some("say what it is, as in `::: {.callout-note}`".into());
                }
            }
        }
        known
    }

    fn tabset(&mut self, doc: &Doc, attrs: &Attrs, span: &Range<usize>, children: &[Node]) -> Option<Block> {
        let Some(level) = tab_level(children) else {
            self.notes.error(span.clone(), "this tabset has no tabs").help =
                Some("begin each tab with a heading".into());
            let blocks = self.blocks(doc, children);
            return (!blocks.is_empty()).then_some(Block::Callout {
                kind: CalloutKind::Note,
                title: None,
                collapsed: false,
                blocks,
            });
        };
        let is_tab = |n: &Node| matches!(n, Node::Tree(Tag::Heading { level: l, .. }, ..) if *l == level);
        let starts: Vec<usize> = (0..children.len()).filter(|i| is_tab(&children[*i])).collect();
        if let Some(first) = starts.first().filter(|f| **f > 0) {
            self.notes
                .error(children[0].span().start..children[first - 1].span().end, "this stands before the first tab")
                .help = Some("move it above the tabset or below the first heading".into());
        }
        let mut tabs = Vec::new();
        for (n, start) in starts.iter().enumerate() {
            let end = starts.get(n + 1).copied().unwrap_or(children.len());
            let Node::Tree(_, _, heading) = &children[*start] else { continue };
            let blocks = self.blocks(doc, &children[start + 1..end]);
            tabs.push(Tab { title: figure::plain_text(heading).trim().to_owned(), blocks });
        }
        self.tabsets += 1;
        let id = attrs.id.clone().unwrap_or_else(|| self.labels.make(&format!("tabs-{}", self.tabsets)));
        Some(Block::Tabset { id, tabs })
    }

    fn exercise_of(&mut self, attrs: &Attrs, span: &Range<usize>, what: &str) -> Option<String> {
        let name = attrs.get("exercise").filter(|e| !e.is_empty());
        if name.is_none() {
            self.notes.error(span.clone(), format!("this {what} does not say which exercise it belongs to")).help =
                Some(format!("write `::: {{.{what} exercise=\"name\"}}`"));
        }
        name.map(str::to_owned)
    }

    fn hint(&mut self, doc: &Doc, attrs: &Attrs, span: &Range<usize>, children: &[Node]) {
        let html = self.html(doc, children);
        if let Some(name) = self.exercise_of(attrs, span, "hint") {
            self.book.add(&name, span.clone(), Part::Hint(html));
        }
    }

    fn solution(&mut self, doc: &Doc, attrs: &Attrs, span: &Range<usize>, children: &[Node]) {
        let html = self.html(doc, children);
        let Some(name) = self.exercise_of(attrs, span, "solution") else { return };
        let Some(code) = first_python(children) else {
            self.notes.error(span.clone(), "this solution has no code").help =
                Some("put one ```python block into it".into());
            return;
        };
        self.book.add(&name, span.clone(), Part::Solution(Solution { code, html }));
    }

    /// The footnotes, in the order of their numbers.
    pub(super) fn endnotes(&mut self, doc: &Doc, nodes: &[Node]) -> Option<Block> {
        let mut items = String::new();
        for (i, name) in self.footnotes.clone().iter().enumerate() {
            let Some(children) = definition(nodes, name) else { continue };
            let number = i + 1;
            let html = self.html(doc, children);
            let back = words::back(self.lang);
            let link = format!(" <a href=\"#fnref-{number}\" role=\"doc-backlink\" aria-label=\"{back}\">↩</a>");
            let html = match html.strip_suffix("</p>") {
                Some(body) => format!("{body}{link}</p>"),
                None => html + &link,
            };
            items.push_str(&format!("<li id=\"fn-{number}\">{html}</li>"));
        }
        let label = escape(words::footnotes(self.lang));
        (!items.is_empty()).then(|| {
            let html = format!(
                "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{label}\"><ol>{items}</ol></section>"
            );
            Block::Html(html)
        })
    }
}

/// The content of a footnote; the first definition counts, as the parser has it.
fn definition<'t, 'n>(nodes: &'t [Node<'n>], name: &str) -> Option<&'t [Node<'n>]> {
    nodes.iter().find_map(|node| match node {
        Node::Tree(Tag::FootnoteDefinition(own), _, children) if **own == *name => Some(children.as_slice()),
        Node::Tree(_, _, children) | Node::Div(_, _, children) => definition(children, name),
        Node::Leaf(..) => None,
    })
}

/// The code of the first python block or cell.
fn first_python(nodes: &[Node]) -> Option<String> {
    nodes.iter().find_map(|node| match node {
        Node::Tree(Tag::CodeBlock(CodeBlockKind::Fenced(info)), _, children) => {
            let info = info.trim();
            let python = cell::is_cell(info) || info.split([' ', ',']).next() == Some("python");
            python.then(|| cell::without_options(&figure::verbatim(children)).trim_matches('\n').to_owned())
        }
        Node::Tree(_, _, children) | Node::Div(_, _, children) => first_python(children),
        Node::Leaf(..) => None,
    })
}
