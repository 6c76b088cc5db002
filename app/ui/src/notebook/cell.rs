//! A cell in the browser: its code, its editor, its output, and what is kept of it.

use std::cell::{Cell as Slot, RefCell};
use std::rc::Rc;

use cells::{Output, Traceback};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::editor::Editor;
use super::printer::Printer;
use super::{CellSignals, CellSpec, CellState, Kept, OnServer, open, storage};

/// Milliseconds of silence before edits are kept.
const KEEP_AFTER: u32 = 400;
/// Milliseconds in which output is gathered before it is shown.
const SHOW_AFTER: u32 = 50;

/// One cell of the page.
pub(super) struct LiveCell {
    pub spec: CellSpec,
    pub signals: CellSignals,
    pub editor: RefCell<Option<Editor>>,
    code: RefCell<String>,
    printer: RefCell<Printer>,
    /// What Reset replaced.
    before_reset: RefCell<Option<String>>,
    keep_timer: RefCell<Option<Timeout>>,
    show_timer: RefCell<Option<Timeout>>,
    /// The starter the student's edits began from; what is kept says so until the student has chosen.
    starter: RefCell<String>,
    marked: Slot<bool>,
}

impl LiveCell {
    /// Takes up what was kept of the cell on an earlier visit.
    pub fn new(spec: CellSpec, signals: CellSignals, output: HtmlElement) -> Rc<LiveCell> {
        let kept = storage::read(&spec);
        let opening = open(&spec.code, kept.clone());
        let starter = match (&opening.new_version, kept) {
            (Some(_), Some(kept)) => kept.starter,
            _ => spec.code.clone(),
        };
        let mut printer = Printer::new(output, spec.fig_alt.clone());
        let recalled = !opening.outputs.is_empty() && spec.output;
        if recalled {
            signals.drawn.set(opening.outputs.iter().any(|o| matches!(o, Output::Figure { .. })));
            opening.outputs.into_iter().for_each(|o| {
                printer.push(o);
            });
            printer.flush();
            signals.state.set(CellState::Recalled);
        }
        signals.printed.set(recalled);
        signals.edited.set(opening.code != spec.code);
        signals.new_version.set(opening.new_version);
        Rc::new(LiveCell {
            code: RefCell::new(opening.code),
            printer: RefCell::new(printer),
            starter: RefCell::new(starter),
            spec,
            signals,
            editor: RefCell::default(),
            before_reset: RefCell::default(),
            keep_timer: RefCell::default(),
            show_timer: RefCell::default(),
            marked: Slot::new(false),
        })
    }

    /// The code as it stands.
    pub fn code(&self) -> String {
        self.code.borrow().clone()
    }

    /// The student typed.
    pub fn edited(self: &Rc<Self>, code: String) {
        self.signals.edited.set(code != self.spec.code);
        self.signals.on_server.set(OnServer::Quiet);
        self.signals.undoable.set(false);
        *self.code.borrow_mut() = code;
        self.unmark();
        if self.signals.state.get_untracked().ended() {
            self.signals.state.set(CellState::Stale);
        }
        self.keep_soon();
    }

    /// Replaces the code.
    fn replace(self: &Rc<Self>, code: &str) {
        if let Some(editor) = &*self.editor.borrow() {
            editor.set_text(code);
        }
        self.edited(code.to_owned());
    }

    /// Back to the starter; [`LiveCell::undo_reset`] brings the edits back.
    pub fn reset(self: &Rc<Self>) {
        let before = self.code();
        self.replace(&self.spec.code.clone());
        self.settle_version();
        *self.before_reset.borrow_mut() = Some(before);
        self.signals.undoable.set(true);
        self.signals.verdicts.set(Vec::new());
        self.clear();
        if !self.signals.state.get_untracked().busy() {
            self.signals.state.set(CellState::Idle);
        }
        storage::forget(&self.spec);
    }

    /// Brings back what Reset replaced.
    pub fn undo_reset(self: &Rc<Self>) {
        let before = self.before_reset.borrow_mut().take();
        if let Some(code) = before {
            self.replace(&code);
        }
    }

    /// The student has chosen between the author's new starter and the edits: from here on edits count from the new one.
    pub fn settle_version(self: &Rc<Self>) {
        *self.starter.borrow_mut() = self.spec.code.clone();
        self.signals.new_version.set(None);
        self.keep_soon();
    }

    /// Takes an output.
    pub fn print(self: &Rc<Self>, output: Output) {
        if let Output::Error(traceback) = &output {
            self.mark(traceback);
        }
        // Errors are shown even where the author hides output: a cell that fails in silence helps nobody.
        if !self.spec.output && !matches!(output, Output::Error(_)) {
            return;
        }
        if matches!(output, Output::Figure { .. }) {
            self.signals.drawn.set(true);
        }
        if self.printer.borrow_mut().push(output) {
            let cell = self.clone();
            let timer = Timeout::new(SHOW_AFTER, move || cell.show());
            *self.show_timer.borrow_mut() = Some(timer);
        }
        if !self.signals.printed.get_untracked() {
            self.signals.printed.set(true);
        }
    }

    /// Shows what was printed and not shown yet.
    pub fn show(&self) {
        self.printer.borrow_mut().flush();
    }

    /// Before a run: nothing below the code, no squiggle in it.
    pub fn begin(&self) {
        self.clear();
        self.signals.verdicts.set(Vec::new());
        self.signals.on_server.set(OnServer::Quiet);
        self.unmark();
        self.signals.state.set(CellState::Running);
    }

    fn clear(&self) {
        self.printer.borrow_mut().clear();
        self.signals.printed.set(false);
        self.signals.drawn.set(false);
    }

    /// After a run.
    pub fn end(self: &Rc<Self>, state: CellState) {
        self.show();
        self.signals.printed.set(!self.printer.borrow().is_empty());
        self.signals.state.set(state);
        self.keep();
    }

    fn mark(&self, traceback: &Traceback) {
        if let (Some(line), Some(editor)) = (traceback.line, &*self.editor.borrow()) {
            let message = if traceback.message.is_empty() {
                traceback.name.clone()
            } else {
                format!("{}: {}", traceback.name, traceback.message)
            };
            editor.mark(line, traceback.column.unwrap_or(0), &message);
            self.marked.set(true);
        }
    }

    fn unmark(&self) {
        if self.marked.replace(false)
            && let Some(editor) = &*self.editor.borrow()
        {
            editor.unmark();
        }
    }

    fn keep_soon(self: &Rc<Self>) {
        let cell = self.clone();
        *self.keep_timer.borrow_mut() = Some(Timeout::new(KEEP_AFTER, move || cell.keep()));
    }

    /// Keeps code and output for the next visit.
    pub fn keep(&self) {
        let kept = Kept {
            version: self.spec.version.clone(),
            starter: self.starter.borrow().clone(),
            code: self.code(),
            outputs: self.printer.borrow().kept(),
        };
        if kept.code == kept.starter && kept.outputs.is_empty() {
            storage::forget(&self.spec);
            self.signals.unkept.set(false);
        } else {
            self.signals.unkept.set(!storage::write(&self.spec, &kept));
        }
    }
}
