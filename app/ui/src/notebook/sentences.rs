//! What the notebook itself says, in the reader's language.

#[cfg(feature = "hydrate")]
use cells::Failure;
use cells::grade::Limit;
use cells::{Message, Part};

use crate::words::Words;

/// What an author writes where the student is to fill something in.
const BLANK: &str = "______";

/// What a verdict says. Empty where the word before it, such as "That is right.", says all.
pub fn message(w: Words, message: &Message) -> String {
    match message {
        Message::Author { text } => text.clone(),
        Message::Correct => String::new(),
        Message::NotYet => w.get("check.not_yet"),
        Message::Blanks { count: 1 } => w.with("check.blanks.one", &[("blank", BLANK)]),
        Message::Blanks { count } => w.with("check.blanks.other", &[("n", &count.to_string()), ("blank", BLANK)]),
        Message::CodeFailed => w.get("check.code_failed"),
        Message::Stopped => w.get("check.stopped"),
        Message::TimedOut => w.get("check.timed_out"),
        Message::CallFailed { error } => w.with("check.call_failed", &[("error", error)]),
        Message::Limit { limit } => w.get(match limit {
            Limit::Time => "check.limit.time",
            Limit::Fuel => "check.limit.fuel",
            Limit::Memory => "check.limit.memory",
            Limit::Size => "check.limit.size",
            Limit::Depth => "check.limit.depth",
            Limit::Crash => "check.limit.crash",
        }),
        Message::AuthorFailed { part, line, error } => {
            let key = match part {
                Part::Setup => "check.author_failed.setup",
                Part::Solution => "check.author_failed.solution",
                Part::Check => "check.author_failed.check",
            };
            let place = line.map(|line| w.with("check.on_line", &[("n", &line.to_string())])).unwrap_or_default();
            w.with(key, &[("place", &place), ("error", error)])
        }
    }
}

/// Why Python has stopped.
#[cfg(feature = "hydrate")]
pub fn failure(w: Words, failure: &Failure) -> String {
    match failure {
        Failure::NotLoaded { detail } => w.with("python.not_loaded", &[("detail", detail)]),
        Failure::Trapped { detail } => w.with("python.trapped", &[("detail", detail)]),
        Failure::TooDeep => w.get("python.too_deep"),
        Failure::Defect { detail } => w.with("python.defect", &[("detail", detail)]),
    }
}

#[cfg(test)]
mod tests {
    use course::model::Lang;

    use super::*;

    fn check(lang: Lang, input: &Message, expected: &str) {
        assert_eq!(message(Words(lang), input), expected);
    }

    #[test]
    fn sentences_have_their_numbers() {
        check(Lang::En, &Message::Author { text: "use %{n}".to_owned() }, "use %{n}");
        check(
            Lang::En,
            &Message::Blanks { count: 2 },
            "There are still 2 blanks: replace each ______ with your code, then check again.",
        );
        check(Lang::Zh, &Message::Blanks { count: 1 }, "还有一处空白：请把 ______ 换成你的代码，再检查一次。");
        let failed = |line| Message::AuthorFailed { part: Part::Check, line, error: "NameError: x".to_owned() };
        check(
            Lang::En,
            &failed(Some(2)),
            "The author's check stopped on its line 2 (NameError: x). This is not a mistake in your code.",
        );
        check(
            Lang::En,
            &failed(None),
            "The author's check stopped (NameError: x). This is not a mistake in your code.",
        );
        check(Lang::Zh, &failed(Some(2)), "作者的检查代码在第 2 行中断（NameError: x）。这不是你代码的问题。");
    }
}
