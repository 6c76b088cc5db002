//! Points in hundredths, so that sums are exact and a pass mark is met or not.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

/// Points in hundredths: two and a half points are `Points(250)`. In JSON the number of hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(pub u32);

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);
    /// More than any question is worth.
    pub const MOST: Points = Points(100_000);

    /// Whole points.
    pub const fn whole(points: u32) -> Points {
        Points(points.saturating_mul(100))
    }

    /// From a text like `2` or `1.5`; `None` if it is no number from 0 to [`Points::MOST`] with at most two decimals.
    pub fn parse(text: &str) -> Option<Points> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 6 || part.len() > 2 || !digits(whole) || !digits(part) {
            return None;
        }
        let hundredths = format!("{part:0<2}").parse::<u32>().ok()?;
        let points = Points(whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(hundredths)?);
        (points <= Points::MOST).then_some(points)
    }

    /// The part `share` of these points, rounded half up; a share outside 0 to 1 counts as the nearer of the two.
    pub fn share(self, share: f64) -> Points {
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        // At most 100,000 hundredths times at most 1: exact in f64, and the cast cannot overflow.
        Points((f64::from(self.0) * share).round() as u32).min(self)
    }

    /// `right` of `all` equal parts, rounded half up.
    pub fn part(self, right: usize, all: usize) -> Points {
        if all == 0 { Points::ZERO } else { self.share(right as f64 / all as f64) }
    }

    /// How many per cent these are of `of`, to two decimals; of nothing it is 0.
    pub fn percent(self, of: Points) -> f64 {
        if of.0 == 0 { 0.0 } else { (f64::from(self.0) / f64::from(of.0) * 10_000.0).round() / 100.0 }
    }

    /// Whether these are at least `percent` per cent of `of`; decided in whole numbers.
    pub fn reaches(self, percent: u8, of: Points) -> bool {
        u64::from(self.0) * 100 >= u64::from(percent) * u64::from(of.0)
    }
}

impl Add for Points {
    type Output = Points;
    fn add(self, other: Points) -> Points {
        Points(self.0.saturating_add(other.0))
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::ZERO, Add::add)
    }
}

impl fmt::Display for Points {
    /// `2`, `1.5`, `0.25`.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, part) if part % 10 == 0 => write!(f, "{whole}.{}", part / 10),
            (whole, part) => write!(f, "{whole}.{part:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_written() {
        for text in ["0", "2", "1.5", "0.25", "1000"] {
            assert_eq!(Points::parse(text).map(|p| p.to_string()).as_deref(), Some(text));
        }
        for text in ["", "-1", "1.555", "x", "1001", "1e3", "99999999999", ".5"] {
            assert_eq!(Points::parse(text), None, "{text}");
        }
    }

    #[test]
    fn parts_never_exceed_the_whole() {
        assert_eq!(Points::whole(2).part(1, 3), Points(67));
        assert_eq!(Points::whole(2).part(3, 3), Points(200));
        assert_eq!(Points::whole(2).part(5, 3), Points(200));
        assert_eq!(Points::whole(2).part(1, 0), Points::ZERO);
        assert_eq!(Points::whole(2).share(f64::NAN), Points::ZERO);
        assert_eq!(Points::whole(2).share(-1.0), Points::ZERO);
    }

    #[test]
    fn a_pass_mark_is_met_exactly() {
        assert!(Points(700).reaches(70, Points(1000)));
        assert!(!Points(699).reaches(70, Points(1000)));
        assert_eq!(Points(1).percent(Points(3)), 33.33);
    }
}
