//! What stands inside the axes: lines, points, boxes, images, rules, bands, words; and each one's swatch in the legend.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::colour::{INK, hex};
use super::decimate;
use super::figure::{Dash, Mark, Marker, Shape};
use super::layout;
use super::svg::{BEHIND, Frame, Words, escape, px, text};

/// Images with more rows or columns than this are averaged down first.
const FINE: usize = 160;
/// How far pixels of an image reach under their neighbours, so that rounding leaves no gaps between them.
const SEAM: f64 = 0.4;
/// Images with more pixels than this get 32 steps a channel, so that equal-looking neighbours join.
const PLAIN: usize = 4096;

/// Draws one mark.
pub(crate) fn draw(out: &mut String, mark: &Mark, frame: &Frame) {
    let paint = escape(&mark.paint);
    let place = |x: &[f64], y: &[f64]| -> Vec<(f64, f64)> {
        x.iter().zip(y).map(|(x, y)| (frame.x.pixel(*x), frame.y.pixel(*y))).collect()
    };
    match &mark.shape {
        Shape::Line { x, y, dash, marker, width, size } => {
            let points = place(x, y);
            if let Some(marker) = marker {
                points_of_one(out, mark, *marker, *size, &points);
            }
            if *dash != Dash::None {
                let path = line(&decimate::line(points));
                let _ = write!(
                    out,
                    "<path d=\"{path}\" fill=\"none\" stroke=\"{paint}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{}{}/>",
                    dashes(*dash, *width),
                    opacity("stroke-opacity", mark.alpha)
                );
            }
        }
        Shape::Points { x, y, marker, size, paints } => {
            let points = place(x, y);
            if paints.is_empty() {
                points_of_one(out, mark, *marker, *size, &points);
            } else {
                points_of_many(out, mark, *marker, *size, &points, paints);
            }
        }
        Shape::Boxes { boxes, paints, .. } => {
            // A seam of background keeps neighbouring bins apart.
            let _ = write!(
                out,
                "<g fill=\"{paint}\" stroke=\"{BEHIND}\" stroke-width=\"0.75\"{}>",
                opacity("fill-opacity", mark.alpha)
            );
            for (i, [x0, y0, x1, y1]) in boxes.iter().enumerate() {
                let (left, right) = ordered(frame.x.pixel(*x0), frame.x.pixel(*x1));
                let (top, bottom) = ordered(floor(frame, *y1), floor(frame, *y0));
                if (right - left).is_finite() && (bottom - top).is_finite() {
                    let own = paints.get(i).map(|paint| format!(" fill=\"{}\"", escape(paint)));
                    let _ = write!(
                        out,
                        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>",
                        px(left),
                        px(top),
                        px(right - left),
                        px(bottom - top),
                        own.unwrap_or_default()
                    );
                }
            }
            out.push_str("</g>");
        }
        Shape::Image { columns, pixels, edges } => {
            image(out, *columns, pixels, layout::image_edges(*columns, pixels.len(), *edges), frame);
        }
        Shape::Segments { pieces, dash, width, head } => {
            let _ = write!(
                out,
                "<path d=\"{}\" fill=\"none\" stroke=\"{paint}\" stroke-width=\"{width}\"{}{}/>",
                segments(pieces, *head, frame),
                dashes(*dash, *width),
                opacity("stroke-opacity", mark.alpha)
            );
        }
        Shape::Rule { upright, at, dash, width } => {
            let area = frame.area;
            let path = if *upright {
                format!("M{} {}v{}", px(frame.x.pixel(*at)), px(area.y), px(area.h))
            } else {
                format!("M{} {}h{}", px(area.x), px(frame.y.pixel(*at)), px(area.w))
            };
            let _ = write!(
                out,
                "<path d=\"{path}\" fill=\"none\" stroke=\"{paint}\" stroke-width=\"{width}\"{}{}/>",
                dashes(*dash, *width),
                opacity("stroke-opacity", mark.alpha)
            );
        }
        Shape::Band { x, low, high } => {
            let mut around = place(x, high);
            around.extend(place(x, low).into_iter().rev());
            around.retain(|(x, y)| x.is_finite() && y.is_finite());
            let _ =
                write!(out, "<path d=\"{}Z\" fill=\"{paint}\"{}/>", line(&around), opacity("fill-opacity", mark.alpha));
        }
        Shape::Text { x, y, text: words, size, anchor } => {
            let (x, y) = (frame.x.pixel(*x), frame.y.pixel(*y));
            if x.is_finite() && y.is_finite() {
                text(out, Words { x, y, anchor, size: *size, paint: &mark.paint, bold: false }, words);
            }
        }
    }
}

/// Pieces that follow each other are one stroke; a head is two short strokes back from the end.
fn segments(pieces: &[[f64; 4]], head: f64, frame: &Frame) -> String {
    let mut path = String::with_capacity(pieces.len() * 20);
    let mut pen = None;
    for [x0, y0, x1, y1] in pieces {
        let (from, to) = ((frame.x.pixel(*x0), frame.y.pixel(*y0)), (frame.x.pixel(*x1), frame.y.pixel(*y1)));
        if !(from.0 + from.1 + to.0 + to.1).is_finite() {
            continue;
        }
        if pen != Some(from) {
            let _ = write!(path, "M{} {}", px(from.0), px(from.1));
        }
        let _ = write!(path, "L{} {}", px(to.0), px(to.1));
        pen = Some(to);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        if head > 0.0 && length > 0.5 {
            // At 25 degrees, and no longer than half the arrow.
            let (size, (sin, cos)) = (head.min(length * 0.5), 0.436f64.sin_cos());
            let (ux, uy) = (dx / length * size, dy / length * size);
            let (left, right) =
                ((ux * cos - uy * sin, ux * sin + uy * cos), (ux * cos + uy * sin, uy * cos - ux * sin));
            let _ = write!(
                path,
                "M{} {}L{} {}L{} {}",
                px(to.0 - left.0),
                px(to.1 - left.1),
                px(to.0),
                px(to.1),
                px(to.0 - right.0),
                px(to.1 - right.1)
            );
            pen = None;
        }
    }
    path
}

/// On a logarithmic axis bars begin at its lower end: zero is infinitely far down.
fn floor(frame: &Frame, value: f64) -> f64 {
    let pixel = frame.y.pixel(value);
    if pixel.is_nan() && value == 0.0 { frame.area.y + frame.area.h } else { pixel }
}

fn ordered(a: f64, b: f64) -> (f64, f64) {
    if a <= b { (a, b) } else { (b, a) }
}

/// The mark's sign in the legend, 24 pixels wide, its middle at `y`.
pub(crate) fn swatch(out: &mut String, mark: &Mark, x: f64, y: f64) {
    let paint = escape(&mark.paint);
    match &mark.shape {
        Shape::Line { dash, marker, width, size, .. } => {
            if let Some(marker) = marker {
                points_of_one(out, mark, *marker, *size, &[(x + 12.0, y)]);
            }
            if *dash != Dash::None {
                stroke(out, &paint, *dash, *width, x, y);
            }
        }
        Shape::Rule { dash, width, .. } | Shape::Segments { dash, width, .. } => {
            stroke(out, &paint, *dash, *width, x, y)
        }
        Shape::Points { marker, paints, .. } => {
            let shown = Mark { paint: paints.first().unwrap_or(&mark.paint).clone(), ..mark.clone() };
            points_of_one(out, &shown, *marker, 7.0, &[(x + 12.0, y)]);
        }
        _ => {
            let _ = write!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"20\" height=\"10\" rx=\"2\" fill=\"{paint}\"{}/>",
                px(x + 2.0),
                px(y - 5.0),
                opacity("fill-opacity", mark.alpha)
            );
        }
    }
}

fn stroke(out: &mut String, paint: &str, dash: Dash, width: f64, x: f64, y: f64) {
    let _ = write!(
        out,
        "<path d=\"M{} {}h24\" fill=\"none\" stroke=\"{paint}\" stroke-width=\"{width}\"{}/>",
        px(x),
        px(y),
        dashes(dash, width)
    );
}

/// A path through points; a point that is not finite lifts the pen.
fn line(points: &[(f64, f64)]) -> String {
    let mut path = String::with_capacity(points.len() * 12);
    let mut down = false;
    for (x, y) in points {
        if x.is_finite() && y.is_finite() {
            let _ = write!(path, "{}{} {}", if down { "L" } else { "M" }, px(*x), px(*y));
            down = true;
        } else {
            down = false;
        }
    }
    path
}

fn dashes(dash: Dash, width: f64) -> String {
    let pattern: &[f64] = match dash {
        Dash::Solid | Dash::None => return String::new(),
        Dash::Dashed => &[3.7, 1.6],
        Dash::Dotted => &[1.0, 1.65],
        Dash::Mixed => &[6.4, 1.6, 1.0, 1.6],
    };
    let lengths: Vec<String> = pattern.iter().map(|length| px(length * width)).collect();
    format!(" stroke-dasharray=\"{}\"", lengths.join(" "))
}

fn opacity(attribute: &str, alpha: f64) -> String {
    if alpha >= 1.0 { String::new() } else { format!(" {attribute}=\"{}\"", (alpha * 100.0).round() / 100.0) }
}

/// Whether a marker is made of strokes rather than an area.
fn is_open(marker: Marker) -> bool {
    matches!(marker, Marker::Cross | Marker::Plus | Marker::Level | Marker::Upright)
}

fn points_of_one(out: &mut String, mark: &Mark, marker: Marker, size: f64, points: &[(f64, f64)]) {
    let paint = escape(&mark.paint);
    let faint = opacity("opacity", mark.alpha);
    if is_open(marker) {
        let _ = write!(out, "<g fill=\"none\" stroke=\"{paint}\" stroke-width=\"1.5\"{faint}>");
    } else if mark.alpha < 1.0 {
        // Opacity per point, so that points on points grow darker.
        let _ = write!(out, "<g fill=\"{paint}\"{}>", opacity("fill-opacity", mark.alpha));
    } else {
        let _ = write!(out, "<g fill=\"{paint}\">");
    }
    for index in decimate::dots(points) {
        sign(out, marker, size, points[index], "");
    }
    out.push_str("</g>");
}

fn points_of_many(
    out: &mut String,
    mark: &Mark,
    marker: Marker,
    size: f64,
    points: &[(f64, f64)],
    paints: &[super::colour::Paint],
) {
    let (role, rest) = if is_open(marker) { ("stroke", " fill=\"none\" stroke-width=\"1.5\"") } else { ("fill", "") };
    let _ = write!(out, "<g{rest}{}>", opacity("opacity", mark.alpha));
    for index in decimate::dots(points) {
        let paint = escape(&paints[index % paints.len()]);
        sign(out, marker, size, points[index], &format!(" {role}=\"{paint}\""));
    }
    out.push_str("</g>");
}

/// One marker of diameter `size` around a pixel.
fn sign(out: &mut String, marker: Marker, size: f64, (x, y): (f64, f64), paint: &str) {
    let r = size / 2.0;
    let path = match marker {
        Marker::Circle | Marker::Dot => {
            let r = if marker == Marker::Dot { r * 0.6 } else { r };
            let _ = write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{paint}/>", px(x), px(y), px(r));
            return;
        }
        Marker::Square => format!("M{} {}h{s}v{s}h-{s}z", px(x - r), px(y - r), s = px(size)),
        Marker::Diamond => polygon(x, y, &[(0.0, -r * 1.2), (r * 1.2, 0.0), (0.0, r * 1.2), (-r * 1.2, 0.0)]),
        Marker::Up => polygon(x, y, &[(0.0, -r * 1.1), (r * 1.1, r * 0.9), (-r * 1.1, r * 0.9)]),
        Marker::Down => polygon(x, y, &[(0.0, r * 1.1), (r * 1.1, -r * 0.9), (-r * 1.1, -r * 0.9)]),
        Marker::Cross => format!("M{} {}l{s} {s}m-{s} 0l{s} -{s}", px(x - r), px(y - r), s = px(size)),
        Marker::Plus => format!("M{} {}h{s}M{} {}v{s}", px(x - r), px(y), px(x), px(y - r), s = px(size)),
        Marker::Level => format!("M{} {}h{}", px(x - r), px(y), px(size)),
        Marker::Upright => format!("M{} {}v{}", px(x), px(y - r), px(size)),
        Marker::Star => {
            let corner = |i: u32| {
                let (angle, r) =
                    (f64::from(i) * std::f64::consts::PI / 5.0, if i.is_multiple_of(2) { r * 1.3 } else { r * 0.5 });
                (angle.sin() * r, -angle.cos() * r)
            };
            polygon(x, y, &(0..10).map(corner).collect::<Vec<_>>())
        }
    };
    let _ = write!(out, "<path d=\"{path}\"{paint}/>");
}

fn polygon(x: f64, y: f64, corners: &[(f64, f64)]) -> String {
    let points: Vec<(f64, f64)> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
    line(&points) + "z"
}

/// One path per colour, a box per run of equal pixels: the browser draws hundreds of elements, not tens of thousands.
fn image(out: &mut String, columns: usize, pixels: &[[u8; 3]], edges: [f64; 4], frame: &Frame) {
    let rows = pixels.len() / columns.max(1);
    if rows == 0 {
        return;
    }
    let shrink = columns.max(rows).div_ceil(FINE);
    let (wide, high) = (columns.div_ceil(shrink), rows.div_ceil(shrink));
    let steps = if wide * high > PLAIN { 31.0 } else { 255.0 };
    let [x0, x1, y0, y1] = edges;
    let part = |i: usize, count: usize| (i * shrink).min(count) as f64 / count as f64;
    let edge_x = |c: usize| frame.x.pixel(x0 + (x1 - x0) * part(c, columns));
    let edge_y = |r: usize| frame.y.pixel(y0 + (y1 - y0) * part(r, rows));
    let mut paths: BTreeMap<[u8; 3], String> = BTreeMap::new();
    for row in 0..high {
        let colours: Vec<[u8; 3]> = (0..wide)
            .map(|c| mean(pixels, columns, rows, (row * shrink, c * shrink), shrink))
            .map(|colour| coarse(colour, steps))
            .collect();
        let (top, bottom) = ordered(edge_y(row), edge_y(row + 1));
        let mut start = 0;
        for run in colours.chunk_by(|a, b| a == b) {
            let (left, right) = ordered(edge_x(start), edge_x(start + run.len()));
            start += run.len();
            let path = paths.entry(run[0]).or_default();
            let _ = write!(
                path,
                "M{} {}h{w}v{}h-{w}z",
                px(left),
                px(top),
                px(bottom - top + SEAM),
                w = px(right - left + SEAM)
            );
        }
    }
    out.push_str("<g shape-rendering=\"crispEdges\">");
    for (colour, path) in paths {
        let _ = write!(out, "<path fill=\"{}\" d=\"{path}\"/>", hex(colour));
    }
    out.push_str("</g>");
}

/// The mean colour of a block.
fn mean(pixels: &[[u8; 3]], columns: usize, rows: usize, (row, column): (usize, usize), block: usize) -> [u8; 3] {
    let mut sum = [0usize; 3];
    let mut count = 0;
    for r in row..(row + block).min(rows) {
        for pixel in &pixels[r * columns + column..r * columns + (column + block).min(columns)] {
            for (total, value) in sum.iter_mut().zip(pixel) {
                *total += usize::from(*value);
            }
            count += 1;
        }
    }
    sum.map(|total| (total / count.max(1)) as u8)
}

fn coarse(colour: [u8; 3], steps: f64) -> [u8; 3] {
    colour.map(|value| ((f64::from(value) / 255.0 * steps).round() / steps * 255.0).round() as u8)
}

/// The colour that words take unless they are given one.
pub(crate) const WORDS: &str = INK;
