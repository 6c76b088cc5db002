//! Finding a GPU and opening it.

use crate::backend::Gpu;
use std::fmt;

/// What the GPU calls itself, for people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdapterName(String);

impl fmt::Display for AdapterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why there is no GPU to work on.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoGpu {
    /// No WebGPU here, or no adapter behind it.
    #[error("no WebGPU adapter was found ({0}). Tensors stay on the CPU")]
    Adapter(String),
    /// An adapter that gives no device.
    #[error("the GPU \"{name}\" could not be opened ({message}). Tensors stay on the CPU")]
    #[allow(missing_docs)]
    Device { name: AdapterName, message: String },
}

/// Opens the best GPU: the browser's WebGPU, or Vulkan (Metal on a Mac) outside of one.
///
/// Outside of a browser, call `tensor::device::unregister` before the thread that registered the result ends: wgpu keeps
/// state per thread and does not survive being dropped after it.
///
/// # Errors
/// [`NoGpu`] where there is none; the CPU backend then does the work.
pub async fn open() -> Result<(Gpu, AdapterName), NoGpu> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: wgpu::Backends::BROWSER_WEBGPU | wgpu::Backends::VULKAN | wgpu::Backends::METAL,
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let options = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..wgpu::RequestAdapterOptions::default()
    };
    let adapter = instance.request_adapter(&options).await.map_err(|e| NoGpu::Adapter(e.to_string()))?;
    let info = adapter.get_info();
    let descriptor = wgpu::DeviceDescriptor {
        label: Some("tensors"),
        required_limits: limits(&adapter.limits()),
        ..wgpu::DeviceDescriptor::default()
    };
    let opened = adapter.request_device(&descriptor).await;
    let (device, queue) = opened.map_err(|e| NoGpu::Device { name: name(&info, None), message: e.to_string() })?;
    let name = name(&info, Some(&device));
    let software = info.device_type == wgpu::DeviceType::Cpu;
    let words = instance.wgsl_language_features();
    let gpu = Gpu::new(device, queue, name.to_string(), software)
        .with_packed_dot(words.contains(wgpu::WgslLanguageFeatures::Packed4x8IntegerDotProduct));
    Ok((gpu, name))
}

/// WebGPU's guaranteed limits, with the adapter's own sizes of buffers and its finest step between uniform blocks.
fn limits(adapter: &wgpu::Limits) -> wgpu::Limits {
    wgpu::Limits {
        max_buffer_size: adapter.max_buffer_size,
        max_storage_buffer_binding_size: adapter.max_storage_buffer_binding_size,
        min_uniform_buffer_offset_alignment: adapter.min_uniform_buffer_offset_alignment,
        ..wgpu::Limits::default()
    }
}

/// Browsers leave the description empty for privacy and say vendor and architecture instead.
fn name(info: &wgpu::AdapterInfo, device: Option<&wgpu::Device>) -> AdapterName {
    let name = if info.name.is_empty() {
        device.and_then(crate::wait::adapter_name).unwrap_or_default()
    } else {
        info.name.clone()
    };
    AdapterName(if name.is_empty() { "unnamed GPU".to_string() } else { name })
}
