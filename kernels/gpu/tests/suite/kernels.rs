//! Elementwise chains, reductions, softmax, indexing and writes.

use crate::support::{check, numbers, random, with_gpu};
use tensor::{DType, Device, Result, Tensor};

/// Values where arithmetic is special.
const SPECIAL: [f32; 14] =
    [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e-20, 88.0, 89.5, -104.0, 1e30, f32::INFINITY, f32::NEG_INFINITY, f32::NAN];

fn special(device: Device) -> Result<Tensor> {
    Tensor::from_f32(&SPECIAL, &[14], device)
}

#[test]
fn functions_of_special_values() {
    with_gpu(|_| {
        type Function = fn(&Tensor) -> Result<Tensor>;
        let functions: [(&str, Function); 13] = [
            ("exp", Tensor::exp),
            ("log", Tensor::log),
            ("tanh", Tensor::tanh),
            ("sigmoid", Tensor::sigmoid),
            ("relu", Tensor::relu),
            ("sqrt", Tensor::sqrt),
            ("abs", Tensor::abs),
            ("sign", Tensor::sign),
            ("floor", Tensor::floor),
            ("ceil", Tensor::ceil),
            ("round", Tensor::round),
            ("reciprocal", Tensor::reciprocal),
            ("isnan", Tensor::isnan),
        ];
        for (name, function) in functions {
            eprintln!("{name}");
            check(2e-6, |device| function(&special(device)?));
        }
    });
}

#[test]
fn comparisons_with_nan() {
    with_gpu(|_| {
        let all = |device| special(device)?.reshape(&[14, 1]);
        check(0.0, |d| all(d)?.lt(&special(d)?));
        check(0.0, |d| all(d)?.eq(&special(d)?));
        check(0.0, |d| all(d)?.ne(&special(d)?));
        check(0.0, |d| all(d)?.maximum(&special(d)?));
        check(0.0, |d| all(d)?.minimum(&special(d)?));
    });
}

#[test]
fn broadcast_and_strided_chains() {
    with_gpu(|_| {
        check(1e-5, |d| {
            let a = random(&[3, 1, 5], 1, d)?;
            let b = random(&[4, 1], 2, d)?;
            let c = random(&[5, 4, 3], 3, d)?.permute(&[2, 1, 0])?;
            a.mul(&b)?.add(&c)?.sub(0.5)?.exp()?.div(&c.slice(2, Some(0), Some(1), 1)?)
        });
        check(0.0, |d| random(&[3, 7], 1, d)?.gt(0.0)?.to_dtype(DType::I64)?.mul(3)?.sub(1));
        check(0.0, |d| Tensor::from_f32(&[1.9, -1.9, 3e9, -3e9, 0.0], &[5], d)?.to_dtype(DType::I64));
    });
}

#[test]
fn more_workgroups_than_one_row_holds() {
    with_gpu(|_| {
        // 65,535 workgroups of 64 threads and some.
        let length = 65_535 * 64 + 1_000;
        let sum = |d: Device| {
            let x = Tensor::arange(0.into(), (length as i64).into(), 1.into(), Some(DType::I64), d)?;
            x.remainder(7)?.to_dtype(DType::I64)?.slice(0, Some(length as i64 - 3), None, 1)
        };
        let found = sum(Device::WebGpu).and_then(|t| t.to_i64()).expect("it is computed");
        let expected: Vec<i64> = (length as i64 - 3..length as i64).map(|i| i % 7).collect();
        assert_eq!(found, expected);
    });
}

#[test]
fn reductions_of_every_shape() {
    with_gpu(|_| {
        let shapes: [(&[usize], &[isize]); 9] = [
            (&[7], &[]),
            (&[100, 10], &[1]),
            (&[10, 100], &[0]),
            (&[5, 2000], &[1]),
            (&[2000, 5], &[0]),
            (&[3000, 40], &[1]),
            (&[100_000], &[]),
            (&[4, 30_000], &[1]),
            (&[4, 6, 5, 7], &[1, 3]),
        ];
        for (shape, axes) in shapes {
            eprintln!("{shape:?} over {axes:?}");
            check(1e-5, |d| random(shape, 5, d)?.mean(axes, false));
            check(0.0, |d| random(shape, 5, d)?.amax(axes, true));
            check(0.0, |d| random(shape, 5, d)?.amin(axes, false));
            let axis = axes.first().copied();
            check(0.0, |d| random(shape, 5, d)?.argmax(axis, false));
            check(0.0, |d| random(shape, 5, d)?.argmin(axis, false));
            check(0.0, |d| random(shape, 5, d)?.gt(0.1)?.sum(axes, false));
        }
    });
}

#[test]
fn ties_and_nan_in_positions() {
    with_gpu(|_| {
        for length in [5, 100, 40_000] {
            let with = |value: f32, at: &[usize]| {
                let mut values = vec![0.0; length];
                at.iter().for_each(|i| values[*i] = value);
                values
            };
            for values in [with(0.0, &[]), with(1.0, &[2, 4]), with(f32::NAN, &[3, 4]), with(f32::NEG_INFINITY, &[1])] {
                check(0.0, |d| Tensor::from_f32(&values, &[length], d)?.argmax(None, false));
                check(0.0, |d| Tensor::from_f32(&values, &[length], d)?.argmin(None, false));
                check(0.0, |d| Tensor::from_f32(&values, &[length], d)?.amax(&[], false));
            }
        }
    });
}

#[test]
fn softmax_of_rows() {
    with_gpu(|_| {
        for shape in [&[5][..], &[3, 10], &[2, 3, 200], &[2, 3000]] {
            for axis in 0..shape.len() as isize {
                check(1e-5, |d| random(shape, 6, d)?.mul(30.0)?.softmax(axis));
                check(1e-5, |d| random(shape, 6, d)?.mul(30.0)?.log_softmax(axis));
            }
        }
        check(1e-6, |d| special(d)?.reshape(&[2, 7])?.softmax(1));
    });
}

#[test]
fn indexing() {
    with_gpu(|_| {
        let rows = [2, -1, 0, 2];
        let index = |d| Tensor::from_i64(&rows, &[4], d);
        check(0.0, |d| random(&[5, 6], 7, d)?.index_select(0, &index(d)?));
        check(0.0, |d| random(&[6, 5], 7, d)?.transpose(0, 1)?.index_select(0, &index(d)?));
        let picks = [0, 1, 4, 2, 2, 0];
        check(0.0, |d| random(&[2, 5], 8, d)?.gather(1, &Tensor::from_i64(&picks, &[2, 3], d)?));
    });
}

#[test]
fn additions_that_meet() {
    with_gpu(|_| {
        let places: Vec<i64> = (0..3000).map(|i| i * i % 5).collect();
        check(1e-4, |d| {
            let index = Tensor::from_i64(&places, &[3000], d)?;
            Tensor::zeros(&[5], DType::F32, d)?.scatter_add(0, &index, &random(&[3000], 9, d)?)
        });
        check(0.0, |d| {
            let index = Tensor::from_i64(&places, &[3000], d)?;
            Tensor::zeros(&[5], DType::I64, d)?.scatter_add(0, &index, &Tensor::from_i64(&places, &[3000], d)?)
        });
    });
}

#[test]
fn parts_are_written_in_place() {
    with_gpu(|_| {
        check(0.0, |d| {
            let x = random(&[6, 4], 1, d)?;
            x.slice(0, Some(1), Some(5), 2)?.assign(&random(&[4], 2, d)?)?;
            Ok(x)
        });
        // The part's new elements come from the tensor itself.
        check(0.0, |d| {
            let x = random(&[6], 3, d)?;
            x.slice(0, Some(0), Some(3), 1)?.assign(&x.slice(0, Some(3), Some(6), 1)?)?;
            Ok(x)
        });
        check(0.0, |d| Tensor::cat(&[random(&[2, 3], 1, d)?, random(&[2, 2], 2, d)?], 1));
    });
}

#[test]
fn many_outputs_of_one_chain() {
    with_gpu(|_| {
        let both = |d: Device| -> Result<Vec<f32>> {
            let a = Tensor::from_f32(&numbers(100, 1), &[100], d)?.mul(2.0)?;
            let b = a.add(1.0)?;
            Tensor::realize_all(&[&a, &b])?;
            let mut out = a.to_f32()?;
            out.extend(b.to_f32()?);
            Ok(out)
        };
        assert_eq!(both(Device::WebGpu).expect("computed"), both(Device::Reference).expect("computed"));
    });
}
