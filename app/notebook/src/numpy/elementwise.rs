//! Element by element: arithmetic, comparisons, functions of one number. Single precision is computed in double and
//! rounded once; integers wrap around as in NumPy.

use super::array::{Array, together};
use super::dtype::{DType, Data};
use super::fault::Fault;

/// Names of [`binary`]'s operations.
pub(crate) const BINARY: &[&str] = &[
    "add",
    "subtract",
    "multiply",
    "divide",
    "floor_divide",
    "remainder",
    "power",
    "maximum",
    "minimum",
    "arctan2",
    "hypot",
    "logaddexp",
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "logical_and",
    "logical_or",
    "logical_xor",
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
];

/// Names of [`unary`]'s operations.
pub(crate) const UNARY: &[&str] = &[
    "negative",
    "positive",
    "absolute",
    "sign",
    "square",
    "sqrt",
    "cbrt",
    "reciprocal",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "tan",
    "arcsin",
    "arccos",
    "arctan",
    "sinh",
    "cosh",
    "tanh",
    "arcsinh",
    "arccosh",
    "arctanh",
    "floor",
    "ceil",
    "trunc",
    "rint",
    "isnan",
    "isinf",
    "isfinite",
    "signbit",
    "logical_not",
    "invert",
    "deg2rad",
    "rad2deg",
];

/// Applies `name` of [`BINARY`] to two arrays, repeated to one shape.
///
/// # Errors
/// Shapes that do not fit together, types the operation has no meaning for, unknown names.
pub(crate) fn binary(name: &str, a: &Array, b: &Array) -> Result<Array, Fault> {
    let shape = together(&[a.shape(), b.shape()])?;
    let dtype = a.dtype().promote(b.dtype());
    let pair = Pair { a, b, shape: &shape };
    let data = match name {
        "equal" | "not_equal" | "less" | "less_equal" | "greater" | "greater_equal" => compare(name, &pair, dtype),
        "logical_and" => pair.bools(|a, b| a && b),
        "logical_or" => pair.bools(|a, b| a || b),
        "logical_xor" => pair.bools(|a, b| a != b),
        "bitwise_and" | "bitwise_or" | "bitwise_xor" => bitwise(name, &pair, dtype)?,
        _ => arithmetic(name, &pair, dtype)?,
    };
    Ok(Array::new(data, &shape))
}

fn arithmetic(name: &str, pair: &Pair, dtype: DType) -> Result<Data, Fault> {
    if dtype == DType::Bool {
        match name {
            "add" | "maximum" => return Ok(pair.bools(|a, b| a || b)),
            "multiply" | "minimum" => return Ok(pair.bools(|a, b| a && b)),
            "subtract" => {
                return Err(Fault::type_error(
                    "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` \
                     operator, or the logical_xor function instead.",
                ));
            }
            _ => {}
        }
    }
    if !dtype.is_float() {
        match name {
            "add" => return Ok(pair.ints(i64::wrapping_add)),
            "subtract" => return Ok(pair.ints(i64::wrapping_sub)),
            "multiply" => return Ok(pair.ints(i64::wrapping_mul)),
            "floor_divide" => return Ok(pair.ints(floor_divide)),
            "remainder" => return Ok(pair.ints(remainder)),
            "maximum" => return Ok(pair.ints(i64::max)),
            "minimum" => return Ok(pair.ints(i64::min)),
            "power" => {
                if pair.b.data().i64s().iter().any(|exponent| *exponent < 0) {
                    return Err(Fault::value("Integers to negative integer powers are not allowed."));
                }
                return Ok(pair.ints(|base, exponent| base.wrapping_pow(u32::try_from(exponent).unwrap_or(u32::MAX))));
            }
            _ => {}
        }
    }
    let function: fn(f64, f64) -> f64 = match name {
        "add" => |a, b| a + b,
        "subtract" => |a, b| a - b,
        "multiply" => |a, b| a * b,
        "divide" => |a, b| a / b,
        "floor_divide" => |a, b| if b == 0.0 { a / b } else { ((a - float_remainder(a, b)) / b).round() },
        "remainder" => float_remainder,
        "power" => f64::powf,
        "maximum" => |a, b| if a.is_nan() || a >= b { a } else { b },
        "minimum" => |a, b| if a.is_nan() || a <= b { a } else { b },
        "arctan2" => f64::atan2,
        "hypot" => f64::hypot,
        "logaddexp" => {
            |a, b| if a == b { a + std::f64::consts::LN_2 } else { a.max(b) + (-(a - b).abs()).exp().ln_1p() }
        }
        other => return Err(unknown(other)),
    };
    Ok(pair.floats(dtype.to_float(), function))
}

/// Rounds down, as Python does; by zero gives zero, as NumPy does.
fn floor_divide(a: i64, b: i64) -> i64 {
    if b == 0 { 0 } else { a.wrapping_div(b) - i64::from(a.wrapping_rem(b) != 0 && (a < 0) != (b < 0)) }
}

/// Takes the sign of the divisor.
fn remainder(a: i64, b: i64) -> i64 {
    if b == 0 { 0 } else { a.wrapping_sub(floor_divide(a, b).wrapping_mul(b)) }
}

fn float_remainder(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
}

fn compare(name: &str, pair: &Pair, dtype: DType) -> Data {
    macro_rules! by {
        ($with:ident) => {
            match name {
                "equal" => pair.$with(|a, b| a == b),
                "not_equal" => pair.$with(|a, b| a != b),
                "less" => pair.$with(|a, b| a < b),
                "less_equal" => pair.$with(|a, b| a <= b),
                "greater" => pair.$with(|a, b| a > b),
                _ => pair.$with(|a, b| a >= b),
            }
        };
    }
    Data::Bool(if dtype.is_float() { by!(float_tests) } else { by!(int_tests) })
}

fn bitwise(name: &str, pair: &Pair, dtype: DType) -> Result<Data, Fault> {
    if dtype.is_float() {
        return Err(not_for_floats(name));
    }
    if dtype == DType::Bool {
        return Ok(match name {
            "bitwise_and" => pair.bools(|a, b| a & b),
            "bitwise_or" => pair.bools(|a, b| a | b),
            _ => pair.bools(|a, b| a ^ b),
        });
    }
    Ok(match name {
        "bitwise_and" => pair.ints(|a, b| a & b),
        "bitwise_or" => pair.ints(|a, b| a | b),
        _ => pair.ints(|a, b| a ^ b),
    })
}

fn not_for_floats(name: &str) -> Fault {
    Fault::type_error(format!(
        "ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any supported \
         types according to the casting rule ''safe''"
    ))
}

fn unknown(name: &str) -> Fault {
    Fault::value(format!("there is no element-wise function {name}"))
}

/// Two operands and the shape they fill together.
struct Pair<'a> {
    a: &'a Array,
    b: &'a Array,
    shape: &'a [usize],
}

impl Pair<'_> {
    fn floats(&self, dtype: DType, f: fn(f64, f64) -> f64) -> Data {
        Data::floats(self.zip(Data::f64s, f), dtype)
    }

    fn ints(&self, f: fn(i64, i64) -> i64) -> Data {
        Data::I64(self.zip(Data::i64s, f))
    }

    fn bools(&self, f: fn(bool, bool) -> bool) -> Data {
        Data::Bool(self.zip(Data::bools, f))
    }

    fn float_tests(&self, f: fn(f64, f64) -> bool) -> Vec<bool> {
        self.zip(Data::f64s, f)
    }

    fn int_tests(&self, f: fn(i64, i64) -> bool) -> Vec<bool> {
        self.zip(Data::i64s, f)
    }

    /// Single elements stay single; other shapes are repeated first.
    fn zip<T: Copy, R>(&self, read: fn(Data) -> Vec<T>, f: fn(T, T) -> R) -> Vec<R> {
        let fill = |operand: &Array| {
            if operand.len() == 1 || operand.shape() == self.shape {
                return read(operand.data());
            }
            let view = operand.view.broadcast(self.shape).expect("`together` has checked that it fits");
            read(operand.with(view).data())
        };
        let len = self.shape.iter().product();
        let (a, b) = (fill(self.a), fill(self.b));
        match (a.as_slice(), b.as_slice()) {
            ([a], [b]) => (0..len).map(|_| f(*a, *b)).collect(),
            ([a], b) => b.iter().map(|b| f(*a, *b)).collect(),
            (a, [b]) => a.iter().map(|a| f(*a, *b)).collect(),
            (a, b) => a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect(),
        }
    }
}

/// Applies `name` of [`UNARY`] to every element.
///
/// # Errors
/// Types the function has no meaning for, unknown names.
pub(crate) fn unary(name: &str, a: &Array) -> Result<Array, Fault> {
    let dtype = a.dtype();
    let data = a.data();
    let result = match (name, &data) {
        ("isnan", _) => Data::Bool(data.f64s().into_iter().map(f64::is_nan).collect()),
        ("isinf", _) => Data::Bool(data.f64s().into_iter().map(f64::is_infinite).collect()),
        ("isfinite", _) => Data::Bool(data.f64s().into_iter().map(f64::is_finite).collect()),
        ("signbit", _) => Data::Bool(data.f64s().into_iter().map(f64::is_sign_negative).collect()),
        ("logical_not", _) => Data::Bool(data.bools().into_iter().map(|v| !v).collect()),
        ("invert", Data::Bool(values)) => Data::Bool(values.iter().map(|v| !v).collect()),
        ("invert", Data::I64(values)) => Data::I64(values.iter().map(|v| !v).collect()),
        ("invert", _) => return Err(not_for_floats(name)),
        ("negative" | "positive", Data::Bool(_)) => {
            return Err(Fault::type_error(format!(
                "The numpy boolean {name}, the `{}` operator, is not supported, use the `~` operator or the \
                 logical_not function instead.",
                if name == "negative" { '-' } else { '+' }
            )));
        }
        ("absolute" | "floor" | "ceil" | "trunc", Data::Bool(_)) => data,
        ("positive" | "floor" | "ceil" | "trunc", Data::I64(_)) => data,
        ("negative", Data::I64(values)) => Data::I64(values.iter().map(|v| v.wrapping_neg()).collect()),
        ("absolute", Data::I64(values)) => Data::I64(values.iter().map(|v| v.wrapping_abs()).collect()),
        ("sign", Data::I64(values)) => Data::I64(values.iter().map(|v| v.signum()).collect()),
        ("square", Data::Bool(_) | Data::I64(_)) => {
            Data::I64(data.i64s().into_iter().map(|v| v.wrapping_mul(v)).collect())
        }
        _ => {
            let function = float(name)?;
            Data::floats(data.f64s().into_iter().map(function).collect(), dtype.to_float())
        }
    };
    Ok(Array::new(result, a.shape()))
}

fn float(name: &str) -> Result<fn(f64) -> f64, Fault> {
    Ok(match name {
        "negative" => |v| -v,
        "positive" => |v| v,
        "absolute" => f64::abs,
        "sign" => |v| if v == 0.0 || v.is_nan() { v } else { v.signum() },
        "square" => |v| v * v,
        "sqrt" => f64::sqrt,
        "cbrt" => f64::cbrt,
        "reciprocal" => f64::recip,
        "exp" => f64::exp,
        "exp2" => f64::exp2,
        "expm1" => f64::exp_m1,
        "log" => f64::ln,
        "log2" => f64::log2,
        "log10" => f64::log10,
        "log1p" => f64::ln_1p,
        "sin" => f64::sin,
        "cos" => f64::cos,
        "tan" => f64::tan,
        "arcsin" => f64::asin,
        "arccos" => f64::acos,
        "arctan" => f64::atan,
        "sinh" => f64::sinh,
        "cosh" => f64::cosh,
        "tanh" => f64::tanh,
        "arcsinh" => f64::asinh,
        "arccosh" => f64::acosh,
        "arctanh" => f64::atanh,
        "floor" => f64::floor,
        "ceil" => f64::ceil,
        "trunc" => f64::trunc,
        "rint" => f64::round_ties_even,
        "deg2rad" => f64::to_radians,
        "rad2deg" => f64::to_degrees,
        other => return Err(unknown(other)),
    })
}

/// Rounds to `decimals` places, halves to even; negative counts to the left of the point.
pub(crate) fn round(a: &Array, decimals: i32) -> Array {
    let dtype = a.dtype();
    if !dtype.is_float() && decimals >= 0 {
        return a.copy();
    }
    // NumPy scales by a whole power of ten, which is exact in both directions.
    let scale = 10f64.powi(decimals.abs());
    let rounded = |v: f64| {
        if decimals >= 0 { (v * scale).round_ties_even() / scale } else { (v / scale).round_ties_even() * scale }
    };
    Array::new(Data::floats(a.f64s().into_iter().map(rounded).collect(), DType::F64).cast(dtype), a.shape())
}

/// `a` where `condition` is true, else `b`.
///
/// # Errors
/// Shapes that do not fit together.
pub(crate) fn choose(condition: &Array, a: &Array, b: &Array) -> Result<Array, Fault> {
    let shape = together(&[condition.shape(), a.shape(), b.shape()])?;
    let dtype = a.dtype().promote(b.dtype());
    let condition = condition.fit(&shape)?.bools();
    let result = Array::new(b.fit(&shape)?.cast(dtype), &shape);
    let chosen: Vec<usize> = condition.iter().enumerate().filter(|(_, chosen)| **chosen).map(|(i, _)| i).collect();
    let values = Array::new(a.fit(&shape)?, &shape);
    result.put(&chosen, values.pick(&chosen));
    Ok(result)
}
