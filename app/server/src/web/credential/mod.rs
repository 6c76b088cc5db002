//! Certificates over HTTP: their pages and files, the check of any, and what their issuer publishes.

pub mod files;
pub mod holder;
pub mod issuer;
pub mod page;
pub mod verify;

use credential::{
    check::{Answer, Question, Report, Verdict, check},
    present::Presented,
};
use ui::certificate::{self as shown, Day, Step};

use crate::{
    credential::{IssueError, Issuer},
    state::State,
    store::{Certificate, Hold, Status, StoreError},
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
    state.store.certificate(id).await?.ok_or(AppError::NotFound)
}

/// Whether the visitor is its holder.
fn is_holder(visitor: &Visitor, certificate: &Certificate) -> bool {
    matches!(&visitor.who, Who::Student { account, .. } if account.id == certificate.account)
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

/// Checks a credential and, where it is ours, its status: the steps for the page, and the report they were made from.
async fn examine(
    state: &State,
    issuer: &std::sync::Arc<Issuer>,
    presented: Presented,
) -> Result<(Vec<Step>, Report, Option<Status>, Presented), StoreError> {
    let (us, now) = (std::sync::Arc::clone(issuer), state.clock.now());
    // Canonical order is arithmetic that strangers can ask for: not on a thread that answers requests.
    let (report, presented) = tokio::task::spawn_blocking(move || (check(&presented, &us, now), presented))
        .await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    let status = match &report.ours {
        Some(place) => state.store.status(place.list, place.position).await?,
        None => None,
    };
    let held = match (&report.ours, &status) {
        (Some(_), Some(status)) => match status.hold {
            Hold::Valid => Answer::StatusGood,
            Hold::Suspended => Answer::StatusSuspended,
            Hold::Revoked => Answer::StatusRevoked,
        },
        (Some(_), None) => Answer::StatusUnknown,
        // What is ours has a status; one that cannot be found was put where nobody looks.
        (None, _) if report.issuer == Answer::IssuerOurs => Answer::StatusUnknown,
        (None, _) if presented.get("credentialStatus").is_null() => Answer::StatusNone,
        (None, _) => Answer::StatusElsewhere,
    };
    let steps = [report.issuer, report.signature, report.dates, held].map(|answer| step(answer, &presented, &status));
    Ok((steps.into(), report, status, presented))
}

fn step(answer: Answer, presented: &Presented, status: &Option<Status>) -> Step {
    // The day is enough for people; programs read the credential.
    let text = |name: &str| presented.get(name).as_str().unwrap_or_default().chars().take(10).collect::<String>();
    let (question, detail) = match answer.question() {
        Question::Issuer => ("issuer", presented.issuer().to_owned()),
        Question::Signature => ("signature", credential::check::method(presented)),
        Question::Dates => {
            let until = text("validUntil");
            ("dates", if until.is_empty() { text("validFrom") } else { format!("{} – {until}", text("validFrom")) })
        }
        Question::Status => {
            ("status", status.as_ref().map(|s| credential::date::write(s.changed)[..10].to_owned()).unwrap_or_default())
        }
    };
    let verdict = match answer.verdict() {
        Verdict::Good => shown::Verdict::Good,
        Verdict::Open => shown::Verdict::Open,
        Verdict::Bad => shown::Verdict::Bad,
    };
    Step { question, answer: answer.word(), verdict, detail: detail.chars().take(300).collect() }
}
