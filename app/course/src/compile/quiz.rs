//! Quizzes: a question, and a task list whose ticked items are right.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::attrs::Attrs;
use super::emit::unwrap_paragraph;
use super::page::{Doc, Page};
use super::tree::Node;
use crate::model::{Choice, Quiz};

impl Page<'_> {
    pub(super) fn quiz(&mut self, doc: &Doc, attrs: &Attrs, span: &Range<usize>, children: &[Node]) -> Option<Quiz> {
        self.quizzes += 1;
        let id = attrs.id.clone().unwrap_or_else(|| {
            let id = self.labels.make(&format!("quiz-{}", self.quizzes));
            self.notes.warn(span.clone(), "this quiz has no id, so answers are lost when one is put before it").help =
                Some("write `::: {.quiz #q-name}`".into());
            id
        });
        let list = children.iter().rposition(|n| matches!(n, Node::Tree(Tag::List(_), ..)));
        let Some((at, Node::Tree(_, _, items))) = list.map(|at| (at, &children[at])) else {
            self.notes.error(span.clone(), "this quiz has no answers").help =
                Some("end it with a list: `- [x] right`, `- [ ] wrong`".into());
            return None;
        };
        if let Some(after) = children.get(at + 1) {
            self.notes.warn(after.span(), "what stands behind a quiz's answers is shown with the question").help =
                Some("move it below the quiz, or into an answer's feedback: `> …` under the answer".into());
        }
        let question: String = [&children[..at], &children[at + 1..]].map(|part| self.html(doc, part)).concat();
        let options: Vec<Choice> = items.iter().map(|item| self.choice(doc, item)).collect();
        let right = options.iter().filter(|o| o.correct).count();
        if right == 0 {
            self.notes.error(span.clone(), "none of this quiz's answers is right").help =
                Some("tick one: `- [x] …`".into());
        }
        if options.len() < 2 {
            self.notes.error(span.clone(), "a quiz has at least two answers").help = Some("add `- [ ] …`".into());
        }
        if question.is_empty() {
            self.notes.warn(span.clone(), "this quiz has no question").help = Some("write it above the answers".into());
        }
        Some(Quiz { id, question, multiple: right > 1, options })
    }

    fn choice(&mut self, doc: &Doc, item: &Node) -> Choice {
        let (ticked, text, feedback) = self.answer(doc, item);
        if ticked.is_none() {
            let span = self.first_line(item);
            self.notes.error(span, "this answer does not say whether it is right").help =
                Some("write `- [x] …` if it is, `- [ ] …` if not".into());
        }
        Choice { text, correct: ticked == Some(true), feedback }
    }

    /// The first line of a node.
    pub(super) fn first_line(&self, node: &Node) -> Range<usize> {
        let span = node.span();
        let line = self.text.get(span.clone()).map_or(0, |t| t.lines().next().unwrap_or_default().len());
        span.start..span.start + line
    }

    /// An item of a list of answers: whether it is ticked, if it says so, its text, and the quotation that is its feedback.
    pub(super) fn answer(&mut self, doc: &Doc, item: &Node) -> (Option<bool>, String, Option<String>) {
        let Node::Tree(_, _, children) = item else { return (None, String::new(), None) };
        let (mut text, mut feedback) = (String::new(), String::new());
        let mut from = 0;
        for i in 0..=children.len() {
            let end = i == children.len();
            if !end && !matches!(children[i], Node::Tree(Tag::BlockQuote(_), ..)) {
                continue;
            }
            text.push_str(&self.without_marker(doc, &children[from..i]));
            if let Some(Node::Tree(_, _, quoted)) = children.get(i) {
                feedback.push_str(&self.html(doc, quoted));
            }
            from = i + 1;
        }
        let text = unwrap_paragraph(&text).trim().to_owned();
        (marker(children), text, (!feedback.is_empty()).then_some(feedback))
    }

    /// HTML of an answer without its tick.
    fn without_marker(&mut self, doc: &Doc, nodes: &[Node]) -> String {
        match nodes.split_first() {
            Some((Node::Leaf(Event::TaskListMarker(_), _), rest)) => self.html(doc, rest),
            Some((Node::Tree(Tag::Paragraph, _, children), rest)) if marker(children).is_some() => {
                let first = self.html(doc, &children[1..]);
                format!("<p>{first}</p>{}", self.html(doc, rest))
            }
            _ => self.html(doc, nodes),
        }
    }
}

/// Whether an item is ticked, if it says so.
fn marker(children: &[Node]) -> Option<bool> {
    match children.first()? {
        Node::Leaf(Event::TaskListMarker(done), _) => Some(*done),
        Node::Tree(Tag::Paragraph, _, inner) => marker(inner),
        _ => None,
    }
}
