//! Composing a shader: bindings in order, the uniform block, the functions that instructions need, the kernel itself.

use crate::pipelines::Shape;
use std::collections::BTreeMap;
use tensor::DType;
use tensor::map::{Map, WGSL_PRELUDE};

/// Functions that replace what WGSL leaves open.
const EXACT: &str = include_str!("fused/exact.wgsl");

/// A whole shader and what it binds.
pub(crate) struct Source {
    /// WGSL.
    pub(crate) text: String,
    /// Bindings.
    pub(crate) shape: Shape,
}

/// A shader in the making.
///
/// The uniform block is `u: Numbers { head: Head, rest: array<vec4<u32>, _> }`: `Head` is declared by the kernel's own
/// WGSL (a whole number of 4 words), `rest` is handed out word by word with [`Shader::words`] in the order in which
/// the host writes them.
#[derive(Default)]
pub(crate) struct Shader {
    bindings: String,
    buffers: u8,
    written: u8,
    rest: usize,
    functions: BTreeMap<String, String>,
    body: String,
}

impl Shader {
    /// Binds the next buffer for reading, as `name: array<element>`.
    pub(crate) fn read(&mut self, name: &str, element: &str) {
        self.bind(name, element, "read");
    }

    /// Binds the next buffer for writing.
    pub(crate) fn write(&mut self, name: &str, element: &str) {
        self.written |= 1 << self.buffers;
        self.bind(name, element, "read_write");
    }

    fn bind(&mut self, name: &str, element: &str, access: &str) {
        self.buffers += 1;
        let binding = self.buffers;
        let line = format!("@group(0) @binding({binding}) var<storage, {access}> {name}: array<{element}>;\n");
        self.bindings.push_str(&line);
    }

    /// Takes the next `count` words of `rest`; returns the first one's number.
    pub(crate) fn words(&mut self, count: usize) -> usize {
        self.rest += count;
        self.rest - count
    }

    /// WGSL for a word of `rest`.
    pub(crate) fn word(number: usize) -> String {
        format!("u.rest[{}].{}", number / 4, ["x", "y", "z", "w"][number % 4])
    }

    /// Makes sure that the instruction's function is there, and returns its name: `k_add` over f32, `i_add` over i32, or
    /// one of `exact.wgsl`.
    pub(crate) fn function(&mut self, map: Map, integer: bool) -> String {
        if let Some(name) = exact(map).filter(|_| !integer) {
            return name.to_string();
        }
        let plain = format!("k_{}", map.name());
        match map.wgsl_int().filter(|_| integer) {
            Some(source) => {
                let name = format!("i_{}", map.name());
                let renamed = source.replacen(&format!("fn {plain}("), &format!("fn {name}("), 1);
                self.functions.insert(name.clone(), renamed);
                name
            }
            None => {
                self.functions.insert(plain.clone(), map.wgsl().to_string());
                plain
            }
        }
    }

    /// Appends code.
    pub(crate) fn push(&mut self, code: &str) {
        self.body.push_str(code);
        if !code.ends_with('\n') {
            self.body.push('\n');
        }
    }

    /// The shader, given the number of words in its `Head`.
    pub(crate) fn finish(self, head: usize) -> Source {
        debug_assert_eq!(head % 4, 0, "a uniform block consists of 16-byte rows");
        let rows = self.rest.div_ceil(4).max(1);
        let mut text = format!(
            "struct Numbers {{ head: Head, rest: array<vec4<u32>, {rows}> }}\n@group(0) @binding(0) var<uniform> u: Numbers;\n"
        );
        text.push_str(&self.bindings);
        text.push_str(WGSL_PRELUDE);
        text.push_str(EXACT);
        for function in self.functions.values() {
            text.push_str(function);
        }
        text.push_str(&self.body);
        let bytes = (head * 4 + rows * 16) as u32;
        Source { text, shape: Shape { buffers: self.buffers, written: self.written, bytes } }
    }
}

/// The function of `exact.wgsl` that stands for an instruction whose plain WGSL is not good enough.
fn exact(map: Map) -> Option<&'static str> {
    match map {
        Map::Ne => Some("differ_"),
        Map::FloorDivide => Some("floor_divide_"),
        Map::Remainder => Some("remainder_"),
        Map::Pow => Some("power_"),
        Map::Sin => Some("sine_"),
        Map::Cos => Some("cosine_"),
        _ => None,
    }
}

/// Element type of a buffer that holds this dtype.
pub(crate) fn stored(dtype: DType) -> &'static str {
    match dtype {
        DType::F32 => "f32",
        DType::I64 => "i32",
        DType::Bool => "u32",
    }
}

/// Type of a register that holds this dtype.
pub(crate) fn register(dtype: DType) -> &'static str {
    match dtype {
        DType::F32 => "f32",
        DType::I64 => "i32",
        DType::Bool => "bool",
    }
}

/// A word read as this dtype.
pub(crate) fn from_word(word: &str, dtype: DType) -> String {
    match dtype {
        DType::F32 => format!("bitcast<f32>({word})"),
        DType::I64 => format!("bitcast<i32>({word})"),
        DType::Bool => format!("({word} != 0u)"),
    }
}

/// An element of a buffer as a register.
pub(crate) fn load(element: &str, dtype: DType) -> String {
    if dtype == DType::Bool { format!("({element} != 0u)") } else { element.to_string() }
}

/// A register as an element of a buffer.
pub(crate) fn store(register: &str, dtype: DType) -> String {
    if dtype == DType::Bool { format!("select(0u, 1u, {register})") } else { register.to_string() }
}

/// A register of one dtype as another.
pub(crate) fn cast(value: &str, from: DType, to: DType) -> String {
    match (from, to) {
        (DType::F32, DType::I64) => format!("to_int_({value})"),
        (DType::I64, DType::F32) => format!("f32({value})"),
        (DType::Bool, DType::F32) => format!("select(0.0, 1.0, {value})"),
        (DType::Bool, DType::I64) => format!("select(0i, 1i, {value})"),
        (DType::F32, DType::Bool) => format!("differ_({value}, 0.0)"),
        (DType::I64, DType::Bool) => format!("({value} != 0i)"),
        _ => value.to_string(),
    }
}
