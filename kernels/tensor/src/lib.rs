//! Tensors, their graph and their gradients. The crate's README says how it works and lists its interface.
#![doc = include_str!("../README.md")]

pub mod approx;
mod attention;
mod autograd;
pub mod backend;
mod conv;
mod create;
pub mod device;
mod distance;
mod dtype;
mod elementwise;
mod error;
pub mod format;
mod formula;
mod graph;
mod index;
mod inplace;
mod join;
pub mod kernels;
pub mod lane;
mod layers;
pub mod layout;
mod likelihood;
mod linear;
mod losses;
pub mod map;
mod nn;
mod norm;
pub mod ops;
#[cfg(feature = "parity")]
pub mod parity;
mod plan;
mod pool;
pub mod program;
pub mod random;
mod reduce;
mod resize;
mod tensor;
mod views;
mod window;

pub use attention::Attention;
pub use autograd::{GradMode, grad, grad_enabled, no_grad, set_grad_enabled};
pub use conv::{ConvOptions, Padding};
pub use device::Device;
pub use dtype::{DType, Scalar};
pub use error::{Error, Kind, Result};
pub use formula::Reduced;
pub use index::Index;
pub use layers::Bag;
pub use layout::Dims;
pub use losses::ClassLoss;
pub use norm::Running;
pub use ops::Op;
pub use pool::Pool;
pub use resize::Interpolation;
pub use tensor::{Arg, Tensor};
