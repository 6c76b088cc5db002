//! `{#id .class key="value"}`, as pandoc writes attributes.

/// Attributes of an image, equation, table or div.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attrs {
    pub id: Option<String>,
    pub classes: Vec<String>,
    pub pairs: Vec<(String, String)>,
}

impl Attrs {
    /// Reads the attributes that `text` begins with; gives them with their length in bytes. `None` if there are none
    /// or they do not close.
    pub fn read(text: &str) -> Option<(Attrs, usize)> {
        let inner = text.strip_prefix('{')?;
        let mut quote = None;
        let mut escaped = false;
        let end = inner.find(|c: char| {
            let was_escaped = std::mem::take(&mut escaped);
            match (quote, c) {
                (Some(_), '\\') if !was_escaped => escaped = true,
                (Some(q), c) if c == q && !was_escaped => quote = None,
                (None, '"' | '\'') => quote = Some(c),
                (None, '}') => return true,
                _ => {}
            }
            false
        })?;
        // A quote that runs over a blank line was never meant as one.
        if inner[..end].contains("\n\n") {
            return None;
        }
        Some((Attrs::words(&inner[..end]), end + 2))
    }

    /// The attribute's value.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    fn words(mut rest: &str) -> Attrs {
        let mut attrs = Attrs::default();
        loop {
            rest = rest.trim_start();
            let Some(first) = rest.chars().next() else { return attrs };
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (word, tail) = rest.split_at(end);
            rest = tail;
            if let Some(value) = tail.strip_prefix('=') {
                let (value, tail) = value_of(value);
                attrs.pairs.push((word.to_owned(), value));
                rest = tail;
            } else if first == '#' {
                attrs.id = Some(word[1..].to_owned());
            } else if first == '.' {
                attrs.classes.push(word[1..].to_owned());
            } else {
                attrs.pairs.push((word.to_owned(), String::new()));
            }
        }
    }
}

fn value_of(text: &str) -> (String, &str) {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((i, c)) = chars.next() {
        match c {
            '\\' => value.extend(chars.next().map(|(_, c)| c)),
            c if c == quote => return (value, &text[i + 1..]),
            c => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, id: Option<&str>, classes: &[&str], pairs: &[(&str, &str)], rest: &str) {
        let (attrs, length) = Attrs::read(text).unwrap();
        assert_eq!(attrs.id.as_deref(), id);
        assert_eq!(attrs.classes, classes);
        assert_eq!(attrs.pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect::<Vec<_>>(), pairs);
        assert_eq!(&text[length..], rest);
    }

    #[test]
    fn ids_classes_and_pairs_are_read() {
        check("{#fig-a .wide width=50%} x", Some("fig-a"), &["wide"], &[("width", "50%")], " x");
        check(r#"{fig-alt="a } \"b\"" k='学 习'}"#, None, &[], &[("fig-alt", "a } \"b\""), ("k", "学 习")], "");
        check("{}", None, &[], &[], "");
        check("{a=}", None, &[], &[("a", "")], "");
    }

    #[test]
    fn what_does_not_close_is_text() {
        assert_eq!(Attrs::read("{#a"), None);
        assert_eq!(Attrs::read("{a=\"}"), None);
        assert_eq!(Attrs::read("a"), None);
    }
}
