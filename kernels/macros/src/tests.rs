//! What the macro makes of kernels, and what it says about functions that are none.

use crate::{emit, parse};

fn check(source: &str, int: bool, expected: &str) {
    let function = syn::parse_str(source).expect("the test's source is Rust");
    let found = match parse::kernel(&function, int) {
        Ok(kernel) => emit::wgsl(&kernel, "t", if int { "i32" } else { "f32" }),
        Err(error) => error.to_string(),
    };
    assert!(found.contains(expected), "{found}\nlacks\n{expected}");
}

#[test]
fn kernels_become_wgsl() {
    check(
        "fn t(a: f32, b: f32) -> f32 { a + b * 0.5 }",
        false,
        "fn k_t(p_a: f32, p_b: f32) -> f32 {\n    return (p_a + (p_b * 0.5f));\n}",
    );
    check(
        "fn t(a: f32) -> f32 { let x = exp(a); let x = x * x; x }",
        false,
        "let v0_x = exp_(p_a);\n    let v1_x = (v0_x * v0_x);\n    return v1_x;",
    );
    check("fn t(a: f32) -> f32 { if a > 0.0 { a } else { -a } }", false, "select((-p_a), p_a, (p_a > 0.0f))");
    check(
        "fn t(a: f32) -> bool { !(a == 1.0 || is_nan(a)) }",
        false,
        "-> bool {\n    return (!((p_a == 1.0f) | is_nan_(p_a)));",
    );
    check("fn t(a: f32) -> f32 { max(a, 2.0) }", true, "fn k_t(p_a: i32) -> i32 {\n    return max(p_a, 2i);");
}

#[test]
fn everything_else_is_explained() {
    check("fn t(a: f32) -> f32 { let mut x = a; x }", false, "no `mut`");
    check("fn t(a: f32) -> f32 { a + 1 }", false, "write 1.0");
    check("fn t(a: f32) -> f32 { println(a) }", false, "a kernel holds only");
    check("fn t(a: f32) -> f32 { for i in 0..3 {} a }", false, "a kernel holds only");
    check("fn t(a: f64) -> f32 { a }", false, "`f32` and `bool` only");
    check("fn t(a: f32) -> f32 { b }", false, "`b` is not a parameter");
    check("fn t(a: f32) -> f32 { a > 0.0 }", false, "this is bool, but f32 is needed");
    check("fn t(a: f32) -> f32 { if a > 0.0 { a } }", false, "needs an `else`");
    check("fn t(a: f32) -> f32 { pow(a) }", false, "`pow` takes 2 value(s), here are 1");
    check("fn t<T>(a: f32) -> f32 { a }", false, "no generics");
    check("fn t(a: f32) -> f32 { exp(a) }", true, "does not exist for integers");
    check("fn t(a: f32) -> f32 { a / 2.0 }", true, "cannot divide");
    check("fn t(a: f32) { a; }", false, "returns `f32` or `bool`");
}
