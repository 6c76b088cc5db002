//! Tensors as bytes and back, in the element types of safetensors files.

use rustpython_vm::builtins::PyStrRef;
use rustpython_vm::function::{ArgBytesLike, FuncArgs};
use rustpython_vm::{PyResult, VirtualMachine};
use tensor::{DType, Device, Error, Tensor};

use super::args::Args;
use super::convert;
use super::error::OrRaise;
use super::table::{List, list};
use super::tensor::wrap;
use crate::poll;

/// The format's name of an element type.
fn name(dtype: DType) -> &'static str {
    match dtype {
        DType::Bool => "BOOL",
        DType::U8 => "U8",
        DType::I8 => "I8",
        DType::I16 => "I16",
        DType::I32 => "I32",
        DType::I64 => "I64",
        DType::F16 => "F16",
        DType::BF16 => "BF16",
        DType::F32 => "F32",
    }
}

/// The elements, little-endian, each of as many bytes as PyTorch's.
fn bytes_of(x: &Tensor) -> tensor::Result<Vec<u8>> {
    let dtype = x.dtype();
    let words = x.to_words()?;
    let packed = |width: usize| -> Vec<u8> {
        let bytes = words.iter().map(|w| dtype.pack(*w, 0));
        bytes.flat_map(|w| w.to_le_bytes().into_iter().take(width)).collect()
    };
    Ok(match dtype {
        DType::I64 => words.iter().flat_map(|w| i64::from(*w as i32).to_le_bytes()).collect(),
        other => packed(other.size()),
    })
}

/// A tensor taken apart: the format's name of the element type, the shape, the elements.
pub(crate) type Plain = (&'static str, Vec<usize>, Vec<u8>);

/// Takes a tensor apart.
pub(super) fn plain(x: &Tensor) -> tensor::Result<Plain> {
    Ok((name(x.dtype()), x.shape().to_vec(), bytes_of(x)?))
}

/// A tensor of `bytes`, which hold the elements of `shape`. Wider types than ours become float32 and int64.
pub(super) fn tensor_of(bytes: &[u8], dtype: &str, shape: &[usize], device: Device) -> tensor::Result<Tensor> {
    let number = |chunk: &[u8]| chunk.iter().rev().fold(0u64, |n, b| n << 8 | u64::from(*b));
    let words = |size: usize| bytes.chunks_exact(size).map(number);
    let whole = |values: Vec<i64>| Tensor::from_i64(&values, shape, device);
    let Some(own) = DType::ALL.into_iter().find(|own| name(*own) == dtype) else {
        return match dtype {
            "F64" => {
                let values: Vec<f32> = words(8).map(|w| f64::from_bits(w) as f32).collect();
                Tensor::from_f32(&values, shape, device)
            }
            "U16" => whole(words(2).map(|w| w as i64).collect())?.to_dtype(DType::I32),
            "U32" => whole(words(4).map(|w| w as i64).collect()),
            "U64" => whole(words(8).map(|w| i64::try_from(w).unwrap_or(i64::MAX)).collect()),
            other => Err(Error::Value(format!("elements of type {other} are not part of this page's subset"))),
        };
    };
    match own {
        DType::I64 => whole(words(8).map(|w| w as i64).collect()),
        DType::Bool => Tensor::from_bool(&bytes.iter().map(|b| *b != 0).collect::<Vec<_>>(), shape, device),
        _ => {
            let values: Vec<u32> = words(own.size()).map(|w| own.unpack(w as u32, 0)).collect();
            Tensor::from_words(&values, own, shape, device)
        }
    }
}

/// `_to_bytes(tensor)`: the format's name of the element type, and the elements.
fn to_bytes(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("_to_bytes", args, vm);
    let x = args.tensor("tensor")?;
    args.finish()?;
    poll::look(vm)?;
    let bytes = bytes_of(&x).or_raise(vm)?;
    Ok(vm.ctx.new_tuple(vec![vm.ctx.new_str(name(x.dtype())).into(), vm.ctx.new_bytes(bytes).into()]).into())
}

/// `_from_bytes(bytes, begin, end, dtype, shape, device=None)`
fn from_bytes(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("_from_bytes", args, vm);
    let bytes: ArgBytesLike = args.required("bytes")?.try_into_value(vm)?;
    let (begin, end) = (args.int("begin")?.unwrap_or(0), args.int("end")?.unwrap_or(0));
    let dtype: PyStrRef = args.required("dtype")?.try_into_value(vm)?;
    let shape = args.dims("shape")?.unwrap_or_default();
    let device = args.device()?.unwrap_or_else(tensor::device::default);
    args.finish()?;
    poll::look(vm)?;
    let shape = convert::unsigned("_from_bytes", &shape, vm)?;
    let buffer = bytes.borrow_buf();
    let part = buffer.get(begin.max(0) as usize..end.max(0) as usize);
    let part = part.ok_or_else(|| vm.new_value_error("the file is shorter than its header says"))?;
    tensor_of(part, &dtype.to_string_lossy(), &shape, device).or_raise(vm).map(|tensor| wrap(tensor, vm))
}

/// `_place(tensor)`: what tells apart tensors that share no elements; `None` for one without elements.
fn place(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut args = Args::new("_place", args, vm);
    let x = args.tensor("tensor")?;
    args.finish()?;
    if x.count() == 0 {
        return Ok(vm.ctx.none());
    }
    let (storage, offset) = x.place();
    Ok(vm.ctx.new_tuple(vec![vm.ctx.new_int(storage).into(), vm.ctx.new_int(offset).into()]).into())
}

/// As functions only, for the Python half.
pub(super) const FUNCTIONS: List =
    list![METHOD: "_to_bytes" => to_bytes, "_from_bytes" => from_bytes, "_place" => place];
