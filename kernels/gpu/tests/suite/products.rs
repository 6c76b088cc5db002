//! Matrix products of every sort: square, odd, skinny, long, batched, transposed, with epilogues and without elements.

use crate::support::{Watched, check, random, with_gpu, with_gpu_as_it_is};
use tensor::{Device, Result, Tensor};

/// `a @ b` of these shapes, plain and with the last two dimensions of either lying the other way.
fn product(a: &[usize], b: &[usize]) {
    let all = |_: Watched| {
        for (turn_a, turn_b) in [(false, false), (true, false), (false, true), (true, true)] {
            check(1e-4, |device| turned(a, turn_a, 1, device)?.matmul(&turned(b, turn_b, 2, device)?));
        }
    };
    with_gpu(all);
    with_gpu_as_it_is(all);
}

fn turned(shape: &[usize], turn: bool, seed: u32, device: Device) -> Result<Tensor> {
    if !turn || shape.len() < 2 {
        return random(shape, seed, device);
    }
    let mut stored = shape.to_vec();
    let n = stored.len();
    stored.swap(n - 2, n - 1);
    random(&stored, seed, device)?.transpose(-1, -2)
}

#[test]
fn large_tiles() {
    product(&[520, 9], &[9, 530]);
}

#[test]
fn small_tiles() {
    product(&[64, 100], &[100, 70]);
    product(&[33, 17], &[17, 65]);
}

#[test]
fn tiles_with_k_in_parts() {
    product(&[40, 1000], &[1000, 40]);
}

#[test]
fn skinny() {
    product(&[100, 10], &[10, 1]);
    product(&[10, 100], &[100, 1]);
    product(&[1, 3000], &[3000, 300]);
    product(&[5, 5000], &[5000, 7]);
}

#[test]
fn vectors() {
    product(&[600], &[600]);
    product(&[70, 400], &[400]);
    product(&[400], &[400, 70]);
}

#[test]
fn batches_broadcast() {
    product(&[3, 40, 20], &[3, 20, 50]);
    product(&[2, 1, 5, 6], &[4, 6, 3]);
    product(&[7, 40, 20], &[20, 50]);
}

#[test]
fn without_elements() {
    product(&[3, 0], &[0, 4]);
    product(&[0, 3], &[3, 4]);
}

#[test]
fn a_bias_and_an_activation_are_fused() {
    with_gpu(|_| {
        for [m, k, n] in [[33, 40, 65], [10, 8, 3], [40, 2000, 40], [4, 3000, 4]] {
            check(1e-4, |device| {
                let product = random(&[m, k], 1, device)?.matmul(&random(&[k, n], 2, device)?)?;
                product.add(&random(&[n], 3, device)?)?.tanh()?.add(&random(&[m, 1], 4, device)?)
            });
        }
    });
}
