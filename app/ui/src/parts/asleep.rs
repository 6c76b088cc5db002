//! HTML that the server writes into an island and the browser leaves alone: it does not travel a second time with the
//! island's properties.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// HTML of the lesson, already sanitised. For `inner_html`, which waking does not touch; empty in the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asleep(pub String);

impl Serialize for Asleep {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Asleep {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <()>::deserialize(from).map(|()| Asleep::default())
    }
}
