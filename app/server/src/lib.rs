//! The server: lessons out, progress in. It runs no student's code and links neither interpreter nor GPU.
//!
//! [`app`] is the whole application as a router over a [`state::State`]; the binary `academy` serves it, and the tests call
//! it without a socket.

pub mod account;
pub mod clock;
pub mod config;
pub mod content;
pub mod exam;
pub mod hash;
pub mod listen;
pub mod router;
pub mod serve;
pub mod standing;
pub mod state;
pub mod store;
pub mod web;

pub use config::{Config, Settings};
pub use router::app;
pub use state::State;
