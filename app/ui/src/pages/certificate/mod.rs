//! Certificates: the page of one, the list of one's own, the check of any, and who issues them.

mod issuer;
mod list;
mod page;
mod steps;
mod verify;

pub use issuer::{Issuer, Key, issuer};
pub use list::{Card, list};
pub use page::{Certificate, Fingerprint, Held, Holder, News, Paper, down, page};
pub use steps::{Step, Verdict};
pub use verify::{Claim, Found, Unreadable, Verification, verify};

/// A day, as calendars write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The year.
    pub year: i64,
    /// From 1.
    pub month: u32,
    /// From 1.
    pub day: u32,
}

impl Default for Day {
    fn default() -> Day {
        Day { year: 1970, month: 1, day: 1 }
    }
}

impl Day {
    /// In words: `23 November 2026`.
    pub(crate) fn say(self) -> String {
        let w = crate::words::words();
        let month = w.get(&format!("date.month_{}", self.month));
        w.with(
            "date.day",
            &[
                ("d", &self.day.to_string()),
                ("month", &month),
                ("m", &self.month.to_string()),
                ("y", &self.year.to_string()),
            ],
        )
    }
}
