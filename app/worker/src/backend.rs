//! Chooses where tensors live: WebGPU where the browser has an adapter and can wait for it (JSPI), else SIMD.

use std::cell::{Cell, RefCell};

use cells::{Device, DeviceReport, WhyNot};
use js_sys::{Function, WebAssembly};
use wasm_bindgen::JsCast;

thread_local! {
    /// What `open` found, until `choose` takes it.
    static FOUND: RefCell<Option<(gpu::Gpu, String)>> = const { RefCell::new(None) };
    static WHY_NOT: RefCell<Option<WhyNot>> = const { RefCell::new(None) };
    /// The matrix product's inner part with relaxed SIMD.
    static BLOCK: Cell<Option<cpu::Block>> = const { Cell::new(None) };
}

/// Puts `block` into the function table, so that it can be called like a function of this module.
pub fn link(block: Option<Function>) {
    let table: WebAssembly::Table = wasm_bindgen::function_table().unchecked_into();
    // Without room in the table the module's own part does the work.
    let placed = block.and_then(|block| table.grow(1).and_then(|at| table.set(at, &block).map(|()| at)).ok());
    // SAFETY: a function pointer is an index of this table, and `kernels/relaxed` exports a function of this type.
    BLOCK.set(placed.map(|at| unsafe { std::mem::transmute::<usize, cpu::Block>(at as usize) }));
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
    /// The device for new tensors when somebody last looked.
    current: tensor::Device,
}

impl Backend {
    /// Finds the devices and makes the one asked for, or the best, the one for new tensors.
    pub fn choose(asked: Option<Device>) -> Self {
        cpu::register();
        if let Some(block) = BLOCK.get() {
            // SAFETY: `kernels/relaxed` is built from the same code.
            let simd = unsafe { cpu::Simd::with_block(block) };
            tensor::device::register(tensor::Device::Cpu, Box::new(simd));
        }
        let mut backend = match FOUND.take() {
            Some((gpu, name)) => {
                tensor::device::register(tensor::Device::WebGpu, Box::new(gpu));
                Self { adapter: Some(name), webgpu: true, why_not: None, current: tensor::Device::Cpu }
            }
            None => Self { adapter: None, webgpu: false, why_not: WHY_NOT.take(), current: tensor::Device::Cpu },
        };
        backend.switch(asked.unwrap_or(Device::WebGpu));
        backend
    }

    /// Sends new tensors to `device`, or to the CPU where that is not there.
    pub fn switch(&mut self, device: Device) {
        let wanted = if self.webgpu && device == Device::WebGpu { tensor::Device::WebGpu } else { tensor::Device::Cpu };
        // Refused only where the device is gone, which `look` finds out.
        let _ = tensor::device::set_default(wanted);
        self.look();
    }

    /// Asks the GPU whether it is still there: one that went away while nothing ran is found before a program fails on
    /// it. `true` when it has just been found gone; new tensors then go to the CPU.
    pub fn find_lost(&mut self) -> bool {
        let lost = self.webgpu
            && matches!(tensor::device::check(tensor::Device::WebGpu), Err(tensor::Error::DeviceLost { .. }));
        if lost {
            tensor::device::unregister(tensor::Device::WebGpu);
        }
        lost
    }

    /// Looks at the devices again: whether there is news for the page, because a program chose another device or because
    /// the GPU was lost.
    pub fn look(&mut self) -> bool {
        let before = self.report();
        if self.webgpu && !tensor::device::available(tensor::Device::WebGpu) {
            self.webgpu = false;
            self.why_not = Some(WhyNot::Lost);
        }
        self.current = tensor::device::default();
        if self.webgpu {
            self.why_not = (self.current == tensor::Device::Cpu).then_some(WhyNot::Chosen);
        }
        before != self.report()
    }

    /// The state as the page shows it.
    pub fn report(&self) -> DeviceReport {
        let device = match self.current {
            tensor::Device::WebGpu => Device::WebGpu,
            _ => Device::Cpu,
        };
        DeviceReport { device, adapter: self.adapter.clone(), webgpu: self.webgpu, why_not: self.why_not.clone() }
    }
}
