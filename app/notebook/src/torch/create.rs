//! Tensors from nothing: filled, counted, random.

use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use tensor::{DType, Device, Scalar, Tensor};

use super::args::{Args, scalar};
use super::convert;
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::wrap;
use crate::poll;

/// `dtype=`, `device=` and `requires_grad=` of a new tensor.
pub(super) struct Kind {
    pub dtype: Option<DType>,
    pub device: Device,
    pub requires_grad: bool,
}

impl Kind {
    /// Takes them from the arguments, which must then be used up.
    pub fn take(mut args: Args) -> PyResult<Self> {
        let dtype = args.dtype()?;
        let device = args.device()?.unwrap_or_else(tensor::device::default);
        let requires_grad = args.requires_grad()?;
        args.finish()?;
        Ok(Self { dtype, device, requires_grad })
    }

    /// As [`Kind::take`], on the device of `x` unless another is named.
    pub fn like(x: &Tensor, mut args: Args) -> PyResult<Self> {
        let device = args.device()?.unwrap_or(x.device());
        Ok(Self { device, ..Self::take(args)? })
    }

    pub fn give(&self, made: tensor::Result<Tensor>, vm: &VirtualMachine) -> PyResult {
        poll::turn(vm)?;
        let mut made = made.or_raise(vm)?;
        if let Some(dtype) = self.dtype {
            made = made.to_dtype(dtype).or_raise(vm)?;
        }
        if self.requires_grad {
            made.set_requires_grad(true).or_raise(vm)?;
        }
        Ok(wrap(made, vm))
    }
}

/// `torch.tensor(data)`
fn tensor(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("tensor", args, vm);
    let data = args.required("data")?;
    let kind = Kind::take(args)?;
    let made = convert::to_tensor(&data, kind.dtype, Some(kind.device), vm)?;
    // A copy, also of a tensor: `torch.tensor(x)` shares nothing with x.
    let made = made.detach().clone_data().or_raise(vm)?;
    kind.give(Ok(made), vm)
}

/// `torch.as_tensor(data)`, `torch.from_numpy(array)`
fn as_tensor(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("as_tensor", args, vm);
    let data = args.required("data")?;
    let dtype = args.dtype()?;
    let device = args.device()?;
    args.finish()?;
    Ok(wrap(convert::to_tensor(&data, dtype, device, vm)?, vm))
}

/// `zeros(*size)`, `ones(*size)`, `empty(*size)`
fn filled(name: &'static str, value: f64, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let shape = args.shape()?;
    let kind = Kind::take(args)?;
    kind.give(Tensor::full(&shape, value, kind.dtype.unwrap_or(DType::F32), kind.device), vm)
}

fn full(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("full", args, vm);
    let size = args.dims("size")?.unwrap_or_default();
    let value = fill_value("full", &args.required("fill_value")?, vm)?;
    let kind = Kind::take(args)?;
    let shape = convert::unsigned("full", &size, vm)?;
    kind.give(Tensor::full(&shape, value, kind.dtype.unwrap_or(value.dtype()), kind.device), vm)
}

fn fill_value(name: &str, value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Scalar> {
    scalar(value, vm)?.ok_or_else(|| vm.new_type_error(format!("{name}(): argument 'fill_value' must be a number")))
}

/// `zeros_like(x)` and others: shape, dtype and device of `x` unless named.
fn like(name: &'static str, value: f64, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let kind = Kind::like(&x, args)?;
    kind.give(Tensor::full(x.shape(), value, kind.dtype.unwrap_or(x.dtype()), kind.device), vm)
}

fn full_like(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("full_like", args, vm);
    let x = args.tensor("input")?;
    let value = fill_value("full_like", &args.required("fill_value")?, vm)?;
    let kind = Kind::like(&x, args)?;
    kind.give(Tensor::full(x.shape(), value, kind.dtype.unwrap_or(x.dtype()), kind.device), vm)
}

/// `arange(end)`, `arange(start, end, step)`
fn arange(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("arange", args, vm);
    let mut numbers = Vec::new();
    for name in ["start", "end", "step"] {
        let value = args.optional(name);
        numbers.push(value.map(|value| fill_value("arange", &value, vm)).transpose()?);
    }
    let kind = Kind::take(args)?;
    let (start, end) = match (numbers[0], numbers[1]) {
        (Some(end), None) => (Scalar::Int(0), end),
        (start, Some(end)) => (start.unwrap_or(Scalar::Int(0)), end),
        (None, None) => return Err(vm.new_type_error("arange() missing 1 required positional argument: 'end'")),
    };
    kind.give(Tensor::arange(start, end, numbers[2].unwrap_or(Scalar::Int(1)), kind.dtype, kind.device), vm)
}

/// A dtype for evenly spaced numbers: whole ones are cut towards 0.
fn spaced(
    name: &'static str,
    f: impl Fn(f64, f64, usize, Device) -> tensor::Result<Tensor>,
    mut args: Args,
    vm: &VirtualMachine,
) -> PyResult {
    let mut end = |which| -> PyResult<f64> {
        args.number(which)?
            .ok_or_else(|| vm.new_type_error(format!("{name}() missing 1 required positional argument: '{which}'")))
    };
    let (start, stop) = (end("start")?, end("end")?);
    let Some(steps) = args.int("steps")? else {
        return Err(vm.new_type_error(format!("{name}() missing 1 required positional argument: 'steps'")));
    };
    let steps = usize::try_from(steps).map_err(|_| vm.new_runtime_error("number of steps must be non-negative"))?;
    let kind = Kind::take(args)?;
    kind.give(f(start, stop, steps, kind.device), vm)
}

/// `logspace(start, end, steps, base=10)`
fn logspace(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let base = args.kwargs.get("base").cloned().or_else(|| args.args.get(3).cloned());
    let base = match base {
        None => 10.0,
        Some(base) => fill_value("logspace", &base, vm)?.to_f64(),
    };
    let mut args = args;
    args.kwargs.swap_remove("base");
    args.args.truncate(3);
    spaced("logspace", |a, b, n, device| Tensor::logspace(a, b, n, base, device), Args::new("logspace", args, vm), vm)
}

fn linspace(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    spaced("linspace", Tensor::linspace, Args::new("linspace", args, vm), vm)
}

/// `x.new_zeros(*size)` and others: dtype and device of `x` unless named.
fn new_filled(name: &'static str, value: f64, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("self")?;
    let shape = args.shape()?;
    let kind = Kind::like(&x, args)?;
    kind.give(Tensor::full(&shape, value, kind.dtype.unwrap_or(x.dtype()), kind.device), vm)
}

/// `x.new_full(size, fill_value)`
fn new_full(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("new_full", args, vm);
    let x = args.tensor("self")?;
    let size = args.dims("size")?.unwrap_or_default();
    let value = fill_value("new_full", &args.required("fill_value")?, vm)?;
    let kind = Kind::like(&x, args)?;
    let shape = convert::unsigned("new_full", &size, vm)?;
    kind.give(Tensor::full(&shape, value, kind.dtype.unwrap_or(x.dtype()), kind.device), vm)
}

/// `x.new_tensor(data)`
fn new_tensor(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("new_tensor", args, vm);
    let x = args.tensor("self")?;
    let data = args.required("data")?;
    let kind = Kind::like(&x, args)?;
    let made = convert::to_tensor(&data, Some(kind.dtype.unwrap_or(x.dtype())), Some(kind.device), vm)?;
    kind.give(made.detach().clone_data(), vm)
}

fn eye(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("eye", args, vm);
    let n = args.int("n")?.unwrap_or(0);
    let m = args.int("m")?.unwrap_or(n);
    let kind = Kind::take(args)?;
    let sizes = convert::unsigned("eye", &[n, m], vm)?;
    kind.give(Tensor::eye(sizes[0], sizes[1], kind.device), vm)
}

pub(super) fn random(
    name: &'static str,
    f: fn(&[usize], Device) -> tensor::Result<Tensor>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let shape = args.shape()?;
    let kind = Kind::take(args)?;
    kind.give(f(&shape, kind.device), vm)
}

/// `rand_like(x)` and others: filled in the order in which the elements of `x` lie in memory.
pub(super) fn random_like(
    name: &'static str,
    fill: fn(&Tensor) -> tensor::Result<()>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let kind = Kind::like(&x, args)?;
    let dtype = kind.dtype.unwrap_or(x.dtype());
    kind.give(x.zeros_lying_alike(dtype, kind.device).and_then(|y| fill(&y).map(|()| y)), vm)
}

/// `randint(high, size)`, `randint(low, high, size)`
pub(super) fn randint(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("randint", args, vm);
    let mut values = Vec::new();
    for name in ["low", "high", "size"] {
        values.extend(args.optional(name));
    }
    let (size, bounds) = values.split_last().ok_or_else(|| vm.new_type_error("randint() needs high and size"))?;
    let bounds: Vec<i64> = bounds
        .iter()
        .map(|bound| super::args::int("randint", "high", bound, vm).map(|bound| bound as i64))
        .collect::<PyResult<_>>()?;
    let size: Vec<isize> = match super::args::sequence(size) {
        Some(items) => {
            items.iter().map(|item| super::args::int("randint", "size", item, vm)).collect::<PyResult<_>>()?
        }
        None => return Err(vm.new_type_error("randint(): argument 'size' must be a tuple of ints, as in (10,)")),
    };
    let (low, high) = match bounds[..] {
        [high] => (0, high),
        [low, high] => (low, high),
        _ => return Err(vm.new_type_error("randint() needs high and size")),
    };
    let kind = Kind::take(args)?;
    kind.give(Tensor::randint(low, high, &convert::unsigned("randint", &size, vm)?, kind.device), vm)
}

pub(super) fn randperm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("randperm", args, vm);
    let n = args.int("n")?.unwrap_or(0);
    let kind = Kind::take(args)?;
    kind.give(Tensor::randperm(convert::unsigned("randperm", &[n], vm)?[0], kind.device), vm)
}

/// As functions.
pub(super) const FUNCTIONS: List = list![METHOD:
    "tensor" => tensor, "as_tensor" => as_tensor, "from_numpy" => as_tensor,
    "zeros" => |args: FuncArgs, vm: &VirtualMachine| filled("zeros", 0.0, args, vm),
    "ones" => |args: FuncArgs, vm: &VirtualMachine| filled("ones", 1.0, args, vm),
    "empty" => |args: FuncArgs, vm: &VirtualMachine| filled("empty", 0.0, args, vm),
    "full" => full, "full_like" => full_like,
    "zeros_like" => |args: FuncArgs, vm: &VirtualMachine| like("zeros_like", 0.0, args, vm),
    "ones_like" => |args: FuncArgs, vm: &VirtualMachine| like("ones_like", 1.0, args, vm),
    "empty_like" => |args: FuncArgs, vm: &VirtualMachine| like("empty_like", 0.0, args, vm),
    "arange" => arange, "linspace" => linspace, "logspace" => logspace, "eye" => eye,
];

/// As methods only.
pub(super) const METHODS: List = list![METHOD:
    "new_zeros" => |args: FuncArgs, vm: &VirtualMachine| new_filled("new_zeros", 0.0, args, vm),
    "new_ones" => |args: FuncArgs, vm: &VirtualMachine| new_filled("new_ones", 1.0, args, vm),
    "new_empty" => |args: FuncArgs, vm: &VirtualMachine| new_filled("new_empty", 0.0, args, vm),
    "new_full" => new_full, "new_tensor" => new_tensor,
];
