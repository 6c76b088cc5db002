//! The figure in words, for readers who cannot see it: what kind of plot, of what against what, how much, from where to
//! where.

use super::figure::{Axes, Axis, Boxes, Figure, Mark, Shape, extent};
use super::ticks::number;

/// Series described one by one; the rest is counted.
const NAMED: usize = 4;

/// One sentence or a few, ending in a full stop.
pub(crate) fn figure(figure: &Figure) -> String {
    let plots: Vec<&Axes> = figure.axes.iter().filter(|axes| !axes.is_blank()).collect();
    let mut said = Vec::new();
    if let Some(title) = &figure.title {
        said.push(sentence(title));
    }
    if plots.len() > 1 {
        said.push(format!("{} plots.", plots.len()));
    }
    said.extend(plots.iter().map(|plot| axes(plot)));
    if said.is_empty() { "An empty figure.".into() } else { said.join(" ") }
}

fn axes(axes: &Axes) -> String {
    let mut said: Vec<String> = axes.title.iter().map(|title| sentence(title)).collect();
    let told = |mark: &&Mark| !matches!(mark.shape, Shape::Text { .. }) && mark.note.as_deref() != Some("");
    let series: Vec<&Mark> = axes.marks.iter().filter(told).collect();
    for (index, mark) in series.iter().take(NAMED).enumerate() {
        said.push(self::mark(axes, mark, index == 0));
    }
    if series.len() > NAMED {
        said.push(format!("And {} more.", series.len() - NAMED));
    }
    for mark in &axes.marks {
        if let Shape::Text { text, .. } = &mark.shape {
            said.push(format!("Note: {}", sentence(text)));
        }
    }
    if said.is_empty() { "Empty axes.".into() } else { said.join(" ") }
}

/// `Line plot of loss against step: 1000 points, from 0.33 down to 0.08.`
fn mark(axes: &Axes, mark: &Mark, first: bool) -> String {
    let (x, y) = (axes.x.label.as_deref(), axes.y.label.as_deref());
    let name = mark.label.as_deref();
    if let Some(note) = &mark.note {
        return sentence(note);
    }
    match &mark.shape {
        Shape::Line { y: values, .. } => format!("{}: {}.", head("Line plot", name, x, y, first), course(values)),
        Shape::Points { x: across, y: up, .. } => {
            format!("{}: {}{}.", head("Scatter plot", name, x, y, first), count(up.len(), "point"), spread(across, up))
        }
        Shape::Boxes { boxes, kind, .. } => boxed(axes, boxes, *kind, head_of(*kind, name, x, y, first)),
        Shape::Image { columns, pixels, .. } => {
            let range = axes.shades.map(|(_, low, high)| format!(", values from {} to {}", number(low), number(high)));
            let rows = pixels.len() / (*columns).max(1);
            format!("Image of {} by {}{}.", count(rows, "row"), count(*columns, "column"), range.unwrap_or_default())
        }
        Shape::Rule { upright, at, .. } => {
            let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
            format!("{} line at {}{name}.", if *upright { "Vertical" } else { "Horizontal" }, number(*at))
        }
        Shape::Band { low, high, .. } => {
            let name = name.map(|name| format!(" {name}")).unwrap_or_default();
            let range = extent(low.iter().chain(high).copied());
            let range = range.map(|(low, high)| format!(", between {} and {}", number(low), number(high)));
            format!("Shaded band{name}{}.", range.unwrap_or_default())
        }
        Shape::Segments { pieces, .. } => {
            let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
            format!("{}{name}.", count(pieces.len(), "straight line"))
        }
        Shape::Text { text, .. } => sentence(text),
    }
}

fn head_of(kind: Boxes, name: Option<&str>, x: Option<&str>, y: Option<&str>, first: bool) -> String {
    match kind {
        Boxes::Bars => head("Bar chart", name, x, y, first),
        // A histogram's y axis only says that it counts.
        Boxes::Bins => head("Histogram", name.or(x), None, None, first),
    }
}

/// `Line plot of loss against step`; later series of one plot only say their name.
fn head(kind: &str, name: Option<&str>, x: Option<&str>, y: Option<&str>, first: bool) -> String {
    let what = match (name, y) {
        (Some(name), Some(y)) if first && name != y => format!(" of {y}, {name}"),
        (Some(name), _) => format!(" of {name}"),
        (None, Some(y)) => format!(" of {y}"),
        (None, None) => String::new(),
    };
    let against = x.filter(|_| first).map(|x| format!(" against {x}")).unwrap_or_default();
    format!("{kind}{what}{against}")
}

/// `1000 points, from 0.33 down to 0.08`, and the extremes where they lie in between.
fn course(values: &[f64]) -> String {
    let points = count(values.len(), "point");
    let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let (Some((low, high)), [first, .., last]) = (extent(finite.iter().copied()), finite.as_slice()) else {
        return match finite.as_slice() {
            [only] => format!("{points}, at {}", number(*only)),
            _ => points,
        };
    };
    if low == high {
        return format!("{points}, all at {}", number(low));
    }
    let way = if last < first {
        "down to"
    } else if last > first {
        "up to"
    } else {
        "back to"
    };
    let mut said = format!("{points}, from {} {way} {}", number(*first), number(*last));
    // A swing worth mentioning is one that the ends do not show.
    let slack = (high - low) * 0.02;
    if low < first.min(*last) - slack {
        said.push_str(&format!(", lowest {}", number(low)));
    }
    if high > first.max(*last) + slack {
        said.push_str(&format!(", highest {}", number(high)));
    }
    said
}

fn spread(x: &[f64], y: &[f64]) -> String {
    match (extent(x.iter().copied()), extent(y.iter().copied())) {
        (Some((x0, x1)), Some((y0, y1))) => {
            format!(", x from {} to {}, y from {} to {}", number(x0), number(x1), number(y0), number(y1))
        }
        _ => String::new(),
    }
}

fn boxed(axes: &Axes, boxes: &[[f64; 4]], kind: Boxes, head: String) -> String {
    let height = |b: &[f64; 4]| b[3] - b[1];
    match kind {
        Boxes::Bins => {
            let total: f64 = boxes.iter().map(height).sum();
            let tallest = boxes.iter().fold(None, |best: Option<&[f64; 4]>, b| match best {
                Some(best) if height(best) >= height(b) => Some(best),
                _ => Some(b),
            });
            let peak = tallest.map(|b| format!(", tallest between {} and {}", number(b[0]), number(b[2])));
            format!("{head}: {} in {}{}.", number(total), count(boxes.len(), "bin"), peak.unwrap_or_default())
        }
        Boxes::Bars => {
            // Lying bars have their categories on the vertical axis.
            let lying = axes.x.ticks.is_none() && axes.y.ticks.is_some();
            let (axis, along): (&Axis, usize) = if lying { (&axes.y, 1) } else { (&axes.x, 0) };
            let value = |b: &[f64; 4]| b[3 - along] - b[1 - along];
            let values: Vec<String> =
                boxes.iter().take(12).map(|b| named(axis, (b[along] + b[along + 2]) / 2.0, value(b))).collect();
            let more = if boxes.len() > 12 { format!(", and {} more", boxes.len() - 12) } else { String::new() };
            format!("{head}: {}; {}{more}.", count(boxes.len(), "bar"), values.join(", "))
        }
    }
}

/// `cats 3`, or the bare value where its place has no name.
fn named(axis: &Axis, place: f64, value: f64) -> String {
    let near = |tick: &&(f64, String)| (tick.0 - place).abs() < 0.5;
    match axis.ticks.iter().flatten().find(near) {
        Some((_, name)) => format!("{name} {}", number(value)),
        None => number(value),
    }
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

fn sentence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.ends_with(['.', '?', ':', '。', '？']) { text } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pyplot::figure::{Dash, Marker};

    fn check(shape: Shape, label: Option<&str>, expected: &str) {
        let mut plot = Axes::new(0);
        plot.x.label = Some("step".into());
        plot.y.label = Some("loss".into());
        plot.marks.push(Mark { shape, paint: "none".into(), alpha: 1.0, label: label.map(Into::into), note: None });
        let mut whole = Figure::new(None);
        whole.axes.push(plot);
        assert_eq!(figure(&whole), expected);
    }

    fn line(y: Vec<f64>) -> Shape {
        let x = (0..y.len()).map(|i| i as f64).collect();
        Shape::Line { x, y, dash: Dash::Solid, marker: None, width: 2.0, size: 6.0 }
    }

    #[test]
    fn lines() {
        let falling = (0..1000).map(|i| 0.33 - 0.25 * f64::from(i) / 999.0).collect();
        check(line(falling), None, "Line plot of loss against step: 1000 points, from 0.33 down to 0.08.");
        check(
            line(vec![0.0, 9.0, 1.0]),
            Some("train"),
            "Line plot of loss, train against step: 3 points, from 0 up to 1, highest 9.",
        );
        check(line(vec![2.0]), None, "Line plot of loss against step: 1 point, at 2.");
        check(line(vec![]), None, "Line plot of loss against step: 0 points.");
        check(line(vec![2.0, 2.0]), None, "Line plot of loss against step: 2 points, all at 2.");
    }

    #[test]
    fn other_marks() {
        let points =
            Shape::Points { x: vec![1.0, 2.0], y: vec![3.0, 5.0], marker: Marker::Circle, size: 6.0, paints: vec![] };
        check(points, None, "Scatter plot of loss against step: 2 points, x from 1 to 2, y from 3 to 5.");
        let bins =
            Shape::Boxes { boxes: vec![[0.0, 0.0, 1.0, 2.0], [1.0, 0.0, 2.0, 7.0]], kind: Boxes::Bins, paints: vec![] };
        check(bins, None, "Histogram of step: 9 in 2 bins, tallest between 1 and 2.");
        let bars = Shape::Boxes { boxes: vec![[-0.4, 0.0, 0.4, 2.0]], kind: Boxes::Bars, paints: vec![] };
        check(bars, None, "Bar chart of loss against step: 1 bar; 2.");
        check(Shape::Image { columns: 3, pixels: vec![[0; 3]; 3], edges: None }, None, "Image of 1 row by 3 columns.");
        check(Shape::Rule { upright: false, at: 0.5, dash: Dash::Solid, width: 1.0 }, None, "Horizontal line at 0.5.");
    }
}
