//! `key: value` lines, a strict and small part of YAML: front matter and a cell's options are written in it.

use std::ops::Range;

use super::diagnostic::Notes;

/// One option.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub key: String,
    pub key_span: Range<usize>,
    pub value: Value,
    /// Where the value stands; the key if it is a list of lines.
    pub span: Range<usize>,
}

/// What an option is set to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    List(Vec<String>),
}

impl Entry {
    /// The value as a list: a text is a list of one, an empty one of none.
    pub fn list(&self) -> Vec<String> {
        match &self.value {
            Value::List(items) => items.clone(),
            Value::Text(text) if text.is_empty() => Vec::new(),
            Value::Text(text) => vec![text.clone()],
        }
    }

    /// The value as one text.
    pub fn text(&self, notes: &mut Notes) -> Option<String> {
        match &self.value {
            Value::Text(text) if text.is_empty() => {
                notes.error(self.key_span.clone(), format!("`{}` has no value", self.key)).help =
                    Some(format!("write `{}: …`, or leave the line out", self.key));
                None
            }
            Value::Text(text) => Some(text.clone()),
            Value::List(_) => {
                notes.error(self.span.clone(), format!("`{}` takes one value, not a list", self.key));
                None
            }
        }
    }

    /// The value as true or false.
    pub fn bool(&self, notes: &mut Notes) -> Option<bool> {
        match self.text(notes)?.as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            other => {
                notes.error(self.span.clone(), format!("`{}` is true or false, not `{other}`", self.key));
                None
            }
        }
    }

    /// The value as a whole number from 1.
    pub fn number<N: TryFrom<u32>>(&self, notes: &mut Notes) -> Option<N> {
        let text = self.text(notes)?;
        let number = text.parse().ok().filter(|n| *n > 0).and_then(|n: u32| N::try_from(n).ok());
        if number.is_none() {
            notes.error(self.span.clone(), format!("`{}` is a whole number from 1, not `{text}`", self.key)).help =
                Some(format!("as in `{}: 20`", self.key));
        }
        number
    }
}

/// Reads lines, each with the place in the file where it begins.
pub(super) fn read<'t>(lines: impl IntoIterator<Item = (usize, &'t str)>, notes: &mut Notes) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (offset, line) in lines {
        let trimmed = line.trim();
        let start = offset + (line.len() - line.trim_start().len());
        let span = start..start + trimmed.len();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if let Some(item) = trimmed.strip_prefix("- ").or((trimmed == "-").then_some("")) {
            match entries.last_mut() {
                Some(Entry { value: value @ Value::Text(_), .. }) if *value == Value::Text(String::new()) => {
                    *value = Value::List(vec![scalar(item)]);
                }
                Some(Entry { value: Value::List(items), .. }) => items.push(scalar(item)),
                _ => {
                    notes.error(span, "this list item belongs to nothing").help =
                        Some("put a line like `goals:` above the list".into());
                }
            }
            continue;
        }
        let colon =
            trimmed.find(':').filter(|i| trimmed[i + 1..].is_empty() || trimmed[i + 1..].starts_with([' ', '\t']));
        let Some(colon) = colon else {
            notes.error(span, "this line is not `key: value`").help =
                Some("write a name, a colon, a space, and the value on the same line".into());
            continue;
        };
        let (key, rest) = (trimmed[..colon].trim_end(), trimmed[colon + 1..].trim_start());
        if matches!(rest, "|" | ">" | "|-" | ">-") {
            notes.error(span.clone(), "a value stands on one line").help =
                Some(format!("write `{key}: …` on one line"));
            continue;
        }
        if let Some(first) = entries.iter().find(|e| e.key == key) {
            let message = format!("`{key}` is set twice; the first, `{}`, counts", first.list().join(", "));
            notes.error(span, message).help = Some("remove one of them".into());
            continue;
        }
        let key_span = start..start + key.len();
        let value_start = span.end - rest.len();
        entries.push(Entry { key: key.to_owned(), key_span, value: value(rest), span: value_start..span.end });
    }
    entries
}

fn value(text: &str) -> Value {
    match text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        Some(items) => Value::List(split(items).map(scalar).filter(|i| !i.is_empty()).collect()),
        None => Value::Text(scalar(text)),
    }
}

/// Splits at commas outside quotes.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    text.split(move |c| {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ',') => return true,
            _ => {}
        }
        false
    })
}

/// A value without its quotes.
fn scalar(text: &str) -> String {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        return inner.replace("\\\"", "\"").replace("\\\\", "\\");
    }
    match text.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')) {
        Some(inner) => inner.replace("''", "'"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &[&str])], complaints: &[&str]) {
        let mut notes = Notes::new("a.md", text);
        let mut offset = 0;
        let lines = text.split_inclusive('\n').map(|l| {
            offset += l.len();
            (offset - l.len(), l)
        });
        let entries = read(lines, &mut notes);
        let found: Vec<_> = entries.iter().map(|e| (e.key.as_str(), e.list())).collect();
        let expected: Vec<_> =
            expected.iter().map(|(k, v)| (*k, v.iter().map(ToString::to_string).collect())).collect();
        assert_eq!(found, expected);
        assert_eq!(notes.list.len(), complaints.len(), "{:?}", notes.list);
        for (d, part) in notes.list.iter().zip(complaints) {
            assert!(d.message.contains(part), "{d:?}");
        }
    }

    #[test]
    fn texts_lists_and_quotes() {
        check("title: A: b\n# remark\nminutes: 3\n", &[("title", &["A: b"]), ("minutes", &["3"])], &[]);
        check("goals:\n  - one\n  - \"two, three\"\n", &[("goals", &["one", "two, three"])], &[]);
        check("a: [x, 'y, z']\nb: \"\\\"q\\\"\"", &[("a", &["x", "y, z"]), ("b", &["\"q\""])], &[]);
        check("title: 线性回归", &[("title", &["线性回归"])], &[]);
    }

    #[test]
    fn mistakes_are_named() {
        check("title A", &[], &["not `key: value`"]);
        check("- a", &[], &["belongs to nothing"]);
        check("a: 1\na: 2", &[("a", &["1"])], &["twice"]);
        check("a: |", &[], &["one line"]);
    }
}
