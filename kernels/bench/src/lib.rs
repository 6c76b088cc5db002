//! The tensor engine as `cargo bench-engine` drives it in a browser's worker: [`open`] a device, [`give`] it the inputs,
//! [`prepare`] a workload, [`run`] it. The same inputs go to the other engines, so that losses can be compared.
#![cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#![allow(deprecated, reason = "wasm-bindgen marks its JSPI support as experimental in this way")]

mod adam;
mod attention;
mod matmul;
mod mlp;
mod profile;
mod transformer;
mod workload;

use std::cell::RefCell;

use tensor::{Device, Tensor};
use wasm_bindgen::prelude::*;

use crate::workload::Workload;

thread_local! {
    static DEVICE: RefCell<Device> = const { RefCell::new(Device::Cpu) };
    static GIVEN: RefCell<Vec<Tensor>> = const { RefCell::new(Vec::new()) };
    static WORK: RefCell<Option<Box<dyn Workload>>> = const { RefCell::new(None) };
}

fn fault(error: impl std::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}

/// Opens `cpu` (SIMD) or `webgpu` for all that follows and says what it is. `timed` notes the time of every kernel, which
/// only a processor's are worth: a GPU's run later.
///
/// # Errors
/// No such device here.
#[wasm_bindgen]
pub async fn open(device: String, timed: bool) -> Result<String, JsError> {
    let device = Device::parse(&device).map_err(fault)?;
    match device {
        Device::WebGpu => {
            let (gpu, _) = gpu::open().await.map_err(fault)?;
            tensor::device::register(device, Box::new(gpu));
        }
        _ if timed => tensor::device::register(device, Box::new(profile::Timed::new(Box::new(cpu::Simd::new())))),
        _ => cpu::register(),
    }
    DEVICE.set(device);
    tensor::device::describe(device).map_err(fault)
}

/// Adds an input for the next [`prepare`]. `whole`: the values are indices.
///
/// # Errors
/// The values do not fill the shape.
#[wasm_bindgen(jspi)]
pub fn give(shape: Vec<u32>, values: Vec<f32>, whole: bool) -> Result<(), JsError> {
    let device = DEVICE.with_borrow(|d| *d);
    let shape: Vec<usize> = shape.into_iter().map(|s| s as usize).collect();
    let input = if whole {
        let indices: Vec<i64> = values.iter().map(|v| *v as i64).collect();
        Tensor::from_i64(&indices, &shape, device)
    } else {
        Tensor::from_f32(&values, &shape, device)
    };
    let input = input.map_err(fault)?;
    GIVEN.with_borrow_mut(|given| given.push(input));
    Ok(())
}

/// Makes the workload of that name from the inputs given. `false`: the engine cannot do it yet.
///
/// # Errors
/// The inputs are not the workload's, or the device failed.
#[wasm_bindgen(jspi)]
pub fn prepare(name: String) -> Result<bool, JsError> {
    // The one before goes first: its memory is not this one's matter.
    WORK.set(None);
    let made = workload::make(&name, GIVEN.take()).map_err(fault)?;
    let there = made.is_some();
    WORK.set(made);
    Ok(there)
}

/// Takes that many steps and gives the number that the last one read.
///
/// # Errors
/// Nothing is prepared, or a step failed.
#[wasm_bindgen(jspi)]
pub fn run(steps: u32) -> Result<f64, JsError> {
    // Taken out while it works: the event loop goes on while a GPU is waited for.
    let mut work = WORK.take().ok_or_else(|| fault("no workload is prepared"))?;
    let mut read = f64::NAN;
    for _ in 0..steps {
        read = work.step().map_err(fault)?;
    }
    WORK.set(Some(work));
    Ok(read)
}

/// What the device did since the last call: one line for each kind of kernel and its sizes, with how often it ran and the
/// milliseconds it took in all, separated by tabs, the longest first.
#[wasm_bindgen]
pub fn times() -> String {
    profile::take()
}
