//! Python's own values to tensors and back.

use rustpython_vm::{AsObject, PyObjectRef, PyResult, VirtualMachine};
use tensor::{DType, Device, Scalar, Tensor};

use super::args::{scalar, sequence};
use super::error::OrRaise;
use super::tensor::PyTensor;
use crate::numpy::{self, Data};
use crate::poll;

/// Numbers read between two polls: a list of a million takes a while.
const BATCH: usize = 4096;

/// A tensor of nested lists, a number, a NumPy array or a tensor; the dtype follows from the values unless named.
pub(super) fn to_tensor(
    value: &PyObjectRef,
    dtype: Option<DType>,
    device: Option<Device>,
    vm: &VirtualMachine,
) -> PyResult<Tensor> {
    let device = device.unwrap_or_else(|| match value.downcast_ref::<PyTensor>() {
        Some(tensor) => tensor.value().device(),
        None => tensor::device::default(),
    });
    if let Some(tensor) = value.downcast_ref::<PyTensor>() {
        let moved = tensor.value().to_device(device).or_raise(vm)?;
        return dtype.map_or(Ok(moved.clone()), |dtype| moved.to_dtype(dtype)).or_raise(vm);
    }
    if let Some((data, shape)) = numpy::data(value) {
        poll::look(vm)?;
        return of_array(data, &shape, dtype, device).or_raise(vm);
    }
    let mut reader = Reader { shape: Vec::new(), values: Vec::new(), vm };
    let listed = listed(value, vm)?;
    reader.read(&listed, 0)?;
    let found = reader.values.iter().map(|value| value.dtype()).max().unwrap_or(DType::F32);
    let dtype = dtype.unwrap_or(found);
    reader.build(dtype, device)
}

/// A tensor of an array's elements. Floats of both widths become float32, the only one there is.
fn of_array(data: Data, shape: &[usize], dtype: Option<DType>, device: Device) -> tensor::Result<Tensor> {
    let found = match data {
        Data::Bool(_) => DType::Bool,
        Data::I64(_) => DType::I64,
        Data::F32(_) | Data::F64(_) => DType::F32,
    };
    match dtype.unwrap_or(found) {
        DType::Bool => Tensor::from_bool(&data.bools(), shape, device),
        DType::I64 => Tensor::from_i64(&data.i64s(), shape, device),
        DType::F32 => Tensor::from_f32(&data.f32s(), shape, device),
        narrow if narrow.is_float() => Tensor::from_f32(&data.f32s(), shape, device)?.to_dtype(narrow),
        // As NumPy's astype: what is too large wraps.
        narrow => Tensor::from_i64(&data.i64s(), shape, device)?.to_dtype(narrow),
    }
}

/// An array of a tensor's elements. The narrow dtypes become NumPy's int64 and float32, which hold all their values.
pub(super) fn array(tensor: &Tensor, vm: &VirtualMachine) -> PyResult {
    poll::look(vm)?;
    let data = match tensor.dtype() {
        DType::Bool => tensor.to_bool().map(Data::Bool),
        float if float.is_float() => tensor.to_f32().map(Data::F32),
        _ => tensor.to_i64().map(Data::I64),
    };
    numpy::from_data(data.or_raise(vm)?, tensor.shape(), vm)
}

/// Arrays say what they hold by `tolist`.
fn listed(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult {
    let types = &vm.ctx.types;
    let plain = [types.list_type, types.tuple_type, types.int_type, types.float_type, types.bool_type];
    if plain.iter().any(|class| value.class().is(*class)) {
        return Ok(value.clone());
    }
    if value.class().is(vm.ctx.types.range_type) {
        return Ok(vm.ctx.new_list(value.try_to_value(vm)?).into());
    }
    match value.get_attr("tolist", vm) {
        Ok(tolist) => tolist.call((), vm),
        Err(_) => Ok(value.clone()),
    }
}

struct Reader<'a> {
    shape: Vec<usize>,
    values: Vec<Scalar>,
    vm: &'a VirtualMachine,
}

impl Reader<'_> {
    fn read(&mut self, value: &PyObjectRef, depth: usize) -> PyResult<()> {
        let vm = self.vm;
        if self.values.len() % BATCH == BATCH - 1 {
            poll::look(vm)?;
        }
        let items = match sequence(value) {
            Some(items) => items,
            None => {
                if depth < self.shape.len() {
                    return Err(vm.new_value_error(format!(
                        "expected sequence of length {} at dim {depth} (got a number)",
                        self.shape[depth]
                    )));
                }
                return self.push(value);
            }
        };
        match self.shape.get(depth) {
            Some(&size) if size != items.len() => {
                return Err(vm.new_value_error(format!(
                    "expected sequence of length {size} at dim {depth} (got {}): all rows must be equally long",
                    items.len()
                )));
            }
            Some(_) => {}
            None if self.values.is_empty() => self.shape.push(items.len()),
            None => return Err(vm.new_type_error("not a sequence: some items are numbers and some are lists")),
        }
        for item in &items {
            // Rows may be arrays or tensors.
            let item = if sequence(item).is_some() { item.clone() } else { listed_row(item, vm)? };
            self.read(&item, depth + 1)?;
        }
        Ok(())
    }

    fn push(&mut self, value: &PyObjectRef) -> PyResult<()> {
        match scalar(value, self.vm)? {
            Some(number) => {
                self.values.push(number);
                Ok(())
            }
            None if !self.shape.is_empty() && value.class().is(self.vm.ctx.types.str_type) => {
                Err(self.vm.new_value_error("too many dimensions 'str': a list of texts is not a tensor"))
            }
            None => Err(self.vm.new_type_error(format!(
                "cannot make a tensor of {}: numbers, lists of numbers, arrays and tensors will do",
                value.class().name()
            ))),
        }
    }

    fn build(self, dtype: DType, device: Device) -> PyResult<Tensor> {
        let (values, shape) = (&self.values, &self.shape);
        Tensor::from_scalars(values, dtype, shape, device).or_raise(self.vm)
    }
}

fn listed_row(item: &PyObjectRef, vm: &VirtualMachine) -> PyResult {
    if let Some(tensor) = item.downcast_ref::<PyTensor>() {
        return list(&tensor.value(), vm);
    }
    listed(item, vm)
}

/// A number as Python's own.
pub(super) fn item(value: Scalar, vm: &VirtualMachine) -> PyObjectRef {
    match value {
        Scalar::Bool(value) => vm.ctx.new_bool(value).into(),
        Scalar::Int(value) => vm.ctx.new_int(value).into(),
        Scalar::Float(value) => vm.ctx.new_float(value).into(),
    }
}

/// Nested lists of the elements; a number for a tensor without dimensions.
pub(super) fn list(tensor: &Tensor, vm: &VirtualMachine) -> PyResult {
    poll::look(vm)?;
    let dtype = tensor.dtype();
    let words = tensor.to_words().or_raise(vm)?;
    let mut items = words.into_iter().map(|word| item(Scalar::from_word(word, dtype), vm));
    Ok(nest(tensor.shape(), &mut items, vm))
}

fn nest(shape: &[usize], items: &mut impl Iterator<Item = PyObjectRef>, vm: &VirtualMachine) -> PyObjectRef {
    match shape {
        [] => items.next().unwrap_or_else(|| vm.ctx.none()),
        [size, inner @ ..] => {
            let row = (0..*size).map(|_| nest(inner, items, vm)).collect();
            vm.ctx.new_list(row).into()
        }
    }
}

/// `torch.Size([2, 3])`
pub(super) fn size(shape: &[usize], vm: &VirtualMachine) -> PyResult {
    let sizes = shape.iter().map(|&size| vm.ctx.new_int(size).into()).collect();
    let class = vm.import("_torch_types", 0)?.get_attr("Size", vm)?;
    class.call((vm.ctx.new_tuple(sizes),), vm)
}

/// Values and indices of `max(dim)`, by name and by position.
pub(super) fn named_pair(name: &str, values: PyObjectRef, indices: PyObjectRef, vm: &VirtualMachine) -> PyResult {
    let class = vm.import("_torch_types", 0)?.get_attr(vm.ctx.intern_str(name), vm)?;
    class.call((values, indices), vm)
}

/// Sizes that must not be negative.
pub(super) fn unsigned(function: &str, sizes: &[isize], vm: &VirtualMachine) -> PyResult<Vec<usize>> {
    sizes
        .iter()
        .map(|&size| {
            usize::try_from(size).map_err(|_| {
                vm.new_runtime_error(format!("Trying to create tensor with negative dimension {size}: {function}"))
            })
        })
        .collect()
}
