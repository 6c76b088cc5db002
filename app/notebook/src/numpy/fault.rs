//! What goes wrong in the array core, as values; `python` raises them as the exceptions that NumPy raises.

/// Which exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `ValueError`
    Value,
    /// `TypeError`
    Type,
    /// `IndexError`
    Index,
    /// `numpy.exceptions.AxisError`
    Axis,
    /// `numpy.linalg.LinAlgError`
    Linear,
    /// `MemoryError`
    Memory,
}

/// An error with its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Which exception.
    pub kind: Kind,
    /// What happened, in NumPy's words where NumPy has them.
    pub message: String,
}

impl Fault {
    /// A `ValueError`.
    pub fn value(message: impl Into<String>) -> Self {
        Self { kind: Kind::Value, message: message.into() }
    }

    /// A `TypeError`.
    pub fn type_error(message: impl Into<String>) -> Self {
        Self { kind: Kind::Type, message: message.into() }
    }

    /// An `IndexError`.
    pub fn index(message: impl Into<String>) -> Self {
        Self { kind: Kind::Index, message: message.into() }
    }

    /// A `LinAlgError`.
    pub fn linear(message: impl Into<String>) -> Self {
        Self { kind: Kind::Linear, message: message.into() }
    }
}

/// A shape as Python writes it: `()`, `(3,)`, `(2, 3)`.
pub(crate) fn tuple(shape: &[usize]) -> String {
    joined(shape, ", ")
}

/// A shape as NumPy's messages write it: `(2,3)`.
pub(crate) fn tight(shape: &[usize]) -> String {
    joined(shape, ",")
}

fn joined(shape: &[usize], separator: &str) -> String {
    match shape {
        [one] => format!("({one},)"),
        many => format!("({})", many.iter().map(usize::to_string).collect::<Vec<_>>().join(separator)),
    }
}
