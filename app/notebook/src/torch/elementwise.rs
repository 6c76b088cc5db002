//! Operations element by element, from the engine's table.

use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use tensor::{Op, Tensor};

use super::args::Args;
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::{Operand, PyTensor, give};
use crate::poll;

/// `y = op(x)`
fn unary(op: Op, name: &'static str, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    args.finish()?;
    give(Tensor::unary(op, &x), vm)
}

/// `x = op(x)`, giving back `x` itself.
fn unary_in_place(op: Op, name: &'static str, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let zelf = args.required("self")?;
    args.finish()?;
    in_place(zelf, vm, |x| x.unary_(op))
}

/// `y = op(x, other)`, where sums and differences take `alpha=`.
fn binary(op: Op, name: &'static str, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let a = operand(&args.required("input")?, name, vm)?;
    let b = operand(&args.required("other")?, name, vm)?;
    let alpha = args.keyword("alpha");
    args.finish()?;
    match alpha {
        None => give(Tensor::binary(op, a.arg(), b.arg()), vm),
        Some(alpha) => {
            let alpha = operand(&alpha, name, vm)?;
            let scaled = Tensor::binary(Op::Mul, b.arg(), alpha.arg()).or_raise(vm)?;
            give(Tensor::binary(op, a.arg(), &scaled), vm)
        }
    }
}

/// `x = op(x, other)`, giving back `x` itself.
fn binary_in_place(op: Op, name: &'static str, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let zelf = args.required("self")?;
    let other = operand(&args.required("other")?, name, vm)?;
    let alpha = args.keyword("alpha").map(|alpha| operand(&alpha, name, vm)).transpose()?;
    args.finish()?;
    in_place(zelf, vm, |x| match &alpha {
        None => x.binary_(op, other.arg()),
        Some(alpha) => x.binary_(op, &Tensor::binary(Op::Mul, other.arg(), alpha.arg())?),
    })
}

pub(super) fn operand(value: &PyObjectRef, name: &str, vm: &VirtualMachine) -> PyResult<Operand> {
    Operand::read(value, vm)?
        .ok_or_else(|| vm.new_type_error(format!("{name}() takes tensors and numbers, not {}", value.class().name())))
}

/// Changes a tensor and gives it back, the same Python object.
pub(super) fn in_place(
    zelf: PyObjectRef,
    vm: &VirtualMachine,
    change: impl FnOnce(&Tensor) -> tensor::Result<()>,
) -> PyResult {
    let Some(tensor) = zelf.downcast_ref::<PyTensor>() else {
        return Err(vm.new_type_error(format!("expected a Tensor, not {}", zelf.class().name())));
    };
    poll::turn(vm)?;
    change(&tensor.value()).or_raise(vm)?;
    Ok(zelf)
}

fn where_(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("where", args, vm);
    let condition = args.tensor("condition")?;
    if args.is_done() {
        return super::place::nonzero_tuple(&condition, vm);
    }
    let a = operand(&args.required("input")?, "where", vm)?;
    let b = operand(&args.required("other")?, "where", vm)?;
    args.finish()?;
    give(Tensor::where_(&condition, a.arg(), b.arg()), vm)
}

/// `x.where(condition, other)`
fn where_method(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    if args.args.len() >= 2 {
        args.args.swap(0, 1);
    }
    where_(args, vm)
}

macro_rules! from_table {
    (unary: $($u:literal $u_in_place:literal $u_op:ident,)* binary: $($b:literal $b_in_place:literal $b_op:ident,)*) => {
        /// As functions and as methods.
        pub(super) const BOTH: List = list![METHOD:
            $($u => |args: FuncArgs, vm: &VirtualMachine| unary(Op::$u_op, $u, args, vm),)*
            $($b => |args: FuncArgs, vm: &VirtualMachine| binary(Op::$b_op, $b, args, vm),)*
        ];
        /// As methods only.
        pub(super) const METHODS: List = list![METHOD:
            $($u_in_place => |args: FuncArgs, vm: &VirtualMachine| unary_in_place(Op::$u_op, $u_in_place, args, vm),)*
            $($b_in_place => |args: FuncArgs, vm: &VirtualMachine| binary_in_place(Op::$b_op, $b_in_place, args, vm),)*
            "where" => where_method,
        ];
    };
}

/// As functions only.
pub(super) const FUNCTIONS: List = list![METHOD: "where" => where_];

from_table! {
    unary:
    "neg" "neg_" Neg, "abs" "abs_" Abs, "sign" "sign_" Sign, "square" "square_" Square, "exp" "exp_" Exp,
    "log" "log_" Log, "sqrt" "sqrt_" Sqrt, "rsqrt" "rsqrt_" Rsqrt, "reciprocal" "reciprocal_" Reciprocal,
    "tanh" "tanh_" Tanh, "sin" "sin_" Sin, "cos" "cos_" Cos, "sigmoid" "sigmoid_" Sigmoid, "relu" "relu_" Relu,
    "floor" "floor_" Floor, "ceil" "ceil_" Ceil, "isnan" "isnan_" IsNan,
    "logical_not" "logical_not_" LogicalNot, "negative" "negative_" Neg, "absolute" "absolute_" Abs, "sgn" "sgn_" Sign,
    "trunc" "trunc_" Trunc, "fix" "fix_" Trunc, "frac" "frac_" Frac, "isinf" "isinf_" IsInf,
    "isfinite" "isfinite_" IsFinite, "isposinf" "isposinf_" IsPosInf, "isneginf" "isneginf_" IsNegInf,
    "signbit" "signbit_" SignBit, "log2" "log2_" Log2, "log10" "log10_" Log10, "log1p" "log1p_" Log1p,
    "expm1" "expm1_" Expm1, "exp2" "exp2_" Exp2, "tan" "tan_" Tan, "sinh" "sinh_" Sinh, "cosh" "cosh_" Cosh,
    "asin" "asin_" Asin, "arcsin" "arcsin_" Asin, "acos" "acos_" Acos, "arccos" "arccos_" Acos, "atan" "atan_" Atan,
    "arctan" "arctan_" Atan, "asinh" "asinh_" Asinh, "arcsinh" "arcsinh_" Asinh, "acosh" "acosh_" Acosh,
    "arccosh" "arccosh_" Acosh, "atanh" "atanh_" Atanh, "arctanh" "arctanh_" Atanh, "erf" "erf_" Erf,
    "erfc" "erfc_" Erfc, "deg2rad" "deg2rad_" Deg2Rad, "rad2deg" "rad2deg_" Rad2Deg,
    "bitwise_not" "bitwise_not_" BitwiseNot,
    binary:
    "add" "add_" Add, "sub" "sub_" Sub, "subtract" "subtract_" Sub, "mul" "mul_" Mul, "multiply" "multiply_" Mul,
    "true_divide" "true_divide_" Div, "pow" "pow_" Pow,
    "floor_divide" "floor_divide_" FloorDivide, "remainder" "remainder_" Remainder, "maximum" "maximum_" Maximum,
    "minimum" "minimum_" Minimum, "eq" "eq_" Eq, "ne" "ne_" Ne, "lt" "lt_" Lt, "le" "le_" Le, "gt" "gt_" Gt,
    "ge" "ge_" Ge, "logical_and" "logical_and_" LogicalAnd, "logical_or" "logical_or_" LogicalOr,
    "logical_xor" "logical_xor_" LogicalXor, "not_equal" "not_equal_" Ne, "less" "less_" Lt,
    "less_equal" "less_equal_" Le, "greater" "greater_" Gt, "greater_equal" "greater_equal_" Ge, "fmod" "fmod_" Fmod,
    "atan2" "atan2_" Atan2, "arctan2" "arctan2_" Atan2, "hypot" "hypot_" Hypot,
    "bitwise_and" "bitwise_and_" BitwiseAnd, "bitwise_or" "bitwise_or_" BitwiseOr,
    "bitwise_xor" "bitwise_xor_" BitwiseXor, "bitwise_left_shift" "bitwise_left_shift_" ShiftLeft,
    "bitwise_right_shift" "bitwise_right_shift_" ShiftRight,
}
