//! HTML that the server writes into an island and the browser leaves alone: it does not travel a second time with the
//! island's properties.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// HTML of the lesson, already sanitised. For `inner_html`, which waking does not touch; empty in the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asleep(pub String);

impl Serialize for Asleep {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // Not null: `Some` of it must not come back as `None`.
        to.serialize_str("")
    }
}

impl<'de> Deserialize<'de> for Asleep {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Asleep)
    }
}

#[cfg(test)]
mod tests {
    use super::Asleep;

    #[test]
    fn it_stays_behind_and_leaves_its_place() {
        let check = |value: Option<Asleep>, json: &str| {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            let back: Option<Asleep> = serde_json::from_str(json).unwrap();
            assert_eq!(back.is_some(), value.is_some());
        };
        check(Some(Asleep("<p>much</p>".into())), "\"\"");
        check(None, "null");
    }
}
