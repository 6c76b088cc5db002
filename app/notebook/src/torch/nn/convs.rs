//! Convolution, pooling and other sizes.

use rustpython_vm::builtins::PyFloat;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use tensor::{ConvOptions, Interpolation, Padding, Pool, Tensor};

use super::super::args::{int, sequence};
use super::super::error::OrRaise;
use super::super::table::List;
use super::super::tensor::{give, wrap};
use super::call::{Call, word};
use super::layers;

fn padding(call: &mut Call) -> PyResult<Padding> {
    let Some(value) = call.any("padding") else { return Ok(Padding::Sizes(vec![0])) };
    match word(&value).as_deref() {
        Some("same") => Ok(Padding::Same),
        Some("valid") => Ok(Padding::Valid),
        Some(other) => {
            Err(call.vm.new_runtime_error(format!("Invalid padding string: '{other}'; use 'same', 'valid' or sizes")))
        }
        None => Ok(Padding::Sizes(sizes_of(call, "padding", &value)?)),
    }
}

/// One whole number or several.
fn sizes_of(call: &Call, name: &str, value: &PyObjectRef) -> PyResult<Vec<usize>> {
    let items = sequence(value).unwrap_or_else(|| vec![value.clone()]);
    let items = items.iter().map(|item| int(call.name, name, item, call.vm)).collect::<PyResult<Vec<_>>>()?;
    call.unsigned(name, &items)
}

fn conv(name: &'static str, rank: usize, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new(name, args, vm);
    let (x, weight, bias) = (call.tensor("input")?, call.tensor("weight")?, call.maybe_tensor("bias")?);
    let one = || vec![1];
    let stride = call.sizes("stride")?.unwrap_or_else(one);
    let padding = padding(&mut call)?;
    let dilation = call.sizes("dilation")?.unwrap_or_else(one);
    let groups = call.int("groups", 1)?.max(0) as usize;
    call.finish()?;
    let options = ConvOptions { stride, padding, dilation, groups, ..Default::default() };
    give(x.conv(&weight, bias.as_ref(), &options, rank), vm)
}

fn conv_transpose(name: &'static str, rank: usize, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new(name, args, vm);
    let (x, weight, bias) = (call.tensor("input")?, call.tensor("weight")?, call.maybe_tensor("bias")?);
    let stride = call.sizes("stride")?.unwrap_or_else(|| vec![1]);
    let padding = Padding::Sizes(call.sizes("padding")?.unwrap_or_else(|| vec![0]));
    let output_padding = call.sizes("output_padding")?.unwrap_or_else(|| vec![0]);
    let groups = call.int("groups", 1)?.max(0) as usize;
    let dilation = call.sizes("dilation")?.unwrap_or_else(|| vec![1]);
    call.finish()?;
    let options = ConvOptions { stride, padding, dilation, groups, output_padding };
    give(x.conv_transpose(&weight, bias.as_ref(), &options, rank), vm)
}

/// `kernel_size, stride=None, padding=0`
fn pool(call: &mut Call) -> PyResult<Pool> {
    let kernel = call.args.required("kernel_size")?;
    let kernel = sizes_of(call, "kernel_size", &kernel)?;
    let stride = call.sizes("stride")?.unwrap_or_default();
    let padding = call.sizes("padding")?.unwrap_or_else(|| vec![0]);
    Ok(Pool { kernel, stride, padding, dilation: vec![1], ceil: false })
}

fn max_pool(name: &'static str, rank: usize, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new(name, args, vm);
    let x = call.tensor("input")?;
    let mut pool = pool(&mut call)?;
    pool.dilation = call.sizes("dilation")?.unwrap_or_else(|| vec![1]);
    pool.ceil = call.flag("ceil_mode", false)?;
    let indices = call.flag("return_indices", false)?;
    call.finish()?;
    if !indices {
        return give(x.max_pool(&pool, rank), vm);
    }
    let (y, at) = x.max_pool_with(&pool, rank, true).or_raise(vm)?;
    let at = at.map_or_else(|| vm.ctx.none(), |at| wrap(at, vm));
    Ok(vm.ctx.new_tuple(vec![wrap(y, vm), at]).into())
}

fn avg_pool(name: &'static str, rank: usize, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new(name, args, vm);
    let x = call.tensor("input")?;
    let mut pool = pool(&mut call)?;
    pool.ceil = call.flag("ceil_mode", false)?;
    let count = call.flag("count_include_pad", true)?;
    let divisor = if rank > 1 { call.args.int("divisor_override")? } else { None };
    call.finish()?;
    give(x.avg_pool(&pool, rank, count, divisor), vm)
}

/// `output_size`: one number for all dimensions, or several; `None` keeps a size.
fn output_size(call: &mut Call, rank: usize) -> PyResult<Vec<isize>> {
    let value = call.args.required("output_size")?;
    let one = |item: &PyObjectRef| {
        if call.vm.is_none(item) { Ok(-1) } else { int(call.name, "output_size", item, call.vm) }
    };
    match sequence(&value) {
        Some(items) if items.len() == rank || items.len() == 1 => {
            let sizes = items.iter().map(one).collect::<PyResult<Vec<_>>>()?;
            Ok(if sizes.len() == rank { sizes } else { vec![sizes[0]; rank] })
        }
        Some(items) => Err(call.vm.new_runtime_error(format!(
            "{}: output_size must be {rank} numbers, not {}",
            call.name,
            items.len()
        ))),
        None => Ok(vec![one(&value)?; rank]),
    }
}

fn adaptive_avg_pool(name: &'static str, rank: usize, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new(name, args, vm);
    let (x, size) = (call.tensor("input")?, output_size(&mut call, rank)?);
    call.finish()?;
    give(x.adaptive_avg_pool(&size), vm)
}

fn adaptive_max_pool(name: &'static str, rank: usize, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new(name, args, vm);
    let (x, size) = (call.tensor("input")?, output_size(&mut call, rank)?);
    let indices = call.flag("return_indices", false)?;
    call.finish()?;
    let (y, at) = x.adaptive_max_pool(&size).or_raise(vm)?;
    if indices { Ok(vm.ctx.new_tuple(vec![wrap(y, vm), wrap(at, vm)]).into()) } else { give(Ok(y), vm) }
}

/// `kernel_size, dilation=1, padding=0, stride=1`
fn columns(call: &mut Call) -> PyResult<Pool> {
    let kernel = call.args.required("kernel_size")?;
    let kernel = sizes_of(call, "kernel_size", &kernel)?;
    let dilation = call.sizes("dilation")?.unwrap_or_else(|| vec![1]);
    let padding = call.sizes("padding")?.unwrap_or_else(|| vec![0]);
    let stride = call.sizes("stride")?.unwrap_or_else(|| vec![1]);
    Ok(Pool { kernel, stride, padding, dilation, ceil: false })
}

fn unfold(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("unfold", args, vm);
    let (x, pool) = (call.tensor("input")?, columns(&mut call)?);
    call.finish()?;
    give(x.unfold_windows(&pool), vm)
}

fn fold(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("fold", args, vm);
    let x = call.tensor("input")?;
    let size = call.args.required("output_size")?;
    let mut size = sizes_of(&call, "output_size", &size)?;
    if let [one] = size[..] {
        size = vec![one; 2];
    }
    let pool = columns(&mut call)?;
    call.finish()?;
    give(x.fold_windows(&size, &pool), vm)
}

fn interpolate(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut call = Call::new("interpolate", args, vm);
    let x = call.tensor("input")?;
    let (size, factor) = (call.sizes("size")?, call.any("scale_factor"));
    let mode = call.word("mode", "nearest")?;
    let corners = call.any("align_corners").map(|value| value.try_to_bool(vm)).transpose()?;
    let again = call.flag("recompute_scale_factor", false)?;
    let antialias = call.flag("antialias", false)?;
    call.finish()?;
    if antialias {
        let text = "interpolate with antialias=True is not part of this page's subset of PyTorch";
        return Err(vm.new_not_implemented_error(text));
    }
    let spatial = x.rank().saturating_sub(2);
    let (way, rank) = match mode.as_str() {
        "nearest" => (Interpolation::Nearest, spatial),
        "nearest-exact" => (Interpolation::NearestExact, spatial),
        "area" => (Interpolation::Area, spatial),
        "linear" => (Interpolation::Linear, 1),
        "bilinear" => (Interpolation::Linear, 2),
        "trilinear" => (Interpolation::Linear, 3),
        "bicubic" => (Interpolation::Cubic, 2),
        other => {
            return Err(vm.new_not_implemented_error(format!(
                "Input Error: interpolation mode {other} is unknown; use nearest, nearest-exact, linear, bilinear, bicubic, trilinear or area"
            )));
        }
    };
    let smooth = matches!(way, Interpolation::Linear | Interpolation::Cubic);
    if corners.is_some() && !smooth {
        return Err(vm.new_value_error(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear",
        ));
    }
    if spatial == 0 || spatial != rank {
        return Err(vm.new_not_implemented_error(format!(
            "Input Error: mode {mode} does not fit an input of shape {:?}: it counts the dimensions after [n, c]",
            x.shape()
        )));
    }
    let (sizes, scales) = wanted_size(&call_sizes(size, factor, spatial, vm)?, &x, again);
    give(x.interpolate(&sizes, &scales, way, corners.unwrap_or(false)), vm)
}

/// `size` or `scale_factor`, one per dimension.
enum Wanted {
    Sizes(Vec<usize>),
    Factors(Vec<f64>),
}

fn call_sizes(
    size: Option<Vec<usize>>,
    factor: Option<PyObjectRef>,
    rank: usize,
    vm: &VirtualMachine,
) -> PyResult<Wanted> {
    let unfit = |what: &str, n: usize| {
        vm.new_value_error(format!(
            "Input and output must have the same number of spatial dimensions: the input has {rank}, {what} has {n}"
        ))
    };
    match (size, factor) {
        (Some(_), Some(_)) => Err(vm.new_value_error("only one of size or scale_factor should be defined")),
        (None, None) => Err(vm.new_value_error("either size or scale_factor should be defined")),
        (Some(size), None) if size.len() == 1 => Ok(Wanted::Sizes(vec![size[0]; rank])),
        (Some(size), None) if size.len() == rank => Ok(Wanted::Sizes(size)),
        (Some(size), None) => Err(unfit("size", size.len())),
        (None, Some(factor)) => {
            let number = |value: &PyObjectRef| match value.downcast_ref::<PyFloat>() {
                Some(float) => Ok(float.to_f64()),
                None => value.try_float(vm).map(|float| float.to_f64()),
            };
            match sequence(&factor) {
                None => Ok(Wanted::Factors(vec![number(&factor)?; rank])),
                Some(items) if items.len() == rank => {
                    Ok(Wanted::Factors(items.iter().map(number).collect::<PyResult<_>>()?))
                }
                Some(items) => Err(unfit("scale_factor", items.len())),
            }
        }
    }
}

/// Sizes, and the factors that places are counted with.
fn wanted_size(wanted: &Wanted, x: &Tensor, again: bool) -> (Vec<usize>, Vec<Option<f64>>) {
    match wanted {
        Wanted::Sizes(sizes) => (sizes.clone(), vec![None; sizes.len()]),
        Wanted::Factors(factors) => {
            let sizes = factors.iter().zip(&x.shape()[2..]).map(|(f, &n)| (n as f64 * f).floor() as usize).collect();
            (sizes, factors.iter().map(|f| (!again).then_some(*f)).collect())
        }
    }
}

fn shuffle(
    names: [&'static str; 2],
    f: fn(&Tensor, usize) -> tensor::Result<Tensor>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let mut call = Call::new(names[0], args, vm);
    let (x, factor) = (call.tensor("input")?, call.int(names[1], 0)?);
    call.finish()?;
    give(f(&x, factor.max(0) as usize), vm)
}

macro_rules! by_rank {
    ($($f:ident $name:literal $rank:literal $signature:literal $doc:literal;)*) => {
        layers![$($name $signature $doc => |args: FuncArgs, vm: &VirtualMachine| $f($name, $rank, args, vm)),*]
    };
}

/// Those that exist for one, two and three dimensions.
pub(super) const BY_RANK: List = by_rank![
    conv "conv1d" 1 "(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)"
        "Slides windows along the input [n, c, l]; the weight is [o, c / groups, k].";
    conv "conv2d" 2 "(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)"
        "Slides windows over the input [n, c, h, w]; the weight is [o, c / groups, kh, kw].";
    conv "conv3d" 3 "(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)"
        "Slides windows through the input [n, c, d, h, w].";
    conv_transpose "conv_transpose1d" 1
        "(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1)"
        "The opposite of conv1d in shapes; the weight is [c, o / groups, k].";
    conv_transpose "conv_transpose2d" 2
        "(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1)"
        "The opposite of conv2d in shapes; the weight is [c, o / groups, kh, kw].";
    conv_transpose "conv_transpose3d" 3
        "(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1)"
        "The opposite of conv3d in shapes.";
    max_pool "max_pool1d" 1
        "(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False)"
        "The largest of each window.";
    max_pool "max_pool2d" 2
        "(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False)"
        "The largest of each window.";
    max_pool "max_pool3d" 3
        "(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False)"
        "The largest of each window.";
    avg_pool "avg_pool1d" 1 "(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True)"
        "The mean of each window.";
    avg_pool "avg_pool2d" 2
        "(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None)"
        "The mean of each window.";
    avg_pool "avg_pool3d" 3
        "(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None)"
        "The mean of each window.";
    adaptive_avg_pool "adaptive_avg_pool1d" 1 "(input, output_size)" "The mean of each of output_size parts.";
    adaptive_avg_pool "adaptive_avg_pool2d" 2 "(input, output_size)" "The mean of each of output_size parts.";
    adaptive_avg_pool "adaptive_avg_pool3d" 3 "(input, output_size)" "The mean of each of output_size parts.";
    adaptive_max_pool "adaptive_max_pool1d" 1 "(input, output_size, return_indices=False)"
        "The largest of each of output_size parts.";
    adaptive_max_pool "adaptive_max_pool2d" 2 "(input, output_size, return_indices=False)"
        "The largest of each of output_size parts.";
    adaptive_max_pool "adaptive_max_pool3d" 3 "(input, output_size, return_indices=False)"
        "The largest of each of output_size parts.";
];

/// The others.
pub(super) const FUNCTIONS: List = layers![
    "unfold" "(input, kernel_size, dilation=1, padding=0, stride=1)"
        "Windows as columns: [n, c, h, w] to [n, c kh kw, windows]." => unfold,
    "fold" "(input, output_size, kernel_size, dilation=1, padding=0, stride=1)"
        "Columns added up where their windows lie: the opposite of unfold." => fold,
    "interpolate"
        "(input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False)"
        "The input in another size: nearest, nearest-exact, linear, bilinear, bicubic, trilinear or area." => interpolate,
    "pixel_shuffle" "(input, upscale_factor)" "[c r^2, h, w] to [c, h r, w r]." =>
        |args: FuncArgs, vm: &VirtualMachine| {
            shuffle(["pixel_shuffle", "upscale_factor"], Tensor::pixel_shuffle, args, vm)
        },
    "pixel_unshuffle" "(input, downscale_factor)" "[c, h r, w r] to [c r^2, h, w]." =>
        |args: FuncArgs, vm: &VirtualMachine| {
            shuffle(["pixel_unshuffle", "downscale_factor"], Tensor::pixel_unshuffle, args, vm)
        },
];
