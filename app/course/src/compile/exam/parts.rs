//! What a question's div holds: the prompt, and beside it lists, tables, cells and divs that are part of the key.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::super::diagnostic::Notes;
use super::super::options::{self, Entry};
use super::super::tree::Node;
use super::super::{cell, emit};
use super::kind::Kind;

/// The pieces of a question.
#[derive(Debug, Default)]
pub(super) struct Parts<'n> {
    pub prompt: Vec<Node<'n>>,
    /// The items of the last list.
    pub list: Option<Vec<Node<'n>>>,
    /// The rows of the last table, its head first.
    pub table: Option<Vec<Node<'n>>>,
    pub explanation: Option<Vec<Node<'n>>>,
    /// The items of the rubric's list.
    pub rubric: Option<Vec<Node<'n>>>,
    pub cells: Vec<CellPart>,
    /// Where the generator stands, and its code.
    pub generate: Option<(Range<usize>, String)>,
}

/// A cell of a question.
#[derive(Clone, Debug)]
pub(super) struct CellPart {
    pub role: Role,
    pub code: String,
    /// Of a check.
    pub weight: Option<u32>,
    pub span: Range<usize>,
}

/// What a cell of a question is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Setup,
    Starter,
    Solution,
    Check,
    Example,
    Generate,
}

const ROLES: [(&str, Role); 6] = [
    ("setup", Role::Setup),
    ("starter", Role::Starter),
    ("solution", Role::Solution),
    ("check", Role::Check),
    ("example", Role::Example),
    ("generate", Role::Generate),
];

/// Takes a question's children apart.
pub(super) fn take<'n>(children: Vec<Node<'n>>, kind: Kind, notes: &mut Notes) -> Parts<'n> {
    let mut parts = Parts::default();
    let last = |wanted: fn(&Tag) -> bool| {
        children.iter().rposition(|n| if let Node::Tree(tag, ..) = n { wanted(tag) } else { false })
    };
    let list = last(|t| matches!(t, Tag::List(_))).filter(|_| kind.has_list());
    let table = last(|t| matches!(t, Tag::Table(_))).filter(|_| kind.has_table());
    for (i, node) in children.into_iter().enumerate() {
        match node {
            Node::Tree(Tag::List(_), _, items) if list == Some(i) => parts.list = Some(items),
            Node::Tree(Tag::Table(_), _, rows) if table == Some(i) => parts.table = Some(rows),
            Node::Tree(Tag::CodeBlock(CodeBlockKind::Fenced(ref info)), ref span, ref code)
                if cell::is_cell(info.trim()) =>
            {
                match read(code, span, notes) {
                    Some(CellPart { role: Role::Generate, code, span, .. }) => {
                        if parts.generate.is_some() {
                            notes.error(span.clone(), "this question has two generators").help =
                                Some("keep one of them".into());
                        }
                        parts.generate = Some((span, code));
                    }
                    Some(cell) if kind.has_cells() => parts.cells.push(cell),
                    Some(cell) => {
                        notes.error(cell.span, "only code and tensor questions have such a cell").help =
                            Some("to show code write the block with ```` ```python ````".into());
                    }
                    None => parts.prompt.push(node),
                }
            }
            Node::Div(attrs, span, inner) => match attrs.classes.first().map(String::as_str) {
                Some("explanation") => parts.explanation = Some(inner),
                Some("rubric") => parts.rubric = rubric(inner, &span, notes),
                _ => parts.prompt.push(Node::Div(attrs, span, inner)),
            },
            other => parts.prompt.push(other),
        }
    }
    parts
}

fn rubric<'n>(inner: Vec<Node<'n>>, span: &Range<usize>, notes: &mut Notes) -> Option<Vec<Node<'n>>> {
    let list =
        inner.into_iter().find_map(|n| if let Node::Tree(Tag::List(_), _, items) = n { Some(items) } else { None });
    if list.is_none() {
        notes.error(span.clone(), "this rubric has no list").help =
            Some("write a line `- (2) …` for each criterion".into());
    }
    list
}

/// A cell with what it is for.
fn read(code: &[Node], span: &Range<usize>, notes: &mut Notes) -> Option<CellPart> {
    let pieces: Vec<(&str, usize)> = code
        .iter()
        .filter_map(|n| if let Node::Leaf(Event::Text(t), s) = n { Some((&**t, s.start)) } else { None })
        .collect();
    let lines = cell::lines(&pieces);
    let head = lines.iter().take_while(|(_, l)| l.trim_start().starts_with("#|")).count();
    let option_lines = lines[..head].iter().map(|(at, line)| {
        let skipped = line.find("#|").map_or(0, |i| i + 2);
        (at + skipped, &line[skipped..])
    });
    let entries = options::read(option_lines, notes);
    let code: String = lines[head..].iter().map(|(_, l)| l.as_str()).collect();
    let line = span.start..lines.first().map_or(span.end, |(at, _)| at.saturating_sub(1).max(span.start));
    let mut cell = CellPart { role: Role::Setup, code: code.trim_matches('\n').to_owned(), weight: None, span: line };
    let mut role = None;
    for entry in &entries {
        set(entry, &mut cell, &mut role, notes);
    }
    if role.is_none() {
        notes.error(cell.span.clone(), "this cell does not say what it is for").help = Some(
            "add `#| setup: true`, `starter`, `solution`, `check`, `example` or `generate`; to show code write ```` ```python ````"
                .into(),
        );
    }
    cell.role = role?;
    Some(cell)
}

fn set(entry: &Entry, cell: &mut CellPart, role: &mut Option<Role>, notes: &mut Notes) {
    if let Some((_, found)) = ROLES.iter().find(|(w, _)| *w == entry.key) {
        if entry.bool(notes) == Some(true) && role.replace(*found).is_some() {
            notes.error(entry.key_span.clone(), "a cell is for one thing").help =
                Some("write a cell of its own for each".into());
        }
        return;
    }
    match entry.key.as_str() {
        "weight" => cell.weight = entry.number(notes),
        key => {
            let known: Vec<&str> = ROLES.iter().map(|(w, _)| *w).chain(["weight"]).collect();
            notes.unknown(entry.key_span.clone(), format!("a cell of a question has no option `{key}`"), key, &known);
        }
    }
}

/// The text of an item of a list or a cell of a table as the author wrote it, without the list's own mark.
pub(super) fn source<'t>(text: &'t str, node: &Node) -> &'t str {
    let Node::Tree(_, span, children) = node else { return "" };
    let start = children.first().map_or(span.end, |n| n.span().start);
    let end = children.last().map_or(span.end, |n| n.span().end);
    text.get(start..end).unwrap_or_default().trim()
}

/// Text for a person, of HTML: for comparing what reads alike.
pub(super) fn bare(html: &str) -> String {
    let mut out = String::new();
    let mut tag = false;
    for c in html.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            c if !tag => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    // An image says something although it has no text.
    if words.is_empty() { html.to_owned() } else { words }
}

/// HTML of an item's text without a paragraph around it.
pub(super) fn unwrapped(html: &str) -> String {
    emit::unwrap_paragraph(html).trim().to_owned()
}
