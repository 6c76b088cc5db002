//! Recurrent layers: a layer is its steps, gradients reach every part, sizes that do not fit are said.

use tensor::rnn::{Cell, Memory, Weights, layer, step};
use tensor::{DType, Device::Cpu, Result, Tensor};

fn leaf(shape: &[usize], seed: usize) -> Result<Tensor> {
    let n: usize = shape.iter().product();
    let values: Vec<f32> = (0..n).map(|i| ((i * 5 + seed) % 13) as f32 * 0.1 - 0.6).collect();
    let t = Tensor::from_f32(&values, shape, Cpu)?;
    t.set_requires_grad(true)?;
    Ok(t)
}

fn memory(cell: Cell) -> Result<Memory> {
    let zeros = || Tensor::zeros(&[2, 3], DType::F32, Cpu);
    Ok(Memory { h: zeros()?, c: if cell == Cell::Lstm { Some(zeros()?) } else { None } })
}

#[test]
fn a_layer_is_its_steps_and_so_are_its_gradients() -> Result<()> {
    cpu::register();
    for cell in [Cell::Tanh, Cell::Relu, Cell::Gru, Cell::Lstm] {
        for reverse in [false, true] {
            let rows = cell.gates() * 3;
            let (ih, hh, b) = (leaf(&[rows, 4], 1)?, leaf(&[rows, 3], 2)?, leaf(&[rows], 3)?);
            let weights = Weights { ih: &ih, hh: &hh, bias_ih: Some(&b), bias_hh: None, hr: None };
            let x = leaf(&[5, 2, 4], 4)?;
            let whole = |x: &Tensor| layer(cell, x, memory(cell)?, &weights, reverse);
            let (states, last) = whole(&x)?;
            states.square()?.sum(&[], false)?.add(&last.h.sum(&[], false)?)?.backward(None, false, false)?;
            let found = [&x, &ih, &hh, &b].map(|t| t.grad().expect("reached"));
            [&x, &ih, &hh, &b].into_iter().try_for_each(|t| t.set_grad(None))?;

            let mut now = memory(cell)?;
            let mut total = Tensor::scalar(0.0, Cpu)?;
            for i in 0..5 {
                let t = if reverse { 4 - i } else { i };
                now = step(cell, &x.select(0, t)?, &now, &weights)?;
                total = total.add(&now.h.square()?.sum(&[], false)?)?;
                let same = states.select(0, t)?.sub(&now.h)?.abs()?.amax(&[], false)?.item()?.to_f64();
                assert!(same < 1e-6, "{cell:?} at step {t}");
            }
            total.add(&now.h.sum(&[], false)?)?.backward(None, false, false)?;
            for (found, leaf) in found.iter().zip([&x, &ih, &hh, &b]) {
                let by_steps = leaf.grad().expect("reached");
                let far = found.sub(&by_steps)?.abs()?.amax(&[], false)?.item()?.to_f64();
                assert!(far < 1e-4, "{cell:?} reverse={reverse}: {far}");
            }
        }
    }
    Ok(())
}

#[test]
fn a_graph_that_is_kept_gives_the_same_gradients_again() -> Result<()> {
    cpu::register();
    let (ih, hh) = (leaf(&[9, 4], 1)?, leaf(&[9, 3], 2)?);
    let weights = Weights { ih: &ih, hh: &hh, bias_ih: None, bias_hh: None, hr: None };
    let (states, _) = layer(Cell::Gru, &leaf(&[3, 2, 4], 4)?, memory(Cell::Gru)?, &weights, false)?;
    let loss = states.sum(&[], false)?;
    loss.backward(None, true, false)?;
    let first = ih.grad().expect("reached").to_f32()?;
    loss.backward(None, false, false)?;
    let both = ih.grad().expect("reached").to_f32()?;
    assert!(first.iter().zip(&both).all(|(a, b)| (2.0 * a - b).abs() < 1e-5));
    Ok(())
}

#[test]
fn what_does_not_fit_is_said() -> Result<()> {
    cpu::register();
    let (ih, hh) = (leaf(&[12, 4], 1)?, leaf(&[12, 3], 2)?);
    let weights = Weights { ih: &ih, hh: &hh, bias_ih: None, bias_hh: None, hr: None };
    let said = |result: Result<(Tensor, Memory)>| result.map(|_| ()).expect_err("it does not fit").to_string();
    assert!(
        said(layer(Cell::Lstm, &leaf(&[3, 2, 5], 4)?, memory(Cell::Lstm)?, &weights, false)).contains("5 features")
    );
    assert!(said(layer(Cell::Lstm, &leaf(&[0, 2, 4], 4)?, memory(Cell::Lstm)?, &weights, false)).contains("time > 0"));
    assert!(said(layer(Cell::Lstm, &leaf(&[3, 2, 4], 4)?, memory(Cell::Gru)?, &weights, false)).contains("(h, c)"));
    Ok(())
}
