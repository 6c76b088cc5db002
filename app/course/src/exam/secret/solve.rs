//! The answer that a key asks for: what a check of the bank hands in, since a key that its own answer does not satisfy is
//! broken.

use super::Slot;
use super::grade::{Graded, grade};
use super::key::{Area, BlankKey, Key, Pattern};
use super::paper::{blank_id, digit, letter, shown, shown_choices};
use super::question::Question;
use crate::exam::Answer;

/// The right answer to a question as it was drawn into `slot`; `None` for an essay, and where there is no plain text among
/// the accepted forms.
pub fn solve(question: &Question, slot: &Slot) -> Option<Answer> {
    let chosen = |right: &dyn Fn(usize) -> bool, count: usize| {
        shown(slot, count, letter).filter(|(_, i)| right(*i)).map(|(id, _)| id).collect()
    };
    Some(match &question.key {
        Key::Single { options, right } => Answer::Choice { chosen: chosen(&|i| i == *right, *options) },
        Key::Multiple { right } => Answer::Choice { chosen: chosen(&|i| right[i], right.len()) },
        Key::TrueFalse { right } => Answer::Choice { chosen: vec![right.to_string()] },
        Key::Numeric { value, units, .. } => {
            Answer::Number { value: value.to_string(), unit: units.first().map(|u| u.name.clone()) }
        }
        Key::Short { accepted } => Answer::Text { text: plain(accepted)? },
        Key::Ordering { entries } => {
            let mut order: Vec<(String, usize)> = shown(slot, *entries, letter).collect();
            order.sort_by_key(|(_, index)| *index);
            Answer::Order { order: order.into_iter().map(|(id, _)| id).collect() }
        }
        Key::Matching { left, right } => {
            let pairs = shown(slot, *right, digit).filter(|(_, i)| i < left).map(|(id, i)| (letter(i), id));
            Answer::Pairs { pairs: pairs.collect() }
        }
        Key::Blanks { blanks } => {
            let fill = |(i, key): (usize, &BlankKey)| {
                let fill = match key {
                    BlankKey::Typed(accepted) => plain(accepted)?,
                    BlankKey::Number(value, _) => value.to_string(),
                    BlankKey::Chosen { right, .. } => {
                        shown_choices(slot, blanks, i).into_iter().find(|(_, choice)| choice == right)?.0
                    }
                };
                Some((blank_id(i), fill))
            };
            Answer::Blanks { texts: blanks.iter().enumerate().map(fill).collect::<Option<_>>()? }
        }
        Key::HotSpot { areas, .. } => Answer::Places { places: areas.iter().map(Area::inside).collect::<Option<_>>()? },
        Key::Essay { .. } => return None,
        Key::Code(task) => Answer::Code { source: task.solution.clone() },
    })
}

/// Whether the answer that a key asks for gets all points; an area without an inside has none. `None` for an essay and a
/// program, and where no plain text is among the accepted forms.
pub fn holds(question: &Question, slot: &Slot) -> Option<bool> {
    let Some(answer) = solve(question, slot) else {
        return matches!(question.key, Key::HotSpot { .. }).then_some(false);
    };
    match grade(question, slot, Some(&answer)) {
        Graded::Done(mark) => Some(mark.is_full()),
        Graded::ByHand | Graded::Sandbox => None,
    }
}

fn plain(accepted: &[Pattern]) -> Option<String> {
    accepted.iter().find_map(|p| if let Pattern::Text { text, .. } = p { Some(text.clone()) } else { None })
}

impl Area {
    /// A place inside.
    fn inside(&self) -> Option<(f64, f64)> {
        match self {
            Area::Rect { x0, y0, x1, y1 } => Some(((x0 + x1) / 2.0, (y0 + y1) / 2.0)),
            Area::Circle { x, y, .. } => Some((*x, *y)),
            // The middle of all corners may lie outside; the middle of some three neighbours lies inside.
            Area::Poly(corners) => (0..corners.len()).find_map(|i| {
                let three = [0, 1, 2].map(|k| corners[(i + k) % corners.len()]);
                let middle = |of: fn(&(f64, f64)) -> f64| three.iter().map(of).sum::<f64>() / 3.0;
                let place = (middle(|c| c.0), middle(|c| c.1));
                self.holds(place.0, place.1).then_some(place)
            }),
        }
    }
}
