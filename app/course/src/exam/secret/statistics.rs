//! How a question does in use: difficulty, discrimination, and who chooses which option.

use super::Slot;
use super::key::Key;
use super::paper::{letter, shown};
use super::question::Question;
use crate::exam::{Answer, Mark};

/// One candidate's answer to a question, with how they did elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The share of the question's points that was reached, 0 to 1.
    pub share: f64,
    /// The share of the points of everything else in the attempt, 0 to 1.
    pub rest: f64,
    /// Chosen options by their index in the question; empty for other kinds.
    pub chosen: Vec<usize>,
}

impl Response {
    /// Of a mark, the attempt's points without it, and the answer as the candidate gave it.
    pub fn new(question: &Question, slot: &Slot, answer: Option<&Answer>, mark: &Mark, rest: f64) -> Response {
        let share = if mark.of.0 == 0 { 0.0 } else { f64::from(mark.points.0) / f64::from(mark.of.0) };
        let count = match &question.key {
            Key::Single { options, .. } => *options,
            Key::Multiple { right } => right.len(),
            _ => 0,
        };
        let chosen = match answer {
            Some(Answer::Choice { chosen }) => {
                shown(slot, count, letter).filter(|(id, _)| chosen.contains(id)).map(|(_, i)| i).collect()
            }
            _ => Vec::new(),
        };
        Response { share, rest, chosen }
    }
}

/// How a question does.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemStatistics {
    /// How many candidates had it.
    pub count: usize,
    /// The mean share of its points: 1 is easy, 0 is hard. `None` without answers.
    pub difficulty: Option<f64>,
    /// Correlation of its share with the rest of the attempt (for right or wrong the point-biserial, corrected for the
    /// item itself). `None` for fewer than three answers, or where either does not vary.
    pub discrimination: Option<f64>,
    /// Mean share among the best 27 per cent by the rest of the attempt, less that among the worst.
    pub upper_lower: Option<f64>,
    /// For each option how many chose it: of all, of the best, of the worst.
    pub options: Vec<[usize; 3]>,
}

/// The statistics of a question with `options` options from all its answers.
pub fn item_statistics(options: usize, responses: &[Response]) -> ItemStatistics {
    let count = responses.len();
    let mean = |of: &dyn Fn(&Response) -> f64, among: &[&Response]| {
        (!among.is_empty()).then(|| among.iter().map(|r| of(r)).sum::<f64>() / among.len() as f64)
    };
    let mut sorted: Vec<&Response> = responses.iter().collect();
    sorted.sort_by(|a, b| b.rest.total_cmp(&a.rest));
    let group = if count < 2 { 0 } else { ((count as f64 * 0.27).round() as usize).max(1) };
    let (upper, lower) = (&sorted[..group], &sorted[count - group..]);
    let share = |r: &Response| r.share;
    let chose = |option: usize, among: &[&Response]| among.iter().filter(|r| r.chosen.contains(&option)).count();
    ItemStatistics {
        count,
        difficulty: mean(&share, &sorted),
        discrimination: correlation(responses),
        upper_lower: mean(&share, upper).zip(mean(&share, lower)).map(|(u, l)| u - l),
        options: (0..options).map(|o| [chose(o, &sorted), chose(o, upper), chose(o, lower)]).collect(),
    }
}

/// Pearson's correlation of share and rest.
fn correlation(responses: &[Response]) -> Option<f64> {
    let n = responses.len() as f64;
    if responses.len() < 3 {
        return None;
    }
    let (mean_x, mean_y) =
        (responses.iter().map(|r| r.share).sum::<f64>() / n, responses.iter().map(|r| r.rest).sum::<f64>() / n);
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for r in responses {
        let (x, y) = (r.share - mean_x, r.rest - mean_y);
        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    // Sums of squares of numbers that are all alike but for rounding are no variation.
    (xx > 1e-12 && yy > 1e-12).then(|| (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(share: f64, rest: f64, chosen: &[usize]) -> Response {
        Response { share, rest, chosen: chosen.into() }
    }

    #[test]
    fn a_question_that_the_best_know_discriminates() {
        let responses: Vec<Response> = (0..10)
            .map(|i| {
                if i < 5 { response(0.0, f64::from(i) / 10.0, &[1]) } else { response(1.0, f64::from(i) / 10.0, &[0]) }
            })
            .collect();
        let found = item_statistics(3, &responses);
        assert_eq!((found.count, found.difficulty, found.upper_lower), (10, Some(0.5), Some(1.0)));
        assert!((found.discrimination.unwrap() - 0.870_388).abs() < 1e-6, "{found:?}");
        assert_eq!(found.options, [[5, 3, 0], [5, 0, 3], [0, 0, 0]]);
    }

    #[test]
    fn little_or_nothing_is_said_of_few_answers() {
        let none = item_statistics(2, &[]);
        assert_eq!((none.difficulty, none.discrimination, none.upper_lower), (None, None, None));
        let alike = item_statistics(0, &vec![response(1.0, 0.5, &[]); 8]);
        assert_eq!((alike.difficulty, alike.discrimination, alike.upper_lower), (Some(1.0), None, Some(0.0)));
    }
}
