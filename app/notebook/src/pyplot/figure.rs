//! What a figure holds before it is drawn: axes in a grid, and on each the marks in the order they were added.
//! Coordinates are data coordinates throughout; `svg` turns them into pixels.

use super::colour::{self, Map, Paint};

/// How one axis maps data to length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Equal steps for equal differences.
    #[default]
    Linear,
    /// Equal steps for equal ratios; values that are not positive are left out.
    Log,
}

/// How a line is broken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dash {
    /// `-`
    Solid,
    /// `--`
    Dashed,
    /// `:`
    Dotted,
    /// `-.`
    Mixed,
    /// No line, markers only.
    None,
}

/// The shape that stands at each point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marker {
    /// `o`
    Circle,
    /// `.`
    Dot,
    /// `s`
    Square,
    /// `^`
    Up,
    /// `v`
    Down,
    /// `D`
    Diamond,
    /// `x`
    Cross,
    /// `+`
    Plus,
    /// `*`
    Star,
    /// `_`
    Level,
    /// `|`
    Upright,
}

/// One thing drawn on axes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mark {
    /// What it is.
    pub shape: Shape,
    /// Its colour, unless points or pixels bring their own.
    pub paint: Paint,
    /// Opacity from 0 to 1.
    pub alpha: f64,
    /// Its words in the legend.
    pub label: Option<String>,
    /// What it says of itself, where its shape alone does not tell; empty for parts of a whole that another mark describes.
    pub note: Option<String>,
}

/// The geometry of a mark, in data coordinates.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Points joined in order. `x` and `y` are of one length.
    Line { x: Vec<f64>, y: Vec<f64>, dash: Dash, marker: Option<Marker>, width: f64, size: f64 },
    /// Points on their own; `paints` is empty or one per point. `size` is the diameter in pixels.
    Points { x: Vec<f64>, y: Vec<f64>, marker: Marker, size: f64, paints: Vec<Paint> },
    /// Upright or lying boxes, each `(x0, y0, x1, y1)`; `paints` is empty or one per box.
    Boxes { boxes: Vec<[f64; 4]>, kind: Boxes, paints: Vec<Paint> },
    /// A raster of `rows * columns` colours, row by row. `edges` are those of the first and last column, of the first and last
    /// row; without them a pixel is a unit and row 0 is at the top.
    Image { columns: usize, pixels: Vec<[u8; 3]>, edges: Option<[f64; 4]> },
    /// Straight pieces `(x0, y0, x1, y1)`; `head` is the length of an arrow's head at their ends in pixels, 0 for none.
    Segments { pieces: Vec<[f64; 4]>, dash: Dash, width: f64, head: f64 },
    /// A line across the whole axes at one value.
    Rule { upright: bool, at: f64, dash: Dash, width: f64 },
    /// The space between two curves over one `x`.
    Band { x: Vec<f64>, low: Vec<f64>, high: Vec<f64> },
    /// Words at a point; `anchor` is SVG's `text-anchor`.
    Text { x: f64, y: f64, text: String, size: f64, anchor: &'static str },
}

/// What boxes stand for; the description says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Boxes {
    /// One bar per category.
    Bars,
    /// One bar per bin.
    Bins,
}

/// Second axes of a place, which share its x axis, are this far behind the first.
pub(crate) const TWIN: usize = 1_000;

/// One axis of a pair.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Axis {
    /// What it measures.
    pub label: Option<String>,
    /// How it maps.
    pub scale: Scale,
    /// The range asked for, first value at the origin's end; `None` fits the data.
    pub limits: Option<(f64, f64)>,
    /// Places and words of ticks where they are given rather than chosen.
    pub ticks: Option<Vec<(f64, String)>>,
}

/// One plot of a figure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axes {
    /// Which cell of the grid, row by row.
    pub place: usize,
    /// Heading.
    pub title: Option<String>,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// Whether labels are explained.
    pub legend: bool,
    /// Grid lines along x and y. Horizontal ones are there from the start: values are read off them.
    pub grid: (bool, bool),
    /// Whether one unit is as long on both axes.
    pub equal: bool,
    /// Whether axes, ticks and grid are left out.
    pub bare: bool,
    /// The colours of the last image or scatter that shows values, and the values at their ends.
    pub shades: Option<(Map, f64, f64)>,
    /// Whether those colours are explained by a bar beside the plot.
    pub colorbar: bool,
    /// What is drawn, in order.
    pub marks: Vec<Mark>,
    /// How many colours of the cycle are used up.
    pub used: usize,
}

impl Axes {
    /// Empty axes in a cell of the grid.
    pub fn new(place: usize) -> Self {
        Self {
            place,
            title: None,
            x: Axis::default(),
            y: Axis::default(),
            legend: false,
            grid: (false, true),
            equal: false,
            bare: false,
            shades: None,
            colorbar: false,
            marks: Vec::new(),
            used: 0,
        }
    }

    /// The next colour of the cycle.
    pub fn next_paint(&mut self) -> Paint {
        self.used += 1;
        colour::cycle(self.used - 1)
    }

    /// Whether nothing was drawn or written on it.
    pub fn is_blank(&self) -> bool {
        self.marks.is_empty() && self.title.is_none() && self.x.label.is_none() && self.y.label.is_none()
    }
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    /// Inches, as `figsize` counts; `None` takes the notebook's own shape.
    pub size: Option<(f64, f64)>,
    /// Rows of the grid of axes.
    pub rows: usize,
    /// Columns of the grid of axes.
    pub columns: usize,
    /// Heading over all axes.
    pub title: Option<String>,
    /// The axes, at most one per cell.
    pub axes: Vec<Axes>,
}

impl Figure {
    /// A figure of one cell without axes yet.
    pub fn new(size: Option<(f64, f64)>) -> Self {
        Self { size, rows: 1, columns: 1, title: None, axes: Vec::new() }
    }

    /// Whether there is nothing to show.
    pub fn is_blank(&self) -> bool {
        self.axes.iter().all(Axes::is_blank)
    }
}

/// Equal bins over the data as `numpy.histogram` makes them: `(edges, counts)`, the last bin closed on both sides.
/// Values outside `range` and those that are not finite are left out.
pub(crate) fn histogram(values: &[f64], bins: usize, range: Option<(f64, f64)>) -> (Vec<f64>, Vec<f64>) {
    let finite = values.iter().copied().filter(|v| v.is_finite());
    let (mut low, mut high) = range.unwrap_or_else(|| extent(finite.clone()).unwrap_or((0.0, 1.0)));
    if low == high {
        (low, high) = (low - 0.5, high + 0.5);
    }
    let bins = bins.max(1);
    let width = (high - low) / bins as f64;
    let edges: Vec<f64> = (0..=bins).map(|i| if i == bins { high } else { low + i as f64 * width }).collect();
    let counts = count(finite, &edges);
    (edges, counts)
}

/// How many values fall between each pair of rising edges; the last bin is closed on both sides.
pub(crate) fn count(values: impl Iterator<Item = f64>, edges: &[f64]) -> Vec<f64> {
    let mut counts = vec![0.0; edges.len().saturating_sub(1)];
    for value in values {
        let after = edges.partition_point(|edge| *edge <= value);
        let bin = if edges.last() == Some(&value) { after.wrapping_sub(2) } else { after.wrapping_sub(1) };
        if let Some(count) = counts.get_mut(bin) {
            *count += 1.0;
        }
    }
    counts
}

/// Smallest and largest of the finite values.
pub(crate) fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .filter(|v| v.is_finite())
        .fold(None, |found, v| Some(found.map_or((v, v), |(low, high): (f64, f64)| (low.min(v), high.max(v)))))
}

/// Values as colours of `map`, the smallest at its beginning; `limits` fixes the ends. Returns the ends used.
pub(crate) fn shade(values: &[f64], map: Map, limits: (Option<f64>, Option<f64>)) -> (Vec<[u8; 3]>, (f64, f64)) {
    let (low, high) = extent(values.iter().copied()).unwrap_or((0.0, 1.0));
    let (low, high) = (limits.0.unwrap_or(low), limits.1.unwrap_or(high));
    let span = if high > low { high - low } else { 1.0 };
    (values.iter().map(|v| map.at((v - low) / span)).collect(), (low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_counted_as_numpy_does() {
        fn check(values: &[f64], bins: usize, edges: &[f64], counts: &[f64]) {
            assert_eq!(histogram(values, bins, None), (edges.to_vec(), counts.to_vec()));
        }
        check(&[1.0, 2.0, 2.0, 3.0], 2, &[1.0, 2.0, 3.0], &[1.0, 3.0]);
        check(&[1.0, 2.0, 3.0, 4.0, 5.0], 4, &[1.0, 2.0, 3.0, 4.0, 5.0], &[1.0, 1.0, 1.0, 2.0]);
        check(&[7.0], 1, &[6.5, 7.5], &[1.0]);
        check(&[], 2, &[0.0, 0.5, 1.0], &[0.0, 0.0]);
        check(&[0.0, f64::NAN, 1.0], 1, &[0.0, 1.0], &[2.0]);
    }
}
