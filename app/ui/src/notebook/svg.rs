//! Puts a figure into the page. Our plotting draws it and escapes what a program put into it; still nothing is taken
//! on trust: only known elements with known attributes are copied.

use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

const SPACE: &str = "http://www.w3.org/2000/svg";

const ELEMENTS: [&str; 15] = [
    "svg", "g", "path", "line", "rect", "circle", "ellipse", "polyline", "polygon", "text", "tspan", "title", "desc",
    "defs", "clipPath",
];

const ATTRIBUTES: [&str; 49] = [
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "d",
    "points",
    "dx",
    "dy",
    "transform",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "opacity",
    "overflow",
    "class",
    "role",
    "aria-label",
    "aria-hidden",
    "font-family",
    "font-size",
    "font-weight",
    "font-style",
    "text-anchor",
    "dominant-baseline",
    "alignment-baseline",
    "shape-rendering",
    "preserveAspectRatio",
    "vector-effect",
    "paint-order",
    "letter-spacing",
    "text-rendering",
    "pathLength",
    "stroke-miterlimit",
];

/// The figure as an element of this page; `None` if `svg` is not well-formed.
pub(super) fn figure(svg: &str) -> Option<Element> {
    let parsed = web_sys::DomParser::new().ok()?.parse_from_string(svg, web_sys::SupportedType::ImageSvgXml).ok()?;
    let root = parsed.document_element()?;
    if root.local_name() != "svg" { None } else { copy(&root) }
}

fn copy(from: &Element) -> Option<Element> {
    let name = from.local_name();
    if !ELEMENTS.contains(&name.as_str()) || from.namespace_uri().as_deref() != Some(SPACE) {
        return None;
    }
    let document = gloo::utils::document();
    let to = document.create_element_ns(Some(SPACE), &name).ok()?;
    let attributes = from.attributes();
    for attribute in (0..attributes.length()).filter_map(|i| attributes.item(i)) {
        let (name, value) = (attribute.name(), attribute.value());
        // `url(` would reach out of the figure.
        if ATTRIBUTES.contains(&name.as_str()) && !value.contains("url(") {
            let _ = to.set_attribute(&name, &value);
        }
    }
    let children = from.child_nodes();
    for child in (0..children.length()).filter_map(|i| children.item(i)) {
        let copied: Option<Node> = match child.node_type() {
            Node::ELEMENT_NODE => copy(child.unchecked_ref()).map(Into::into),
            Node::TEXT_NODE => Some(document.create_text_node(&child.text_content().unwrap_or_default()).into()),
            _ => None,
        };
        if let Some(node) = copied {
            let _ = to.append_child(&node);
        }
    }
    Some(to)
}
