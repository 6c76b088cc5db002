//! A cell in the browser: its code, its editor, its output, and what is kept of it.

use std::cell::{Cell as Slot, RefCell};
use std::rc::Rc;

use cells::{Output, Traceback};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::editor::Editor;
use super::excerpt::bounded;
use super::printer::Printer;
use super::{CellSignals, CellSpec, CellState, Kept, OnServer, Opening, Starters, open, storage};
use crate::words::words;

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
    /// The starters that were seen; what is kept says so. Not the author's new one until the student has chosen.
    starters: RefCell<Starters>,
    /// Whether something happened here that is not kept yet. A tab that only looks on must not write: it would undo what
    /// another one has kept since.
    changed: Slot<bool>,
    marked: Slot<bool>,
}

impl LiveCell {
    /// Takes up what was kept of the cell on an earlier visit.
    pub fn new(spec: CellSpec, signals: CellSignals, output: HtmlElement) -> Rc<LiveCell> {
        let printer = Printer::new(output, spec.fig_alt.clone());
        let opening = open(&spec.lang, &spec.code, storage::read(&spec));
        let cell = LiveCell {
            code: RefCell::new(opening.code.clone()),
            printer: RefCell::new(printer),
            starters: RefCell::default(),
            changed: Slot::new(false),
            spec,
            signals,
            editor: RefCell::default(),
            before_reset: RefCell::default(),
            keep_timer: RefCell::default(),
            show_timer: RefCell::default(),
            marked: Slot::new(false),
        };
        cell.take_code(&opening);
        cell.recall(opening.outputs);
        Rc::new(cell)
    }

    fn take_code(&self, opening: &Opening) {
        self.signals.edited.set(opening.code != self.spec.code);
        self.signals.new_version.set(opening.new_version.clone());
        self.code.borrow_mut().clone_from(&opening.code);
        self.starters.borrow_mut().clone_from(&opening.starters);
    }

    /// Shows outputs of another time.
    fn recall(&self, outputs: Vec<Output>) {
        let recalled = !outputs.is_empty() && self.spec.output;
        self.signals.drawn.set(recalled && outputs.iter().any(|o| matches!(o, Output::Figure { .. })));
        let mut printer = self.printer.borrow_mut();
        printer.clear();
        if recalled {
            outputs.into_iter().for_each(|output| {
                printer.push(output);
            });
            printer.flush();
        }
        self.signals.state.set(if recalled { CellState::Recalled } else { CellState::Idle });
        self.signals.printed.set(recalled);
    }

    /// Another tab has kept this cell: goes along, unless something newer stands here.
    pub fn follow(&self) {
        if self.changed.get() {
            return;
        }
        let opening = open(&self.spec.lang, &self.spec.code, storage::read(&self.spec));
        let same = opening.code == *self.code.borrow();
        self.take_code(&opening);
        if !same && let Some(editor) = &*self.editor.borrow() {
            editor.set_text(&opening.code);
        }
        let state = self.signals.state.get_untracked();
        // Outputs of this tab's own run belong to its own variables, and those that had to give way can still be read here.
        let own = same && (opening.outputs.is_empty() || !matches!(state, CellState::Idle | CellState::Recalled));
        if !state.busy() && !own {
            self.signals.verdicts.set(Vec::new());
            self.unmark();
            self.recall(opening.outputs);
        }
    }

    /// The code as it stands.
    pub fn code(&self) -> String {
        self.code.borrow().clone()
    }

    /// The student typed.
    pub fn edited(self: &Rc<Self>, code: String) {
        self.changed.set(true);
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
        *self.starters.borrow_mut() = [(self.spec.lang.clone(), self.spec.code.clone())].into();
        self.signals.new_version.set(None);
        self.changed.set(true);
        self.keep_soon();
    }

    /// Takes an output.
    pub fn print(self: &Rc<Self>, output: Output) {
        self.changed.set(true);
        let output = match output {
            Output::Error(traceback) => Output::Error(bounded(words(), traceback)),
            output => output,
        };
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
        self.signals.unrun.set(None);
        self.unmark();
        self.signals.state.set(CellState::Running);
    }

    fn clear(&self) {
        self.changed.set(true);
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

    /// Keeps code and output for the next visit, if anything happened to them here.
    pub fn keep(&self) {
        if !self.changed.replace(false) {
            return;
        }
        let kept = Kept {
            at: js_sys::Date::now() as i64,
            starters: self.starters.borrow().clone(),
            code: self.code(),
            outputs: self.printer.borrow().kept(),
        };
        if kept.outputs.is_empty() && kept.starters.values().any(|starter| *starter == kept.code) {
            storage::forget(&self.spec);
            self.signals.unkept.set(false);
        } else {
            self.signals.unkept.set(!storage::write(&self.spec, kept));
        }
    }
}
