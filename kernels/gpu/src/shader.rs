//! Composing a shader: bindings in order, the uniform block, the functions that instructions need, the kernel itself.

use crate::pipelines::Shape;
use std::collections::BTreeMap;
use tensor::DType;
use tensor::map::{Map, WGSL_PRELUDE};

/// Functions that replace what WGSL leaves open.
const EXACT: &str = include_str!("fused/exact.wgsl");
/// Narrow dtypes to value words and back.
const NARROW: &str = include_str!("fused/narrow.wgsl");

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
        text.push_str(NARROW);
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
        DType::I32 | DType::I64 => "i32",
        _ => "u32",
    }
}

/// Type of a register that holds this dtype.
pub(crate) fn register(dtype: DType) -> &'static str {
    match dtype.compute() {
        DType::F32 => "f32",
        DType::Bool => "bool",
        _ => "i32",
    }
}

/// A value word read as this dtype.
pub(crate) fn from_word(word: &str, dtype: DType) -> String {
    match dtype.compute() {
        DType::F32 => format!("bitcast<f32>({word})"),
        DType::Bool => format!("({word} != 0u)"),
        _ => format!("bitcast<i32>({word})"),
    }
}

/// Element `at` of a buffer as a register.
pub(crate) fn load(buffer: &str, at: &str, dtype: DType) -> String {
    let word = format!("{buffer}[{at} / {}u]", dtype.lanes());
    match dtype {
        DType::F16 => format!("from_half_(lane16_({word}, {at}))"),
        DType::BF16 => format!("bitcast<f32>(lane16_({word}, {at}) << 16u)"),
        DType::U8 => format!("bitcast<i32>(lane8_({word}, {at}))"),
        DType::I8 => format!("to_i8_(bitcast<i32>(lane8_({word}, {at})))"),
        DType::I16 => format!("to_i16_(bitcast<i32>(lane16_({word}, {at})))"),
        DType::Bool => format!("({buffer}[{at}] != 0u)"),
        DType::I32 | DType::I64 | DType::F32 => format!("{buffer}[{at}]"),
    }
}

/// A register as an element of a buffer, of a dtype that is not packed.
pub(crate) fn store(register: &str, dtype: DType) -> String {
    debug_assert!(!dtype.is_packed());
    if dtype == DType::Bool { format!("select(0u, 1u, {register})") } else { register.to_string() }
}

/// A register of a packed dtype as the bits of its lane, lowest first.
pub(crate) fn bits(register: &str, dtype: DType) -> String {
    match dtype {
        DType::F16 => format!("to_half_({register})"),
        DType::BF16 => format!("to_brain_({register})"),
        DType::U8 | DType::I8 => format!("(bitcast<u32>({register}) & 0xffu)"),
        _ => format!("(bitcast<u32>({register}) & 0xffffu)"),
    }
}

/// A register of one dtype as another.
pub(crate) fn cast(value: &str, from: DType, to: DType) -> String {
    let plain = match (register(from), register(to)) {
        ("f32", "i32") => format!("to_int_({value})"),
        ("i32", "f32") => format!("f32({value})"),
        ("bool", "f32") => format!("select(0.0, 1.0, {value})"),
        ("bool", "i32") => format!("select(0i, 1i, {value})"),
        ("f32", "bool") => format!("differ_({value}, 0.0)"),
        ("i32", "bool") => format!("({value} != 0i)"),
        _ => value.to_string(),
    };
    if from == to {
        return plain;
    }
    match to {
        DType::F16 => format!("from_half_(to_half_({plain}))"),
        DType::BF16 => format!("bitcast<f32>(to_brain_({plain}) << 16u)"),
        DType::U8 => format!("({plain} & 0xffi)"),
        DType::I8 => format!("to_i8_({plain})"),
        DType::I16 => format!("to_i16_({plain})"),
        _ => plain,
    }
}
