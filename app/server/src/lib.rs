//! The server: lessons out, progress in. Code that is not ours runs in processes of its [`sandbox`]; it links neither
//! interpreter nor GPU.
//!
//! [`app`] is the whole application as a router over a [`state::State`]; the binary `academy` serves it, and the tests call
//! it without a socket.

pub mod account;
pub mod clock;
pub mod config;
pub mod content;
pub mod credential;
pub mod exam;
pub mod hash;
pub mod listen;
pub mod private;
pub mod router;
pub mod sandbox;
pub mod serve;
pub mod standing;
pub mod state;
pub mod store;
pub mod web;

pub use config::{Config, Settings};
pub use router::app;
pub use state::State;
