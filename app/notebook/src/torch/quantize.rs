//! Quantization for `torch.ao`: grids, products of packed whole numbers, the int8 linear layer.

use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use tensor::{DType, Grid, Tensor};

use super::args::Args;
use super::dtype::to_dtype;
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::give;

/// A number, or a tensor of one; reading a tensor waits for it.
fn number(args: &mut Args, name: &str, vm: &VirtualMachine) -> PyResult<f64> {
    let value = args.required(name)?;
    match super::tensor::Operand::read(&value, vm)? {
        Some(super::tensor::Operand::Scalar(number)) => Ok(number.to_f64()),
        Some(super::tensor::Operand::Tensor(one)) => Ok(one.item().or_raise(vm)?.to_f64()),
        None => Err(vm.new_type_error(format!("argument '{name}' must be a number or a tensor of one"))),
    }
}

fn fake_per_tensor(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("fake_quantize_per_tensor_affine", args, vm);
    let x = args.tensor("input")?;
    let scale = number(&mut args, "scale", vm)?;
    let zero_point = number(&mut args, "zero_point", vm)? as i64;
    let (low, high) = range(&mut args)?;
    args.finish()?;
    give(x.fake_quantize(Grid::Tensor { scale, zero_point }, low, high), vm)
}

fn range(args: &mut Args) -> PyResult<(i64, i64)> {
    let low = args.int("quant_min")?.unwrap_or(0);
    let high = args.int("quant_max")?.unwrap_or(0);
    Ok((low as i64, high as i64))
}

fn fake_per_channel(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("fake_quantize_per_channel_affine", args, vm);
    let x = args.tensor("input")?;
    let (scale, zero_point) = (args.tensor("scale")?, args.tensor("zero_point")?);
    let axis = args.int("axis")?.unwrap_or(0);
    let (low, high) = range(&mut args)?;
    args.finish()?;
    if !matches!(zero_point.dtype(), DType::I32 | DType::F32 | DType::F16) {
        let found = zero_point.dtype().short();
        return Err(vm.new_runtime_error(format!("Zero-point must be Int32, Float or Half, found {found}")));
    }
    give(x.fake_quantize(Grid::Channel { scale: &scale, zero_point: &zero_point, axis }, low, high), vm)
}

/// `(grid's scale, zero point, axis)`: numbers with `axis` left out, or tensors.
enum Given {
    Numbers(f64, i64),
    Tensors(Tensor, Tensor, isize),
}

impl Given {
    fn read(args: &mut Args, vm: &VirtualMachine) -> PyResult<Self> {
        let axis: Option<isize> =
            args.keyword("axis").map(|axis| super::args::int("quantize", "axis", &axis, vm)).transpose()?;
        match axis {
            None => Ok(Self::Numbers(number(args, "scale", vm)?, number(args, "zero_point", vm)? as i64)),
            Some(axis) => Ok(Self::Tensors(args.tensor("scale")?, args.tensor("zero_point")?, axis)),
        }
    }

    fn grid(&self) -> Grid<'_> {
        match self {
            Self::Numbers(scale, zero_point) => Grid::Tensor { scale: *scale, zero_point: *zero_point },
            Self::Tensors(scale, zero_point, axis) => Grid::Channel { scale, zero_point, axis: *axis },
        }
    }
}

/// `_quantize(x, scale, zero_point, dtype=, axis=)`
fn quantize(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("_quantize", args, vm);
    let x = args.tensor("input")?;
    let grid = Given::read(&mut args, vm)?;
    let dtype = args.keyword("dtype").map(|dtype: PyObjectRef| to_dtype(&dtype, vm)).transpose()?.unwrap_or(DType::I8);
    args.finish()?;
    give(x.quantize(grid.grid(), dtype), vm)
}

/// `_dequantize(q, scale, zero_point, axis=)`
fn dequantize(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("_dequantize", args, vm);
    let x = args.tensor("input")?;
    let grid = Given::read(&mut args, vm)?;
    args.finish()?;
    give(x.dequantize(grid.grid()), vm)
}

fn int_mm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("_int_mm", args, vm);
    let (a, b) = (args.tensor("input")?, args.tensor("mat2")?);
    args.finish()?;
    give(a.int_matmul(&b), vm)
}

fn pack_signs(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("_pack_signs", args, vm);
    let x = args.tensor("input")?;
    args.finish()?;
    give(x.pack_signs(), vm)
}

/// `_bit_mm(a, b, depth)`
fn bit_mm(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("_bit_mm", args, vm);
    let (a, b) = (args.tensor("input")?, args.tensor("mat2")?);
    let depth = args.int("depth")?.unwrap_or(0).max(0) as usize;
    args.finish()?;
    give(a.bit_matmul(&b, depth), vm)
}

/// `_int8_linear(x, weight, scale, bias=None)`
fn int8_linear(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("_int8_linear", args, vm);
    let (x, weight, scale) = (args.tensor("input")?, args.tensor("weight")?, args.tensor("scale")?);
    let bias = args.optional("bias");
    let bias = bias.map(|bias| super::args::tensor("_int8_linear", "bias", &bias, vm)).transpose()?;
    args.finish()?;
    give(x.int8_linear(&weight, &scale, bias.as_ref()), vm)
}

/// As functions.
pub(super) const FUNCTIONS: List = list![METHOD:
    "fake_quantize_per_tensor_affine" => fake_per_tensor, "fake_quantize_per_channel_affine" => fake_per_channel,
    "_quantize" => quantize, "_dequantize" => dequantize, "_int_mm" => int_mm,
    "_pack_signs" => pack_signs, "_bit_mm" => bit_mm, "_int8_linear" => int8_linear,
];
