//! Cells in the browser's local storage: one record per cell, so that a lesson's cells and several tabs do not overwrite
//! each other.

use gloo::storage::{LocalStorage, Storage};

use super::excerpt::fit;
use super::{CellSpec, Kept};
use crate::locker::{self, Kind};

/// Bytes of output kept per cell. Browsers allow about five million characters per site.
const OUTPUT_BUDGET: usize = 120_000;

/// Where a cell is kept.
pub(super) fn key(spec: &CellSpec) -> String {
    locker::key(Kind::Cell, &format!("{}/{}/{}", spec.course, spec.lesson, spec.id))
}

/// What was kept of a cell; `None` if nothing, or if it cannot be read.
pub(super) fn read(spec: &CellSpec) -> Option<Kept> {
    if spec.persist { LocalStorage::get(key(spec)).ok() } else { None }
}

/// Keeps a cell with as much of its outputs as has its place; without any if there is no room for them. `false` if not even
/// the code could be kept.
pub(super) fn write(spec: &CellSpec, mut kept: Kept) -> bool {
    if !spec.persist {
        return true;
    }
    let key = key(spec);
    kept.outputs = fit(kept.outputs, OUTPUT_BUDGET);
    locker::put(&key, &kept) || locker::put(&key, &Kept { outputs: Vec::new(), ..kept })
}

/// Forgets a cell.
pub(super) fn forget(spec: &CellSpec) {
    LocalStorage::delete(key(spec));
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
