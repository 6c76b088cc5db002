//! Other orders and shapes: turned, rolled, repeated, cut, joined side by side, triangles, diagonals, grids.

use rustpython_vm::builtins::PyStr;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyResult, VirtualMachine};
use tensor::{Error, Result, Tensor};

use super::args::{Args, int, sequence};
use super::create::Kind;
use super::error::OrRaise;
use super::place::{Change, Parse, out, over};
use super::shape::tuple;
use super::table::{List, list};
use super::tensor::{PyTensor, give};

type Parts = Box<dyn FnOnce(&Tensor) -> Result<Vec<Tensor>>>;

/// Two dimensions by either of PyTorch's names.
fn transpose(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let first = if args.has("axis0") { "axis0" } else { "dim0" };
    let second = if args.has("axis1") { "axis1" } else { "dim1" };
    let (a, b) = (args.required_int(first)?, args.required_int(second)?);
    Ok(Box::new(move |x| x.transpose(a, b)))
}

fn squeeze(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let dims = args.dims("dim")?;
    Ok(Box::new(move |x| match dims.as_deref() {
        None => x.squeeze(None),
        Some([dim]) => x.squeeze(Some(*dim)),
        Some(dims) => x.squeeze_dims(dims),
    }))
}

fn unsqueeze(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let dim = args.required_int("dim")?;
    Ok(Box::new(move |x| x.unsqueeze(dim)))
}

fn movedim(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let (Some(from), Some(to)) = (args.dims("source")?, args.dims("destination")?) else {
        return Err(vm.new_type_error("movedim() needs source and destination"));
    };
    Ok(Box::new(move |x| x.movedim(&from, &to)))
}

fn broadcast_to(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let Some(size) = args.dims("size")? else { return Err(vm.new_type_error("broadcast_to() needs the size")) };
    Ok(Box::new(move |x| x.expand(&size)))
}

fn narrow(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let dim = args.required_int("dim")?;
    let start = args.required("start")?;
    // A tensor of one whole number will do.
    let start = start.try_int(vm)?.try_to_primitive::<i64>(vm)?;
    let length = args.required_int("length")? as i64;
    Ok(Box::new(move |x| {
        if length < 0 {
            return Err(Error::Autograd("narrow(): length must be non-negative.".to_string()));
        }
        x.narrow(dim, start, length)
    }))
}

fn unflatten(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let dim = args.required_int("dim")?;
    let Some(sizes) = args.dims("sizes")? else { return Err(vm.new_type_error("unflatten() needs sizes")) };
    Ok(Box::new(move |x| x.unflatten(dim, &sizes)))
}

fn as_strided(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let (Some(size), Some(stride)) = (args.dims("size")?, args.dims("stride")?) else {
        return Err(vm.new_type_error("as_strided() needs size and stride"));
    };
    let offset = args.int("storage_offset")?.unwrap_or(0);
    let unsigned = |values: &[isize]| -> PyResult<Vec<usize>> {
        let fits = |&value: &isize| {
            usize::try_from(value)
                .map_err(|_| vm.new_runtime_error(format!("as_strided: {value} is negative; strides are not, here")))
        };
        values.iter().map(fits).collect()
    };
    let (size, stride, offset) = (unsigned(&size)?, unsigned(&stride)?, unsigned(&[offset])?[0]);
    Ok(Box::new(move |x| x.as_strided(&size, &stride, offset)))
}

/// `x.unfold(dimension, size, step)`
fn unfold(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let (dim, size, step) = (args.required_int("dimension")?, args.required_int("size")?, args.required_int("step")?);
    let (Ok(size), Ok(step)) = (usize::try_from(size), usize::try_from(step)) else {
        return Err(vm.new_runtime_error(format!("size is {size} and step is {step}, but they must be >= 0 and > 0")));
    };
    Ok(Box::new(move |x| x.unfold(dim, size, step)))
}

/// `flip(x, dims)`, `x.flip(0, 1)`
fn flip(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let dims = args.sizes("dims")?;
    Ok(Box::new(move |x| x.flip(&dims)))
}

fn fliplr(_args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    Ok(Box::new(|x| match x.rank() {
        0 | 1 => Err(Error::Autograd("Input must be >= 2-d.".to_string())),
        _ => x.flip(&[1]),
    }))
}

fn flipud(_args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    Ok(Box::new(|x| match x.rank() {
        0 => Err(Error::Autograd("Input must be >= 1-d.".to_string())),
        _ => x.flip(&[0]),
    }))
}

fn roll(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let Some(shifts) = args.dims("shifts")? else { return Err(vm.new_type_error("roll() needs shifts")) };
    let dims = args.dims("dims")?.unwrap_or_default();
    let shifts: Vec<i64> = shifts.into_iter().map(|n| n as i64).collect();
    Ok(Box::new(move |x| x.roll(&shifts, &dims)))
}

fn rot90(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let k = args.int("k")?.unwrap_or(1) as i64;
    match args.dims("dims")?.as_deref() {
        None => Ok(Box::new(move |x| x.rot90(k, 0, 1))),
        Some(&[a, b]) => Ok(Box::new(move |x| x.rot90(k, a, b))),
        Some(other) => {
            Err(vm.new_runtime_error(format!("expected total rotation dims == 2, but got dims = {}", other.len())))
        }
    }
}

fn repeat(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let times = args.sizes("repeats")?;
    Ok(Box::new(move |x| x.repeat(&times)))
}

fn tile(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let times = args.sizes("dims")?;
    Ok(Box::new(move |x| x.tile(&times)))
}

/// `repeat_interleave(x, repeats, dim)`; of a lone tensor of repeats, the positions repeated so often.
fn repeat_interleave(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let Some(repeats) = args.optional("repeats") else {
        return Ok(Box::new(|times| {
            let n = tensor::Scalar::Int(times.count() as i64);
            let one = tensor::Scalar::Int(1);
            Tensor::arange(tensor::Scalar::Int(0), n, one, None, times.device())?.repeat_interleave(times, Some(0))
        }));
    };
    let dim = args.int("dim")?;
    args.keyword("output_size");
    let repeats = match repeats.downcast_ref::<PyTensor>() {
        Some(repeats) => Err(repeats.value()),
        None => Ok(int("repeat_interleave", "repeats", &repeats, vm)? as i64),
    };
    Ok(Box::new(move |x| match repeats {
        Ok(number) => x.repeat_interleave(&Tensor::scalar(number, x.device())?, dim),
        Err(each) => x.repeat_interleave(&each, dim),
    }))
}

fn diagonal_number(args: &mut Args) -> PyResult<isize> {
    Ok(args.int("diagonal")?.unwrap_or(0))
}

fn tril(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let k = diagonal_number(args)? as i64;
    Ok(Box::new(move |x| x.tril(k)))
}

fn triu(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let k = diagonal_number(args)? as i64;
    Ok(Box::new(move |x| x.triu(k)))
}

fn diag(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let k = diagonal_number(args)?;
    Ok(Box::new(move |x| x.diag(k)))
}

fn diagflat(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let k = args.int("offset")?.unwrap_or(0);
    Ok(Box::new(move |x| x.reshape(&[-1])?.diag(k)))
}

fn diagonal(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let offset = args.int("offset")?.unwrap_or(0);
    let (a, b) = (args.int("dim1")?.unwrap_or(0), args.int("dim2")?.unwrap_or(1));
    Ok(Box::new(move |x| x.diagonal(offset, a, b)))
}

fn diag_embed(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let offset = args.int("offset")?.unwrap_or(0);
    let (a, b) = (args.int("dim1")?.unwrap_or(-2), args.int("dim2")?.unwrap_or(-1));
    Ok(Box::new(move |x| x.diag_embed(offset, a, b)))
}

fn trace(_args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    Ok(Box::new(Tensor::trace))
}

fn combinations(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let r = args.int("r")?.unwrap_or(2);
    let again = args.flag("with_replacement")?;
    let r =
        usize::try_from(r).map_err(|_| vm.new_runtime_error(format!("Expect a non-negative number, but got {r}")))?;
    Ok(Box::new(move |x| x.combinations(r, again)))
}

/// `(piece, piece, ...) = f(x, ...)`
fn pieces(
    name: &'static str,
    parse: fn(&mut Args, &VirtualMachine) -> PyResult<Parts>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor(if name == "split" { "tensor" } else { "input" })?;
    let cut = parse(&mut args, vm)?;
    args.finish()?;
    tuple(cut(&x), vm)
}

/// `split(x, size, dim)`; `size` may be a list of sizes.
fn split(args: &mut Args, vm: &VirtualMachine) -> PyResult<Parts> {
    let name = if args.has("split_size") { "split_size" } else { "split_size_or_sections" };
    let sizes = args.required(name)?;
    let dim = args.int("dim")?.unwrap_or(0);
    if let Some(items) = sequence(&sizes) {
        let sizes: Vec<i64> =
            items.iter().map(|item| int("split", "split_size", item, vm).map(|n| n as i64)).collect::<PyResult<_>>()?;
        return Ok(Box::new(move |x| x.split_sizes(&sizes, dim)));
    }
    let size = int("split", "split_size", &sizes, vm)?;
    let size = usize::try_from(size).map_err(|_| {
        vm.new_runtime_error(format!("split expects split_size be non-negative, but got split_size={size}"))
    })?;
    Ok(Box::new(move |x| x.split(size, dim)))
}

fn chunk(args: &mut Args, vm: &VirtualMachine) -> PyResult<Parts> {
    let chunks = args.required_int("chunks")?;
    let dim = args.int("dim")?.unwrap_or(0);
    let chunks = usize::try_from(chunks)
        .map_err(|_| vm.new_runtime_error(format!("chunk expects `chunks` to be greater than 0, got: {chunks}")))?;
    Ok(Box::new(move |x| x.chunk(chunks, dim)))
}

/// Pieces by their number or by where they end.
fn sections(args: &mut Args, vm: &VirtualMachine, dim: Option<isize>) -> PyResult<Parts> {
    let name = ["indices", "sections"].into_iter().find(|name| args.has(name)).unwrap_or("indices_or_sections");
    let value = args.required(name)?;
    let dim = match dim {
        Some(dim) => dim,
        None => args.int("dim")?.unwrap_or(0),
    };
    let value = match value.downcast_ref::<PyTensor>() {
        Some(tensor) if tensor.value().rank() == 1 => super::convert::list(&tensor.value(), vm)?,
        _ => value,
    };
    if let Some(items) = sequence(&value) {
        let ends: Vec<i64> =
            items.iter().map(|item| int("tensor_split", name, item, vm).map(|n| n as i64)).collect::<PyResult<_>>()?;
        return Ok(Box::new(move |x| x.tensor_split_at(&ends, dim)));
    }
    let number = int("tensor_split", name, &value, vm)? as i64;
    Ok(Box::new(move |x| x.tensor_split(number, dim)))
}

/// `hsplit`, `vsplit`, `dsplit`: a number must divide the size.
fn even_split(name: &'static str, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let (dim, least) = match name {
        "hsplit" => (usize::from(x.rank() > 1), 1),
        "vsplit" => (0, 2),
        _ => (2, 3),
    };
    if x.rank() < least {
        return Err(vm.new_runtime_error(format!(
            "torch.{name} requires a tensor with at least {least} dimension(s), but got a tensor with {}",
            x.rank()
        )));
    }
    let sizes = args.peek().and_then(|value| value.try_index_opt(vm)).transpose()?;
    if let Some(number) = sizes.and_then(|n| n.try_to_primitive::<usize>(vm).ok())
        && (number == 0 || !x.shape()[dim].is_multiple_of(number))
    {
        return Err(vm.new_runtime_error(format!(
            "torch.{name} attempted to split along dimension {dim}, but the size of the dimension {} is not divisible by the split_size {number}!",
            x.shape()[dim]
        )));
    }
    let cut = sections(&mut args, vm, Some(dim as isize))?;
    args.finish()?;
    tuple(cut(&x), vm)
}

/// Several tensors, one by one or as a sequence, to one.
fn joined(name: &'static str, f: fn(&[Tensor]) -> Result<Tensor>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let parts = args.tensors("tensors")?;
    args.finish()?;
    give(f(&parts), vm)
}

/// As [`joined`], to several.
fn spread(
    name: &'static str,
    f: fn(&[Tensor]) -> Result<Vec<Tensor>>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let parts = args.tensors("tensors")?;
    args.finish()?;
    tuple(f(&parts), vm)
}

/// With at least `n` dimensions.
fn at_least(x: &Tensor, n: usize) -> Result<Tensor> {
    match (x.rank(), n) {
        (rank, n) if rank >= n => Ok(x.clone()),
        (0, n) => x.reshape(&vec![1; n]),
        (1, 2) => x.unsqueeze(0),
        (1, _) => x.unsqueeze(0)?.unsqueeze(2),
        _ => x.unsqueeze(2),
    }
}

fn all_at_least(parts: &[Tensor], n: usize) -> Result<Vec<Tensor>> {
    parts.iter().map(|x| at_least(x, n)).collect()
}

/// `atleast_1d(x)` and others; of several tensors, a tuple.
fn raised(name: &'static str, n: usize, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let lone = args.args.len() == 1 && args.args[0].downcast_ref::<PyTensor>().is_some();
    let mut args = Args::new(name, args, vm);
    let parts = args.tensors("tensors")?;
    args.finish()?;
    let parts = all_at_least(&parts, n);
    if lone { give(parts.map(|mut parts| parts.remove(0)), vm) } else { tuple(parts, vm) }
}

fn hstack(parts: &[Tensor]) -> Result<Tensor> {
    let parts = all_at_least(parts, 1)?;
    let flat = parts.first().is_none_or(|x| x.rank() == 1);
    Tensor::cat(&parts, if flat { 0 } else { 1 })
}

fn column_stack(parts: &[Tensor]) -> Result<Tensor> {
    let columns: Result<Vec<Tensor>> =
        parts.iter().map(|x| if x.rank() < 2 { x.reshape(&[x.count() as isize, 1]) } else { Ok(x.clone()) }).collect();
    hstack(&columns?)
}

fn vstack(parts: &[Tensor]) -> Result<Tensor> {
    Tensor::cat(&all_at_least(parts, 2)?, 0)
}

fn dstack(parts: &[Tensor]) -> Result<Tensor> {
    Tensor::cat(&all_at_least(parts, 3)?, 2)
}

fn block_diag(parts: &[Tensor]) -> Result<Tensor> {
    let blocks = all_at_least(parts, 2)?;
    if let Some(bad) = blocks.iter().find(|b| b.rank() > 2) {
        return Err(Error::Autograd(format!("Input tensors must have 2 or fewer dimensions, not {:?}", bad.shape())));
    }
    let width: usize = blocks.iter().map(|b| b.shape()[1]).sum();
    let mut left = 0;
    let mut rows = Vec::new();
    for block in &blocks {
        let own = block.shape()[1];
        let zero = tensor::PadMode::Constant(tensor::Scalar::Int(0));
        rows.push(block.pad(&[left as isize, (width - left - own) as isize], zero)?);
        left += own;
    }
    Tensor::cat(&rows, 0)
}

fn meshgrid(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("meshgrid", args, vm);
    let indexing = args.keyword("indexing");
    let parts = args.tensors("tensors")?;
    args.finish()?;
    let indexing = indexing.as_ref().and_then(|value| value.downcast_ref::<PyStr>());
    let xy = match indexing.map(|name| name.to_string_lossy()).as_deref() {
        None | Some("ij") => false,
        Some("xy") => true,
        Some(other) => {
            return Err(vm.new_runtime_error(format!(
                "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: {other}"
            )));
        }
    };
    tuple(Tensor::meshgrid(&parts, xy), vm)
}

/// `tril_indices(row, col, offset)`
fn triangle(name: &'static str, lower: bool, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let sizes = [args.required_int("row")?, args.required_int("col")?];
    let offset = args.int("offset")?.unwrap_or(0) as i64;
    let kind = Kind::take(args)?;
    let sizes = super::convert::unsigned(name, &sizes, vm)?;
    kind.give(Tensor::triangle_indices(sizes[0], sizes[1], offset, lower, kind.device), vm)
}

/// `broadcast_shapes((2, 1), (3,))`
fn broadcast_shapes(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut shape = tensor::Dims::new();
    for value in &args.args {
        let sizes = match sequence(value) {
            Some(items) => {
                items.iter().map(|item| int("broadcast_shapes", "shapes", item, vm)).collect::<PyResult<_>>()?
            }
            None => vec![int("broadcast_shapes", "shapes", value, vm)?],
        };
        let sizes = super::convert::unsigned("broadcast_shapes", &sizes, vm)?;
        shape = tensor::layout::broadcast("broadcast_shapes", &shape, &sizes).or_raise(vm)?;
    }
    super::convert::size(&shape, vm)
}

macro_rules! arranging {
    (both: $($name:literal $parse:ident,)* methods: $($method:literal $own:ident,)* in_place: $($changed:literal $change:ident,)*) => {
        /// As functions and as methods.
        pub(super) const BOTH: List = list![METHOD:
            $($name => |args: FuncArgs, vm: &VirtualMachine| out($name, $parse as Parse, args, vm),)*
            "split" => |args: FuncArgs, vm: &VirtualMachine| pieces("split", split, args, vm),
            "chunk" => |args: FuncArgs, vm: &VirtualMachine| pieces("chunk", chunk, args, vm),
            "tensor_split" => |args: FuncArgs, vm: &VirtualMachine| {
                pieces("tensor_split", |args, vm| sections(args, vm, None), args, vm)
            },
            "hsplit" => |args: FuncArgs, vm: &VirtualMachine| even_split("hsplit", args, vm),
            "vsplit" => |args: FuncArgs, vm: &VirtualMachine| even_split("vsplit", args, vm),
            "dsplit" => |args: FuncArgs, vm: &VirtualMachine| even_split("dsplit", args, vm),
        ];
        /// As methods only.
        pub(super) const METHODS: List = list![METHOD:
            $($method => |args: FuncArgs, vm: &VirtualMachine| out($method, $own as Parse, args, vm),)*
            $($changed => |args: FuncArgs, vm: &VirtualMachine| over($changed, $change, args, vm),)*
        ];
    };
}

arranging! {
    both:
    "transpose" transpose, "swapaxes" transpose, "swapdims" transpose, "squeeze" squeeze, "unsqueeze" unsqueeze,
    "movedim" movedim, "moveaxis" movedim, "broadcast_to" broadcast_to, "narrow" narrow, "unflatten" unflatten,
    "as_strided" as_strided, "flip" flip, "fliplr" fliplr, "flipud" flipud, "roll" roll, "rot90" rot90, "tile" tile,
    "repeat_interleave" repeat_interleave, "tril" tril, "triu" triu, "diag" diag, "diagflat" diagflat,
    "diagonal" diagonal, "diag_embed" diag_embed, "trace" trace, "combinations" combinations,
    methods:
    "repeat" repeat, "unfold" unfold,
    in_place:
    "tril_" tril, "triu_" triu,
}

/// As functions only.
pub(super) const FUNCTIONS: List = list![METHOD:
    "hstack" => |args: FuncArgs, vm: &VirtualMachine| joined("hstack", hstack, args, vm),
    "vstack" => |args: FuncArgs, vm: &VirtualMachine| joined("vstack", vstack, args, vm),
    "row_stack" => |args: FuncArgs, vm: &VirtualMachine| joined("row_stack", vstack, args, vm),
    "dstack" => |args: FuncArgs, vm: &VirtualMachine| joined("dstack", dstack, args, vm),
    "column_stack" => |args: FuncArgs, vm: &VirtualMachine| joined("column_stack", column_stack, args, vm),
    "block_diag" => |args: FuncArgs, vm: &VirtualMachine| joined("block_diag", block_diag, args, vm),
    "cartesian_prod" => |args: FuncArgs, vm: &VirtualMachine| joined("cartesian_prod", Tensor::cartesian_prod, args, vm),
    "broadcast_tensors" => |args: FuncArgs, vm: &VirtualMachine| {
        spread("broadcast_tensors", Tensor::broadcast_tensors, args, vm)
    },
    "atleast_1d" => |args: FuncArgs, vm: &VirtualMachine| raised("atleast_1d", 1, args, vm),
    "atleast_2d" => |args: FuncArgs, vm: &VirtualMachine| raised("atleast_2d", 2, args, vm),
    "atleast_3d" => |args: FuncArgs, vm: &VirtualMachine| raised("atleast_3d", 3, args, vm),
    "meshgrid" => meshgrid, "broadcast_shapes" => broadcast_shapes,
    "tril_indices" => |args: FuncArgs, vm: &VirtualMachine| triangle("tril_indices", true, args, vm),
    "triu_indices" => |args: FuncArgs, vm: &VirtualMachine| triangle("triu_indices", false, args, vm),
];
