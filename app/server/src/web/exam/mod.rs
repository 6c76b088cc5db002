//! Exams over HTTP: what candidates ask for, and what instructors and proctors do.

pub mod api;
pub mod fields;
pub mod intro;
pub mod live;
pub mod result;
pub mod seb;
pub mod sit;
pub mod teach;
pub mod who;
