//! `torch.Generator` and everything that draws: each takes `generator=`.

use std::cell::RefCell;

use rustpython_vm::builtins::{PyType, PyTypeRef};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::types::{Constructor, Representable};
use rustpython_vm::{AsObject, Py, PyObjectRef, PyPayload, PyResult, VirtualMachine, pyclass};
use tensor::random::{self as numbers, Generator, STATE_BYTES};
use tensor::{DType, Scalar, Tensor};

use super::args::Args;
use super::create::{Kind, randint, random, random_like, randperm};
use super::device::{PyDevice, to_device};
use super::elementwise::in_place;
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::{Operand, give, wrap};
use super::{args, convert};
use crate::host;

/// A source of random numbers; `None` stands for the session's own.
#[pyclass(module = "torch._C", name = "Generator")]
#[derive(PyPayload)]
pub(crate) struct PyGenerator {
    own: Option<RefCell<Generator>>,
}

impl std::fmt::Debug for PyGenerator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Generator")
    }
}

/// The seed of a generator that nobody has seeded, as in PyTorch.
const UNSEEDED: u64 = 67_280_421_310_721;

impl PyGenerator {
    /// Runs `f` while this is where random numbers come from.
    fn lend<T>(&self, f: impl FnOnce() -> T) -> T {
        match &self.own {
            Some(own) => numbers::lend(&mut own.borrow_mut(), f),
            None => f(),
        }
    }

    fn replace(&self, generator: Generator) {
        self.lend(|| numbers::with(|own| *own = generator));
    }

    /// The session's own.
    pub(super) fn default(vm: &VirtualMachine) -> PyObjectRef {
        Self { own: None }.into_pyobject(vm)
    }
}

impl Constructor for PyGenerator {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let mut args = Args::new("Generator", args, vm);
        // Numbers come from the host whatever the device, so that they are the same on all.
        args.optional("device").map(|device| to_device(&device, vm)).transpose()?;
        args.finish()?;
        Ok(Self { own: Some(RefCell::new(Generator::new(UNSEEDED))) })
    }

    fn slot_new(cls: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let made = Self::py_new(&cls, args, vm)?;
        made.into_ref_with_type(vm, cls).map(Into::into)
    }
}

impl Representable for PyGenerator {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("<torch._C.Generator object at {:#x}>", zelf.as_object().get_id()))
    }
}

#[pyclass(with(Constructor, Representable))]
impl PyGenerator {
    #[pymethod]
    fn manual_seed(zelf: rustpython_vm::PyRef<Self>, seed: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        zelf.replace(Generator::new(read_seed(&seed, vm)?));
        Ok(zelf.into())
    }

    #[pymethod]
    fn initial_seed(zelf: &Py<Self>) -> u64 {
        zelf.lend(numbers::seed)
    }

    #[pymethod]
    fn seed(zelf: &Py<Self>) -> u64 {
        let seed = host::with(|host| host.seed());
        zelf.replace(Generator::new(seed));
        seed
    }

    /// What `torch.empty((), dtype=torch.int64).random_()` draws in PyTorch: 63 bits.
    #[pymethod]
    fn _random63(zelf: &Py<Self>) -> u64 {
        zelf.lend(|| numbers::with(|own| own.word64())) & (u64::MAX >> 1)
    }

    #[pymethod]
    fn get_state(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let bytes: Vec<i64> = zelf.lend(|| numbers::with(|own| own.state())).into_iter().map(i64::from).collect();
        give(Tensor::from_i64(&bytes, &[STATE_BYTES], tensor::Device::Cpu), vm)
    }

    #[pymethod]
    fn set_state(zelf: rustpython_vm::PyRef<Self>, state: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let state = args::tensor("set_state", "new_state", &state, vm)?;
        if state.dtype() != DType::I64 {
            return Err(vm.new_type_error("RNG state must be what get_state() gave: bytes as int64, here"));
        }
        let bytes: Vec<u8> = state.to_i64().or_raise(vm)?.into_iter().map(|byte| byte as u8).collect();
        zelf.replace(Generator::from_state(&bytes).or_raise(vm)?);
        Ok(zelf.into())
    }

    #[pygetset]
    fn device(_zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        PyDevice { value: tensor::Device::Cpu }.into_pyobject(vm)
    }
}

/// A seed; negative ones count from 2^64 down, as in PyTorch.
fn read_seed(seed: &PyObjectRef, vm: &VirtualMachine) -> PyResult<u64> {
    let seed = seed.try_int(vm)?;
    match (seed.try_to_primitive::<u64>(vm), seed.try_to_primitive::<i64>(vm)) {
        (Ok(seed), _) => Ok(seed),
        (_, Ok(negative)) => Ok(negative as u64),
        _ => Err(vm.new_value_error("Overflow when unpacking long long")),
    }
}

/// Runs a function with the numbers of its `generator=`.
fn drawing(mut args: FuncArgs, vm: &VirtualMachine, f: impl FnOnce(FuncArgs, &VirtualMachine) -> PyResult) -> PyResult {
    let generator = args.take_keyword("generator").filter(|value| !vm.is_none(value));
    match generator {
        None => f(args, vm),
        Some(value) => match value.downcast_ref::<PyGenerator>() {
            Some(generator) => generator.lend(|| f(args, vm)),
            None => Err(vm
                .new_type_error(format!("argument 'generator' must be torch.Generator, not {}", value.class().name()))),
        },
    }
}

/// `manual_seed(seed)`
fn manual_seed(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("manual_seed", args, vm);
    let seed = read_seed(&args.required("seed")?, vm)?;
    args.finish()?;
    numbers::manual_seed(seed);
    Ok(PyGenerator::default(vm))
}

/// `randint_like(x, low, high)`
fn randint_like(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("randint_like", args, vm);
    let x = args.tensor("input")?;
    let first = args.required_int(if args.has("high") && !args.has("low") { "high" } else { "low" })? as i64;
    let second = args.int("high")?.map(|high| high as i64);
    let kind = Kind::like(&x, args)?;
    let (low, high) = second.map_or((0, first), |high| (first, high));
    let made = x.zeros_lying_alike(kind.dtype.unwrap_or(x.dtype()), kind.device);
    kind.give(made.and_then(|y| y.random_(low, Some(high)).map(|()| y)), vm)
}

/// `normal(mean, std, size)` of numbers, or of tensors without size.
fn normal(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("normal", args, vm);
    let mean =
        args.optional("mean").map_or(Ok(Some(Operand::Scalar(Scalar::Float(0.0)))), |v| Operand::read(&v, vm))?;
    let std = args.optional("std").map_or(Ok(Some(Operand::Scalar(Scalar::Float(1.0)))), |v| Operand::read(&v, vm))?;
    let size = args.dims("size")?;
    let kind = Kind::take(args)?;
    match (mean, std, size) {
        (Some(Operand::Scalar(mean)), Some(Operand::Scalar(std)), Some(size)) => {
            let shape = convert::unsigned("normal", &size, vm)?;
            let made = Tensor::zeros(&shape, DType::F32, kind.device).or_raise(vm)?;
            let filled = made.normal_(mean.to_f64(), std.to_f64());
            kind.give(filled.map(|()| made), vm)
        }
        (Some(Operand::Scalar(_)), Some(Operand::Scalar(_)), None) => {
            Err(vm.new_type_error("normal() of two numbers needs size"))
        }
        (Some(mean), Some(std), None) => kind.give(numbers::normal(mean.arg(), std.arg(), &[], kind.device), vm),
        _ => Err(vm.new_type_error("normal() takes numbers and a size, or tensors without one")),
    }
}

/// `bernoulli(p)` of a tensor of probabilities, `bernoulli(x, p)` in the shape of a tensor.
fn bernoulli(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("bernoulli", args, vm);
    let x = args.tensor("input")?;
    let p = args.number("p")?;
    args.finish()?;
    let made = match p {
        None => numbers::bernoulli_of(&x),
        Some(p) => Tensor::zeros(x.shape(), x.dtype(), x.device()).and_then(|y| y.bernoulli_(p).map(|()| y)),
    };
    give(made, vm)
}

/// `x.bernoulli_(p)`, where p is a number or a tensor
fn bernoulli_(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("bernoulli_", args, vm);
    let zelf = args.required("self")?;
    let p = args.optional("p");
    args.finish()?;
    match p.as_ref().map_or(Ok(Some(Operand::Scalar(Scalar::Float(0.5)))), |p| Operand::read(p, vm))? {
        Some(Operand::Scalar(p)) => in_place(zelf, vm, |x| x.bernoulli_(p.to_f64())),
        Some(Operand::Tensor(p)) => in_place(zelf, vm, |x| x.bernoulli_of_(&p)),
        None => Err(vm.new_type_error("bernoulli_(): p must be a number or a Tensor")),
    }
}

/// `multinomial(input, num_samples, replacement=False)`
fn multinomial(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("multinomial", args, vm);
    let x = args.tensor("input")?;
    let n = args.required_int("num_samples")?.max(0) as usize;
    let replacement = args.flag("replacement")?;
    args.finish()?;
    give(numbers::multinomial(&x, n, replacement), vm)
}

type Fill = fn(&Tensor, f64, f64) -> tensor::Result<()>;

/// A distribution with up to two numbers, in place.
fn filled(
    name: &'static str,
    names: [&str; 2],
    defaults: [f64; 2],
    f: Fill,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let zelf = args.required("self")?;
    let a = args.number(names[0])?.unwrap_or(defaults[0]);
    let b = if names[1].is_empty() { None } else { args.number(names[1])? }.unwrap_or(defaults[1]);
    args.finish()?;
    in_place(zelf, vm, |x| f(x, a, b))
}

/// `x.random_()`, `x.random_(to)`, `x.random_(from, to)`
fn random_(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("random_", args, vm);
    let zelf = args.required("self")?;
    let (first, second) = (args.int("from")?, args.int("to")?);
    args.finish()?;
    let (low, high) = match (first, second) {
        (Some(to), None) => (0, Some(to as i64)),
        (from, to) => (from.unwrap_or(0) as i64, to.map(|to| to as i64)),
    };
    in_place(zelf, vm, |x| x.random_(low, high))
}

fn initial_seed(_args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    Ok(vm.ctx.new_int(numbers::seed()).into())
}

fn default_generator(_args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    Ok(PyGenerator::default(vm))
}

/// `_noise(x, keep)`: 1 / keep with probability `keep`, else 0, in the shape of `x`; what dropout multiplies with.
fn noise(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("dropout", args, vm);
    let x = args.tensor("input")?;
    let keep = args.number("keep")?.unwrap_or(1.0);
    args.finish()?;
    let made = x.zeros_lying_alike(DType::F32, x.device()).and_then(|y| {
        if keep == 0.0 {
            return Ok(y);
        }
        y.bernoulli_(keep)?;
        y.div(keep)
    });
    Ok(wrap(made.or_raise(vm)?, vm))
}

macro_rules! drawn {
    ($($name:literal => $f:expr),* $(,)?) => {
        list![METHOD: $($name => |args: FuncArgs, vm: &VirtualMachine| drawing(args, vm, $f)),*]
    };
}

/// As functions, in place of those of `create` that draw.
pub(super) const FUNCTIONS: List = drawn![
    "rand" => |args, vm| random("rand", Tensor::rand, args, vm),
    "randn" => |args, vm| random("randn", Tensor::randn, args, vm),
    "rand_like" => |args, vm| random_like("rand_like", |y| y.uniform_(0.0, 1.0), args, vm),
    "randn_like" => |args, vm| random_like("randn_like", |y| y.normal_(0.0, 1.0), args, vm),
    "randint" => randint, "randperm" => randperm,
    "randint_like" => randint_like, "normal" => normal, "_noise" => noise,
    "manual_seed" => manual_seed, "initial_seed" => initial_seed, "_default_generator" => default_generator,
];

/// As functions and as methods.
pub(super) const BOTH: List = drawn!["bernoulli" => bernoulli, "multinomial" => multinomial];

/// As methods only.
pub(super) const METHODS: List = drawn![
    "bernoulli_" => bernoulli_, "random_" => random_,
    "uniform_" => |args, vm| filled("uniform_", ["from", "to"], [0.0, 1.0], Tensor::uniform_, args, vm),
    "normal_" => |args, vm| filled("normal_", ["mean", "std"], [0.0, 1.0], Tensor::normal_, args, vm),
    "log_normal_" => |args, vm| filled("log_normal_", ["mean", "std"], [1.0, 2.0], Tensor::log_normal_, args, vm),
    "cauchy_" => |args, vm| filled("cauchy_", ["median", "sigma"], [0.0, 1.0], Tensor::cauchy_, args, vm),
    "exponential_" => |args, vm| filled("exponential_", ["lambd", ""], [1.0, 0.0], |x, l, _| x.exponential_(l), args, vm),
    "geometric_" => |args, vm| filled("geometric_", ["p", ""], [0.0, 0.0], |x, p, _| x.geometric_(p), args, vm),
];
