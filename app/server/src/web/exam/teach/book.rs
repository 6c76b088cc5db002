//! The list of exams and the gradebook of each.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, Query, State as Shared},
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
};
use course::{exam::secret::Exam, model::Lang};
use serde::Deserialize;
use ui::teach::{Book, BookRow, CertificateLine, ExamLine};

use crate::{
    account::login::normalise,
    exam::{Refusal, State as Stage, desk},
    state::State,
    store::{Certificate, Role, Sitting},
    web::{
        error::AppError,
        exam::who::{Instructor, Proctor},
        visitor::Visitor,
    },
};

/// `GET /teach`: all exams.
pub async fn exams(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    _proctor: Proctor,
) -> Result<Html<String>, AppError> {
    let snapshot = state.snapshot();
    let mut list = Vec::new();
    for exam in snapshot.library.exams() {
        let sittings = state.store.sittings(&exam.course, &exam.slug).await?;
        let outline = snapshot.library.outline(&exam.course, visitor.lang);
        list.push(ExamLine {
            href: href(exam),
            course: outline.map(|o| o.title.clone()).unwrap_or_default(),
            title: title(exam, visitor.lang),
            attempts: sittings.len(),
            waiting: sittings.iter().filter(|s| s.attempt.state == Stage::UnderReview).count(),
        });
    }
    Ok(Html(ui::teach::exams(&visitor.chrome(&state), &list)))
}

/// The address of an exam's gradebook.
pub(super) fn href(exam: &Exam) -> String {
    format!("/teach/{}/{}", exam.course, exam.slug)
}

pub(super) fn title(exam: &Exam, lang: Lang) -> String {
    exam.sheets.get(&lang).map(|sheet| sheet.title.clone()).unwrap_or_default()
}

/// Per cent, and whether that passes.
pub(super) fn result(sitting: &Sitting) -> Option<(f64, bool)> {
    sitting.attempt.body.score.as_ref().map(|score| (score.percent, score.passed))
}

/// A certificate, for instructors to find it.
pub(super) fn certificate(one: &Certificate) -> CertificateLine {
    CertificateLine {
        href: format!("/certificates/{}", one.id),
        name: one.name.clone(),
        issued: one.issued,
        state: one.status.hold.word(),
    }
}

/// What has just happened, as the address says it.
#[derive(Debug, Default, Deserialize)]
pub struct News {
    #[serde(default)]
    problem: String,
}

/// `GET /teach/{course}/{exam}`: the gradebook.
pub async fn page(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Proctor(staff): Proctor,
    Path((course, slug)): Path<(String, String)>,
    Query(news): Query<News>,
) -> Result<Html<String>, AppError> {
    let snapshot = state.snapshot();
    let exam = snapshot.library.exam(&course, &slug).ok_or(AppError::NotFound)?;
    let rows = state.store.sittings(&course, &slug).await?;
    let rows = rows.iter().map(|s| BookRow {
        href: format!("/teach/attempts/{}", s.attempt.id),
        login: s.login.clone(),
        name: s.name.clone(),
        number: s.attempt.number,
        state: s.attempt.state.code(),
        result: result(s),
        ended: s.attempt.body.ended,
    });
    let data = Book {
        href: href(exam),
        title: title(exam, visitor.lang),
        rows: rows.collect(),
        closes: state.store.closing(&course, &slug).await?.or(exam.policy.window.closes),
        certificates: if staff.is(Role::Instructor) {
            state.store.certificates_of_exam(&course, &slug).await?.iter().map(certificate).collect()
        } else {
            Vec::new()
        },
        accommodations: state.store.accommodations(&course, &slug).await?,
        instructor: staff.is(Role::Instructor),
        problem: match news.problem.as_str() {
            "time" => Some("teach.bad_time"),
            "who" => Some("teach.nobody"),
            _ => None,
        },
    };
    Ok(Html(ui::teach::book(&visitor.chrome(&state), &data)))
}

/// `GET /teach/{course}/{exam}/export.csv`: the gradebook for a spreadsheet.
pub async fn export(
    Shared(state): Shared<Arc<State>>,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let mut text = String::from("login,name,attempt,number,state,percent,points,of,passed,band,ended\r\n");
    for sitting in state.store.sittings(&course, &slug).await? {
        let (attempt, score) = (&sitting.attempt, sitting.attempt.body.score.as_ref());
        let of = |say: &dyn Fn(&course::exam::Score) -> String| score.map(say).unwrap_or_default();
        let fields = [
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
        ];
        text.push_str(&fields.map(|f| cell(&f)).join(","));
        text.push_str("\r\n");
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"gradebook.csv\""),
    ];
    Ok((headers, text).into_response())
}

/// A cell of a CSV file. What a spreadsheet would take for a formula gets an apostrophe: names are anybody's.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// The form of a closing time.
#[derive(Debug, Deserialize)]
pub struct Closing {
    closes: String,
}

/// `POST /teach/{course}/{exam}/closing`: the exam closes at another time, also for those who sit it now.
pub async fn set_closing(
    Shared(state): Shared<Arc<State>>,
    Instructor(staff): Instructor,
    Path((course, slug)): Path<(String, String)>,
    Form(form): Form<Closing>,
) -> Result<Redirect, AppError> {
    let back = format!("/teach/{course}/{slug}");
    let Some(closes) = moment(&form.closes) else { return Ok(Redirect::to(&format!("{back}?problem=time"))) };
    state.store.set_closing(&course, &slug, closes).await?;
    for sitting in state.store.sittings(&course, &slug).await? {
        let by = &staff.account.login;
        match desk::change(&state, &sitting.attempt.id, |draft| draft.reschedule(closes, by)).await {
            Ok(_) | Err(desk::Failure::Refused(Refusal::State(_))) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Redirect::to(&back))
}

/// `2026-12-31T18:00:00Z` in milliseconds since 1970.
fn moment(text: &str) -> Option<i64> {
    let text = text.trim().strip_suffix('Z')?;
    let (date, time) = text.split_once(['T', ' '])?;
    let numbers = |text: &str, mark: char| -> Option<Vec<i64>> { text.split(mark).map(|n| n.parse().ok()).collect() };
    let (date, time) = (numbers(date, '-')?, numbers(time, ':')?);
    let (&[year, month, day], [hour, minute, rest @ ..]) = (date.as_slice(), time.as_slice()) else { return None };
    let second = match rest {
        [] => 0,
        [second] => *second,
        _ => return None,
    };
    let fits = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(hour)
        && (0..60).contains(minute)
        && (0..60).contains(&second);
    // Days since 1970, counted in years that begin in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
    fits.then_some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000)
}

/// The form of extra time.
#[derive(Debug, Deserialize)]
pub struct Extra {
    who: String,
    percent: i64,
}

/// `POST /teach/{course}/{exam}/accommodations`: extra time for a candidate or, as `group:NAME`, for a group. It counts for
/// attempts that begin from now on.
pub async fn accommodate(
    Shared(state): Shared<Arc<State>>,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
    Form(form): Form<Extra>,
) -> Result<Redirect, AppError> {
    let back = format!("/teach/{course}/{slug}");
    let who = if form.who.starts_with("group:") { Some(form.who.clone()) } else { account(&state, &form.who).await? };
    match who.filter(|_| (0..=300).contains(&form.percent)) {
        Some(who) => {
            let who = if who.starts_with("group:") { who } else { format!("account:{who}") };
            state.store.accommodate(&course, &slug, &who, form.percent).await?;
            Ok(Redirect::to(&back))
        }
        None => Ok(Redirect::to(&format!("{back}?problem=who"))),
    }
}

/// The form of a group.
#[derive(Debug, Deserialize)]
pub struct Member {
    name: String,
    login: String,
}

/// `POST /teach/{course}/{exam}/groups`: puts a candidate into a group.
pub async fn add_to_group(
    Shared(state): Shared<Arc<State>>,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
    Form(form): Form<Member>,
) -> Result<Redirect, AppError> {
    let back = format!("/teach/{course}/{slug}");
    let name = form.name.trim().trim_start_matches("group:");
    match account(&state, &form.login).await?.filter(|_| !name.is_empty() && name.chars().count() <= 100) {
        Some(account) => {
            state.store.join_group(name, &account).await?;
            Ok(Redirect::to(&back))
        }
        None => Ok(Redirect::to(&format!("{back}?problem=who"))),
    }
}

/// The account with this login.
async fn account(state: &State, login: &str) -> Result<Option<String>, AppError> {
    let Ok(login) = normalise(login) else { return Ok(None) };
    Ok(state.store.account_by_login(&login).await?.map(|(account, _)| account.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_or_refused() {
        let check = |text: &str, expected: Option<i64>| assert_eq!(moment(text), expected, "{text}");
        check("1970-01-01T00:00:00Z", Some(0));
        check("2026-12-31T23:59:59Z", Some(1_798_761_599_000));
        check("2000-02-29 00:00Z", Some(951_782_400_000));
        check("2026-12-31T24:00:00Z", None);
        check("2026-12-31", None);
        check("soon", None);
    }

    #[test]
    fn a_spreadsheet_runs_no_names() {
        let check = |text: &str, expected: &str| assert_eq!(cell(text), expected);
        check("Ada", "Ada");
        check("=1+1", "'=1+1");
        check("a,\"b\"", "\"a,\"\"b\"\"\"");
    }
}
