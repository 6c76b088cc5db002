//! Python values that leave the instance they were made in: copies of plain data, and names for all else.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Number};

/// A copy of a value of exactly one of Python's own types; what has another type is [`Value::Remote`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// `None`.
    None,
    /// `bool`.
    Bool(bool),
    /// `int` that 64 bits hold.
    Int(i64),
    /// `int` of any size, in hexadecimal digits.
    Big(String),
    /// `float`.
    Float(Real),
    /// `complex`.
    Complex(Real, Real),
    /// `str`.
    Str(String),
    /// `bytes`.
    Bytes(#[serde(with = "super::hex")] Vec<u8>),
    /// `list`.
    List(Vec<Value>),
    /// `tuple`.
    Tuple(Vec<Value>),
    /// `set`.
    Set(Vec<Value>),
    /// `frozenset`.
    Frozenset(Vec<Value>),
    /// `dict`, in its order.
    Dict(Vec<(Value, Value)>),
    /// A `torch.Tensor`, without its gradient.
    Tensor {
        /// The type of its elements as safetensors files name it.
        dtype: String,
        /// Sizes.
        shape: Vec<usize>,
        /// The elements, little-endian.
        #[serde(with = "super::hex")]
        data: Vec<u8>,
    },
    /// A `numpy.ndarray`, or one of NumPy's scalars.
    Array {
        /// A scalar such as `numpy.float64`, not an array without dimensions.
        scalar: bool,
        /// The array as an `.npy` file.
        #[serde(with = "super::hex")]
        npy: Vec<u8>,
    },
    /// What stays where it is.
    Remote(Remote),
}

/// Something that cannot be copied, by a name under which its instance knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remote {
    /// The name.
    pub handle: u32,
    /// What it is.
    pub kind: Kind,
    /// The name of its type, or its own if it is a function, class or module; for messages only, since code chooses it.
    pub name: String,
}

/// What a [`Remote`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A function, a method, or another object that can be called.
    Function,
    /// A class.
    Class,
    /// A module.
    Module,
    /// Anything else.
    Object,
}

/// A number of 64 bits that JSON keeps exactly, infinities and `nan` included: its bits travel.
#[derive(Clone, Copy, PartialEq)]
pub struct Real(pub f64);

impl fmt::Debug for Real {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Real {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0.to_bits())
    }
}

impl<'de> Deserialize<'de> for Real {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Real, D::Error> {
        u64::deserialize(deserializer).map(|bits| Real(f64::from_bits(bits)))
    }
}

impl Value {
    /// As JSON, where it has a form there: dicts with text for keys, finite numbers, lists and tuples.
    pub fn to_json(&self) -> Option<serde_json::Value> {
        use serde_json::Value as Json;
        Some(match self {
            Value::None => Json::Null,
            Value::Bool(b) => Json::Bool(*b),
            Value::Int(n) => Json::from(*n),
            Value::Float(n) => Json::Number(Number::from_f64(n.0)?),
            Value::Str(s) => Json::String(s.clone()),
            Value::List(items) | Value::Tuple(items) => {
                Json::Array(items.iter().map(Value::to_json).collect::<Option<_>>()?)
            }
            Value::Dict(pairs) => {
                let pair = |(key, value): &(Value, Value)| match key {
                    Value::Str(key) => Some((key.clone(), value.to_json()?)),
                    _ => None,
                };
                Json::Object(pairs.iter().map(pair).collect::<Option<Map<_, _>>>()?)
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_survives_the_journey() {
        for n in [0.1, -0.0, f64::MIN_POSITIVE / 3.0, f64::INFINITY, 1e300, 2.0_f64.powi(53) + 2.0] {
            let json = serde_json::to_string(&Value::Float(Real(n))).unwrap();
            let back: Value = serde_json::from_str(&json).unwrap();
            assert!(matches!(back, Value::Float(Real(m)) if m.to_bits() == n.to_bits()), "{n}");
        }
        let nan = serde_json::to_string(&Real(f64::NAN)).unwrap();
        assert!(serde_json::from_str::<Real>(&nan).unwrap().0.is_nan());
    }

    #[test]
    fn bytes_travel_as_digits() {
        let value = Value::Bytes(vec![0, 1, 0xfe, 0xff]);
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(json, r#"{"bytes":"0001feff"}"#);
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value);
        for bad in ["0", "0g", "AB", "é"] {
            assert!(serde_json::from_str::<Value>(&format!(r#"{{"bytes":"{bad}"}}"#)).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_json_has_no_form_for_is_not_made_up() {
        let dict = Value::Dict(vec![(Value::Str("a".into()), Value::Tuple(vec![Value::Int(1), Value::None]))]);
        assert_eq!(dict.to_json(), Some(serde_json::json!({"a": [1, null]})));
        assert_eq!(Value::Dict(vec![(Value::Int(1), Value::None)]).to_json(), None);
        assert_eq!(Value::List(vec![Value::Float(Real(f64::NAN))]).to_json(), None);
    }
}
