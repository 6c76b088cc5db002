//! Names that could follow at the cursor, read from live objects without running the student's code.

use cells::Completion;
use rustpython_vm::builtins::{PyDict, PyDictRef, PyModule, PyStr, PyType};
use rustpython_vm::{AsObject, PyObjectRef, VirtualMachine};

/// More than this nobody reads.
const MOST: usize = 300;
/// Longest note beside a name, in characters.
const DETAIL: usize = 40;

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Modules offered after `import`.
const MODULES: &[&str] = &[
    "abc",
    "bisect",
    "cmath",
    "collections",
    "contextlib",
    "copy",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "heapq",
    "inspect",
    "io",
    "itertools",
    "json",
    "math",
    "matplotlib.pyplot",
    "numbers",
    "numpy",
    "operator",
    "pprint",
    "random",
    "re",
    "statistics",
    "string",
    "struct",
    "sys",
    "textwrap",
    "time",
    "timeit",
    "torch",
    "torch.nn",
    "torch.nn.functional",
    "torch.optim",
    "types",
    "typing",
    "warnings",
];

/// See [`crate::Session::complete`].
pub(crate) fn complete(globals: &PyDictRef, code: &str, cursor: u32, vm: &VirtualMachine) -> (u32, Vec<Completion>) {
    let before = &code[..byte_offset(code, cursor)];
    let line = before.rsplit('\n').next().unwrap_or(before);
    let dotted_from = line.char_indices().rev().take_while(|(_, c)| is_word(*c) || *c == '.').last();
    let dotted = dotted_from.map_or("", |(at, _)| &line[at..]);
    let (path, prefix) = dotted.rsplit_once('.').map_or((None, dotted), |(path, prefix)| (Some(path), prefix));
    let from = cursor - prefix.encode_utf16().count() as u32;
    if in_string_or_comment(before) || prefix.starts_with(|c: char| c.is_ascii_digit()) {
        return (cursor, Vec::new());
    }
    let statement = line.trim_start();
    let mut found = Vec::new();
    if let Some(module) = imported_from(statement) {
        if let Ok(module) = loaded(module, vm) {
            attributes(&module, prefix, &mut found, vm);
        }
    } else if statement.starts_with("import ") || (statement.starts_with("from ") && !statement.contains(" import")) {
        let from = cursor - dotted.encode_utf16().count() as u32;
        let names = MODULES.iter().filter(|name| name.starts_with(dotted));
        return (from, names.map(|name| item(name, "namespace", None)).collect());
    } else if let Some(path) = path {
        if let Some(object) = resolve(globals, path, vm) {
            attributes(&object, prefix, &mut found, vm);
        }
    } else {
        names(globals, prefix, &mut found, vm);
    }
    found.sort_by(|a, b| (a.label.starts_with('_'), &a.label).cmp(&(b.label.starts_with('_'), &b.label)));
    found.dedup_by(|a, b| a.label == b.label);
    found.truncate(MOST);
    (from, found)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn byte_offset(code: &str, cursor: u32) -> usize {
    let mut units = 0;
    for (at, c) in code.char_indices() {
        if units >= cursor as usize {
            return at;
        }
        units += c.len_utf16();
    }
    code.len()
}

/// A rough scan: whether the text ends inside a comment or a quoted string.
fn in_string_or_comment(before: &str) -> bool {
    let mut rest = before;
    while let Some(at) = rest.find(['#', '"', '\'']) {
        let found = &rest[at..];
        if found.starts_with('#') {
            match found.find('\n') {
                Some(end) => rest = &found[end..],
                None => return true,
            }
            continue;
        }
        let quote = if found.starts_with("\"\"\"") || found.starts_with("'''") { &found[..3] } else { &found[..1] };
        let inner = &found[quote.len()..];
        let Some(end) = inner.find(quote) else { return quote.len() == 3 || !inner.contains('\n') };
        if quote.len() == 1 && inner.find('\n').is_some_and(|newline| newline < end) {
            rest = &inner[inner.find('\n').unwrap_or(0)..];
        } else {
            rest = &inner[end + quote.len()..];
        }
    }
    false
}

/// `from x import ` gives `x`.
fn imported_from(statement: &str) -> Option<&str> {
    let (module, rest) = statement.strip_prefix("from ")?.split_once(' ')?;
    rest.trim_start().starts_with("import").then_some(module)
}

/// Importing one of our own or the library's modules runs no code of the student.
fn loaded(name: &str, vm: &VirtualMachine) -> Result<PyObjectRef, ()> {
    if !MODULES.contains(&name) {
        return Err(());
    }
    let imported = vm.import(vm.ctx.intern_str(name), 0).map_err(|_| ())?;
    name.split('.').skip(1).try_fold(imported, |module, part| plain_attribute(&module, part, vm).ok_or(()))
}

/// Follows `a.b.c` through plain attributes only.
fn resolve(globals: &PyDictRef, path: &str, vm: &VirtualMachine) -> Option<PyObjectRef> {
    let mut parts = path.split('.');
    let first = parts.next().filter(|first| !first.is_empty())?;
    let global = globals.get_item_opt(first, vm).ok().flatten();
    let start = global.or_else(|| vm.builtins.dict().get_item_opt(first, vm).ok().flatten())?;
    parts.try_fold(start, |object, part| plain_attribute(&object, part, vm))
}

/// An attribute found in a dictionary, never by calling a property or `__getattr__`.
fn plain_attribute(object: &PyObjectRef, name: &str, vm: &VirtualMachine) -> Option<PyObjectRef> {
    if let Some(value) = object.dict().and_then(|dict| dict.get_item_opt(name, vm).ok().flatten()) {
        return Some(value);
    }
    let class = object.downcast_ref::<PyType>().map_or_else(|| object.class().to_owned(), |class| class.to_owned());
    let value = class.get_attr(vm.ctx.intern_str(name))?;
    // A property's value would take a call; its kind is all we know.
    let is_property = value.class().is(vm.ctx.types.property_type) || value.class().is(vm.ctx.types.getset_type);
    (!is_property).then_some(value)
}

fn names(globals: &PyDictRef, prefix: &str, found: &mut Vec<Completion>, vm: &VirtualMachine) {
    for (name, value) in globals.clone() {
        push(&name, Some(&value), prefix, found, vm);
    }
    for (name, value) in vm.builtins.dict() {
        push(&name, Some(&value), prefix, found, vm);
    }
    if !prefix.is_empty() {
        found.extend(KEYWORDS.iter().filter(|word| word.starts_with(prefix)).map(|word| item(word, "keyword", None)));
    }
}

fn attributes(object: &PyObjectRef, prefix: &str, found: &mut Vec<Completion>, vm: &VirtualMachine) {
    if let Some(dict) = object.dict() {
        for (name, value) in dict {
            push(&name, Some(&value), prefix, found, vm);
        }
    }
    if object.downcast_ref::<PyModule>().is_some() {
        return;
    }
    let class = object.downcast_ref::<PyType>().map_or_else(|| object.class().to_owned(), |class| class.to_owned());
    for (name, value) in class.get_attributes(&vm.ctx) {
        push(&name.to_owned().into(), Some(&value), prefix, found, vm);
    }
}

fn push(
    name: &PyObjectRef,
    value: Option<&PyObjectRef>,
    prefix: &str,
    found: &mut Vec<Completion>,
    vm: &VirtualMachine,
) {
    let Some(name) = name.downcast_ref::<PyStr>().map(|name| name.to_string_lossy()) else { return };
    let hidden = name.starts_with('_') && !prefix.starts_with('_');
    if hidden || !name.starts_with(prefix) || !name.chars().all(is_word) {
        return;
    }
    let (kind, detail) = value.map_or(("variable", None), |value| describe(value, vm));
    found.push(item(&name, kind, detail));
}

fn item(label: &str, kind: &str, detail: Option<String>) -> Completion {
    Completion { label: label.to_owned(), kind: kind.to_owned(), detail }
}

/// The editor's kind of a value and a short note on it.
fn describe(value: &PyObjectRef, vm: &VirtualMachine) -> (&'static str, Option<String>) {
    let class = value.class();
    let types = &vm.ctx.types;
    if value.downcast_ref::<PyModule>().is_some() {
        return ("namespace", None);
    }
    if value.downcast_ref::<PyType>().is_some() {
        return ("class", None);
    }
    let name = class.name().to_string();
    if class.is(types.property_type) || class.is(types.getset_type) || class.is(types.member_descriptor_type) {
        return ("property", None);
    }
    if value.is_callable() && (name.contains("function") || name.contains("method")) {
        return ("function", None);
    }
    if let Some(note) = crate::torch::describe(value).or_else(|| crate::numpy::describe(value)) {
        return ("variable", Some(note));
    }
    let plain = [types.int_type, types.float_type, types.bool_type, types.str_type].iter().any(|t| class.is(*t));
    let note = if plain {
        value.repr(vm).map(|text| format!("{name} {}", text.to_string_lossy())).unwrap_or(name)
    } else if let Some(dict) = value.downcast_ref::<PyDict>() {
        format!("{name} of {}", dict.__len__())
    } else if class.is(types.list_type) || class.is(types.tuple_type) || class.is(types.set_type) {
        value.length(vm).map(|n| format!("{name} of {n}")).unwrap_or(name)
    } else {
        name
    };
    let short: String = note.chars().take(DETAIL).collect();
    ("variable", Some(if short.len() < note.len() { format!("{short}…") } else { short }))
}
