//! The `~~~^^^` under a traceback's source line, after the rules of PEP 657 as CPython 3.13 applies them.

use ruff_python_ast::{Expr, Stmt};
use ruff_python_parser::parse_module;
use ruff_text_size::Ranged;

/// A place in a source: lines and columns from 1, columns in bytes of UTF-8, the end exclusive.
pub(super) struct Range {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// The marks for `line` (number `number`, unstripped), aligned with the stripped line; `None` where they would say
/// nothing because they cover all of it.
pub(super) fn underline(line: &str, number: usize, range: &Range) -> Option<String> {
    if range.line != number || range.end_line != number || range.end_column <= range.column {
        return None;
    }
    let indent = line.len() - line.trim_start().len();
    let length = line.trim_end().len();
    let (from, to) = (range.column - 1, (range.end_column - 1).min(length));
    if from < indent {
        return None;
    }
    let segment = line.get(from..to).filter(|segment| !segment.is_empty())?;
    let anchors = anchors(segment);
    let whole = from == indent && to == length;
    let (start, width) = (line[indent..from].chars().count(), segment.chars().count());
    if whole && anchors.is_none() {
        return None;
    }
    let mut marks = " ".repeat(start);
    match anchors {
        Some((from, to)) => {
            marks.extend((0..width).map(|i| if (from..to).contains(&i) { '^' } else { '~' }));
        }
        None => marks.extend(std::iter::repeat_n('^', width)),
    }
    Some(marks)
}

/// The part of an expression that failed, in characters: the operator, the subscript or the call's parentheses.
fn anchors(segment: &str) -> Option<(usize, usize)> {
    let module = parse_module(segment).ok()?.into_syntax();
    let [Stmt::Expr(stmt)] = module.body.as_slice() else { return None };
    let (from, to) = match &*stmt.value {
        Expr::BinOp(op) => {
            let between = &segment[op.left.end().to_usize()..op.right.start().to_usize()];
            let operator = op.op.as_str();
            let at = op.left.end().to_usize() + between.find(operator)?;
            (at, at + operator.len())
        }
        Expr::Subscript(subscript) => {
            let after = subscript.value.end().to_usize();
            (after + segment[after..].find('[')?, segment.len())
        }
        Expr::Call(call) => {
            let after = call.func.end().to_usize();
            (after + segment[after..].find('(')?, segment.len())
        }
        _ => return None,
    };
    Some((segment[..from].chars().count(), segment[..to].chars().count()))
}
