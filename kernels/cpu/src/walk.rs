//! Walking several strided views over one index space.

use tensor::Dims;

/// Calls `f` with the positions of every view, for each index of `shape` in order.
pub fn each<const N: usize>(shape: &[usize], strides: [&[usize]; N], mut f: impl FnMut([usize; N])) {
    let rank = shape.len();
    if shape.contains(&0) {
        return;
    }
    let mut index: Dims = Dims::from_elem(0, rank);
    let mut at = [0usize; N];
    loop {
        f(at);
        let mut d = rank;
        loop {
            if d == 0 {
                return;
            }
            d -= 1;
            index[d] += 1;
            for (a, s) in at.iter_mut().zip(strides) {
                *a += s[d];
            }
            if index[d] < shape[d] {
                break;
            }
            for (a, s) in at.iter_mut().zip(strides) {
                *a -= s[d] * shape[d];
            }
            index[d] = 0;
        }
    }
}

/// Position that a view with these strides has for the `n`-th index of `shape`.
pub fn position(shape: &[usize], strides: &[usize], mut n: usize) -> usize {
    let mut at = 0;
    for d in (0..shape.len()).rev() {
        at += n % shape[d] * strides[d];
        n /= shape[d];
    }
    at
}
