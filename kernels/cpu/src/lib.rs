//! Two backends for processors: [`Reference`], which is the definition, and [`Simd`], which is fast and must agree with it.

mod memory;
mod reference;
mod simd;
mod walk;

pub use reference::Reference;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd::fused_block;
pub use simd::{Block, Simd};

use tensor::Device;

/// Puts both in place on this thread: [`Simd`] as `Device::Cpu`, [`Reference`] as `Device::Reference`.
pub fn register() {
    tensor::device::register(Device::Cpu, Box::new(Simd::new()));
    tensor::device::register(Device::Reference, Box::new(Reference::new()));
}
