//! Exams in the database: attempts with logs and answers, verdicts, the queue of grading, roles, accommodations.

mod allowances;
mod answers;
mod attempts;
mod commit;
mod jobs;
mod roles;
mod rows;

pub use attempts::Sitting;
pub use jobs::Job;
pub use roles::Role;
