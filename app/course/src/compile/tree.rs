//! The parser's events as a tree, with divs in it.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag};

use super::attrs::Attrs;
use super::diagnostic::Notes;
use super::divs::Fence;

/// A piece of a document.
#[derive(Debug)]
pub(super) enum Node<'a> {
    /// Text, a break, raw HTML, math.
    Leaf(Event<'a>, Range<usize>),
    /// A container of markdown's own.
    Tree(Tag<'a>, Range<usize>, Vec<Node<'a>>),
    /// A `:::` div; the span is its opening line.
    Div(Attrs, Range<usize>, Vec<Node<'a>>),
}

impl Node<'_> {
    /// Where it stands.
    pub fn span(&self) -> Range<usize> {
        match self {
            Node::Leaf(_, span) | Node::Tree(_, span, _) | Node::Div(_, span, _) => span.clone(),
        }
    }
}

/// Everything that lessons have beyond CommonMark and the parser knows.
pub(super) fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// How deep containers nest. Every pass goes down by recursion, and a stack that overflows takes the process with it.
const DEPTH: usize = 100;

enum Frame<'a> {
    Root,
    Tag(Tag<'a>, Range<usize>),
    Div(Fence),
}

/// Parses `masked`; `original` is the same text with its `:::` lines, which are `fences`.
pub(super) fn build<'a>(
    masked: &'a str,
    original: &'a str,
    fences: &BTreeMap<usize, Fence>,
    options: Options,
    notes: &mut Notes,
) -> Vec<Node<'a>> {
    let mut stack: Vec<(Frame, Vec<Node>)> = vec![(Frame::Root, Vec::new())];
    // How many containers are open that went too deep; what is in them stands in the last one that did not.
    let mut too_deep = 0;
    for (event, span) in Parser::new_ext(masked, options).into_offset_iter() {
        let full = stack.len() >= DEPTH;
        match event {
            Event::Start(_) if full => {
                if too_deep == 0 {
                    let message = format!("lists, quotations and divs nest no deeper than {DEPTH} here");
                    notes.error(span.start..span.start, message).help = Some("write it flatter".into());
                }
                too_deep += 1;
            }
            Event::End(_) if too_deep > 0 => too_deep -= 1,
            Event::Start(tag) => stack.push((Frame::Tag(tag, span), Vec::new())),
            Event::End(_) => {
                close_divs(&mut stack, notes, "before the list item or quotation around it ends");
                pop(&mut stack);
            }
            Event::Rule => match fences.range(span.clone()).next() {
                Some((_, fence)) if full && fence.opens.is_some() => {
                    notes.error(fence.span.clone(), "this div is nested too deep").help =
                        Some("write it flatter".into());
                }
                Some((_, fence)) if fence.opens.is_some() => stack.push((Frame::Div(fence.clone()), Vec::new())),
                Some((_, fence)) => close(&mut stack, fence, notes),
                None => leaf(&mut stack, Event::Rule, span),
            },
            Event::Text(text) => {
                let text = restore(text, masked, original, &span);
                leaf(&mut stack, Event::Text(text), span);
            }
            Event::Html(html) => {
                let html = restore(html, masked, original, &span);
                leaf(&mut stack, Event::Html(html), span);
            }
            other => leaf(&mut stack, other, span),
        }
    }
    close_divs(&mut stack, notes, "before the file ends");
    stack.pop().map(|(_, nodes)| nodes).unwrap_or_default()
}

/// Where a `:::` line turned out to be part of code or raw HTML, its text is what the author wrote.
fn restore<'a>(text: CowStr<'a>, masked: &str, original: &'a str, span: &Range<usize>) -> CowStr<'a> {
    match (masked.get(span.clone()), original.get(span.clone())) {
        (Some(m), Some(o)) if m == &*text => CowStr::Borrowed(o),
        _ => text,
    }
}

fn leaf<'a>(stack: &mut [(Frame<'a>, Vec<Node<'a>>)], event: Event<'a>, span: Range<usize>) {
    if let Some((_, nodes)) = stack.last_mut() {
        nodes.push(Node::Leaf(event, span));
    }
}

fn pop<'a>(stack: &mut Vec<(Frame<'a>, Vec<Node<'a>>)>) {
    if stack.len() < 2 {
        return;
    }
    if let Some((frame, children)) = stack.pop() {
        let node = match frame {
            Frame::Tag(tag, span) => Node::Tree(tag, span, children),
            Frame::Div(fence) => Node::Div(fence.opens.unwrap_or_default(), fence.span, children),
            Frame::Root => return,
        };
        if let Some((_, nodes)) = stack.last_mut() {
            nodes.push(node);
        }
    }
}

/// Closes what `fence` closes: the innermost div, unless an outer one was opened with just as many colons.
fn close<'a>(stack: &mut Vec<(Frame<'a>, Vec<Node<'a>>)>, fence: &Fence, notes: &mut Notes) {
    let open = stack.iter().rev().map_while(|(f, _)| if let Frame::Div(f) = f { Some(f.colons) } else { None });
    let open: Vec<usize> = open.collect();
    if open.is_empty() {
        let outside = stack.iter().any(|(f, _)| matches!(f, Frame::Div(_)));
        let help = if outside {
            "give it the indentation (or the `>`) of the line that opens the div"
        } else {
            "remove it, or open a div above with a class, as in `::: {.callout-note}`"
        };
        notes.error(fence.span.clone(), "this line closes a div, but none is open here").help = Some(help.into());
        return;
    }
    let depth = match open[0] == fence.colons {
        true => 0,
        false => open.iter().position(|c| *c == fence.colons).unwrap_or(0),
    };
    for _ in 0..depth {
        unclosed(stack, notes, "before the div around it does");
        pop(stack);
    }
    pop(stack);
}

fn close_divs<'a>(stack: &mut Vec<(Frame<'a>, Vec<Node<'a>>)>, notes: &mut Notes, when: &str) {
    while matches!(stack.last(), Some((Frame::Div(_), _))) {
        unclosed(stack, notes, when);
        pop(stack);
    }
}

fn unclosed(stack: &[(Frame, Vec<Node>)], notes: &mut Notes, when: &str) {
    if let Some((Frame::Div(fence), _)) = stack.last() {
        let colons = ":".repeat(fence.colons);
        notes.error(fence.span.clone(), format!("this div is not closed {when}")).help =
            Some(format!("end it with a line `{colons}`"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::divs;

    fn outline(nodes: &[Node]) -> String {
        let parts = nodes.iter().map(|n| match n {
            Node::Leaf(Event::Text(t), _) => t.to_string(),
            Node::Leaf(..) => "-".into(),
            Node::Tree(Tag::Paragraph, _, c) => format!("p[{}]", outline(c)),
            Node::Tree(Tag::List(_), _, c) => format!("ul[{}]", outline(c)),
            Node::Tree(_, _, c) => format!("t[{}]", outline(c)),
            Node::Div(a, _, c) => format!("{}[{}]", a.classes.join("."), outline(c)),
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    fn check(text: &str, expected: &str, complaints: &[&str]) {
        let mut notes = Notes::new("a.md", text);
        let (masked, fences) = divs::mask(text, 0);
        let nodes = build(&masked, text, &fences, extensions(), &mut notes);
        assert_eq!(outline(&nodes), expected);
        let messages: Vec<_> = notes.list.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(messages, complaints);
    }

    #[test]
    fn divs_hold_blocks_and_nest() {
        check("::: {.a}\nx\n:::\ny", "a[p[x]] p[y]", &[]);
        check(":::: {.a}\n::: {.b}\nx\n:::\n::::\n", "a[b[p[x]]]", &[]);
        check("::: a\n- x\n:::\n- y\n", "a[ul[t[x]]] ul[t[y]]", &[]);
        check("- x\n\n  ::: a\n  y\n  :::\n", "ul[t[p[x] a[p[y]]]]", &[]);
    }

    #[test]
    fn colons_in_code_and_real_breaks_stay() {
        check("```\n::: a\n```\n", "t[::: a\n]", &[]);
        check("***\n", "-", &[]);
    }

    #[test]
    fn what_does_not_close_is_said_and_closed() {
        check("::: a\nx", "a[p[x]]", &["this div is not closed before the file ends"]);
        check(
            ":::: a\n::: b\nx\n::::\ny",
            "a[b[p[x]]] p[y]",
            &["this div is not closed before the div around it does"],
        );
        check("x\n:::\n", "p[x]", &["this line closes a div, but none is open here"]);
        check(
            "- a\n\n  ::: a\n  x\n\n:::\n",
            "ul[t[p[a] a[p[x]]]]",
            &[
                "this div is not closed before the list item or quotation around it ends",
                "this line closes a div, but none is open here",
            ],
        );
    }
}
