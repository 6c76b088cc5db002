// WGSL has no atomic addition of floats: compare and exchange until nobody came between.
fn put(cell: u32, word: u32) {
    var old = atomicLoad(&cells[cell]);
    loop {
        let sum = bitcast<u32>(bitcast<f32>(old) + bitcast<f32>(word));
        let answer = atomicCompareExchangeWeak(&cells[cell], old, sum);
        if (answer.exchanged) { break; }
        old = answer.old_value;
    }
}
