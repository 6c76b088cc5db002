//! What went wrong on the device, collected from its callbacks and handed out as error values.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tensor::{Device, Error};

#[derive(Default)]
struct State {
    /// Why the device is gone; it stays gone.
    lost: Option<String>,
    /// The first error since the last check.
    error: Option<String>,
}

/// Shared between the device's callbacks and the backend.
#[derive(Clone, Default)]
pub(crate) struct Faults(Arc<Mutex<State>>);

impl Faults {
    /// Listens to a device from now on.
    pub(crate) fn watch(device: &wgpu::Device) -> Self {
        let faults = Self::default();
        let (on_lost, on_error) = (faults.clone(), faults.clone());
        device.set_device_lost_callback(move |reason, message| {
            let message = message.trim_end_matches('.');
            let message = if message.is_empty() { format!("{reason:?}") } else { message.to_owned() };
            on_lost.state().lost = Some(message);
        });
        device.on_uncaptured_error(Arc::new(move |error| on_error.note(text(&error))));
        faults
    }

    /// Remembers an error for the next check; the first one explains the rest, so later ones are dropped.
    pub(crate) fn note(&self, message: String) {
        self.state().error.get_or_insert(message);
    }

    /// The error to return if anything has happened; `during` says what was going on.
    pub(crate) fn check(&self, during: &str) -> Result<(), Error> {
        let mut state = self.state();
        if let Some(message) = &state.lost {
            let (during, message) = (during.to_string(), message.clone());
            return Err(Error::DeviceLost { device: Device::WebGpu, during, message });
        }
        match state.error.take() {
            Some(message) => Err(failed(format!("{during}: {message}"))),
            None => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is two independent options: nothing is half written when another thread panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The backend's own failure.
pub(crate) fn failed(message: String) -> Error {
    Error::Backend { device: Device::WebGpu, message }
}

/// What a learner can do about an error of the API.
pub(crate) fn text(error: &wgpu::Error) -> String {
    match error {
        wgpu::Error::OutOfMemory { .. } => {
            "the GPU has no memory left. Delete tensors you no longer need, use smaller batches, or device \"cpu\""
                .into()
        }
        wgpu::Error::Validation { description, .. } => format!("the GPU refused a command: {description}"),
        wgpu::Error::Internal { description, .. } => format!("the GPU driver failed: {description}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Faults;
    use tensor::{Device, Error};

    #[track_caller]
    fn check(faults: &Faults, expected: Result<(), Error>) {
        assert_eq!(faults.check("matmul"), expected);
    }

    #[test]
    fn the_first_error_is_told_once_and_a_loss_for_ever() {
        let faults = Faults::default();
        check(&faults, Ok(()));
        faults.note("no memory".into());
        faults.note("no buffer".into());
        check(&faults, Err(Error::Backend { device: Device::WebGpu, message: "matmul: no memory".into() }));
        check(&faults, Ok(()));
        faults.state().lost = Some("unplugged".into());
        let (during, message) = ("matmul".to_string(), "unplugged".to_string());
        let lost = Error::DeviceLost { device: Device::WebGpu, during, message };
        check(&faults, Err(lost.clone()));
        check(&faults, Err(lost));
    }
}
