//! Buffers: recycled while commands that name them still wait, freed with their tensors, refused when too large.

use crate::support::{numbers, random, with_gpu};
use tensor::{DType, Device, Error, Tensor};

#[test]
fn an_upload_into_a_recycled_buffer_waits_for_its_readers() {
    with_gpu(|_| {
        let mut sums = Vec::new();
        for seed in 1..20 {
            // The operand dies when its sum is recorded, and the next upload takes its place.
            let x = Tensor::from_f32(&numbers(1000, seed), &[1000], Device::WebGpu).expect("uploaded");
            let sum = x.sum(&[], false).expect("recorded");
            sum.realize().expect("recorded");
            sums.push(sum);
        }
        for (seed, sum) in (1..).zip(sums) {
            let expected: f32 = numbers(1000, seed).iter().sum();
            let found = sum.to_f32().expect("read")[0];
            assert!((found - expected).abs() < 1e-3, "{found} {expected}");
        }
    });
}

#[test]
fn buffers_go_with_their_tensors() {
    with_gpu(|_| {
        let live = || tensor::device::live(Device::WebGpu).expect("a GPU is registered");
        let before = live();
        let x = random(&[64, 64], 1, Device::WebGpu).expect("uploaded");
        let y = x.matmul(&x).and_then(|y| y.relu()).expect("recorded");
        y.to_f32().expect("read");
        assert_eq!(live(), before + 2);
        drop((x, y));
        assert_eq!(live(), before);
    });
}

#[test]
fn a_tensor_beyond_the_limit_is_an_error() {
    with_gpu(|_| {
        let side = 1 << 20;
        let found = Tensor::zeros(&[side, side], DType::F32, Device::WebGpu);
        assert!(matches!(found, Err(Error::Memory { .. })), "{found:?}");
    });
}

#[test]
fn many_large_tensors_come_and_go() {
    with_gpu(|_| {
        // 80 MB each: beyond what the pool keeps, and made under an error scope.
        for seed in 1..12 {
            let x = Tensor::full(&[20 << 20], f64::from(seed), DType::F32, Device::WebGpu).expect("made");
            let last = x.slice(0, Some(-1), None, 1).and_then(|t| t.to_f32()).expect("read");
            assert_eq!(last, [seed as f32]);
        }
    });
}
