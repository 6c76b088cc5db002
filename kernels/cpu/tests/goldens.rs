//! Printing and random numbers against what real PyTorch says (`goldens/make.py` wrote it down).

use tensor::{DType, Device::Cpu, Result, Scalar, Tensor, format, random};

fn check(found: &str, expected: &str, what: &str) {
    assert!(found == expected, "{what}:\n{found}\nexpected\n{expected}");
}

fn floats(values: &[f32], shape: &[usize]) -> Result<Tensor> {
    Tensor::from_f32(values, shape, Cpu)
}

fn count_to(n: i64) -> Result<Tensor> {
    Tensor::arange(Scalar::Float(0.0), Scalar::Int(n), Scalar::Int(1), None, Cpu)
}

fn leaf(t: Tensor) -> Result<Tensor> {
    t.set_requires_grad(true)?;
    Ok(t)
}

fn printed(name: &str) -> Result<Tensor> {
    let (nan, inf) = (f32::NAN, f32::INFINITY);
    match name {
        "scalar" => floats(&[3.5], &[]),
        "int scalar" => Tensor::from_i64(&[7], &[], Cpu),
        "small scalar" => floats(&[1e-7], &[]),
        "ints" => Tensor::from_i64(&[1, -20, 300], &[3], Cpu),
        "bools" => Tensor::from_bool(&[true, false], &[2], Cpu),
        "whole" => floats(&[1.0, 2.0, 3.0, 40.0], &[2, 2]),
        "mixed" => floats(&[1.5, -2.25, 3.0], &[3]),
        "scientific" => floats(&[1e-5, 1.0, 250.0], &[3]),
        "tiny" => floats(&[0.00012, 0.5], &[2]),
        "large" => floats(&[123_456_789.0, 1.0], &[2]),
        "whole scientific" => floats(&[1.0, 2000.0], &[2]),
        "nan whole" => floats(&[nan, 1.0, -inf], &[3]),
        "nan" => floats(&[nan, 1.5, inf], &[3]),
        "zeros" => Tensor::zeros(&[2, 3], DType::F32, Cpu),
        "empty" => floats(&[], &[0]),
        "empty matrix" => floats(&[], &[0, 3]),
        "empty ints" => Tensor::from_i64(&[], &[0], Cpu),
        "leaf" => leaf(floats(&[1.0, 2.0], &[2])?),
        "computed" => leaf(Tensor::ones(&[2], DType::F32, Cpu)?)?.add(1i64),
        "three dimensions" => count_to(12)?.reshape(&[2, 3, 2]),
        "wrapped" => count_to(30),
        "summary" => Tensor::arange(Scalar::Int(0), Scalar::Int(2000), Scalar::Int(1), None, Cpu),
        "summary of a matrix" => count_to(2500)?.reshape(&[50, 50]),
        "wrapped leaf" => leaf(count_to(11)?.mul(1.25)?),
        "computed over the line" => leaf(count_to(8)?.mul(1.25)?)?.mul(2i64),
        other => panic!("goldens/printing.txt has a case that this test does not know: {other}"),
    }
}

#[test]
fn prints_as_pytorch_does() -> Result<()> {
    cpu::register();
    let cases: Vec<&str> = include_str!("goldens/printing.txt").split("### ").skip(1).collect();
    assert!(cases.len() > 20);
    for case in cases {
        let (name, expected) = case.split_once('\n').expect("a name, then the text");
        check(&format::tensor(&printed(name)?)?, expected.trim_end(), name);
    }
    Ok(())
}

fn drawn(name: &str) -> Result<Vec<Tensor>> {
    let seed = match name {
        "randn" => 42,
        "randperm long" => 3,
        _ => 0,
    };
    random::manual_seed(seed);
    let filled = |n: usize, f: &dyn Fn(&Tensor) -> Result<()>| {
        let t = Tensor::zeros(&[n], DType::F32, Cpu)?;
        f(&t)?;
        Ok(t)
    };
    match name {
        "rand" => Ok(vec![Tensor::rand(&[3], Cpu)?]),
        "randn" => Ok(vec![Tensor::randn(&[3], Cpu)?]),
        "randn keeps its second" => Ok(vec![Tensor::randn(&[5], Cpu)?, Tensor::randn(&[4], Cpu)?]),
        "randn in blocks" => Ok(vec![Tensor::randn(&[16], Cpu)?]),
        "randn with a rest" => Ok(vec![Tensor::randn(&[37], Cpu)?]),
        "randn small, large, small" => [3, 16, 2].into_iter().map(|n| Tensor::randn(&[n], Cpu)).collect(),
        "randperm" => Ok(vec![Tensor::randperm(10, Cpu)?, Tensor::rand(&[2], Cpu)?]),
        "randperm long" => Ok(vec![Tensor::randperm(30, Cpu)?, Tensor::rand(&[1], Cpu)?]),
        "randint" => Ok(vec![Tensor::randint(-5, 1000, &[6], Cpu)?]),
        "bernoulli" => Ok(vec![random::bernoulli(&[8], 0.3, Cpu)?, Tensor::rand(&[1], Cpu)?]),
        "uniform_" => Ok(vec![filled(4, &|t| t.uniform_(-1.0, 3.0))?]),
        "normal_" => Ok(vec![filled(4, &|t| t.normal_(5.0, 2.0))?, filled(20, &|t| t.normal_(5.0, 2.0))?]),
        other => panic!("goldens/random.txt has a case that this test does not know: {other}"),
    }
}

#[test]
fn draws_pytorchs_numbers() -> Result<()> {
    cpu::register();
    let mut failures = Vec::new();
    for line in include_str!("goldens/random.txt").lines() {
        let (name, numbers) = line.split_once(": ").expect("a name, then numbers");
        let expected: Vec<f32> = numbers.split(' ').map(|x| x.parse().expect("a number")).collect();
        let found: Vec<f32> = drawn(name)?.iter().map(Tensor::to_f32).collect::<Result<Vec<_>>>()?.concat();
        // PyTorch's vectorised logarithm and sine differ from the standard library's in the last bits.
        let same = found.len() == expected.len()
            && found.iter().zip(&expected).all(|(f, e)| (f - e).abs() <= 2e-6 * (1.0 + e.abs()));
        if !same {
            failures.push(format!("{name}:\n{found:?}\nexpected\n{expected:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}
