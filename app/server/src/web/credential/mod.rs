//! Certificates over HTTP: their pages and files, the check of any, and what their issuer publishes.

pub mod files;
pub mod holder;
pub mod issuer;
pub mod page;
pub mod verify;

use std::sync::Arc;

use credential::{
    Unreadable,
    check::{self, Answer, Question, Verdict},
    present::Presented,
};
use ui::certificate::{self as shown, Day, Step};

use crate::{
    credential::{IssueError, refresh},
    state::State,
    store::{Certificate, Hold, Status},
    web::{
        error::AppError,
        visitor::{Visitor, Who},
    },
};

impl From<IssueError> for AppError {
    fn from(error: IssueError) -> AppError {
        match error {
            IssueError::Store(error) => error.into(),
            IssueError::Keys(error) => error.into(),
            IssueError::Nobody => AppError::NotFound,
        }
    }
}

impl From<credential::keys::KeyError> for AppError {
    fn from(error: credential::keys::KeyError) -> AppError {
        tracing::error!(%error, "no certificates without keys");
        AppError::Fault
    }
}

/// The certificate of this id.
async fn certificate(state: &State, id: &str) -> Result<Certificate, AppError> {
    let one = state.store.certificate(id).await?.ok_or(AppError::NotFound)?;
    Ok(refresh(state, one).await?)
}

/// Whether the visitor is its holder.
fn is_holder(visitor: &Visitor, certificate: &Certificate) -> bool {
    matches!(&visitor.who, Who::Student { account, .. } if certificate.account.as_ref() == Some(&account.id))
}

/// A day for the page.
fn day(at: i64) -> Day {
    let (year, month, day) = credential::date::day(at);
    Day { year, month, day }
}

/// Whether it holds, for the page.
fn held(status: &Status) -> shown::Held {
    let (reason, since) = (status.reason.clone(), day(status.changed));
    match status.hold {
        Hold::Valid => shown::Held::Valid,
        Hold::Suspended => shown::Held::Suspended { reason, since },
        Hold::Revoked => shown::Held::Revoked { reason, since },
    }
}

/// Checks of credentials that run at once. Each may take a second of a processor, and strangers can ask for them.
pub const CHECKS: usize = 2;

/// A credential that was checked.
struct Examined {
    /// The credential.
    presented: Presented,
    /// What was asked and what came out, for the page.
    steps: Vec<Step>,
    /// Whether this site issued it, beyond doubt.
    ours: bool,
    /// Our record of it, where it is ours.
    record: Option<Certificate>,
}

/// Reads and checks a credential and, where it is ours, looks up its status. `name` is whom somebody says it is about.
async fn examine(
    state: &State,
    name: Option<&str>,
    read: impl FnOnce() -> Result<Presented, Unreadable> + Send + 'static,
) -> Result<Result<Examined, Unreadable>, AppError> {
    let (issuer, now) = (state.issuer()?, state.clock.now());
    let turn = Arc::clone(&state.checks).acquire_owned().await.map_err(|_| AppError::Fault)?;
    let us = Arc::clone(&issuer);
    // Unpacking and canonical order are arithmetic that strangers can ask for: not on a thread that answers requests. The turn
    // ends with the work, not with the request: who goes away early makes room for nobody.
    let work = move || {
        let _turn = turn;
        read().map(|presented| (check::check(&presented, &us, now), presented))
    };
    let done = tokio::task::spawn_blocking(work).await;
    let (report, presented) = match done.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic())) {
        Ok(done) => done,
        Err(why) => return Ok(Err(why)),
    };
    let record = match check::certificate(&presented, &issuer).filter(|_| report.ours) {
        Some(id) => state.store.certificate(id).await?,
        None => None,
    };
    let held = match &record {
        Some(record) if !is_current(&presented, record) => Answer::StatusReplaced,
        Some(record) => match record.status.hold {
            Hold::Valid => Answer::StatusGood,
            Hold::Suspended => Answer::StatusSuspended,
            Hold::Revoked => Answer::StatusRevoked,
        },
        // What is ours has a record here, whatever it says about where its status is.
        None if report.ours => Answer::StatusMissing,
        None if report.issuer == Answer::IssuerNamed => Answer::StatusUnknown,
        None if presented.get("credentialStatus").is_null() => Answer::StatusNone,
        None => Answer::StatusElsewhere,
    };
    let mut answers = vec![report.issuer, report.signature, report.dates, held];
    answers.extend(name.map(|name| check::holder(&presented, name)));
    let status = record.as_ref().map(|record| &record.status);
    let steps = answers.into_iter().map(|answer| step(answer, &presented, status)).collect();
    Ok(Ok(Examined { presented, steps, ours: report.ours, record }))
}

/// Whether a credential of ours is the one that we hold, not one that was signed before a correction.
fn is_current(presented: &Presented, record: &Certificate) -> bool {
    let held = match presented {
        Presented::Embedded(_) => &record.signed.embedded,
        Presented::Compact { .. } => &record.signed.compact,
    };
    Presented::parse(held).is_ok_and(|held| held.signature() == presented.signature())
}

fn step(answer: Answer, presented: &Presented, status: Option<&Status>) -> Step {
    // The day is enough for people; programs read the credential.
    let text = |name: &str| presented.get(name).as_str().unwrap_or_default().chars().take(10).collect::<String>();
    let (question, detail) = match answer.question() {
        Question::Issuer => ("issuer", presented.issuer().to_owned()),
        Question::Signature => ("signature", check::method(presented)),
        Question::Dates => {
            let until = text("validUntil");
            ("dates", if until.is_empty() { text("validFrom") } else { format!("{} – {until}", text("validFrom")) })
        }
        Question::Status => {
            ("status", status.map(|s| credential::date::write(s.changed)[..10].to_owned()).unwrap_or_default())
        }
        Question::Holder => ("holder", String::new()),
    };
    let verdict = match answer.verdict() {
        Verdict::Good => shown::Verdict::Good,
        Verdict::Unasked => shown::Verdict::Unasked,
        Verdict::Open => shown::Verdict::Open,
        Verdict::Bad => shown::Verdict::Bad,
    };
    Step { question, answer: answer.word(), verdict, detail: detail.chars().take(300).collect() }
}
