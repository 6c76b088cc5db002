//! The rules of the house that a compiler does not keep: who may depend on whom, and that files say what they are for.

mod dependencies;
mod files;
