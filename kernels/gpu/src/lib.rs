//! The GPU backend: tensor kernels on WebGPU in a browser, on Vulkan or Metal outside.
//!
//! [`open`] finds a device; the result goes to `tensor::device::register`. Kernels are recorded into one compute pass
//! and submitted together when somebody reads. Every kind of kernel has a folder with its host code and its WGSL.
//!
//! Absent on purpose: subgroups and immediates (wgpu does not map the first and panics on the second in a browser),
//! autotuning (static tables choose), and naga in the wasm (tests validate every composed shader instead).

mod backend;
mod copy;
mod faults;
mod flight;
mod fused;
mod gather;
mod int_matmul;
mod kernel;
mod matmul;
mod open;
mod pipelines;
mod pool;
mod record;
mod reduce;
mod scatter;
mod shader;
mod softmax;
#[cfg(test)]
mod validate;
mod wait;

pub use backend::Gpu;
pub use open::{AdapterName, NoGpu, open};
