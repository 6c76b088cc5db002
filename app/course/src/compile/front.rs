//! Front matter: the lines between two `---` at the top of a lesson.

use super::diagnostic::Notes;
use super::options;

const KEYS: [&str; 7] = ["title", "summary", "minutes", "goals", "prerequisites", "covers", "data"];

/// What a lesson says about itself.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Front {
    pub title: Option<String>,
    pub summary: String,
    pub minutes: Option<u16>,
    pub goals: Vec<String>,
    pub prerequisites: Vec<(String, std::ops::Range<usize>)>,
    /// Codes of the curriculum that the lesson teaches.
    pub covers: Vec<(String, std::ops::Range<usize>)>,
    /// Files of the course's folder `data` that cells read.
    pub data: Vec<(String, std::ops::Range<usize>)>,
    /// Where the text begins.
    pub end: usize,
}

/// The lines between the two `---` with the place of each, and where the text behind them begins. `None`, with a remark, if
/// they are not there.
pub(super) fn lines<'t>(text: &'t str, what: &str, notes: &mut Notes) -> Option<(Vec<(usize, &'t str)>, usize)> {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut offset = bom;
    let mut lines = text[bom..].split_inclusive('\n').map(|line| {
        offset += line.len();
        (offset - line.len(), line)
    });
    if !lines.next().is_some_and(|(_, first)| first.trim_end() == "---") {
        notes.error(0..0, format!("{what} has no front matter")).help =
            Some("begin the file with:\n---\ntitle: …\nsummary: …\n---".into());
        return None;
    }
    let mut body = Vec::new();
    for (at, line) in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((body, at + line.len()));
        }
        body.push((at, line));
    }
    notes.error(bom..bom + 3, "the front matter is not closed").help = Some("end it with a line `---`".into());
    None
}

/// Reads the front matter of a lesson.
pub(super) fn read(text: &str, notes: &mut Notes) -> Front {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some((body, end)) = lines(text, "the lesson", notes) else {
        let opened = text[bom..].lines().next().is_some_and(|l| l.trim_end() == "---");
        return Front { end: if opened { bom + 3 } else { bom }, ..Front::default() };
    };
    let mut front = Front { end, ..Front::default() };
    for entry in options::read(body, notes) {
        match entry.key.as_str() {
            "title" => front.title = entry.text(notes),
            "summary" => front.summary = entry.text(notes).unwrap_or_default(),
            "minutes" => front.minutes = entry.number(notes),
            "goals" => front.goals = entry.list(),
            "prerequisites" => front.prerequisites = spanned(&entry),
            "covers" => front.covers = spanned(&entry),
            "data" => front.data = spanned(&entry),
            key => notes.unknown(entry.key_span.clone(), format!("front matter has no `{key}`"), key, &KEYS),
        }
    }
    if front.title.is_none() {
        notes.error(bom..bom + 3, "the lesson has no title").help = Some("add `title: …` to the front matter".into());
    }
    if front.summary.is_empty() {
        notes.warn(bom..bom + 3, "the lesson has no summary").help =
            Some("add `summary: …`, one sentence for the outline".into());
    }
    front
}

/// The items of a list, each with the place of the whole.
fn spanned(entry: &options::Entry) -> Vec<(String, std::ops::Range<usize>)> {
    entry.list().into_iter().map(|item| (item, entry.span.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: Option<&str>, rest: &str, complaints: &[&str]) {
        let mut notes = Notes::new("a.md", text);
        let front = read(text, &mut notes);
        assert_eq!(front.title.as_deref(), title);
        assert_eq!(&text[front.end..], rest);
        let messages: Vec<_> = notes.list.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(messages, complaints);
    }

    #[test]
    fn all_keys_are_read() {
        let text = "---\ntitle: T\nsummary: S\nminutes: 25\ngoals:\n- a\n- b\nprerequisites: [x]\ncovers: [S1, S2]\ndata: [a.npz]\n---\n";
        let front = read(text, &mut Notes::new("a.md", text));
        assert_eq!((front.minutes, front.goals.len(), front.prerequisites[0].0.as_str()), (Some(25), 2, "x"));
        assert_eq!((front.covers.len(), front.data[0].0.as_str()), (2, "a.npz"));
    }

    #[test]
    fn the_text_begins_behind_it() {
        check("---\ntitle: 线\nsummary: s\n---\ntext", Some("线"), "text", &[]);
        check("\u{feff}---\r\ntitle: A\r\nsummary: s\r\n---\r\ntext", Some("A"), "text", &[]);
    }

    #[test]
    fn mistakes_are_named() {
        check("text", None, "text", &["the lesson has no front matter"]);
        check("---\ntitle: A\n", None, "\ntitle: A\n", &["the front matter is not closed"]);
        check("---\nsummary: s\n---\n", None, "", &["the lesson has no title"]);
        check(
            "---\ntitel: A\nsummary: s\n---\n",
            None,
            "",
            &["front matter has no `titel`", "the lesson has no title"],
        );
        check(
            "---\ntitle: A\nsummary: s\nminutes: soon\n---\n",
            Some("A"),
            "",
            &["`minutes` is a whole number from 1, not `soon`"],
        );
    }
}
