//! Fused elementwise programs as WGSL: straight-line code at one index, with views and numbers from the uniform block.
//!
//! The host's [`push`] writes words in the order in which [`Shader::program`] takes them: the shape (only if something
//! is read), then offset and strides of each view, then the params.

pub(crate) mod map;

use crate::shader::{Shader, cast, from_word, load, register, stored};
use tensor::DType;
use tensor::backend::Fused;
use tensor::map::Takes;
use tensor::program::{Instr, Program};

/// Where a program runs.
pub(crate) struct Site<'a> {
    /// The code.
    pub(crate) program: &'a Program,
    /// Put before every name, so that two programs fit in one shader.
    pub(crate) prefix: &'a str,
    /// Input 0, if it is a value at hand (an epilogue's) and not a buffer.
    pub(crate) given: Option<(&'a str, DType)>,
    /// Index variables, each running over so many neighbouring dimensions.
    pub(crate) indices: &'a [(&'a str, usize)],
}

/// What [`Shader::program`] made.
pub(crate) struct Emitted {
    /// Statements.
    pub(crate) lines: String,
    /// The values to store, as registers.
    pub(crate) outputs: Vec<String>,
}

/// Number of params a program reads.
fn params(program: &Program) -> usize {
    let slots =
        program.instrs.iter().filter_map(|i| if let Instr::Param { slot, .. } = i { Some(*slot) } else { None });
    slots.max().map_or(0, |s| usize::from(s) + 1)
}

/// Appends the numbers of a fused program that runs over `shape`.
pub(crate) fn push(words: &mut Vec<u32>, shape: &[usize], fused: &Fused) {
    if !fused.inputs.is_empty() {
        words.extend(shape.iter().map(|n| *n as u32));
    }
    for view in &fused.inputs {
        debug_assert_eq!(view.strides.len(), shape.len());
        words.push(view.offset as u32);
        words.extend(view.strides.iter().map(|s| *s as u32));
    }
    let count = params(&fused.program);
    debug_assert!(fused.params.len() >= count);
    words.extend(fused.params.iter().take(count));
}

/// Statements that split `index`, running over the dimensions `first..first + rank` with sizes in the words from
/// `sizes` on, into coordinates `{prefix}c{dimension}`.
pub(crate) fn split(prefix: &str, index: &str, first: usize, rank: usize, sizes: usize) -> String {
    let mut lines = String::new();
    let mut rest = index.to_string();
    for d in (first + 1..first + rank).rev() {
        let size = Shader::word(sizes + d);
        lines.push_str(&format!("    let {prefix}c{d} = {rest} % {size};\n    let {prefix}q{d} = {rest} / {size};\n"));
        rest = format!("{prefix}q{d}");
    }
    if rank > 0 {
        lines.push_str(&format!("    let {prefix}c{first} = {rest};\n"));
    }
    lines
}

/// The position that coordinates `{prefix}c0..` have in a view, whose offset and then strides start at word `from`.
pub(crate) fn position(prefix: &str, rank: usize, from: usize) -> String {
    let mut sum = Shader::word(from);
    for d in 0..rank {
        sum.push_str(&format!(" + {prefix}c{d} * {}", Shader::word(from + 1 + d)));
    }
    sum
}

impl Shader {
    /// Binds a program's inputs and translates it.
    pub(crate) fn program(&mut self, site: &Site<'_>) -> Emitted {
        let Site { program, prefix, given, indices } = *site;
        let rank: usize = indices.iter().map(|(_, r)| r).sum();
        let skip = usize::from(given.is_some());
        let views = program.inputs.saturating_sub(skip);
        let mut lines = String::new();
        if views > 0 {
            let sizes = self.words(rank);
            let mut first = 0;
            for (index, r) in indices {
                lines.push_str(&split(prefix, index, first, *r, sizes));
                first += r;
            }
        }
        for view in 0..views {
            self.read(&format!("{prefix}in{view}"), stored(program.input_dtype(view + skip)));
            let at = position(prefix, rank, self.words(rank + 1));
            lines.push_str(&format!("    let {prefix}at{view} = {at};\n"));
        }
        let first_param = self.words(params(program));
        for (i, instr) in program.instrs.iter().enumerate() {
            let value = match *instr {
                Instr::Load { input, .. } if usize::from(input) < skip => given.map_or("", |(v, _)| v).to_string(),
                Instr::Load { input, dtype } => {
                    let view = usize::from(input) - skip;
                    let from = program.input_dtype(usize::from(input));
                    let at = format!("{prefix}at{view}");
                    cast(&load(&format!("{prefix}in{view}"), &at, from), from, dtype)
                }
                Instr::Param { slot, dtype } => from_word(&Self::word(first_param + usize::from(slot)), dtype),
                Instr::Apply { .. } => self.apply(program, i, prefix),
                Instr::Cast { arg, from, to } => cast(&format!("{prefix}r{arg}"), from, to),
            };
            lines.push_str(&format!("    let {prefix}r{i}: {} = {value};\n", register(instr.dtype())));
        }
        let outputs = program.outputs.iter().map(|r| format!("{prefix}r{r}")).collect();
        Emitted { lines, outputs }
    }

    /// The call of an instruction's function, operands and result converted between truth values and 0 and 1.
    fn apply(&mut self, program: &Program, at: usize, prefix: &str) -> String {
        let Instr::Apply { map, args, dtype } = program.instrs[at] else { return String::new() };
        let integer = dtype != DType::F32 && map.on_integers() && map.takes() != Takes::Bools;
        let number = if integer { DType::I64 } else { DType::F32 };
        let operands: Vec<String> = args[..map.arity()]
            .iter()
            .enumerate()
            .map(|(position, reg)| {
                let wanted = match map.takes() {
                    Takes::Bools => DType::Bool,
                    Takes::Choice if position == 0 => DType::Bool,
                    Takes::Choice | Takes::Numbers | Takes::Whole => number,
                };
                cast(&format!("{prefix}r{reg}"), program.instrs[usize::from(*reg)].dtype(), wanted)
            })
            .collect();
        let call = format!("{}({})", self.function(map, integer), operands.join(", "));
        let made = if map.returns_bool() || map.takes() == Takes::Bools { DType::Bool } else { number };
        cast(&call, made, map.result(dtype))
    }

    /// Declares `fn {name}({value}, {index}) -> element` around an epilogue: what is stored for a value at hand. Without
    /// a program the value itself is stored. Returns the element's type.
    pub(crate) fn epilogue(
        &mut self,
        name: &str,
        given: DType,
        rank: usize,
        program: Option<&Program>,
    ) -> &'static str {
        let Some(program) = program else {
            let (ty, element) = (register(given), stored(given));
            self.push(&format!(
                "fn {name}(value: {ty}, i: u32) -> {element} {{ return {}; }}",
                crate::shader::store("value", given)
            ));
            return element;
        };
        let site = Site { program, prefix: "e_", given: Some(("value", given)), indices: &[("i", rank)] };
        let emitted = self.program(&site);
        let dtype = program.output_dtype(0);
        let (ty, element) = (register(given), stored(dtype));
        let result = crate::shader::store(&emitted.outputs[0], dtype);
        self.push(&format!(
            "fn {name}(value: {ty}, i: u32) -> {element} {{\n{}    return {result};\n}}",
            emitted.lines
        ));
        element
    }
}
