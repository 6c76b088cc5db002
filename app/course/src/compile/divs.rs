//! `:::` lines. The markdown parser knows nothing of them, so each is handed to it as a thematic break of the same
//! length: that ends paragraphs, lists and tables as a div should, and keeps every offset. The tree turns those breaks
//! back into divs; in code and raw HTML, where a break is text, the original is restored.

use std::collections::BTreeMap;
use std::ops::Range;

use super::attrs::Attrs;

/// A line that opens or closes a div.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fence {
    /// How many colons.
    pub colons: usize,
    /// The line without its indentation.
    pub span: Range<usize>,
    /// What it opens; `None` if it closes.
    pub opens: Option<Attrs>,
}

/// The text with its `:::` lines from `start` on as thematic breaks and everything before `start` blanked, and the
/// fences by where they begin.
pub(super) fn mask(text: &str, start: usize) -> (String, BTreeMap<usize, Fence>) {
    let mut masked = String::with_capacity(text.len());
    let mut fences = BTreeMap::new();
    masked.extend(text[..start].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
    let mut offset = start;
    for line in text[start..].split_inclusive('\n') {
        let body = line.trim_end();
        let indent = body.len() - body.trim_start_matches([' ', '\t', '>']).len();
        match fence(&body[indent..], offset + indent) {
            Some(fence) => {
                masked.push_str(&line[..indent]);
                masked.extend(std::iter::repeat_n('*', body.len() - indent));
                masked.push_str(&line[body.len()..]);
                fences.insert(fence.span.start, fence);
            }
            None => masked.push_str(line),
        }
        offset += line.len();
    }
    (masked, fences)
}

fn fence(line: &str, at: usize) -> Option<Fence> {
    let rest = line.trim_start_matches(':');
    let colons = line.len() - rest.len();
    if colons < 3 {
        return None;
    }
    // Pandoc lets an opening line end in colons too.
    let rest = rest.trim().trim_end_matches(':').trim_end();
    let opens = match rest {
        "" => None,
        _ if rest.starts_with('{') => {
            let (attrs, length) = Attrs::read(rest)?;
            if length != rest.len() {
                return None;
            }
            Some(attrs)
        }
        _ if rest.contains(char::is_whitespace) => return None,
        class => Some(Attrs { classes: vec![class.to_owned()], ..Attrs::default() }),
    };
    Some(Fence { colons, span: at..at + line.len(), opens })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, masked: &str, classes: &[Option<&str>]) {
        let (found, fences) = mask(text, 0);
        assert_eq!(found, masked);
        assert_eq!(found.len(), text.len());
        let opened: Vec<_> = fences.values().map(|f| f.opens.as_ref().map(|a| a.classes[0].as_str())).collect();
        assert_eq!(opened, classes);
    }

    #[test]
    fn fences_become_breaks_of_the_same_length() {
        check("::: {.hint}\nx\n:::\n", "***********\nx\n***\n", &[Some("hint"), None]);
        check("> :::: note ::::\n", "> **************\n", &[Some("note")]);
        check("::: {.a t=\"学\"}\r\n", "****************\r\n", &[Some("a")]);
    }

    #[test]
    fn other_colons_stay() {
        check(":: a\n", ":: a\n", &[]);
        check("::: two words\n", "::: two words\n", &[]);
        check("a ::: b\n", "a ::: b\n", &[]);
    }
}
