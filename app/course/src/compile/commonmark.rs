//! Plain CommonMark, through the tree and writer that lessons go through.

use std::collections::BTreeMap;

use pulldown_cmark::Options;

use super::diagnostic::Notes;
use super::{emit, tree};

/// HTML of CommonMark with every extension off and nothing sanitised: the measure against the specification.
pub fn commonmark(text: &str) -> String {
    let mut notes = Notes::new("", text);
    let nodes = tree::build(text, text, &BTreeMap::new(), Options::empty(), &mut notes);
    emit::plain(&nodes)
}
