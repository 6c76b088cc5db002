//! The notebook's worker as the page holds it: starts it, talks to it, raises the interrupt flag, ends it.

use cells::{FromWorker, ToWorker};
use js_sys::{Array, Atomics, Int32Array, Object, Reflect, SharedArrayBuffer};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

use super::DataFile;
use crate::facts;

/// What the worker says.
pub(super) enum Said {
    /// The interpreter is on its way: bytes that have arrived, and of how many (0: not known).
    Loading(f64, f64),
    /// A message.
    Message(FromWorker),
    /// It cannot go on.
    Broken(String),
}

/// A running worker.
pub(super) struct Worker {
    worker: web_sys::Worker,
    /// `None` where the page is not cross-origin isolated.
    flag: Option<Int32Array>,
}

impl Worker {
    /// Starts one; `hear` is called for everything it says. `data`: the lesson's files, see [`DataFile`].
    pub fn start(data: &[DataFile], hear: impl Fn(Said) + Clone + 'static) -> Result<Worker, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(&facts::asset("worker.js"), &options)?;

        let on_message = {
            let hear = hear.clone();
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| hear(read(&event.data())))
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            let message = Reflect::get(&event, &"message".into()).ok().and_then(|m| m.as_string());
            hear(Said::Broken(message.unwrap_or_default()));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // A worker may be ended from within its own answer, where a closure cannot be dropped. Workers are few.
        on_message.forget();
        on_error.forget();

        let flag = shared_flag();
        let first = Object::new();
        let interrupt = flag.as_ref().map_or(JsValue::NULL, |f| f.buffer().into());
        Reflect::set(&first, &"interrupt".into(), &interrupt)?;
        Reflect::set(&first, &"js".into(), &absolute(&facts::asset("notebook.js")).into())?;
        Reflect::set(&first, &"wasm".into(), &absolute(&facts::asset("notebook.wasm")).into())?;
        Reflect::set(&first, &"bytes".into(), &facts::notebook_bytes().into())?;
        let pair = |file: &DataFile| Array::of2(&file.path.as_str().into(), &absolute(&file.address).into());
        Reflect::set(&first, &"data".into(), &data.iter().map(pair).collect::<Array>())?;
        worker.post_message(&first)?;
        Ok(Worker { worker, flag })
    }

    /// Sends a message.
    pub fn send(&self, message: &ToWorker) {
        // Our own types always become JSON, and posting text fails only after the worker has ended.
        if let Ok(json) = serde_json::to_string(message) {
            let _ = self.worker.post_message(&json.into());
        }
    }

    /// Asks the running cell to stop; `false` if this page cannot ask.
    pub fn interrupt(&self) -> bool {
        let Some(flag) = &self.flag else { return false };
        Atomics::store(flag, 0, 1).is_ok() && Atomics::notify(flag, 0).is_ok()
    }

    /// Ends it, with all variables.
    pub fn end(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn read(data: &JsValue) -> Said {
    if let Some(json) = data.as_string() {
        return match serde_json::from_str(&json) {
            Ok(message) => Said::Message(message),
            Err(error) => Said::Broken(error.to_string()),
        };
    }
    let number = |key: &str| Reflect::get(data, &key.into()).ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
    Said::Loading(number("loaded"), number("total"))
}

/// The four shared bytes; `None` where the browser gives none, that is outside cross-origin isolation.
fn shared_flag() -> Option<Int32Array> {
    let isolated = Reflect::get(&js_sys::global(), &"crossOriginIsolated".into()).is_ok_and(|v| v.is_truthy());
    isolated.then(|| Int32Array::new(&SharedArrayBuffer::new(4)))
}

/// A worker resolves addresses against its own, not the page's.
fn absolute(path: &str) -> String {
    let origin = gloo::utils::window().location().origin().unwrap_or_default();
    if path.starts_with('/') { format!("{origin}{path}") } else { path.to_owned() }
}
