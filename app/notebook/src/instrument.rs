//! Puts polls into a cell's syntax tree so that it can be stopped (see [`crate::poll`]).
//!
//! A poll is the truth test of a hidden builtin whose name no program can spell: `not .poll` at the start of loop and
//! function bodies, `if .poll` in comprehensions, `body if .poll else None` in lambdas. It is always true. Each takes
//! over the source range of what it stands before, so line numbers do not move; `locals()` and `globals()` never see
//! it because it lives among the builtins.

use ruff_python_ast::name::Name;
use ruff_python_ast::visitor::transformer::{Transformer, walk_comprehension, walk_expr, walk_stmt};
use ruff_python_ast::{
    AtomicNodeIndex, Comprehension, Expr, ExprContext, ExprIf, ExprName, ExprNoneLiteral, ExprUnaryOp, Stmt, StmtExpr,
    UnaryOp,
};
use ruff_text_size::{Ranged, TextRange};

/// The builtin's name: not an identifier, so it cannot clash with one.
pub(crate) const POLL: &str = ".poll";

/// Instruments a module's statements.
pub(crate) fn instrument(body: &mut [Stmt]) {
    for stmt in body {
        Polls.visit_stmt(stmt);
    }
}

struct Polls;

impl Transformer for Polls {
    fn visit_stmt(&self, stmt: &mut Stmt) {
        walk_stmt(self, stmt);
        match stmt {
            Stmt::While(stmt) => stmt.body.insert(0, poll_statement(start(&stmt.body))),
            Stmt::For(stmt) => stmt.body.insert(0, poll_statement(start(&stmt.body))),
            Stmt::FunctionDef(stmt) => {
                // After the docstring, which must stay the first statement.
                let at = usize::from(is_docstring(stmt.body.first()) && stmt.body.len() > 1);
                if !(at == 0 && is_docstring(stmt.body.first())) {
                    stmt.body.insert(at, poll_statement(start(&stmt.body[at..])));
                }
            }
            _ => {}
        }
    }

    fn visit_comprehension(&self, comprehension: &mut Comprehension) {
        walk_comprehension(self, comprehension);
        comprehension.ifs.insert(0, poll(comprehension.target.range()));
    }

    fn visit_expr(&self, expr: &mut Expr) {
        walk_expr(self, expr);
        if let Expr::Lambda(lambda) = expr {
            let range = lambda.body.range();
            let none = Expr::NoneLiteral(ExprNoneLiteral { node_index: AtomicNodeIndex::NONE, range });
            let body = std::mem::replace(&mut *lambda.body, none.clone());
            *lambda.body = Expr::If(ExprIf {
                node_index: AtomicNodeIndex::NONE,
                range,
                test: Box::new(poll(range)),
                body: Box::new(body),
                orelse: Box::new(none),
            });
        }
    }
}

fn is_docstring(stmt: Option<&Stmt>) -> bool {
    matches!(stmt, Some(Stmt::Expr(expr)) if expr.value.is_string_literal_expr())
}

/// Where the first statement begins. The range is empty so that it never spans lines.
fn start(body: &[Stmt]) -> TextRange {
    body.first().map_or(TextRange::default(), |stmt| TextRange::empty(stmt.start()))
}

fn poll(range: TextRange) -> Expr {
    Expr::Name(ExprName {
        node_index: AtomicNodeIndex::NONE,
        range,
        id: Name::new_static(POLL),
        ctx: ExprContext::Load,
    })
}

fn poll_statement(range: TextRange) -> Stmt {
    let test = Expr::UnaryOp(ExprUnaryOp {
        node_index: AtomicNodeIndex::NONE,
        range,
        op: UnaryOp::Not,
        operand: Box::new(poll(range)),
    });
    Stmt::Expr(StmtExpr { node_index: AtomicNodeIndex::NONE, range, value: Box::new(test) })
}
