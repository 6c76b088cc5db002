//! What the islands ask of the notebook, in the browser.

use std::rc::Rc;

use cells::Device;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::cell::LiveCell;
use super::editor::{self, On, Options};
use super::session::session;
use super::{BarSignals, CellSignals, CellSpec, DataFile, Lost, storage};
use crate::words::words;

/// Hands the bar and the lesson's files to the session, and starts Python once the browser has nothing better to do.
pub(crate) fn attach_bar(signals: BarSignals, data: Vec<DataFile>) {
    Effect::new(move |_| {
        session().set_bar(signals, data.clone());
        when_idle(|| session().start());
        // Whatever was typed in the last moment is kept too.
        listen("pagehide", |_| session().all().iter().for_each(|c| c.keep()));
        // Another tab has kept a cell; or the page was away, and nobody told it.
        listen("storage", |event| {
            let key = event.dyn_ref::<web_sys::StorageEvent>().and_then(web_sys::StorageEvent::key);
            session().all().iter().filter(|c| key.as_ref() == Some(&storage::key(&c.spec))).for_each(|c| c.follow());
        });
        listen("pageshow", |_| session().all().iter().for_each(|c| c.follow()));
    });
}

fn listen(kind: &'static str, act: impl FnMut(&web_sys::Event) + 'static) {
    // For as long as the page lives.
    EventListener::new(&gloo::utils::window(), kind, act).forget();
}

/// Makes a cell live: what was kept of it, its editor, its output.
pub(crate) fn attach_cell(spec: CellSpec, signals: CellSignals, editor: NodeRef<Div>, output: NodeRef<Div>) {
    let spec = StoredValue::new(Some(spec));
    Effect::new(move |_| {
        let (Some(editor), Some(output)) = (editor.get(), output.get()) else { return };
        let Some(spec) = spec.try_update_value(Option::take).flatten() else { return };
        let cell = LiveCell::new(spec, signals, output.into());
        session().add(cell.clone());
        if cell.spec.echo {
            leptos::task::spawn_local(edit(cell, editor.into()));
        }
    });
}

async fn edit(cell: Rc<LiveCell>, place: web_sys::HtmlElement) {
    let on = On {
        change: {
            let cell = cell.clone();
            Box::new(move |code| cell.edited(code))
        },
        run: {
            let cell = cell.clone();
            Box::new(move |next| {
                session().run(&cell);
                if next {
                    go_to_next(&cell);
                }
            })
        },
        complete: {
            let cell = cell.clone();
            Box::new(move |code, cursor| {
                js_sys::Promise::new(&mut |resolve, _| session().complete(&cell, code.clone(), cursor as u32, resolve))
            })
        },
    };
    let label = words().with("cell.code", &[("n", &cell.spec.number.to_string())]);
    let code = cell.code();
    let options = Options {
        text: &code,
        label: &label,
        read_only: !cell.spec.edit,
        min_lines: cell.spec.min_lines,
        max_lines: cell.spec.max_lines,
    };
    match editor::create(&place, options, on).await {
        Ok(editor) => {
            *cell.editor.borrow_mut() = Some(editor);
            cell.signals.awake.set(true);
        }
        // The lesson stays readable and the cell runnable; only editing is gone.
        Err(error) => leptos::logging::error!("The editor could not be loaded: {error:?}"),
    }
}

fn go_to_next(cell: &LiveCell) {
    let cells = session().all();
    let next = cells.iter().filter(|c| c.spec.number > cell.spec.number).find(|c| c.editor.borrow().is_some());
    if let Some(next) = next
        && let Some(editor) = &*next.editor.borrow()
    {
        editor.focus();
    }
}

fn when_idle(act: impl FnOnce() + 'static) {
    let window = gloo::utils::window();
    let supported = js_sys::Reflect::has(&window, &"requestIdleCallback".into()).unwrap_or(false);
    if supported {
        let callback = Closure::once_into_js(act);
        let _ = window.request_idle_callback(callback.unchecked_ref());
    } else {
        Timeout::new(50, act).forget();
    }
}

fn with_cell(id: &str, act: impl FnOnce(&Rc<LiveCell>)) {
    if let Some(cell) = session().cell(id) {
        act(&cell);
    }
}

pub(crate) fn run(cell: &str) {
    with_cell(cell, |c| session().run(c));
}

/// Runs all cells before this one that are no exercises.
pub(crate) fn run_above(cell: &str) {
    with_cell(cell, |c| {
        for other in session().all() {
            if other.spec.number < c.spec.number && other.spec.exercise.is_none() {
                session().run(&other);
            }
        }
    });
}

pub(crate) fn check(cell: &str) {
    with_cell(cell, |c| session().check(c));
}

pub(crate) fn stop() {
    session().stop();
}

pub(crate) fn reset(cell: &str) {
    with_cell(cell, |c| {
        c.reset();
        session().say(words().with("said.reset", &[("n", &c.spec.number.to_string())]));
    });
}

pub(crate) fn undo_reset(cell: &str) {
    with_cell(cell, |c| c.undo_reset());
}

pub(crate) fn take_new(cell: &str) {
    with_cell(cell, |c| c.reset());
}

pub(crate) fn keep_mine(cell: &str) {
    with_cell(cell, |c| c.settle_version());
}

pub(crate) fn run_all() {
    session().all().iter().filter(|c| c.spec.exercise.is_none()).for_each(|c| session().run(c));
}

pub(crate) fn restart() {
    session().restart(Lost::Restarted);
}

pub(crate) fn use_device(device: Device) {
    session().use_device(device);
}
