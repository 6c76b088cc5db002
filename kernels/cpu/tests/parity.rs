//! Every case of the parity suite on the SIMD backend against the reference, and gradients against finite differences.

use std::collections::HashSet;
use tensor::{Device, Op, parity};

fn check(failures: Vec<String>) {
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_operation_has_a_case() {
    let covered: HashSet<Op> = parity::cases().iter().map(|c| c.op).collect();
    check(Op::ALL.iter().filter(|op| !covered.contains(op)).map(|op| op.info().name.to_string()).collect());
}

#[test]
fn simd_agrees_with_the_reference() {
    cpu::register();
    check(parity::cases().iter().filter_map(|c| c.run(Device::Cpu).err()).collect());
}

#[test]
fn the_scalar_fallback_agrees_with_the_reference() {
    cpu::register();
    tensor::device::register(Device::Cpu, Box::new(cpu::Simd::scalar()));
    check(parity::cases().iter().filter_map(|c| c.run(Device::Cpu).err()).collect());
}

#[test]
fn gradients_agree_with_finite_differences() {
    cpu::register();
    check(parity::cases().iter().filter_map(|c| c.check_gradient().err()).collect());
}
