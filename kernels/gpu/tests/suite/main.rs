//! The GPU against the scalar definition, on whatever adapter this machine has; without one every test prints a skip.

mod kernels;
mod losing;
mod memory;
mod narrow;
mod parity;
mod products;
mod support;
mod training;
