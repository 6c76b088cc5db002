//! Code and tensor tasks: cells with setup, starter, solution and checks.

use super::super::attributes::Attributes;
use super::super::body::Body;
use super::super::parts::{Parts, Role};
use super::Made;
use crate::exam::Budget;
use crate::exam::secret::{Check, CodeTask, Key, Wording};

pub(super) fn read(body: &mut Body, tensor: bool, attributes: &Attributes, parts: &Parts, translation: bool) -> Made {
    let span = body.span.clone();
    if translation {
        if let Some(cell) = parts.cells.first() {
            let help = "remove it: cells are the same in every language";
            body.warn(cell.span.clone(), "nobody reads this cell", help);
        }
        return Made::default();
    }
    let all = |role: Role| parts.cells.iter().filter(move |c| c.role == role);
    for role in [Role::Starter, Role::Solution] {
        if let Some(second) = all(role).nth(1) {
            body.error(second.span.clone(), "this question has two of these cells", "keep one of them");
        }
    }
    let joined = |role: Role| all(role).map(|c| c.code.as_str()).collect::<Vec<_>>().join("\n");
    let checks: Vec<Check> =
        all(Role::Check).map(|c| Check { code: c.code.clone(), weight: c.weight.unwrap_or(1).min(1000) }).collect();
    let task = CodeTask {
        setup: joined(Role::Setup),
        starter: joined(Role::Starter),
        solution: joined(Role::Solution),
        examples: all(Role::Example).map(|c| c.code.clone()).collect(),
        checks,
        budget: budget(body, tensor, attributes),
        counterexample: match attributes.get("counterexample") {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => {
                body.error(span.clone(), "`counterexample` is true or false", "as in `counterexample=true`");
                false
            }
        },
    };
    if task.checks.is_empty() {
        body.error(span.clone(), "this task has no check", "add a cell with `#| check: true`");
    }
    if task.solution.is_empty() {
        let help = "add a cell with `#| solution: true`: it shows that the task can be solved";
        body.error(span.clone(), "this task has no solution", help);
    } else if task.solution == task.starter {
        body.error(span, "the starter is the solution already", "leave something to do");
    }
    Made { key: Some(Key::Code(task)), text: Wording::default() }
}

fn budget(body: &mut Body, tensor: bool, attributes: &Attributes) -> Option<Budget> {
    if !tensor {
        return None;
    }
    let fuel = attributes.get("fuel").and_then(crate::exam::secret::read_number).filter(|f| (1.0..=1e15).contains(f));
    if fuel.is_none() {
        let help = "write `fuel=2e9`: about one for every machine instruction that the grader may spend on it";
        body.error(body.span.clone(), "this tensor task does not say how much work it may use", help);
    }
    fuel.map(|f| Budget { fuel: f as u64 })
}
