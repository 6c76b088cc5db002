//! Half precision and bfloat16 as bits: the conversions that every backend must make alike, rounding to nearest with
//! halves to even.

/// IEEE half precision nearest to a number given as f32 bits. NaN stays NaN, what is too large becomes infinite. All cases
/// are computed and one is chosen, so that compilers make vector code of loops over it.
#[inline]
pub fn to_half(bits: u32) -> u32 {
    let sign = (bits >> 16) & 0x8000;
    let magnitude = bits & 0x7fff_ffff;
    let special = if magnitude > 0x7f80_0000 { 0x7e00 } else { 0x7c00 };
    // Below 2^-14: a multiple of 2^-24. Adding 0.5, whose unit in the last place is 2^-24, rounds to one.
    let small = (f32::from_bits(magnitude) + 0.5).to_bits().wrapping_sub(0.5f32.to_bits());
    // The exponent moves from bias 127 to 15; a carry out of the rounded mantissa moves it on, as it should.
    let even = (magnitude >> 13) & 1;
    let normal = magnitude.wrapping_add(0xfff + even).wrapping_sub(112 << 23) >> 13;
    // 65520 and more round to infinity.
    let chosen = if magnitude < 0x3880_0000 { small } else { normal };
    sign | if magnitude >= 0x477f_f000 { special } else { chosen }
}

/// f32 bits of a half-precision number; exact.
#[inline]
pub fn from_half(half: u32) -> u32 {
    let sign = (half & 0x8000) << 16;
    // Exponent and mantissa in their places, as a number that is 2^112 times too small (F. Giesen).
    let placed = (half & 0x7fff) << 13;
    let scaled = (f32::from_bits(placed) * f32::from_bits((127 + 112) << 23)).to_bits();
    sign | scaled | if placed >= 0x0f80_0000 { 0x7f80_0000 } else { 0 }
}

/// The bfloat16 nearest to a number given as f32 bits.
#[inline]
pub fn to_brain(bits: u32) -> u32 {
    if bits & 0x7fff_ffff > 0x7f80_0000 {
        return (bits >> 16) | 0x40;
    }
    (bits + 0x7fff + ((bits >> 16) & 1)) >> 16
}

/// f32 bits of a bfloat16; exact.
#[inline]
pub fn from_brain(brain: u32) -> u32 {
    brain << 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_survives_the_way_there_and_back() {
        for half in 0..=0xffffu32 {
            let bits = from_half(half);
            let (exponent, mantissa) = ((half >> 10 & 0x1f) as i32, (half & 0x3ff) as f32);
            let magnitude = match exponent {
                0 => mantissa * 2f32.powi(-24),
                31 if mantissa == 0.0 => f32::INFINITY,
                31 => f32::NAN,
                e => (1024.0 + mantissa) * 2f32.powi(e - 25),
            };
            assert!(f32::from_bits(bits & 0x7fff_ffff) == magnitude || magnitude.is_nan(), "{half:04x}");
            assert_eq!(bits >> 31, half >> 15);
            if f32::from_bits(bits).is_nan() {
                assert!(f32::from_bits(from_half(to_half(bits))).is_nan());
            } else {
                assert_eq!(to_half(bits), half, "{half:04x}");
            }
        }
    }

    #[test]
    fn halves_round_to_even() {
        fn check(x: f32, expected: u32) {
            assert_eq!(to_half(x.to_bits()), expected, "{x}");
            assert_eq!(to_half((-x).to_bits()), expected | 0x8000, "-{x}");
        }
        check(0.0, 0);
        check(1.0, 0x3c00);
        check(2049.0, 0x6800);
        check(2051.0, 0x6802);
        check(65504.0, 0x7bff);
        check(65519.9, 0x7bff);
        check(65520.0, 0x7c00);
        check(f32::INFINITY, 0x7c00);
        check(5.960_464_5e-8, 1);
        check(2.980_232_2e-8, 0);
        check(2.980_232_6e-8, 1);
        check(8.940_697e-8, 2);
        check(6.103_515_6e-5, 0x400);
        check(6.1e-5, 0x3ff);
    }

    #[test]
    fn brain_floats_round_to_even() {
        fn check(bits: u32, expected: u32) {
            assert_eq!(to_brain(bits), expected, "{bits:08x}");
        }
        check(0x3f80_0000, 0x3f80);
        check(0x3f80_8000, 0x3f80);
        check(0x3f81_8000, 0x3f82);
        check(0x7f7f_ffff, 0x7f80);
        check(0x7f80_0000, 0x7f80);
        assert!(f32::from_bits(from_brain(to_brain(0x7f80_0001))).is_nan());
    }
}
