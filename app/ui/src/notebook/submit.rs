//! Has the server check an attempt that passes in the page.

use std::rc::Rc;

use cells::Verdict;
use gloo::net::http::Request;
use leptos::prelude::*;

use super::cell::LiveCell;
use super::{CellState, CheckRequest, Checked, OnServer};
use crate::words::words;

/// Asks, and hands the server's verdicts to `done`. An answer about code that was changed or run again meanwhile is dropped.
pub(super) fn submit(cell: &Rc<LiveCell>, done: impl FnOnce(Vec<Verdict>) + 'static) {
    let signals = cell.signals;
    signals.on_server.set(OnServer::Asked);
    let request = CheckRequest {
        course: cell.spec.course.clone(),
        lesson: cell.spec.lesson.clone(),
        lang: words().0.code().to_owned(),
        cell: cell.spec.id.clone(),
        code: cell.code(),
    };
    leptos::task::spawn_local(async move {
        let answer = ask(&request).await;
        if signals.on_server.get_untracked() != OnServer::Asked {
            return;
        }
        signals.on_server.set(match answer {
            Checked::Verdicts { verdicts } => {
                if let (CellState::Ran(millis), true) =
                    (signals.state.get_untracked(), verdicts.iter().any(|v| !v.correct))
                {
                    signals.state.set(CellState::NotYet(millis));
                }
                signals.verdicts.set(verdicts.clone());
                done(verdicts);
                OnServer::Quiet
            }
            Checked::Wait { seconds } => OnServer::Wait(seconds),
            Checked::Later => OnServer::Later,
        });
    });
}

/// The server's answer; one that does not come is none.
async fn ask(request: &CheckRequest) -> Checked {
    let Ok(request) = Request::post("/api/check").json(request) else { return Checked::Later };
    match request.send().await {
        Ok(response) if response.ok() => response.json().await.unwrap_or(Checked::Later),
        _ => Checked::Later,
    }
}
