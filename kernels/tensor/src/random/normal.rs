//! The Box-Muller step in single precision, to the last bit as PyTorch takes it on processors with AVX2: logarithm, sine and
//! cosine by the polynomials of Moshier's Cephes library, with fused multiplications and additions in the places where its
//! compiler puts them.

/// `a b + c`, rounded once. The product is exact in double precision.
pub(super) fn fused(a: f32, b: f32, c: f32) -> f32 {
    (f64::from(a) * f64::from(b) + f64::from(c)) as f32
}

/// Natural logarithm of a positive normal number.
fn log(x: f32) -> f32 {
    let bits = x.to_bits() as i32;
    let mut exponent = ((bits >> 23) - 0x7f) as f32 + 1.0;
    let mut x = f32::from_bits(((bits & !0x7f80_0000) | 0x3f00_0000) as u32);
    if x < std::f32::consts::FRAC_1_SQRT_2 {
        exponent -= 1.0;
        x = (x - 1.0) + x;
    } else {
        x -= 1.0;
    }
    const P: [f32; 8] = [
        -1.151_461e-1,
        1.167_699_9e-1,
        -1.242_014_1e-1,
        1.424_932_3e-1,
        -1.666_805_8e-1,
        2.000_071_5e-1,
        -2.499_999_4e-1,
        3.333_333e-1,
    ];
    let z = x * x;
    let y = P.iter().fold(7.037_683_6e-2f32, |y, &p| fused(y, x, p)) * x * z;
    let y = fused(-z, 0.5, fused(exponent, -2.121_944_4e-4, y));
    fused(exponent, 0.693_359_4, x + y)
}

/// Sine and cosine of an angle from 0 to 2 pi.
fn sin_cos(x: f32) -> (f32, f32) {
    // The nearest even eighth of the circle, taken off in three parts.
    let eighth = (((x * 1.273_239_5) as i32) + 1) & !1;
    let y = eighth as f32;
    let x = fused(y, -3.774_895e-8, fused(y, -2.418_756_5e-4, fused(y, -0.785_156_25, x)));
    let z = x * x;
    let even = fused(fused(2.443_315_7e-5, z, -1.388_731_6e-3), z, 4.166_664_6e-2);
    let even = fused(even * z, z, -(z * 0.5)) + 1.0;
    let odd = fused(fused(-1.951_529_6e-4, z, 8.332_161e-3), z, -1.666_665_5e-1);
    let odd = fused(odd * z, x, x);
    let (sine, cosine) = if eighth & 2 == 0 { (odd, even) } else { (even, odd) };
    let sine = if eighth & 4 != 0 { -sine } else { sine };
    let cosine = if (eighth - 2) & 4 == 0 { -cosine } else { cosine };
    (sine, cosine)
}

/// Eight pairs of uniforms to normals: element `i` and `i + 8`.
pub(super) fn box_muller(block: &mut [f32], mean: f32, std: f32) {
    for i in 0..8 {
        let radius = (-2.0 * log(1.0 - block[i])).sqrt();
        let (sine, cosine) = sin_cos(2.0 * std::f32::consts::PI * block[i + 8]);
        block[i] = fused(radius * cosine, std, mean);
        block[i + 8] = fused(radius * sine, std, mean);
    }
}
