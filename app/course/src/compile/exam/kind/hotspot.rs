//! Hot spots: an image with its size, and a list of areas in its coordinates.

use pulldown_cmark::Tag;

use super::super::body::Body;
use super::super::parts::{Parts, source};
use super::Made;
use crate::compile::figure::{attrs_behind, plain_text};
use crate::compile::tree::Node;
use crate::exam::Image;
use crate::exam::secret::{Area, Key, Wording};

pub(super) fn read(body: &mut Body, parts: &Parts, translation: bool) -> Made {
    let span = body.span.clone();
    let found = parts.prompt.iter().find_map(image);
    let Some((dest, at, caption)) = found else {
        if !translation {
            let help = "write `![what it shows](plot.svg){width=600 height=400}` in a paragraph of its own";
            body.error(span, "this question has no image", help);
        }
        return Made::default();
    };
    let attrs = attrs_behind(body.page.text, at.end, false).map(|(a, _)| a).unwrap_or_default();
    let alt = attrs.get("fig-alt").map_or_else(|| caption.clone(), str::to_owned);
    if alt.trim().is_empty() {
        body.warn(at.clone(), "this image has no alternative text", "say what it shows between the brackets");
    }
    let text = Wording { alt, ..Wording::default() };
    if translation {
        return Made { key: None, text };
    }
    let size =
        |key| attrs.get(key).and_then(|v| v.trim_end_matches("px").parse().ok()).filter(|v| (1..=10_000).contains(v));
    let (Some(width), Some(height)) = (size("width"), size("height")) else {
        body.error(at, "the image does not say how large it is", "areas need it: `{width=600 height=400}`");
        return Made { key: None, text };
    };
    let src = body.page.image(&dest, at);
    let mut areas = Vec::new();
    for item in parts.list.iter().flatten() {
        let written = source(body.page.text, item);
        match area(written, f64::from(width), f64::from(height)) {
            Ok(area) => areas.push(area),
            Err(message) => {
                let line = body.page.first_line(item);
                body.error(line, message, "write `rect x y x y`, `circle x y radius`, or `poly x y x y x y`");
            }
        }
    }
    if areas.is_empty() {
        body.error(span, "no area of the image is right", "end the question with a list: `- rect 10 20 110 90`");
        return Made { key: None, text };
    }
    Made { key: Some(Key::HotSpot { image: Image { src, alt: String::new(), width, height }, areas }), text }
}

/// The image that stands alone in a paragraph: its file, its place, its caption.
fn image(node: &Node) -> Option<(String, std::ops::Range<usize>, String)> {
    let Node::Tree(Tag::Paragraph, _, children) = node else { return None };
    match children.first()? {
        Node::Tree(Tag::Image { dest_url, .. }, span, caption) => {
            Some((dest_url.to_string(), span.clone(), plain_text(caption)))
        }
        _ => None,
    }
}

/// Whether a node of the prompt is the hot spot's image, which is not shown as a figure.
pub(in super::super) fn is_image(node: &Node) -> bool {
    image(node).is_some()
}

fn area(text: &str, width: f64, height: f64) -> Result<Area, String> {
    let mut words = text.split_whitespace();
    let shape = words.next().unwrap_or_default();
    let numbers: Option<Vec<f64>> =
        words.map(|w| w.trim_end_matches(',').parse().ok().filter(|n: &f64| n.is_finite())).collect();
    let numbers = numbers.ok_or_else(|| format!("`{text}` has something that is no number"))?;
    let on = |x: f64, y: f64| (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
    let outside = || format!("`{text}` is not on the image");
    match (shape, numbers.as_slice()) {
        ("rect", &[ax, ay, bx, by]) => {
            let area = Area::Rect { x0: ax.min(bx), y0: ay.min(by), x1: ax.max(bx), y1: ay.max(by) };
            if on(ax, ay) && on(bx, by) { Ok(area) } else { Err(outside()) }
        }
        ("circle", &[x, y, r]) if r > 0.0 => {
            if on(x, y) {
                Ok(Area::Circle { x, y, r })
            } else {
                Err(outside())
            }
        }
        ("poly", corners) if corners.len() >= 6 && corners.len() % 2 == 0 => {
            let corners: Vec<(f64, f64)> = corners.as_chunks::<2>().0.iter().map(|[x, y]| (*x, *y)).collect();
            if corners.iter().all(|(x, y)| on(*x, *y)) { Ok(Area::Poly(corners)) } else { Err(outside()) }
        }
        _ => Err(format!("`{text}` is no area")),
    }
}
