//! A call of a function of `torch.nn.functional`: its arguments with their defaults.

use rustpython_vm::builtins::PyStr;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use tensor::{Reduced, Tensor};

use super::super::args::{self, Args};
use super::super::error::OrRaise;

/// The arguments of one call, taken in the order of PyTorch's signature.
pub(super) struct Call<'a> {
    pub name: &'static str,
    pub args: Args<'a>,
    pub vm: &'a VirtualMachine,
}

impl<'a> Call<'a> {
    pub fn new(name: &'static str, args: FuncArgs, vm: &'a VirtualMachine) -> Self {
        Self { name, args: Args::new(name, args, vm), vm }
    }

    /// The next argument, which must be a tensor.
    pub fn tensor(&mut self, name: &str) -> PyResult<Tensor> {
        self.args.tensor(name)
    }

    /// The next argument as a tensor, where one is given.
    pub fn maybe_tensor(&mut self, name: &str) -> PyResult<Option<Tensor>> {
        self.args.optional(name).map(|value| args::tensor(self.name, name, &value, self.vm)).transpose()
    }

    /// The next argument as a number.
    pub fn number(&mut self, name: &str, default: f64) -> PyResult<f64> {
        Ok(self.args.number(name)?.unwrap_or(default))
    }

    /// The next argument as a whole number.
    pub fn int(&mut self, name: &str, default: isize) -> PyResult<isize> {
        Ok(self.args.int(name)?.unwrap_or(default))
    }

    /// The next argument as a truth value.
    pub fn flag(&mut self, name: &str, default: bool) -> PyResult<bool> {
        self.args.optional(name).map_or(Ok(default), |value| value.try_to_bool(self.vm))
    }

    /// The next argument as sizes, none of them negative.
    pub fn sizes(&mut self, name: &str) -> PyResult<Option<Vec<usize>>> {
        self.args.dims(name)?.map(|sizes| self.unsigned(name, &sizes)).transpose()
    }

    /// Sizes that must not be negative.
    pub fn unsigned(&self, name: &str, sizes: &[isize]) -> PyResult<Vec<usize>> {
        let size = |&n: &isize| {
            usize::try_from(n).map_err(|_| {
                self.vm.new_runtime_error(format!("{}: negative {name} is not supported, got {sizes:?}", self.name))
            })
        };
        sizes.iter().map(size).collect()
    }

    /// The next argument as a word.
    pub fn word(&mut self, name: &str, default: &str) -> PyResult<String> {
        match self.args.optional(name) {
            None => Ok(default.to_owned()),
            Some(value) => word(&value)
                .ok_or_else(|| self.vm.new_type_error(format!("{}(): argument '{name}' must be a string", self.name))),
        }
    }

    /// `reduction=`, as the next argument. `size_average` and `reduce` are its forerunners, which still count if given.
    pub fn reduction(&mut self, before: &[Option<PyObjectRef>; 2]) -> PyResult<Reduced> {
        let given = self.word("reduction", "mean")?;
        if before.iter().all(Option::is_none) {
            return Reduced::parse(&given).or_raise(self.vm);
        }
        let truth =
            |value: &Option<PyObjectRef>| value.as_ref().map_or(Ok(true), |value| value.clone().try_to_bool(self.vm));
        Ok(match (truth(&before[0])?, truth(&before[1])?) {
            (_, false) => Reduced::None,
            (true, true) => Reduced::Mean,
            (false, true) => Reduced::Sum,
        })
    }

    /// The next argument, whatever it is.
    pub fn any(&mut self, name: &str) -> Option<PyObjectRef> {
        self.args.optional(name)
    }

    /// Nothing may be left.
    pub fn finish(self) -> PyResult<()> {
        self.args.finish()
    }
}

/// The value as text.
pub(super) fn word(value: &PyObjectRef) -> Option<String> {
    value.downcast_ref::<PyStr>().map(|text| text.to_string())
}
