//! Cells in the browser's local storage: one key per cell, so that a lesson's cells and several tabs do not overwrite
//! each other, and a full storage costs outputs before it costs code.

use cells::Output;
use gloo::storage::{LocalStorage, Storage};

use super::{CellSpec, Kept};

/// Characters of output kept per cell. Browsers allow about five million per site.
const OUTPUT_BUDGET: usize = 120_000;

fn key(spec: &CellSpec) -> String {
    format!("academy.cell.{}/{}/{}", spec.course, spec.lesson, spec.id)
}

/// What was kept of a cell; `None` if nothing, or if it cannot be read.
pub(super) fn read(spec: &CellSpec) -> Option<Kept> {
    if spec.persist { LocalStorage::get(key(spec)).ok() } else { None }
}

/// Keeps a cell; without its outputs if they do not fit. `false` if not even the code could be kept.
pub(super) fn write(spec: &CellSpec, kept: &Kept) -> bool {
    if !spec.persist {
        return true;
    }
    let size: usize = kept.outputs.iter().map(weight).sum();
    if size <= OUTPUT_BUDGET && LocalStorage::set(key(spec), kept).is_ok() {
        return true;
    }
    let bare = Kept { outputs: Vec::new(), ..kept.clone() };
    LocalStorage::set(key(spec), &bare).is_ok()
}

/// Forgets a cell.
pub(super) fn forget(spec: &CellSpec) {
    LocalStorage::delete(key(spec));
}

fn weight(output: &Output) -> usize {
    match output {
        Output::Stream { text, .. } | Output::Value { text } => text.len(),
        Output::Figure { svg, alt } => svg.len() + alt.len(),
        Output::Error(traceback) => traceback.text.len() + traceback.message.len(),
        Output::Notice { .. } | Output::Clear { .. } => 0,
    }
}

/// The device that the student chose, if any.
pub(super) fn device() -> Option<cells::Device> {
    LocalStorage::get("academy.device").ok()
}

/// Remembers the device that the student chose.
pub(super) fn set_device(device: cells::Device) {
    // A choice that cannot be kept holds for this page.
    let _ = LocalStorage::set("academy.device", device);
}
