//! The lesson dialect from outside: small lessons in, blocks and diagnostics out.
#![cfg(feature = "compile")]

mod blocks;
mod commonmark;
mod courses;
mod endings;
mod exercises;
mod mistakes;
mod mutations;
mod support;
mod text;
