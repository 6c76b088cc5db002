//! Times products in single precision, on int8 and on signs: `cargo run --release -p cpu --example packed`.

use std::time::Instant;

use tensor::{DType, Device, Result, Tensor};

fn time(name: &str, f: impl Fn() -> Result<Tensor>) -> Result<()> {
    f()?.realize()?;
    let start = Instant::now();
    let turns = 5;
    for _ in 0..turns {
        f()?.realize()?;
    }
    println!("{name:24} {:8.3} ms", start.elapsed().as_secs_f64() * 1e3 / f64::from(turns));
    Ok(())
}

fn main() -> Result<()> {
    cpu::register();
    let device = Device::Cpu;
    println!("{}", tensor::device::describe(device)?);
    let (m, k, n) = (256, 1024, 1024);
    let (x, w) = (Tensor::randn(&[m, k], device)?, Tensor::randn(&[n, k], device)?);
    let (half, turned) = (w.to_dtype(DType::F16)?, w.transpose(0, 1)?);
    let scale = Tensor::full(&[n], 0.03, DType::F32, device)?;
    let small = w.mul(30.0)?.to_dtype(DType::I8)?;
    let bytes = x.mul(30.0)?.to_dtype(DType::I8)?;
    let (signs, bits) = (x.pack_signs()?, w.pack_signs()?);
    Tensor::realize_all(&[&half, &small, &bytes, &signs, &bits])?;
    time("float32 product", || x.matmul(&turned))?;
    time("float16 weights", || x.matmul(&half.transpose(0, 1)?.to_dtype(DType::F32)?))?;
    time("int8 product", || bytes.int_matmul(&small.transpose(0, 1)?))?;
    time("int8 linear layer", || x.int8_linear(&small, &scale, None))?;
    time("product of signs", || signs.bit_matmul(&bits, k))?;
    time("packing signs", || x.pack_signs())?;
    time("to float16", || w.to_dtype(DType::F16))?;
    time("from float16", || half.to_dtype(DType::F32))
}
