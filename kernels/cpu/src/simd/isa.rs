//! Instruction sets: which is there, and its vector as a [`Lane`].

use tensor::lane::Lane;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub mod simd128;

/// An instruction set. Variants exist only where they can run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Isa {
    /// 8 lanes with fused multiply-add; bits are counted by an instruction.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 4 lanes, WebAssembly.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    Simd128,
    /// One lane; the compiler may find more (SSE2, NEON).
    Scalar,
}

impl Isa {
    /// The widest that this machine has.
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("fma")
            && std::arch::is_x86_feature_detected!("popcnt")
        {
            return Self::Avx2;
        }
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        return Self::Simd128;
        #[allow(unreachable_code)]
        Self::Scalar
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => "AVX2",
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Self::Simd128 => "WebAssembly SIMD",
            Self::Scalar => "scalar",
        }
    }
}

/// Work that is written once over lanes. Everything that `run` calls must be `#[inline(always)]` and free of closures: only
/// then is it compiled with the instructions of the function that [`dispatch`] enters.
pub trait Job {
    /// Does it.
    fn run<V: Lane>(self);
}

/// Does a job with an instruction set.
pub fn dispatch<J: Job>(isa: Isa, job: J) {
    match isa {
        // SAFETY: `Isa::best` found the instructions.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => unsafe { with_avx2(job) },
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Isa::Simd128 => job.run::<simd128::V<false>>(),
        Isa::Scalar => job.run::<f32>(),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn with_avx2<J: Job>(job: J) {
    job.run::<avx2::V>();
}
