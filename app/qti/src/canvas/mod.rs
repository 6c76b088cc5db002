//! QTI 1.2 as Canvas writes it: one file with an assessment, told apart by its `question_type`.

mod read;
mod write;

pub(crate) use read::read;
pub(crate) use write::write;
