//! Fewer points, same picture: a line of a million points is not better than the pixels it falls on, and a page cannot
//! hold it.

use std::collections::HashSet;

/// Lines up to this many points are drawn as they are.
const ENOUGH: usize = 2_000;

/// Pixels of a line, thinned: of points in a row that fall on one pixel column only the first, lowest, highest and last
/// stay, in their order. Gaps (points that are not finite) stay gaps.
pub(crate) fn line(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    if points.len() <= ENOUGH {
        return points;
    }
    let mut kept = Vec::with_capacity(ENOUGH);
    let column = |point: &(f64, f64)| if point.1.is_finite() { Some(point.0.floor()) } else { None };
    for run in points.chunk_by(|a, b| column(a) == column(b)) {
        let mut corners = [0, extreme(run, |a, b| a < b), extreme(run, |a, b| a > b), run.len() - 1];
        corners.sort_unstable();
        let mut last = None;
        for corner in corners {
            if last != Some(corner) {
                kept.push(run[corner]);
                last = Some(corner);
            }
        }
    }
    kept
}

fn extreme(run: &[(f64, f64)], better: fn(f64, f64) -> bool) -> usize {
    (1..run.len()).fold(0, |best, i| if better(run[i].1, run[best].1) { i } else { best })
}

/// Of many dots the ones that fall on the same half pixel as an earlier one are left out. Returns indices.
pub(crate) fn dots(points: &[(f64, f64)]) -> Vec<usize> {
    let finite = (0..points.len()).filter(|i| points[*i].0.is_finite() && points[*i].1.is_finite());
    if points.len() <= ENOUGH {
        return finite.collect();
    }
    let mut seen = HashSet::new();
    finite.filter(|i| seen.insert(((points[*i].0 * 2.0) as i64, (points[*i].1 * 2.0) as i64))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_keeps_its_envelope() {
        let points: Vec<(f64, f64)> = (0..100_000).map(|i| (f64::from(i) / 200.0, f64::from(i % 997))).collect();
        let thin = line(points.clone());
        assert!(thin.len() <= 500 * 4, "{} points stay", thin.len());
        let top = |points: &[(f64, f64)]| points.iter().fold(0f64, |m, p| m.max(p.1));
        assert_eq!(top(&thin), top(&points));
        assert_eq!((thin[0], thin[thin.len() - 1]), (points[0], points[points.len() - 1]));
    }

    #[test]
    fn short_lines_and_gaps_stay() {
        let short = vec![(0.0, 1.0), (0.1, f64::NAN), (0.2, 1.0)];
        assert_eq!(line(short.clone()).len(), short.len());
        let mut long: Vec<(f64, f64)> = (0..5_000).map(|i| (f64::from(i) / 100.0, 0.0)).collect();
        long[2_500].1 = f64::NAN;
        assert!(line(long).iter().any(|p| p.1.is_nan()), "the gap is gone");
    }

    #[test]
    fn dots_on_dots_are_left_out() {
        let points: Vec<(f64, f64)> = (0..10_000).map(|i| (f64::from(i % 10), 0.0)).collect();
        assert_eq!(dots(&points), (0..10).collect::<Vec<_>>());
    }
}
