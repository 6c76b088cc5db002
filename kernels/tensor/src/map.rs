//! `Map`: the elementwise instructions that every backend executes, with their sources from [`crate::kernels`].

use crate::dtype::DType;
use crate::kernels;

/// Functions that kernels in WGSL rely on: WGSL lets an implementation assume that there are no NaN or infinities and
/// leaves `pow` of a negative base and large `tanh` open. Put this once before the kernels of a shader.
pub const WGSL_PRELUDE: &str = "\
fn is_nan_(x: f32) -> bool {
    return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}
fn exp_(x: f32) -> f32 {
    if (is_nan_(x)) { return x; }
    if (x > 88.72284) { return bitcast<f32>(0x7f800000u | (bitcast<u32>(x) & 0u)); }
    return exp(x);
}
fn log_(x: f32) -> f32 {
    let bits = bitcast<u32>(x);
    if (is_nan_(x) || bits == 0x7f800000u) { return x; }
    if ((bits & 0x7fffffffu) == 0u) { return bitcast<f32>(0xff800000u | (bits & 0u)); }
    if (bits >= 0x80000000u) { return bitcast<f32>(0x7fc00000u | (bits & 0u)); }
    return log(x);
}
fn tanh_(x: f32) -> f32 {
    if (is_nan_(x)) { return x; }
    return tanh(clamp(x, -20.0, 20.0));
}
fn pow_(x: f32, y: f32) -> f32 {
    if (y == 0.0 || x == 1.0) { return 1.0; }
    if (is_nan_(x) || is_nan_(y)) { return bitcast<f32>(0x7fc00000u | (bitcast<u32>(x) & 0u)); }
    let a = abs(x);
    let magnitude = exp_(y * log_(a));
    if (x >= 0.0) { return magnitude; }
    let whole = floor(y) == y;
    if (!whole) { return bitcast<f32>(0x7fc00000u | (bitcast<u32>(x) & 0u)); }
    if (floor(y * 0.5) * 2.0 != y) { return -magnitude; }
    return magnitude;
}
";

/// Which values an instruction takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Takes {
    /// Numbers of one dtype.
    Numbers,
    /// Truth values.
    Bools,
    /// A truth value, then two numbers.
    Choice,
}

/// Calls back with every instruction: `$callback! { extra; (Variant module arity takes result int) ... }`, where takes is
/// a variant of [`Takes`], result is `same` or `bool`, and int is `int` or `float`.
#[macro_export]
macro_rules! for_each_map {
    ($callback:ident $($extra:tt)*) => {
        $callback! { { $($extra)* }
            (Add add 2 Numbers same int) (Sub sub 2 Numbers same int) (Mul mul 2 Numbers same int)
            (Div div 2 Numbers same float) (Pow pow 2 Numbers same float)
            (FloorDivide floor_divide 2 Numbers same float) (Remainder remainder 2 Numbers same float)
            (Maximum maximum 2 Numbers same int) (Minimum minimum 2 Numbers same int)
            (Neg neg 1 Numbers same int) (Abs abs 1 Numbers same int) (Sign sign 1 Numbers same int)
            (Square square 1 Numbers same int) (Exp exp 1 Numbers same float) (Log log 1 Numbers same float)
            (Sqrt sqrt 1 Numbers same float) (Rsqrt rsqrt 1 Numbers same float)
            (Reciprocal reciprocal 1 Numbers same float) (Tanh tanh 1 Numbers same float)
            (Sin sin 1 Numbers same float) (Cos cos 1 Numbers same float)
            (Sigmoid sigmoid 1 Numbers same float) (Relu relu 1 Numbers same int)
            (Floor floor 1 Numbers same float) (Ceil ceil 1 Numbers same float) (Round round 1 Numbers same float)
            (IsNan isnan 1 Numbers bool float)
            (Eq eq 2 Numbers bool int) (Ne ne 2 Numbers bool int) (Lt lt 2 Numbers bool int)
            (Le le 2 Numbers bool int) (Gt gt 2 Numbers bool int) (Ge ge 2 Numbers bool int)
            (And logical_and 2 Bools bool int) (Or logical_or 2 Bools bool int)
            (Xor logical_xor 2 Bools bool int) (Not logical_not 1 Bools bool int)
            (Where where_ 3 Choice same int) (Clamp clamp 3 Numbers same int)
            (ReluBackward relu_backward 2 Numbers same float) (TanhBackward tanh_backward 2 Numbers same float)
            (SigmoidBackward sigmoid_backward 2 Numbers same float)
        }
    };
}

macro_rules! wgsl_int {
    (int $module:ident) => {
        Some(kernels::$module::WGSL_INT)
    };
    (float $module:ident) => {
        None
    };
}

macro_rules! returns_bool {
    (same) => {
        false
    };
    (bool) => {
        true
    };
}

macro_rules! define {
    ({} $(($variant:ident $module:ident $arity:literal $takes:ident $result:ident $int:ident))*) => {
        /// An elementwise instruction.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[allow(missing_docs)]
        #[repr(u8)]
        pub enum Map { $($variant),* }

        impl Map {
            /// Every instruction.
            pub const ALL: &'static [Map] = &[$(Map::$variant),*];

            /// Its name; the WGSL function is `k_NAME`.
            pub fn name(self) -> &'static str {
                match self { $(Map::$variant => kernels::$module::NAME),* }
            }

            /// Number of operands.
            pub fn arity(self) -> usize {
                match self { $(Map::$variant => $arity),* }
            }

            /// What the operands are.
            pub fn takes(self) -> Takes {
                match self { $(Map::$variant => Takes::$takes),* }
            }

            /// Whether the result is a truth value whatever the operands are.
            pub fn returns_bool(self) -> bool {
                match self { $(Map::$variant => returns_bool!($result)),* }
            }

            /// WGSL source over `f32` (and `bool`).
            pub fn wgsl(self) -> &'static str {
                match self { $(Map::$variant => kernels::$module::WGSL),* }
            }

            /// WGSL source over `i32`, for instructions that exist on integers.
            pub fn wgsl_int(self) -> Option<&'static str> {
                match self { $(Map::$variant => wgsl_int!($int $module)),* }
            }
        }
    };
}

for_each_map!(define);

impl Map {
    /// Dtype of the result for operands of this dtype.
    pub fn result(self, operands: DType) -> DType {
        if self.returns_bool() { DType::Bool } else { operands }
    }

    /// Whether the instruction runs on integers (and on truth values taken as 0 and 1).
    pub fn on_integers(self) -> bool {
        self.wgsl_int().is_some()
    }
}
