//! Matchings: a table of two columns. A row whose left side is empty belongs to nothing.

use super::super::body::Body;
use super::super::parts::{Parts, bare, unwrapped};
use super::Made;
use crate::compile::tree::Node;
use crate::exam::secret::{Key, Wording};

pub(super) fn read(body: &mut Body, parts: &Parts) -> Made {
    let mut text = Wording::default();
    let mut spare = Vec::new();
    // The first row is the table's head, which markdown asks for.
    for row in parts.table.iter().flatten().skip(1) {
        let Node::Tree(_, span, cells) = row else { continue };
        let mut sides = cells.iter().map(|cell| match cell {
            Node::Tree(_, _, children) => unwrapped(&body.html(children)),
            _ => String::new(),
        });
        let (left, right) = (sides.next().unwrap_or_default(), sides.next().unwrap_or_default());
        drop(sides);
        if right.is_empty() {
            body.error(span.clone(), "this row has nothing on the right", "write `| left | right |`");
            continue;
        }
        let alike = |list: &[String], own: &str| list.iter().any(|p| bare(p) == bare(own));
        if alike(&text.right, &right) || alike(&spare, &right) {
            let help = "a match has to be the only one: change one of them";
            body.error(span.clone(), "two rows read alike on the right", help);
        }
        if left.is_empty() {
            spare.push(right);
            continue;
        }
        if alike(&text.parts, &left) {
            body.error(span.clone(), "two rows read alike on the left", "change one of them");
        }
        text.parts.push(left);
        text.right.push(right);
    }
    text.right.extend(spare);
    let (left, right) = (text.parts.len(), text.right.len());
    if left < 2 || right > 100 {
        let help = "end the question with a table of two columns, a row for each pair";
        body.error(body.span.clone(), "a matching has from 2 to 100 pairs", help);
        return Made { key: None, text };
    }
    Made { key: Some(Key::Matching { left, right }), text }
}
