//! NumPy's legacy generator: the numbers of `numpy.random.seed(0)` and the functions that go with it.
//!
//! MT19937 by Matsumoto and Nishimura (1998); doubles of 53 bits from two outputs; normals by Marsaglia's polar method,
//! two at a time; whole numbers by masking and trying again.

/// The state of one generator.
#[derive(Clone, Debug)]
pub(crate) struct RandomState {
    bits: Mt19937,
    /// The second normal of a pair, kept for the next call.
    spare: Option<f64>,
}

impl RandomState {
    /// A generator seeded as `RandomState(seed)`.
    pub fn new(seed: u32) -> Self {
        Self { bits: Mt19937::new(seed), spare: None }
    }

    /// Uniform in `[0, 1)`, 53 bits.
    pub fn uniform(&mut self) -> f64 {
        let (a, b) = (self.bits.next() >> 5, self.bits.next() >> 6);
        (f64::from(a) * 67_108_864.0 + f64::from(b)) / 9_007_199_254_740_992.0
    }

    /// Normal with mean 0 and deviation 1.
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let r2 = x * x + y * y;
            if r2 < 1.0 && r2 != 0.0 {
                let scale = (-2.0 * r2.ln() / r2).sqrt();
                self.spare = Some(scale * x);
                return scale * y;
            }
        }
    }

    /// Whole and uniform in `0..=most`.
    pub fn below(&mut self, most: u64) -> u64 {
        if most == 0 {
            return 0;
        }
        let mask = u64::MAX >> most.leading_zeros();
        loop {
            let value = if most <= u64::from(u32::MAX) {
                u64::from(self.bits.next()) & mask
            } else {
                (u64::from(self.bits.next()) << 32 | u64::from(self.bits.next())) & mask
            };
            if value <= most {
                return value;
            }
        }
    }

    /// An order of `0..n` in which each is as likely: Fisher and Yates from the end.
    pub fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            order.swap(i, self.below(i as u64) as usize);
        }
        order
    }
}

const N: usize = 624;
const M: usize = 397;

#[derive(Clone, Debug)]
struct Mt19937 {
    state: [u32; N],
    at: usize,
}

impl Mt19937 {
    fn new(seed: u32) -> Self {
        let mut state = [seed; N];
        for i in 1..N {
            state[i] = 1_812_433_253u32.wrapping_mul(state[i - 1] ^ state[i - 1] >> 30).wrapping_add(i as u32);
        }
        Self { state, at: N }
    }

    fn next(&mut self) -> u32 {
        if self.at == N {
            self.turn();
        }
        let mut y = self.state[self.at];
        self.at += 1;
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c_5680;
        y ^= y << 15 & 0xefc6_0000;
        y ^ y >> 18
    }

    fn turn(&mut self) {
        for i in 0..N {
            let y = self.state[i] & 0x8000_0000 | self.state[(i + 1) % N] & 0x7fff_ffff;
            self.state[i] = self.state[(i + M) % N] ^ y >> 1 ^ if y & 1 == 1 { 0x9908_b0df } else { 0 };
        }
        self.at = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numpys_numbers() {
        fn check(expected: [f64; 3], draw: fn(&mut RandomState) -> f64) {
            let mut state = RandomState::new(0);
            for value in expected {
                let drawn = draw(&mut state);
                assert!((drawn - value).abs() < 1e-8, "{drawn} is not {value}");
            }
        }
        check([0.5488135039273248, 0.7151893663724195, 0.6027633760716439], RandomState::uniform);
        check([1.764052345967664, 0.4001572083672233, 0.9787379841057392], RandomState::normal);
        check([5.0, 0.0, 3.0], |state| state.below(9) as f64);
    }

    #[test]
    fn orders_hold_everything_once() {
        assert_eq!(RandomState::new(0).order(10), [2, 8, 4, 9, 1, 6, 7, 3, 0, 5]);
    }
}
