// Narrow dtypes, bit by bit: WGSL's own conversions may round either way and flush what is small.

// Lane `at` of a word of two, of four.
fn lane16_(word: u32, at: u32) -> u32 { return (word >> ((at & 1u) * 16u)) & 0xffffu; }
fn lane8_(word: u32, at: u32) -> u32 { return (word >> ((at & 3u) * 8u)) & 0xffu; }

// The low bits with their sign.
fn to_i8_(x: i32) -> i32 { return (x << 24u) >> 24u; }
fn to_i16_(x: i32) -> i32 { return (x << 16u) >> 16u; }

fn to_half_(x: f32) -> u32 {
    let bits = bitcast<u32>(x);
    let sign = (bits >> 16u) & 0x8000u;
    let magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) { return sign | 0x7e00u; }
    if (magnitude >= 0x477ff000u) { return sign | 0x7c00u; }
    if (magnitude < 0x33000000u) { return sign; }
    if (magnitude < 0x38800000u) {
        // Below 2^-14: a multiple of 2^-24, the mantissa moved into its place and rounded.
        let shift = 126u - (magnitude >> 23u);
        let mantissa = (magnitude & 0x7fffffu) | 0x800000u;
        let down = mantissa >> shift;
        let rest = mantissa & ((1u << shift) - 1u);
        let tie = 1u << (shift - 1u);
        let up = rest > tie || (rest == tie && (down & 1u) == 1u);
        return sign | (down + select(0u, 1u, up));
    }
    let even = (magnitude >> 13u) & 1u;
    return sign | ((magnitude + 0xfffu + even - 0x38000000u) >> 13u);
}

fn from_half_(half: u32) -> f32 {
    let sign = (half & 0x8000u) << 16u;
    let exponent = (half >> 10u) & 0x1fu;
    let mantissa = half & 0x3ffu;
    // A whole number times a power of two is exact.
    if (exponent == 0u) { return bitcast<f32>(sign | bitcast<u32>(f32(mantissa) * 5.9604644775390625e-8)); }
    if (exponent == 31u) { return bitcast<f32>(sign | 0x7f800000u | (mantissa << 13u)); }
    return bitcast<f32>(sign | ((exponent + 112u) << 23u) | (mantissa << 13u));
}

fn to_brain_(x: f32) -> u32 {
    let bits = bitcast<u32>(x);
    if ((bits & 0x7fffffffu) > 0x7f800000u) { return (bits >> 16u) | 0x40u; }
    return (bits + 0x7fffu + ((bits >> 16u) & 1u)) >> 16u;
}
