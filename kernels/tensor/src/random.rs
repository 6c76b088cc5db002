//! PyTorch's CPU random numbers: Mersenne Twister 19937 (Matsumoto and Nishimura, 1998) and PyTorch's ways of turning its
//! words into uniforms, normals, integers and orders. The same seed gives the same numbers on every device.

use crate::device::Device;
use crate::error::{Error, Result};
use crate::graph::check_size;
use crate::tensor::Tensor;
use std::cell::RefCell;

mod fill;
mod normal;
mod state;

pub use fill::{bernoulli_of, multinomial, normal};
pub use state::STATE_BYTES;

const N: usize = 624;
const M: usize = 397;

/// The generator with the normal that it has in store.
#[derive(Clone)]
pub struct Generator {
    state: [u32; N],
    next: usize,
    seed: u64,
    /// Whether nothing was drawn yet.
    fresh: bool,
    /// Second result of the last Box-Muller step in double precision.
    stored: Option<f64>,
}

impl Generator {
    /// Starts from a seed, of which the lower 32 bits count.
    pub fn new(seed: u64) -> Self {
        let mut state = [0u32; N];
        state[0] = seed as u32;
        for i in 1..N {
            let before = state[i - 1];
            state[i] = 1_812_433_253u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(i as u32);
        }
        Self { state, next: N, seed, fresh: true, stored: None }
    }

    fn refill(&mut self) {
        for i in 0..N {
            let y = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % N] & 0x7fff_ffff);
            let twist = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + M) % N] ^ (y >> 1) ^ twist;
        }
        self.next = 0;
    }

    /// The next 32 bits.
    pub fn word(&mut self) -> u32 {
        if self.next >= N {
            self.refill();
            self.fresh = false;
        }
        let mut y = self.state[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    /// The next 64 bits, the first word on top.
    pub fn word64(&mut self) -> u64 {
        let high = u64::from(self.word());
        (high << 32) | u64::from(self.word())
    }

    /// Uniform in [0, 1) with 24 bits.
    pub fn uniform(&mut self) -> f32 {
        (self.word() & 0x00ff_ffff) as f32 * (1.0 / 16_777_216.0)
    }

    /// Uniform in [0, 1) with 53 bits.
    pub fn uniform64(&mut self) -> f64 {
        (self.word64() & ((1 << 53) - 1)) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Standard normal in double precision, two per Box-Muller step.
    pub fn normal64(&mut self) -> f64 {
        if let Some(z) = self.stored.take() {
            return z;
        }
        let u1 = self.uniform64();
        let u2 = self.uniform64();
        let r = (-2.0 * (-u2).ln_1p()).sqrt();
        let theta = 2.0 * std::f64::consts::PI * u1;
        self.stored = Some(r * theta.sin());
        r * theta.cos()
    }

    /// Fills with normals one by one, in double precision.
    pub fn fill_normal_singly(&mut self, out: &mut [f32], mean: f64, std: f64) {
        for x in out {
            *x = (self.normal64() * std + mean) as f32;
        }
    }

    /// A whole number below `range`, by the rest of a division as PyTorch does it.
    pub fn below(&mut self, range: u64) -> u64 {
        let word = if range >= 1 << 28 { self.word64() } else { u64::from(self.word()) };
        word % range
    }

    /// Fills with normals as PyTorch does: blocks of 16 in single precision, or one by one below 16.
    pub fn fill_normal(&mut self, out: &mut [f32], mean: f64, std: f64) {
        if out.len() < 16 {
            return self.fill_normal_singly(out, mean, std);
        }
        for x in out.iter_mut() {
            *x = self.uniform();
        }
        let n = out.len();
        for block in 0..n / 16 {
            normal::box_muller(&mut out[block * 16..][..16], mean as f32, std as f32);
        }
        if !n.is_multiple_of(16) {
            // The last 16 are drawn again, so that they form a whole block.
            let last = &mut out[n - 16..];
            for x in last.iter_mut() {
                *x = self.uniform();
            }
            normal::box_muller(last, mean as f32, std as f32);
        }
    }
}

thread_local! {
    /// PyTorch's seed before anybody sets one is random; a page that shows the same numbers to everybody is kinder.
    static GENERATOR: RefCell<Generator> = RefCell::new(Generator::new(67_280_421_310_721));
}

/// Starts the thread's generator anew.
pub fn manual_seed(seed: u64) {
    GENERATOR.with_borrow_mut(|g| *g = Generator::new(seed));
}

/// The seed last set.
pub fn seed() -> u64 {
    GENERATOR.with_borrow(|g| g.seed)
}

/// Lends the thread's generator.
pub fn with<T>(f: impl FnOnce(&mut Generator) -> T) -> T {
    GENERATOR.with_borrow_mut(f)
}

/// Draws from `generator` instead of the thread's for as long as `f` runs.
pub fn lend<T>(generator: &mut Generator, f: impl FnOnce() -> T) -> T {
    with(|own| std::mem::swap(own, generator));
    let result = f();
    with(|own| std::mem::swap(own, generator));
    result
}

/// 1 with probability `p`, else 0.
pub fn bernoulli(shape: &[usize], p: f64, device: Device) -> Result<Tensor> {
    if !(0.0..=1.0).contains(&p) {
        return Err(Error::Autograd(format!("bernoulli_ expects p to be in [0, 1], but got p={p}")));
    }
    let n = check_size("bernoulli", device, shape)?;
    let values: Vec<f32> = with(|g| (0..n).map(|_| f32::from(u8::from(g.uniform64() < p))).collect());
    Tensor::from_f32(&values, shape, device)
}

impl Tensor {
    /// Uniform in [0, 1).
    pub fn rand(shape: &[usize], device: Device) -> Result<Tensor> {
        let n = check_size("rand", device, shape)?;
        let values: Vec<f32> = with(|g| (0..n).map(|_| g.uniform()).collect());
        Tensor::from_f32(&values, shape, device)
    }

    /// Normal with mean 0 and deviation 1.
    pub fn randn(shape: &[usize], device: Device) -> Result<Tensor> {
        let n = check_size("randn", device, shape)?;
        let mut values = vec![0.0; n];
        with(|g| g.fill_normal(&mut values, 0.0, 1.0));
        Tensor::from_f32(&values, shape, device)
    }

    /// Whole numbers in `low..high`.
    pub fn randint(low: i64, high: i64, shape: &[usize], device: Device) -> Result<Tensor> {
        if low >= high {
            let text = format!("random_ expects 'from' to be less than 'to', but got from={low} >= to={high}");
            return Err(Error::Autograd(text));
        }
        let n = check_size("randint", device, shape)?;
        let range = (high - low) as u64;
        let values: Vec<i64> = with(|g| (0..n).map(|_| g.below(range) as i64 + low).collect());
        Tensor::from_i64(&values, shape, device)
    }

    /// `0..n` in a random order.
    pub fn randperm(n: usize, device: Device) -> Result<Tensor> {
        check_size("randperm", device, &[n])?;
        let mut values: Vec<i64> = (0..n as i64).collect();
        with(|g| {
            for i in 0..n.saturating_sub(1) {
                let z = g.word() as usize % (n - i);
                values.swap(i, i + z);
            }
        });
        Tensor::from_i64(&values, &[n], device)
    }
}
