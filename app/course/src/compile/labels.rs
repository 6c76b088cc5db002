//! Ids in a lesson: anchors of headings, and labels that `@fig-x` and its kin refer to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::diagnostic::Notes;
use super::words::Kind;

/// What a label refers to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    pub kind: Kind,
    /// From 1 within its kind.
    pub number: u32,
    /// A section's title.
    pub title: String,
}

/// All ids of a lesson.
#[derive(Debug, Default)]
pub(super) struct Labels {
    ids: BTreeSet<String>,
    labels: BTreeMap<String, Label>,
    counts: [u32; 4],
    /// Ids of headings by where they begin.
    pub headings: BTreeMap<usize, String>,
}

impl Labels {
    /// Takes an id that the author wrote; a label if its prefix says so.
    pub fn define(&mut self, id: &str, title: &str, span: Range<usize>, notes: &mut Notes) {
        if id.is_empty() || id.contains(char::is_whitespace) {
            notes.error(span, "an id is a word without spaces").help = Some("as in `{#fig-loss}`".into());
            return;
        }
        if !self.ids.insert(id.to_owned()) {
            notes.error(span, format!("the id `{id}` is used twice")).help = Some("give one of them another id".into());
            return;
        }
        if let Some(kind) = Kind::of(id) {
            let count = &mut self.counts[kind as usize];
            *count += 1;
            self.labels.insert(id.to_owned(), Label { kind, number: *count, title: title.to_owned() });
        }
    }

    /// Makes an id from a text; for headings, once all written ids are known.
    pub fn make(&mut self, text: &str) -> String {
        let slug = slug(text);
        let mut id = slug.clone();
        let mut n = 1;
        while !self.ids.insert(id.clone()) {
            n += 1;
            id = format!("{slug}-{n}");
        }
        id
    }

    /// What a reference refers to.
    pub fn get(&self, id: &str) -> Option<&Label> {
        self.labels.get(id)
    }

    /// Whether an anchor exists.
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// All labels.
    pub fn names(&self) -> Vec<String> {
        self.labels.keys().cloned().collect()
    }

    /// All ids.
    pub fn ids(&self) -> Vec<String> {
        self.ids.iter().cloned().collect()
    }
}

/// Letters and digits of any script in lower case, the rest as single hyphens.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(slug(text), expected);
    }

    #[test]
    fn slugs_keep_letters_of_any_script() {
        check("The loss, and its *slope*!", "the-loss-and-its-slope");
        check("梯度下降 (SGD)", "梯度下降-sgd");
        check("!!", "section");
    }

    #[test]
    fn ids_are_unique_and_labels_numbered() {
        let (mut labels, mut notes) = (Labels::default(), Notes::new("a.md", ""));
        for id in ["fig-a", "fig-b", "eq-a", "plain"] {
            labels.define(id, "", 0..0, &mut notes);
        }
        assert_eq!(notes.list, []);
        assert_eq!(labels.get("fig-b").unwrap().number, 2);
        assert_eq!(labels.get("eq-a").unwrap().number, 1);
        assert_eq!(labels.get("plain"), None);
        assert_eq!([labels.make("Plain"), labels.make("Plain")], ["plain-2", "plain-3"]);
        labels.define("fig-a", "", 0..0, &mut notes);
        assert_eq!(notes.list[0].message, "the id `fig-a` is used twice");
    }
}
