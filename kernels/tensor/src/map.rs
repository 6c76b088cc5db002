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
fn is_inf_(x: f32) -> bool {
    return (bitcast<u32>(x) & 0x7fffffffu) == 0x7f800000u;
}
fn nan_(x: f32) -> f32 {
    return bitcast<f32>(0x7fc00000u | (bitcast<u32>(x) & 0u));
}
fn log2_(x: f32) -> f32 {
    let bits = bitcast<u32>(x);
    if (is_nan_(x) || bits == 0x7f800000u) { return x; }
    if ((bits & 0x7fffffffu) == 0u) { return bitcast<f32>(0xff800000u | (bits & 0u)); }
    if (bits >= 0x80000000u) { return nan_(x); }
    return log2(x);
}
fn log1p_(x: f32) -> f32 {
    if (is_nan_(x)) { return x; }
    if (abs(x) > 0.5) { return log_(1.0 + x); }
    let s = x / (x + 2.0);
    let z = s * s;
    let p = ((((z / 13.0 + 0.09090909) * z + 0.11111111) * z + 0.14285715) * z + 0.2) * z + 0.33333334;
    return 2.0 * (p * z * s + s);
}
fn erf_(x: f32) -> f32 {
    if (is_nan_(x)) { return x; }
    let a = min(abs(x), 4.0);
    if (a < 1.0) {
        let z = x * x;
        let p = (((((7.853861e-5 * z - 8.010194e-4) * z + 5.1883277e-3) * z - 2.6853812e-2) * z + 0.11283585) * z
            - 0.37612626) * z + 1.1283792;
        return x * p;
    }
    let q = 1.0 / a;
    let y = q * q;
    var p = ((((((-10.477664 * y + 12.9772) * y - 7.4955187) * y + 2.921019) * y - 1.0152653) * y + 0.42184634) * y
        - 0.28207674) * y + 0.5641895;
    if (a < 2.0) {
        p = (((((((2.32682e-2 * y - 0.13870394) * y + 0.36874247) * y - 0.5824733) * y + 0.62100047) * y - 0.49445153) * y
            + 0.340488) * y - 0.2741127) * y + 0.56382594;
    }
    let big = 1.0 - exp(-a * a) * q * p;
    return select(big, -big, x < 0.0);
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
    /// Whole numbers only: the instruction does not exist on f32.
    Whole,
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
            (IsInf isinf 1 Numbers bool float) (IsFinite isfinite 1 Numbers bool float)
            (Trunc trunc 1 Numbers same float) (Fmod fmod 2 Numbers same float)
            (Log2 log2 1 Numbers same float) (Log1p log1p 1 Numbers same float)
            (Expm1 expm1 1 Numbers same float) (Sinh sinh 1 Numbers same float) (Cosh cosh 1 Numbers same float)
            (Asin asin 1 Numbers same float) (Acos acos 1 Numbers same float) (Atan atan 1 Numbers same float)
            (Asinh asinh 1 Numbers same float) (Acosh acosh 1 Numbers same float)
            (Atan2 atan2 2 Numbers same float) (Hypot hypot 2 Numbers same float) (Erf erf 1 Numbers same float)
            (Gelu gelu 1 Numbers same float) (GeluBackward gelu_backward 2 Numbers same float)
            (GeluTanh gelu_tanh 1 Numbers same float) (GeluTanhBackward gelu_tanh_backward 2 Numbers same float)
            (Silu silu 1 Numbers same float) (SiluBackward silu_backward 2 Numbers same float)
            (Softplus softplus 3 Numbers same float)
            (WholeFloorDivide whole_floor_divide 2 Whole same int) (WholeRemainder whole_remainder 2 Whole same int)
            (WholeDivide whole_divide 2 Whole same int) (WholeFmod whole_fmod 2 Whole same int)
            (WholePow whole_pow 2 Whole same int) (BitAnd bit_and 2 Whole same int) (BitOr bit_or 2 Whole same int)
            (BitXor bit_xor 2 Whole same int) (BitNot bit_not 1 Whole same int)
            (ShiftLeft shift_left 2 Whole same int) (ShiftRight shift_right 2 Whole same int)
            (Eq eq 2 Numbers bool int) (Ne ne 2 Numbers bool int) (Lt lt 2 Numbers bool int)
            (Le le 2 Numbers bool int) (Gt gt 2 Numbers bool int) (Ge ge 2 Numbers bool int)
            (And logical_and 2 Bools bool int) (Or logical_or 2 Bools bool int)
            (Xor logical_xor 2 Bools bool int) (Not logical_not 1 Bools bool int)
            (Where where_ 3 Choice same int) (Clamp clamp 3 Numbers same int) (MulAdd mul_add 3 Numbers same float)
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
