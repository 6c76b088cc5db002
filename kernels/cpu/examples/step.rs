//! Time of one training step of the course's first regression (100 rows, 10 features) and of some products:
//! `cargo run --release -p cpu --example step`.

use std::time::Instant;
use tensor::{DType, Device, Result, Tensor, no_grad};

fn main() -> Result<()> {
    cpu::register();
    println!("{}", tensor::device::describe(Device::Cpu)?);
    regression()?;
    [64, 256, 512].into_iter().try_for_each(product)
}

fn regression() -> Result<()> {
    let device = Device::Cpu;
    let x = Tensor::randn(&[100, 10], device)?;
    let y = x.matmul(&Tensor::randn(&[10, 1], device)?)?.add(3.0)?;
    let w = Tensor::zeros(&[10, 1], DType::F32, device)?;
    let b = Tensor::zeros(&[1], DType::F32, device)?;
    w.set_requires_grad(true)?;
    b.set_requires_grad(true)?;
    let step = || -> Result<f64> {
        let loss = x.matmul(&w)?.add(&b)?.sub(&y)?.pow(2.0)?.mean(&[], false)?;
        loss.backward(None, false, false)?;
        no_grad(|| {
            for p in [&w, &b] {
                let g = p.grad().expect("backward has filled it");
                p.sub_(&g.mul(0.01)?)?;
                p.set_grad(None)?;
            }
            loss.item().map(|l| l.to_f64())
        })
    };
    let first = step()?;
    let mut last = first;
    let mut times = Vec::new();
    for _ in 0..101 {
        let start = Instant::now();
        for _ in 0..200 {
            last = step()?;
        }
        times.push(start.elapsed().as_secs_f64() * 1e6 / 200.0);
    }
    times.sort_by(f64::total_cmp);
    let (median, best, live) = (times[times.len() / 2], times[0], tensor::device::live(device)?);
    println!(
        "regression step: median {median:.1} us, best {best:.1} us, loss {first:.4} to {last:.2e}, {live} buffers"
    );
    Ok(())
}

fn product(n: usize) -> Result<()> {
    let (a, b) = (Tensor::randn(&[n, n], Device::Cpu)?, Tensor::randn(&[n, n], Device::Cpu)?);
    let mut best = f64::INFINITY;
    for _ in 0..10 {
        let start = Instant::now();
        a.matmul(&b)?.realize()?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("matmul {n}: {:.1} GFLOP/s", 2.0 * (n as f64).powi(3) / best * 1e-9);
    Ok(())
}
