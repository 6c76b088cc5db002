//! Markdown in, lessons and diagnostics out.
//!
#![doc = include_str!("README.md")]
//!
//! # In and out
//!
//! [`course`] takes a [`CourseSource`] and gives a [`CompiledCourse`]; [`commonmark`] is the plain markdown underneath.

mod attrs;
pub mod author;
mod blocks;
mod cell;
mod commonmark;
mod coverage;
mod diagnostic;
mod divs;
mod emit;
pub mod exam;
mod exercise;
mod figure;
mod front;
mod glossary;
mod highlight;
mod inline;
mod input;
mod labels;
mod lesson;
mod links;
mod manifest;
mod math;
mod options;
mod output;
mod page;
mod quiz;
mod raw;
mod sanitize;
mod survey;
mod tree;
mod twin;
mod words;

pub use commonmark::commonmark;
pub use coverage::{Coverage, coverage};
pub use diagnostic::{Diagnostic, Severity};
pub(crate) use emit::escape;
pub use exam::CompiledExam;
pub use exam::{reopen, variant};
pub use inline::{Inline, VALUES, Values};
pub use input::{CourseSource, ExamSource, ExamText, LessonSource, TextSource, exam_text, slug, text_lang};
pub use manifest::course;
pub use output::{CompiledCourse, CompiledLesson};
