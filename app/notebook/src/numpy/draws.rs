//! `_numpy.bits` and `_numpy.modern_bits`: generators as objects, which `python/numpy/random` draws from. A shape of `None`
//! gives a single number.

use std::cell::RefCell;

use rustpython_vm::builtins::PyTypeRef;
use rustpython_vm::class::PyClassImpl;
use rustpython_vm::{Py, PyObjectRef, PyPayload, PyResult, VirtualMachine, pyclass};

use super::array::{Array, checked_len};
use super::convert::{item, raise, to_shape, wrap};
use super::dtype::Data;
use super::pcg::Pcg64;
use super::random::RandomState;

fn length(shape: &[usize], vm: &VirtualMachine) -> PyResult<usize> {
    checked_len(shape).map_err(|fault| raise(fault, vm))
}

/// As many numbers as the shape asks for.
fn draw<G>(
    state: &RefCell<G>,
    shape: &PyObjectRef,
    vm: &VirtualMachine,
    f: impl FnOnce(&mut G, usize) -> Data,
) -> PyResult {
    if vm.is_none(shape) {
        let one = f(&mut state.borrow_mut(), 1);
        return Ok(item(&one, 0, vm));
    }
    let shape = to_shape(shape, vm)?;
    let len = length(&shape, vm)?;
    let data = f(&mut state.borrow_mut(), len);
    wrap(Array::new(data, &shape), vm)
}

fn many<G>(state: &mut G, len: usize, f: impl Fn(&mut G) -> f64) -> Data {
    Data::F64((0..len).map(|_| f(state)).collect())
}

fn indices(order: Vec<i64>, vm: &VirtualMachine) -> PyResult {
    let len = order.len();
    wrap(Array::new(Data::I64(order), &[len]), vm)
}

/// The numbers of one `RandomState`.
#[pyclass(module = "numpy.random", name = "_Bits")]
#[derive(Debug, PyPayload)]
pub(crate) struct Bits {
    state: RefCell<RandomState>,
}

#[pyclass]
impl Bits {
    /// Seeded as `RandomState(seed)`.
    pub(super) fn new(seed: u32) -> Self {
        Self { state: RandomState::new(seed).into() }
    }

    #[pymethod]
    fn uniform(zelf: &Py<Self>, shape: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        draw(&zelf.state, &shape, vm, |state, len| many(state, len, RandomState::uniform))
    }

    #[pymethod]
    fn normal(zelf: &Py<Self>, shape: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        draw(&zelf.state, &shape, vm, |state, len| many(state, len, RandomState::normal))
    }

    /// Whole numbers from 0 to `most`.
    #[pymethod]
    fn whole(zelf: &Py<Self>, most: i64, shape: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        draw(&zelf.state, &shape, vm, |state, len| {
            Data::I64((0..len).map(|_| state.below(most as u64) as i64).collect())
        })
    }

    /// An order of `n` things.
    #[pymethod]
    fn order(zelf: &Py<Self>, n: usize, vm: &VirtualMachine) -> PyResult {
        length(&[n], vm)?;
        indices(zelf.state.borrow_mut().order(n).into_iter().map(|i| i as i64).collect(), vm)
    }
}

/// The numbers of one `default_rng`.
#[pyclass(module = "numpy.random", name = "_ModernBits")]
#[derive(Debug, PyPayload)]
pub(crate) struct ModernBits {
    state: RefCell<Pcg64>,
}

#[pyclass]
impl ModernBits {
    /// Seeded as `default_rng` of a number in words of 32 bits.
    pub(super) fn new(entropy: &[u32]) -> Self {
        Self { state: Pcg64::new(entropy).into() }
    }

    #[pymethod]
    fn uniform(zelf: &Py<Self>, shape: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        draw(&zelf.state, &shape, vm, |state, len| many(state, len, Pcg64::uniform))
    }

    #[pymethod]
    fn uniform32(zelf: &Py<Self>, shape: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        draw(&zelf.state, &shape, vm, |state, len| Data::F32((0..len).map(|_| state.uniform32()).collect()))
    }

    #[pymethod]
    fn normal(zelf: &Py<Self>, shape: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        draw(&zelf.state, &shape, vm, |state, len| many(state, len, Pcg64::normal))
    }

    #[pymethod]
    fn exponential(zelf: &Py<Self>, shape: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        draw(&zelf.state, &shape, vm, |state, len| many(state, len, Pcg64::exponential))
    }

    /// Whole numbers from 0 to `most`.
    #[pymethod]
    fn whole(zelf: &Py<Self>, most: i64, shape: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        draw(&zelf.state, &shape, vm, |state, len| {
            Data::I64((0..len).map(|_| state.below(most as u64) as i64).collect())
        })
    }

    /// An order of `n` things.
    #[pymethod]
    fn order(zelf: &Py<Self>, n: usize, vm: &VirtualMachine) -> PyResult {
        length(&[n], vm)?;
        indices(zelf.state.borrow_mut().order(n), vm)
    }

    /// `count` different numbers below `n`.
    #[pymethod]
    fn distinct(zelf: &Py<Self>, n: usize, count: usize, shuffled: bool, vm: &VirtualMachine) -> PyResult {
        length(&[n], vm)?;
        indices(zelf.state.borrow_mut().distinct(n, count.min(n), shuffled), vm)
    }
}

/// Makes the classes, without which there can be no objects of them.
pub(super) fn classes() -> [PyTypeRef; 2] {
    [Bits::make_static_type(), ModernBits::make_static_type()]
}
