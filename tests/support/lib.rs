//! What the tests share: a server over a throw-away folder, a browser that keeps cookies, a PostgreSQL of our own.

pub mod browser;
pub mod database;
pub mod exam;
pub mod grader;
pub mod site;

pub use browser::{Answer, Browser};
pub use site::Site;
