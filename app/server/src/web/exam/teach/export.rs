//! What instructors take into a spreadsheet: the gradebook, every answer, the statistics of the questions.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Shared},
    http::header,
    response::{IntoResponse, Response},
};

use super::{regrade::count, say};
use crate::{
    exam::grading::{ItemVerdict, queue::last},
    state::State,
    store::StoreError,
    web::{error::AppError, exam::who::Instructor, visitor::Visitor},
};

/// `GET /teach/{course}/{exam}/export.csv`: the gradebook.
pub async fn book(
    Shared(state): Shared<Arc<State>>,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let head = "login,name,attempt,number,state,percent,points,of,passed,band,ended";
    let mut table = Table::new(head);
    for sitting in state.store.sittings(&course, &slug).await? {
        let (attempt, score) = (&sitting.attempt, sitting.attempt.body.score.as_ref());
        let of = |say: &dyn Fn(&course::exam::Score) -> String| score.map(say).unwrap_or_default();
        table.row([
            sitting.login.clone(),
            sitting.name.clone(),
            attempt.id.clone(),
            attempt.number.to_string(),
            attempt.state.code().to_owned(),
            of(&|s| s.percent.to_string()),
            of(&|s| s.points.to_string()),
            of(&|s| s.of.to_string()),
            of(&|s| s.passed.to_string()),
            of(&|s| s.band.clone().unwrap_or_default()),
            attempt.body.ended.map(|at| at.to_string()).unwrap_or_default(),
        ]);
    }
    Ok(table.file("gradebook"))
}

/// `GET /teach/{course}/{exam}/answers.csv`: every answer with its points, a line for each question of each attempt.
pub async fn answers(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let mut table = Table::new("login,attempt,number,question,id,answer,late,points,of");
    for sitting in state.store.sittings(&course, &slug).await? {
        let id = &sitting.attempt.id;
        let frozen = state.exams.frozen(&state.store, id).await?;
        let held = state.store.answers(id).await?;
        let verdict = last(&state.store.verdicts(id).await?).map_err(StoreError::from)?;
        for item in frozen.paper(visitor.lang).items() {
            let own = held.get(&item.id);
            let text = |answer: Option<&course::exam::Answer>| answer.map(|a| say::answer(item, a)).unwrap_or_default();
            let points = match verdict.as_ref().and_then(|v| v.items.get(&item.id)) {
                Some(ItemVerdict::Marked { mark, .. }) => mark.points.to_string(),
                _ => String::new(),
            };
            table.row([
                sitting.login.clone(),
                id.clone(),
                sitting.attempt.number.to_string(),
                item.number.to_string(),
                frozen.form.slot(&item.id).map(|slot| slot.question.clone()).unwrap_or_default(),
                text(own.and_then(|h| h.value.as_ref())),
                text(own.and_then(|h| h.late.as_ref())),
                points,
                item.points.to_string(),
            ]);
        }
    }
    Ok(table.file("answers"))
}

/// `GET /teach/{course}/{exam}/statistics.csv`: how the questions did.
pub async fn statistics(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let mut table = Table::new("question,answers,difficulty,discrimination,options");
    for line in count(&state, &course, &slug, visitor.lang).await?.items {
        let options = line.distractors.iter().map(|d| {
            let tick = if d.right { "*" } else { "" };
            format!("{}{tick}: {}", d.option, d.chosen)
        });
        table.row([
            line.question,
            line.n.to_string(),
            format!("{:.3}", line.difficulty),
            line.discrimination.map(|d| format!("{d:.3}")).unwrap_or_default(),
            options.collect::<Vec<_>>().join("; "),
        ]);
    }
    Ok(table.file("statistics"))
}

/// A CSV file that is being written.
struct Table(String);

impl Table {
    fn new(head: &str) -> Table {
        Table(format!("{head}\r\n"))
    }

    fn row<const N: usize>(&mut self, fields: [String; N]) {
        self.0.push_str(&fields.map(|f| cell(&f)).join(","));
        self.0.push_str("\r\n");
    }

    fn file(self, name: &str) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
        ];
        (headers, self.0).into_response()
    }
}

/// A cell of a CSV file. What a spreadsheet would take for a formula gets an apostrophe: names are anybody's.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_runs_no_names() {
        let check = |text: &str, expected: &str| assert_eq!(cell(text), expected);
        check("Ada", "Ada");
        check("-0.25", "-0.25");
        check("=1+1", "'=1+1");
        check("a,\"b\"", "\"a,\"\"b\"\"\"");
    }
}
