//! The operation table: one row per operation drives names, documentation, the Python binding, gradient checks and the
//! parity suite.
//!
//! `gradient` is the formula for readers (`g` is the gradient of the output `y`; inputs are `a`, `b`, ...), `none` where
//! the operation has none. Every row with a gradient is checked against finite differences by the tests.

use crate::map::Map;

/// What sort of operation a row is, and what runs it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
    /// One elementwise instruction: [`crate::Tensor::unary`], `binary` or `ternary`.
    Map(Map),
    /// Over dimensions: `sum`, `max`, ...
    Reduce,
    /// Matrix products.
    Linear,
    /// Made of others, or with a kernel of its own.
    Composite,
    /// Another view of the same elements.
    View,
    /// Elements in another order or number: turned, repeated, padded.
    Shape,
    /// Losses and layers: made of others, with a gradient by formula.
    Layer,
    /// Picks or places elements by index.
    Index,
    /// Several tensors to one.
    Join,
    /// Makes a tensor from nothing.
    Create,
    /// Makes or fills a tensor with random numbers.
    Random,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// Our name.
    pub name: &'static str,
    /// Where Python finds it: function, method, operator, separated by blanks.
    pub python: &'static str,
    /// Number of tensors taken.
    pub arity: usize,
    /// Sort.
    pub family: Family,
    /// Formula, or `none`.
    pub gradient: &'static str,
    /// As in `grad_fn=<...>`, without `Backward0`.
    pub label: &'static str,
    /// One sentence.
    pub doc: &'static str,
}

impl Info {
    /// Whether gradients flow through.
    pub fn differentiable(&self) -> bool {
        self.gradient != "none"
    }
}

macro_rules! ops {
    ($($variant:ident $name:literal $python:literal $arity:literal ($family:expr) $gradient:literal $doc:literal;)*) => {
        /// An operation.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[allow(missing_docs)]
        #[repr(u8)]
        pub enum Op { $($variant),* }

        impl Op {
            /// Every operation.
            pub const ALL: &'static [Op] = &[$(Op::$variant),*];

            /// Its row.
            pub fn info(self) -> &'static Info {
                const ROWS: &[Info] = &[$(Info {
                    name: $name, python: $python, arity: $arity, family: $family, gradient: $gradient,
                    label: stringify!($variant), doc: $doc,
                }),*];
                &ROWS[self as usize]
            }
        }
    };
}

use Family::{Composite, Create, Index, Join, Layer, Linear, Random, Reduce, Shape, View};

ops! {
    Add "add" "torch.add Tensor.add +" 2 (Family::Map(Map::Add)) "g, g" "Sum of two tensors.";
    Sub "sub" "torch.sub Tensor.sub -" 2 (Family::Map(Map::Sub)) "g, -g" "Difference of two tensors.";
    Mul "mul" "torch.mul Tensor.mul *" 2 (Family::Map(Map::Mul)) "g b, g a" "Product, element by element.";
    Div "div" "torch.div Tensor.div /" 2 (Family::Map(Map::Div)) "g / b, -g y / b" "Quotient; whole numbers become float32.";
    Pow "pow" "torch.pow Tensor.pow **" 2 (Family::Map(Map::Pow)) "g b a^(b-1), g y log a" "Power, element by element.";
    FloorDivide "floor_divide" "torch.floor_divide //" 2 (Family::Map(Map::FloorDivide)) "none" "Quotient rounded down.";
    Remainder "remainder" "torch.remainder %" 2 (Family::Map(Map::Remainder)) "g, -g floor(a / b)" "Rest of a division, with the divisor's sign.";
    Maximum "maximum" "torch.maximum" 2 (Family::Map(Map::Maximum)) "g where a > b, half where equal; the rest to b" "Larger of two; NaN wins.";
    Minimum "minimum" "torch.minimum" 2 (Family::Map(Map::Minimum)) "g where a < b, half where equal; the rest to b" "Smaller of two; NaN wins.";

    Neg "neg" "torch.neg Tensor.neg -" 1 (Family::Map(Map::Neg)) "-g" "Opposite sign.";
    Abs "abs" "torch.abs Tensor.abs abs" 1 (Family::Map(Map::Abs)) "g sign(a)" "Absolute value.";
    Sign "sign" "torch.sign Tensor.sign" 1 (Family::Map(Map::Sign)) "0" "-1, 0 or 1.";
    Square "square" "torch.square Tensor.square" 1 (Family::Map(Map::Square)) "2 g a" "Square.";
    Exp "exp" "torch.exp Tensor.exp" 1 (Family::Map(Map::Exp)) "g y" "e to the power of each element.";
    Log "log" "torch.log Tensor.log" 1 (Family::Map(Map::Log)) "g / a" "Natural logarithm.";
    Sqrt "sqrt" "torch.sqrt Tensor.sqrt" 1 (Family::Map(Map::Sqrt)) "g / (2 y)" "Square root.";
    Rsqrt "rsqrt" "torch.rsqrt Tensor.rsqrt" 1 (Family::Map(Map::Rsqrt)) "-g y^3 / 2" "1 / sqrt(a).";
    Reciprocal "reciprocal" "torch.reciprocal Tensor.reciprocal" 1 (Family::Map(Map::Reciprocal)) "-g y^2" "1 / a.";
    Tanh "tanh" "torch.tanh Tensor.tanh" 1 (Family::Map(Map::Tanh)) "g (1 - y^2)" "Hyperbolic tangent.";
    Sin "sin" "torch.sin Tensor.sin" 1 (Family::Map(Map::Sin)) "g cos(a)" "Sine of radians.";
    Cos "cos" "torch.cos Tensor.cos" 1 (Family::Map(Map::Cos)) "-g sin(a)" "Cosine of radians.";
    Sigmoid "sigmoid" "torch.sigmoid Tensor.sigmoid" 1 (Family::Map(Map::Sigmoid)) "g y (1 - y)" "1 / (1 + e^-a).";
    Relu "relu" "torch.relu Tensor.relu" 1 (Family::Map(Map::Relu)) "g where a > 0" "The element where positive, else 0.";
    Floor "floor" "torch.floor Tensor.floor" 1 (Family::Map(Map::Floor)) "0" "Rounded down.";
    Ceil "ceil" "torch.ceil Tensor.ceil" 1 (Family::Map(Map::Ceil)) "0" "Rounded up.";
    Round "round" "torch.round Tensor.round" 1 (Family::Map(Map::Round)) "0" "Rounded to the nearest, halves to even.";
    IsNan "isnan" "torch.isnan Tensor.isnan" 1 (Family::Map(Map::IsNan)) "none" "Whether an element is not a number.";

    Trunc "trunc" "torch.trunc torch.fix Tensor.trunc" 1 (Family::Map(Map::Trunc)) "0" "Cut towards zero.";
    IsInf "isinf" "torch.isinf Tensor.isinf" 1 (Family::Map(Map::IsInf)) "none" "Whether an element is infinite.";
    IsFinite "isfinite" "torch.isfinite Tensor.isfinite" 1 (Family::Map(Map::IsFinite)) "none" "Whether an element is a number and not infinite.";
    Fmod "fmod" "torch.fmod Tensor.fmod" 2 (Family::Map(Map::Fmod)) "g, -g trunc(a / b)" "Rest of a division, with the dividend's sign.";
    Log2 "log2" "torch.log2 Tensor.log2" 1 (Family::Map(Map::Log2)) "g / (a ln 2)" "Logarithm to base 2.";
    Log1p "log1p" "torch.log1p Tensor.log1p" 1 (Family::Map(Map::Log1p)) "g / (1 + a)" "ln(1 + a), exact near 0.";
    Expm1 "expm1" "torch.expm1 Tensor.expm1" 1 (Family::Map(Map::Expm1)) "g (y + 1)" "e^a - 1, exact near 0.";
    Sinh "sinh" "torch.sinh Tensor.sinh" 1 (Family::Map(Map::Sinh)) "g cosh(a)" "Hyperbolic sine.";
    Cosh "cosh" "torch.cosh Tensor.cosh" 1 (Family::Map(Map::Cosh)) "g sinh(a)" "Hyperbolic cosine.";
    Asin "asin" "torch.asin torch.arcsin Tensor.asin" 1 (Family::Map(Map::Asin)) "g / sqrt(1 - a^2)" "Arc sine.";
    Acos "acos" "torch.acos torch.arccos Tensor.acos" 1 (Family::Map(Map::Acos)) "-g / sqrt(1 - a^2)" "Arc cosine.";
    Atan "atan" "torch.atan torch.arctan Tensor.atan" 1 (Family::Map(Map::Atan)) "g / (1 + a^2)" "Arc tangent.";
    Atan2 "atan2" "torch.atan2 torch.arctan2 Tensor.atan2" 2 (Family::Map(Map::Atan2)) "g b / (a^2 + b^2), -g a / (a^2 + b^2)" "Angle of the point (b, a).";
    Hypot "hypot" "torch.hypot Tensor.hypot" 2 (Family::Map(Map::Hypot)) "g a / y, g b / y" "sqrt(a^2 + b^2) without overflow.";
    Erf "erf" "torch.erf Tensor.erf" 1 (Family::Map(Map::Erf)) "2 g e^(-a^2) / sqrt(pi)" "Error function.";
    Gelu "gelu" "torch.nn.functional.gelu" 1 (Family::Map(Map::Gelu)) "g (Phi(a) + a phi(a))" "a times the normal distribution function at a.";
    GeluTanh "gelu_tanh" "torch.nn.functional.gelu(approximate='tanh')" 1 (Family::Map(Map::GeluTanh)) "by its formula" "gelu by its approximation with tanh.";
    Silu "silu" "torch.nn.functional.silu" 1 (Family::Map(Map::Silu)) "g s (1 + a (1 - s)), s = sigmoid(a)" "a times its sigmoid.";
    GeluBackward "gelu_backward" "" 2 (Family::Map(Map::GeluBackward)) "g gelu'(b), g a phi(b) (2 - b^2)" "Gradient of gelu.";
    GeluTanhBackward "gelu_tanh_backward" "" 2 (Family::Map(Map::GeluTanhBackward)) "g gelu'(b), g a gelu''(b)" "Gradient of gelu by tanh.";
    SiluBackward "silu_backward" "" 2 (Family::Map(Map::SiluBackward)) "g silu'(b), g a silu''(b)" "Gradient of silu.";
    Softplus "softplus" "torch.nn.functional.softplus" 1 (Family::Map(Map::Softplus)) "g sigmoid(beta a)" "ln(1 + e^(beta a)) / beta.";
    BitwiseAnd "bitwise_and" "torch.bitwise_and Tensor.bitwise_and &" 2 (Family::Map(Map::BitAnd)) "none" "Bits set in both; of truth values both.";
    BitwiseOr "bitwise_or" "torch.bitwise_or Tensor.bitwise_or |" 2 (Family::Map(Map::BitOr)) "none" "Bits set in either; of truth values either.";
    BitwiseXor "bitwise_xor" "torch.bitwise_xor Tensor.bitwise_xor ^" 2 (Family::Map(Map::BitXor)) "none" "Bits set in one only; of truth values exactly one.";
    BitwiseNot "bitwise_not" "torch.bitwise_not Tensor.bitwise_not ~" 1 (Family::Map(Map::BitNot)) "none" "The opposite bits; of truth values the opposite.";
    ShiftLeft "bitwise_left_shift" "torch.bitwise_left_shift Tensor.bitwise_left_shift <<" 2 (Family::Map(Map::ShiftLeft)) "none" "a times 2^b, in 32 bits.";
    ShiftRight "bitwise_right_shift" "torch.bitwise_right_shift Tensor.bitwise_right_shift >>" 2 (Family::Map(Map::ShiftRight)) "none" "a over 2^b, rounded down.";
    Tan "tan" "torch.tan Tensor.tan" 1 (Composite) "g (1 + y^2)" "Tangent of radians.";
    Log10 "log10" "torch.log10 Tensor.log10" 1 (Composite) "g / (a ln 10)" "Logarithm to base 10.";
    Exp2 "exp2" "torch.exp2 Tensor.exp2" 1 (Composite) "g y ln 2" "2 to the power of each element.";
    Frac "frac" "torch.frac Tensor.frac" 1 (Composite) "g" "What is behind the point, with the sign.";
    Asinh "asinh" "torch.asinh torch.arcsinh Tensor.asinh" 1 (Family::Map(Map::Asinh)) "g / sqrt(a^2 + 1)" "Inverse of the hyperbolic sine.";
    Acosh "acosh" "torch.acosh torch.arccosh Tensor.acosh" 1 (Family::Map(Map::Acosh)) "g / sqrt(a^2 - 1)" "Inverse of the hyperbolic cosine.";
    Atanh "atanh" "torch.atanh torch.arctanh Tensor.atanh" 1 (Composite) "g / (1 - a^2)" "Inverse of the hyperbolic tangent.";
    Erfc "erfc" "torch.erfc Tensor.erfc" 1 (Composite) "-2 g e^(-a^2) / sqrt(pi)" "1 - erf(a).";
    IsPosInf "isposinf" "torch.isposinf Tensor.isposinf" 1 (Composite) "none" "Whether an element is infinite and positive.";
    IsNegInf "isneginf" "torch.isneginf Tensor.isneginf" 1 (Composite) "none" "Whether an element is infinite and negative.";
    SignBit "signbit" "torch.signbit Tensor.signbit" 1 (Composite) "none" "Whether an element is below 0.";
    Deg2Rad "deg2rad" "torch.deg2rad Tensor.deg2rad" 1 (Composite) "g pi / 180" "Degrees to radians.";
    Rad2Deg "rad2deg" "torch.rad2deg Tensor.rad2deg" 1 (Composite) "g 180 / pi" "Radians to degrees.";
    LogSigmoid "logsigmoid" "torch.nn.functional.logsigmoid" 1 (Composite) "g (1 - sigmoid(a))" "ln(sigmoid(a)).";
    Mish "mish" "torch.nn.functional.mish" 1 (Composite) "by its formula" "a tanh(softplus(a)).";
    Softsign "softsign" "torch.nn.functional.softsign" 1 (Composite) "g / (1 + |a|)^2" "a / (1 + |a|).";
    Tanhshrink "tanhshrink" "torch.nn.functional.tanhshrink" 1 (Composite) "g tanh(a)^2" "a - tanh(a).";
    Hardswish "hardswish" "torch.nn.functional.hardswish" 1 (Composite) "g (a / 3 + 1/2) between -3 and 3" "a relu6(a + 3) / 6.";
    Hardsigmoid "hardsigmoid" "torch.nn.functional.hardsigmoid" 1 (Composite) "g / 6 between -3 and 3" "relu6(a + 3) / 6.";
    Relu6 "relu6" "torch.nn.functional.relu6" 1 (Composite) "g between 0 and 6" "Held between 0 and 6.";
    Selu "selu" "torch.selu torch.nn.functional.selu" 1 (Composite) "as elu" "elu that keeps mean 0 and variance 1.";

    Eq "eq" "torch.eq Tensor.eq ==" 2 (Family::Map(Map::Eq)) "none" "Equal.";
    Ne "ne" "torch.ne Tensor.ne !=" 2 (Family::Map(Map::Ne)) "none" "Not equal.";
    Lt "lt" "torch.lt Tensor.lt <" 2 (Family::Map(Map::Lt)) "none" "Less.";
    Le "le" "torch.le Tensor.le <=" 2 (Family::Map(Map::Le)) "none" "Less or equal.";
    Gt "gt" "torch.gt Tensor.gt >" 2 (Family::Map(Map::Gt)) "none" "Greater.";
    Ge "ge" "torch.ge Tensor.ge >=" 2 (Family::Map(Map::Ge)) "none" "Greater or equal.";
    LogicalAnd "logical_and" "torch.logical_and Tensor.logical_and" 2 (Family::Map(Map::And)) "none" "Both nonzero.";
    LogicalOr "logical_or" "torch.logical_or Tensor.logical_or" 2 (Family::Map(Map::Or)) "none" "Either nonzero.";
    LogicalXor "logical_xor" "torch.logical_xor Tensor.logical_xor" 2 (Family::Map(Map::Xor)) "none" "Exactly one nonzero.";
    LogicalNot "logical_not" "torch.logical_not Tensor.logical_not" 1 (Family::Map(Map::Not)) "none" "Zero.";
    Where "where" "torch.where Tensor.where" 3 (Family::Map(Map::Where)) "none, g where c, g elsewhere" "a where the condition holds, else b.";
    Clamp "clamp" "torch.clamp Tensor.clamp" 1 (Family::Map(Map::Clamp)) "g inside the bounds" "Held between two numbers.";
    ReluBackward "relu_backward" "" 2 (Family::Map(Map::ReluBackward)) "g where b > 0, 0" "Gradient of relu.";
    TanhBackward "tanh_backward" "" 2 (Family::Map(Map::TanhBackward)) "g (1 - b^2), -2 g a b" "Gradient of tanh.";
    SigmoidBackward "sigmoid_backward" "" 2 (Family::Map(Map::SigmoidBackward)) "g b (1 - b), g a (1 - 2 b)" "Gradient of sigmoid.";

    Sum "sum" "torch.sum Tensor.sum" 1 (Reduce) "g, repeated" "Sum over dimensions.";
    Mean "mean" "torch.mean Tensor.mean" 1 (Reduce) "g / n, repeated" "Mean over dimensions.";
    Amax "amax" "torch.amax Tensor.max Tensor.amax" 1 (Reduce) "g, shared among the largest" "Largest over dimensions.";
    Amin "amin" "torch.amin Tensor.min Tensor.amin" 1 (Reduce) "g, shared among the smallest" "Smallest over dimensions.";
    Argmax "argmax" "torch.argmax Tensor.argmax" 1 (Reduce) "none" "Position of the largest.";
    Argmin "argmin" "torch.argmin Tensor.argmin" 1 (Reduce) "none" "Position of the smallest.";
    Prod "prod" "torch.prod Tensor.prod" 1 (Composite) "g times the product of the others" "Product over a dimension or all.";
    Cumsum "cumsum" "torch.cumsum Tensor.cumsum" 1 (Composite) "sums of g from the end" "Running sums.";
    Cumprod "cumprod" "torch.cumprod Tensor.cumprod" 1 (Composite) "by its steps" "Running products.";
    Logsumexp "logsumexp" "torch.logsumexp Tensor.logsumexp" 1 (Composite) "g softmax(a)" "ln(sum(e^a)) without overflow.";
    Norm "norm" "torch.norm torch.linalg.vector_norm Tensor.norm" 1 (Composite) "g sign(a) |a|^(p-1) / y^(p-1)" "(sum |a|^p)^(1/p).";
    CountNonzero "count_nonzero" "torch.count_nonzero Tensor.count_nonzero" 1 (Composite) "none" "Number of elements that are not 0.";
    Sort "sort" "torch.sort torch.argsort torch.topk torch.kthvalue torch.median Tensor.sort" 1 (Composite) "g back in its place" "In order along a dimension, with positions; NaN last.";
    Quantile "quantile" "torch.quantile Tensor.quantile" 1 (Composite) "g to the two neighbours" "Value below which a part of the elements lies.";
    Cummax "cummax" "torch.cummax torch.cummin Tensor.cummax" 1 (Composite) "g added at the positions" "Running largest, with positions.";
    Unique "unique" "torch.unique torch.unique_consecutive" 1 (Composite) "none" "Different elements, sorted.";
    Bincount "bincount" "torch.bincount Tensor.bincount" 1 (Composite) "none" "How often each whole number occurs.";
    Searchsorted "searchsorted" "torch.searchsorted torch.bucketize" 2 (Composite) "none" "Where values would go in a sorted sequence.";
    Matmul "matmul" "torch.matmul Tensor.matmul @" 2 (Linear) "g b^T, a^T g" "Matrix product, batched and broadcast.";
    IntMatmul "int_matmul" "torch._int_mm" 2 (Linear) "none" "Matrix product of int8 tensors, summed in int32.";
    BitMatmul "bit_matmul" "torch._bit_mm" 2 (Linear) "none" "Product of rows of signs, 32 per word, by counting bits.";
    PackSigns "pack_signs" "torch._pack_signs" 1 (Composite) "none" "Signs of rows as bits, 32 per int32 word.";
    Int8Linear "int8_linear" "torch.ao.nn.quantized.dynamic.Linear" 3 (Composite) "none" "Linear layer on int8 weights with a scale per output; inputs are quantized row by row.";
    Quantize "quantize" "torch.quantize_per_tensor torch.quantize_per_channel" 1 (Composite) "none" "Nearest whole number of scales, shifted, within the dtype.";
    FakeQuantize "fake_quantize" "torch.fake_quantize_per_tensor_affine torch.fake_quantize_per_channel_affine" 1 (Composite) "g where a is within the range" "Quantized and made real again.";
    Einsum "einsum" "torch.einsum torch.tensordot" 2 (Composite) "g, contracted with the others" "Einstein's sums over named dimensions.";
    Kron "kron" "torch.kron Tensor.kron" 2 (Composite) "g, summed over blocks" "Kronecker product.";
    MatrixPower "matrix_power" "torch.matrix_power torch.linalg.matrix_power" 1 (Composite) "by its products" "A matrix times itself.";
    Inv "inv" "torch.linalg.inv torch.inverse Tensor.inverse" 1 (Composite) "-y^T g y^T" "Inverse of a matrix.";
    Solve "solve" "torch.linalg.solve torch.linalg.solve_triangular" 2 (Composite) "-a^-T g y^T, a^-T g" "x with a x = b.";
    Det "det" "torch.linalg.det torch.det Tensor.det" 1 (Composite) "g y a^-T" "Determinant.";
    Slogdet "slogdet" "torch.linalg.slogdet torch.logdet" 1 (Composite) "g a^-T" "Sign and logarithm of the determinant.";
    Cholesky "cholesky" "torch.linalg.cholesky torch.cholesky" 1 (Composite) "l^-T half(l^T g) l^-1, symmetric" "Lower factor of a positive-definite matrix.";
    Qr "qr" "torch.linalg.qr" 1 (Composite) "(g_q + q sym(triu(g_r r^T - q^T g_q))) r^-T" "Orthonormal columns and an upper triangle.";
    Eigh "eigh" "torch.linalg.eigh torch.linalg.eigvalsh" 1 (Composite) "v (g_l + (v^T g_v) / (l_j - l_i)) v^T" "Eigenvalues and eigenvectors of a symmetric matrix.";
    Svd "svd" "torch.linalg.svd torch.linalg.svdvals" 1 (Composite) "by its formula" "Singular value decomposition.";
    Pinv "pinv" "torch.linalg.pinv torch.pinverse" 1 (Composite) "by its formula" "Moore-Penrose inverse.";
    Softmax "softmax" "torch.softmax Tensor.softmax" 1 (Composite) "y (g - sum(g y))" "e^a over its sum along a dimension.";
    LogSoftmax "log_softmax" "torch.log_softmax Tensor.log_softmax" 1 (Composite) "g - e^y sum(g)" "Logarithm of softmax.";
    CrossEntropy "cross_entropy" "torch.nn.functional.cross_entropy" 2 (Composite) "g (softmax(a) - onehot(b)) / n" "Mean negative log-likelihood of class indices under softmax.";
    MseLoss "mse_loss" "torch.nn.functional.mse_loss" 2 (Composite) "2 g (a - b) / n" "Mean squared difference.";

    NllLoss "nll_loss" "torch.nn.functional.nll_loss" 2 (Layer) "-g where a's class is b, none" "Negative log-likelihood of class indices.";
    L1Loss "l1_loss" "torch.nn.functional.l1_loss" 2 (Layer) "g sign(a - b) / n, -g sign(a - b) / n" "Mean absolute difference.";
    SmoothL1Loss "smooth_l1_loss" "torch.nn.functional.smooth_l1_loss" 2 (Layer) "g clamp((a - b) / beta, -1, 1) / n, the opposite" "Squared near 0, absolute beyond.";
    HuberLoss "huber_loss" "torch.nn.functional.huber_loss" 2 (Layer) "g clamp(a - b, -delta, delta) / n, the opposite" "Squared near 0, a line beyond.";
    BinaryCrossEntropy "binary_cross_entropy" "torch.nn.functional.binary_cross_entropy" 2 (Layer) "g (a - b) / (a (1 - a)) / n, g log((1 - a) / a) / n" "Cross-entropy of probabilities of two classes.";
    BinaryCrossEntropyWithLogits "binary_cross_entropy_with_logits" "torch.nn.functional.binary_cross_entropy_with_logits" 2 (Layer) "g (sigmoid(a) - b) / n, -g a / n" "Cross-entropy of scores of two classes.";
    KlDiv "kl_div" "torch.nn.functional.kl_div" 2 (Layer) "-g b, g (log b + 1 - a)" "Pointwise divergence of log-probabilities from probabilities.";
    CosineSimilarity "cosine_similarity" "torch.nn.functional.cosine_similarity torch.nn.functional.normalize" 2 (Layer) "by the product and the two lengths" "Cosine of the angle between vectors along a dimension.";
    Cdist "cdist" "torch.cdist" 2 (Layer) "g (a - b) / y summed over b's rows, the opposite over a's" "Distances between all pairs of rows.";

    LayerNorm "layer_norm" "torch.layer_norm" 3 (Layer) "(g b - mean(g b) - y mean(g b y)) / deviation, sum(g y), sum(g)" "Mean 0 and variance 1 over trailing dimensions, scaled and shifted.";
    RmsNorm "rms_norm" "torch.rms_norm" 2 (Layer) "(g b - y mean(g b y)) / root, sum(g y)" "Divided by the root mean square over trailing dimensions, scaled.";
    GroupNorm "group_norm" "torch.group_norm" 3 (Layer) "as layer_norm, over groups of channels" "Groups of channels normalised.";
    BatchNorm "batch_norm" "torch.batch_norm" 3 (Layer) "as layer_norm, over all but channels" "Channels normalised over the batch.";
    InstanceNorm "instance_norm" "torch.instance_norm" 3 (Layer) "as layer_norm, over places" "Each channel of each sample normalised.";

    Convolution "convolution" "torch.conv1d torch.conv2d torch.conv3d" 2 (Layer) "transposed convolution of g, products of g and windows" "Windows times weights.";
    ConvTranspose "conv_transpose" "torch.conv_transpose1d torch.conv_transpose2d" 2 (Layer) "convolution of g, products of a and windows of g" "The gradient of a convolution as a layer.";

    MaxPool "max_pool" "torch.max_pool1d torch.max_pool2d" 1 (Layer) "g at the place of the largest, 0 elsewhere" "Largest of each window.";
    AvgPool "avg_pool" "torch.avg_pool1d torch.nn.functional.avg_pool2d" 1 (Layer) "g / n over each window" "Mean of each window.";
    Im2Col "im2col" "torch.nn.functional.unfold" 1 (Layer) "g, folded" "Windows as columns.";
    Fold "fold" "torch.nn.functional.fold" 1 (Layer) "g, unfolded" "Columns added up as windows.";

    Embedding "embedding" "torch.nn.functional.embedding" 2 (Layer) "g added at the index, none" "Rows of a table by number.";
    LinearLayer "linear" "torch.nn.functional.linear" 3 (Layer) "g b, g^T a, g summed" "a b^T + c along the last dimension.";
    Attention "scaled_dot_product_attention" "torch.nn.functional.scaled_dot_product_attention" 3 (Layer) "p (g c^T - sum(g y)) b, its transpose by a, p^T g" "softmax(a b^T) c in blocks.";

    Reshape "reshape" "Tensor.reshape Tensor.view" 1 (View) "g, reshaped back" "Same elements, other shape.";
    Permute "permute" "Tensor.permute Tensor.T Tensor.transpose" 1 (View) "g, permuted back" "Dimensions in another order.";
    Squeeze "squeeze" "torch.squeeze Tensor.squeeze" 1 (View) "g, with the sizes of 1" "Without sizes of 1.";
    Unsqueeze "unsqueeze" "torch.unsqueeze Tensor.unsqueeze" 1 (View) "g, without the size of 1" "With a size of 1 more.";
    Expand "expand" "Tensor.expand" 1 (View) "g, summed over the repetitions" "Sizes of 1 repeated.";
    Slice "slice" "x[a:b:s]" 1 (View) "g in its place, 0 elsewhere" "A range along a dimension.";
    Select "select" "x[i]" 1 (View) "g in its place, 0 elsewhere" "One position along a dimension.";
    AsStrided "as_strided" "" 1 (View) "g in its place, 0 elsewhere" "A view after its base was changed in place.";

    Diagonal "diagonal" "torch.diagonal Tensor.diagonal" 1 (View) "g in its place, 0 elsewhere" "The diagonal of two dimensions.";
    Unfold "unfold" "Tensor.unfold" 1 (View) "g added in its places" "Windows along a dimension.";

    Meshgrid "meshgrid" "torch.meshgrid" 2 (Shape) "g, summed over the repetitions" "Coordinates of a grid.";
    CartesianProd "cartesian_prod" "torch.cartesian_prod" 2 (Shape) "g, summed over the repetitions" "Every choice of one element from each.";
    Combinations "combinations" "torch.combinations" 1 (Shape) "g added at the choices" "Every choice of several elements.";
    OneHot "one_hot" "torch.nn.functional.one_hot" 1 (Shape) "none" "Rows of zeros with a one.";
    Split "split" "torch.split Tensor.chunk Tensor.unbind" 1 (Shape) "g, joined again" "Cut into pieces.";
    Trace "trace" "torch.trace Tensor.trace" 1 (Shape) "g on the diagonal" "Sum of the diagonal.";
    Flip "flip" "torch.flip Tensor.flip" 1 (Shape) "g, flipped" "Reverse order along dimensions.";
    Roll "roll" "torch.roll Tensor.roll" 1 (Shape) "g, rolled back" "Moved along dimensions, around the ends.";
    Repeat "repeat" "Tensor.repeat torch.tile" 1 (Shape) "g, summed over the repetitions" "Laid side by side with itself.";
    RepeatInterleave "repeat_interleave" "torch.repeat_interleave" 1 (Shape) "g, summed over the repetitions" "Every position several times.";
    Pad "pad" "torch.nn.functional.pad" 1 (Shape) "g without the border" "More positions at the ends.";
    Tril "tril" "torch.tril Tensor.tril" 1 (Shape) "g in the triangle" "0 above a diagonal.";
    Triu "triu" "torch.triu Tensor.triu" 1 (Shape) "g in the triangle" "0 below a diagonal.";
    DiagEmbed "diag_embed" "torch.diag_embed torch.diag" 1 (Shape) "g on the diagonal" "Rows as diagonals.";

    IndexSelect "index_select" "torch.index_select x[t]" 2 (Index) "g added at the index, none" "Rows by an index tensor.";
    Gather "gather" "torch.gather Tensor.gather" 2 (Index) "g added at the index, none" "One element per index.";
    ScatterAdd "scatter_add" "Tensor.scatter_add" 3 (Index) "g, none, g at the index" "Adds elements at indices.";
    Scatter "scatter" "torch.scatter Tensor.scatter" 3 (Index) "g, 0 at the index; none; g at the index" "Puts elements at indices.";
    ScatterReduce "scatter_reduce" "torch.scatter_reduce" 3 (Index) "of sums: g, none, g at the index" "Combines elements at indices.";
    IndexAdd "index_add" "torch.index_add Tensor.index_add" 3 (Index) "g, none, g at the index" "Adds rows at an index.";
    IndexCopy "index_copy" "torch.index_copy Tensor.index_copy" 3 (Index) "g, 0 at the index; none; g at the index" "Puts rows at an index.";
    IndexFill "index_fill" "torch.index_fill Tensor.index_fill" 3 (Index) "g, 0 at the index; none; sum of g at the index" "Puts a number in rows.";
    Take "take" "torch.take torch.take_along_dim" 2 (Index) "g added at the index, none" "Elements by flat positions.";
    MaskedScatter "masked_scatter" "torch.masked_scatter Tensor.masked_scatter" 3 (Index) "g, 0 in the mask; none; g in the mask" "Puts elements where a mask holds.";
    IndexPut "index_put" "x[t] = v" 3 (Index) "g, 0 at the index; none; g at the index" "Replaces rows by an index tensor.";
    MaskedSelect "masked_select" "torch.masked_select x[mask]" 2 (Index) "g in its place, 0 elsewhere; none" "Elements where a mask holds.";
    CopySlices "copy_slices" "x[a:b] = v" 2 (Index) "g, 0 in the part; g in the part" "Replaces a part in place.";
    Cat "cat" "torch.cat" 2 (Join) "g, cut into pieces" "Joined along a dimension.";
    Stack "stack" "torch.stack" 2 (Join) "g, taken apart" "Joined along a new dimension.";
    Clone "clone" "Tensor.clone Tensor.contiguous" 1 (Composite) "g" "A copy.";
    ToCopy "to" "Tensor.to Tensor.float Tensor.long" 1 (Composite) "g, converted back" "Another dtype or device.";

    Full "full" "torch.full torch.zeros torch.ones" 0 (Create) "none" "One value everywhere.";
    Arange "arange" "torch.arange" 0 (Create) "none" "Start, start + step, ... below end.";
    Linspace "linspace" "torch.linspace" 0 (Create) "none" "Evenly spaced, both ends included.";
    Logspace "logspace" "torch.logspace" 0 (Create) "none" "Powers with evenly spaced exponents.";
    TriangleIndices "triangle_indices" "torch.tril_indices torch.triu_indices" 0 (Create) "none" "Places of a triangle.";
    Eye "eye" "torch.eye" 0 (Create) "none" "Ones on the diagonal.";
    Rand "rand" "torch.rand Tensor.uniform_" 0 (Random) "none" "Uniform in [0, 1).";
    Randn "randn" "torch.randn Tensor.normal_" 0 (Random) "none" "Normal with mean 0 and deviation 1.";
    Randint "randint" "torch.randint" 0 (Random) "none" "Whole numbers in [low, high).";
    Randperm "randperm" "torch.randperm" 0 (Random) "none" "A random order of 0, ..., n - 1.";
    Normal "normal" "torch.normal" 2 (Random) "none" "Normal with means and deviations from tensors.";
    Bernoulli "bernoulli" "torch.bernoulli Tensor.bernoulli_" 1 (Random) "none" "1 with a probability, else 0.";
    Multinomial "multinomial" "torch.multinomial" 1 (Random) "none" "Positions drawn by weights.";
    Exponential "exponential" "Tensor.exponential_" 0 (Random) "none" "Times until an event.";
    Cauchy "cauchy" "Tensor.cauchy_" 0 (Random) "none" "Cauchy's distribution.";
    Geometric "geometric" "Tensor.geometric_" 0 (Random) "none" "Trials until one succeeds.";
    LogNormal "log_normal" "Tensor.log_normal_" 0 (Random) "none" "e to the power of normals.";
}
