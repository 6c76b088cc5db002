//! Lines of one level over a table of heights, by marching squares, and the table drawn fine for filled ones.

/// A table of heights over its columns' x and rows' y.
pub(crate) struct Field<'a> {
    /// One for each column, rising or falling.
    pub x: &'a [f64],
    /// One for each row.
    pub y: &'a [f64],
    /// Row by row.
    pub z: &'a [f64],
}

impl Field<'_> {
    fn at(&self, row: usize, column: usize) -> f64 {
        self.z[row * self.x.len() + column]
    }

    /// The pieces of the line at a level.
    pub fn line(&self, level: f64) -> Vec<[f64; 4]> {
        let mut pieces = Vec::new();
        for row in 1..self.y.len() {
            for column in 1..self.x.len() {
                self.cell(row, column, level, &mut pieces);
            }
        }
        pieces
    }

    /// The line within the cell whose last corner this is: where edges are crossed, joined in pairs.
    fn cell(&self, row: usize, column: usize, level: f64, pieces: &mut Vec<[f64; 4]>) {
        let corners = [(row - 1, column - 1), (row - 1, column), (row, column), (row, column - 1)];
        let heights = corners.map(|(r, c)| self.at(r, c));
        if heights.iter().any(|h| !h.is_finite()) {
            return;
        }
        let mut crossed = Vec::with_capacity(4);
        for i in 0..4 {
            let (a, b) = (i, (i + 1) % 4);
            let (from, to) = (heights[a], heights[b]);
            if (from > level) != (to > level) {
                let t = (level - from) / (to - from);
                let mix = |p: f64, q: f64| p + (q - p) * t;
                let (x, y) = (|k: usize| self.x[corners[k].1], |k: usize| self.y[corners[k].0]);
                crossed.push((mix(x(a), x(b)), mix(y(a), y(b))));
            }
        }
        match crossed[..] {
            [a, b] => pieces.push([a.0, a.1, b.0, b.1]),
            [a, b, c, d] => {
                // A saddle: which pairs belong together, its middle tells.
                let middle = heights.iter().sum::<f64>() / 4.0;
                let turned = (middle > level) == (heights[0] > level);
                let pairs = if turned { [(a, b), (c, d)] } else { [(d, a), (b, c)] };
                pieces.extend(pairs.map(|(p, q)| [p.0, p.1, q.0, q.1]));
            }
            _ => {}
        }
    }

    /// Heights at the middles of `columns` by `rows` equal parts of the field, straight between the nearest four.
    pub fn fine(&self, columns: usize, rows: usize) -> Vec<f64> {
        let along = |axis: &[f64], parts: usize| -> Vec<(usize, f64)> {
            let (first, last) = (axis[0], axis[axis.len() - 1]);
            let place = |i: usize| first + (last - first) * (i as f64 + 0.5) / parts as f64;
            let step = |value: f64| {
                let after = axis.iter().position(|edge| (*edge - value) * (last - first) >= 0.0);
                let after = after.unwrap_or(axis.len() - 1).max(1);
                (after - 1, (value - axis[after - 1]) / (axis[after] - axis[after - 1]))
            };
            (0..parts).map(|i| step(place(i))).collect()
        };
        let (across, up) = (along(self.x, columns), along(self.y, rows));
        let mut heights = Vec::with_capacity(columns * rows);
        for (r, v) in &up {
            for (c, u) in &across {
                let row = |r: usize| self.at(r, *c) * (1.0 - u) + self.at(r, c + 1) * u;
                heights.push(row(*r) * (1.0 - v) + row(r + 1) * v);
            }
        }
        heights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_has_a_straight_line() {
        let field = Field { x: &[0.0, 1.0, 2.0], y: &[0.0, 1.0], z: &[0.0, 1.0, 2.0, 0.0, 1.0, 2.0] };
        assert_eq!(field.line(0.5), [[0.5, 0.0, 0.5, 1.0]]);
        assert_eq!(field.line(9.0), [[0.0; 4]; 0]);
        assert_eq!(field.fine(2, 1), [0.5, 1.5]);
    }

    #[test]
    fn a_hill_has_a_ring() {
        let field =
            Field { x: &[-1.0, 0.0, 1.0], y: &[-1.0, 0.0, 1.0], z: &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0] };
        let ring = field.line(0.5);
        assert_eq!(ring.len(), 4);
        assert!(
            ring.iter()
                .flat_map(|p| [(p[0], p[1]), (p[2], p[3])])
                .all(|(x, y)| (x.abs() + y.abs() - 0.5).abs() < 1e-12)
        );
    }
}
