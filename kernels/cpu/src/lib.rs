//! Two backends for processors: [`Reference`], which is the definition, and [`Simd`], which is fast and must agree with it.

mod memory;
mod reference;
mod simd;
mod walk;

pub use reference::Reference;
pub use simd::Simd;

use tensor::Device;

/// Puts both in place on this thread: [`Simd`] as `Device::Cpu`, [`Reference`] as `Device::Reference`.
pub fn register() {
    tensor::device::register(Device::Cpu, Box::new(Simd::new()));
    tensor::device::register(Device::Reference, Box::new(Reference::new()));
}
