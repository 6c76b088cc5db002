//! A stream of text on the page. It stands in blocks: what is added touches the last one only, so a long output costs no
//! more per piece than a short one. Of too much the first and the last blocks stay, and between them it is said how much
//! went.

use std::collections::VecDeque;

use cells::StreamName;
use web_sys::{Element, Text};

use super::excerpt::gap;
use super::terminal::{Terminal, pieces};
use crate::words::words;

/// Bytes of a block.
const BLOCK: usize = 8 << 10;
/// Bytes that stay of the beginning, and of the end.
const HALF: usize = 256 << 10;

/// A stream whose last line may still change.
pub(super) struct Stream {
    pub name: StreamName,
    terminal: Terminal,
    place: Element,
    /// The unfinished line, last in the place.
    line: Text,
    /// The block that is being filled, and how far it is.
    last: Option<(Text, usize)>,
    head: usize,
    /// Blocks of the end with their sizes, oldest first, and their sum.
    tail: VecDeque<(Element, usize)>,
    tail_size: usize,
    /// Where it is said that something went, once something did.
    gap: Option<Element>,
    cut: u64,
}

impl Stream {
    /// Prints into an empty `place`.
    pub fn new(name: StreamName, place: Element) -> Stream {
        let line = gloo::utils::document().create_text_node("");
        let _ = place.append_child(&line);
        Stream {
            name,
            terminal: Terminal::default(),
            place,
            line,
            last: None,
            head: 0,
            tail: VecDeque::new(),
            tail_size: 0,
            gap: None,
            cut: 0,
        }
    }

    /// Takes in more text.
    pub fn write(&mut self, text: &str) {
        let finished = self.terminal.write(text);
        for piece in pieces(&finished, BLOCK) {
            self.add(piece);
        }
        self.line.set_data(&self.terminal.line());
        if let Some(gap_place) = &self.gap {
            gap_place.set_text_content(Some(&gap(words(), self.cut)));
        }
    }

    fn add(&mut self, piece: &str) {
        let ending = self.head >= HALF;
        // The end begins with a block of its own, because blocks of the end go again.
        let fits = |(_, filled): &&mut (Text, usize)| filled + piece.len() <= BLOCK && ending != self.tail.is_empty();
        match self.last.as_mut().filter(fits) {
            Some((text, filled)) => {
                let _ = text.append_data(piece);
                *filled += piece.len();
            }
            None => self.begin_block(piece, ending),
        }
        if !ending {
            self.head += piece.len();
            return;
        }
        if let Some((_, size)) = self.tail.back_mut() {
            *size += piece.len();
        }
        self.tail_size += piece.len();
        while self.tail_size > HALF
            && let Some((block, size)) = self.tail.pop_front()
        {
            self.tail_size -= size;
            self.cut += size as u64;
            if self.gap.is_none() {
                self.gap = self.insert("gap", &block);
            }
            block.remove();
        }
    }

    fn begin_block(&mut self, piece: &str, ending: bool) {
        let Some(block) = self.insert("block", &self.line) else { return };
        let text = gloo::utils::document().create_text_node(piece);
        let _ = block.append_child(&text);
        self.last = Some((text, piece.len()));
        if ending {
            self.tail.push_back((block, 0));
        }
    }

    fn insert(&self, class: &str, before: &web_sys::Node) -> Option<Element> {
        let element = gloo::utils::document().create_element("span").ok()?;
        element.set_class_name(class);
        self.place.insert_before(&element, Some(before)).ok()?;
        Some(element)
    }
}
