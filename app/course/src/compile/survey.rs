//! The first pass over a lesson: ids, labels, numbers, footnotes and cells, so that the second can refer forward.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag};

use super::attrs::Attrs;
use super::cell::{self, Role, Written};
use super::diagnostic::nearest;
use super::exercise::Part;
use super::figure;
use super::page::{Doc, Page};
use super::tree::Node;
use crate::model::{Exercise, Heading, Solution};

/// Where in the tree the survey is.
#[derive(Clone, Copy, Default)]
struct At {
    /// In any div: headings there are not part of the outline.
    div: bool,
    /// In a hint or solution: cells there are quoted.
    quoted: bool,
}

/// Headings seen so far.
#[derive(Default)]
struct Outline {
    level: u8,
    /// Where, level, text, and whether it belongs on the page's list.
    unnamed: Vec<(usize, String)>,
    listed: Vec<(usize, u8, String)>,
}

impl<'a> Page<'a> {
    /// Notes everything in `nodes` that something else may refer to.
    pub(super) fn survey(&mut self, nodes: &[Node]) {
        let mut outline = Outline { level: 1, ..Outline::default() };
        self.visit(nodes, At::default(), &mut outline);
        for (at, text) in outline.unnamed {
            let id = self.labels.make(&text);
            self.labels.headings.insert(at, id);
        }
        for (at, level, text) in outline.listed {
            if let Some(id) = self.labels.headings.get(&at) {
                self.headings.push(Heading { level, id: id.clone(), text });
            }
        }
        self.footnotes_of(nodes);
    }

    fn visit(&mut self, nodes: &[Node], at: At, outline: &mut Outline) {
        let doc = Doc { text: self.text, within: None };
        let mut starred = false;
        for (i, node) in nodes.iter().enumerate() {
            let span = node.span();
            match node {
                Node::Tree(Tag::Heading { level, id, .. }, _, children) => {
                    self.heading(*level, id.as_deref(), span, children, at, outline);
                    self.visit(children, at, outline);
                }
                Node::Tree(Tag::Image { .. }, ..) => self.label_behind(&span, false, ""),
                Node::Leaf(Event::DisplayMath(_), _) => self.label_behind(&span, true, ""),
                Node::Tree(Tag::Table(_), _, children) => {
                    if let Some(caption) = nodes.get(i + 1).and_then(|n| figure::table_caption(doc.text, n)) {
                        self.define(&caption.attrs, &caption.span);
                    }
                    self.visit(children, at, outline);
                }
                Node::Tree(Tag::CodeBlock(CodeBlockKind::Fenced(info)), _, children) => {
                    self.fence_closed(&span);
                    self.code(info, span, children, at);
                }
                Node::Leaf(Event::FootnoteReference(name), _) => {
                    if !self.footnotes.iter().any(|n| **n == **name) {
                        self.footnotes.push(name.to_string());
                    }
                }
                // Those that should have closed say the same as those that should have opened.
                Node::Leaf(Event::Text(text), span) if text.ends_with('*') && !starred => {
                    starred = self.starred(span, nodes.get(i + 1));
                }
                Node::Tree(Tag::Paragraph, _, children) => {
                    let before = i.checked_sub(1).map(|i| &nodes[i]);
                    self.no_table(node, before);
                    self.visit(children, at, outline);
                }
                Node::Leaf(..) | Node::Tree(Tag::CodeBlock(_), ..) => {}
                Node::Tree(_, _, children) => self.visit(children, at, outline),
                Node::Div(attrs, span, children) => {
                    let class = |c: &str| attrs.classes.iter().any(|own| own == c);
                    self.define(attrs, span);
                    let quoted = at.quoted || class("hint") || class("solution");
                    // Headings that title a tab or a callout are not sections.
                    let untitled = attrs.get("title").is_none_or(str::is_empty);
                    let callout = untitled && attrs.classes.iter().any(|c| c.starts_with("callout-"));
                    let tabs = if class("panel-tabset") { tab_level(children) } else { None };
                    let title = |i: usize| match &children[i] {
                        Node::Tree(Tag::Heading { level, .. }, ..) if (callout && i == 0) || tabs == Some(*level) => {
                            Some(*level)
                        }
                        _ => None,
                    };
                    let inside = At { div: true, quoted };
                    let outer = outline.level;
                    let mut from = 0;
                    for i in 0..children.len() {
                        if let Some(level) = title(i) {
                            self.visit(&children[from..i], inside, outline);
                            outline.level = level as u8;
                            from = i + 1;
                        }
                    }
                    self.visit(&children[from..], inside, outline);
                    outline.level = outer;
                }
            }
        }
    }

    fn heading(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        span: Range<usize>,
        children: &[Node],
        at: At,
        outline: &mut Outline,
    ) {
        let text = figure::plain_text(children).trim().to_owned();
        if level == HeadingLevel::H1 {
            self.notes.warn(span.clone(), "the lesson's title is its only heading of the first level").help =
                Some("write `##`".into());
        }
        let level = (level as u8).max(2);
        if level > outline.level + 1 {
            let message = format!("the heading goes from level {} to {level}", outline.level);
            self.notes.warn(span.clone(), message).help =
                Some(format!("write `{}`", "#".repeat(outline.level.into()) + "#"));
        }
        outline.level = level;
        match id {
            Some(id) => {
                self.labels.define(id, &text, span.clone(), &mut self.notes);
                self.labels.headings.insert(span.start, id.to_owned());
            }
            None => outline.unnamed.push((span.start, text.clone())),
        }
        if level <= 3 && !at.div {
            outline.listed.push((span.start, level, text));
        }
    }

    /// Two stars that mark nothing: mostly because emphasis cannot end between a full stop and a letter, which Chinese puts
    /// there. The parser gives each as a text of its own; between those that are written `\*` stands what escapes them.
    fn starred(&mut self, span: &Range<usize>, next: Option<&Node>) -> bool {
        let Some(Node::Leaf(Event::Text(text), behind)) = next else { return false };
        let found = text.starts_with('*') && behind.start == span.end;
        if found {
            self.notes.warn(span.end - 1..span.end + 1, "`**` marks nothing here, and readers see it").help =
                Some("put the punctuation outside, `**…**。`; a star that is meant is written `\\*`".into());
        }
        found
    }

    /// A table whose second line does not fit its first is plain text to the parser, and so is a caption without a table.
    fn no_table(&mut self, paragraph: &Node, before: Option<&Node>) {
        let span = paragraph.span();
        let text = self.text.get(span.clone()).unwrap_or_default();
        let rule = |line: &str| line.contains('-') && line.chars().all(|c| "|-: >".contains(c));
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let mut at = span.start;
        for pair in lines.windows(2) {
            let (head, line) = (pair[0].trim_end(), pair[1].trim_end());
            let (columns, rules) = (columns(head), columns(line));
            if head.contains('|') && line.contains('|') && rule(line) && columns != rules {
                let message = format!("this is no table: it has {columns} columns, and {rules} in the line below");
                self.notes.error(at..at + head.len(), message).help =
                    Some(format!("write `|{}` below it", "---|".repeat(columns)));
            }
            at += pair[0].len();
        }
        let captioned = matches!(before, Some(Node::Tree(Tag::Table(_), ..)));
        if let Some(caption) = figure::table_caption(self.text, paragraph).filter(|_| !captioned)
            && caption.attrs.id.as_ref().is_some_and(|id| id.starts_with("tbl-"))
        {
            self.notes.error(caption.span, "this caption stands below no table").help =
                Some("put it right below the table, behind one empty line".into());
        }
    }

    fn label_behind(&mut self, span: &Range<usize>, spaced: bool, title: &str) {
        let Some((attrs, end)) = figure::attrs_behind(self.text, span.end, spaced) else { return };
        if let Some(id) = &attrs.id {
            self.labels.define(id, title, span.end..end, &mut self.notes);
        }
    }

    fn define(&mut self, attrs: &Attrs, span: &Range<usize>) {
        if let Some(id) = &attrs.id {
            self.labels.define(id, "", span.clone(), &mut self.notes);
        }
    }

    fn fence_closed(&mut self, span: &Range<usize>) {
        let block = self.text.get(span.clone()).unwrap_or_default();
        let Some(mark) = block.chars().next() else { return };
        let length = block.len() - block.trim_start_matches(mark).len();
        let last = block.trim_end().lines().skip(1).last().unwrap_or_default();
        let last = last.trim_start_matches([' ', '\t', '>']);
        if last.len() < length || last.chars().any(|c| c != mark) {
            let fence = mark.to_string().repeat(length);
            let line = block.find('\n').unwrap_or(block.len());
            self.notes.error(span.start..span.start + line, "this code block is not closed").help =
                Some(format!("end it with a line that is {fence} and no more"));
        }
    }

    fn code(&mut self, info: &str, span: Range<usize>, children: &[Node], at: At) {
        if !cell::is_cell(info.trim()) {
            if let Some(name) = info.trim().strip_prefix('{').filter(|n| !n.starts_with('.')) {
                let name = name.split(['}', ' ', ',']).next().unwrap_or_default().to_owned();
                let line = span.start..span.start + self.text[span.clone()].find('\n').unwrap_or(span.len());
                self.notes.error(line, format!("a cell in `{name}` cannot run here")).help =
                    Some("cells are `{python}`; for code that is only shown write the language without braces".into());
            }
            return;
        }
        if at.quoted {
            self.cells.quoted.insert(span.start);
            return;
        }
        let pieces: Vec<(&str, usize)> = children
            .iter()
            .filter_map(|n| if let Node::Leaf(Event::Text(t), s) = n { Some((&**t, s.start)) } else { None })
            .collect();
        let written = cell::read(&pieces, span.clone(), &mut self.notes);
        match written.role {
            Role::Shown => self.shown(written, span),
            role => {
                self.cells.gathered.insert(span.start);
                for exercise in &written.exercises {
                    self.book.add(exercise, written.exercise_span.clone(), part(role, &written.cell.code));
                }
            }
        }
    }

    fn shown(&mut self, mut written: Written, span: Range<usize>) {
        let exercise = written.exercises.first().cloned();
        if written.exercises.len() > 1 {
            self.notes.error(written.exercise_span.clone(), "a cell that the student writes is one exercise").help =
                Some("write a cell of its own for each".into());
        }
        let cell = &mut written.cell;
        let own = written.label.clone().or_else(|| exercise.clone().map(|e| (e, written.exercise_span.clone())));
        match own {
            Some((id, at)) => {
                self.labels.define(&id, "", at, &mut self.notes);
                cell.id = id;
            }
            None => {
                self.cells.unlabelled += 1;
                cell.id = self.labels.make(&format!("cell-{}", self.cells.unlabelled));
            }
        }
        self.cells.ids.insert(span.start, cell.id.clone());
        // Numbers count cells by where they begin, and the survey goes in that order.
        cell.number = u32::try_from(self.cells.shown.len() + 1).unwrap_or(u32::MAX);
        if let Some((label, at)) = &written.label
            && label.starts_with("fig-")
            && written.fig_cap.is_none()
        {
            self.notes.warn(at.clone(), "a cell labelled as a figure has no caption").help =
                Some("add `#| fig-cap: …`, or choose a label without `fig-`".into());
        }
        if let Some(name) = exercise {
            let number = self.book.open(&name, &cell.id, written.exercise_span.clone(), &mut self.notes);
            cell.exercise = Some(Exercise {
                number,
                setup: None,
                hints: Vec::new(),
                solution: None,
                checks: Vec::new(),
                hidden_checks: 0,
            });
        }
        self.cells.shown.insert(span.start, written);
    }

    /// Footnotes that nothing refers to are not shown; their author should know.
    fn footnotes_of(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Tree(Tag::FootnoteDefinition(name), span, _) => {
                    if !self.footnotes.iter().any(|n| **n == **name) {
                        let names: Vec<&str> = self.footnotes.iter().map(String::as_str).collect();
                        let help = nearest(name, &names).map(|n| format!("did you mean `[^{n}]: …`?"));
                        let line = span.start..span.start + name.len() + 4;
                        self.notes.warn(line, format!("nothing refers to the footnote `{name}`")).help =
                            help.or_else(|| Some(format!("write `[^{name}]` in the text, or remove it")));
                    }
                }
                Node::Tree(_, _, children) | Node::Div(_, _, children) => self.footnotes_of(children),
                Node::Leaf(..) => {}
            }
        }
    }
}

/// How many columns a line of a table has.
fn columns(line: &str) -> usize {
    let line = line.trim_start_matches(['>', ' ']).replace("\\|", "");
    line.trim().trim_start_matches('|').trim_end_matches('|').split('|').count()
}

/// The level of the headings that title the tabs of a tabset.
pub(super) fn tab_level(children: &[Node]) -> Option<HeadingLevel> {
    children.iter().find_map(|n| if let Node::Tree(Tag::Heading { level, .. }, ..) = n { Some(*level) } else { None })
}

fn part(role: Role, code: &str) -> Part {
    let html = || super::emit::pre(code, "python").trim_end().to_owned();
    match role {
        Role::Setup => Part::Setup(code.to_owned()),
        Role::Hidden => Part::Hidden(code.to_owned()),
        Role::Hint => Part::Hint(html()),
        Role::Solution => Part::Solution(Solution { code: code.to_owned(), html: html() }),
        Role::Check | Role::Shown => Part::Check(code.to_owned()),
    }
}
