//! Exams as a candidate meets them: what it is and its rules, the questions, the review, the receipt, the result.
//!
//! Every step is a form that works without scripts. `web/exam.js` saves on every change, keeps the clock, and moves between
//! questions without asking the server.

mod intro;
mod item;
mod result;
mod sit;

pub use intro::{AttemptCard, ExamCard, ExamIntro, Hindrance, attempt_ready, exam_intro};
pub use item::Held;
pub use result::{ItemResult, Receipt, Result, SkillResult, receipt, result};
pub use sit::{Clock, ReviewRow, Seat, Sitting, exam_review, exam_sit};

use course::exam::Points;

use crate::words::Words;

/// `1 point`, `2.5 points`.
pub(super) fn points(w: Words, points: Points) -> String {
    let key = if points == Points::whole(1) { "exam.points.one" } else { "exam.points.other" };
    w.with(key, &[("n", &points.to_string())])
}

/// A moment as the reader's browser will write it; scripts put it into the reader's own time zone.
pub(crate) fn moment(at: i64) -> impl leptos::prelude::IntoView + use<> {
    use leptos::prelude::*;
    let iso = iso(at);
    view! { <time datetime=iso.clone()>{iso.replace('T', " ").replace('Z', " UTC")}</time> }
}

/// The same, with its seconds: for a log, where the order of a minute matters.
pub(crate) fn moment_to_the_second(at: i64) -> impl leptos::prelude::IntoView + use<> {
    use leptos::prelude::*;
    let iso = iso(at);
    view! { <time datetime=iso.clone() data-seconds="">{iso.replace('T', " ").replace('Z', " UTC")}</time> }
}

/// `2026-11-25T14:02:31Z`.
pub(crate) fn iso(at: i64) -> String {
    let (days, second) = (at.div_euclid(86_400_000), at.rem_euclid(86_400_000) / 1000);
    // Days since 1970 to a date of the proleptic Gregorian calendar, counted in years that begin in March.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let shifted = (5 * doy + 2) / 153;
    let day = doy - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn moments_are_dates() {
        let check = |at: i64, expected: &str| assert_eq!(iso(at), expected);
        check(0, "1970-01-01T00:00:00Z");
        check(951_782_400_000, "2000-02-29T00:00:00Z");
        check(1_798_761_599_999, "2026-12-31T23:59:59Z");
        check(1_764_079_351_000, "2025-11-25T14:02:31Z");
    }
}
