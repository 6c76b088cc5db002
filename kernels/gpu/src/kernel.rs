//! Every kind of kernel: the key that names its code, and the dispatch by kind.

use crate::backend::Gpu;
use crate::copy::CopyKey;
use crate::fused::map::{self, MapKey};
use crate::gather::GatherKey;
use crate::int_matmul::IntMatMulKey;
use crate::matmul::MatMulKey;
use crate::reduce::ReduceKey;
use crate::scatter::ScatterKey;
use crate::shader::Source;
use crate::softmax::SoftmaxKey;
use crate::{copy, gather, int_matmul, matmul, reduce, scatter, softmax};
use tensor::Result;
use tensor::backend::Kernel;

/// What compiled code depends on. Sizes, strides and scalars are not part of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Key {
    Map(MapKey),
    Reduce(ReduceKey),
    MatMul(MatMulKey),
    IntMatMul(IntMatMulKey),
    Softmax(SoftmaxKey),
    Gather(GatherKey),
    Scatter(ScatterKey),
    Copy(CopyKey),
}

impl Key {
    /// The shader.
    pub(crate) fn source(&self) -> Source {
        match self {
            Self::Map(k) => k.source(),
            Self::Reduce(k) => k.source(),
            Self::MatMul(k) => k.source(),
            Self::IntMatMul(k) => k.source(),
            Self::Softmax(k) => k.source(),
            Self::Gather(k) => k.source(),
            Self::Scatter(k) => k.source(),
            Self::Copy(k) => k.source(),
        }
    }

    /// Name in error messages and graphics debuggers.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Map(_) => "map",
            Self::Reduce(_) => "reduce",
            Self::MatMul(_) => "matmul",
            Self::IntMatMul(_) => "int_matmul",
            Self::Softmax(_) => "softmax",
            Self::Gather(_) => "gather",
            Self::Scatter(_) => "scatter",
            Self::Copy(_) => "copy",
        }
    }
}

/// Records a kernel.
pub(crate) fn record(gpu: &mut Gpu, kernel: &Kernel) -> Result<()> {
    match kernel {
        Kernel::Map(k) => map::record(gpu, k),
        Kernel::Reduce(k) => reduce::record(gpu, k),
        Kernel::MatMul(k) => matmul::record(gpu, k),
        Kernel::IntMatMul(k) => int_matmul::record(gpu, k),
        Kernel::Softmax(k) => softmax::record(gpu, k),
        Kernel::Gather(k) => gather::record(gpu, k),
        Kernel::Scatter(k) => scatter::record(gpu, k),
        Kernel::Write(k) => copy::record(gpu, k),
    }
}
