//! Every page as a function from plain data to an HTML document.

mod account;
mod catalogue;
pub mod certificate;
pub mod exam;
mod glossary;
mod lesson;
mod notice;
mod outline;
mod progress;
mod sign;
pub mod teach;

pub use account::{Account, AccountNews, account};
pub use catalogue::catalogue;
pub use glossary::glossary;
pub use lesson::lesson;
pub use notice::{Notice, notice};
pub use outline::outline;
pub use progress::progress_page;
pub(crate) use sign::encode;
pub use sign::{Problem, SignIn, SignUp, sign_in, sign_up};
