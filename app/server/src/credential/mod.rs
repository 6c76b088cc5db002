//! Certificates: what a passed exam is worth to people who were not there.

pub mod award;

pub use award::{Award, Evidence, Exam, Skill, Text};
