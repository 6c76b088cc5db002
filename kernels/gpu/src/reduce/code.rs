//! The shader of a reduction: how values are found, combined and stored, around one of two loops.

use super::{From, ReduceKey, To, Way};
use crate::fused::Site;
use crate::shader::{Shader, Source, cast, register, stored};
use tensor::DType;
use tensor::backend::Reduction;

const HEAD: &str = "\
struct Head { width: u32, jobs: u32, elements: u32, splits: u32, chunk: u32, row: u32, step: u32, identity: u32 }
";

impl ReduceKey {
    fn positions(&self) -> bool {
        matches!(self.op, Reduction::ArgMax | Reduction::ArgMin)
    }

    /// The shader.
    pub(crate) fn source(&self) -> Source {
        let mut shader = Shader::default();
        shader.push(HEAD);
        self.values(&mut shader);
        self.accumulator(&mut shader);
        self.item(&mut shader);
        self.finish(&mut shader);
        match self.way {
            Way::Thread => shader.push(include_str!("thread.wgsl")),
            Way::Group { side } => {
                shader.push(&format!("const SIDE = {side}u;\nconst THREADS = {}u;", side * side));
                shader.push(include_str!("group.wgsl"));
            }
        }
        shader.finish(8)
    }

    /// `better(a, b)`: whether `a` stays when `b` comes.
    fn values(&self, shader: &mut Shader) {
        let ty = register(self.dtype);
        let sign = if matches!(self.op, Reduction::Max | Reduction::ArgMax) { ">" } else { "<" };
        shader.push(&format!("alias Value = {ty};"));
        let nan = if self.dtype == DType::F32 { "is_nan_(x)" } else { "false" };
        shader.push(&format!("fn nan(x: Value) -> bool {{ return {nan}; }}"));
        shader.push(&format!("fn beats(a: Value, b: Value) -> bool {{ return a {sign} b; }}"));
    }

    fn accumulator(&self, shader: &mut Shader) {
        let ty = register(self.dtype);
        shader.push(match self.op {
            Reduction::Sum => include_str!("sum.wgsl"),
            Reduction::Max | Reduction::Min => include_str!("extreme.wgsl"),
            Reduction::ArgMax | Reduction::ArgMin => include_str!("position.wgsl"),
        });
        shader.push(&format!("fn first() -> Value {{ return bitcast<{ty}>(u.head.identity); }}"));
    }

    /// `item(i, j)`: value `j` of result `i`.
    fn item(&self, shader: &mut Shader) {
        let ty = register(self.dtype);
        let wrap = |value: &str| if self.positions() { format!("Acc({value}, j)") } else { value.to_string() };
        match &self.from {
            From::Views { program, kept, reduced } => {
                let site = Site { program, prefix: "", given: None, indices: &[("i", *kept), ("j", *reduced)] };
                let emitted = shader.program(&site);
                let value = cast(&emitted.outputs[0], program.output_dtype(0), self.dtype);
                let value = wrap(&value);
                shader.push(&format!("fn item(i: u32, j: u32) -> Acc {{\n{}    return {value};\n}}", emitted.lines));
            }
            From::Parts => {
                shader.read("parts", "u32");
                let at = "let at = i * u.head.row + j * u.head.step;";
                let value = if self.positions() {
                    format!("Acc(bitcast<{ty}>(parts[2u * at]), parts[2u * at + 1u])")
                } else {
                    format!("bitcast<{ty}>(parts[at])")
                };
                shader.push(&format!("fn item(i: u32, j: u32) -> Acc {{\n    {at}\n    return {value};\n}}"));
            }
        }
    }

    /// `finish(job, acc)`: what happens to a result, or to a part of one.
    fn finish(&self, shader: &mut Shader) {
        match &self.to {
            To::Parts => {
                shader.write("out", "u32");
                shader.push(if self.positions() {
                    "fn finish(job: u32, acc: Acc) { out[2u * job] = bitcast<u32>(acc.value); out[2u * job + 1u] = acc.at; }"
                } else {
                    "fn finish(job: u32, acc: Acc) { out[job] = bitcast<u32>(acc); }"
                });
            }
            To::Output { epilogue, rank } => {
                let (given, value) = if self.positions() { (DType::I64, "i32(acc.at)") } else { (self.dtype, "acc") };
                let element = shader.epilogue("epilogue", given, *rank, epilogue.as_deref());
                debug_assert!(epilogue.is_some() || element == stored(given));
                shader.write("out", element);
                shader.push(&format!("fn finish(job: u32, acc: Acc) {{ out[job] = epilogue({value}, job); }}"));
            }
        }
    }
}
