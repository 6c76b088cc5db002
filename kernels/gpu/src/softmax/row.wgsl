// The largest of two, NaN first: a row with a NaN is NaN everywhere.
fn larger(a: f32, b: f32) -> f32 {
    if (is_nan_(a)) { return a; }
    if (is_nan_(b)) { return b; }
    return select(b, a, a > b);
}
