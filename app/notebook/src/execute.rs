//! Compiles Python source and runs it in a namespace, giving the value of its last expression.

use ruff_python_ast::{Mod, Stmt};
use ruff_python_parser::parse_module;
use ruff_source_file::SourceFileBuilder;
use rustpython_vm::builtins::{PyCode, PyDictRef};
use rustpython_vm::compiler::{CompileOpts, Mode, codegen};
use rustpython_vm::scope::Scope;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

use crate::instrument::instrument;

/// Compiles `source` as `path` and runs it in `globals`. Gives the value of the last statement if that is an expression
/// and not `None`.
///
/// # Errors
/// What Python raises, a `SyntaxError` with line and column included.
pub(crate) fn execute(
    source: &str,
    path: &str,
    globals: &PyDictRef,
    vm: &VirtualMachine,
) -> PyResult<Option<PyObjectRef>> {
    // The plain compiler first: its syntax errors have CPython's words and places, and it emits the warnings.
    vm.compile(source, Mode::Exec, path).map_err(|error| error.into_pyexception(vm, Some(source)))?;
    let mut module = parse_module(source)
        .map_err(|error| vm.new_exception_msg(vm.ctx.exceptions.syntax_error.to_owned(), error.to_string().into()))?
        .into_syntax();
    // A block expression is a body whose last expression is its value.
    let mode = if matches!(module.body.last(), Some(Stmt::Expr(_))) { Mode::BlockExpr } else { Mode::Exec };
    instrument(&mut module.body);
    let file = SourceFileBuilder::new(path, source).finish();
    let code = codegen::compile::compile_top(Mod::Module(module), file, mode, CompileOpts::default())
        .map_err(|error| vm.new_syntax_error(&error.into(), Some(source)))?;
    let scope = Scope::with_builtins(None, globals.clone(), vm);
    // Not `ctx.new_code`: that cannot make the frozen set which `{1, 2, 3}` is compiled to.
    let value = vm.run_code_obj(PyCode::new_ref_from_bytecode(vm, code), scope)?;
    Ok((!vm.is_none(&value)).then_some(value))
}

/// Whether the source ends in `;`, which in a notebook means that the last value is not shown.
pub(crate) fn hushed(source: &str) -> bool {
    let code = source
        .lines()
        .rev()
        .map(|line| line.split('#').next().unwrap_or(line).trim_end())
        .find(|line| !line.is_empty());
    code.is_some_and(|line| line.ends_with(';'))
}
