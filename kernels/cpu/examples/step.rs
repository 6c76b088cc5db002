//! Time of one training step of the course's first regression (100 rows, 10 features) and of a classifier of digits
//! (784-128-10, 64 rows, Adam), and of some products: `cargo run --release -p cpu --example step`.

use std::time::Instant;
use tensor::{DType, Device, Result, Tensor, no_grad};

fn main() -> Result<()> {
    cpu::register();
    println!("{}", tensor::device::describe(Device::Cpu)?);
    regression()?;
    classifier()?;
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

/// One step of Adam on one parameter.
fn adam(p: &Tensor, m: &Tensor, v: &Tensor, step: i32) -> Result<()> {
    let g = p.grad().expect("backward has filled it");
    m.copy_(&m.mul(0.9)?.add(&g.mul(0.1)?)?)?;
    v.copy_(&v.mul(0.999)?.add(&g.mul(&g)?.mul(0.001)?)?)?;
    let (rate, scale) = (1e-3 / (1.0 - 0.9f64.powi(step)), (1.0 - 0.999f64.powi(step)).sqrt());
    p.sub_(&m.mul(rate)?.div(&v.sqrt()?.div(scale)?.add(1e-8)?)?)?;
    p.set_grad(None)
}

fn classifier() -> Result<()> {
    let device = Device::Cpu;
    let x = Tensor::rand(&[64, 784], device)?;
    let y = Tensor::randint(0, 10, &[64], device)?;
    let parameters = [
        Tensor::randn(&[128, 784], device)?.mul(0.03)?,
        Tensor::zeros(&[128], DType::F32, device)?,
        Tensor::randn(&[10, 128], device)?.mul(0.1)?,
        Tensor::zeros(&[10], DType::F32, device)?,
    ];
    let zeros = |p: &Tensor| Tensor::zeros(p.shape(), DType::F32, device)?.clone_data();
    let (m, v): (Vec<_>, Vec<_>) = (
        parameters.iter().map(zeros).collect::<Result<Vec<_>>>()?,
        parameters.iter().map(zeros).collect::<Result<Vec<_>>>()?,
    );
    parameters.iter().try_for_each(|p| p.realize().and_then(|()| p.set_requires_grad(true)))?;
    let mut count = 0;
    let mut step = || -> Result<f64> {
        count += 1;
        let [w1, b1, w2, b2] = &parameters;
        let hidden = x.matmul(&w1.t_()?)?.add(b1)?.relu()?;
        let loss = hidden.matmul(&w2.t_()?)?.add(b2)?.cross_entropy(&y)?;
        loss.backward(None, false, false)?;
        no_grad(|| {
            for (i, p) in parameters.iter().enumerate() {
                adam(p, &m[i], &v[i], count)?;
            }
            let all: Vec<&Tensor> = parameters.iter().chain(&m).chain(&v).chain([&loss]).collect();
            Tensor::realize_all(&all)?;
            loss.item().map(|l| l.to_f64())
        })
    };
    let first = step()?;
    let mut last = first;
    let mut times = Vec::new();
    for _ in 0..300 {
        let start = Instant::now();
        last = step()?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!("classifier step: median {:.3} ms, best {:.3} ms, loss {first:.4} to {last:.2e}", times[150], times[0]);
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
