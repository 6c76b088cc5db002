//! The interface's words in the reader's language. The text itself is in `locales/`.

use course::model::Lang;
use rust_i18n::t;

/// Read by the macro, unseen by cargo: named here so that a change of words builds this crate again.
const _: [&str; 2] = [include_str!("../locales/en.yml"), include_str!("../locales/zh.yml")];

/// Words in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub Lang);

impl Words {
    /// The sentence filed under `key`.
    pub fn get(self, key: &str) -> String {
        t!(key, locale = self.0.code()).into_owned()
    }

    /// The sentence with `%{name}` replaced by values.
    pub fn with(self, key: &str, values: &[(&str, &str)]) -> String {
        let (names, values): (Vec<&str>, Vec<String>) = values.iter().map(|(k, v)| (*k, (*v).to_owned())).unzip();
        rust_i18n::replace_patterns(&self.get(key), &names, &values)
    }

    /// The sentence for a number of things, `%{n}` replaced: `key.one` or `key.other`. Chinese does not tell them apart
    /// and files both alike.
    pub fn count(self, key: &str, n: usize) -> String {
        let form = if n == 1 { "one" } else { "other" };
        self.with(&format!("{key}.{form}"), &[("n", &n.to_string())])
    }

    /// A number of minutes, in hours where there are many: `18 min`, `2 h 30 min`.
    pub fn minutes(self, minutes: u32) -> String {
        let (h, m) = (minutes / 60, minutes % 60);
        match (h, m) {
            (0, m) => self.with("time.minutes", &[("m", &m.to_string())]),
            (h, 0) => self.with("time.hours", &[("h", &h.to_string())]),
            (h, m) => self.with("time.both", &[("h", &h.to_string()), ("m", &m.to_string())]),
        }
    }

    /// How long something took: `214 ms`, `3.2 s`, `2 min 5 s`.
    pub fn took(self, millis: f64) -> String {
        if millis < 999.5 {
            self.with("time.ms", &[("n", &format!("{millis:.0}"))])
        } else if millis < 60_000.0 {
            self.with("time.s", &[("n", &format!("{:.1}", millis / 1000.0))])
        } else {
            let seconds = (millis / 1000.0).round() as u64;
            let (m, s) = (seconds / 60, seconds % 60);
            self.with("time.m_s", &[("m", &m.to_string()), ("s", &s.to_string())])
        }
    }
}

/// The words of the page being written (from the context that [`crate::pages`] provides) or being woken (from the
/// document's `lang`).
pub fn words() -> Words {
    #[cfg(feature = "hydrate")]
    {
        let tag = gloo::utils::document_element().get_attribute("lang").unwrap_or_default();
        Words(Lang::parse(&tag).unwrap_or_default())
    }
    #[cfg(not(feature = "hydrate"))]
    {
        leptos::prelude::use_context::<Words>().unwrap_or(Words(Lang::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lang: Lang, say: impl Fn(Words) -> String, expected: &str) {
        assert_eq!(say(Words(lang)), expected);
    }

    #[test]
    fn numbers_read_naturally() {
        check(Lang::En, |w| w.minutes(18), "18 min");
        check(Lang::En, |w| w.minutes(150), "2 h 30 min");
        check(Lang::En, |w| w.minutes(120), "2 h");
        check(Lang::Zh, |w| w.minutes(18), "18 分钟");
        check(Lang::En, |w| w.count("course.lessons", 1), "1 lesson");
        check(Lang::En, |w| w.count("course.lessons", 12), "12 lessons");
        check(Lang::Zh, |w| w.count("course.lessons", 12), "12 课");
        check(Lang::En, |w| w.took(214.3), "214 ms");
        check(Lang::En, |w| w.took(3210.0), "3.2 s");
        check(Lang::En, |w| w.took(125_000.0), "2 min 5 s");
    }
}
