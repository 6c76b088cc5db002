//! The course's worked example: 100 rows of 10 features, 1,000 steps of gradient descent at rate 0.01.

use crate::support::{Watched, random, with_gpu};
use tensor::{Device, Result, Tensor, no_grad};

const STEPS: usize = 1000;
const RATE: f64 = 0.01;

/// Weights, and buffers alive after the first steps and at the end.
fn train(device: Device, read_each: bool) -> Result<(Vec<f32>, [usize; 2])> {
    let x = random(&[100, 10], 1, device)?;
    let truth = random(&[10, 1], 2, device)?;
    let y = x.matmul(&truth)?.add(&random(&[100, 1], 3, device)?.mul(0.1)?)?;
    let w = Tensor::zeros(&[10, 1], tensor::DType::F32, device)?;
    w.set_requires_grad(true)?;
    let mut live = [0; 2];
    for step in 0..STEPS {
        let loss = x.matmul(&w)?.mse_loss(&y)?;
        loss.backward(None, false, false)?;
        no_grad(|| {
            let gradient = w.grad().expect("backward leaves a gradient");
            w.add_scaled_(&gradient, -RATE)
        })?;
        w.set_grad(None)?;
        if read_each {
            loss.item()?;
        }
        if step == 100 {
            w.to_f32()?;
            live[0] = tensor::device::live(device)?;
        }
    }
    let weights = w.to_f32()?;
    live[1] = tensor::device::live(device)?;
    Ok((weights, live))
}

#[track_caller]
fn check(gpu: &Watched, read_each: bool, most_submits: u64) {
    let (expected, _) = train(Device::Reference, read_each).expect("the definition trains");
    let before = gpu.submits();
    let started = std::time::Instant::now();
    let (found, live) = train(Device::WebGpu, read_each).expect("the GPU trains");
    let submits = gpu.submits() - before;
    eprintln!("{STEPS} steps: {submits} submits, {:.0} ms, {live:?} buffers", started.elapsed().as_secs_f64() * 1e3);
    for (f, e) in found.iter().zip(&expected) {
        assert!((f - e).abs() <= 1e-4, "{found:?} on the GPU, {expected:?} by definition");
    }
    assert!(live[1] <= live[0] + 4, "buffers grow: {live:?}");
    assert!(submits <= most_submits, "{submits} submits");
}

#[test]
fn a_loop_that_reads_its_loss_submits_once_a_step() {
    with_gpu(|gpu| check(&gpu, true, STEPS as u64 + 20));
}

#[test]
fn a_loop_that_reads_nothing_submits_seldom() {
    with_gpu(|gpu| check(&gpu, false, STEPS as u64 / 4));
}

#[test]
fn a_loop_that_reads_nothing_does_not_run_ahead_of_the_gpu() {
    with_gpu(|gpu| {
        let mut x = random(&[192, 192], 1, Device::WebGpu).expect("uploaded");
        let mut most = 0;
        for _ in 0..600 {
            x = x.matmul(&x).and_then(|y| y.tanh()).expect("recorded");
            x.realize().expect("recorded");
            most = most.max(gpu.under_way());
        }
        assert!((1..=2).contains(&most), "{most} submissions under way");
    });
}
