//! The suite that every backend runs: each row of the operation table, results and gradients.

use crate::support::with_gpu_as_it_is;
use tensor::Device;

#[test]
fn every_row_agrees_with_the_definition() {
    with_gpu_as_it_is(|_| {
        let cases = tensor::parity::cases();
        let failures: Vec<String> = cases.iter().filter_map(|c| c.run(Device::WebGpu).err()).collect();
        assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), cases.len(), failures.join("\n"));
    });
}
