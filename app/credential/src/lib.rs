//! Certificates as credentials that other people's software accepts: Open Badges 3.0 on W3C Verifiable Credentials 2.0.
//!
//! [`document`] says what a certificate says; [`proof`] and [`jws`] sign it, once inside and once around; [`keys`] and
//! [`issuer`] tell the world whose signature that is; [`status`] takes it back; [`check`] reads any such credential, ours or
//! not, and explains each step. [`badge`] is the same as a picture. Nothing here asks the network.

pub mod award;
pub mod badge;
pub mod check;
pub mod date;
pub mod document;
pub mod fonts;
pub mod issuer;
pub mod jws;
pub mod keys;
pub mod multibase;
pub mod pdf;
pub mod picture;
pub mod present;
pub mod proof;
pub mod qr;
pub mod rdf;
pub mod status;

pub use award::{Award, Band, Evidence, Exam, Skill, Text};
pub use document::Entry;
pub use issuer::{Issuer, Signed};
pub use keys::Keys;
pub use present::{Presented, Unreadable};
pub use status::Purpose;
