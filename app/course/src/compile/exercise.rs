//! Exercises: setup, checks, hints and solutions stand anywhere in a lesson and are gathered into the exercise's cell.

use std::ops::Range;

use super::author::HiddenCheck;
use super::diagnostic::Notes;
use crate::model::{Block, Cell, Exercise, Solution};

/// Something that belongs to an exercise.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Setup(String),
    Check(String),
    Hidden(String),
    Hint(String),
    Solution(Solution),
}

/// The exercises of a lesson, and what belongs to them.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    /// Name, id of the cell, place.
    exercises: Vec<(String, String, Range<usize>)>,
    parts: Vec<(String, Range<usize>, Part)>,
}

impl Workbook {
    /// A cell that the student writes; gives the number of the exercise.
    pub fn open(&mut self, name: &str, cell: &str, span: Range<usize>, notes: &mut Notes) -> u32 {
        if self.exercises.iter().any(|(n, ..)| n == name) {
            notes.error(span.clone(), format!("there are two cells for the exercise `{name}`")).help = Some(
                "rename one, or say what it is for: `#| setup: true`, `check: true`, `hint: true` or `solution: true`"
                    .into(),
            );
        }
        self.exercises.push((name.to_owned(), cell.to_owned(), span));
        u32::try_from(self.exercises.len()).unwrap_or(u32::MAX)
    }

    /// Something for an exercise that may come later.
    pub fn add(&mut self, exercise: &str, span: Range<usize>, part: Part) {
        self.parts.push((exercise.to_owned(), span, part));
    }

    /// Puts everything into the cells in `blocks`; gives the checks that stay on the server.
    pub fn finish(mut self, blocks: &mut [Block], notes: &mut Notes) -> Vec<HiddenCheck> {
        self.parts.sort_by_key(|(_, span, _)| span.start);
        let names: Vec<&str> = self.exercises.iter().map(|(n, ..)| n.as_str()).collect();
        let mut hidden = Vec::new();
        for (name, span, part) in &self.parts {
            let Some((_, cell, _)) = self.exercises.iter().find(|(n, ..)| n == name) else {
                let message = format!("this lesson has no exercise `{name}`");
                if names.is_empty() {
                    notes.error(span.clone(), message).help =
                        Some(format!("write the cell that the student works in, with `#| exercise: {name}`"));
                } else {
                    notes.unknown(span.clone(), message, name, &names);
                }
                continue;
            };
            if let Part::Hidden(code) = part {
                hidden.push(HiddenCheck { cell: cell.clone(), code: code.clone() });
            }
            if let Some(exercise) = find(blocks, cell)
                && !exercise.take(part.clone())
            {
                notes.error(span.clone(), format!("the exercise `{name}` has two solutions")).help =
                    Some("remove one of them".into());
            }
        }
        for (name, cell, span) in &self.exercises {
            let Some(exercise) = find(blocks, cell) else { continue };
            if exercise.checks.is_empty() && exercise.hidden_checks == 0 {
                notes.error(span.clone(), format!("the exercise `{name}` has no check, so it cannot be passed")).help =
                    Some(format!("add a cell with `#| exercise: {name}` and `#| check: true`"));
            }
            if exercise.solution.is_none() {
                notes.warn(span.clone(), format!("the exercise `{name}` has no solution")).help =
                    Some(format!("add a cell with `#| exercise: {name}` and `#| solution: true`"));
            }
        }
        hidden
    }
}

impl Exercise {
    /// Adds a part; false if there is one already and there can be no second.
    fn take(&mut self, part: Part) -> bool {
        match part {
            Part::Setup(code) => {
                let setup = self.setup.take().map_or(code.clone(), |earlier| format!("{earlier}\n{code}"));
                self.setup = Some(setup);
            }
            Part::Check(code) => self.checks.push(code),
            Part::Hidden(_) => self.hidden_checks += 1,
            Part::Hint(html) => self.hints.push(html),
            Part::Solution(_) if self.solution.is_some() => return false,
            Part::Solution(solution) => self.solution = Some(solution),
        }
        true
    }
}

/// The exercise of the cell with this id.
fn find<'b>(blocks: &'b mut [Block], id: &str) -> Option<&'b mut Exercise> {
    blocks.iter_mut().find_map(|block| match block {
        Block::Cell(Cell { id: own, exercise, .. }) if own == id => exercise.as_mut(),
        Block::Callout { blocks, .. } => find(blocks, id),
        Block::Tabset { tabs, .. } => tabs.iter_mut().find_map(|t| find(&mut t.blocks, id)),
        _ => None,
    })
}
