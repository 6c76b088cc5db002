//! What a candidate sees of a drawn exam. Ids of items, options and parts are made when it is drawn and say nothing about
//! the bank: neither which question it is, nor where an option stood.

use serde::{Deserialize, Serialize};

use super::points::Points;
use super::policy::Navigation;
use crate::model::Lang;

/// One candidate's exam in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// The course's slug.
    pub course: String,
    /// The exam's slug.
    pub exam: String,
    /// The exam's version when it was drawn.
    pub version: String,
    /// The language it is written in.
    pub lang: Lang,
    /// Title.
    pub title: String,
    /// The sections, in order.
    pub sections: Vec<PaperSection>,
}

impl Paper {
    /// All items, in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|s| &s.items)
    }

    /// One item.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items().find(|i| i.id == id)
    }

    /// What all items together are worth.
    pub fn points(&self) -> Points {
        self.items().map(|i| i.points).sum()
    }
}

/// A section with its items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaperSection {
    /// Unique in the exam.
    pub id: String,
    /// Title.
    pub title: String,
    /// HTML.
    pub instructions: String,
    /// How the candidate moves about in it.
    pub navigation: Navigation,
    /// In the order in which they are shown.
    pub items: Vec<Item>,
}

/// A question as one candidate gets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// `q1`, `q2`, … in the order of the paper.
    pub id: String,
    /// From 1 in the paper.
    pub number: u32,
    /// What it is worth.
    pub points: Points,
    /// The question, as HTML. In a [`Body::Blanks`] it holds the blanks' places, see [`fill_blanks`].
    pub prompt: String,
    /// What is asked for.
    pub body: Body,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Body {
    /// One option.
    Single {
        /// The options in the order in which they are shown.
        options: Vec<Entry>,
    },
    /// Any number of options.
    Multiple {
        /// The options in the order in which they are shown.
        options: Vec<Entry>,
    },
    /// `true` or `false`, which are the ids to answer with.
    TrueFalse,
    /// A number.
    Numeric {
        /// Units to choose from; empty where the question names the unit or there is none.
        units: Vec<String>,
    },
    /// A word or a line.
    Short {},
    /// All entries, put into an order.
    Ordering {
        /// In the order in which they are shown at first.
        entries: Vec<Entry>,
    },
    /// For each entry on the left one on the right.
    Matching {
        /// What is matched.
        left: Vec<Entry>,
        /// What it is matched with; there may be more than are used.
        right: Vec<Entry>,
    },
    /// Blanks in the prompt.
    Blanks {
        /// In the order of the text.
        blanks: Vec<Blank>,
    },
    /// Places on an image.
    HotSpot {
        /// The image.
        image: Image,
        /// How many places are asked for.
        picks: u32,
    },
    /// A text that a person reads.
    Essay {
        /// About how many words are expected.
        words: Option<u32>,
        /// What is looked at, as HTML, with what each is worth.
        criteria: Vec<(String, Points)>,
    },
    /// Python.
    Code {
        /// What stands in the editor at first.
        starter: String,
        /// Runs before the candidate's code, and may be read.
        setup: String,
        /// Python checks the candidate may run; those that count are others.
        examples: Vec<String>,
        /// There if work is counted: a tensor task.
        budget: Option<Budget>,
    },
}

/// An option, or an entry of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// `a`, `b`, … on the left and in lists, `1`, `2`, … on the right.
    pub id: String,
    /// HTML without a paragraph around it.
    pub text: String,
}

/// A blank in a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blank {
    /// `b1`, `b2`, …
    pub id: String,
    /// Characters it should have room for.
    pub width: u32,
    /// What to choose from, in plain text; empty where the candidate types. The id is the answer: the same in all languages.
    pub choices: Vec<Choice>,
}

/// A choice of a blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// `a`, `b`, … in the order in which they are shown.
    pub id: String,
    /// Plain text.
    pub text: String,
}

/// The image of a hot spot. Places are told in its own coordinates: from 0 to `width`, from 0 to `height`, downwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// Address.
    pub src: String,
    /// What it shows.
    pub alt: String,
    /// Width of its coordinates.
    pub width: u32,
    /// Height of its coordinates.
    pub height: u32,
}

/// How much counted work a tensor task may use. It is counted, not timed, and so the same on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// What the grader counts: about one for every machine instruction.
    pub fuel: u64,
}

/// The right answer of an item, for where the feedback policy shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revealed {
    /// The item's id.
    pub item: String,
    /// The right answer, as HTML.
    pub answer: String,
    /// Why, as HTML.
    pub explanation: Option<String>,
}

/// The first of the characters that stand for blanks in a prompt: private use, which the compiler lets no author write.
const BLANK: u32 = 0xF100;

/// How many blanks a text can have.
pub(crate) const BLANKS: usize = 100;

/// The character that holds the place of blank number `index`, from 0.
#[cfg(feature = "compile")]
pub(crate) fn blank_mark(index: usize) -> Option<char> {
    u32::try_from(index).ok().filter(|i| (*i as usize) < BLANKS).and_then(|i| char::from_u32(BLANK + i))
}

/// A prompt with `field(index)`, HTML for blank number `index` from 0, in the place of each blank. A blank inside of a tag,
/// such as a link's address, is left out: nothing can be filled in there.
pub fn fill_blanks(prompt: &str, mut field: impl FnMut(usize) -> String) -> String {
    let mut out = String::with_capacity(prompt.len());
    let (mut tag, mut quoted) = (false, false);
    for c in prompt.chars() {
        match c {
            '<' if !tag => tag = true,
            '"' if tag => quoted = !quoted,
            '>' if tag && !quoted => tag = false,
            _ => {}
        }
        match (c as u32).checked_sub(BLANK).map(|i| i as usize).filter(|i| *i < BLANKS) {
            Some(_) if tag => {}
            Some(index) => out.push_str(&field(index)),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_in_text_and_not_in_tags() {
        let prompt = "<a href=\"\u{F100}>\" title=\"x\">a \u{F101}</a> \u{F100} 模";
        assert_eq!(fill_blanks(prompt, |i| format!("<{i}>")), "<a href=\">\" title=\"x\">a <1></a> <0> 模");
    }
}
