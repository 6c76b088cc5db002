//! NumPy's modern generator, `numpy.random.default_rng`: the same numbers (normals and exponentials to 13 digits, because
//! the tables they are drawn with are computed here).
//!
//! PCG XSL RR 128/64 by O'Neill (2014), seeded by hashing; whole numbers by Lemire's multiplication (2019); normals and
//! exponentials by Marsaglia and Tsang's ziggurat (2000) of 256 layers.

use std::sync::OnceLock;

/// The state of one generator.
#[derive(Clone, Debug)]
pub(crate) struct Pcg64 {
    state: u128,
    increment: u128,
    /// The upper half of the last 64 bits, kept for the next 32.
    half: Option<u32>,
}

const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;

impl Pcg64 {
    /// A generator seeded as `default_rng` of a number, given as words of 32 bits, the lowest first.
    pub fn new(entropy: &[u32]) -> Self {
        let words = hashed(entropy);
        let long = |i: usize| u128::from(words[i]) << 64 | u128::from(words[i + 1]);
        let mut made = Self { state: 0, increment: long(2) << 1 | 1, half: None };
        made.step();
        made.state = made.state.wrapping_add(long(0));
        made.step();
        made
    }

    fn step(&mut self) {
        self.state = self.state.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
    }

    fn next(&mut self) -> u64 {
        self.step();
        ((self.state >> 64) as u64 ^ self.state as u64).rotate_right((self.state >> 122) as u32)
    }

    fn next32(&mut self) -> u32 {
        if let Some(half) = self.half.take() {
            return half;
        }
        let next = self.next();
        self.half = Some((next >> 32) as u32);
        next as u32
    }

    /// Uniform in `[0, 1)`, 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Uniform in `[0, 1)`, 24 bits.
    pub fn uniform32(&mut self) -> f32 {
        (self.next32() >> 8) as f32 / 16_777_216.0
    }

    /// Whole and uniform in `0..=most`.
    pub fn below(&mut self, most: u64) -> u64 {
        match most {
            0 => 0,
            0xffff_ffff => u64::from(self.next32()),
            u64::MAX => self.next(),
            _ if most < 0xffff_ffff => {
                let range = most + 1;
                let mut product = u64::from(self.next32()) * range;
                let threshold = (0xffff_ffff - most) % range;
                while product & 0xffff_ffff < threshold {
                    product = u64::from(self.next32()) * range;
                }
                product >> 32
            }
            _ => {
                let range = most + 1;
                let mut product = u128::from(self.next()) * u128::from(range);
                let threshold = (u64::MAX - most) % range;
                while (product as u64) < threshold {
                    product = u128::from(self.next()) * u128::from(range);
                }
                (product >> 64) as u64
            }
        }
    }

    /// Whole and uniform in `0..=most`, by masking and trying again: what shuffling draws.
    fn interval(&mut self, most: u64) -> u64 {
        let mask = u64::MAX.checked_shr(most.leading_zeros()).unwrap_or(0);
        loop {
            let drawn = if most <= 0xffff_ffff { u64::from(self.next32()) } else { self.next() } & mask;
            if drawn <= most {
                return drawn;
            }
        }
    }

    /// An order of `0..n`: Fisher and Yates from the end.
    pub fn order(&mut self, n: usize) -> Vec<i64> {
        let mut order: Vec<i64> = (0..n as i64).collect();
        for i in (1..n).rev() {
            order.swap(i, self.interval(i as u64) as usize);
        }
        order
    }

    /// The same, of what `distinct` found: with Lemire's numbers.
    fn shuffle(&mut self, items: &mut [i64], first: usize) {
        for i in (first..items.len()).rev() {
            items.swap(i, self.below(i as u64) as usize);
        }
    }

    /// `count` different numbers below `n`, in random order unless `shuffled` is false.
    pub fn distinct(&mut self, n: usize, count: usize, shuffled: bool) -> Vec<i64> {
        if n > 10_000 && count > n / if shuffled { 50 } else { 20 } {
            let mut order: Vec<i64> = (0..n as i64).collect();
            self.shuffle(&mut order, (n - count).max(1));
            return order.split_off(n - count);
        }
        // Floyd's algorithm, in Bentley (1987).
        let mut taken = std::collections::HashSet::with_capacity(count);
        let mut found = Vec::with_capacity(count);
        for last in n - count..n {
            let drawn = self.below(last as u64);
            let value = if taken.insert(drawn) { drawn } else { last as u64 };
            taken.insert(value);
            found.push(value as i64);
        }
        if shuffled {
            self.shuffle(&mut found, 1);
        }
        found
    }

    /// Normal with mean 0 and deviation 1.
    pub fn normal(&mut self) -> f64 {
        let tables = Ziggurat::normal();
        loop {
            let bits = self.next();
            let (layer, negative) = ((bits & 0xff) as usize, bits >> 8 & 1 == 1);
            let place = bits >> 9 & 0x000f_ffff_ffff_ffff;
            let x = place as f64 * tables.width[layer];
            let signed = |x: f64| if negative { -x } else { x };
            if place < tables.inside[layer] {
                return signed(x);
            }
            if layer == 0 {
                loop {
                    let tail = -(-self.uniform()).ln_1p() / NORMAL_TAIL;
                    let other = -(-self.uniform()).ln_1p();
                    if other + other > tail * tail {
                        // The sign is another bit here.
                        let x = NORMAL_TAIL + tail;
                        return if place >> 8 & 1 == 1 { -x } else { x };
                    }
                }
            }
            let (above, below) = (tables.height[layer - 1], tables.height[layer]);
            if (above - below) * self.uniform() + below < (-0.5 * x * x).exp() {
                return signed(x);
            }
        }
    }

    /// Exponential with mean 1.
    pub fn exponential(&mut self) -> f64 {
        let tables = Ziggurat::exponential();
        loop {
            let bits = self.next() >> 3;
            let (layer, place) = ((bits & 0xff) as usize, bits >> 8);
            let x = place as f64 * tables.width[layer];
            if place < tables.inside[layer] {
                return x;
            }
            if layer == 0 {
                return EXPONENTIAL_TAIL - (-self.uniform()).ln_1p();
            }
            let (above, below) = (tables.height[layer - 1], tables.height[layer]);
            if (above - below) * self.uniform() + below < (-x).exp() {
                return x;
            }
        }
    }
}

/// Four words of 64 bits from a seed: NumPy's `SeedSequence`, after O'Neill's `seed_seq_fe` (2015).
fn hashed(entropy: &[u32]) -> [u64; 4] {
    let mut constant = 0x43b0_d7e5u32;
    let mut hash = |mut value: u32| {
        value ^= constant;
        constant = constant.wrapping_mul(0x931e_8875);
        value = value.wrapping_mul(constant);
        value ^ value >> 16
    };
    let mix = |x: u32, y: u32| {
        let mixed = x.wrapping_mul(0xca01_f9dd).wrapping_sub(y.wrapping_mul(0x4973_f715));
        mixed ^ mixed >> 16
    };
    let mut pool = [0u32; 4];
    for (i, slot) in pool.iter_mut().enumerate() {
        *slot = hash(entropy.get(i).copied().unwrap_or(0));
    }
    for from in 0..4 {
        for to in (0..4).filter(|to| *to != from) {
            pool[to] = mix(pool[to], hash(pool[from]));
        }
    }
    for word in entropy.iter().skip(4) {
        for slot in &mut pool {
            *slot = mix(*slot, hash(*word));
        }
    }
    let mut constant = 0x8b51_f9ddu32;
    let mut word = |i: usize| {
        let mut value = pool[i % 4] ^ constant;
        constant = constant.wrapping_mul(0x58f3_8ded);
        value = value.wrapping_mul(constant);
        u64::from(value ^ value >> 16)
    };
    std::array::from_fn(|i| word(2 * i) | word(2 * i + 1) << 32)
}

/// Where the last layer of the normal ends, and the area of each.
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;
const NORMAL_AREA: f64 = 0.004_928_673_233_974_655;
/// The same of the exponential.
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;
const EXPONENTIAL_AREA: f64 = 0.003_949_659_822_581_557;

/// A falling curve in 256 layers of one area.
struct Ziggurat {
    /// Whole numbers below which a point is inside for sure.
    inside: [u64; 256],
    /// Width of a layer, in units of those numbers.
    width: [f64; 256],
    /// The curve at the layer's end.
    height: [f64; 256],
}

impl Ziggurat {
    fn new(tail: f64, area: f64, units: f64, curve: fn(f64) -> f64, back: fn(f64) -> f64) -> Self {
        let mut made = Self { inside: [0; 256], width: [0.0; 256], height: [1.0; 256] };
        made.width[255] = tail / units;
        made.height[255] = curve(tail);
        made.inside[0] = (tail * made.height[255] / area * units) as u64;
        made.width[0] = area / made.height[255] / units;
        let mut end = tail;
        for layer in (1..255).rev() {
            let x = back(area / end + made.height[layer + 1]);
            made.inside[layer + 1] = (x / end * units) as u64;
            made.width[layer] = x / units;
            made.height[layer] = curve(x);
            end = x;
        }
        made
    }

    fn normal() -> &'static Self {
        static TABLES: OnceLock<Ziggurat> = OnceLock::new();
        let units = (1u64 << 52) as f64;
        TABLES.get_or_init(|| {
            Self::new(NORMAL_TAIL, NORMAL_AREA, units, |x| (-0.5 * x * x).exp(), |y| (-2.0 * y.ln()).sqrt())
        })
    }

    fn exponential() -> &'static Self {
        static TABLES: OnceLock<Ziggurat> = OnceLock::new();
        let units = (1u64 << 53) as f64;
        TABLES.get_or_init(|| Self::new(EXPONENTIAL_TAIL, EXPONENTIAL_AREA, units, |x| (-x).exp(), |y| -y.ln()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<const N: usize>(expected: [f64; N], draw: fn(&mut Pcg64) -> f64) {
        let mut state = Pcg64::new(&[42]);
        for value in expected {
            let drawn = draw(&mut state);
            assert!((drawn - value).abs() <= 1e-13 * value.abs(), "{drawn} is not {value}");
        }
    }

    #[test]
    fn numpys_numbers() {
        check([0.7739560485559633, 0.4388784397520523, 0.8585979199113825], Pcg64::uniform);
        check([0.30471707975443135, -1.0399841062404955, 0.7504511958064572], Pcg64::normal);
        check([0.0, 7.0, 6.0, 4.0, 4.0], |state| state.below(9) as f64);
    }
}
