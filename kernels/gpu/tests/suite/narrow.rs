//! Narrow dtypes and products on packed whole numbers.

use crate::support::{check, numbers, random, with_gpu};
use tensor::{DType, Device, Result, Tensor};

/// Numbers at the edges of half precision: ties, the largest, the smallest, what is between them.
const EDGES: [f32; 18] = [
    0.0,
    -0.0,
    0.1,
    -0.333_333_34,
    2049.0,
    2051.0,
    65504.0,
    65519.0,
    65520.0,
    -1e6,
    6.1e-5,
    6e-8,
    3e-8,
    2.9e-8,
    1e-40,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
];

#[test]
fn every_width_rounds_and_wraps_alike() {
    with_gpu(|_| {
        for dtype in DType::ALL {
            eprintln!("{dtype}");
            check(0.0, |device| {
                Tensor::from_f32(&EDGES[..15], &[15], device)?
                    .clamp(Some((-2e9).into()), Some(2e9.into()))?
                    .to_dtype(dtype)
            });
            check(0.0, |device| {
                random(&[67, 9], 1, device)?.mul(300.0)?.to_dtype(dtype)?.transpose(0, 1)?.to_dtype(DType::F32)
            });
        }
        check(0.0, |device| Tensor::from_f32(&EDGES, &[18], device)?.to_dtype(DType::F16));
        check(0.0, |device| Tensor::from_f32(&EDGES, &[18], device)?.to_dtype(DType::BF16)?.to_dtype(DType::F32));
    });
}

/// Whole numbers from -127 to 127 as int8.
fn bytes(shape: &[usize], seed: u32, device: Device) -> Result<Tensor> {
    let values: Vec<i64> = numbers(shape.iter().product(), seed).iter().map(|x| (x * 127.0) as i64).collect();
    Tensor::from_i64(&values, shape, device)?.to_dtype(DType::I8)
}

#[test]
fn products_of_bytes_and_signs() {
    with_gpu(|_| {
        for (m, k, n) in [(1, 1, 1), (3, 7, 5), (16, 64, 16), (33, 100, 17), (70, 600, 65), (2, 4096, 3)] {
            eprintln!("{m} {k} {n}");
            check(0.0, |device| bytes(&[m, k], 1, device)?.int_matmul(&bytes(&[n, k], 2, device)?.transpose(0, 1)?));
            check(1e-6, |device| {
                let scale = random(&[n], 3, device)?.to_dtype(DType::F16)?;
                bytes(&[m, k], 1, device)?.int_matmul(&bytes(&[k, n], 2, device)?)?.mul(&scale)?.add(0.5)
            });
            check(0.0, |device| {
                let (a, b) = (random(&[m, k], 1, device)?, random(&[n, k], 2, device)?);
                a.pack_signs()?.bit_matmul(&b.pack_signs()?, k)
            });
        }
    });
}
