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

use Family::{Composite, Create, Index, Join, Linear, Random, Reduce, View};

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
    Sign "sign" "torch.sign Tensor.sign" 1 (Family::Map(Map::Sign)) "none" "-1, 0 or 1.";
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
    Floor "floor" "torch.floor Tensor.floor" 1 (Family::Map(Map::Floor)) "none" "Rounded down.";
    Ceil "ceil" "torch.ceil Tensor.ceil" 1 (Family::Map(Map::Ceil)) "none" "Rounded up.";
    Round "round" "torch.round Tensor.round" 1 (Family::Map(Map::Round)) "none" "Rounded to the nearest, halves to even.";
    IsNan "isnan" "torch.isnan Tensor.isnan" 1 (Family::Map(Map::IsNan)) "none" "Whether an element is not a number.";

    Eq "eq" "torch.eq Tensor.eq ==" 2 (Family::Map(Map::Eq)) "none" "Equal.";
    Ne "ne" "torch.ne Tensor.ne !=" 2 (Family::Map(Map::Ne)) "none" "Not equal.";
    Lt "lt" "torch.lt Tensor.lt <" 2 (Family::Map(Map::Lt)) "none" "Less.";
    Le "le" "torch.le Tensor.le <=" 2 (Family::Map(Map::Le)) "none" "Less or equal.";
    Gt "gt" "torch.gt Tensor.gt >" 2 (Family::Map(Map::Gt)) "none" "Greater.";
    Ge "ge" "torch.ge Tensor.ge >=" 2 (Family::Map(Map::Ge)) "none" "Greater or equal.";
    LogicalAnd "logical_and" "torch.logical_and &" 2 (Family::Map(Map::And)) "none" "Both nonzero.";
    LogicalOr "logical_or" "torch.logical_or |" 2 (Family::Map(Map::Or)) "none" "Either nonzero.";
    LogicalXor "logical_xor" "torch.logical_xor ^" 2 (Family::Map(Map::Xor)) "none" "Exactly one nonzero.";
    LogicalNot "logical_not" "torch.logical_not ~" 1 (Family::Map(Map::Not)) "none" "Zero.";
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
    Matmul "matmul" "torch.matmul Tensor.matmul @" 2 (Linear) "g b^T, a^T g" "Matrix product, batched and broadcast.";
    IntMatmul "int_matmul" "torch._int_mm" 2 (Linear) "none" "Matrix product of int8 tensors, summed in int32.";
    BitMatmul "bit_matmul" "torch._bit_mm" 2 (Linear) "none" "Product of rows of signs, 32 per word, by counting bits.";
    PackSigns "pack_signs" "torch._pack_signs" 1 (Composite) "none" "Signs of rows as bits, 32 per int32 word.";
    Int8Linear "int8_linear" "torch.ao.nn.quantized.dynamic.Linear" 3 (Composite) "none" "Linear layer on int8 weights with a scale per output; inputs are quantized row by row.";
    Quantize "quantize" "torch.quantize_per_tensor torch.quantize_per_channel" 1 (Composite) "none" "Nearest whole number of scales, shifted, within the dtype.";
    FakeQuantize "fake_quantize" "torch.fake_quantize_per_tensor_affine torch.fake_quantize_per_channel_affine" 1 (Composite) "g where a is within the range" "Quantized and made real again.";
    Softmax "softmax" "torch.softmax Tensor.softmax" 1 (Composite) "y (g - sum(g y))" "e^a over its sum along a dimension.";
    LogSoftmax "log_softmax" "torch.log_softmax Tensor.log_softmax" 1 (Composite) "g - e^y sum(g)" "Logarithm of softmax.";
    CrossEntropy "cross_entropy" "torch.nn.functional.cross_entropy" 2 (Composite) "g (softmax(a) - onehot(b)) / n" "Mean negative log-likelihood of class indices under softmax.";
    MseLoss "mse_loss" "torch.nn.functional.mse_loss" 2 (Composite) "2 g (a - b) / n" "Mean squared difference.";

    Reshape "reshape" "Tensor.reshape Tensor.view" 1 (View) "g, reshaped back" "Same elements, other shape.";
    Permute "permute" "Tensor.permute Tensor.T Tensor.transpose" 1 (View) "g, permuted back" "Dimensions in another order.";
    Squeeze "squeeze" "torch.squeeze Tensor.squeeze" 1 (View) "g, with the sizes of 1" "Without sizes of 1.";
    Unsqueeze "unsqueeze" "torch.unsqueeze Tensor.unsqueeze" 1 (View) "g, without the size of 1" "With a size of 1 more.";
    Expand "expand" "Tensor.expand" 1 (View) "g, summed over the repetitions" "Sizes of 1 repeated.";
    Slice "slice" "x[a:b:s]" 1 (View) "g in its place, 0 elsewhere" "A range along a dimension.";
    Select "select" "x[i]" 1 (View) "g in its place, 0 elsewhere" "One position along a dimension.";
    AsStrided "as_strided" "" 1 (View) "g in its place, 0 elsewhere" "A view after its base was changed in place.";

    IndexSelect "index_select" "torch.index_select x[t]" 2 (Index) "g added at the index, none" "Rows by an index tensor.";
    Gather "gather" "torch.gather Tensor.gather" 2 (Index) "g added at the index, none" "One element per index.";
    ScatterAdd "scatter_add" "Tensor.scatter_add" 3 (Index) "g, none, g at the index" "Adds elements at indices.";
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
    Eye "eye" "torch.eye" 0 (Create) "none" "Ones on the diagonal.";
    Rand "rand" "torch.rand Tensor.uniform_" 0 (Random) "none" "Uniform in [0, 1).";
    Randn "randn" "torch.randn Tensor.normal_" 0 (Random) "none" "Normal with mean 0 and deviation 1.";
    Randint "randint" "torch.randint" 0 (Random) "none" "Whole numbers in [low, high).";
    Randperm "randperm" "torch.randperm" 0 (Random) "none" "A random order of 0, ..., n - 1.";
}
