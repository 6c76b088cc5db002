// What WGSL leaves open or imprecise, held to the scalar definition.

fn differ_(a: f32, b: f32) -> bool {
    // SPIR-V from some compilers calls NaN != NaN false.
    return is_nan_(a) || is_nan_(b) || a != b;
}

// Conversion as the CPU does it: NaN becomes 0, what is too large the largest.
fn to_int_(x: f32) -> i32 {
    if (is_nan_(x)) { return 0i; }
    if (x >= 2147483648.0) { return 2147483647i; }
    return i32(max(x, -2147483648.0));
}

// floor(a / b). A quotient may be wrong in its last bits, and 9 / 3 must not become 2.
fn floor_divide_(a: f32, b: f32) -> f32 {
    let quotient = a / b;
    let whole = round(quotient);
    if (whole * b == a) { return whole; }
    return floor(quotient);
}

fn remainder_(a: f32, b: f32) -> f32 {
    return a - floor_divide_(a, b) * b;
}

// Whole powers by multiplication: 6 to the 4th is 1296, not 1295.9999.
fn power_(x: f32, y: f32) -> f32 {
    if (is_nan_(x) || is_nan_(y) || floor(y) != y || abs(y) > 64.0) { return pow_(x, y); }
    var left = u32(abs(y));
    var factor = x;
    var result = 1.0;
    while (left > 0u) {
        if ((left & 1u) == 1u) { result *= factor; }
        factor *= factor;
        left >>= 1u;
    }
    return select(result, 1.0 / result, y < 0.0);
}

// Quadrant (modulo 4) and remainder of x by pi / 2 in three parts (Cody and Waite); polynomials by S. Moshier, Cephes.
// WGSL's own sin and cos are only good to 2^-11.
fn turn_(x: f32, quarters: f32) -> f32 {
    let n = floor(x * 0.63661977 + 0.5);
    let r = ((x - n * 1.5703125) - n * 4.837512969970703e-4) - n * 7.549790126404332e-8;
    let q = (n + quarters) - floor((n + quarters) * 0.25) * 4.0;
    let z = r * r;
    let s = ((-1.9515296e-4 * z + 8.332161e-3) * z - 1.6666655e-1) * z * r + r;
    let c = ((2.4433157e-5 * z - 1.3887316e-3) * z + 4.1666646e-2) * z * z - 0.5 * z + 1.0;
    let y = select(s, c, q == 1.0 || q == 3.0);
    return select(y, -y, q >= 2.0);
}

fn sine_(x: f32) -> f32 { return turn_(x, 0.0); }
fn cosine_(x: f32) -> f32 { return turn_(x, 1.0); }
