//! What a verdict brings about beyond itself: a verified pass has a certificate, and one that was taken back has one that is
//! suspended until an instructor decides.

use std::collections::BTreeMap;

use course::model::Lang;
use sha2::{Digest, Sha256};

use super::{Attempt, State as Stage, desk::Failure, frozen::Frozen, log::Event};
use crate::{
    credential::{self, Award, Band, Evidence, Exam, Skill, Text},
    state::State,
    store::{Hold, Status, StoreError},
};

/// Why the certificate is not what the verdict says.
#[derive(Debug, thiserror::Error)]
enum Undone {
    #[error(transparent)]
    Desk(#[from] Failure),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Issue(#[from] credential::IssueError),
}

/// Brings the certificate of an attempt in line with its verdict; its id, where there is a good one. Doing it again changes
/// nothing, so it is done after every verdict and whenever a candidate looks at the result: a failure heals by itself.
pub async fn settle(state: &State, attempt: &Attempt) -> Option<String> {
    let passed = attempt.state == Stage::Verified && attempt.body.score.as_ref().is_some_and(|score| score.passed);
    let done =
        if passed { grant(state, attempt).await.map(Some) } else { suspend(state, attempt).await.map(|()| None) };
    done.unwrap_or_else(|error| {
        tracing::error!(%error, attempt = attempt.id, "the certificate is not what the verdict says");
        None
    })
}

async fn grant(state: &State, attempt: &Attempt) -> Result<String, Undone> {
    if let Some(known) = state.store.certificate_of_attempt(&attempt.id).await? {
        return Ok(known.id);
    }
    let frozen = state.exams.frozen(&state.store, &attempt.id).await?;
    let log = state.store.exam_log(&attempt.id).await?;
    let drawn = log.first().and_then(|entry| match entry.event() {
        Ok(Event::Made { frozen }) => Some(frozen),
        _ => None,
    });
    let award = award(state, attempt, &frozen, drawn.unwrap_or_default());
    Ok(credential::issue(state, &award).await?.id)
}

/// A certificate whose verdict fell. Whether it is taken back for good is an instructor's to say.
async fn suspend(state: &State, attempt: &Attempt) -> Result<(), Undone> {
    if attempt.state == Stage::UnderReview {
        return Ok(());
    }
    let Some(known) = state.store.certificate_of_attempt(&attempt.id).await? else { return Ok(()) };
    if known.status.hold != Hold::Valid {
        return Ok(());
    }
    let reason = "the verdict it rests on was changed".to_owned();
    let status = Status { hold: Hold::Suspended, reason, changed: state.clock.now() };
    state.store.decide_status(known.list, known.place, &status, super::attempt::SERVER).await?;
    Ok(())
}

fn award(state: &State, attempt: &Attempt, frozen: &Frozen, drawn: String) -> Award {
    let snapshot = state.snapshot();
    let library = &snapshot.library;
    let exam = library.exam(&attempt.course, &attempt.exam);
    let texts = |of: &dyn Fn(Lang) -> Option<String>| -> Text {
        Lang::ALL.into_iter().filter_map(|lang| Some((lang, of(lang)?))).collect()
    };
    let sheet = |lang: Lang| exam.and_then(|e| e.sheets.get(&lang)).filter(|s| s.lang == lang);
    let score = attempt.body.score.as_ref();
    let band = score.and_then(|s| s.band.clone()).unwrap_or_default();
    let policy = &frozen.policy;
    let skills = policy.certifies.iter().map(|code| {
        let name = library.skill(&attempt.course, code).unwrap_or(code);
        Skill { code: code.to_lowercase(), name: BTreeMap::from([(Lang::En, name.to_owned())]) }
    });
    let bands = policy.bands.iter().enumerate().map(|(place, band)| Band {
        id: band.id.clone(),
        title: texts(&|lang| sheet(lang)?.bands.get(place).cloned()),
    });
    Award {
        account: attempt.account.clone(),
        attempt: attempt.id.clone(),
        exam: Exam {
            course: attempt.course.clone(),
            slug: attempt.exam.clone(),
            version: frozen.form.version.clone(),
            title: frozen.papers.iter().map(|(lang, paper)| (*lang, paper.title.clone())).collect(),
            summary: texts(&|lang| Some(sheet(lang)?.summary.clone())),
            minutes: policy.seconds / 60,
            pass: f64::from(policy.pass),
            skills: skills.collect(),
            bands: bands.collect(),
        },
        score: score.map_or(0.0, |s| s.percent),
        band,
        lang: attempt.body.lang,
        sat: attempt.body.ended.unwrap_or(attempt.body.created),
        evidence: Evidence {
            engine: frozen.grader.clone(),
            exam: drawn,
            // What was handed in, and the log up to this verdict.
            answers: hex(&format!("{}\n{}", attempt.body.receipt.as_deref().unwrap_or_default(), attempt.head)),
        },
    }
}

fn hex(text: &str) -> String {
    Sha256::digest(text).iter().map(|b| format!("{b:02x}")).collect()
}
