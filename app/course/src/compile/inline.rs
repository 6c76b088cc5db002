//! Numbers in the text that cells compute: `` `{python} expression` ``, as Quarto writes them.
//!
//! What the expression comes to behind the last cell above is found out by running the lesson (`academy check --run --write`)
//! and kept in `values.json` beside the text, so that every reader sees it and every later run can hold it against the cells.

use std::collections::BTreeMap;
use std::ops::Range;

use super::emit::escape;
use super::page::Page;

/// What expressions come to: by the id of the cell above, then by expression.
pub type Values = BTreeMap<String, BTreeMap<String, String>>;

/// The file they are kept in, in the lesson's folder.
pub const VALUES: &str = "values.json";

/// An expression in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    /// The id of the last cell above.
    pub cell: String,
    /// Python; its value is shown as `print` shows it.
    pub expression: String,
    /// Where it stands in the file.
    pub span: Range<usize>,
    /// What it came to when that was last written down.
    pub value: Option<String>,
}

/// The expression in inline code, if it is one that is computed.
pub(super) fn expression(code: &str) -> Option<&str> {
    code.strip_prefix("{python}").map(str::trim).filter(|expression| !expression.is_empty())
}

impl Page<'_> {
    /// HTML of what the expression at `span` comes to.
    pub(super) fn inline(&mut self, expression: &str, span: Range<usize>) -> String {
        let Some((_, cell)) = self.cells.ids.range(..span.start).next_back() else {
            self.notes.error(span, "no cell above this value could compute it").help =
                Some("move it below the cell that it comes from".into());
            return String::new();
        };
        let value = self.place.values.and_then(|values| values.get(cell)?.get(expression)).cloned();
        let (cell, expression) = (cell.clone(), expression.to_owned());
        let html = value.as_deref().map(escape).unwrap_or_else(|| {
            self.notes.warn(span.clone(), "nobody has written down yet what this comes to").help =
                Some(format!("run `academy check --run --write`: it keeps what the cells compute in {VALUES}"));
            format!("<code>{}</code>", escape(&expression))
        });
        self.inlines.push(Inline { cell, expression, span, value });
        html
    }
}
