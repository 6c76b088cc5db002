//! What requests get from the whole server.

mod accounts;
mod attacks;
mod certificates;
mod checks;
mod courses;
mod events;
mod exams;
mod failures;
mod files;
mod grading;
mod guards;
mod headers;
mod languages;
mod pages;
mod sessions;
mod throttle;
mod way;
