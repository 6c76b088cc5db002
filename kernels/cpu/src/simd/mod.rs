//! The fast backend: one thread, wide registers. Elementwise programs run tile by tile in the L1 cache, products are
//! packed and register-tiled, sums are blocked. The instruction set is chosen when the backend is made.

mod elementwise;
mod int_matmul;
mod isa;
mod matmul;
mod reduce;
mod softmax;
mod tile;

use crate::memory::Memory;
use crate::reference;
use isa::Isa;
pub use matmul::Block;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use matmul::fused_block;
use tensor::backend::{Backend, BufferId, Kernel};
use tensor::{Device, Result};

/// The backend of `Device::Cpu`.
pub struct Simd {
    memory: Memory,
    isa: Isa,
    block: Option<matmul::Block>,
    scratch: Scratch,
}

/// Working memory that is kept between kernels.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Registers of the tile interpreter.
    registers: Vec<u32>,
    /// Packed panels, rows, accumulators.
    floats: Vec<f32>,
    /// Widened bytes.
    halves: Vec<i16>,
}

impl Simd {
    /// Picks the widest instruction set there is; one buffer may take 2 GiB.
    pub fn new() -> Self {
        Self::with_limit(2 << 30)
    }

    /// As [`Simd::new`], with another largest buffer in bytes.
    pub fn with_limit(bytes: u64) -> Self {
        Self { memory: Memory::new(Device::Cpu, bytes), isa: Isa::best(), block: None, scratch: Scratch::default() }
    }

    /// With a matrix product's inner part from elsewhere: in a browser, from a module that may use relaxed SIMD.
    ///
    /// # Safety
    /// `block` does what this module's own inner part does with the tile of this instruction set.
    pub unsafe fn with_block(block: matmul::Block) -> Self {
        Self { block: Some(block), ..Self::new() }
    }

    /// Without vector instructions: what a processor without them runs.
    pub fn scalar() -> Self {
        Self { isa: Isa::Scalar, ..Self::new() }
    }
}

impl Default for Simd {
    fn default() -> Self {
        Self::new()
    }
}

impl Backend for Simd {
    fn describe(&self) -> String {
        let fused = if self.block.is_some() { ", fused multiply-add" } else { "" };
        format!("CPU ({}{fused})", self.isa.name())
    }
    fn limit(&self) -> u64 {
        self.memory.limit()
    }
    fn alloc(&mut self, words: usize) -> Result<BufferId> {
        self.memory.alloc(words)
    }
    fn upload(&mut self, words: &[u32]) -> Result<BufferId> {
        self.memory.upload(words)
    }
    fn read(&mut self, buffer: BufferId, offset: usize, out: &mut [u32]) -> Result<()> {
        self.memory.read(buffer, offset, out)
    }
    fn free(&mut self, buffer: BufferId) {
        self.memory.free(buffer);
    }
    fn live(&self) -> usize {
        self.memory.live()
    }
    fn run(&mut self, kernels: &[Kernel]) -> Result<()> {
        let (memory, scratch) = (&self.memory, &mut self.scratch);
        for kernel in kernels {
            match kernel {
                Kernel::Map(k) => isa::dispatch(self.isa, tile::MapJob { memory, k, scratch }),
                Kernel::Reduce(k) => isa::dispatch(self.isa, reduce::ReduceJob { memory, k, scratch }),
                Kernel::MatMul(k) => {
                    isa::dispatch(self.isa, matmul::MatMulJob { memory, k, scratch, block: self.block })
                }
                Kernel::IntMatMul(k) => int_matmul::run(self.isa, memory, k, scratch),
                Kernel::Softmax(k) => isa::dispatch(self.isa, softmax::SoftmaxJob { memory, k, scratch }),
                // Index work is bound by memory: the definition is as fast as it gets.
                Kernel::Gather(_) | Kernel::Scatter(_) | Kernel::Write(_) => reference::run(memory, kernel)?,
            }
        }
        Ok(())
    }
}
