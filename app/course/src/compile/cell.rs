//! `{python}` cells: their options, ids and numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::diagnostic::Notes;
use super::highlight::highlight;
use super::options::{self, Entry};
use crate::model;

/// All options a cell can have.
const OPTIONS: [&str; 20] = [
    "exercise",
    "setup",
    "check",
    "hint",
    "solution",
    "autorun",
    "envir",
    "echo",
    "edit",
    "include",
    "output",
    "timelimit",
    "persist",
    "caption",
    "label",
    "fig-cap",
    "fig-alt",
    "min-lines",
    "max-lines",
    "visibility",
];

/// What a cell is to an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Shown; the exercise itself if it names one.
    Shown,
    Setup,
    Check,
    /// A check that stays on the server.
    Hidden,
    Hint,
    Solution,
}

/// A cell as its author wrote it.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub role: Role,
    /// The exercises it belongs to.
    pub exercises: Vec<String>,
    /// Where it names them, or the whole cell.
    pub exercise_span: Range<usize>,
    pub label: Option<(String, Range<usize>)>,
    pub fig_cap: Option<(String, Range<usize>)>,
    pub cell: model::Cell,
}

/// The cells of a lesson by where they begin.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Cells that are shown, until they are put into their place.
    pub shown: BTreeMap<usize, Written>,
    /// Ids of the cells that are shown, by where they begin.
    pub ids: BTreeMap<usize, String>,
    /// Cells that belong to an exercise and are not shown where they stand.
    pub gathered: BTreeSet<usize>,
    /// Cells in hints and solutions, which are shown but not run.
    pub quoted: BTreeSet<usize>,
    /// How many unlabelled cells there were so far.
    pub unlabelled: u32,
}

impl Cells {
    /// Whether a cell at `start` was meant to run and stands where it cannot.
    pub fn misplaced(&self, start: usize) -> bool {
        self.shown.contains_key(&start)
    }
}

/// Whether a code block's info string makes it a cell.
pub(super) fn is_cell(info: &str) -> bool {
    info.strip_prefix("{python").is_some_and(|rest| rest.starts_with(['}', ' ', ',']))
}

/// A cell's code without its option lines.
pub(super) fn without_options(code: &str) -> String {
    code.split_inclusive('\n').skip_while(|l| l.trim_start().starts_with("#|")).collect()
}

/// Reads a cell. `pieces` are the parts of its code with the place of each in the file.
pub(super) fn read(pieces: &[(&str, usize)], span: Range<usize>, notes: &mut Notes) -> Written {
    let lines = lines(pieces);
    let head = lines.iter().take_while(|(_, l)| l.trim_start().starts_with("#|")).count();
    let option_lines = lines[..head].iter().map(|(at, line)| {
        let skipped = line.find("#|").map_or(0, |i| i + 2);
        (at + skipped, &line[skipped..])
    });
    let entries = options::read(option_lines, notes);
    let code: String = lines[head..].iter().map(|(_, l)| l.as_str()).collect();
    let code = code.trim_matches('\n').to_owned();
    let mut written = Written {
        role: Role::Shown,
        exercises: Vec::new(),
        exercise_span: span.start..notes_line_end(&lines, &span),
        label: None,
        fig_cap: None,
        cell: blank(code),
    };
    let mut roles = Vec::new();
    let mut hidden = None;
    for entry in &entries {
        written.set(entry, &mut roles, &mut hidden, notes);
    }
    if let Some((_, second)) = roles.get(1) {
        notes.error(second.clone(), "a cell is one of setup, check, hint and solution").help =
            Some("write a cell of its own for each".into());
    }
    if let Some((role, at)) = roles.first() {
        written.role = *role;
        if written.exercises.is_empty() {
            notes.error(at.clone(), "this cell does not say which exercise it belongs to").help =
                Some("add `#| exercise: name`".into());
        }
    }
    match hidden {
        Some(_) if written.role == Role::Check => written.role = Role::Hidden,
        Some(at) => {
            notes.error(at, "only a check can stay on the server").help = Some("add `#| check: true`".into());
        }
        None => {}
    }
    written
}

/// The lines of a cell with the place of each in the file. A piece may end within a line: the parser leaves out quotation
/// marks and carriage returns.
pub(super) fn lines(pieces: &[(&str, usize)]) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (text, start) in pieces {
        let mut at = *start;
        for line in text.split_inclusive('\n') {
            match lines.last_mut() {
                Some((_, open)) if !open.ends_with('\n') => open.push_str(line),
                _ => lines.push((at, line.to_owned())),
            }
            at += line.len();
        }
    }
    lines
}

fn notes_line_end(lines: &[(usize, String)], span: &Range<usize>) -> usize {
    lines.first().map_or(span.end, |(at, _)| at.saturating_sub(1).max(span.start))
}

fn blank(code: String) -> model::Cell {
    model::Cell {
        id: String::new(),
        number: 0,
        html: highlight(&code, "python"),
        code,
        autorun: false,
        echo: true,
        edit: true,
        include: true,
        output: true,
        persist: true,
        envir: "global".into(),
        timelimit: None,
        min_lines: None,
        max_lines: None,
        caption: None,
        fig_cap: None,
        fig_alt: None,
        exercise: None,
    }
}

impl Written {
    fn set(
        &mut self,
        entry: &Entry,
        roles: &mut Vec<(Role, Range<usize>)>,
        hidden: &mut Option<Range<usize>>,
        notes: &mut Notes,
    ) {
        let cell = &mut self.cell;
        let mut role = |role, notes: &mut Notes| {
            if entry.bool(notes) == Some(true) {
                roles.push((role, entry.key_span.clone()));
            }
        };
        match entry.key.as_str() {
            "exercise" => {
                self.exercises = entry.list();
                self.exercise_span = entry.span.clone();
                if self.exercises.is_empty() {
                    entry.text(notes);
                }
            }
            "setup" => role(Role::Setup, notes),
            "check" => role(Role::Check, notes),
            "hint" => role(Role::Hint, notes),
            "solution" => role(Role::Solution, notes),
            "autorun" => cell.autorun = entry.bool(notes).unwrap_or(cell.autorun),
            "echo" => cell.echo = entry.bool(notes).unwrap_or(cell.echo),
            "edit" => cell.edit = entry.bool(notes).unwrap_or(cell.edit),
            "include" => cell.include = entry.bool(notes).unwrap_or(cell.include),
            "output" => cell.output = entry.bool(notes).unwrap_or(cell.output),
            "persist" => cell.persist = entry.bool(notes).unwrap_or(cell.persist),
            "envir" => cell.envir = entry.text(notes).unwrap_or_else(|| "global".into()),
            "timelimit" => cell.timelimit = entry.number(notes),
            "min-lines" => cell.min_lines = entry.number(notes),
            "max-lines" => cell.max_lines = entry.number(notes),
            "caption" => cell.caption = entry.text(notes),
            "label" => self.label = entry.text(notes).map(|l| (l, entry.span.clone())),
            "fig-cap" => self.fig_cap = entry.text(notes).map(|c| (c, entry.span.clone())),
            "fig-alt" => cell.fig_alt = entry.text(notes),
            "visibility" => match entry.text(notes).as_deref() {
                Some("server") => *hidden = Some(entry.span.clone()),
                Some("student") | None => {}
                Some(other) => {
                    let message = format!("`visibility` is server or student, not `{other}`");
                    notes.unknown(entry.span.clone(), message, other, &["server", "student"]);
                }
            },
            key => notes.unknown(entry.key_span.clone(), format!("a cell has no option `{key}`"), key, &OPTIONS),
        }
    }
}
