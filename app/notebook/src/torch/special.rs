//! Bounds, quotients with a way of rounding, interpolation, and the activations of `torch.nn.functional`.

use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyResult, VirtualMachine};
use tensor::{Op, Tensor};

use super::args::Args;
use super::elementwise::{in_place, operand};
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::{Operand, give};

/// Reads the arguments after `self` and says how the result is computed.
type Form = fn(&Tensor, &mut Args, &VirtualMachine) -> PyResult<tensor::Result<Tensor>>;

/// `f(x, ...)`
fn made(name: &'static str, form: Form, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let y = form(&x, &mut args, vm)?;
    args.finish()?;
    give(y, vm)
}

/// `x = f(x, ...)`, giving back `x` itself.
fn made_in_place(name: &'static str, form: Form, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let zelf = args.required("self")?;
    let x = super::args::tensor(name, "self", &zelf, vm)?.as_it_is();
    let y = form(&x, &mut args, vm)?;
    args.finish()?;
    in_place(zelf, vm, |x| x.become_(name, y?))
}

fn bound(name: &str, args: &mut Args, vm: &VirtualMachine) -> PyResult<Option<Operand>> {
    args.optional(name).map(|value| operand(&value, "clamp", vm)).transpose()
}

fn clamp(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let (low, high) = (bound("min", args, vm)?, bound("max", args, vm)?);
    Ok(x.clamp_to(low.as_ref().map(Operand::arg), high.as_ref().map(Operand::arg)))
}

fn clamp_min(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let low = operand(&args.required("min")?, "clamp_min", vm)?;
    Ok(x.clamp_to(Some(low.arg()), None))
}

fn clamp_max(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let high = operand(&args.required("max")?, "clamp_max", vm)?;
    Ok(x.clamp_to(None, Some(high.arg())))
}

fn nan_to_num(x: &Tensor, args: &mut Args, _vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let (nan, high, low) = (args.number("nan")?, args.number("posinf")?, args.number("neginf")?);
    Ok(x.nan_to_num(nan.unwrap_or(0.0), high, low))
}

/// `a / b`, rounded as `rounding_mode` says.
fn div(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let other = operand(&args.required("other")?, "div", vm)?;
    let Some(mode) = args.keyword("rounding_mode") else { return Ok(x.div(other.arg())) };
    match mode.str(vm)?.to_string().as_str() {
        "floor" => Ok(x.div_floor(other.arg())),
        "trunc" => Ok(x.div_trunc(other.arg())),
        other => Err(vm.new_runtime_error(format!(
            "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{other}'"
        ))),
    }
}

/// `other - x`
fn rsub(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let other = operand(&args.required("other")?, "rsub", vm)?;
    Ok(Tensor::binary(Op::Sub, other.arg(), x))
}

fn round(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let scale = args.keyword("decimals").map(|value| super::args::int("round", "decimals", &value, vm)).transpose()?;
    let Some(decimals) = scale.filter(|d| *d != 0) else { return Ok(x.round()) };
    let scale = 10f64.powi(decimals.unsigned_abs() as i32);
    Ok(if decimals > 0 {
        x.mul(scale).and_then(|y| y.round()).and_then(|y| y.div(scale))
    } else {
        x.div(scale).and_then(|y| y.round()).and_then(|y| y.mul(scale))
    })
}

fn lerp(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let end = args.tensor("end")?;
    let weight = operand(&args.required("weight")?, "lerp", vm)?;
    Ok(x.lerp(&end, weight.arg()))
}

/// `x + value op(a, b)`
fn fused(
    name: &'static str,
    op: Op,
    x: &Tensor,
    args: &mut Args,
    vm: &VirtualMachine,
) -> PyResult<tensor::Result<Tensor>> {
    let (a, b) = (args.tensor("tensor1")?, args.tensor("tensor2")?);
    let value = args.keyword("value").map(|value| operand(&value, name, vm)).transpose()?;
    Ok(Tensor::binary(op, &a, &b)
        .and_then(|y| value.as_ref().map_or(Ok(y.clone()), |value| Tensor::binary(Op::Mul, &y, value.arg())))
        .and_then(|y| x.add(&y)))
}

fn addcmul(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    fused("addcmul", Op::Mul, x, args, vm)
}

fn addcdiv(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    fused("addcdiv", Op::Div, x, args, vm)
}

/// The larger (or smaller) one, where NaN loses.
fn without_nan(x: &Tensor, args: &mut Args, op: Op) -> PyResult<tensor::Result<Tensor>> {
    let other = args.tensor("other")?;
    let chosen = || {
        let best = Tensor::binary(op, x, &other)?;
        let best = Tensor::where_(&other.isnan()?, x, &best)?;
        Tensor::where_(&x.isnan()?, &other, &best)
    };
    Ok(chosen())
}

/// `ln(e^a + e^b)` to base e or 2, without overflow.
fn log_add(x: &Tensor, args: &mut Args, rate: f64) -> PyResult<tensor::Result<Tensor>> {
    let other = args.tensor("other")?;
    let sum = || {
        let top = x.maximum(&other)?;
        let apart = x.sub(&other)?.abs()?.mul(-rate)?;
        let rest = apart.exp()?.log1p()?.div(rate)?;
        // Infinities of one sign have no distance.
        Tensor::where_(&x.eq(&other)?, &x.add(2f64.ln() / rate)?, &top.add(&rest)?)
    };
    Ok(sum())
}

/// `x ln(y)`, 0 where x is 0 and y is a number.
fn xlogy(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let other = operand(&args.required("other")?, "xlogy", vm)?;
    let other = match other {
        Operand::Tensor(tensor) => tensor,
        Operand::Scalar(scalar) => Tensor::full(&[], scalar.to_f64(), tensor::DType::F32, x.device()).or_raise(vm)?,
    };
    let found = || {
        let zero = x.eq(0.0)?.logical_and(&other.isnan()?.logical_not()?)?;
        // The logarithm must not see what is masked, or its gradient would be infinite.
        let y = x.mul(&Tensor::where_(&zero, 1.0, &other)?.log()?)?;
        Tensor::where_(&zero, 0.0, &y)
    };
    Ok(found())
}

fn gelu(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let how = args.optional("approximate").map(|how| how.str(vm)).transpose()?;
    if !x.dtype().is_float() {
        return Err(
            vm.new_not_implemented_error(format!("\"GeluKernelImpl\" not implemented for '{}'", x.dtype().short()))
        );
    }
    match how.map_or_else(|| "none".to_owned(), |how| how.to_string()).as_str() {
        "none" => Ok(x.gelu()),
        "tanh" => Ok(x.gelu_tanh()),
        _ => Err(vm.new_runtime_error("approximate argument must be either none or tanh.")),
    }
}

fn softplus(x: &Tensor, args: &mut Args, _vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let beta = args.number("beta")?.unwrap_or(1.0);
    let threshold = args.number("threshold")?.unwrap_or(20.0);
    Ok(x.softplus(beta, threshold))
}

fn elu(x: &Tensor, args: &mut Args, _vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    Ok(x.elu(args.number("alpha")?.unwrap_or(1.0), 1.0, 1.0))
}

fn celu(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let alpha = args.number("alpha")?.unwrap_or(1.0);
    if alpha == 0.0 {
        return Err(vm.new_runtime_error("ZeroDivisionError: alpha cannot be 0 for CELU"));
    }
    Ok(x.elu(alpha, 1.0, 1.0 / alpha))
}

fn leaky_relu(x: &Tensor, args: &mut Args, _vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    Ok(x.leaky_relu(args.number("negative_slope")?.unwrap_or(0.01)))
}

fn hardtanh(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let low = args.number("min_val")?.unwrap_or(-1.0);
    let high = args.number("max_val")?.unwrap_or(1.0);
    if low > high {
        return Err(vm.new_value_error("min_val cannot be greater than max_val"));
    }
    Ok(x.hardtanh(low, high))
}

fn hardshrink(x: &Tensor, args: &mut Args, _vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    Ok(x.hardshrink(args.number("lambd")?.unwrap_or(0.5)))
}

fn softshrink(x: &Tensor, args: &mut Args, vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    let width = args.number("lambd")?.unwrap_or(0.5);
    if width < 0.0 {
        return Err(vm.new_runtime_error(format!("lambda must be greater or equal to 0, but found to be {width}.")));
    }
    Ok(x.softshrink(width))
}

/// The elements as they are now, for in-place forms written in Python.
fn before(x: &Tensor, _args: &mut Args, _vm: &VirtualMachine) -> PyResult<tensor::Result<Tensor>> {
    Ok(Ok(x.as_it_is()))
}

/// A row of the table without arguments.
macro_rules! row {
    ($op:ident) => {
        |x: &Tensor, _: &mut Args, _: &VirtualMachine| Ok(Tensor::unary(Op::$op, x))
    };
}

macro_rules! forms {
    (both: $($name:literal $changing:literal $form:expr,)* plain: $($plain:literal $way:expr,)* functions: $($function:literal $how:expr,)*) => {
        /// As functions and as methods.
        pub(super) const BOTH: List = list![METHOD:
            $($name => |args: FuncArgs, vm: &VirtualMachine| made($name, $form, args, vm),)*
            $($plain => |args: FuncArgs, vm: &VirtualMachine| made($plain, $way, args, vm),)*
        ];
        /// As methods only.
        pub(super) const METHODS: List = list![METHOD:
            $($changing => |args: FuncArgs, vm: &VirtualMachine| made_in_place($changing, $form, args, vm),)*
        ];
        /// As functions only; those that start with a line are for the Python half.
        pub(super) const FUNCTIONS: List = list![METHOD:
            $($function => |args: FuncArgs, vm: &VirtualMachine| made($function, $how, args, vm),)*
        ];
    };
}

forms! {
    both:
    "clamp" "clamp_" clamp, "clip" "clip_" clamp, "clamp_min" "clamp_min_" clamp_min, "clamp_max" "clamp_max_" clamp_max,
    "nan_to_num" "nan_to_num_" nan_to_num, "div" "div_" div, "divide" "divide_" div, "round" "round_" round,
    "lerp" "lerp_" lerp, "addcmul" "addcmul_" addcmul, "addcdiv" "addcdiv_" addcdiv, "xlogy" "xlogy_" xlogy,
    plain:
    "fmax" |x, args, _| without_nan(x, args, Op::Maximum),
    "fmin" |x, args, _| without_nan(x, args, Op::Minimum),
    "logaddexp" |x, args, _| log_add(x, args, 1.0),
    "logaddexp2" |x, args, _| log_add(x, args, std::f64::consts::LN_2),
    functions:
    "rsub" rsub, "selu" row!(Selu), "celu" celu, "_gelu" gelu, "_silu" row!(Silu), "_softplus" softplus, "_elu" elu,
    "_leaky_relu" leaky_relu, "_hardtanh" hardtanh, "_relu6" row!(Relu6), "_hardswish" row!(Hardswish),
    "_hardsigmoid" row!(Hardsigmoid), "_logsigmoid" row!(LogSigmoid), "_mish" row!(Mish), "_softsign" row!(Softsign),
    "_tanhshrink" row!(Tanhshrink), "hardshrink" hardshrink, "_softshrink" softshrink, "_before" before,
}
