//! One error type. Messages name the operation, the shapes, and what would fit: learners read them.

use crate::device::Device;
use crate::dtype::DType;

/// Result of everything that can go wrong here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Shapes inside errors: small, so that results are.
pub type Sizes = Box<[usize]>;

/// Which Python exception an error becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `RuntimeError`
    Runtime,
    /// `IndexError`
    Index,
    /// `ValueError`
    Value,
    /// `TypeError`
    Type,
    /// `MemoryError`
    Memory,
    /// `OverflowError`
    Overflow,
    /// `NotImplementedError`
    NotImplemented,
    /// `torch.linalg.LinAlgError`
    LinAlg,
    /// The device went away: the notebook goes on with the CPU.
    DeviceLost,
}

/// What went wrong.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Error {
    /// Two shapes do not broadcast.
    #[error(
        "{op}: the size of tensor a ({x}) must match the size of tensor b ({y}) at non-singleton dimension {dim} (shapes {a} and {b}){hint}",
        a = shape_text(a), b = shape_text(b), hint = broadcast_hint(a, b)
    )]
    #[allow(missing_docs)]
    Broadcast { op: &'static str, a: Sizes, b: Sizes, dim: usize, x: usize, y: usize },
    /// Inner sizes of a matrix product differ.
    #[error("{op}: {a} and {b} cannot be multiplied: the last size of the first ({k}) must equal {what} of the second ({l}){hint}",
        a = shape_text(a), b = shape_text(b), what = if b.len() > 1 { "the second-last size" } else { "the size" },
        hint = matmul_hint(a, b, *k))]
    #[allow(missing_docs)]
    MatMul { op: &'static str, a: Sizes, b: Sizes, k: usize, l: usize },
    /// A dimension that the tensor does not have.
    #[error("{op}: Dimension out of range (expected to be in range of [{}, {}], but got {dim})", -((*rank).max(1) as isize), (*rank).max(1) as isize - 1)]
    #[allow(missing_docs)]
    Dim { op: &'static str, dim: isize, rank: usize },
    /// A shape with another number of elements.
    #[error("{op}: shape '{to}' is invalid for input of size {count} (shape {from}): {to} holds {wants} elements; use -1 for one size to have it worked out",
        to = shape_text(to), from = shape_text(from))]
    #[allow(missing_docs)]
    Reshape { op: &'static str, from: Sizes, to: Sizes, count: usize, wants: usize },
    /// An index beyond the end.
    #[error("index {index} is out of bounds for dimension {dim} with size {size}")]
    #[allow(missing_docs)]
    Index { index: i64, dim: usize, size: usize },
    /// Too many indices, or an index of the wrong sort.
    #[error("{0}")]
    BadIndex(String),
    /// Shapes that an operation cannot use, with a sentence.
    #[error("{op}: {message}")]
    #[allow(missing_docs)]
    Shape { op: &'static str, message: String },
    /// A dtype that an operation cannot use.
    #[error("{op}: {message}")]
    #[allow(missing_docs)]
    DType { op: &'static str, message: String },
    /// A dtype for which the operation does not exist.
    #[error("{op}: {message}")]
    #[allow(missing_docs)]
    Unsupported { op: &'static str, message: String },
    /// A matrix that a decomposition cannot take apart.
    #[error("linalg.{op}: {message}")]
    #[allow(missing_docs)]
    LinAlg { op: &'static str, message: String },
    /// Tensors on two devices.
    #[error("{op}: Expected all tensors to be on the same device, but found at least two devices, {a} and {b}; write x.to(\"{}\") to copy one over", a.name())]
    #[allow(missing_docs)]
    Devices { op: &'static str, a: Device, b: Device },
    /// A device without a backend.
    #[error("device {0} is not available here; use \"cpu\"")]
    NoDevice(Device),
    /// The device went away while it worked.
    #[error(
        "the device {device} was lost during {during}: {message}. Tensors on it are gone; create them again on \"cpu\""
    )]
    #[allow(missing_docs)]
    DeviceLost { device: Device, during: String, message: String },
    /// Something that the autograd engine refuses, or that makes no sense for a reason said in full.
    #[error("{0}")]
    Autograd(String),
    /// A function called back has failed; whoever gave it knows why.
    #[error("a hook or a custom backward has failed")]
    Callback,
    /// A tensor needed by the backward pass was overwritten.
    #[error("one of the variables needed for gradient computation has been modified by an inplace operation: [{shape}], which is the saved value of {by}, is at version {found}; expected version {saved} instead. Hint: write x = x + ... instead of x += ..., or change it after backward()",
        shape = shape_text(shape))]
    #[allow(missing_docs)]
    Version { by: &'static str, shape: Sizes, found: u32, saved: u32 },
    /// A value that makes no sense here.
    #[error("{0}")]
    Value(String),
    /// An argument of the wrong type.
    #[error("{0}")]
    Type(String),
    /// More memory than allowed.
    #[error("{op}: a tensor of shape {shape} needs {need}; one tensor may take {limit} here. Use a smaller shape or work in batches",
        shape = shape_text(shape), need = bytes_text(*need), limit = bytes_text(*limit))]
    #[allow(missing_docs)]
    Memory { op: &'static str, shape: Sizes, need: u64, limit: u64 },
    /// A whole number that does not fit the device's 32 bits.
    #[error("{value} does not fit: whole numbers in tensors lie between {} and {} here", i32::MIN, i32::MAX)]
    #[allow(missing_docs)]
    Overflow { value: i64 },
    /// The backend failed for a reason of its own.
    #[error("{device}: {message}")]
    #[allow(missing_docs)]
    Backend { device: Device, message: String },
}

impl Error {
    /// Which Python exception it becomes.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Broadcast { .. } | Self::MatMul { .. } | Self::Reshape { .. } | Self::Shape { .. } => Kind::Runtime,
            Self::Devices { .. } | Self::NoDevice(_) | Self::Autograd(_) | Self::Version { .. } => Kind::Runtime,
            Self::DType { .. } | Self::Backend { .. } | Self::Callback => Kind::Runtime,
            Self::Dim { .. } | Self::Index { .. } | Self::BadIndex(_) => Kind::Index,
            Self::Value(_) => Kind::Value,
            Self::Unsupported { .. } => Kind::NotImplemented,
            Self::LinAlg { .. } => Kind::LinAlg,
            Self::Type(_) => Kind::Type,
            Self::Memory { .. } => Kind::Memory,
            Self::Overflow { .. } => Kind::Overflow,
            Self::DeviceLost { .. } => Kind::DeviceLost,
        }
    }

    pub(crate) fn shape(op: &'static str, message: impl Into<String>) -> Self {
        Self::Shape { op, message: message.into() }
    }

    pub(crate) fn runtime(message: impl Into<String>) -> Self {
        Self::Autograd(message.into())
    }

    pub(crate) fn dtype(op: &'static str, dtype: DType, wants: &str) -> Self {
        Self::Unsupported { op, message: format!("not implemented for '{}'; {wants}", dtype.short()) }
    }
}

/// `[2, 3]`
pub(crate) fn shape_text(shape: &[usize]) -> String {
    format!("{shape:?}")
}

/// `5.0 GB`
pub(crate) fn bytes_text(n: u64) -> String {
    let n = n as f64;
    match n {
        n if n >= 1e9 => format!("{:.1} GB", n / 1e9),
        n if n >= 1e6 => format!("{:.1} MB", n / 1e6),
        n => format!("{:.1} kB", n / 1e3),
    }
}

fn broadcast_hint(a: &[usize], b: &[usize]) -> String {
    let missing = |long: &[usize], short: &[usize]| short.len() == 1 && long.len() == 2 && long[0] == short[0];
    if missing(a, b) || missing(b, a) {
        let n = if a.len() == 1 { a[0] } else { b[0] };
        return format!("; did you mean [{n}, 1]? .unsqueeze(1) makes it");
    }
    if a.len() == 2 && b.len() == 2 && a[0] == b[1] && a[1] == b[0] {
        return "; one of them may need .T".to_string();
    }
    String::new()
}

fn matmul_hint(a: &[usize], b: &[usize], k: usize) -> String {
    match (a, b) {
        ([.., _, _], [.., _, n]) if *n == k => "; try b.T, whose sizes fit".to_string(),
        ([.., m, _], [.., l, _]) if m == l => "; try a.T, whose sizes fit".to_string(),
        _ => String::new(),
    }
}
