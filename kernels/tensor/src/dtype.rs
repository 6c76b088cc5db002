//! Element types and Python-like scalars, with PyTorch's promotion rules.

use crate::narrow;
use std::fmt;

/// Element type. In arithmetic an element is one 32-bit word, its *value word*: f32 bits, i32 two's complement, or 0 and 1.
/// Narrow types (see [`DType::lanes`]) are storage: a buffer holds several elements per word, loads unpack them to value
/// words (f32 bits that are exact in the narrow type, or whole numbers within its range), stores pack them again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum DType {
    /// Truth value.
    Bool,
    /// Whole number from 0 to 255, four per word.
    U8,
    /// Whole number from -128 to 127, four per word.
    I8,
    /// Whole number from -32768 to 32767, two per word.
    I16,
    /// Whole number of 32 bits.
    I32,
    /// Whole number; held as 32 bits on the device, values outside are refused on entry.
    I64,
    /// IEEE half precision, two per word.
    F16,
    /// The upper half of a single-precision number, two per word.
    BF16,
    /// Single precision.
    F32,
}

impl DType {
    /// Every element type.
    pub const ALL: [Self; 9] =
        [Self::Bool, Self::U8, Self::I8, Self::I16, Self::I32, Self::I64, Self::F16, Self::BF16, Self::F32];

    /// PyTorch's name without `torch.`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::U8 => "uint8",
            Self::I8 => "int8",
            Self::I16 => "int16",
            Self::I32 => "int32",
            Self::I64 => "int64",
            Self::F16 => "float16",
            Self::BF16 => "bfloat16",
            Self::F32 => "float32",
        }
    }

    /// What PyTorch calls it in error messages (`Float`, `Long`, `Bool`).
    pub fn short(self) -> &'static str {
        match self {
            Self::Bool => "Bool",
            Self::U8 => "Byte",
            Self::I8 => "Char",
            Self::I16 => "Short",
            Self::I32 => "Int",
            Self::I64 => "Long",
            Self::F16 => "Half",
            Self::BF16 => "BFloat16",
            Self::F32 => "Float",
        }
    }

    /// Whether it has a fractional part, and thus gradients.
    pub fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::BF16 | Self::F32)
    }

    /// Whether it is floating point of 16 bits.
    pub fn is_half(self) -> bool {
        matches!(self, Self::F16 | Self::BF16)
    }

    /// Whether it holds whole numbers (truth values are not).
    pub fn is_integer(self) -> bool {
        !self.is_float() && self != Self::Bool
    }

    /// Elements that one word of a buffer holds.
    pub fn lanes(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 4,
            Self::I16 | Self::F16 | Self::BF16 => 2,
            Self::Bool | Self::I32 | Self::I64 | Self::F32 => 1,
        }
    }

    /// Whether a word of a buffer holds several elements.
    pub fn is_packed(self) -> bool {
        self.lanes() > 1
    }

    /// Words of a buffer that holds this many elements.
    pub fn words(self, elements: usize) -> usize {
        elements.div_ceil(self.lanes())
    }

    /// The type in which arithmetic on it is done: results are rounded (or wrapped) back to it.
    pub fn compute(self) -> Self {
        match self {
            Self::F16 | Self::BF16 => Self::F32,
            Self::U8 | Self::I8 | Self::I16 => Self::I32,
            other => other,
        }
    }

    /// Bytes of one element in PyTorch (`element_size`).
    pub fn size(self) -> usize {
        match self {
            Self::Bool | Self::U8 | Self::I8 => 1,
            Self::I16 | Self::F16 | Self::BF16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::I64 => 8,
        }
    }

    /// Least and greatest whole number that it holds here; `None` for floating point.
    pub fn range(self) -> Option<(i64, i64)> {
        match self {
            Self::Bool => Some((0, 1)),
            Self::U8 => Some((0, 255)),
            Self::I8 => Some((-128, 127)),
            Self::I16 => Some((i16::MIN.into(), i16::MAX.into())),
            Self::I32 | Self::I64 => Some((i32::MIN.into(), i32::MAX.into())),
            Self::F16 | Self::BF16 | Self::F32 => None,
        }
    }

    /// The narrowest type that holds both: PyTorch's `promote_types`.
    pub fn promote(self, other: Self) -> Self {
        match (self.min(other), self.max(other)) {
            (Self::U8, Self::I8) => Self::I16,
            (Self::F16, Self::BF16) => Self::F32,
            (_, wider) => wider,
        }
    }

    /// Whether results of this type may be written to a tensor of type `to` in place: PyTorch's `can_cast`.
    pub fn can_cast(self, to: Self) -> bool {
        let loses_fraction = self.is_float() && !to.is_float();
        !loses_fraction && (self == Self::Bool || to != Self::Bool)
    }

    /// A value word of [`DType::compute`]'s type, rounded to nearest (halves to even) or wrapped as this type stores it.
    #[inline]
    pub fn settle(self, word: u32) -> u32 {
        match self {
            Self::F16 => narrow::from_half(narrow::to_half(word)),
            Self::BF16 => narrow::from_brain(narrow::to_brain(word)),
            Self::U8 => word & 0xff,
            Self::I8 => word as i8 as i32 as u32,
            Self::I16 => word as i16 as i32 as u32,
            Self::Bool | Self::I32 | Self::I64 | Self::F32 => word,
        }
    }

    /// The value word of an element, from the word of the buffer that holds it. `lane` is below [`DType::lanes`].
    #[inline]
    pub fn unpack(self, word: u32, lane: usize) -> u32 {
        match self {
            Self::F16 => narrow::from_half((word >> (16 * lane)) & 0xffff),
            Self::BF16 => narrow::from_brain((word >> (16 * lane)) & 0xffff),
            Self::U8 => (word >> (8 * lane)) & 0xff,
            Self::I8 => (word >> (8 * lane)) as i8 as i32 as u32,
            Self::I16 => (word >> (16 * lane)) as i16 as i32 as u32,
            Self::Bool | Self::I32 | Self::I64 | Self::F32 => word,
        }
    }

    /// A value word in its place in a word of a buffer; the other lanes are 0.
    #[inline]
    pub fn pack(self, value: u32, lane: usize) -> u32 {
        match self {
            Self::F16 => narrow::to_half(value) << (16 * lane),
            Self::BF16 => narrow::to_brain(value) << (16 * lane),
            Self::U8 | Self::I8 => (value & 0xff) << (8 * lane),
            Self::I16 => (value & 0xffff) << (16 * lane),
            Self::Bool | Self::I32 | Self::I64 | Self::F32 => value,
        }
    }

    /// Words of a buffer from value words.
    pub fn pack_all(self, values: &[u32]) -> Vec<u32> {
        let word = |chunk: &[u32]| chunk.iter().enumerate().fold(0, |w, (lane, v)| w | self.pack(*v, lane));
        values.chunks(self.lanes()).map(word).collect()
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

    /// The value word for this dtype (an integer beyond 32 bits saturates; [`crate::Error::Overflow`] is raised before).
    pub fn word(self, dtype: DType) -> u32 {
        match dtype.compute() {
            DType::Bool => u32::from(self.to_f64() != 0.0),
            DType::F32 => dtype.settle((self.to_f64() as f32).to_bits()),
            _ => dtype.settle(self.to_i64().clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32 as u32),
        }
    }

    /// The scalar that a value word stands for.
    pub fn from_word(word: u32, dtype: DType) -> Self {
        match dtype.compute() {
            DType::Bool => Self::Bool(word != 0),
            DType::F32 => Self::Float(f64::from(f32::from_bits(word))),
            _ => Self::Int(i64::from(word as i32)),
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
