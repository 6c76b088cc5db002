//! Pages that show courses and progress.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Shared},
    response::{Html, IntoResponse, Redirect, Response},
};
use course::progress::Standing;
use ui::exam::ExamCard;

use crate::{
    state::State,
    web::{
        cache::Key,
        error::AppError,
        path::local,
        visitor::{Visitor, Who},
    },
};

type Page = Result<Html<String>, AppError>;

/// `GET /`: all courses.
pub async fn catalogue(Shared(state): Shared<Arc<State>>, visitor: Visitor) -> Page {
    let standing = standing(&state, &visitor).await?;
    let snapshot = state.snapshot();
    let courses: Vec<_> = snapshot.library.outlines(visitor.lang).map(|o| (o.clone(), (*standing).clone())).collect();
    Ok(Html(ui::catalogue(&visitor.chrome(&state), &courses)))
}

/// `GET /courses/{course}`: a course's lessons.
pub async fn outline(Shared(state): Shared<Arc<State>>, visitor: Visitor, Path(course): Path<String>) -> Page {
    let snapshot = state.snapshot();
    let outline = snapshot.library.outline(&course, visitor.lang).ok_or(AppError::NotFound)?;
    let standing = standing(&state, &visitor).await?;
    let exams: Vec<ExamCard> = snapshot
        .library
        .exams()
        .filter(|e| e.course == course)
        .filter_map(|exam| {
            let sheet = exam.sheets.get(&visitor.lang)?;
            Some(ExamCard {
                href: format!("/exams/{course}/{}", exam.slug),
                title: sheet.title.clone(),
                summary: sheet.summary.clone(),
                minutes: exam.policy.seconds / 60,
                items: sheet.items,
            })
        })
        .collect();
    Ok(Html(ui::outline(&visitor.chrome(&state), outline, &standing, &exams)))
}

/// `GET /courses/{course}/glossary`: what its words mean.
pub async fn glossary(Shared(state): Shared<Arc<State>>, visitor: Visitor, Path(course): Path<String>) -> Page {
    let snapshot = state.snapshot();
    let outline = snapshot.library.outline(&course, visitor.lang).ok_or(AppError::NotFound)?;
    let glossary = snapshot.library.glossary(&course, visitor.lang).ok_or(AppError::NotFound)?;
    Ok(Html(ui::glossary(&visitor.chrome(&state), outline, glossary)))
}

/// `GET /courses/{course}/{lesson}`: a lesson.
pub async fn lesson(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path((course, slug)): Path<(String, String)>,
) -> Page {
    let snapshot = state.snapshot();
    let lesson = &snapshot.library.lesson(&course, &slug, visitor.lang).ok_or(AppError::NotFound)?.lesson;
    let outline = snapshot.library.outline(&course, visitor.lang).ok_or(AppError::NotFound)?;
    let mut chrome = visitor.chrome(&state);
    // Of the same snapshot as the lesson, or the cache could keep a page with the assets of another build.
    chrome.assets = Arc::clone(&snapshot.assets);
    // The page holds the address it was asked for, and one slug can be percent-encoded in a million ways: only the plain
    // one is kept.
    if visitor.who == Who::Stranger && chrome.path == format!("/courses/{course}/{slug}") {
        let key = Key::new(&chrome.path, visitor.lang, visitor.theme);
        let page = snapshot.pages.page(key, &visitor.nonce, |nonce| {
            nonce.clone_into(&mut chrome.nonce);
            ui::lesson(&chrome, lesson, outline, &Standing::default())
        });
        return Ok(Html(page));
    }
    let standing = standing(&state, &visitor).await?;
    Ok(Html(ui::lesson(&chrome, lesson, outline, &standing)))
}

/// `GET /progress`: what the student has done.
pub async fn progress(Shared(state): Shared<Arc<State>>, visitor: Visitor) -> Page {
    let standing = standing(&state, &visitor).await?;
    let outlines: Vec<_> = state.snapshot().library.outlines(visitor.lang).cloned().collect();
    Ok(Html(ui::progress_page(&visitor.chrome(&state), &outlines, &standing)))
}

/// Any other address. A slash too many is forgiven.
pub async fn nothing(visitor: Visitor) -> Response {
    let (path, query) = visitor.path.split_once('?').unwrap_or((&visitor.path, ""));
    let trimmed = path.trim_end_matches('/');
    if !trimmed.is_empty() && trimmed != path && local(trimmed) == trimmed {
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        return Redirect::permanent(&format!("{trimmed}{query}")).into_response();
    }
    AppError::NotFound.into_response()
}

/// What the visitor has done; nothing for strangers. A database that does not answer is no reason to withhold a lesson: the
/// browser knows its own progress and shows it.
async fn standing(state: &State, visitor: &Visitor) -> Result<Arc<Standing>, AppError> {
    let Some(account) = visitor.account() else { return Ok(Arc::default()) };
    match state.standings.of(&state.store, &account.id, state.clock.now()).await {
        Ok(standing) => Ok(standing),
        Err(error) if error.passing() => {
            tracing::warn!(%error, "a page was shown without progress");
            Ok(Arc::default())
        }
        Err(error) => Err(error.into()),
    }
}
