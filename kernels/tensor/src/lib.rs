//! Tensors, their graph and their gradients. The crate's README says how it works and lists its interface.
#![doc = include_str!("../README.md")]

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
pub mod narrow;
mod nn;
pub mod ops;
#[cfg(feature = "parity")]
pub mod parity;
mod plan;
pub mod program;
mod quant;
pub mod random;
mod reduce;
mod tensor;
mod views;

pub use autograd::{GradMode, grad, grad_enabled, no_grad, set_grad_enabled};
pub use device::Device;
pub use dtype::{DType, Scalar};
pub use elementwise::result_type;
pub use error::{Error, Kind, Result};
pub use index::Index;
pub use layout::Dims;
pub use ops::Op;
pub use quant::Grid;
pub use tensor::{Arg, Tensor};
