//! The notebook while the server writes it: nothing runs, nothing is kept.

use cells::Device;
use leptos::html::Div;
use leptos::prelude::*;

use super::{BarSignals, CellSignals, CellSpec, DataFile};

pub(crate) fn attach_bar(_signals: BarSignals, _data: Vec<DataFile>) {}

pub(crate) fn attach_cell(_spec: CellSpec, _signals: CellSignals, _editor: NodeRef<Div>, _output: NodeRef<Div>) {}

pub(crate) fn run(_cell: &str) {}

pub(crate) fn run_above(_cell: &str) {}

pub(crate) fn check(_cell: &str) {}

pub(crate) fn stop() {}

pub(crate) fn reset(_cell: &str) {}

pub(crate) fn undo_reset(_cell: &str) {}

pub(crate) fn take_new(_cell: &str) {}

pub(crate) fn keep_mine(_cell: &str) {}

pub(crate) fn run_all() {}

pub(crate) fn restart() {}

pub(crate) fn use_device(_device: Device) {}
