//! Brings events to the server: in batches, again after a failure, at once when the network is back, and a last time
//! when the page goes away.

use std::cell::{Cell, RefCell};

use course::progress::Event;
use gloo::net::http::Request;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use serde::Serialize;

use super::log::log;
use super::{Delivery, Receipt, backoff, store};
use crate::facts;

/// Events per request; far below the server's limit on bodies.
const BATCH: usize = 100;
/// A short wait gathers events that come together.
const GATHER_MS: u32 = 800;

thread_local! {
    static TIMER: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    static BUSY: Cell<bool> = const { Cell::new(false) };
    static FAILURES: Cell<u32> = const { Cell::new(0) };
    /// The server said that nobody is signed in, whatever the page said when it was written.
    static SIGNED_OUT: Cell<bool> = const { Cell::new(false) };
}

#[derive(Serialize)]
struct Batch<'a> {
    /// Another tab may have signed in as somebody else since this page was written: then the server refuses them.
    owner: String,
    events: &'a [Event],
}

impl<'a> Batch<'a> {
    fn of(events: &'a [Event]) -> Batch<'a> {
        Batch { owner: facts::owner(), events }
    }
}

/// Whether the server takes what waits: somebody was signed in when the page was written, and nothing speaks against it.
fn welcome() -> bool {
    facts::signed_in() && !SIGNED_OUT.get()
}

/// Where events stay that nobody takes.
fn kept_here(count: usize) -> Delivery {
    if facts::signed_in() { Delivery::SignedOut(count) } else { Delivery::Local(count) }
}

/// Sends what waits, shortly.
pub(super) fn soon() {
    after(GATHER_MS);
}

/// Sends what waits, now.
pub(super) fn now() {
    after(0);
}

fn after(millis: u32) {
    let count = store::waiting().len();
    if count == 0 {
        return;
    }
    if !welcome() {
        log().delivery.set(kept_here(count));
        return;
    }
    let timer = Timeout::new(millis, || leptos::task::spawn_local(run()));
    TIMER.with(|t| *t.borrow_mut() = Some(timer));
}

async fn run() {
    if BUSY.replace(true) {
        return;
    }
    let outcome = batches().await;
    BUSY.set(false);
    let left = store::waiting().len();
    let log = log();
    match outcome {
        Ok(()) if left == 0 => {
            FAILURES.set(0);
            log.delivery.set(Delivery::Clear);
        }
        Ok(()) => soon(),
        Err(Failure::SignedOut) => {
            SIGNED_OUT.set(true);
            log.delivery.set(kept_here(left));
        }
        Err(Failure::Unreachable) => {
            let failures = FAILURES.get();
            FAILURES.set(failures.saturating_add(1));
            log.delivery.set(Delivery::Waiting(left));
            after(backoff::wait(failures, js_sys::Math::random()));
        }
    }
}

enum Failure {
    SignedOut,
    Unreachable,
}

async fn batches() -> Result<(), Failure> {
    loop {
        let waiting = store::waiting();
        let Some(batch) = waiting.chunks(BATCH).next() else { return Ok(()) };
        log().delivery.set(Delivery::Sending(waiting.len()));
        let receipt = post(batch).await?;
        let settled = receipt.accepted.len() + receipt.rejected.len();
        for rejection in &receipt.rejected {
            leptos::logging::warn!("The server does not take event {}: {}", rejection.id, rejection.why);
        }
        receipt.accepted.iter().chain(receipt.rejected.iter().map(|r| &r.id)).for_each(|id| store::forget(id));
        if settled == 0 {
            // An answer that settles nothing would have us ask for ever.
            return Err(Failure::Unreachable);
        }
    }
}

async fn post(events: &[Event]) -> Result<Receipt, Failure> {
    let request = Request::post("/api/events").json(&Batch::of(events)).map_err(|_| Failure::Unreachable)?;
    let response = request.send().await.map_err(|_| Failure::Unreachable)?;
    match response.status() {
        200..=299 => response.json().await.map_err(|_| Failure::Unreachable),
        401 => Err(Failure::SignedOut),
        _ => Err(Failure::Unreachable),
    }
}

/// A last try as the page goes away: the browser finishes the request without the page. What it brings stays in the
/// storage and is sent again by the next page, where the server recognises it.
pub(super) fn farewell() {
    let waiting = store::waiting();
    if waiting.is_empty() || !welcome() {
        return;
    }
    // Browsers allow 64 KB for requests that outlive their page.
    let batch = &waiting[..waiting.len().min(BATCH)];
    outlive(batch);
}

/// Delivers an event that could not be kept.
pub(super) fn now_or_never(event: Event) {
    if welcome() {
        outlive(&[event]);
    }
}

fn outlive(events: &[Event]) {
    let Ok(body) = serde_json::to_string(&Batch::of(events)) else { return };
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&body.into());
    // Not in web-sys's stable interface.
    let _ = js_sys::Reflect::set(&init, &"keepalive".into(), &true.into());
    let Ok(request) = web_sys::Request::new_with_str_and_init("/api/events", &init) else { return };
    let _ = request.headers().set("content-type", "application/json");
    let _ = gloo::utils::window().fetch_with_request(&request);
}

/// Asks the server what it knows: the page came back from the browser's memory and may be old.
pub(super) async fn ask() {
    if !facts::signed_in() {
        return;
    }
    // Of whom the page was written for, not of whoever has signed in since.
    let address = format!("/api/standing?owner={}", facts::owner());
    if let Ok(response) = Request::get(&address).send().await
        && let Ok(standing) = response.json().await
    {
        log().know_all(&standing);
    }
}
