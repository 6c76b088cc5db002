//! Chooses where tensors live: WebGPU where the browser has an adapter and can wait for it (JSPI), else SIMD.

use std::cell::Cell;

use cells::{Device, DeviceReport, WhyNot};

thread_local! {
    static JSPI: Cell<bool> = const { Cell::new(false) };
}

/// Whether Python can wait for a promise here.
pub fn set_jspi(jspi: bool) {
    JSPI.set(jspi);
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
        let mut backend = match open_webgpu() {
            Ok(adapter) => Self { adapter, webgpu: true, why_not: None },
            Err(why_not) => Self { adapter: None, webgpu: false, why_not: Some(why_not) },
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

/// Opens WebGPU and registers its backend; gives the adapter's name.
fn open_webgpu() -> Result<Option<String>, WhyNot> {
    if !JSPI.get() {
        return Err(WhyNot::NoJspi);
    }
    Err(WhyNot::NoWebGpu)
}
