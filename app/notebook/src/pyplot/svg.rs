//! The figure as an SVG document: frame, grid, ticks, words and legend. `marks` draws what stands inside.
//!
//! Colours are tokens of the page in presentation attributes, never `style`, so that a strict content security policy
//! holds and the dark theme reaches every line. The document has a role, a title and a description.

use std::fmt::Write;

use super::colour::{INK, INK_2, INK_3, LINE, LINE_STRONG, Map, SURFACE, hex};
use super::figure::{Axes, Figure, Mark, Scale, Shape, TWIN};
use super::layout::{self, Area, Ruler, text_width};
use super::marks;
use super::ticks::{Tick, number};

/// Labels of ticks and legend, in pixels.
const SMALL: f64 = 12.0;
/// Height of one row of the legend.
const ROW: f64 = 20.0;
/// Room for the colour bar and its numbers.
const BAR: f64 = 64.0;

/// Draws a figure; `description` goes into it as its text alternative.
pub(crate) fn draw(figure: &Figure, description: &str) -> String {
    let (width, height) = layout::size(figure);
    let mut out = String::with_capacity(8 << 10);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"img\" \
         font-family=\"var(--sans, system-ui, sans-serif)\" font-size=\"{SMALL}\">",
        px(width),
        px(height),
        px(width),
        px(height)
    );
    let heading = figure.title.as_deref().or_else(|| figure.axes.iter().find_map(|axes| axes.title.as_deref()));
    let _ = write!(out, "<title>{}</title>", escape(heading.unwrap_or("Figure")));
    let _ = write!(out, "<desc>{}</desc>", escape(description));
    if let Some(title) = &figure.title {
        text(&mut out, Words { x: width / 2.0, y: 20.0, anchor: "middle", size: 15.0, paint: INK, bold: true }, title);
    }
    for plot in figure.axes.iter().filter(|plot| plot.place < TWIN) {
        let twin = figure.axes.iter().find(|other| other.place == plot.place + TWIN);
        axes(&mut out, plot, twin, layout::cell(figure, plot.place));
    }
    out.push_str("</svg>");
    out
}

/// The rectangle that data is drawn in, and the rulers over it.
pub(crate) struct Frame {
    /// The rectangle.
    pub area: Area,
    /// Horizontal ruler.
    pub x: Ruler,
    /// Vertical ruler.
    pub y: Ruler,
}

fn axes(out: &mut String, axes: &Axes, twin: Option<&Axes>, cell: Area) {
    // Both share the x axis, so both show what either needs.
    let shared = twin.map(|twin| layout::with_range_of(axes, twin));
    let axes = shared.as_ref().unwrap_or(axes);
    let all: Vec<&Mark> = axes.marks.iter().chain(twin.iter().flat_map(|twin| &twin.marks)).collect();
    let legend = legend_rows(&all, axes.legend || twin.is_some_and(|twin| twin.legend), cell.w - 24.0);
    let frame = frame(axes, twin, cell, legend.len());
    let area = frame.area;
    out.push_str("<g>");
    if let Some(title) = &axes.title {
        let at =
            Words { x: cell.x + cell.w / 2.0, y: cell.y + 18.0, anchor: "middle", size: 14.0, paint: INK, bold: true };
        text(out, at, title);
    }
    draw_legend(out, &all, &legend, area, cell.y + if axes.title.is_some() { 38.0 } else { 18.0 });
    let (x_ticks, y_ticks) = (frame.x.ticks(&axes.x, x_gap(axes)), frame.y.ticks(&axes.y, 34.0));
    if !axes.bare {
        grid(out, axes, &frame, &x_ticks, &y_ticks);
    }
    // A nested document clips without an id, which would have to be unique on the page.
    let _ = write!(
        out,
        "<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"{} {} {} {}\" overflow=\"hidden\">",
        px(area.x),
        px(area.y),
        px(area.w),
        px(area.h),
        px(area.x),
        px(area.y),
        px(area.w),
        px(area.h)
    );
    for mark in axes.marks.iter().filter(|mark| !matches!(mark.shape, Shape::Text { .. })) {
        marks::draw(out, mark, &frame);
    }
    let second = twin.map(|twin| Frame { y: right_ruler(twin, area), ..frame });
    if let (Some(twin), Some(second)) = (twin, &second) {
        twin.marks.iter().for_each(|mark| marks::draw(out, mark, second));
    }
    out.push_str("</svg>");
    // Words may stand over the edge.
    for mark in axes.marks.iter().filter(|mark| matches!(mark.shape, Shape::Text { .. })) {
        marks::draw(out, mark, &frame);
    }
    if !axes.bare {
        labels(out, axes, &frame, cell, &x_ticks, &y_ticks);
        if let (Some(twin), Some(second)) = (twin, &second) {
            right_labels(out, twin, second, cell);
        }
    }
    if let (true, Some((map, low, high))) = (axes.colorbar, axes.shades) {
        colorbar(out, area, map, low, high);
    }
    out.push_str("</g>");
}

fn frame(axes: &Axes, twin: Option<&Axes>, cell: Area, legend: usize) -> Frame {
    let (x, y) = (layout::x_range(axes), layout::y_range(axes));
    let top = 12.0 + if axes.title.is_some() { 20.0 } else { 0.0 } + legend as f64 * ROW;
    let bottom = if axes.bare { 8.0 } else { 26.0 + if axes.x.label.is_some() { 18.0 } else { 0.0 } };
    let height = (cell.h - top - bottom).max(20.0);
    // The width of the numbers decides where the plot begins, so ticks are chosen once before.
    let trial = Ruler::new(axes.y.scale, y, height, 0.0).ticks(&axes.y, 34.0);
    let widest = trial.iter().fold(0f64, |w, tick| w.max(text_width(&tick.label, SMALL)));
    let left = if axes.bare { 8.0 } else { 14.0 + widest + if axes.y.label.is_some() { 20.0 } else { 0.0 } };
    let mut right = if axes.colorbar && axes.shades.is_some() { BAR + 12.0 } else { 16.0 };
    if let Some(twin) = twin {
        let ruler = right_ruler(twin, Area { x: 0.0, y: 0.0, w: 0.0, h: height });
        let widest = ruler.ticks(&twin.y, 34.0).iter().fold(0f64, |w, tick| w.max(text_width(&tick.label, SMALL)));
        right += widest + if twin.y.label.is_some() { 20.0 } else { 0.0 };
    }
    let mut area = Area { x: cell.x + left, y: cell.y + top, w: (cell.w - left - right).max(20.0), h: height };
    if axes.equal {
        let (wide, high) = ((x.1 - x.0).abs(), (y.1 - y.0).abs());
        let unit = (area.w / wide).min(area.h / high);
        let (w, h) = (unit * wide, unit * high);
        area = Area { x: area.x + (area.w - w) / 2.0, y: area.y + (area.h - h) / 2.0, w, h };
    }
    Frame {
        area,
        x: Ruler::new(axes.x.scale, x, area.x, area.x + area.w),
        y: Ruler::new(axes.y.scale, y, area.y + area.h, area.y),
    }
}

fn right_ruler(twin: &Axes, area: Area) -> Ruler {
    Ruler::new(twin.y.scale, layout::y_range(twin), area.y + area.h, area.y)
}

/// The numbers and the name of the axis on the right.
fn right_labels(out: &mut String, twin: &Axes, frame: &Frame, cell: Area) {
    let area = frame.area;
    for tick in frame.y.ticks(&twin.y, 34.0) {
        let (x, y) = (area.x + area.w + 8.0, frame.y.pixel(tick.at) + 4.0);
        text(out, Words { x, y, anchor: "start", size: SMALL, paint: INK_3, bold: false }, &tick.label);
    }
    if let Some(label) = &twin.y.label {
        let (x, y) = (cell.x + cell.w - 6.0, area.y + area.h / 2.0);
        let _ = write!(out, "<g transform=\"translate({} {}) rotate(-90)\">", px(x), px(y));
        text(out, Words { x: 0.0, y: 0.0, anchor: "middle", size: 12.5, paint: INK_2, bold: false }, label);
        out.push_str("</g>");
    }
}

/// Pixels per label along the horizontal axis.
fn x_gap(axes: &Axes) -> f64 {
    if axes.x.scale == Scale::Log { 56.0 } else { 66.0 }
}

fn grid(out: &mut String, axes: &Axes, frame: &Frame, x_ticks: &[Tick], y_ticks: &[Tick]) {
    let area = frame.area;
    let mut path = String::new();
    if axes.grid.0 {
        for tick in x_ticks {
            let _ = write!(path, "M{} {}v{}", px(frame.x.pixel(tick.at)), px(area.y), px(area.h));
        }
    }
    if axes.grid.1 && !axes.equal {
        for tick in y_ticks {
            let _ = write!(path, "M{} {}h{}", px(area.x), px(frame.y.pixel(tick.at)), px(area.w));
        }
    }
    if !path.is_empty() {
        let _ = write!(out, "<path d=\"{path}\" stroke=\"{LINE}\" fill=\"none\"/>");
    }
}

fn labels(out: &mut String, axes: &Axes, frame: &Frame, cell: Area, x_ticks: &[Tick], y_ticks: &[Tick]) {
    let area = frame.area;
    let bottom = area.y + area.h;
    let _ = write!(
        out,
        "<path d=\"M{} {}h{}\" stroke=\"{LINE_STRONG}\" fill=\"none\"/>",
        px(area.x),
        px(bottom),
        px(area.w)
    );
    let _ = write!(out, "<g fill=\"{INK_3}\" text-anchor=\"middle\">");
    let mut free = f64::NEG_INFINITY;
    for tick in x_ticks {
        let (at, half) = (frame.x.pixel(tick.at), text_width(&tick.label, SMALL) / 2.0);
        // Given words may be too long for their places; the ones that would overlap are left out.
        if at - half >= free {
            let _ = write!(out, "<text x=\"{}\" y=\"{}\">{}</text>", px(at), px(bottom + 17.0), escape(&tick.label));
            free = at + half + 4.0;
        }
    }
    let _ = write!(out, "</g><g fill=\"{INK_3}\" text-anchor=\"end\">");
    for tick in y_ticks {
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\">{}</text>",
            px(area.x - 8.0),
            px(frame.y.pixel(tick.at) + 4.0),
            escape(&tick.label)
        );
    }
    out.push_str("</g>");
    let middle =
        Words { x: area.x + area.w / 2.0, y: bottom + 36.0, anchor: "middle", size: 12.5, paint: INK_2, bold: false };
    if let Some(label) = &axes.x.label {
        text(out, middle, label);
    }
    if let Some(label) = &axes.y.label {
        let (x, y) = (cell.x + 15.0, area.y + area.h / 2.0);
        let _ = write!(out, "<g transform=\"translate({} {}) rotate(-90)\">", px(x), px(y));
        text(out, Words { x: 0.0, y: 0.0, ..middle }, label);
        out.push_str("</g>");
    }
}

/// Which marks stand in which row of the legend, by index.
fn legend_rows(marks: &[&Mark], wanted: bool, width: f64) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    if !wanted {
        return rows;
    }
    let mut used = f64::INFINITY;
    for (index, mark) in marks.iter().enumerate() {
        let Some(label) = &mark.label else { continue };
        let wide = entry_width(label);
        if used + wide > width {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += wide;
        if let Some(row) = rows.last_mut() {
            row.push(index);
        }
    }
    rows
}

fn entry_width(label: &str) -> f64 {
    30.0 + text_width(label, SMALL) + 16.0
}

/// Above the plot, where it covers no data.
fn draw_legend(out: &mut String, all: &[&Mark], rows: &[Vec<usize>], area: Area, top: f64) {
    for (row, entries) in rows.iter().enumerate() {
        let y = top + row as f64 * ROW - 4.0;
        let mut x = area.x;
        for index in entries {
            let mark = all[*index];
            let label = mark.label.as_deref().unwrap_or_default();
            marks::swatch(out, mark, x, y);
            text(
                out,
                Words { x: x + 30.0, y: y + 4.0, anchor: "start", size: SMALL, paint: INK_2, bold: false },
                label,
            );
            x += entry_width(label);
        }
    }
}

fn colorbar(out: &mut String, area: Area, map: Map, low: f64, high: f64) {
    const STEPS: usize = 48;
    let x = area.x + area.w + 14.0;
    let step = area.h / STEPS as f64;
    out.push_str("<g shape-rendering=\"crispEdges\">");
    for i in 0..STEPS {
        let paint = hex(map.at(1.0 - (i as f64 + 0.5) / STEPS as f64));
        let y = area.y + i as f64 * step;
        let _ = write!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"12\" height=\"{}\" fill=\"{paint}\"/>",
            px(x),
            px(y),
            px(step + 0.5)
        );
    }
    out.push_str("</g>");
    for (value, y) in [(high, area.y), ((low + high) / 2.0, area.y + area.h / 2.0), (low, area.y + area.h)] {
        let at = Words { x: x + 18.0, y: y + 4.0, anchor: "start", size: SMALL, paint: INK_3, bold: false };
        text(out, at, &number(value));
    }
}

/// Where and how words stand.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    /// Pixel.
    pub x: f64,
    /// Pixel of the baseline.
    pub y: f64,
    /// SVG's `text-anchor`.
    pub anchor: &'a str,
    /// Pixels.
    pub size: f64,
    /// Colour.
    pub paint: &'a str,
    /// Weight 600.
    pub bold: bool,
}

/// Writes words, each line of them.
pub(crate) fn text(out: &mut String, at: Words, words: &str) {
    for (row, line) in words.lines().enumerate() {
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{}\" font-size=\"{}\" fill=\"{}\"{}>{}</text>",
            px(at.x),
            px(at.y + row as f64 * at.size * 1.25),
            at.anchor,
            px(at.size),
            escape(at.paint),
            if at.bold { " font-weight=\"600\"" } else { "" },
            escape(line)
        );
    }
}

/// A pixel coordinate with at most one decimal: more cannot be seen and costs bytes.
pub(crate) fn px(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0 + 0.0;
    format!("{rounded}")
}

/// Text for SVG content or a quoted attribute; characters that XML forbids become spaces.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if (c < ' ' && c != '\n' && c != '\t') || c == '\u{fffe}' || c == '\u{ffff}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The colour behind everything, for marks that need a gap.
pub(crate) const BEHIND: &str = SURFACE;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pyplot::figure::Dash;

    fn sample(title: &str) -> String {
        let mut axes = Axes::new(0);
        axes.title = Some(title.into());
        axes.legend = true;
        let shape = Shape::Line {
            x: vec![0.0, 1.0],
            y: vec![0.0, 1.0],
            dash: Dash::Dashed,
            marker: None,
            width: 2.25,
            size: 6.0,
        };
        let paint = axes.next_paint();
        axes.marks.push(Mark { shape, paint, alpha: 1.0, label: Some(title.into()), note: None });
        let mut figure = Figure::new(None);
        figure.axes.push(axes);
        draw(&figure, "A <line> & more")
    }

    #[test]
    fn text_cannot_leave_its_element() {
        let svg = sample("</text><script>alert(1)</script>\u{0}");
        assert!(!svg.contains("<script"), "{svg}");
        assert!(svg.contains("&lt;script&gt;"));
        assert!(svg.contains("<desc>A &lt;line&gt; &amp; more</desc>"));
    }

    #[test]
    fn no_inline_style_and_a_text_alternative() {
        let svg = sample("Loss");
        assert!(!svg.contains("style="), "{svg}");
        assert!(svg.contains("role=\"img\"") && svg.contains("<title>Loss</title>"));
        assert!(svg.contains("stroke-dasharray"), "the dashes are gone: {svg}");
    }

    #[test]
    fn pixels_are_short() {
        fn check(value: f64, expected: &str) {
            assert_eq!(px(value), expected);
        }
        check(1.0, "1");
        check(1.26, "1.3");
        check(-0.01, "0");
    }
}
