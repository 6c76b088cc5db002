//! Accounts: what a login and a password may be, how passwords are kept, how sessions live, how guessing is slowed.

pub mod login;
pub mod password;
pub mod session;
pub mod throttle;
