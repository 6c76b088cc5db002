//! SQL for several rows at once. Both databases take the same text, and a text is prepared once: so rows come in few
//! different numbers.

use std::fmt::Write;

/// Most rows of one statement.
const MOST: usize = 64;

/// `($1, $2), ($3, $4)` for `rows` rows of `columns` values.
pub(super) fn places(rows: usize, columns: usize) -> String {
    let mut text = String::new();
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            let comma = if column == 1 { "" } else { ", " };
            let _ = write!(text, "{comma}${}", row * columns + column);
        }
        text.push(')');
    }
    text
}

/// `$1, $2, …`
pub(super) fn list(from: usize, n: usize) -> String {
    (from..from + n).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}

/// Slices of 64, 32, 16 … elements.
pub(super) fn slices<T>(mut all: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = 1 << all.len().min(MOST).checked_ilog2()?;
        let (first, rest) = all.split_at(size);
        all = rest;
        Some(first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_on() {
        assert_eq!(places(2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(list(3, 2), "$3, $4");
    }

    #[test]
    fn slices_come_in_few_sizes() {
        let all: Vec<u32> = (0..141).collect();
        let sizes: Vec<usize> = slices(&all).map(<[u32]>::len).collect();
        assert_eq!(sizes, [64, 64, 8, 4, 1]);
        assert_eq!(slices(&all).flatten().copied().collect::<Vec<_>>(), all);
        assert_eq!(slices::<u32>(&[]).count(), 0);
    }
}
