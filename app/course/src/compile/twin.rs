//! A lesson and its translation: the same things to do, by the same ids, in the same code.

use super::diagnostic::{Diagnostic, Severity};
use super::input::TextSource;
use crate::model::{Cell, Lesson};

/// What sets a translation apart from the lesson in the first language.
pub(super) fn differs(first: &Lesson, own: &Lesson, source: &TextSource) -> Vec<Diagnostic> {
    let text = String::from_utf8_lossy(&source.bytes);
    let mut notes = ids(first, own, source, &text);
    if notes.is_empty() {
        notes.extend(first.cells().iter().zip(own.cells()).filter_map(|(a, b)| code(a, b, source, &text)));
    }
    notes
}

/// Progress is counted by ids.
fn ids(first: &Lesson, own: &Lesson, source: &TextSource, text: &str) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    for ((what, there), (_, here)) in listed(first).into_iter().zip(listed(own)) {
        if there != here {
            let list = |ids: &[String]| if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
            let message =
                format!("the {what} differ from the other language: {} here, {} there", list(&here), list(&there));
            let note = Diagnostic::new(Severity::Warning, &source.path, text, 0..0, message);
            notes.push(note.help("use the same ids in the same order, or progress is counted differently"));
        }
    }
    notes
}

/// What there is to do in a lesson, by kind, in its order.
fn listed(lesson: &Lesson) -> [(&'static str, Vec<String>); 3] {
    let (exercises, cells): (Vec<_>, Vec<_>) = lesson.cells().into_iter().partition(|cell| cell.exercise.is_some());
    let ids = |cells: Vec<&Cell>| cells.into_iter().map(|cell| cell.id.clone()).collect();
    let quizzes = lesson.quizzes().into_iter().map(|quiz| quiz.id.clone()).collect();
    [("cells", ids(cells)), ("exercises", ids(exercises)), ("quizzes", quizzes)]
}

/// Texts and comments are translated; all else computes the same in both, or the two lessons teach different things.
fn code(first: &Cell, own: &Cell, source: &TextSource, text: &str) -> Option<Diagnostic> {
    let line = parts(first).iter().zip(parts(own)).find_map(|(there, here)| difference(there, here))?;
    let at = text.find(line).unwrap_or_default();
    let message = format!("the code of `{}` is not that of the other language", own.id);
    let note = Diagnostic::new(Severity::Warning, &source.path, text, at..at + line.len(), message);
    Some(note.help("change one of them: only texts and comments are translated"))
}

/// All code of a cell. Where one language has more parts than the other, the last is compared with nothing.
fn parts(cell: &Cell) -> Vec<&str> {
    let mut parts = vec![cell.code.as_str()];
    if let Some(exercise) = &cell.exercise {
        parts.push(exercise.setup.as_deref().unwrap_or_default());
        parts.push(exercise.solution.as_ref().map_or("", |solution| &solution.code));
        parts.extend(exercise.checks.iter().map(String::as_str));
    }
    parts
}

/// The first line of `own` that differs in more than texts and comments.
fn difference<'c>(first: &str, own: &'c str) -> Option<&'c str> {
    let (there, here) = (bare(first), bare(own));
    let same = there.iter().zip(&here).take_while(|((a, _), (b, _))| a == b).count();
    if same == there.len().max(here.len()) {
        return None;
    }
    let line = here.get(same).map_or(own.lines().count().saturating_sub(1), |(_, line)| *line);
    Some(own.lines().nth(line).unwrap_or_default())
}

/// Python without comments and empty lines, with one mark for a text, however many pieces it is written in; and the line that
/// each character comes from.
fn bare(code: &str) -> Vec<(char, usize)> {
    let mut out: Vec<(char, usize)> = Vec::new();
    let mut line = 0;
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        match c {
            '#' => rest = &rest[rest.find('\n').unwrap_or(rest.len())..],
            '"' | '\'' => {
                let mark = &rest[..if rest[1..].starts_with(&rest[..1].repeat(2)) { 3 } else { 1 }];
                let (inside, behind) = text(&rest[mark.len()..], mark);
                while out.last().is_some_and(|(c, _)| "fFrRbBuU".contains(*c)) {
                    out.pop();
                }
                let before = out.iter().rposition(|(c, _)| !c.is_whitespace());
                match before {
                    Some(at) if out[at].0 == '"' => out.truncate(at + 1),
                    _ => out.push(('"', line)),
                }
                line += inside.matches('\n').count();
                rest = behind;
            }
            _ => {
                if c == '\n' {
                    while out.last().is_some_and(|(c, _)| c.is_whitespace()) {
                        out.pop();
                    }
                }
                out.push((c, line));
                line += usize::from(c == '\n');
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    while out.last().is_some_and(|(c, _)| c.is_whitespace()) {
        out.pop();
    }
    out
}

/// What stands in a text that ends with `mark`, and what follows. One in single marks ends with its line.
fn text<'c>(code: &'c str, mark: &str) -> (&'c str, &'c str) {
    let mut escaped = false;
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if mark.len() == 1 => return (&code[..at], &code[at..]),
            _ if code[at..].starts_with(mark) => return (&code[..at], &code[at + mark.len()..]),
            _ => {}
        }
    }
    (code, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_comments_may_differ() {
        let one = "x = \"one # two\"  # first\nprint(f'it\\'s {x}', \"\")\n\"\"\"a\n'b'\"\"\"";
        let other = "x = \"一\" # 第一\nprint(f'是', \"\")\n\"\"\"甲\n乙\"\"\"";
        assert_eq!(difference(one, other), None);
        assert_eq!(difference(one, &other.replace("x = ", "y = ")), Some("y = \"一\" # 第一"));
        assert_eq!(difference(one, "x = \"一\""), Some("x = \"一\""));
        assert_eq!(difference("", "x = 1"), Some("x = 1"));
        assert_eq!(difference("x = 1", ""), Some(""));
        assert_eq!(difference("x = \"open", "x = \"offen"), None);
        assert_eq!(difference("f(\"one \"\n  f\"{two}\")\n\n# three\ny", "f(f\"一\")\ny  # 三\n"), None);
        assert_eq!(difference("if x:\n    y", "if x:\n  y"), Some("  y"));
    }
}
