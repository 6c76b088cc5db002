//! Narrow dtypes: what they save, what they keep, and the products on packed whole numbers.

use tensor::{DType, Device, Device::Cpu, Error, Grid, Result, Scalar, Tensor, no_grad, result_type};

#[test]
fn packed_storage_takes_less_of_a_buffer() -> Result<()> {
    tensor::device::register(Cpu, Box::new(cpu::Simd::with_limit(6 << 20)));
    let n = 2 << 20;
    assert!(matches!(Tensor::zeros(&[n], DType::F32, Cpu), Err(Error::Memory { .. })));
    let half = Tensor::full(&[n], 1.5, DType::F16, Cpu)?;
    half.realize()?;
    assert_eq!(half.slice(0, Some(n as i64 - 1), None, 1)?.item()?, Scalar::Float(1.5));
    assert!(Tensor::zeros(&[3 * n], DType::F16, Cpu).is_err());
    Tensor::zeros(&[3 * n - 8], DType::U8, Cpu)?.realize()
}

#[test]
fn writing_into_a_part_keeps_the_neighbours_in_its_words() -> Result<()> {
    cpu::register();
    for device in [Cpu, Device::Reference] {
        for dtype in DType::ALL.into_iter().filter(|d| *d != DType::Bool) {
            let x = Tensor::arange(0i64.into(), 11i64.into(), 1i64.into(), Some(dtype), device)?;
            x.narrow(0, 3, 3)?.fill_(90i64)?;
            assert_eq!(x.to_i64()?, [0, 1, 2, 90, 90, 90, 6, 7, 8, 9, 10], "{dtype}");
        }
    }
    Ok(())
}

#[test]
fn gradients_of_half_parameters_are_half() -> Result<()> {
    cpu::register();
    let w = Tensor::from_f32(&[0.5, -1.25, 2.0], &[3], Cpu)?.to_dtype(DType::F16)?;
    w.set_requires_grad(true)?;
    let x = Tensor::from_f32(&[1.0, 2.0, 3.0], &[3], Cpu)?;
    let loss = w.mul(&x)?;
    loss.sum(&[], false)?.backward(None, false, false)?;
    let grad = w.grad().expect("a gradient");
    assert_eq!((grad.dtype(), grad.to_f32()?), (DType::F16, vec![1.0, 2.0, 3.0]));
    no_grad(|| w.add_scaled_(&grad, -0.5))?;
    assert_eq!(w.to_f32()?, [0.0, -2.25, 0.5]);
    assert_eq!(w.dtype(), DType::F16);
    Ok(())
}

#[test]
fn products_of_bytes_and_signs_are_exact() -> Result<()> {
    cpu::register();
    for device in [Cpu, Device::Reference] {
        let (m, k, n) = (5, 70, 6);
        let byte = |i: usize, seed: usize| ((i * 37 + seed * 11) % 256) as i64 - 128;
        let values = |count: usize, seed: usize| (0..count).map(|i| byte(i, seed)).collect::<Vec<i64>>();
        let (a, b) = (values(m * k, 1), values(n * k, 2));
        let dot = |f: &dyn Fn(i64) -> i64| -> Vec<i64> {
            let one = |i: usize, j: usize| (0..k).map(|l| f(a[i * k + l]) * f(b[j * k + l])).sum();
            (0..m * n).map(|at| one(at / n, at % n)).collect()
        };
        let (x, w) = (Tensor::from_i64(&a, &[m, k], device)?, Tensor::from_i64(&b, &[n, k], device)?);
        let y = x.to_dtype(DType::I8)?.int_matmul(&w.to_dtype(DType::I8)?.transpose(0, 1)?)?;
        assert_eq!((y.dtype(), y.to_i64()?), (DType::I32, dot(&|v| v)));
        let y = x.pack_signs()?.bit_matmul(&w.pack_signs()?, k)?;
        assert_eq!(y.to_i64()?, dot(&|v| if v >= 0 { 1 } else { -1 }));
    }
    Ok(())
}

#[test]
fn an_int8_layer_is_near_the_real_one() -> Result<()> {
    cpu::register();
    let (x, w) = (Tensor::randn(&[9, 40], Cpu)?, Tensor::randn(&[7, 40], Cpu)?);
    let bias = Tensor::randn(&[7], Cpu)?;
    let scale = w.abs()?.amax(&[1], false)?.div(127.0)?;
    let zeros = Tensor::zeros(&[7], DType::I32, Cpu)?;
    let grid = Grid::Channel { scale: &scale, zero_point: &zeros, axis: 0 };
    let small = w.quantize(grid, DType::I8)?;
    let exact = x.matmul(&w.transpose(0, 1)?)?.add(&bias)?.to_f32()?;
    let near = x.int8_linear(&small, &scale, Some(&bias))?.to_f32()?;
    for (e, n) in exact.iter().zip(&near) {
        assert!((e - n).abs() < 0.2, "{n}, expected about {e}");
    }
    Ok(())
}

#[test]
fn dtypes_promote_by_rank_and_sort() -> Result<()> {
    cpu::register();
    let of = |shape: &[usize], dtype| Tensor::ones(shape, dtype, Cpu);
    let check = |a: (&[usize], DType), b: (&[usize], DType), expected: DType| -> Result<()> {
        let (x, y) = (of(a.0, a.1)?, of(b.0, b.1)?);
        assert_eq!(result_type(&[(&x).into(), (&y).into()]), expected, "{a:?} {b:?}");
        assert_eq!(x.add(&y)?.dtype(), expected);
        Ok(())
    };
    check((&[2], DType::U8), (&[2], DType::I8), DType::I16)?;
    check((&[2], DType::F16), (&[2], DType::BF16), DType::F32)?;
    check((&[2], DType::F16), (&[], DType::F32), DType::F16)?;
    check((&[2], DType::U8), (&[], DType::I64), DType::U8)?;
    check((&[2], DType::U8), (&[], DType::F32), DType::F32)?;
    check((&[2], DType::I64), (&[], DType::F16), DType::F16)
}
