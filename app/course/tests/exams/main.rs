//! Exams from outside: folders of markdown in; diagnostics, papers and marks out.
#![cfg(feature = "compile")]

mod drawing;
mod grading;
mod hostile;
mod kinds;
mod mistakes;
mod shipped;
mod support;
mod translations;
mod variants;
mod whole;
