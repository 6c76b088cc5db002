//! Exams as instructors and proctors see them: the list, the gradebook, one attempt with its log, statistics.

mod attempt;
mod book;
mod statistics;

pub use attempt::{Action, AttemptReview, Criterion, ItemReview, LogLine, Standing, attempt_review};
pub use book::{Book, BookRow, CertificateLine, ExamLine, Preview, PreviewRow, book, exams, preview};
pub use statistics::{Distractor, ItemLine, Statistics, statistics};
