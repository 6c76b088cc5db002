//! `_numpy`: what the Python half of the module builds upon. Functions take arguments by position only; names, defaults
//! and shorthands are `python/numpy/__init__.py`'s.

pub(crate) use _numpy::module_def;

#[rustpython_vm::pymodule]
mod _numpy {
    use rustpython_vm::builtins::{PyStrRef, PyType, PyTypeRef};
    use rustpython_vm::class::{PyClassImpl, StaticType};
    use rustpython_vm::function::OptionalArg;
    use rustpython_vm::{AsObject, Py, PyObjectRef, PyPayload, PyResult, VirtualMachine};

    use super::super::array::{Array, checked_len};
    use super::super::convert::{
        finish, native, operand, pair, raise, to_array, to_dtype, to_lengths, to_shape, unwrap, wrap,
    };
    use super::super::dtype::{DType, Data};
    use super::super::fault::Fault;
    use super::super::ndarray::{NdArray, PyDType, apply, operate};
    use super::super::print::{self, Options};
    use super::super::reduce::{Along, cumulative};
    use super::super::scalar::{self, Generic};
    use super::super::{decompose, draws, elementwise, index, linear, order, reduce as reductions};
    use crate::host;

    fn or_raise<T>(result: Result<T, Fault>, vm: &VirtualMachine) -> PyResult<T> {
        result.map_err(|fault| raise(fault, vm))
    }

    fn axis_of(axis: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<i64>> {
        if vm.is_none(axis) { Ok(None) } else { axis.try_index(vm)?.try_to_primitive(vm).map(Some) }
    }

    #[pyattr]
    fn ndarray(_vm: &VirtualMachine) -> PyTypeRef {
        NdArray::make_static_type()
    }

    #[pyattr]
    fn dtype(_vm: &VirtualMachine) -> PyTypeRef {
        PyDType::make_static_type()
    }

    #[pyattr]
    fn generic(_vm: &VirtualMachine) -> PyTypeRef {
        scalar::make_classes();
        Generic::static_type().to_owned()
    }

    #[pyattr(name = "bool_")]
    fn boolean(_vm: &VirtualMachine) -> PyTypeRef {
        scalar::make_classes();
        scalar::class(DType::Bool).to_owned()
    }

    #[pyattr]
    fn int64(_vm: &VirtualMachine) -> PyTypeRef {
        scalar::make_classes();
        scalar::class(DType::I64).to_owned()
    }

    #[pyattr]
    fn float32(_vm: &VirtualMachine) -> PyTypeRef {
        scalar::make_classes();
        scalar::class(DType::F32).to_owned()
    }

    #[pyattr]
    fn float64(_vm: &VirtualMachine) -> PyTypeRef {
        scalar::make_classes();
        scalar::class(DType::F64).to_owned()
    }

    /// Names of functions of one array.
    #[pyattr]
    fn unary_names(vm: &VirtualMachine) -> PyObjectRef {
        names(elementwise::UNARY, vm)
    }

    /// Names of functions of two arrays.
    #[pyattr]
    fn binary_names(vm: &VirtualMachine) -> PyObjectRef {
        names(elementwise::BINARY, vm)
    }

    fn names(names: &[&str], vm: &VirtualMachine) -> PyObjectRef {
        vm.ctx.new_tuple(names.iter().map(|name| vm.ctx.new_str(*name).into()).collect()).into()
    }

    /// Makes a Python function a method of arrays and scalars.
    #[pyfunction]
    fn attach(name: PyStrRef, function: PyObjectRef, vm: &VirtualMachine) {
        let name = vm.ctx.intern_str(name.to_string_lossy().as_ref());
        for class in [NdArray::make_static_type(), Generic::make_static_type()] {
            let class: &Py<PyType> = &class;
            // Scalars have `item` and `tolist` of their own.
            if class.get_attr(name).is_none() {
                class.set_attr(name, function.clone());
            }
        }
    }

    /// A new array.
    #[pyfunction]
    fn array(object: PyObjectRef, dtype: PyObjectRef, copy: bool, vm: &VirtualMachine) -> PyResult {
        let dtype = to_dtype(&dtype, vm)?;
        let array = to_array(&object, vm)?;
        match dtype {
            Some(dtype) if dtype != array.dtype() => wrap(array.cast(dtype), vm),
            _ if copy => wrap(array.copy(), vm),
            _ if object.downcast_ref::<NdArray>().is_some() => Ok(object),
            _ => wrap(array, vm),
        }
    }

    #[pyfunction]
    fn zeros(shape: PyObjectRef, dtype: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let dtype = to_dtype(&dtype, vm)?.unwrap_or(DType::F64);
        wrap(or_raise(Array::zeros(dtype, &to_shape(&shape, vm)?), vm)?, vm)
    }

    #[pyfunction]
    fn full(shape: PyObjectRef, value: PyObjectRef, dtype: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let value = to_array(&value, vm)?;
        let dtype = to_dtype(&dtype, vm)?.unwrap_or(value.dtype());
        let result = or_raise(Array::zeros(dtype, &to_shape(&shape, vm)?), vm)?;
        or_raise(result.assign(&value), vm)?;
        wrap(result, vm)
    }

    /// `start + i * step` below `stop`.
    #[pyfunction]
    fn arange(
        start: PyObjectRef,
        stop: PyObjectRef,
        step: PyObjectRef,
        dtype: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult {
        let dtype = to_dtype(&dtype, vm)?;
        let [start, stop, step] = [to_array(&start, vm)?, to_array(&stop, vm)?, to_array(&step, vm)?];
        let own = start.dtype().promote(stop.dtype()).promote(step.dtype()).max(DType::I64);
        let first = |a: &Array| a.f64s().first().copied().unwrap_or(0.0);
        let (from, to, by) = (first(&start), first(&stop), first(&step));
        if by == 0.0 {
            return Err(vm.new_zero_division_error("division by zero"));
        }
        let count = ((to - from) / by).ceil().max(0.0);
        if !count.is_finite() {
            return Err(vm.new_value_error("arange: cannot compute length"));
        }
        let count = or_raise(checked_len(&[count as usize]), vm)?;
        let data = if own == DType::I64 {
            let (from, by) = (start.data().i64s()[0], step.data().i64s()[0]);
            Data::I64((0..count as i64).map(|i| from + i * by).collect())
        } else {
            // The step as the difference of the first two numbers, which is how NumPy fills.
            let by = (from + by) - from;
            Data::floats((0..count).map(|i| from + i as f64 * by).collect(), own)
        };
        let dtype = dtype.unwrap_or(own);
        wrap(Array::new(data.cast(dtype), &[count]), vm)
    }

    #[pyfunction]
    fn eye(rows: usize, columns: usize, k: i64, dtype: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let dtype = to_dtype(&dtype, vm)?.unwrap_or(DType::F64);
        or_raise(checked_len(&[rows, columns]), vm)?;
        wrap(linear::eye(rows, columns, k, dtype), vm)
    }

    #[pyfunction]
    fn unary(name: PyStrRef, a: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        apply(&name.to_string_lossy(), &a, vm)
    }

    #[pyfunction]
    fn binary(name: PyStrRef, a: PyObjectRef, b: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let name = name.to_string_lossy();
        let result = operate(&name, &a, &b, vm)?;
        if !result.is(&vm.ctx.not_implemented) {
            return Ok(result);
        }
        // Tensors and other convertible objects: as a function call they are converted.
        finish(elementwise::binary(&name, &to_array(&a, vm)?, &to_array(&b, vm)?), vm)
    }

    #[pyfunction]
    fn choose(condition: PyObjectRef, a: PyObjectRef, b: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let (a, b) = match (operand(&a, vm)?, operand(&b, vm)?) {
            (Some(a), Some(b)) => pair(a, b),
            _ => (to_array(&a, vm)?, to_array(&b, vm)?),
        };
        finish(elementwise::choose(&to_array(&condition, vm)?, &a, &b), vm)
    }

    #[pyfunction]
    fn round(a: PyObjectRef, decimals: i32, vm: &VirtualMachine) -> PyResult {
        unwrap(elementwise::round(&to_array(&a, vm)?, decimals), vm)
    }

    #[pyfunction]
    fn reduce(
        name: PyStrRef,
        a: PyObjectRef,
        axis: PyObjectRef,
        keep: bool,
        ddof: f64,
        vm: &VirtualMachine,
    ) -> PyResult {
        let axes = if vm.is_none(&axis) { None } else { Some(to_lengths(&axis, vm)?) };
        finish(reductions::reduce(&name.to_string_lossy(), &to_array(&a, vm)?, &Along { axes, keep, ddof }), vm)
    }

    #[pyfunction]
    fn running(product: bool, a: PyObjectRef, axis: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        finish(cumulative(product, &to_array(&a, vm)?, axis_of(&axis, vm)?), vm)
    }

    #[pyfunction]
    fn matmul(a: PyObjectRef, b: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        finish(linear::matmul(&to_array(&a, vm)?, &to_array(&b, vm)?), vm)
    }

    #[pyfunction]
    fn dot(a: PyObjectRef, b: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        finish(linear::dot(&to_array(&a, vm)?, &to_array(&b, vm)?), vm)
    }

    #[pyfunction]
    fn solve(a: PyObjectRef, b: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        finish(linear::solve(&to_array(&a, vm)?, &to_array(&b, vm)?), vm)
    }

    #[pyfunction]
    fn inverse(a: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        finish(linear::inverse(&to_array(&a, vm)?), vm)
    }

    #[pyfunction]
    fn determinant(a: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        finish(linear::determinant(&to_array(&a, vm)?), vm)
    }

    #[pyfunction]
    fn sort(a: PyObjectRef, axis: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        finish(order::sort(&to_array(&a, vm)?, axis_of(&axis, vm)?), vm)
    }

    #[pyfunction]
    fn argsort(a: PyObjectRef, axis: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        finish(order::argsort(&to_array(&a, vm)?, axis_of(&axis, vm)?), vm)
    }

    /// `(values, first places, which of them each is, counts)`
    #[pyfunction]
    fn unique(a: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        let parts = order::unique(&to_array(&a, vm)?).into_iter().map(|part| wrap(part, vm));
        Ok(vm.ctx.new_tuple(parts.collect::<PyResult<_>>()?).into())
    }

    #[pyfunction]
    fn searchsorted(a: PyObjectRef, values: PyObjectRef, right: bool, vm: &VirtualMachine) -> PyResult {
        finish(order::searchsorted(&to_array(&a, vm)?, &to_array(&values, vm)?, right), vm)
    }

    #[pyfunction]
    fn concatenate(arrays: PyObjectRef, axis: i64, vm: &VirtualMachine) -> PyResult {
        let arrays = vm.extract_elements_with(&arrays, |array| to_array(&array, vm))?;
        finish(order::concatenate(&arrays, axis), vm)
    }

    #[pyfunction]
    fn nonzero(a: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        let parts = index::nonzero(&to_array(&a, vm)?).into_iter().map(|part| wrap(part, vm));
        Ok(vm.ctx.new_tuple(parts.collect::<PyResult<_>>()?).into())
    }

    #[pyfunction]
    fn transpose(a: PyObjectRef, axes: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let order = if vm.is_none(&axes) { None } else { Some(to_lengths(&axes, vm)?) };
        wrap(or_raise(to_array(&a, vm)?.transpose(order.as_deref()), vm)?, vm)
    }

    #[pyfunction]
    fn reshape(a: PyObjectRef, shape: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        wrap(or_raise(to_array(&a, vm)?.reshape(&to_lengths(&shape, vm)?), vm)?, vm)
    }

    #[pyfunction]
    fn broadcast_to(a: PyObjectRef, shape: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let shape = to_shape(&shape, vm)?;
        or_raise(checked_len(&shape), vm)?;
        // A copy: writing to one element that stands in many places surprises.
        wrap(or_raise(to_array(&a, vm)?.broadcast_to(&shape), vm)?.copy(), vm)
    }

    #[pyfunction]
    fn cast(a: PyObjectRef, dtype: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let array = to_array(&a, vm)?;
        let dtype = to_dtype(&dtype, vm)?.unwrap_or(DType::F64);
        if native(&a).is_some() && a.downcast_ref::<NdArray>().is_none() {
            return unwrap(array.cast(dtype), vm);
        }
        wrap(array.cast(dtype), vm)
    }

    /// A single element as a Python number.
    #[pyfunction]
    fn item(a: PyObjectRef, at: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        let array = to_array(&a, vm)?;
        let at = match axis_of(&at, vm)? {
            Some(at) => {
                let len = array.len() as i64;
                let counted = if at < 0 { at + len } else { at };
                usize::try_from(counted).ok().filter(|at| *at < array.len()).ok_or_else(|| {
                    vm.new_index_error(format!("index {at} is out of bounds for axis 0 with size {len}"))
                })?
            }
            None if array.len() == 1 => 0,
            None => {
                return Err(vm.new_value_error("can only convert an array of size 1 to a Python scalar"));
            }
        };
        Ok(super::super::convert::item(&array.data(), at, vm))
    }

    #[pyfunction]
    fn set_printoptions(
        precision: Option<usize>,
        threshold: Option<usize>,
        edge: Option<usize>,
        width: Option<usize>,
        suppress: Option<bool>,
    ) {
        let now = print::options();
        print::set_options(Options {
            precision: precision.unwrap_or(now.precision),
            threshold: threshold.unwrap_or(now.threshold),
            edge: edge.unwrap_or(now.edge),
            width: width.unwrap_or(now.width),
            suppress: suppress.unwrap_or(now.suppress),
        });
    }

    #[pyattr(name = "_Bits")]
    fn bits_class(_vm: &VirtualMachine) -> PyTypeRef {
        let [class, _] = draws::classes();
        class
    }

    #[pyattr(name = "_ModernBits")]
    fn modern_bits_class(_vm: &VirtualMachine) -> PyTypeRef {
        let [_, class] = draws::classes();
        class
    }

    /// The legacy generator; without a seed it takes one from the host.
    #[pyfunction]
    fn bits(seed: OptionalArg<PyObjectRef>, vm: &VirtualMachine) -> PyResult {
        let seed = match seed.into_option().filter(|seed| !vm.is_none(seed)) {
            None => host::with(|host| host.seed()) as u32,
            Some(seed) => {
                let wrong = || vm.new_value_error("Seed must be between 0 and 2**32 - 1");
                seed.try_index(vm)?.try_to_primitive::<u32>(vm).map_err(|_| wrong())?
            }
        };
        Ok(draws::Bits::new(seed).into_pyobject(vm))
    }

    /// The modern generator of a seed in words of 32 bits, the lowest first; without one it takes one from the host.
    #[pyfunction]
    fn modern_bits(words: OptionalArg<Vec<u32>>, vm: &VirtualMachine) -> PyObjectRef {
        let words = words.into_option().unwrap_or_else(|| {
            let seed = host::with(|host| host.seed());
            vec![seed as u32, (seed >> 32) as u32]
        });
        draws::ModernBits::new(&words).into_pyobject(vm)
    }

    fn tuple<const N: usize>(parts: [Array; N], vm: &VirtualMachine) -> PyResult {
        let parts = parts.into_iter().map(|part| wrap(part, vm)).collect::<PyResult<Vec<_>>>()?;
        Ok(vm.ctx.new_tuple(parts).into())
    }

    /// `(u, s, vt)`
    #[pyfunction]
    fn svd(a: PyObjectRef, full: bool, vm: &VirtualMachine) -> PyResult {
        tuple(or_raise(decompose::svd(&to_array(&a, vm)?, full), vm)?, vm)
    }

    /// `(values, vectors)`
    #[pyfunction]
    fn eigh(a: PyObjectRef, upper: bool, vm: &VirtualMachine) -> PyResult {
        tuple(or_raise(decompose::eigh(&to_array(&a, vm)?, upper), vm)?, vm)
    }

    /// `(q, r)`
    #[pyfunction]
    fn qr(a: PyObjectRef, complete: bool, vm: &VirtualMachine) -> PyResult {
        tuple(or_raise(decompose::qr(&to_array(&a, vm)?, complete), vm)?, vm)
    }

    #[pyfunction]
    fn cholesky(a: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        finish(decompose::cholesky(&to_array(&a, vm)?), vm)
    }
}
