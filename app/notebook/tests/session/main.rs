//! The session from outside: every test runs Python in it and looks at what a page would get.

mod cells_run;
mod checks;
mod completion;
mod files;
mod goldens;
mod grading;
mod numpy;
mod pyplot;
mod sklearn;
mod stopping;
mod support;
mod torch;
mod tracebacks;
