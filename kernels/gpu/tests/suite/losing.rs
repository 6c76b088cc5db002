//! Devices that fail: an error value, and the rest of the program goes on.

use crate::support::{random, with_gpu};
use tensor::{Device, Error};

#[test]
fn a_lost_device_is_an_error_value() {
    with_gpu(|gpu| {
        let x = random(&[10], 1, Device::WebGpu).expect("uploaded");
        gpu.lose();
        let found = x.add(1.0).and_then(|y| y.to_f32());
        assert!(matches!(found, Err(Error::DeviceLost { .. })), "{found:?}");
        tensor::device::unregister(Device::WebGpu);
        drop(x);
        assert!(random(&[10], 1, Device::Reference).and_then(|x| x.to_f32()).is_ok());
    });
}
