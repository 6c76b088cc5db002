//! Small pieces that pages and islands share.

mod asleep;
mod icon;
mod ring;

pub use asleep::Asleep;
pub(crate) use icon::icon;
pub(crate) use ring::{ring, ring_word};

#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
pub(crate) use form::{field, in_textarea, problem_box, text_field};
#[cfg(feature = "ssr")]
mod standing;
#[cfg(feature = "ssr")]
pub(crate) use standing::{course_meter, lesson_ring};
