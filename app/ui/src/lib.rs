//! Pages and their interactive parts.
//!
//! With the feature `ssr` every page is a pure function: plain data in, a whole HTML document out ([`pages`]). Links are
//! links and forms are forms, so everything but notebooks works with scripts off. With the feature `hydrate` (wasm only)
//! the [`islands`] inside a page wake up; a page without islands loads no wasm.

// The type of a page is as deep as the page; building it for the server goes past the default.
#![recursion_limit = "512"]

rust_i18n::i18n!("locales", fallback = "en");

#[cfg(feature = "ssr")]
mod assets;
#[cfg(feature = "ssr")]
mod chrome;
#[cfg(feature = "hydrate")]
mod facts;
pub mod islands;
#[cfg(feature = "hydrate")]
mod locker;
pub mod notebook;
#[cfg(feature = "ssr")]
pub mod pages;
pub mod parts;
pub mod progress;
pub mod words;

#[cfg(feature = "ssr")]
pub use assets::Assets;
#[cfg(feature = "ssr")]
pub use chrome::{Chrome, Theme};
#[cfg(feature = "ssr")]
pub use pages::{
    Account, AccountNews, Notice, Problem, SignIn, SignUp, account, catalogue, certificate, glossary, lesson, notice,
    outline, progress_page, sign_in, sign_up,
};
#[cfg(feature = "ssr")]
pub use pages::{exam, teach};
