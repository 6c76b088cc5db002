alias Acc = Value;
fn start() -> Acc { return first(); }
fn combine(a: Acc, b: Acc) -> Acc { return a + b; }
