//! Grading of everything that needs neither a person nor the sandbox.
//!
//! | kind | points |
//! |---|---|
//! | single, true or false, numeric, short | all or none |
//! | multiple | (right chosen − wrong chosen) / right, not below 0 |
//! | ordering | neighbours that follow each other as they should / all neighbours |
//! | matching | right pairs / pairs |
//! | blanks | right blanks / blanks |
//! | hot spot | (areas hit − places in none) / areas, not below 0; a second place in one area is in none |

use std::collections::BTreeMap;

use super::super::answer::Answer;
use super::super::mark::{Detail, Mark};
use super::key::{Area, BlankKey, Key, Tolerance, Unit};
use super::number;
use super::paper::{blank_id, digit, letter, shown, shown_choices};
use super::question::Question;
use super::{Slot, fold};

/// What grading comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Graded {
    /// Done.
    Done(Mark),
    /// A person has to read it.
    ByHand,
    /// The sandbox has to run it.
    Sandbox,
}

/// Grades an answer to a question as it was drawn into `slot`; the question is that variant, see
/// [`Question::of`]. Never panics, and never gives more points than the question has, whatever the answer.
pub fn grade(question: &Question, slot: &Slot, answer: Option<&Answer>) -> Graded {
    let of = question.points;
    let Some(answer) = answer.filter(|a| !a.is_empty()) else {
        return Graded::Done(Mark::none(of, Detail::Unanswered));
    };
    let whole = |right: bool| {
        let detail = Detail::Whole { right };
        if right { Mark::full(of, detail) } else { Mark::none(of, detail) }
    };
    let mark = match (&question.key, answer) {
        (Key::Single { options, right }, Answer::Choice { chosen }) => {
            let is_right = |id: &String| shown(slot, *options, letter).any(|(own, i)| own == *id && i == *right);
            whole(chosen.len() == 1 && chosen.iter().all(is_right))
        }
        (Key::TrueFalse { right }, Answer::Choice { chosen }) => {
            whole(chosen.len() == 1 && chosen[0] == if *right { "true" } else { "false" })
        }
        (Key::Multiple { right }, Answer::Choice { chosen }) => multiple(of, right, slot, chosen),
        (Key::Numeric { value, tolerance, units }, Answer::Number { value: given, unit }) => {
            match number_in(given, unit.as_deref(), units) {
                Some(given) => whole(tolerance.admits(*value, given)),
                None => Mark::none(of, Detail::Unreadable),
            }
        }
        (Key::Short { accepted }, Answer::Text { text }) => whole(accepted.iter().any(|p| p.accepts(text))),
        (Key::Ordering { entries }, Answer::Order { order }) => ordering(of, *entries, slot, order),
        (Key::Matching { left, right }, Answer::Pairs { pairs }) => {
            let index: BTreeMap<String, usize> = shown(slot, *right, digit).collect();
            let is_right = |i: usize| pairs.get(&letter(i)).and_then(|r| index.get(r)) == Some(&i);
            parts(of, (0..*left).map(|i| (letter(i), is_right(i))))
        }
        (Key::Blanks { blanks }, Answer::Blanks { texts }) => {
            let is_right = |(i, key): (usize, &BlankKey)| {
                let id = blank_id(i);
                let right = texts.get(&id).is_some_and(|text| match key {
                    BlankKey::Typed(accepted) => accepted.iter().any(|p| p.accepts(text)),
                    BlankKey::Number(value, off) => number::read(text).is_some_and(|given| off.admits(*value, given)),
                    BlankKey::Chosen { right, .. } => {
                        shown_choices(slot, blanks, i).iter().any(|(own, choice)| own == text && choice == right)
                    }
                });
                (id, right)
            };
            parts(of, blanks.iter().enumerate().map(is_right))
        }
        (Key::HotSpot { areas, .. }, Answer::Places { places }) => hot_spot(of, areas, places),
        (Key::Essay { .. }, Answer::Text { .. }) => return Graded::ByHand,
        (Key::Code(_), Answer::Code { .. }) => return Graded::Sandbox,
        // `Answer::fits` keeps such an answer out; should the author have changed the kind since, it is not right.
        _ => whole(false),
    };
    Graded::Done(mark)
}

fn parts(of: super::super::Points, parts: impl Iterator<Item = (String, bool)>) -> Mark {
    let parts: BTreeMap<String, bool> = parts.collect();
    let right = parts.values().filter(|r| **r).count();
    Mark { points: of.part(right, parts.len()), of, detail: Detail::Parts { parts } }
}

fn multiple(of: super::super::Points, right: &[bool], slot: &Slot, chosen: &[String]) -> Mark {
    let mut parts = BTreeMap::new();
    let (mut hits, mut misses) = (0usize, 0usize);
    for (id, index) in shown(slot, right.len(), letter) {
        let is_chosen = chosen.contains(&id);
        match (is_chosen, right[index]) {
            (true, true) => hits += 1,
            (true, false) => misses += 1,
            _ => {}
        }
        parts.insert(id, is_chosen == right[index]);
    }
    let all = right.iter().filter(|r| **r).count();
    Mark { points: of.part(hits.saturating_sub(misses), all), of, detail: Detail::Parts { parts } }
}

/// Parts are the entries that have a successor, and right if it comes directly behind.
fn ordering(of: super::super::Points, entries: usize, slot: &Slot, order: &[String]) -> Mark {
    let index: BTreeMap<String, usize> = shown(slot, entries, letter).collect();
    let given: Vec<Option<usize>> = order.iter().map(|id| index.get(id).copied()).collect();
    let follows = |i: usize| given.windows(2).any(|pair| pair[0] == Some(i) && pair[1] == Some(i + 1));
    let whole = given.len() == entries;
    parts(of, index.iter().filter(|(_, i)| **i + 1 < entries).map(|(id, i)| (id.clone(), whole && follows(*i))))
}

fn hot_spot(of: super::super::Points, areas: &[Area], places: &[(f64, f64)]) -> Mark {
    let mut hit = vec![false; areas.len()];
    let mut misses = 0usize;
    let mut detail = BTreeMap::new();
    for (n, (x, y)) in places.iter().enumerate() {
        let area = areas.iter().enumerate().position(|(i, area)| !hit[i] && area.holds(*x, *y));
        detail.insert(digit(n), area.is_some());
        match area {
            Some(area) => hit[area] = true,
            None => misses += 1,
        }
    }
    let hits = hit.iter().filter(|h| **h).count();
    Mark { points: of.part(hits.saturating_sub(misses), areas.len()), of, detail: Detail::Parts { parts: detail } }
}

/// A typed number in the first unit. A unit may be chosen or typed behind the number.
fn number_in(text: &str, unit: Option<&str>, units: &[Unit]) -> Option<f64> {
    let factor = |name: &str| units.iter().find(|u| u.name == name).map(|u| u.factor);
    let text = fold::width(text);
    let text = text.trim();
    let typed = units.iter().filter(|u| text.ends_with(u.name.as_str())).max_by_key(|u| u.name.len());
    if let Some(unit) = typed
        && let Some(value) = number::read(&text[..text.len() - unit.name.len()])
    {
        return Some(value * unit.factor);
    }
    let value = number::read(text)?;
    match (unit, units) {
        (_, [] | [_]) => Some(value),
        (Some(name), _) => Some(value * factor(name)?),
        (None, _) => None,
    }
}

impl Area {
    /// Whether a place is in it; its edge belongs to it, but for a polygon's, where rounding decides.
    pub fn holds(&self, x: f64, y: f64) -> bool {
        match self {
            Area::Rect { x0, y0, x1, y1 } => (*x0..=*x1).contains(&x) && (*y0..=*y1).contains(&y),
            Area::Circle { x: cx, y: cy, r } => (x - cx).hypot(y - cy) <= *r,
            Area::Poly(corners) => {
                let edges = corners.iter().zip(corners.iter().cycle().skip(1));
                let crossings = edges
                    .filter(|((x0, y0), (x1, y1))| (*y0 > y) != (*y1 > y) && x < (x1 - x0) * (y - y0) / (y1 - y0) + x0);
                crossings.count() % 2 == 1
            }
        }
    }
}

/// For a numeric key without one: nothing but rounding.
pub(crate) const EXACT: Tolerance = Tolerance::Absolute(0.0);
