//! Exams as data, in two families of types with a wall between them.
//!
//! What a candidate may see is here: [`Sheet`] and [`Policy`] before the start, [`Paper`] once an attempt runs, [`Answer`]
//! on the way back, [`Mark`] and [`Score`] where the policy shows them. All of it is `Serialize`.
//!
//! What only the server may know, keys, rubrics, hidden checks and generators, is in [`secret`]. Nothing there is
//! `Serialize`, and the page's build, which has the feature `compile` off, does not contain it at all.

mod answer;
mod mark;
mod paper;
mod points;
mod policy;
#[cfg(feature = "compile")]
pub mod secret;

#[cfg(feature = "compile")]
pub(crate) use paper::blank_mark;

pub use answer::{Answer, Refused};
pub use mark::{Detail, Mark, Score, SkillScore};
pub use paper::{Blank, Body, Budget, Choice, Entry, Image, Item, Paper, PaperSection, Revealed, fill_blanks};
pub use points::Points;
pub use policy::{Band, Feedback, Integrity, Navigation, Policy, Release, SectionText, Sheet, Window};
