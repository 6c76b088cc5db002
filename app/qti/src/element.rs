//! XML as a small tree. Files come from strangers: depth and size are bounded, and no entity is expanded but XML's own.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use crate::QtiError;

/// How deep elements nest.
const DEPTH: usize = 100;

/// An element with what is in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    /// Its name without a prefix.
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Node>,
}

/// What is in an element.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Reads a file; gives its root.
    pub fn read(xml: &str) -> Result<Element, QtiError> {
        let mut reader = Reader::from_str(xml);
        let mut stack = vec![Element::default()];
        let broken = |reason: String| QtiError::Xml(reason);
        loop {
            match reader.read_event().map_err(|e| broken(e.to_string()))? {
                Event::Start(start) if stack.len() < DEPTH => stack.push(opened(&start)),
                Event::Start(_) => return Err(broken("elements nest too deep".into())),
                Event::Empty(start) => push(&mut stack, Node::Element(opened(&start))),
                Event::End(_) => {
                    if let Some(element) = (stack.len() > 1).then(|| stack.pop()).flatten() {
                        push(&mut stack, Node::Element(element));
                    }
                }
                Event::Text(text) => {
                    push(&mut stack, Node::Text(text.xml_content(XmlVersion::Explicit1_0).into_owned()))
                }
                Event::CData(text) => push(&mut stack, Node::Text(text.into_inner().into_owned())),
                Event::GeneralRef(name) => {
                    let known = match name.xml_content(XmlVersion::Explicit1_0).as_ref() {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => name.resolve_char_ref().ok().flatten(),
                    };
                    push(&mut stack, Node::Text(known.map(String::from).unwrap_or_default()));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let root = stack.into_iter().next().unwrap_or_default();
        let root = root.children.into_iter().find_map(|n| if let Node::Element(e) = n { Some(e) } else { None });
        root.ok_or_else(|| broken("the file is empty".into()))
    }

    /// One of its attributes; empty if it has none such.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// The elements directly in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|n| if let Node::Element(e) = n { Some(e) } else { None })
    }

    /// All elements of this name anywhere below it, in order.
    pub fn all<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        let mut found = Vec::new();
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            }
            found.extend(element.all(name));
        }
        found
    }

    /// The first element of this name below it.
    pub fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|e| if e.name == name { Some(e) } else { e.first(name) })
    }

    /// Its text, that of elements in it too.
    pub fn text(&self) -> String {
        let part = |node: &Node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => element.text(),
        };
        self.children.iter().map(part).collect()
    }

    /// What is in it, as XML again; `with` may put something else in the place of an element.
    pub fn inner(&self, with: &dyn Fn(&Element) -> Option<String>) -> String {
        let part = |node: &Node| match node {
            Node::Text(text) => escape(text),
            Node::Element(element) => with(element).unwrap_or_else(|| {
                let attributes: String =
                    element.attributes.iter().map(|(k, v)| format!(" {k}=\"{}\"", escape(v))).collect();
                format!("<{0}{attributes}>{1}</{0}>", element.name, element.inner(with))
            }),
        };
        self.children.iter().map(part).collect()
    }
}

fn push(stack: &mut [Element], node: Node) {
    if let Some(open) = stack.last_mut() {
        open.children.push(node);
    }
}

fn opened(start: &BytesStart) -> Element {
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    let attributes = start.attributes().filter_map(Result::ok).filter_map(|a| {
        let value = a.normalized_value(XmlVersion::Explicit1_0).ok()?;
        Some((local(a.key.as_ref()), value.into_owned()))
    });
    Element { name: local(start.name().as_ref()), attributes: attributes.collect(), children: Vec::new() }
}

/// Text for XML, in text and in attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_texts_and_references_are_read() {
        let root =
            Element::read("<?xml version=\"1.0\"?><a x='1 &lt; 2'><ns:b>1 &amp; &#50;</ns:b><![CDATA[<c>]]></a>")
                .expect("fine");
        assert_eq!((root.name.as_str(), root.get("x")), ("a", "1 < 2"));
        assert_eq!(root.first("b").map(Element::text).as_deref(), Some("1 & 2"));
        assert_eq!(root.inner(&|_| None), "<b>1 &amp; 2</b>&lt;c&gt;");
    }

    #[test]
    fn hostile_files_are_refused_or_harmless() {
        assert!(Element::read(&"<a>".repeat(500)).is_err());
        assert!(Element::read("").is_err());
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert_eq!(Element::read(bomb).expect("read").text(), "");
    }
}
