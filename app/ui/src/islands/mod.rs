//! The parts of a page that wake in the browser. Each is written by the server as it stands and reads well asleep.

mod meter;
mod ring;
mod sync;
mod tally;

pub use meter::CourseMeter;
pub use ring::{LessonRing, Parts};
pub use sync::Sync;
pub use tally::LessonTally;
