//! What instructors and proctors do: read, grade, decide, give time, regrade, count. Each route names the role it needs.

mod attempt;
mod book;
mod export;
mod regrade;
mod say;

pub use attempt::{count_late, decide, grade, more_time, page as attempt, pause};
pub use book::{accommodate, add_to_group, exams, page as book, set_closing};
pub use export::{answers as export_answers, book as export, statistics as export_statistics};
pub use regrade::{commit as regrade, page as regrade_page, statistics};
