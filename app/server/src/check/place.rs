//! Where in a lesson's file its cells stand, so that what happens when they run can be said at the right line.

use std::ops::Range;

/// Finds cells one after the other.
pub(super) struct Places<'a> {
    text: &'a str,
    /// Where the last one ended.
    from: usize,
}

impl<'a> Places<'a> {
    pub fn new(text: &'a str) -> Places<'a> {
        Places { text, from: 0 }
    }

    /// The bytes of the next cell with this code. The compiler leaves out indentation and quotation marks before lines, so
    /// it is the lines that are looked for.
    pub fn next(&mut self, code: &str) -> Range<usize> {
        let first = code.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let mut at = self.from;
        for line in self.text[self.from..].split_inclusive('\n') {
            if !first.is_empty() && line.trim_end().ends_with(first) {
                let begin = at + line.find(first).unwrap_or_default();
                let count = code.lines().count();
                let end: usize = self.text[at..].split_inclusive('\n').take(count).map(str::len).sum();
                self.from = at + end;
                return begin..(at + end).max(begin);
            }
            at += line.len();
        }
        // A cell without code stands where we are.
        self.from..self.from
    }
}

/// The bytes of line `number` (from 1) of what stands in `range`; all of it where there is no such line.
pub(super) fn line(text: &str, range: Range<usize>, number: Option<u32>) -> Range<usize> {
    let Some(number) = number.filter(|n| *n > 0) else { return first(text, range) };
    let mut at = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    for (i, line) in text[at..].split_inclusive('\n').enumerate() {
        if i + 1 == number as usize {
            let start = at + (line.len() - line.trim_start().len());
            return start..(at + line.trim_end().len()).max(start);
        }
        at += line.len();
        if at > range.end {
            break;
        }
    }
    first(text, range)
}

/// The first line, which is enough to find a cell.
fn first(text: &str, range: Range<usize>) -> Range<usize> {
    let end = text[range.clone()].find('\n').map_or(range.end, |newline| range.start + newline);
    range.start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_in_their_order() {
        let text = "# A\n\n```{python}\nx = 1\n\ny = 2\n```\n\n> ```{python}\n> x = 1\n> y = 3\n> ```\n";
        let mut places = Places::new(text);
        let one = places.next("x = 1\n\ny = 2");
        assert_eq!(&text[one.clone()], "x = 1\n\ny = 2\n");
        let two = places.next("x = 1\ny = 3");
        assert_eq!(&text[two.clone()], "x = 1\n> y = 3\n");
        assert_eq!(&text[line(text, one.clone(), Some(3))], "y = 2");
        assert_eq!(&text[line(text, two, Some(2))], "> y = 3");
        assert_eq!(&text[line(text, one.clone(), None)], "x = 1");
        assert_eq!(&text[line(text, one, Some(99))], "x = 1");
        assert!(places.next("").is_empty());
    }
}
