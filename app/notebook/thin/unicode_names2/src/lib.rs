//! Names of characters for the parser of Python, which asks for version 1 of this crate while the interpreter links
//! version 3: without this front the notebook would carry the same tables twice.

pub use current::character;
