//! Tensors, their graph and their gradients. The crate's README says how it works and lists its interface.
#![doc = include_str!("../README.md")]

mod advanced;
pub mod approx;
mod autograd;
pub mod backend;
mod backward;
mod combine;
mod create;
mod custom;
pub mod device;
mod dtype;
mod elementwise;
mod error;
pub mod format;
mod graph;
mod history;
mod hooks;
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
mod pieces;
mod plan;
pub mod program;
pub mod random;
mod reduce;
mod shapes;
mod tensor;
mod triangles;
mod views;

pub use autograd::{GradMode, backward, grad, grad_enabled, no_grad, set_grad_enabled};
pub use backward::set_detect_anomaly;
pub use combine::Combine;
pub use custom::{Backward, custom};
pub use device::Device;
pub use dtype::{DType, Scalar};
pub use error::{Error, Kind, Result};
pub use history::History;
pub use hooks::{AfterHook, Hook, HookHandle};
pub use index::Index;
pub use layout::Dims;
pub use ops::Op;
pub use shapes::Padding;
pub use tensor::{Arg, Tensor};
