//! An exam's front matter to its policy.

use super::super::diagnostic::Notes;
use super::super::options::{self, Entry};
use crate::exam::{Band, Feedback, Integrity, Navigation, Policy, Release, Window};

const KEYS: [&str; 16] = [
    "title",
    "summary",
    "minutes",
    "attempts",
    "wait",
    "pass",
    "bands",
    "band-titles",
    "feedback",
    "release",
    "opens",
    "closes",
    "navigation",
    "safe-exam-browser",
    "accommodations",
    "covers",
];

/// What of it a translation has.
const WORDS: [&str; 3] = ["title", "summary", "band-titles"];

/// What an exam says about itself.
#[derive(Clone, Debug)]
pub(super) struct Front {
    pub title: Option<String>,
    pub summary: String,
    /// Titles of the bands.
    pub bands: Vec<String>,
    pub policy: Policy,
    /// Where the text begins.
    pub end: usize,
}

impl Default for Front {
    fn default() -> Front {
        Front {
            title: None,
            summary: String::new(),
            bands: Vec::new(),
            policy: Policy {
                seconds: 3600,
                attempts: None,
                wait: 0,
                pass: 70,
                bands: Vec::new(),
                feedback: Feedback::default(),
                release: Release::default(),
                window: Window::default(),
                integrity: Integrity::default(),
                navigation: Navigation::default(),
                accommodations: true,
                certifies: Vec::new(),
            },
            end: 0,
        }
    }
}

/// Reads the front matter; `first` is false for a translation.
pub(super) fn read(text: &str, codes: &[String], first: bool, notes: &mut Notes) -> Front {
    let mut front = Front::default();
    let Some((lines, end)) = super::super::front::lines(text, "the exam", notes) else { return front };
    front.end = end;
    let (mut minutes, mut pass) = (false, false);
    let mut titles = None;
    for entry in options::read(lines, notes) {
        let key = entry.key.as_str();
        if !first && KEYS.contains(&key) && !WORDS.contains(&key) {
            notes.warn(entry.key_span.clone(), format!("`{key}` counts in the other language's file only")).help =
                Some("leave it out here".into());
            continue;
        }
        let policy = &mut front.policy;
        match key {
            "title" => front.title = entry.text(notes),
            "summary" => front.summary = entry.text(notes).unwrap_or_default(),
            "minutes" => {
                minutes = true;
                policy.seconds = entry.number::<u16>(notes).map_or(policy.seconds, |m| u32::from(m) * 60);
            }
            "attempts" => policy.attempts = entry.number(notes),
            "wait" => {
                policy.wait =
                    value(&entry, notes, duration, "a time like `30 minutes`, `24 hours`, `7 days`").unwrap_or(0)
            }
            "pass" => {
                pass = true;
                policy.pass = value(&entry, notes, percent, "per cent, from 1 to 100").unwrap_or(policy.pass);
            }
            "bands" => policy.bands = bands(&entry, notes),
            "band-titles" => titles = Some((entry.list(), entry.span.clone())),
            "feedback" => {
                policy.feedback = value(&entry, notes, feedback, "none, verdict, items or answers").unwrap_or_default();
            }
            "release" => {
                policy.release = value(
                    &entry,
                    notes,
                    release,
                    "at-once, after-review, or a moment like `2026-05-01T09:00:00+08:00`",
                )
                .unwrap_or_default();
            }
            "opens" => policy.window.opens = value(&entry, notes, moment, "a moment like `2026-05-01T09:00:00+08:00`"),
            "closes" => {
                policy.window.closes = value(&entry, notes, moment, "a moment like `2026-05-01T09:00:00+08:00`")
            }
            "navigation" => policy.navigation = value(&entry, notes, navigation, "free or forward").unwrap_or_default(),
            "safe-exam-browser" => policy.integrity.safe_exam_browser = entry.bool(notes).unwrap_or_default(),
            "accommodations" => policy.accommodations = entry.bool(notes).unwrap_or(true),
            "covers" => {
                policy.certifies = entry.list();
                for code in policy.certifies.iter().filter(|c| !codes.contains(c)) {
                    let known: Vec<&str> = codes.iter().map(String::as_str).collect();
                    let message = format!("course.toml lists no code `{code}` in `codes`");
                    notes.unknown(entry.span.clone(), message, code, &known);
                }
            }
            key => notes.unknown(entry.key_span.clone(), format!("an exam has no `{key}`"), key, &KEYS),
        }
    }
    let top = 0..3.min(text.len());
    if front.title.is_none() {
        notes.error(top.clone(), "the exam has no title").help = Some("add `title: …` to the front matter".into());
    }
    if front.summary.is_empty() {
        notes.warn(top.clone(), "the exam has no summary").help = Some("add `summary: …`, one or two sentences".into());
    }
    if first && !minutes {
        notes.error(top.clone(), "the exam does not say how long it takes").help = Some("add `minutes: 60`".into());
    }
    if first && !pass {
        notes.error(top, "the exam does not say what passes").help = Some("add `pass: 70`, in per cent".into());
    }
    let window = front.policy.window;
    if window.opens.zip(window.closes).is_some_and(|(opens, closes)| opens >= closes) {
        notes.error(0..3, "the exam closes before it opens").help = Some("exchange `opens` and `closes`".into());
    }
    front.bands = front.policy.bands.iter().map(|b| b.id.clone()).collect();
    if let Some((titles, span)) = titles {
        if first && titles.len() != front.policy.bands.len() {
            notes.error(span, "there are not as many titles as bands").help =
                Some("write one for each, in order".into());
        } else {
            front.bands = titles;
        }
    }
    front
}

/// A value that `read` takes; `what` says what it should be.
fn value<T>(entry: &Entry, notes: &mut Notes, read: fn(&str) -> Option<T>, what: &str) -> Option<T> {
    let text = entry.text(notes)?;
    let value = read(&text);
    if value.is_none() {
        notes.error(entry.span.clone(), format!("`{}` is {what}, not `{text}`", entry.key));
    }
    value
}

fn percent(text: &str) -> Option<u8> {
    text.trim_end_matches('%').trim().parse().ok().filter(|p| (1..=100).contains(p))
}

/// Seconds.
fn duration(text: &str) -> Option<u32> {
    let (count, unit) = text.split_once(' ')?;
    let unit = match unit.trim().trim_end_matches('s') {
        "minute" => 60,
        "hour" => 3600,
        "day" => 86_400,
        _ => return None,
    };
    count.parse::<u32>().ok()?.checked_mul(unit)
}

/// Milliseconds since 1970.
fn moment(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

fn feedback(text: &str) -> Option<Feedback> {
    Some(match text {
        "none" => Feedback::None,
        "verdict" => Feedback::Verdict,
        "items" => Feedback::Items,
        "answers" => Feedback::Answers,
        _ => return None,
    })
}

fn release(text: &str) -> Option<Release> {
    Some(match text {
        "at-once" => Release::AtOnce,
        "after-review" => Release::AfterReview,
        other => Release::On(moment(other)?),
    })
}

/// `free` or `forward`.
pub(super) fn navigation(text: &str) -> Option<Navigation> {
    match text {
        "free" => Some(Navigation::Free),
        "forward" => Some(Navigation::Forward),
        _ => None,
    }
}

/// `[merit 85, distinction 95]`.
fn bands(entry: &Entry, notes: &mut Notes) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for item in entry.list() {
        let band =
            item.split_once(' ').and_then(|(id, from)| Some(Band { id: id.into(), from: percent(from.trim())? }));
        match band {
            Some(band) if bands.last().is_none_or(|b| b.from < band.from) => bands.push(band),
            Some(_) => {
                notes.error(entry.span.clone(), "bands are written in rising order").help =
                    Some("as in `bands: [pass 70, merit 85]`".into());
            }
            None => {
                notes.error(entry.span.clone(), format!("`{item}` is no band")).help =
                    Some("write a name and the per cent it begins at: `bands: [pass 70, merit 85]`".into());
            }
        }
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        assert_eq!(duration("24 hours"), Some(86_400));
        assert_eq!(duration("1 day"), Some(86_400));
        assert_eq!((duration("soon"), duration("99999999 days")), (None, None));
        assert_eq!(moment("1970-01-01T08:00:01+08:00"), Some(1_000));
        assert_eq!(moment("2026-05-01"), None);
    }
}
