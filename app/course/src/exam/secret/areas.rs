//! The right areas of a hot spot, drawn onto its image.

use super::key::Area;
use crate::compile::escape;
use crate::exam::Image;

/// The image with its areas outlined, as inline SVG without styles, which the pages' security policy forbids.
pub(super) fn outlined(image: &Image, alt: &str, areas: &[Area]) -> String {
    let shape = |area: &Area| match area {
        Area::Rect { x0, y0, x1, y1 } => {
            format!("<rect x=\"{x0}\" y=\"{y0}\" width=\"{}\" height=\"{}\"", x1 - x0, y1 - y0)
        }
        Area::Circle { x, y, r } => format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\""),
        Area::Poly(corners) => {
            let points: Vec<String> = corners.iter().map(|(x, y)| format!("{x},{y}")).collect();
            format!("<polygon points=\"{}\"", points.join(" "))
        }
    };
    let shapes: String =
        areas.iter().map(|a| shape(a) + " fill=\"none\" stroke=\"#0a7d33\" stroke-width=\"4\"/>").collect();
    let Image { src, width, height, .. } = image;
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">\
         <image href=\"{}\" width=\"{width}\" height=\"{height}\"/>{shapes}</svg>",
        escape(alt),
        escape(src)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_drawn_over_the_image() {
        let image = Image { src: "/a&b.svg".into(), alt: String::new(), width: 60, height: 40 };
        let areas = [Area::Rect { x0: 1.0, y0: 2.0, x1: 4.0, y1: 8.0 }, Area::Poly(vec![(0.0, 0.5), (1.0, 1.0)])];
        let svg = outlined(&image, "A \"plot\"", &areas);
        for part in [
            "href=\"/a&amp;b.svg\"",
            "A &quot;plot&quot;",
            "<rect x=\"1\" y=\"2\" width=\"3\" height=\"6\"",
            "0,0.5 1,1",
        ] {
            assert!(svg.contains(part), "no {part} in {svg}");
        }
    }
}
