//! Products of tensors, and what `torch.linalg` needs of the engine.

use rustpython_vm::builtins::PyStr;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use tensor::linalg::Norm;
use tensor::{Result, Tensor};

use super::args::{Args, dims, sequence, tensor};
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::{give, wrap};
use crate::poll;

/// What the two operands must look like.
struct Product {
    name: &'static str,
    second: &'static str,
    ranks: (usize, usize),
}

impl Product {
    fn check(&self, a: &Tensor, b: &Tensor, vm: &VirtualMachine) -> PyResult<()> {
        if (a.rank(), b.rank()) == self.ranks {
            return Ok(());
        }
        let (name, (m, n)) = (self.name, self.ranks);
        Err(vm.new_runtime_error(format!(
            "{name}: expected tensors with {m} and {n} dimension(s), got shapes {:?} and {:?}; @ takes any",
            a.shape(),
            b.shape()
        )))
    }
}

fn two(product: &Product, f: fn(&Tensor, &Tensor) -> Result<Tensor>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(product.name, args, vm);
    let a = args.tensor("input")?;
    let b = args.tensor(product.second)?;
    args.finish()?;
    product.check(&a, &b, vm)?;
    give(f(&a, &b), vm)
}

fn outer(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    a.unsqueeze(1)?.mul(b)
}

/// `beta input + alpha product(a, b)`
fn added(
    product: &Product,
    names: (&str, &str),
    f: fn(&Tensor, &Tensor) -> Result<Tensor>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(product.name, args, vm);
    let x = args.tensor("input")?;
    let (a, b) = (args.tensor(names.0)?, args.tensor(names.1)?);
    let mut scale = |name: &str| -> PyResult<f64> {
        args.keyword(name).map_or(Ok(1.0), |value| super::args::real(product.name, name, &value, vm))
    };
    let (beta, alpha) = (scale("beta")?, scale("alpha")?);
    args.finish()?;
    product.check(&a, &b, vm)?;
    give(f(&a, &b).and_then(|y| x.scaled_sum(&y, beta, alpha)), vm)
}

fn inner(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("inner", args, vm);
    let (a, b) = (args.tensor("input")?, args.tensor("other")?);
    args.finish()?;
    if a.rank() == 0 || b.rank() == 0 {
        return give(a.mul(&b), vm);
    }
    if a.shape()[a.rank() - 1] != b.shape()[b.rank() - 1] {
        return Err(vm.new_runtime_error(format!(
            "inner() the last dimension must match on both input tensors but got shapes {:?} and {:?}",
            a.shape(),
            b.shape()
        )));
    }
    give(a.tensordot(&b, &[-1], &[-1]), vm)
}

fn tensors(name: &'static str, value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Vec<Tensor>> {
    let items = sequence(value).unwrap_or_else(|| vec![value.clone()]);
    items.iter().map(|item| tensor(name, "operands", item, vm)).collect()
}

/// `einsum(equation, a, b, ...)`, or the operands as one list.
fn einsum(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let equation = args.args.first().and_then(|first| first.downcast_ref::<PyStr>().map(|text| text.to_string()));
    let Some(equation) = equation else {
        return Err(vm.new_type_error("einsum(): the first argument is the equation, such as 'ij,jk->ik'"));
    };
    let mut operands = Vec::new();
    for value in args.args.drain(1..) {
        operands.extend(tensors("einsum", &value, vm)?);
    }
    give(Tensor::einsum(&equation, &operands), vm)
}

/// `tensordot(a, b, dims=2)`: a number of dimensions, or two lists of them.
fn tensordot(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("tensordot", args, vm);
    let (a, b) = (args.tensor("a")?, args.tensor("b")?);
    let over = args.optional("dims");
    args.finish()?;
    let (first, second) = match over {
        Some(pair) if sequence(&pair).is_some() => {
            let items = sequence(&pair).unwrap_or_default();
            let [first, second] = &items[..] else {
                return Err(vm.new_runtime_error("tensordot expects dims to be int or a pair of lists of ints"));
            };
            (dims("tensordot", "dims", first, vm)?, dims("tensordot", "dims", second, vm)?)
        }
        other => {
            let n = other.map_or(Ok(2), |n| super::args::int("tensordot", "dims", &n, vm))?;
            if n < 0 || n as usize > a.rank().min(b.rank()) {
                return Err(vm.new_runtime_error(format!(
                    "tensordot expects dims >= 0 and at most the number of dimensions, but got dims={n}"
                )));
            }
            ((a.rank() as isize - n..a.rank() as isize).collect(), (0..n).collect())
        }
    };
    give(a.tensordot(&b, &first, &second), vm)
}

fn kron(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("kron", args, vm);
    let (a, b) = (args.tensor("input")?, args.tensor("other")?);
    args.finish()?;
    give(a.kron(&b), vm)
}

fn matrix_power(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("matrix_power", args, vm);
    let x = args.tensor("input")?;
    let n = args.required("n")?;
    let n = super::args::int("matrix_power", "n", &n, vm)?;
    args.finish()?;
    give(x.matrix_power(n as i64), vm)
}

/// Of one tensor alone.
fn one(name: &'static str, f: fn(&Tensor) -> Result<Tensor>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    args.finish()?;
    poll::look(vm)?;
    give(f(&x), vm)
}

/// Of one tensor, with switches by position; the results as a tuple.
fn several(
    name: &'static str,
    f: fn(&Tensor, bool) -> Result<Vec<Tensor>>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("A")?;
    let switch = args.flag("switch")?;
    args.finish()?;
    poll::look(vm)?;
    let found = f(&x, switch).or_raise(vm)?;
    Ok(vm.ctx.new_tuple(found.into_iter().map(|t| wrap(t, vm)).collect()).into())
}

fn logdet(x: &Tensor) -> Result<Tensor> {
    let (sign, log) = x.slogdet()?;
    Tensor::where_(&sign.lt(0.0)?, f64::NAN, &log)
}

fn solve(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("linalg.solve", args, vm);
    let (a, b) = (args.tensor("A")?, args.tensor("B")?);
    args.finish()?;
    poll::look(vm)?;
    give(a.solve(&b), vm)
}

fn solve_triangular(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("linalg.solve_triangular", args, vm);
    let (a, b) = (args.tensor("A")?, args.tensor("B")?);
    let (upper, left, unit) = (args.flag("upper")?, args.flag("left")?, args.flag("unitriangular")?);
    args.finish()?;
    poll::look(vm)?;
    give(a.solve_triangular(&b, upper, left, unit), vm)
}

fn cholesky(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("cholesky", args, vm);
    let x = args.tensor("input")?;
    let upper = args.flag("upper")?;
    args.finish()?;
    poll::look(vm)?;
    give(x.cholesky(upper), vm)
}

fn pinv(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("pinverse", args, vm);
    let x = args.tensor("input")?;
    let tolerance = args.number("rcond")?;
    args.finish()?;
    poll::look(vm)?;
    give(x.pinv(tolerance), vm)
}

fn matrix_rank(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("linalg.matrix_rank", args, vm);
    let x = args.tensor("A")?;
    let (absolute, relative) = (args.number("atol")?, args.number("rtol")?);
    args.finish()?;
    poll::look(vm)?;
    give(x.matrix_rank(absolute, relative), vm)
}

/// `ord` is `"fro"`, `"nuc"` or a number.
fn matrix_norm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("linalg.matrix_norm", args, vm);
    let x = args.tensor("A")?;
    let order = args.required("ord")?;
    let over = args.dims("dim")?.unwrap_or_else(|| vec![-2, -1]);
    let keep = args.flag("keepdim")?;
    args.finish()?;
    let which = match order.downcast_ref::<PyStr>().map(|text| text.to_string()).as_deref() {
        Some("fro") => Norm::Frobenius,
        Some("nuc") => Norm::Nuclear,
        Some(other) => return Err(vm.new_runtime_error(format!("linalg.matrix_norm: Order {other} not supported."))),
        None => Norm::Order(super::args::real("linalg.matrix_norm", "ord", &order, vm)?),
    };
    poll::look(vm)?;
    give(x.matrix_norm(which, &over, keep), vm)
}

fn vector_norm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("linalg.vector_norm", args, vm);
    let x = args.tensor("x")?;
    let order = args.number("ord")?.unwrap_or(2.0);
    let over = args.dims("dim")?.unwrap_or_default();
    let keep = args.flag("keepdim")?;
    args.finish()?;
    give(x.vector_norm(order, &over, keep), vm)
}

const MV: Product = Product { name: "mv", second: "vec", ranks: (2, 1) };
const OUTER: Product = Product { name: "outer", second: "vec2", ranks: (1, 1) };
const VDOT: Product = Product { name: "vdot", second: "other", ranks: (1, 1) };
const ADDMM: Product = Product { name: "addmm", second: "mat2", ranks: (2, 2) };
const ADDMV: Product = Product { name: "addmv", second: "vec", ranks: (2, 1) };
const ADDR: Product = Product { name: "addr", second: "vec2", ranks: (1, 1) };
const BADDBMM: Product = Product { name: "baddbmm", second: "batch2", ranks: (3, 3) };
const ADDBMM: Product = Product { name: "addbmm", second: "batch2", ranks: (3, 3) };

/// As functions and as methods.
pub(super) const BOTH: List = list![METHOD:
    "mv" => |args: FuncArgs, vm: &VirtualMachine| two(&MV, Tensor::matmul, args, vm),
    "outer" => |args: FuncArgs, vm: &VirtualMachine| two(&OUTER, outer, args, vm),
    "ger" => |args: FuncArgs, vm: &VirtualMachine| two(&OUTER, outer, args, vm),
    "vdot" => |args: FuncArgs, vm: &VirtualMachine| two(&VDOT, Tensor::matmul, args, vm),
    "addmm" => |args: FuncArgs, vm: &VirtualMachine| added(&ADDMM, ("mat1", "mat2"), Tensor::matmul, args, vm),
    "addmv" => |args: FuncArgs, vm: &VirtualMachine| added(&ADDMV, ("mat", "vec"), Tensor::matmul, args, vm),
    "addr" => |args: FuncArgs, vm: &VirtualMachine| added(&ADDR, ("vec1", "vec2"), outer, args, vm),
    "baddbmm" => |args: FuncArgs, vm: &VirtualMachine| added(&BADDBMM, ("batch1", "batch2"), Tensor::matmul, args, vm),
    "addbmm" => |args: FuncArgs, vm: &VirtualMachine| {
        added(&ADDBMM, ("batch1", "batch2"), |a, b| a.matmul(b)?.sum(&[0], false), args, vm)
    },
    "inner" => inner, "kron" => kron, "matrix_power" => matrix_power,
    "inverse" => |args: FuncArgs, vm: &VirtualMachine| one("inverse", Tensor::inv, args, vm),
    "det" => |args: FuncArgs, vm: &VirtualMachine| one("det", Tensor::det, args, vm),
    "logdet" => |args: FuncArgs, vm: &VirtualMachine| one("logdet", logdet, args, vm),
    "cholesky" => cholesky, "pinverse" => pinv,
];

/// As functions only; those that start with a line are for the Python half, which names the arguments.
pub(super) const FUNCTIONS: List = list![METHOD:
    "einsum" => einsum, "tensordot" => tensordot,
    "_qr" => |args: FuncArgs, vm: &VirtualMachine| {
        several("linalg.qr", |a, complete| a.qr(complete).map(|(q, r)| vec![q, r]), args, vm)
    },
    "_eigh" => |args: FuncArgs, vm: &VirtualMachine| {
        several("linalg.eigh", |a, upper| a.eigh(upper).map(|(l, v)| vec![l, v]), args, vm)
    },
    "_svd" => |args: FuncArgs, vm: &VirtualMachine| {
        several("linalg.svd", |a, full| a.svd(full).map(|(u, s, vh)| vec![u, s, vh]), args, vm)
    },
    "_slogdet" => |args: FuncArgs, vm: &VirtualMachine| {
        several("linalg.slogdet", |a, _| a.slogdet().map(|(sign, log)| vec![sign, log]), args, vm)
    },
    "_solve" => solve, "_solve_triangular" => solve_triangular, "_matrix_rank" => matrix_rank,
    "_matrix_norm" => matrix_norm, "_vector_norm" => vector_norm,
];
