//! Picking and placing by index: out of place, and in place under names that end in `_`.

use rustpython_vm::builtins::PyStr;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject, PyObjectRef, PyResult, VirtualMachine};
use tensor::{Combine, DType, Error, Result, Tensor};

use super::args::{Args, scalar, tensor};
use super::elementwise::in_place;
use super::error::OrRaise;
use super::shape::tuple;
use super::table::{List, list};
use super::tensor::{Operand, give};

/// What an operation makes of its tensor; its other arguments are inside.
pub(super) type Change = Box<dyn FnOnce(&Tensor) -> Result<Tensor>>;
/// Reads the arguments after the tensor.
pub(super) type Parse = fn(&mut Args, &VirtualMachine) -> PyResult<Change>;

/// `y = f(x, ...)`
pub(super) fn out(name: &'static str, parse: Parse, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let change = parse(&mut args, vm)?;
    args.finish()?;
    give(change(&x), vm)
}

/// `x = f(x, ...)`, giving back `x` itself.
pub(super) fn over(name: &'static str, parse: Parse, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let zelf = args.required("self")?;
    let change = parse(&mut args, vm)?;
    args.finish()?;
    in_place(zelf, vm, |x| x.update_(name, |x| change(x)?.to_dtype(x.dtype())))
}

/// PyTorch calls a bad index here a `RuntimeError`, unlike elsewhere.
fn runtime(result: Result<Tensor>) -> Result<Tensor> {
    result.map_err(|error| match error {
        Error::Index { .. } => Error::Autograd(error.to_string()),
        other => other,
    })
}

/// A number or a tensor of one, as a tensor of `like`'s dtype.
fn value(operand: Operand, like: &Tensor) -> Result<Tensor> {
    match operand {
        Operand::Tensor(tensor) => tensor.to_dtype(like.dtype()),
        Operand::Scalar(scalar) => Tensor::full(&[], scalar, like.dtype(), like.device()),
    }
}

fn operand(value: &PyObjectRef, name: &str, vm: &VirtualMachine) -> PyResult<Operand> {
    Operand::read(value, vm)?
        .ok_or_else(|| vm.new_type_error(format!("{name}() takes tensors and numbers, not {}", value.class().name())))
}

fn index_select(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let (dim, index) = (args.required_int("dim")?, args.tensor("index")?);
    Ok(Box::new(move |x| x.index_select(dim, &index)))
}

fn gather(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let (dim, index) = (args.required_int("dim")?, args.tensor("index")?);
    args.keyword("sparse_grad");
    Ok(Box::new(move |x| runtime(x.gather(dim, &index))))
}

/// `scatter(dim, index, src)` or `scatter(dim, index, value)`, with `reduce="add"` or `"multiply"`.
fn scatter(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let (dim, index) = (args.required_int("dim")?, args.tensor("index")?);
    let source = match args.keyword("value") {
        Some(value) => value,
        None => args.required("src")?,
    };
    let source = operand(&source, "scatter", vm)?;
    let reduce = args.keyword("reduce");
    let reduce = reduce.as_ref().and_then(|r| r.downcast_ref::<PyStr>()).map(|r| r.to_string_lossy().into_owned());
    let place: fn(&Tensor, isize, &Tensor, &Tensor) -> Result<Tensor> = match reduce.as_deref() {
        None => Tensor::scatter,
        Some("add") => Tensor::scatter_add,
        Some("multiply") => |x, dim, index, source| x.scatter_reduce(dim, index, source, Combine::Product, true),
        Some(other) => {
            return Err(vm.new_runtime_error(format!("reduce argument must be either add or multiply, not {other}")));
        }
    };
    let plain = reduce.is_none();
    Ok(Box::new(move |x| match source {
        Operand::Scalar(number) if plain => runtime(x.scatter_number(dim, &index, number)),
        Operand::Scalar(number) => {
            let source = Tensor::full(index.shape(), number, x.dtype(), x.device())?;
            runtime(place(x, dim, &index, &source))
        }
        Operand::Tensor(source) => runtime(place(x, dim, &index, &source)),
    }))
}

fn scatter_add(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let (dim, index, source) = (args.required_int("dim")?, args.tensor("index")?, args.tensor("src")?);
    Ok(Box::new(move |x| runtime(x.scatter_add(dim, &index, &source))))
}

/// `scatter_reduce(dim, index, src, reduce, include_self=True)`
fn scatter_reduce(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let (dim, index, source) = (args.required_int("dim")?, args.tensor("index")?, args.tensor("src")?);
    let reduce = args.required("reduce")?.str(vm)?;
    let include_self = args.keyword("include_self").map_or(Ok(true), |flag| flag.try_to_bool(vm))?;
    let how = match reduce.to_string_lossy().as_ref() {
        "sum" => Combine::Sum,
        "prod" => Combine::Product,
        "mean" => Combine::Mean,
        "amax" => Combine::Largest,
        "amin" => Combine::Smallest,
        other => {
            return Err(vm.new_runtime_error(format!(
                "reduce argument must be either sum, prod, mean, amax or amin, got {other}"
            )));
        }
    };
    Ok(Box::new(move |x| runtime(x.scatter_reduce(dim, &index, &source, how, include_self))))
}

/// A copy with part of it replaced: `select_scatter`, `slice_scatter`, `diagonal_scatter`.
fn replaced(x: &Tensor, source: &Tensor, part: impl FnOnce(&Tensor) -> Result<Tensor>) -> Result<Tensor> {
    let y = x.clone_data()?;
    let place = part(&y)?;
    if place.shape() != source.shape() {
        return Err(Error::Autograd(format!(
            "expected src to have a size equal to the slice of self. src size = {:?}, slice size = {:?}",
            source.shape(),
            place.shape()
        )));
    }
    place.copy_(source)?;
    Ok(y)
}

fn select_scatter(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let (source, dim, index) = (args.tensor("src")?, args.required_int("dim")?, args.required_int("index")?);
    Ok(Box::new(move |x| replaced(x, &source, |y| y.select(dim, index as i64))))
}

fn slice_scatter(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let source = args.tensor("src")?;
    let dim = args.int("dim")?.unwrap_or(0);
    let (start, end) = (args.int("start")?.map(|n| n as i64), args.int("end")?.map(|n| n as i64));
    let step = args.int("step")?.unwrap_or(1) as i64;
    Ok(Box::new(move |x| replaced(x, &source, |y| y.slice(dim, start, end, step))))
}

fn diagonal_scatter(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let source = args.tensor("src")?;
    let offset = args.int("offset")?.unwrap_or(0);
    let (a, b) = (args.int("dim1")?.unwrap_or(0), args.int("dim2")?.unwrap_or(1));
    Ok(Box::new(move |x| replaced(x, &source, |y| y.diagonal(offset, a, b))))
}

fn index_add(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let (dim, index, source) = (args.required_int("dim")?, args.tensor("index")?, args.tensor("source")?);
    let alpha = args.number("alpha")?.unwrap_or(1.0);
    Ok(Box::new(move |x| x.index_add(dim, &index, &source, alpha)))
}

fn index_copy(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let (dim, index, source) = (args.required_int("dim")?, args.tensor("index")?, args.tensor("source")?);
    Ok(Box::new(move |x| x.index_copy(dim, &index, &source)))
}

fn index_fill(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let (dim, index) = (args.required_int("dim")?, args.tensor("index")?);
    let filler = operand(&args.required("value")?, "index_fill", vm)?;
    Ok(Box::new(move |x| x.index_fill(dim, &index, &value(filler, x)?)))
}

/// `index_put(indices, values, accumulate)`
fn index_put(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let (indices, values) = (args.required("indices")?, args.tensor("values")?);
    let accumulate = args.flag("accumulate")?;
    let indices = match super::args::sequence(&indices) {
        Some(items) => {
            items.iter().map(|item| tensor("index_put", "indices", item, vm)).collect::<PyResult<Vec<_>>>()?
        }
        None => return Err(vm.new_type_error("index_put(): argument 'indices' must be a tuple of Tensors")),
    };
    Ok(Box::new(move |x| {
        let indices: Vec<tensor::Index> = indices.into_iter().map(tensor::Index::Tensor).collect();
        x.index_put(&indices, &values, accumulate)
    }))
}

fn masked_fill(args: &mut Args, vm: &VirtualMachine) -> PyResult<Change> {
    let mask = args.tensor("mask")?;
    let filler = operand(&args.required("value")?, "masked_fill", vm)?;
    if let Operand::Tensor(tensor) = &filler
        && tensor.rank() > 0
    {
        return Err(vm.new_runtime_error(format!(
            "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {} dimension(s).",
            tensor.rank()
        )));
    }
    Ok(Box::new(move |x| {
        if mask.dtype() != DType::Bool {
            let text = "masked_fill_ only supports boolean masks, but got mask with dtype";
            return Err(Error::Autograd(format!("{text} {}", mask.dtype())));
        }
        x.masked_fill(&mask, &value(filler, x)?)
    }))
}

fn masked_scatter(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let (mask, source) = (args.tensor("mask")?, args.tensor("source")?);
    Ok(Box::new(move |x| x.masked_scatter(&mask, &source)))
}

fn masked_select(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let mask = args.tensor("mask")?;
    Ok(Box::new(move |x| x.masked_select(&mask)))
}

fn take(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let index = args.tensor("index")?;
    Ok(Box::new(move |x| x.take(&index)))
}

fn take_along_dim(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let (index, dim) = (args.tensor("indices")?, args.int("dim")?);
    Ok(Box::new(move |x| x.take_along_dim(&index, dim)))
}

fn select(args: &mut Args, _vm: &VirtualMachine) -> PyResult<Change> {
    let (dim, index) = (args.required_int("dim")?, args.required_int("index")?);
    Ok(Box::new(move |x| x.select(dim, index as i64)))
}

/// `where(condition)`, `nonzero(as_tuple=True)`
pub(super) fn nonzero_tuple(x: &Tensor, vm: &VirtualMachine) -> PyResult {
    tuple(x.nonzero_tuple(), vm)
}

fn nonzero(name: &'static str, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new(name, args, vm);
    let x = args.tensor("input")?;
    let as_tuple = args.keyword("as_tuple").map_or(Ok(false), |flag| flag.try_to_bool(vm))?;
    args.finish()?;
    if as_tuple { nonzero_tuple(&x, vm) } else { give(x.nonzero(), vm) }
}

/// `count_nonzero(x, dim)`
fn count_nonzero(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("count_nonzero", args, vm);
    let x = args.tensor("input")?;
    let dims = args.dims("dim")?.unwrap_or_default();
    args.finish()?;
    give(x.to_dtype(DType::Bool).and_then(|hits| hits.sum(&dims, false)), vm)
}

/// `one_hot(tensor, num_classes=-1)`, for `torch.nn.functional`
fn one_hot(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("one_hot", args, vm);
    let x = args.tensor("tensor")?;
    let classes = args.int("num_classes")?.unwrap_or(-1);
    args.finish()?;
    if classes < -1 || classes == 0 && x.count() > 0 {
        return Err(vm.new_runtime_error("Class values must be smaller than num_classes."));
    }
    give(x.one_hot(usize::try_from(classes).ok()), vm)
}

/// `_pad(input, widths, mode, value)`, for `torch.nn.functional`
fn pad(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("pad", args, vm);
    let x = args.tensor("input")?;
    let widths = args.dims("pad")?.unwrap_or_default();
    let mode = args.required("mode")?;
    let filler = args.optional("value").map_or(Ok(None), |value| scalar(&value, vm))?;
    args.finish()?;
    let how = match mode.str(vm)?.to_string_lossy().as_ref() {
        "constant" => tensor::PadMode::Constant(filler.unwrap_or(tensor::Scalar::Int(0))),
        "reflect" => tensor::PadMode::Reflect,
        "replicate" => tensor::PadMode::Replicate,
        "circular" => tensor::PadMode::Circular,
        other => {
            return Err(vm.new_not_implemented_error(format!(
                "Unrecognised padding mode {other}: constant, reflect, replicate or circular"
            )));
        }
    };
    give(x.pad(&widths, how), vm)
}

fn strides(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("stride", args, vm);
    let x = args.tensor("self")?;
    let dim = args.int("dim")?;
    args.finish()?;
    match dim {
        None => Ok(vm.ctx.new_tuple(x.strides().iter().map(|&s| vm.ctx.new_int(s).into()).collect()).into()),
        Some(dim) => {
            let at = tensor::layout::dim("stride", dim, x.rank()).or_raise(vm)?;
            let step = x.strides().get(at).copied();
            step.map(|s| vm.ctx.new_int(s).into())
                .ok_or_else(|| vm.new_index_error("a tensor without dimensions has no strides"))
        }
    }
}

fn storage_offset(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("storage_offset", args, vm);
    let x = args.tensor("self")?;
    args.finish()?;
    Ok(vm.ctx.new_int(x.storage_offset()).into())
}

fn is_contiguous(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("is_contiguous", args, vm);
    let x = args.tensor("self")?;
    args.finish()?;
    Ok(vm.ctx.new_bool(x.is_contiguous()).into())
}

macro_rules! placing {
    (both: $($name:literal $parse:ident,)* in_place: $($changed:literal $change:ident,)*) => {
        /// As functions and as methods.
        pub(super) const BOTH: List = list![METHOD:
            $($name => |args: FuncArgs, vm: &VirtualMachine| out($name, $parse, args, vm),)*
            "nonzero" => |args: FuncArgs, vm: &VirtualMachine| nonzero("nonzero", args, vm),
            "argwhere" => |args: FuncArgs, vm: &VirtualMachine| nonzero("argwhere", args, vm),
            "count_nonzero" => count_nonzero,
        ];
        /// As methods only.
        pub(super) const METHODS: List = list![METHOD:
            $($changed => |args: FuncArgs, vm: &VirtualMachine| over($changed, $change, args, vm),)*
            "stride" => strides, "storage_offset" => storage_offset,
            "is_contiguous" => is_contiguous,
        ];
    };
}

/// As functions only, for the Python half.
pub(super) const FUNCTIONS: List = list![METHOD: "_one_hot" => one_hot, "_pad" => pad];

placing! {
    both:
    "index_select" index_select, "gather" gather, "scatter" scatter, "scatter_add" scatter_add,
    "scatter_reduce" scatter_reduce, "select_scatter" select_scatter, "slice_scatter" slice_scatter,
    "diagonal_scatter" diagonal_scatter,
    "index_add" index_add, "index_copy" index_copy, "index_fill" index_fill, "index_put" index_put,
    "masked_fill" masked_fill, "masked_scatter" masked_scatter, "masked_select" masked_select, "take" take,
    "take_along_dim" take_along_dim, "select" select,
    in_place:
    "scatter_" scatter, "scatter_add_" scatter_add, "scatter_reduce_" scatter_reduce, "index_add_" index_add, "index_copy_" index_copy,
    "index_fill_" index_fill, "index_put_" index_put, "masked_fill_" masked_fill, "masked_scatter_" masked_scatter,
}
