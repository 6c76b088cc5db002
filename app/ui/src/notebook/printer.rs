//! Shows what a cell prints, as it is printed; pieces that come fast are gathered.

use cells::{Notice, Output, StreamName};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::excerpt::size;
use super::stream::Stream;
use super::svg;
use crate::words::words;

/// Elements shown per cell; a loop that draws figures without end must not fill the page.
const SHOW_PIECES: usize = 200;

/// What is shown under a cell.
pub(super) struct Printer {
    host: HtmlElement,
    author_alt: Option<String>,
    open: Option<Stream>,
    waiting: Vec<Output>,
    shown: usize,
    kept: Vec<Output>,
    /// The next output takes the place of all that stands.
    replace: bool,
}

impl Printer {
    /// Prints into `host`. `author_alt`: what the author says that figures show.
    pub fn new(host: HtmlElement, author_alt: Option<String>) -> Printer {
        Printer { host, author_alt, open: None, waiting: Vec::new(), shown: 0, kept: Vec::new(), replace: false }
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

    /// What was shown.
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
        (self.open, self.shown, self.replace) = (None, 0, false);
        self.kept.clear();
    }

    fn keep(&mut self, output: &Output) {
        if let (Some(Output::Stream { name, text }), Output::Stream { name: more_name, text: more }) =
            (self.kept.last_mut(), output)
            && name == more_name
        {
            // The notebook itself sends two megabytes of a run at most.
            text.push_str(more);
        } else if self.kept.len() < SHOW_PIECES {
            self.kept.push(output.clone());
        }
    }

    fn show(&mut self, output: Output) {
        match output {
            Output::Stream { name, text } => return self.stream(name, &text),
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
            Output::Notice { notice: Notice::OutputCut { bytes } } => {
                self.block("p", "remark", &words().with("cell.cut", &[("size", &size(bytes))]))
            }
            Output::Notice { notice: Notice::DeviceLost } => {
                self.block("p", "remark", &words().get("cell.device_lost"))
            }
            Output::Stream { .. } | Output::Clear { .. } => {}
        }
    }

    fn stream(&mut self, name: StreamName, text: &str) {
        if self.open.as_ref().is_none_or(|s| s.name != name) {
            if self.shown >= SHOW_PIECES {
                return;
            }
            let class = if name == StreamName::Stderr { "stream stderr" } else { "stream" };
            self.open = self.element("pre", class).map(|place| Stream::new(name, place));
        }
        if let Some(open) = &mut self.open {
            open.write(text);
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
