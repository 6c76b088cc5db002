//! The parts of a page that wake in the browser. Each is written by the server as it stands and reads well asleep.

mod bar;
mod cell;
mod end;
mod meter;
mod quiz;
mod ring;
mod sync;
mod tally;

pub use bar::NotebookBar;
pub use cell::{CellIsland, CellText};
pub use end::{LessonEnd, Neighbour};
pub use meter::CourseMeter;
pub use quiz::{OptionSpec, QuizIsland, QuizSpec};
pub use ring::{LessonRing, Parts};
pub use sync::Sync;
pub use tally::LessonTally;
