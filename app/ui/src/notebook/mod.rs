//! The notebook of a lesson.
