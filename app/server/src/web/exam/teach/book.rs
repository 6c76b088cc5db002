//! The list of exams and the gradebook of each.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Path, Query, State as Shared},
    response::{Html, Redirect},
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
    #[serde(default)]
    closes: String,
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
    let other = state.store.closing(&course, &slug).await?;
    let data = Book {
        href: href(exam),
        title: title(exam, visitor.lang),
        rows: rows.collect(),
        closes: other.or(exam.policy.window.closes),
        moved: other.is_some(),
        past: moment(&news.closes).filter(|_| news.problem == "past"),
        groups: state.store.groups().await?,
        certificates: if staff.is(Role::Instructor) {
            state.store.certificates_of_exam(&course, &slug).await?.iter().map(certificate).collect()
        } else {
            Vec::new()
        },
        accommodations: state.store.accommodations(&course, &slug).await?,
        instructor: staff.is(Role::Instructor),
        problem: match news.problem.as_str() {
            "time" => Some("teach.bad_time"),
            "past" => Some("teach.past"),
            "who" => Some("teach.nobody"),
            _ => None,
        },
    };
    Ok(Html(ui::teach::book(&visitor.chrome(&state), &data)))
}

/// The form of a closing time.
#[derive(Debug, Deserialize)]
pub struct Closing {
    #[serde(default)]
    closes: String,
    /// Given where the moment lies in the past and is meant all the same.
    #[serde(default)]
    past: String,
    /// Given where the exam's own time is to hold again.
    #[serde(default)]
    clear: String,
}

/// `POST /teach/{course}/{exam}/closing`: the exam closes at another time, also for those who sit it now, or at its own again.
/// A moment in the past ends the time of everybody, so it is asked about.
pub async fn set_closing(
    Shared(state): Shared<Arc<State>>,
    Instructor(staff): Instructor,
    Path((course, slug)): Path<(String, String)>,
    Form(form): Form<Closing>,
) -> Result<Redirect, AppError> {
    let back = format!("/teach/{course}/{slug}");
    let snapshot = state.snapshot();
    let own = snapshot.library.exam(&course, &slug).ok_or(AppError::NotFound)?.policy.window.closes;
    let closes = if form.clear == "yes" {
        state.store.clear_closing(&course, &slug).await?;
        own
    } else {
        let Some(closes) = moment(&form.closes) else { return Ok(Redirect::to(&format!("{back}?problem=time"))) };
        if closes <= state.clock.now() && form.past != "yes" {
            let said = jiff::Timestamp::from_millisecond(closes).map(|at| at.to_string()).unwrap_or_default();
            return Ok(Redirect::to(&format!("{back}?problem=past&closes={said}")));
        }
        state.store.set_closing(&course, &slug, closes).await?;
        Some(closes)
    };
    for sitting in state.store.sittings(&course, &slug).await? {
        let by = &staff.account.login;
        match desk::change(&state, &sitting.attempt.id, |draft| draft.reschedule(closes, by)).await {
            Ok(_) | Err(desk::Failure::Refused(Refusal::State(_))) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Redirect::to(&back))
}

/// `2026-12-31T18:00:00+08:00` in milliseconds since 1970; without an offset, as a browser's field sends it, in UTC.
fn moment(text: &str) -> Option<i64> {
    let text = text.trim();
    let civil = || {
        let time = text.contains(['T', ' ']).then(|| text.parse::<jiff::civil::DateTime>().ok())??;
        time.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|at| at.timestamp())
    };
    let at = text.parse::<jiff::Timestamp>().ok().or_else(civil)?;
    Some(at.as_millisecond()).filter(|at| *at >= 0)
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
    let who = match form.who.trim().strip_prefix("group:") {
        Some(group) => group_name(group).map(|name| format!("group:{name}")),
        None => account(&state, &form.who).await?.map(|id| format!("account:{id}")),
    };
    match who.filter(|_| (0..=300).contains(&form.percent)) {
        Some(who) => {
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
    #[serde(default)]
    leave: String,
}

/// A group's name, if it can be one.
fn group_name(text: &str) -> Option<&str> {
    let name = text.trim().trim_start_matches("group:").trim();
    (1..=100).contains(&name.chars().count()).then_some(name)
}

/// `POST /teach/{course}/{exam}/groups`: puts a candidate into a group, or takes one out of it.
pub async fn add_to_group(
    Shared(state): Shared<Arc<State>>,
    _instructor: Instructor,
    Path((course, slug)): Path<(String, String)>,
    Form(form): Form<Member>,
) -> Result<Redirect, AppError> {
    let back = format!("/teach/{course}/{slug}");
    match account(&state, &form.login).await?.zip(group_name(&form.name)) {
        Some((account, name)) => {
            if form.leave == "yes" {
                state.store.leave_group(name, &account).await?;
            } else {
                state.store.join_group(name, &account).await?;
            }
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
        check("2026-12-31T23:59", Some(1_798_761_540_000));
        check("2026-12-31T23:59:59.250+08:00", Some(1_798_761_599_250 - 8 * 3_600_000));
        check("2027-02-31T12:00:00Z", None);
        check("2027-02-31T12:00", None);
        check("2026-12-31T24:00:00Z", None);
        check("2026-12-31", None);
        check("soon", None);
    }
}
