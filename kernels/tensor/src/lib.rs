//! Tensors as PyTorch has them: shapes, dtypes, the operation table, a lazy graph with fusion, reverse-mode gradients.
//!
//! Operations are recorded; a read (`item`, `to_vec`, printing) realises what it needs on the tensor's [`device`] through
//! a [`backend::Backend`] that somebody registered (`cpu::register()`). Everything is per thread.

pub mod approx;
mod autograd;
pub mod backend;
mod create;
pub mod device;
mod dtype;
mod elementwise;
mod error;
pub mod format;
mod graph;
mod index;
mod inplace;
mod join;
pub mod kernels;
pub mod lane;
pub mod layout;
mod linear;
pub mod map;
mod nn;
pub mod ops;
#[cfg(feature = "parity")]
pub mod parity;
mod plan;
pub mod program;
pub mod random;
mod reduce;
mod tensor;
mod views;

pub use autograd::{GradMode, grad, grad_enabled, no_grad, set_grad_enabled};
pub use device::Device;
pub use dtype::{DType, Scalar};
pub use error::{Error, Kind, Result};
pub use index::Index;
pub use layout::Dims;
pub use ops::Op;
pub use tensor::{Arg, Tensor};
