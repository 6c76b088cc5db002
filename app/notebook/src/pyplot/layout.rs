//! From data to pixels: the range each axis shows, how a value maps to a pixel, and where on the figure each plot stands.

use super::figure::{Axes, Axis, Boxes, Figure, Scale, Shape, TWIN, extent};
use super::ticks::{self, Tick};

/// Width of a figure in pixels; the page scales it to the column.
const WIDTH: f64 = 640.0;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// Width and height of the figure. `figsize` sets the proportions, and the width where it is under the column's.
pub(crate) fn size(figure: &Figure) -> (f64, f64) {
    match figure.size {
        Some((w, h)) => {
            let width = (w * 100.0).clamp(160.0, WIDTH);
            (width, (width * h / w).clamp(80.0, 4_000.0).round())
        }
        None if figure.columns > 1 => {
            let cell = WIDTH / figure.columns as f64;
            (WIDTH, (cell * 0.8 + 32.0).round() * figure.rows as f64)
        }
        None => (WIDTH, if figure.rows > 1 { 220.0 * figure.rows as f64 } else { 320.0 }),
    }
}

/// The edges of an image: first and last column, first and last row.
pub(crate) fn image_edges(columns: usize, pixels: usize, edges: Option<[f64; 4]>) -> [f64; 4] {
    let rows = pixels / columns.max(1);
    edges.unwrap_or([-0.5, columns as f64 - 0.5, -0.5, rows as f64 - 0.5])
}

/// The cell of the grid that axes stand in.
pub(crate) fn cell(figure: &Figure, place: usize) -> Area {
    let (width, height) = size(figure);
    let head = if figure.title.is_some() { 28.0 } else { 0.0 };
    let (w, h) = (width / figure.columns as f64, (height - head) / figure.rows as f64);
    let place = place % TWIN;
    let (row, column) = (place / figure.columns, place % figure.columns);
    Area { x: column as f64 * w, y: head + row as f64 * h, w, h }
}

/// Maps values of one axis to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ruler {
    scale: Scale,
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Ruler {
    /// A ruler that shows `range` between two pixels.
    pub fn new(scale: Scale, range: (f64, f64), from: f64, to: f64) -> Self {
        let (low, high) = match scale {
            Scale::Linear => range,
            Scale::Log => (range.0.log10(), range.1.log10()),
        };
        Self { scale, low, high, from, to }
    }

    /// The pixel of a value; not finite where the value has no place (zero on a logarithmic axis). Far outside values
    /// are pulled near, because renderers lose precision there.
    pub fn pixel(&self, value: f64) -> f64 {
        let value = if self.scale == Scale::Log { if value > 0.0 { value.log10() } else { f64::NAN } } else { value };
        if !value.is_finite() {
            return f64::NAN;
        }
        (self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)).clamp(-9_999.0, 9_999.0)
    }

    /// Ticks for about one label per `gap` pixels.
    pub fn ticks(&self, axis: &Axis, gap: f64) -> Vec<Tick> {
        let (low, high) = (self.low.min(self.high), self.low.max(self.high));
        let inside = |at: f64| (self.pixel(at) - self.from) * (self.pixel(at) - self.to) <= 0.1;
        if let Some(given) = &axis.ticks {
            return given
                .iter()
                .filter(|t| inside(t.0))
                .map(|(at, label)| Tick { at: *at, label: label.clone() })
                .collect();
        }
        let most = (((self.to - self.from).abs() / gap) as usize).max(2);
        match self.scale {
            Scale::Linear => ticks::linear(low, high, most),
            Scale::Log => ticks::log(10f64.powf(low), 10f64.powf(high), most),
        }
    }
}

/// The range that the horizontal axis shows.
pub(crate) fn x_range(axes: &Axes) -> (f64, f64) {
    range(axes, &axes.x, true)
}

/// The range that the vertical axis shows; for images from the bottom up, that is falling.
pub(crate) fn y_range(axes: &Axes) -> (f64, f64) {
    let image = axes.marks.iter().any(|mark| matches!(mark.shape, Shape::Image { edges: None, .. }));
    let (low, high) = range(axes, &axes.y, false);
    if image && axes.y.limits.is_none() { (high, low) } else { (low, high) }
}

/// These axes with an x axis that shows what the marks of both need.
pub(crate) fn with_range_of(axes: &Axes, twin: &Axes) -> Axes {
    let mut both = axes.clone();
    if both.x.limits.is_none() {
        let whole = Axes { marks: axes.marks.iter().chain(&twin.marks).cloned().collect(), ..axes.clone() };
        both.x.limits = twin.x.limits.or(Some(x_range(&whole)));
    }
    both
}

fn range(axes: &Axes, axis: &Axis, across: bool) -> (f64, f64) {
    if let Some((from, to)) = axis.limits
        && from != to
        && from.is_finite()
        && to.is_finite()
        && (axis.scale == Scale::Linear || (from > 0.0 && to > 0.0))
    {
        return (from, to);
    }
    let fits = |v: &f64| axis.scale == Scale::Linear || *v > 0.0;
    let values = axes.marks.iter().flat_map(|mark| reach(&mark.shape, across)).filter(fits);
    let Some((low, high)) = extent(values) else {
        return if axis.scale == Scale::Log { (1.0, 10.0) } else { (0.0, 1.0) };
    };
    if axes.marks.iter().any(|mark| matches!(mark.shape, Shape::Image { .. })) {
        return (low, high);
    }
    if axis.scale == Scale::Log {
        let pad = ((high / low).log10() * 0.05).max(0.05);
        return (low / 10f64.powf(pad), high * 10f64.powf(pad));
    }
    if low == high {
        let pad = if low == 0.0 { 0.5 } else { low.abs() * 0.05 };
        return (low - pad, high + pad);
    }
    let pad = (high - low) * 0.05;
    // Bars stand on the axis: no gap under them.
    let sticky = |edge: f64| axes.marks.iter().any(|mark| stands_on(&mark.shape, across, edge));
    (if sticky(low) { low } else { low - pad }, if sticky(high) { high } else { high + pad })
}

/// The values of a mark along one direction.
fn reach(shape: &Shape, across: bool) -> Vec<f64> {
    match shape {
        Shape::Line { x, y, .. } | Shape::Points { x, y, .. } => if across { x } else { y }.clone(),
        Shape::Boxes { boxes, .. } => {
            let first = usize::from(!across);
            boxes.iter().flat_map(|b| [b[first], b[first + 2]]).collect()
        }
        Shape::Image { columns, pixels, edges } => {
            let first = if across { 0 } else { 2 };
            image_edges(*columns, pixels.len(), *edges)[first..first + 2].to_vec()
        }
        Shape::Segments { pieces, .. } => {
            let first = usize::from(!across);
            pieces.iter().flat_map(|p| [p[first], p[first + 2]]).collect()
        }
        Shape::Rule { upright, at, .. } if *upright == across => vec![*at],
        Shape::Band { x, .. } if across => x.clone(),
        Shape::Band { low, high, .. } => low.iter().chain(high).copied().collect(),
        Shape::Rule { .. } | Shape::Text { .. } => Vec::new(),
    }
}

fn stands_on(shape: &Shape, across: bool, edge: f64) -> bool {
    let Shape::Boxes { boxes, kind, .. } = shape else { return false };
    let first = usize::from(!across);
    edge == 0.0 && boxes.iter().all(|b| b[first] == 0.0) || (*kind == Boxes::Bins && !across && edge == 0.0)
}

/// Width of text in pixels, near enough to leave room: a mean Latin letter is 0.55 em wide, a Chinese one a whole em.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| if c as u32 >= 0x2e80 { size } else { size * 0.57 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pyplot::figure::{Dash, Mark};

    fn line(x: &[f64], y: &[f64]) -> Axes {
        let mut axes = Axes::new(0);
        let shape = Shape::Line { x: x.into(), y: y.into(), dash: Dash::Solid, marker: None, width: 2.0, size: 6.0 };
        axes.marks.push(Mark { shape, paint: "none".into(), alpha: 1.0, label: None, note: None });
        axes
    }

    #[test]
    fn ranges_leave_a_margin() {
        fn check(axes: &Axes, x: (f64, f64), y: (f64, f64)) {
            assert_eq!((x_range(axes), y_range(axes)), (x, y));
        }
        check(&line(&[0.0, 100.0], &[1.0, 1.0]), (-5.0, 105.0), (0.95, 1.05));
        check(&line(&[], &[]), (0.0, 1.0), (0.0, 1.0));
        check(&line(&[f64::NAN, 0.0, 1.0], &[f64::INFINITY, 0.0, 0.0]), (-0.05, 1.05), (-0.5, 0.5));
        let mut bars = Axes::new(0);
        let shape = Shape::Boxes { boxes: vec![[0.0, 0.0, 1.0, 20.0]], kind: Boxes::Bars, paints: vec![] };
        bars.marks.push(Mark { shape, paint: "none".into(), alpha: 1.0, label: None, note: None });
        assert_eq!(y_range(&bars), (0.0, 21.0));
        let mut image = Axes::new(0);
        let shape = Shape::Image { columns: 2, pixels: vec![[0; 3]; 6], edges: None };
        image.marks.push(Mark { shape, paint: "none".into(), alpha: 1.0, label: None, note: None });
        check(&image, (-0.5, 1.5), (2.5, -0.5));
    }

    #[test]
    fn log_rulers_have_no_zero() {
        let ruler = Ruler::new(Scale::Log, (1.0, 100.0), 0.0, 200.0);
        assert_eq!(ruler.pixel(10.0), 100.0);
        assert!(ruler.pixel(0.0).is_nan());
    }
}
