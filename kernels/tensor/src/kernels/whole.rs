//! Kernels on 32-bit whole numbers only: exact quotients, powers and bit operations. Arithmetic wraps. Written twice, in
//! Rust and in WGSL, because the kernel language has no integer division, shifts or loops.
#![allow(missing_docs)]

macro_rules! whole {
    ($($(#[$doc:meta])* $name:ident($($p:ident),+) $wgsl:literal => $body:expr;)*) => { $(
        $(#[$doc])*
        pub mod $name {
            /// Name in tables, without the `k_` it carries in WGSL.
            pub const NAME: &str = stringify!($name);
            /// WGSL source of the function `k_NAME`.
            pub const WGSL_INT: &str =
                concat!("fn k_", stringify!($name), "(", $(stringify!($p), ": i32, ",)+ ") -> i32 {\n", $wgsl, "\n}\n");
            /// The same: there is no version over f32.
            pub const WGSL: &str = WGSL_INT;
            /// The kernel.
            #[inline(always)]
            pub fn int($($p: i32),+) -> i32 {
                $body
            }
        }
    )* };
}

whole! {
    /// `a / b` cut towards zero; 0 where `b` is 0.
    whole_divide(a, b) "    if (b == 0) { return 0; }\n    if (b == -1) { return -a; }\n    return a / b;"
        => if b == 0 { 0 } else { a.wrapping_div(b) };
    /// What is left of `a` after dividing by `b`, with the sign of `a`; 0 where `b` is 0.
    whole_fmod(a, b) "    if (b == 0 || b == -1) { return 0; }\n    return a % b;"
        => if b == 0 { 0 } else { a.wrapping_rem(b) };
    /// `a / b` rounded down; 0 where `b` is 0.
    whole_floor_divide(a, b)
        "    if (b == 0) { return 0; }\n    if (b == -1) { return -a; }\n    let q = a / b;\n    let r = a - q * b;\n    return select(q, q - 1, r != 0 && ((r < 0) != (b < 0)));"
        => {
            if b == 0 {
                return 0;
            }
            let (q, r) = (a.wrapping_div(b), a.wrapping_rem(b));
            if r != 0 && (r < 0) != (b < 0) { q - 1 } else { q }
        };
    /// What is left of `a` after dividing by `b`, with the sign of `b`; 0 where `b` is 0.
    whole_remainder(a, b)
        "    if (b == 0 || b == -1) { return 0; }\n    let r = a % b;\n    return select(r, r + b, r != 0 && ((r < 0) != (b < 0)));"
        => {
            if b == 0 {
                return 0;
            }
            let r = a.wrapping_rem(b);
            if r != 0 && (r < 0) != (b < 0) { r + b } else { r }
        };
    /// `a` to the power of `b`, by squaring; below 0 what is left of `1 / a^-b` when cut.
    whole_pow(a, b)
        "    if (b < 0) {\n        if (a == 1) { return 1; }\n        if (a == -1) { return select(1, -1, (b & 1) != 0); }\n        return 0;\n    }\n    var left = b;\n    var factor = a;\n    var result = 1;\n    while (left > 0) {\n        if ((left & 1) == 1) { result *= factor; }\n        factor *= factor;\n        left >>= 1u;\n    }\n    return result;"
        => match (a, b) {
            (_, 0..) => a.wrapping_pow(b as u32),
            (1, _) => 1,
            (-1, _) => if b & 1 == 0 { 1 } else { -1 },
            _ => 0,
        };
    /// Bits that are set in both.
    bit_and(a, b) "    return a & b;" => a & b;
    /// Bits that are set in either.
    bit_or(a, b) "    return a | b;" => a | b;
    /// Bits that are set in exactly one.
    bit_xor(a, b) "    return a ^ b;" => a ^ b;
    /// The opposite bits.
    bit_not(a) "    return ~a;" => !a;
    /// `a` times 2 to the power of `b`; nothing is left beyond 31 bits.
    shift_left(a, b) "    if (b < 0 || b > 31) { return 0; }\n    return a << u32(b);"
        => if (0..32).contains(&b) { a << b } else { 0 };
    /// `a` over 2 to the power of `b`, rounded down.
    shift_right(a, b) "    if (b < 0 || b > 31) { return a >> 31u; }\n    return a >> u32(b);"
        => if (0..32).contains(&b) { a >> b } else { a >> 31 };
}
