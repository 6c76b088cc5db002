//! QTI 3: one file for each item.

mod read;
mod write;

pub(crate) use read::read;
pub(crate) use write::write;
