//! Where links and images lead: files of the lesson, other lessons, the web.

use std::ops::Range;

use super::diagnostic::nearest;
use super::input::slug;
use super::page::Page;

/// An address as it stands in the page.
pub(super) struct Target {
    pub href: String,
    /// Leads to another site.
    pub external: bool,
}

impl Page<'_> {
    /// Where an image's path leads.
    pub fn image(&mut self, dest: &str, span: Range<usize>) -> String {
        match scheme(dest) {
            Some("http" | "https") => {
                self.notes.warn(span, "this image is on another site, and the page will not load it").help =
                    Some("put the file into the lesson's folder and name it here".into());
                dest.to_owned()
            }
            Some(other) => {
                self.notes.error(span, format!("an image cannot come from `{other}:`")).help =
                    Some("put the file into the lesson's folder and name it here".into());
                String::new()
            }
            None if dest.is_empty() => {
                self.notes.error(span, "this image has no file").help = Some("name it, as in `![…](plot.svg)`".into());
                String::new()
            }
            None if dest.starts_with('/') => dest.to_owned(),
            None => self.own_file(dest, span, "image"),
        }
    }

    /// Where a link's path leads.
    pub fn link(&mut self, dest: &str, span: Range<usize>) -> Target {
        let inside = |href: String| Target { href, external: false };
        match scheme(dest) {
            Some("http" | "https") => return Target { href: dest.to_owned(), external: true },
            Some("mailto") => return inside(dest.to_owned()),
            Some(other) => {
                self.notes.error(span, format!("a link cannot lead to `{other}:`")).help =
                    Some("use http, https or mailto".into());
                return inside(String::new());
            }
            None => {}
        }
        let (path, anchor) = dest.split_once('#').map_or((dest, None), |(p, a)| (p, Some(a)));
        if dest.starts_with('/') {
            return inside(dest.to_owned());
        }
        let text = self.place.texts.contains(&path);
        if path.is_empty() || text {
            return match anchor {
                Some(anchor) if !anchor.is_empty() => {
                    self.anchor(anchor, span);
                    inside(format!("#{anchor}"))
                }
                _ if text => inside(format!("/courses/{}/{}", self.place.course, slug(self.place.folder))),
                _ => {
                    self.notes.warn(span, "this link leads nowhere").help =
                        Some("put an address between the parentheses, or write plain text".into());
                    inside(String::new())
                }
            };
        }
        let anchor = anchor.map(|a| format!("#{a}")).unwrap_or_default();
        match path.strip_prefix("../") {
            Some(other) => inside(self.other_lesson(other, span) + &anchor),
            None => inside(self.own_file(path, span, "link") + &anchor),
        }
    }

    fn anchor(&mut self, anchor: &str, span: Range<usize>) {
        let raw = [format!("id=\"{anchor}\""), format!("id='{anchor}'")];
        let anchor = unescape(anchor);
        if self.labels.has(&anchor) || raw.iter().any(|r| self.text.contains(r)) {
            return;
        }
        let ids = self.labels.ids();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let help = match nearest(&anchor, &ids) {
            Some(near) => format!("did you mean `#{near}`?"),
            None => format!("give the place an id, as in `## Heading {{#{anchor}}}`"),
        };
        self.notes.warn(span, format!("nothing in this lesson has the id `{anchor}`")).help = Some(help);
    }

    fn other_lesson(&mut self, path: &str, span: Range<usize>) -> String {
        let folder = path.split('/').next().unwrap_or_default();
        let rest = path[folder.len()..].trim_matches('/');
        let known = self.place.lessons.iter().find(|f| f.as_str() == folder || slug(f) == folder);
        let Some(known) = known else {
            let names: Vec<&str> = self.place.lessons.iter().map(String::as_str).collect();
            self.notes.unknown(span, format!("this course has no lesson `{folder}`"), folder, &names);
            return String::new();
        };
        if !rest.is_empty() && super::input::text_lang(rest).is_none() {
            self.notes.error(span, "a link to a file of another lesson does not work").help =
                Some(format!("copy `{rest}` into this lesson's folder, or link to `../{known}/lesson.md`"));
        }
        format!("/courses/{}/{}", self.place.course, slug(known))
    }

    fn own_file(&mut self, dest: &str, span: Range<usize>, what: &str) -> String {
        let path = dest.split(['?', '#']).next().unwrap_or_default();
        let path = unescape(path.strip_prefix("./").unwrap_or(path));
        let known: Vec<&str> = self.place.files.iter().map(String::as_str).collect();
        if path.split('/').any(|part| part == "..") {
            self.notes.error(span, format!("this {what} leads out of the lesson's folder")).help =
                Some("copy the file into the lesson's folder and name it here".into());
            return String::new();
        }
        if !known.contains(&path.as_str()) {
            let message = format!("there is no file `{path}` in the lesson's folder");
            let help = match nearest(&path, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "put it there, or correct the path".into(),
            };
            self.notes.error(span, message).help = Some(help);
        }
        format!("{}{}", self.place.files_base(), dest.strip_prefix("./").unwrap_or(dest))
    }
}

/// `https` of `https://…`; `None` for a relative path.
fn scheme(dest: &str) -> Option<&str> {
    if dest.starts_with("//") {
        return Some("https");
    }
    let (scheme, _) = dest.split_once(':')?;
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (!scheme.is_empty() && scheme.chars().all(letters)).then_some(scheme)
}

/// `%20` and its kin as the characters they stand for.
fn unescape(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = (bytes[i] == b'%').then(|| path.get(i + 1..i + 3)).flatten();
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                i += 3;
            }
            None => {
                out.push(bytes[i]);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
