//! The notebook's bar: where it runs, how far Python is, run all, restart.

use cells::{Device, DeviceReport, WhyNot};
use course::progress::LessonStanding;
use leptos::prelude::*;

use super::Parts;
use crate::notebook::{BarSignals, DataFile, Python, live};
use crate::parts::icon;
use crate::progress::follow_lesson;
use crate::words::{Words, words};

/// Above the first cell of a lesson. Starts Python while the student reads.
#[island]
pub fn NotebookBar(
    /// The course's slug.
    course: String,
    /// What counts in the lesson.
    parts: Parts,
    /// What the server knows.
    known: LessonStanding,
    /// Files that its cells read.
    data: Vec<DataFile>,
) -> impl IntoView {
    let w = words();
    let bar = BarSignals::new();
    live::attach_bar(bar, data);
    let standing = follow_lesson(course, parts.slug.clone(), known);
    let cells = parts.cells;
    let total = cells.len();
    let tally = (total > 0).then(|| {
        let done = move || standing.with(|s| cells.iter().filter(|c| s.cells.contains(*c)).count());
        view! { <span class="tally">{move || w.with("tally.cells", &[("n", &done().to_string()), ("total", &total.to_string())])}</span> }
    });
    let failed = move || match bar.python.get() {
        Python::Failed(message) => Some(message),
        _ => None,
    };
    view! {
        <section class="status wide" aria-label=w.get("bar.title")>
            <p class="device">{icon("chip")}<span>{move || device_words(w, bar.device.get(), &bar.python.get())}</span></p>
            {device_switch(w, bar)}
            <p class="python" class:ready=move || bar.python.get() == Python::Ready>
                <span>{move || python_words(w, &bar.python.get())}</span>
                {move || loading(w, &bar.python.get())}
            </p>
            {tally}
            <p class="end needs-script">
                <button class="btn quiet" on:click=move |_| live::run_all() disabled=move || bar.busy.get()>{w.get("bar.run_all")}</button>
                <button class="btn quiet" on:click=move |_| live::restart()>{w.get("bar.restart")}</button>
            </p>
            {move || bar.lost.get().map(|why| view! { <p class="note warn">{icon("again")}<span>{w.get(why.key())}</span></p> })}
            {move || failed().map(|message| view! {
                <div class="note warn">
                    {icon("again")}
                    <span>{w.get("bar.failed")} " " {message}</span>
                    <button class="btn" on:click=move |_| live::restart()>{w.get("bar.start_again")}</button>
                </div>
            })}
            <p class="sr-only" role="status">{move || bar.said.get()}</p>
        </section>
    }
}

fn device_words(w: Words, report: Option<DeviceReport>, python: &Python) -> String {
    let Some(report) = report else {
        return w.get(if matches!(python, Python::Failed(_)) { "device.none" } else { "device.unknown" });
    };
    let why = match report.why_not {
        Some(WhyNot::NoWebGpu) => Some("device.no_webgpu"),
        Some(WhyNot::NoJspi) => Some("device.no_jspi"),
        Some(WhyNot::Lost) => Some("device.lost"),
        Some(WhyNot::Chosen) | None => None,
    };
    let name = match report.device {
        Device::WebGpu => w.get("device.webgpu"),
        Device::Cpu => w.get("device.cpu"),
    };
    match (why, report.adapter.filter(|a| !a.is_empty() && report.device == Device::WebGpu)) {
        (Some(why), _) => format!("{name} · {}", w.get(why)),
        (None, Some(adapter)) => format!("{name} · {adapter}"),
        (None, None) => name,
    }
}

/// Offered only where there is a choice.
fn device_switch(w: Words, bar: BarSignals) -> impl IntoView {
    move || {
        bar.device.get().filter(|r| r.webgpu).map(|report| {
            let (other, key) = match report.device {
                Device::WebGpu => (Device::Cpu, "device.use_cpu"),
                Device::Cpu => (Device::WebGpu, "device.use_webgpu"),
            };
            view! { <button class="btn quiet" on:click=move |_| live::use_device(other)>{w.get(key)}</button> }
        })
    }
}

fn python_words(w: Words, python: &Python) -> String {
    match python {
        Python::Asleep => w.get("python.asleep"),
        Python::Loading(loaded, total) if *total > 0.0 && loaded < total => {
            w.with("python.loading", &[("n", &format!("{:.0}", loaded / total * 100.0))])
        }
        Python::Loading(loaded, _) if *loaded > 0.0 => {
            w.with("python.loading_mb", &[("n", &format!("{:.1}", loaded / 1e6))])
        }
        Python::Loading(..) => w.get("python.starting"),
        Python::Ready => w.get("python.ready"),
        Python::Failed(_) => w.get("python.failed"),
    }
}

fn loading(w: Words, python: &Python) -> Option<impl IntoView + use<>> {
    let Python::Loading(loaded, total) = *python else { return None };
    // Without a known end the bar has no value and the browser draws it so.
    let (value, max) = if total > 0.0 { (Some(loaded.to_string()), Some(total.to_string())) } else { (None, None) };
    Some(view! { <progress aria-label=w.get("python.progress") value=value max=max></progress> })
}
