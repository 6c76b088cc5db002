//! Element types and Python-like scalars, with PyTorch's promotion rules.

use std::fmt;

/// Element type. On every device an element is one 32-bit word: f32 bits, i32 two's complement, or 0 and 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum DType {
    /// Truth value.
    Bool,
    /// Whole number; held as 32 bits on the device, values outside are refused on entry.
    I64,
    /// Single precision.
    F32,
}

impl DType {
    /// PyTorch's name without `torch.`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::I64 => "int64",
            Self::F32 => "float32",
        }
    }

    /// What PyTorch calls it in error messages (`Float`, `Long`, `Bool`).
    pub fn short(self) -> &'static str {
        match self {
            Self::Bool => "Bool",
            Self::I64 => "Long",
            Self::F32 => "Float",
        }
    }

    /// Whether it has a fractional part, and thus gradients.
    pub fn is_float(self) -> bool {
        self == Self::F32
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "torch.{}", self.name())
    }
}

/// A number without a tensor around it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Scalar {
    /// `True` or `False`
    Bool(bool),
    /// `3`
    Int(i64),
    /// `3.0`
    Float(f64),
}

impl Scalar {
    /// Dtype that a tensor made from it alone would have.
    pub fn dtype(self) -> DType {
        match self {
            Self::Bool(_) => DType::Bool,
            Self::Int(_) => DType::I64,
            Self::Float(_) => DType::F32,
        }
    }

    /// The value as a real number.
    pub fn to_f64(self) -> f64 {
        match self {
            Self::Bool(b) => f64::from(u8::from(b)),
            Self::Int(i) => i as f64,
            Self::Float(f) => f,
        }
    }

    /// The value as a whole number, cut towards zero.
    pub fn to_i64(self) -> i64 {
        match self {
            Self::Bool(b) => i64::from(b),
            Self::Int(i) => i,
            Self::Float(f) => f as i64,
        }
    }

    /// The device word for this dtype (an integer beyond 32 bits saturates; [`crate::Error::Overflow`] is raised before).
    pub fn word(self, dtype: DType) -> u32 {
        match dtype {
            DType::Bool => u32::from(self.to_f64() != 0.0),
            DType::I64 => self.to_i64().clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32 as u32,
            DType::F32 => (self.to_f64() as f32).to_bits(),
        }
    }

    /// The scalar that a device word stands for.
    pub fn from_word(word: u32, dtype: DType) -> Self {
        match dtype {
            DType::Bool => Self::Bool(word != 0),
            DType::I64 => Self::Int(i64::from(word as i32)),
            DType::F32 => Self::Float(f64::from(f32::from_bits(word))),
        }
    }
}

impl From<f32> for Scalar {
    fn from(x: f32) -> Self {
        Self::Float(f64::from(x))
    }
}
impl From<f64> for Scalar {
    fn from(x: f64) -> Self {
        Self::Float(x)
    }
}
impl From<i64> for Scalar {
    fn from(x: i64) -> Self {
        Self::Int(x)
    }
}
impl From<i32> for Scalar {
    fn from(x: i32) -> Self {
        Self::Int(i64::from(x))
    }
}
impl From<bool> for Scalar {
    fn from(x: bool) -> Self {
        Self::Bool(x)
    }
}
