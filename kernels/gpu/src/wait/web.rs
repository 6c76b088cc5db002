//! Waiting in a browser: JSPI suspends the running cell until a promise settles, and the worker's event loop goes on.

// Marked deprecated only because JSPI is young; there is no other way to wait from synchronous code.
#![allow(deprecated)]

use js_sys::futures::{future_to_promise, jspi_block_on_promise};
use js_sys::{Array, Function, Promise, Reflect};
use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: i32) -> JsValue;
}

/// Longest pause between two nudges, in milliseconds.
const SLOWEST_NUDGE: i32 = 16;

/// Waits until `buffer` is readable by the host.
pub(crate) fn map(
    _device: &wgpu::Device,
    queue: &wgpu::Queue,
    buffer: &wgpu::Buffer,
    bytes: u64,
) -> Result<(), String> {
    let answer = Rc::new(RefCell::new(None));
    let slot = Rc::clone(&answer);
    let slice = buffer.slice(..bytes);
    let mut slot = Some(slot);
    let mapped = Promise::new(&mut |resolve, _reject| {
        let slot = slot.take();
        slice.map_async(wgpu::MapMode::Read, move |result| {
            if let Some(slot) = slot {
                *slot.borrow_mut() = Some(result);
            }
            // A resolver cannot throw.
            let _ = resolve.call0(&JsValue::NULL);
        });
    });
    // Firefox looks at its maps only when the queue moves: an empty submit makes it look.
    let mut pause = 1;
    while answer.borrow().is_none() {
        block(&Promise::race(&Array::of2(&mapped, &sleep(pause))))?;
        if answer.borrow().is_none() {
            queue.submit([]);
            pause = (pause * 2).min(SLOWEST_NUDGE);
        }
    }
    let result = answer.borrow_mut().take();
    match result {
        Some(Ok(())) => Ok(()),
        Some(Err(e)) => {
            // A lost device fails its maps first and says that it is lost a moment later.
            block(&sleep(SLOWEST_NUDGE))?;
            Err(e.to_string())
        }
        None => Err("the GPU finished without answering".to_string()),
    }
}

/// Milliseconds on the browser's clock.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Lets a moment pass in which callbacks run; `false` where the stack cannot be suspended.
pub(crate) fn moment(_device: &wgpu::Device) -> bool {
    block(&sleep(1)).is_ok()
}

/// The value of a future of the API, or nothing where the stack cannot be suspended.
pub(crate) fn resolve<T: 'static>(future: impl Future<Output = T> + 'static) -> Option<T> {
    let slot = Rc::new(RefCell::new(None));
    let inner = Rc::clone(&slot);
    let promise = future_to_promise(async move {
        *inner.borrow_mut() = Some(future.await);
        Ok(JsValue::UNDEFINED)
    });
    block(&promise).ok()?;
    slot.borrow_mut().take()
}

/// Vendor and architecture, as far as the browser tells.
pub(crate) fn adapter_name(device: &wgpu::Device) -> Option<String> {
    let device: &JsValue = device.as_webgpu()?.as_ref();
    let info = Reflect::get(device, &"adapterInfo".into()).ok()?;
    let field = |name: &str| Reflect::get(&info, &name.into()).ok()?.as_string().filter(|s| !s.is_empty());
    match (field("vendor"), field("architecture")) {
        (Some(vendor), Some(architecture)) => Some(format!("{vendor} {architecture}")),
        (vendor, architecture) => vendor.or(architecture),
    }
}

fn sleep(milliseconds: i32) -> Promise {
    Promise::new(&mut |resolve, _reject| {
        set_timeout(&resolve, milliseconds);
    })
}

fn block(promise: &Promise) -> Result<(), String> {
    let blocked = jspi_block_on_promise(promise);
    blocked.map(|_| ()).map_err(|e| format!("the browser could not wait for the GPU ({e:?})"))
}
