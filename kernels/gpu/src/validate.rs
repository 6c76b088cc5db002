//! Every composed shader passes naga, without a GPU: all instructions on all dtypes, all ways of all kernels.

use crate::copy::CopyKey;
use crate::fused::map::MapKey;
use crate::gather::GatherKey;
use crate::kernel::Key;
use crate::reduce::{From, ReduceKey, To, Way};
use crate::scatter::ScatterKey;
use crate::softmax::SoftmaxKey;
use naga::valid::{Capabilities, ValidationFlags, Validator};
use std::rc::Rc;
use tensor::DType;
use tensor::backend::Reduction;
use tensor::map::{Map, Takes};
use tensor::program::{Instr, Program};

const DTYPES: [DType; 4] = [DType::F32, DType::I64, DType::I32, DType::Bool];

/// The shader parses, is valid with WebGPU's plain capabilities, and binds what its layout says.
#[track_caller]
pub(crate) fn check(key: &Key) {
    let source = key.source();
    let module = match naga::front::wgsl::parse_str(&source.text) {
        Ok(module) => module,
        Err(e) => panic!("{key:?}\n{}", e.emit_to_string(&source.text)),
    };
    let mut validator = Validator::new(ValidationFlags::all(), Capabilities::empty());
    if let Err(e) = validator.validate(&module) {
        panic!("{key:?}\n{}", e.emit_to_string(&source.text));
    }
    let bound = module.global_variables.iter().filter(|(_, v)| v.binding.is_some()).count();
    assert_eq!(bound, usize::from(source.shape.buffers) + 1, "{key:?}");
    dump(key, &source.text);
}

/// With `SHADER_DUMP` set to a folder, writes shaders there, for browsers' compilers to look at.
fn dump(key: &Key, text: &str) {
    use std::hash::{Hash, Hasher};
    let Some(folder) = std::env::var_os("SHADER_DUMP") else { return };
    let mut hasher = std::hash::DefaultHasher::new();
    key.hash(&mut hasher);
    let path = std::path::Path::new(&folder).join(format!("{}-{:016x}.wgsl", key.name(), hasher.finish()));
    std::fs::write(path, text).expect("the folder for shaders is writable");
}

/// `map` over inputs of `dtype`, one of them a param.
fn program(map: Map, dtype: DType) -> Program {
    let mut instrs = Vec::new();
    for input in 0..map.arity() as u8 {
        let dtype = if map.takes() == Takes::Choice && input == 0 { DType::Bool } else { dtype };
        instrs.push(Instr::Load { input, dtype });
    }
    instrs.push(Instr::Param { slot: 0, dtype });
    let mut args = [0, 1, 2];
    args[map.arity() - 1] = map.arity() as u8;
    instrs.push(Instr::Apply { map, args, dtype });
    Program { outputs: vec![instrs.len() as u8 - 1], inputs: map.arity(), instrs }
}

/// Adds its second input to a value at hand.
fn epilogue(dtype: DType) -> Rc<Program> {
    let load = |input| Instr::Load { input, dtype };
    let add = Instr::Apply { map: Map::Add, args: [0, 1, 0], dtype };
    let to = if dtype == DType::F32 { DType::I64 } else { DType::F32 };
    let cast = Instr::Cast { arg: 2, from: dtype, to };
    Rc::new(Program { instrs: vec![load(0), load(1), add, cast], outputs: vec![3], inputs: 2 })
}

#[test]
fn every_instruction_on_every_dtype() {
    for &map in Map::ALL {
        for dtype in DTYPES {
            let exists = match map.takes() {
                Takes::Bools => dtype == DType::Bool,
                Takes::Whole => matches!(dtype, DType::I32 | DType::I64),
                Takes::Numbers | Takes::Choice => dtype == DType::F32 || map.on_integers(),
            };
            if exists {
                check(&Key::Map(MapKey { program: Rc::new(program(map, dtype)), rank: 2 }));
            }
        }
    }
}

#[test]
fn every_cast() {
    for from in DType::ALL {
        for to in DType::ALL {
            let instrs = vec![Instr::Load { input: 0, dtype: from }, Instr::Cast { arg: 0, from, to }];
            let program = Rc::new(Program { instrs, outputs: vec![1, 0], inputs: 1 });
            check(&Key::Map(MapKey { program, rank: 1 }));
        }
    }
}

#[test]
fn every_rank() {
    for rank in 0..7 {
        check(&Key::Map(MapKey { program: Rc::new(program(Map::Where, DType::F32)), rank }));
        check(&Key::Gather(GatherKey { rank }));
        check(&Key::Copy(CopyKey { rank }));
        for add in [None, Some(DType::F32), Some(DType::I64)] {
            check(&Key::Scatter(ScatterKey { rank, add }));
        }
        for side in [1, 8, 16] {
            for log in [false, true] {
                check(&Key::Softmax(SoftmaxKey { log, rank, side }));
            }
        }
    }
}

#[test]
fn a_program_without_inputs() {
    let program =
        Rc::new(Program { instrs: vec![Instr::Param { slot: 0, dtype: DType::F32 }], outputs: vec![0], inputs: 0 });
    check(&Key::Map(MapKey { program, rank: 1 }));
}

#[test]
fn every_reduction() {
    let ops = [Reduction::Sum, Reduction::Max, Reduction::Min, Reduction::ArgMax, Reduction::ArgMin];
    for op in ops {
        for dtype in [DType::F32, DType::I64] {
            let given = if matches!(op, Reduction::ArgMax | Reduction::ArgMin) { DType::I64 } else { dtype };
            for way in [Way::Thread, Way::Group { side: 8 }, Way::Group { side: 16 }] {
                let views = From::Views { program: Rc::new(program(Map::Square, dtype)), kept: 2, reduced: 1 };
                for from in [views, From::Parts] {
                    let plain = To::Output { epilogue: None, rank: 0 };
                    let full = To::Output { epilogue: Some(epilogue(given)), rank: 2 };
                    for to in [plain, full, To::Parts] {
                        check(&Key::Reduce(ReduceKey { op, dtype, way, from: from.clone(), to }));
                    }
                }
            }
        }
    }
}
