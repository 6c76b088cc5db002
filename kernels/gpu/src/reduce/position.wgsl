// The first of the best; NaN wins. Threads meet out of order, so positions break ties.
struct Acc { value: Value, at: u32 }
fn start() -> Acc { return Acc(first(), 0xffffffffu); }
fn combine(a: Acc, b: Acc) -> Acc {
    var stays = beats(a.value, b.value);
    if (nan(a.value) || nan(b.value)) {
        stays = nan(a.value) && (!nan(b.value) || a.at < b.at);
    } else if (a.value == b.value) {
        stays = a.at < b.at;
    }
    if (stays) { return a; }
    return b;
}
