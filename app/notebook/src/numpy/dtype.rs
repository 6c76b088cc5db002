//! The four element types, what they become together, and storage of each.

use super::fault::Fault;

/// Type of an array's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DType {
    /// `bool`
    Bool,
    /// `int64`
    I64,
    /// `float32`
    F32,
    /// `float64`
    F64,
}

impl DType {
    /// All types, narrowest first.
    pub const ALL: [Self; 4] = [Self::Bool, Self::I64, Self::F32, Self::F64];

    /// NumPy's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::I64 => "int64",
            Self::F32 => "float32",
            Self::F64 => "float64",
        }
    }

    /// A type by any of the names that mean it.
    ///
    /// # Errors
    /// `TypeError` that names the types there are.
    pub fn parse(name: &str) -> Result<Self, Fault> {
        Ok(match name {
            "bool" | "bool_" | "?" => Self::Bool,
            "int64" | "int" | "int_" | "i8" | "<i8" | "long" => Self::I64,
            "float32" | "f4" | "<f4" | "f" | "single" => Self::F32,
            "float64" | "float" | "double" | "f8" | "<f8" | "d" => Self::F64,
            other => {
                return Err(Fault::type_error(format!(
                    "data type '{other}' is not part of this subset; there are float64, float32, int64 and bool"
                )));
            }
        })
    }

    /// Bytes of one element in NumPy.
    pub fn size(self) -> usize {
        match self {
            Self::Bool => 1,
            Self::F32 => 4,
            Self::I64 | Self::F64 => 8,
        }
    }

    /// Whether elements are floating-point numbers.
    pub fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// The type that holds both: NumPy's table, in which int64 and float32 need float64.
    pub fn promote(self, other: Self) -> Self {
        match (self.min(other), self.max(other)) {
            (Self::I64, Self::F32) => Self::F64,
            (_, wider) => wider,
        }
    }

    /// The type of results that are never whole, such as a mean.
    pub fn to_float(self) -> Self {
        if self == Self::F32 { Self::F32 } else { Self::F64 }
    }
}

/// Elements of one type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Data {
    /// `bool`
    Bool(Vec<bool>),
    /// `int64`
    I64(Vec<i64>),
    /// `float32`
    F32(Vec<f32>),
    /// `float64`
    F64(Vec<f64>),
}

/// One expression for all four kinds of storage.
macro_rules! each {
    ($data:expr, $values:ident => $result:expr) => {
        match $data {
            Data::Bool($values) => $result,
            Data::I64($values) => $result,
            Data::F32($values) => $result,
            Data::F64($values) => $result,
        }
    };
}

/// The same, staying in the kind.
macro_rules! within {
    ($data:expr, $values:ident => $result:expr) => {
        match $data {
            Data::Bool($values) => Data::Bool($result),
            Data::I64($values) => Data::I64($result),
            Data::F32($values) => Data::F32($result),
            Data::F64($values) => Data::F64($result),
        }
    };
}

impl Data {
    /// `len` zeros.
    pub fn zeros(dtype: DType, len: usize) -> Self {
        match dtype {
            DType::Bool => Self::Bool(vec![false; len]),
            DType::I64 => Self::I64(vec![0; len]),
            DType::F32 => Self::F32(vec![0.0; len]),
            DType::F64 => Self::F64(vec![0.0; len]),
        }
    }

    /// The element type.
    pub fn dtype(&self) -> DType {
        match self {
            Self::Bool(_) => DType::Bool,
            Self::I64(_) => DType::I64,
            Self::F32(_) => DType::F32,
            Self::F64(_) => DType::F64,
        }
    }

    /// How many elements.
    pub fn len(&self) -> usize {
        each!(self, values => values.len())
    }

    /// Elements at `offsets`, in that order.
    pub fn take(&self, offsets: impl Iterator<Item = usize>) -> Self {
        within!(self, values => offsets.map(|i| values[i]).collect())
    }

    /// A run of elements.
    pub fn run(&self, from: usize, len: usize) -> Self {
        within!(self, values => values[from..from + len].to_vec())
    }

    /// As `f64`; integers over 2⁵³ are rounded.
    pub fn f64s(self) -> Vec<f64> {
        match self {
            Self::Bool(values) => values.into_iter().map(|v| f64::from(u8::from(v))).collect(),
            Self::I64(values) => values.into_iter().map(|v| v as f64).collect(),
            Self::F32(values) => values.into_iter().map(f64::from).collect(),
            Self::F64(values) => values,
        }
    }

    /// As `f32`, rounded to the nearest.
    pub fn f32s(self) -> Vec<f32> {
        match self {
            Self::F32(values) => values,
            other => other.f64s().into_iter().map(|v| v as f32).collect(),
        }
    }

    /// As `i64`; fractions are cut off, not-a-number and what is too large become the smallest integer as on x86.
    pub fn i64s(self) -> Vec<i64> {
        match self {
            Self::Bool(values) => values.into_iter().map(i64::from).collect(),
            Self::I64(values) => values,
            floats => floats.f64s().into_iter().map(truncate).collect(),
        }
    }

    /// Whether each is not zero.
    pub fn bools(self) -> Vec<bool> {
        match self {
            Self::Bool(values) => values,
            Self::I64(values) => values.into_iter().map(|v| v != 0).collect(),
            floats => floats.f64s().into_iter().map(|v| v != 0.0).collect(),
        }
    }

    /// The same elements in another type.
    pub fn cast(self, dtype: DType) -> Self {
        match dtype {
            DType::Bool => Self::Bool(self.bools()),
            DType::I64 => Self::I64(self.i64s()),
            DType::F64 => Self::F64(self.f64s()),
            DType::F32 => Self::F32(self.f32s()),
        }
    }

    /// Floats computed in double precision, in the type that was asked for. Rounding a double result of `+ - * / sqrt`
    /// to single gives exactly the single-precision result, so one implementation serves both.
    pub fn floats(values: Vec<f64>, dtype: DType) -> Self {
        Self::F64(values).cast(dtype)
    }

    /// Writes `values[i]`, or the only value for all, to `offsets[i]`. The types must be equal.
    pub fn put(&mut self, offsets: impl Iterator<Item = usize>, values: &Self) {
        fn put<T: Copy>(into: &mut [T], offsets: impl Iterator<Item = usize>, values: &[T]) {
            for (i, offset) in offsets.enumerate() {
                into[offset] = values[if values.len() == 1 { 0 } else { i }];
            }
        }
        match (self, values) {
            (Self::Bool(into), Self::Bool(values)) => put(into, offsets, values),
            (Self::I64(into), Self::I64(values)) => put(into, offsets, values),
            (Self::F32(into), Self::F32(values)) => put(into, offsets, values),
            (Self::F64(into), Self::F64(values)) => put(into, offsets, values),
            (into, values) => unreachable!("{:?} into {:?}: callers cast first", values.dtype(), into.dtype()),
        }
    }
}

fn truncate(value: f64) -> i64 {
    if value.is_nan() || value.abs() >= 9.223_372_036_854_776e18 { i64::MIN } else { value as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promotion_follows_numpys_table() {
        fn check(a: DType, b: DType, expected: DType) {
            assert_eq!((a.promote(b), b.promote(a)), (expected, expected));
        }
        check(DType::Bool, DType::Bool, DType::Bool);
        check(DType::Bool, DType::I64, DType::I64);
        check(DType::Bool, DType::F32, DType::F32);
        check(DType::I64, DType::F32, DType::F64);
        check(DType::F32, DType::F64, DType::F64);
    }

    #[test]
    fn casts() {
        fn check(from: Data, to: DType, expected: Data) {
            assert_eq!(from.cast(to), expected);
        }
        check(Data::F64(vec![1.9, -1.9, f64::NAN]), DType::I64, Data::I64(vec![1, -1, i64::MIN]));
        check(Data::F64(vec![0.0, 0.1]), DType::Bool, Data::Bool(vec![false, true]));
        check(Data::F64(vec![0.1]), DType::F32, Data::F32(vec![0.1]));
        check(Data::Bool(vec![true]), DType::F64, Data::F64(vec![1.0]));
    }
}
