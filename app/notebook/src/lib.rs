//! The notebook's interpreter session: runs Python cells, checks exercises, completes names. It knows no DOM: whoever
//! embeds it (the browser worker, the grader) hands in a [`Host`].
//!
//! A cell's way: [`Session::run`] parses it, `instrument` puts a poll into every loop and function so that it can be
//! stopped, `execute` runs it in its environment, `streams` and `traceback` turn what happens into
//! [`cells::Output`]s. Python modules written in Rust or frozen from `python/` are listed in `modules`.

mod builtin;
mod complete;
mod execute;
mod exercise;
mod files;
mod grade;
mod host;
mod instrument;
pub mod memory;
mod modules;
mod numpy;
mod poll;
mod pyplot;
mod session;
mod streams;
mod torch;
mod traceback;

pub use grade::Line;
pub use host::Host;
pub use session::{Cell, Session};
