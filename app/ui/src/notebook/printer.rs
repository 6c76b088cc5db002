//! Shows what a cell prints, as it is printed. Text is appended to what stands already, so a long output costs no more
//! per piece than a short one; pieces that come fast are gathered.

use cells::{Notice, Output, StreamName};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Text};

use super::{Terminal, svg};
use crate::words::words;

/// Pieces of output kept for the next visit; figures of a loop would fill the storage.
const KEEP_PIECES: usize = 60;
/// Elements shown per cell; a loop that draws figures without end must not fill the page.
const SHOW_PIECES: usize = 200;

/// What is shown under a cell.
pub(super) struct Printer {
    host: HtmlElement,
    author_alt: Option<String>,
    open: Option<OpenStream>,
    waiting: Vec<Output>,
    shown: usize,
    cut: u64,
    kept: Vec<Output>,
    /// The next output takes the place of all that stands.
    replace: bool,
}

/// A stream whose last line may still change.
struct OpenStream {
    name: StreamName,
    terminal: Terminal,
    finished: Text,
    line: Text,
}

impl Printer {
    /// Prints into `host`. `author_alt`: what the author says that figures show.
    pub fn new(host: HtmlElement, author_alt: Option<String>) -> Printer {
        Printer {
            host,
            author_alt,
            open: None,
            waiting: Vec::new(),
            shown: 0,
            cut: 0,
            kept: Vec::new(),
            replace: false,
        }
    }

    /// Takes an output; [`Printer::flush`] shows it. Whether this is the first since the last flush.
    pub fn push(&mut self, output: Output) -> bool {
        if let (Some(Output::Stream { name, text }), Output::Stream { name: more_name, text: more }) =
            (self.waiting.last_mut(), &output)
            && name == more_name
        {
            text.push_str(more);
            return false;
        }
        self.waiting.push(output);
        self.waiting.len() == 1
    }

    /// Empties the place.
    pub fn clear(&mut self) {
        self.wipe();
        self.waiting.clear();
    }

    /// Whether anything is shown or about to be.
    pub fn is_empty(&self) -> bool {
        self.shown == 0 && self.waiting.is_empty()
    }

    /// What is worth keeping for the next visit.
    pub fn kept(&self) -> Vec<Output> {
        self.kept.clone()
    }

    /// Shows what was pushed.
    pub fn flush(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        // What would be wiped out at once need not be drawn.
        let from = waiting.iter().rposition(|output| matches!(output, Output::Clear { .. })).unwrap_or(0);
        for output in waiting.into_iter().skip(from) {
            if let Output::Clear { wait } = output {
                self.replace = true;
                if !wait {
                    self.wipe();
                }
                continue;
            }
            if self.replace {
                self.wipe();
            }
            self.keep(&output);
            self.show(output);
        }
    }

    fn wipe(&mut self) {
        self.host.set_text_content(None);
        (self.open, self.shown, self.cut, self.replace) = (None, 0, 0, false);
        self.kept.clear();
    }

    fn keep(&mut self, output: &Output) {
        if let (Some(Output::Stream { name, text }), Output::Stream { name: more_name, text: more }) =
            (self.kept.last_mut(), output)
            && name == more_name
        {
            if text.len() < super::terminal::KEEP {
                text.push_str(more);
            }
        } else if self.kept.len() < KEEP_PIECES {
            self.kept.push(output.clone());
        }
    }

    fn show(&mut self, output: Output) {
        match output {
            Output::Stream { name, text } => return self.stream(name, &text),
            Output::Notice { notice: Notice::OutputCut { bytes } } => {
                self.cut += bytes;
                return self.say_cut();
            }
            _ if self.shown >= SHOW_PIECES => return,
            _ => self.open = None,
        }
        match output {
            Output::Value { text } => self.block("pre", "value", &text),
            Output::Figure { svg, alt } => self.figure(&svg, &alt),
            Output::Error(traceback) => {
                let stopped = traceback.name == "KeyboardInterrupt";
                self.block("pre", if stopped { "traceback stopped" } else { "traceback" }, traceback.text.trim_end())
            }
            Output::Notice { notice: Notice::DeviceLost } => {
                self.block("p", "remark", &words().get("cell.device_lost"))
            }
            Output::Stream { .. } | Output::Notice { .. } | Output::Clear { .. } => {}
        }
    }

    fn stream(&mut self, name: StreamName, text: &str) {
        if self.open.as_ref().is_none_or(|s| s.name != name) {
            if self.shown >= SHOW_PIECES {
                return;
            }
            let document = gloo::utils::document();
            let (finished, line) = (document.create_text_node(""), document.create_text_node(""));
            let class = if name == StreamName::Stderr { "stream stderr" } else { "stream" };
            if let Some(block) = self.element("pre", class) {
                let _ = block.append_child(&finished);
                let _ = block.append_child(&line);
            }
            self.open = Some(OpenStream { name, terminal: Terminal::default(), finished, line });
        }
        let Some(open) = &mut self.open else { return };
        let more = open.terminal.write(text);
        if !more.is_empty() {
            let _ = open.finished.append_data(&more);
        }
        open.line.set_data(&open.terminal.line());
        if open.terminal.cut() > 0 {
            self.say_cut();
        }
    }

    /// One remark at the end says how much was left out.
    fn say_cut(&mut self) {
        let bytes = self.cut + self.open.as_ref().map_or(0, |s| s.terminal.cut());
        let text = words().with("cell.cut", &[("size", &size(bytes))]);
        match self.host.query_selector(".remark.cut").ok().flatten() {
            Some(remark) => {
                remark.set_text_content(Some(&text));
                let _ = self.host.append_child(&remark);
            }
            None => self.block("p", "remark cut", &text),
        }
    }

    fn figure(&mut self, svg: &str, alt: &str) {
        let Some(drawing) = svg::figure(svg) else {
            return self.block("p", "remark", &words().with("cell.figure_broken", &[("alt", alt)]));
        };
        if let Some(words) = &self.author_alt {
            let _ = drawing.set_attribute("aria-label", words);
        }
        if let Some(figure) = self.element("figure", "drawn") {
            let _ = figure.append_child(&drawing);
        }
    }

    fn block(&mut self, tag: &str, class: &str, text: &str) {
        if let Some(element) = self.element(tag, class) {
            element.set_text_content(Some(text));
        }
    }

    fn element(&mut self, tag: &str, class: &str) -> Option<Element> {
        let element = gloo::utils::document().create_element(tag).ok()?;
        element.set_class_name(class);
        self.host.append_child(element.unchecked_ref()).ok()?;
        self.shown += 1;
        Some(element)
    }
}

/// `3.4 MB`, `12 KB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} B"),
        1_000..=999_999 => format!("{} KB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
