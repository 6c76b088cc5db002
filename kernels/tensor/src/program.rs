//! A fused elementwise program: straight-line code over registers that a backend runs once per element.

use crate::dtype::DType;
use crate::map::Map;

/// Index of a register; register `i` holds the result of instruction `i`.
pub type Reg = u8;

/// Most storage buffers that one kernel touches: what WebGPU guarantees.
pub const MAX_BUFFERS: usize = 8;
/// Most instructions in one program.
pub const MAX_INSTRS: usize = 48;

/// One step.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Instr {
    /// The element of input `input`, unpacked if the dtype is packed.
    Load {
        /// Which of the kernel's inputs.
        input: u8,
        /// Its dtype.
        dtype: DType,
    },
    /// A number that is the same for all elements and not part of the program's identity.
    Param {
        /// Which of the kernel's params (words).
        slot: u8,
        /// How to read the word.
        dtype: DType,
    },
    /// An elementwise instruction.
    Apply {
        /// Which.
        map: Map,
        /// Operands, as many as the instruction takes.
        args: [Reg; 3],
        /// Dtype of the operands (for `Where`, of the last two). `Bool` under an instruction on numbers means 0 and 1.
        dtype: DType,
    },
    /// Conversion: to `Bool` is "not zero", to whole numbers cuts towards zero. A narrow dtype's register holds a value
    /// word of its [`DType::compute`], rounded or wrapped to what the dtype can hold.
    Cast {
        /// Operand.
        arg: Reg,
        /// Its dtype.
        from: DType,
        /// The result's dtype.
        to: DType,
    },
}

impl Instr {
    /// Whether register `r` is an operand.
    pub fn reads(self, r: usize) -> bool {
        match self {
            Self::Load { .. } | Self::Param { .. } => false,
            Self::Apply { map, args, .. } => args[..map.arity()].iter().any(|a| usize::from(*a) == r),
            Self::Cast { arg, .. } => usize::from(arg) == r,
        }
    }

    /// Dtype of the result.
    pub fn dtype(self) -> DType {
        match self {
            Self::Load { dtype, .. } | Self::Param { dtype, .. } => dtype,
            Self::Apply { map, dtype, .. } => map.result(dtype),
            Self::Cast { to, .. } => to,
        }
    }
}

/// Code and results. Two kernels with equal programs can share compiled code, whatever their shapes and params.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Program {
    /// In order; operands come before their users.
    pub instrs: Vec<Instr>,
    /// Registers that are stored, one per output buffer.
    pub outputs: Vec<Reg>,
    /// Number of inputs loaded.
    pub inputs: usize,
}

impl Program {
    /// The program that copies input 0.
    pub fn copy(dtype: DType) -> Self {
        Self { instrs: vec![Instr::Load { input: 0, dtype }], outputs: vec![0], inputs: 1 }
    }

    /// Whether it only copies input 0.
    pub fn is_copy(&self) -> bool {
        matches!(self.instrs[..], [Instr::Load { input: 0, .. }]) && self.outputs[..] == [0]
    }

    /// Dtype of an input, by its first use.
    pub fn input_dtype(&self, wanted: usize) -> DType {
        let mut loads = self.instrs.iter().filter_map(|i| match i {
            Instr::Load { input, dtype } if usize::from(*input) == wanted => Some(*dtype),
            _ => None,
        });
        loads.next().unwrap_or(DType::F32)
    }

    /// Makes one instruction of each product whose only use is a sum: an interpreter of tiles then moves two operands and
    /// a result less. Registers are numbered anew.
    pub(crate) fn contract(&mut self) {
        let mut uses = [0u8; MAX_INSTRS];
        for instr in &self.instrs {
            match *instr {
                Instr::Apply { map, args, .. } => args[..map.arity()].iter().for_each(|&a| uses[a as usize] += 1),
                Instr::Cast { arg, .. } => uses[arg as usize] += 1,
                Instr::Load { .. } | Instr::Param { .. } => {}
            }
        }
        self.outputs.iter().for_each(|&o| uses[o as usize] += 1);
        let mut gone = [false; MAX_INSTRS];
        for r in 0..self.instrs.len() {
            let Instr::Apply { map: Map::Add, args, dtype: DType::F32 } = self.instrs[r] else { continue };
            for (product, rest) in [(args[0], args[1]), (args[1], args[0])] {
                if let Instr::Apply { map: Map::Mul, args: [a, b, _], dtype: DType::F32 } =
                    self.instrs[product as usize]
                    && uses[product as usize] == 1
                {
                    self.instrs[r] = Instr::Apply { map: Map::MulAdd, args: [a, b, rest], dtype: DType::F32 };
                    gone[product as usize] = true;
                    break;
                }
            }
        }
        let mut at = [0; MAX_INSTRS];
        let (mut kept, mut next) = (Vec::with_capacity(self.instrs.len()), 0);
        for (r, instr) in self.instrs.iter().enumerate().filter(|(r, _)| !gone[*r]) {
            (at[r], next) = (next, next + 1);
            kept.push(match *instr {
                Instr::Apply { map, args, dtype } => Instr::Apply { map, args: args.map(|a| at[a as usize]), dtype },
                Instr::Cast { arg, from, to } => Instr::Cast { arg: at[arg as usize], from, to },
                other => other,
            });
        }
        self.instrs = kept;
        self.outputs.iter_mut().for_each(|o| *o = at[*o as usize]);
    }

    /// Dtype of an output.
    pub fn output_dtype(&self, output: usize) -> DType {
        self.instrs[self.outputs[output] as usize].dtype()
    }

    /// Key for caches of compiled code. Programs with equal keys must still be compared.
    pub fn key(&self) -> u64 {
        use std::hash::{Hash, Hasher};
        let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
        self.hash(&mut hasher);
        hasher.finish()
    }
}

/// FNV-1a: small, and the same on every platform.
struct Fnv(u64);

impl std::hash::Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
