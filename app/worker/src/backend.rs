//! Chooses where tensors live: WebGPU where the browser has an adapter and can wait for it (JSPI), else SIMD.

use std::cell::RefCell;

use cells::{Device, DeviceReport, WhyNot};

thread_local! {
    /// What `open` found, until `choose` takes it.
    static FOUND: RefCell<Option<(gpu::Gpu, String)>> = const { RefCell::new(None) };
    static WHY_NOT: RefCell<Option<WhyNot>> = const { RefCell::new(None) };
}

/// Looks for a GPU. Opening one takes promises, so this comes before the first message, which is handled in one go.
pub async fn open(jspi: bool) {
    if !jspi {
        WHY_NOT.set(Some(WhyNot::NoJspi));
        return;
    }
    match gpu::open().await {
        Ok((gpu, name)) => FOUND.set(Some((gpu, name.to_string()))),
        Err(_) => WHY_NOT.set(Some(WhyNot::NoWebGpu)),
    }
}

/// The devices of this worker.
pub struct Backend {
    /// The adapter's name, where WebGPU works.
    adapter: Option<String>,
    webgpu: bool,
    why_not: Option<WhyNot>,
}

impl Backend {
    /// Finds the devices and makes the one asked for, or the best, the one for new tensors.
    pub fn choose(asked: Option<Device>) -> Self {
        cpu::register();
        let mut backend = match FOUND.take() {
            Some((gpu, name)) => {
                tensor::device::register(tensor::Device::WebGpu, Box::new(gpu));
                Self { adapter: Some(name), webgpu: true, why_not: None }
            }
            None => Self { adapter: None, webgpu: false, why_not: WHY_NOT.take() },
        };
        backend.switch(asked.unwrap_or(Device::WebGpu));
        backend
    }

    /// Sends new tensors to `device`, or to the CPU where that is not there.
    pub fn switch(&mut self, device: Device) {
        let wanted = if self.webgpu && device == Device::WebGpu { tensor::Device::WebGpu } else { tensor::Device::Cpu };
        if tensor::device::set_default(wanted).is_err() {
            self.webgpu = false;
            self.why_not = Some(WhyNot::Lost);
            return;
        }
        if self.webgpu {
            self.why_not = (wanted == tensor::Device::Cpu).then_some(WhyNot::Chosen);
        }
    }

    /// Whether the device has been lost since it was last looked at; new tensors then go to the CPU.
    pub fn notice_loss(&mut self) -> bool {
        let lost = self.webgpu && !tensor::device::available(tensor::Device::WebGpu);
        if lost {
            self.webgpu = false;
            self.why_not = Some(WhyNot::Lost);
        }
        lost
    }

    /// The state as the page shows it.
    pub fn report(&self) -> DeviceReport {
        let device = match tensor::device::default() {
            tensor::Device::WebGpu => Device::WebGpu,
            _ => Device::Cpu,
        };
        DeviceReport { device, adapter: self.adapter.clone(), webgpu: self.webgpu, why_not: self.why_not.clone() }
    }
}
