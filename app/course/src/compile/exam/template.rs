//! `{{name}}` and `[[blank]]` in a question's text, put in and taken out before markdown sees them. While a question is
//! checked, what stands in has the length of what it stands for, so every place in the file stays what it is.

use std::ops::Range;

use crate::exam::secret::Values;

/// The first of the characters that hold the places of blanks; see `exam::paper`.
pub(super) const RESERVED: Range<u32> = 0xF0F0..0xF200;

/// What fills up a place: a character of two bytes and one of three, taken out of the HTML again.
const FILL: [char; 2] = ['\u{0091}', '\u{F0F1}'];

/// Where the cell with the generator stands, whose text stays as it is.
pub(super) fn generator(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    let mut open: Option<(usize, String, bool)> = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        match &mut open {
            None if trimmed.starts_with("```") && trimmed.contains("{python") => {
                let marks = trimmed.len() - trimmed.trim_start_matches('`').len();
                open = Some((at, "`".repeat(marks), false));
            }
            None => {}
            Some((start, fence, generates)) => {
                if trimmed == fence {
                    if *generates {
                        return Some(*start..at + line.len());
                    }
                    open = None;
                } else if is_generate(trimmed) {
                    *generates = true;
                }
            }
        }
        at += line.len();
    }
    None
}

fn is_generate(line: &str) -> bool {
    line.strip_prefix("#|")
        .is_some_and(|l| l.trim().strip_prefix("generate").is_some_and(|r| r.trim().starts_with(':')))
}

/// The `{{name}}` in a text outside `skip`, each with its name.
pub(super) fn holes<'t>(text: &'t str, skip: &Range<usize>) -> Vec<(Range<usize>, &'t str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").map(|i| from + i) {
        let inner = &text[start + 2..];
        let length = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inner.len());
        let name = &inner[..length];
        let is_name =
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && inner[length..].starts_with("}}");
        if is_name && !skip.contains(&start) {
            found.push((start..start + length + 4, name));
            from = start + length + 4;
        } else {
            from = start + 1;
        }
    }
    found
}

/// The text of a question with a generator, with a number of the same length for every name.
pub(super) fn with_samples(text: &str) -> String {
    let skip = generator(text).unwrap_or(0..0);
    let mut names: Vec<&str> = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (span, name) in holes(text, &skip) {
        let number = names.iter().position(|n| *n == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        out.push_str(&text[from..span.start]);
        // Different names have different numbers, so that options made of them do not read alike.
        out.push_str(&format!("{:0<width$}", number % 9000 + 1000, width = span.len()));
        from = span.end;
    }
    out + &text[from..]
}

/// The text of a question with a generator with these values in it, and the names that have none.
pub(super) fn with_values(text: &str, values: &Values) -> (String, Vec<String>) {
    let skip = generator(text).unwrap_or(0..0);
    let mut out = String::with_capacity(text.len());
    let mut missing = Vec::new();
    let mut from = 0;
    for (span, name) in holes(text, &skip) {
        match values.0.get(name) {
            Some(value) => {
                out.push_str(&text[from..span.start]);
                out.push_str(value);
                from = span.end;
            }
            // Python has such braces too, and a name that a student reads as such is the author's to mend.
            None => missing.push(name.to_owned()),
        }
    }
    (out + &text[from..], missing)
}

/// A text with a character for each of its `[[blanks]]` outside of code that runs, filled up to the same length; and what
/// the blanks hold, with the place of each.
pub(super) fn blanks(text: &str, mark: impl Fn(usize) -> Option<char>) -> (String, Vec<(Range<usize>, String)>) {
    let mut found = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(start) = text[from..].find("[[").map(|i| from + i) {
        let Some(end) = text[start..].find("]]").map(|i| start + i + 2) else { break };
        let inner = &text[start + 2..end - 2];
        let Some(mark) = mark(found.len()).filter(|_| !inner.is_empty() && !inner.contains('\n')) else {
            out.push_str(&text[from..start + 2]);
            from = start + 2;
            continue;
        };
        out.push_str(&text[from..start]);
        out.push(mark);
        // Five bytes or more of which the mark has three: the rest is a sum of twos and threes.
        let rest = end - start - mark.len_utf8();
        let threes = rest % 2;
        out.extend(std::iter::repeat_n(FILL[1], threes));
        out.extend(std::iter::repeat_n(FILL[0], (rest - 3 * threes) / 2));
        found.push((start..end, inner.trim().to_owned()));
        from = end;
    }
    out.push_str(&text[from..]);
    (out, found)
}

/// HTML without what filled up.
pub(super) fn without_fill(html: &str) -> String {
    html.replace(FILL, "")
}

/// The places of characters that only we may write.
pub(super) fn reserved(text: &str) -> Option<Range<usize>> {
    let ours = |c: char| RESERVED.contains(&(c as u32)) || c == FILL[0];
    text.char_indices().find(|(_, c)| ours(*c)).map(|(at, c)| at..at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "a {{n}} b {{long_name}} {{n}}\n\n```{python}\n#| generate: true\nf\"{{n}}\"\n```\n{{ x }} {{{n}}}";

    #[test]
    fn samples_have_the_same_length_and_leave_the_generator() {
        let sample = with_samples(TEXT);
        assert_eq!(sample.len(), TEXT.len());
        assert!(sample.starts_with("a 10000 b 1001000000000 10000\n"), "{sample}");
        assert!(sample.ends_with("f\"{{n}}\"\n```\n{{ x }} {10000}"), "{sample}");
    }

    #[test]
    fn values_are_put_in_and_missing_ones_named() {
        let values = Values([("n".to_owned(), "-3".to_owned())].into());
        let (text, missing) = with_values(TEXT, &values);
        assert!(text.starts_with("a -3 b {{long_name}} -3\n"), "{text}");
        assert_eq!(missing, ["long_name"]);
    }

    #[test]
    fn blanks_keep_every_place() {
        for text in ["x [[a]] y", "x [[ab]] y", "[[abc]][[abcd|e]]", "模[[型]]", "[[]] [[a\nb]] [[c"] {
            let (masked, _) = blanks(text, |i| char::from_u32(0xF100 + i as u32));
            assert_eq!(masked.len(), text.len(), "{text}");
        }
        let (masked, found) = blanks("x [[a | b]] y [[c]]", |i| char::from_u32(0xF100 + i as u32));
        assert_eq!(without_fill(&masked), "x \u{F100} y \u{F101}");
        assert_eq!(found, [(2..11, "a | b".to_owned()), (14..19, "c".to_owned())]);
    }
}
