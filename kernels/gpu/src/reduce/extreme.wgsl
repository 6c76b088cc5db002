// NaN wins, as in the scalar reference.
alias Acc = Value;
fn start() -> Acc { return first(); }
fn combine(a: Acc, b: Acc) -> Acc {
    if (nan(a)) { return a; }
    if (nan(b)) { return b; }
    return select(b, a, beats(a, b));
}
