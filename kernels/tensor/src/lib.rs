//! Tensors as PyTorch has them: shapes, dtypes, the operation table, a lazy graph with fusion, reverse-mode gradients.
//!
//! Operations are recorded; a read (`item`, `to_vec`, printing) realises what it needs on the tensor's [`device`] through
//! a [`backend::Backend`] that somebody registered (`cpu::register()`). Everything is per thread.

pub mod approx;
pub mod backend;
pub mod device;
mod dtype;
mod error;
pub mod kernels;
pub mod lane;
pub mod layout;
pub mod map;
pub mod ops;
pub mod program;
pub use device::Device;
pub use dtype::{DType, Scalar};
pub use error::{Error, Kind, Result};
pub use layout::Dims;
pub use ops::Op;
