//! The names that a check looks up, found in its syntax tree: only these are fetched from the candidate's session.

use std::collections::BTreeSet;

use ruff_python_ast::Expr;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_parser::parse_module;

/// All names that stand in `code`; none if it cannot be parsed, which running it will say.
pub(super) fn names(code: &str) -> BTreeSet<String> {
    let mut found = Names(BTreeSet::new());
    if let Ok(module) = parse_module(code) {
        found.visit_body(&module.into_syntax().body);
    }
    found.0
}

struct Names(BTreeSet<String>);

impl Visitor<'_> for Names {
    fn visit_expr(&mut self, expr: &Expr) {
        if let Expr::Name(name) = expr {
            self.0.insert(name.id.to_string());
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_wherever_they_stand() {
        let code = "def f(a):\n    return [x * total for x in data]\nassert f(result.mean) == {k: g for k in 'ab'}\n";
        let found = names(code);
        let found: Vec<_> = found.iter().map(String::as_str).collect();
        assert_eq!(found, ["data", "f", "g", "k", "result", "total", "x"]);
        assert!(names("def").is_empty());
    }
}
