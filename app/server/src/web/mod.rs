//! The HTTP edge: who asks, what they get, what it looks like when they do not get it.

pub mod account;
pub mod api;
pub mod cache;
pub mod check;
pub mod credential;
pub mod error;
pub mod exam;
pub mod files;
pub mod headers;
pub mod health;
pub mod pages;
pub mod path;
pub mod preferences;
pub mod reload;
pub mod sign;
pub mod visitor;
