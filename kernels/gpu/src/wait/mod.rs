//! Waiting for the GPU from synchronous code: by suspending the stack in the browser, by polling elsewhere.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{adapter_name, map, moment, now_ms, resolve};
#[cfg(target_arch = "wasm32")]
pub(crate) use web::{adapter_name, map, moment, now_ms, resolve};
